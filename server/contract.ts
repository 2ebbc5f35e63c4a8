/**
 * Schemas of everything that crosses HTTP and the live channel, a file for each subject; other subjects' files
 * (contract-alerts, contract-notices …) are imported by name. The web imports only the *types* of these files.
 * Amounts are strings in yuan, ratios numbers, dates YYYY-MM-DD, instants ISO 8601 with offset (shared contract).
 *
 * The parts import one another and never this file: it would not be there yet when they are made.
 */
export { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
export {
  AmountYuan,
  BasisName,
  DecimalText,
  ErrorAnswer,
  FUND_SOURCES,
  type FundSource,
  FundSourceName,
  GradeName,
  GroupName,
  Instant,
  LEDGER_EVENTS,
  LedgerEventName,
  LightName,
  ListQuery,
  LiveCursor,
  MonthText,
  PlainDateText,
  type Role,
  RoleName,
  ROLES,
  Uuid,
} from './contract-basics.ts';
export * from './contract-accounts.ts';
export * from './contract-entries.ts';
export * from './contract-health.ts';
export * from './contract-imports.ts';
export * from './contract-judgements.ts';
export * from './contract-ledger.ts';
export * from './contract-live.ts';
export { Overview, OverviewQuery, RecentChange, WorstProject } from './contract-overview.ts';
export * from './contract-projects.ts';
export * from './contract-session.ts';

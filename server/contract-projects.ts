/** Schemas of the list of projects and of one project. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { LIGHTS } from '../domain/light.ts';
import {
  AmountYuan,
  ByLight,
  FundSourceName,
  GroupName,
  LightName,
  literals,
  LiveCursor,
  Nullable,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';
import { AlertItem } from './contract-alerts.ts';
import { Entry } from './contract-entries.ts';
import { CurveShape, Judged, JudgementAnswer, JudgingContext, Parsed } from './contract-judgements.ts';
import { LedgerEvent } from './contract-ledger.ts';
import { Overview, RecentChange } from './contract-overview.ts';
import { SameTargetGroup } from './contract-same-targets.ts';

/** A column of the list. */
export const PROJECT_SORTS = [
  'light',
  'name',
  'unit',
  'indicators',
  'budget',
  'executionRate',
  'since',
] as const;
export type ProjectSort = (typeof PROJECT_SORTS)[number];
const lights = LIGHTS.join('|');
export const ProjectsQuery = Type.Object(
  {
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
    unit: Type.Optional(Uuid),
    /** One light, or several with commas between. */
    light: Type.Optional(Type.String({ pattern: `^(${lights})(,(${lights}))*$`, maxLength: 200 })),
    /** A column of the matrix: projects with an indicator of this group (in `light` when given). */
    group: Type.Optional(GroupName),
    /** With an overdue payment or allotment. */
    overdue: Type.Optional(Type.Boolean()),
    /** With an indicator that was not reported. */
    unreported: Type.Optional(Type.Boolean()),
    /** With budget from there. */
    source: Type.Optional(FundSourceName),
    /** Words in Chinese, pinyin or initials; each must be found in the project's, its unit's or its indicators' names. */
    q: Type.Optional(Type.String({ maxLength: 100 })),
    sort: Type.Optional(literals(PROJECT_SORTS)),
    /** Default: the column's natural order (worst first, largest first, first name first). */
    order: Type.Optional(literals(['asc', 'desc'] as const)),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    asOf: Type.Optional(PlainDateText),
  },
  strict,
);
export const ProjectRow = Type.Object({
  projectId: Uuid,
  name: Type.String(),
  unitId: Uuid,
  unitName: Type.String(),
  light: LightName,
  indicators: Type.Integer(),
  byLight: ByLight,
  budget: Nullable(AmountYuan),
  executed: AmountYuan,
  executionRate: Nullable(Type.Number()),
  since: PlainDateText,
});
export type ProjectRow = Static<typeof ProjectRow>;
export const ProjectPage = Type.Object({
  asOf: PlainDateText,
  today: PlainDateText,
  fiscalYear: Type.Integer(),
  total: Type.Integer(),
  /** Over all that match, not only this page. */
  totals: Type.Object({
    indicators: Type.Integer(),
    /** Projects by their light. */
    byLight: ByLight,
    budget: AmountYuan,
    executed: AmountYuan,
    executionRate: Nullable(Type.Number()),
  }),
  items: Type.Array(ProjectRow),
  /** How many rows stand before the next page; any such number is a cursor. */
  nextCursor: Nullable(Type.String()),
  cursor: LiveCursor,
  /** What can be chosen; with the first page only. */
  about: Nullable(
    Type.Object({
      scopeName: Type.String(),
      invented: Type.Boolean(),
      years: Type.Array(Type.Integer()),
      places: Overview.properties.places,
      sources: Type.Array(FundSourceName),
    }),
  ),
});
export type ProjectPage = Static<typeof ProjectPage>;

const FundingBlock = Type.Object({
  total: Nullable(AmountYuan),
  fiscal: Nullable(AmountYuan),
  central: Nullable(AmountYuan),
  provincial: Nullable(AmountYuan),
  local: Nullable(AmountYuan),
  selfRaised: Nullable(AmountYuan),
  other: Nullable(AmountYuan),
});
export const ProjectIndicator = Type.Object({
  id: Uuid,
  level1: Type.String(),
  level2: Type.String(),
  group: GroupName,
  name: Type.String(),
  rawTarget: Nullable(Type.String()),
  /** Target of the paired row of the other scope (实施期), as printed; null when there is none. */
  periodRawTarget: Nullable(Type.String()),
  target: Parsed,
  judged: Judged,
  judgement: JudgementAnswer,
  /** The light at each month's end, null where the month has not ended by asOf. */
  months: Type.Array(Nullable(LightName)),
  entries: Type.Array(Entry),
  /** The same target under other projects; null: it is counted by itself. */
  sameTarget: Nullable(SameTargetGroup),
});
export type ProjectIndicator = Static<typeof ProjectIndicator>;
export const ProjectDetail = Type.Object({
  asOf: PlainDateText,
  today: PlainDateText,
  invented: Type.Boolean(),
  cursor: LiveCursor,
  id: Uuid,
  name: Type.String(),
  fiscalYear: Type.Integer(),
  unitId: Uuid,
  unitName: Type.String(),
  department: Nullable(Type.String()),
  departmentCode: Nullable(Type.String()),
  attribute: Nullable(Type.String()),
  duration: Nullable(Type.String()),
  goalAnnual: Nullable(Type.String()),
  goalPeriod: Nullable(Type.String()),
  funding: Type.Object({ annual: Nullable(FundingBlock), period: Nullable(FundingBlock) }),
  light: LightName,
  since: PlainDateText,
  /** Story in one sentence. */
  why: Type.String(),
  money: Type.Object({
    initialBudget: Nullable(AmountYuan),
    budget: Nullable(AmountYuan),
    issued: AmountYuan,
    allotted: AmountYuan,
    executed: AmountYuan,
    executionRate: Nullable(Type.Number()),
    timeProgress: Type.Number(),
    curve: CurveShape,
    judgement: JudgementAnswer,
    months: Type.Array(Nullable(LightName)),
    bySource: Type.Array(
      Type.Object({ source: Nullable(FundSourceName), budget: AmountYuan, executed: AmountYuan }),
    ),
  }),
  months: Type.Array(Nullable(LightName)),
  judging: JudgingContext,
  indicators: Type.Array(ProjectIndicator),
  ledger: Type.Array(LedgerEvent),
  /** Open at the close of asOf, whatever their state. */
  alerts: Type.Array(AlertItem),
  history: Type.Array(RecentChange),
  mayEnter: Type.Boolean(),
  mayPay: Type.Boolean(),
});
export type ProjectDetail = Static<typeof ProjectDetail>;

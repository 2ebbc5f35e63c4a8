/** Schemas of the overview and of the rows behind its numbers. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { INDICATOR_GROUPS } from '../domain/indicator-group.ts';
import { LIGHTS } from '../domain/light.ts';
import {
  AmountYuan,
  ByLight,
  GroupName,
  Instant,
  LedgerEventName,
  LightName,
  literals,
  LiveCursor,
  Nullable,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';
import { AlertItem, OverviewDuties } from './contract-alerts.ts';

export const OverviewQuery = Type.Object(
  {
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
    asOf: Type.Optional(PlainDateText),
    unit: Type.Optional(Uuid),
  },
  strict,
);
export const WorstProject = Type.Object({
  projectId: Uuid,
  name: Type.String(),
  unitId: Uuid,
  unitName: Type.String(),
  light: LightName,
  budget: Nullable(AmountYuan),
  executed: AmountYuan,
  executionRate: Nullable(Type.Number()),
  why: Type.String(),
  since: PlainDateText,
});
export type WorstProject = Static<typeof WorstProject>;
export const RecentChange = Type.Object({
  /** Stable key of the line: subject and day. */
  eventId: Type.String(),
  at: Instant,
  projectId: Uuid,
  projectName: Type.String(),
  subjectName: Type.String(),
  text: Type.String(),
  from: Nullable(LightName),
  to: LightName,
});
export type RecentChange = Static<typeof RecentChange>;
export const Overview = Type.Object({
  asOf: PlainDateText,
  today: PlainDateText,
  fiscalYear: Type.Integer(),
  years: Type.Array(Type.Integer()),
  scopeName: Type.String(),
  invented: Type.Boolean(),
  /** When it was read, by the product's clock. */
  readAt: Instant,
  /** Units in scope with projects in the year, and their departments: what a page may be narrowed to. */
  places: Type.Array(
    Type.Object({
      unitId: Uuid,
      name: Type.String(),
      kind: literals(['department', 'unit'] as const),
      parentId: Nullable(Uuid),
    }),
  ),
  /** What a row of `units` and `matrix` is: a county of several departments is shown by department. */
  rowsAre: literals(['department', 'unit'] as const),
  cursor: LiveCursor,
  budget: AmountYuan,
  initialBudget: AmountYuan,
  executed: AmountYuan,
  executionRate: Nullable(Type.Number()),
  /** Share of the fiscal year elapsed at the close of asOf, by month/12 with days within the month. */
  timeProgress: Type.Number(),
  projects: Type.Object({ total: Type.Integer(), byLight: ByLight }),
  indicators: Type.Object({ total: Type.Integer(), byLight: ByLight }),
  /** Against the end of the month before; null in January. */
  change: Nullable(
    Type.Object({
      since: PlainDateText,
      behindProjects: Type.Integer(),
      unreportedProjects: Type.Integer(),
      executionRate: Nullable(Type.Number()),
    }),
  ),
  units: Type.Array(
    Type.Object({
      unitId: Uuid,
      name: Type.String(),
      /** Units counted in this row, the row's own among them. */
      members: Type.Array(Uuid),
      projects: Type.Integer(),
      budget: AmountYuan,
      executed: AmountYuan,
      executionRate: Nullable(Type.Number()),
    }),
  ),
  matrix: Type.Array(
    Type.Object({
      unitId: Uuid,
      name: Type.String(),
      total: Type.Integer(),
      cells: Type.Array(Type.Object({ group: GroupName, total: Type.Integer(), byLight: ByLight })),
    }),
  ),
  /** Indicators that are one target with another one: `indicators` and `matrix` count them once. A change of one tells no count. */
  linkedIndicators: Type.Array(Uuid),
  /** Cumulative executed at each month's end up to asOf (the last point is asOf itself). */
  trend: Type.Array(Type.Object({ day: PlainDateText, executed: AmountYuan })),
  /** What is late and what is due soon. */
  duties: OverviewDuties,
  worst: Type.Array(WorstProject),
  recent: Type.Array(RecentChange),
});
export type Overview = Static<typeof Overview>;

/* ---------- the rows behind a number ---------- */
/**
 * What can be opened. Projects: `projects`, and by money `budget`, `rate`, `left`; against the last month's end
 * `changedBehind`, `changedUnreported`, `changedRate`; since an instant `sinceWorse`, `sinceBetter`. Indicators:
 * `indicators`. Duties: `overdue`, `missed`, `dueSoon`, `openAlerts`. Payments: `executed`, `sincePaid`. Changes of the
 * day: `today`.
 */
export const TILES = [
  'projects',
  'budget',
  'rate',
  'left',
  'indicators',
  'overdue',
  'missed',
  'dueSoon',
  'openAlerts',
  'executed',
  'changedBehind',
  'changedUnreported',
  'changedRate',
  'today',
  'sinceWorse',
  'sinceBetter',
  'sincePaid',
] as const;
export type Tile = (typeof TILES)[number];

/** One light, or those that a sentence counts together: 滞后 (lagging and severe), 非正常 (all that ask for attention). */
export const LIGHT_CHOICES = [...LIGHTS, 'behind', 'trouble'] as const;
export type LightChoice = (typeof LIGHT_CHOICES)[number];

const groups = INDICATOR_GROUPS.join('|');

export const OverviewRowsQuery = Type.Object(
  {
    ...OverviewQuery.properties,
    tile: literals(TILES),
    /** A row of `units` or `matrix`: a unit, or a department with all its units. */
    row: Type.Optional(Uuid),
    light: Type.Optional(literals(LIGHT_CHOICES)),
    /** Columns of the matrix, comma between. */
    group: Type.Optional(Type.String({ pattern: `^(${groups})(,(${groups}))*$`, maxLength: 100 })),
    /** Of `executed`: what happened up to this day (a point of the trend). */
    until: Type.Optional(PlainDateText),
    /** Of `since…`: the instant of the last look. */
    since: Type.Optional(Instant),
    cursor: Type.Optional(Type.String({ maxLength: 20 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
);
export type OverviewRowsQuery = Static<typeof OverviewRowsQuery>;

export const ProjectBehind = Type.Object({
  projectId: Uuid,
  name: Type.String(),
  unitId: Uuid,
  unitName: Type.String(),
  light: Nullable(LightName),
  budget: Nullable(AmountYuan),
  executed: AmountYuan,
  executionRate: Nullable(Type.Number()),
  /** What makes its light, in one sentence. */
  why: Type.String(),
  since: Nullable(PlainDateText),
  /** As it stood at what it is compared with; null where it was not there, or where nothing is compared. */
  lightBefore: Nullable(LightName),
  budgetBefore: Nullable(AmountYuan),
  executedBefore: Nullable(AmountYuan),
});
export type ProjectBehind = Static<typeof ProjectBehind>;
export const IndicatorBehind = Type.Object({
  indicatorId: Uuid,
  name: Type.String(),
  group: GroupName,
  projectId: Uuid,
  projectName: Type.String(),
  unitId: Uuid,
  unitName: Type.String(),
  light: LightName,
  why: Type.String(),
  since: PlainDateText,
  /** The same target under other projects, counted in this row; `light` and `why` are those of the worst of them. */
  alsoUnder: Type.Array(
    Type.Object({ indicatorId: Uuid, projectId: Uuid, projectName: Type.String(), light: LightName }),
  ),
});
export type IndicatorBehind = Static<typeof IndicatorBehind>;
export const PaymentBehind = Type.Object({
  id: Uuid,
  projectId: Uuid,
  projectName: Type.String(),
  unitName: Type.String(),
  event: LedgerEventName,
  happenedOn: PlainDateText,
  /** Signed: what was returned is below zero. */
  amount: AmountYuan,
  document: Nullable(Type.String()),
  recordedAt: Instant,
});
export type PaymentBehind = Static<typeof PaymentBehind>;

/** Over all rows, not the page; null where the rows have no such figure. */
export const RowTotals = Type.Object({
  budget: Nullable(AmountYuan),
  executed: Nullable(AmountYuan),
  executionRate: Nullable(Type.Number()),
  budgetBefore: Nullable(AmountYuan),
  executedBefore: Nullable(AmountYuan),
  executionRateBefore: Nullable(Type.Number()),
  /** Rows that came into what is counted, and that left it. Their difference is the number. */
  entered: Nullable(Type.Integer()),
  left: Nullable(Type.Integer()),
  /** Of duties: still to be paid, as far as amounts are known. Of payments: their sum. */
  amount: Nullable(AmountYuan),
});
export type RowTotals = Static<typeof RowTotals>;

/** Exactly one of the lists is there. */
export const OverviewRows = Type.Object({
  tile: literals(TILES),
  asOf: PlainDateText,
  today: PlainDateText,
  fiscalYear: Type.Integer(),
  scopeName: Type.String(),
  /** Name of the chosen row; null without one. */
  rowName: Nullable(Type.String()),
  /** The day, at whose close, or the instant that is compared with. */
  comparedWith: Nullable(Type.String()),
  total: Type.Integer({ minimum: 0 }),
  totals: RowTotals,
  projects: Type.Optional(Type.Array(ProjectBehind)),
  indicators: Type.Optional(Type.Array(IndicatorBehind)),
  duties: Type.Optional(Type.Array(AlertItem)),
  payments: Type.Optional(Type.Array(PaymentBehind)),
  changes: Type.Optional(Type.Array(RecentChange)),
  nextCursor: Nullable(Type.String()),
});
export type OverviewRows = Static<typeof OverviewRows>;

/* ---------- since the last look ---------- */
export const SinceQuery = Type.Object({ ...OverviewQuery.properties, since: Instant }, strict);
export type SinceQuery = Static<typeof SinceQuery>;
export const OverviewSince = Type.Object({
  since: Instant,
  /** `instant`: from the very look on. `day`: longer ago than changes are kept, so from the close of that day on. */
  basis: literals(['instant', 'day'] as const),
  /** Projects with a graver light than then, and with a milder one. */
  worse: Type.Integer({ minimum: 0 }),
  better: Type.Integer({ minimum: 0 }),
  payments: Type.Integer({ minimum: 0 }),
  paid: AmountYuan,
});
export type OverviewSince = Static<typeof OverviewSince>;

/**
 * Schemas of everything that crosses HTTP and the live channel. The web imports only the *types* of this file.
 * Amounts are strings in yuan, ratios numbers, dates YYYY-MM-DD, instants ISO 8601 with offset (shared contract).
 */
import { Type, type Static } from 'typebox';
import { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
import { LIGHTS } from '../domain/light.ts';
import { AlertItem, OverviewDuties } from './contract-alerts.ts';
import {
  strict,
  Nullable,
  literals,
  Uuid,
  PlainDateText,
  MonthText,
  Instant,
  AmountYuan,
  DecimalText,
  LightName,
  LiveCursor,
} from './contract-basics.ts';

export { Uuid, PlainDateText, MonthText, Instant, AmountYuan, DecimalText, LightName };

export const ROLES = [
  'handler',
  'unit_head',
  'leader',
  'finance_business',
  'finance_performance',
  'system_admin',
  'security_admin',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];
export const RoleName = literals(ROLES);
export { INDICATOR_GROUPS, type IndicatorGroup };
export const GroupName = literals(INDICATOR_GROUPS);
export const BasisName = literals(['month', 'cumulative', 'level'] as const);
export const GradeName = literals(['achieved', 'partly', 'not_achieved'] as const);
export const LEDGER_EVENTS = ['budgeted', 'adjusted', 'issued', 'allotted', 'paid', 'returned'] as const;
export const LedgerEventName = literals(LEDGER_EVENTS);
export const FUND_SOURCES = ['central', 'provincial', 'local', 'self_raised', 'other', 'fiscal'] as const;
export type FundSource = (typeof FUND_SOURCES)[number];
export const FundSourceName = literals(FUND_SOURCES);

/** A record over the lights: named one by one, or the serialiser would drop keys it cannot match. */
const ByLight = Type.Unsafe<Record<(typeof LIGHTS)[number], number>>({
  type: 'object',
  properties: Object.fromEntries(LIGHTS.map((light) => [light, { type: 'integer', minimum: 0 }])),
  required: [...LIGHTS],
  additionalProperties: false,
});

export const ErrorAnswer = Type.Object({
  code: Type.String(),
  message: Type.String(),
  fields: Type.Optional(Type.Record(Type.String(), Type.String())),
});
export type ErrorAnswer = Static<typeof ErrorAnswer>;

/* ---------- session ---------- */
export const SignInBody = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  },
  strict,
);
export const SessionUser = Type.Object({
  id: Uuid,
  name: Type.String(),
  role: RoleName,
  regionId: Nullable(Uuid),
  regionName: Nullable(Type.String()),
  unitId: Nullable(Uuid),
  unitName: Nullable(Type.String()),
  /** Slugs from the region to the user's own place, `/` between. */
  unitPath: Nullable(Type.String()),
});
export type SessionUser = Static<typeof SessionUser>;
export const SessionAnswer = Type.Object({
  user: SessionUser,
  demo: Type.Boolean(),
  today: PlainDateText,
});
export type SessionAnswer = Static<typeof SessionAnswer>;
/** What the sign-in page may know before anyone signed in. */
export const SignInInfo = Type.Object({
  demo: Type.Boolean(),
  today: PlainDateText,
  accounts: Type.Array(
    Type.Object({ username: Type.String(), name: Type.String(), role: RoleName, region: Type.String() }),
  ),
});
export type SignInInfo = Static<typeof SignInInfo>;

/* ---------- judgements ---------- */
export const Parsed = Type.Unsafe<import('../domain/target-text.ts').ParsedTarget>({
  type: 'object',
  additionalProperties: true,
});
export const Judged = Type.Unsafe<import('../domain/target.ts').JudgedTarget>({
  type: 'object',
  additionalProperties: true,
});
export const CurveShape = Type.Unsafe<import('../domain/target.ts').Curve>({
  type: 'object',
  additionalProperties: true,
});

export const JudgementAnswer = Type.Object({
  light: LightName,
  actual: Nullable(Type.String()),
  actualThrough: Nullable(PlainDateText),
  expected: Nullable(Type.String()),
  ratio: Nullable(Type.Number()),
  /** One Chinese sentence with the numbers. */
  why: Type.String(),
  /** What would change the light, or null. */
  hint: Nullable(Type.String()),
  since: Nullable(PlainDateText),
});
export type JudgementAnswer = Static<typeof JudgementAnswer>;

/* ---------- entries ---------- */
export const EntryBody = Type.Object(
  {
    period: MonthText,
    basis: Type.Optional(BasisName),
    value: Type.Optional(Type.String({ maxLength: 40 })),
    grade: Type.Optional(GradeName),
    note: Type.Optional(Type.String({ maxLength: 500 })),
    supersedes: Type.Optional(Uuid),
  },
  strict,
);
export type EntryBody = Static<typeof EntryBody>;
export const Entry = Type.Object({
  id: Uuid,
  indicatorId: Uuid,
  period: MonthText,
  basis: BasisName,
  value: Nullable(Type.String()),
  grade: Nullable(GradeName),
  note: Nullable(Type.String()),
  supersedes: Nullable(Uuid),
  recordedOn: PlainDateText,
  recordedAt: Instant,
  /** Post of who entered it (经办人 …), never a person's name. */
  recordedBy: Type.String(),
  invented: Type.Boolean(),
});
export type Entry = Static<typeof Entry>;
export const EntryAnswer = Type.Object({
  entry: Entry,
  judgement: JudgementAnswer,
  projectLight: LightName,
});
export type EntryAnswer = Static<typeof EntryAnswer>;
export const EntryConflict = Type.Object({
  code: Type.String(),
  message: Type.String(),
  newer: Entry,
  yours: EntryBody,
});
export type EntryConflict = Static<typeof EntryConflict>;

const Reported = Type.Object({
  period: MonthText,
  basis: BasisName,
  value: Nullable(Type.String()),
  date: Nullable(PlainDateText),
  grade: Nullable(GradeName),
});
/** Everything the browser needs to judge while typing with the same domain code. */
export const JudgingContext = Type.Object({
  today: PlainDateText,
  fiscalYear: Type.Integer(),
  rules: Type.Unsafe<import('../domain/light.ts').RuleSet>({ type: 'object', additionalProperties: true }),
  calendar: Type.Object({
    days: Type.Array(Type.Object({ day: PlainDateText, isWorkingDay: Type.Boolean() })),
    confirmedYears: Type.Array(Type.Integer()),
  }),
});
export type JudgingContext = Static<typeof JudgingContext>;
export const EntrySheet = Type.Object({
  period: MonthText,
  unitName: Type.String(),
  /** Last day on which the period counts as reported in time; the latest possible while its year is not confirmed. */
  dueOn: PlainDateText,
  /** null: they cannot be counted, the days off are not confirmed. */
  workingDaysLeft: Nullable(Type.Integer()),
  invented: Type.Boolean(),
  judging: JudgingContext,
  projects: Type.Array(
    Type.Object({
      id: Uuid,
      name: Type.String(),
      budget: Nullable(AmountYuan),
      rows: Type.Array(
        Type.Object({
          indicatorId: Uuid,
          level2: Type.String(),
          group: GroupName,
          name: Type.String(),
          rawTarget: Nullable(Type.String()),
          judged: Judged,
          /** In force, all periods of the year, this one included. */
          entries: Type.Array(Reported),
          /** The entry in force for this period. */
          current: Nullable(Entry),
          /** The last entry in force of an earlier period. */
          previous: Nullable(Entry),
          /** Must be filled for this period (by reportEvery). */
          demanded: Type.Boolean(),
          light: LightName,
        }),
      ),
    }),
  ),
});
export type EntrySheet = Static<typeof EntrySheet>;

/* ---------- ledger ---------- */
export const LedgerBody = Type.Object(
  {
    event: LedgerEventName,
    happenedOn: PlainDateText,
    amount: AmountYuan,
    source: Type.Optional(FundSourceName),
    payees: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    obligationId: Type.Optional(Uuid),
    reverses: Type.Optional(Uuid),
    document: Type.Optional(Type.String({ maxLength: 100 })),
  },
  strict,
);
export type LedgerBody = Static<typeof LedgerBody>;
export const LedgerEvent = Type.Object({
  id: Uuid,
  projectId: Uuid,
  event: LedgerEventName,
  happenedOn: PlainDateText,
  amount: AmountYuan,
  source: Nullable(FundSourceName),
  payees: Nullable(Type.Integer()),
  reverses: Nullable(Uuid),
  document: Nullable(Type.String()),
  recordedOn: PlainDateText,
  recordedAt: Instant,
  recordedBy: Type.String(),
  invented: Type.Boolean(),
});
export type LedgerEvent = Static<typeof LedgerEvent>;
export const LedgerAnswer = Type.Object({ event: LedgerEvent, judgement: JudgementAnswer });
export const LedgerPage = Type.Object({
  items: Type.Array(LedgerEvent),
  nextCursor: Nullable(Type.String()),
});

/* ---------- overview ---------- */
export { LiveCursor };

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
  /** Cumulative executed at each month's end up to asOf (the last point is asOf itself). */
  trend: Type.Array(Type.Object({ day: PlainDateText, executed: AmountYuan })),
  /** What is late and what is due soon. */
  duties: OverviewDuties,
  worst: Type.Array(WorstProject),
  recent: Type.Array(RecentChange),
});
export type Overview = Static<typeof Overview>;

/* ---------- projects ---------- */
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

/* ---------- imports ---------- */
export const ImportTextBody = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 20_000_000 }),
    filename: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
export const DeclarationShape = Type.Unsafe<import('../domain/form.ts').Declaration>({
  type: 'object',
  additionalProperties: true,
});
export const FindingShape = Type.Unsafe<import('../domain/form.ts').Finding>({
  type: 'object',
  additionalProperties: true,
});
export const ImportAnswer = Type.Object({
  id: Uuid,
  filename: Type.String(),
  status: literals(['preview', 'committed'] as const),
  forms: Type.Array(DeclarationShape),
  budgetTables: Type.Array(Type.Any()),
  findings: Type.Array(FindingShape),
  /** For each form: what a commit would do. */
  effect: Type.Array(literals(['new', 'unchanged', 'changed'] as const)),
  /** The printed lines, so that a reader can compare. */
  lines: Type.Array(Type.String()),
  recordedAt: Instant,
});
export type ImportAnswer = Static<typeof ImportAnswer>;
/** A document that is being read, or could not be; read, it is an ImportAnswer of the same id. */
export const ImportReading = Type.Object({
  id: Uuid,
  filename: Type.String(),
  status: literals(['reading', 'failed'] as const),
  progress: Type.Object({
    /** Others are read before it. */
    isWaiting: Type.Boolean(),
    formsRead: Type.Integer({ minimum: 0 }),
    /** Null until the forms of the document are counted. */
    formsFound: Nullable(Type.Integer({ minimum: 0 })),
  }),
  /** Why it failed and what to do; null unless `failed`. */
  message: Nullable(Type.String()),
  recordedAt: Instant,
  /** The live channel goes on from here with topic `import:ID`. */
  cursor: LiveCursor,
});
export type ImportReading = Static<typeof ImportReading>;
export const CommitBody = Type.Object(
  {
    edits: Type.Optional(
      Type.Array(
        Type.Object(
          {
            op: literals(['add', 'remove', 'replace', 'test'] as const),
            path: Type.String({ maxLength: 300 }),
            value: Type.Optional(Type.Any()),
          },
          strict,
        ),
        { maxItems: 5000 },
      ),
    ),
  },
  strict,
);
export const CommitAnswer = Type.Object({
  projects: Type.Integer(),
  indicators: Type.Integer(),
  unchanged: Type.Integer(),
  /** Forms whose project exists with another content: not applied, a target changes only through an adjustment. */
  changed: Type.Array(Type.String()),
});
export type CommitAnswer = Static<typeof CommitAnswer>;

/* ---------- set-up: the first administrator, regions, accounts ---------- */
/** User names and slugs: what a person types and an address may hold. */
const PlainName = Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' });
/** A post or a county: text with at least one visible character. */
const ShownName = Type.String({ maxLength: 40, pattern: '\\S' });
const NewPassword = Type.String({ minLength: 1, maxLength: 256 });
const Token = Type.String({ maxLength: 100 });
export const FirstAdministratorBody = Type.Object(
  { token: Token, username: PlainName, password: NewPassword },
  strict,
);
export const SetPasswordBody = Type.Object({ token: Token, password: NewPassword }, strict);
/** The name to sign in with from now on. */
export const PasswordSet = Type.Object({ username: Type.String() });

export const ListQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
);
export const RegionBody = Type.Object({ slug: PlainName, name: ShownName }, strict);
export type RegionBody = Static<typeof RegionBody>;
export const Region = Type.Object({
  id: Uuid,
  slug: Type.String(),
  name: Type.String(),
  accounts: Type.Integer(),
});
export type Region = Static<typeof Region>;
export const RegionPage = Type.Object({ items: Type.Array(Region), nextCursor: Nullable(Type.String()) });
export type RegionPage = Static<typeof RegionPage>;
export const UNIT_KINDS = ['department', 'unit'] as const;
export const UnitsQuery = Type.Object({ ...ListQuery.properties, kind: literals(UNIT_KINDS) }, strict);
export const UnitPage = Type.Object({
  items: Type.Array(Type.Object({ id: Uuid, name: Type.String() })),
  nextCursor: Nullable(Type.String()),
});
export type UnitPage = Static<typeof UnitPage>;

export const AccountBody = Type.Object(
  {
    username: PlainName,
    /** A post (社保中心经办岗), not a person's name. */
    name: ShownName,
    role: RoleName,
    regionId: Type.Optional(Uuid),
    unitId: Type.Optional(Uuid),
  },
  strict,
);
export type AccountBody = Static<typeof AccountBody>;
export const AccountsQuery = Type.Object({ ...ListQuery.properties, region: Type.Optional(Uuid) }, strict);
export const Account = Type.Object({
  id: Uuid,
  username: Type.String(),
  name: Type.String(),
  role: RoleName,
  regionId: Nullable(Uuid),
  regionName: Nullable(Type.String()),
  unitId: Nullable(Uuid),
  unitName: Nullable(Type.String()),
  /** `no_password`: its one-time link has not been used yet. */
  state: literals(['ready', 'no_password', 'disabled'] as const),
  /** Of a one-time link that was made and not used yet. */
  linkExpiresAt: Nullable(Instant),
});
export type Account = Static<typeof Account>;
export const AccountPage = Type.Object({
  total: Type.Integer(),
  /** Of `total`: enabled, and the link has not been used yet. */
  withoutPassword: Type.Integer(),
  items: Type.Array(Account),
  nextCursor: Nullable(Type.String()),
});
export type AccountPage = Static<typeof AccountPage>;
export const AccountWithLink = Type.Object({
  account: Account,
  /**
   * Shown once. The same request again gets another token in its place, for the first one is stored nowhere; null when
   * the link has been used meanwhile.
   */
  link: Nullable(Type.Object({ path: Type.String(), expiresAt: Instant })),
});
export type AccountWithLink = Static<typeof AccountWithLink>;

/* ---------- health ---------- */
export const Health = Type.Object({
  status: literals(['ok', 'degraded', 'dead'] as const),
  version: Type.String(),
  database: literals(['ok', 'dead'] as const),
  jobs: Type.Object({
    lastScanAt: Nullable(Instant),
    ageSeconds: Nullable(Type.Integer()),
    failed: Type.Integer(),
  }),
  clock: Type.Object({ mode: literals(['real', 'demo'] as const), today: PlainDateText, now: Instant }),
  /** Years whose days off are needed within 60 days and are not confirmed. */
  calendar: Type.Object({ unconfirmed: Type.Array(Type.Integer()) }),
});
export type Health = Static<typeof Health>;

/* ---------- live channel ---------- */
export const LiveSubscribe = Type.Object(
  {
    subscribe: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 }),
    since: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
/** `judged`: a fact arrived or a day passed and a subject's judgement or facts changed. */
export interface LiveJudged {
  projectId: string;
  projectName: string;
  unitId: string;
  fiscalYear: number;
  subjectId: string;
  kind: 'indicator' | 'money';
  group: IndicatorGroup | null;
  subjectName: string;
  light: { from: import('../domain/light.ts').Light | null; to: import('../domain/light.ts').Light };
  projectLight: { from: import('../domain/light.ts').Light | null; to: import('../domain/light.ts').Light };
  /** New totals and the change of the project's money; null for an indicator. */
  money: { budget: string; executed: string; budgetBefore: string; executedBefore: string } | null;
  actual: string | null;
  why: string;
  at: string;
  /** Post of who caused it, null when time did. */
  by: string | null;
}
/** `imported`: new projects are there; counters change in ways only a fresh overview tells. */
export interface LiveImported {
  importId: string;
  projects: number;
  indicators: number;
  at: string;
}
/** `upload`: a document is read, as far as `progress`; `preview`: it is there to be fetched. */
export interface LiveUpload {
  importId: string;
  status: 'reading' | 'preview' | 'failed';
  progress: { formsRead: number; formsFound: number } | null;
  /** Why it failed and what to do. */
  message: string | null;
  at: string;
}
export type LiveMessage =
  | { seq: number; id: string; topic: string; type: 'judged'; data: LiveJudged }
  | { seq: number; id: string; topic: string; type: 'imported'; data: LiveImported }
  | { seq: number; id: string; topic: string; type: 'upload'; data: LiveUpload }
  | { seq: number; id: string; topic: string; type: 'alert'; data: import('./contract-alerts.ts').LiveAlert }
  | { seq: number; id: string; topic: string; type: 'clock'; data: import('./contract-demo.ts').LiveClock }
  /** What was missed is too old to replay, or the subscription begins: read again over HTTP. */
  | { type: 'refetch' }
  | { type: 'subscribed'; topics: string[]; refused: string[]; seq: number }
  | { type: 'error'; code: string; message: string };

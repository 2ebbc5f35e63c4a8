/** Schemas of adjustments of approved targets. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import type { AdjustedText, BudgetSource } from '../domain/adjustment.ts';
import { ADJUSTED_TEXTS } from '../domain/adjustment.ts';
import {
  FUND_SOURCES,
  Instant,
  LightName,
  literals,
  Nullable,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';

const Amount = Type.String({ pattern: '^\\d{1,16}(\\.\\d{1,2})?$' });
const Source = Type.Unsafe<BudgetSource>(Nullable(literals(FUND_SOURCES)));
const TextName = Type.Unsafe<AdjustedText>(literals(ADJUSTED_TEXTS));
const RawTarget = Type.String({ maxLength: 2000 });
const Level = Type.String({ maxLength: 300 });
const Name = Type.String({ maxLength: 1000 });
const list = <T extends Parameters<typeof Type.Array>[0]>(item: T) => Type.Array(item, { maxItems: 1000 });

/** domain/adjustment.ts, AskedChanges. */
export const AskedChangesShape = Type.Object(
  {
    targets: Type.Optional(list(Type.Object({ indicatorId: Uuid, rawTarget: RawTarget }, strict))),
    added: Type.Optional(
      list(Type.Object({ level1: Level, level2: Level, name: Name, rawTarget: RawTarget }, strict)),
    ),
    ended: Type.Optional(list(Uuid)),
    amounts: Type.Optional(list(Type.Object({ source: Source, amount: Amount }, strict))),
    texts: Type.Optional(
      list(Type.Object({ field: TextName, after: Nullable(Type.String({ maxLength: 20_000 })) }, strict)),
    ),
  },
  strict,
);

const document = {
  reason: Type.String({ maxLength: 500 }),
  documentNumber: Type.String({ maxLength: 100 }),
  documentOn: PlainDateText,
  validFrom: PlainDateText,
  /** Months from `validFrom` on were reported by the old targets, and that is meant. */
  reachesBack: Type.Optional(Type.Boolean()),
};
export const AdjustmentBody = Type.Object(
  {
    /** Of the project as it was seen. */
    revision: Type.String({ minLength: 1, maxLength: 64 }),
    ...document,
    changes: AskedChangesShape,
  },
  strict,
);
export type AdjustmentBody = Static<typeof AdjustmentBody>;

/** A changed form of an import that shall adjust its project. */
export const ImportAdjustment = Type.Object(
  {
    /** Index of the form after the edits. */
    form: Type.Integer({ minimum: 0 }),
    projectId: Uuid,
    revision: Type.String({ minLength: 1, maxLength: 64 }),
    ...document,
  },
  strict,
);
export type ImportAdjustment = Static<typeof ImportAdjustment>;

export const RecordedChangesShape = Type.Unsafe<import('../domain/adjustment.ts').RecordedChanges>({
  type: 'object',
  additionalProperties: true,
});
export const StandingShape = Type.Unsafe<import('../domain/adjustment.ts').StandingProject>({
  type: 'object',
  additionalProperties: true,
});

export const Adjustment = Type.Object({
  id: Uuid,
  projectId: Uuid,
  reason: Type.String(),
  documentNumber: Type.String(),
  documentOn: PlainDateText,
  validFrom: PlainDateText,
  reachesBack: Type.Boolean(),
  /** Before and after. */
  changes: RecordedChangesShape,
  /** The changed file that it follows from. */
  importId: Nullable(Uuid),
  recordedOn: PlainDateText,
  recordedAt: Instant,
  /** Post. */
  recordedBy: Type.String(),
  invented: Type.Boolean(),
});
export type Adjustment = Static<typeof Adjustment>;
export const AdjustmentAnswer = Type.Object({
  adjustment: Adjustment,
  /** The project's light now. */
  projectLight: LightName,
  /** The project as it stands now, with its new revision. */
  standing: StandingShape,
});
export type AdjustmentAnswer = Static<typeof AdjustmentAnswer>;
export const AdjustmentPage = Type.Object({
  /** Newest first. */
  items: Type.Array(Adjustment),
  nextCursor: Nullable(Type.String()),
});
export type AdjustmentPage = Static<typeof AdjustmentPage>;
export const TargetsAnswer = Type.Object({
  today: PlainDateText,
  mayAdjust: Type.Boolean(),
  standing: StandingShape,
});
export type TargetsAnswer = Static<typeof TargetsAnswer>;

/** Another adjustment came first: the project as it stands now, and what was asked for. */
export const AdjustmentConflict = Type.Object({
  code: Type.Literal('adjustment_conflict'),
  message: Type.String(),
  newer: StandingShape,
  yours: Type.Any(),
});
export type AdjustmentConflict = Static<typeof AdjustmentConflict>;

/** Indicators as somebody writes them down, not read from a document. */
const WrittenIndicator = Type.Object(
  { level1: Level, level2: Level, name: Name, rawTarget: Nullable(RawTarget) },
  strict,
);
export const ProjectBody = Type.Object(
  {
    projectName: Type.String({ maxLength: 180 }),
    implementingUnit: Type.String({ maxLength: 300 }),
    department: Type.Optional(Nullable(Type.String({ maxLength: 300 }))),
    fiscalYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
    attribute: Type.Optional(Nullable(Type.String({ maxLength: 300 }))),
    duration: Type.Optional(Nullable(Type.String({ maxLength: 300 }))),
    goalAnnual: Type.Optional(Nullable(Type.String({ maxLength: 20_000 }))),
    /** Yuan of the year by source. */
    amounts: list(Type.Object({ source: literals(FUND_SOURCES), amount: Amount }, strict)),
    indicators: list(WrittenIndicator),
  },
  strict,
);
export type ProjectBody = Static<typeof ProjectBody>;
export const CopyBody = Type.Object(
  {
    fromYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
    toYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
    /** Left out: every project in scope of that year. */
    projectIds: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 500 })),
  },
  strict,
);
export type CopyBody = Static<typeof CopyBody>;

/** `adjusted`: a project's indicators, targets or amounts are other ones; counters change in ways only a fresh answer tells. */
export interface LiveAdjusted {
  projectId: string;
  unitId: string;
  fiscalYear: number;
  at: string;
  /** Post of who did it, null when its day came. */
  by: string | null;
}

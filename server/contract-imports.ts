/** Schemas of documents read and committed. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { BudgetTableShape } from './contract-budget.ts';
import { Instant, literals, LiveCursor, Nullable, strict, Uuid } from './contract-basics.ts';
import { ImportAdjustment, StandingShape } from './contract-adjustments.ts';
import { ImportSameTarget } from './contract-same-targets.ts';

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
const Edit = Type.Object(
  {
    op: literals(['add', 'remove', 'replace', 'test'] as const),
    path: Type.String({ maxLength: 300 }),
    value: Type.Optional(Type.Any()),
  },
  strict,
);
/** A finding of the audit that somebody decided is all right here. */
export const WaiverShape = Type.Object(
  {
    rule: Type.String({ maxLength: 60 }),
    /** As the finding's: a JSON pointer into the forms as they came. */
    cell: Type.String({ maxLength: 300 }),
    /** At least four characters, counted without blanks. */
    reason: Type.String({ maxLength: 300, pattern: '^[^\\u0000]*$' }),
  },
  strict,
);
export const ImportAnswer = Type.Object({
  id: Uuid,
  filename: Type.String(),
  status: literals(['preview', 'committed'] as const),
  forms: Type.Array(DeclarationShape),
  /** The budget tables of the document and what its sentences state; none in a document of forms only. */
  budgetTables: Type.Array(BudgetTableShape),
  findings: Type.Array(FindingShape),
  /** For each form: what a commit would do. */
  effect: Type.Array(literals(['new', 'unchanged', 'changed'] as const)),
  /** For each form: of a changed one the project as approved and adjusted so far, else null. */
  standing: Type.Array(Nullable(StandingShape)),
  /** The printed lines, so that a reader can compare. */
  lines: Type.Array(Type.String()),
  recordedAt: Instant,
  /** Of a committed one: how it went in. The forms are as they came. */
  commit: Type.Optional(
    Type.Object({
      edits: Type.Array(Edit),
      waivers: Type.Array(WaiverShape),
      sameTargets: Type.Array(ImportSameTarget),
      recordedAt: Instant,
    }),
  ),
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
    edits: Type.Optional(Type.Array(Edit, { maxItems: 5000 })),
    /** Changed forms that shall adjust their projects; a changed form without one is left as it stands. */
    adjustments: Type.Optional(Type.Array(ImportAdjustment, { maxItems: 500 })),
    /** Findings of the audit that are all right here; checked against the forms as they go in, and kept with the commit. */
    waivers: Type.Optional(Type.Array(WaiverShape, { maxItems: 5000 })),
    /** Rows that are the same target under two funds: linked with the commit, so that roll-ups count them once. */
    sameTargets: Type.Optional(Type.Array(ImportSameTarget, { maxItems: 1000 })),
  },
  strict,
);
export const CommitAnswer = Type.Object({
  projects: Type.Integer(),
  indicators: Type.Integer(),
  unchanged: Type.Integer(),
  /** Forms whose project exists with another content: not applied, a target changes only through an adjustment. */
  changed: Type.Array(Type.String()),
  /** Names of the projects that were adjusted by their changed forms, when that was asked for. */
  adjusted: Type.Optional(Type.Array(Type.String())),
  /** As kept, when there were any. */
  waivers: Type.Optional(Type.Array(WaiverShape)),
  /** As linked, when there were any. */
  sameTargets: Type.Optional(Type.Array(ImportSameTarget)),
});
export type CommitAnswer = Static<typeof CommitAnswer>;

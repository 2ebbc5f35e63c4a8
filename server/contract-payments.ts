/** Schemas of payment files. As server/contract.ts, which it continues; shapes that the domain computes are its types. */
import { Type, type Static } from 'typebox';
import { MOVED_EVENTS, PAYMENT_SOURCES } from '../domain/payment-cells.ts';
import { PAYMENT_FIELDS, type PaymentField } from '../domain/payment-mapping.ts';
import { AmountYuan, Instant, literals, Nullable, PlainDateText, strict, Uuid } from './contract-basics.ts';

/** As the reading has it; rows of a spreadsheet. */
const RowNumber = Type.Integer({ minimum: 1, maximum: 2_000_000 });
const MovedEventName = literals(MOVED_EVENTS);
const SourceName = literals(PAYMENT_SOURCES);

export const PaymentTextBody = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 20_000_000 }),
    filename: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
);

const Columns = Type.Unsafe<Partial<Record<PaymentField, number>>>({
  type: 'object',
  properties: Object.fromEntries(
    PAYMENT_FIELDS.map((field) => [field, { type: 'integer', minimum: 0, maximum: 500 }]),
  ),
  additionalProperties: false,
});
const Sources = Type.Unsafe<Record<string, (typeof PAYMENT_SOURCES)[number]>>({
  type: 'object',
  maxProperties: 100,
  additionalProperties: { type: 'string', enum: [...PAYMENT_SOURCES] },
});
export const PaymentMappingBody = Type.Object(
  {
    headerRow: RowNumber,
    columns: Columns,
    event: MovedEventName,
    amountUnit: literals(['yuan', 'wan'] as const),
    sources: Sources,
  },
  strict,
);

export const PaymentFindingShape = Type.Object({
  row: Nullable(Type.Integer()),
  field: Nullable(literals(PAYMENT_FIELDS)),
  severity: literals(['must_fix', 'confirm', 'info'] as const),
  message: Type.String(),
  remedy: Type.String(),
});

const Moved = {
  budget: Nullable(AmountYuan),
  executedBefore: AmountYuan,
  issued: AmountYuan,
  allotted: AmountYuan,
  paid: AmountYuan,
  returned: AmountYuan,
  executedAfter: AmountYuan,
};
export const ReconciliationShape = Type.Object({
  projects: Type.Array(
    Type.Object({
      projectId: Uuid,
      name: Type.String(),
      unit: Type.String(),
      rows: Type.Integer(),
      ...Moved,
      isOver: Type.Boolean(),
      sources: Type.Array(Type.Object({ source: Nullable(SourceName), ...Moved, isOver: Type.Boolean() })),
    }),
  ),
  total: Type.Object({ ...Moved, rows: Type.Integer() }),
});

const LedgerOrRow = Type.Union([
  Type.Object({ row: Type.Integer() }),
  Type.Object({ ledgerId: Uuid, recordedOn: PlainDateText }),
]);
const ShownRow = Type.Object({
  row: Type.Integer(),
  date: PlainDateText,
  event: MovedEventName,
  amount: AmountYuan,
  project: Type.String(),
  document: Nullable(Type.String()),
});

export const PaymentProjectShape = Type.Object({
  id: Uuid,
  name: Type.String(),
  unit: Type.String(),
  fiscalYear: Type.Integer(),
  budget: Nullable(AmountYuan),
});

export const PaymentCommitAnswer = Type.Object({
  /** Events written. */
  events: Type.Integer(),
  projects: Type.Integer(),
  /** Rows left out: duplicates, without a project, refused, written before. */
  left: Type.Object({
    duplicates: Type.Integer(),
    unplaced: Type.Integer(),
    refused: Type.Integer(),
    written: Type.Integer(),
  }),
  reconciliation: ReconciliationShape,
});
export type PaymentCommitAnswer = Static<typeof PaymentCommitAnswer>;

export const PaymentFileAnswer = Type.Object({
  id: Uuid,
  filename: Type.String(),
  status: literals(['preview', 'committed'] as const),
  recordedAt: Instant,
  sheet: Nullable(Type.String()),
  otherSheets: Type.Array(Type.String()),
  /** Column names of what says something of persons and was not kept. */
  removed: Type.Array(Type.String()),
  /** Rows below the column names. */
  rowCount: Type.Integer(),
  headers: Type.Array(Type.String()),
  /** The first rows, as kept. */
  sample: Type.Array(Type.Object({ row: Type.Integer(), cells: Type.Array(Type.String()) })),
  mapping: PaymentMappingBody,
  mappingFrom: literals(['headers', 'county', 'person'] as const),
  /** What the mapping lacks, by field; while it does, nothing below is computed. */
  mappingDefects: Type.Record(Type.String(), Type.String()),
  /** Words of the column of sources that are to be explained. */
  unknownSources: Type.Array(Type.String()),
  counts: Type.Object({
    ready: Type.Integer(),
    duplicates: Type.Integer(),
    unplaced: Type.Integer(),
    refused: Type.Integer(),
    written: Type.Integer(),
    passed: Type.Integer(),
    overBudget: Type.Integer(),
    returnsMatched: Type.Integer(),
  }),
  /** The worst first, at most 300; `findingCount` says how many there are. */
  findings: Type.Array(PaymentFindingShape),
  findingCount: Type.Integer(),
  /** Rows of one name that find no project, or several; a person chooses. */
  groups: Type.Array(
    Type.Object({
      projectName: Type.String(),
      projectCode: Nullable(Type.String()),
      unit: Nullable(Type.String()),
      year: Type.Integer(),
      rows: Type.Array(Type.Integer()),
      amount: AmountYuan,
      candidates: Type.Array(Uuid),
    }),
  ),
  /** To choose from: all of the file's years that are in scope. */
  projects: Type.Array(PaymentProjectShape),
  /** All rows that are there already; of the first 300 the details. */
  duplicateRows: Type.Array(Type.Integer()),
  duplicates: Type.Array(Type.Object({ ...ShownRow.properties, of: LedgerOrRow })),
  printedTotal: Nullable(Type.Object({ row: Type.Integer(), printed: AmountYuan, sum: AmountYuan })),
  /** Of what a commit without choices would record; of a committed file, what it recorded. */
  reconciliation: ReconciliationShape,
  committed: Nullable(PaymentCommitAnswer),
  /** Events of this file that stand in the ledger and are not reversed. */
  standing: Type.Integer(),
});
export type PaymentFileAnswer = Static<typeof PaymentFileAnswer>;

export const PaymentCommitBody = Type.Object(
  {
    /** Duplicates to record all the same. */
    include: Type.Optional(Type.Array(RowNumber, { maxItems: 100_000 })),
    /** Row → project. */
    choices: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: 'object',
        maxProperties: 100_000,
        patternProperties: { '^[1-9]\\d{0,6}$': { type: 'string', format: 'uuid' } },
        additionalProperties: false,
      }),
    ),
  },
  strict,
);
export type PaymentCommitBody = Static<typeof PaymentCommitBody>;

export const PaymentReverseAnswer = Type.Object({
  /** Events reversed. */
  events: Type.Integer(),
  projects: Type.Integer(),
});
export type PaymentReverseAnswer = Static<typeof PaymentReverseAnswer>;

export const PaymentFilesQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 100 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  strict,
);
export const PaymentFilesPage = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Uuid,
      filename: Type.String(),
      recordedAt: Instant,
      rowCount: Type.Integer(),
      status: literals(['preview', 'committed'] as const),
      /** Events written; null before the commit. */
      events: Nullable(Type.Integer()),
      /** Yuan paid by it; null before the commit. */
      paid: Nullable(AmountYuan),
    }),
  ),
  nextCursor: Nullable(Type.String()),
});
export type PaymentFilesPage = Static<typeof PaymentFilesPage>;

/**
 * Payment files come in: kept without persons, shown beside the ledger, looked at again with another mapping. What is kept
 * never changes; what a commit would do is computed anew at each look. The commit itself is in payment-commit.ts.
 */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { countStanding, readPaymentContext, type StoredContext } from './payment-context.ts';
import { yuanOfCents } from '../domain/payment-cells.ts';
import { placePayments, type PaymentOutcome } from '../domain/payment-file.ts';
import {
  headerSignature,
  mappingDefects,
  type PaymentMapping,
  type TableRow,
} from '../domain/payment-mapping.ts';
import { readPaymentRows, unknownSourceWords, type ReadPayments } from '../domain/payment-rows.ts';
import { sumAmounts } from '../domain/money.ts';
import type {
  PaymentCommitAnswer,
  PaymentFileAnswer,
  PaymentFilesPage,
} from '../server/contract-payments.ts';

/** What the reader of files made of one; persons are taken out. */
export interface ReadPaymentFileResult {
  sheet: string | null;
  otherSheets: string[];
  rows: TableRow[];
  removed: string[];
  suggested: PaymentMapping;
}

interface StoredReading {
  sheet: string | null;
  otherSheets: string[];
  removed: string[];
  /** Of the reading; a mapping may name a later one, never an earlier. */
  headerRow: number;
  rowCount: number;
  mappingFrom: PaymentFileAnswer['mappingFrom'];
  /** The file whose `source` holds the rows; null: this one. A second mapping does not store them a second time. */
  rowsOf: string | null;
}

export interface StoredPaymentFile extends StoredReading {
  id: string;
  unitId: string | null;
  filename: string;
  sha256: string;
  recordedAt: string;
  rows: TableRow[];
  mapping: PaymentMapping;
  committed: PaymentCommitAnswer | null;
}

/** Keeps the file's cells and what was understood. Nothing else changes. */
export async function savePaymentFile(
  db: Db,
  actor: Actor,
  request: { unitId: string | null; filename: string; bytes: Buffer; file: ReadPaymentFileResult },
  clock: Clock,
): Promise<PaymentFileAnswer> {
  const { file } = request;
  const { headerRow } = file.suggested;
  return inContext(db, actor.context, async (tx) => {
    const kept = await keptMapping(tx, actor.context.regionId, headersOf(file.rows, headerRow));
    const stored: StoredPaymentFile = {
      id: uuidv7(),
      unitId: request.unitId,
      filename: request.filename,
      // Of the bytes as sent: it knows the same file again and gives nothing of it away.
      sha256: createHash('sha256').update(request.bytes).digest('hex'),
      recordedAt: clock.now(),
      rows: file.rows,
      mapping: kept ? { ...kept, headerRow } : file.suggested,
      committed: null,
      sheet: file.sheet,
      otherSheets: file.otherSheets,
      removed: file.removed,
      headerRow,
      rowCount: file.rows.filter((row) => row.row > headerRow).length,
      mappingFrom: kept ? 'county' : 'headers',
      rowsOf: null,
    };
    await insertFile(tx, actor, stored, clock);
    return answerOf(tx, actor.context.regionId, stored, clock.today());
  });
}

/**
 * The same file under another mapping, as a file of its own; null when it is not in scope.
 * A mapping that lacks something is kept and answered with its defects.
 */
export async function remapPaymentFile(
  db: Db,
  actor: Actor,
  request: { fileId: string; mapping: PaymentMapping },
  clock: Clock,
): Promise<PaymentFileAnswer | null> {
  return inContext(db, actor.context, async (tx) => {
    const found = await readPaymentFile(tx, actor.context.regionId, request.fileId);
    if (!found) return null;
    const next: StoredPaymentFile = {
      ...found,
      id: uuidv7(),
      recordedAt: clock.now(),
      mapping: request.mapping,
      mappingFrom: 'person',
      rowsOf: found.rowsOf ?? found.id,
      committed: null,
    };
    await insertFile(tx, actor, next, clock);
    return answerOf(tx, actor.context.regionId, next, clock.today());
  });
}

async function insertFile(tx: Tx, actor: Actor, file: StoredPaymentFile, clock: Clock): Promise<void> {
  const reading: StoredReading = {
    sheet: file.sheet,
    otherSheets: file.otherSheets,
    removed: file.removed,
    headerRow: file.headerRow,
    rowCount: file.rowCount,
    mappingFrom: file.mappingFrom,
    rowsOf: file.rowsOf,
  };
  const source =
    file.rowsOf === null ? JSON.stringify(file.rows.map((row) => [row.row, ...row.cells])) : '[]';
  await tx
    .insertInto('app.payment_files')
    .values({
      region_id: actor.context.regionId,
      id: file.id,
      unit_id: file.unitId,
      filename: file.filename,
      source: Buffer.from(source),
      sha256: file.sha256,
      mapping: JSON.stringify(file.mapping),
      answer: JSON.stringify(reading),
      recorded_on: clock.today(),
      recorded_at: file.recordedAt,
      recorded_by: actor.accountId,
    })
    .execute();
}

/** The file with what a commit would do today; null when it is not in scope. */
export function findPaymentFile(
  db: Db,
  context: Context,
  request: { fileId: string; today: string },
): Promise<PaymentFileAnswer | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const found = await readPaymentFile(tx, context.regionId, request.fileId);
      return found && answerOf(tx, context.regionId, found, request.today);
    },
    'snapshot',
  );
}

export async function readPaymentFile(
  tx: Tx,
  regionId: string,
  id: string,
): Promise<StoredPaymentFile | null> {
  const row = await tx
    .selectFrom('app.payment_files as f')
    .leftJoin('app.payment_commits as c', (join) =>
      join.onRef('c.region_id', '=', 'f.region_id').onRef('c.payment_file_id', '=', 'f.id'),
    )
    .select([
      'f.unit_id',
      'f.filename',
      'f.source',
      'f.sha256',
      'f.mapping',
      'f.answer',
      'f.recorded_at',
      'c.answer as committed',
    ])
    .where('f.region_id', '=', regionId)
    .where('f.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  const reading = row.answer as unknown as StoredReading;
  const source = reading.rowsOf === null ? row.source : await readSource(tx, regionId, reading.rowsOf);
  const cells = JSON.parse(source.toString('utf8')) as [number, ...string[]][];
  return {
    id,
    unitId: row.unit_id,
    filename: row.filename,
    sha256: row.sha256,
    recordedAt: row.recorded_at,
    mapping: row.mapping as unknown as PaymentMapping,
    committed: row.committed as unknown as PaymentCommitAnswer | null,
    ...reading,
    rows: cells.map(([number, ...rest]) => ({ row: number, cells: rest })),
  };
}

async function readSource(tx: Tx, regionId: string, id: string): Promise<Buffer> {
  const { source } = await tx
    .selectFrom('app.payment_files')
    .select('source')
    .where('region_id', '=', regionId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return source;
}

export const headersOf = (rows: readonly TableRow[], headerRow: number): readonly string[] =>
  rows.find((row) => row.row === headerRow)?.cells ?? [];

/** Mappings are few: one for each kind of export that a county prints. */
const MAPPINGS_LOOKED_AT = 200;

interface KeptMapping {
  signature: string;
  mapping: PaymentMapping;
}

/** What the county's people used for the same column names the last time. */
export async function keptMapping(
  tx: Tx,
  regionId: string,
  headers: readonly string[],
): Promise<PaymentMapping | null> {
  const signature = headerSignature(headers);
  const rows = await tx
    .selectFrom('app.payment_mappings')
    .select('mapping')
    .where('region_id', '=', regionId)
    .orderBy('seq', 'desc')
    .limit(MAPPINGS_LOOKED_AT)
    .execute();
  const kept = rows.map((row) => row.mapping as unknown as KeptMapping);
  return kept.find((one) => one.signature === signature)?.mapping ?? null;
}

/** Years that the rows of a file speak of. */
export const yearsOf = (read: ReadPayments): number[] => [
  ...new Set(read.rows.map((row) => Number(row.date.slice(0, 4)))),
];

/** A file, read under its mapping, beside the ledger as it stands. */
export async function placeFile(
  tx: Tx,
  regionId: string,
  { file, read }: { file: StoredPaymentFile; read: ReadPayments },
  given: { today: string; choices: ReadonlyMap<number, string>; include: ReadonlySet<number> },
): Promise<{ context: StoredContext; outcome: PaymentOutcome }> {
  const context = await readPaymentContext(tx, { regionId, years: yearsOf(read), sha256: file.sha256 });
  return { context, outcome: placePayments(read, { ...given, ...context }) };
}

/** What is wrong with the mapping of a file, by field. */
export const defectsOf = (file: StoredPaymentFile): Record<string, string> =>
  mappingDefects(file.mapping, {
    columns: Math.max(...file.rows.map((row) => row.cells.length)),
    headerRow: file.headerRow,
  });

const MOST_FINDINGS = 300;
const MOST_DUPLICATES = 300;
const SAMPLE_ROWS = 5;
const GRAVITY = { must_fix: 0, confirm: 1, info: 2 } as const;

async function answerOf(
  tx: Tx,
  regionId: string,
  file: StoredPaymentFile,
  today: string,
): Promise<PaymentFileAnswer> {
  const headers = [...headersOf(file.rows, file.mapping.headerRow)];
  const below = file.rows.filter((row) => row.row > file.mapping.headerRow);
  const common = {
    id: file.id,
    filename: file.filename,
    status: file.committed ? ('committed' as const) : ('preview' as const),
    recordedAt: file.recordedAt,
    sheet: file.sheet,
    otherSheets: file.otherSheets,
    removed: file.removed,
    rowCount: file.rowCount,
    headers,
    sample: below.slice(0, SAMPLE_ROWS).map(({ row, cells }) => ({ row, cells: [...cells] })),
    mapping: file.mapping,
    mappingFrom: file.mappingFrom,
    mappingDefects: defectsOf(file),
    unknownSources: unknownSourceWords(file.rows, file.mapping),
    committed: file.committed,
    standing: file.committed ? await countStanding(tx, regionId, file.id) : 0,
  };
  if (Object.keys(common.mappingDefects).length > 0) return { ...common, ...NOTHING };
  const none = { today, choices: new Map<number, string>(), include: new Set<number>() };
  const read = readPaymentRows(file.rows, file.mapping);
  const { context, outcome } = await placeFile(tx, regionId, { file, read }, none);
  const budgets = Map.groupBy(context.budgets, (line) => line.projectId);
  const names = new Map(context.projects.map((project) => [project.id, project.name]));
  const duplicateOf = new Map(outcome.duplicates.map((duplicate) => [duplicate.row, duplicate.of]));
  return {
    ...common,
    counts: {
      ready: outcome.ready.length,
      duplicates: outcome.duplicates.length,
      unplaced: outcome.groups.reduce((sum, group) => sum + group.rows.length, 0),
      refused: outcome.refused.length,
      written: outcome.written.length,
      passed: read.passed,
      overBudget: outcome.over.length,
      returnsMatched: outcome.returns.length,
    },
    findings: [...outcome.findings]
      .sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || (a.row ?? 0) - (b.row ?? 0))
      .slice(0, MOST_FINDINGS),
    findingCount: outcome.findings.length,
    groups: outcome.groups,
    projects: context.projects.map((project) => {
      const lines = budgets.get(project.id);
      return {
        id: project.id,
        name: project.name,
        unit: project.unitShort,
        fiscalYear: project.fiscalYear,
        budget: lines ? sumAmounts(lines.map((line) => line.amount)) : null,
      };
    }),
    duplicateRows: outcome.duplicates.map((duplicate) => duplicate.row),
    duplicates: outcome.placed
      .filter((row) => duplicateOf.has(row.row))
      .slice(0, MOST_DUPLICATES)
      .flatMap((row) => {
        const of = duplicateOf.get(row.row);
        const { date, event, document } = row;
        const project = names.get(row.projectId) ?? '';
        return of
          ? [{ row: row.row, date, event, amount: yuanOfCents(row.cents), project, document, of }]
          : [];
      }),
    printedTotal: read.printedTotal,
    reconciliation: file.committed?.reconciliation ?? outcome.reconciliation,
  };
}

const ZERO = '0.00';
/** While the mapping lacks something. */
const NOTHING = {
  counts: {
    ready: 0,
    duplicates: 0,
    unplaced: 0,
    refused: 0,
    written: 0,
    passed: 0,
    overBudget: 0,
    returnsMatched: 0,
  },
  findings: [],
  findingCount: 0,
  groups: [],
  projects: [],
  duplicateRows: [],
  duplicates: [],
  printedTotal: null,
  reconciliation: {
    projects: [],
    total: {
      budget: null,
      executedBefore: ZERO,
      issued: ZERO,
      allotted: ZERO,
      paid: ZERO,
      returned: ZERO,
      executedAfter: ZERO,
      rows: 0,
    },
  },
} satisfies Partial<PaymentFileAnswer>;

/** Whether it is a cursor as `listPaymentFiles` gives them: the id of the last one. */
export const isPaymentFilesCursor = (text: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** Files of the scope, newest first (their ids grow with time). */
export function listPaymentFiles(
  db: Db,
  context: Context,
  options: { cursor?: string; limit: number },
): Promise<PaymentFilesPage> {
  return inContext(
    db,
    context,
    async (tx) => {
      let query = tx
        .selectFrom('app.payment_files as f')
        .leftJoin('app.payment_commits as c', (join) =>
          join.onRef('c.region_id', '=', 'f.region_id').onRef('c.payment_file_id', '=', 'f.id'),
        )
        .select(['f.id', 'f.filename', 'f.recorded_at', 'f.answer', 'c.answer as committed'])
        .where('f.region_id', '=', context.regionId)
        .orderBy('f.id', 'desc')
        .limit(options.limit + 1);
      if (options.cursor !== undefined) query = query.where('f.id', '<', options.cursor);
      const rows = await query.execute();
      const items = rows.slice(0, options.limit).map((row) => {
        const committed = row.committed as unknown as PaymentCommitAnswer | null;
        return {
          id: row.id,
          filename: row.filename,
          recordedAt: row.recorded_at,
          rowCount: (row.answer as unknown as StoredReading).rowCount,
          status: committed ? ('committed' as const) : ('preview' as const),
          events: committed?.events ?? null,
          paid: committed?.reconciliation.total.paid ?? null,
        };
      });
      return { items, nextCursor: rows.length > options.limit ? (items.at(-1)?.id ?? null) : null };
    },
    'snapshot',
  );
}

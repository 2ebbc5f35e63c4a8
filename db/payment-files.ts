/**
 * Payment files come in: kept without persons, shown beside the ledger, looked at again with another mapping. What is kept
 * never changes; what a commit would do is computed anew at each look (payment-answer.ts). The commit itself is in
 * payment-commit.ts.
 */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { answerOf, headersOf } from './payment-answer.ts';
import { headerSignature, type PaymentMapping, type TableRow } from '../domain/payment-mapping.ts';
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

/**
 * Uploads on their way to become imports: stored with the request, read by whoever claims them. A claim is a lease that the
 * reader renews, on the database's own clock (servers' clocks differ) and under the number of its attempt: a reader that was
 * thought dead and comes back finds that the upload is not its own.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { insertImport, type ReadDocumentResult } from './imports.ts';
import { readCursor } from './live-cursor.ts';
import { announce } from './watch.ts';
import type { ImportReading, LiveUpload } from '../server/contract.ts';

/** All that a job knows. */
export interface UploadRef {
  uploadId: string;
  regionId: string;
}

/** What somebody reads now; nobody else does until the lease is over. */
export interface ClaimedUpload extends UploadRef {
  unitId: string | null;
  filename: string;
  source: Buffer;
  isText: boolean;
  recordedBy: string | null;
  /** From 1. More than a few: reading it kills whoever tries. */
  attempt: number;
}

/** Twenty megabytes each, one read at a time in a server: more would wait for minutes. Of one region. */
const UNFINISHED_AT_MOST = 20;

/**
 * Keeps a document as sent, to be read. Its id becomes the import's.
 * @returns `'too_many'` when the region's line is full
 */
export function storeUpload(
  db: Db,
  actor: Actor,
  upload: { unitId: string | null; filename: string; bytes: Buffer; isText: boolean },
  clock: Clock,
): Promise<UploadRef | 'too_many'> {
  const { regionId } = actor.context;
  const uploadId = uuidv7();
  // The whole region's line, whoever asks: the count needs no rows of others to be shown.
  return inContext(db, { regionId, units: '*' }, async (tx) => {
    const { unfinished } = await tx
      .selectFrom('app.uploads')
      .select(sql<number>`count(*)::int`.as('unfinished'))
      .where('region_id', '=', regionId)
      .where('state', 'in', ['waiting', 'reading'])
      .executeTakeFirstOrThrow();
    if (unfinished >= UNFINISHED_AT_MOST) return 'too_many';
    await tx
      .insertInto('app.uploads')
      .values({
        region_id: regionId,
        id: uploadId,
        unit_id: upload.unitId,
        filename: upload.filename,
        source: upload.bytes,
        is_text: upload.isText,
        state: 'waiting',
        forms_found: null,
        claimed_until: null,
        message: null,
        stored_at: databaseNow,
        recorded_on: clock.today(),
        recorded_at: clock.now(),
        recorded_by: actor.accountId,
      })
      .execute();
    return { uploadId, regionId };
  });
}

const databaseNow = sql<string>`clock_timestamp()`;
const databaseNowPlus = (milliseconds: number) =>
  sql<string>`clock_timestamp() + make_interval(secs => ${milliseconds / 1000}::double precision)`;

const contextOf = ({ regionId }: UploadRef): Context => ({ regionId, units: '*' });

/**
 * Takes an upload that waits or whose reader is dead; null when there is nothing to do: it is read already, somebody
 * reads it, or it is gone.
 * @param leaseMs for which nobody else may take it
 */
export function claimUpload(db: Db, ref: UploadRef, leaseMs: number): Promise<ClaimedUpload | null> {
  return inContext(db, contextOf(ref), async (tx) => {
    const row = await tx
      .updateTable('app.uploads')
      .set((eb) => ({
        state: 'reading',
        attempts: eb('attempts', '+', 1),
        claimed_until: databaseNowPlus(leaseMs),
        forms_read: 0,
        forms_found: null,
      }))
      .where('region_id', '=', ref.regionId)
      .where('id', '=', ref.uploadId)
      .where((eb) =>
        eb.or([
          eb('state', '=', 'waiting'),
          eb.and([eb('state', '=', 'reading'), eb('claimed_until', '<', databaseNow)]),
        ]),
      )
      .returning(['unit_id', 'filename', 'source', 'is_text', 'recorded_by', 'attempts'])
      .executeTakeFirst();
    if (!row?.source) return null;
    return {
      ...ref,
      unitId: row.unit_id,
      filename: row.filename,
      source: row.source,
      isText: row.is_text,
      recordedBy: row.recorded_by,
      attempt: row.attempts,
    };
  });
}

/** The update of a claimed upload, as long as the claim is still the reader's. */
const ofClaim = (tx: Tx, { regionId, uploadId, attempt }: ClaimedUpload) =>
  tx
    .updateTable('app.uploads')
    .where('region_id', '=', regionId)
    .where('id', '=', uploadId)
    .where('state', '=', 'reading')
    .where('attempts', '=', attempt);

/**
 * Renews the lease.
 * @param progress what is new since the last time, told on the live channel; null: nothing
 * @returns false when the upload is no longer the reader's
 */
export function renewClaim(
  db: Db,
  claim: ClaimedUpload,
  renewal: { leaseMs: number; progress: { formsRead: number; formsFound: number } | null; at: string },
): Promise<boolean> {
  const { leaseMs, progress, at } = renewal;
  return inContext(db, contextOf(claim), async (tx) => {
    const [result] = await ofClaim(tx, claim)
      .set({
        claimed_until: databaseNowPlus(leaseMs),
        ...(progress && { forms_read: progress.formsRead, forms_found: progress.formsFound }),
      })
      .execute();
    const isOwn = result?.numUpdatedRows === 1n;
    if (isOwn && progress) await tell(tx, claim, { status: 'reading', progress, message: null, at });
    return isOwn;
  });
}

/** Gives an upload back unread, because the reader stops in order: this attempt does not count. */
export function releaseUpload(db: Db, claim: ClaimedUpload): Promise<void> {
  return inContext(db, contextOf(claim), async (tx) => {
    await ofClaim(tx, claim)
      .set((eb) => ({ state: 'waiting', claimed_until: null, attempts: eb('attempts', '-', 1) }))
      .execute();
  });
}

/**
 * The upload becomes an import of the same id.
 * @returns false when the upload is no longer the reader's: then nothing is kept
 */
export function finishUpload(
  db: Db,
  claim: ClaimedUpload,
  document: ReadDocumentResult,
  clock: Clock,
): Promise<boolean> {
  return inContext(db, contextOf(claim), async (tx) => {
    const forms = document.forms.length;
    const [result] = await ofClaim(tx, claim)
      .set({ state: 'done', source: null, claimed_until: null, forms_read: forms, forms_found: forms })
      .execute();
    if (result?.numUpdatedRows !== 1n) return false;
    const at = clock.now();
    await insertImport(tx, {
      id: claim.uploadId,
      regionId: claim.regionId,
      unitId: claim.unitId,
      filename: claim.filename,
      bytes: claim.source,
      document,
      recorded: { on: clock.today(), at, by: claim.recordedBy },
    });
    const progress = { formsRead: forms, formsFound: forms };
    await tell(tx, claim, { status: 'preview', progress, message: null, at });
    return true;
  });
}

/** @param message for the user: why, and what to do */
export function failUpload(db: Db, claim: ClaimedUpload, message: string, at: string): Promise<boolean> {
  return inContext(db, contextOf(claim), async (tx) => {
    const [result] = await ofClaim(tx, claim)
      .set({ state: 'failed', source: null, claimed_until: null, message })
      .execute();
    if (result?.numUpdatedRows !== 1n) return false;
    await tell(tx, claim, { status: 'failed', progress: null, message, at });
    return true;
  });
}

/** Uploads of the finance bureau belong to no unit: whoever sees the whole region hears of them, and nobody else. */
const NO_UNIT = '00000000-0000-0000-0000-000000000000';

function tell(tx: Tx, claim: ClaimedUpload, { at, ...news }: Omit<LiveUpload, 'importId'>): Promise<void> {
  const data: LiveUpload = { importId: claim.uploadId, ...news, at };
  return announce(tx, [
    {
      region_id: claim.regionId,
      id: uuidv7(),
      unit_id: claim.unitId ?? NO_UNIT,
      topics: [`import:${claim.uploadId}`],
      type: 'upload',
      data,
      recorded_at: at,
    },
  ]);
}

/** How the reading stands; null when it is not in scope, or over: then it is an import (db/imports.ts). */
export function findUpload(db: Db, context: Context, uploadId: string): Promise<ImportReading | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const row = await tx
        .selectFrom('app.uploads')
        .select(['filename', 'state', 'forms_found', 'forms_read', 'message', 'recorded_at'])
        .where('region_id', '=', context.regionId)
        .where('id', '=', uploadId)
        .where('state', '<>', 'done')
        .executeTakeFirst();
      if (!row) return null;
      return {
        id: uploadId,
        filename: row.filename,
        status: row.state === 'failed' ? 'failed' : 'reading',
        progress: {
          isWaiting: row.state === 'waiting',
          formsRead: row.forms_read,
          formsFound: row.forms_found,
        },
        message: row.message,
        recordedAt: row.recorded_at,
        cursor: await readCursor(tx),
      };
    },
    'snapshot',
  );
}

/** Whether it is read or given up; undefined while it waits or is read. */
export async function uploadOutcome(
  db: Db,
  ref: UploadRef,
): Promise<{ state: 'done' } | { state: 'failed'; message: string } | undefined> {
  const row = await inContext(db, contextOf(ref), (tx) =>
    tx
      .selectFrom('app.uploads')
      .select(['state', 'message'])
      .where('region_id', '=', ref.regionId)
      .where('id', '=', ref.uploadId)
      .executeTakeFirst(),
  );
  if (row?.state === 'failed') return { state: 'failed', message: String(row.message) };
  return row?.state === 'done' ? { state: 'done' } : undefined;
}

/**
 * Uploads of all regions that wait for longer than `waitedMs`, or whose reader is dead; oldest first.
 */
export async function lostUploads(
  db: Db,
  options: { waitedMs: number; limit: number },
): Promise<UploadRef[]> {
  const { waitedMs, limit } = options;
  const { rows } = await sql<{ region_id: string; id: string }>`
    select region_id, id from ops.lost_uploads(${databaseNow}, ${databaseNowPlus(-waitedMs)}, ${limit})`.execute(
    db,
  );
  return rows.map((row) => ({ regionId: row.region_id, uploadId: row.id }));
}

/** Where the live channel continues after an answer. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import type { LiveCursor } from '../server/contract.ts';

/**
 * Call in the snapshot that read the answer. Events that are visible but not yet numbered are already in the answer
 * and will be announced later with a higher number: the client is told their ids so that it counts none twice.
 */
export async function readCursor(tx: Tx): Promise<LiveCursor> {
  const { rows } = await sql<{ seq: string | null; pending: string[] | null }>`
    select (select max(seq) from app.live_events where seq is not null) as seq,
      (select array_agg(id) from app.live_events where seq is null) as pending`.execute(tx);
  return { seq: Number(rows[0]?.seq ?? 0), pending: rows[0]?.pending ?? [] };
}

/** For an answer that is read right after it in a transaction of its own: what happens in between is told and read once more. */
export const cursorBefore = (db: Db, context: Context): Promise<LiveCursor> =>
  inContext(db, context, readCursor);

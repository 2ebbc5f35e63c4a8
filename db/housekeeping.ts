/** Deletes what is kept for a time only. Facts, judgements and their history are never deleted here. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { IDEMPOTENCY_KEPT_DAYS } from './idempotency.ts';

/** Long enough to look into an attack after a holiday; the limits on tries look back over minutes. */
const SIGN_IN_ATTEMPTS_KEPT_DAYS = 30;
/** What was read is an import and stays; by then its sender has seen what could not be read. */
const UPLOADS_KEPT_DAYS = 1;

/**
 * Deletes expired sessions and one-time links, old sign-in attempts, idempotency keys and uploads.
 * @param now.wall ISO instant; sessions, links, attempts and uploads are dated by the wall
 * @param now.product ISO instant of the product's clock, by which idempotency keys are dated
 */
export async function deleteExpired(db: Db, now: { wall: string; product: string }): Promise<void> {
  const daysBefore = (instant: string, days: number) =>
    sql<string>`${instant}::timestamptz - make_interval(days => ${days})`;
  await db.deleteFrom('ops.sessions').where('expires_at', '<', now.wall).execute();
  await db.deleteFrom('ops.one_time_links').where('expires_at', '<', now.wall).execute();
  await db
    .deleteFrom('ops.sign_in_attempts')
    .where('at', '<', daysBefore(now.wall, SIGN_IN_ATTEMPTS_KEPT_DAYS))
    .execute();
  await db
    .deleteFrom('ops.idempotency_keys')
    .where('created_at', '<', daysBefore(now.product, IDEMPOTENCY_KEPT_DAYS))
    .execute();
  await sql`select ops.delete_uploads(${daysBefore(now.wall, UPLOADS_KEPT_DAYS)})`.execute(db);
}

/** Deletes what is kept for a time only. Facts, judgements and their history are never deleted here. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { IDEMPOTENCY_KEPT_DAYS } from './idempotency.ts';

/** Long enough to look into an attack after a holiday; the limits on tries look back over minutes. */
const SIGN_IN_ATTEMPTS_KEPT_DAYS = 30;

/**
 * Deletes expired sessions and one-time links, old sign-in attempts and old idempotency keys.
 * @param now.wall ISO instant; sessions, links and attempts are dated by the wall
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
}

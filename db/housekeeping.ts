/** Deletes what is kept for a time only. Facts, judgements and their history are never deleted here. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { IDEMPOTENCY_KEPT_DAYS } from './idempotency.ts';

/** Long enough to look into an attack after a holiday; the limits on tries look back over minutes. */
const SIGN_IN_ATTEMPTS_KEPT_DAYS = 30;

export interface Deleted {
  sessions: number;
  idempotencyKeys: number;
  signInAttempts: number;
}

/**
 * @param now.wall ISO instant by which sessions and sign-in attempts are dated
 * @param now.product ISO instant of the product's clock, by which idempotency keys are dated
 */
export async function deleteExpired(db: Db, now: { wall: string; product: string }): Promise<Deleted> {
  const sessions = await db
    .deleteFrom('ops.sessions')
    .where('expires_at', '<', now.wall)
    .executeTakeFirstOrThrow();
  const keys = await db
    .deleteFrom('ops.idempotency_keys')
    .where(
      'created_at',
      '<',
      sql<string>`${now.product}::timestamptz - make_interval(days => ${IDEMPOTENCY_KEPT_DAYS})`,
    )
    .executeTakeFirstOrThrow();
  const attempts = await db
    .deleteFrom('ops.sign_in_attempts')
    .where(
      'at',
      '<',
      sql<string>`${now.wall}::timestamptz - make_interval(days => ${SIGN_IN_ATTEMPTS_KEPT_DAYS})`,
    )
    .executeTakeFirstOrThrow();
  return {
    sessions: Number(sessions.numDeletedRows),
    idempotencyKeys: Number(keys.numDeletedRows),
    signInAttempts: Number(attempts.numDeletedRows),
  };
}

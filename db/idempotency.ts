/**
 * Idempotency keys: the same request sent twice records one fact and gets one answer.
 * The key lives in the transaction of the fact itself, so there is never a fact without its key or the reverse.
 */
import type { Idempotency } from './actor.ts';
import type { Tx } from './database.ts';

/** Shared contract, "HTTP": keys are kept 7 days. */
export const IDEMPOTENCY_KEPT_DAYS = 7;

export type IdempotencyFound =
  | { kind: 'new' }
  /** The same request was answered before: give this answer again, record nothing. */
  | { kind: 'replayed'; status: number; answer: unknown }
  /** The key was used for another request: 422. */
  | { kind: 'reused' };

/** Two requests with one key ran at the same moment and the other committed first: run again, it will be found. */
class IdempotencyRace extends Error {
  constructor() {
    super('the idempotency key was stored by a concurrent request');
    this.name = 'IdempotencyRace';
  }
}

/** What a stored row (or its absence) says about this request; for callers that read the row in a larger statement. */
export function judgeIdempotent(
  row: { body_hash: string; status: number; answer: unknown } | undefined | null,
  idempotency: Idempotency,
): IdempotencyFound {
  if (!row) return { kind: 'new' };
  if (row.body_hash !== idempotency.bodyHash) return { kind: 'reused' };
  return { kind: 'replayed', status: row.status, answer: row.answer };
}

/**
 * Looks the key up. Call it after the lock on the subject: a concurrent twin then waits for the lock
 * and finds the key, instead of running into its own fact.
 */
export async function findIdempotent(tx: Tx, idempotency: Idempotency): Promise<IdempotencyFound> {
  const row = await tx
    .selectFrom('ops.idempotency_keys')
    .select(['body_hash', 'status', 'answer'])
    .where('account_id', '=', idempotency.accountId)
    .where('key', '=', idempotency.key)
    .executeTakeFirst();
  return judgeIdempotent(row, idempotency);
}

/**
 * Stores the answer under its key, in the transaction of the fact.
 * @param now ISO instant of the handed-in clock.
 * @throws IdempotencyRace when a twin stored it first; the transaction must be rolled back and run again.
 */
export async function storeIdempotent(
  tx: Tx,
  idempotency: Idempotency,
  status: number,
  answer: unknown,
  now: string,
): Promise<void> {
  const stored = await tx
    .insertInto('ops.idempotency_keys')
    .values({
      account_id: idempotency.accountId,
      key: idempotency.key,
      body_hash: idempotency.bodyHash,
      status,
      answer: JSON.stringify(answer),
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('status')
    .executeTakeFirst();
  if (!stored) throw new IdempotencyRace();
}

/** Runs `work` again, once, when a twin with the same key committed first. */
export async function retryIdempotencyRace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IdempotencyRace) return work();
    throw error;
  }
}

/**
 * A fact that no judgement waits for: a registered event, a duty by hand, an act about an alert, a ladder. One transaction
 * with its idempotency key; db/record-fact.ts is the short path for what is judged in the same breath.
 */
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Db, type Tx } from './database.ts';
import { findIdempotent, retryIdempotencyRace, storeIdempotent } from './idempotency.ts';
import type { Recorded } from './record-fact.ts';

/** The product's day and instant at which something is recorded. */
export interface Moment {
  today: string;
  now: string;
}

/** What `record` made of it: the answer, a refusal in words, or null when the thing is not in the actor's scope. */
export type Acted<Answer> =
  { answer: Answer } | { refused: { message: string; fields: Record<string, string> } } | null;

/**
 * Locks by `lock`, looks the key up, and records once.
 * @param work.lock takes the lock that makes a twin wait (a row of the subject)
 */
export function recordAct<Answer>(
  db: Db,
  actor: Actor,
  idempotency: Idempotency | null,
  clock: Clock,
  work: {
    lock(tx: Tx): Promise<unknown>;
    record(tx: Tx, at: Moment): Promise<Acted<Answer>>;
  },
): Promise<Recorded<Answer>> {
  return retryIdempotencyRace(() =>
    inContext(db, actor.context, async (tx): Promise<Recorded<Answer>> => {
      await work.lock(tx);
      if (idempotency) {
        const found = await findIdempotent(tx, idempotency);
        if (found.kind === 'reused') return { keyReused: true };
        if (found.kind === 'replayed') return { replayed: { status: found.status, answer: found.answer } };
      }
      const at = { today: clock.today(), now: clock.now() };
      const acted = await work.record(tx, at);
      if (idempotency && acted && 'answer' in acted) {
        await storeIdempotent(tx, idempotency, 201, acted.answer, at.now);
      }
      return acted;
    }),
  );
}

/**
 * What the same request was answered before, for whoever must not do its work a second time, or would refuse by now what was
 * allowed then; null: nothing yet. 'reused': the key belongs to another request.
 */
export function findKept<Answer>(
  db: Db,
  { context }: Actor,
  idempotency: Idempotency,
): Promise<{ answer: Answer } | 'reused' | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const found = await findIdempotent(tx, idempotency);
      if (found.kind === 'new') return null;
      // Stored under a hash of the request, so it has its shape.
      return found.kind === 'reused' ? 'reused' : { answer: found.answer as Answer };
    },
    'snapshot',
  );
}

/** The columns that say who recorded a row, and when. */
export const signatureOf = (actor: Actor, at: Moment) => ({
  invented: actor.invented,
  recorded_post: actor.post,
  recorded_on: at.today,
  recorded_at: at.now,
  recorded_by: actor.accountId,
});

export const refusedFact = (
  fields: Record<string, string>,
): { refused: { message: string; fields: Record<string, string> } } => ({
  refused: { message: Object.values(fields)[0] ?? '', fields },
});

/**
 * What the offices do with a form: send, open, approve, return, take back; a new version of a closed one. The domain says what
 * may be done, the database refuses what may not (migration 0018), and of two acts at once exactly one wins.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import { recordAudit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { returnableCells } from './evaluation-forms.ts';
import { recordAct, refusedFact, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { lockForm, noteCheck, readForm } from './review-forms.ts';
import { announceReview } from './review-live.ts';
import { refusedByDatabase } from './review-refusals.ts';
import { signed } from './rounds.ts';
import { watchChanged } from './watch.ts';
import { batchException } from '../domain/review-batch.ts';
import { submissionOf } from '../domain/monitoring-check.ts';
import {
  applyAct,
  nextVersion,
  type CellReason,
  type ReviewAct,
  type ReviewActor,
  type ReviewRole,
  type ReviewState,
  type ReviewWish,
  type Stage,
} from '../domain/review.ts';
import { say, type Texts } from '../domain/sourced.ts';
import type { AnyForm } from '../server/contract-review-shapes.ts';

/** What is wanted of a form, by somebody who saw `revision` of it. */
export type ActRequest = { revision: number; words?: string | null } & (
  { act: 'submit' | 'open' | 'approve' | 'withdraw' } | { act: 'return'; to: Stage; cells: CellReason[] }
);

export interface ActedForm {
  formId: string;
  state: ReviewState;
}

/** One act about one form, under the form's lock. */
export function recordReviewAct(
  db: Db,
  actor: Actor,
  role: ReviewRole,
  request: { formId: string; wish: ActRequest; idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<ActedForm>> {
  const { formId, wish } = request;
  return recordAct<ActedForm>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockForm(tx, actor.context.regionId, formId),
    record: (tx, at) => actOn(tx, actor, role, { formId, wish, at }),
  });
}

async function actOn(
  tx: Tx,
  actor: Actor,
  role: ReviewRole,
  { formId, wish, at }: { formId: string; wish: ActRequest; at: Moment },
) {
  const form = await readForm(tx, actor.context, formId);
  if (form === null) return null;
  if (wish.act === 'return') {
    const known = new Set(returnableCells(form));
    const unknown = wish.cells.filter(({ cell }) => !known.has(cell));
    if (unknown.length > 0) return refusedFact({ cells: '表上没有这一格，请刷新后重选。' });
  }
  const applied = applyAct(
    form.state,
    wishOf(form, wish, at),
    reviewActor(actor, role),
    actor.context.language,
  );
  if ('refusal' in applied) return refusedFact({ [applied.refusal]: applied.message });
  await storeAct(tx, actor, at, form, applied.state);
  // A return asks about each cell that comes back as it was.
  const after = wish.act === 'return' ? await readForm(tx, actor.context, formId) : form;
  await noteCheck(tx, actor.context.regionId, formId, (after ?? form).check);
  if (applied.state.stage !== form.state.stage) await watchMoved(tx, actor.context, form, at);
  await announceReview(tx, actor.context.regionId, {
    form: { ...form, state: applied.state },
    type: 'form_moved',
    at,
  });
  return { answer: { formId, state: applied.state } };
}

const reviewActor = (actor: Actor, role: ReviewRole): ReviewActor => {
  if (actor.accountId === null) throw new Error('a review is the work of a person');
  return { accountId: actor.accountId, role };
};

function wishOf(form: AnyForm, wish: ActRequest, at: Moment): ReviewWish {
  const { revision } = wish;
  switch (wish.act) {
    case 'submit':
      return {
        act: 'submit',
        revision,
        at: at.now,
        check: submissionOf(form.check),
        words: wish.words ?? null,
      };
    case 'open':
      return { act: 'open', revision, at: at.now };
    case 'return':
      return {
        act: 'return',
        revision,
        at: at.now,
        to: wish.to,
        cells: wish.cells,
        words: wish.words ?? null,
      };
    case 'approve':
    case 'withdraw':
      return { act: wish.act, revision, at: at.now, words: wish.words ?? null };
  }
}

/** The newest act of the state as a fact, and the state it leads to. */
async function storeAct(tx: Tx, actor: Actor, at: Moment, form: AnyForm, state: ReviewState): Promise<void> {
  const act = state.history.at(-1);
  if (act === undefined) throw new Error('a state without an act');
  await insertAct(tx, actor, at, form, { ...act, version: state.version });
  await storeState(tx, actor.context.regionId, form, state, at);
}

/** The duty to send the form follows from its acts (db/watch-forms.ts). */
const watchMoved = (tx: Tx, { regionId }: Actor['context'], { projectId }: AnyForm, { today }: Moment) =>
  watchChanged(tx, { regionId, projectIds: [projectId], today });

async function insertAct(
  tx: Tx,
  actor: Actor,
  at: Moment,
  form: AnyForm,
  act: Omit<ReviewAct, 'act'> & { act: ReviewAct['act'] | 'correct'; version: number },
): Promise<void> {
  await tx
    .insertInto('app.review_acts')
    .values({
      region_id: actor.context.regionId,
      id: uuidv7(),
      form_id: form.id,
      unit_id: form.unitId,
      version: act.version,
      revision: act.revision,
      act: act.act,
      role: act.by.role,
      from_stage: act.from,
      to_stage: act.to,
      words: act.words,
      cells: JSON.stringify(act.cells),
      ...signed(actor, at),
      invented: form.invented || actor.invented,
    })
    .execute();
}

async function storeState(
  tx: Tx,
  regionId: string,
  form: AnyForm,
  state: ReviewState,
  at: Moment,
): Promise<void> {
  await tx
    .updateTable('app.review_states')
    .set({
      version: state.version,
      revision: state.revision,
      stage: state.stage,
      stage_since:
        state.stage === form.state.stage && state.version === form.state.version ? form.stageSince : at.today,
      state: JSON.stringify(state),
    })
    .where('region_id', '=', regionId)
    .where('form_id', '=', form.id)
    .execute();
}

/** A closed form again from the draft on, as its next version, with what was entered to begin from. */
export function recordCorrection(
  db: Db,
  actor: Actor,
  role: ReviewRole,
  request: { formId: string; reason: string; idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<ActedForm>> {
  const { formId, reason } = request;
  return recordAct<ActedForm>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockForm(tx, actor.context.regionId, formId),
    record: async (tx, at) => {
      const form = await readForm(tx, actor.context, formId);
      if (form === null) return null;
      const by = reviewActor(actor, role);
      const next = nextVersion(form.state, by, { reason, at: at.now }, actor.context.language);
      if ('refusal' in next) return refusedFact({ [next.refusal]: next.message });
      const { state } = next;
      await insertAct(tx, actor, at, form, {
        revision: state.revision,
        act: 'correct',
        by,
        at: at.now,
        from: 'closed',
        to: 'draft',
        words: reason.trim(),
        cells: [],
        version: state.version,
      });
      await carryValues(tx, actor.context.regionId, formId, state.version);
      await storeState(tx, actor.context.regionId, form, state, at);
      await watchMoved(tx, actor.context, form, at);
      await announceReview(tx, actor.context.regionId, { form: { ...form, state }, type: 'form_moved', at });
      await recordAudit(tx, {
        at: at.now,
        accountId: actor.accountId,
        regionId: actor.context.regionId,
        deed: 'form_corrected',
        detail: { formId, roundId: form.roundId, projectId: form.projectId, version: state.version },
      });
      return { answer: { formId, state } };
    },
  });
}

/** What stood in the closed version's cells stands in the new one's, with who entered it and when. */
async function carryValues(tx: Tx, regionId: string, formId: string, version: number): Promise<void> {
  await sql`
    insert into app.review_values (region_id, id, form_id, unit_id, version, revision, cell, value, supersedes, invented,
      recorded_post, recorded_on, recorded_at, recorded_by)
    select v.region_id, gen_random_uuid(), v.form_id, v.unit_id, ${version}, 0, v.cell, v.value, null, v.invented,
      v.recorded_post, v.recorded_on, v.recorded_at, v.recorded_by
    from (select distinct on (cell) * from app.review_values
      where region_id = ${regionId} and form_id = ${formId} and version = ${version - 1}
      order by cell, seq desc) v`.execute(tx);
}

export interface BatchApproval {
  approved: string[];
  /** Those that were not approved, and why: to be looked at one by one. */
  exceptions: { formId: string; why: string }[];
}

/**
 * Approves what has nothing to look at: no deviation, no question, no cell that was returned. The others are listed, never
 * approved by the batch. Each form in a transaction of its own, so that one that moved meanwhile, or that the database refuses,
 * stops no other.
 */
export async function approveBatch(
  db: Db,
  actor: Actor,
  role: ReviewRole,
  request: {
    forms: { formId: string; revision: number }[];
    words: string | null;
    idempotency: Idempotency;
  },
  clock: Clock,
): Promise<BatchApproval | { keyReused: true }> {
  const batch: BatchApproval = { approved: [], exceptions: [] };
  for (const { formId, revision } of request.forms) {
    // One key of each form (a client's has no blank): sent again, what was approved is answered as approved.
    const own = { ...request.idempotency, key: `${request.idempotency.key} ${formId}` };
    const { words } = request;
    const recorded = await approveOne(db, actor, role, { formId, revision, words, idempotency: own }, clock);
    if ('keyReused' in recorded) return { keyReused: true };
    if ('why' in recorded) batch.exceptions.push({ formId, why: recorded.why });
    else batch.approved.push(formId);
  }
  return batch;
}

/** Approves one form, in a transaction of its own, or says why not. */
async function approveOne(
  db: Db,
  actor: Actor,
  role: ReviewRole,
  request: { formId: string; revision: number; words: string | null; idempotency: Idempotency },
  clock: Clock,
): Promise<{ approved: true } | { why: string } | { keyReused: true }> {
  const { formId, revision, words } = request;
  const { language } = actor.context;
  try {
    const recorded = await recordAct<ActedForm>(db, actor, request.idempotency, clock, {
      lock: (tx) => lockForm(tx, actor.context.regionId, formId),
      record: async (tx, at) => {
        const form = await readForm(tx, actor.context, formId);
        if (form === null) return null;
        const why = batchException(form, language);
        if (why !== null) return refusedFact({ exception: why });
        return actOn(tx, actor, role, { formId, wish: { act: 'approve', revision, words }, at });
      },
    });
    if (recorded === null) return { why: say(NOT_YOURS, language) };
    if ('keyReused' in recorded) return { keyReused: true };
    return 'refused' in recorded ? { why: recorded.refused.message } : { approved: true };
  } catch (error) {
    const refused = refusedByDatabase(error);
    if (refused === null) throw error;
    return { why: say(refused, language) };
  }
}

const NOT_YOURS: Texts = {
  'zh-CN': '这份监控表不在您的范围内。',
  en: 'This form is not in your scope.',
};

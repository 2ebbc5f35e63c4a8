/** The derived states of forms and rectifications, made again from their acts: by `npm run rebuild`. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type {
  RectificationAct,
  RectificationDemand,
  RectificationSource,
  RectificationState,
} from '../domain/rectification.ts';
import {
  applyAct,
  newReview,
  nextVersion,
  type ReviewAct,
  type ReviewState,
  type ReviewWish,
} from '../domain/review.ts';

/** A stored act of a form; `correct` opens the next version. */
export type StoredReviewAct = Omit<ReviewAct, 'act'> & { act: ReviewAct['act'] | 'correct'; version: number };

/**
 * The state to which the acts lead, oldest first.
 * @throws when they do not follow from one another: somebody has written past the product
 */
function replayReview(acts: readonly StoredReviewAct[]): ReviewState {
  return acts.reduce<ReviewState>((state, act) => {
    const next =
      act.act === 'correct'
        ? nextVersion(state, act.by, { reason: act.words ?? '', at: act.at })
        : applyAct(state, wishOf({ ...act, act: act.act }), act.by);
    if ('refusal' in next) throw new Error(`act ${act.version}.${act.revision}: ${next.refusal}`);
    return next.state;
  }, newReview());
}

/** As it was wanted then: by somebody who saw the revision before. */
function wishOf({ act, revision, at, words, to, cells }: ReviewAct): ReviewWish {
  const seen = { revision: revision - 1, at };
  switch (act) {
    case 'submit':
      // What was missing then was asked then; a submission that stands was complete.
      return { ...seen, act, check: { refusals: 0, unanswered: 0 }, words };
    case 'open':
      return { ...seen, act };
    case 'return':
      return { ...seen, act, to, cells, words };
    case 'approve':
    case 'withdraw':
      return { ...seen, act, words };
  }
}

/** The state to which the acts lead, oldest first; the first is the notice. null without one. */
function replayRectification(
  { source, demands }: { source: RectificationSource; demands: RectificationDemand[] },
  acts: readonly RectificationAct[],
): RectificationState | null {
  const last = acts.at(-1);
  if (last === undefined) return null;
  const pass = acts.slice(acts.findLastIndex(({ act }) => act === 'reopen') + 1);
  const replied = pass.findLast(({ act }) => act === 'reply');
  const verified = pass.findLast(({ act }) => act === 'verify');
  return {
    revision: last.revision,
    stage: last.to,
    source,
    demands,
    dueOn: last.dueOn,
    repliedOn: replied?.on ?? null,
    repliedBy: replied?.by.accountId ?? null,
    verifiedBy: verified?.by.accountId ?? null,
    history: [...acts],
  };
}

/**
 * Makes the states of a region's forms and rectifications again, and puts right those that are not what their acts give.
 * @returns how many there are, and how many were put right
 */
export async function rebuildReviews(tx: Tx, regionId: string): Promise<{ rows: number; differing: number }> {
  const forms = await rebuildForms(tx, regionId);
  const rectifications = await rebuildRectifications(tx, regionId);
  return {
    rows: forms.rows + rectifications.rows,
    differing: forms.differing + rectifications.differing,
  };
}

async function rebuildForms(tx: Tx, regionId: string): Promise<{ rows: number; differing: number }> {
  const { rows } = await sql<{ form_id: string; acts: StoredReviewAct[]; stored: ReviewState }>`
    select s.form_id, s.state as stored,
      coalesce((select jsonb_agg(jsonb_build_object('version', a.version, 'revision', a.revision, 'act', a.act,
          'by', jsonb_build_object('accountId', a.recorded_by, 'role', a.role), 'at', a.recorded_at, 'from', a.from_stage,
          'to', a.to_stage, 'words', a.words, 'cells', a.cells) order by a.version, a.revision)
        from app.review_acts a where a.region_id = s.region_id and a.form_id = s.form_id), '[]') as acts
    from app.review_states s where s.region_id = ${regionId} for update of s`.execute(tx);
  let differing = 0;
  for (const row of rows) {
    const state = replayReview(row.acts.map((act) => ({ ...act, at: instantOf(row.stored, act) })));
    if (isSame(state, row.stored)) continue;
    differing += 1;
    await sql`update app.review_states set version = ${state.version}, revision = ${state.revision}, stage = ${state.stage},
        state = ${JSON.stringify(state)}::jsonb
      where region_id = ${regionId} and form_id = ${row.form_id}`.execute(tx);
  }
  return { rows: rows.length, differing };
}

/** The instant as the act's own fact has it; the same instant may be written with another offset. */
function instantOf(stored: ReviewState, act: StoredReviewAct): string {
  const known = [
    ...stored.history.map(({ at }) => at),
    ...(stored.correction === null ? [] : [stored.correction.at]),
  ];
  return known.find((at) => Date.parse(at) === Date.parse(act.at)) ?? act.at;
}

async function rebuildRectifications(tx: Tx, regionId: string): Promise<{ rows: number; differing: number }> {
  const { rows } = await sql<{
    id: string;
    source: RectificationSource;
    demands: RectificationDemand[];
    acts: RectificationAct[];
    stored: RectificationState;
  }>`
    select r.id, r.source, r.demands, s.state as stored,
      coalesce((select jsonb_agg(jsonb_build_object('revision', a.revision, 'act', a.act,
          'by', jsonb_build_object('accountId', a.recorded_by, 'role', a.role), 'at', a.recorded_at, 'on', a.recorded_on,
          'from', a.from_stage, 'to', a.to_stage, 'words', a.words, 'reply', a.reply, 'exceptions', a.exceptions,
          'dueOn', a.due_on) order by a.revision)
        from app.rectification_acts a where a.region_id = r.region_id and a.rectification_id = r.id), '[]') as acts
    from app.rectifications r
    join app.rectification_states s on s.region_id = r.region_id and s.rectification_id = r.id
    where r.region_id = ${regionId} for update of s`.execute(tx);
  let differing = 0;
  for (const { id, stored, acts, ...what } of rows) {
    const own = acts.map((act) => {
      const at = stored.history.find((known) => Date.parse(known.at) === Date.parse(act.at))?.at ?? act.at;
      return { ...act, at };
    });
    const state = replayRectification(what, own);
    if (state === null || isSame(state, stored)) continue;
    differing += 1;
    await sql`update app.rectification_states set revision = ${state.revision}, stage = ${state.stage},
        due_on = ${state.dueOn}::date, state = ${JSON.stringify(state)}::jsonb
      where region_id = ${regionId} and rectification_id = ${id}`.execute(tx);
  }
  return { rows: rows.length, differing };
}

/** Whatever the order of the keys: PostgreSQL keeps none. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

/** A monitoring form: what the system put in, what the unit has entered so far cell by cell, and the acts of the offices. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { cellFault, evaluationPart, hasCell } from './evaluation-forms.ts';
import { recordAct, refusedFact, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { SEEN_ROUND, signed } from './rounds.ts';
import { announceReview } from './review-live.ts';
import { say } from '../domain/sourced.ts';
import { checkForm, type FormContext } from '../domain/monitoring-check.ts';
import { blankForm, type EnteredForm, type PrefilledForm } from '../domain/monitoring-form.ts';
import { enterCell, NO_SUCH_CELL } from '../domain/monitoring-cells.ts';
import type { CellReason, ReviewState } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';
import type {
  AnyForm,
  CellConflict,
  EnteredValue,
  ReviewComment,
  RoundPurpose,
} from '../server/contract-review-shapes.ts';

interface FormRow {
  id: string;
  round_id: string;
  purpose: RoundPurpose;
  round: Round;
  scheme: ScoreScheme | null;
  project_id: string;
  unit_id: string;
  due_on: string;
  invented: boolean;
  prefilled: PrefilledForm;
  state: ReviewState;
  stage_since: string;
}

/** One form whole; null when it is not in scope. */
export function loadForm(db: Db, context: Context, formId: string): Promise<AnyForm | null> {
  return inContext(db, context, (tx) => readForm(tx, context, formId), 'snapshot');
}

/** As `loadForm`, in the caller's transaction. */
export async function readForm(tx: Tx, context: Context, formId: string): Promise<AnyForm | null> {
  const { regionId } = context;
  const { rows } = await sql<FormRow>`
    select f.id, f.round_id, r.purpose, ${SEEN_ROUND} as round, r.scheme, f.project_id, f.unit_id, f.due_on, f.invented, f.prefilled, s.state,
      s.stage_since
    from app.review_forms f
    join app.review_rounds r on r.region_id = f.region_id and r.id = f.round_id
    join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
    where f.region_id = ${regionId} and f.id = ${formId}`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  const values = await readValues(tx, regionId, formId);
  const frame = {
    id: row.id,
    roundId: row.round_id,
    round: row.round,
    projectId: row.project_id,
    unitId: row.unit_id,
    dueOn: row.due_on,
    invented: row.invented,
    prefilled: row.prefilled,
    state: row.state,
    stageSince: row.stage_since,
    values: [...values].reverse(),
    comments: await readComments(tx, regionId, formId),
    earlier: row.state.version > 1 ? await readEarlierActs(tx, regionId, formId, row.state.version) : [],
  };
  if (row.purpose === 'self_evaluation') {
    const { scheme } = row;
    if (scheme === null) throw new Error(`the round of the self-evaluation ${formId} has no scheme`);
    const part = evaluationPart({ ...frame, scheme }, values, context.language);
    return { ...frame, purpose: row.purpose, scheme, ...part };
  }
  const entered = enteredOf(row.prefilled, values, row.state.version);
  const check = checkForm(row.prefilled, entered, await contextOf(tx, context, row, values));
  return { ...frame, purpose: row.purpose, entered, check };
}

/** Whoever acted about the versions before stays visible. */
async function readEarlierActs(
  tx: Tx,
  regionId: string,
  formId: string,
  version: number,
): Promise<AnyForm['earlier']> {
  const { rows } = await sql<AnyForm['earlier'][number]>`
    select version, revision, act, jsonb_build_object('accountId', recorded_by, 'role', role) as by, recorded_at as at,
      from_stage as "from", to_stage as "to", words, cells
    from app.review_acts
    where region_id = ${regionId} and form_id = ${formId} and version < ${version} order by version, revision`.execute(
    tx,
  );
  return rows;
}

/** What stands in the cells of a version: of each the newest value. Oldest first in `values`. */
export function enteredOf(
  prefilled: PrefilledForm,
  values: readonly EnteredValue[],
  version: number,
): EnteredForm {
  let entered = blankForm(prefilled);
  for (const { cell, value } of values.filter((each) => each.version === version)) {
    entered = enterCell(entered, cell, value) ?? entered;
  }
  return entered;
}

/** What the check compares with: the form of the round before, and what was entered when it was last returned. */
async function contextOf(
  tx: Tx,
  context: Context,
  row: FormRow,
  values: readonly EnteredValue[],
): Promise<FormContext> {
  const { version, history, returned } = row.state;
  const last = history.findLast(({ act }) => act === 'return');
  const before = await readFormBefore(tx, context.regionId, row);
  return {
    lastPeriod: before,
    returned:
      returned.length === 0 || last === undefined
        ? null
        : {
            cells: returned,
            entered: enteredOf(
              row.prefilled,
              // By the form's own count of acts: a demonstration's clock goes back at the wall's midnight.
              values.filter(({ revision }) => revision < last.revision),
              version,
            ),
          },
    ...(context.language !== undefined && { language: context.language }),
  };
}

/** What was entered of the same project in the year's round before; null: there was none. */
async function readFormBefore(tx: Tx, regionId: string, row: FormRow): Promise<EnteredForm | null> {
  const { rows } = await sql<{ id: string; prefilled: PrefilledForm; version: number }>`
    select f.id, f.prefilled, s.version from app.review_forms f
    join app.review_rounds r on r.region_id = f.region_id and r.id = f.round_id
    join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
    where f.region_id = ${regionId} and f.project_id = ${row.project_id} and r.purpose = ${row.purpose}
      and r.fiscal_year = ${row.round.fiscalYear}
      and r.to_month < ${row.round.toMonth}
    order by r.to_month desc, r.seq desc limit 1`.execute(tx);
  const [before] = rows;
  if (before === undefined) return null;
  return enteredOf(before.prefilled, await readValues(tx, regionId, before.id), before.version);
}

async function readValues(tx: Tx, regionId: string, formId: string): Promise<EnteredValue[]> {
  const { rows } = await sql<EnteredValue>`
    select id, cell, value, supersedes, version, revision, recorded_post as post, recorded_by as "accountId",
      recorded_at as at
    from app.review_values where region_id = ${regionId} and form_id = ${formId} order by seq`.execute(tx);
  return rows;
}

async function readComments(tx: Tx, regionId: string, formId: string): Promise<ReviewComment[]> {
  const { rows } = await sql<ReviewComment>`
    select id, cell, words, recorded_post as post, recorded_by as "accountId", recorded_at as at
    from app.review_comments where region_id = ${regionId} and form_id = ${formId} order by seq desc`.execute(
    tx,
  );
  return rows;
}

/** A cell as it is to be, over the value that whoever changes it saw. null: they saw it empty. */
export interface CellChange {
  cell: string;
  value: unknown;
  supersedes: string | null;
}

export interface SavedCells {
  values: EnteredValue[];
  check: AnyForm['check'];
}

/**
 * Enters cells of a draft. Nothing else changes: what was entered before stays and is shown.
 * @returns conflict with the newer values when somebody changed one of the cells since; then none of them is entered
 */
export async function saveCells(
  db: Db,
  actor: Actor,
  request: { formId: string; changes: readonly CellChange[]; idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<SavedCells> | { conflicts: CellConflict[] }> {
  const { formId, changes } = request;
  let conflicts: CellConflict[] = [];
  const recorded = await recordAct<SavedCells>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockForm(tx, actor.context.regionId, formId),
    record: async (tx, at) => {
      const form = await readForm(tx, actor.context, formId);
      if (form === null) return null;
      if (form.state.stage !== 'draft') return refusedFact({ stage: FROZEN });
      if (new Set(changes.map(({ cell }) => cell)).size < changes.length) {
        return refusedFact({ changes: '同一格在一次提交里出现了两次。' });
      }
      const misread = changes.flatMap(({ cell, value }) => {
        const fault = cellFault(form, cell, value);
        return fault === null ? [] : [[cell, say(fault, actor.context.language)] as const];
      });
      if (misread.length > 0) return refusedFact(Object.fromEntries(misread));
      const newest = new Map(
        [...form.values]
          .reverse()
          .filter(({ version }) => version === form.state.version)
          .map((value) => [value.cell, value]),
      );
      conflicts = changes.flatMap(({ cell, supersedes }) => {
        const there = newest.get(cell);
        return there !== undefined && there.id !== supersedes?.toLowerCase() ? [{ cell, newer: there }] : [];
      });
      if (conflicts.length > 0) return refusedFact({ conflict: '有格子刚被别人改过。' });
      const unfounded = changes.find(({ cell, supersedes }) => supersedes !== null && !newest.has(cell));
      if (unfounded) return refusedFact({ [unfounded.cell]: '这一格还没有值，请刷新后再填。' });
      const values = await writeValues(tx, actor, at, form, changes);
      const after = await readForm(tx, actor.context, formId);
      if (after === null) throw new Error(`form ${formId} went away under its lock`);
      await noteCheck(tx, actor.context.regionId, formId, after.check);
      await announceReview(tx, actor.context.regionId, { form: after, type: 'form_entered', at });
      return { answer: { values, check: after.check } };
    },
  });
  return conflicts.length > 0 ? { conflicts } : recorded;
}

const FROZEN = '监控表已经送审，不能再改；要改请先撤回，或请审核人退回。';

async function writeValues(
  tx: Tx,
  actor: Actor,
  at: Moment,
  form: AnyForm,
  changes: readonly CellChange[],
): Promise<EnteredValue[]> {
  const by = signed(actor, at);
  const rows = changes.map(({ cell, value, supersedes }) => ({
    region_id: actor.context.regionId,
    id: uuidv7(),
    form_id: form.id,
    unit_id: form.unitId,
    version: form.state.version,
    revision: form.state.revision,
    cell,
    value: JSON.stringify(value),
    supersedes,
    ...by,
    invented: form.invented || actor.invented,
  }));
  await tx.insertInto('app.review_values').values(rows).execute();
  return rows.map((row, index) => ({
    id: row.id,
    cell: row.cell,
    value: changes[index]?.value ?? null,
    supersedes: row.supersedes,
    version: row.version,
    revision: row.revision,
    post: by.recorded_post,
    accountId: by.recorded_by,
    at: by.recorded_at,
  }));
}

/** Whoever enters, acts or comments next waits here. */
export async function lockForm(tx: Tx, regionId: string, formId: string): Promise<void> {
  await sql`select 1 from app.review_states where region_id = ${regionId} and form_id = ${formId} for update`.execute(
    tx,
  );
}

export async function noteCheck(
  tx: Tx,
  regionId: string,
  formId: string,
  check: AnyForm['check'],
): Promise<void> {
  await tx
    .updateTable('app.review_states')
    .set({ refusals: check.refusals.length, unanswered: check.unanswered })
    .where('region_id', '=', regionId)
    .where('form_id', '=', formId)
    .execute();
}

/** A remark about a cell, by anybody who sees the form, at any stage. */
export async function addComment(
  db: Db,
  actor: Actor,
  request: { formId: string; comment: CellReason; idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<ReviewComment>> {
  const { formId, comment } = request;
  return recordAct<ReviewComment>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockForm(tx, actor.context.regionId, formId),
    record: async (tx, at) => {
      const form = await readForm(tx, actor.context, formId);
      if (form === null) return null;
      if (!hasCell(form, comment.cell)) {
        return refusedFact({ cell: say(NO_SUCH_CELL, actor.context.language) });
      }
      const words = comment.reason.trim();
      if (words === '') return refusedFact({ words: '请写下意见。' });
      const by = signed(actor, at);
      const row = {
        region_id: actor.context.regionId,
        id: uuidv7(),
        form_id: formId,
        unit_id: form.unitId,
        cell: comment.cell,
        words,
        ...by,
        invented: form.invented || actor.invented,
      };
      await tx.insertInto('app.review_comments').values(row).execute();
      await announceReview(tx, actor.context.regionId, { form, type: 'form_commented', at });
      return {
        answer: {
          id: row.id,
          cell: row.cell,
          words,
          post: by.recorded_post,
          accountId: by.recorded_by,
          at: by.recorded_at,
        },
      };
    },
  });
}

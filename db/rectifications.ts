/**
 * Putting right what a review found (整改): the notice, the reply with evidence, the two verifications, the closing. The domain says
 * what may be done; the figures that a closing is held against are read here, at that moment.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { insertLink } from './evidence.ts';
import { recordAct, refusedFact, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { readConditionFacts, readRectification } from './rectification-list.ts';
import { keepReplyDuty } from './reply-duty.ts';
import { auditRectification } from './review-audit.ts';
import { foreignOrigin } from './review-origin.ts';
import { signed } from './rounds.ts';
import { findProject, lockProjects } from './subjects.ts';
import { announce } from './watch.ts';
import {
  applyRectification,
  issueNotice,
  type RectificationAnswer,
  type RectificationDemand,
  type RectificationSource,
  type RectificationState,
  type RectificationWish,
} from '../domain/rectification.ts';
import type { ReviewActor, ReviewRole } from '../domain/review.ts';
import type { LiveRectification } from '../server/contract-rectifications.ts';
import type { StoredRectification } from '../server/contract-review-shapes.ts';

/** What is wanted of a rectification, by somebody who saw `revision` of it; the facts of a closing are read, not told. */
export type RectificationRequest = { revision: number } & (
  | Pick<Extract<RectificationWish, { act: 'reply' }>, 'act' | 'items'>
  | Pick<Extract<RectificationWish, { act: 'verify' }>, 'act' | 'words'>
  | Pick<Extract<RectificationWish, { act: 'close' }>, 'act' | 'words' | 'exceptions'>
  | Pick<Extract<RectificationWish, { act: 'reopen' }>, 'act' | 'words' | 'dueOn'>
);

export interface NoticeRequest {
  projectId: string;
  formId: string | null;
  source: RectificationSource;
  documentNumber: string;
  demands: Omit<RectificationDemand, 'id'>[];
  dueOn: string;
}

/** Serves a notice on a project's unit. Refused in words when a demand is blank or about what is not the project's. */
export function recordNotice(
  db: Db,
  actor: Actor,
  role: ReviewRole,
  request: NoticeRequest & { idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<StoredRectification>> {
  const { projectId } = request;
  const { regionId } = actor.context;
  return recordAct<StoredRectification>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockProjects(tx, regionId, [projectId]),
    record: async (tx, at) => {
      const project = await findProject(tx, regionId, projectId);
      if (project === undefined) return null;
      const elsewhere = await foreignOrigin(tx, regionId, projectId, {
        formId: request.formId,
        rectificationId: null,
      });
      if (elsewhere !== null) return refusedFact(elsewhere);
      if (request.documentNumber.trim() === '')
        return refusedFact({ documentNumber: '请填整改通知的文号。' });
      const demands = request.demands.map((demand) => ({ ...demand, id: uuidv7() }));
      const foreign = await foreignDemands(tx, regionId, projectId, demands);
      if (foreign) return refusedFact({ demands: '整改要求所指的指标或付款不是这个项目的，请重新选择。' });
      const noticed = issueNotice(
        { source: request.source, demands, dueOn: request.dueOn },
        actorOf(actor, role),
        { at: at.now, today: at.today },
        actor.context.language,
      );
      if ('refusal' in noticed) return refusedFact({ [noticed.refusal]: noticed.message });
      const id = uuidv7();
      const own = { unitId: project.unit_id, invented: project.invented || actor.invented };
      await tx
        .insertInto('app.rectifications')
        .values({
          region_id: regionId,
          id,
          project_id: projectId,
          unit_id: own.unitId,
          form_id: request.formId,
          source: request.source,
          document_number: request.documentNumber.trim(),
          demands: JSON.stringify(demands),
          ...signed(actor, at),
          invented: own.invented,
        })
        .execute();
      await storeRectification(tx, actor, at, { id, ...own, before: null, state: noticed.state });
      await keepReplyDuty(tx, actor, at, {
        id,
        projectId,
        ...own,
        documentNumber: request.documentNumber.trim(),
        history: noticed.state.history,
      });
      const answer = await readRectification(tx, regionId, id);
      if (answer === null) throw new Error(`rectification ${id} was not recorded`);
      await tellMoved(tx, regionId, answer, at);
      await auditRectification(tx, actor, answer, at);
      return { answer };
    },
  });
}

/** An act about a rectification, under its lock. */
export function recordRectificationAct(
  db: Db,
  actor: Actor,
  role: ReviewRole,
  request: { id: string; wish: RectificationRequest; idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<StoredRectification>> {
  const { regionId } = actor.context;
  const { id, wish } = request;
  return recordAct<StoredRectification>(db, actor, request.idempotency, clock, {
    lock: (tx) =>
      sql`select 1 from app.rectification_states where region_id = ${regionId} and rectification_id = ${id} for update`.execute(
        tx,
      ),
    record: async (tx, at) => {
      const stored = await readRectification(tx, regionId, id);
      if (stored === null) return null;
      if (wish.act === 'reply' && (await hasForeignEvidence(tx, regionId, stored.projectId, wish))) {
        return refusedFact({ evidence: '佐证材料不在这个项目下，请重新上传。' });
      }
      const applied = await decide(tx, regionId, stored, wish, actorOf(actor, role), at, actor);
      if ('refusal' in applied) return refusedFact({ [applied.refusal]: applied.message });
      await storeRectification(tx, actor, at, {
        id,
        unitId: stored.unitId,
        invented: stored.invented || actor.invented,
        before: stored.state,
        state: applied.state,
      });
      if (wish.act === 'reply') await linkReply(tx, actor, at, stored, wish);
      await keepReplyDuty(tx, actor, at, { ...stored, history: applied.state.history });
      const answer = await readRectification(tx, regionId, id);
      if (answer === null) throw new Error(`rectification ${id} went away under its lock`);
      await tellMoved(tx, regionId, answer, at);
      await auditRectification(tx, actor, answer, at);
      return { answer };
    },
  });
}

/** What a reply shows stands at its demands, for whoever looks at the files. */
async function linkReply(
  tx: Tx,
  actor: Actor,
  at: Moment,
  { id, unitId, invented }: StoredRectification,
  { items }: Extract<RectificationRequest, { act: 'reply' }>,
): Promise<void> {
  for (const { demandId, evidence } of items) {
    for (const evidenceId of new Set(evidence)) {
      await insertLink(tx, actor, at, {
        evidenceId,
        unitId,
        formId: null,
        rectificationId: id,
        cell: demandId,
        isWithdrawn: false,
        invented,
      });
    }
  }
}

async function decide(
  tx: Tx,
  regionId: string,
  stored: StoredRectification,
  wish: RectificationRequest,
  by: ReviewActor,
  at: Moment,
  actor: Actor,
): Promise<RectificationAnswer> {
  const when = { at: at.now, today: at.today };
  const whole: RectificationWish =
    wish.act === 'close'
      ? { ...wish, ...when, facts: await readConditionFacts(tx, regionId, stored) }
      : { ...wish, ...when };
  return applyRectification(stored.state, whole, by, actor.context.language);
}

function actorOf(actor: Actor, role: ReviewRole): ReviewActor {
  if (actor.accountId === null) throw new Error('a rectification is the work of people');
  return { accountId: actor.accountId, role };
}

/** Demands about subjects or duties of another project. */
async function foreignDemands(
  tx: Tx,
  regionId: string,
  projectId: string,
  demands: readonly RectificationDemand[],
): Promise<boolean> {
  const subjects = demands.flatMap(({ condition }) =>
    condition.type === 'light' ? [condition.subjectId] : [],
  );
  const duties = demands.flatMap(({ condition }) =>
    condition.type === 'overdue' ? [condition.obligationId] : [],
  );
  const { rows } = await sql<{ known: number }>`
    select (select count(*)::int from app.subjects where region_id = ${regionId} and project_id = ${projectId}
        and id = any (${subjects}::uuid[]))
      + (select count(*)::int from app.obligations where region_id = ${regionId} and project_id = ${projectId}
        and id = any (${duties}::uuid[])) as known`.execute(tx);
  return rows[0]?.known !== new Set(subjects).size + new Set(duties).size;
}

async function hasForeignEvidence(
  tx: Tx,
  regionId: string,
  projectId: string,
  wish: Extract<RectificationRequest, { act: 'reply' }>,
): Promise<boolean> {
  const ids = [...new Set(wish.items.flatMap(({ evidence }) => evidence))];
  const { rows } = await sql<{ known: number }>`
    select count(*)::int as known from app.evidence
    where region_id = ${regionId} and project_id = ${projectId} and id = any (${ids}::uuid[])`.execute(tx);
  return rows[0]?.known !== ids.length;
}

/** The newest act as a fact, and the state that it leads to. */
async function storeRectification(
  tx: Tx,
  actor: Actor,
  at: Moment,
  what: {
    id: string;
    unitId: string;
    invented: boolean;
    before: RectificationState | null;
    state: RectificationState;
  },
): Promise<void> {
  const { id, state } = what;
  const act = state.history.at(-1);
  if (act === undefined) throw new Error('a state without an act');
  const { regionId: region_id } = actor.context;
  await tx
    .insertInto('app.rectification_acts')
    .values({
      region_id,
      id: uuidv7(),
      rectification_id: id,
      unit_id: what.unitId,
      revision: act.revision,
      act: act.act,
      role: act.by.role,
      from_stage: act.from,
      to_stage: act.to,
      words: act.words,
      reply: JSON.stringify(act.reply),
      exceptions: JSON.stringify(act.exceptions),
      due_on: act.dueOn,
      ...signed(actor, at),
      invented: what.invented,
    })
    .execute();
  const row = {
    revision: state.revision,
    stage: state.stage,
    stage_since: at.today,
    due_on: state.dueOn,
    state: JSON.stringify(state),
  };
  if (what.before === null) {
    await tx
      .insertInto('app.rectification_states')
      .values({ region_id, rectification_id: id, unit_id: what.unitId, ...row })
      .execute();
    return;
  }
  await tx
    .updateTable('app.rectification_states')
    .set(row)
    .where('region_id', '=', region_id)
    .where('rectification_id', '=', id)
    .execute();
}

function tellMoved(tx: Tx, regionId: string, what: StoredRectification, at: Moment): Promise<void> {
  const data: LiveRectification = {
    rectificationId: what.id,
    projectId: what.projectId,
    stage: what.stage,
    at: at.now,
  };
  return announce(tx, [
    {
      region_id: regionId,
      id: uuidv7(),
      unit_id: what.unitId,
      topics: ['reviews', `project:${what.projectId}`],
      type: 'rectification_moved',
      data,
      recorded_at: at.now,
    },
  ]);
}

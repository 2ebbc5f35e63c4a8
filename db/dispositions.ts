/**
 * What finance decides after a review (domain.md 1.2): cut, hold, stop, recover, adjust. The ledger and the versions of the targets
 * change in the transaction of the decision itself; from a hold's or stop's minute on the database refuses payments.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import { adjustProject } from './adjustments.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { loadJudging, type Judging } from './judging.ts';
import { reassessProject } from './reassess.ts';
import { recordAct, refusedFact, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { auditDisposition } from './review-audit.ts';
import { foreignOrigin } from './review-origin.ts';
import { signed } from './rounds.ts';
import { pageBySeq, type SeqPage } from './seq-page.ts';
import { lockProjects, moneySubjectId } from './subjects.ts';
import { readStanding } from './standing-project.ts';
import { announce, watchAgain } from './watch.ts';
import { noChanges, type BudgetSource } from '../domain/adjustment.ts';
import { yearOf } from '../domain/calendar.ts';
import { checkDisposition, consequencesOf, type Disposition } from '../domain/disposition.ts';
import { exact } from '../domain/money.ts';
import type { LiveDisposition } from '../server/contract-rectifications.ts';
import type { DispositionItem } from '../server/contract-review-shapes.ts';

export interface DispositionRequest {
  projectId: string;
  rectificationId: string | null;
  formId: string | null;
  disposition: Disposition;
  /** Of a cut or a recovery: the source of funds that it is taken from. */
  source: BudgetSource;
  /** Of a cut or adjustment: the first day that is judged by the new targets. */
  validFrom: string;
  idempotency: Idempotency | null;
}

export async function recordDisposition(
  db: Db,
  actor: Actor,
  request: DispositionRequest,
  clock: Clock,
): Promise<Recorded<DispositionItem>> {
  const judging = await loadJudging(db);
  const { regionId } = actor.context;
  const { projectId, disposition } = request;
  return recordAct<DispositionItem>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockProjects(tx, regionId, [projectId]),
    record: async (tx, at) => {
      const standing = await readStanding(tx, regionId, projectId);
      if (!standing) return null;
      const foreign = await foreignOrigin(tx, regionId, projectId, request);
      if (foreign !== null) return refusedFact(foreign);
      const money = await readMoney(tx, regionId, projectId);
      const [defect] = checkDisposition(
        disposition,
        { ...money, today: at.today, indicators: standing.project.indicators },
        actor.context.language,
      );
      if (defect !== undefined) return refusedFact({ [defect.field]: defect.message });
      if (disposition.kind === 'recover' && yearOf(disposition.decidedOn) !== standing.project.fiscalYear) {
        return refusedFact({
          decidedOn: `这个项目属 ${standing.project.fiscalYear} 年度，收回要记在这一年的日期上。`,
        });
      }
      const done = await carryOut(tx, judging, actor, request, at);
      if ('refused' in done) return done;
      const row = {
        region_id: regionId,
        id: uuidv7(),
        project_id: projectId,
        unit_id: standing.unitId,
        rectification_id: request.rectificationId,
        form_id: request.formId,
        kind: disposition.kind,
        document_number: disposition.document.trim(),
        decided_on: disposition.decidedOn,
        reason: disposition.reason.trim(),
        amount: disposition.amountYuan,
        ledger_event_id: done.ledgerEventId,
        adjustment_id: done.adjustmentId,
        lifts: null,
        ...signed(actor, at),
      };
      await tx.insertInto('app.dispositions').values(row).execute();
      await announceDisposition(tx, row, at);
      await auditDisposition(tx, row);
      return { answer: await readOne(tx, regionId, row.id) };
    },
  });
}

/** A stop is news for whoever is about to pay. */
async function announceDisposition(
  tx: Tx,
  row: { region_id: string; project_id: string; unit_id: string; kind: DispositionItem['kind'] },
  at: Moment,
): Promise<void> {
  const data: LiveDisposition = { projectId: row.project_id, kind: row.kind, at: at.now };
  await announce(tx, [
    {
      region_id: row.region_id,
      id: uuidv7(),
      unit_id: row.unit_id,
      topics: [`project:${row.project_id}`],
      type: 'disposed',
      data,
      recorded_at: at.now,
    },
  ]);
}

type Done = { ledgerEventId: string | null; adjustmentId: string | null };

/** What the decision does to the ledger and the targets, in its own transaction. */
async function carryOut(
  tx: Tx,
  judging: Judging,
  actor: Actor,
  { projectId, disposition, source, validFrom }: DispositionRequest,
  at: Moment,
): Promise<Done | ReturnType<typeof refusedFact>> {
  const { ledger, targets } = consequencesOf(disposition);
  if (ledger?.event === 'returned') {
    const id = await insertReturn(
      tx,
      judging,
      actor,
      { projectId, disposition, source, amountYuan: ledger.amountYuan },
      at,
    );
    return { ledgerEventId: id, adjustmentId: null };
  }
  if (ledger === null && targets.length === 0) return { ledgerEventId: null, adjustmentId: null };
  const standing = await readStanding(tx, actor.context.regionId, projectId);
  if (!standing) throw new Error(`project ${projectId} went away under its lock`);
  const before = standing.project.budget.find((each) => each.source === source)?.amount ?? '0.00';
  const adjusted = await adjustProject(
    tx,
    judging,
    actor,
    {
      projectId,
      revision: standing.project.revision,
      reason: disposition.reason,
      documentNumber: disposition.document,
      documentOn: disposition.decidedOn,
      validFrom,
      reachesBack: false,
      importId: null,
      changes: {
        ...noChanges(),
        targets,
        amounts:
          ledger === null ? [] : [{ source, amount: exact(before).plus(ledger.amountYuan).toFixed(2) }],
      },
    },
    at,
  );
  if (adjusted === null || 'conflict' in adjusted)
    throw new Error(`project ${projectId} moved under its lock`);
  if ('refused' in adjusted) return adjusted;
  return { ledgerEventId: null, adjustmentId: adjusted.answer.adjustment.id };
}

/** 收回: money that comes back, as the ledger keeps it; judged in the same breath. */
async function insertReturn(
  tx: Tx,
  judging: Judging,
  actor: Actor,
  what: { projectId: string; disposition: Disposition; source: BudgetSource; amountYuan: string },
  at: Moment,
): Promise<string> {
  const { regionId } = actor.context;
  const { projectId, disposition } = what;
  const id = uuidv7();
  await sql`
    insert into app.ledger_events (region_id, id, project_id, unit_id, fiscal_year, event, happened_on, amount, source, payees,
      document, obligation_id, reverses, invented, recorded_post, recorded_on, recorded_at, recorded_by)
    select p.region_id, ${id}, p.id, p.unit_id, p.fiscal_year, 'returned', ${disposition.decidedOn}::date,
      ${what.amountYuan}::numeric, ${what.source}, null, ${disposition.document.trim()}, null, null,
      ${actor.invented}::boolean, ${actor.post}, ${at.today}::date, ${at.now}::timestamptz, ${actor.accountId}::uuid
    from app.projects p where p.region_id = ${regionId} and p.id = ${projectId}`.execute(tx);
  await reassessProject(tx, judging, {
    regionId,
    projectId,
    subjectIds: [moneySubjectId(projectId)],
    cause: { by: actor.post, at: at.now },
    today: at.today,
  });
  await watchAgain(tx, { regionId, projectIds: [projectId], today: at.today });
  return id;
}

/** Ends a hold or stop; from then on payments go through again. */
export function recordLift(
  db: Db,
  actor: Actor,
  request: {
    dispositionId: string;
    documentNumber: string;
    decidedOn: string;
    reason: string;
    idempotency: Idempotency | null;
  },
  clock: Clock,
): Promise<Recorded<DispositionItem>> {
  const { regionId } = actor.context;
  const { dispositionId } = request;
  return recordAct<DispositionItem>(db, actor, request.idempotency, clock, {
    lock: (tx) =>
      sql`select 1 from app.projects p join app.dispositions d on d.region_id = p.region_id and d.project_id = p.id
        where d.region_id = ${regionId} and d.id = ${dispositionId} for update of p`.execute(tx),
    record: async (tx, at) => {
      const held = await tx
        .selectFrom('app.dispositions')
        .selectAll()
        .where('region_id', '=', regionId)
        .where('id', '=', dispositionId)
        .executeTakeFirst();
      if (held === undefined) return null;
      if (held.kind !== 'hold' && held.kind !== 'stop')
        return refusedFact({ lifts: '只有暂缓或停止拨款可以解除。' });
      const own = await readOne(tx, regionId, dispositionId);
      if (own.liftedAt !== null) return refusedFact({ lifts: '这项暂缓或停止拨款已经解除。' });
      const [defect] = checkDisposition(
        {
          kind: 'hold',
          document: request.documentNumber,
          decidedOn: request.decidedOn,
          reason: request.reason,
          amountYuan: null,
          targets: [],
        },
        { budgetYuan: null, executedYuan: '0.00', today: at.today, indicators: [] },
        actor.context.language,
      );
      if (defect !== undefined) return refusedFact({ [defect.field]: defect.message });
      const row = {
        region_id: regionId,
        id: uuidv7(),
        project_id: held.project_id,
        unit_id: held.unit_id,
        rectification_id: held.rectification_id,
        form_id: held.form_id,
        kind: 'lift' as const,
        document_number: request.documentNumber.trim(),
        decided_on: request.decidedOn,
        reason: request.reason.trim(),
        amount: null,
        ledger_event_id: null,
        adjustment_id: null,
        lifts: dispositionId,
        ...signed(actor, at),
      };
      await tx.insertInto('app.dispositions').values(row).execute();
      await announceDisposition(tx, row, at);
      await auditDisposition(tx, row);
      return { answer: await readOne(tx, regionId, row.id) };
    },
  });
}

/** A page of those of a project, newest first. */
export function listDispositions(
  db: Db,
  context: Context,
  projectId: string,
  { cursor, limit }: SeqPage,
): Promise<{ items: DispositionItem[]; nextCursor: string | null }> {
  return inContext(
    db,
    context,
    async (tx) =>
      pageBySeq(
        await readDispositions(tx, context.regionId, {
          projectId,
          ...(cursor !== undefined && { before: cursor }),
          limit: limit + 1,
        }),
        limit,
      ),
    'snapshot',
  );
}

async function readOne(tx: Tx, regionId: string, id: string): Promise<DispositionItem> {
  const rows = await readDispositions(tx, regionId, { id, limit: 1 });
  const [item] = pageBySeq(rows, 1).items;
  if (item === undefined) throw new Error(`disposition ${id} is not there`);
  return item;
}

async function readDispositions(
  tx: Tx,
  regionId: string,
  of: { projectId?: string; id?: string; before?: string; limit: number },
): Promise<(DispositionItem & { seq: string })[]> {
  const { rows } = await sql<DispositionItem & { seq: string }>`
    select d.seq, d.id, d.project_id as "projectId", d.rectification_id as "rectificationId", d.form_id as "formId", d.kind,
      d.document_number as "documentNumber", d.decided_on as "decidedOn", d.reason, d.amount::text as "amountYuan",
      d.ledger_event_id as "ledgerEventId", d.adjustment_id as "adjustmentId", d.lifts, l.recorded_at as "liftedAt",
      d.recorded_at as "recordedAt", d.recorded_post as post, d.invented
    from app.dispositions d
    left join app.dispositions l on l.region_id = d.region_id and l.lifts = d.id
    where d.region_id = ${regionId} and (${of.projectId ?? null}::uuid is null or d.project_id = ${of.projectId ?? null})
      and (${of.id ?? null}::uuid is null or d.id = ${of.id ?? null})
      and (${of.before ?? null}::bigint is null or d.seq < ${of.before ?? null}::bigint)
    order by d.seq desc limit ${of.limit}`.execute(tx);
  return rows;
}

async function readMoney(
  tx: Tx,
  regionId: string,
  projectId: string,
): Promise<{ budgetYuan: string | null; executedYuan: string }> {
  const money = await tx
    .selectFrom('app.subjects')
    .select(['budget', 'executed'])
    .where('region_id', '=', regionId)
    .where('id', '=', moneySubjectId(projectId))
    .executeTakeFirst();
  return { budgetYuan: money?.budget ?? null, executedYuan: money?.executed ?? '0.00' };
}

/** Duties for the reader, and what people record about them: events that spans are counted from, duties by hand. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import { narrowToUnit } from './chosen-unit.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { judgingFor, type Judging } from './judging.ts';
import { recordAct, refusedFact } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { lockProjects } from './subjects.ts';
import { watchAgain } from './watch.ts';
import type { DutyBasis, StoredObligation } from './watch-facts.ts';
import { isPlainDate, workingDaysBetween, type PlainDate } from '../domain/calendar.ts';
import { ageing, dutyRuleWords } from '../domain/obligation.ts';
import { dutyAmountsFault, dutyRuleFault } from '../domain/obligation-rule.ts';
import { exact } from '../domain/money.ts';
import type {
  DutyPlan,
  DutyPlanBody,
  EventBody,
  Obligation,
  ObligationPage,
  ProjectDuties,
  RegisteredEvent,
} from '../server/contract-alerts.ts';

export type ObligationRow = StoredObligation & {
  project_id: string;
  project_name: string;
  unit_id: string;
  unit_name: string;
};

/** A duty as a reader sees it on `today`. */
export function obligationAnswer(row: ObligationRow, judging: Judging, today: PlainDate): Obligation {
  const basis: DutyBasis = row.basis;
  const end = row.state === 'met' || row.state === 'met_late' ? (row.met_on ?? today) : today;
  const isLate = row.state === 'overdue' || row.state === 'met_late';
  return {
    id: row.id,
    projectId: row.project_id,
    projectName: row.project_name,
    unitId: row.unit_id,
    unitName: row.unit_name,
    indicatorId: row.indicator_id,
    planId: row.plan_id,
    kind: row.kind,
    title: row.title,
    period: row.period,
    printed: basis.printed,
    rule: dutyRuleWords(basis.rule, judging.language),
    assumed: basis.assumed,
    dueOn: row.due_on,
    amount: row.amount,
    paid: row.paid,
    metOn: row.met_on,
    state: row.state,
    workingDaysLate:
      isLate && row.due_on !== null ? Math.max(workingDaysBetween(judging.calendar, row.due_on, end), 0) : 0,
    ageing: row.state === 'overdue' && row.late_from !== null ? ageing(row.late_from, today) : null,
  };
}

export const OBLIGATION_COLUMNS = sql`o.id, o.project_id, p.name as project_name, o.unit_id,
  u.short_name as unit_name, o.kind, o.indicator_id, o.plan_id, o.period, o.title, o.basis, o.due_on, o.late_from,
  o.amount, o.paid, o.met_on, o.state, o.state_since`;
export const OBLIGATION_TABLES = sql`app.obligations o
  join app.projects p on p.region_id = o.region_id and p.id = o.project_id
  join app.units u on u.region_id = o.region_id and u.id = o.unit_id`;

export interface ObligationsRequest {
  year?: number;
  unit?: string;
  project?: string;
  state?: Obligation['state'];
  dueUntil?: PlainDate;
  cursor?: string;
  limit?: number;
  today: PlainDate;
}

const DEFAULT_LIMIT = 50;

/** Whether it is a cursor as `listObligations` gives them. */
export const isObligationsCursor = (text: string): boolean => /^\d{1,7}$/.test(text);

/** A page of duties, the most overdue first, then by due day, those that wait for an event last. @throws UnknownUnit */
export function listObligations(
  db: Db,
  context: Context,
  request: ObligationsRequest,
): Promise<ObligationPage> {
  const limit = request.limit ?? DEFAULT_LIMIT;
  const offset = Number(request.cursor ?? 0);
  return inContext(
    db,
    context,
    async (tx) => {
      const judging = await judgingFor(db, context);
      await narrowToUnit(tx, context, request.unit);
      const { rows } = await sql<ObligationRow & { total: number }>`
        select ${OBLIGATION_COLUMNS}, count(*) over ()::int as total
        from ${OBLIGATION_TABLES}
        where o.region_id = ${context.regionId}
          and (${request.year ?? null}::int is null or o.fiscal_year = ${request.year ?? null})
          and (${request.project ?? null}::uuid is null or o.project_id = ${request.project ?? null})
          and (${request.state ?? null}::text is null or o.state = ${request.state ?? null})
          and (${request.dueUntil ?? null}::date is null or o.due_on <= ${request.dueUntil ?? null})
        order by o.state <> 'overdue', o.due_on nulls last, p.name, o.title, o.id
        limit ${limit} offset ${offset}`.execute(tx);
      const total = rows[0]?.total ?? 0;
      return {
        today: request.today,
        total,
        items: rows.map((row) => obligationAnswer(row, judging, request.today)),
        nextCursor: offset + rows.length < total ? String(offset + rows.length) : null,
      };
    },
    'snapshot',
  );
}

/** A project's duties with the events and plans they follow from; null when it is not in scope. */
export function findProjectDuties(
  db: Db,
  context: Context,
  options: { projectId: string; today: PlainDate },
): Promise<Omit<ProjectDuties, 'mayPlan'> | null> {
  const { projectId, today } = options;
  return inContext(
    db,
    context,
    async (tx) => {
      const judging = await judgingFor(db, context);
      if (!(await findProject(tx, context.regionId, projectId))) return null;
      const { rows: obligations } = await sql<ObligationRow>`
        select ${OBLIGATION_COLUMNS} from ${OBLIGATION_TABLES}
        where o.region_id = ${context.regionId} and o.project_id = ${projectId}
        order by o.due_on nulls last, o.title, o.id`.execute(tx);
      return {
        today,
        obligations: obligations.map((row) => obligationAnswer(row, judging, today)),
        events: await readEvents(tx, context.regionId, projectId),
        plans: await readPlans(tx, context.regionId, projectId),
      };
    },
    'snapshot',
  );
}

const findProject = (tx: Tx, regionId: string, projectId: string) =>
  tx
    .selectFrom('app.projects')
    .select(['id', 'unit_id', 'fiscal_year'])
    .where('region_id', '=', regionId)
    .where('id', '=', projectId)
    .executeTakeFirst();

/** Those that no other corrects. */
function standing<Row extends { id: string; supersedes: string | null }>(rows: readonly Row[]): Row[] {
  const corrected = new Set(rows.map((row) => row.supersedes));
  return rows.filter((row) => !corrected.has(row.id));
}

/** The events that count: each anchor's newest. */
export async function readEvents(tx: Tx, regionId: string, projectId: string): Promise<RegisteredEvent[]> {
  const rows = await tx
    .selectFrom('app.registered_events')
    .selectAll()
    .where('region_id', '=', regionId)
    .where('project_id', '=', projectId)
    .orderBy('seq')
    .execute();
  return standing(rows).map((row) => ({
    id: row.id,
    anchor: row.anchor,
    happenedOn: row.happened_on,
    document: row.document,
    note: row.note,
    recordedOn: row.recorded_on,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_post,
    invented: row.invented,
  }));
}

async function readPlans(tx: Tx, regionId: string, projectId: string): Promise<DutyPlan[]> {
  const rows = await tx
    .selectFrom('app.duty_plans')
    .selectAll()
    .where('region_id', '=', regionId)
    .where('project_id', '=', projectId)
    .orderBy('seq')
    .execute();
  return standing(rows).map((row) => ({
    id: row.id,
    kind: row.kind,
    title: row.title,
    // Written by `recordDutyPlan` and the demo alone, in this shape.
    rule: row.rule as DutyPlan['rule'],
    indicatorId: row.indicator_id,
    amounts: row.amounts as Record<string, string> | null,
    graceWorkingDays: row.grace_working_days,
    note: row.note,
    isWithdrawn: row.is_withdrawn,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_post,
  }));
}

type Request<Body> = { projectId: string; body: Body; idempotency: Idempotency | null };

/**
 * Registers the day from which a span is counted (文件下达, 指标形成). A second one of a kind must correct the first.
 * The duties follow at the next scan, which the caller asks for.
 */
export function recordEvent(
  db: Db,
  actor: Actor,
  { projectId, body, idempotency }: Request<EventBody>,
  clock: Clock,
): Promise<Recorded<RegisteredEvent>> {
  const { regionId } = actor.context;
  return recordAct<RegisteredEvent>(db, actor, idempotency, clock, {
    lock: (tx) => lockProjects(tx, regionId, [projectId]),
    record: async (tx, at) => {
      const project = await findProject(tx, regionId, projectId);
      if (!project) return null;
      const events = await readEvents(tx, regionId, projectId);
      const fields = eventFaults(body, events, at.today);
      if (Object.keys(fields).length > 0) return refusedFact(fields);
      const id = uuidv7();
      await tx
        .insertInto('app.registered_events')
        .values({
          region_id: regionId,
          id,
          project_id: projectId,
          unit_id: project.unit_id,
          anchor: body.anchor,
          happened_on: body.happenedOn,
          document: body.document?.trim() || null,
          note: body.note?.trim() || null,
          supersedes: body.supersedes ?? null,
          invented: actor.invented,
          recorded_post: actor.post,
          recorded_on: at.today,
          recorded_at: at.now,
          recorded_by: actor.accountId,
        })
        .execute();
      await watchAgain(tx, { regionId, projectIds: [projectId], today: at.today });
      const answer = (await readEvents(tx, regionId, projectId)).find((event) => event.id === id);
      if (!answer) throw new Error('the event that was just written is not there');
      return { answer };
    },
  });
}

function eventFaults(
  body: EventBody,
  events: readonly RegisteredEvent[],
  today: PlainDate,
): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!isPlainDate(body.happenedOn)) fields.happenedOn = '没有这一天，请按 2023-07-31 的样子填';
  else if (body.happenedOn > today) fields.happenedOn = '还没发生的事不能登记，请在发生后登记';
  const there = events.find((event) => event.anchor === body.anchor);
  if (body.supersedes !== undefined && !events.some((event) => event.id === body.supersedes)) {
    fields.supersedes = '找不到要更正的那一条，请刷新后再试';
  } else if (there && body.supersedes === undefined) {
    fields.anchor = `已登记为 ${there.happenedOn}；要改请更正那一条`;
  } else if (body.supersedes !== undefined && there?.id !== body.supersedes) {
    fields.supersedes = '更正的须是同一类事项';
  }
  return fields;
}

/** Records a duty by hand, or what replaces the rule read from an indicator's target; withdrawing one is a correction too. */
export function recordDutyPlan(
  db: Db,
  actor: Actor,
  { projectId, body, idempotency }: Request<DutyPlanBody>,
  clock: Clock,
): Promise<Recorded<DutyPlan>> {
  const { regionId } = actor.context;
  return recordAct<DutyPlan>(db, actor, idempotency, clock, {
    lock: (tx) => lockProjects(tx, regionId, [projectId]),
    record: async (tx, at) => {
      const project = await findProject(tx, regionId, projectId);
      if (!project) return null;
      const plans = await readPlans(tx, regionId, projectId);
      const indicator =
        body.indicatorId === undefined
          ? undefined
          : await tx
              .selectFrom('app.indicators')
              .select('id')
              .where('region_id', '=', regionId)
              .where('id', '=', body.indicatorId)
              .where('project_id', '=', projectId)
              .where('is_subject', '=', true)
              .executeTakeFirst();
      const fields = planFaults(body, plans, {
        year: project.fiscal_year,
        hasIndicator: indicator !== undefined,
      });
      if (Object.keys(fields).length > 0) return refusedFact(fields);
      const id = uuidv7();
      await tx
        .insertInto('app.duty_plans')
        .values({
          region_id: regionId,
          id,
          project_id: projectId,
          unit_id: project.unit_id,
          indicator_id: body.indicatorId ?? null,
          kind: body.kind,
          title: body.title.trim(),
          rule: JSON.stringify(body.rule),
          amounts: body.amounts === undefined ? null : JSON.stringify(toCents(body.amounts)),
          grace_working_days: body.graceWorkingDays ?? 0,
          is_withdrawn: body.withdrawn ?? false,
          note: body.note?.trim() || null,
          supersedes: body.supersedes ?? null,
          invented: actor.invented,
          recorded_post: actor.post,
          recorded_on: at.today,
          recorded_at: at.now,
          recorded_by: actor.accountId,
        })
        .execute();
      await watchAgain(tx, { regionId, projectIds: [projectId], today: at.today });
      const answer = (await readPlans(tx, regionId, projectId)).find((plan) => plan.id === id);
      if (!answer) throw new Error('the plan that was just written is not there');
      return { answer };
    },
  });
}

const toCents = (amounts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([period, amount]) => [period, exact(amount).toFixed(2)]));

function planFaults(
  body: DutyPlanBody,
  plans: readonly DutyPlan[],
  { year, hasIndicator }: { year: number; hasIndicator: boolean },
): Record<string, string> {
  const fields: Record<string, string> = {};
  const { rule } = body;
  if (body.title.trim() === '') fields.title = '请写明要办什么';
  const wrongRule = dutyRuleFault(rule);
  if (wrongRule !== null) fields.rule = wrongRule;
  else if (
    rule.type === 'monthly' &&
    [rule.from, rule.to].some((month) => Number(month.slice(0, 4)) !== year)
  ) {
    fields.rule = `这个项目属 ${year} 年度，请选这一年的月份`;
  }
  const wrongAmounts = body.amounts === undefined ? null : dutyAmountsFault(rule, body.amounts);
  if (wrongAmounts !== null) fields.amounts = wrongAmounts;
  // Only a report of its indicator can say that work is done.
  if (body.kind === 'work' && body.indicatorId === undefined)
    fields.indicatorId = '办理事项须选一个指标，由它的填报判定是否办完';
  if (body.indicatorId !== undefined && !hasIndicator) fields.indicatorId = '这个项目没有这个指标';
  const corrected = plans.find((plan) => plan.id === body.supersedes);
  if (body.supersedes !== undefined && !corrected) fields.supersedes = '找不到要更正的那一条，请刷新后再试';
  if (body.withdrawn && !corrected) fields.withdrawn = '撤销须指明是哪一条';
  const rival = plans.find(
    (plan) =>
      body.indicatorId !== undefined && plan.indicatorId === body.indicatorId && plan.id !== body.supersedes,
  );
  if (rival && !rival.isWithdrawn) fields.indicatorId = '这个指标已有约定，请更正那一条';
  return fields;
}

/** What people record about duties: events that spans are counted from, duties by hand. A correction keeps the first. */
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { readEvents, readPlans } from './duties.ts';
import { recordAct, refusedFact, signatureOf, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { findProject, lockProjects } from './subjects.ts';
import { watchAgain } from './watch.ts';
import { isPlainDate, yearOf, type PlainDate } from '../domain/calendar.ts';
import { exact } from '../domain/money.ts';
import { dutyAmountsFault, dutyRuleFault } from '../domain/obligation-rule.ts';
import type { DutyPlan, DutyPlanBody, EventBody, RegisteredEvent } from '../server/contract-alerts.ts';

type Request<Body> = { projectId: string; body: Body; idempotency: Idempotency | null };
type Project = NonNullable<Awaited<ReturnType<typeof findProject>>>;

/** Records one of a project's events or plans. The duties follow at the next scan, which the caller asks for. */
function recordOf<Answer extends { id: string }>(
  db: Db,
  actor: Actor,
  { projectId, idempotency }: Pick<Request<never>, 'projectId' | 'idempotency'>,
  clock: Clock,
  work: {
    /** Those that count now. */
    read(tx: Tx): Promise<Answer[]>;
    /** What is wrong, by field; nothing when it may be written. */
    faults(
      tx: Tx,
      project: Project,
      there: readonly Answer[],
      today: PlainDate,
    ): Promise<Record<string, string>>;
    write(tx: Tx, columns: ReturnType<typeof columnsOf>): Promise<unknown>;
  },
): Promise<Recorded<Answer>> {
  const { regionId } = actor.context;
  return recordAct<Answer>(db, actor, idempotency, clock, {
    lock: (tx) => lockProjects(tx, regionId, [projectId]),
    record: async (tx, at) => {
      const project = await findProject(tx, regionId, projectId);
      if (!project) return null;
      const fields = await work.faults(tx, project, await work.read(tx), at.today);
      if (Object.keys(fields).length > 0) return refusedFact(fields);
      const columns = columnsOf(actor, project, at);
      await work.write(tx, columns);
      await watchAgain(tx, { regionId, projectIds: [projectId], today: at.today });
      const answer = (await work.read(tx)).find(({ id }) => id === columns.id);
      if (!answer) throw new Error('what was just written is not there');
      return { answer };
    },
  });
}

const columnsOf = (actor: Actor, project: Project, at: Moment) => ({
  region_id: actor.context.regionId,
  id: uuidv7(),
  project_id: project.id,
  unit_id: project.unit_id,
  ...signatureOf(actor, at),
});

/**
 * Registers the day from which a span is counted (文件下达, 指标形成). A second one of a kind must correct the first.
 */
export function recordEvent(
  db: Db,
  actor: Actor,
  request: Request<EventBody>,
  clock: Clock,
): Promise<Recorded<RegisteredEvent>> {
  const { body, projectId } = request;
  return recordOf<RegisteredEvent>(db, actor, request, clock, {
    read: (tx) => readEvents(tx, actor.context.regionId, projectId),
    faults: async (_tx, project, events, today) => eventFaults(body, events, today, project.fiscal_year),
    write: (tx, columns) =>
      tx
        .insertInto('app.registered_events')
        .values({
          ...columns,
          anchor: body.anchor,
          happened_on: body.happenedOn,
          document: body.document?.trim() || null,
          note: body.note?.trim() || null,
          supersedes: body.supersedes ?? null,
        })
        .execute(),
  });
}

/**
 * Years between a project's own and a day that a duty of it speaks of, at most: a span is ten years at the longest. A year that is
 * mistyped (0203 for 2023) would be late by centuries of working days, which every look at the project counts.
 */
const MOST_YEARS = 10;

/** What is wrong with the year of a day, in words; null: nothing. */
function yearFault(day: PlainDate, fiscalYear: number): string | null {
  const isNear = Math.abs(yearOf(day) - fiscalYear) <= MOST_YEARS;
  return isNear ? null : `这个项目属 ${fiscalYear} 年度，请检查日期的年份`;
}

function eventFaults(
  body: EventBody,
  events: readonly RegisteredEvent[],
  today: PlainDate,
  fiscalYear: number,
): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!isPlainDate(body.happenedOn)) fields.happenedOn = '没有这一天，请按 2023-07-31 的样子填';
  else if (body.happenedOn > today) fields.happenedOn = '还没发生的事不能登记，请在发生后登记';
  else {
    const wrongYear = yearFault(body.happenedOn, fiscalYear);
    if (wrongYear !== null) fields.happenedOn = wrongYear;
  }
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
  request: Request<DutyPlanBody>,
  clock: Clock,
): Promise<Recorded<DutyPlan>> {
  const { body, projectId } = request;
  const { regionId } = actor.context;
  return recordOf<DutyPlan>(db, actor, request, clock, {
    read: (tx) => readPlans(tx, regionId, projectId),
    faults: async (tx, project, plans) =>
      planFaults(body, plans, {
        year: project.fiscal_year,
        hasIndicator: body.indicatorId !== undefined && (await isSubject(tx, project.id, body.indicatorId)),
      }),
    write: (tx, columns) =>
      tx
        .insertInto('app.duty_plans')
        .values({
          ...columns,
          indicator_id: body.indicatorId ?? null,
          kind: body.kind,
          title: body.title.trim(),
          rule: JSON.stringify(body.rule),
          amounts: body.amounts === undefined ? null : JSON.stringify(toCents(body.amounts)),
          grace_working_days: body.graceWorkingDays ?? 0,
          is_withdrawn: body.withdrawn ?? false,
          note: body.note?.trim() || null,
          supersedes: body.supersedes ?? null,
        })
        .execute(),
  });

  async function isSubject(tx: Tx, ofProject: string, indicatorId: string): Promise<boolean> {
    const found = await tx
      .selectFrom('app.indicators')
      .select('id')
      .where('region_id', '=', regionId)
      .where('id', '=', indicatorId)
      .where('project_id', '=', ofProject)
      .where('is_subject', '=', true)
      .executeTakeFirst();
    return found !== undefined;
  }
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
  const wrongYear = wrongRule === null && rule.type === 'on' ? yearFault(rule.dueOn, year) : null;
  if (wrongRule !== null) fields.rule = wrongRule;
  else if (wrongYear !== null) fields.rule = wrongYear;
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
  if (corrected?.kind === 'work' && corrected.indicatorId === null)
    fields.supersedes = '这一条由整改通知而来，回复以后自动结束，不能手工改';
  if (body.withdrawn && !corrected) fields.withdrawn = '撤销须指明是哪一条';
  const rival = plans.find(
    (plan) =>
      body.indicatorId !== undefined && plan.indicatorId === body.indicatorId && plan.id !== body.supersedes,
  );
  if (rival && !rival.isWithdrawn) fields.indicatorId = '这个指标已有约定，请更正那一条';
  return fields;
}

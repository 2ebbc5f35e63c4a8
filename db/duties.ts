/** Duties for the reader, with the events that spans are counted from and the duties by hand (db/duty-records.ts writes them). */
import { sql } from 'kysely';
import { narrowToUnit } from './chosen-unit.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { judgingFor, type Judging } from './judging.ts';
import { nextOffset, USUAL_PAGE } from './offset-page.ts';
import { findProject } from './subjects.ts';
import type { DutyBasis, StoredObligation } from './watch-facts.ts';
import { workingDaysBetween, type PlainDate } from '../domain/calendar.ts';
import { ageing, dutyRuleWords } from '../domain/obligation.ts';
import type {
  DutyPlan,
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
    formId: row.form_id,
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
  u.short_name as unit_name, o.kind, o.indicator_id, o.plan_id, o.form_id, o.period, o.title, o.basis, o.due_on, o.late_from,
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

/** A page of duties, the most overdue first, then by due day, those that wait for an event last. @throws UnknownUnit */
export function listObligations(
  db: Db,
  context: Context,
  request: ObligationsRequest,
): Promise<ObligationPage> {
  const limit = request.limit ?? USUAL_PAGE;
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
        nextCursor: nextOffset(offset, rows.length, total),
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

/** The plans that count, withdrawn ones among them. */
export async function readPlans(tx: Tx, regionId: string, projectId: string): Promise<DutyPlan[]> {
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

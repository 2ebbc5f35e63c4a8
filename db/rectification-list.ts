/** Rectifications as they stand, with what their conditions say by the figures of the moment. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { nextOffset } from './offset-page.ts';
import type { WorkingCalendar } from '../domain/calendar.ts';
import type { Light } from '../domain/light.ts';
import { replyLateness, type RectificationFacts } from '../domain/rectification.ts';
import type {
  ConditionSubject,
  RectificationItem,
  StoredRectification,
} from '../server/contract-review-shapes.ts';

const COLUMNS = sql`r.id, r.project_id as "projectId", p.name as "projectName", r.unit_id as "unitId",
  u.short_name as "unitName", r.form_id as "formId", r.document_number as "documentNumber", s.stage,
  s.stage_since as "stageSince", s.due_on as "dueOn", s.state, r.invented, r.recorded_on as "noticedOn"`;
const TABLES = sql`app.rectifications r
  join app.rectification_states s on s.region_id = r.region_id and s.rectification_id = r.id
  join app.projects p on p.region_id = r.region_id and p.id = r.project_id
  join app.units u on u.region_id = r.region_id and u.id = r.unit_id`;

/** As it stands within the transaction, whatever its scope; null: there is none. */
export async function readRectification(
  tx: Tx,
  regionId: string,
  id: string,
): Promise<StoredRectification | null> {
  const { rows } = await sql<StoredRectification>`
    select ${COLUMNS} from ${TABLES} where r.region_id = ${regionId} and r.id = ${id}`.execute(tx);
  return rows[0] ?? null;
}

/** The figures of this moment that the demands are held against. */
export async function readConditionFacts(
  tx: Tx,
  regionId: string,
  { projectId }: { projectId: string },
): Promise<RectificationFacts> {
  const { rows: lights } = await sql<{ id: string; light: Light }>`
    select id, light from app.subjects where region_id = ${regionId} and project_id = ${projectId}`.execute(
    tx,
  );
  const { rows: met } = await sql<{ id: string }>`
    select id from app.obligations where region_id = ${regionId} and project_id = ${projectId}
      and state in ('met', 'met_late')`.execute(tx);
  return {
    lights: Object.fromEntries(lights.map(({ id, light }) => [id, light])),
    metObligations: met.map(({ id }) => id),
  };
}

/** One rectification with what its conditions say now; null when it is not in scope. */
export function loadRectification(
  db: Db,
  context: Context,
  id: string,
): Promise<{
  rectification: StoredRectification;
  facts: RectificationFacts;
  subjects: ConditionSubject[];
} | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const rectification = await readRectification(tx, context.regionId, id);
      if (rectification === null) return null;
      return {
        rectification,
        facts: await readConditionFacts(tx, context.regionId, rectification),
        subjects: await readConditionSubjects(tx, context.regionId, rectification),
      };
    },
    'snapshot',
  );
}

async function readConditionSubjects(
  tx: Tx,
  regionId: string,
  { projectId, state }: StoredRectification,
): Promise<ConditionSubject[]> {
  const ids = state.demands.flatMap(({ condition }) =>
    condition.type === 'light'
      ? [condition.subjectId]
      : condition.type === 'overdue'
        ? [condition.obligationId]
        : [],
  );
  const { rows } = await sql<ConditionSubject>`
    select s.id, case when i.id is not null then 'indicator' when s.id = s.project_id then 'project' else 'money' end as kind, i.name
    from app.subjects s left join app.indicators i on i.region_id = s.region_id and i.id = s.id
    where s.region_id = ${regionId} and s.project_id = ${projectId} and s.id = any (${ids}::uuid[])
    union all
    select o.id, 'duty', o.title from app.obligations o
    where o.region_id = ${regionId} and o.project_id = ${projectId} and o.id = any (${ids}::uuid[])`.execute(
    tx,
  );
  return rows;
}

/**
 * A page of those in scope, the open ones first by due day.
 * @param options.cursor one that `isOffsetCursor` accepts
 * @returns total: of all pages
 */
export function listRectifications(
  db: Db,
  context: Context,
  options: { projectId?: string; today: string; calendar: WorkingCalendar; cursor?: string; limit: number },
): Promise<{ total: number; items: RectificationItem[]; nextCursor: string | null }> {
  const { projectId = null, today, calendar, limit } = options;
  const offset = Number(options.cursor ?? 0);
  return inContext(
    db,
    context,
    async (tx) => {
      const inScope = sql`r.region_id = ${context.regionId} and (${projectId}::uuid is null or r.project_id = ${projectId})`;
      const { rows: counted } = await sql<{ total: number }>`
        select count(*)::int as total from ${TABLES} where ${inScope}`.execute(tx);
      const total = counted[0]?.total ?? 0;
      const { rows } = await sql<StoredRectification>`
        select ${COLUMNS} from ${TABLES} where ${inScope}
        order by s.stage = 'closed', s.due_on, r.seq desc limit ${limit} offset ${offset}`.execute(tx);
      const items = rows.map(({ state, ...row }) => ({
        ...row,
        demands: state.demands.length,
        firstWords: state.demands[0]?.words ?? '',
        revision: state.revision,
        repliedOn: state.repliedOn,
        lateWorkingDays: replyLateness(state, today, calendar),
      }));
      return { total, items, nextCursor: nextOffset(offset, items.length, total) };
    },
    'snapshot',
  );
}

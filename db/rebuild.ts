/** Throws away what is derived and makes it again from the facts, by the same judgement as every other day. */
import { sql } from 'kysely';
import { inContext, type Db, type Tx } from './database.ts';
import { refreshJudging, type Judging } from './judging.ts';
import { reassessDue, reassessProjects } from './reassess.ts';
import { rebuildReviews } from './review-replay.ts';
import { rebuildSearchNames } from './search-names.ts';
import { lockProjects } from './subjects.ts';
import { watchDue, watchProjects } from './watch.ts';

/** Projects rebuilt in one transaction. */
const PROJECTS_PER_TRANSACTION = 100;

export interface Rebuilt {
  projects: number;
  /** Derived rows (intervals and subjects) before and after, and how many are not the same. */
  rows: number;
  differing: number;
}

/** Subjects that one look takes up; it is looked again until nothing is due. */
const DUE_AT_ONCE = 5000;

/**
 * Rebuilds every region, after what fell due while the product stood still has been judged in the ordinary way.
 * `differing` is 0 unless a judgement was stored that the facts do not give.
 */
export async function rebuildAll(db: Db, today: string): Promise<Rebuilt> {
  const now = `${today}T00:00:00.000+08:00`;
  for (;;) {
    const { projects, failed } = await reassessDue(db, { today, now, limit: DUE_AT_ONCE });
    if (projects === 0 || failed.length > 0) break;
  }
  while ((await watchDue(db, { today, now })).isLeftOver);
  const regions = await db.selectFrom('shared.regions').select('id').orderBy('slug').execute();
  const total: Rebuilt = { projects: 0, rows: 0, differing: 0 };
  for (const { id } of regions) {
    await inContext(db, { regionId: id, units: '*' }, (tx) => rebuildSearchNames(tx, id));
    const rebuilt = await rebuildProjects(db, { regionId: id, today });
    const reviews = await inContext(db, { regionId: id, units: '*' }, (tx) => rebuildReviews(tx, id));
    total.projects += rebuilt.projects;
    total.rows += rebuilt.rows + reviews.rows;
    total.differing += rebuilt.differing + reviews.differing;
  }
  return total;
}

export async function rebuildProjects(
  db: Db,
  options: { regionId: string; today: string },
): Promise<Rebuilt> {
  const { regionId, today } = options;
  const judging = await refreshJudging(db);
  const context = { regionId, units: '*' } as const;
  const ids = await inContext(db, context, (tx) =>
    tx.selectFrom('app.projects').select('id').where('region_id', '=', regionId).orderBy('id').execute(),
  );
  const total: Rebuilt = { projects: 0, rows: 0, differing: 0 };
  for (let start = 0; start < ids.length; start += PROJECTS_PER_TRANSACTION) {
    const projectIds = ids.slice(start, start + PROJECTS_PER_TRANSACTION).map((row) => row.id);
    await inContext(db, context, async (tx) => {
      // Before anything is read or thrown away: a fact that arrives meanwhile holds this lock or waits for it.
      await lockProjects(tx, regionId, projectIds);
      await keepOld(tx, regionId, projectIds);
      await tx
        .deleteFrom('app.judgements')
        .where('region_id', '=', regionId)
        .where('project_id', 'in', projectIds)
        .execute();
      await tx
        .deleteFrom('app.subjects')
        .where('region_id', '=', regionId)
        .where('project_id', 'in', projectIds)
        .execute();
      const now = `${today}T00:00:00.000+08:00`;
      await reassessProjects(tx, judging, {
        regionId,
        projectIds,
        subjectIds: null,
        today,
        cause: { by: null, at: now, quiet: true },
      });
      await rewatch(tx, judging, { regionId, projectIds, today, now });
      const compared = await compareWithOld(tx, regionId, projectIds);
      total.projects += projectIds.length;
      total.rows += compared.rows;
      total.differing += compared.differing;
    });
  }
  return total;
}

/** Duties and alerts of projects that were watched before; how far an alert climbed follows from its notices. */
async function rewatch(
  tx: Tx,
  judging: Judging,
  options: { regionId: string; projectIds: readonly string[]; today: string; now: string },
): Promise<void> {
  const { regionId, today } = options;
  const { rows } = await sql<{ project_id: string }>`
    select project_id from app.project_watch where region_id = ${regionId}
      and project_id = any (${[...options.projectIds]}::uuid[]) and checked_through is not null`.execute(tx);
  const projectIds = rows.map((row) => row.project_id);
  if (projectIds.length === 0) return;
  const of = sql`region_id = ${regionId} and project_id = any (${projectIds}::uuid[])`;
  await sql`delete from app.alerts where ${of}`.execute(tx);
  await sql`delete from app.obligations where ${of}`.execute(tx);
  await sql`delete from app.project_watch where ${of}`.execute(tx);
  await watchProjects(tx, judging, { ...options, projectIds, whole: true });
  await sql`
    update app.alerts a set level = n.level
    from (select alert_id, max(level) as level from app.notices
      where region_id = ${regionId} and event in ('raised', 'repeated') group by alert_id) n
    where a.region_id = ${regionId} and a.project_id = any (${projectIds}::uuid[]) and n.alert_id = a.id`.execute(
    tx,
  );
  await sql`update app.alerts set next_step_on = ${today}::date where ${of}`.execute(tx);
}

async function keepOld(tx: Tx, regionId: string, projectIds: readonly string[]): Promise<void> {
  await sql`drop table if exists pg_temp.old_judgements, pg_temp.old_subjects, pg_temp.old_alerts,
    pg_temp.old_obligations`.execute(tx);
  for (const table of ['judgements', 'subjects', 'alerts', 'obligations'] as const) {
    await sql`create temporary table ${sql.ref(`old_${table}`)} on commit drop as
      select * from app.${sql.ref(table)} where region_id = ${sql.lit(regionId)}
        and project_id = any (${sql.lit(`{${projectIds.join(',')}}`)}::uuid[])`.execute(tx);
  }
}

const ALERT_COLUMNS = sql.raw(
  'id, kind, project_id, unit_id, fiscal_year, subject_id, opened_on, resolved_on, due_on, suppressed_by, level',
);

/** Rows that stand on one side only, counted once for each side; a changed row counts twice. */
async function compareWithOld(
  tx: Tx,
  regionId: string,
  projectIds: readonly string[],
): Promise<{ rows: number; differing: number }> {
  const of = sql`region_id = ${regionId} and project_id = any (${[...projectIds]}::uuid[])`;
  const { rows } = await sql<{ rows: number; differing: number }>`
    with new_judgements as (select * from app.judgements where ${of}),
      new_subjects as (select * from app.subjects where ${of}),
      new_obligations as (select * from app.obligations where ${of}),
      -- When the next step is looked at depends on when was looked; the step itself is a notice, a fact.
      was as (select ${ALERT_COLUMNS} from old_alerts), is_now as (select ${ALERT_COLUMNS} from app.alerts where ${of})
    select (select count(*)::int from new_judgements) + (select count(*)::int from new_subjects)
      + (select count(*)::int from new_obligations) + (select count(*)::int from is_now) as rows,
      (select count(*)::int from (
        (table old_judgements except table new_judgements) union all
        (table new_judgements except table old_judgements)) j)
      + (select count(*)::int from (
        (table old_subjects except table new_subjects) union all
        (table new_subjects except table old_subjects)) s)
      + (select count(*)::int from (
        (table old_obligations except table new_obligations) union all
        (table new_obligations except table old_obligations)) o)
      + (select count(*)::int from ((table was except table is_now) union all (table is_now except table was)) a)
      as differing`.execute(tx);
  return rows[0] ?? { rows: 0, differing: 0 };
}

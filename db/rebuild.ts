/** Throws away what is derived and makes it again from the facts, by the same judgement as every other day. */
import { sql } from 'kysely';
import { inContext, type Db, type Tx } from './database.ts';
import { refreshJudging } from './judging.ts';
import { reassessDue, reassessProjects } from './reassess.ts';
import { lockProjects } from './subjects.ts';

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
  const regions = await db.selectFrom('shared.regions').select('id').orderBy('slug').execute();
  const total: Rebuilt = { projects: 0, rows: 0, differing: 0 };
  for (const { id } of regions) {
    const rebuilt = await rebuildProjects(db, { regionId: id, today });
    total.projects += rebuilt.projects;
    total.rows += rebuilt.rows;
    total.differing += rebuilt.differing;
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
      await reassessProjects(tx, judging, {
        regionId,
        projectIds,
        subjectIds: null,
        today,
        cause: { by: null, at: `${today}T00:00:00.000+08:00`, quiet: true },
      });
      const compared = await compareWithOld(tx, regionId, projectIds);
      total.projects += projectIds.length;
      total.rows += compared.rows;
      total.differing += compared.differing;
    });
  }
  return total;
}

async function keepOld(tx: Tx, regionId: string, projectIds: readonly string[]): Promise<void> {
  await sql`drop table if exists pg_temp.old_judgements, pg_temp.old_subjects`.execute(tx);
  for (const table of ['judgements', 'subjects'] as const) {
    await sql`create temporary table ${sql.ref(`old_${table}`)} on commit drop as
      select * from app.${sql.ref(table)} where region_id = ${sql.lit(regionId)}
        and project_id = any (${sql.lit(`{${projectIds.join(',')}}`)}::uuid[])`.execute(tx);
  }
}

/** Rows that stand on one side only, counted once for each side; a changed row counts twice. */
async function compareWithOld(
  tx: Tx,
  regionId: string,
  projectIds: readonly string[],
): Promise<{ rows: number; differing: number }> {
  const of = sql`region_id = ${regionId} and project_id = any (${[...projectIds]}::uuid[])`;
  const { rows } = await sql<{ rows: number; differing: number }>`
    with new_judgements as (select * from app.judgements where ${of}),
      new_subjects as (select * from app.subjects where ${of})
    select (select count(*)::int from new_judgements) + (select count(*)::int from new_subjects) as rows,
      (select count(*)::int from (
        (table old_judgements except table new_judgements) union all
        (table new_judgements except table old_judgements)) j)
      + (select count(*)::int from (
        (table old_subjects except table new_subjects) union all
        (table new_subjects except table old_subjects)) s) as differing`.execute(tx);
  return rows[0] ?? { rows: 0, differing: 0 };
}

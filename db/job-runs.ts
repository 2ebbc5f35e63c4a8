/**
 * Whether the jobs live: one row per job. Its instants are wall time, not the product's clock: in the demo the date
 * stands still, the worker must not.
 */
import { sql, type Selectable } from 'kysely';
import type { Db } from './database.ts';
import type { Database } from './tables.ts';

export interface JobRun {
  lastStartedAt: string | null;
  lastFinishedAt: string | null;
  /** The last business day whose due work was done to the end, YYYY-MM-DD. */
  lastProcessedDay: string | null;
  lastResult: object | null;
  /** How many rows could not be processed in the last run. */
  failed: number;
}

export async function findJobRun(db: Db, job: string): Promise<JobRun | null> {
  const row = await db.selectFrom('ops.job_runs').selectAll().where('job', '=', job).executeTakeFirst();
  return row ? runOf(row) : null;
}

/** Every job that has ever run, by name. */
export async function listJobRuns(db: Db): Promise<Map<string, JobRun>> {
  const rows = await db.selectFrom('ops.job_runs').selectAll().orderBy('job').execute();
  return new Map(rows.map((row) => [row.job, runOf(row)]));
}

const runOf = (row: Selectable<Database['ops.job_runs']>): JobRun => ({
  lastStartedAt: row.last_started_at,
  lastFinishedAt: row.last_finished_at,
  lastProcessedDay: row.last_processed_day,
  lastResult: row.last_result,
  failed: row.failed,
});

/** @param at ISO instant, wall time */
export async function recordJobStart(db: Db, job: string, at: string): Promise<void> {
  await db
    .insertInto('ops.job_runs')
    .values({ job, last_started_at: at })
    .onConflict((conflict) => conflict.column('job').doUpdateSet({ last_started_at: at }))
    .execute();
}

/**
 * Two workers may finish the same job in any order: instant and day only move forward.
 * @param run.at ISO instant, wall time
 * @param run.processedDay null: work was left over, the day is not done yet
 */
export async function recordJobFinish(
  db: Db,
  job: string,
  run: { at: string; processedDay: string | null; result: object; failed: number },
): Promise<void> {
  await db
    .insertInto('ops.job_runs')
    .values({
      job,
      last_finished_at: run.at,
      last_processed_day: run.processedDay,
      last_result: JSON.stringify(run.result),
      failed: run.failed,
    })
    .onConflict((conflict) =>
      conflict.column('job').doUpdateSet({
        last_finished_at: sql`greatest(job_runs.last_finished_at, excluded.last_finished_at)`,
        // greatest() passes over null.
        last_processed_day: sql`greatest(job_runs.last_processed_day, excluded.last_processed_day)`,
        last_result: sql`excluded.last_result`,
        failed: sql`excluded.failed`,
      }),
    )
    .execute();
}

/**
 * The heart: lock the subject's project → load facts → domain → store the difference → outbox, in the caller's
 * transaction. HTTP entry, import, scan and rebuild all come through here; nothing is judged in two ways.
 */
import { sql } from 'kysely';
import { inContext, type Db, type Tx } from './database.ts';
import { judgeProject, standingDay, type Cause, type Reassessed } from './judge-project.ts';
import { refreshJudging, type Judging } from './judging.ts';
import { loadFacts, lockProjects, mergeDifferences, storeDifference, touchProjects } from './subjects.ts';

export type { Cause, Reassessed } from './judge-project.ts';

/**
 * Judges one project's subjects (those named and those due) and stores the difference.
 * Call inside a transaction with its context, the project locked.
 */
export async function reassessProject(
  tx: Tx,
  judging: Judging,
  options: {
    regionId: string;
    projectId: string;
    subjectIds: readonly string[] | null;
    cause: Cause;
    today: string;
  },
): Promise<Reassessed> {
  const [result] = await reassessProjects(tx, judging, {
    ...options,
    projectIds: [options.projectId],
  });
  if (!result) throw new Error(`project ${options.projectId} is not in scope`);
  return result;
}

/** Several projects in one read and one write, each up to its `standingDay`. Locks them first. */
export async function reassessProjects(
  tx: Tx,
  judging: Judging,
  options: {
    regionId: string;
    projectIds: readonly string[];
    subjectIds: readonly string[] | null;
    cause: Cause;
    today: string;
  },
): Promise<Reassessed[]> {
  await lockProjects(tx, options.regionId, options.projectIds);
  await touchProjects(tx, options.regionId, options.projectIds);
  const facts = await loadFacts(tx, { ...options, intervals: true });
  const judged = facts.map((project) =>
    judgeProject(project, judging, { ...options, today: standingDay(project, options.today) }),
  );
  await storeDifference(tx, mergeDifferences(judged.map((project) => project.difference)));
  return judged.map((project) => project.result);
}

/** Projects judged in one transaction: large enough to share the commit, small enough that a lock is short. */
const PROJECTS_PER_TRANSACTION = 200;

export interface DueResult {
  projects: number;
  changed: number;
  failed: { projectId: string; message: string }[];
}

/**
 * Judges what is due by today, region by region, at most `limit` subjects. A transaction that fails is done again
 * project by project, so that one bad row never stops the scan.
 */
export async function reassessDue(
  db: Db,
  options: { today: string; now: string; limit: number },
): Promise<DueResult> {
  const { rows } = await sql<{ region_id: string; project_id: string }>`
    select region_id, project_id from ops.due_projects(${options.today}::date, ${options.limit}::int)`.execute(
    db,
  );
  // After the due rows: what is due because a year was confirmed must not be judged by the calendar before it.
  const judging = await refreshJudging(db);
  const result: DueResult = { projects: 0, changed: 0, failed: [] };
  const byRegion = Map.groupBy(rows, (row) => row.region_id);
  for (const [regionId, due] of byRegion) {
    const projectIds = due.map((row) => row.project_id);
    for (let start = 0; start < projectIds.length; start += PROJECTS_PER_TRANSACTION) {
      await reassessBatch(
        db,
        judging,
        regionId,
        projectIds.slice(start, start + PROJECTS_PER_TRANSACTION),
        options,
        result,
      );
    }
  }
  return result;
}

async function reassessBatch(
  db: Db,
  judging: Judging,
  regionId: string,
  projectIds: readonly string[],
  options: { today: string; now: string },
  result: DueResult,
): Promise<void> {
  const judge = (ids: readonly string[]) =>
    inContext(db, { regionId, units: '*' }, (tx) =>
      reassessProjects(tx, judging, {
        regionId,
        projectIds: ids,
        subjectIds: [],
        cause: { by: null, at: options.now },
        today: options.today,
      }),
    );
  const count = (judged: readonly Reassessed[]) => {
    result.projects += judged.length;
    for (const project of judged) result.changed += project.changed;
  };
  try {
    count(await judge(projectIds));
  } catch (error) {
    if (projectIds.length === 1) {
      result.failed.push({
        projectId: String(projectIds[0]),
        message: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    for (const projectId of projectIds)
      await reassessBatch(db, judging, regionId, [projectId], options, result);
  }
}

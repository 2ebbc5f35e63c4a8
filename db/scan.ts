/**
 * What time and facts have brought, for one day: watch the projects that changed or are due, then climb. Judging comes
 * before it (db/reassess.ts), delivery after it (jobs/deliver.ts). May run twice, and at the same moment as another.
 */
import { climbDue } from './climb.ts';
import type { Db } from './database.ts';
import { watchDue } from './watch.ts';

export interface Scanned {
  /** Projects watched. */
  watched: number;
  opened: number;
  resolved: number;
  /** Written now: somebody is to be told. */
  notices: number;
  /** Ids of projects and alerts with what went wrong; they are tried again at the next scan. */
  failures: Map<string, string>;
  /** There is more to do than the time allowed. */
  isLeftOver: boolean;
}

/** Alerts whose step is taken at once; the rest in the next round. */
const ALERTS_AT_ONCE = 2_000;

/**
 * @param options.stopAt `performance.now()` after which no new round begins
 * @param options.isPatient waits for whoever watches at this moment, instead of leaving it to him
 */
export async function scanDay(
  db: Db,
  options: { today: string; now: string; stopAt: number; isPatient?: boolean },
): Promise<Scanned> {
  const { today, now, stopAt } = options;
  const scanned: Scanned = {
    watched: 0,
    opened: 0,
    resolved: 0,
    notices: 0,
    failures: new Map(),
    isLeftOver: false,
  };
  for (;;) {
    const round = await watchDue(db, { today, now, isPatient: options.isPatient === true });
    scanned.watched += round.projects;
    scanned.opened += round.opened;
    scanned.resolved += round.resolved;
    for (const { projectId, message } of round.failed) scanned.failures.set(projectId, message);
    if (!round.isLeftOver) break;
    if (performance.now() > stopAt) return { ...scanned, isLeftOver: true };
  }
  for (;;) {
    const round = await climbDue(db, { today, now, limit: ALERTS_AT_ONCE });
    scanned.notices += round.notices;
    for (const { alertId, message } of round.failed) scanned.failures.set(alertId, message);
    // What failed stays due: with nothing else taken up there is nothing more to do now.
    if (round.alerts + round.failed.length < ALERTS_AT_ONCE || round.alerts === 0) return scanned;
    if (performance.now() > stopAt) return { ...scanned, isLeftOver: true };
  }
}

/**
 * The tick: ask the product's clock which day it is and judge again what is due by then.
 *
 * It may run twice and at the same moment as another: judging locks the project and writes differences only. Days that
 * passed since the last tick need no loop of their own: judging steps over each of them by itself (domain/timeline.ts).
 */
import { sql } from 'kysely';
import { watchAgainWhenKnown } from '../db/calendar.ts';
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import { POKED_CHANNEL } from '../db/live-events.ts';
import { recordJobFinish, recordJobStart } from '../db/job-runs.ts';
import type { DueResult } from '../db/reassess.ts';
import { scanDay } from '../db/scan.ts';
import type { Log } from './log.ts';

export type RefreshingClock = Clock & { refresh(): Promise<void> };

export interface TickDependencies {
  db: Db;
  /** The product's clock: which day is judged. */
  clock: RefreshingClock;
  /** The wall's clock: whether the worker lives. */
  wallClock: Clock;
  /** db/reassess.ts. */
  reassessDue(db: Db, options: { today: string; now: string; limit: number }): Promise<DueResult>;
  /** Somebody is to be told: asks for a delivery. */
  deliverSoon(): void;
  log: Log;
}

export interface TickResult {
  startedBy: 'queue' | 'sweep';
  projects: number;
  changed: number;
  /** Alerts that opened and that were resolved. */
  opened: number;
  resolved: number;
  notices: number;
  failed: number;
  /** Due work was left for the next tick. */
  isLeftOver: boolean;
}

/** Subjects read at a time: some seconds of work, so that a stop is not waited for. */
const BATCH = 1_000;
/** A tick that has not finished when the next one is near gives the rest to it. */
export const TICK_AT_MOST_MS = 25_000;
/** Subjects that cannot be judged stay due and stand first in the list; beyond so many of them somebody must act. */
const LOOK_PAST_AT_MOST = 64_000;
const LOGGED_FAILURES = 20;

/** Does what is due by today, writes down how it went, and pokes the servers when a light changed. */
export async function runTick(
  dependencies: TickDependencies,
  startedBy: TickResult['startedBy'],
): Promise<TickResult> {
  const { db, clock, wallClock, log } = dependencies;
  await recordJobStart(db, 'tick', wallClock.now());
  await clock.refresh();
  const today = clock.today();
  await watchAgainWhenKnown(db, { today, wall: wallClock.now() });

  const stopAt = performance.now() + TICK_AT_MOST_MS;
  const { failures, ...judged } = await judgeDue(dependencies, today, stopAt);
  // Alerts follow from what is judged: with work left over they would speak of yesterday.
  const scanned = judged.isLeftOver ? null : await scanDay(db, { today, now: clock.now(), stopAt });
  for (const [id, message] of scanned?.failures ?? []) failures.set(id, message);
  const result: TickResult = {
    startedBy,
    projects: judged.projects,
    changed: judged.changed,
    opened: scanned?.opened ?? 0,
    resolved: scanned?.resolved ?? 0,
    notices: scanned?.notices ?? 0,
    failed: failures.size,
    isLeftOver: judged.isLeftOver || scanned?.isLeftOver === true,
  };
  await recordJobFinish(db, 'tick', {
    at: wallClock.now(),
    processedDay: result.isLeftOver ? null : today,
    result,
    failed: result.failed,
  });
  // The servers number the new events at once instead of at their next look, a second later.
  if (result.changed + result.opened + result.resolved + result.notices > 0)
    await sql`select pg_notify(${POKED_CHANNEL}, '')`.execute(db);

  if (result.notices > 0) dependencies.deliverSoon();

  for (const [id, message] of [...failures].slice(0, LOGGED_FAILURES)) {
    log.error({ id, message, today }, 'a project or alert could not be done; it is tried again at each tick');
  }
  if (result.projects + result.opened + result.resolved > 0 || result.isLeftOver)
    log.info({ today, ...result }, 'tick');
  return result;
}

async function judgeDue(
  { db, clock, reassessDue }: TickDependencies,
  today: string,
  stopAt: number,
): Promise<Pick<TickResult, 'projects' | 'changed' | 'isLeftOver'> & { failures: Map<string, string> }> {
  const failures = new Map<string, string>();
  let projects = 0;
  let changed = 0;
  let limit = BATCH;
  let failedBefore = -1;
  while (performance.now() < stopAt && limit <= LOOK_PAST_AT_MOST) {
    const batch = await reassessDue(db, { today, now: clock.now(), limit });
    projects += batch.projects;
    changed += batch.changed;
    for (const { projectId, message } of batch.failed) failures.set(projectId, message);
    if (batch.projects > 0) continue;
    if (batch.failed.length === 0 || batch.failed.length === failedBefore) {
      return { projects, changed, isLeftOver: false, failures };
    }
    // Nothing but failures in sight: look past them, they must not stop the others.
    failedBefore = batch.failed.length;
    limit *= 4;
  }
  return { projects, changed, isLeftOver: true, failures };
}

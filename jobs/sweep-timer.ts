/** What the sweeps share: a timer whose work never runs twice at once, and whether a job is late for want of a worker. */
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import { findJobRun } from '../db/job-runs.ts';

export interface Sweep {
  /** Resolves when a sweep that is under way has ended. */
  stop(): Promise<void>;
}

/** Sweeps after each `everyMs`, unless the one before is still under way. `sweep` must not reject. */
export function sweepEvery(everyMs: number, sweep: () => Promise<void>): Sweep {
  return repeat(everyMs, sweep);
}

/** As `sweepEvery`, and once at the start. */
export function sweepFromNow(everyMs: number, sweep: () => Promise<void>): Sweep {
  const sweeps = repeat(everyMs, sweep);
  sweeps.begin();
  return sweeps;
}

function repeat(everyMs: number, sweep: () => Promise<void>): Sweep & { begin(): void } {
  let running: Promise<void> | null = null;
  const begin = () => {
    running ??= sweep().finally(() => (running = null));
  };
  const timer = setInterval(begin, everyMs);
  return {
    begin,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/**
 * @param atWorkAtMostMs a run that began longer ago has been killed
 * @returns `finishedMs`: since its last run ended, Infinity when none has; `isAtWork`: one has begun since
 */
export async function lastRunOf(
  { db, wallClock }: { db: Db; wallClock: Clock },
  job: string,
  atWorkAtMostMs: number,
): Promise<{ finishedMs: number; isAtWork: boolean }> {
  const ageMs = (instant: string | null | undefined) =>
    instant == null ? Infinity : Date.parse(wallClock.now()) - Date.parse(instant);
  const run = await findJobRun(db, job);
  const finishedMs = ageMs(run?.lastFinishedAt);
  const startedMs = ageMs(run?.lastStartedAt);
  return { finishedMs, isAtWork: startedMs < finishedMs && startedMs < atWorkAtMostMs };
}

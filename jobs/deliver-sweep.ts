/**
 * Delivers where a dead queue does not: as jobs/sweep.ts for the tick, but beside it, because a delivery may wait a
 * minute for foreign servers and the tick must not wait with it.
 */
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import { findJobRun } from '../db/job-runs.ts';
import { DELIVER_AT_MOST_MS } from './deliver.ts';
import { outage, type Log } from './log.ts';
import type { Sweep } from './sweep.ts';

export interface DeliverSweepDependencies {
  db: Db;
  wallClock: Clock;
  runDeliver(startedBy: 'sweep'): Promise<unknown>;
  log: Log;
}

const SWEEP_EVERY_MS = 15_000;
/** The delivery comes each minute, and a killed worker's comes back within 15 s (jobs/queue.ts). */
const DEAD_AFTER_MS = 80_000;
/** A delivery that began longer ago than it can take was killed. */
const AT_WORK_AT_MOST_MS = DELIVER_AT_MOST_MS + 10_000;

/** Delivers at once, so that what an outage left is on its way within seconds of a start, then only where nobody else does. */
export function startDeliverSweep(
  { db, wallClock, runDeliver, log }: DeliverSweepDependencies,
  { everyMs = SWEEP_EVERY_MS, deadAfterMs = DEAD_AFTER_MS } = {},
): Sweep {
  const database = outage(log, 'the database (delivery)');
  let isFirst = true;
  let running: Promise<void> | null = null;
  const ageMs = (instant: string | null | undefined) =>
    instant == null ? Infinity : Date.parse(wallClock.now()) - Date.parse(instant);

  const sweep = async () => {
    try {
      const run = await findJobRun(db, 'deliver');
      const finishedMs = ageMs(run?.lastFinishedAt);
      const startedMs = ageMs(run?.lastStartedAt);
      const isAtWork = startedMs < finishedMs && startedMs < AT_WORK_AT_MOST_MS;
      if (isFirst || (finishedMs > deadAfterMs && !isAtWork)) await runDeliver('sweep');
      isFirst = false;
      database.answered();
    } catch (fault) {
      database.failed(fault);
    }
  };
  const begin = () => {
    running ??= sweep().finally(() => (running = null));
  };
  begin();
  const timer = setInterval(begin, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/**
 * Delivers where a dead queue does not: as jobs/sweep.ts for the tick, but beside it, because a delivery may wait a
 * minute for foreign servers and the tick must not wait with it.
 */
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import { DELIVER_AT_MOST_MS } from './deliver.ts';
import { outage, type Log } from './log.ts';
import { lastRunOf, sweepFromNow, type Sweep } from './sweep-timer.ts';

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

  const sweep = async () => {
    try {
      const { finishedMs, isAtWork } = await lastRunOf({ db, wallClock }, 'deliver', AT_WORK_AT_MOST_MS);
      if (isFirst || (finishedMs > deadAfterMs && !isAtWork)) await runDeliver('sweep');
      isFirst = false;
      database.answered();
    } catch (fault) {
      database.failed(fault);
    }
  };
  return sweepFromNow(everyMs, sweep);
}

/**
 * What a dead queue missed. A plain timer in each worker, not a job: when no tick has finished for a while (Redis
 * gone, BullMQ stuck, schedule lost), it does the tick's work itself by SQL and has the queue opened anew.
 */
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import { deleteExpired } from '../db/housekeeping.ts';
import { outage, type Log } from './log.ts';
import { lastRunOf, sweepFromNow, type Sweep } from './sweep-timer.ts';
import { TICK_AT_MOST_MS, type TickResult } from './tick.ts';

export interface SweepDependencies {
  db: Db;
  clock: Clock;
  wallClock: Clock;
  runTick(startedBy: 'sweep'): Promise<TickResult>;
  reopenQueue(): Promise<void>;
  log: Log;
}

const SWEEP_EVERY_MS = 10_000;
/**
 * The tick comes each half minute, and a killed worker's comes back within 15 s (jobs/queue.ts): one that is later is not
 * coming. With a sweep each 10 s the work is done a minute after the last tick at the latest.
 */
const DEAD_AFTER_MS = 50_000;
/** A tick with much to do is late but not dead; one that began longer ago was killed. */
const AT_WORK_AT_MOST_MS = TICK_AT_MOST_MS + 10_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;

/** Sweeps at once, so that health turns green within seconds of a start, then every ten seconds. */
export function startSweep(
  dependencies: SweepDependencies,
  { everyMs = SWEEP_EVERY_MS, deadAfterMs = DEAD_AFTER_MS } = {},
): Sweep {
  const database = outage(dependencies.log, 'the database');
  let keptHouseAt = -Infinity;
  let isFirst = true;

  const sweep = async () => {
    try {
      if (await isTickDead(dependencies, deadAfterMs, isFirst)) {
        const result = await dependencies.runTick('sweep');
        // At a start no tick has finished yet; later on it means that the queue does not work.
        if (!isFirst) {
          dependencies.log.warn(
            { ...result },
            'no tick from the queue: did its work, opening the queue anew',
          );
          await dependencies.reopenQueue();
        }
      }
      isFirst = false;
      if (performance.now() - keptHouseAt > HOUSEKEEPING_EVERY_MS) {
        const { clock, wallClock } = dependencies;
        await deleteExpired(dependencies.db, { wall: wallClock.now(), product: clock.now() });
        keptHouseAt = performance.now();
      }
      database.answered();
    } catch (fault) {
      database.failed(fault);
    }
  };
  return sweepFromNow(everyMs, sweep);
}

/**
 * @param isFirst at a start whoever was at work may be the worker that was killed before this one: its work is done
 *   at once instead of waited for
 */
async function isTickDead(
  dependencies: SweepDependencies,
  deadAfterMs: number,
  isFirst: boolean,
): Promise<boolean> {
  const { finishedMs, isAtWork } = await lastRunOf(dependencies, 'tick', AT_WORK_AT_MOST_MS);
  return finishedMs > deadAfterMs && (isFirst || !isAtWork);
}

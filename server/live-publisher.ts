/**
 * Numbers committed events in batches of at most 20 ms and announces them. Every server has one; a lock in the
 * database lets one work at a time, so that numbers become visible in their order.
 */
import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import { announceByNotify, deleteOldLiveEvents, stampLiveEvents } from '../db/live-events.ts';
import type { RedisAnnouncements } from './live-redis.ts';

/** An event waits at most this long for others to share its batch; a quiet channel doesn't wait at all. */
const BATCH_MS = 20;
/** Numbers what a process left that died between its commit and its poke. */
const SWEEP_MS = 1_000;
const HOUSEKEEPING_MS = 3_600_000;

export interface Publisher {
  /** Says that something was committed. Returns at once. */
  poke(): void;
  /** Ends the timers and waits for the batch under way. */
  close(): Promise<void>;
  readonly counts: { batches: number; stamped: number; failures: number };
}

/**
 * @param pool of the publisher's login
 * @param now ISO instant of the clock that dates the events
 * @param redis announces there while it answers; null: by NOTIFY
 */
export function openPublisher(
  pool: pg.Pool,
  { log, now, redis }: { log: FastifyBaseLogger; now: () => string; redis: RedisAnnouncements | null },
): Publisher {
  const counts = { batches: 0, stamped: 0, failures: 0 };
  let startedAt = -Infinity;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let wasPoked = false;
  let isBroken = false;
  let isClosed = false;

  async function publish(): Promise<void> {
    try {
      const overRedis = redis?.isReady() === true ? redis : null;
      const { stamped, more, range } = await stampLiveEvents(pool, overRedis === null);
      if (overRedis && range) await overRedis.announce(range).catch(() => announceByNotify(pool, range));
      counts.batches += 1;
      counts.stamped += stamped;
      wasPoked ||= more;
      if (isBroken) log.info('live events are published again');
      isBroken = false;
    } catch (error) {
      counts.failures += 1;
      // Once, not every second; the sweep tries again.
      if (!isBroken) log.error({ err: error }, 'live events are not published; trying again each second');
      isBroken = true;
    }
  }

  function start(): void {
    timer = null;
    if (isClosed || running) return;
    wasPoked = false;
    startedAt = performance.now();
    running = publish().finally(() => {
      running = null;
      if (wasPoked) poke();
    });
  }

  function poke(): void {
    if (isClosed) return;
    if (running) {
      // What was committed after the batch began to read is not in it.
      wasPoked = true;
      return;
    }
    timer ??= setTimeout(start, Math.max(0, startedAt + BATCH_MS - performance.now()));
  }

  async function keepHouse(): Promise<void> {
    try {
      await deleteOldLiveEvents(pool, now());
    } catch (error) {
      log.error({ err: error }, 'old live events were not deleted; trying again in an hour');
    }
  }

  const sweep = setInterval(poke, SWEEP_MS);
  const housekeeping = setInterval(() => void keepHouse(), HOUSEKEEPING_MS);
  for (const each of [sweep, housekeeping]) each.unref();

  return {
    poke,
    counts,
    async close() {
      isClosed = true;
      clearInterval(sweep);
      clearInterval(housekeeping);
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

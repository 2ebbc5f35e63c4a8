/** The worker process: as many as wanted over one database. */
import { pino } from 'pino';
import { openClock, realClock } from '../db/clock.ts';
import { readRedisUrl, openServiceStore } from '../db/connection.ts';
import { openDatabase } from '../db/database.ts';
import { reassessDue } from '../db/reassess.ts';
import { reportFailure } from '../db/startup-error.ts';
import { prepareQueue, startWorker } from './queue.ts';
import { SCHEDULES } from './schedule.ts';
import { startSweep } from './sweep.ts';
import { runTick, type TickResult } from './tick.ts';

/** A stop that takes longer is a kill: npm start and service managers wait about five seconds. */
const STOP_AT_MOST_MS = 4_000;
/** What the running job gets of that; the rest is for the connections and an embedded database. */
const CLOSE_AT_MOST_MS = 2_000;

async function main(): Promise<void> {
  const log = pino({ base: { process: 'worker', pid: process.pid } });
  const redisUrl = readRedisUrl(process.env['REDIS_URL'] || null);
  const store = await openServiceStore(process.env, null);
  const queueAddress = { postgresUrl: store.urls.bullmq, redisUrl };
  await prepareQueue(queueAddress);

  const db = openDatabase(store.urls.worker, { max: 4, name: 'mubiao worker' });
  const clock = await openClock(db);
  const tick = (startedBy: TickResult['startedBy']) =>
    runTick({ db, clock, wallClock: realClock, reassessDue, log }, startedBy);
  const worker = startWorker(queueAddress, {
    handlers: {
      tick: async () => {
        await tick('queue');
      },
    },
    schedules: SCHEDULES,
    log,
  });
  const sweep = startSweep({
    db,
    clock,
    wallClock: realClock,
    runTick: tick,
    reopenQueue: () => worker.reopen(),
    log,
  });
  log.info(
    { queue: queueAddress.redisUrl === null ? 'postgresql' : 'redis', clock: clock.mode },
    'worker started',
  );

  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'worker stops');
    // What still runs then is taken up by another worker: every job may run twice.
    setTimeout(() => process.exit(0), STOP_AT_MOST_MS);
    await Promise.all([worker.close(CLOSE_AT_MOST_MS), sweep.stop()]);
    await db.destroy();
    await store.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((fault: unknown) => {
        log.error({ err: fault }, 'the stop was not clean');
        process.exit(0);
      });
    });
  }
}

main().catch((fault: unknown) => {
  reportFailure(fault);
  // Connections that were opened already must not keep a worker alive that does not work.
  process.exit();
});

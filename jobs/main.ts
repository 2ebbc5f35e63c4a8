/** The worker process: as many as wanted over one database. */
import { pino } from 'pino';
import { openClock, realClock } from '../db/clock.ts';
import { readRedisUrl, openServiceStore } from '../db/connection.ts';
import { openDatabase } from '../db/database.ts';
import { readDeliveryEnvironment } from '../db/delivery-environment.ts';
import { reassessDue } from '../db/reassess.ts';
import { reportFailure } from '../db/startup-error.ts';
import { makeTestMessage } from '../db/test-messages.ts';
import { DELIVER_CONNECTIONS, runDeliver, type DeliverResult } from './deliver.ts';
import { startDeliverSweep } from './deliver-sweep.ts';
import { runDemoClock, startDemoSweep } from './demo-clock.ts';
import { openProducer, prepareQueue, startWorker } from './queue.ts';
import { SCHEDULES } from './schedule.ts';
import { startSweep } from './sweep.ts';
import { runTick, type TickResult } from './tick.ts';
import { closeTransports, openTransports } from './transports/all.ts';

/** A stop that takes longer is a kill: npm start and service managers wait about five seconds. */
const STOP_AT_MOST_MS = 4_000;
/** What the running job gets of that; the rest is for the connections and an embedded database. */
const CLOSE_AT_MOST_MS = 2_000;

async function main(): Promise<void> {
  const log = pino({ base: { process: 'worker', pid: process.pid } });
  const redisUrl = readRedisUrl(process.env['REDIS_URL'] || null);
  const deliveryEnvironment = readDeliveryEnvironment(process.env);
  const store = await openServiceStore(process.env, null);
  const queueAddress = { postgresUrl: store.urls.bullmq, redisUrl };
  await prepareQueue(queueAddress);

  const db = openDatabase(store.urls.worker, { max: 7 + DELIVER_CONNECTIONS, name: 'mubiao worker' });
  const clock = await openClock(db);
  const producer = openProducer(queueAddress, log);
  const deliverSoon = () => {
    producer.enqueue('deliver', {}, 'notices').catch((fault: unknown) => {
      log.warn({ err: fault }, 'no delivery could be asked for; the next one comes by itself');
    });
  };
  const tick = (startedBy: TickResult['startedBy']) =>
    runTick({ db, clock, wallClock: realClock, reassessDue, deliverSoon, log }, startedBy);
  const stopping = new AbortController();
  const transports = openTransports(deliveryEnvironment, db, { clock, wallClock: realClock });
  const { publicUrl } = deliveryEnvironment;
  const deliver = (startedBy: DeliverResult['startedBy']) =>
    runDeliver(
      { db, clock, wallClock: realClock, transports, publicUrl, log, stopping: stopping.signal },
      startedBy,
    );
  const moveDemo = () =>
    runDemoClock({ db, clock, wallClock: realClock, deliverSoon, log, stopping: stopping.signal });
  const worker = startWorker(queueAddress, {
    handlers: {
      tick: async () => {
        await tick('queue');
      },
      deliver: async ({ test }) => {
        if (test) await makeTestMessage(db, test, { now: realClock.now(), today: clock.today() });
        await deliver('queue');
      },
      demoClock: moveDemo,
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
  const deliverSweep = startDeliverSweep({ db, wallClock: realClock, runDeliver: deliver, log });
  const demoSweep = clock.mode === 'demo' ? startDemoSweep(moveDemo) : null;
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
    // What is on its way may still arrive and be written down; nothing new is begun.
    stopping.abort();
    await Promise.all([worker.close(CLOSE_AT_MOST_MS), sweep.stop(), deliverSweep.stop(), demoSweep?.stop()]);
    await Promise.all([closeTransports(transports), producer.close()]);
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

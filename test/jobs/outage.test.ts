/** The queue's store goes away under a working worker and comes back. */
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { fixedClock, realClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { findJobRun } from '../../db/job-runs.ts';
import { reassessDue } from '../../db/reassess.ts';
import { prepareQueue, startWorker, type QueueAddress } from '../../jobs/queue.ts';
import { startSweep } from '../../jobs/sweep.ts';
import { runTick, type TickResult } from '../../jobs/tick.ts';
import { createTestDatabase } from '../postgres.ts';
import { eventually, startRedis } from './stores.ts';

const database = await createTestDatabase();
const redis = await startRedis();
const db = openDatabase(database.urls.worker, { max: 4 });
afterAll(async () => {
  await db.destroy();
  await redis.stop();
});

/** A worker as in jobs/main.ts, in shorter time: a tick each second, dead after two. */
function start(address: QueueAddress) {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const clock = { ...fixedClock('2023-02-08'), refresh: () => Promise.resolve() };
  const tick = (startedBy: TickResult['startedBy']) =>
    runTick({ db, clock, wallClock: realClock, reassessDue, deliverSoon: () => undefined, log }, startedBy);
  const worker = startWorker(address, {
    handlers: {
      tick: async () => void (await tick('queue')),
      deliver: () => Promise.resolve(),
      demoClock: () => Promise.resolve(),
    },
    schedules: [{ job: 'tick', everyMs: 1_000 }],
    log,
  });
  const sweep = startSweep(
    { db, clock, wallClock: realClock, runTick: tick, reopenQueue: () => worker.reopen(), log },
    { everyMs: 500, deadAfterMs: 2_000 },
  );
  return {
    lines,
    async stop() {
      await sweep.stop();
      await worker.close(3_000);
    },
  };
}

async function lastTick(): Promise<{ by: string | undefined; ageMs: number }> {
  const run = await findJobRun(db, 'tick');
  const ageMs = Date.parse(realClock.now()) - Date.parse(run?.lastFinishedAt ?? '1970-01-01T00:00:00Z');
  return { by: (run?.lastResult as TickResult | null)?.startedBy, ageMs };
}

const isTickedBy = (startedBy: TickResult['startedBy']) => async () => {
  const { by, ageMs } = await lastTick();
  return by === startedBy && ageMs < 1_500;
};

describe('when Redis dies', () => {
  it(
    'the sweep does the work, and the queue takes over again from an emptied Redis',
    { timeout: 60_000 },
    async () => {
      const worker = start({ postgresUrl: database.urls.bullmq, redisUrl: redis.url });
      await eventually('the queue ticks', 10_000, isTickedBy('queue'));
      await redis.kill();
      await eventually('the sweep does the work', 10_000, isTickedBy('sweep'));
      await redis.restart();
      await eventually('the queue ticks again', 20_000, isTickedBy('queue'));
      expect(worker.lines.filter((line) => line.includes('the queue does not answer')).length).toBeLessThan(
        4,
      );
      await worker.stop();
    },
  );
});

describe('when a Redis refuses everybody', () => {
  it('what was opened anew leaves nothing behind that goes on trying', { timeout: 30_000 }, async () => {
    let attempts = 0;
    const refusing = createServer((socket) => {
      attempts += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as AddressInfo;
    const worker = startWorker(
      { postgresUrl: database.urls.bullmq, redisUrl: `redis://127.0.0.1:${port}` },
      {
        handlers: {
          tick: () => Promise.resolve(),
          deliver: () => Promise.resolve(),
          demoClock: () => Promise.resolve(),
        },
        schedules: [{ job: 'tick', everyMs: 1_000 }],
        log: pino({ level: 'silent' }),
      },
    );
    for (let turn = 0; turn < 8; turn += 1) {
      await sleep(200);
      await worker.reopen();
    }
    await worker.close(100);
    // The last one gives up after its limit; the longest pause between two tries is five seconds.
    await sleep(1_000);
    const before = attempts;
    await sleep(6_000);
    refusing.close();
    expect(before).toBeGreaterThan(0);
    expect(attempts - before).toBeLessThanOrEqual(12);
  });
});

describe('when the queue’s connections to PostgreSQL are cut', () => {
  it('the queue ticks again by itself', { timeout: 60_000 }, async () => {
    const address = { postgresUrl: database.urls.bullmq, redisUrl: null };
    await prepareQueue(address);
    const worker = start(address);
    await eventually('the queue ticks', 10_000, isTickedBy('queue'));
    const superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where usename = 'mubiao_bullmq' and datname = current_database()`,
    );
    await superuser.end();
    await eventually('the queue ticks again', 20_000, isTickedBy('queue'));
    await worker.stop();
  });
});

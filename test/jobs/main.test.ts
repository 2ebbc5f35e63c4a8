/** The worker as a process of its own, as `npm run worker` starts it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { findJobRun } from '../../db/job-runs.ts';
import { openProducer } from '../../jobs/queue.ts';
import { createTestDatabase } from '../postgres.ts';
import { startProgram, type RunningProcess } from './running-worker.ts';
import { eventually } from './stores.ts';
import { countLiveEvents, makeCounty, standings } from './world.ts';

const database = await createTestDatabase();
const db = openDatabase(database.urls.worker, { max: 2 });
const owner = openDatabase(database.urls.owner, { max: 1 });
const dataDir = await mkdtemp(join(tmpdir(), 'mubiao-worker-'));
afterAll(async () => {
  await Promise.all([db.destroy(), owner.destroy()]);
  await rm(dataDir, { recursive: true, force: true });
});

const running: RunningProcess[] = [];

function startProcess(variables: NodeJS.ProcessEnv = {}): RunningProcess {
  // As a superuser of the test cluster: the logins' passwords are then those the template was made with.
  const environment = { DATA_DIR: dataDir, DATABASE_URL: database.superuserUrl, ...variables };
  const started = startProgram('jobs/main.ts', environment);
  running.push(started);
  return started;
}

async function connect(url = database.superuserUrl): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

const lastDay = async () => (await findJobRun(db, 'tick'))?.lastProcessedDay ?? null;
const moveClock = (day: string) => owner.updateTable('ops.clock').set({ demo_today: day }).execute();

describe('the worker process', () => {
  beforeAll(async () => {
    await owner.insertInto('ops.clock').values({ mode: 'demo', demo_today: '2023-02-08' }).execute();
  });
  afterEach(async () => {
    for (const worker of running) worker.kill('SIGKILL');
    await Promise.all(running.splice(0).map((worker) => worker.ended));
    await owner.deleteFrom('ops.job_runs').execute();
  });

  it('is healthy within seconds of its start, logs JSON, and ends with 0 when asked to', async () => {
    const worker = startProcess();
    await eventually('a tick is written down', 15_000, async () => (await lastDay()) === '2023-02-08');
    await eventually('it says so', 5_000, () => worker.output.includes('worker started'));
    const askedAt = performance.now();
    worker.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(5_000);
    const lines = worker.output.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { process: string }).process)).toEqual(
      lines.map(() => 'worker'),
    );
  });

  it('does the due work once when two start together', async () => {
    const county = await makeCounty(database, db, { projects: 5 });
    startProcess();
    startProcess();
    await eventually('a tick is written down', 15_000, async () => (await lastDay()) === '2023-02-08');
    await sleep(1_000);
    expect((await standings(db, county)).map((stand) => stand.light)).toEqual(Array(5).fill('unreported'));
    expect(await countLiveEvents(db, county)).toBe(5);
  });

  it('leaves nothing half done when killed during a tick, and another finishes within seconds', async () => {
    const county = await makeCounty(database, db, { projects: 3 });
    const [blocker, observer] = await Promise.all([connect(), connect()]);
    await blocker.query('begin');
    await blocker.query('select from app.projects where id = $1 for update', [county.projectIds[2]]);
    const killed = startProcess();
    await eventually('its tick waits in a transaction', 15_000, async () => {
      const { rowCount } = await observer.query(
        `select from pg_stat_activity where usename = 'mubiao_worker' and wait_event_type = 'Lock'
         and datname = current_database()`,
      );
      return (rowCount ?? 0) > 0;
    });
    killed.kill('SIGKILL');
    await killed.ended;
    await blocker.query('rollback');
    await Promise.all([blocker.end(), observer.end()]);
    expect(await findJobRun(db, 'tick')).toMatchObject({ lastFinishedAt: null });

    const startedAt = performance.now();
    startProcess();
    await eventually('the next worker finishes', 15_000, async () => (await lastDay()) === '2023-02-08');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect((await standings(db, county)).map((stand) => stand.light)).toEqual(Array(3).fill('unreported'));
    expect(await countLiveEvents(db, county)).toBe(3);
  });

  it('outlives its database, logs that once, and goes on', { timeout: 60_000 }, async () => {
    const worker = startProcess();
    await eventually('a tick is written down', 15_000, async () => (await lastDay()) === '2023-02-08');
    const cluster = new URL(database.superuserUrl);
    const name = cluster.pathname.slice(1);
    cluster.pathname = '/postgres';
    const superuser = await connect(cluster.toString());
    await superuser.query(`alter database ${name} allow_connections false`);
    await superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      name,
    ]);
    await sleep(8_000);
    expect(worker.hasEnded).toBe(false);
    await superuser.query(`alter database ${name} allow_connections true`);
    await superuser.end();
    await moveClock('2023-02-09');
    // The next scheduled tick may be half a minute away.
    const producer = openProducer(
      { postgresUrl: database.urls.bullmq, redisUrl: null },
      pino({ level: 'silent' }),
    );
    await producer.enqueue('tick', {});
    await producer.close();
    await eventually('it works again', 30_000, async () => (await lastDay()) === '2023-02-09');
    const lost = worker.output.split('\n').filter((line) => line.includes('does not answer'));
    expect(lost.length).toBeLessThanOrEqual(2);
    worker.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  });

  it('ends with one line when the database cannot be reached', async () => {
    const unreachable = new URL(database.superuserUrl);
    unreachable.port = '1';
    const worker = startProcess({ DATABASE_URL: unreachable.toString() });
    expect(await worker.ended).toBe(1);
    expect(worker.output.trim().split('\n')).toHaveLength(1);
    expect(worker.output).toContain('DATABASE_URL');
  });

  it('ends with one line when REDIS_URL is no address of a Redis', async () => {
    const worker = startProcess({ REDIS_URL: 'localhost:6379' });
    expect(await worker.ended).toBe(1);
    expect(worker.output.trim().split('\n')).toHaveLength(1);
    expect(worker.output).toContain('REDIS_URL');
  });
});

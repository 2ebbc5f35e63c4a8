/** The two places where the queue can live, each real: the test database, and a Redis started for the file. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { QueueAddress } from '../../jobs/queue.ts';

export interface TestRedis {
  url: string;
  /** Kills it: as when the machine goes. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Redis on a free port in a temporary folder; nothing of it is left after `stop`. */
export async function startRedis(): Promise<TestRedis> {
  const onPath = (process.env['PATH'] ?? '').split(delimiter);
  if (!onPath.some((folder) => existsSync(join(folder, 'redis-server')))) {
    throw new Error(
      'redis-server is missing: apt-get install redis-server (npm test does it when run as root)',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'mubiao-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const start = async () => {
    const child = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
      { stdio: 'ignore' },
    );
    await answers(url);
    return child;
  };
  let child = await start();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    kill,
    async restart() {
      await kill();
      child = await start();
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  // Refused connections are expected until the server listens.
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Throws away jobs and schedules. */
export async function emptyQueue({ postgresUrl, redisUrl }: QueueAddress): Promise<void> {
  if (redisUrl !== null) {
    const redis = new Redis(redisUrl);
    await redis.flushall();
    redis.disconnect();
    return;
  }
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `select format('bullmq.%I', tablename) as name from pg_tables
     where schemaname = 'bullmq' and tablename not like '%migration%'`,
  );
  await client.query(`truncate ${rows.map((row) => row.name).join(', ')}`);
  await client.end();
}

/** Waits until `condition` holds; fails after `limitMs` saying what was waited for. */
export async function eventually(
  what: string,
  limitMs: number,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(50);
  }
}

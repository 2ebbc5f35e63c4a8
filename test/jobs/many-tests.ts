/** Two servers and two workers at once, each a process of its own, over whatever store; run by many-*.test.ts. */
import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { WebSocket } from 'ws';
import { afterAll, expect, it } from 'vitest';
import { handedTo } from '../../db/connection.ts';
import { openDatabase, type Db } from '../../db/database.ts';
import { findJobRun } from '../../db/job-runs.ts';
import type { Health } from '../../server/contract.ts';
import type { TestDatabase } from '../postgres.ts';
import { createWorld, newKey, PASSWORD, TODAY } from '../server/world.ts';
import { startProgram, type RunningProcess } from './running-worker.ts';
import { eventually } from './stores.ts';

/** The report of July is missing from the sixth working day of August on. */
const DUE = '2023-08-08';
/** Without a tick of its own, another worker's sweep comes after a minute; health turns red after three. */
const OLDEST_SCAN_SECONDS = 90;

export async function testMany(database: TestDatabase, redisUrl: string | null): Promise<void> {
  const world = await createWorld(database);
  const owner = openDatabase(database.superuserUrl, { max: 2 });
  const dataDir = await mkdtemp(join(tmpdir(), 'mubiao-many-'));
  const running: RunningProcess[] = [];
  const start = (file: string, variables: NodeJS.ProcessEnv = {}) => {
    const program = startProgram(file, {
      ...handedTo(database.urls),
      DATA_DIR: dataDir,
      DEMO: '1',
      ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
      ...variables,
    });
    running.push(program);
    return program;
  };
  afterAll(async () => {
    for (const program of running) program.kill('SIGKILL');
    await Promise.all(running.map((program) => program.ended));
    await owner.destroy();
    await rm(dataDir, { recursive: true, force: true });
  });

  it(
    'lose nothing, do nothing twice and stay healthy when a worker is killed',
    { timeout: 180_000 },
    async () => {
      await owner.insertInto('ops.clock').values({ mode: 'demo', demo_today: TODAY }).execute();
      const urls = await Promise.all(
        [0, 1].map(async () => {
          const port = await freePort();
          start('server/main.ts', { PORT: String(port) });
          return `http://127.0.0.1:${port}`;
        }),
      );
      const [worker] = [start('jobs/main.ts'), start('jobs/main.ts')];
      const pulse = watchHealth(urls);
      await eventually('both are healthy', 30_000, () => pulse.isHealthy());
      pulse.begin();
      const clients = await Promise.all(urls.map((url) => listen(url, 'finance')));
      const cookies = await Promise.all(urls.map((url) => signIn(url, 'owner')));
      const besides = await Promise.all(urls.map((url) => signIn(url, 'beside')));
      const send = (server: number, cookie: string, indicatorId: string, period: string) =>
        fetch(`${urls[server]}/api/indicators/${indicatorId}/entries`, {
          method: 'POST',
          headers: { cookie, 'content-type': 'application/json', 'idempotency-key': newKey() },
          body: JSON.stringify({ period, basis: 'month', value: '1' }),
        }).then(({ status }) => status);

      // Each month at both servers at once: one of them wins. Half-way a worker dies.
      const statuses: number[] = [];
      for (const month of ['01', '02', '03', '04', '05', '06']) {
        if (month === '04') worker?.kill('SIGKILL');
        for (const [indicatorId, who] of [
          [world.indicatorId, cookies],
          [world.besideIndicatorId, besides],
        ] as const) {
          const both = [0, 1].map((server) => send(server, who[server] ?? '', indicatorId, `2023-${month}`));
          statuses.push(...(await Promise.all(both)));
        }
      }
      expect(statuses.filter((status) => status === 201)).toHaveLength(12);
      expect(statuses.filter((status) => status === 409)).toHaveLength(12);

      await owner.updateTable('ops.clock').set({ demo_today: DUE }).execute();
      const movedAt = performance.now();
      await eventually('the other worker did the day', 120_000, async () => {
        return (await findJobRun(owner, 'tick'))?.lastProcessedDay === DUE;
      });
      const seconds = ((performance.now() - movedAt) / 1000).toFixed(1);
      await eventually(
        'every event is numbered',
        10_000,
        async () => (await count(owner, 'seq is null')) === 0,
      );

      const stored = await sql<{ id: string }>`select id from app.live_events
      where region_id = ${world.regionId} and 'overview' = any (topics) and type <> 'imported'
      order by seq`.execute(owner);
      const ids = stored.rows.map((row) => row.id);
      await eventually('both servers pushed everything', 10_000, () =>
        clients.every((client) => client.ids().length >= ids.length),
      );
      for (const client of clients) expect(client.ids()).toEqual(ids);
      // Time passed once: whatever the two workers began, a subject has one event for the day.
      const repeated = await sql`select from app.live_events where type = 'judged' and data ->> 'by' is null
      group by data ->> 'subjectId', data ->> 'light', left(data ->> 'at', 10) having count(*) > 1`.execute(
        owner,
      );
      expect(repeated.rows).toHaveLength(0);
      expect(await count(owner, `type = 'judged' and data ->> 'by' is null`)).toBeGreaterThan(0);

      expect(pulse.unhealthy).toEqual([]);
      expect(pulse.oldestSeconds()).toBeLessThan(OLDEST_SCAN_SECONDS);
      console.log(
        `the day was done ${seconds} s after it began; oldest scan ${pulse.oldestSeconds()} s, ${ids.length} events at both servers`,
      );
      await pulse.end();
      for (const client of clients) client.close();
      for (const program of running) program.kill('SIGTERM');
      const codes = await Promise.all(running.map((program) => program.ended));
      expect(codes.toSorted()).toEqual([0, 0, 0, null]);
    },
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function signIn(url: string, username: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`${username} is not let in: ${await answer.text()}`);
  return String(answer.headers.get('set-cookie')).split(';')[0] ?? '';
}

/** Everything of the overview from the beginning on, in the order in which it comes. */
async function listen(url: string, username: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, {
    headers: { cookie: await signIn(url, username) },
  });
  const heard: { id?: string; type: string }[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as { type: string }));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ subscribe: ['overview'], since: 0 }));
  return {
    ids: () => heard.flatMap(({ id, type }) => (id !== undefined && type !== 'imported' ? [id] : [])),
    close: () => socket.close(),
  };
}

/** Looks at the servers' health four times a second. */
function watchHealth(urls: readonly string[]) {
  const unhealthy: string[] = [];
  const ages: number[] = [];
  let isJudged = false;
  let healthyNow = 0;
  let hasEnded = false;
  const look = async () => {
    while (!hasEnded) {
      const answers = await Promise.all(
        urls.map(async (url) => {
          const answer = await fetch(`${url}/api/health`).catch(() => null);
          return { url, health: answer && ((await answer.json()) as Health), isOk: answer?.ok === true };
        }),
      );
      healthyNow = answers.filter(({ isOk, health }) => isOk && health?.jobs.lastScanAt).length;
      for (const { url, health, isOk } of isJudged ? answers : []) {
        if (!isOk) unhealthy.push(`${url} ${JSON.stringify(health)}`);
        ages.push(health?.jobs.ageSeconds ?? Infinity);
      }
      await sleep(250);
    }
  };
  const looking = look();
  return {
    unhealthy,
    isHealthy: () => healthyNow === urls.length,
    oldestSeconds: () => Math.max(...ages),
    begin: () => void (isJudged = true),
    async end() {
      hasEnded = true;
      await looking;
    },
  };
}

async function count(owner: Db, condition: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from app.live_events where ${sql.raw(condition)}`.execute(owner);
  return Number(rows[0]?.count);
}

/** The system administrator's look at the jobs: figures, failed ones put back, the board behind the session. */
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { recordJobFinish, recordJobStart } from '../../db/job-runs.ts';
import { openDatabase } from '../../db/database.ts';
import {
  openParseQueue,
  openProducer,
  prepareQueue,
  startWorker,
  JOB_NAMES,
  type Handlers,
  type ParseQueue,
} from '../../jobs/queue.ts';
import type { JobsAnswer } from '../../server/contract-jobs.ts';
import { eventually } from '../jobs/stores.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const log = pino({ level: 'silent' });
const address = { postgresUrl: database.urls.bullmq, redisUrl: null };
await prepareQueue(address);
const queue = openProducer(address, log);
const worker = openDatabase(database.urls.worker, { max: 1 });

const start = Date.parse('2026-11-20T08:00:00Z');
let now = start;
const app = await world.start({ queue, wall: () => new Date(now) });
const admin = await signIn(app, 'sysadmin');

let isBroken = true;
const handlers = Object.fromEntries(
  JOB_NAMES.map((name) => [
    name,
    () => (isBroken ? Promise.reject(new Error('邮件服务器拒绝连接')) : Promise.resolve()),
  ]),
) as unknown as Handlers;
const running = startWorker(address, { handlers, schedules: [{ job: 'tick', everyMs: 3_600_000 }], log });
afterAll(async () => {
  await running.close(2_000);
  await queue.close();
  await worker.destroy();
});

const get = (url: string, cookie = admin) => app.inject({ url, headers: { cookie } });
const jobs = async (): Promise<JobsAnswer> => (await get('/api/jobs')).json();
const retry = (id: string, cookie = admin) =>
  app.inject({ method: 'POST', url: `/api/jobs/${encodeURIComponent(id)}/retry`, headers: { cookie } });

describe('the jobs', () => {
  it('are shown to the system administrator and to nobody else', async () => {
    expect((await get('/api/jobs')).statusCode).toBe(200);
    expect((await app.inject('/api/jobs')).statusCode).toBe(401);
    for (const name of ['owner', 'finance', 'secadmin', 'auditor']) {
      const cookie = await signIn(app, name);
      for (const url of ['/api/jobs', '/api/jobs/board/', '/api/jobs/board/api/queues']) {
        expect((await get(url, cookie)).statusCode, `${name} ${url}`).toBe(403);
      }
      expect((await retry('1', cookie)).statusCode).toBe(403);
    }
    expect((await app.inject('/api/jobs/board/static/js/x.js')).statusCode).toBe(401);
  });

  it('say when the scan ran, with what result, and when it has stopped', async () => {
    expect((await jobs()).scan).toEqual({ lastScanAt: null, ageSeconds: null, isDead: false });
    await recordJobStart(worker, 'tick', new Date(start).toISOString());
    await recordJobFinish(worker, 'tick', {
      at: new Date(start + 1_000).toISOString(),
      processedDay: '2023-07-31',
      result: { startedBy: 'queue', projects: 3, changed: 2, failures: [{ secret: 'not shown' }] },
      failed: 1,
    });
    now = start + 41_000;
    const { scan, jobs: rows } = await jobs();
    expect(scan).toMatchObject({ ageSeconds: 40, isDead: false });
    expect(rows.find(({ name }) => name === 'tick')).toMatchObject({
      lastStartedAt: '2026-11-20T16:00:00+08:00',
      ageSeconds: 40,
      lastProcessedDay: '2023-07-31',
      lastResult: { startedBy: 'queue', projects: 3, changed: 2 },
      lastFailed: 1,
    });
    now = start + 182_000;
    expect((await jobs()).scan).toMatchObject({ ageSeconds: 181, isDead: true });
  });

  it(
    'count what waits and failed, with its reason, and put a failed one back',
    { timeout: 40_000 },
    async () => {
      // The schedule's first run, which begins at once.
      await eventually('the scheduled one failed', 10_000, async () => (await jobs()).failed.length === 1);
      await queue.enqueue('tick', {});
      await eventually('another one failed', 10_000, async () => (await jobs()).failed.length === 2);
      const seen = await jobs();
      expect(seen.queue).toEqual({ store: 'postgresql', isAnswering: true });
      expect(seen.failedTotal).toBe(2);
      expect(seen.failed[0]).toMatchObject({ name: 'tick', reason: '邮件服务器拒绝连接', attempts: 1 });
      const tick = seen.jobs.find(({ name }) => name === 'tick');
      expect(tick).toMatchObject({ waiting: 0, active: 0, failed: 2 });
      expect(Date.parse(tick?.nextRunAt ?? '')).toBeGreaterThan(Date.now());

      isBroken = false;
      for (const { id } of seen.failed) expect((await retry(id)).statusCode).toBe(202);
      await eventually('none is left', 10_000, async () => (await jobs()).failed.length === 0);
      expect((await retry(seen.failed[0]?.id ?? '')).json()).toMatchObject({ code: 'not_failed' });
      expect((await retry('987654')).statusCode).toBe(404);
    },
  );

  it('answer within seconds when the queue does not, and say so', async () => {
    const away = openProducer({ ...address, redisUrl: 'redis://127.0.0.1:1' }, log);
    const lost = await world.start({ queue: away });
    const cookie = await signIn(lost, 'sysadmin');
    const begun = performance.now();
    const answer = await lost.inject({ url: '/api/jobs', headers: { cookie } });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(answer.statusCode).toBe(200);
    expect(answer.json<JobsAnswer>().queue).toEqual({ store: 'redis', isAnswering: false });
    const refused = await lost.inject({ method: 'POST', url: '/api/jobs/1/retry', headers: { cookie } });
    expect(refused.json()).toMatchObject({ code: 'queue_unavailable' });
    await away.close();
  });
});

describe('the board', () => {
  it('comes from our own origin alone, and only its own page may have a base', async () => {
    const page = await get('/api/jobs/board/');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<base href="/api/jobs/board/"');
    expect(page.body).not.toMatch(/https?:\/\//);
    expect(page.headers['content-security-policy']).toContain("base-uri 'self'");
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect((await get('/api/jobs')).headers['content-security-policy']).toContain("base-uri 'none'");
    const scripts = [...page.body.matchAll(/src="(static\/[^"]+)"/g)].map((match) => match[1]);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) {
      expect((await get(`/api/jobs/board/${script}`)).statusCode, script).toBe(200);
    }
  });

  it('shows the queue and changes nothing', async () => {
    const answer = await get('/api/jobs/board/api/queues');
    expect(answer.json<{ queues: { name: string; readOnlyMode: boolean }[] }>().queues).toMatchObject([
      { name: 'mubiao', readOnlyMode: true },
    ]);
    for (const deed of ['pause', 'empty', 'obliterate']) {
      const refused = await app.inject({
        method: 'PUT',
        url: `/api/jobs/board/api/queues/mubiao/${deed}`,
        headers: { cookie: admin },
      });
      expect(refused.statusCode, deed).toBeGreaterThanOrEqual(400);
    }
  });
});

it('the line of uploads stands beside the jobs', async () => {
  const uploads = openParseQueue(address, log);
  // Nobody reads.
  const parsing: ParseQueue = { ...uploads, work: () => undefined };
  const idle = await world.start({ queue, parsing, limits: { uploadWaitMs: 0 } });
  const sent = await idle.inject({
    method: 'POST',
    url: '/api/imports',
    payload: { text: '绩效目标表', filename: 'a.txt' },
    headers: { cookie: await signIn(idle, 'owner') },
  });
  expect([sent.statusCode, sent.json().progress.isWaiting]).toEqual([202, true]);
  const cookie = await signIn(idle, 'sysadmin');
  const ask = (url: string) => idle.inject({ url, headers: { cookie } });
  const line = async () =>
    ((await ask('/api/jobs')).json() as JobsAnswer).jobs.find(({ name }) => name === 'parse');
  await eventually('it waits', 5_000, async () => (await line())?.waiting === 1);
  expect(await line()).toMatchObject({ active: 0, failed: 0, nextRunAt: null });
  expect((await ask('/api/jobs/board/api/queues')).body).toContain('mubiao-parse');
});

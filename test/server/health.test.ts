import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { recordJobFinish } from '../../db/job-runs.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const worker = openDatabase(database.urls.worker, { max: 1 });
afterAll(() => worker.destroy());

const start = Date.parse('2026-11-20T08:00:00Z');
let now = start;
const wall = () => new Date(now);
const app = await world.start({ wall });

const health = async () => {
  const answer = await app.inject('/api/health');
  return { code: answer.statusCode, ...answer.json() };
};
const scanned = (at: number, failed = 0) =>
  recordJobFinish(worker, 'tick', {
    at: new Date(at).toISOString(),
    processedDay: '2023-07-31',
    result: {},
    failed,
  });

describe('health', () => {
  it('gives the worker of an empty database three minutes for its first scan', async () => {
    expect(await health()).toMatchObject({
      code: 200,
      status: 'degraded',
      version: '0.0.0-test',
      database: 'ok',
      jobs: { lastScanAt: null, ageSeconds: null, failed: 0 },
      clock: { mode: 'real', today: '2023-07-31' },
    });
    now += 181_000;
    expect(await health()).toMatchObject({ code: 503, status: 'dead' });
  });

  it('is good after a scan, and 503 when the last one is more than three minutes ago', async () => {
    await scanned(now);
    now += 60_000;
    expect(await health()).toMatchObject({ code: 200, status: 'ok', jobs: { ageSeconds: 60 } });
    now += 121_000;
    expect(await health()).toMatchObject({ code: 503, status: 'dead', jobs: { ageSeconds: 181 } });
  });

  it('says when the last scan had failures', async () => {
    await scanned(now, 2);
    expect(await health()).toMatchObject({ code: 200, status: 'degraded', jobs: { failed: 2 } });
  });

  it('is 503 when the database does not answer', async () => {
    const dead = openDatabase('postgres://x:y@127.0.0.1:1/none');
    const lost = await world.start({ db: dead });
    const answer = await lost.inject('/api/health');
    await dead.destroy();
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ status: 'dead', database: 'dead', jobs: { lastScanAt: null } });
  });

  it('answers within seconds when the database hangs', async () => {
    const admin = new pg.Client({ connectionString: database.superuserUrl });
    await admin.connect();
    await admin.query('begin; lock table ops.job_runs in access exclusive mode');
    const begun = performance.now();
    const answer = await app.inject('/api/health');
    await admin.query('rollback');
    await admin.end();
    expect(answer.statusCode).toBe(503);
    expect(performance.now() - begun).toBeLessThan(4_000);
  });
});

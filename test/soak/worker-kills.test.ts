/** Twenty kills of a worker, at any moment of its work: nothing lost, nothing done twice. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { fixedClock, realClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { findJobRun } from '../../db/job-runs.ts';
import { reassessDue } from '../../db/reassess.ts';
import { addDays } from '../../domain/calendar.ts';
import { runTick } from '../../jobs/tick.ts';
import { eventually } from '../jobs/stores.ts';
import { countLiveEvents, makeCounty, standings } from '../jobs/world.ts';
import { createTestDatabase } from '../postgres.ts';

const KILLS = 20;
const PROJECTS = 2_000;
/** From the day on which January is 未报 over the days on which February and March become it. */
const DAYS = Array.from({ length: KILLS }, (_, index) => addDays('2023-02-08', index * 4));

const killed = await createTestDatabase();
const calm = await createTestDatabase();
const main = fileURLToPath(new URL('../../jobs/main.ts', import.meta.url));

it('a worker killed twenty times leaves what an undisturbed one leaves', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'mubiao-kills-'));
  const owner = openDatabase(killed.urls.owner, { max: 1 });
  const db = openDatabase(killed.urls.worker, { max: 2 });
  const county = await makeCounty(killed, db, { projects: PROJECTS });
  await owner.insertInto('ops.clock').values({ mode: 'demo', demo_today: '2023-02-07' }).execute();
  const start = () =>
    spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], DATA_DIR: dataDir, DATABASE_URL: killed.superuserUrl },
      stdio: 'ignore',
    });
  for (const [turn, day] of DAYS.entries()) {
    // As after an outage, so that the worker begins at once.
    await owner.deleteFrom('ops.job_runs').execute();
    await owner.updateTable('ops.clock').set({ demo_today: day }).execute();
    const child = start();
    await eventually('a tick has begun', 20_000, async () => (await findJobRun(db, 'tick')) !== null);
    await sleep(turn * 40);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
  }
  await owner.deleteFrom('ops.job_runs').execute();
  const last = start();
  await eventually('the last day is done', 120_000, async () => {
    return (await findJobRun(db, 'tick'))?.lastProcessedDay === DAYS.at(-1);
  });
  last.kill('SIGTERM');
  await new Promise((resolve) => last.once('exit', resolve));

  const calmDb = openDatabase(calm.urls.worker, { max: 2 });
  const calmCounty = await makeCounty(calm, calmDb, { projects: PROJECTS });
  for (const day of DAYS) {
    const clock = { ...fixedClock(day), refresh: () => Promise.resolve() };
    const log = pino({ level: 'silent' });
    await runTick(
      { db: calmDb, clock, wallClock: realClock, reassessDue, deliverSoon: () => undefined, log },
      'queue',
    );
  }
  expect(await standings(db, county)).toEqual(await standings(calmDb, calmCounty));
  // A change that was announced was stored with it: one announcement for each change of a light.
  const changes = (await standings(db, county)).reduce((sum, one) => sum + one.intervals.length - 1, 0);
  expect(await countLiveEvents(db, county)).toBe(changes);
  await Promise.all([owner.destroy(), db.destroy(), calmDb.destroy()]);
  await rm(dataDir, { recursive: true, force: true });
});

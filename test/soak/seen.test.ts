/** How long after a deadline a running system knows it, in seconds of the wall: real workers, a clock that is moved. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { findJobRun } from '../../db/job-runs.ts';
import type { TickResult } from '../../jobs/tick.ts';
import { createTestDatabase } from '../postgres.ts';
import { holderOf, startProgram, type RunningProcess } from '../jobs/running-worker.ts';
import { eventually } from '../jobs/stores.ts';
import { makeCounty, standings, type County } from '../jobs/world.ts';

const database = await createTestDatabase();
const db = openDatabase(database.urls.worker, { max: 2 });
const owner = openDatabase(database.urls.owner, { max: 1 });
const dataDir = await mkdtemp(join(tmpdir(), 'mubiao-seen-'));
const running: RunningProcess[] = [];

afterEach(async () => {
  for (const worker of running) worker.kill('SIGKILL');
  await Promise.all(running.splice(0).map((worker) => worker.ended));
});
afterAll(async () => {
  await Promise.all([db.destroy(), owner.destroy()]);
  await rm(dataDir, { recursive: true, force: true });
});

const start = (): RunningProcess => {
  const worker = startProgram('jobs/main.ts', { DATA_DIR: dataDir, DATABASE_URL: database.superuserUrl });
  running.push(worker);
  return worker;
};
const moveClock = (day: string) => owner.updateTable('ops.clock').set({ demo_today: day }).execute();
/** The worst moment for a deadline: the queue has just ticked, the next turn is half a minute away. */
const hasTicked = async () => {
  const result = (await findJobRun(db, 'tick'))?.lastResult as TickResult | null | undefined;
  return result?.startedBy === 'queue';
};
/** The lights say so, and an alert is open for each project. */
async function isSeen(county: County): Promise<boolean> {
  const lights = (await standings(db, county)).map((stand) => stand.light);
  const alerts = await owner
    .selectFrom('app.alerts')
    .select('id')
    .where('region_id', '=', county.regionId)
    .where('kind', '=', 'unreported')
    .where('resolved_on', 'is', null)
    .execute();
  return lights.every((light) => light === 'unreported') && alerts.length === county.projectIds.length;
}

describe('a deadline that passes while the system runs', () => {
  // January is to be reported by 7 February, the fifth working day of that month after 春节.
  beforeAll(async () => {
    await owner.insertInto('ops.clock').values({ mode: 'demo', demo_today: '2023-02-07' }).execute();
  });

  it('is seen within a minute', { timeout: 150_000 }, async () => {
    const county = await makeCounty(database, db, { projects: 3 });
    start();
    // The schedule's first turn may be half a minute away.
    await eventually('the queue has ticked', 60_000, hasTicked);
    expect(await isSeen(county)).toBe(false);
    await moveClock('2023-02-08');
    const movedAt = performance.now();
    await eventually('the missing report is seen', 60_000, () => isSeen(county));
    console.log(`seen ${((performance.now() - movedAt) / 1000).toFixed(1)} s after the deadline (60)`);
  });

  it('is seen within two minutes when the worker is killed at it', { timeout: 240_000 }, async () => {
    const county = await makeCounty(database, db, { projects: 3 });
    start();
    start();
    for (const worker of running) {
      await eventually('it works', 40_000, () => worker.output.includes('worker started'));
    }
    const [blocker, observer] = [database.superuserUrl, database.superuserUrl].map(
      (connectionString) => new pg.Client({ connectionString }),
    ) as [pg.Client, pg.Client];
    await Promise.all([blocker.connect(), observer.connect()]);
    await blocker.query('begin');
    await blocker.query('select from app.projects where id = $1 for update', [county.projectIds[1]]);
    await moveClock('2023-02-09');
    const movedAt = performance.now();
    let killed: RunningProcess | undefined;
    await eventually('one is at work', 60_000, async () => {
      const { rows } = await observer.query<{ port: number }>(
        `select client_port as port from pg_stat_activity
         where usename = 'mubiao_worker' and wait_event_type = 'Lock' and datname = current_database()`,
      );
      killed = rows[0] && holderOf(running, rows[0].port);
      return killed !== undefined;
    });
    killed?.kill('SIGKILL');
    await killed?.ended;
    await blocker.query('rollback');
    await Promise.all([blocker.end(), observer.end()]);
    await eventually('the other one has seen it', 120_000, () => isSeen(county));
    console.log(`seen ${((performance.now() - movedAt) / 1000).toFixed(1)} s after the deadline (120)`);
    expect(performance.now() - movedAt).toBeLessThan(120_000);
  });
});

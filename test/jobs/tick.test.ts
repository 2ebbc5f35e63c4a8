import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { findJobRun } from '../../db/job-runs.ts';
import { reassessDue } from '../../db/reassess.ts';
import { runTick, type TickDependencies } from '../../jobs/tick.ts';
import { createTestDatabase } from '../postgres.ts';
import { eventually } from './stores.ts';
import { countLiveEvents, makeCounty, standings, type County } from './world.ts';

const database = await createTestDatabase();
const worker = openDatabase(database.urls.worker, { max: 4 });
afterAll(() => worker.destroy());

const wall = '2026-11-20T10:00:00.000+08:00';
const on = (today: string): TickDependencies => ({
  db: worker,
  clock: { ...fixedClock(today), refresh: () => Promise.resolve() },
  wallClock: { mode: 'real', today: () => wall.slice(0, 10), now: () => wall },
  reassessDue,
  deliverSoon: () => undefined,
  log: pino({ level: 'silent' }),
});

describe('a tick', () => {
  let county: County;
  beforeEach(async () => {
    county = await makeCounty(database, worker, { projects: 3 });
  });

  it('judges what became due and writes down how it went', async () => {
    // January is to be reported by the fifth working day of February, 7 February 2023.
    const result = await runTick(on('2023-02-08'), 'queue');
    expect(result).toMatchObject({
      startedBy: 'queue',
      projects: 3,
      changed: 3,
      failed: 0,
      isLeftOver: false,
    });
    for (const stand of await standings(worker, county)) {
      expect(stand).toMatchObject({ light: 'unreported', lightSince: '2023-02-08' });
      expect(stand.intervals.at(-1)).toMatchObject({ fromDay: '2023-02-08', toDay: null });
    }
    expect(await findJobRun(worker, 'tick')).toEqual({
      lastStartedAt: wall.replace('.000', ''),
      lastFinishedAt: wall.replace('.000', ''),
      lastProcessedDay: '2023-02-08',
      lastResult: result,
      failed: 0,
    });
  });

  it('finds nothing to do the second time', async () => {
    await runTick(on('2023-02-08'), 'queue');
    const before = await standings(worker, county);
    expect(await runTick(on('2023-02-08'), 'queue')).toMatchObject({ projects: 0, changed: 0, failed: 0 });
    expect(await standings(worker, county)).toEqual(before);
  });

  it('stores the day on which a light changed, also when no tick ran that day', async () => {
    await runTick(on('2023-03-20'), 'queue');
    for (const stand of await standings(worker, county)) expect(stand.lightSince).toBe('2023-02-08');
  });

  it('is done once when two workers do it at the same moment', async () => {
    const other = openDatabase(database.urls.worker, { max: 4 });
    const results = await Promise.all([
      runTick(on('2023-02-08'), 'queue'),
      runTick({ ...on('2023-02-08'), db: other }, 'sweep'),
    ]);
    await other.destroy();
    expect(results.reduce((sum, result) => sum + result.changed, 0)).toBe(3);
    expect(await countLiveEvents(worker, county)).toBe(3);
    for (const stand of await standings(worker, county)) {
      expect(stand.intervals.filter((interval) => interval.toDay === null)).toHaveLength(1);
      expect(stand.light).toBe('unreported');
    }
  });

  it('goes on past a project that cannot be judged, and counts it', async () => {
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    await client.query(
      `update app.target_versions t set judged = '{"measure":"cumulative"}' from app.indicators i
       where i.id = t.indicator_id and i.project_id = $1`,
      [county.projectIds[0]],
    );
    await client.end();
    const result = await runTick(on('2023-02-08'), 'queue');
    expect(result).toMatchObject({ projects: 2, changed: 2, failed: 1, isLeftOver: false });
    expect((await findJobRun(worker, 'tick'))?.failed).toBe(1);
    const lights = (await standings(worker, county)).map((stand) => stand.light);
    expect(lights.slice(1)).toEqual(['unreported', 'unreported']);
  });

  it('tells the servers when a light changed, and only then', async () => {
    const listener = new pg.Client({ connectionString: database.urls.app });
    await listener.connect();
    let pokes = 0;
    listener.on('notification', ({ channel }) => (pokes += channel === 'mubiao_poke' ? 1 : 0));
    await listener.query('listen mubiao_poke');
    await runTick(on('2023-02-08'), 'queue');
    await eventually('the poke', 2_000, () => pokes === 1);
    await runTick(on('2023-02-08'), 'queue');
    await listener.query('select 1');
    expect(pokes).toBe(1);
    await listener.end();
  });
});

describe('a tick with more due than it may do', () => {
  it('looks past failures that stand first in the list', async () => {
    const limits: number[] = [];
    const result = await runTick(
      {
        ...on('2023-02-08'),
        reassessDue: (_db, { limit }) => {
          limits.push(limit);
          // 1,000 due rows of projects that fail, then one that can be judged.
          const failed = [{ projectId: 'broken', message: 'broken' }];
          return Promise.resolve({
            projects: limit > 1_000 && limits.length === 2 ? 1 : 0,
            changed: 0,
            failed,
          });
        },
      },
      'queue',
    );
    expect(limits.slice(0, 2)).toEqual([1_000, 4_000]);
    expect(result).toMatchObject({ projects: 1, failed: 1, isLeftOver: false });
  });
});

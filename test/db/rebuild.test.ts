/**
 * Judged day by day or replayed from the facts: the same rows. And what a past day is said to have been is what was
 * said on that day.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext, openDatabase, type Context } from '../../db/database.ts';
import { loadJudging } from '../../db/judging.ts';
import { reassessDue, reassessProject } from '../../db/reassess.ts';
import { rebuildAll, rebuildProjects } from '../../db/rebuild.ts';
import { addDays } from '../../domain/calendar.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import { createTestDatabase } from '../postgres.ts';
import { loadDemoCounties } from './demo-counties.ts';
import { describeRandomYear } from './random-year.ts';
import { drainDue } from './simulated-year.ts';
import {
  addActor,
  addRegion,
  declaration,
  declare,
  indicatorsOf,
  look,
  named,
  openHandles,
} from './world.ts';

const database = await createTestDatabase();
const handles = await openHandles(database);
const { db, worker, owner } = handles;

describeRandomYear(handles, 1);

describe('the demonstration', () => {
  it('rebuilt differs in no row', async () => {
    const demo = await createTestDatabase();
    await loadDemoCounties(demo, '2023-07-31');
    const rebuilder = openDatabase(demo.urls.worker, { max: 2 });
    const rebuilt = await rebuildAll(rebuilder, '2023-07-31');
    await rebuilder.destroy();
    expect(rebuilt.projects).toBeGreaterThan(60);
    expect(rebuilt.rows).toBeGreaterThan(2_000);
    expect(rebuilt.differing).toBe(0);
  });
});

describe('a rebuild', () => {
  it('says how many rows were not what the facts give, and puts them right', async () => {
    const context = await countyWithOneIndicator();
    const today = '2023-07-10';
    await drainDue(worker, today);
    const before = await standing(context);
    await inContext(owner, context, async (tx) => {
      await tx
        .updateTable('app.subjects')
        .set({ light: 'ahead' })
        .where('kind', '=', 'indicator')
        .where('region_id', '=', context.regionId)
        .execute();
    });
    // The row as it was and as it should be.
    expect(await rebuildProjects(worker, { regionId: context.regionId, today })).toMatchObject({
      differing: 2,
    });
    expect(await standing(context)).toEqual(before);
    expect(await rebuildProjects(worker, { regionId: context.regionId, today })).toMatchObject({
      differing: 0,
    });
  });

  it('changes no fact and announces nothing', async () => {
    const context = await countyWithOneIndicator();
    const facts = () =>
      look(db, context, async (tx) => ({
        entries: await tx.selectFrom('app.entries').selectAll().execute(),
        ledger: await tx.selectFrom('app.ledger_events').selectAll().execute(),
        events: await tx.selectFrom('app.live_events').selectAll().execute(),
      }));
    const before = await facts();
    await rebuildProjects(worker, { regionId: context.regionId, today: '2023-07-10' });
    expect(await facts()).toEqual(before);
  });
});

it('a target version dated ahead is judged by from its day, found by the scan and the same when replayed', async () => {
  const context = await countyWithOneIndicator();
  const { id, projectId, unitId } = named(await indicatorsOf(db, context), '巡查家次');
  const today = '2023-04-10';
  const judging = await loadJudging(worker);
  const [first] = await look(db, context, (tx) =>
    tx.selectFrom('app.target_versions').selectAll().where('indicator_id', '=', id).execute(),
  );
  if (!first) throw new Error('the indicator has no target');
  await drainDue(worker, today);
  // As maintenance puts it there: the product's own logins change what is said by adjustments only.
  await inContext(owner, context, async (tx) => {
    await tx
      .insertInto('app.target_versions')
      .values({
        region_id: context.regionId,
        id: randomUUID(),
        indicator_id: id,
        unit_id: unitId,
        version: 2,
        raw_target: '取消',
        parsed: JSON.stringify(first.parsed),
        judged: JSON.stringify({
          ...first.judged,
          measure: 'none',
          value: null,
          reason: '已取消',
        } satisfies JudgedTarget),
        valid_from: '2023-04-20',
        supersedes: first.id,
        adjustment_id: null,
        recorded_on: today,
        recorded_at: `${today}T09:00:00+08:00`,
        recorded_by: null,
      })
      .execute();
    await reassessProject(tx, judging, {
      regionId: context.regionId,
      projectId,
      subjectIds: [id],
      cause: { by: null, at: `${today}T09:00:00+08:00` },
      today,
    });
  });
  const lightOn = async (day: string) => {
    await drainDue(worker, day);
    return (await standing(context)).find((subject) => subject.id === id)?.light;
  };
  expect(await lightOn('2023-04-19')).not.toBe('undeterminable');
  expect(await lightOn('2023-04-20')).toBe('undeterminable');
  expect(await rebuildProjects(worker, { regionId: context.regionId, today: '2023-04-20' })).toMatchObject({
    differing: 0,
  });
});

it('a scan that was away for a year leaves the intervals that a scan of each day would have', async () => {
  const [daily, late] = [await countyWithOneIndicator(), await countyWithOneIndicator()];
  const intervals = (context: Context) =>
    look(db, context, (tx) =>
      tx
        .selectFrom('app.judgements')
        .select(['kind', 'light', 'from_day', 'to_day', 'light_since', 'inputs'])
        .orderBy('kind')
        .orderBy('from_day')
        .execute(),
    );
  const judging = await loadJudging(worker);
  // Only the first county is looked at each day.
  for (let day = '2023-01-04'; day <= '2023-12-31'; day = addDays(day, 1)) {
    await inContext(worker, daily, async (tx) => {
      const due = await sql<{ project_id: string }>`select distinct project_id from app.subjects
        where region_id = ${daily.regionId} and next_check_on <= ${day}`.execute(tx);
      for (const row of due.rows) {
        await reassessProject(tx, judging, {
          regionId: daily.regionId,
          projectId: row.project_id,
          subjectIds: [],
          cause: { by: null, at: `${day}T00:00:00+08:00`, quiet: true },
          today: day,
        });
      }
    });
  }
  await reassessDue(worker, { today: '2023-12-31', now: '2023-12-31T06:00:00+08:00', limit: 1000 });
  const of = await intervals(daily);
  expect(of.length).toBeGreaterThan(4);
  expect(await intervals(late)).toEqual(of);
});

async function countyWithOneIndicator(): Promise<Context> {
  const regionId = await addRegion(owner, `r-${randomUUID().slice(0, 8)}`, '单项县');
  const actor = await addActor(owner, 'finance', { regionId, units: '*' });
  const form = declaration({ name: '巡查', indicators: [['数量指标', '巡查家次', '≥1200家次']] });
  await declare(db, actor, [form], fixedClock('2023-01-03'));
  return actor.context;
}

const standing = (context: Context) =>
  look(db, context, (tx) => tx.selectFrom('app.subjects').selectAll().orderBy('id').execute());

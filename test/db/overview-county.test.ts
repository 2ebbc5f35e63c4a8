/** A county of several departments, and what changed since a look: over the product's own calls. */
import { expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { loadOverview } from '../../db/overview.ts';
import { loadOverviewRows } from '../../db/overview-rows.ts';
import { loadOverviewSince } from '../../db/overview-since.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, declaration, declare, keyOf } from './world.ts';

const TODAY = '2023-07-31';
const EDUCATION = '测试县教育局';
const SCHOOL = '测试县第一中学';

const world = await createWorld(await createTestDatabase());
const { db, finance, leader } = world;
await declare(
  db,
  finance,
  [
    {
      ...declaration({
        name: '校舍维修',
        unit: SCHOOL,
        budget: '300000.00',
        indicators: [['数量指标', '维修校舍', '≥3所']],
      }),
      department: EDUCATION,
    },
  ],
  fixedClock('2023-01-03'),
);
const units = await inContext(db, finance.context, (tx) =>
  tx.selectFrom('app.units').select(['id', 'name', 'kind', 'parent_id']).execute(),
);
const education = units.find(({ name }) => name === EDUCATION);
const school = units.find(({ name }) => name === SCHOOL);
if (!education || !school) throw new Error('the second department did not grow');

it('finance sees the county by department, a department by unit', async () => {
  const county = await loadOverview(db, finance.context, { today: TODAY });
  expect(county.rowsAre).toBe('department');
  expect(county.units.map(({ unitId }) => unitId).sort()).toEqual([education.id, world.departmentId].sort());
  // As everybody calls them.
  expect(county.units.map(({ name }) => name).sort()).toEqual(['人社局', '教育局']);
  const row = county.units.find(({ unitId }) => unitId === education.id);
  expect(row).toMatchObject({ projects: 1, budget: '300000.00' });
  expect(row?.members.sort()).toEqual([education.id, school.id].sort());
  expect(county.matrix.map(({ unitId }) => unitId)).toEqual(county.units.map(({ unitId }) => unitId));
  expect(county.units.reduce((sum, unit) => sum + unit.projects, 0)).toBe(county.projects.total);
  expect(county.places.filter(({ kind }) => kind === 'department')).toHaveLength(2);

  const chosen = await loadOverview(db, finance.context, { today: TODAY, unit: world.departmentId });
  expect(chosen.rowsAre).toBe('unit');
  expect(chosen.units.map(({ unitId }) => unitId).sort()).toEqual([world.unitId, world.besideId].sort());
  // From here the way leads back to the other department.
  expect(chosen.places).toEqual(county.places);
});

it('a leader of one department never sees it as one row', async () => {
  const own = await loadOverview(db, leader.context, { today: TODAY });
  expect(own.rowsAre).toBe('unit');
  expect(own.places.map(({ unitId }) => unitId)).not.toContain(education.id);
});

it('each row opens the projects and indicators of its department', async () => {
  const county = await loadOverview(db, finance.context, { today: TODAY });
  for (const { unitId, projects, budget, members } of county.units) {
    const rows = await loadOverviewRows(db, finance.context, { tile: 'projects', row: unitId, today: TODAY });
    expect(rows.total).toBe(projects);
    expect(rows.totals.budget).toBe(budget);
    for (const row of rows.projects ?? []) expect(members).toContain(row.unitId);
    const indicators = await loadOverviewRows(db, finance.context, {
      tile: 'indicators',
      row: unitId,
      today: TODAY,
    });
    expect(indicators.total).toBe(county.matrix.find((line) => line.unitId === unitId)?.total);
  }
});

it('a payment since the look is counted and opens; one before it is not', async () => {
  const at = `${TODAY}T12:00:00+08:00`;
  const pay = (time: string, amount: string) =>
    recordLedgerEvent(
      db,
      finance,
      {
        projectId,
        body: { event: 'paid', happenedOn: TODAY, amount },
        idempotency: keyOf(finance, amount),
      },
      fixedClock(TODAY, time),
    );
  const { projects = [] } = await loadOverviewRows(db, finance.context, {
    tile: 'projects',
    row: education.id,
    today: TODAY,
  });
  const projectId = String(projects[0]?.projectId);
  await pay('11:59:00.000', '1000.00');
  const none = await loadOverviewSince(db, finance.context, { since: at, today: TODAY });
  expect(none).toMatchObject({ basis: 'instant', payments: 0, paid: '0.00' });
  await pay('12:01:00.000', '290000.00');
  const some = await loadOverviewSince(db, finance.context, { since: at, today: TODAY });
  expect(some).toMatchObject({ basis: 'instant', payments: 1, paid: '290000.00' });
  const opened = await loadOverviewRows(db, finance.context, { tile: 'sincePaid', since: at, today: TODAY });
  expect(opened.payments?.map(({ amount }) => amount)).toEqual(['290000.00']);
  // The leader of the other department hears nothing of it.
  const beside = await loadOverviewSince(db, leader.context, { since: at, today: TODAY });
  expect(beside).toMatchObject({ payments: 0, worse: 0, better: 0 });
  for (const [tile, count] of [
    ['sinceWorse', some.worse],
    ['sinceBetter', some.better],
  ] as const) {
    const rows = await loadOverviewRows(db, finance.context, { tile, since: at, today: TODAY });
    expect(rows.total).toBe(count);
  }
  // Next to nothing was paid of the year's money; now the unreported indicator is the worst of it.
  expect(some).toMatchObject({ worse: 0, better: 1 });
  const better = await loadOverviewRows(db, finance.context, {
    tile: 'sinceBetter',
    since: at,
    today: TODAY,
  });
  expect(better.projects).toMatchObject([{ projectId, lightBefore: 'severe', light: 'unreported' }]);
});

it('a look longer ago than changes are kept is compared with the close of its day', async () => {
  const old = await loadOverviewSince(db, finance.context, {
    since: '2023-03-31T17:00:00+08:00',
    today: TODAY,
  });
  expect(old.basis).toBe('day');
  const rows = await loadOverviewRows(db, finance.context, {
    tile: 'sinceWorse',
    since: '2023-03-31T17:00:00+08:00',
    today: TODAY,
  });
  expect(rows.total).toBe(old.worse);
  expect(rows.comparedWith).toBe('2023-03-31');
  // A look of tomorrow finds nothing.
  expect(
    await loadOverviewSince(db, finance.context, { since: '2023-08-01T09:00:00+08:00', today: TODAY }),
  ).toMatchObject({ worse: 0, better: 0, payments: 0 });
});

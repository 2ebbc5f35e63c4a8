/** Each number of the overview is the count or sum of the rows behind it: of the list that a click on it opens. */
import { describe, expect, it } from 'vitest';
import type { Context } from '../../db/database.ts';
import { defaultYear } from '../../db/fiscal-years.ts';
import { compare, loadOverview, standOf, type GroupedRow } from '../../db/overview.ts';
import { listProjects, type ProjectsRequest } from '../../db/project-list.ts';
import { LIGHTS } from '../../domain/light.ts';
import { executionRate, sumAmounts } from '../../domain/money.ts';
import type { ProjectRow } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { loadDemoCounties } from './demo-counties.ts';
import { look, openHandles } from './world.ts';

const TODAY = '2023-07-31';

const database = await createTestDatabase();
await loadDemoCounties(database, TODAY);
const { db, owner } = await openHandles(database);
const regions = await db
  .selectFrom('shared.regions')
  .select(['id', 'slug', 'name'])
  .orderBy('slug')
  .execute();

/** Every row behind a tile, page by page. */
async function allRows(context: Context, request: Partial<ProjectsRequest>): Promise<ProjectRow[]> {
  const rows: ProjectRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await listProjects(db, context, {
      today: TODAY,
      limit: 20,
      ...request,
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...page.items);
    expect(page.total).toBeGreaterThanOrEqual(rows.length);
    if (page.nextCursor === null) expect(page.total).toBe(rows.length);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(new Set(rows.map((row) => row.projectId)).size).toBe(rows.length);
  return rows;
}

const cases = regions.flatMap((region) => [TODAY, '2023-04-15'].map((asOf) => ({ ...region, asOf })));

describe.each(cases)('$name on $asOf', ({ id: regionId, asOf }) => {
  const context: Context = { regionId, units: '*' };
  const load = () => loadOverview(db, context, { asOf, today: TODAY });

  it('counts as many projects and indicators of each light as the list holds', async () => {
    const overview = await load();
    const rows = await allRows(context, { asOf });
    expect(overview.projects.total).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(5);
    expect(overview.indicators.total).toBe(rows.reduce((sum, row) => sum + row.indicators, 0));
    for (const light of LIGHTS) {
      const ofLight = await allRows(context, { asOf, lights: [light] });
      expect(ofLight.length, light).toBe(overview.projects.byLight[light]);
      for (const row of ofLight) expect(row.light).toBe(light);
      expect(
        rows.reduce((sum, row) => sum + row.byLight[light], 0),
        light,
      ).toBe(overview.indicators.byLight[light]);
    }
  });

  it('sums the money of the rows, and rates it by the adjusted budget', async () => {
    const overview = await load();
    const rows = await allRows(context, { asOf });
    expect(overview.budget).toBe(sumAmounts(rows.map((row) => row.budget ?? '0')));
    expect(overview.executed).toBe(sumAmounts(rows.map((row) => row.executed)));
    expect(Number(overview.executed)).toBeGreaterThan(0);
    expect(overview.executionRate).toBe(executionRate(overview.executed, overview.budget));
    expect(overview.trend.at(-1)).toEqual({ day: asOf, executed: overview.executed });
  });

  it('has for each department the rows of its units, and of a department for each unit its own', async () => {
    const county = await load();
    expect(county.rowsAre).toBe('department');
    expect(county.units).toHaveLength(3);
    const names = new Map(county.places.map((place) => [place.unitId, place.name]));
    for (const department of county.units) {
      const own = await loadOverview(db, context, { asOf, unit: department.unitId, today: TODAY });
      expect(own.rowsAre).toBe('unit');
      for (const unit of [department, ...own.units]) {
        const rows = await allRows(context, { asOf, unit: unit.unitId });
        expect(unit.projects).toBe(rows.length);
        expect(unit.budget).toBe(sumAmounts(rows.map((row) => row.budget ?? '0')));
        expect(unit.executed).toBe(sumAmounts(rows.map((row) => row.executed)));
        for (const row of rows) {
          expect(unit.members).toContain(row.unitId);
          expect(row.unitName).toBe(names.get(row.unitId));
        }
      }
    }
    expect(county.units.reduce((sum, unit) => sum + unit.projects, 0)).toBe(county.projects.total);
    expect(sumAmounts(county.units.map((unit) => unit.budget))).toBe(county.budget);
  });

  it('chosen for one department is that department’s part of the whole, for one unit the unit’s', async () => {
    const whole = await load();
    for (const department of whole.units) {
      const own = await loadOverview(db, context, { asOf, unit: department.unitId, today: TODAY });
      expect(own.projects.total).toBe(department.projects);
      expect(own.budget).toBe(department.budget);
      expect(sumAmounts(own.units.map((unit) => unit.budget))).toBe(department.budget);
      const row = whole.matrix.find((each) => each.unitId === department.unitId);
      expect(own.matrix.reduce((sum, unit) => sum + unit.total, 0)).toBe(row?.total);
      for (const unit of own.units) {
        const alone = await loadOverview(db, context, { asOf, unit: unit.unitId, today: TODAY });
        expect(alone.units).toEqual([unit]);
        expect(alone.matrix).toEqual(own.matrix.filter((each) => each.unitId === unit.unitId));
        expect(alone.projects.total).toBe(unit.projects);
        expect(alone.budget).toBe(unit.budget);
      }
    }
  });

  it('has in each cell of the matrix the indicators of department, group and light, and the list shows their projects', async () => {
    const overview = await load();
    const membersOf = (rowId: string) => overview.units.find(({ unitId }) => unitId === rowId)?.members ?? [];
    const subjects = await look(db, context, (tx) =>
      tx
        .selectFrom('app.judgements')
        .select(['subject_id', 'project_id', 'unit_id', 'grp', 'light'])
        .where('kind', '=', 'indicator')
        .where('from_day', '<=', asOf)
        .where((where) => where.or([where('to_day', 'is', null), where('to_day', '>', asOf)]))
        .execute(),
    );
    let cells = 0;
    for (const { unitId, total, cells: groups } of overview.matrix) {
      const ofRow = subjects.filter((subject) => membersOf(unitId).includes(subject.unit_id));
      expect(ofRow.length).toBeGreaterThan(0);
      expect(total).toBe(ofRow.length);
      for (const { group, total: ofGroup, byLight } of groups) {
        const behind = ofRow.filter((subject) => subject.grp === group);
        expect(ofGroup).toBe(behind.length);
        for (const light of LIGHTS) {
          const lit = behind.filter((subject) => subject.light === light);
          expect(byLight[light]).toBe(lit.length);
          if (lit.length === 0) continue;
          cells += 1;
          const rows = await allRows(context, { asOf, unit: unitId, group, lights: [light] });
          expect(rows.map((row) => row.projectId).sort()).toEqual(
            [...new Set(lit.map((subject) => subject.project_id))].sort(),
          );
        }
      }
    }
    expect(cells).toBeGreaterThan(5);
  });

  it('compares with the end of the month before as it was then', async () => {
    const overview = await load();
    const since = asOf === TODAY ? '2023-06-30' : '2023-03-31';
    const then = await loadOverview(db, context, { asOf: since, today: TODAY });
    const behind = ({ projects: { byLight } }: typeof then) => byLight.lagging + byLight.severe;
    expect(overview.change).toEqual({
      since,
      behindProjects: behind(overview) - behind(then),
      unreportedProjects: overview.projects.byLight.unreported - then.projects.byLight.unreported,
      executionRate:
        (Math.round(Number(overview.executionRate) * 1e6) - Math.round(Number(then.executionRate) * 1e6)) /
        1e6,
    });
  });

  it('tells the last changes of lights and the facts of the day, and no first judgement', async () => {
    const { recent } = await load();
    const intervals = await look(db, context, (tx) =>
      tx
        .selectFrom('app.judgements')
        .select(['subject_id', 'from_day', 'light'])
        .where('kind', '<>', 'project')
        .where('from_day', '<=', asOf)
        .orderBy('subject_id')
        .orderBy('from_day')
        .execute(),
    );
    const told = intervals.flatMap((interval, n) => {
      const before = intervals[n - 1];
      if (before?.subject_id !== interval.subject_id) return [];
      if (before.light === interval.light && interval.from_day !== asOf) return [];
      const eventId = `${interval.subject_id}:${interval.from_day}`;
      return { eventId, day: interval.from_day, from: before.light, to: interval.light };
    });
    expect(told.length).toBeGreaterThan(8);
    const days = told.map(({ day }) => day).sort();
    expect(recent.map(({ eventId }) => eventId.split(':')[1])).toEqual(days.reverse().slice(0, 8));
    for (const { eventId, from, to, text } of recent) {
      expect(told).toContainEqual({ eventId, day: eventId.split(':')[1], from, to });
      expect(text).not.toBe('');
    }
  });

  it('shows the worst projects first, each with its reason, and none that goes well', async () => {
    const { worst, projects } = await load();
    const { attention, lagging, unreported, severe } = projects.byLight;
    expect(worst).toHaveLength(Math.min(10, attention + lagging + unreported + severe));
    worst.forEach((project, n) => {
      const before = worst[n - 1];
      if (before) expect(LIGHTS.indexOf(project.light)).toBeLessThanOrEqual(LIGHTS.indexOf(before.light));
      expect(project.why).not.toBe('');
      expect(project.since <= asOf).toBe(true);
    });
  });
});

describe('in the scope of a handler', () => {
  it('only the own unit is counted, whatever is asked for', async () => {
    const accounts = await owner
      .selectFrom('ops.accounts')
      .select(['username', 'region_id', 'unit_id'])
      .where('role', '=', 'handler')
      .execute();
    expect(accounts).toHaveLength(9);
    for (const account of accounts) {
      const regionId = String(account.region_id);
      const unitId = String(account.unit_id);
      const county = await loadOverview(db, { regionId, units: '*' }, { today: TODAY });
      const department = county.units.find(({ members }) => members.includes(unitId));
      const whole = await loadOverview(
        db,
        { regionId, units: '*' },
        { today: TODAY, unit: String(department?.unitId) },
      );
      const context: Context = { regionId, units: [unitId] };
      const own = await loadOverview(db, context, { today: TODAY });
      expect(own.units.map((unit) => unit.unitId)).toEqual([unitId]);
      expect(own.units).toEqual(whole.units.filter((unit) => unit.unitId === unitId));
      // Of the same department, and where it has but one unit, of another.
      const other =
        whole.units.find((unit) => unit.unitId !== unitId) ??
        county.units.find((unit) => unit.unitId !== department?.unitId);
      if (!other) throw new Error('a county of one unit');
      const asked = await loadOverview(db, context, { today: TODAY, unit: other.unitId });
      expect(asked.projects.total).toBe(0);
      expect(asked.budget).toBe('0.00');
      expect(await allRows(context, { unit: other.unitId })).toEqual([]);
    }
  });
});

it('a difference of rates has no more decimals than they have', () => {
  const money = (executed: string): GroupedRow => ({
    unit_id: 'u',
    kind: 'project',
    grp: null,
    light: 'normal',
    subjects: 1,
    budget: '10.00',
    initial_budget: '10.00',
    executed,
  });
  expect(compare('2023-06-30', standOf([money('1.00')]), standOf([money('3.00')]))?.executionRate).toBe(0.2);
});

it.each([
  [[2022, 2023, 2024], 2023],
  [[2021, 2022, 2024], 2022],
  [[2024, 2025], 2024],
  [[], 2023],
])('of the years %j, %i is shown when none is asked for', (years, year) => {
  expect(defaultYear(years, TODAY)).toBe(year);
});

it('a year without projects is empty, not an error', async () => {
  const overview = await loadOverview(
    db,
    { regionId: String(regions[0]?.id), units: '*' },
    { year: 2031, today: TODAY },
  );
  expect(overview).toMatchObject({
    fiscalYear: 2031,
    budget: '0.00',
    executed: '0.00',
    executionRate: null,
    change: null,
    units: [],
    worst: [],
  });
  expect(overview.projects.total).toBe(0);
});

it('before anything was declared nothing is counted', async () => {
  const overview = await loadOverview(
    db,
    { regionId: String(regions[0]?.id), units: '*' },
    { asOf: '2023-01-01', today: TODAY },
  );
  expect(overview.projects.total).toBe(0);
  expect(overview.timeProgress).toBeLessThan(0.01);
});

it('a day that has not come is today', async () => {
  const context: Context = { regionId: String(regions[0]?.id), units: '*' };
  const future = await loadOverview(db, context, { asOf: '2023-12-31', today: TODAY });
  expect(future).toEqual(await loadOverview(db, context, { today: TODAY }));
  expect(future.asOf).toBe(TODAY);
});

it('the intervals and the states say the same of today', async () => {
  for (const { id: regionId } of regions) {
    const context: Context = { regionId, units: '*' };
    const today = await loadOverview(db, context, { today: TODAY });
    // Read tomorrow, the same day comes from the intervals.
    const tomorrow = await loadOverview(db, context, { asOf: TODAY, today: '2023-08-01' });
    expect({ ...tomorrow, today: TODAY, readAt: today.readAt }).toEqual(today);
  }
});

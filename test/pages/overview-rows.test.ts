/**
 * The tile test: for three counties, four days, the leader and finance, each number of the overview is the count or the
 * sum of the rows that open behind it, over HTTP, added up here row by row.
 */
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext, openDatabase } from '../../db/database.ts';
import { hashPassword } from '../../db/passwords.ts';
import { recordSameTarget } from '../../db/same-targets.ts';
import { INDICATOR_GROUPS } from '../../domain/indicator-group.ts';
import { BEHIND, LIGHTS, TROUBLE, type Light } from '../../domain/light.ts';
import { executionRate, sumAmounts } from '../../domain/money.ts';
import { buildApp } from '../../server/app.ts';
import type { Overview } from '../../server/contract.ts';
import type { OverviewRows, ProjectBehind } from '../../server/contract-overview.ts';
import { loadDemoCounties } from '../db/demo-counties.ts';
import { createTestDatabase } from '../postgres.ts';
import { PASSWORD, signIn } from '../server/world.ts';

const TODAY = '2023-07-31';
const DAYS = ['2023-03-31', '2023-05-31', '2023-06-30', TODAY];
const COUNTIES = ['liuchuan', 'pinghe', 'lishan'];

const database = await createTestDatabase();
await loadDemoCounties(database, TODAY, await hashPassword(PASSWORD));
const db = openDatabase(database.urls.app, { max: 8 });
const linked = await linkSome();
const app = await buildApp({
  db,
  publisherUrl: database.urls.publisher,
  clock: fixedClock(TODAY, '17:30:00.000'),
  demo: true,
  version: '0.0.0-test',
  webRoot: '/nonexistent',
});
const { afterAll } = await import('vitest');
afterAll(async () => {
  await app.close();
  await db.destroy();
});

/**
 * In each county some targets are the same under several funds: pairs since May, the first of them joined by a third in June,
 * one pair taken apart in July. The numbers of each day count by what was known then.
 */
async function linkSome(): Promise<number> {
  const regions = await db.selectFrom('shared.regions').select('id').execute();
  let links = 0;
  for (const { id: regionId } of regions) {
    const context = { regionId, units: '*' } as const;
    const rows = await inContext(db, context, (tx) =>
      tx
        .selectFrom('app.indicators')
        .select(['id', 'unit_id', 'grp', 'project_id'])
        .where('is_subject', '=', true)
        .orderBy('id')
        .execute(),
    );
    const actor = { accountId: null, post: '财政局绩效股', invented: true, context };
    const mark = async (indicatorId: string, sameAs: string | null, day: string) => {
      const request = { indicatorId, sameAs, reason: '同一批对象', idempotency: null };
      expect(await recordSameTarget(db, actor, request, fixedClock(day))).toHaveProperty('answer');
      links += 1;
    };
    const groups = [...Map.groupBy(rows, (row) => `${row.unit_id} ${row.grp}`).values()];
    for (const group of groups) {
      // One indicator of each project.
      const ids = [...new Map(group.map((row) => [row.project_id, row.id])).values()];
      const [first, second, third, fourth, fifth] = ids;
      if (first === undefined || second === undefined) continue;
      await mark(second, first, '2023-05-10');
      if (third !== undefined) await mark(third, second, '2023-06-15');
      if (fourth === undefined || fifth === undefined) continue;
      await mark(fifth, fourth, '2023-05-20');
      await mark(fourth, null, '2023-07-05');
    }
  }
  return links;
}

it('some targets of every county are the same', async () => {
  expect(linked).toBeGreaterThan(30);
  for (const county of COUNTIES) {
    const counted = async (asOf: string) => {
      const { linkedIndicators, indicators } = await get<Overview>(`${county}-finance`, '/overview', {
        asOf,
      });
      const { indicators: rows = [] } = await rowsBehind(`${county}-finance`, { asOf, tile: 'indicators' });
      return {
        linked: linkedIndicators.length,
        // Each indicator is counted, or named beside the one that it is counted as.
        all: rows.reduce((sum, row) => sum + 1 + row.alsoUnder.length, 0),
        once: indicators.total,
      };
    };
    const [march, may, june, now] = await Promise.all(DAYS.map(counted));
    expect(march).toMatchObject({ linked: 0, once: march?.all });
    for (const day of [may, june, now]) expect(day?.once).toBeLessThan(day?.all ?? 0);
    expect(june?.linked).toBeGreaterThan(may?.linked ?? 0);
    expect(now?.linked).toBeLessThan(june?.linked ?? 0);
  }
});

const cookies = new Map<string, string>();
async function get<T>(username: string, path: string, query: Record<string, string | number>): Promise<T> {
  const cookie = cookies.get(username) ?? (await signIn(app, username));
  cookies.set(username, cookie);
  const answer = await app.inject({
    url: `/api${path}`,
    query: query as Record<string, string>,
    headers: { cookie },
  });
  expect(answer.statusCode, `${path} ${JSON.stringify(query)}: ${answer.body.slice(0, 300)}`).toBe(200);
  return answer.json();
}

type Asked = Record<string, string>;

/** Every page; the count and the totals must be the same on each and the rows no more and no fewer. */
async function rowsBehind(username: string, asked: Asked, limit = 200): Promise<OverviewRows> {
  let all: OverviewRows | null = null;
  let cursor: string | null = null;
  do {
    const page: OverviewRows = await get<OverviewRows>(username, '/overview/rows', {
      ...asked,
      limit,
      ...(cursor === null ? {} : { cursor }),
    });
    if (all === null) all = page;
    else {
      expect(page.total).toBe(all.total);
      expect(page.totals).toEqual(all.totals);
      for (const list of ['projects', 'indicators', 'duties', 'payments', 'changes'] as const) {
        (all[list] as unknown[] | undefined)?.push(...((page[list] as unknown[] | undefined) ?? []));
      }
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(listOf(all), JSON.stringify(asked)).toHaveLength(all.total);
  return all;
}

const listOf = (rows: OverviewRows): readonly unknown[] =>
  rows.projects ?? rows.indicators ?? rows.duties ?? rows.payments ?? rows.changes ?? [];
const budgetOf = (rows: readonly ProjectBehind[]) => sumAmounts(rows.map((row) => row.budget ?? '0.00'));
const executedOf = (rows: readonly ProjectBehind[]) => sumAmounts(rows.map((row) => row.executed));
const countOf = (counts: { byLight: object }, lights: readonly Light[]) =>
  lights.reduce((sum, light) => sum + (counts.byLight as Record<Light, number>)[light], 0);
const unique = (ids: readonly string[]) => expect(new Set(ids).size).toBe(ids.length);

const cases = COUNTIES.flatMap((county) =>
  DAYS.flatMap((asOf) => ['leader', 'finance'].map((role) => ({ username: `${county}-${role}`, asOf }))),
);

describe.each(cases)('$username on $asOf', ({ username, asOf }) => {
  const overviewOf = () => get<Overview>(username, '/overview', { asOf });
  const behind = (asked: Asked) => rowsBehind(username, { asOf, ...asked });

  it('budget, executed, rate and what is left are the sums of their rows', async () => {
    const overview = await overviewOf();
    for (const tile of ['budget', 'rate', 'left', 'projects']) {
      const { projects = [], total, totals } = await behind({ tile });
      unique(projects.map((row) => row.projectId));
      expect(total).toBe(overview.projects.total);
      expect(budgetOf(projects)).toBe(overview.budget);
      expect(executedOf(projects)).toBe(overview.executed);
      expect(totals).toMatchObject({
        budget: overview.budget,
        executed: overview.executed,
        executionRate: overview.executionRate,
      });
      expect(executionRate(executedOf(projects), budgetOf(projects))).toBe(overview.executionRate);
    }
    expect(overview.projects.total).toBeGreaterThan(5);
    expect(Number(overview.executed)).toBeGreaterThan(0);
  });

  it('executed is the sum of the payments, at every point of the trend', async () => {
    const overview = await overviewOf();
    expect(overview.trend.at(-1)?.executed).toBe(overview.executed);
    for (const { day, executed } of overview.trend) {
      const { payments = [], totals } = await behind({ tile: 'executed', until: day });
      unique(payments.map((row) => row.id));
      expect(sumAmounts(payments.map((row) => row.amount)), day).toBe(executed);
      expect(totals.amount).toBe(executed);
      for (const row of payments) expect(row.happenedOn <= day).toBe(true);
    }
  });

  it('each light of the projects, and each group of lights of the sentence', async () => {
    const overview = await overviewOf();
    for (const light of LIGHTS) {
      const { projects = [] } = await behind({ tile: 'projects', light });
      expect(projects.length, light).toBe(countOf(overview.projects, [light]));
      for (const row of projects) expect(row.light).toBe(light);
    }
    expect((await behind({ tile: 'projects', light: 'behind' })).total).toBe(
      countOf(overview.projects, BEHIND),
    );
    const trouble = await behind({ tile: 'projects', light: 'trouble' });
    expect(trouble.total).toBe(countOf(overview.projects, TROUBLE));
    // The worst ten are the first ten of these.
    expect(overview.worst.map(({ projectId, why }) => ({ projectId, why }))).toEqual(
      (trouble.projects ?? []).slice(0, 10).map(({ projectId, why }) => ({ projectId, why })),
    );
  });

  it('each bullet', async () => {
    const overview = await overviewOf();
    for (const unit of overview.units) {
      const { projects = [], rowName } = await behind({ tile: 'rate', row: unit.unitId });
      expect(rowName).toBe(unit.name);
      expect(projects).toHaveLength(unit.projects);
      expect(budgetOf(projects)).toBe(unit.budget);
      expect(executedOf(projects)).toBe(unit.executed);
      expect(executionRate(executedOf(projects), budgetOf(projects))).toBe(unit.executionRate);
      for (const row of projects) expect(unit.members).toContain(row.unitId);
    }
  });

  it('each cell of the matrix, each row, each column and the whole', async () => {
    const overview = await overviewOf();
    const all = await behind({ tile: 'indicators' });
    expect(all.total).toBe(overview.indicators.total);
    unique((all.indicators ?? []).map((row) => row.indicatorId));
    for (const light of LIGHTS) {
      const { total } = await behind({ tile: 'indicators', light });
      expect(total, light).toBe(countOf(overview.indicators, [light]));
    }
    expect((await behind({ tile: 'indicators', light: 'behind' })).total).toBe(
      countOf(overview.indicators, BEHIND),
    );
    for (const group of INDICATOR_GROUPS) {
      const cells = overview.matrix.flatMap((row) => row.cells.filter((cell) => cell.group === group));
      const { indicators = [] } = await behind({ tile: 'indicators', group });
      expect(indicators).toHaveLength(cells.reduce((sum, cell) => sum + cell.total, 0));
      for (const light of TROUBLE) {
        const ofLight = await behind({ tile: 'indicators', group, light });
        expect(ofLight.total).toBe(cells.reduce((sum, cell) => sum + countOf(cell, [light]), 0));
      }
    }
    for (const { unitId, total, cells } of overview.matrix) {
      const { indicators = [] } = await behind({ tile: 'indicators', row: unitId });
      expect(indicators).toHaveLength(total);
      for (const cell of cells) {
        const own = await behind({ tile: 'indicators', row: unitId, group: cell.group });
        expect(own.total).toBe(cell.total);
        for (const light of LIGHTS) {
          const count = countOf(cell, [light]);
          expect((own.indicators ?? []).filter((row) => row.light === light)).toHaveLength(count);
          // What the cell prints; each takes a request.
          if (count === 0 || !TROUBLE.includes(light)) continue;
          const lit = await behind({ tile: 'indicators', row: unitId, group: cell.group, light });
          expect(lit.indicators?.map((row) => row.indicatorId).sort()).toEqual(
            own.indicators
              ?.filter((row) => row.light === light)
              .map((row) => row.indicatorId)
              .sort(),
          );
        }
      }
    }
    const two = await behind({ tile: 'indicators', light: 'behind', group: 'quantity,timeliness' });
    expect(two.total).toBe(
      (await behind({ tile: 'indicators', light: 'behind', group: 'quantity' })).total +
        (await behind({ tile: 'indicators', light: 'behind', group: 'timeliness' })).total,
    );
  });

  it('what is late, missed, soon due and open', async () => {
    const { duties: told } = await overviewOf();
    const outstanding = (rows: OverviewRows) =>
      sumAmounts((rows.duties ?? []).map((row) => row.outstanding ?? '0.00'));
    const overdue = await behind({ tile: 'overdue' });
    expect(overdue.total).toBe(told.overdue);
    expect(outstanding(overdue)).toBe(told.overdueAmount);
    expect(overdue.totals.amount).toBe(told.overdueAmount);
    const missed = await behind({ tile: 'missed' });
    expect(missed.total).toBe(told.missed);
    const soon = await behind({ tile: 'dueSoon' });
    expect(soon.total).toBe(told.dueSoon);
    expect(outstanding(soon)).toBe(told.dueSoonAmount);
    expect((await behind({ tile: 'openAlerts' })).total).toBe(told.openAlerts);
    const late = [...(overdue.duties ?? []), ...(missed.duties ?? [])];
    for (const shown of told.late) expect(late).toContainEqual(shown);
  });

  it('the change against the last month’s end', async () => {
    const { change, ...overview } = await overviewOf();
    expect(change).not.toBeNull();
    for (const [tile, number, counts] of [
      ['changedBehind', change?.behindProjects, BEHIND],
      ['changedUnreported', change?.unreportedProjects, ['unreported']],
    ] as const) {
      const { projects = [], totals, comparedWith } = await behind({ tile });
      expect(comparedWith).toBe(change?.since);
      const isIn = (light: string | null) => light !== null && (counts as readonly string[]).includes(light);
      const entered = projects.filter((row) => isIn(row.light) && !isIn(row.lightBefore)).length;
      const left = projects.filter((row) => !isIn(row.light) && isIn(row.lightBefore)).length;
      expect(entered + left).toBe(projects.length);
      expect(totals).toMatchObject({ entered, left });
      expect(entered - left).toBe(number);
    }
    const { projects = [] } = await behind({ tile: 'changedRate' });
    const before = executionRate(
      sumAmounts(projects.map((row) => row.executedBefore ?? '0.00')),
      sumAmounts(projects.map((row) => row.budgetBefore ?? '0.00')),
    );
    const now = executionRate(executedOf(projects), budgetOf(projects));
    expect(now).toBe(overview.executionRate);
    expect(((now ?? 0) - (before ?? 0)).toFixed(6)).toBe(change?.executionRate?.toFixed(6));
  });

  it('the changes of the day begin with those that the feed shows', async () => {
    const { recent } = await overviewOf();
    const { changes = [] } = await behind({ tile: 'today' });
    const ofDay = recent.filter(({ eventId }) => eventId.endsWith(asOf));
    expect(changes.slice(0, ofDay.length)).toEqual(ofDay);
  });
});

it('a page at a time gives the same rows as all at once', async () => {
  const username = 'liuchuan-finance';
  for (const asked of [
    { tile: 'projects' },
    { tile: 'left' },
    { tile: 'indicators' },
    { tile: 'executed' },
    { tile: 'changedRate' },
    { tile: 'openAlerts' },
  ] as Asked[]) {
    const whole = await rowsBehind(username, asked);
    const paged = await rowsBehind(username, asked, 7);
    expect({ ...paged, nextCursor: null }).toEqual({ ...whole, nextCursor: null });
  }
});

it('narrowed to one unit, the rows are that unit’s', async () => {
  const username = 'liuchuan-leader';
  const whole = await get<Overview>(username, '/overview', {});
  for (const { unitId, projects, executed } of whole.units) {
    const rows = await rowsBehind(username, { tile: 'projects', unit: unitId });
    expect(rows.total).toBe(projects);
    const paid = await rowsBehind(username, { tile: 'executed', unit: unitId });
    expect(paid.totals.amount).toBe(executed);
  }
});

it('opens nothing of another county, and nothing outside the own unit', async () => {
  const whole = await get<Overview>('liuchuan-finance', '/overview', {});
  const [first] = whole.units;
  const foreign = await rowsBehind('pinghe-finance', { tile: 'projects', row: String(first?.unitId) });
  expect(foreign.total).toBe(0);
  const own = await get<Overview>('liuchuan-handler', '/overview', {});
  const other = whole.units.find(({ unitId }) => unitId !== own.units[0]?.unitId);
  for (const tile of ['projects', 'indicators', 'executed', 'changedRate']) {
    expect((await rowsBehind('liuchuan-handler', { tile, row: String(other?.unitId) })).total, tile).toBe(0);
    const seen = await rowsBehind('liuchuan-handler', { tile });
    for (const row of [...(seen.projects ?? []), ...(seen.indicators ?? [])]) {
      expect(row.unitId).toBe(own.units[0]?.unitId);
    }
  }
});

it.each([
  ['an unknown tile', { tile: 'everything' }],
  ['an unknown group', { tile: 'indicators', group: 'quantity,beauty' }],
  ['a cursor that is none', { tile: 'projects', cursor: 'x' }],
  ['a day that no calendar has', { tile: 'executed', until: '2023-02-30' }],
  ['no tile', {}],
])('refuses %s', async (_name, query) => {
  const cookie = await signIn(app, 'liuchuan-leader');
  const answer = await app.inject({ url: '/api/overview/rows', query: query as Asked, headers: { cookie } });
  expect(answer.statusCode).toBe(400);
});

import { describe, expect, it } from 'vitest';
import type { ProjectPage } from '../../server/contract.ts';
import type { SearchAnswer } from '../../server/contract-search.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();

async function get<T>(username: string, url: string): Promise<T> {
  const answer = await app.inject({ url, headers: { cookie: await signIn(app, username) } });
  expect([answer.statusCode, url]).toEqual([200, url]);
  return answer.json<T>();
}

const find = (username: string, q: string, more = '') =>
  get<SearchAnswer>(username, `/api/search?q=${encodeURIComponent(q)}${more}`);
const list = (username: string, query: string) =>
  get<ProjectPage>(username, `/api/projects?year=2023&limit=200&${query}`);

describe('GET /search', () => {
  it('finds what is asked for in Chinese, pinyin and initials', async () => {
    const chinese = await find('finance', '养老保险', '&limit=20');
    expect(chinese.projects.total).toBeGreaterThan(0);
    for (const row of chinese.projects.items) expect(row.name).toContain('养老保险');
    for (const q of ['yanglaobaoxian', 'ylbx']) {
      const found = await find('finance', q, '&limit=20');
      const ids = new Set(found.projects.items.map((row) => row.projectId));
      expect(found.projects.total, q).toBeGreaterThanOrEqual(chinese.projects.total);
      for (const row of chinese.projects.items.slice(0, 3)) expect(ids.has(row.projectId), q).toBe(true);
    }
    expect((await find('finance', '养老', '&limit=1')).projects.items).toHaveLength(1);
  });

  it('never finds another unit’s project, indicator or unit', async () => {
    const mine = new Set((await list('owner', '')).items.map((row) => row.projectId));
    const region = await find('finance', 'b', '&limit=1');
    expect(region.projects.total).toBeGreaterThan((await find('owner', 'b')).projects.total);
    for (const q of ['a', 'b', 'zijin', '补贴', '2023', '人数', 'fuwu', 'zhongxin', '局']) {
      const found = await find('owner', q, '&limit=20');
      for (const row of [...found.projects.items, ...found.indicators.items]) {
        expect(mine.has(row.projectId), `${q}: ${row.name}`).toBe(true);
      }
      for (const unit of found.units.items) expect(unit.unitId).toBe(world.unitId);
      expect(found.projects.total).toBeLessThanOrEqual(mine.size);
    }
  });

  it('is for business posts, and refuses what is no search', async () => {
    const cookie = await signIn(app, 'sysadmin');
    expect((await app.inject({ url: '/api/search?q=a', headers: { cookie } })).statusCode).toBe(403);
    expect((await app.inject({ url: '/api/search?q=a' })).statusCode).toBe(401);
    const owner = await signIn(app, 'owner');
    for (const url of [
      '/api/search',
      '/api/search?q=',
      '/api/search?q=a&limit=21',
      '/api/search?q=a&asOf=2023-02-30',
    ]) {
      expect((await app.inject({ url, headers: { cookie: owner } })).statusCode, url).toBe(400);
    }
  });
});

describe('the filters of GET /projects', () => {
  it('find by words, pinyin and initials, in the own scope', async () => {
    const words = await list('finance', `q=${encodeURIComponent('养老')}`);
    const pinyin = await list('finance', 'q=yanglao');
    expect(words.total).toBeGreaterThan(0);
    expect(pinyin.total).toBeGreaterThanOrEqual(words.total);
    const ids = new Set(pinyin.items.map((row) => row.projectId));
    expect(words.items.filter((row) => !ids.has(row.projectId))).toEqual([]);
    const own = await list('owner', 'q=yanglao');
    expect(own.items.filter((row) => row.unitId !== world.unitId)).toEqual([]);
  });

  it('take several lights at once', async () => {
    const all = await list('finance', '');
    const [there = 'normal'] = Object.entries(all.totals.byLight).find(([, count]) => count > 0) ?? [];
    const [absent = 'severe'] = Object.entries(all.totals.byLight).find(([, count]) => count === 0) ?? [];
    const of = all.items.filter((row) => row.light === there).length;
    expect((await list('finance', `light=${there}`)).total).toBe(of);
    expect((await list('finance', `light=${absent},${there}`)).total).toBe(of);
    expect((await list('finance', `light=${absent}`)).total).toBe(0);
    const cookie = await signIn(app, 'finance');
    const refused = await app.inject({ url: '/api/projects?light=severe,green', headers: { cookie } });
    expect(refused.statusCode).toBe(400);
  });

  it('take what was not reported and where the money comes from', async () => {
    const all = await list('finance', '');
    const unreported = await list('finance', 'unreported=true');
    expect(unreported.total).toBe(all.items.filter((row) => row.byLight.unreported > 0).length);
    const sources = all.about?.sources ?? [];
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      const of = await list('finance', `source=${source}`);
      expect(of.total, source).toBeGreaterThan(0);
      expect(of.total, source).toBeLessThanOrEqual(all.total);
    }
  });

  it('sum over all that match, not only the page', async () => {
    const all = await list('finance', '');
    const page = await get<ProjectPage>('finance', '/api/projects?year=2023&limit=2&cursor=2');
    expect(page.items).toHaveLength(2);
    expect(page.totals).toEqual(all.totals);
    expect(page.about).toBeNull();
    expect(all.totals.indicators).toBe(all.items.reduce((sum, row) => sum + row.indicators, 0));
    const cents = (amount: string | null) => Math.round(Number(amount ?? 0) * 100);
    expect(cents(all.totals.budget)).toBe(all.items.reduce((sum, row) => sum + cents(row.budget), 0));
    expect(cents(all.totals.executed)).toBe(all.items.reduce((sum, row) => sum + cents(row.executed), 0));
  });

  it('order by every column, both ways', async () => {
    for (const sort of ['light', 'name', 'unit', 'indicators', 'budget', 'executionRate', 'since']) {
      const rows = async (order: string) => (await list('finance', `sort=${sort}&order=${order}`)).items;
      const [up, down] = [await rows('asc'), await rows('desc')];
      expect(up.map((row) => row.projectId).sort()).toEqual(down.map((row) => row.projectId).sort());
    }
    const budgets = (await list('finance', 'sort=budget&order=asc')).items
      .map((row) => row.budget)
      .filter((budget) => budget !== null)
      .map(Number);
    expect(budgets).toEqual(budgets.toSorted((a, b) => a - b));
    const since = (await list('finance', 'sort=since')).items.map((row) => row.since);
    expect(since).toEqual(since.toSorted());
  });
});

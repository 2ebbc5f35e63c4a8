/** The list of projects in a county of some 1,700: only near rows stand in the page; and all of it by the keyboard. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPages } from '../../server/build-pages.ts';
import type { ProjectPage } from '../../server/contract.ts';
import { declaration, declare } from '../db/world.ts';
import { createTestDatabase } from '../postgres.ts';
import { PASSWORD, createWorld, signIn } from '../server/world.ts';
import { expectNoProblems, refused, useChromium, visit } from '../browser/chromium.ts';

const MADE = 1_600;
/** A part is read before its row can be stood on; two cores are shared with others. */
const WITHIN = { timeout: 10_000 };
/** No worker runs here: the page of health says so. */
const NO_SCAN = refused(503);

const browser = await useChromium();
const world = await createWorld(await createTestDatabase());
const made = Array.from({ length: MADE }, (_, index) =>
  declaration({
    name: index === 1_234 ? '重点群体养老保险补贴' : `量测项目${String(index).padStart(4, '0')}`,
    budget: `${1_000 + index}.00`,
    indicators: [['数量指标', '发放人次', '≥10人次']],
  }),
);
const finance = {
  accountId: null,
  post: '财政局绩效股',
  context: { regionId: world.regionId, units: '*' as const },
  invented: true,
};
for (let start = 0; start < MADE; start += 400) {
  await declare(world.db, finance, made.slice(start, start + 400), world.clock);
}
const product = { url: '', password: PASSWORD };
let all: ProjectPage;

beforeAll(async () => {
  await buildPages(console.error);
  const app = await world.start({ demo: false, webRoot: join(import.meta.dirname, '../../web/dist') });
  await app.listen({ host: '127.0.0.1', port: 0 });
  product.url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const cookie = await signIn(app, 'finance');
  all = (
    await app.inject({ url: '/api/projects?sort=budget&order=asc&cursor=1499&limit=1', headers: { cookie } })
  ).json();
});

const rowsInPage = (page: Page) => page.locator('tbody .project').count();
const focused = (page: Page) =>
  page.evaluate<string | null>(`document.activeElement?.getAttribute('aria-rowindex') ?? null`);

describe('a list of some 1,700 projects', () => {
  it('shows row 1,500 after a leap, with less than a hundred rows in the page', async () => {
    const visitor = await visit(browser, product, { as: 'finance', path: '/projects?sort=budget&order=asc' });
    const { page } = visitor;
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/projects?')) asked.push(request.url());
    });
    await page.locator('tbody .project').first().waitFor();
    expect(all.total).toBeGreaterThan(MADE);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(all.total + 2));
    expect(await rowsInPage(page)).toBeLessThan(100);
    const height = (await page.locator('tbody .project').first().boundingBox())?.height ?? 0;
    await page.evaluate(`scrollTo(0, ${1_499 * height})`);
    const [wanted] = all.items;
    const row = page.locator('tbody [aria-rowindex="1502"]');
    await row.getByText(String(wanted?.name)).waitFor();
    expect(await rowsInPage(page)).toBeLessThan(100);
    // The head stays, and what was passed by was not read.
    expect((await page.getByRole('columnheader').first().boundingBox())?.y).toBeLessThan(4);
    expect(asked.length).toBeLessThanOrEqual(3);
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.locator(`tbody [aria-rowindex="${all.total + 2}"] th`).waitFor();
    expectNoProblems(visitor, NO_SCAN);
    await visitor.context.close();
  });

  it('sums over all that match and is turned round by a column’s head', async () => {
    const visitor = await visit(browser, product, { as: 'finance', path: '/projects?q=liangce' });
    const { page } = visitor;
    await page.getByText(`合计 ${(MADE - 1).toLocaleString('en')} 个`).waitFor();
    await page.getByRole('columnheader', { name: '预算' }).getByRole('button').click();
    await page.waitForURL(/sort=budget/);
    const head = page.getByRole('columnheader', { name: '预算' });
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await page.locator('tbody [aria-rowindex="3"]').getByText('量测项目1599').waitFor();
    await head.getByRole('button').click();
    await page.locator('tbody [aria-rowindex="3"]').getByText('量测项目0000').waitFor();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expectNoProblems(visitor, NO_SCAN);
    await visitor.context.close();
  });

  it('goes by the keyboard alone from the search to the list, a story and the project', async () => {
    const visitor = await visit(browser, product, { as: 'finance', path: '/' });
    const { page } = visitor;
    await page.locator('h1').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('zdqt');
    await page.getByRole('option', { name: '重点群体养老保险补贴' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('liangcexm');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/projects\?q=liangcexm/);
    await page.locator('tbody .project').first().waitFor();
    // Past the bars and the lights to the filter's own search, and down from it into the rows.
    const isAtSearch = () =>
      page.evaluate<boolean>(`document.activeElement?.getAttribute('type') === 'search'`);
    for (let tabs = 0; tabs < 60 && !(await isAtSearch()); tabs += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), WITHIN).toBe('3');
    for (let down = 0; down < 45; down += 1) await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), WITHIN).toBe('48');
    await page.keyboard.press('End');
    await expect.poll(() => focused(page), WITHIN).toBe(String(MADE - 1 + 2));
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), WITHIN).toBe('4');
    const name = await page.locator('tbody [aria-rowindex="4"] th').innerText();
    await page.keyboard.press('Enter');
    const story = page.getByRole('dialog');
    await story.getByRole('heading', { name }).waitFor();
    await page.keyboard.press('Escape');
    await story.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page), WITHIN).toBe('4');
    await page.keyboard.press('Enter');
    const link = story.getByRole('link', { name: '打开项目页' });
    await link.waitFor();
    for (let tabs = 0; tabs < 30; tabs += 1) {
      if ((await page.evaluate('document.activeElement?.textContent')) === '打开项目页') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
    await page.locator('h1', { hasText: name }).waitFor();
    expectNoProblems(visitor, NO_SCAN);
    await visitor.context.close();
  });

  it('keeps views with the person: saved, opened with, renamed, deleted', async () => {
    const visitor = await visit(browser, product, { as: 'finance', path: '/projects?q=yanglao&sort=budget' });
    const { page } = visitor;
    await page.getByRole('button', { name: '视图', exact: true }).click();
    await page.getByRole('button', { name: '存为视图' }).click();
    await page.getByLabel('视图名称').fill('养老的');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '打开清单时先看“养老的”' }).click();
    await page.getByRole('button', { name: '视图：养老的' }).waitFor();
    await expect
      .poll(async () => (await page.request.get('/api/account/preferences')).text())
      .toContain('"standard":"养老的"');

    const again = await visit(browser, product, { as: 'finance', path: '/projects' });
    await again.page.waitForURL(/q=yanglao/);
    await again.page.getByRole('button', { name: '视图：养老的' }).click();
    await again.page.getByRole('button', { name: '给“养老的”改名' }).click();
    await again.page.getByLabel('视图名称').fill('老人');
    await again.page.keyboard.press('Enter');
    await again.page.getByRole('button', { name: '删除“老人”' }).click();
    await again.page.getByText('还没有保存的视图').waitFor();
    for (const each of [visitor, again]) {
      expectNoProblems(each, NO_SCAN);
      await each.context.close();
    }
  });

  it('is a list of cards on the phone, and its search opens over the page', async () => {
    const visitor = await visit(browser, product, {
      as: 'finance',
      path: '/projects',
      viewport: { width: 390, height: 844 },
    });
    const { page } = visitor;
    await page.locator('tbody .project').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await rowsInPage(page)).toBeLessThan(60);
    await page.getByRole('button', { name: '搜索', exact: true }).click();
    await page.keyboard.type('ylbx');
    await page.getByRole('option').first().waitFor();
    await page.getByRole('option', { name: '重点群体养老保险补贴' }).click();
    await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
    expectNoProblems(visitor, NO_SCAN);
    await visitor.context.close();
  });
});

/** The overview in a real Chromium: every number opens its rows, by keyboard and by address; panels and looks are kept. */
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Overview } from '../../server/contract.ts';
import { expectNoProblems, useChromium, visit } from './chromium.ts';
import { callAs, openNumberRows, until, useProduct } from './product.ts';

const product = await useProduct();
const browser = await useChromium();

const drawer = (page: Page) => page.getByRole('dialog');
const lines = (page: Page) => drawer(page).locator('tbody tr');
const isFocusInside = (page: Page) =>
  page.evaluate<boolean>('document.querySelector("[role=dialog]").contains(document.activeElement)');
const focused = (page: Page) => page.evaluate<string>('document.activeElement?.textContent?.trim() ?? ""');

describe('the rows behind a number', () => {
  it('open by Enter, hold the focus, close by Esc and give it back', async () => {
    const visitor = await visit(browser, product, { as: 'liuchuan-leader' });
    const { page } = visitor;
    try {
      const overview = await (await callAs(product, 'liuchuan-leader')).get<Overview>('/overview');
      const { lagging, severe } = overview.projects.byLight;
      const number = page.locator('h1 a.lagging');
      await number.waitFor();
      const text = (await number.innerText()).trim();
      expect(text).toBe(`${lagging + severe} 个滞后`);
      await number.focus();
      await page.keyboard.press('Enter');
      await lines(page).first().waitFor();
      expect(await lines(page).count()).toBe(lagging + severe);
      expect(await isFocusInside(page)).toBe(true);
      // Around once and back: the focus never leaves.
      for (let presses = 0; presses < lagging + severe + 4; presses += 1) await page.keyboard.press('Tab');
      expect(await isFocusInside(page)).toBe(true);
      expect(new URL(page.url()).searchParams.get('rows')).toBe('projects~light.behind');
      await page.keyboard.press('Escape');
      await drawer(page).waitFor({ state: 'detached' });
      await until(2_000, async () => (await focused(page)) === text);
      expect(new URL(page.url()).searchParams.get('rows')).toBeNull();
      expectNoProblems(visitor);
    } finally {
      await visitor.context.close();
    }
  });

  it('are every number of the page: each opens rows that are as many as it says', async () => {
    const visitor = await visit(browser, product, { as: 'liuchuan-finance' });
    const { page } = visitor;
    try {
      await page.locator('.strip a').first().waitFor();
      await page.locator('.marks a').first().waitFor();
      const addresses = await page.evaluate<string[]>(
        `[...new Set([...document.querySelectorAll('main a[aria-haspopup="dialog"]')].map((link) => link.getAttribute('href')))]`,
      );
      expect(addresses.length).toBeGreaterThan(40);
      // Counts printed in the cells of the matrix.
      const cells = page.locator('.marks a');
      const count = await cells.count();
      for (let index = 0; index < count; index += 7) {
        const printed = Number((await cells.nth(index).innerText()).trim());
        await cells.nth(index).click();
        await lines(page).first().waitFor();
        await until(5_000, async () => (await lines(page).count()) === Math.min(printed, 50));
        await page.keyboard.press('Escape');
        await drawer(page).waitFor({ state: 'detached' });
      }
      expectNoProblems(visitor);
    } finally {
      await visitor.context.close();
    }
  });

  it('open by their address, list more on demand, and close to the page', async () => {
    const visitor = await visit(browser, product, {
      as: 'liuchuan-leader',
      path: '/?asOf=2023-05-31&rows=executed',
    });
    const { page } = visitor;
    try {
      await lines(page).first().waitFor();
      expect(await lines(page).count()).toBe(50);
      await drawer(page).getByRole('button', { name: '再列 50 行' }).click();
      await until(5_000, async () => (await lines(page).count()) === 100);
      await drawer(page).getByRole('button', { name: '关闭' }).click();
      await drawer(page).waitFor({ state: 'detached' });
      expect(new URL(page.url()).search).toBe('?asOf=2023-05-31');
      expectNoProblems(visitor);
    } finally {
      await visitor.context.close();
    }
  });
});

it('the chosen panels stay after a reload, and come back by one click, all by keyboard', async () => {
  const visitor = await visit(browser, product, { as: 'pinghe-leader' });
  const { page } = visitor;
  try {
    const matrix = page.locator('main .panel.matrix');
    await matrix.waitFor();
    await page.getByRole('button', { name: '选择面板' }).focus();
    await page.keyboard.press('Enter');
    const box = page.getByRole('checkbox', { name: '指标的灯' });
    await box.focus();
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/preferences/overviewTiles'));
    await page.keyboard.press('Space');
    await matrix.waitFor({ state: 'detached' });
    expect((await kept).ok()).toBe(true);
    const moved = page.waitForResponse((answer) => answer.url().endsWith('/preferences/overviewTiles'));
    await page.getByRole('button', { name: '最需要过问的往后' }).focus();
    await page.keyboard.press('Enter');
    await moved;
    // At the row's end the other arrow has the focus.
    expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe(
      '最需要过问的往前',
    );
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('选择面板');
    await page.reload();
    await page.locator('main .panel.units').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await matrix.count()).toBe(0);
    const worst = await page.locator('.column.worst').boundingBox();
    const beside = await page.locator('.column.duties').boundingBox();
    expect(worst?.x).toBeGreaterThan(beside?.x ?? Infinity);
    await page.getByRole('button', { name: '选择面板' }).click();
    await page.getByRole('button', { name: '恢复默认' }).click();
    await matrix.waitFor();
    expectNoProblems(visitor);
  } finally {
    await visitor.context.close();
  }
});

it('what changed since the last look stands in one line that opens its rows', async () => {
  const leader = await callAs(product, 'liuchuan-leader');
  const handler = await callAs(product, 'liuchuan-handler');
  // Somebody looked an hour ago; then an entry made a project worse.
  const at = new Date(Date.parse((await leader.get<Overview>('/overview')).readAt) - 3_600_000).toISOString();
  const row = openNumberRows(await handler.sheet()).find(
    ({ light, judged }) => judged.measure === 'level' && !['severe', 'lagging'].includes(light),
  );
  if (!row) throw new Error('no open row can get worse');
  const { status } = await handler.enter(row.indicatorId, {
    value: '1',
    note: '已核实，系统切换后重新统计。',
  });
  expect(status).toBe(201);
  const visitor = await visit(browser, product, { as: null, path: '/sign-in' });
  const { page, context } = visitor;
  try {
    const signedIn = await context.request.post('/api/session', {
      data: { username: 'liuchuan-leader', password: product.password },
    });
    expect(signedIn.ok()).toBe(true);
    await context.request.put('/api/account/preferences/overviewLook', {
      data: { value: { at, before: null } },
      headers: { origin: product.url },
    });
    await page.goto('/');
    const line = page.locator('.look p');
    await line.waitFor();
    expect(await line.innerText()).toContain('上次查看（');
    const since = await leader.get<{ worse: number; payments: number }>(
      `/overview/since?since=${encodeURIComponent(at)}`,
    );
    expect(since.worse).toBeGreaterThan(0);
    await line.getByRole('link', { name: `${since.worse} 个变差` }).click();
    await lines(page).first().waitFor();
    expect(await lines(page).count()).toBe(since.worse);
    expect(await drawer(page).innerText()).toContain(row.project);
    await page.keyboard.press('Escape');
    // Looking is kept; the line stays for this visit.
    await page.waitForResponse((answer) => answer.url().endsWith('/preferences/overviewLook'), {
      timeout: 10_000,
    });
    expect(await line.innerText()).toContain('上次查看（');
    expectNoProblems(visitor);
  } finally {
    await visitor.context.close();
  }
});

/**
 * One target under two funds: marked in the preview of a document, counted once on the overview, shown on both projects,
 * taken apart on the project's page. With SAME_PICTURES=folder what is seen is photographed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Overview } from '../../server/contract.ts';
import type { OverviewRows } from '../../server/contract-overview.ts';
import { expectNoProblems, useChromium, visit } from '../browser/chromium.ts';
import { useProduct } from '../browser/product.ts';
import { expectGoodShape, settled } from '../browser/shape.ts';

const product = await useProduct();
const browser = await useChromium();
const folder = process.env['SAME_PICTURES'];

const printed = readFileSync(
  join(import.meta.dirname, '../../db/demo/declarations/liulin.txt'),
  'utf8',
).split(/\r?\n/);
const isHead = (line: string | undefined) => line?.includes('项目支出绩效目标申报表') ?? false;
/** A form of the county's printed year under another name. */
function formAs(name: string): string {
  const about = '财政对机关事业单位养老保险的补助';
  const at = printed.findIndex((line) => line.startsWith('项目名称') && line.includes(about));
  const from = printed.findLastIndex((line, index) => index < at && isHead(line));
  const next = printed.findIndex((line, index) => index > at && isHead(line));
  return printed.slice(from, next).join('\n').replaceAll(about, name);
}

async function photograph(page: Page, name: string): Promise<void> {
  await settled(page);
  await expectGoodShape(page, page.viewportSize()?.width ?? 0);
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

it('is marked in a preview, counted once, shown on both projects and taken apart', async () => {
  const visitor = await visit(browser, product, { as: 'liuchuan-finance', path: '/import' });
  const { page } = visitor;
  const counted = async () =>
    ((await (await page.request.get('/api/overview')).json()) as Overview).indicators.total;
  const before = await counted();

  await page.locator('textarea').fill(['养老补助甲', '养老补助乙'].map(formAs).join('\n\n'));
  await page.getByRole('button', { name: '识别', exact: true }).click();
  await page.locator('.sheet').waitFor();
  await page.locator('.list').getByText('养老补助乙').click();
  const mark = page.locator('.sheet').getByRole('button', { name: '标为同一目标' });
  await mark.first().waitFor();
  const offers = await mark.count();
  await photograph(page, 'offered');
  await mark.first().click();
  await page.getByText('已标为同一目标，汇总只计一次').waitFor();
  expect(await mark.count()).toBe(offers - 1);
  // A reload keeps what was marked.
  await page.reload();
  await page.locator('.list').getByText('养老补助乙').click();
  await page.getByText('已标为同一目标，汇总只计一次').waitFor();
  await photograph(page, 'marked');
  const brought = Number(
    /个项目、(\d+) 个指标/.exec(await page.getByRole('button', { name: /^导入 2 个项目/ }).innerText())?.[1],
  );
  await page.getByRole('button', { name: /^导入 2 个项目/ }).click();
  await page.getByText('1 处已标为同一目标').waitFor();
  expect(await counted()).toBe(before + brought - 1);

  await page.goto('/?rows=indicators');
  await page.getByText('同一目标，只计一次：也在 养老补助乙').first().waitFor();
  await photograph(page, 'rows');

  const rows = (await (
    await page.request.get('/api/overview/rows?tile=indicators&limit=200')
  ).json()) as OverviewRows;
  const [other] = rows.indicators?.flatMap(({ alsoUnder }) => alsoUnder) ?? [];
  await page.goto(`/projects/${other?.projectId ?? ''}`);
  const row = page.locator('main tr', { hasText: '同一目标：养老补助甲' });
  await row.waitFor();
  await row.click();
  await photograph(page, 'project');
  await page.getByRole('button', { name: '同一目标' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('2 个项目里是同一目标').waitFor();
  await photograph(page, 'drawer');
  await drawer.getByText('两个指标重新各自计数').waitFor();
  await drawer.getByLabel('理由').fill('两批人并不相同');
  await drawer.getByRole('button', { name: '取消同一目标' }).click();
  await expect.poll(() => row.count()).toBe(0);
  expect(await counted()).toBe(before + brought);

  // And back again from here.
  await page.getByRole('button', { name: '同一目标' }).click();
  await drawer.getByText('这个指标单独计数').waitFor();
  const choice = drawer.getByLabel('与哪个项目的指标是同一目标');
  const alike = choice.locator('optgroup').first().locator('option', { hasText: '养老补助甲' }).first();
  await choice.selectOption(await alike.getAttribute('value'));
  await drawer.getByLabel('理由').fill('同一批参保人员');
  await photograph(page, 'linking');
  await drawer.getByRole('button', { name: '标为同一目标' }).click();
  await row.waitFor();
  expect(await counted()).toBe(before + brought - 1);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: '同一目标' }).click();
  await drawer.getByText('2 个项目里是同一目标').waitFor();
  await photograph(page, 'drawer-phone');
  expectNoProblems(visitor);
  await visitor.context.close();
});

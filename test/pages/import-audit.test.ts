/**
 * The audit in the preview of a document: a form with findings is mended in one click, the score rises; a finding is waived with
 * a reason; both go in with the commit and are there when the import is opened again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectNoProblems, useChromium, visit } from '../browser/chromium.ts';
import { useProduct } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();

/** One form of the county's printed year, with a new name so that it is a new project. */
const printed = readFileSync(
  join(import.meta.dirname, '../../db/demo/declarations/liulin.txt'),
  'utf8',
).split(/\r?\n/);
const isHead = (line: string | undefined) => line?.includes('项目支出绩效目标申报表') ?? false;
function formAbout(name: string): string {
  const at = printed.findIndex((line) => line.startsWith('项目名称') && line.includes(name));
  const from = printed.findLastIndex((line, index) => index < at && isHead(line));
  const next = printed.findIndex((line, index) => index > at && isHead(line));
  return printed.slice(from, next).join('\n').replaceAll(name, '购置档案设备');
}

it('a finding is mended in one click, another waived; both go in and are there again', async () => {
  const visitor = await visit(browser, product, { as: 'liuchuan-finance', path: '/import' });
  const { page } = visitor;
  await page.locator('textarea').fill(formAbout('购置办公设备'));
  await page.getByRole('button', { name: '识别', exact: true }).click();
  const sheet = page.locator('.sheet');
  await sheet.waitFor();
  const score = async () =>
    Number(/审核得分 (\d+) 分/.exec(await sheet.locator('.score').innerText())?.[1] ?? Number.NaN);

  // This form prints no year.
  await sheet.getByRole('button', { name: '改年度' }).click();
  await page.keyboard.type('2023');
  await page.keyboard.press('Enter');
  await sheet.getByText('已改').waitFor();

  // The surplus digit is underlined; one click takes it out, and the finding with it.
  const row = sheet.locator('tbody tr', { hasText: '资产投入使用时间' });
  expect(await row.locator('mark.confirm').allInnerTexts()).toEqual(['1']);
  const before = await score();
  await row.getByRole('button', { name: '按此改：2023年10月前' }).click();
  await expect.poll(() => row.locator('.finding').count()).toBe(0);
  expect(await score()).toBeGreaterThan(before);
  expect(await row.innerText()).toContain('已改');

  // What is only to be known is folded away.
  const info = sheet.locator('.finding.info');
  expect(await info.count()).toBe(0);
  await sheet.getByRole('button', { name: /看说明/ }).click();
  expect(await info.count()).toBeGreaterThan(0);

  const cost = sheet.locator('tbody tr', { hasText: '购置成本' });
  const scoreThen = await score();
  await cost.getByRole('button', { name: '不是问题' }).first().click();
  await page.keyboard.type('无');
  const accept = cost.getByRole('button', { name: '确定' });
  expect(await accept.isDisabled()).toBe(true);
  await page.keyboard.type('，合同已按财评价签订');
  await page.keyboard.press('Enter');
  await cost.getByText('不是问题：无，合同已按财评价签订').waitFor();
  await expect.poll(score).toBeGreaterThan(scoreThen);

  // A reload keeps what was done so far.
  await page.reload();
  await cost.getByText('不是问题：无，合同已按财评价签订').waitFor();
  const last = await score();
  await page.getByRole('button', { name: /^导入 1 个项目/ }).click();
  await expect.poll(() => page.locator('h1').innerText()).toContain('已导入 1 个项目');

  await page.reload();
  await expect.poll(() => page.locator('h1').innerText()).toContain('已经导入过');
  await cost.getByText('不是问题：无，合同已按财评价签订').waitFor();
  expect(await score()).toBe(last);
  expect(await row.innerText()).toContain('已改');
  expect(await sheet.getByRole('button', { name: '撤销' }).count()).toBe(0);
  expectNoProblems(visitor);
  await visitor.context.close();
});

it('the findings are listed by rule, and each rule leads to its forms', async () => {
  const visitor = await visit(browser, product, { as: 'liuchuan-finance', path: '/import' });
  const { page } = visitor;
  const buffer = Buffer.from(printed.join('\n'));
  await page.locator('input[type=file]').setInputFiles({ name: '全部.txt', mimeType: 'text/plain', buffer });
  await page.locator('.sheet').waitFor();
  await page.locator('.list').getByRole('button', { name: '按问题' }).click();
  const groups = page.locator('.groups .group');
  const counts = (await groups.locator('b').allInnerTexts()).map((text) => Number(text.slice(1)));
  const tones = await groups.evaluateAll((all) => all.map((one) => one.className.includes('must_fix')));
  expect(tones.lastIndexOf(true)).toBe(tones.filter(Boolean).length - 1);
  const confirm = counts.slice(tones.filter(Boolean).length);
  expect(confirm).toEqual([...confirm].sort((a, b) => b - a));
  await groups.filter({ hasText: '一个数不应抄进几个指标' }).click();
  const place = page.locator('.places .place').last();
  const name = await place.locator('span').first().innerText();
  await place.click();
  expect(await page.locator('.sheet h2').innerText()).toBe(name);
  await page.locator('.sheet').getByText('抄进了').first().waitFor();
  expectNoProblems(visitor);
  await visitor.context.close();
});

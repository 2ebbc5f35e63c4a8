/** A self-evaluation in a real browser: opened by finance, filled by keyboard, refused, sent, approved, exported. 演示数据 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCORE_GRADE_NAMES } from '../../domain/score-scheme.ts';
import type { EvaluationFormAnswer } from '../../server/contract-evaluations.ts';
import type { FormItem } from '../../server/contract-review-shapes.ts';
import type { RoundsAnswer, WaitingAnswer } from '../../server/contract-reviews.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { answersOf } from '../evaluation-answers.ts';
import { expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { tabTo } from '../browser/keyboard.ts';
import { callAs, useProduct, type Caller } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();
/** Where the pictures go that a person looks at; nowhere unless wanted. */
const pictures = process.env['EVALUATION_PICTURES'];
let finance: Caller;
let handler: Caller;
let item: FormItem;
let filling: Visitor;
let page: Page;

const stored = async () => (await handler.get<EvaluationFormAnswer>(`/review-forms/${item.id}`)).form;
const bar = () => page.locator('.form-bar');
const submit = () => bar().getByRole('button', { name: '报送单位负责人' });
const cellOf = (cell: string) => page.locator(`[data-cell="${cell}"]`);
const fieldOf = (cell: string) => page.locator(`[data-field="${cell}"]`);
const title = () => page.locator('[data-total]').innerText();

/** In one window after the other, and back to the usual one. */
async function picture(of: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const [width, height] of [
    [1440, 900],
    [1920, 1080],
    [390, 844],
  ] as const) {
    await of.setViewportSize({ width, height });
    await of.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
  }
  await of.setViewportSize({ width: 1440, height: 900 });
}

beforeAll(async () => {
  finance = await callAs(product, 'liuchuan-finance');
  handler = await callAs(product, 'liuchuan-handler');
});

describe('the finance bureau', () => {
  it('chooses self-evaluation, a reading of the grades, and opens a form of each project', async () => {
    const visitor = await visit(browser, product, { as: 'liuchuan-finance', path: '/reviews' });
    const { page: office } = visitor;
    await office.locator('.open-round').click();
    const drawer = office.locator('.drawer');
    await tabTo(office, drawer.locator('input[name="purpose"]'));
    await office.keyboard.press('ArrowRight');
    await drawer.locator('option', { hasText: '年度绩效自评 · 2023 年度' }).waitFor({ state: 'attached' });
    // The year is not over: it is refused at the cut-off, with the day from which it can be opened.
    await drawer.getByText('截止日还没有过完').waitFor();
    await drawer.locator('[name="toMonth"]').selectOption('6');
    const cutOff = drawer.locator('[name="cutOffOn"]');
    await cutOff.fill('2023-06-30');
    await drawer.getByText('截止日还没有过完').waitFor({ state: 'detached' });
    await drawer.getByText('财预〔2020〕10号').first().waitFor();
    await drawer.locator('[name="grades"]').selectOption({ index: 1 });
    await drawer.locator('[name="title"]').fill('2023 年上半年绩效自评');
    const button = drawer.locator('button[type="submit"]');
    await expect.poll(() => button.innerText()).toMatch(/^生成 \d+ 张自评表$/);
    const count = Number(/\d+/.exec(await button.innerText())?.[0]);
    await picture(office, 'open');
    await button.click();
    await office.locator('.outcome', { hasText: `生成 ${count} 张自评表` }).waitFor();
    await office.locator('nav li.chosen', { hasText: '绩效自评' }).waitFor();
    const { items } = await finance.get<RoundsAnswer>('/review-rounds?year=2023');
    expect(items).toMatchObject([{ purpose: 'self_evaluation', forms: count }]);
    await picture(office, 'cockpit');
    expectNoProblems(visitor);
    await visitor.context.close();
  });
});

/** Puts a value in as a person at the keyboard: chosen by the blank, or typed. */
async function put(cell: string, value: string): Promise<void> {
  const answer = /^answer\.(.+):([a-z_]+):[0-9a-f]+$/.exec(cell);
  if (answer !== null) {
    await cellOf(String(answer[1])).locator(`[data-answer="${answer[2]}"]`).focus();
  } else if ((await fieldOf(cell).first().getAttribute('type')) === 'radio') {
    await fieldOf(cell)
      .and(page.locator(`[value="${value}"]`))
      .focus();
    await page.keyboard.press('Space');
    return;
  } else await fieldOf(cell).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(value);
  await page.keyboard.press('Tab');
}

describe('the handler', () => {
  it('finds it in the list and reads what is missing, nothing filled in', async () => {
    const { items } = await handler.get<WaitingAnswer>('/review-forms');
    const found = items
      .filter(({ purpose }) => purpose === 'self_evaluation')
      .sort((a, b) => b.summary.indicators - a.summary.indicators)[0];
    if (found === undefined) throw new Error('no self-evaluation waits');
    item = found;
    filling = await visit(browser, product, { as: 'liuchuan-handler', path: '/review-forms' });
    ({ page } = filling);
    const row = page.locator('tr', { has: page.locator(`a[data-form="${item.id}"]`) });
    await row.getByText('绩效自评', { exact: true }).waitFor();
    // Due next year: the day says enough.
    expect((await row.locator('.due').innerText()).trim()).toBe('2024-02-28');
    const order = await page
      .locator('a[data-form]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('data-form')));
    expect(order).toEqual(items.map(({ id }) => id));
    await picture(page, 'list');
    await page.locator(`a[data-form="${item.id}"]`).focus();
    await page.keyboard.press('Enter');
    await page.locator('.story').waitFor();
    expect(await page.locator('h1').innerText()).toContain(item.summary.projectName);
    expect(await page.locator('.story').innerText()).toContain(`还差 ${item.refusals} 格；还算不出总分`);
    expect(await title()).toBe('总分要等每一格都填好才有');
    expect(await submit().isDisabled()).toBe(true);
    for (const box of await page.locator('input[type="text"][data-field], textarea[data-field]').all())
      expect(await box.inputValue()).toBe('');
    expect(await page.locator('input[type="radio"]:checked').count()).toBe(0);
    await picture(page, 'blank');
  });

  it('takes the offered points by keyboard, is told where they do not sum, and types them again', async () => {
    const offer = page.locator('[data-offer]');
    await tabTo(page, offer);
    await page.keyboard.press('Enter');
    await offer.waitFor({ state: 'detached' });
    const { prefilled } = await stored();
    const cells = prefilled.indicators.map(({ id }) => `indicator.${id}.points`);
    await expect
      .poll(async () =>
        Object.values((await stored()).entered.indicators).every(({ points }) => points !== null),
      )
      .toBe(true);
    const [first] = cells;
    const box = fieldOf(String(first));
    const before = await box.inputValue();
    await tabTo(page, box, 'Shift+Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('99');
    await expect.poll(() => page.locator('.differs').count()).toBe(1);
    await expect.poll(() => page.locator('[data-refusal]', { hasText: '的分值合计' }).count()).toBe(1);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(before);
    await expect.poll(() => page.locator('.differs').count()).toBe(0);
  });

  it('fills what is asked by keyboard; a refused value is said at its cell; the total comes with the last', async () => {
    const { check } = await stored();
    const share = check.refusals.find(({ code }) => code === 'share_missing')?.cell;
    if (share !== undefined) {
      await put(share, '200');
      await cellOf(share).getByText('得分比例是 0 到 100 的数').waitFor();
    }
    for (let times = 0; times < 6; times += 1) {
      await expect.poll(() => bar().innerText()).not.toContain('正在保存');
      const changes = answersOf(await stored());
      if (changes.length === 0) break;
      expect(await title()).toBe('总分要等每一格都填好才有');
      for (const { cell, value } of changes) await put(cell, value);
      await bar().getByText('已自动保存').waitFor();
    }
    await expect.poll(() => submit().isEnabled()).toBe(true);
    const { total, grade } = (await stored()).check.evaluation;
    if (total === null || grade === null) throw new Error('no total');
    expect(await title()).toBe(`总分 ${total}，${SCORE_GRADE_NAMES['zh-CN'][grade]}`);
    // As practice has it, because the bureau chose so.
    expect((await stored()).scheme.grades.value.excellent).toBe('80');
    await page.getByText('80 分起为优').waitFor();
    await picture(page, 'filled');
  });

  it('shows the same arithmetic as the server, and sends it', async () => {
    const { check, prefilled } = await stored();
    for (const { id, result } of check.evaluation.rows) {
      if (!('score' in result)) throw new Error('a row without a score');
      const row = page.locator(`tr[data-indicator="${id}"]`);
      expect(await row.locator('[data-score]').innerText()).toBe(result.score);
      expect(await row.locator('.sum').innerText()).toBe(result.arithmetic);
    }
    expect(check.evaluation.rows).toHaveLength(prefilled.indicators.length);
    await tabTo(page, submit());
    await page.keyboard.press('Enter');
    await page.locator('.outcome', { hasText: '已报送' }).waitFor();
    await expect.poll(() => page.locator('[data-field]').count()).toBe(0);
    expect((await stored()).state.stage).toBe('unit_head');
  });
});

it('is returned on a cell, corrected, approved by all and closed; its paper holds what was entered', async () => {
  const cell = `indicator.${(await stored()).prefilled.indicators[0]?.id}.points`;
  const head = await visit(browser, product, { as: 'liuchuan-unit', path: `/review-forms/${item.id}` });
  await head.page.locator(`[data-cell="${cell}"] .value`).focus();
  await head.page.keyboard.press('r');
  await head.page.getByLabel('退回理由').fill('分值请说明依据');
  await head.page.keyboard.press('Control+Enter');
  await head.page.getByRole('dialog').waitFor({ state: 'detached' });
  await head.page.evaluate('document.activeElement.blur()');
  await head.page.keyboard.press('r');
  await head.page.getByRole('button', { name: '把 1 格退回经办人' }).click();
  await head.page.locator('.outcome', { hasText: '已退回经办人' }).waitFor();
  await picture(head.page, 'returned');
  expectNoProblems(head);
  await head.context.close();

  await cellOf(cell).getByText('退回：分值请说明依据').waitFor();
  expect(await submit().isDisabled()).toBe(true);
  for (const { cell: asked, value } of answersOf(await stored())) await put(asked, value);
  await expect.poll(() => submit().isEnabled()).toBe(true);
  await submit().click();
  await expect.poll(async () => (await stored()).state.stage).toBe('unit_head');

  for (const who of ['unit', 'leader', 'business', 'finance']) {
    const visitor = await visit(browser, product, {
      as: `liuchuan-${who}`,
      path: `/review-forms/${item.id}`,
    });
    await visitor.page.locator('.story').waitFor();
    await visitor.page.keyboard.press('a');
    await visitor.page.locator('.act').waitFor();
    await visitor.page.keyboard.press('Enter');
    await visitor.page.locator('.outcome').waitFor();
    if (who === 'finance') await exportPaper(visitor.page);
    expectNoProblems(visitor);
    await visitor.context.close();
  }
  expect((await stored()).state.stage).toBe('closed');
  expectNoProblems(filling);
}, 120_000);

it('finance takes out the summary and all forms of the round', async () => {
  const visitor = await visit(browser, product, { as: 'liuchuan-finance', path: '/reviews' });
  const { page: office } = visitor;
  await office.locator('nav li.chosen', { hasText: '绩效自评' }).waitFor();
  await office.getByRole('button', { name: '导出', exact: true }).click();
  const drawer = office.locator('.drawer');
  await drawer.getByRole('button', { name: '导出汇总表：Word' }).waitFor();
  // A self-evaluation has no monitoring report, and its template is that of the 自评表.
  expect(await drawer.getByText('监控').count()).toBe(0);
  await drawer.getByText('自评表的 Word 用系统自带的版式').waitFor();
  const saved = office.waitForEvent('download');
  await drawer.getByRole('button', { name: '导出汇总表：Word' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('项目支出绩效自评汇总表（柳川县2023）演示数据.docx');
  if (pictures !== undefined) await download.saveAs(`${pictures}/summary.docx`);
  const { rows } = await rowsOfDocx(await readFile(await download.path()));
  const { check } = await stored();
  const own = rows.find(({ cells }) => cells[1]?.trim() === item.summary.projectName.trim());
  expect(own?.cells[8]?.trim()).toBe(check.evaluation.total);
  await drawer.getByRole('button', { name: '导出全部自评表：Excel（压缩包）' }).click();
  await drawer.locator('tbody tr', { hasText: '全部自评表' }).waitFor({ timeout: 60_000 });
  await picture(office, 'exports');
  expectNoProblems(visitor);
  await visitor.context.close();
}, 120_000);

async function exportPaper(office: Page): Promise<void> {
  await office.getByRole('button', { name: '导出', exact: true }).click();
  const saved = office.waitForEvent('download');
  await office.getByRole('button', { name: '导出自评表：Word' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toContain('项目支出绩效自评表');
  if (pictures !== undefined) await download.saveAs(`${pictures}/paper.docx`);
  const { rows } = await rowsOfDocx(await readFile(await download.path()));
  const texts = rows.flatMap(({ cells }) => cells.map((text) => text.trim()));
  const { entered, check, prefilled } = await stored();
  expect(texts).toContain(entered.achieved);
  for (const { name } of prefilled.indicators) expect(texts).toContain(name.trim());
  expect(texts.some((text) => text.endsWith(String(check.evaluation.total)))).toBe(true);
  await office.locator('.drawer tbody tr', { hasText: '自评表' }).first().waitFor();
}

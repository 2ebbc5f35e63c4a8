/** One monitoring form and five people in a real browser: filled, sent, returned on a cell, corrected, approved by all, closed. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FormItem } from '../../server/contract-review-shapes.ts';
import type { ReviewFormAnswer } from '../../server/contract-reviews.ts';
import { expectNoProblems, refused, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { tabTo } from '../browser/keyboard.ts';
import { callAs, useProduct, type Caller } from '../browser/product.ts';
import { expectedOf, fillAndSubmit, openReviewRound } from '../browser/review-round.ts';

const product = await useProduct();
const browser = await useChromium();
let handler: Caller;
let forms: FormItem[];
let item: FormItem;
let filling: Visitor;
let page: Page;
const REASON = '与系统预判不符，请核对后重选';
const picture = readFileSync(new URL('../../docs/pictures/account-390.png', import.meta.url));

const stored = async () => (await handler.get<ReviewFormAnswer>(`/review-forms/${item.id}`)).form;
const bar = () => page.locator('.form-bar');
const submit = () => bar().getByRole('button', { name: '报送单位负责人' });
const cellOf = (cell: string) => page.locator(`[data-cell="${cell}"]`);
const box = (cell: string) => page.locator(`input[data-field="${cell}"], textarea[data-field="${cell}"]`);

beforeAll(async () => {
  forms = await openReviewRound(product, 'liuchuan');
  handler = await callAs(product, 'liuchuan-handler');
  const deviating = forms.find(({ summary }) => summary.light === 'severe');
  if (!deviating) throw new Error('the demo has no form that is behind');
  item = deviating;
  filling = await visit(browser, product, { as: 'liuchuan-handler', path: '/review-forms' });
  ({ page } = filling);
});

async function answerQuestions(): Promise<void> {
  for (let count = 1; (await page.locator('.asked.open textarea').count()) > 0; count += 1) {
    await page.locator('.asked.open textarea').first().fill(`已向业务股核实，情况属实，第 ${count} 处`);
    await page.keyboard.press('Tab');
  }
}

describe('the handler', () => {
  it('finds what waits in a sentence and opens it by keyboard', async () => {
    await expect
      .poll(() => page.locator('h1').innerText())
      .toBe(`有 ${forms.length} 份监控表等您填写，最早 08-04 到期`);
    expect(await page.locator('header nav .active').innerText()).toContain(String(forms.length));
    const link = page.locator(`a[data-form="${item.id}"]`);
    await page.locator('a[data-form]').first().focus();
    for (let steps = 0; steps < forms.length && !(await link.and(page.locator(':focus')).count()); steps += 1)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.story').waitFor();
    expect(await page.locator('h1').innerText()).toContain(item.summary.projectName);
    expect(await submit().isDisabled()).toBe(true);
    expect(await bar().innerText()).toContain(`还差 ${item.refusals} 格`);
  });

  it('is told at the cell while typing, and what is typed is kept', async () => {
    const { prefilled } = await stored();
    const number = prefilled.indicators.find(
      ({ target }) => target.measure === 'cumulative' || target.measure === 'level',
    );
    const cell = `indicator.${number?.id}.expected`;
    await tabTo(page, box(cell));
    await page.keyboard.type('约一半');
    expect(await cellOf(cell).innerText()).toContain('请只填数字');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(expectedOf(number));
    await expect.poll(() => cellOf(cell).locator('[data-refusal]').count()).toBe(0);
    await expect
      .poll(async () => (await stored()).entered.indicators[String(number?.id)]?.expected)
      .toBe(expectedOf(number));
    await bar().getByText('已自动保存').waitFor();
    await page.reload();
    await expect.poll(() => box(cell).inputValue()).toBe(expectedOf(number));
  });

  it('puts a picture at the cell by keyboard, looks at it, and it stays when the value changes', async () => {
    const { prefilled } = await stored();
    const [number] = prefilled.indicators.filter(
      ({ target }) => target.measure === 'cumulative' || target.measure === 'level',
    );
    const cell = `indicator.${number?.id}.expected`;
    await box(cell).focus();
    await page.keyboard.press('F2');
    const files = page.getByRole('dialog').getByRole('region', { name: '佐证材料' });
    await files.getByText('还没有佐证').waitFor();
    // What may be chosen is said before anything is.
    await expect
      .poll(() => files.innerText())
      .toMatch(/PDF、PNG、JPG、docx、xlsx，每份不超过 20 MB.*一个项目最多 200 份/s);
    const add = files.getByRole('button', { name: '上传佐证' });
    // Asked for well before: the browser has to be told to hand its chooser over.
    const choosing = page.waitForEvent('filechooser');
    await tabTo(page, add);
    await page.keyboard.press('Enter');
    const chooser = await choosing;
    const row = files.locator('[data-evidence]');
    await chooser.setFiles({ name: '培训现场.png', mimeType: 'image/png', buffer: picture });
    await files.getByText('已放到这一格：培训现场.png').waitFor();
    expect(await row.innerText()).toMatch(/培训现场\.png\s.*图片，\d+ KB.*经办人.*上传/s);
    // Whoever works by keyboard goes on from where they were.
    await expect
      .poll(() => add.evaluate((element) => element === element.ownerDocument.activeElement))
      .toBe(true);
    await expect
      .poll(() => page.evaluate<number>(`document.querySelector('[data-evidence] img').naturalWidth`))
      .toBeGreaterThan(100);
    const [shown] = await Promise.all([
      page.context().waitForEvent('page'),
      files.getByRole('link', { name: '在新页里看 培训现场.png' }).click(),
    ]);
    await shown.waitForLoadState();
    expect(await shown.locator('img').count()).toBe(1);
    await shown.close();

    const input = files.locator('input[type=file]');
    const large = Buffer.alloc(20 * 1024 * 1024 + 1);
    await input.setInputFiles({ name: '扫描件.pdf', mimeType: 'application/pdf', buffer: large });
    await files.getByText('“扫描件.pdf”有 20.1 MB，超过每份 20 MB 的上限，没有上传').waitFor();
    const fake = { name: '网页.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') };
    await input.setInputFiles(fake);
    await files.getByText('网页.pdf 不能作佐证材料').waitFor();
    expect(await row.count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => cellOf(cell).locator('[data-files]').innerText()).toBe('佐证 1');

    await box(cell).fill('1');
    await expect
      .poll(async () => (await stored()).entered.indicators[String(number?.id)]?.expected)
      .toBe('1');
    await box(cell).fill(expectedOf(number));
    await cellOf(cell).locator('[data-files]').click();
    await row.getByRole('link', { name: '培训现场.png' }).waitFor();
    await row.getByRole('button', { name: '拿走 培训现场.png' }).click();
    await files.getByText('已从这一格拿走').waitFor();
    await expect.poll(() => row.count()).toBe(0);
    await files.getByRole('combobox').selectOption({ label: '培训现场.png' });
    await row.getByRole('link', { name: '培训现场.png' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('sees both values where somebody else filled the same cell first', async () => {
    const asked = await page.locator('[data-field^="money."]').first().getAttribute('data-field');
    const cell = String(asked);
    await box(cell).focus();
    await page.keyboard.type('300');
    const theirs = await handler.post(`/review-forms/${item.id}/cells`, {
      changes: [{ cell, value: '100.00', supersedes: null }],
    });
    expect(theirs.status).toBe(201);
    const conflict = cellOf(cell).locator('.conflict');
    await conflict.getByText('经办人').waitFor();
    expect(await submit().isDisabled()).toBe(true);
    await conflict.getByRole('button', { name: '用我的' }).click();
    await expect.poll(async () => (await stored()).entered.money[cell.slice(6) as 'total']).toBe('300');
    const { form } = await handler.get<ReviewFormAnswer>(`/review-forms/${item.id}`);
    const forecast = form.prefilled.money.forecast?.expected ?? '0';
    await box(cell).fill(forecast);
  });

  it('fills what is asked, says why where it deviates, and sends it', async () => {
    const { prefilled } = await stored();
    for (const indicator of prefilled.indicators) {
      const cell = `indicator.${indicator.id}.expected`;
      if (indicator.target.measure === 'grade') await cellOf(cell).getByText('达成', { exact: true }).click();
      else await box(cell).fill(expectedOf(indicator));
      await cellOf(`indicator.${indicator.id}.likelihood`).getByText('有可能').click();
    }
    const reasons = page.locator('textarea[data-field$=".reasonText"]');
    // Asked exactly where something deviates, and it says why.
    const { check } = await stored();
    expect(check.deviations.length).toBeGreaterThan(0);
    await expect.poll(() => reasons.count()).toBe(check.deviations.length);
    expect(await page.locator('tr.deviates .why').first().innerText()).toContain('有偏差');
    for (const [index, text] of (await reasons.all()).entries()) {
      await text.fill(`上半年资金下达较晚，三季度补足，第 ${index + 1} 项`);
      await page.locator('[data-cell$=".reasons"]').nth(index).getByText('经费保障').click();
    }
    await answerQuestions();
    await expect.poll(() => submit().isEnabled()).toBe(true);
    await submit().click();
    await page.locator('.outcome').waitFor();
    expect(await page.locator('.outcome').innerText()).toContain('单位负责人');
    // Frozen: nothing to type in, nothing to add, and what was shown is there for whoever reviews.
    await expect.poll(() => page.locator('[data-field]').count()).toBe(0);
    await page.locator('[data-files]').click();
    const files = page.getByRole('dialog').getByRole('region', { name: '佐证材料' });
    await files.getByText('送审以后不能增减').waitFor();
    expect(await files.locator('[data-evidence]').count()).toBe(1);
    expect(await files.getByRole('button').count()).toBe(0);
    await page.keyboard.press('Escape');
    expect((await stored()).state.stage).toBe('unit_head');
  });
});

async function openAs(as: string): Promise<Visitor> {
  const visitor = await visit(browser, product, { as, path: '/review-forms' });
  await visitor.page.locator(`a[data-form="${item.id}"]`).focus();
  await visitor.page.keyboard.press('Enter');
  await visitor.page.locator('.story').waitFor();
  return visitor;
}

describe('the unit head', () => {
  it('begins, returns one cell with its reason by keyboard, and the handler sees it at once', async () => {
    const visitor = await openAs('liuchuan-unit');
    const { page: head } = visitor;
    await head.keyboard.press('o');
    await head.getByText('已开始审核').waitFor();
    const { prefilled } = await stored();
    const cell = `indicator.${prefilled.indicators[0]?.id}.likelihood`;
    await head.locator(`[data-cell="${cell}"] .value`).focus();
    await head.keyboard.press('r');
    const drawer = head.getByRole('dialog');
    await drawer.getByText('有可能').first().waitFor();
    // A letter while typing is a letter.
    await head.keyboard.type('无r');
    await head.keyboard.press('Control+Enter');
    await drawer.getByText('至少四个字').waitFor();
    await drawer.getByLabel('退回理由').fill(REASON);
    await head.keyboard.press('Control+Enter');
    await drawer.waitFor({ state: 'detached' });
    await head.evaluate('document.activeElement.blur()');
    await head.keyboard.press('r');
    await head.locator('.act').getByText(REASON).waitFor();
    await head.getByRole('button', { name: '把 1 格退回经办人' }).click();
    await head.locator('.outcome').getByText('已退回经办人').waitFor();
    expect((await stored()).state).toMatchObject({ stage: 'draft', returned: [{ cell, reason: REASON }] });
    expectNoProblems(visitor);
    await visitor.context.close();

    await cellOf(cell).getByText(`退回：${REASON}`).waitFor();
    expect(await page.locator('.story').innerText()).toContain('退回 1 格');
    expect(await submit().isDisabled()).toBe(true);
    await cellOf(cell).getByText('确定能').click();
    await answerQuestions();
    await expect.poll(() => submit().isEnabled()).toBe(true);
    await submit().click();
    await expect.poll(async () => (await stored()).state.stage).toBe('unit_head');
  });
});

it('is approved by unit, leader and both sections of the bureau by keyboard, and is closed with every actor in sight', async () => {
  for (const who of ['unit', 'leader', 'business', 'finance']) {
    const visitor = await openAs(`liuchuan-${who}`);
    await visitor.page.keyboard.press('a');
    await visitor.page.locator('.act').waitFor();
    await visitor.page.keyboard.press('Enter');
    await visitor.page.locator('.outcome').waitFor();
    if (who === 'finance') expect(await visitor.page.locator('.outcome').innerText()).toContain('办结');
    expectNoProblems(visitor);
    await visitor.context.close();
  }
  expect((await stored()).state.stage).toBe('closed');
  await page.getByText('已办结', { exact: false }).first().waitFor();
  await page.locator('summary').click();
  const acts = await page
    .locator('[data-act]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-act')));
  expect(acts).toEqual(['approve', 'approve', 'approve', 'approve', 'submit', 'return', 'open', 'submit']);
  expect(await page.locator('.acts').innerText()).toMatch(
    /财政绩效股.*财政业务股.*分管领导.*单位负责人.*经办人/s,
  );
  // The conflict's 409 and the file's 400 are the browser's own lines.
  expectNoProblems(filling, refused(409), refused(400));
});

it('several forms are approved together, but for those that have to be read', async () => {
  const clean = forms.find(({ summary }) => summary.indicators === 0);
  const deviating = forms.find(({ summary }) => summary.light === 'lagging');
  if (!clean || !deviating) throw new Error('the demo has no such forms');
  await fillAndSubmit(handler, clean.id);
  await fillAndSubmit(handler, deviating.id);
  const visitor = await visit(browser, product, { as: 'liuchuan-unit', path: '/review-forms' });
  const { page: list } = visitor;
  await list.getByRole('checkbox', { name: /全选/ }).check();
  await list.getByRole('button', { name: '批量通过 2 份' }).click();
  const panel = list.locator('.batch');
  await panel.getByText('1 份不在其中').waitFor();
  expect(await panel.locator('li').innerText()).toMatch(
    new RegExp(`${deviating.summary.projectName}.*偏离目标`, 's'),
  );
  await panel.getByRole('button', { name: '通过这 1 份' }).click();
  await panel.getByText('已通过 1 份').waitFor();
  expect(await panel.locator('li').innerText()).toContain(deviating.summary.projectName);
  await expect.poll(() => list.locator('a[data-form]').count()).toBe(1);
  expectNoProblems(visitor);
  await visitor.context.close();
});

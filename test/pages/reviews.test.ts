/** The finance bureau at its cockpit: a round opened by keyboard alone, counts that move when a unit submits, the queue walked. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RoundAnswer, RoundsAnswer, ScopeAnswer, WaitingAnswer } from '../../server/contract-reviews.ts';
import type { FormItem } from '../../server/contract-review-shapes.ts';
import { expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { tabTo } from '../browser/keyboard.ts';
import { callAs, useProduct, type Caller } from '../browser/product.ts';
import { fillAndSubmit } from '../browser/review-round.ts';

const product = await useProduct();
const browser = await useChromium();
let finance: Caller;
let handler: Caller;
let visitor: Visitor;
let page: Page;

const drawer = () => page.locator('.drawer');
const field = (name: string) => drawer().locator(`[name="${name}"]`);
const submit = () => drawer().locator('button[type="submit"]');
const place = (name: string) => page.locator(`nav .counts .${name} b`).innerText();

async function onlyRound(): Promise<RoundAnswer['round']> {
  const { items } = await finance.get<RoundsAnswer>('/review-rounds?year=2023');
  expect(items).toHaveLength(1);
  return (await finance.get<RoundAnswer>(`/review-rounds/${items[0]?.id ?? ''}`)).round;
}

beforeAll(async () => {
  finance = await callAs(product, 'liuchuan-finance');
  handler = await callAs(product, 'liuchuan-handler');
  visitor = await visit(browser, product, { as: 'liuchuan-finance', path: '/reviews' });
  ({ page } = visitor);
});

/** Types over what a field holds. */
async function retype(name: string, text: string): Promise<void> {
  await tabTo(page, field(name));
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

/** Pages of others that stand open while a round is opened, none of them loaded again by hand. */
let listOfHandler: Visitor;
let cockpitOfLeader: Visitor;
beforeAll(async () => {
  listOfHandler = await visit(browser, product, { as: 'liuchuan-handler', path: '/review-forms' });
  cockpitOfLeader = await visit(browser, product, { as: 'liuchuan-leader', path: '/reviews' });
  for (const { page: open } of [listOfHandler, cockpitOfLeader]) {
    await open.locator('.live.connected').waitFor();
    await open.evaluate('window.isTheSamePage = true');
  }
});

describe('opening a round by keyboard', () => {
  it('begins where there is none, with a variant and where its numbers come from', async () => {
    await page.locator('h1', { hasText: '2023 年度还没有开监控任务' }).waitFor();
    await tabTo(page, page.locator('.open-round'));
    await page.keyboard.press('Enter');
    await tabTo(page, field('variant'));
    await page.keyboard.press('Home');
    // The window until August is not over: that is said at the cut-off, and at nothing else.
    const notOver = drawer()
      .locator('label', { hasText: '数据截止日' })
      .getByText('截止日还没有过完（今天 2023-07-31）');
    await notOver.waitFor();
    expect(await drawer().locator('[aria-invalid="true"]').count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await drawer().getByText('中央部门每年 8 月集中分析 1—7 月').first().waitFor();
    // Nor is its last day, today.
    expect(await field('cutOffOn').inputValue()).toBe('2023-07-31');
    await notOver.waitFor();
    await page.keyboard.press('ArrowDown');
    await drawer().getByText('七里河 2024 年通知：监控 1—6 月').first().waitFor();
    expect(await field('cutOffOn').inputValue()).toBe('2023-07-07');
    expect(await drawer().locator('[aria-invalid="true"]').count()).toBe(0);
  });

  it('refuses at the field what the domain refuses', async () => {
    await retype('deadline-handler', '2023-07-05');
    await drawer().locator('label', { hasText: '经办人' }).getByText('不能早于数据截止日').waitFor();
    await retype('deadline-handler', '2023-08-16');
    await retype('deadline-leader', '2023-08-31');
    // The ladder's own days, for a form that is still in its unit.
    await drawer().locator('[data-chase]').getByText('08-11 提醒经办人').waitFor();
    expect(await drawer().locator('[data-chase]').innerText()).toMatch(
      /08-17 上报经办人、单位负责人\s*08-23 上报主管部门领导\s*08-30 上报财政局绩效股/,
    );
    await drawer().getByText('不能早于数据截止日').waitFor({ state: 'detached' });
    expect(await drawer().locator('label', { hasText: '经办人' }).innerText()).toContain('本次手工填写');
  });

  it('shows which projects a rule chooses, as the server says, before the click', async () => {
    await tabTo(page, drawer().locator('input[name="scope"]'), 'Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await retype('budget', '100');
    const scope = { type: 'rule', budgetAtLeastYuan: '1000000.00', executionRateBelow: null, lights: null };
    const { body } = await finance.post<ScopeAnswer>('/review-rounds/preview', {
      fiscalYear: 2023,
      toMonth: 6,
      cutOffOn: '2023-07-07',
      scope,
    });
    expect(body.chosen.length).toBeGreaterThan(1);
    expect(body.chosen.length).toBeLessThan(body.projects.length);
    const said = `将生成 ${body.chosen.length} 张监控表，冻结 7 月 7 日所知`;
    await expect
      .poll(async () => (await drawer().locator('.consequence').innerText()).replaceAll(/\s/g, ' '))
      .toBe(said);
    await tabTo(page, drawer().locator('section h3 button'));
    await page.keyboard.press('Enter');
    expect(await drawer().locator('section ul li').count()).toBe(body.chosen.length);
    expect((await finance.get<RoundsAnswer>('/review-rounds?year=2023')).items).toEqual([]);
  });

  it('takes a list by hand that is searched, and opens exactly that', async () => {
    await tabTo(page, drawer().locator('input[name="scope"]:checked'), 'Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await tabTo(page, field('search'));
    await page.keyboard.type('社会保险中心');
    await tabTo(page, drawer().getByRole('button', { name: /选中搜到的/ }));
    await page.keyboard.press('Enter');
    await retype('title', '上半年重点监控');
    await tabTo(page, submit());
    const count = /\d+/.exec(await submit().innerText())?.[0];
    await page.keyboard.press('Enter');
    const outcome = page.locator('.outcome:focus');
    await outcome.waitFor();
    expect(await outcome.innerText()).toBe(`已开“上半年重点监控”，生成 ${count} 张监控表`);
    const { round, forms } = await onlyRound();
    expect(forms).toHaveLength(Number(count));
    expect(new Set(forms.map(({ unitName }) => unitName))).toEqual(new Set(['社会保险中心']));
    expect(round).toMatchObject({
      title: '上半年重点监控',
      variantId: 'january-june',
      scope: { type: 'list' },
    });
    expect(round.deadlines[0]).toEqual({
      post: 'handler',
      dueOn: '2023-08-16',
      origin: 'entered',
      isGuess: false,
    });
    expect(round.origins).toMatchObject({ scope: 'entered' });
    expect(round.origins['toMonth']).not.toBe('entered');
  });
});

describe('pages that stood open', () => {
  it('have the round without a reload: the handler’s list and a cockpit that had none', async () => {
    const { forms } = await onlyRound();
    const { items } = await handler.get<WaitingAnswer>('/review-forms');
    expect(items.length).toBeGreaterThan(0);
    const rows = listOfHandler.page.locator('table.forms tbody tr');
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(items.length);
    expect(await rows.first().locator('.round').innerText()).toBe('上半年重点监控');
    const empty = cockpitOfLeader.page.locator('nav .counts .empty b');
    await expect.poll(() => empty.innerText(), { timeout: 10_000 }).toBe(String(forms.length));
    for (const { page: open, problems, context } of [listOfHandler, cockpitOfLeader]) {
      expect(await open.evaluate('window.isTheSamePage')).toBe(true);
      expect(problems).toEqual([]);
      await context.close();
    }
  });
});

describe('the cockpit', () => {
  let forms: FormItem[];

  it('counts every form once, all of them not filled', async () => {
    ({ forms } = await onlyRound());
    await expect.poll(() => place('empty')).toBe(String(forms.length));
    expect(await place('closed')).toBe('0');
    expect(await page.locator('tbody .number').nth(1).innerText()).toBe(String(forms.length));
    await page.locator('.live.connected').waitFor();
  });

  it('moves its counts when a handler submits elsewhere, without a reload', async () => {
    const [sent] = forms;
    if (!sent) throw new Error('the round has no form');
    await page.evaluate('window.isTheSamePage = true');
    await fillAndSubmit(handler, sent.id);
    await expect.poll(() => place('unit'), { timeout: 10_000 }).toBe('1');
    expect(await place('empty')).toBe(String(forms.length - 1));
    const row = page.locator('.queue li', { has: page.locator(`a[data-form="${sent.id}"]`) });
    expect(await row.innerText()).toContain('待单位负责人审');
    expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  });

  it('is walked by j and k, and Enter opens the form', async () => {
    const ids = await page
      .locator('.queue a[data-form]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('data-form')));
    const focused = () => page.locator(':focus').getAttribute('data-form');
    await page.keyboard.press('j');
    expect(await focused()).toBe(ids[0]);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focused()).toBe(ids[2]);
    await page.keyboard.press('k');
    expect(await focused()).toBe(ids[1]);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/review-forms/${ids[1] ?? ''}`);
    expectNoProblems(visitor);
    await visitor.context.close();
  });

  it('is no page of the unit: its people are led to their forms', async () => {
    const other = await visit(browser, product, { as: 'liuchuan-handler', path: '/reviews' });
    await other.page.waitForURL('**/review-forms');
    expect(await other.page.locator('header nav').innerText()).not.toContain('绩效监控');
    await other.context.close();
  });
});

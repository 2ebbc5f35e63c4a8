/** Duties in a real browser: an event registered by keyboard, a duty paid from its link, a curve changed with its preview. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import type { Obligation, ObligationPage, ProjectDuties } from '../../server/contract-alerts.ts';
import type { Overview, ProjectDetail } from '../../server/contract.ts';
import {
  expectNoProblems,
  useChromium,
  visit,
  type Visitor,
  type VisitOptions,
} from '../browser/chromium.ts';
import { callAs, until, useProduct, type Caller } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();
/** The worker looks within half a minute of its start; on a loaded machine later. */
const WATCHED_WITHIN_MS = 60_000;
let finance: Caller;
let business: Caller;
let duties: Obligation[];

beforeAll(async () => {
  finance = await callAs(product, 'liuchuan-finance');
  business = await callAs(product, 'liuchuan-business');
  await until(WATCHED_WITHIN_MS, async () => {
    duties = (await finance.get<ObligationPage>('/obligations?limit=200')).items;
    return duties.some(({ state }) => state === 'overdue');
  });
}, WATCHED_WITHIN_MS + 10_000);

async function open(options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, product, options);
  onTestFinished(() => visitor.context.close());
  await visitor.page.waitForLoadState('networkidle');
  return visitor;
}

const dutyOf = async (duty: Obligation) =>
  (await finance.get<ProjectDuties>(`/projects/${duty.projectId}/duties`)).obligations.find(
    ({ id }) => id === duty.id,
  );
const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth');

function one(matches: (duty: Obligation) => boolean): Obligation {
  const found = duties.find(matches);
  if (!found) throw new Error('the demo has no such duty');
  return found;
}

describe('the duties of a project', () => {
  it('an event registered by keyboard dates the duty that waited for it', async () => {
    const duty = one(({ state }) => state === 'awaiting_event');
    const visitor = await open({ as: 'liuchuan-business', path: `/projects/${duty.projectId}?tab=duties` });
    const { page } = visitor;
    const row = page.locator('table.duties tr', { hasText: duty.title });
    await expect.poll(() => row.innerText()).toContain('待触发');
    const events = page.getByRole('region', { name: '起算事项' });
    await events.getByRole('button', { name: '登记起算日' }).focus();
    await page.keyboard.press('Enter');
    // The day has the focus: it is what is missing.
    await page.keyboard.type('0707');
    await page.keyboard.press('Tab');
    await page.keyboard.type('演示〔2023〕12号');
    await page.keyboard.press('Enter');
    await events.getByRole('status').filter({ hasText: '07-07' }).waitFor();
    await expect.poll(() => events.innerText()).toContain('演示〔2023〕12号');
    // 7 July and ten working days.
    await expect.poll(() => row.innerText(), { timeout: 20_000 }).toContain('07-21');
    expect(await row.innerText()).toContain('逾期 6 个工作日');
    expectNoProblems(visitor);
  });

  it('a duty is paid from its link with what is outstanding filled in, and is met', async () => {
    const duty = one(({ state, amount }) => state === 'overdue' && amount !== null);
    const visitor = await open({
      as: 'liuchuan-business',
      path: `/projects/${duty.projectId}?pay=${duty.id}`,
    });
    const { page } = visitor;
    const form = page.locator('form', { has: page.locator('input[name="amount"]') });
    const left = (Number(duty.amount) - Number(duty.paid)).toFixed(2);
    await expect.poll(() => form.locator('input[name="amount"]').inputValue()).toBe(left);
    expect(await form.locator('select[name="obligationId"]').inputValue()).toBe(duty.id);
    await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('happenedOn');
    expect(await form.getByRole('status').innerText()).toContain(`付足“${duty.title}”`);
    await page.keyboard.type('0731');
    await page.keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('pay')).toBeNull();
    await expect.poll(async () => (await dutyOf(duty))?.state, { timeout: 20_000 }).toBe('met_late');
    await page.getByRole('link', { name: /应办事项/ }).click();
    const row = page.locator('table.duties tr', { hasText: duty.title });
    await expect.poll(() => row.innerText(), { timeout: 20_000 }).toMatch(/晚 \d+ 个工作日/);
    expectNoProblems(visitor);
  });

  it('a duty agreed on by hand says its consequence first and stands in the list', async () => {
    const duty = one(({ state, kind }) => state === 'not_due' && kind === 'work');
    const visitor = await open({
      as: 'liuchuan-business',
      path: `/projects/${duty.projectId}?tab=duties`,
      viewport: { width: 390, height: 844 },
    });
    const { page } = visitor;
    await page.getByRole('button', { name: '约定应办事项' }).click();
    await page.keyboard.type('演示：按协议支付');
    await page.locator('select[name="type"]').selectOption('on');
    await page.locator('input[name="dueOn"]').fill('0930');
    await page.locator('input[name="amount"]').fill('1,000.50');
    await page.getByRole('status').filter({ hasText: '约定以后：2023 年 9 月 30 日前' }).waitFor();
    expect(await fits(page)).toBe(390);
    await page.getByRole('button', { name: '约定', exact: true }).click();
    const row = page.locator('table.duties tr', { hasText: '演示：按协议支付' });
    await expect.poll(() => row.count(), { timeout: 20_000 }).toBe(1);
    expect(await row.innerText()).toContain('09-30');
    expectNoProblems(visitor);
  });
});

describe('the curve of money', () => {
  it('is previewed in the chart and the light, then saved', async () => {
    const { worst } = await finance.get<Overview>('/overview');
    const details = await Promise.all(
      worst.map(({ projectId }) => finance.get<ProjectDetail>(`/projects/${projectId}`)),
    );
    const project = details.find(({ money }) => money.judgement.light === 'severe');
    if (!project) throw new Error('no money of the demo is severely behind');
    const visitor = await open({ as: 'liuchuan-business', path: `/projects/${project.id}?tab=money` });
    const { page } = visitor;
    await page.getByRole('button', { name: '改曲线' }).click();
    const editor = page.locator('form.curve');
    await editor.getByLabel('自定 12 个月').check();
    expect(await editor.getByRole('button', { name: '按新曲线判定' }).isDisabled()).toBe(true);
    const percents = ['0', '0', '0', '0', '0', '0', '0', '10', '30', '50', '80'];
    await editor.getByLabel('1 月末累计百分比', { exact: true }).focus();
    for (const percent of percents) {
      await page.keyboard.type(percent);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('90');
    await editor.getByRole('alert').filter({ hasText: '12 月末的累计百分比要是 100' }).waitFor();
    await editor.getByLabel('12 月末累计百分比').fill('100');
    await editor.getByText('改后', { exact: true }).waitFor();
    expect(await editor.locator('.lights > div').first().innerText()).toContain('严重滞后');
    expect(await editor.locator('.lights > div').last().innerText()).toContain('正常');
    // Nothing is saved before the click.
    expect((await business.get<ProjectDetail>(`/projects/${project.id}`)).money.curve).toEqual(
      project.money.curve,
    );
    await editor.getByRole('button', { name: '按新曲线判定' }).click();
    await editor.waitFor({ state: 'detached' });
    await page.getByText('现按：按用款计划').waitFor();
    const { money } = await business.get<ProjectDetail>(`/projects/${project.id}`);
    expect([money.curve, money.judgement.light]).toEqual([
      { type: 'plan', percent: [...percents.map(Number), 100] },
      'normal',
    ]);
    expectNoProblems(visitor);
  });
});

describe('who may not', () => {
  it('reads without a way to change anything; looking back, the ways are shut with their reason', async () => {
    const { projectId } = one(({ state }) => state === 'overdue');
    const reader = await open({ as: 'liuchuan-finance', path: `/projects/${projectId}?tab=duties` });
    await reader.page.locator('table.duties').waitFor();
    for (const name of ['登记起算日', '约定应办事项', '登记支付', '改曲线', '记一笔']) {
      expect(await reader.page.getByRole('button', { name }).count()).toBe(0);
    }
    const back = await open({
      as: 'liuchuan-business',
      path: `/projects/${projectId}?tab=duties&asOf=2023-06-30`,
    });
    const button = back.page.getByRole('button', { name: '约定应办事项' });
    await button.waitFor();
    expect([await button.isDisabled(), await button.getAttribute('title')]).toEqual([
      true,
      '回看时不能登记，请先回到今天',
    ]);
    expect(await back.page.locator('main').innerText()).toContain('不随回看变化');
    expectNoProblems(reader);
    expectNoProblems(back);
  });
});

/** On a narrow phone, by touch alone: an alert is read, acknowledged and answered at the thumb; nothing is wider than the screen. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AlertDetail, AlertItem, AlertPage } from '../../server/contract-alerts.ts';
import { expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { callAs, useProduct, type Caller } from '../browser/product.ts';

/** What a thumb hits without looking (guide §1). */
const TARGET_PX = 44;
const NARROW = { width: 360, height: 740 };

const product = await useProduct();
const browser = await useChromium();
let unit: Caller;
/** A payment that is late. */
let overdue: AlertItem;

beforeAll(async () => {
  unit = await callAs(product, 'liuchuan-unit');
  const [late] = (await unit.get<AlertPage>('/alerts?kind=overdue')).items;
  if (!late) throw new Error('nothing is overdue in the demo');
  overdue = late;
});

async function hold(as: string, path: string, viewport = NARROW): Promise<Visitor> {
  const visitor = await visit(browser, product, { as, path, viewport, scale: 2, touch: true });
  onTestFinished(() => visitor.context.close());
  return visitor;
}

async function expectThumbSized(targets: Locator): Promise<void> {
  for (const target of await targets.all()) {
    const box = await target.boundingBox();
    expect(box?.height, await target.innerText()).toBeGreaterThanOrEqual(TARGET_PX);
    expect(box?.width, await target.innerText()).toBeGreaterThanOrEqual(TARGET_PX);
  }
}

const widthOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');

it('an alert is opened from the list, acknowledged and answered at the thumb', async () => {
  const visitor = await hold('liuchuan-unit', '/alerts');
  const { page } = visitor;
  await page.locator(`[data-alert-id="${overdue.id}"]`).tap();
  await page.locator('.case h1').waitFor();
  // Where the days stand is a calendar of weeks, not a ruler that would not fit.
  expect(await page.locator('.case').getByText('一', { exact: true }).count()).toBe(1);
  const bar = page.locator('.bar');
  await expectThumbSized(bar.locator('.button'));
  expect((await bar.locator('.button').allInnerTexts()).map((text) => text.trim())).toEqual([
    '已阅',
    '静默',
    '说明',
    '登记拨付，办结',
  ]);

  await bar.getByRole('button', { name: '已阅' }).tap();
  const submit = page.locator('.actions .submit');
  await expectThumbSized(submit);
  await submit.tap();
  await page.getByText('已记下：已阅').waitFor();

  await bar.getByRole('button', { name: '说明' }).tap();
  await page.locator('.actions textarea').tap();
  await page.locator('.actions textarea').fill('支付申请已提交，预计 08-03 到账');
  await submit.tap();
  await page.getByText('说明已发出').waitFor();
  await page.locator('.case', { hasText: '支付申请已提交，预计 08-03 到账' }).waitFor();

  expect(await widthOf(page)).toBe(NARROW.width);
  const { alert, acts } = await unit.get<AlertDetail>(`/alerts/${overdue.id}`);
  expect(alert.state).toBe('acknowledged');
  expect(acts.map(({ act }) => act).toSorted()).toEqual(['acknowledged', 'replied']);
  expectNoProblems(visitor);
});

describe.each([390, 360])('at %i', (width) => {
  it.each([
    ['overview', 'liuchuan-leader', () => '/', '.live.connected'],
    ['alerts', 'liuchuan-unit', () => '/alerts', '[data-alert]'],
    ['alert', 'liuchuan-unit', () => `/alerts/${overdue.id}`, '.case h1'],
    ['project', 'liuchuan-handler', () => `/projects/${overdue.projectId}`, '.live.connected'],
    ['entry', 'pinghe-handler', () => '/entry', '[data-row]'],
    ['wall', 'liuchuan-leader', () => '/wall', '.wall-ticker.connected'],
  ])('%s is no wider than the screen', async (_, as, path, complete) => {
    const visitor = await hold(as, path(), { width, height: 844 });
    await visitor.page.locator(complete).first().waitFor();
    await visitor.page.waitForLoadState('networkidle');
    expect(await widthOf(visitor.page)).toBe(width);
    // The tabs at the foot and what is fixed above them are there for the thumb.
    await expectThumbSized(visitor.page.locator('nav a:visible, .bar .button, .page-bar .button'));
    expectNoProblems(visitor);
  });
});

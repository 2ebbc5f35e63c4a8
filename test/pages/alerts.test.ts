/** The alerts in a real browser: they arrive by themselves, are read at the thumb, and silenced without a mouse. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AlertDetail, AlertItem, AlertPage, LadderAnswer } from '../../server/contract-alerts.ts';
import type { ProjectPage } from '../../server/contract.ts';
import {
  expectNoProblems,
  refused,
  useChromium,
  visit,
  type VisitOptions,
  type Visitor,
} from '../browser/chromium.ts';
import { tabTo } from '../browser/keyboard.ts';
import { callAs, until, useProduct, type Caller } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();
let handler: Caller;
let projectId: string;

/** The tick comes each half minute, on a loaded machine somewhat later. */
const SCANNED_WITHIN_MS = 60_000;
/** A change is one sweep and one reading; a loaded machine takes its time. */
const SHOWN_WITHIN_MS = 3_000;

beforeAll(async () => {
  handler = await callAs(product, 'liuchuan-handler');
  const { items } = await handler.get<ProjectPage>('/projects?limit=50');
  projectId = items.at(0)?.projectId ?? '';
  // Payments that name no duty count for the only one of the year; with this one there is never only one.
  await plan('年底的补贴', '1.00', '2023-12-20');
});

async function open(options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, product, options);
  onTestFinished(() => visitor.context.close());
  return visitor;
}

/** A payment that was due on the Thursday before the demo's Monday: overdue as soon as it is known. */
const planOverdue = (title: string, amount: string) => plan(title, amount, '2023-07-27');
async function plan(title: string, amount: string, dueOn: string): Promise<void> {
  const { status } = await handler.post(`/projects/${projectId}/duty-plans`, {
    kind: 'payment',
    title,
    rule: { type: 'on', dueOn },
    amounts: { once: amount },
  });
  expect(status).toBe(201);
}
async function findAlert(title: string): Promise<AlertItem | undefined> {
  const page = await handler.get<AlertPage>(`/alerts?project=${projectId}&kind=overdue&limit=200`);
  return page.items.find(({ subjectName }) => subjectName === title);
}
async function overdueAlert(title: string, amount: string): Promise<AlertItem> {
  await planOverdue(title, amount);
  let found: AlertItem | undefined;
  await until(SCANNED_WITHIN_MS, async () => (found = await findAlert(title)) !== undefined);
  if (!found) throw new Error('no alert');
  return found;
}
const row = (page: Page, id: string) => page.locator(`[data-alert-id="${id}"]`);

describe('the list', () => {
  it('shows a new overdue and what others do about it by itself', async () => {
    const visitor = await open({ as: 'liuchuan-leader', path: '/alerts' });
    const { page } = visitor;
    await page.locator('.live.connected').waitFor();
    await page.locator('[data-alert]').first().waitFor();
    await planOverdue('到达页面的补贴', '7654300.00');
    await page.locator('[data-alert]', { hasText: '到达页面的补贴' }).waitFor({ timeout: SCANNED_WITHIN_MS });
    const alert = await findAlert('到达页面的补贴');
    const { status } = await handler.post(`/alerts/${alert?.id ?? ''}/acknowledge`, {});
    expect(status).toBe(201);
    await row(page, alert?.id ?? '')
      .filter({ hasText: '已阅' })
      .waitFor({ timeout: SHOWN_WITHIN_MS });
    expectNoProblems(visitor);
  });

  it('keeps still while the pointer is in it, and says how many changes wait', async () => {
    const alert = await overdueAlert('指针下的补贴', '10100.00');
    const visitor = await open({ as: 'liuchuan-leader', path: '/alerts' });
    const { page } = visitor;
    await page.locator('.live.connected').waitFor();
    await row(page, alert.id).waitFor();
    await row(page, alert.id).hover();
    await handler.post(`/alerts/${alert.id}/acknowledge`, {});
    const chip = page.getByRole('button', { name: '有 1 条更新' });
    await chip.waitFor({ timeout: SHOWN_WITHIN_MS });
    expect(await row(page, alert.id).innerText()).not.toContain('已阅');
    await chip.click();
    await row(page, alert.id).filter({ hasText: '已阅' }).waitFor();
    expectNoProblems(visitor);
  });

  it('of a past day is marked as such, and nothing can be done there', async () => {
    const visitor = await open({ as: 'liuchuan-unit', path: '/alerts?asOf=2023-07-28' });
    const { page } = visitor;
    await page.getByText('正在回看 2023-07-28').waitFor();
    await page.locator('.case h1').waitFor();
    await page.getByText('正在回看，不能处理').waitFor();
    const radios = page.locator('input[name="action"]');
    expect(await radios.count()).toBeGreaterThan(0);
    for (const radio of await radios.all()) expect(await radio.isDisabled()).toBe(true);
    expectNoProblems(visitor);
  });
});

describe('a case', () => {
  it('is found, opened and silenced by the keyboard alone; the real days are said before', async () => {
    const alert = await overdueAlert('键盘静默的补贴', '20200.00');
    const visitor = await open({ as: 'liuchuan-unit', path: '/alerts' });
    const { page } = visitor;
    await row(page, alert.id).waitFor();
    const focused = () => page.locator(':focus').getAttribute('data-alert-id');
    // The first alert is open already: j goes on from it, k comes back.
    await page.keyboard.press('k');
    for (let n = 0; n < 100 && (await focused()) !== alert.id; n += 1) await page.keyboard.press('j');
    expect(await focused()).toBe(alert.id);
    await page.keyboard.press('Enter');
    await page.waitForURL(({ pathname }) => pathname === `/alerts/${alert.id}`);
    await page.locator('.case h1', { hasText: '2.02 万元应于 07-27 发放' }).waitFor();

    await page.keyboard.press('s');
    await page.locator('[name="until"]:focus').waitFor();
    const day = page.locator('[name="until"]');
    // A browser asks for the day in the order of its own language.
    await page.keyboard.type('08102023');
    if ((await day.inputValue()) !== '2023-08-10') await day.fill('2023-08-10');
    await page.locator('.after', { hasText: '到 08-10 为止不上报' }).waitFor();
    await page.locator('.after .warning', { hasText: /08-11.*（顺延）|.*（不变）/ }).waitFor();
    for (let n = 0; n < 6 && (await page.locator('textarea:focus').count()) === 0; n += 1) {
      await page.keyboard.press('Tab');
    }
    // Without a reason it is not sent.
    await page.keyboard.press('Control+Enter');
    await page.getByText('请写明理由').waitFor();
    await page.locator('textarea:focus').waitFor();
    await page.keyboard.type('国库系统升级，预计 08-09 到账');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('status').filter({ hasText: '已静默' }).waitFor();
    await page.getByRole('button', { name: /^已静默 [1-9]/ }).waitFor();
    const { alert: after, acts } = await handler.get<AlertDetail>(`/alerts/${alert.id}`);
    expect(after).toMatchObject({ state: 'silenced', until: '2023-08-10' });
    expect(acts.map(({ act, reason, by }) => [act, reason, by])).toEqual([
      ['silenced', '国库系统升级，预计 08-09 到账', '单位负责人'],
    ]);
    expectNoProblems(visitor);
  });

  it('cannot be silenced by who is reminded, and says whose decision it is', async () => {
    const alert = await overdueAlert('经办人的补贴', '30300.00');
    const visitor = await open({ as: 'liuchuan-handler', path: `/alerts/${alert.id}` });
    const { page } = visitor;
    await page.locator('.case h1').waitFor();
    expect(await page.locator('input[value="silence"]').isDisabled()).toBe(true);
    await page.getByText('静默由单位负责人或上级决定').waitFor();
    await page.keyboard.press('s');
    expect(await page.locator('[name="until"]:focus').count()).toBe(0);
    // Opening it counts as reading it; those above see that.
    await until(SCANNED_WITHIN_MS, async () => {
      const { timeline } = await handler.get<AlertDetail>(`/alerts/${alert.id}`);
      return timeline.some(({ proofs }) =>
        proofs.some(({ post, readAt }) => post === '经办人' && readAt !== null),
      );
    });
    expectNoProblems(visitor);
  });

  const pay = async ({ projectId: project, subjectId, outstanding }: AlertItem) => {
    const { status } = await handler.post(`/projects/${project}/ledger`, {
      event: 'paid',
      happenedOn: '2023-07-31',
      amount: outstanding,
      obligationId: subjectId,
    });
    expect(status).toBe(201);
  };

  it('that is settled elsewhere meanwhile says so and offers nothing more but a word', async () => {
    const { items } = await handler.get<AlertPage>('/alerts?kind=overdue&state=open&limit=200');
    const alert = items.find(({ openedOn, outstanding }) => openedOn < '2023-07-31' && outstanding !== null);
    if (!alert) throw new Error('the demo has no payment that is overdue for longer');
    const visitor = await open({ as: 'liuchuan-unit', path: `/alerts/${alert.id}` });
    const { page } = visitor;
    await page.locator('.live.connected').waitFor();
    await page.locator('.case h1').waitFor();
    await pay(alert);
    await page.getByText('这条提醒刚刚已办结').waitFor({ timeout: SCANNED_WITHIN_MS });
    await page.locator('input[value="acknowledge"]').waitFor({ state: 'detached' });
    expect(await page.locator('input[name="action"]').count()).toBe(1);
    expectNoProblems(visitor);
  });

  it('that opened today and is settled today is taken back, and leaves nothing to act on', async () => {
    const alert = await overdueAlert('当天付清的补贴', '40400.00');
    const visitor = await open({ as: 'liuchuan-unit', path: `/alerts/${alert.id}` });
    const { page } = visitor;
    await page.locator('.live.connected').waitFor();
    await page.locator('.case h1').waitFor();
    await pay(alert);
    await page.getByText('已经撤回，告知过的人会收到说明').waitFor({ timeout: SCANNED_WITHIN_MS });
    await page.locator('.case').waitFor({ state: 'detached' });
    expect(await page.locator('input[name="action"]').count()).toBe(0);
    await page.getByRole('link', { name: /返回清单/ }).click();
    await page.locator('.case h1').waitFor();
    expectNoProblems(visitor, refused(404));
  });
});

describe.each([390, 360])('on a phone %i wide', (width) => {
  it('is read, acknowledged and answered at the thumb', async () => {
    const title = `手机上的补贴 ${width}`;
    const alert = await overdueAlert(title, '50500.00');
    const visitor = await open({
      as: 'liuchuan-handler',
      path: '/alerts',
      viewport: { width, height: 844 },
      scale: 2,
    });
    const { page } = visitor;
    await row(page, alert.id).click();
    await page.locator('.case h1', { hasText: '5.05 万元应于 07-27 发放' }).waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    const buttons = page.locator('.bar > *');
    expect(await buttons.count()).toBe(3);
    for (const button of await buttons.all()) {
      const box = await button.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect(box?.y).toBeGreaterThan(600);
    }
    await page.locator('.bar').getByRole('button', { name: '已阅' }).click();
    await page.locator('.after', { hasText: '照常' }).waitFor();
    await page.locator('button.submit').click();
    await page.getByRole('status').filter({ hasText: '已记下：已阅' }).waitFor();
    await page.locator('.bar').getByRole('button', { name: '说明' }).click();
    await page.locator('textarea').fill('支付申请已提交国库');
    await page.locator('button.submit').click();
    await page.locator('footer', { hasText: '支付申请已提交国库' }).waitFor();
    await page.getByRole('link', { name: '返回提醒清单' }).click();
    await row(page, alert.id).filter({ hasText: '已阅' }).waitFor();
    expectNoProblems(visitor);
  });
});

describe('the ladder', () => {
  it('shows the real dates while it is typed, the fault at its field, and is for the performance section alone', async () => {
    const visitor = await open({ as: 'pinghe-finance', path: '/ladder' });
    const { page } = visitor;
    const days = page.getByLabel('第 3 级的工作日数');
    await days.fill('0');
    await page.getByText('第 3 级是逾期后的上报').waitFor();
    expect(await days.getAttribute('aria-invalid')).toBe('true');
    const save = page.getByRole('button', { name: '从今天起使用' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('到期日').fill('2023-09-28');
    await days.fill('3');
    // 29 September to 6 October are 中秋 and 国庆; 7 and 8 October are worked.
    await page.locator('li', { hasText: '2023-10-09' }).filter({ hasText: '主管部门领导' }).waitFor();
    await save.click();
    await page.getByText('已保存，今天起使用').waitFor();
    await page.getByText('第 1 版').waitFor();
    expectNoProblems(visitor);

    const reader = await open({ as: 'pinghe-leader', path: '/ladder' });
    await reader.page.getByText('层级由财政局绩效股设定').waitFor();
    expect(await reader.page.locator('table input').count()).toBe(0);
    expectNoProblems(reader);
  });
});

describe('two at the ladder', () => {
  it('see both versions when one saved first, and choose by keyboard', async () => {
    const path = '/ladder';
    const finance = await callAs(product, 'lishan-finance');
    const visitor = await open({ as: 'lishan-finance', path });
    const { page } = visitor;
    const save = page.getByRole('button', { name: '从今天起使用' });
    const days = page.getByLabel('第 4 级的工作日数');
    const saveElsewhere = async (workingDays: number) => {
      const { ladder } = await finance.get<LadderAnswer>(path);
      const steps = ladder.steps.map((step) => (step.level === 3 ? { ...step, workingDays } : step));
      expect((await finance.post(path, { ...ladder, steps })).status).toBe(201);
    };
    await days.fill('12');
    await saveElsewhere(15);
    await save.click();
    const conflict = page.getByRole('alert', { name: '刚才有人先保存了另一版，请定一个' });
    await conflict.and(page.locator(':focus')).waitFor();
    const marked = await conflict.locator('li.different').allInnerTexts();
    expect(marked).toEqual([
      expect.stringContaining('逾期 15 个工作日'),
      expect.stringContaining('逾期 12 个工作日'),
    ]);
    await tabTo(page, page.getByRole('button', { name: '用我的（存为第 2 版）' }));
    await page.keyboard.press('Enter');
    await page.getByText('已保存，今天起使用').waitFor();
    expect((await finance.get<LadderAnswer>(path)).ladder.steps[3]?.workingDays).toBe(12);

    await days.fill('14');
    await saveElsewhere(18);
    await save.click();
    await page.getByRole('button', { name: '用已保存的' }).click();
    await page.getByText('已采用别人保存的一版').waitFor();
    expect(await days.inputValue()).toBe('18');
    expect((await finance.get<LadderAnswer>(path)).version).toBe(3);
    expectNoProblems(visitor, refused(409));
  });
});

describe('who was told', () => {
  it('is filtered by post and day, and printed white on A4 with every word', async () => {
    const alert = await overdueAlert('打印的补贴', '60600.00');
    await until(SCANNED_WITHIN_MS, async () => {
      const { timeline } = await handler.get<AlertDetail>(`/alerts/${alert.id}`);
      return timeline.some(({ what }) => what === 'told');
    });
    const visitor = await open({ as: 'liuchuan-leader', path: '/notices' });
    const { page } = visitor;
    await page.locator('tbody tr').first().waitFor();
    await page.locator('select').nth(1).selectOption({ label: '单位负责人' });
    await page.waitForURL(({ search }) => search.includes('post=unit_head'));
    await page.locator('tbody tr', { hasText: '单位负责人' }).first().waitFor();
    await page.locator('tbody tr', { hasText: '经办人' }).first().waitFor({ state: 'detached' });
    await page.getByLabel('从').fill('2023-08-15');
    await page.getByText('这段时间没有告知过任何人').waitFor();
    await page.getByRole('button', { name: '清除条件' }).click();
    await page.locator('tbody tr').first().waitFor();

    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('form.filters').isVisible()).toBe(false);
    expect(await page.getByText('核对（签章）').isVisible()).toBe(true);
    const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe('rgb(255, 255, 255)');
    expectNoProblems(visitor);
  });
});

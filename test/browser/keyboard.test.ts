/** Every flow without a mouse: the focus is never lost, always seen, comes back from what was opened; keys wait while one types. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlertDetail, AlertPage } from '../../server/contract-alerts.ts';
import {
  expectNoProblems,
  refused,
  useChromium,
  visit,
  type Visitor,
  type VisitOptions,
} from './chromium.ts';
import { expectFocus, tabTo } from './keyboard.ts';
import { callAs, julyEntries, openNumberRows, useProduct } from './product.ts';

const product = await useProduct();
const browser = await useChromium();

async function open(options: VisitOptions): Promise<Visitor> {
  const visitor = await visit(browser, product, options);
  onTestFinished(() => visitor.context.close());
  return visitor;
}
const focusedField = (page: Page) => page.locator(':focus').getAttribute('data-field');

describe('a leader', () => {
  it('signs in, goes from the overview to a project and back in time, and signs out', async () => {
    const visitor = await open({ as: null, path: '/' });
    const { page } = visitor;
    await page.locator('#username:focus').waitFor();
    await page.keyboard.type('liuchuan-leader');
    await page.keyboard.press('Tab');
    await page.keyboard.type(product.password);
    await page.keyboard.press('Enter');
    await page.locator('.live.connected').waitFor();
    await tabTo(page, page.locator('main table a[href*="/projects/"]'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/projects\//);
    await page.locator('.live.connected').waitFor();

    await tabTo(page, page.getByRole('button', { name: '上一个月末' }));
    await page.keyboard.press('Enter');
    await page.getByText('正在回看 2023-06-30').waitFor();
    await expectFocus(page, 'after a step back in time');
    await page.keyboard.press('Enter');
    await page.getByText('正在回看 2023-05-31').waitFor();
    await tabTo(page, page.getByRole('button', { name: '回到今天' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('正在回看').waitFor({ state: 'detached' });
    await expectFocus(page, 'back in today');

    await tabTo(page, page.getByRole('button', { name: '我的账号' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    const leave = page.getByRole('menuitem', { name: '退出登录' });
    await leave.waitFor();
    await page.keyboard.press('Escape');
    await leave.waitFor({ state: 'hidden' });
    await expectFocus(page, 'back from the menu');
    await page.keyboard.press('Enter');
    await leave.waitFor();
    const isAtLeave = async () => (await leave.and(page.locator(':focus')).count()) > 0;
    for (let steps = 0; steps < 12 && !(await isAtLeave()); steps += 1)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sign-in/);
    await page.locator('#username:focus').waitFor();
    expectNoProblems(visitor, refused(401));
  });
});

describe('a handler', () => {
  it('fills the month, corrects a value and chooses in a conflict', async () => {
    const handler = await callAs(product, 'pinghe-handler');
    const rows = openNumberRows(await handler.sheet()).filter(({ judged }) => judged.unit === '元');
    const [row, other] = rows;
    if (!row || !other) throw new Error('the demo has no two open amounts');
    const path = `/entry?indicator=${row.indicatorId}`;
    const visitor = await open({ as: 'pinghe-unit', path });
    const { page } = visitor;
    await page.locator(`[data-field="${row.indicatorId}"]:focus`).waitFor();
    const fill = async (value: string) => {
      await page.keyboard.press('Control+A');
      await page.keyboard.type(value);
      await page.keyboard.press('Enter');
      // A value far off its course wants a word first.
      if ((await page.locator('[data-kind="note"]:focus').count()) === 0) return;
      await page.keyboard.type('已核对凭证');
      await page.keyboard.press('Enter');
    };
    const line = page.locator(`[data-row="${row.indicatorId}"]`);
    await fill('1000');
    await line.filter({ hasText: '已报' }).waitFor();
    await expectFocus(page, 'after a value was recorded');
    await page.keyboard.press('ArrowUp');
    expect(await focusedField(page)).toBe(row.indicatorId);
    await fill('1200');
    await expect
      .poll(async () =>
        (await julyEntries(handler, row.projectId, row.indicatorId)).map(({ value }) => value),
      )
      .toEqual(['1200']);

    // Somebody else fills the other one while this sheet is open.
    const note = '别人先报的';
    expect((await handler.enter(other.indicatorId, { value: '2000', note })).status).toBe(201);
    const isThere = async () => (await focusedField(page)) === other.indicatorId;
    for (let steps = 0; steps < 60 && !(await isThere()); steps += 1) await page.keyboard.press('ArrowDown');
    await fill('2100');
    await page.getByRole('alert').filter({ hasText: '这一格刚才有别人报了' }).waitFor();
    while (!(await isThere())) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expectFocus(page, 'in the conflict');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toContain('用我的');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () =>
        (await julyEntries(handler, other.projectId, other.indicatorId)).map(({ value }) => value),
      )
      .toEqual(['2100']);
    await expectFocus(page, 'after the conflict');
    expectNoProblems(visitor, refused(409));
  });

  it('imports a pasted form, mends a name in the preview and commits it', async () => {
    const visitor = await open({ as: 'pinghe-finance', path: '/import' });
    const { page } = visitor;
    await tabTo(page, page.locator('main textarea'));
    await page.keyboard.insertText(printedForm('键盘导入的项目'));
    await tabTo(page, page.getByRole('button', { name: '识别', exact: true }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: '键盘导入的项目' }).waitFor();
    await page.locator('h1:focus').waitFor();
    await tabTo(page, page.locator('.sheet .editable button'));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('键盘改过的项目');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: '键盘改过的项目' }).waitFor();
    await expectFocus(page, 'after the name was mended');
    await page.reload();
    await page.getByRole('heading', { level: 2, name: '键盘改过的项目' }).waitFor();
    await tabTo(page, page.getByRole('button', { name: /^导入 1 个项目/ }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^已导入 1 个项目/ }).waitFor();
    await page.locator('h1:focus').waitFor();
    expectNoProblems(visitor);
  });

  it('reads a payment file and records it', async () => {
    const visitor = await open({ as: 'liuchuan-business', path: '/payments' });
    const { page } = visitor;
    await tabTo(page, page.locator('main textarea'));
    await page.keyboard.insertText(
      '支付日期\t预算单位\t项目名称\t支付金额\t支付凭证号\n' +
        '2023-07-28\t柳川县社会保险中心\t单位直接聘用人员经费\t120.00\tZF-KEY-1',
    );
    await tabTo(page, page.locator('main button[type="submit"]'));
    await page.keyboard.press('Enter');
    await page.locator('h1:focus').waitFor();
    await tabTo(page, page.getByRole('button', { name: '入账 1 笔' }));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '撤回' }).or(page.locator('section.outcome')).first().waitFor();
    await page.locator('h1:focus').waitFor();
    expectNoProblems(visitor);
  });
});

describe('an alert', () => {
  it('is acknowledged and answered; letters are text while one types', async () => {
    const unit = await callAs(product, 'liuchuan-unit');
    const { items } = await unit.get<AlertPage>('/alerts?state=open&limit=50');
    const alert = items.find(({ state }) => state === 'open');
    if (!alert) throw new Error('the demo has no open alert');
    const visitor = await open({ as: 'liuchuan-unit', path: `/alerts/${alert.id}` });
    const { page } = visitor;
    await page.locator('.case h1').waitFor();
    await page.keyboard.press('r');
    await page.locator('textarea:focus').waitFor();
    await page.keyboard.type('as r do jk 已联系国库');
    expect(await page.locator('textarea').inputValue()).toBe('as r do jk 已联系国库');
    expect(await page.locator('input[name="action"]:checked').getAttribute('value')).toBe('reply');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('status').filter({ hasText: '说明已发出' }).waitFor();
    await expectFocus(page, 'after the answer');
    await page.keyboard.press('Escape');
    if ((await page.locator('textarea:focus').count()) > 0) await page.keyboard.press('Tab');
    await page.keyboard.press('a');
    await page.locator('button.submit:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: '已记下：已阅' }).waitFor();
    await expectFocus(page, 'after it was acknowledged');
    const { acts } = await unit.get<AlertDetail>(`/alerts/${alert.id}`);
    expect(acts.map(({ act }) => act).sort()).toEqual(['acknowledged', 'replied']);
    expectNoProblems(visitor);
  });
});

describe('the finance bureau', () => {
  it('changes the ladder: a step more, a post more, saved', async () => {
    const visitor = await open({ as: 'lishan-finance', path: '/ladder' });
    const { page } = visitor;
    await tabTo(page, page.getByRole('button', { name: '再加一级' }));
    await page.keyboard.press('Enter');
    await expectFocus(page, 'after a step was added');
    await tabTo(page, page.getByLabel('第 5 级的工作日数'), 'Shift+Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('20');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('button', { name: '从今天起使用' }));
    await page.keyboard.press('Enter');
    await page.getByText('已保存，今天起使用').waitFor();
    await expectFocus(page, 'after the ladder was saved');
    expectNoProblems(visitor);
  });
});

/** The first form of a real county's text as another project of the demo county's bureau. */
function printedForm(projectName: string): string {
  const text = readFileSync(join(import.meta.dirname, '../../db/demo/declarations/pingluo.txt'), 'utf8');
  const [, first = ''] = text.split('部门项目支出预算绩效目标表', 2);
  const form = first.slice(0, first.indexOf('\n## ') < 0 ? undefined : first.indexOf('\n## '));
  return `部门项目支出预算绩效目标表${form}`
    .replaceAll('平罗', '平河')
    .replace('构建和谐劳动关系及专业技术人才知识更新工作经费', projectName);
}

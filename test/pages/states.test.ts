/** What a page says and keeps when it has nothing, waits, fails, is cut off, looks back or may not be seen (guide §7). */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlertPage } from '../../server/contract-alerts.ts';
import {
  CUT,
  CUT_AHEAD,
  expectNoProblems,
  useChromium,
  visit,
  type Visitor,
  type VisitOptions,
} from '../browser/chromium.ts';
import { makeEmptyCounty } from '../browser/empty-county.ts';
import {
  callAs,
  julyEntries,
  openNumberRows,
  useGate,
  useProduct,
  type Product,
} from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();
const gate = await useGate(product);

async function open(
  options: VisitOptions,
  through: Pick<Product, 'url' | 'password'> = product,
): Promise<Visitor> {
  const visitor = await visit(browser, through, options);
  onTestFinished(() => visitor.context.close());
  return visitor;
}
/** A cut line, as the sockets and as the browser meet it. */
async function cut({ context }: Visitor): Promise<void> {
  gate.cut();
  await context.setOffline(true);
}
async function mend({ context }: Visitor): Promise<void> {
  gate.mend();
  await context.setOffline(false);
}

describe('a line that is cut', () => {
  it('keeps an entry as a draft, says that it waits, and sends it once when the line stands', async () => {
    const handler = await callAs(product, 'pinghe-handler');
    const row = openNumberRows(await handler.sheet()).find(({ judged }) => judged.unit === '元');
    if (!row) throw new Error('the demo has no open amount');
    const visitor = await open({ as: 'pinghe-handler', path: `/entry?indicator=${row.indicatorId}` }, gate);
    const { page } = visitor;
    const box = page.locator(`input[data-field="${row.indicatorId}"]`);
    await box.waitFor();
    await page.waitForLoadState('networkidle');
    await cut(visitor);
    await page.getByText(/连接中断，数据截至 \d\d:\d\d/).waitFor();
    await box.fill('1234');
    await box.press('Enter');
    const note = page.locator('[data-kind="note"]:focus');
    if ((await note.count()) > 0) {
      await page.keyboard.type('线路中断时填的');
      await page.keyboard.press('Enter');
    }
    await page.getByText('1 个数还没有送到，恢复后自动报送').waitFor();
    expect(await julyEntries(handler, row.projectId, row.indicatorId)).toEqual([]);
    await mend(visitor);
    await page.locator(`[data-row="${row.indicatorId}"]`).filter({ hasText: '已报' }).waitFor();
    await page.getByText('连接中断').waitFor({ state: 'detached' });
    const entries = await julyEntries(handler, row.projectId, row.indicatorId);
    expect(entries.map(({ value }) => value)).toEqual(['1234']);
    expectNoProblems(visitor, CUT, CUT_AHEAD);
  });

  it('is said where an alert is acknowledged: what was written stays, and goes out at the next click', async () => {
    const unit = await callAs(product, 'liuchuan-unit');
    const { items } = await unit.get<AlertPage>('/alerts?state=open&limit=50');
    const alert = items.find(({ state }) => state === 'open');
    const visitor = await open({ as: 'liuchuan-unit', path: `/alerts/${alert?.id ?? ''}` }, gate);
    const { page } = visitor;
    await page.locator('.live.connected').waitFor();
    await page.locator('.case h1').waitFor();
    await page.waitForLoadState('networkidle');
    await page.locator('input[value="reply"]').check();
    await page.locator('textarea').fill('断线时写的说明');
    await cut(visitor);
    await page.locator('button.submit').click();
    await page.getByRole('alert').filter({ hasText: '没有发出去：连不上服务器' }).waitFor();
    expect(await page.locator('textarea').inputValue()).toBe('断线时写的说明');
    await page.locator('.case h1').waitFor();
    await mend(visitor);
    await page.locator('.live.connected').waitFor();
    await page.locator('button.submit').click();
    await page.getByRole('status').filter({ hasText: '说明已发出' }).waitFor();
    expectNoProblems(visitor, CUT, CUT_AHEAD);
  });

  it('leaves the last figures, names the reason of a failed reading, and reads again by itself', async () => {
    const visitor = await open({ as: 'liuchuan-leader', path: '/notices' }, gate);
    const { page } = visitor;
    await page.locator('main tbody tr').first().waitFor();
    await page.waitForLoadState('networkidle');
    const rows = await page.locator('main tbody tr').count();
    await cut(visitor);
    await page.getByText(/连接中断，数据截至/).waitFor();
    await page.locator('select').nth(1).selectOption({ label: '单位负责人' });
    const line = page.getByRole('alert').filter({ hasText: '没有读到最新数据：连不上服务器' });
    await line.waitFor();
    await line.getByRole('button', { name: '重试' }).waitFor();
    expect(await line.innerText()).toContain('读到的数据');
    expect(await page.locator('main tbody tr').count()).toBe(rows);
    await mend(visitor);
    await line.waitFor({ state: 'detached' });
    await page.locator('main tbody tr', { hasText: '单位负责人' }).first().waitFor();
    expectNoProblems(visitor, CUT, CUT_AHEAD);
  });
});

describe('an answer that takes its time', () => {
  it.each([
    ['/calendar', '/api/calendar', 'sysadmin'],
    ['/jobs', '/api/jobs', 'sysadmin'],
    ['/accounts', '/api/regions**', 'sysadmin'],
    ['/account', '/api/account/contact', 'liuchuan-handler'],
    ['/ladder', '/api/ladder**', 'liuchuan-finance'],
  ])('shows hairlines on %s after a fifth of a second, and then itself', async (path, call, as) => {
    const visitor = await open({ as, path: '/nothing-here' });
    const { page } = visitor;
    await page.locator('main h1').waitFor();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route(`**${call}`, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(path);
    const skeleton = page.getByRole('status', { name: '正在读取' });
    await skeleton.waitFor();
    letGo();
    await page.locator('main h1, main h2').first().waitFor();
    await skeleton.waitFor({ state: 'detached' });
  });
});

describe('looking back', () => {
  it.each([
    ['/entry', 'pinghe-handler', '不能填报', 'input[data-kind="number"]'],
    ['/import', 'pinghe-finance', '不能导入', 'main textarea'],
    ['/payments', 'pinghe-business', '不能导入', 'main textarea'],
    ['/ladder', 'pinghe-finance', '不能修改', ''],
  ])('takes nothing on %s, says why, and leads back by one click', async (path, as, why, action) => {
    const visitor = await open({ as, path: `${path}?asOf=2023-05-31` });
    const { page } = visitor;
    await page.getByText(`正在回看 2023-05-31，${why}`).waitFor();
    await page.waitForLoadState('networkidle');
    if (action !== '') {
      await page.locator(action).first().waitFor();
      expect(await page.locator(action).first().isDisabled()).toBe(true);
    } else expect(await page.locator('main table input').count()).toBe(0);
    await page.getByRole('button', { name: '回到今天' }).click();
    await page.getByText('正在回看').waitFor({ state: 'detached' });
    const active = page.locator(action === '' ? 'main table input' : action).first();
    await active.waitFor();
    expect(await active.isEnabled()).toBe(true);
    expectNoProblems(visitor);
  });
});

describe('a county that has just been set up', () => {
  it('says on each page what is missing and what to do', async () => {
    const county = await makeEmptyCounty(product);
    const at = { url: product.url, password: county.password };
    for (const [as, path, text] of [
      [county.handler, '/entry', '本单位没有要填的指标'],
      [county.handler, '/alerts', '没有要处理的提醒'],
      [county.handler, '/notices', '没有告知过任何人'],
      [county.business, '/payments', '还没有导入过'],
      [county.finance, '/projects?year=2023', '还没有项目'],
    ] as const) {
      const visitor = await open({ as, path }, at);
      await visitor.page.getByText(text).first().waitFor();
      expectNoProblems(visitor);
    }
    const entry = await open({ as: county.handler, path: '/entry' }, at);
    // The unit is named though it has no row to name it.
    await entry.page.getByText('人力资源和社会保障局').first().waitFor();
    await entry.page.locator('main').getByRole('link', { name: '导入申报表' }).click();
    await entry.page.waitForURL(/\/import/);
  });
});

describe('a page that is another role’s work', () => {
  it('says so in a sentence and leads home', async () => {
    const visitor = await open({ as: 'sysadmin', path: '/projects' });
    const { page } = visitor;
    await page.getByRole('heading', { name: '这一页不归您的岗位' }).waitFor();
    await page.getByRole('link', { name: '回到我的首页' }).click();
    await page.waitForURL(/\/accounts/);
    expectNoProblems(visitor);
  });
});

/** The calendar in a real browser: readable by everybody, changed by the system administrator, by keyboard alone. */
import { describe, expect, it } from 'vitest';
import { expectNoProblems, useChromium, visit } from '../browser/chromium.ts';
import { expectFocus, stopOf, tabTo } from '../browser/keyboard.ts';
import { useProduct } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();

/** As confirmed, but for 元旦 on the 1st alone and 国庆 one day shorter. */
const CHANGED = `一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至6日放假调休，共6天。9月29日（星期日）上班。`;

describe('the calendar', () => {
  it('is read by a handler, from the menu of the account, with nothing to change', async () => {
    const visitor = await visit(browser, product, { as: 'liuchuan-handler' });
    const { page } = visitor;
    await page.getByRole('button', { name: '我的账号' }).click();
    await page.getByRole('menuitem', { name: '放假安排' }).click();
    await page.getByRole('heading', { level: 1, name: /2023 年 249 个工作日/ }).waitFor();
    expect(await page.getByRole('button', { name: '与已存的比较' }).count()).toBe(0);
    const may = page.locator('table', { has: page.locator('caption', { hasText: '5 月' }) });
    expect(await may.first().locator('td', { hasText: '05-06' }).innerText()).toContain('班');
    expectNoProblems(visitor);
    await visitor.context.close();
  });

  it('is changed by the system administrator at the keyboard, who sees what changes and what follows', async () => {
    const visitor = await visit(browser, product, { as: 'sysadmin', path: '/calendar?year=2024' });
    const { page } = visitor;
    await tabTo(page, page.getByRole('button', { name: '导入新的一版' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('安排', { exact: true }));
    await page.keyboard.insertText(CHANGED);
    await page.keyboard.press('Tab');
    await expectFocus(page, 'after the text');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 3, name: /增 0 天，去 2 天/ }).waitFor();
    // What would change is read next: the focus is at its heading.
    await page.locator('h3:focus').waitFor();
    const changes = page.getByRole('region', { name: '逐日变化' });
    expect(await changes.innerText()).toContain('2024-10-07 周一');
    expect(await changes.innerText()).toContain('2024-10-12 周六');
    expect(await page.getByText(/\d+\s个项目的报送期限/).count()).toBe(1);
    await tabTo(page, page.getByLabel('通知的文号'));
    await page.keyboard.insertText('演示数据：改动一天');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: '2024 年安排已确认' }).waitFor();
    expect(await page.locator('.head').innerText()).toMatch(/演示数据：改动一天（第 2\s版）/);
    expect((await stopOf(page)).isNowhere, 'the focus after the form has closed').toBe(false);
    expectNoProblems(visitor);
    await visitor.context.close();
  });

  it('fits a phone', async () => {
    const visitor = await visit(browser, product, {
      as: 'sysadmin',
      path: '/calendar?year=2023',
      viewport: { width: 390, height: 844 },
    });
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await visitor.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expectNoProblems(visitor);
    await visitor.context.close();
  });
});

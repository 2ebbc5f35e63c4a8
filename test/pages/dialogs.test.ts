/**
 * Every drawer, dialog, pop-over and menu at the keyboard: opened by Enter, the focus is in it and stays in it however often one
 * presses Tab, Escape closes it, and the focus is back at what opened it.
 */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectNoProblems, useChromium, visit } from '../browser/chromium.ts';
import { expectFocus, stopOf, tabTo } from '../browser/keyboard.ts';
import { useProduct } from '../browser/product.ts';

interface Opened {
  name: string;
  as: string;
  path: string;
  opener: (page: Page) => Locator;
  /** In it, once what it shows has been read. */
  complete?: string;
  /** A phone, or a desk at 400 %. */
  isNarrow?: boolean;
}

const product = await useProduct();
const browser = await useChromium();

async function open({ as, path, isNarrow = false }: Opened) {
  const viewport = isNarrow ? { width: 390, height: 844 } : { width: 1440, height: 900 };
  const visitor = await visit(browser, product, { as, path, viewport });
  onTestFinished(() => visitor.context.close());
  return visitor;
}

const button = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true });

const DIALOGS: Opened[] = [
  {
    name: 'the rows behind a number',
    as: 'liuchuan-leader',
    path: '/',
    opener: (page) => page.locator('main a[aria-haspopup="dialog"]'),
    complete: 'tbody tr',
  },
  {
    name: 'the choice of panels',
    as: 'liuchuan-leader',
    path: '/',
    opener: button('选择面板'),
  },
  {
    name: 'the demonstration’s date',
    as: 'liuchuan-leader',
    path: '/',
    opener: (page) => page.locator('.demo-clock .opener'),
  },
  {
    name: 'a project’s story',
    as: 'liuchuan-leader',
    path: '/projects',
    opener: (page) => page.locator('main tbody tr[tabindex="0"]'),
    complete: 'dl',
  },
  {
    name: 'the saved views',
    as: 'liuchuan-leader',
    path: '/projects?light=severe',
    opener: button('视图'),
  },
  {
    name: 'the month of a date field',
    as: 'liuchuan-finance',
    path: '/ladder',
    opener: (page) => page.getByRole('button', { name: /^选日期/ }),
  },
];

const dialogOf = (page: Page) => page.locator('[role="dialog"]');

/** Presses beyond the stops of the longest of them: the drawer with fifty rows. */
const MOST_STOPS = 90;

/** Presses `key` until the first stop comes again; each stop is in the dialog and seen. */
async function goRound(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<number> {
  await page.keyboard.press(key);
  const isFirst = async () =>
    page.evaluate<boolean>('document.activeElement === window.firstStop && window.firstStop !== undefined');
  await page.evaluate('window.firstStop = document.activeElement');
  for (let stops = 1; stops <= MOST_STOPS; stops += 1) {
    expect(await dialogOf(page).locator(':focus').count(), `${key}, stop ${stops}`).toBe(1);
    await expectFocus(page, `${key}, stop ${stops}`);
    await page.keyboard.press(key);
    if (await isFirst()) return stops;
  }
  throw new Error(`no end after ${MOST_STOPS} stops`);
}

describe('a dialog', () => {
  it.each(DIALOGS)('$name keeps the focus, closes on Escape and gives it back', async (subject) => {
    const visitor = await open(subject);
    const { page } = visitor;
    const opener = subject.opener(page).first();
    await opener.waitFor();
    await page.waitForLoadState('networkidle');
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    await dialogOf(page).waitFor();
    if (subject.complete) await dialogOf(page).locator(subject.complete).first().waitFor();
    const isInside = async () =>
      (await dialogOf(page)
        .locator(':focus')
        .or(dialogOf(page).and(page.locator(':focus')))
        .count()) === 1;
    await expect.poll(isInside).toBe(true);
    expect(await goRound(page, 'Tab')).toBe(await goRound(page, 'Shift+Tab'));
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await expect
      .poll(() => opener.and(page.locator(':focus')).count(), { message: 'back at the opener' })
      .toBe(1);
    await expectFocus(page, 'back at the opener');
    expectNoProblems(visitor);
  });

  it('opened by its address gives the focus to the page when it closes', async () => {
    const visitor = await open({ ...DIALOGS[3]!, path: '/projects' });
    const { page } = visitor;
    await page.locator('main tbody a').first().click();
    await dialogOf(page).waitFor();
    await page.reload();
    await dialogOf(page).waitFor();
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('content');
    expectNoProblems(visitor);
  });
});

describe('the search of a narrow screen', () => {
  it('covers the page: the focus stays in it until Escape', async () => {
    const subject: Opened = {
      name: 'search',
      as: 'liuchuan-leader',
      path: '/',
      opener: button('搜索'),
      isNarrow: true,
    };
    const visitor = await open(subject);
    const { page } = visitor;
    await page.locator('.live.connected').waitFor();
    const opener = subject.opener(page);
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    await page.locator('.search input:focus').waitFor();
    for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
      await page.keyboard.press(key);
      expect(await page.locator('.search :focus').count(), key).toBe(1);
      await expectFocus(page, key);
    }
    await page.keyboard.press('Escape');
    await page.locator('.search .found').waitFor({ state: 'hidden' });
    await expect.poll(() => opener.and(page.locator(':focus')).count()).toBe(1);
    expectNoProblems(visitor);
  });
});

const MENUS: Opened[] = [
  {
    name: 'of a panel',
    as: 'liuchuan-leader',
    path: '/',
    opener: (page) => page.locator('main .panel .menu button'),
  },
  {
    name: 'of the units',
    as: 'liuchuan-finance',
    path: '/',
    opener: (page) => page.locator('.place-menu button'),
  },
  {
    name: 'of the person',
    as: 'liuchuan-leader',
    path: '/projects',
    opener: (page) => page.locator('.me-button'),
  },
];

describe('a menu', () => {
  it.each(MENUS)('$name takes the focus, moves it by arrows and gives it back', async (subject) => {
    const visitor = await open(subject);
    const { page } = visitor;
    const opener = subject.opener(page).first();
    await opener.waitFor();
    await page.waitForLoadState('networkidle');
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    const items = page.locator('[role="menu"]:visible [role="menuitem"]');
    await items.first().waitFor();
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(() => items.and(page.locator(':focus')).count(), { message: 'the focus is at an item' })
      .toBe(1);
    const first = await stopOf(page);
    await page.keyboard.press('ArrowDown');
    expect(await items.and(page.locator(':focus')).count()).toBe(1);
    expect((await stopOf(page)).name).not.toBe(first.name);
    await page.keyboard.press('Escape');
    await items.first().waitFor({ state: 'hidden' });
    await expect
      .poll(() => opener.and(page.locator(':focus')).count(), { message: 'back at the opener' })
      .toBe(1);
    expectNoProblems(visitor);
  });
});

/** The wall with nobody at it: whole on its screen, grey while the line is cut, right again by itself, renewed by a new version. */
import { expect, it, onTestFinished } from 'vitest';
import type { Health } from '../../server/contract.ts';
import { CUT, expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { callAs, openNumberRows, useGate, useProduct } from '../browser/product.ts';

const product = await useProduct();
const gate = await useGate(product);
const browser = await useChromium();

const SCREEN = { width: 1920, height: 1080 };
/** A wall must be right again within ten seconds. */
const RIGHT_WITHIN_MS = 10_000;

async function hang(as: string, language: 'zh-CN' | 'en' = 'zh-CN'): Promise<Visitor> {
  const visitor = await visit(browser, gate, { as, path: '/wall', viewport: SCREEN, language });
  onTestFinished(() => visitor.context.close());
  await visitor.page.locator('.wall-ticker.connected').waitFor();
  return visitor;
}

/** Every text with its size and whether it is cut off or printed over the edge of its part; runs in the page. */
const TEXTS = `(() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('.wall'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (text === '' || element.closest('.visually-hidden, .narrow, svg')) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    const part = element.closest('.wall-panel, header, h1, footer').getBoundingClientRect();
    found.push({
      text,
      isMonth: element.classList.contains('month'),
      // What does not fit the ticker's one line lies below its edge, unseen.
      isUnseen: element.closest('.feed') !== null && box.top >= part.bottom - 1,
      size: parseFloat(getComputedStyle(element).fontSize),
      isOutside: box.left < part.left - 1 || box.right > part.right + 1 || box.bottom > part.bottom + 1,
    });
  }
  return found;
})()`;

interface Text {
  text: string;
  isMonth: boolean;
  isUnseen: boolean;
  size: number;
  isOutside: boolean;
}

it.each([
  ['liuchuan-leader', 'zh-CN'],
  ['lishan-finance', 'zh-CN'],
  ['liuchuan-leader', 'en'],
  ['lishan-finance', 'en'],
] as const)('is whole on its screen for %s in %s, in no type under 20 px', async (as, language) => {
  const visitor = await hang(as, language);
  const texts = (await visitor.page.evaluate<Text[]>(TEXTS)).filter(({ isUnseen }) => !isUnseen);
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.filter(({ isMonth, size }) => !isMonth && size < 20)).toEqual([]);
  expect(texts.filter(({ isOutside }) => isOutside)).toEqual([]);
  const size = await visitor.page.evaluate<string>(`getComputedStyle(document.querySelector('h1')).fontSize`);
  // English says the same in more letters: its sentence shrinks until it fits.
  if (language === 'zh-CN') expect(size).toBe('52px');
  else expect(parseFloat(size)).toBeGreaterThanOrEqual(36);
  const [width, height] = await visitor.page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, document.documentElement.scrollHeight]',
  );
  expect({ width, height }).toEqual(SCREEN);
  // Nothing to do: no link and no button but the one that phones are shown.
  expect(await visitor.page.locator('.wall').locator('a:visible, button:visible').count()).toBe(0);
  expectNoProblems(visitor);
});

it('says and shows that the line is cut, and comes back with what happened meanwhile', async () => {
  const visitor = await hang('liuchuan-leader');
  const { page } = visitor;
  gate.cut();
  await page.locator('.wall-ticker.stale', { hasText: '连接中断，数据截至' }).waitFor();
  await page.locator('.wall.grey').waitFor();

  const handler = await callAs(product, 'liuchuan-handler');
  const row = openNumberRows(await handler.sheet()).find(({ judged }) => judged.measure === 'cumulative');
  if (!row) throw new Error('the demo has no open row');
  const { status } = await handler.enter(row.indicatorId, { value: '1', note: '按台账填报数' });
  expect(status).toBe(201);
  gate.mend();
  await page.locator('.wall-ticker.connected').waitFor({ timeout: RIGHT_WITHIN_MS });
  await page.locator('.wall:not(.grey)').waitFor();
  await page.locator('.wall-ticker', { hasText: row.project }).waitFor({ timeout: RIGHT_WITHIN_MS });
  expectNoProblems(visitor, CUT);
});

it('loads itself again when the server serves a new version, at the same place', async () => {
  const visitor = await hang('liuchuan-leader');
  const { page } = visitor;
  await page.goto('/wall?year=2023');
  await page.locator('.wall-ticker.connected').waitFor();
  await page.route('**/api/health', async (route) => {
    const response = await route.fetch();
    const health = (await response.json()) as Health;
    await route.fulfill({ response, json: { ...health, version: '99.0.0' } });
  });
  const loaded = page.waitForEvent('load');
  // Asked each minute, and when somebody comes back to the screen.
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  await loaded;
  await page.locator('.wall-ticker.connected').waitFor();
  expect(new URL(page.url()).search).toBe('?year=2023');
  expectNoProblems(visitor);
});

it('is opened from the person’s menu', async () => {
  const visitor = await visit(browser, product, { as: 'liuchuan-leader', path: '/?asOf=2023-05-31' });
  onTestFinished(() => visitor.context.close());
  const { page } = visitor;
  await page.getByRole('button', { name: '我的账号' }).click();
  await page.getByRole('menuitem', { name: '大屏' }).click();
  await page.waitForURL(({ pathname, search }) => pathname === '/wall' && search === '');
  // Looking back ends at the wall's door: it shows now.
  await page.locator('.wall-ticker.connected').waitFor();
  expectNoProblems(visitor);
});

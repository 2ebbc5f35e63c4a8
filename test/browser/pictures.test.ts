/**
 * Every page at the three widths of the guide: nothing blank, nothing wider than the screen, no cell cut off, no text cut
 * without its tooltip. With PICTURES=1 the pictures are written to docs/pictures/, else to a temporary folder.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertItem, AlertPage } from '../../server/contract-alerts.ts';
import { expectNoProblems, useChromium, visit, type Visitor } from './chromium.ts';
import { callAs, useProduct } from './product.ts';

const root = join(import.meta.dirname, '../..');
const isForDocs = process.env['PICTURES'] === '1';
const folder = isForDocs ? join(root, 'docs/pictures') : mkdtempSync(join(tmpdir(), 'mubiao-pictures-'));

const product = await useProduct();
const browser = await useChromium();
/** A payment that is late. */
let overdue: AlertItem;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const unit = await callAs(product, 'liuchuan-unit');
  const [late] = (await unit.get<AlertPage>('/alerts?kind=overdue')).items;
  if (!late) throw new Error('nothing is overdue in the demo');
  overdue = late;
});
afterAll(() => {
  if (!isForDocs) rmSync(folder, { recursive: true, force: true });
});

interface Subject {
  name: string;
  as: string | null;
  path: () => string;
  /** What is there once the page is complete. */
  complete: string;
  /** What a reader does before the picture is taken. */
  prepare?: (page: Page) => Promise<void>;
}

const subjects: Subject[] = [
  {
    name: 'sign-in',
    as: null,
    path: () => '/sign-in',
    complete: 'button[type="submit"]',
  },
  { name: 'overview', as: 'liuchuan-leader', path: () => '/', complete: '.live.connected' },
  { name: 'projects', as: 'liuchuan-leader', path: () => '/projects', complete: 'main tbody tr' },
  {
    name: 'project',
    as: 'liuchuan-handler',
    path: () => `/projects/${overdue.projectId}`,
    complete: '.live.connected',
  },
  { name: 'alerts', as: 'liuchuan-leader', path: () => '/alerts', complete: '[data-alert]' },
  {
    name: 'alert',
    as: 'liuchuan-unit',
    path: () => `/alerts/${overdue.id}`,
    complete: '.case h1',
    prepare: aboutToSilence,
  },
  { name: 'ladder', as: 'liuchuan-finance', path: () => '/ladder', complete: 'main tbody tr' },
  { name: 'notices', as: 'liuchuan-leader', path: () => '/notices', complete: 'main section' },
  { name: 'entry', as: 'pinghe-handler', path: () => '/entry', complete: '[data-row]', prepare: fillSome },
  { name: 'import-empty', as: 'pinghe-finance', path: () => '/import', complete: 'main textarea' },
  {
    name: 'import',
    as: 'pinghe-finance',
    path: () => '/import',
    complete: 'main textarea',
    prepare: preview,
  },
];

interface Screen {
  width: number;
  height: number;
}

/** A page stays open while its window grows, as on a desk; a phone's screen has two dots where the page has one. */
const devices: { device: string; scale: number; screens: [Screen, ...Screen[]] }[] = [
  {
    device: 'a desk',
    scale: 1,
    screens: [
      { width: 1440, height: 900 },
      { width: 1920, height: 1080 },
    ],
  },
  { device: 'a phone', scale: 2, screens: [{ width: 390, height: 844 }] },
];

describe.each(devices)('on $device', ({ scale, screens }) => {
  it.each(subjects)('$name fits, and nothing is cut off in silence', async (subject) => {
    const [viewport] = screens;
    const visitor = await visit(browser, product, {
      as: subject.as,
      path: subject.path(),
      viewport,
      scale,
    });
    try {
      await visitor.page.locator(subject.complete).first().waitFor();
      await subject.prepare?.(visitor.page);
      for (const screen of screens) {
        await visitor.page.setViewportSize(screen);
        await settled(visitor.page);
        await expectGoodShape(visitor, subject, screen);
      }
    } finally {
      await visitor.context.close();
    }
  });
});

async function expectGoodShape(
  { page, problems, context }: Visitor,
  { name }: Subject,
  screen: Screen,
): Promise<void> {
  const path = join(folder, `${name}-${screen.width}.png`);
  const picture = await page.screenshot({ path });
  const shape = await page.evaluate<Shape>(MEASURE);
  expect(shape.letters, 'letters on the page').toBeGreaterThan(60);
  // An empty page of this size takes 5 kB.
  expect(picture.byteLength, 'bytes of the picture').toBeGreaterThan(20_000);
  expect(shape.pageWidth, 'width of the page').toBeLessThanOrEqual(screen.width);
  expect(shape.cutCells, 'cells that reach outside the screen').toEqual([]);
  expect(shape.cutTexts, 'texts cut without a tooltip').toEqual([]);
  expect(shape.cutValues, 'values cut in their field').toEqual([]);
  expect(shape.overprinted, 'texts printed over one another').toEqual([]);
  expectNoProblems({ page, problems, context });
}

interface Shape {
  letters: number;
  pageWidth: number;
  cutCells: string[];
  cutTexts: string[];
  cutValues: string[];
  overprinted: string[];
}

/** Runs in the page. */
const MEASURE = `(() => {
  const isShown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    // Texts for screen readers alone are one pixel large.
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
  const said = (element) => element.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40);
  return {
    letters: document.body.innerText.length,
    pageWidth: document.documentElement.scrollWidth,
    cutCells: all('th, td')
      .filter((cell) => {
        const { left, right } = cell.getBoundingClientRect();
        return left < -0.5 || right > window.innerWidth + 0.5;
      })
      .map(said),
    cutTexts: all('body *')
      .filter((element) => {
        const { overflowX, textOverflow } = getComputedStyle(element);
        return overflowX !== 'visible' && textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth + 1;
      })
      .filter((element) => !element.closest('[title]') && !element.querySelector('[title]'))
      .map(said),
    cutValues: all('input')
      .filter((input) => input.scrollWidth > input.clientWidth)
      .map((input) => input.value),
    overprinted: overprinted(),
  };
  function overprinted() {
    // Bars that stay while the page scrolls lie over it by intent.
    const floats = (element) =>
      element !== null && (['fixed', 'sticky'].includes(getComputedStyle(element).position) || floats(element.parentElement));
    // What an ellipsis or a scrolling list hides is not printed.
    const printed = (element, { left, right, top, bottom }) => {
      const seen = { left, right, top: top + 2, bottom: bottom - 2 };
      for (let each = element; each && each !== document.body; each = each.parentElement) {
        if (getComputedStyle(each).overflowX === 'visible') continue;
        const box = each.getBoundingClientRect();
        seen.left = Math.max(seen.left, box.left);
        seen.right = Math.min(seen.right, box.right);
        seen.top = Math.max(seen.top, box.top);
        seen.bottom = Math.min(seen.bottom, box.bottom);
      }
      return seen;
    };
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.data.trim() === '' || !isShown(element) || floats(element) || element.closest('option')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const seen = printed(element, rect);
        if (seen.right - seen.left > 2 && seen.bottom - seen.top > 4) texts.push({ node, ...seen });
      }
    }
    const found = new Set();
    texts.forEach((one, index) => {
      for (const other of texts.slice(index + 1)) {
        if (one.node === other.node) continue;
        const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (width > 2 && height > 3) found.add(one.node.data.trim().slice(0, 30) + ' | ' + other.node.data.trim().slice(0, 30));
      }
    });
    return [...found];
  }
})()`;

/** Longest of the charts' moves. */
const MOVE_MS = 300;

/** Fonts and charts are there and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(MOVE_MS);
}

/** A silence that is typed and not sent: its consequences stand there. */
async function aboutToSilence(page: Page): Promise<void> {
  await page.locator('input[value="silence"]').check();
  await page.locator('[name="until"]').fill('2023-08-04');
  await page.locator('textarea').fill('国库系统升级，支付申请已受理，预计 08-03 到账。');
  await page.locator('.after .warning').waitFor();
  await page.evaluate('window.scrollTo(0, 0)');
}

/** A sheet in the middle of the work: some rows recorded, one warned, the cursor in the next. */
async function fillSome(page: Page): Promise<void> {
  const boxes = page.locator('input[data-kind="number"]');
  await boxes.first().waitFor();
  for (const [index, value] of ['4672', '219900000', '100', '7', '20770000'].entries()) {
    const box = boxes.nth(index);
    if ((await box.inputValue()) !== '') continue;
    await box.fill(value);
    await box.press('Enter');
    await page.locator('[data-row]').nth(index).filter({ hasText: '已报' }).waitFor();
  }
  await boxes.nth(5).fill('64000000');
  await page.evaluate('window.scrollTo(0, 0)');
}

/** Uploads the text of a real county's scan to another demo county, where all its projects are new. */
async function preview(page: Page): Promise<void> {
  const text = readFileSync(join(root, 'db/demo/declarations/liulin.txt'), 'utf8').replaceAll('柳林', '平河');
  await page.locator('input[type="file"]').setInputFiles({
    name: '平河县部门预算公开.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  });
  await page.getByRole('heading', { level: 2 }).first().waitFor();
}

/** What the pages give to a printer: overview and project are one A4 page each, in the words of the lights. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlertPage } from '../../server/contract-alerts.ts';
import type { Overview } from '../../server/contract.ts';
import { expectNoProblems, useChromium, visit, type VisitOptions } from '../browser/chromium.ts';
import { readPaper, type Paper } from '../browser/pdf.ts';
import { callAs, until, useProduct, type Caller } from '../browser/product.ts';

const product = await useProduct();
const browser = await useChromium();

async function open(options: VisitOptions) {
  const visitor = await visit(browser, product, options);
  onTestFinished(() => visitor.context.close());
  return visitor;
}

/** Presses 打印 by keyboard and takes what the printer would get. */
async function printed(page: Page): Promise<Paper> {
  await page.evaluate('window.print = () => { window.timesPrinted = (window.timesPrinted ?? 0) + 1 }');
  const button = page.getByRole('button', { name: '打印', exact: true });
  await button.focus();
  await button.press('Enter');
  await until(15_000, () => page.evaluate<boolean>('window.timesPrinted === 1'));
  return readPaper(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
}

function expectOneA4(paper: Paper, texts: readonly string[]): void {
  expect(paper.pages).toBe(1);
  expect(paper.widthMm).toBeCloseTo(210, 0);
  expect(paper.heightMm).toBeCloseTo(297, 0);
  for (const text of texts) {
    const letters = [...text.normalize('NFKC')];
    const missing = letters.filter((letter) => letter !== ' ' && !paper.letters.has(letter));
    expect(missing, text).toEqual([]);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  severe: '严重滞后',
  lagging: '滞后',
  attention: '关注',
  normal: '正常',
  ahead: '超前',
  unreported: '未报',
  not_due: '未到期',
  awaiting_event: '待触发',
  undeterminable: '无法判定',
};

function lightsOf({ byLight }: Overview['projects']): string[] {
  return Object.entries(byLight)
    .filter(([, count]) => count > 0)
    .map(([light]) => WORDS[light] ?? light);
}

const COUNTIES = [
  ['liuchuan', '柳川县'],
  ['pinghe', '平河县'],
  ['lishan', '离山区'],
] as const;

describe.each(COUNTIES)('of %s', (county, name) => {
  it('the overview is one page with every light in words, the day, the unit of money and room for the seal', async () => {
    const { page, problems, context } = await open({ as: `${county}-leader` });
    await page.locator('.live.connected').waitFor();
    const overview = await (await callAs(product, `${county}-leader`)).get<Overview>('/overview');
    expectOneA4(await printed(page), [
      ...lightsOf(overview.projects),
      ...lightsOf(overview.indicators),
      name,
      '截至 2023-07-31',
      '金额单位：万元',
      '演示数据',
      '打印时间',
      '盖章',
      '审核人',
    ]);
    expect(await page.locator('.paper-sheet').count(), 'sheets left on the screen').toBe(0);
    expectNoProblems({ page, problems, context });
  });

  it('the worst project is one page, however many indicators it has', async () => {
    const overview = await (await callAs(product, `${county}-leader`)).get<Overview>('/overview');
    const { page, problems, context } = await open({ as: `${county}-leader` });
    for (const { projectId, light } of overview.worst.slice(0, 1)) {
      await page.goto(`/projects/${projectId}`);
      await page.locator('.live.connected').waitFor();
      expectOneA4(await printed(page), [
        WORDS[light] ?? light,
        name,
        '截至 2023-07-31',
        '金额单位：万元',
        '演示数据',
        '打印时间',
        '盖章',
      ]);
    }
    expectNoProblems({ page, problems, context });
  });
});

describe('the browser’s own print command', () => {
  it('gives the same page as the button, in black on white in the dark theme too', async () => {
    const { page } = await open({ as: 'liuchuan-leader' });
    await page.locator('.live.connected').waitFor();
    await page.evaluate(`document.documentElement.setAttribute('data-theme', 'dark')`);
    // The sheet is fetched when the page has been open for two seconds.
    await page.waitForTimeout(4_000);
    const shown = page.evaluate<Look>(`new Promise((resolve) => window.addEventListener('beforeprint', () =>
      setTimeout(() => {
        const sheet = document.querySelector('.paper-sheet');
        const shape = sheet.querySelector('.light .shape');
        const content = sheet.querySelector('.content');
        resolve({
          ground: getComputedStyle(sheet).backgroundColor,
          shape: getComputedStyle(shape).fill,
          rows: sheet.querySelectorAll('.worst tbody tr').length,
          isWhole: content.scrollHeight <= content.clientHeight,
        });
      })))`);
    await page.evaluate(`window.dispatchEvent(new Event('beforeprint'))`);
    const look = await shown;
    expect(look).toMatchObject({ ground: 'rgb(255, 255, 255)', shape: 'rgb(0, 0, 0)', isWhole: true });
    expect(look.rows).toBeGreaterThanOrEqual(3);
    await page.evaluate(`window.dispatchEvent(new Event('afterprint'))`);
    await until(5_000, async () => (await page.locator('.paper-sheet').count()) === 0);
  });
});

describe('a panel for a report', () => {
  it.each([
    ['dark', '/'],
    ['light', 'project'],
  ])('in the %s theme of %s is a sharp picture and one page', async (theme, place) => {
    const as = 'liuchuan-leader';
    const overview = await (await callAs(product, as)).get<Overview>('/overview');
    const path = place === 'project' ? `/projects/${overview.worst[0]?.projectId}` : place;
    const { page, problems, context } = await open({ as, path });
    await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.locator('.live.connected').waitFor();
    await page.locator('.chart svg').first().waitFor();
    await page.evaluate('window.print = () => { window.timesPrinted = (window.timesPrinted ?? 0) + 1 }');
    const panels = page.locator('main .panel').filter({ has: page.locator('table, .chart') });
    const count = await panels.count();
    expect(count).toBeGreaterThanOrEqual(3);
    for (let index = 0; index < count; index += 1) {
      const panel = panels.nth(index);
      const title = (await panel.locator('h2').first().innerText()).trim();
      const menu = panel.getByRole('button', { name: '存为图片或打印' });
      const width = Math.ceil((await panel.boundingBox())?.width ?? 0);

      await menu.press('Enter');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: '存为图片' }).press('Enter'),
      ]);
      expect(download.suggestedFilename()).toMatch(/（截至 2023-07-31）\.png$/);
      const base64 = readFileSync(await download.path()).toString('base64');
      const picture = await page.evaluate<Picture>(`(${LOOK_AT})('${base64}')`);
      expect(picture.width, title).toBe(width * 2);
      expect(picture.height, title).toBeGreaterThan(160);
      // White paper in both themes, and something written on it.
      expect(picture.corner, title).toEqual([255, 255, 255, 255]);
      expect(picture.written, title).toBeGreaterThan(0.005);
      expect(picture.colours, title).toBeGreaterThan(20);

      await menu.press('Enter');
      await page.getByRole('menuitem', { name: '打印或存为 PDF' }).press('Enter');
      await until(15_000, () => page.evaluate<boolean>(`window.timesPrinted === ${index + 1}`));
      const paper = readPaper(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
      expect(paper.pages, title).toBe(1);
      expect(paper.widthMm).toBeCloseTo(297, 0);
      for (const letter of '截至演示数据') expect(paper.letters, title).toContain(letter);
      await until(5_000, async () => (await page.locator('.panel-sheet').count()) === 0);
    }
    expectNoProblems({ page, problems, context });
  });
});

describe('what a report says under a panel', () => {
  const PAID = `支付日期\t预算单位\t项目名称\t支付金额\t支付凭证号
2023-07-28\t柳川县社会保险中心\t单位直接聘用人员经费\t120.00\tZF-REPORT-1`;
  const CASES: {
    name: string;
    as: string;
    path: (caller: Caller) => Promise<string>;
    panel: string;
    unit: string | null;
    prepare?: (page: Page) => Promise<void>;
  }[] = [
    {
      name: 'the ledger, in yuan',
      as: 'liuchuan-leader',
      path: async (caller) =>
        `/projects/${(await caller.get<Overview>('/overview')).worst[0]?.projectId}?tab=money`,
      panel: '.panel:has(h2:has-text("台账 "))',
      unit: '金额单位：元',
    },
    {
      name: 'the pace of an indicator, in its own unit',
      as: 'liuchuan-leader',
      path: async (caller) => `/projects/${(await caller.get<Overview>('/overview')).worst[0]?.projectId}`,
      panel: '.panel:has(.chart)',
      unit: null,
    },
    {
      name: 'the matrix of the overview, in 万元',
      as: 'liuchuan-leader',
      path: () => Promise.resolve('/'),
      panel: '.panel.matrix',
      unit: '金额单位：万元',
    },
    {
      name: 'an alert as it stands',
      as: 'liuchuan-unit',
      path: async (caller) => `/alerts/${(await caller.get<AlertPage>('/alerts?kind=overdue')).items[0]?.id}`,
      panel: 'article.case',
      unit: null,
    },
    {
      name: 'a payment file’s report, in yuan',
      as: 'liuchuan-business',
      path: () => Promise.resolve('/payments'),
      panel: '.panel:has(h2:has-text("对账表"))',
      unit: '金额单位：元',
      prepare: async (page) => {
        await page.locator('main textarea').fill(PAID);
        await page.locator('main button[type="submit"]').click();
        await page.locator('footer.page-bar').waitFor();
      },
    },
  ];
  it.each(CASES)('$name', async ({ as, path, panel, unit, prepare }) => {
    const { page, problems, context } = await open({ as, path: await path(await callAs(product, as)) });
    await page.evaluate('window.print = () => { window.timesPrinted = (window.timesPrinted ?? 0) + 1 }');
    await page.locator('main h1').first().waitFor();
    await prepare?.(page);
    const reported = page.locator(panel).first();
    await reported.getByRole('button', { name: '存为图片或打印' }).first().press('Enter');
    await page.getByRole('menuitem', { name: '打印或存为 PDF' }).press('Enter');
    await until(15_000, () => page.evaluate<boolean>('window.timesPrinted === 1'));
    const origin = (await page.locator('.panel-sheet .origin').textContent()) ?? '';
    expect(origin).toContain('截至 2023-07-31');
    expect(origin).toContain('演示数据');
    expect(origin.split(' · ').find((part) => part.startsWith('金额单位')) ?? null).toBe(unit);
    expect(await page.locator('.panel-sheet button').count()).toBe(0);
    expectNoProblems({ page, problems, context });
  });
});

interface Picture {
  width: number;
  height: number;
  corner: number[];
  /** Share of dots that are not white. */
  written: number;
  colours: number;
}

/** Runs in the page. */
const LOOK_AT = `async (base64) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + base64;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  let written = 0;
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    colours.add(colour);
    if (colour !== 0xffffff) written += 1;
  }
  return {
    width: canvas.width,
    height: canvas.height,
    corner: [...data.slice(0, 4)],
    written: written / (data.length / 4),
    colours: colours.size,
  };
}`;

interface Look {
  ground: string;
  shape: string;
  rows: number;
  isWhole: boolean;
}

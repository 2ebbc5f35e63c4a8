/**
 * The pages in English: switched without a reload, no Chinese but the county's own names and papers, nothing cut off at the
 * three widths. With PICTURES=1 the pictures go to docs/pictures/en/.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findingInEnglish } from '../../domain/english-findings.ts';
import { expectNoProblems, refused, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { useProduct } from '../browser/product.ts';
import { expectGoodShape, MOVE_MS, settled } from '../browser/shape.ts';
import { fullPages, type Subject, WALL, WALL_SCREEN } from '../browser/subjects.ts';

const folder = process.env['PICTURES'] === '1' ? join(import.meta.dirname, '../../docs/pictures/en') : null;

const product = await useProduct();
const browser = await useChromium();
const full = await fullPages(product);
/** A desk's window grows while the page stands; a phone is another device. */
const DEVICES = [
  [
    { width: 1440, height: 900 },
    { width: 1920, height: 1080 },
  ],
  [{ width: 390, height: 844 }],
] as const;
interface Screen {
  width: number;
  height: number;
}
/** The building blocks are for those who build pages, at a desk. */
const DESK_ONLY = new Set(['design']);

/** What the product itself says in an answer; everything else in it is the county's. */
const SENTENCES = new Set([
  'why',
  'hint',
  'todo',
  'message',
  'remedy',
  'where',
  'notes',
  'reason',
  'rule',
  'text',
  'origin',
  'story',
]);
/** An alert's title and its steps' are sentences, a duty's title is printed. */
const isAlertTitle = (key: string, owner: object): boolean =>
  key === 'title' && ('nextPosts' in owner || 'proofs' in owner);

interface Told {
  /** Findings without an English twin: none. */
  untold: Set<string>;
  /** Texts of the county's own, as the server gave them to the page. */
  data: Set<string>;
  stop: () => Promise<void>;
}

/** Names of indicators also stand within sentences alone: they come from the declarations of the demonstration. */
const declarations = join(import.meta.dirname, '../../db/demo/declarations');
const PRINTED = readdirSync(declarations)
  .map((file) => readFileSync(join(declarations, file), 'utf8').replaceAll(/\s/g, ''))
  .join('\n');

/** Listens to what the server tells the page. */
function listen(page: Page): Told {
  const data = new Set<string>();
  const untold = new Set<string>();
  const reading: Promise<void>[] = [];
  const gather = (value: unknown, owner: object = {}, key = ''): void => {
    if (typeof value === 'string') {
      const isFinding = 'severity' in owner && ['message', 'remedy'].includes(key) && value !== '';
      if (isFinding && findingInEnglish(value) === null) untold.add(value);
      if (!SENTENCES.has(key) && !isAlertTitle(key, owner)) data.add(value.replaceAll(/\s/g, ''));
    } else if (Array.isArray(value)) {
      for (const each of value) gather(each, owner, key);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) gather(each, value, name);
    }
  };
  page.on('response', (response) => {
    if (!response.url().includes('/api/') || response.status() >= 400) return;
    reading.push(
      response.json().then(
        (answer) => gather(answer),
        () => undefined, // No JSON, or the page has gone on: nothing was told.
      ),
    );
  });
  return {
    data,
    untold,
    stop: async () => {
      await Promise.all(reading);
    },
  };
}

/** Runs of Chinese on the page, with the text that they stand in; names of languages are written in themselves. */
async function chineseOn(page: Page): Promise<{ run: string; text: string; marked: boolean }[]> {
  return page.evaluate<{ run: string; text: string; marked: boolean }[]>(`(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const add = (element, text) => {
      // A field for a Chinese document shows an example of one.
      if (element.closest('button[lang], textarea[lang], style, script')) return;
      for (const [run] of text.matchAll(/\\p{Script=Han}+/gu)) {
        found.push({ run, text: text.trim().slice(0, 80), marked: element.closest('[lang="zh-CN"]') !== null });
      }
    };
    for (let node = walker.nextNode(); node; node = walker.nextNode()) add(node.parentElement, node.data);
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        add(element, element.getAttribute(name) ?? '');
      }
    }
    return found;
  })()`);
}

async function expectOnlyNames(visitor: Visitor, told: Told): Promise<void> {
  await told.stop();
  const known = [...told.data].join('\n') + PRINTED;
  const typed = await visitor.page.evaluate<string[]>(
    `[...document.querySelectorAll('input, textarea')].map((field) => field.value.replaceAll(/\\s/g, ''))`,
  );
  const strangers = (await chineseOn(visitor.page)).filter(
    ({ run }) => !known.includes(run) && !typed.some((each) => each.includes(run)),
  );
  expect([...told.untold]).toEqual([]);
  expect([...new Set(strangers.map(({ text }) => text))]).toEqual([]);
}

/** Their preparation speaks Chinese to the page or has nothing to do with the language. */
const PREPARED = new Set(['import', 'payments', 'alert']);
const asked = ({ as }: Subject): RegExp[] => (as === null ? [refused(401)] : []);

describe('a page in English', () => {
  it.each(full)('$name holds no Chinese but names, and fits every screen', async (subject) => {
    for (const screens of DEVICES) {
      const [viewport] = screens;
      if (viewport.width < 720 && DESK_ONLY.has(subject.name)) continue;
      await expectEnglish(subject, screens);
    }
  });
});

it('the wall in English holds no Chinese but names', async () => {
  await expectEnglish(WALL, [WALL_SCREEN]);
});

it('a calendar that is laid beside the stored one says in English what it found', async () => {
  const NOTICE = `一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共9天。2月4日（星期日）上班。
鼓励各单位结合带薪年休假等制度落实，安排职工在除夕休息。
三、清明节：4月4日至6日放假调休，共3天。2023年4月7日（星期日）上班。
四、劳动节：放假
国务院办公厅 2023年10月25日`;
  const visitor = await visit(browser, product, {
    as: 'sysadmin',
    path: '/calendar?year=2024',
    language: 'en',
  });
  const told = listen(visitor.page);
  try {
    const { page } = visitor;
    await page.locator('main .panel button[aria-expanded]').first().click();
    await page.locator('main textarea').fill(NOTICE);
    await page.locator('main .import button[type="submit"]').click();
    await page.locator('main .changes h3').waitFor();
    const notes = page.locator('main .changes button[aria-expanded]');
    if ((await notes.count()) > 0) await notes.click();
    const findings = await page.locator('main .changes .findings li').allInnerTexts();
    expect(findings.length).toBeGreaterThan(3);
    expect(findings.join(' ')).toContain('was not understood');
    await expectOnlyNames(visitor, told);
    expectNoProblems(visitor);
  } finally {
    await visitor.context.close();
  }
});

async function expectEnglish(subject: Subject, screens: readonly [Screen, ...Screen[]]): Promise<void> {
  const [viewport] = screens;
  const visitor = await visit(browser, product, {
    as: subject.as,
    path: '/sign-in',
    viewport,
    language: 'en',
  });
  const told = listen(visitor.page);
  try {
    await visitor.page.goto(subject.path);
    await visitor.page.locator(subject.complete).first().waitFor();
    if (PREPARED.has(subject.name)) await subject.prepare?.(visitor.page);
    for (const screen of screens) {
      await visitor.page.setViewportSize(screen);
      await (screen === viewport ? settled(visitor.page) : visitor.page.waitForTimeout(MOVE_MS));
      if (folder) await photograph(visitor.page, folder, `${subject.name}-${screen.width}`);
      await expectGoodShape(visitor.page, screen.width);
      await expectOnlyNames(visitor, told);
    }
    expect(await visitor.page.title()).not.toMatch(/目标哨/);
    expect(await visitor.page.getAttribute('html', 'lang')).toBe('en');
    expectNoProblems(visitor, refused(401), ...asked(subject));
  } finally {
    await visitor.context.close();
  }
}

async function photograph(page: Page, into: string, name: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  await page.screenshot({ path: join(into, `${name}.png`) });
}

describe('the switch', () => {
  const SWITCHED = ['overview', 'project', 'alerts', 'entry'];
  it.each(full.filter(({ name }) => SWITCHED.includes(name)))(
    '$name is turned in the menu without a reload, and back',
    async (subject) => {
      const visitor = await visit(browser, product, { as: subject.as, path: subject.path });
      const { page } = visitor;
      const told = listen(page);
      try {
        await page.locator(subject.complete).first().waitFor();
        await settled(page);
        const before = await page.locator('main h1').allInnerTexts();
        await page.evaluate('window.isSameDocument = true');
        await choose(page, 'English');
        await page
          .locator('nav', { hasText: 'Overview' })
          .or(page.locator('nav', { hasText: 'Entry' }))
          .first()
          .waitFor();
        await settled(page);
        expect(await page.getAttribute('html', 'lang')).toBe('en');
        expect(await page.title()).toContain('Mubiao');
        await expectOnlyNames(visitor, told);
        const chinese = await chineseOn(page);
        expect(chinese.some(({ marked }) => marked)).toBe(true);
        await choose(page, '中文');
        await page.locator('nav', { hasText: '提醒' }).first().waitFor();
        await settled(page);
        expect(await page.locator('main h1').allInnerTexts()).toEqual(before);
        expect(await page.locator('main [lang="zh-CN"]').count()).toBe(0);
        expect(await page.evaluate('window.isSameDocument')).toBe(true);
        expectNoProblems(visitor);
      } finally {
        await visitor.context.close();
      }
    },
  );

  it('is kept with the account, and in the browser for the sign-in page', async () => {
    const first = await visit(browser, product, { as: 'liuchuan-business', path: '/projects' });
    await first.page.locator('main tbody tr').first().waitFor();
    await choose(first.page, 'English');
    await first.context.close();
    const second = await visit(browser, product, { as: 'liuchuan-business', path: '/projects' });
    await second.page.locator('nav', { hasText: 'Projects' }).first().waitFor();
    await second.context.request.delete('/api/session');
    await second.page.goto('/sign-in');
    await second.page.getByRole('heading', { name: 'Sign in to Mubiao' }).waitFor();
    await second.page.getByRole('button', { name: '中文' }).click();
    await second.page.getByRole('heading', { name: '登录目标哨' }).waitFor();
    await second.context.close();
  });
});

/** In the menu; resolves when the choice is kept with the account. */
async function choose(page: Page, language: string): Promise<void> {
  const kept = page.waitForResponse((response) => response.url().includes('/preferences/language'));
  await page.locator('.me-button').click();
  await page.locator('button[lang]', { hasText: language }).click();
  await page.keyboard.press('Escape');
  expect((await kept).ok()).toBe(true);
}

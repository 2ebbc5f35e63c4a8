/**
 * Every page at the three widths of the guide and at 200 %: nothing blank, nothing wider than the screen, no cell cut off, no
 * text cut without its tooltip. With PICTURES=1 also in its other states (a county that has just been set up, a line that is
 * cut), and all pictures go to docs/pictures/.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  CUT,
  CUT_AHEAD,
  expectNoProblems,
  refused,
  useChromium,
  visit,
  type Visitor,
} from '../browser/chromium.ts';
import { makeEmptyCounty } from '../browser/empty-county.ts';
import { useGate, useProduct } from '../browser/product.ts';
import { expectGoodShape, MOVE_MS, settled } from '../browser/shape.ts';
import { emptyPages, fullPages, WALL, WALL_SCREEN, type Subject } from '../browser/subjects.ts';
import { writePicturesPage } from './pictures-page.ts';

const isForDocs = process.env['PICTURES'] === '1';
const folder = join(import.meta.dirname, '../../docs/pictures');

const product = await useProduct();
const browser = await useChromium();
const gate = await useGate(product);
const county = await makeEmptyCounty(product);
const full = await fullPages(product);
const empty = emptyPages(county);

interface Screen {
  width: number;
  height: number;
}
const DESK: readonly Screen[] = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];
const PHONE: Screen = { width: 390, height: 844 };
/** A desk of 1440 × 900 that the reader has enlarged to 200 %: as many pixels of the page, two dots for each. */
const ENLARGED: Screen = { width: 720, height: 450 };

interface Scene {
  /** After the page's name in its file; full pages have none. */
  suffix: '' | '-empty' | '-stale';
  at: { url: string; password: string };
  devices: { scale: number; screens: readonly Screen[] }[];
}
/** A page stays open while its window grows, as on a desk. For a picture, a phone has two dots where the page has one. */
const forDocs: Scene['devices'] = [
  { scale: 1, screens: DESK },
  { scale: 2, screens: [PHONE] },
];
const inOneGo: Scene['devices'] = [{ scale: 1, screens: [...DESK, ENLARGED, PHONE] }];

if (isForDocs) afterAll(() => writePicturesPage(folder));

/** Nobody works at it and it has one size; test/pages/wall.test.ts asks everything of it. */
describe.skipIf(!isForDocs)('the wall', () => {
  const devices = [{ scale: 1, screens: [WALL_SCREEN] }];
  const scenes: [string, Subject, Scene][] = [
    ['full', WALL, { suffix: '', at: product, devices }],
    [
      'empty',
      { ...WALL, as: county.finance },
      { suffix: '-empty', at: { url: product.url, password: county.password }, devices },
    ],
    [
      'stale',
      {
        ...WALL,
        whenCut: (page) => page.locator('.wall-ticker:not(.connected)').waitFor(),
      },
      { suffix: '-stale', at: gate, devices },
    ],
  ];
  it.each(scenes)('%s', async (_state, subject, scene) => {
    await show(subject, scene, (visitor) => {
      expectNoProblems(visitor, CUT, CUT_AHEAD);
      return Promise.resolve();
    });
  });
});

describe('a page of the demonstration', () => {
  const devices = isForDocs ? [...forDocs, { scale: 2, screens: [ENLARGED] }] : inOneGo;
  it.each(full)('$name fits every screen, and one that is enlarged to 200 %', async (subject) => {
    await show(subject, { suffix: '', at: product, devices }, async (visitor, screen) => {
      if (screen === ENLARGED) await expectPhoneLayout(visitor.page);
      expectNoProblems(visitor, ...asked(subject));
    });
  });
});

describe.skipIf(!isForDocs)('a page without data', () => {
  const at = { url: product.url, password: county.password };
  it.each(empty)('$name says what that means', async (subject) => {
    await show(subject, { suffix: '-empty', at, devices: forDocs }, async (visitor) => {
      expectNoProblems(visitor);
    });
  });
});

describe.skipIf(!isForDocs)('a page whose line is cut', () => {
  it.each(full)('$name keeps its figures and says how old they are', async (subject) => {
    await show(subject, { suffix: '-stale', at: gate, devices: forDocs }, async (visitor) => {
      expectNoProblems(visitor, CUT, CUT_AHEAD, ...asked(subject));
    });
  });
});

/** Asking who is there answers 401 to a stranger, and the browser notes it. */
const asked = ({ as }: Subject): RegExp[] => (as === null ? [refused(401)] : []);

async function show(
  subject: Subject,
  { suffix, at, devices }: Scene,
  expectAll: (visitor: Visitor, screen: Screen) => Promise<void>,
): Promise<void> {
  if (isForDocs) mkdirSync(folder, { recursive: true });
  for (const { scale, screens } of devices) {
    const [viewport = PHONE] = screens;
    const visitor = await visit(browser, at, { as: subject.as, path: subject.path, viewport, scale });
    try {
      await visitor.page.locator(subject.complete).first().waitFor();
      await subject.prepare?.(visitor.page);
      if (suffix === '-stale') await cutLine(visitor, subject);
      for (const screen of screens) {
        await visitor.page.setViewportSize(screen);
        await (screen === viewport ? settled(visitor.page) : visitor.page.waitForTimeout(MOVE_MS));
        if (isForDocs && screen !== ENLARGED) await photograph(visitor.page, subject.name + suffix, screen);
        await expectGoodShape(visitor.page, screen.width);
        await expectAll(visitor, screen);
      }
    } finally {
      gate.mend();
      await visitor.context.close();
    }
  }
}

async function photograph(page: Page, name: string, { width }: Screen): Promise<void> {
  const picture = await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
  // An empty page of this size takes 5 kB.
  expect(picture.byteLength, 'bytes of the picture').toBeGreaterThan(10_000);
}

/** Chromium's own "offline" leaves open sockets alone, a cut line its idea that it is on line; people meet both at once. */
async function cutLine({ page, context }: Visitor, subject: Subject): Promise<void> {
  await page.waitForLoadState('networkidle');
  gate.cut();
  await context.setOffline(true);
  if (subject.whenCut) await subject.whenCut(page);
  else if (subject.as !== null) await page.locator('.live.stale').first().waitFor();
}

/** At 200 % the desk's page becomes the phone's: the pages' names stand at the bottom, and what stays in sight leaves room. */
async function expectPhoneLayout(page: Page): Promise<void> {
  const { bars, fixed } = await page.evaluate<{ bars: number; fixed: number }>(`(() => {
    const stays = [...document.querySelectorAll('body *')].filter((element) => {
      const { position } = getComputedStyle(element);
      // A drawer covers the page because somebody opened it, and scrolls in itself.
      if (document.querySelector('[role="dialog"][aria-modal="true"]')) return false;
      return (position === 'fixed' || position === 'sticky') && element.getBoundingClientRect().width > innerWidth / 2;
    });
    const nav = document.querySelector('header.top nav');
    return {
      bars: nav ? Math.round(innerHeight - nav.getBoundingClientRect().bottom) : 0,
      fixed: stays.reduce((sum, element) => sum + element.getBoundingClientRect().height, 0) / innerHeight,
    };
  })()`);
  expect(bars, 'distance of the navigation from the bottom').toBe(0);
  expect(fixed, 'share of the screen that does not scroll').toBeLessThan(0.5);
}

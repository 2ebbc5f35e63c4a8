/** What a page must be at any size: nothing blank, wider than the screen, cut off in silence or printed over something. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Shape {
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
        // A wide table scrolls by itself, if the keyboard gets there.
        const scroller = cell.closest('[tabindex="0"]');
        if (scroller && getComputedStyle(scroller).overflowX === 'auto') return false;
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
export const MOVE_MS = 300;

/** Fonts and charts are there and nothing moves any more. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(MOVE_MS);
}

/** @param width of the screen in pixels of the page */
export async function expectGoodShape(page: Page, width: number): Promise<void> {
  const shape = await page.evaluate<Shape>(MEASURE);
  expect(shape.letters, 'letters on the page').toBeGreaterThan(60);
  expect(shape.pageWidth, 'width of the page').toBeLessThanOrEqual(width);
  expect(shape.cutCells, 'cells that reach outside the screen').toEqual([]);
  expect(shape.cutTexts, 'texts cut without a tooltip').toEqual([]);
  expect(shape.cutValues, 'values cut in their field').toEqual([]);
  expect(shape.overprinted, `texts printed over one another, ${page.viewportSize()?.width} wide`).toEqual([]);
}

/** A person at the keyboard alone: where the focus is, whether it is seen, and how to get on. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Stop {
  /** Nothing of the page has the focus. */
  isNowhere: boolean;
  /** To tell one stop from the next. */
  name: string;
  /** Width of the ring around it in pixels. */
  ring: number;
  isInSight: boolean;
}

/** Where the focus is. */
export async function stopOf(page: Page): Promise<Stop> {
  return await page.evaluate<Stop>(`(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return { isNowhere: true, name: '', ring: 0, isInSight: false };
    const box = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const seen = [0.5, 0.15, 0.85].some((share) => {
      const y = box.top + box.height * share;
      if (y < 0 || y >= innerHeight) return false;
      const top = document.elementFromPoint(x, y);
      return top !== null && (at.contains(top) || top.contains(at));
    });
    return {
      isNowhere: false,
      name: [at.tagName.toLowerCase(), at.className, at.id, at.getAttribute('aria-label') ?? at.textContent?.trim().slice(0, 30) ?? ''].join(' '),
      // Chromium draws the ring of a date's own button itself.
      ring: at.type === 'date' && !at.matches(':focus') ? 3 : style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
      isInSight: seen,
    };
  })()`);
}

/** The focus is on something that is in sight and bears the ring of the guide. */
export async function expectFocus(page: Page, after: string): Promise<void> {
  const stop = await stopOf(page);
  expect(stop, after).toMatchObject({ isNowhere: false, isInSight: true });
  expect(stop.ring, `ring of ${stop.name}, ${after}`).toBeGreaterThanOrEqual(3);
}

/** More stops than any page has before what a reader looks for. */
const MOST_STOPS = 250;

/** Presses Tab until `target` has the focus. Throws when the focus is lost or a round brings nothing. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const wanted = target.first();
  await wanted.waitFor();
  const hasFocus = async () => (await wanted.and(page.locator(':focus')).count()) > 0;
  let wraps = 0;
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press(key);
    if (await hasFocus()) {
      await expectFocus(page, 'at the target');
      return;
    }
    // Once around leads out of the page and in again at its other end.
    if ((await stopOf(page)).isNowhere && (wraps += 1) > 2) break;
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

/** Stops that are walked at most; a sheet has one for each of its boxes. */
const WALKED_STOPS = 60;

/** Walks the page by Tab from its top: each stop is in sight and bears its ring, and one leads to the next. */
export async function expectGoodStops(page: Page): Promise<void> {
  await page.evaluate('document.activeElement.blur()');
  const faults: string[] = [];
  const seen = new Set<string>();
  for (let stops = 0; stops < WALKED_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    const stop = await stopOf(page);
    if (stop.isNowhere) break;
    seen.add(stop.name);
    if (stop.ring < 3) faults.push(`no ring: ${stop.name}`);
    if (!stop.isInSight) faults.push(`out of sight: ${stop.name}`);
  }
  expect(faults).toEqual([]);
  expect(seen.size, 'different stops').toBeGreaterThan(1);
}

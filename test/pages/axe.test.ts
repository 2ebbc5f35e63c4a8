/**
 * Every page for people who do not see it, see little of it or have no mouse: no rule of axe is broken seriously, and each stop
 * of the Tab key is seen. In either language, each in light and dark.
 */
import { describe, expect, it } from 'vitest';
import { expectNoBarriers } from '../browser/axe.ts';
import { expectNoProblems, refused, useChromium, visit } from '../browser/chromium.ts';
import { expectGoodStops } from '../browser/keyboard.ts';
import { useProduct } from '../browser/product.ts';
import { settled } from '../browser/shape.ts';
import { fullPages, WALL, WALL_SCREEN } from '../browser/subjects.ts';

const LANGUAGES = ['zh-CN', 'en'] as const;
const THEMES = ['light', 'dark'] as const;

const product = await useProduct();
const browser = await useChromium();
const pages = await fullPages(product);

describe.each(LANGUAGES)('in %s', (language) => {
  it('the wall has no barrier, live and while its line is cut', async () => {
    const { as, path, complete } = WALL;
    const visitor = await visit(browser, product, { as, path, language, viewport: WALL_SCREEN });
    const { page, context } = visitor;
    try {
      await page.locator(complete).waitFor();
      await settled(page);
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
      await expectNoBarriers(page, `wall, ${language}`);
      expectNoProblems(visitor);
      await context.setOffline(true);
      await page.evaluate(`window.dispatchEvent(new Event('offline'))`);
      await expectNoBarriers(page, `wall, ${language}, offline`);
    } finally {
      await context.close();
    }
  });
  it.each(pages)('$name has no barrier', async (subject) => {
    const visitor = await visit(browser, product, { as: subject.as, path: subject.path, language });
    const { page, context } = visitor;
    try {
      await page.locator(subject.complete).first().waitFor();
      if (language === 'zh-CN') await subject.prepare?.(page);
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await settled(page);
        expect(await page.evaluate('document.documentElement.dataset.theme')).toBe(colorScheme);
        await expectNoBarriers(page, `${subject.name}, ${language}, ${colorScheme}`);
      }
      await expectGoodStops(page);
      expectNoProblems(visitor, ...(subject.as === null ? [refused(401)] : []));
    } finally {
      await context.close();
    }
  });
});

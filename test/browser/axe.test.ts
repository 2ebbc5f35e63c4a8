/**
 * Every page for people who do not see it, see little of it or have no mouse: no rule of axe is broken seriously, in light and
 * dark, in Chinese and English.
 */
import { describe, expect, it } from 'vitest';
import { expectNoBarriers } from './axe.ts';
import { expectNoProblems, refused, useChromium, visit } from './chromium.ts';
import { useProduct } from './product.ts';
import { settled } from './shape.ts';
import { fullPages } from './subjects.ts';

/** Each page four times; else once in either language, each in another light. */
const isWhole = process.env['PICTURES'] === '1';

const product = await useProduct();
const browser = await useChromium();
const pages = await fullPages(product);

const LIGHTS = { 'zh-CN': ['light'], en: ['dark'] } as const;

describe.each(['zh-CN', 'en'] as const)('in %s', (language) => {
  it.each(pages)('$name has no barrier', async (subject) => {
    const visitor = await visit(browser, product, { as: subject.as, path: subject.path, language });
    const { page, context } = visitor;
    try {
      await page.locator(subject.complete).first().waitFor();
      if (language === 'zh-CN') await subject.prepare?.(page);
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
      for (const colorScheme of isWhole ? (['light', 'dark'] as const) : LIGHTS[language]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await settled(page);
        expect(await page.evaluate('document.documentElement.dataset.theme')).toBe(colorScheme);
        await expectNoBarriers(page, `${subject.name}, ${language}, ${colorScheme}`);
      }
      expectNoProblems(visitor, ...(subject.as === null ? [refused(401)] : []));
    } finally {
      await context.close();
    }
  });
});

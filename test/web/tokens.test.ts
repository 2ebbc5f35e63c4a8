/** The tokens of both themes: what is written on what can be read (guide §10), and charts use the same colours. */
import { describe, expect, it } from 'vitest';
import { LIGHTS } from '../../domain/light.ts';
import { contrast as contrastOf } from '../../web/contrast.ts';
import { PALETTES, type Palette, THEMES, type Theme } from '../../web/palette.ts';
import css from '../../web/tokens.css?raw';

type Tokens = Readonly<Record<string, string>>;

const themes: Record<Theme, Tokens> = {
  light: tokensOf(blockAfter(":root,\n[data-theme='light']")),
  dark: tokensOf(blockAfter("[data-theme='dark'] {")),
};

function blockAfter(selector: string): string {
  const start = css.indexOf(selector);
  if (start < 0) throw new Error(`${selector} is not in tokens.css`);
  return css.slice(start, css.indexOf('}', start));
}

function tokensOf(block: string): Tokens {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1], match[2]]),
  );
}

function token(theme: Theme, name: string): string {
  const value = themes[theme][name];
  if (value === undefined) throw new Error(`--${name} is missing in the ${theme} theme`);
  return value;
}

/** Contrast of two tokens, 1 to 21; what is transparent shows the panel. */
function contrast(theme: Theme, one: string, other: string): number {
  const colour = (name: string) => {
    const value = token(theme, name);
    return value === 'transparent' ? token(theme, 'sheet') : value;
  };
  return contrastOf(colour(one), colour(other));
}

/** Pairs below `least`, so that a failure names all of them. */
function tooPale(theme: Theme, pairs: readonly (readonly [string, string])[], least: number): string[] {
  return pairs
    .map(([one, ground]) => [one, ground, contrast(theme, one, ground)] as const)
    .filter(([, , value]) => value < least)
    .map(([one, ground, value]) => `${one} on ${ground}: ${value.toFixed(2)}`);
}
const each = (names: readonly string[], grounds: readonly string[]) =>
  names.flatMap((name) => grounds.map((ground) => [name, ground] as const));

const PANELS = ['page', 'sheet', 'head', 'hover'];
const TINTS = ['paper', 'blue-tint', 'amber-tint', 'amber-faint', 'danger-faint', 'violet-faint'];
const lightTokens = LIGHTS.map((light) => `light-${light}`);

describe.each(THEMES)('the %s theme', (theme) => {
  it('has every colour that the other has', () => {
    expect(Object.keys(themes[theme]).sort()).toEqual(Object.keys(themes.light).sort());
  });
  it('can be read: ink, links and warnings on every ground', () => {
    const inks = ['ink', 'ink-2', 'ink-3', 'blue', 'blue-dark', 'amber-ink', 'danger', 'good'];
    const grounds = [...PANELS, ...TINTS, 'fresh', 'bar-ground', 'danger-tint'];
    expect(tooPale(theme, each(inks, grounds), 4.5)).toEqual([]);
  });
  it('can be read: the word of every light on panels, rows and its own tint', () => {
    const pairs = lightTokens.flatMap((light) =>
      each([`${light}-word`], [...PANELS, 'fresh', `${light}-tint`]),
    );
    expect(tooPale(theme, pairs, 4.5)).toEqual([]);
    expect(
      tooPale(
        theme,
        each(
          ['ink', 'ink-2', 'ink-3'],
          lightTokens.map((light) => `${light}-tint`),
        ),
        4.5,
      ),
    ).toEqual([]);
  });
  it('can be read: what stands on blue and on the red badge', () => {
    const pairs = [
      ...each(['on-blue'], ['blue', 'blue-dark']),
      ...each(['on-danger'], ['danger', 'light-severe']),
      ...each(['blue-dark'], ['blue-line']),
    ];
    expect(tooPale(theme, pairs, 4.5)).toEqual([]);
  });
  it('shows every shape at 3 to 1, but the dash of 未到期, whose word stands beside it', () => {
    const shapes = lightTokens.filter((name) => name !== 'light-not_due');
    expect(tooPale(theme, each([...shapes, 'blue', 'bar'], ['page', 'sheet', 'head']), 3)).toEqual([]);
  });
  it('tells the grounds apart: page, panel, tint of trouble', () => {
    for (const tint of ['light-severe-tint', 'light-lagging-tint', 'blue-tint', 'fresh'])
      expect(contrast(theme, tint, 'sheet')).toBeGreaterThan(1.05);
    expect(token(theme, 'page')).not.toBe(token(theme, 'sheet'));
  });
  it('draws charts in the same colours', () => {
    const names: Partial<Record<keyof Palette, string>> = {
      ink: 'ink',
      ink2: 'ink-2',
      ink3: 'ink-3',
      sheet: 'sheet',
      blue: 'blue',
      barSoft: 'bar-soft',
      barGround: 'bar-ground',
      expected: 'light-unreported',
      axis: 'line-2',
      split: 'split',
    };
    const palette = PALETTES[theme];
    for (const [key, name] of Object.entries(names))
      expect([key, palette[key as keyof Palette]]).toEqual([key, token(theme, name)]);
    for (const light of LIGHTS) {
      expect(palette.lights[light]).toEqual({
        shape: token(theme, `light-${light}`),
        word: token(theme, `light-${light}-word`),
      });
    }
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(palette.sheet.slice(at, at + 2), 16));
    expect(palette.veil).toBe(`rgba(${red}, ${green}, ${blue}, 0.85)`);
  });
});

describe('paper', () => {
  it('never takes the dark block: it is for screens', () => {
    const dark = css.indexOf("[data-theme='dark'] {");
    expect(css.lastIndexOf('@media', dark)).toBe(css.indexOf('@media screen {'));
  });
});

describe('the guide’s own numbers', () => {
  it('hold as it prints them', () => {
    const round = (value: number) => Number(value.toFixed(1));
    expect(round(contrast('light', 'ink', 'sheet'))).toBe(15.8);
    expect(round(contrast('light', 'ink-3', 'sheet'))).toBe(5.5);
    expect(round(contrast('light', 'light-attention', 'sheet'))).toBe(3.2);
    expect(round(contrast('dark', 'ink', 'page'))).toBe(15.9);
    expect(round(contrast('dark', 'ink-3', 'page'))).toBe(7);
    expect(round(contrast('dark', 'light-severe', 'page'))).toBe(5.5);
  });
});

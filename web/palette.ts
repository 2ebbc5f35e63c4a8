/**
 * The colours of tokens.css for charts: SVG attributes do not resolve CSS variables. test/web/tokens.test.ts holds
 * both files together. Chart options take a palette as an argument; `usePalette` (theme.ts) is the page's own.
 */
import type { Light } from '../domain/light.ts';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Palette {
  ink: string;
  ink2: string;
  /** Labels and axes. */
  ink3: string;
  /** What a panel stands on. */
  sheet: string;
  /** The ground at 85 %: lets a label be read where a line runs through it. */
  veil: string;
  /** The one colour of "actual". */
  blue: string;
  /** A bar that is not in focus, and the ground that bars stand on. */
  barSoft: string;
  barGround: string;
  /** What is expected or planned: a dashed grey line. */
  expected: string;
  axis: string;
  split: string;
  /** Shape and word of each light (guide §2). */
  lights: Readonly<Record<Light, { shape: string; word: string }>>;
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    ink: '#1f2329',
    ink2: '#4a5361',
    ink3: '#606a79',
    sheet: '#ffffff',
    veil: 'rgba(255, 255, 255, 0.85)',
    blue: '#1b4f9c',
    barSoft: '#8faad2',
    barGround: '#eef1f5',
    expected: '#7a8696',
    axis: '#cdd3db',
    split: '#f0f2f5',
    lights: {
      normal: { shape: '#23935a', word: '#197a48' },
      ahead: { shape: '#0f8290', word: '#0b6b77' },
      not_due: { shape: '#a3adba', word: '#606a79' },
      awaiting_event: { shape: '#606a79', word: '#606a79' },
      attention: { shape: '#c08400', word: '#8a5a00' },
      lagging: { shape: '#c24a0a', word: '#a63f08' },
      unreported: { shape: '#7a8696', word: '#5f6b7a' },
      severe: { shape: '#9b1523', word: '#9b1220' },
      undeterminable: { shape: '#6941c6', word: '#6941c6' },
    },
  },
  dark: {
    ink: '#e8edf3',
    ink2: '#b4bfcc',
    ink3: '#93a0af',
    sheet: '#111923',
    veil: 'rgba(17, 25, 35, 0.85)',
    blue: '#7daef5',
    barSoft: '#3f6396',
    barGround: '#1b2531',
    expected: '#a3afbd',
    axis: '#35445a',
    split: '#1b2531',
    lights: {
      normal: { shape: '#57c793', word: '#57c793' },
      ahead: { shape: '#4fc3cf', word: '#4fc3cf' },
      not_due: { shape: '#5d6b7c', word: '#93a0af' },
      awaiting_event: { shape: '#93a0af', word: '#93a0af' },
      attention: { shape: '#f7d070', word: '#f7d070' },
      lagging: { shape: '#ff8f45', word: '#ff8f45' },
      unreported: { shape: '#a3afbd', word: '#a3afbd' },
      severe: { shape: '#f4535c', word: '#ff6b70' },
      undeterminable: { shape: '#bba4ff', word: '#bba4ff' },
    },
  },
};

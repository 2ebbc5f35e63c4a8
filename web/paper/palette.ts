/** Charts on paper: black, greys that a copier keeps, and shapes instead of colours. */
import { LIGHTS } from '../../domain/light.ts';
import type { Palette } from '../palette.ts';

const BLACK = { shape: '#000000', word: '#000000' };

export const PAPER: Palette = {
  ink: '#000000',
  ink2: '#222222',
  ink3: '#333333',
  sheet: '#ffffff',
  veil: 'rgba(255, 255, 255, 0.9)',
  blue: '#000000',
  barSoft: '#8c8c8c',
  barGround: '#e6e6e6',
  expected: '#555555',
  axis: '#666666',
  split: '#dddddd',
  lights: Object.fromEntries(LIGHTS.map((light) => [light, BLACK])) as Palette['lights'],
};

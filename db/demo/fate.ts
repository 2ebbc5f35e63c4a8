/** How a project fares when no story says so: its name decides, the same at every load. */
import { createHash } from 'node:crypto';

export type Fate = 'on_time' | 'slow' | 'failing' | 'ahead' | 'silent' | 'money_fast';

/** Share of projects in a thousand; most go well, or nobody would look at what does not. */
const FATES: readonly (readonly [Fate, number])[] = [
  ['on_time', 660],
  ['slow', 140],
  ['failing', 60],
  ['ahead', 50],
  ['silent', 40],
  ['money_fast', 50],
];

/** Actual ÷ expected for quantities, and paid ÷ expected for money. */
export interface Pace {
  work: number;
  money: number;
}

export const PACE: Readonly<Record<Fate, Pace>> = {
  on_time: { work: 1.0, money: 0.98 },
  slow: { work: 0.78, money: 0.84 },
  failing: { work: 0.5, money: 0.55 },
  ahead: { work: 1.28, money: 1.02 },
  silent: { work: 0.97, money: 0.93 },
  money_fast: { work: 0.62, money: 1.18 },
};

/** A number in [0, 1) that belongs to a text for good. */
export function chance(...texts: string[]): number {
  return createHash('sha256').update(texts.join('\n')).digest().readUInt32BE(0) / 2 ** 32;
}

export function fateOf(projectName: string, unitName: string): Fate {
  let left = chance('fate', projectName, unitName) * 1000;
  for (const [fate, share] of FATES) {
    left -= share;
    if (left < 0) return fate;
  }
  return 'on_time';
}

/** Within office hours. */
export const wallTime = (seed: number): string =>
  `${String(9 + Math.floor(seed * 8)).padStart(2, '0')}:${String(Math.floor(seed * 4799) % 60).padStart(2, '0')}`;

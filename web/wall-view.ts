/** What the wall shows of the overview: which units stand on which leaf, one mark a cell, how old the figures are. Pure. */
import type { Light } from '../domain/light.ts';
import type { Overview } from '../server/contract.ts';
import { LIGHT_ORDER, TROUBLE, byLight } from './lights.ts';
import type { LiveState } from './live-channel.ts';

/** Rows of units that are read across a room; more of them take turns. */
export const UNITS_ON_WALL = 5;

/** `items` in leaves of at most `atMost`, as even as can be: seven by five are four and three. Never without a leaf. */
export function leavesOf<T>(items: readonly T[], atMost: number): readonly (readonly T[])[] {
  const count = Math.max(1, Math.ceil(items.length / atMost));
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, leaf) => items.slice(leaf * size, (leaf + 1) * size));
}

type Cell = Overview['matrix'][number]['cells'][number];

/**
 * The one mark of a matrix cell: the worst light that asks for attention with its count, else the light that most of
 * it has without a count; null for a cell without an indicator.
 */
export function markOf(cell: Cell): { light: Light; count: number | null } | null {
  const counts = byLight(cell);
  const worst = LIGHT_ORDER.find((light) => TROUBLE.includes(light) && counts[light] > 0);
  if (worst) return { light: worst, count: counts[worst] };
  const most = LIGHT_ORDER.reduce((best, light) => (counts[light] > counts[best] ? light : best), 'normal');
  return counts[most] > 0 ? { light: most, count: null } : null;
}

/** Width of a text in em of its type: a Chinese character takes one, a letter or digit of the Chinese faces a little over half. */
export function widthInEm(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u2e80-\uffef]/u.test(character) ? 1 : character === ' ' ? 0.24 : 0.56;
  return width;
}

/** Share of the full type size (at most 1) at which a text of this width stands on one line of `room` em. */
export function typeShare(text: string, room: number): number {
  return Math.min(1, room / widthInEm(text));
}

/** A cut that mends itself within this is not worth greying a wall for. */
const GRACE_MS = 3_000;
/** The channel is asked after 25 s of silence and answers within 8; whoever is silent for longer is not there. */
const HEARD_WITHIN_MS = 40_000;
/** The whole answer is read again every five minutes; twice missed, the figures no longer count as now. */
const READ_WITHIN_MS = 11 * 60_000;

export interface Freshness {
  /** Until when the figures are right; null before the first. */
  asOf: Date | null;
  /** Whether the figures are no longer as of now. */
  isStale: boolean;
  /** Stale for longer than a blink: the wall turns grey. */
  isGrey: boolean;
  /** Whole minutes since `asOf`. */
  minutes: number;
}

/**
 * How old the figures are.
 * @param heardAt last sign of life on the live channel
 * @param readAt when the whole answer was last read over HTTP
 * @param lostAt since when the channel has not been connected, null while it is
 */
export function freshnessOf(seen: {
  state: LiveState;
  heardAt: Date | null;
  readAt: Date | null;
  lostAt: number | null;
  now: number;
}): Freshness {
  const { state, now } = seen;
  const heard = Math.max(seen.heardAt?.getTime() ?? 0, seen.readAt?.getTime() ?? 0);
  if (heard === 0) return { asOf: null, isStale: false, isGrey: false, minutes: 0 };
  const age = now - heard;
  const isSilent = age > HEARD_WITHIN_MS;
  const isUnread = now - (seen.readAt?.getTime() ?? 0) > READ_WITHIN_MS;
  const isLost = state !== 'connected';
  return {
    asOf: new Date(heard),
    isStale: isLost || isSilent || isUnread,
    isGrey: isSilent || isUnread || (isLost && now - (seen.lostAt ?? now) > GRACE_MS),
    minutes: Math.max(0, Math.floor(age / 60_000)),
  };
}

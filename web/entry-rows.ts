/** The order of the sheet's rows and how far it is filled. Pure. */

/** What a row counts as in the progress and what its box looks like. */
export type RowState = 'empty' | 'draft' | 'recorded' | 'warned' | 'refused';

export interface Place {
  id: string;
  /** Must be filled this month. */
  demanded: boolean;
  state: RowState;
}

/** The row `step` rows further in the shown order; at either end it stays. Unknown `id`: the first. */
export function neighbour(order: readonly string[], id: string | null, step: 1 | -1): string | null {
  const at = id === null ? -1 : order.indexOf(id);
  if (at < 0) return order[0] ?? null;
  return order[Math.min(Math.max(at + step, 0), order.length - 1)] ?? null;
}

/** The next demanded row that is not filled, after `id` and then from the top; null when all are. */
export function nextUnfilled(places: readonly Place[], id: string | null): string | null {
  const at = places.findIndex((place) => place.id === id);
  const ring = [...places.slice(at + 1), ...places.slice(0, at + 1)];
  return ring.find((place) => isOpen(place) && place.id !== id)?.id ?? null;
}

/** Not filled, or filled with something that was refused. */
function isOpen({ demanded, state }: Place): boolean {
  return demanded && (state === 'empty' || state === 'refused');
}

export interface Progress {
  total: number;
  filled: number;
  missing: number;
  /** Filled, but a note is wanted. */
  warned: number;
}

/** Over the demanded rows only. */
export function progressOf(places: readonly Place[]): Progress {
  const demanded = places.filter((place) => place.demanded);
  const missing = demanded.filter(isOpen).length;
  return {
    total: demanded.length,
    filled: demanded.length - missing,
    missing,
    warned: demanded.filter((place) => place.state === 'warned').length,
  };
}

export interface Block {
  /** Share of the block's rows that are filled, 0–1. */
  filled: number;
  warned: boolean;
  current: boolean;
}

/** More blocks than these are too narrow to read one by one; then each stands for several rows. */
const MOST_BLOCKS = 24;

/** The demanded rows in order as at most 24 blocks. */
export function progressBlocks(places: readonly Place[], currentId: string | null): Block[] {
  const demanded = places.filter((place) => place.demanded);
  const count = Math.min(demanded.length, MOST_BLOCKS);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * demanded.length) / count);
    const part = demanded.slice(from, Math.floor(((index + 1) * demanded.length) / count));
    return {
      filled: part.filter((place) => !isOpen(place)).length / part.length,
      warned: part.some((place) => place.state === 'warned'),
      current: part.some((place) => place.id === currentId),
    };
  });
}

/** Rows that just changed keep a tint for a while, and lose it by themselves. */
import { type ShallowRef, onScopeDispose, shallowRef } from 'vue';

/** A row stays tinted this long (guide §8). */
const FRESH_MS = 8_000;

export interface Fresh {
  /** Ids changed within the last 8 s, each with the number of its change: a row keyed by it begins its tint anew. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  /** From now on, for 8 s; one that is tinted already begins anew. */
  tint: (ids: readonly string[]) => void;
}

export function useFresh(): Fresh {
  const fresh = shallowRef<ReadonlyMap<string, number>>(new Map());
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let changes = 0;

  function tint(ids: readonly string[]): void {
    if (ids.length === 0) return;
    changes += 1;
    const mine = changes;
    fresh.value = new Map([...fresh.value, ...ids.map((id) => [id, mine] as const)]);
    const timer = setTimeout(() => {
      timers.delete(timer);
      // What changed again meanwhile keeps its newer tint.
      fresh.value = new Map([...fresh.value].filter(([, change]) => change !== mine));
    }, FRESH_MS);
    timers.add(timer);
  }

  onScopeDispose(() => {
    for (const timer of timers) clearTimeout(timer);
  });
  return { fresh, tint };
}

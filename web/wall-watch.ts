/** What keeps a wall right that nobody touches: how old it is, whose turn it is, whether the server serves a new version. */
import { type ComputedRef, type Ref, computed, ref, watch } from 'vue';
import { useIntervalFn } from '@vueuse/core';
import type { Answer } from './answer.ts';
import type { Live } from './live.ts';
import { type Freshness, freshnessOf } from './wall-view.ts';

const TICK_MS = 1_000;
/** Deltas carry every change; this also heals what no delta tells, such as a night without any. */
const READ_AGAIN_MS = 5 * 60_000;
/** After a failed reading: within the ten seconds in which a wall must be right again. */
const TRY_AGAIN_MS = 4_000;
/** Long enough to read one leaf of units, short enough to wait for the next. */
const TURN_MS = 15_000;

/** How old the figures are, by the second. Reads them again now and then, and soon after a reading failed. */
export function useFreshness(answer: Answer<unknown>, live: Live): ComputedRef<Freshness> {
  const now = ref(Date.now());
  useIntervalFn(() => {
    now.value = Date.now();
  }, TICK_MS);
  const lostAt = ref<number | null>(Date.now());
  watch(live.state, (state) => {
    if (state === 'connected') lostAt.value = null;
    else lostAt.value ??= Date.now();
  });
  useIntervalFn(() => void answer.reload(), READ_AGAIN_MS);
  useIntervalFn(() => {
    if (answer.error.value !== null && !answer.loading.value) void answer.reload();
  }, TRY_AGAIN_MS);
  return computed(() =>
    freshnessOf({
      state: live.state.value,
      heardAt: live.lastMessageAt.value,
      readAt: answer.readAt.value,
      lostAt: lostAt.value,
      now: now.value,
    }),
  );
}

/** Which of `count` leaves is shown; each has its turn. */
export function useTurns(count: ComputedRef<number>): Readonly<Ref<number>> {
  const turn = ref(0);
  useIntervalFn(() => {
    turn.value += 1;
  }, TURN_MS);
  return computed(() => turn.value % Math.max(1, count.value));
}

/**
 * Calls `onNew` once when what the server serves is no longer what it served first: its version or the pages' own
 * script, whose name holds a hash of all of them.
 */
export function newVersionWatch(onNew: () => void): (heard: string) => void {
  let first: string | null = null;
  return (heard) => {
    if (first !== null && heard !== first) onNew();
    first = heard;
  };
}

const SCRIPT = /<script[^>]+src="([^"]+)"/;

/** The script of the page as the server serves it now, null when it cannot be read. */
export async function servedScript(): Promise<string | null> {
  try {
    const response = await fetch('/', { cache: 'no-cache', headers: { accept: 'text/html' } });
    return response.ok ? (SCRIPT.exec(await response.text())?.[1] ?? null) : null;
  } catch (error) {
    // The line is cut: nothing is known, and the live channel says so.
    console.info(error);
    return null;
  }
}

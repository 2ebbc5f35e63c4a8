/** The overview as loaded, kept alive: changes are applied as they come, what they don't tell is read again. */
import { type ComputedRef, type ShallowRef, computed, onScopeDispose, watch } from 'vue';
import { OFFICE_LANGUAGE } from '../domain/language.ts';
import type { Overview } from '../server/contract.ts';
import { type Answer, useAnswer } from './answer.ts';
import { api } from './api.ts';
import { type Standpoint } from './as-of.ts';
import { useFresh } from './fresh.ts';
import { type Live, type LiveEvent, useLive } from './live.ts';
import { applyEvents } from './overview-delta.ts';
import { locale } from './words/words.ts';

/** Readings again after changes that did not tell everything: not more often than this. */
const RELOAD_AT_MOST_EVERY_MS = 5_000;
const TOPICS = ['overview'] as const;
/**
 * Figures follow within half a second. What moves (rows, their order, tints, the feed) waits for the sweep of once a
 * second (guide §8): with figures in the sweep too, every twentieth entry of a steady stream would be seen after a second.
 */
const FIGURES_EVERY_MS = 500;
const SWEEP_MS = 1_000;

export interface LiveOverview {
  answer: Answer<Overview>;
  live: Live;
  /** Projects changed within the last 8 s, each with the number of its change. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  freshEvents: ComputedRef<ReadonlySet<string>>;
  isLookingBack: ComputedRef<boolean>;
}

export function useLiveOverview(standpoint: ComputedRef<Standpoint>): LiveOverview {
  // By its values: another part of the URL (an open drawer) is no other place.
  const answer = useAnswer(
    (signal) => api.overview(standpoint.value, signal),
    () => JSON.stringify(standpoint.value),
  );
  const { data } = answer;
  const { fresh, tint } = useFresh();
  const news = useFresh();
  const freshEvents = computed(() => new Set(news.fresh.value.keys()));
  let reloadTimer: ReturnType<typeof setTimeout> | undefined;
  let lastReloadAt = -Infinity;

  const isLookingBack = computed(() => data.value !== null && data.value.asOf < data.value.today);
  const cursor = computed(() => (data.value && !isLookingBack.value ? data.value.cursor : null));

  function reloadSoon(): void {
    reloadTimer ??= setTimeout(
      () => {
        reloadTimer = undefined;
        lastReloadAt = Date.now();
        void answer.reload();
      },
      Math.max(300, lastReloadAt + RELOAD_AT_MOST_EVERY_MS - Date.now()),
    );
  }

  /** All that has been heard; the page has its figures, and its lists as of the last sweep. */
  let known: Overview | null = null;
  let shown: Overview | null = null;
  let touched: string[] = [];
  let unswept: LiveEvent[] = [];
  let lastSweepAt = -Infinity;
  let sweepTimer: ReturnType<typeof setTimeout> | undefined;
  // An answer that was read again is all there is to know.
  watch(
    data,
    (next) => {
      if (next !== shown) known = next;
    },
    { flush: 'sync' },
  );

  function show(next: Overview): void {
    shown = next;
    data.value = next;
  }

  function onEvents(events: LiveEvent[]): void {
    if (known === null || data.value === null) return;
    const applied = applyEvents(known, events);
    known = applied.overview;
    touched.push(...applied.touched);
    unswept.push(...events);
    // A change tells its sentence in the office's language: a reader of another asks for it again.
    if (applied.needsReload || locale.value !== OFFICE_LANGUAGE) reloadSoon();
    const waitMs = lastSweepAt + SWEEP_MS - Date.now();
    if (waitMs <= 0) sweep();
    else {
      show({ ...known, worst: data.value.worst, recent: data.value.recent });
      sweepTimer ??= setTimeout(sweep, waitMs);
    }
  }

  /** Until it is read again, a reader of another language keeps the lists whose sentences would be the office's: they are read aloud. */
  function inReadersWords(next: Overview): Overview {
    if (locale.value === OFFICE_LANGUAGE || data.value === null) return next;
    return { ...next, worst: data.value.worst, recent: data.value.recent };
  }

  function sweep(): void {
    clearTimeout(sweepTimer);
    sweepTimer = undefined;
    lastSweepAt = Date.now();
    if (known !== null) show(inReadersWords(known));
    tint(touched);
    news.tint(unswept.map(({ id }) => id));
    touched = [];
    unswept = [];
  }

  const live = useLive({
    topics: TOPICS,
    cursor,
    onEvents,
    refetch: () => void answer.reload(),
    sweepMs: FIGURES_EVERY_MS,
  });
  onScopeDispose(() => {
    clearTimeout(reloadTimer);
    clearTimeout(sweepTimer);
  });
  return { answer, live, fresh, freshEvents, isLookingBack };
}

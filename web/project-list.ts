/**
 * The list of projects on a page: its first part at once, further ones as the reader comes to them, and live changes in at
 * most one sweep a second. A change that would move rows waits while the reader is at them.
 */
import {
  type ComputedRef,
  type MaybeRefOrGetter,
  type ShallowRef,
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  toValue,
  watch,
} from 'vue';
import { type Answer, useAnswer } from './answer.ts';
import { ApiError, api } from './api.ts';
import { useFresh } from './fresh.ts';
import { type Live, type LiveEvent, useLive } from './live.ts';
import { PART_SIZE, type ProjectList, applyToList, listOf, missingParts, partOf } from './project-rows.ts';
import { type ProjectsFilter, apiQuery } from './projects-query.ts';
import type { ProjectPage } from '../server/contract.ts';

/** The list is read again after changes that move rows not more often than this. */
const RELOAD_AT_MOST_EVERY_MS = 5_000;
/** Whoever scrolls past rows does not want them; whoever stays this long does. */
const SETTLE_MS = 60;
const TOPICS = ['overview'] as const;

export interface ListedProjects {
  answer: Answer<ProjectPage>;
  live: Live;
  list: ShallowRef<ProjectList | null>;
  /** Rows `first` to `last` (not included) are looked at: their parts are read. */
  look: (first: number, last: number) => void;
  /** A part could not be read; `look` asks again. */
  partError: ShallowRef<ApiError | null>;
  /** Projects changed within the last 8 s, each with the number of its change. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  /** Projects that changed so that the order may be another, while the reader was at the rows. */
  waiting: ComputedRef<number>;
  /** Brings the list into its order. */
  settle: () => void;
}

/**
 * @param filter as the URL holds it
 * @param options.isBusy the reader is at the rows: nothing moves under the pointer
 * @param options.ready the list is read after this has settled
 */
export function useProjectList(
  filter: ComputedRef<ProjectsFilter>,
  options: { isBusy: MaybeRefOrGetter<boolean>; ready?: Promise<unknown> },
): ListedProjects {
  const key = computed(() => JSON.stringify(filter.value));
  const answer = useAnswer(async (signal) => {
    await options.ready;
    return api.projects({ ...apiQuery(filter.value), limit: PART_SIZE }, signal);
  }, key);
  const list = shallowRef<ProjectList | null>(null);
  const partError = shallowRef<ApiError | null>(null);
  const { fresh, tint } = useFresh();
  const moved = shallowRef<ReadonlySet<string>>(new Set());
  const needsReload = ref(false);
  const reading = new Map<number, AbortController>();
  let settleTimer: ReturnType<typeof setTimeout> | undefined;
  let reloadTimer: ReturnType<typeof setTimeout> | undefined;
  let lastReloadAt = -Infinity;
  let looked: readonly [first: number, last: number] = [0, 0];

  watch(answer.data, (page) => {
    forgetParts();
    list.value = page && listOf(page, list.value);
    moved.value = new Set();
    needsReload.value = false;
    partError.value = null;
    // What is looked at need not be the beginning.
    look(...looked);
  });

  function forgetParts(): void {
    for (const abort of reading.values()) abort.abort();
    reading.clear();
  }

  function look(first: number, last: number): void {
    looked = [first, last];
    clearTimeout(settleTimer);
    settleTimer = setTimeout(readLooked, SETTLE_MS);
  }

  function readLooked(): void {
    if (list.value === null) return;
    const missing = missingParts(list.value, ...looked);
    for (const [number, abort] of reading) {
      if (missing.includes(number)) continue;
      abort.abort();
      reading.delete(number);
    }
    for (const number of missing) if (!reading.has(number)) void readPart(number);
  }

  async function readPart(number: number): Promise<void> {
    const abort = new AbortController();
    reading.set(number, abort);
    const asked = list.value;
    try {
      const page = await api.projects(
        { ...apiQuery(filter.value), limit: PART_SIZE, cursor: String(number * PART_SIZE) },
        abort.signal,
      );
      if (abort.signal.aborted || list.value === null || asked === null) return;
      // Projects came or went since the first part was read: rows would stand twice or be missing.
      if (page.total !== list.value.total) return void answer.reload();
      list.value = { ...list.value, parts: new Map([...list.value.parts, [number, partOf(page)]]) };
      partError.value = null;
    } catch (failure) {
      if (abort.signal.aborted) return;
      if (!(failure instanceof ApiError)) throw failure;
      partError.value = failure;
    } finally {
      if (reading.get(number) === abort) reading.delete(number);
    }
  }

  function onEvents(events: LiveEvent[]): void {
    if (list.value === null) return;
    const applied = applyToList(list.value, filter.value, events);
    list.value = applied.list;
    tint(applied.touched);
    if (applied.moved.length > 0) moved.value = new Set([...moved.value, ...applied.moved]);
    needsReload.value ||= applied.needsReload;
    settleSoon();
  }

  function settleSoon(): void {
    if (moved.value.size === 0 && !needsReload.value) return;
    reloadTimer ??= setTimeout(
      () => {
        reloadTimer = undefined;
        if (!toValue(options.isBusy)) settle();
      },
      Math.max(300, lastReloadAt + RELOAD_AT_MOST_EVERY_MS - Date.now()),
    );
  }

  function settle(): void {
    lastReloadAt = Date.now();
    void answer.reload();
  }

  watch(
    () => toValue(options.isBusy),
    (isBusy) => {
      if (!isBusy) settleSoon();
    },
  );

  const isLookingBack = computed(() => list.value !== null && list.value.asOf < list.value.today);
  const cursor = computed(() => {
    const page = answer.data.value;
    return page && !isLookingBack.value ? page.cursor : null;
  });
  const live = useLive({ topics: TOPICS, cursor, onEvents, refetch: () => void answer.reload() });
  onScopeDispose(() => {
    forgetParts();
    clearTimeout(settleTimer);
    clearTimeout(reloadTimer);
  });
  const waiting = computed(() => Math.max(moved.value.size, needsReload.value ? 1 : 0));
  return { answer, live, list, look, partError, fresh, waiting, settle };
}

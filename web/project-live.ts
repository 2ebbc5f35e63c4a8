/**
 * One project as loaded, kept alive. What a change tells of itself stands on the page at once; the whole project is read again
 * behind it, one reading at a time. Shown is always the last answer with everything put over it that was heard since, so
 * that no reading takes back what came while it was under way.
 */
import { type ComputedRef, type ShallowRef, computed, onScopeDispose, shallowRef, watch } from 'vue';
import { OFFICE_LANGUAGE } from '../domain/language.ts';
import type { ProjectDetail } from '../server/contract.ts';
import { type Answer, useAnswer } from './answer.ts';
import { api } from './api.ts';
import { useFresh } from './fresh.ts';
import { type Live, type LiveEvent, useLive } from './live.ts';
import { afterEvents, isIn, isOfProject } from './project-delta.ts';
import { byGravity, changedIndicators } from './project-view.ts';
import { locale } from './words/words.ts';

/** Figures follow the first change at once, and those of a steady stream after this. */
const FIGURES_EVERY_MS = 250;
/** What moves (the order of rows, tints) and readings of the whole: at most one a second (guide §8). */
const SWEEP_MS = 1_000;
const REMEMBERED_EVENTS = 1_000;

export interface LiveProject {
  answer: Answer<ProjectDetail>;
  live: Live;
  /** Indicators changed within the last 8 s, each with the number of its change. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  freshEvents: ComputedRef<ReadonlySet<string>>;
  /** Ids of the indicators, worst first as of the last sweep. */
  order: ShallowRef<readonly string[]>;
  isLookingBack: ComputedRef<boolean>;
}

export function useLiveProject(at: ComputedRef<{ id: string; asOf: string | undefined }>): LiveProject {
  /** Changes that the last answer did not have, in their order. */
  let heard: LiveEvent[] = [];
  /** Those heard before the last reading began: its answer has them, whatever its cursor says. */
  let heardBefore: readonly string[] = [];
  /** Some of the last that an answer had in this way: a replay tells nothing new of them. */
  const contained = new Set<string>();
  let lastReadAt = -Infinity;
  const answer = useAnswer(
    (signal) => {
      heardBefore = heard.map((event) => event.id);
      lastReadAt = performance.now();
      return api.project(at.value.id, { asOf: at.value.asOf }, signal);
    },
    // By its values: another part of the URL is no other project.
    () => `${at.value.id} ${at.value.asOf ?? ''}`,
  );
  const { data } = answer;
  const { fresh, tint } = useFresh();
  const news = useFresh();
  const freshEvents = computed(() => new Set(news.fresh.value.keys()));
  const order = shallowRef<readonly string[]>([]);

  const isLookingBack = computed(() => data.value !== null && data.value.asOf < data.value.today);
  const cursor = computed(() => (data.value && !isLookingBack.value ? data.value.cursor : null));
  const id = computed(() => at.value.id);
  const topics = computed(() => [`project:${id.value}`]);

  /** As it was read. */
  let base: ProjectDetail | null = null;
  let shown: ProjectDetail | null = null;
  let lastShownAt = -Infinity;
  let showTimer: ReturnType<typeof setTimeout> | undefined;
  let readTimer: ReturnType<typeof setTimeout> | undefined;
  watch(
    data,
    (next) => {
      if (next === null || next === shown) return;
      base = next;
      if (contained.size > REMEMBERED_EVENTS) contained.clear();
      for (const each of heardBefore) contained.add(each);
      const isNews = (event: LiveEvent) =>
        isOfProject(event, next.id) && !isIn(next.cursor, event) && !contained.has(event.id);
      // A past day stays what it was.
      heard = next.asOf < next.today ? [] : heard.filter(isNews);
      show();
      if (heard.length > 0) readSoon();
    },
    { flush: 'sync' },
  );

  function show(): void {
    clearTimeout(showTimer);
    showTimer = undefined;
    lastShownAt = performance.now();
    if (base === null) return;
    shown = afterEvents(base, heard, { speaks: locale.value === OFFICE_LANGUAGE });
    data.value = shown;
  }

  function onEvents(events: LiveEvent[]): void {
    // A replay after an answer brings again what was heard while it was read.
    const known = new Set(heard.map((event) => event.id));
    const isNew = (event: LiveEvent) => !known.has(event.id) && !contained.has(event.id);
    const mine = events.filter((event) => isOfProject(event, id.value) && isNew(event));
    if (mine.length === 0) return;
    heard = [...heard, ...mine].sort((a, b) => a.seq - b.seq);
    const waitMs = lastShownAt + FIGURES_EVERY_MS - performance.now();
    if (waitMs <= 0) show();
    else showTimer ??= setTimeout(show, waitMs);
    readSoon();
  }

  /**
   * One reading at a time: a stream of changes that cut short each other's readings would never be read on a slow line. What the one
   * under way does not bring is looked at when its answer comes; when it fails, with the next change.
   */
  function readSoon(): void {
    readTimer ??= setTimeout(
      () => {
        readTimer = undefined;
        if (!answer.loading.value) void answer.reload();
      },
      Math.max(0, lastReadAt + SWEEP_MS - performance.now()),
    );
  }

  let touched: string[] = [];
  let told: string[] = [];
  let lastSweepAt = -Infinity;
  let sweepTimer: ReturnType<typeof setTimeout> | undefined;
  watch(data, (after, before) => {
    if (after === null) return;
    // Another project or another day is another page, not news.
    if (before?.id !== after.id || before.asOf !== after.asOf) {
      touched = [];
      told = [];
      sweep();
      return;
    }
    const known = new Set(before.history.map(({ eventId }) => eventId));
    touched.push(...changedIndicators(before, after));
    told.push(...after.history.map(({ eventId }) => eventId).filter((each) => !known.has(each)));
    const waitMs = lastSweepAt + SWEEP_MS - performance.now();
    if (waitMs <= 0) sweep();
    else sweepTimer ??= setTimeout(sweep, waitMs);
  });

  function sweep(): void {
    clearTimeout(sweepTimer);
    sweepTimer = undefined;
    lastSweepAt = performance.now();
    order.value = byGravity(data.value?.indicators ?? []).map((indicator) => indicator.id);
    tint(touched);
    news.tint(told);
    touched = [];
    told = [];
  }

  // The channel hands over at once what comes; the page itself limits what moves.
  const live = useLive({ topics, cursor, onEvents, refetch: () => void answer.reload(), sweepMs: 0 });
  // A reading that failed while the line was cut, and no change since to ask for another.
  watch(live.state, (state) => {
    if (state === 'connected' && heard.length > 0) readSoon();
  });
  onScopeDispose(() => {
    for (const timer of [showTimer, readTimer, sweepTimer]) clearTimeout(timer);
  });
  return { answer, live, fresh, freshEvents, order, isLookingBack };
}

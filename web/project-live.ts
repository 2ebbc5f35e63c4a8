/** One project as loaded, kept alive: a change of it is read again, at most once a second, and what changed is tinted. */
import { type ComputedRef, type ShallowRef, computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ProjectDetail } from '../server/contract.ts';
import { type Answer, useAnswer } from './answer.ts';
import { api } from './api.ts';
import { type Live, type LiveEvent, useLive } from './live.ts';
import { changedIndicators } from './project-view.ts';

/** A row stays tinted this long (guide §8). */
const FRESH_MS = 8_000;

export interface LiveProject {
  answer: Answer<ProjectDetail>;
  live: Live;
  /** Indicators changed within the last 8 s, each with the number of its change. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  freshEvents: ShallowRef<ReadonlySet<string>>;
  isLookingBack: ComputedRef<boolean>;
}

export function useLiveProject(at: ComputedRef<{ id: string; asOf: string | undefined }>): LiveProject {
  const answer = useAnswer((signal) => api.project(at.value.id, { asOf: at.value.asOf }, signal), at);
  const { data } = answer;
  const fresh = shallowRef<ReadonlyMap<string, number>>(new Map());
  const freshEvents = shallowRef<ReadonlySet<string>>(new Set());
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let changes = 0;

  const isLookingBack = computed(() => data.value !== null && data.value.asOf < data.value.today);
  const cursor = computed(() => (data.value && !isLookingBack.value ? data.value.cursor : null));
  const topics = computed(() => [`project:${at.value.id}`]);

  watch(data, (after, before) => {
    // Another project or another day is another page, not news.
    if (!after || before?.id !== after.id || before.asOf !== after.asOf) return;
    const known = new Set(before.history.map(({ eventId }) => eventId));
    const events = after.history.map(({ eventId }) => eventId).filter((id) => !known.has(id));
    tint(changedIndicators(before, after), events);
  });

  function tint(indicators: readonly string[], events: readonly string[]): void {
    if (indicators.length === 0 && events.length === 0) return;
    changes += 1;
    const mine = changes;
    fresh.value = new Map([...fresh.value, ...indicators.map((id) => [id, mine] as const)]);
    freshEvents.value = new Set([...freshEvents.value, ...events]);
    const timer = setTimeout(() => {
      timers.delete(timer);
      fresh.value = new Map([...fresh.value].filter(([, change]) => change !== mine));
      freshEvents.value = new Set([...freshEvents.value].filter((id) => !events.includes(id)));
    }, FRESH_MS);
    timers.add(timer);
  }

  /** The channel hands over at most one sweep a second, so this is the limit of readings too. */
  function onEvents(events: LiveEvent[]): void {
    const isMine = (event: LiveEvent) =>
      event.type === 'imported' ||
      ((event.type === 'judged' || event.type === 'alert') && event.data.projectId === at.value.id);
    if (events.some(isMine)) void answer.reload();
  }

  const live = useLive({ topics, cursor, onEvents, refetch: () => void answer.reload() });
  onScopeDispose(() => {
    for (const timer of timers) clearTimeout(timer);
  });
  return { answer, live, fresh, freshEvents, isLookingBack };
}

/** One project as loaded, kept alive: a change of it is read again, at most once a second, and what changed is tinted. */
import { type ComputedRef, type ShallowRef, computed, watch } from 'vue';
import type { ProjectDetail } from '../server/contract.ts';
import { type Answer, useAnswer } from './answer.ts';
import { api } from './api.ts';
import { useFresh } from './fresh.ts';
import { type Live, type LiveEvent, useLive } from './live.ts';
import { changedIndicators } from './project-view.ts';

export interface LiveProject {
  answer: Answer<ProjectDetail>;
  live: Live;
  /** Indicators changed within the last 8 s, each with the number of its change. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  freshEvents: ComputedRef<ReadonlySet<string>>;
  isLookingBack: ComputedRef<boolean>;
}

export function useLiveProject(at: ComputedRef<{ id: string; asOf: string | undefined }>): LiveProject {
  const answer = useAnswer((signal) => api.project(at.value.id, { asOf: at.value.asOf }, signal), at);
  const { data } = answer;
  const { fresh, tint } = useFresh();
  const news = useFresh();
  const freshEvents = computed(() => new Set(news.fresh.value.keys()));

  const isLookingBack = computed(() => data.value !== null && data.value.asOf < data.value.today);
  const cursor = computed(() => (data.value && !isLookingBack.value ? data.value.cursor : null));
  const topics = computed(() => [`project:${at.value.id}`]);

  watch(data, (after, before) => {
    // Another project or another day is another page, not news.
    if (!after || before?.id !== after.id || before.asOf !== after.asOf) return;
    const known = new Set(before.history.map(({ eventId }) => eventId));
    const events = after.history.map(({ eventId }) => eventId).filter((id) => !known.has(id));
    tint(changedIndicators(before, after));
    news.tint(events);
  });

  /** The channel hands over at most one sweep a second, so this is the limit of readings too. */
  function onEvents(events: LiveEvent[]): void {
    const isMine = (event: LiveEvent) =>
      event.type === 'imported' ||
      ((event.type === 'judged' ||
        event.type === 'alert' ||
        event.type === 'adjusted' ||
        event.type === 'disposed') &&
        event.data.projectId === at.value.id);
    if (events.some(isMine)) void answer.reload();
  }

  const live = useLive({ topics, cursor, onEvents, refetch: () => void answer.reload() });
  return { answer, live, fresh, freshEvents, isLookingBack };
}

/**
 * The list of alerts as loaded, kept alive: a change is read again at once, at most once a second; while the pointer is
 * in the list nothing jumps, a chip says how many changes wait (guide §8).
 */
import { type ComputedRef, type Ref, type ShallowRef, computed, ref, shallowRef, watch } from 'vue';
import type { AlertPage, AlertView, LiveAlert } from '../server/contract-alerts.ts';
import { type Answer, useAnswer } from './answer.ts';
import { api } from './api.ts';
import { useFresh } from './fresh.ts';
import { type Live, type LiveEvent, useLive } from './live.ts';
import { noteOpenAlerts } from './open-alerts.ts';

const TOPICS = ['alerts'] as const;

export interface AlertsAsked {
  view: AlertView;
  asOf: string | undefined;
  year: number | undefined;
  unit: string | undefined;
  limit: number;
}

export interface LiveAlerts {
  answer: Answer<AlertPage>;
  live: Live;
  /** Alerts changed within the last 8 s, each with the number of its change. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  /** Changes that wait because the pointer is in the list. */
  waiting: Ref<number>;
  /** The last change heard of, for what is said aloud and for the case that is open. */
  heard: ShallowRef<LiveAlert | null>;
  isLookingBack: ComputedRef<boolean>;
  refresh: () => void;
}

export function useLiveAlerts(asked: ComputedRef<AlertsAsked>, isHeld: Ref<boolean>): LiveAlerts {
  const answer = useAnswer(
    (signal) => api.alerts(asked.value, signal),
    () => JSON.stringify(asked.value),
  );
  const { data } = answer;
  const { fresh, tint } = useFresh();
  const heard = shallowRef<LiveAlert | null>(null);
  const waiting = ref(0);

  const isLookingBack = computed(() => data.value !== null && data.value.asOf < data.value.today);
  const cursor = computed(() => (data.value && !isLookingBack.value ? data.value.cursor : null));

  watch(data, (page) => {
    waiting.value = 0;
    const isAll = asked.value.unit === undefined && page !== null && page.asOf === page.today;
    if (isAll) noteOpenAlerts(page.views.todo);
  });

  function onEvents(events: LiveEvent[]): void {
    const alerts = events.flatMap((event) => (event.type === 'alert' ? [event.data] : []));
    if (alerts.length === 0) return;
    tint(alerts.map(({ alertId }) => alertId));
    heard.value = alerts.find(({ change }) => change === 'opened') ?? alerts.at(-1) ?? null;
    if (isHeld.value) waiting.value += alerts.length;
    else void answer.reload();
  }

  function refresh(): void {
    waiting.value = 0;
    void answer.reload();
  }
  watch(isHeld, (held) => {
    if (!held && waiting.value > 0) refresh();
  });

  const live = useLive({ topics: TOPICS, cursor, onEvents, refetch: () => void answer.reload() });
  return { answer, live, fresh, waiting, heard, isLookingBack, refresh };
}

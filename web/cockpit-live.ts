/** The rounds of a year and the one that is shown, kept alive: read again when one is opened or a form moved, at most once a second. */
import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { RoundAnswer, RoundsAnswer } from '../server/contract-reviews.ts';
import type { RoundSummary } from '../server/contract-review-shapes.ts';
import { useAnswer, type Answer } from './answer.ts';
import { chosenRound } from './cockpit-view.ts';
import { useFresh } from './fresh.ts';
import { useLive, type Live, type LiveEvent } from './live.ts';
import { roundsApi } from './rounds-api.ts';
import { noteFormsMoved } from './waiting-forms.ts';

const TOPICS = ['reviews'] as const;

export interface Cockpit {
  rounds: Answer<RoundsAnswer>;
  /** Of monitoring and self-evaluation, newest first. */
  items: ComputedRef<RoundSummary[]>;
  chosen: ComputedRef<RoundSummary | null>;
  round: Answer<RoundAnswer | null>;
  live: Live;
  /** Forms changed within the last 8 s. */
  fresh: ShallowRef<ReadonlyMap<string, number>>;
  /** The list of rounds is read again, and the round of this id is shown. */
  show: (id: string) => Promise<void>;
}

/**
 * @param asked round of the address; not there: the one with something to do
 * Ends with the scope.
 */
export function useCockpit(options: {
  year: Readonly<Ref<number | undefined>>;
  asked: Readonly<Ref<string | undefined>>;
}): Cockpit {
  const { year, asked } = options;
  const rounds = useAnswer((signal) => roundsApi.list(year.value, signal), year);
  const items = computed(() => rounds.data.value?.items ?? []);
  /** One that was just opened here. */
  const shown = shallowRef<string | undefined>(undefined);
  watch(asked, () => (shown.value = undefined));
  const chosen = computed(() => chosenRound(items.value, shown.value ?? asked.value));
  const round = useAnswer<RoundAnswer | null>(
    async (signal) => (chosen.value === null ? null : roundsApi.round(chosen.value.id, signal)),
    () => chosen.value?.id ?? '',
  );
  const { fresh, tint } = useFresh();

  /** While one is on its way the next waits: a county's round must not be asked for faster than it comes. */
  let again = false;
  async function reload(): Promise<void> {
    if (round.loading.value) {
      again = true;
      return;
    }
    do {
      again = false;
      await round.reload();
    } while (again);
  }

  function onEvents(events: LiveEvent[]): void {
    if (events.some(({ type }) => type === 'round_opened')) {
      void rounds.reload();
      noteFormsMoved();
    }
    const moved = events.flatMap(({ data }) => ('formId' in data ? [data] : []));
    if (moved.length === 0) return;
    tint(moved.map(({ formId }) => formId));
    noteFormsMoved();
    if (moved.some(({ roundId }) => roundId !== chosen.value?.id)) void rounds.reload();
    void reload();
  }

  /** Where there is no round yet, the list of them says from where to hear of the first. */
  const cursor = computed(() => round.data.value?.cursor ?? rounds.data.value?.cursor ?? null);
  const live = useLive({
    topics: TOPICS,
    cursor,
    onEvents,
    refetch: () => {
      void rounds.reload();
      void reload();
    },
  });

  async function show(id: string): Promise<void> {
    shown.value = id;
    await rounds.reload();
  }
  return { rounds, items, chosen, round, live, fresh, show };
}

/** The search in the top bar: what was typed is asked for after a pause, and the answer is chosen from by the keyboard. */
import { type ComputedRef, type Ref, computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { SearchAnswer } from '../server/contract-search.ts';
import { ApiError, api } from './api.ts';
import type { Standpoint } from './as-of.ts';
import { type SearchGroup, type SearchOption, nextOption, searchGroups } from './search-options.ts';
import { standpointQuery } from './as-of.ts';

/** A pause in typing asks the server. */
const ASK_AFTER_MS = 120;

export interface SearchBoxState {
  text: Ref<string>;
  groups: ComputedRef<SearchGroup[]>;
  options: ComputedRef<SearchOption[]>;
  /** Place among `options`, -1: none. */
  active: Ref<number>;
  /** Of the last answer; null while nothing was asked. */
  answer: Ref<{ typed: string; found: SearchAnswer } | null>;
  error: Ref<string>;
  move: (step: 1 | -1) => void;
  clear: () => void;
}

/** @param standpoint the page's place in time: names are looked for as they were then, and chosen pages open there */
export function useSearchBox(standpoint: ComputedRef<Standpoint>): SearchBoxState {
  const text = ref('');
  const active = ref(-1);
  const error = ref('');
  const answer = shallowRef<{ typed: string; found: SearchAnswer } | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;

  const place = computed(() => {
    const { asOf, year } = standpoint.value;
    return { asOf, year };
  });
  const groups = computed(() =>
    answer.value ? searchGroups(answer.value.found, answer.value.typed, standpointQuery(place.value)) : [],
  );
  const options = computed(() => groups.value.flatMap((group) => group.options));

  watch([text, place], () => {
    clearTimeout(timer);
    running?.abort();
    running = null;
    active.value = -1;
    const typed = text.value.trim();
    if (typed === '') {
      answer.value = null;
      error.value = '';
      return;
    }
    timer = setTimeout(() => void ask(typed), ASK_AFTER_MS);
  });

  async function ask(typed: string): Promise<void> {
    const mine = new AbortController();
    running = mine;
    try {
      const found = await api.search({ q: typed, ...place.value }, mine.signal);
      if (running !== mine) return;
      answer.value = { typed, found };
      error.value = '';
    } catch (failure) {
      if (running !== mine) return;
      if (!(failure instanceof ApiError)) throw failure;
      answer.value = null;
      error.value = failure.message;
    } finally {
      if (running === mine) running = null;
    }
  }

  function clear(): void {
    text.value = '';
    answer.value = null;
    error.value = '';
    active.value = -1;
  }
  onScopeDispose(() => {
    clearTimeout(timer);
    running?.abort();
    running = null;
  });
  return {
    text,
    groups,
    options,
    active,
    answer,
    error,
    move: (step) => (active.value = nextOption(active.value, options.value.length, step)),
    clear,
  };
}

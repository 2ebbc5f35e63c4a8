/**
 * An answer of the server on a page: the last good data stay while the next are on their way or failed (guide §7).
 */
import {
  type Ref,
  type ShallowRef,
  type WatchSource,
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
} from 'vue';
import { ApiError, isNoAnswer } from './api.ts';
import { lineReturns } from './line.ts';
import { SKELETON_AFTER_MS } from './slow.ts';
import { commonWords } from './words/common.ts';
import { locale } from './words/words.ts';

export interface Answer<T> {
  data: ShallowRef<T | null>;
  error: ShallowRef<ApiError | null>;
  loading: Ref<boolean>;
  /** Loading for longer than a blink: time to show the skeleton when there is nothing else to show. */
  slow: Ref<boolean>;
  /** When `data` were read. */
  readAt: ShallowRef<Date | null>;
  reload: () => Promise<void>;
}

/**
 * Loads at once and whenever `source` or the language changes (the answer holds sentences); a later call cancels the earlier one, so that a slow old answer never
 * overwrites a newer one. Ends with the scope.
 */
export function useAnswer<T>(load: (signal: AbortSignal) => Promise<T>, source?: WatchSource): Answer<T> {
  const data = shallowRef<T | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const readAt = shallowRef<Date | null>(null);
  const loading = ref(false);
  const slow = ref(false);
  let running: AbortController | null = null;

  async function reload(): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    loading.value = true;
    const timer = setTimeout(() => {
      if (running === mine) slow.value = true;
    }, SKELETON_AFTER_MS);
    try {
      const answer = await load(mine.signal);
      if (running !== mine) return;
      data.value = answer;
      error.value = null;
      readAt.value = new Date();
    } catch (failure) {
      if (running !== mine) return;
      if (!(failure instanceof ApiError)) {
        error.value = new ApiError(0, { code: 'unreadable', message: commonWords.errors.unreadable });
        throw failure;
      }
      error.value = failure;
    } finally {
      clearTimeout(timer);
      if (running === mine) {
        running = null;
        loading.value = false;
        slow.value = false;
      }
    }
  }

  onScopeDispose(() => {
    running?.abort();
    running = null;
  });
  // Beside a shallow ref Vue acts on whatever a getter gives; the same value again asks nothing else.
  const asked = typeof source === 'function' ? computed(source) : source;
  watch(asked ? [asked, locale] : locale, () => void reload());
  // What was asked while the line was cut is asked again as soon as it stands.
  watch(lineReturns, () => {
    if (error.value !== null && isNoAnswer(error.value)) void reload();
  });
  void reload();
  return { data, error, loading, slow, readAt, reload };
}

/**
 * A count in the main navigation of what waits for the reader. Read at the first look, again when a live page hears of a
 * change, and each minute for pages that hear of none.
 */
import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue';
import { useDocumentVisibility, useThrottleFn } from '@vueuse/core';
import { ApiError } from './api-call.ts';

const READ_EVERY_MS = 60_000;
/** A burst of changes is read once. */
const AT_MOST_EVERY_MS = 2_000;

export interface WaitingCount {
  /** A live channel heard of a change. */
  noteChanged: () => void;
  /** A page has just read the list. */
  note: (count: number) => void;
  /** The count, null while it is not known. `isWanted`: the reader has the page. Ends with the scope. */
  useCount: (isWanted: Ref<boolean>) => Readonly<Ref<number | null>>;
}

/** @param ask reads the count; an `ApiError` leaves the last one */
export function waitingCount(ask: () => Promise<number>): WaitingCount {
  const count = shallowRef<number | null>(null);
  const changes = shallowRef(0);
  return {
    noteChanged: () => (changes.value += 1),
    note: (known) => (count.value = known),
    useCount(isWanted) {
      const visibility = useDocumentVisibility();

      async function read(): Promise<void> {
        if (!isWanted.value || visibility.value !== 'visible') return;
        try {
          count.value = await ask();
        } catch (error) {
          // The page itself says that the server does not answer; the last count stays.
          if (!(error instanceof ApiError)) throw error;
        }
      }

      const readSoon = useThrottleFn(read, AT_MOST_EVERY_MS, true);
      watch([isWanted, visibility], () => void read(), { immediate: true });
      watch(changes, () => void readSoon());
      const timer = setInterval(() => void read(), READ_EVERY_MS);
      onScopeDispose(() => clearInterval(timer));
      return readonly(count);
    },
  };
}

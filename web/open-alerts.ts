/**
 * How many alerts wait to be acted on, for the count in the main navigation. Read at the first look, again when a live
 * page hears of a change, and each minute for pages that hear of none.
 */
import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue';
import { useDocumentVisibility, useThrottleFn } from '@vueuse/core';
import { ApiError, api } from './api.ts';

const READ_EVERY_MS = 60_000;
/** A burst of changes is read once. */
const AT_MOST_EVERY_MS = 2_000;

const count = shallowRef<number | null>(null);
const changes = shallowRef(0);

/** A live channel heard that an alert changed. */
export function noteAlertsChanged(): void {
  changes.value += 1;
}

/** A page has just read the list. */
export function noteOpenAlerts(todo: number): void {
  count.value = todo;
}

/** The count, null while it is not known. `isWanted`: the reader has the page. Ends with the scope. */
export function useOpenAlerts(isWanted: Ref<boolean>): Readonly<Ref<number | null>> {
  const visibility = useDocumentVisibility();

  async function read(): Promise<void> {
    if (!isWanted.value || visibility.value !== 'visible') return;
    try {
      count.value = (await api.alerts({ view: 'todo', limit: 1 })).views.todo;
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
}

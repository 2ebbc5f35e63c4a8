/**
 * How many monitoring forms wait for the reader's post, for the count in the main navigation. Read at the first look, when a
 * page of the forms hears of a change, and each minute for pages that hear of none.
 */
import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue';
import { useDocumentVisibility, useThrottleFn } from '@vueuse/core';
import { ApiError } from './api-call.ts';
import { reviewFormsApi } from './review-forms-api.ts';

const READ_EVERY_MS = 60_000;
/** A burst of changes is read once. */
const AT_MOST_EVERY_MS = 2_000;

const count = shallowRef<number | null>(null);
const changes = shallowRef(0);

/** A form has moved. */
export function noteFormsMoved(): void {
  changes.value += 1;
}

/** A page has just read the list. */
export function noteWaitingForms(waiting: number): void {
  count.value = waiting;
}

/** The count, null while it is not known. `isWanted`: the reader has the page. Ends with the scope. */
export function useWaitingForms(isWanted: Ref<boolean>): Readonly<Ref<number | null>> {
  const visibility = useDocumentVisibility();

  async function read(): Promise<void> {
    if (!isWanted.value || visibility.value !== 'visible') return;
    try {
      count.value = (await reviewFormsApi.waiting()).items.length;
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

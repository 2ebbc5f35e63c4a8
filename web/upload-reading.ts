/** A document that the server still reads: how far it is, until its preview is there or it has failed. */
import { type ComputedRef, type ShallowRef, computed, onScopeDispose, shallowRef } from 'vue';
import type { ImportReading } from '../server/contract.ts';
import { ApiError } from './api.ts';
import { type LiveEvent, useLive } from './live.ts';
import { importWords } from './words/import.ts';

/** The live channel tells at once; this is for a line on which it does not come through. */
const LOOK_EVERY_MS = 5_000;

/** Share of the forms that are read, 0 to 1; null before they are counted. */
export function readingShare({ progress }: Pick<ImportReading, 'progress'>): number | null {
  const { formsRead, formsFound } = progress;
  return formsFound === null || formsFound === 0 ? null : Math.min(1, formsRead / formsFound);
}

/** How far it is, in words. */
export function readingSentence({ progress }: Pick<ImportReading, 'progress'>): string {
  const words = importWords.reading;
  const { isWaiting, formsRead, formsFound } = progress;
  if (isWaiting) return words.waiting;
  if (formsFound === null) return words.opening;
  return formsRead < formsFound ? words.forms(formsRead, formsFound) : words.joining(formsFound);
}

/** The reading after the news of it; the same object when none were about it. */
export function withNews(reading: ImportReading, events: readonly LiveEvent[]): ImportReading {
  return events.reduce((before, event) => {
    if (event.type !== 'upload' || event.data.importId !== before.id) return before;
    const { status, progress, message } = event.data;
    return {
      ...before,
      status: status === 'failed' ? 'failed' : 'reading',
      progress: { isWaiting: false, ...(progress ?? { formsRead: 0, formsFound: null }) },
      message,
    };
  }, reading);
}

/** Whether the news say that there is something else to be fetched now. */
const isOver = (events: readonly LiveEvent[]): boolean =>
  events.some((event) => event.type === 'upload' && event.data.status !== 'reading');

export interface UploadReading {
  reading: ShallowRef<ImportReading | null>;
  sentence: ComputedRef<string>;
  share: ComputedRef<number | null>;
  /** Follows another document, or none. */
  follow: (next: ImportReading | null) => void;
}

/**
 * Follows one reading until the scope ends.
 * @param fetchAgain asks the server how it stands; called when the reading is over, and now and then
 */
export function useUploadReading(fetchAgain: (id: string) => Promise<void>): UploadReading {
  const reading = shallowRef<ImportReading | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;

  const look = async (): Promise<void> => {
    clearTimeout(timer);
    const { value } = reading;
    if (value?.status !== 'reading') return;
    try {
      await fetchAgain(value.id);
    } catch (error) {
      // The document is read whether or not anybody looks; the next look tells.
      if (!(error instanceof ApiError)) throw error;
    }
    later();
  };
  function later(): void {
    clearTimeout(timer);
    if (!isEnded && reading.value?.status === 'reading') timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  }
  function follow(next: ImportReading | null): void {
    reading.value = next;
    later();
  }

  // Of its own identity: a new list at each news would subscribe anew, and bring the same news again.
  const id = computed(() => reading.value?.id ?? null);
  useLive({
    topics: computed(() => (id.value === null ? [] : [`import:${id.value}`])),
    cursor: computed(() => (reading.value?.status === 'reading' ? reading.value.cursor : null)),
    onEvents: (events) => {
      if (reading.value) reading.value = withNews(reading.value, events);
      if (isOver(events)) void look();
    },
    refetch: () => void look(),
  });
  onScopeDispose(() => {
    isEnded = true;
    clearTimeout(timer);
  });
  return {
    reading,
    sentence: computed(() => (reading.value ? readingSentence(reading.value) : '')),
    share: computed(() => (reading.value ? readingShare(reading.value) : null)),
    follow,
  };
}

/**
 * Whether the line to the server stands, as the pages' own calls know it. A page with a live channel is told by that channel;
 * every other page would show old figures as if they were of this minute (guide §7).
 */
import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue';
import { useEventListener } from '@vueuse/core';

/** While it is cut. The server's health answers without a session and costs it next to nothing. */
const ASK_EVERY_MS = 3_000;

const cut = shallowRef(false);
const answeredAt = shallowRef<Date | null>(null);
const returned = shallowRef(0);

/** The last call got no answer. */
export const lineIsCut = readonly(cut) as Readonly<Ref<boolean>>;
/** When the server last answered anything; null before its first answer. */
export const lineAnsweredAt = readonly(answeredAt) as Readonly<Ref<Date | null>>;
/** Rises by one each time that the line stands again after a cut. */
export const lineReturns = readonly(returned) as Readonly<Ref<number>>;

/** The server answered, whatever it said. */
export function noteAnswer(): void {
  answeredAt.value = new Date();
  if (!cut.value) return;
  cut.value = false;
  returned.value += 1;
}

/** No answer came, or only a gateway's that the server is not there. */
export function noteSilence(): void {
  cut.value = true;
}

/**
 * While the line is cut, asks until it stands again: `ask` is any call that notes its own outcome, and must not throw. The
 * browser's own word that it is off line counts as a cut, its word that it is back only as a reason to ask.
 * Ends with the scope.
 */
export function useLine(ask: () => Promise<void>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasEnded = false;

  async function askUntilAnswered(): Promise<void> {
    clearTimeout(timer);
    await ask();
    if (cut.value && !hasEnded) timer = setTimeout(() => void askUntilAnswered(), ASK_EVERY_MS);
  }

  watch(
    cut,
    (isCut) => {
      if (isCut) timer = setTimeout(() => void askUntilAnswered(), ASK_EVERY_MS);
    },
    { immediate: true },
  );
  useEventListener(window, 'offline', noteSilence);
  useEventListener(window, 'online', () => {
    if (cut.value) void askUntilAnswered();
  });
  onScopeDispose(() => {
    hasEnded = true;
    clearTimeout(timer);
  });
}

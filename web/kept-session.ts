/**
 * Keeps the session of a page in use. The server ends a session after thirty minutes without a call; the live channel
 * does not count, it also lives in a forgotten tab.
 */
import { useDocumentVisibility, useEventListener, useIntervalFn } from '@vueuse/core';

/** Three chances within the thirty minutes. */
const CALL_EVERY_MS = 10 * 60_000;

/**
 * Calls the server every ten minutes while the page is visible and was used since the last call: a reader who scrolls,
 * or writes in a form that is not sent yet, is not idle.
 *
 * `isLookedAt` says that the page in front is one that people read without touching it (the overview on a second
 * screen, the wall in a meeting room). There visible is enough: who glances up after an hour wants to see the figures,
 * not the sign-in page. Chosen against the stricter reading of the idle logout because those pages only show, a locked
 * screen or another tab in front ends the visit as before, and twelve hours end it in any case.
 */
export function useKeptSession(options: { isLookedAt: () => boolean; call: () => Promise<void> }): void {
  const visibility = useDocumentVisibility();
  let wasUsed = false;
  const use = () => {
    wasUsed = true;
  };
  useEventListener(document, ['pointerdown', 'pointermove', 'keydown', 'wheel'], use, { passive: true });
  useIntervalFn(() => {
    const isKept = visibility.value === 'visible' && (wasUsed || options.isLookedAt());
    wasUsed = false;
    if (isKept) void options.call();
  }, CALL_EVERY_MS);
}

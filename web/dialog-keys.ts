/**
 * What every drawer, dialog and pop-over does at the keyboard (WAI-ARIA practices, dialog): Tab goes round within it, and when
 * it closes the focus is back at what opened it.
 */
import { nextTick, onBeforeUnmount } from 'vue';

const STOPS =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex]';

/** Where Tab stops within `dialog`, in its order. */
function stopsIn(dialog: HTMLElement): HTMLElement[] {
  return [...dialog.querySelectorAll<HTMLElement>(STOPS)].filter(
    (element) => element.tabIndex >= 0 && element.getClientRects().length > 0,
  );
}

/** A Tab that would lead out of `dialog` leads to its other end. Other keys are left alone. */
export function keepTabIn(dialog: HTMLElement | null, event: KeyboardEvent): void {
  // One within this one has done it.
  if (event.key !== 'Tab' || dialog === null || event.defaultPrevented) return;
  const stops = stopsIn(dialog);
  const first = stops[0];
  const last = stops[stops.length - 1];
  const now = document.activeElement;
  const isOutside = !dialog.contains(now) || now === dialog;
  const isAtEnd = event.shiftKey ? now === first || isOutside : now === last || !dialog.contains(now);
  if (!isAtEnd) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

/**
 * For a component that is its own dialog: at its end the focus goes back to what had it when the component was set up. A page
 * opened with its dialog by an address, or an opener that is gone meanwhile, gives it to the page's main part.
 */
export function useFocusBack(): void {
  const opener = document.activeElement;
  onBeforeUnmount(() => {
    void nextTick(() => {
      // The next dialog has opened in its place.
      if (document.activeElement?.closest('[aria-modal="true"]')) return;
      const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
      (isThere ? opener : document.getElementById('content'))?.focus({ preventScroll: !isThere });
    });
  });
}

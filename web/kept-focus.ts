/**
 * Keeps the keyboard's place. What has the focus may go away (a form that closes, a row that is read anew) or be switched off
 * (a button while its call is under way), and the browser then leaves a person without a mouse nowhere.
 */
import { onScopeDispose } from 'vue';
import { useEventListener } from '@vueuse/core';

/** What can carry the focus in the stead of something in it, nearest first. */
const PLACES = 'form, section, [role="dialog"], main';

/**
 * While the scope lives: where the focus would be lost, the nearest place around what had it gets it, or at last the page's
 * main part; when what had it can be used again, it gets it back. A click beside everything loses the focus as before, and
 * what a component focuses itself within the same turn goes first.
 */
export function useKeptFocus(): void {
  let last: Element | null = null;
  let around: Element[] = [];
  let standIn: HTMLElement | null = null;
  let isAsked = false;

  useEventListener(document, 'focusin', ({ target }) => {
    if (!(target instanceof Element) || target === standIn) return;
    last = target;
    around = ancestorsOf(target);
    standIn = null;
  });

  const isUsable = (element: Element) => element.isConnected && !element.matches(':disabled');

  function check(): void {
    isAsked = false;
    if (last === null) return;
    const now = document.activeElement;
    if (standIn !== null && now === standIn) {
      if (isUsable(last)) focus(last as HTMLElement);
      return;
    }
    const isLost = now === null || now === document.body;
    if (!isLost || isUsable(last)) return;
    const place = around.find((element) => element.isConnected && element.matches(PLACES));
    if (!(place instanceof HTMLElement)) return;
    standIn = place;
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
    focus(place);
  }

  // The browser takes the focus from a disabled button only when it draws next.
  const observer = new MutationObserver(() => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => setTimeout(check));
  });
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
  onScopeDispose(() => observer.disconnect());
}

const focus = (element: HTMLElement): void => element.focus({ preventScroll: true });

function ancestorsOf(element: Element): Element[] {
  const found: Element[] = [];
  for (let each = element.parentElement; each !== null; each = each.parentElement) found.push(each);
  return found;
}

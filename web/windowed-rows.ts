/** Rows of one height of which only those near the window stand in the page. The window scrolls, not a box inside it. */
import { type MaybeRefOrGetter, type Ref, onScopeDispose, shallowRef, toValue, watch } from 'vue';
import { useEventListener } from '@vueuse/core';

/** Rows beyond the window's edges: a turn of the wheel shows no gap. */
const OVERSCAN = 12;
/** Fewer rows stand there whole: the browser's own search finds them and paper has them. */
const WHOLE_UP_TO = 200;

/**
 * Rows that stand in the page.
 * @param at.top of the first row against the window's upper edge, in pixels; negative when it was scrolled away
 * @param at.height of the window
 * @returns first, and last not included
 */
export function rowsInWindow(
  at: { top: number; height: number; rowHeight: number },
  count: number,
): { first: number; last: number } {
  if (count <= WHOLE_UP_TO) return { first: 0, last: count };
  const inWindow = Math.floor(-at.top / at.rowHeight);
  const first = Math.min(Math.max(0, inWindow - OVERSCAN), Math.max(0, count - 1));
  const last = Math.min(count, Math.max(0, inWindow) + Math.ceil(at.height / at.rowHeight) + OVERSCAN);
  return { first, last: Math.max(first, last) };
}

export interface WindowedRows {
  /** What stands in the page: first, and last not included. */
  range: Ref<{ first: number; last: number }>;
  /** Scrolls as little as makes the row visible. */
  reveal: (index: number) => void;
}

/**
 * @param body the element whose top is the first row's
 * @param options.count of all rows
 * @param options.rowHeight in pixels, one for all
 * @param options.covered pixels at the window's upper edge under a head that stays
 */
export function useWindowedRows(
  body: Ref<HTMLElement | null>,
  options: {
    count: MaybeRefOrGetter<number>;
    rowHeight: MaybeRefOrGetter<number>;
    covered: MaybeRefOrGetter<number>;
  },
): WindowedRows {
  const range = shallowRef({ first: 0, last: Math.min(toValue(options.count), 60) });
  let frame = 0;

  function measure(): void {
    frame = 0;
    const count = toValue(options.count);
    const top = body.value?.getBoundingClientRect().top ?? 0;
    const next = rowsInWindow(
      { top, height: window.innerHeight, rowHeight: toValue(options.rowHeight) },
      count,
    );
    const now = range.value;
    if (next.first !== now.first || next.last !== now.last) range.value = next;
  }
  function soon(): void {
    frame ||= requestAnimationFrame(measure);
  }

  function reveal(index: number): void {
    if (!body.value) return;
    const rowHeight = toValue(options.rowHeight);
    const top = body.value.getBoundingClientRect().top + index * rowHeight;
    const above = toValue(options.covered) - top;
    const below = top + rowHeight - window.innerHeight;
    if (above > 0) window.scrollBy(0, -above);
    else if (below > 0) window.scrollBy(0, below + rowHeight);
    measure();
  }

  useEventListener(window, 'scroll', soon, { passive: true });
  useEventListener(window, 'resize', soon, { passive: true });
  watch([body, () => toValue(options.count), () => toValue(options.rowHeight)], measure, { flush: 'post' });
  onScopeDispose(() => cancelAnimationFrame(frame));
  return { range, reveal };
}

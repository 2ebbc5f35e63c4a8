/** Whether a reading takes longer than a blink, for pages that read by hand and not through `useAnswer`. */
import { type Ref, ref } from 'vue';

/** A skeleton appears only when an answer takes longer than this (guide §7). */
export const SKELETON_AFTER_MS = 200;

export interface Slow {
  slow: Readonly<Ref<boolean>>;
  /** Passes the reading's outcome on; `slow` is true from 200 ms after its start to its end. */
  during: <T>(reading: Promise<T>) => Promise<T>;
}

export function useSlow(): Slow {
  const slow = ref(false);
  let running = 0;
  async function during<T>(reading: Promise<T>): Promise<T> {
    running += 1;
    const mine = running;
    const timer = setTimeout(() => {
      if (running === mine) slow.value = true;
    }, SKELETON_AFTER_MS);
    try {
      return await reading;
    } finally {
      clearTimeout(timer);
      if (running === mine) slow.value = false;
    }
  }
  return { slow, during };
}

import { refusals } from './errors.ts';

/** Work that takes a core or memory: at most `atOnce` run, at most `waiting` wait, the rest is refused at once (503). */
export function limitedTo(atOnce: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw refusals.busy();
      // The place is handed over, so `running` does not change.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

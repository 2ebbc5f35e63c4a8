/**
 * Asks the worker for a scan after a fact, so that an alert opens or is resolved within a second or two instead of at the
 * next tick. At most once a second, however many facts come; what gets lost the next tick does.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Producer } from '../jobs/queue.ts';

const AT_MOST_EVERY_MS = 1_000;

export interface ScanRequests {
  /** Returns at once. */
  scanSoon(): void;
  close(): void;
}

/** @param queue null: nothing is asked for, the tick comes anyway */
export function openScanRequests(queue: Producer | null, log: FastifyBaseLogger): ScanRequests {
  let timer: NodeJS.Timeout | null = null;
  let lastAt = -Infinity;
  const ask = () => {
    timer = null;
    lastAt = performance.now();
    queue?.enqueue('tick', {}, 'fact').catch((error: unknown) => {
      log.warn({ err: error }, 'no scan could be asked for; the next tick does it');
    });
  };
  return {
    scanSoon() {
      if (queue === null || timer !== null) return;
      timer = setTimeout(ask, Math.max(0, lastAt + AT_MOST_EVERY_MS - performance.now()));
      timer.unref();
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

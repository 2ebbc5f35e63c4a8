/**
 * Whether the scan lives, for everybody who is signed in: a product that has stopped reminding must not look like one
 * that has nothing to remind of.
 */
import { type Ref, onScopeDispose, shallowRef } from 'vue';
import { useEventListener } from '@vueuse/core';
import type { Health } from '../server/contract.ts';
import { ApiError } from './api.ts';

/** While all is well; /health is dead after three minutes without a scan. */
const ASK_EVERY_MS = 60_000;
/** While it is not, or nobody answered: the bar goes away soon after the scan came back. */
const ASK_AGAIN_MS = 15_000;

export type Trouble = { what: 'scan'; ageSeconds: number | null } | { what: 'database' };

/** What of a health answer everybody must know; null: nothing. */
function troubleOf(health: Health): Trouble | null {
  if (health.status !== 'dead') return null;
  return health.database === 'dead'
    ? { what: 'database' }
    : { what: 'scan', ageSeconds: health.jobs.ageSeconds };
}

/**
 * Asks at once, each minute, and when the browser is back on line or in front. While nobody answers, what was known
 * stays: that the line is cut is said by the live dot. Ends with the scope.
 */
export function useWatchdog(read: () => Promise<Health>): Readonly<Ref<Trouble | null>> {
  const trouble = shallowRef<Trouble | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let hasEnded = false;

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    let isWell = false;
    try {
      trouble.value = troubleOf(await read());
      isWell = trouble.value === null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    } finally {
      asking = false;
      if (!hasEnded) timer = setTimeout(() => void ask(), isWell ? ASK_EVERY_MS : ASK_AGAIN_MS);
    }
  }

  void ask();
  useEventListener(window, 'online', () => void ask());
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') void ask();
  });
  onScopeDispose(() => {
    hasEnded = true;
    clearTimeout(timer);
  });
  return trouble;
}

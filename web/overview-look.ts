/**
 * When this person last looked at the overview. A few seconds count as a look; looks less than half an hour apart are one
 * visit, and during a visit the page compares with the look before it. Instants are of the product's clock.
 */
import { type ComputedRef, type Ref, computed, onScopeDispose, shallowRef, watch } from 'vue';
import { loadPreferences, usePreference } from './preferences.ts';

/** A glance at the page on the way to another is no look. */
const LOOK_AFTER_MS = 4_000;
/** While the page stands open, its look moves along. */
const LOOK_AGAIN_MS = 5 * 60_000;
const SAME_VISIT_MS = 30 * 60_000;

export interface Look {
  /** The last look of all. */
  at: string;
  /** The last look of the visit before, which this visit is compared with; null in the first. */
  before: string | null;
}

/** What was stored as a look; null where it is none. */
export function lookOf(stored: unknown): Look | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { at, before } = stored as Record<string, unknown>;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  const isInstant = typeof before === 'string' && !Number.isNaN(Date.parse(before));
  return { at, before: isInstant ? before : null };
}

/** What a look at `now` is compared with; null for the first, and when the clock stands before it (a demonstration anew). */
export function comparedWith(kept: Look | null, now: string): string | null {
  if (kept === null || Date.parse(kept.at) > Date.parse(now)) return null;
  if (Date.parse(now) - Date.parse(kept.at) >= SAME_VISIT_MS) return kept.at;
  return kept.before !== null && Date.parse(kept.before) <= Date.parse(now) ? kept.before : null;
}

/**
 * Keeps the look and says what the page is compared with during this visit, null while nothing is.
 * @param now the instant by the product's clock of what the page shows, null while nothing is read or while it looks back
 */
export function useLook(now: ComputedRef<string | null>): { since: Ref<string | null> } {
  const kept = usePreference<Look | null>('overviewLook', lookOf, null);
  const isRead = shallowRef(false);
  const since = shallowRef<string | null>(null);
  let isSettled = false;
  let readAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  void loadPreferences().then(() => (isRead.value = true));
  watch(now, () => (readAt = performance.now()), { immediate: true });

  /** The product's instant now: that of the reading, and the time since. */
  function instant(): string | null {
    if (now.value === null) return null;
    return new Date(Date.parse(now.value) + performance.now() - readAt).toISOString();
  }

  function look(): void {
    timer = undefined;
    if (isOver) return;
    const at = instant();
    if (at !== null && document.visibilityState === 'visible') {
      if (kept.value === null || Date.parse(at) !== Date.parse(kept.value.at)) {
        kept.value = { at, before: since.value };
      }
    }
    timer = setTimeout(look, LOOK_AGAIN_MS);
  }

  const isReady = computed(() => isRead.value && now.value !== null);
  watch(
    isReady,
    (ready) => {
      if (!ready || isSettled || now.value === null) return;
      isSettled = true;
      since.value = comparedWith(kept.value, now.value);
      timer = setTimeout(look, LOOK_AFTER_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    isOver = true;
    clearTimeout(timer);
  });
  return { since };
}

/**
 * How this person has set up the pages, kept with the account. Read once after the sign-in; a page that shows something
 * before it is there shows the default.
 */
import { type Ref, computed, shallowRef } from 'vue';
import type { PreferenceName } from '../server/contract-preferences.ts';
import { ApiError, api } from './api.ts';
import { session } from './session.ts';

const kept = shallowRef<Partial<Record<PreferenceName, unknown>>>({});
let readFor: string | null = null;
let reading: Promise<void> | null = null;
/** One after the other: two at once may arrive the other way round, and the older choice would stay. */
let saving: Promise<void> = Promise.resolve();

/** Reads them once for each person who signs in; without an answer the defaults stay. */
export async function loadPreferences(): Promise<void> {
  const userId = session.value?.user.id ?? null;
  if (userId === null) return;
  if (readFor !== userId) {
    readFor = userId;
    kept.value = {};
    reading = readThem();
  }
  await reading;
}

async function readThem(): Promise<void> {
  try {
    kept.value = (await api.preferences()).preferences;
  } catch (error) {
    readFor = null;
    if (!(error instanceof ApiError)) throw error;
  }
}

async function save(name: PreferenceName, value: unknown): Promise<void> {
  try {
    await api.savePreference(name, value);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/**
 * One preference as a ref that can be written. Writing shows at once and is saved behind it; that a saving failed is no
 * reason to disturb anybody, the choice holds for this visit.
 * @param check makes what was stored (by whatever version) into a value, or null where it makes no sense
 */
export function usePreference<T>(
  name: PreferenceName,
  check: (stored: unknown) => T | null,
  standard: T,
): Ref<T> {
  void loadPreferences();
  return computed({
    get: () => check(kept.value[name] ?? null) ?? standard,
    set: (value) => {
      kept.value = { ...kept.value, [name]: value };
      saving = saving.then(() => save(name, value));
    },
  });
}

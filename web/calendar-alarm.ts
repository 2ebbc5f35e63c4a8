/** Years whose days off are needed soon and not confirmed, for the bar on every page. */
import { type Ref, readonly, shallowRef } from 'vue';
import { useIntervalFn } from '@vueuse/core';
import { ApiError, api } from './api.ts';

/** It changes once a year; a confirmation on another machine shows within minutes. */
const ASK_EVERY_MS = 300_000;

const years = shallowRef<readonly number[]>([]);

/** What was last heard. */
export const unconfirmedYears = readonly(years) as Readonly<Ref<readonly number[]>>;

/** Asks once. Without an answer what was known stays. */
export async function askUnconfirmedYears(): Promise<void> {
  try {
    const { calendar } = await api.health();
    years.value = calendar.unconfirmed;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Asks now and every five minutes until the scope ends. */
export function useUnconfirmedYears(): Readonly<Ref<readonly number[]>> {
  useIntervalFn(() => void askUnconfirmedYears(), ASK_EVERY_MS, { immediateCallback: true });
  return unconfirmedYears;
}

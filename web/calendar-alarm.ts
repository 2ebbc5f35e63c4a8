/** Years whose days off are needed soon and not confirmed, for the bar on every page. */
import { type Ref, readonly, shallowRef } from 'vue';
import type { Health } from '../server/contract.ts';
import { ApiError, api } from './api.ts';

const years = shallowRef<readonly number[]>([]);

/** What was last heard. */
export const unconfirmedYears = readonly(years) as Readonly<Ref<readonly number[]>>;

/** The server's health with its years noted: the watchdog of every page reads it each minute anyway. */
export async function readHealth(): Promise<Health> {
  const health = await api.health();
  // A dead database knows of no year: what was known stays.
  if (health.database === 'ok') years.value = health.calendar.unconfirmed;
  return health;
}

/** Asks once more, after a year was confirmed. Without an answer what was known stays. */
export async function askUnconfirmedYears(): Promise<void> {
  try {
    await readHealth();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** When a message that did not get through is tried again. [advice] our choice: no regulation speaks of it. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A restart of the mail server takes a minute, greylisting five to fifteen, an afternoon without network an hour and more. */
const FIRST_PAUSES_MS = [1, 5, 15, 60].map((minutes) => minutes * MINUTE_MS);
/** From the first attempt on. What could not be delivered for a day is seen in the product, and said to have failed. */
const TRIED_FOR_MS = 24 * HOUR_MS;

/**
 * After so many attempts of unknown outcome no other is made: each may have arrived, and a person whom a broken server
 * sends the same mail for a day stops reading them.
 */
export const MOST_UNKNOWN_ATTEMPTS = 6;

/**
 * Milliseconds from the end of an attempt to the next; null: given up.
 * @param attempt number of the attempt that has just ended, from 1
 * @param unknown how many attempts, with this one, ended without anyone knowing how
 */
export function pauseAfterAttempt(attempt: number, unknown: number): number | null {
  if (unknown >= MOST_UNKNOWN_ATTEMPTS) return null;
  const first = FIRST_PAUSES_MS[attempt - 1];
  if (first !== undefined) return first;
  const spentMs = FIRST_PAUSES_MS.reduce((sum, pause) => sum + pause, 0);
  const hours = attempt - FIRST_PAUSES_MS.length;
  return spentMs + hours * HOUR_MS <= TRIED_FOR_MS ? HOUR_MS : null;
}

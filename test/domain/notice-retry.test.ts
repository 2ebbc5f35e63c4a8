import { describe, expect, it } from 'vitest';
import { MOST_UNKNOWN_ATTEMPTS, pauseAfterAttempt } from '../../domain/notice-retry.ts';

const minutes = (attempt: number, unknown = 0) => {
  const pause = pauseAfterAttempt(attempt, unknown);
  return pause === null ? null : pause / 60_000;
};

describe('the pause after an attempt', () => {
  it('grows from a minute to an hour', () => {
    expect([1, 2, 3, 4, 5, 6].map((attempt) => minutes(attempt))).toEqual([1, 5, 15, 60, 60, 60]);
  });

  it('ends after a day', () => {
    let attempt = 1;
    let spent = 0;
    for (let pause = minutes(attempt); pause !== null; pause = minutes(attempt)) {
      spent += pause;
      attempt += 1;
    }
    expect(spent).toBeGreaterThan(23 * 60);
    expect(spent).toBeLessThanOrEqual(25 * 60);
  });

  it('is the last when too many attempts ended without anyone knowing how', () => {
    expect(minutes(MOST_UNKNOWN_ATTEMPTS - 1, MOST_UNKNOWN_ATTEMPTS - 1)).toBe(60);
    expect(minutes(MOST_UNKNOWN_ATTEMPTS, MOST_UNKNOWN_ATTEMPTS)).toBeNull();
  });
});

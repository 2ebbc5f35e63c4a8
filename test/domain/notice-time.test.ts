import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_DAILY_CAP,
  DEFAULT_QUIET_HOURS,
  deliverAt,
  isTimeOfDay,
  MOST_DAILY_CAP,
  withinCap,
} from '../../domain/notice-time.ts';

const night = { quietFrom: '20:00', quietUntil: '08:00' };
const lunch = { quietFrom: '12:00', quietUntil: '14:30' };

describe('quiet hours', () => {
  it.each([
    ['2023-07-31T07:59:59.999+08:00', night, '2023-07-31T08:00:00.000+08:00'],
    ['2023-07-31T08:00:00.000+08:00', night, '2023-07-31T08:00:00.000+08:00'],
    ['2023-07-31T19:59:59.000+08:00', night, '2023-07-31T19:59:59.000+08:00'],
    ['2023-07-31T20:00:00.000+08:00', night, '2023-08-01T08:00:00.000+08:00'],
    ['2023-12-31T23:30:00+08:00', night, '2024-01-01T08:00:00.000+08:00'],
    ['2023-07-31T00:00:00.000+08:00', night, '2023-07-31T08:00:00.000+08:00'],
    ['2023-07-31T11:59:00.000+08:00', lunch, '2023-07-31T11:59:00.000+08:00'],
    ['2023-07-31T12:00:00.000+08:00', lunch, '2023-07-31T14:30:00.000+08:00'],
    ['2023-07-31T14:30:00.000+08:00', lunch, '2023-07-31T14:30:00.000+08:00'],
    ['2023-07-31T23:00:00.000+08:00', { quietFrom: null, quietUntil: null }, '2023-07-31T23:00:00.000+08:00'],
    [
      '2023-07-31T23:00:00.000+08:00',
      { quietFrom: '20:00', quietUntil: null },
      '2023-07-31T23:00:00.000+08:00',
    ],
    [
      '2023-07-31T08:00:00.000+08:00',
      { quietFrom: '08:00', quietUntil: '08:00' },
      '2023-07-31T08:00:00.000+08:00',
    ],
  ])('what is made at %s with %o leaves at %s', (now, wishes, leaves) => {
    expect(deliverAt(now, wishes)).toBe(leaves);
  });

  it('delay nothing by a day, and never into quiet hours', () => {
    const anyTime = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    fc.assert(
      fc.property(anyTime, anyTime, anyTime, (time, quietFrom, quietUntil) => {
        const now = `2023-09-28T${time}:30.000+08:00`;
        const leaves = deliverAt(now, { quietFrom, quietUntil });
        const delayMs = Date.parse(leaves) - Date.parse(now);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThan(86_400_000);
        expect(deliverAt(leaves, { quietFrom, quietUntil })).toBe(leaves);
      }),
    );
  });

  it('refuse an instant that is not of Beijing', () => {
    for (const now of ['2023-07-31T08:00:00.000Z', '2023-07-31', '', '2023-07-31T08:00+08:00']) {
      expect(() => deliverAt(now, night)).toThrow(RangeError);
    }
  });

  it('are times of day', () => {
    expect(['00:00', '09:30', '19:59', '23:59'].every(isTimeOfDay)).toBe(true);
    expect(['24:00', '29:59', '9:30', '12:60', '', '12:00:00'].some(isTimeOfDay)).toBe(false);
    expect(
      [DEFAULT_QUIET_HOURS.quietFrom, DEFAULT_QUIET_HOURS.quietUntil].every((time) =>
        isTimeOfDay(time ?? ''),
      ),
    ).toBe(true);
  });
});

describe('the cap per day', () => {
  it('loses nothing: what exceeds it goes with the first message of the next day', () => {
    const anyDays = fc.array(fc.array(fc.nat(3), { maxLength: 8 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anyDays, fc.integer({ min: 1, max: 4 }), (days, cap) => {
        let waiting: number[] = [];
        let made = 0;
        const told: number[] = [];
        // A last day without news of its own takes what is left.
        for (const runs of [...days, [0]]) {
          let madeToday = 0;
          const leftOver = waiting.length;
          for (const [run, news] of runs.entries()) {
            for (let n = 0; n < news; n += 1) waiting.push((made += 1));
            if (waiting.length === 0 || !withinCap(madeToday, cap)) continue;
            madeToday += 1;
            if (run === 0) expect(waiting.length).toBeGreaterThanOrEqual(leftOver);
            told.push(...waiting);
            waiting = [];
          }
          expect(madeToday).toBeLessThanOrEqual(cap);
        }
        expect(told).toEqual(Array.from({ length: made }, (_, n) => n + 1));
      }),
    );
  });

  it('lets the last one through and not one more', () => {
    expect([0, 1, 2, 3].map((made) => withinCap(made, 2))).toEqual([true, true, false, false]);
    expect(DEFAULT_DAILY_CAP).toBeLessThanOrEqual(MOST_DAILY_CAP);
  });
});

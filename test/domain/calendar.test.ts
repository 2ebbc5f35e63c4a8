import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  addWorkingDays,
  daysBetween,
  firstDayOf,
  isMonth,
  isPlainDate,
  lastDayOf,
  monthsBetween,
  nthWorkingDayOfMonth,
  weekday,
  workingCalendar,
  workingDaysBetween,
} from '../../domain/calendar.ts';
import { calendar2023 } from './calendar-2023.ts';

const anyDay = fc.integer({ min: -40_000, max: 60_000 }).map((n) => addDays('1970-01-01', n));

describe('plain dates', () => {
  it('agrees with the Gregorian calendar of the platform on any day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 60_000 }), (n) => {
        const platform = new Date(n * 86_400_000);
        const day = addDays('1970-01-01', n);
        expect(day).toBe(platform.toISOString().slice(0, 10));
        expect(weekday(day) % 7).toBe(platform.getUTCDay());
        expect(daysBetween('1970-01-01', day)).toBe(n);
      }),
    );
  });

  it.each([
    ['2023-02-28', true],
    ['2023-02-29', false],
    ['2024-02-29', true],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2023-13-01', false],
    ['2023-00-01', false],
    ['2023-04-31', false],
    ['2023-4-1', false],
    ['2023-04-01T00:00', false],
  ])('knows whether %s is a day: %s', (text, answer) => {
    expect(isPlainDate(text)).toBe(answer);
  });

  it('counts months over year ends', () => {
    expect(addMonths('2023-11', 3)).toBe('2024-02');
    expect(addMonths('2023-01', -1)).toBe('2022-12');
    expect(monthsBetween('2023-11', '2024-02')).toBe(3);
    expect(lastDayOf('2024-02')).toBe('2024-02-29');
    expect(firstDayOf('2024-02')).toBe('2024-02-01');
    expect(isMonth('2023-12') && !isMonth('2023-13') && !isMonth('2023-1')).toBe(true);
  });
});

describe('working days of 2023, by the notice of the State Council', () => {
  it.each([
    ['2022-12', '2022-12-07'],
    ['2023-01', '2023-01-09'], // 2 January is a holiday
    ['2023-02', '2023-02-07'],
    ['2023-04', '2023-04-10'], // 清明 on Wednesday 5 April
    ['2023-05', '2023-05-09'], // 1–3 May off, Saturday 6 May worked
    ['2023-07', '2023-07-07'],
    ['2023-08', '2023-08-07'],
    ['2023-10', '2023-10-11'], // off to the 6th, Saturday 7 and Sunday 8 worked
  ])('the fifth of %s is %s', (month, day) => {
    expect(nthWorkingDayOfMonth(calendar2023, month, 5)).toBe(day);
  });

  it.each([
    ['2023-01-19', 1, '2023-01-20'],
    ['2023-01-20', 1, '2023-01-28'], // 春节 21–27, Saturday 28 worked
    ['2023-01-20', 3, '2023-01-30'],
    ['2023-09-28', 10, '2023-10-18'], // 7, 8 (worked weekend), 9–13, 16, 17, 18 October
    ['2023-06-21', 1, '2023-06-25'], // 端午 22–24, Sunday 25 worked
    ['2023-07-31', 0, '2023-07-31'],
    ['2023-07-29', 0, '2023-07-29'],
    ['2023-07-31', -1, '2023-07-28'],
    ['2023-10-09', -3, '2023-09-28'],
  ])('%s and %i working days is %s', (from, n, to) => {
    expect(addWorkingDays(calendar2023, from, n)).toBe(to);
  });

  it('counts a payment due on Friday as late by one working day on Monday, not before', () => {
    expect(workingDaysBetween(calendar2023, '2023-07-14', '2023-07-16')).toBe(0);
    expect(workingDaysBetween(calendar2023, '2023-07-14', '2023-07-17')).toBe(1);
    expect(workingDaysBetween(calendar2023, '2023-09-28', '2023-10-07')).toBe(1);
    expect(workingDaysBetween(calendar2023, '2023-07-17', '2023-07-14')).toBe(-1);
  });

  it('undoes the adding of working days from any day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -30, max: 30 }), (day, n) => {
        expect(workingDaysBetween(calendar2023, day, addWorkingDays(calendar2023, day, n)) + 0).toBe(n);
      }),
    );
  });

  it('goes on into the next month when a month has fewer working days', () => {
    expect(nthWorkingDayOfMonth(calendar2023, '2023-01', 19)).toBe('2023-02-01');
  });

  it('says which years are confirmed and refuses a calendar without working days', () => {
    expect(calendar2023.isConfirmed(2023)).toBe(true);
    expect(calendar2023.isConfirmed(2025)).toBe(false);
    const closed = { ...calendar2023, isWorkingDay: () => false };
    expect(() => nthWorkingDayOfMonth(closed, '2023-01', 1)).toThrow(RangeError);
    expect(() => nthWorkingDayOfMonth(workingCalendar([], []), '2023-01', 0)).toThrow(RangeError);
  });
});

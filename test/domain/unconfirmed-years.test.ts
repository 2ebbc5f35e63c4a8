/** A year whose days off are not known yet: nobody is called late by a guess (docs/decisions/0005-unconfirmed-years.md). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  calendarOf,
  latestNthWorkingDayOfMonth,
  monthOfYear,
  nthWorkingDayOfMonth,
  unconfirmedYears,
  workingCalendar,
} from '../../domain/calendar.ts';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import { reportDueOn } from '../../domain/report-due.ts';
import { indicatorTimeline } from '../../domain/timeline.ts';
import { target } from './cases.ts';

const require = createRequire(import.meta.url);
/** Every year that chinese-days knows, 2004–2026. */
function publishedYears(): { year: number; days: { day: string; isWorkingDay: boolean }[] }[] {
  const folder = require.resolve('chinese-days').replace(/index\..*$/, 'years/');
  return Array.from({ length: 23 }, (_, n) => {
    const year = 2004 + n;
    const file = JSON.parse(readFileSync(`${folder}${year}.json`, 'utf8')) as Record<string, object>;
    const rows = (field: string, isWorkingDay: boolean) =>
      Object.keys(file[field] ?? {}).map((day) => ({ day, isWorkingDay }));
    return { year, days: [...rows('holidays', false), ...rows('workdays', true)] };
  });
}

describe('the latest possible working day', () => {
  it('was never before the real one, in any month of 2004–2026', () => {
    const published = publishedYears();
    const calendar = workingCalendar(
      published.flatMap(({ days }) => days),
      published.map(({ year }) => year),
    );
    let smallest = Infinity;
    for (const { year } of published) {
      for (let number = 1; number <= 12; number += 1) {
        const month = monthOfYear(year, number);
        for (let n = 1; n <= 12; n += 1) {
          const real = nthWorkingDayOfMonth(calendar, month, n);
          const latest = latestNthWorkingDayOfMonth(month, n);
          expect([month, n, latest >= real]).toEqual([month, n, true]);
          if (n === 5) smallest = Math.min(smallest, Number(latest.slice(8)));
        }
      }
    }
    expect(smallest).toBe(17);
  });

  it('is the due day of a report while the year it falls into is not confirmed', () => {
    const rules = DEFAULT_RULE_SET;
    const known = workingCalendar([{ day: '2027-01-01', isWorkingDay: false }], [2026, 2027]);
    const unknown = workingCalendar([], [2026]);
    expect(reportDueOn(known, '2026-12', rules)).toBe('2027-01-08');
    expect(reportDueOn(unknown, '2026-12', rules)).toBe('2027-01-19');
    // November's is due in December, which is known.
    expect(reportDueOn(unknown, '2026-11', rules)).toBe(reportDueOn(known, '2026-11', rules));
  });
});

describe('a calendar that was confirmed in the course of time', () => {
  const holidays = [{ day: '2027-01-01', isWorkingDay: false }];
  const calendar = calendarOf([
    { year: 2026, knownFrom: '2000-01-01', days: [] },
    { year: 2027, knownFrom: '2027-01-12', days: holidays },
    { year: 2027, knownFrom: '2027-03-01', days: [...holidays, { day: '2027-03-05', isWorkingDay: false }] },
  ]);

  it('says what was known at the close of each day', () => {
    expect(calendar.changedOn).toEqual(['2000-01-01', '2027-01-12', '2027-03-01']);
    expect(calendar.isWorkingDay('2027-03-05')).toBe(false);
    expect(calendar.knownOn('2027-02-28').isWorkingDay('2027-03-05')).toBe(true);
    expect(calendar.knownOn('2027-01-12').isConfirmed(2027)).toBe(true);
    expect(calendar.knownOn('2027-01-11').isConfirmed(2027)).toBe(false);
    expect(calendar.knownOn('2027-01-11').isConfirmed(2026)).toBe(true);
    expect(calendar.knownOn('1999-12-31').isConfirmed(2026)).toBe(false);
  });

  it('names the years that a span counts through without knowing them', () => {
    expect(unconfirmedYears(calendar, '2026-12-28', '2028-01-03')).toEqual([2028]);
    expect(unconfirmedYears(calendar, '2028-01-03', '2026-12-28')).toEqual([2028]);
    expect(unconfirmedYears(calendar, '2026-12-28', '2027-01-03')).toEqual([]);
  });

  it('makes a report missing from the day its year was confirmed, not before and not in hindsight', () => {
    const intervals = indicatorTimeline({
      from: '2026-12-31',
      to: '2027-01-31',
      target: target({ value: '1200' }),
      fiscalYear: 2026,
      entries: [
        {
          id: '1',
          recordedOn: '2026-12-31',
          supersedes: null,
          period: '2026-11',
          basis: 'cumulative',
          value: '1150',
          date: null,
          grade: null,
        },
      ],
      calendar,
      rules: DEFAULT_RULE_SET,
    });
    // Due on 8 January, learnt on the 12th; without the confirmation it would have been the 20th.
    expect(intervals.map(({ fromDay, judgement }) => [fromDay, judgement.light])).toEqual([
      ['2026-12-31', 'normal'],
      ['2027-01-12', 'unreported'],
    ]);
  });
});

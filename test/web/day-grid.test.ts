import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, monthOf, weekday } from '../../domain/calendar.ts';
import { dayAfterKey, isWithin, nearestWithin, typedDay, weeksOf } from '../../web/day-grid.ts';

describe('a month as weeks', () => {
  it('holds each of its days once, from Monday to Sunday', () => {
    for (let month = 1; month <= 12; month += 1) {
      const text = `2024-${String(month).padStart(2, '0')}`;
      const weeks = weeksOf(text);
      const days = weeks.flat();
      expect(weeks.every((week) => week.length === 7 && weekday(week[0]!) === 1)).toBe(true);
      expect(daysBetween(days[0]!, days.at(-1)!) + 1).toBe(days.length);
      expect(days.filter((day) => monthOf(day) === text)).toHaveLength(new Date(2024, month, 0).getDate());
    }
  });
  it('takes four weeks when a February begins on Monday', () => {
    expect(weeksOf('2027-02')).toHaveLength(4);
    expect(weeksOf('2023-07')[0]![0]).toBe('2023-06-26');
  });
});

describe('a day as typed', () => {
  it.each([
    ['2023-07-31', '2023-07-31'],
    ['2023/7/3', '2023-07-03'],
    ['2023.7.03', '2023-07-03'],
    ['2023年7月3日', '2023-07-03'],
    ['２０２３－０７－３１', '2023-07-31'],
    [' 20230731 ', '2023-07-31'],
    ['2023-02-29', null],
    ['2024-02-29', '2024-02-29'],
    ['2023-7', null],
    ['07/31/2023', null],
    ['2023-07-31x9', null],
    ['', null],
  ])('%s', (text, day) => {
    expect(typedDay(text)).toBe(day);
  });
});

describe('keys', () => {
  it('lead by day, week, month and to the ends of the week', () => {
    const from = '2023-07-31';
    const led = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'a'];
    expect(led.map((key) => dayAfterKey(from, key))).toEqual([
      '2023-07-30',
      '2023-08-01',
      '2023-07-24',
      '2023-08-07',
      '2023-07-31',
      '2023-08-06',
      '2023-06-30',
      '2023-08-31',
      null,
    ]);
    expect(dayAfterKey('2024-01-31', 'PageDown')).toBe('2024-02-29');
  });
});

it('bounds are days that may be chosen themselves', () => {
  const bounds = { min: '2023-07-01', max: '2023-07-31' };
  expect(
    ['2023-06-30', '2023-07-01', '2023-07-31', '2023-08-01'].map((day) => isWithin(day, bounds)),
  ).toEqual([false, true, true, false]);
  expect(nearestWithin('2023-01-01', bounds)).toBe('2023-07-01');
  expect(nearestWithin('2023-12-01', bounds)).toBe('2023-07-31');
  expect(nearestWithin(addDays('2023-07-01', 3), {})).toBe('2023-07-04');
});

import { describe, expect, it } from 'vitest';
import { forecastYear, type KnownPoint } from '../../domain/forecast.ts';

/** A year whose months added these amounts. */
const year = (added: readonly number[]): KnownPoint[] => {
  let sum = 0;
  return added.map((amount, index) => ({ months: index + 1, value: (sum += amount).toFixed(2) }));
};

describe('the year’s end', () => {
  it('is the last value and the mean of the last three months for each month left', () => {
    const forecast = forecastYear(year([5, 5, 10, 8, 8, 8, 8]), null);
    expect(forecast).toMatchObject({ expected: '92.00', method: 'recent_mean' });
    expect(forecast?.basis).toEqual({ perMonth: '8.00', months: 3, spreadMonths: 7, coverage: 0.8 });
  });
  it('has an interval of no width when every month was the same', () => {
    expect(forecastYear(year([8, 8, 8, 8]), null)).toMatchObject({ low: '96.00', high: '96.00' });
  });
  it('has the interval that the method states, worked by hand', () => {
    // Months 6, 10, 8: mean 8, s = 2; nine are left: t(2) · 2 · √(9 + 81/3) = 1.8856 · 12 = 22.63.
    expect(forecastYear(year([6, 10, 8]), null)).toMatchObject({
      expected: '96.00',
      low: '73.37',
      high: '118.63',
    });
  });
  it('grows narrower as the year goes on, and holds what is expected', () => {
    const months = [6, 10, 8, 7, 9, 8, 6, 10, 8, 7, 9];
    let width = Infinity;
    for (let known = 3; known <= 11; known += 1) {
      const { expected, low, high } = forecastYear(year(months.slice(0, known)), null) ?? {};
      expect(Number(low)).toBeLessThanOrEqual(Number(expected));
      expect(Number(high)).toBeGreaterThanOrEqual(Number(expected));
      expect(Number(high) - Number(low)).toBeLessThan(width);
      width = Number(high) - Number(low);
    }
  });
  it('has no interval with fewer than three whole months, and is not told before two', () => {
    expect(forecastYear(year([8]), null)).toBeNull();
    expect(forecastYear([], null)).toBeNull();
    expect(forecastYear(year([8, 6]), null)).toMatchObject({ expected: '84.00', low: null, high: null });
    const inMarch = [...year([8, 6]), { months: 2.5, value: '17.00' }];
    expect(forecastYear(inMarch, null)).toMatchObject({ low: null, high: null });
  });
  it('is not told when the year is over', () => {
    expect(forecastYear(year(Array.from({ length: 12 }, () => 8)), null)).toBeNull();
  });
  it('never falls below what is there nor passes the ceiling, unless more is there already', () => {
    expect(forecastYear(year([20, 20, 20, 20]), '100.00')).toMatchObject({
      expected: '100.00',
      low: '100.00',
      high: '100.00',
    });
    // A refund lowered the sum.
    expect(forecastYear(year([30, 0, 0, -10]), '100.00')).toMatchObject({ expected: '20.00', low: '20.00' });
    expect(forecastYear(year([60, 70, 0]), '100.00')).toMatchObject({ expected: '130.00', high: '130.00' });
  });
  it('counts a part of a month as a part', () => {
    const points = [...year([8, 8, 8, 8]), { months: 4.5, value: '36.00' }];
    expect(forecastYear(points, null)).toMatchObject({ expected: '96.00', basis: { spreadMonths: 4 } });
  });
  it('is exact to the cent with amounts of a province: a third of a cent each month is four in the year', () => {
    const points = [1, 2, 3].map((months) => ({ months, value: `${months}00000000000000.01` }));
    expect(forecastYear(points, null)?.expected).toBe('1200000000000000.04');
  });
});

import { describe, expect, it } from 'vitest';
import { standpointOf, standpointQuery } from '../../web/as-of.ts';
import { dayOfMonthStep, nextStep, previousStep } from '../../web/year-rule.ts';

const TODAY = '2023-07-31';
const MIDMONTH = '2023-07-12';

describe('a month of the year rule', () => {
  it('opens its end, the running month today, a later month nothing', () => {
    expect(dayOfMonthStep(2023, 5, MIDMONTH)).toBe('2023-05-31');
    expect(dayOfMonthStep(2023, 7, MIDMONTH)).toBeNull();
    expect(dayOfMonthStep(2023, 8, MIDMONTH)).toBeUndefined();
  });
  it('that ends today is today', () => {
    expect(dayOfMonthStep(2023, 7, TODAY)).toBeNull();
  });
  it('of an earlier year is open throughout, of a later year not at all', () => {
    expect(dayOfMonthStep(2022, 12, TODAY)).toBe('2022-12-31');
    expect(dayOfMonthStep(2024, 1, TODAY)).toBeUndefined();
  });
  it('knows February', () => {
    expect(dayOfMonthStep(2024, 2, '2024-06-01')).toBe('2024-02-29');
  });
});

describe('steps', () => {
  it('go back by month ends until January', () => {
    expect(previousStep(2023, MIDMONTH, MIDMONTH)).toBe('2023-06-30');
    expect(previousStep(2023, '2023-06-30', MIDMONTH)).toBe('2023-05-31');
    expect(previousStep(2023, '2023-01-31', MIDMONTH)).toBeUndefined();
  });
  it('go forward by month ends and end today', () => {
    expect(nextStep(2023, '2023-05-31', MIDMONTH)).toBe('2023-06-30');
    expect(nextStep(2023, '2023-06-30', MIDMONTH)).toBeNull();
    expect(nextStep(2023, '2023-06-30', TODAY)).toBeNull();
    expect(nextStep(2023, TODAY, TODAY)).toBeUndefined();
  });
  it('of a past year lead to its end, then to today', () => {
    expect(previousStep(2022, TODAY, TODAY)).toBe('2022-12-31');
    expect(nextStep(2022, '2022-12-31', TODAY)).toBeNull();
  });
});

describe('the standpoint in the URL', () => {
  it('is read with care: what is not well formed is left out', () => {
    expect(standpointOf({ asOf: '2023-05-31', unit: 'u', year: '2023' })).toEqual({
      asOf: '2023-05-31',
      unit: 'u',
      year: 2023,
    });
    expect(standpointOf({ asOf: '2023-02-30', unit: '', year: '23' })).toEqual({
      asOf: undefined,
      unit: undefined,
      year: undefined,
    });
    expect(standpointOf({ asOf: ['2023-05-31', 'x'] })).toEqual({
      asOf: undefined,
      unit: undefined,
      year: undefined,
    });
  });
  it('is written without what is undefined', () => {
    expect(standpointQuery({ asOf: undefined, unit: 'u', year: 2023 })).toEqual({ unit: 'u', year: '2023' });
  });
});

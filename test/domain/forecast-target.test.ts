import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  forecastTarget,
  likelihoodOf,
  reportedPoints,
  type TargetForecastCase,
} from '../../domain/forecast-target.ts';
import { yearEndWords } from '../../domain/forecast-words.ts';
import { heldOut, type HeldOutYear } from '../../domain/held-out.ts';
import { exact } from '../../domain/money.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import { cumulative, graded, level, ofMonth, target } from './cases.ts';

const forecast = (
  what: Partial<JudgedTarget>,
  entries: TargetForecastCase['entries'],
  change: Partial<TargetForecastCase> = {},
) =>
  forecastTarget({
    target: target(what),
    fiscalYear: 2023,
    entries,
    toMonth: 7,
    asOf: '2023-08-07',
    ...change,
  });
const months = (values: readonly number[]) => values.map((value, n) => ofMonth(n + 1, String(value)));
const levels = (values: readonly number[]) => values.map((value, n) => level(n + 1, String(value)));

describe('what adds up', () => {
  it('goes on at the mean of three months, in whole people, and misses what even its high end misses', () => {
    // Months 40 … 40: 280 + 5 · 40 = 480 without any spread.
    expect(forecast({ value: '500' }, months([40, 40, 40, 40, 40, 40, 40]))).toEqual({
      expected: '480.00',
      low: '480.00',
      high: '480.00',
      method: 'recent_mean',
      likelihood: 'impossible',
      points: 7,
    });
  });
  it('is possible while the target lies within, certain once it is reached for good', () => {
    const uneven = months([30, 50, 40, 35, 45, 30, 50]);
    expect(forecast({ value: '490' }, uneven)?.likelihood).toBe('possible');
    expect(forecast({ value: '280' }, uneven)?.likelihood).toBe('certain');
    expect(forecast({ value: '300' }, uneven)?.likelihood).toBe('certain');
  });
  it('is told with two reports, without an interval and without certainty', () => {
    expect(forecast({ value: '100000' }, months([10, 10]), { toMonth: 2, asOf: '2023-03-07' })).toMatchObject(
      { low: null, likelihood: 'possible' },
    );
    expect(forecast({}, months([10]), { toMonth: 1 })).toBeNull();
    expect(forecast({}, [])).toBeNull();
  });
  it('reads reports through the window alone, of what was known by then', () => {
    const entries = [...months([10, 10, 10, 10, 10, 10, 10]), cumulative(8, '900')];
    expect(forecast({}, entries)).toMatchObject({ expected: '120.00', points: 7 });
    const c = { target: target(), fiscalYear: 2023, entries, toMonth: 12, asOf: '2023-08-31' };
    expect(reportedPoints(c).at(-1)).toEqual({ months: 8, value: '900' });
  });
  it('is the last value when the year is over', () => {
    const year = months(Array.from({ length: 12 }, () => 10));
    expect(forecast({ value: '120' }, year, { toMonth: 12, asOf: '2024-01-08' })).toMatchObject({
      expected: '120.00',
      method: 'year_over',
      likelihood: 'certain',
    });
    expect(forecast({ value: '121' }, year, { toMonth: 12, asOf: '2024-01-08' })?.likelihood).toBe(
      'impossible',
    );
  });
  it('along a plan of its own keeps the share that was kept, without an interval', () => {
    const curve = { type: 'seasonal' as const, months: [1, 2, 3, 11, 12] };
    // Three of five parts are due; 540 of 600 were done: 90 % of the year.
    expect(forecast({ curve }, months([180, 180, 180, 0, 0, 0, 0]))).toMatchObject({
      expected: '900.00',
      low: null,
      method: 'plan_kept',
      likelihood: 'possible',
    });
    expect(forecast({ curve: { type: 'year_end' } }, months([1, 1, 1]))).toBeNull();
  });
  it('of months done ends at the months there are', () => {
    const done = forecast(
      { value: '12', unit: '月', curve: { type: 'monthly' } },
      months([1, 1, 1, 1, 1, 1, 1]),
    );
    expect(done).toMatchObject({ expected: '12.00', likelihood: 'certain' });
  });
  it('under a ceiling is broken for good, kept for certain, or open', () => {
    const cost = { direction: 'at_most' as const, unit: '元' };
    const spent = months([90, 110, 100, 95, 105, 100, 100]);
    expect(forecast({ ...cost, value: '699' }, spent)?.likelihood).toBe('impossible');
    expect(forecast({ ...cost, value: '1000' }, spent)?.likelihood).toBe('impossible');
    expect(forecast({ ...cost, value: '1200' }, spent)?.likelihood).toBe('possible');
    expect(forecast({ ...cost, value: '1500' }, spent)?.likelihood).toBe('certain');
  });
});

describe('a level', () => {
  const rate = { measure: 'level' as const, unit: '%', value: '95' };
  it('stays where it was, within what its changes make of the months left, worked by hand', () => {
    // Changes +1 −1 +1 −1: s = √(4/4), t(4) = 1.5332, seven months are left: 1.5332 · 1 · √7 = 4.06.
    expect(forecast(rate, levels([90, 91, 90, 91, 90]), { toMonth: 5 })).toMatchObject({
      expected: '90.00',
      low: '85.94',
      high: '94.06',
      method: 'last_level',
      likelihood: 'impossible',
    });
  });
  it('of a part in its whole never passes 100 %, other rates may', () => {
    const entries = levels([97, 99, 97, 99, 98, 99, 98]);
    expect(forecast(rate, entries, { name: '培训合格率' })?.high).toBe('100.00');
    expect(exact(forecast(rate, entries, { name: '任务完成率' })?.high ?? '0').gt(100)).toBe(true);
  });
  it('that never changed is certain; one that is reported twice is not', () => {
    expect(forecast(rate, levels([98, 98, 98]), { toMonth: 3 })?.likelihood).toBe('certain');
    expect(forecast(rate, levels([98, 98]), { toMonth: 2 })).toMatchObject({
      low: null,
      likelihood: 'possible',
    });
  });
  it('is not bound by what it was: a rate that meets the target today may still fall', () => {
    expect(forecast(rate, levels([99, 90, 99, 90, 96]), { toMonth: 5 })?.likelihood).toBe('possible');
  });
  it('under a ceiling is the other way round', () => {
    expect(
      forecast({ ...rate, direction: 'at_most', value: '3' }, levels([2, 2, 2, 2]), { toMonth: 4 })
        ?.likelihood,
    ).toBe('certain');
    expect(
      forecast({ ...rate, direction: 'at_most', value: '3' }, levels([5, 5, 5, 5]), { toMonth: 4 })
        ?.likelihood,
    ).toBe('impossible');
  });
});

describe('a day, a grade and what cannot be judged', () => {
  const date = {
    measure: 'date' as const,
    direction: 'at_most' as const,
    value: '2023-06-30',
    curve: { type: 'date' as const, on: '2023-06-30' },
  };
  const doneOn = (day: string) => [{ ...ofMonth(6, '0'), value: null, date: day }];
  it('is kept or missed for good once done, and not forecast before', () => {
    expect(forecast(date, doneOn('2023-06-30'))).toMatchObject({
      expected: '2023-06-30',
      method: 'done',
      likelihood: 'certain',
    });
    expect(forecast({ ...date, value: '2023-06-15' }, doneOn('2023-06-30'))?.likelihood).toBe('impossible');
    expect(forecast(date, [])).toBeNull();
  });
  it('has no forecast', () => {
    expect(forecast({ measure: 'grade', value: null }, [graded(6, 'partly')])).toBeNull();
    expect(forecast({ measure: 'none', value: null }, months([1, 1, 1]))).toBeNull();
  });
});

describe('the likelihood', () => {
  const bound = fc.integer({ min: 0, max: 200 });
  it('without an interval is certain or impossible only where that is there for good', () => {
    const two = { toMonth: 2, asOf: '2023-03-07' };
    expect(forecast({ value: '20' }, months([10, 10]), two)).toMatchObject({
      low: null,
      likelihood: 'certain',
    });
    expect(forecast({ value: '19', direction: 'at_most' }, months([10, 10]), two)?.likelihood).toBe(
      'impossible',
    );
  });
  it('of an interval that ends at the target keeps it possible', () => {
    const ends = { low: '100', high: '120', binding: null };
    expect(likelihoodOf({ direction: 'at_most', value: '100' }, ends)).toBe('possible');
    expect(likelihoodOf({ direction: 'at_least', value: '120' }, ends)).toBe('possible');
    expect(likelihoodOf({ direction: 'equal', value: '100' }, ends)).toBe('certain');
  });
  it('is never certain and impossible of two readings of one interval, whatever the target', () => {
    fc.assert(
      fc.property(
        bound,
        bound,
        bound,
        fc.constantFrom('at_least', 'at_most', 'equal' as const),
        (a, b, value, direction) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const likelihood = likelihoodOf(
            { direction: direction as JudgedTarget['direction'], value: String(value) },
            { low: String(low), high: String(high), binding: null },
          );
          const meets = (end: number) => (direction === 'at_most' ? end <= value : end >= value);
          expect(likelihood).toBe(
            meets(low) && meets(high) ? 'certain' : !meets(low) && !meets(high) ? 'impossible' : 'possible',
          );
        },
      ),
    );
  });
});

describe('a forecast in words', () => {
  const told = (
    entries: TargetForecastCase['entries'],
    what: Partial<JudgedTarget> = {},
    language?: 'en',
  ) => {
    const found = forecast(what, entries);
    return found === null ? null : yearEndWords(found, target(what).unit, language);
  };
  it('says where the year ends, within what, and by which method', () => {
    const uneven = months([10, 14, 16, 12, 15, 14, 15]);
    expect(told(uneven)).toBe('全年预判 169 人（158 人 到 181 人），按最近三个月的平均数推算');
    expect(told(uneven, {}, 'en')).toBe(
      'Forecast for the year: 169 people (158 people to 181 people), at the mean of the last three months',
    );
    const rate = { measure: 'level' as const, unit: '%', value: '95' };
    expect(told(levels([98, 98]), rate)).toBe('全年预判 98%，按最近一次填报的水平推算');
    const curve = { type: 'seasonal' as const, months: [1, 2, 3, 11, 12] };
    expect(told(months([180, 180, 180, 0, 0, 0, 0]), { curve })).toBe(
      '全年预判 900 人，按用款或工作计划已完成的比例推算',
    );
  });
});

describe('months held back', () => {
  const year = (added: readonly number[], value = '120'): HeldOutYear => {
    let sum = 0;
    return {
      target: target({ value }),
      name: '取证人数',
      fiscalYear: 2023,
      points: added.map((each, n) => ({ months: n + 1, value: String((sum += each)) })),
    };
  };
  it('of an even year are met exactly', () => {
    const { all, byMonth } = heldOut([year(Array.from({ length: 12 }, () => 10))]);
    expect(byMonth.map(({ knownMonths }) => knownMonths)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(all).toEqual({
      forecasts: 10,
      intervals: 9,
      meanError: 0,
      medianError: 0,
      coverage: 1,
      sureRight: 1,
    });
  });
  it('of a year that stops in June are missed by what is stated, worked by hand', () => {
    // 60 by June, nothing after: forecast at June 120, December 60.
    const [, , , , atJune] = heldOut([year([10, 10, 10, 10, 10, 10, 0, 0, 0, 0, 0, 0])]).byMonth;
    expect(atJune).toMatchObject({ knownMonths: 6, meanError: 1, coverage: 0, sureRight: 0 });
  });
  it('by chance are held by four intervals in five', () => {
    let seed = 7;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    const normal = () => Array.from({ length: 12 }, random).reduce((sum, each) => sum + each, -6);
    const years = Array.from({ length: 400 }, () =>
      year(Array.from({ length: 12 }, () => Math.round(1000 + 100 * normal()))),
    );
    const { byMonth } = heldOut(years);
    for (const { knownMonths, coverage } of byMonth) {
      if (knownMonths >= 3)
        expect(Math.abs((coverage ?? 0) - 0.8), `${String(knownMonths)} months`).toBeLessThan(0.06);
    }
  });
  it('are left out without a December and in months without a report', () => {
    expect(heldOut([{ ...year([1, 1, 1]), name: 'x' }]).all).toMatchObject({
      forecasts: 0,
      meanError: null,
      coverage: null,
    });
    const gap = year(Array.from({ length: 12 }, () => 10));
    const { byMonth } = heldOut([{ ...gap, points: gap.points.filter(({ months: month }) => month !== 5) }]);
    expect(byMonth.map(({ forecasts }) => forecasts)).toEqual([1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
  });
});

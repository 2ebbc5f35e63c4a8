import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, lastDayOf, monthOfYear } from '../../domain/calendar.ts';
import { exact } from '../../domain/money.ts';
import { curveFault, dayExceeding, expectedOn, oneDueDay, shareOn, type Curve } from '../../domain/pace.ts';

const even: Curve = { type: 'even' };
const monthly: Curve = { type: 'monthly' };
const spring: Curve = { type: 'monthly', from: '2023-03', to: '2023-06' };
const onDay: Curve = { type: 'date', on: '2023-10-31' };
const yearEnd: Curve = { type: 'year_end' };
const heating: Curve = { type: 'seasonal', months: [11, 12, 1, 2, 3] };
const thirds = [0, 0, 33.33, 33.33, 33.33, 66.67, 66.67, 66.67, 66.67, 66.67, 66.67, 100];
const planned: Curve = { type: 'plan', percent: thirds };
const all: Curve[] = [even, monthly, spring, onDay, yearEnd, heating, planned];

const expected = (curve: Curve, value: string, day: string) =>
  expectedOn(curve, value, 2023, day).toDecimalPlaces(4).toFixed();

describe('what is expected on a day', () => {
  it.each([
    [even, '1000', '2022-12-31', '0'],
    [even, '1000', '2023-07-31', '583.3333'],
    [even, '1200', '2023-01-31', '100'],
    [even, '1200', '2023-02-28', '200'],
    [even, '1200', '2023-06-15', '550'], // half of June
    [even, '2800', '2023-02-14', '350'], // one twelfth and a half: 233.3333 + 116.6667
    [even, '1200', '2023-12-31', '1200'],
    [even, '1200', '2024-05-01', '1200'],
    [monthly, '12', '2023-01-30', '0'],
    [monthly, '12', '2023-01-31', '1'],
    [monthly, '12', '2023-07-30', '6'],
    [monthly, '12', '2023-07-31', '7'],
    [monthly, '12', '2024-01-05', '12'],
    [monthly, '12', '2022-11-30', '0'],
    [spring, '4', '2023-02-28', '0'],
    [spring, '4', '2023-03-31', '1'],
    [spring, '4', '2023-12-31', '4'],
    [onDay, '76', '2023-10-30', '0'],
    [onDay, '76', '2023-10-31', '76'],
    [onDay, '76', '2024-10-31', '76'],
    [yearEnd, '76', '2023-12-30', '0'],
    [yearEnd, '76', '2023-12-31', '76'],
    [heating, '500', '2023-01-30', '0'],
    [heating, '500', '2023-01-31', '100'],
    [heating, '500', '2023-03-31', '300'],
    [heating, '500', '2023-11-29', '300'],
    [heating, '500', '2023-12-31', '500'],
    [heating, '500', '2022-12-31', '0'],
    [planned, '10000', '2023-02-28', '0'],
    [planned, '10000', '2023-03-01', '107.5161'], // 3,333 ÷ 31
    [planned, '10000', '2023-03-31', '3333'],
    [planned, '10000', '2023-05-31', '3333'],
    [planned, '10000', '2023-06-15', '5000'], // half of the 3,334 of June
    [planned, '10000', '2023-12-31', '10000'],
    [planned, '10000', '2024-01-01', '10000'],
    [planned, '10000', '2022-12-31', '0'],
  ] as const)('%j of %s by %s is %s', (curve, value, day, answer) => {
    expect(expected(curve, value, day)).toBe(answer);
  });

  it('is exactly m/12 at the end of every month, in a leap year too', () => {
    for (const year of [2023, 2024]) {
      for (let m = 1; m <= 12; m += 1) {
        const share = shareOn(even, year, lastDayOf(monthOfYear(year, m)));
        expect(share.numerator * 12).toBe(m * share.denominator);
      }
    }
  });

  it('never falls from one day to the next', () => {
    for (const curve of all) {
      let before = 0;
      for (let n = -3; n < 370; n += 1) {
        const { numerator, denominator } = shareOn(curve, 2023, addDays('2023-01-01', n));
        expect(numerator / denominator).toBeGreaterThanOrEqual(before);
        before = numerator / denominator;
      }
      expect(before).toBe(1);
    }
  });
});

/** Twelve cumulative percents of at most two decimals. */
const anyPlan = fc
  .array(fc.integer({ min: 0, max: 10_000 }), { minLength: 11, maxLength: 11 })
  .map((points): Curve => ({
    type: 'plan',
    percent: [...points.sort((a, b) => a - b), 10_000].map((point) => point / 100),
  }));

describe('the day on which more than a share is expected', () => {
  it.each([
    [even, '0', '2023-01-01'],
    [even, '0.5', '2023-07-01'],
    [even, '0.55', '2023-07-19'], // 6.6 months: 18.6 days of July are passed on the 19th
    [even, '0.999999', '2023-12-31'],
    [monthly, '0', '2023-01-31'],
    [monthly, '0.5', '2023-07-31'],
    [spring, '0', '2023-03-31'],
    [spring, '0.75', '2023-06-30'],
    [onDay, '0', '2023-10-31'],
    [yearEnd, '0', '2023-12-31'],
    [yearEnd, '0.99', '2023-12-31'],
    [heating, '0', '2023-01-31'],
    [heating, '0.4', '2023-03-31'],
    [heating, '0.6', '2023-11-30'],
    [planned, '0', '2023-03-01'],
    [planned, '0.3333', '2023-06-01'],
    [planned, '0.6667', '2023-12-01'],
  ] as const)('%j passes %s on %s', (curve, share, day) => {
    expect(dayExceeding(curve, 2023, exact(share), exact(1))).toBe(day);
  });

  it('takes a third as a third: four months are over on 30 April', () => {
    expect(dayExceeding(even, 2023, exact(500), exact(1500))).toBe('2023-05-01');
  });

  it('is never for the whole', () => {
    for (const curve of all) expect(dayExceeding(curve, 2023, exact(7), exact(7))).toBeNull();
  });

  it('is the first such day of the year, found by walking it', () => {
    const curves = fc.oneof(
      fc.constant(even),
      fc.constant(monthly),
      fc
        .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 11 }))
        .map(([from, more]): Curve => {
          const to = Math.min(12, from + more);
          return { type: 'monthly', from: monthOfYear(2023, from), to: monthOfYear(2023, to) };
        }),
      fc.integer({ min: 0, max: 364 }).map((n): Curve => ({ type: 'date', on: addDays('2023-01-01', n) })),
      fc.constant(yearEnd),
      fc
        .shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], { minLength: 1 })
        .map((months): Curve => ({ type: 'seasonal', months })),
      anyPlan,
    );
    fc.assert(
      fc.property(curves, fc.integer({ min: 0, max: 1499 }), (curve, parts) => {
        let walked = '2023-01-01';
        for (;;) {
          const share = shareOn(curve, 2023, walked);
          if (share.numerator * 1500 > parts * share.denominator) break;
          walked = addDays(walked, 1);
        }
        expect(dayExceeding(curve, 2023, exact(parts), exact(1500))).toBe(walked);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a curve from outside', () => {
  it.each([
    [{ type: 'monthly', from: '2023-06', to: '2023-03' }, '结束月份不能早于开始月份'],
    [{ type: 'monthly', from: '2023-6' }, '起止月份请按 2023-07 的样子填'],
    [{ type: 'date', on: '2023-02-30' }, '没有这一天，请按 2023-07-31 的样子填'],
    [{ type: 'seasonal', months: [] }, '请至少选一个月份'],
    [{ type: 'seasonal', months: [0, 1] }, '月份只能是 1 到 12'],
    [{ type: 'seasonal', months: [1.5] }, '月份只能是 1 到 12'],
    [{ type: 'seasonal', months: [11, 12, 11] }, '同一个月份不能选两次'],
    [{ type: 'plan', percent: [50, 100] }, '用款计划要有 12 个月的累计百分比'],
    [{ type: 'plan', percent: thirds.with(3, 20) }, '4 月末的累计百分比不能比上个月小'],
    [{ type: 'plan', percent: thirds.with(2, 33.333) }, '3 月末的累计百分比最多两位小数'],
    [{ type: 'plan', percent: thirds.with(0, -1) }, '1 月末的累计百分比要在 0 到 100 之间'],
    [{ type: 'plan', percent: thirds.with(0, Number.NaN) }, '1 月末的累计百分比要在 0 到 100 之间'],
    [{ type: 'plan', percent: thirds.with(11, 99.99) }, '12 月末的累计百分比要是 100'],
  ] satisfies [Curve, string][])('%j: %s', (curve, fault) => {
    expect(curveFault(curve)).toBe(fault);
  });

  it('is taken when it is right', () => {
    for (const curve of all) expect(curveFault(curve)).toBeNull();
  });

  it('has one due day only when nothing is expected before it', () => {
    expect(all.map((curve) => oneDueDay(curve, 2023))).toEqual([
      null,
      null,
      null,
      '2023-10-31',
      '2023-12-31',
      null,
      null,
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import { judgeMoney } from '../../domain/judge.ts';
import { anyCurve, anyDay2023, fiscalYear, rules } from './cases.ts';

describe('money', () => {
  const money = (
    executed: string,
    lastLedgerOn: string | null,
    today: string,
    budget: string | null = '550000.00',
  ) => judgeMoney({ budget, executed, lastLedgerOn, curve: { type: 'even' }, fiscalYear, today, rules });

  it.each([
    ['330000.00', '2023-07-31', 'normal', '320833.33', 1.028571],
    ['275000.00', '2023-06-30', 'normal', '275000.00', 1],
    ['164999.99', '2023-06-30', 'severe', '275000.00', 0.599999],
    ['165000.00', '2023-06-30', 'lagging', '275000.00', 0.6],
    ['330000.00', '2023-06-30', 'ahead', '275000.00', 1.2],
    ['550000.01', '2023-12-29', 'normal', '547043.01', 1.005405],
    ['0.00', '2023-06-15', 'severe', '252083.33', 0], // 5.5 twelfths
  ])('%s executed by %s is %s', (executed, on, light, expected, ratio) => {
    expect(money(executed, on, '2023-12-31')).toMatchObject({
      light,
      expected,
      ratio,
      actual: executed,
      actualThrough: on,
      nextCheckOn: null,
    });
  });

  it('does not get worse by time alone after the last ledger day', () => {
    expect(money('275000.00', '2023-06-30', '2023-11-30').light).toBe('normal');
  });

  it.each([
    ['2023-01-31', 'not_due', '2023-02-01'],
    ['2023-02-01', 'severe', null],
    ['2023-09-15', 'severe', null],
  ])('without any ledger, on %s it is %s', (today, light, nextCheckOn) => {
    expect(money('0.00', null, today)).toMatchObject({
      light,
      nextCheckOn,
      actualThrough: null,
      expected: null,
    });
  });

  it('cannot be judged without a budget', () => {
    expect(money('5.00', '2023-06-30', '2023-07-01', null).light).toBe('undeterminable');
    expect(money('5.00', '2023-06-30', '2023-07-01', '0.00').light).toBe('undeterminable');
  });

  it('follows a day or months', () => {
    const on = (
      curve: Parameters<typeof judgeMoney>[0]['curve'],
      executed: string,
      lastLedgerOn: string | null,
    ) =>
      judgeMoney({ budget: '1200', executed, lastLedgerOn, curve, fiscalYear, today: '2023-07-15', rules });
    expect(on({ type: 'date', on: '2023-12-31' }, '0', null)).toMatchObject({
      light: 'not_due',
      nextCheckOn: '2024-01-01',
    });
    expect(on({ type: 'date', on: '2023-12-31' }, '100', '2023-07-10').light).toBe('normal');
    expect(on({ type: 'monthly' }, '600', '2023-07-10')).toMatchObject({
      light: 'normal',
      expected: '600.00',
    });
    expect(on({ type: 'monthly' }, '500', '2023-07-31')).toMatchObject({
      light: 'lagging',
      expected: '700.00',
    });
  });

  it('has a next day of change, and is the same on every day before it', () => {
    fc.assert(
      fc.property(
        anyCurve,
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
        fc.option(anyDay2023),
        anyDay2023,
        (curve, executed, lastLedgerOn, today) => {
          const on = (day: string) =>
            judgeMoney({
              budget: '1200',
              executed: String(executed),
              lastLedgerOn,
              curve,
              fiscalYear,
              today: day,
              rules,
            });
          const judgement = on(today);
          const until = judgement.nextCheckOn ?? '2024-03-01';
          if (judgement.nextCheckOn !== null) {
            expect(judgement.nextCheckOn > today).toBe(true);
            // Sums without a ledger day are looked at when the expectation begins, though they may be enough.
            if (executed === 0) expect(on(judgement.nextCheckOn).light).not.toBe(judgement.light);
          }
          const same = JSON.stringify(judgement);
          for (let day = addDays(today, 1); day < until; day = addDays(day, 1)) {
            if (JSON.stringify(on(day)) !== same) expect(on(day), day).toEqual(judgement);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import { judgeIndicator, judgeMoney, type Judgement, type Reported } from '../../domain/judge.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import {
  anyCurve,
  anyDay2023,
  anyEntry,
  anyTarget,
  calendar,
  cumulative,
  doneOn,
  fiscalYear,
  graded,
  level,
  ofMonth,
  rules,
  target,
} from './cases.ts';

function judge(what: JudgedTarget, today: string, ...entries: Reported[]): Judgement {
  return judgeIndicator({ target: what, fiscalYear, entries, today, calendar, rules });
}

describe('the cuts of actual ÷ expected', () => {
  it.each([
    // 600 people by even parts: 300 are expected at the end of June
    ['0', 'severe', 0],
    ['179', 'severe', 0.596666],
    ['180', 'lagging', 0.6],
    ['239', 'lagging', 0.796666],
    ['240', 'attention', 0.8],
    ['269', 'attention', 0.896666],
    ['270', 'normal', 0.9],
    ['300', 'normal', 1],
    ['359', 'normal', 1.196666],
    ['360', 'ahead', 1.2],
    ['600', 'ahead', 2],
  ])('%s of 300 expected is %s', (value, light, ratio) => {
    const judgement = judge(target({ value: '600' }), '2023-07-03', cumulative(6, value));
    expect(judgement).toMatchObject({
      light,
      ratio,
      expected: '300',
      actual: value,
      actualThrough: '2023-06-30',
    });
  });

  it.each([
    // 583.333… are expected of 1,000 at the end of July: the cuts lie between two people, and one exactly on 350
    ['302', 'severe', '583.3333', 0.517714],
    ['349', 'severe', '583.3333', 0.598285],
    ['350', 'lagging', '583.3333', 0.6],
    ['466', 'lagging', '583.3333', 0.798857],
    ['467', 'attention', '583.3333', 0.800571],
    ['525', 'normal', '583.3333', 0.9],
    ['524', 'attention', '583.3333', 0.898285],
    ['700', 'ahead', '583.3333', 1.2],
    ['699', 'normal', '583.3333', 1.198285],
  ])('%s of 1,000 by July is %s', (value, light, expected, ratio) => {
    expect(judge(target(), '2023-08-01', cumulative(7, value))).toMatchObject({ light, expected, ratio });
  });

  it('is exact one cent below a cut of a large sum', () => {
    const sum = target({ value: '303000000', unit: '元' });
    const light = (value: string) => judge(sum, '2023-08-01', cumulative(6, value)).light;
    expect(light('90900000')).toBe('lagging'); // 0.6 × 151.5 million
    expect(light('90899999.99')).toBe('severe');
    expect(light('136350000.00')).toBe('normal');
    expect(light('136349999.99')).toBe('attention');
    expect(light('181800000')).toBe('ahead');
    expect(light('181799999.99')).toBe('normal');
  });

  it('follows another rule set and names its version', () => {
    const strict = { ...rules, version: 7, attentionBelow: 0.95 };
    const judgement = judgeIndicator({
      target: target(),
      fiscalYear,
      entries: [cumulative(6, '460')],
      today: '2023-07-01',
      calendar,
      rules: strict,
    });
    expect(judgement).toMatchObject({ light: 'attention', ruleVersion: 7 });
  });
});

describe('when a month counts', () => {
  it('compares June with the end of June, on the last of July too', () => {
    expect(judge(target(), '2023-07-31', cumulative(7, '302')).actualThrough).toBe('2023-07-31');
    const june = judge(target({ reportEvery: 'year' }), '2023-07-31', cumulative(6, '500'));
    expect(june).toMatchObject({ light: 'normal', expected: '500', actualThrough: '2023-06-30' });
  });

  it.each([
    ['2023-06-30', 'normal'],
    ['2023-07-06', 'normal'],
    ['2023-07-07', 'normal'], // the fifth working day of July
    ['2023-07-08', 'unreported'],
    ['2023-12-31', 'unreported'],
  ])('with May reported, on %s it is %s', (today, light) => {
    expect(judge(target(), today, cumulative(5, '417')).light).toBe(light);
  });

  it('keeps the last figures when the next month is not reported', () => {
    expect(judge(target(), '2023-07-08', cumulative(5, '417'))).toMatchObject({
      light: 'unreported',
      actual: '417',
      actualThrough: '2023-05-31',
      expected: '416.6667',
      nextCheckOn: null,
    });
  });

  it.each([
    ['2022-12-15', 'not_due', '2023-02-08'],
    ['2023-01-01', 'not_due', '2023-02-08'],
    ['2023-02-07', 'not_due', '2023-02-08'], // 1, 2, 3, 6, 7 February
    ['2023-02-08', 'unreported', null],
  ])('with nothing reported, on %s it is %s', (today, light, nextCheckOn) => {
    expect(judge(target(), today)).toMatchObject({ light, nextCheckOn, actual: null, actualThrough: null });
  });

  it('moves the day with the holidays: September is due on 11 October', () => {
    expect(judge(target(), '2023-10-11', cumulative(8, '700')).light).toBe('normal');
    expect(judge(target(), '2023-10-12', cumulative(8, '700')).light).toBe('unreported');
  });

  it('judges an early figure at once, against the end of its month', () => {
    expect(judge(target({ value: '1200' }), '2023-03-05', cumulative(3, '100'))).toMatchObject({
      light: 'severe',
      expected: '300',
    });
  });

  it('asks levels and grades for June and December only', () => {
    const survey = target({ measure: 'level', value: '90', unit: '%', reportEvery: 'half_year' });
    expect(judge(survey, '2023-07-07')).toMatchObject({ light: 'not_due', nextCheckOn: '2023-07-08' });
    expect(judge(survey, '2023-07-08').light).toBe('unreported');
    expect(judge(survey, '2023-12-31', level(6, '95'))).toMatchObject({
      light: 'normal',
      nextCheckOn: '2024-01-09',
    });
    expect(judge(survey, '2024-01-09', level(6, '95')).light).toBe('unreported');
    expect(judge(survey, '2023-04-01', level(3, '95')).light).toBe('normal');
    expect(judge(survey, '2023-07-08', level(3, '95')).light).toBe('unreported');
  });

  it('asks a yearly one for December only', () => {
    const yearly = target({
      measure: 'level',
      value: '10',
      unit: '工作日',
      direction: 'at_most',
      reportEvery: 'year',
    });
    expect(judge(yearly, '2023-12-01')).toMatchObject({ light: 'not_due', nextCheckOn: '2024-01-09' });
    expect(judge(yearly, '2024-01-09').light).toBe('unreported');
  });

  it('has nothing more to come when December is reported', () => {
    expect(judge(target(), '2024-01-03', cumulative(12, '1000'))).toMatchObject({
      light: 'normal',
      nextCheckOn: null,
    });
  });

  it('does not know facts of months that have not begun, or of other years', () => {
    const lastYear = { ...cumulative(6, '999'), period: '2022-06' };
    const judgement = judge(
      target({ value: '1200' }),
      '2023-03-31',
      lastYear,
      cumulative(2, '200'),
      cumulative(5, '1'),
    );
    expect(judgement).toMatchObject({ light: 'normal', actual: '200', nextCheckOn: '2023-04-11' });
  });
});

describe('what the entries add up to', () => {
  it.each([
    [[ofMonth(1, '10'), ofMonth(2, '20.5'), ofMonth(3, '30')], '60.5'],
    [[cumulative(1, '10'), cumulative(3, '25')], '25'],
    [[ofMonth(1, '10'), cumulative(2, '40'), ofMonth(3, '5')], '45'],
    [[ofMonth(3, '5'), ofMonth(1, '10'), cumulative(2, '40')], '45'],
    [[cumulative(3, '40'), cumulative(3, '41')], '41'],
    [[ofMonth(2, '0.1'), ofMonth(3, '0.2')], '0.3'],
    [[ofMonth(1, '3'), level(2, '7'), ofMonth(3, '1')], '8'],
    [[ofMonth(2, '12'), ofMonth(3, '-2')], '10'],
  ])('%j is %s', (entries, actual) => {
    expect(judge(target(), '2023-03-31', ...entries).actual).toBe(actual);
  });

  it('takes the last figure of a level, whatever its basis', () => {
    const rate = target({ measure: 'level', value: '95', unit: '%' });
    expect(judge(rate, '2023-03-31', level(1, '90'), ofMonth(3, '96')).actual).toBe('96');
  });
});

describe('curves', () => {
  it.each([
    [1, '1', 'normal', '1'],
    [5, '5', 'normal', '5'],
    [5, '4', 'attention', '5'],
    [5, '3', 'lagging', '5'],
    [5, '2', 'severe', '5'],
    [12, '12', 'normal', '12'],
  ])('monthly: by month %i, %s months done is %s', (month, value, light, expected) => {
    const pension = target({ value: '12', unit: '月', curve: { type: 'monthly' } });
    expect(judge(pension, '2023-12-31', cumulative(month, value))).toMatchObject(
      month === 12 ? { light, expected } : { expected },
    );
    expect(judge({ ...pension, reportEvery: 'year' }, '2023-12-31', cumulative(month, value)).light).toBe(
      light,
    );
  });

  it('asks a span of months only for its months', () => {
    const spring = target({
      value: '4',
      unit: '月',
      curve: { type: 'monthly', from: '2023-03', to: '2023-06' },
    });
    expect(judge(spring, '2023-03-20')).toMatchObject({ light: 'not_due', nextCheckOn: '2023-04-11' });
    expect(judge(spring, '2023-04-11').light).toBe('unreported');
    expect(judge(spring, '2023-07-08', cumulative(5, '3')).light).toBe('unreported');
    expect(judge(spring, '2023-12-31', cumulative(6, '4'))).toMatchObject({
      light: 'normal',
      nextCheckOn: null,
    });
  });

  const october = target({ value: '76', unit: '台', curve: { type: 'date', on: '2023-10-31' } });
  it.each([
    ['2023-06-30', [], 'not_due', '2023-11-08'],
    ['2023-06-30', [cumulative(6, '20')], 'not_due', '2023-11-08'],
    ['2023-06-30', [cumulative(6, '76')], 'normal', '2023-11-08'],
    ['2023-10-31', [cumulative(9, '20')], 'not_due', '2023-11-08'],
    ['2023-10-31', [cumulative(10, '20')], 'severe', '2023-12-08'],
    ['2023-10-31', [cumulative(10, '70')], 'normal', '2023-12-08'],
    ['2023-11-07', [cumulative(9, '70')], 'not_due', '2023-11-08'],
    ['2023-11-08', [cumulative(9, '70')], 'unreported', null],
  ])('date: on %s with %j it is %s', (today, entries, light, nextCheckOn) => {
    expect(judge(october, today, ...entries)).toMatchObject({ light, nextCheckOn });
  });

  it.each([
    // a part of a device cannot be there: less than one away from the expectation is neither late nor ahead
    ['1', 3, '0', 'not_due'], // a quarter is expected
    ['1', 3, '1', 'normal'],
    ['1', 11, '0', 'not_due'],
    ['1', 12, '0', 'severe'],
    ['1', 12, '1', 'normal'],
    ['1', 3, '2', 'ahead'], // 1.75 more than expected
    ['3', 6, '1', 'normal'], // 1.5 are expected
    ['3', 6, '2', 'normal'],
    ['3', 7, '1', 'normal'], // 1.75
    ['3', 8, '1', 'severe'], // 2: a whole one is missing
    ['10', 6, '4', 'attention'], // 5
    ['10', 6, '6', 'ahead'],
  ])('pieces: of %s devices, in month %i %s is %s', (whole, month, value, light) => {
    const device = target({ value: whole, unit: '台', reportEvery: 'year' });
    expect(judge(device, '2023-12-31', cumulative(month, value)).light).toBe(light);
  });

  it('has no such mercy for money and areas', () => {
    for (const unit of ['元', '平方米']) {
      const small = target({ value: '6', unit, reportEvery: 'year' });
      expect(judge(small, '2023-12-31', cumulative(1, '0')).light).toBe('severe');
    }
  });
});

describe('levels are compared with the whole target', () => {
  const rate = target({ measure: 'level', value: '90', unit: '%' });
  it.each([
    ['93.4', 'normal', 1.037777],
    ['90', 'normal', 1],
    ['81', 'normal', 0.9],
    ['80.99', 'attention', 0.899888],
    ['72', 'attention', 0.8],
    ['71.99', 'lagging', 0.799888],
    ['54', 'lagging', 0.6],
    ['53.99', 'severe', 0.599888],
    ['120', 'normal', 1.333333], // a rate is never ahead
  ])('in January %s%% of 90%% is %s', (value, light, ratio) => {
    expect(judge(rate, '2023-01-31', level(1, value))).toMatchObject({ light, ratio, expected: '90' });
  });

  it('asks of other levels from 1.2 whether the target is too low', () => {
    const insured = target({ measure: 'level', value: '1000', unit: '人' });
    expect(judge(insured, '2023-01-31', level(1, '1199')).light).toBe('normal');
    expect(judge(insured, '2023-01-31', level(1, '1200')).light).toBe('ahead');
    expect(judge({ ...insured, direction: 'equal' }, '2023-01-31', level(1, '1200')).light).toBe('ahead');
  });
});

describe('ceilings', () => {
  const ceiling = target({ direction: 'at_most', value: '100', unit: '元' });
  it.each([
    ['0', 'normal', null],
    ['100', 'normal', 1],
    ['100.01', 'attention', 0.9999],
    ['105', 'attention', 0.95238],
    ['111.12', 'attention', 0.899928],
    ['125', 'attention', 0.8],
    ['125.01', 'lagging', 0.799936],
    ['166.66', 'lagging', 0.600024],
    ['166.67', 'severe', 0.599988],
  ])('in January %s under a ceiling of 100 is %s', (value, light, ratio) => {
    expect(judge(ceiling, '2023-01-31', cumulative(1, value))).toMatchObject({
      light,
      ratio,
      expected: '100',
    });
  });

  it('holds a ceiling of zero only with zero', () => {
    const none = target({ direction: 'at_most', value: '0', unit: '起' });
    expect(judge(none, '2023-01-31', cumulative(1, '0')).light).toBe('normal');
    expect(judge(none, '2023-01-31', cumulative(1, '1'))).toMatchObject({ light: 'severe', ratio: 0 });
  });

  it('is judged like a floor when it is a level', () => {
    const jobless = target({ measure: 'level', direction: 'at_most', value: '4', unit: '%' });
    expect(judge(jobless, '2023-01-31', level(1, '3.9')).light).toBe('normal');
    expect(judge(jobless, '2023-01-31', level(1, '5')).light).toBe('attention');
    expect(judge(jobless, '2023-01-31', level(1, '8')).light).toBe('severe');
  });
});

describe('a floor of zero', () => {
  it('has nothing due when nothing is there and is met by anything', () => {
    const zero = target({ value: '0', unit: '台' });
    expect(judge(zero, '2023-01-31', cumulative(1, '0')).light).toBe('not_due');
    expect(judge(zero, '2023-01-31', cumulative(1, '1'))).toMatchObject({ light: 'normal', ratio: null });
  });
});

describe('grades', () => {
  const words = target({ measure: 'grade', value: null, unit: null, reportEvery: 'half_year' });
  it.each([
    ['achieved', 'normal'],
    ['partly', 'lagging'],
    ['not_achieved', 'severe'],
  ] as const)('%s is %s', (grade, light) => {
    expect(judge(words, '2023-06-30', graded(3, 'not_achieved'), graded(6, grade))).toMatchObject({
      light,
      actual: grade,
      actualThrough: '2023-06-30',
      expected: null,
      ratio: null,
    });
  });

  it('is asked for by working day 5 of July', () => {
    expect(judge(words, '2023-07-07').light).toBe('not_due');
    expect(judge(words, '2023-07-08').light).toBe('unreported');
  });
});

describe('dates', () => {
  const due = target({
    measure: 'date',
    direction: 'at_most',
    value: '2023-10-31',
    unit: null,
    reportEvery: 'year',
  });
  it.each([
    ['2023-01-01', [], 'not_due', '2023-11-01'],
    ['2023-10-31', [], 'not_due', '2023-11-01'],
    ['2023-11-01', [], 'severe', null],
    ['2023-10-20', [doneOn('2023-10-15')], 'normal', null],
    ['2023-12-01', [doneOn('2023-10-31')], 'normal', null],
    ['2023-12-01', [doneOn('2023-11-01')], 'lagging', null],
    ['2023-10-20', [doneOn('2023-10-25')], 'not_due', '2023-10-25'], // a fact of the future
  ])('on %s with %j it is %s', (today, entries, light, nextCheckOn) => {
    expect(judge(due, today, ...entries)).toMatchObject({ light, nextCheckOn, expected: '2023-10-31' });
  });

  it('due after the fiscal year is done by an entry of the later year, and waits until then', () => {
    const nextYear = target({ measure: 'date', direction: 'at_most', value: '2024-12-31', unit: null });
    const june = doneOn('2024-06-18');
    expect(judge(nextYear, '2024-06-17', june)).toMatchObject({
      light: 'not_due',
      nextCheckOn: '2024-06-18',
    });
    expect(judge(nextYear, '2024-06-18', june)).toMatchObject({ light: 'normal', actual: '2024-06-18' });
    expect(judge(nextYear, '2025-01-01')).toMatchObject({ light: 'severe' });
    const late = doneOn('2025-01-02');
    expect(judge(nextYear, '2025-01-03', late)).toMatchObject({ light: 'severe', actual: null });
  });
});

describe('what cannot be judged', () => {
  it('is undeterminable on every day', () => {
    const none = target({ measure: 'none', value: null, reason: '请补上数值' });
    expect(judge(none, '2023-12-31', cumulative(6, '5'))).toMatchObject({
      light: 'undeterminable',
      nextCheckOn: null,
    });
  });
});

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
});

describe('the next day on which a light can change by itself', () => {
  it('comes after today, and on every day before it the light is the same', () => {
    fc.assert(
      fc.property(anyTarget, fc.array(anyEntry, { maxLength: 6 }), anyDay2023, (what, entries, today) => {
        const judgement = judge(what, today, ...entries);
        const until = judgement.nextCheckOn ?? '2024-03-01';
        if (judgement.nextCheckOn !== null) expect(judgement.nextCheckOn > today).toBe(true);
        const same = JSON.stringify(judgement);
        for (let day = addDays(today, 1); day < until; day = addDays(day, 1)) {
          const then = judge(what, day, ...entries);
          if (JSON.stringify(then) !== same) expect(then, day).toEqual(judgement);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is no day too early when no fact is dated ahead: the light does change on it', () => {
    fc.assert(
      fc.property(anyTarget, fc.array(anyEntry, { maxLength: 6 }), anyDay2023, (what, entries, today) => {
        const known = entries.filter(
          (e) => `${e.period}-01` <= today && (e.date === null || e.date <= today),
        );
        const judgement = judge(what, today, ...known);
        if (judgement.nextCheckOn === null) return;
        expect(judge(what, judgement.nextCheckOn, ...known).light).not.toBe(judgement.light);
      }),
      { numRuns: 150 },
    );
  });

  it('holds for money too', () => {
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import { judgeIndicator, type Judgement, type Reported } from '../../domain/judge.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import {
  anyDay2023,
  anyEntry,
  anyTarget,
  calendar,
  cumulative,
  fiscalYear,
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
});

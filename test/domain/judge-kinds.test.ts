/** What each kind of target is held against: levels, ceilings, floors, grades, days. */
import { describe, expect, it } from 'vitest';
import { judgeIndicator, type Judgement, type Reported } from '../../domain/judge.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import { calendar, cumulative, doneOn, fiscalYear, graded, level, rules, target } from './cases.ts';

function judge(what: JudgedTarget, today: string, ...entries: Reported[]): Judgement {
  return judgeIndicator({ target: what, fiscalYear, entries, today, calendar, rules });
}

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

/** Short forms of targets and facts for the domain's tests, and generators of random ones. */
import fc from 'fast-check';
import { addDays, monthOfYear, type PlainDate } from '../../domain/calendar.ts';
import type { Basis, Grade, Reported } from '../../domain/judge.ts';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import type { Curve, JudgedTarget } from '../../domain/target.ts';
import { calendar2023 } from './calendar-2023.ts';

export const rules = DEFAULT_RULE_SET;
export const calendar = calendar2023;
export const fiscalYear = 2023;

/** 取证 1,000 人 by default: cumulative, at least, even, monthly. */
export function target(what: Partial<JudgedTarget> = {}): JudgedTarget {
  return {
    measure: 'cumulative',
    direction: 'at_least',
    value: '1000',
    unit: '人',
    curve: { type: 'even' },
    reportEvery: 'month',
    reason: null,
    assumed: [],
    ...what,
  };
}

const BLANK = { value: null, date: null, grade: null };

export function cumulative(month: number, value: string): Reported {
  return { ...BLANK, period: monthOfYear(2023, month), basis: 'cumulative', value };
}

export function ofMonth(month: number, value: string): Reported {
  return { ...BLANK, period: monthOfYear(2023, month), basis: 'month', value };
}

export function level(month: number, value: string): Reported {
  return { ...BLANK, period: monthOfYear(2023, month), basis: 'level', value };
}

export function graded(month: number, grade: Grade): Reported {
  return { ...BLANK, period: monthOfYear(2023, month), basis: 'level', grade };
}

export function doneOn(date: PlainDate): Reported {
  return { ...BLANK, period: date.slice(0, 7), basis: 'level', date };
}

export const anyDay2023 = fc.integer({ min: -20, max: 420 }).map((n) => addDays('2023-01-01', n));

const anyMonth = fc.integer({ min: 1, max: 12 });

const anyCurve: fc.Arbitrary<Curve> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Curve>({ type: 'even' }) },
  fc.constant<Curve>({ type: 'monthly' }),
  fc.tuple(anyMonth, anyMonth).map(([a, b]): Curve => ({
    type: 'monthly',
    from: monthOfYear(2023, Math.min(a, b)),
    to: monthOfYear(2023, Math.max(a, b)),
  })),
  fc.integer({ min: 0, max: 364 }).map((n): Curve => ({ type: 'date', on: addDays('2023-01-01', n) })),
  fc.constant<Curve>({ type: 'year_end' }),
  fc
    .shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], { minLength: 1 })
    .map((months): Curve => ({ type: 'seasonal', months })),
  fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 11, maxLength: 11 }).map((points): Curve => ({
    type: 'plan',
    percent: [...points.sort((a, b) => a - b), 10_000].map((point) => point / 100),
  })),
);

export { anyCurve };

export const anyTarget: fc.Arbitrary<JudgedTarget> = fc
  .record({
    measure: fc.constantFrom<JudgedTarget['measure'][]>(
      'cumulative',
      'cumulative',
      'cumulative',
      'level',
      'date',
      'grade',
      'none',
    ),
    direction: fc.constantFrom<JudgedTarget['direction'][]>('at_least', 'at_least', 'at_most', 'equal'),
    value: fc.constantFrom('0', '1', '2', '12', '76', '100', '383', '1000', '95.5'),
    unit: fc.constantFrom('人', '%', '元', null),
    curve: anyCurve,
    reportEvery: fc.constantFrom<JudgedTarget['reportEvery'][]>('month', 'half_year', 'year'),
    due: fc.integer({ min: 0, max: 400 }).map((n) => addDays('2023-01-01', n)),
  })
  .map(({ due, ...what }) =>
    target({
      ...what,
      value: what.measure === 'date' ? due : what.measure === 'grade' ? null : what.value,
      reason: what.measure === 'none' ? '请补上数值' : null,
    }),
  );

/** An entry of any month with everything a measure might look at. */
export const anyEntry: fc.Arbitrary<Reported> = fc.record({
  period: anyMonth.map((month) => monthOfYear(2023, month)),
  basis: fc.constantFrom<Basis[]>('month', 'cumulative', 'level'),
  value: fc.option(fc.integer({ min: 0, max: 1300 }).map(String), { freq: 9 }),
  date: fc.option(anyDay2023),
  grade: fc.option(fc.constantFrom<Grade[]>('achieved', 'partly', 'not_achieved')),
});

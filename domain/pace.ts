/**
 * The curve of a year: which share of the whole is expected on a day, and on which day a share is passed.
 * Shares are exact fractions, so that the end of June is 6/12 and not nearly so.
 */
import type { Decimal } from 'decimal.js';
import {
  addDays,
  addMonths,
  daysInMonth,
  firstDayOf,
  isMonth,
  isPlainDate,
  lastDayOf,
  monthNumber,
  monthOf,
  monthOfYear,
  monthsBetween,
  yearOf,
  type Month,
  type PlainDate,
} from './calendar.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { exact } from './money.ts';

/**
 * even: the same each month (序时进度 = month/12, practice of county systems, domain.md 1.3), by day within a month.
 * monthly: one part at the end of each month from `from` to `to` (January and December when not said).
 * date: nothing before the day, everything from that day on.
 * year_end: nothing before 31 December (年底一次性).
 * seasonal: equal parts at the end of each of these months, numbers 1–12 in any order (取暖费: 1, 2, 3, 11, 12).
 * plan: the project's own year (用款计划): the cumulative percent at the end of each of the twelve months, by day within a
 * month. domain.md 1.3 [advice] says why month/12 is wrong for lump sums and seasons. `curveFault` is the check at the border.
 */
export type Curve =
  | { type: 'even' }
  | { type: 'monthly'; from?: Month; to?: Month }
  | { type: 'date'; on: PlainDate }
  | { type: 'year_end' }
  | { type: 'seasonal'; months: readonly number[] }
  | { type: 'plan'; percent: readonly number[] };

/** numerator ÷ denominator, integers, 0 ≤ numerator ≤ denominator. */
export interface Share {
  numerator: number;
  denominator: number;
}

const NOTHING: Share = { numerator: 0, denominator: 1 };
const WHOLE: Share = { numerator: 1, denominator: 1 };

/**
 * The share of the whole expected at the close of `day`. Even: linear by day within the month, each month a twelfth
 * however long, so that it is exactly m/12 at the end of month m. 0 before the fiscal year, 1 after it.
 */
export function shareOn(curve: Curve, fiscalYear: number, day: PlainDate): Share {
  switch (curve.type) {
    case 'even': {
      const year = yearOf(day);
      if (year !== fiscalYear) return year < fiscalYear ? NOTHING : WHOLE;
      const days = daysInMonth(monthOf(day));
      const dayOfMonth = Number(day.slice(8));
      if (dayOfMonth === days) return { numerator: monthNumber(day), denominator: 12 };
      return { numerator: (monthNumber(day) - 1) * days + dayOfMonth, denominator: 12 * days };
    }
    case 'monthly': {
      const { from, span } = monthsOf(curve, fiscalYear);
      const month = monthOf(day);
      const ended = monthsBetween(from, month) + (day === lastDayOf(month) ? 1 : 0);
      return { numerator: Math.min(Math.max(ended, 0), span), denominator: span };
    }
    case 'date':
    case 'year_end':
      return day >= wholeDueOn(curve, fiscalYear) ? WHOLE : NOTHING;
    case 'seasonal': {
      const ended = curve.months.filter((number) => lastDayOf(monthOfYear(fiscalYear, number)) <= day).length;
      return { numerator: ended, denominator: curve.months.length };
    }
    case 'plan': {
      const year = yearOf(day);
      if (year !== fiscalYear) return year < fiscalYear ? NOTHING : WHOLE;
      const days = daysInMonth(monthOf(day));
      const { before, after } = planOf(curve, monthNumber(day));
      const dayOfMonth = Number(day.slice(8));
      return { numerator: before * days + (after - before) * dayOfMonth, denominator: BASIS_POINTS * days };
    }
  }
}

/** The one day from which a curve expects the whole, having expected nothing before; null for a curve with parts. */
export function oneDueDay(curve: Curve, fiscalYear: number): PlainDate | null {
  return curve.type === 'date' || curve.type === 'year_end' ? wholeDueOn(curve, fiscalYear) : null;
}

function wholeDueOn(curve: Extract<Curve, { type: 'date' | 'year_end' }>, fiscalYear: number): PlainDate {
  return curve.type === 'date' ? curve.on : lastDayOf(monthOfYear(fiscalYear, 12));
}

/** Percent with two decimals, in whole numbers. */
const BASIS_POINTS = 10_000;

/** Basis points of the plan at the start and at the end of month 1 … 12. */
function planOf(
  { percent }: Extract<Curve, { type: 'plan' }>,
  month: number,
): { before: number; after: number } {
  return { before: basisPoints(percent[month - 2] ?? 0), after: basisPoints(percent[month - 1] ?? 100) };
}

/** Rounded, because 33.34 × 100 is not quite 3334 in binary. */
function basisPoints(percent: number): number {
  return Math.round(percent * 100);
}

/** What is wrong with a curve that came from outside, or null. Its shape is checked by the schema before. */
export function curveFault(curve: Curve, language: Language = OFFICE_LANGUAGE): string | null {
  const w = CURVE_FAULTS[language];
  switch (curve.type) {
    case 'even':
    case 'year_end':
      return null;
    case 'monthly':
      if ([curve.from, curve.to].some((month) => month !== undefined && !isMonth(month))) {
        return w.months;
      }
      return (curve.from ?? '') > (curve.to ?? '9999') ? w.reversed : null;
    case 'date':
      return isPlainDate(curve.on) ? null : w.day;
    case 'seasonal': {
      const { months } = curve;
      if (months.length === 0) return w.none;
      if (months.some((month) => !Number.isInteger(month) || month < 1 || month > 12)) {
        return w.range;
      }
      return new Set(months).size < months.length ? w.twice : null;
    }
    case 'plan':
      return planFault(curve.percent, w);
  }
}

function planFault(percent: readonly number[], w: CurveFaults): string | null {
  if (percent.length !== 12) return w.length;
  let before = 0;
  for (const [index, value] of percent.entries()) {
    const month = index + 1;
    if (!(value >= 0 && value <= 100)) return w.percent(month);
    if (!exact(value).times(100).isInteger()) return w.decimals(month);
    if (value < before) return w.less(month);
    before = value;
  }
  return before === 100 ? null : w.whole;
}

interface CurveFaults {
  months: string;
  reversed: string;
  day: string;
  none: string;
  range: string;
  twice: string;
  length: string;
  percent: (month: number) => string;
  decimals: (month: number) => string;
  less: (month: number) => string;
  whole: string;
}

const CURVE_FAULTS: Readonly<Record<Language, CurveFaults>> = {
  'zh-CN': {
    months: '起止月份请按 2023-07 的样子填',
    reversed: '结束月份不能早于开始月份',
    day: '没有这一天，请按 2023-07-31 的样子填',
    none: '请至少选一个月份',
    range: '月份只能是 1 到 12',
    twice: '同一个月份不能选两次',
    length: '用款计划要有 12 个月的累计百分比',
    percent: (month) => `${String(month)} 月末的累计百分比要在 0 到 100 之间`,
    decimals: (month) => `${String(month)} 月末的累计百分比最多两位小数`,
    less: (month) => `${String(month)} 月末的累计百分比不能比上个月小`,
    whole: '12 月末的累计百分比要是 100',
  },
  en: {
    months: 'Write the months like 2023-07',
    reversed: 'The last month cannot come before the first',
    day: 'There is no such day; write it like 2023-07-31',
    none: 'Choose at least one month',
    range: 'Months are 1 to 12',
    twice: 'A month cannot be chosen twice',
    length: 'A payment plan has cumulative percentages of 12 months',
    percent: (month) => `The percentage of month ${String(month)} is between 0 and 100`,
    decimals: (month) => `The percentage of month ${String(month)} has at most two decimals`,
    less: (month) => `The percentage of month ${String(month)} cannot be less than the month before`,
    whole: 'The percentage of month 12 must be 100',
  },
};

/** What is expected of the whole `value` (decimal text) at the close of `day`; exact but for a last division. */
export function expectedOn(curve: Curve, value: string, fiscalYear: number, day: PlainDate): Decimal {
  const { numerator, denominator } = shareOn(curve, fiscalYear, day);
  return exact(value).times(numerator).dividedBy(denominator);
}

/** 时间进度 at the close of `day`, 0 to 1: the share of the even curve. 7/12 on 31 July. */
export function timeProgress(fiscalYear: number, day: PlainDate): number {
  const { numerator, denominator } = shareOn({ type: 'even' }, fiscalYear, day);
  return numerator / denominator;
}

/**
 * The inverse: the first day at whose close more than `part` of `whole` is expected, or null when that never comes in the
 * curve's year. With part 0 it is the day on which anything is expected at all. In whole numbers of the fraction
 * part ÷ whole, because a third has no exact decimal and would fall a day early.
 */
export function dayExceeding(
  curve: Curve,
  fiscalYear: number,
  part: Decimal,
  whole: Decimal,
): PlainDate | null {
  if (part.greaterThanOrEqualTo(whole)) return null;
  const atLeastNothing = part.isNegative() ? exact(0) : part;
  switch (curve.type) {
    case 'even': {
      const twelfths = atLeastNothing.times(12);
      const months = twelfths.dividedToIntegerBy(whole);
      const month = monthOfYear(fiscalYear, months.toNumber() + 1);
      const rest = twelfths.minus(months.times(whole));
      return addDays(firstDayOf(month), rest.times(daysInMonth(month)).dividedToIntegerBy(whole).toNumber());
    }
    case 'monthly': {
      const { from, span } = monthsOf(curve, fiscalYear);
      return lastDayOf(addMonths(from, atLeastNothing.times(span).dividedToIntegerBy(whole).toNumber()));
    }
    case 'date':
    case 'year_end':
      return wholeDueOn(curve, fiscalYear);
    case 'seasonal': {
      const months = [...curve.months].sort((a, b) => a - b);
      const passed = atLeastNothing.times(months.length).dividedToIntegerBy(whole).toNumber();
      return lastDayOf(monthOfYear(fiscalYear, months[passed] ?? 12));
    }
    case 'plan':
      return planExceeding(curve, fiscalYear, atLeastNothing, whole);
  }
}

/** `part` is below `whole`, so a month of the plan, which ends at 100 %, exceeds it. */
function planExceeding(
  curve: Extract<Curve, { type: 'plan' }>,
  fiscalYear: number,
  part: Decimal,
  whole: Decimal,
): PlainDate {
  const points = part.times(BASIS_POINTS);
  let number = 1;
  while (number < 12 && whole.times(planOf(curve, number).after).lessThanOrEqualTo(points)) number += 1;
  const { before, after } = planOf(curve, number);
  const month = monthOfYear(fiscalYear, number);
  const rest = points.minus(whole.times(before)).times(daysInMonth(month));
  return addDays(firstDayOf(month), rest.dividedToIntegerBy(whole.times(after - before)).toNumber());
}

function monthsOf(
  curve: { type: 'monthly'; from?: Month; to?: Month },
  fiscalYear: number,
): { from: Month; span: number } {
  const from = curve.from ?? monthOfYear(fiscalYear, 1);
  const to = curve.to ?? monthOfYear(fiscalYear, 12);
  return { from, span: Math.max(monthsBetween(from, to) + 1, 1) };
}

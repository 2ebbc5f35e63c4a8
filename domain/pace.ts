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
  lastDayOf,
  monthNumber,
  monthOf,
  monthOfYear,
  monthsBetween,
  yearOf,
  type Month,
  type PlainDate,
} from './calendar.ts';
import { exact } from './money.ts';

/**
 * even: the same each month (序时进度 = month/12, practice of county systems, domain.md 1.3), by day within a month.
 * monthly: one part at the end of each month from `from` to `to` (January and December when not said).
 * date: nothing before the day, everything from that day on.
 */
export type Curve =
  { type: 'even' } | { type: 'monthly'; from?: Month; to?: Month } | { type: 'date'; on: PlainDate };

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
      return day >= curve.on ? WHOLE : NOTHING;
  }
}

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
      return curve.on;
  }
}

function monthsOf(
  curve: { type: 'monthly'; from?: Month; to?: Month },
  fiscalYear: number,
): { from: Month; span: number } {
  const from = curve.from ?? monthOfYear(fiscalYear, 1);
  const to = curve.to ?? monthOfYear(fiscalYear, 12);
  return { from, span: Math.max(monthsBetween(from, to) + 1, 1) };
}

/**
 * Where a year will end, from what is known of it, with an interval. Of money today and of every quantity that adds up over
 * the months; a level or a date has no pace and no forecast here.
 */
import { Exact, exact } from './money.ts';

/** What was reached by then. */
export interface KnownPoint {
  /** Months of the year passed, 0–12; a part of a month is a part. */
  months: number;
  /** Decimal text, cumulative since the year's beginning. */
  value: string;
}

export interface Forecast {
  /** At the year's end, decimal text with two decimals. */
  expected: string;
  /** The interval; null with fewer than three whole months, which say nothing about how much months differ. */
  low: string | null;
  high: string | null;
  method: 'recent_mean';
  basis: {
    /** Mean of a month, decimal text, and over how many whole months. */
    perMonth: string;
    months: number;
    /** Whole months whose differences make the interval. */
    spreadMonths: number;
    /** Share of years that the interval is meant to hold, if months differ by chance and independently. */
    coverage: number;
  };
}

/** The recent pace is the mean of at most this many months. */
export const RECENT_MONTHS = 3;
/** With fewer months than this a forecast would be a guess. */
export const LEAST_MONTHS = 2;
/** With fewer whole months than this their differences say nothing. */
export const LEAST_SPREAD_MONTHS = 3;
/** Four years in five, of a normal distribution: 1.2816 standard deviations on either side. */
const COVERAGE = 0.8;
export const SPREAD_FACTOR = '1.2816';
/** Two instants of the year closer than this are one: a twelfth has no exact binary fraction. */
const SAME = 1e-6;

/**
 * Method `recent_mean`: the rest of the year goes on at the mean of the last three months, m. The interval is
 * m·n ± 1.2816·s·√(n + n²/k): n months are left, s is the sample standard deviation of the whole months so far (each adds
 * its own chance, n·s²), k is how many of them m is the mean of (m itself may be off, n²·s²/k). Nothing that is there goes
 * away, so no bound is below the last value; none is above `ceiling`, unless more than that is there already.
 * @param points ascending by `months`, one at each month's end and the last at the day looked at; the year begins at 0
 * @param ceiling what cannot be passed (money: the budget), decimal text; null without one
 * @returns null with fewer than two months, and when the year is over
 */
export function forecastYear(points: readonly KnownPoint[], ceiling: string | null): Forecast | null {
  const last = points[points.length - 1];
  if (!last || last.months < LEAST_MONTHS - SAME || last.months >= 12 - SAME) return null;
  const start = [...points].reverse().find((point) => point.months <= last.months - RECENT_MONTHS + SAME);
  const from = start ?? { months: 0, value: '0' };
  const now = exact(last.value);
  const perMonth = now.minus(from.value).dividedBy(exact(last.months - from.months).toDecimalPlaces(9));
  const left = exact(12 - last.months).toDecimalPlaces(9);
  const top = ceiling === null ? null : Exact.max(ceiling, now);
  const within = (value: Exact): string => {
    const notLess = Exact.max(value, now);
    return (top === null ? notLess : Exact.min(notLess, top)).toFixed(2);
  };
  const expected = now.plus(perMonth.times(left));
  const increments = wholeMonths(points);
  const recent = Math.min(RECENT_MONTHS, Math.round(last.months - from.months));
  const half =
    increments.length < LEAST_SPREAD_MONTHS
      ? null
      : deviation(increments)
          .times(SPREAD_FACTOR)
          .times(left.plus(left.times(left).dividedBy(recent)).sqrt());
  return {
    expected: within(expected),
    low: half === null ? null : within(expected.minus(half)),
    high: half === null ? null : within(expected.plus(half)),
    method: 'recent_mean',
    basis: {
      perMonth: perMonth.toFixed(2),
      months: recent,
      spreadMonths: increments.length,
      coverage: COVERAGE,
    },
  };
}

/** What each whole month added. */
function wholeMonths(points: readonly KnownPoint[]): Exact[] {
  let before: KnownPoint = { months: 0, value: '0' };
  const added: Exact[] = [];
  for (const point of points) {
    if (Math.abs(point.months - before.months - 1) < SAME) added.push(exact(point.value).minus(before.value));
    before = point;
  }
  return added;
}

function deviation(values: readonly Exact[]): Exact {
  return sampleDeviation(
    values,
    values.reduce((sum, value) => sum.plus(value), exact(0)).dividedBy(values.length),
  );
}

/** Sample standard deviation of at least two values around a mean. */
export function sampleDeviation(values: readonly Exact[], mean: Exact): Exact {
  const squares = values.reduce((sum, value) => sum.plus(value.minus(mean).pow(2)), exact(0));
  return squares.dividedBy(values.length - 1).sqrt();
}

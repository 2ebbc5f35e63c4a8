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
const RECENT_MONTHS = 3;
/** With fewer months than this a forecast would be a guess. */
const LEAST_MONTHS = 2;
/** With fewer whole months than this their differences say nothing. */
export const LEAST_SPREAD_MONTHS = 3;
/** Four years in five. */
const COVERAGE = 0.8;
/**
 * Standard deviations on either side that hold four in five when the deviation itself is estimated: Student's t at 0.9 by
 * degrees of freedom, 1 to 11. With the normal 1.2816 three months of spread held two years in three only.
 */
const SPREAD_FACTORS = '3.0777 1.8856 1.6377 1.5332 1.4759 1.4398 1.4149 1.3968 1.3830 1.3722 1.3634'.split(
  ' ',
);

/** How many standard deviations the interval reaches to either side; `freedom` from 1 on. */
export function spreadFactor(freedom: number): string {
  return SPREAD_FACTORS[Math.min(freedom, SPREAD_FACTORS.length) - 1] ?? '3.0777';
}

/** Two instants of the year closer than this are one: a twelfth has no exact binary fraction. */
const SAME = 1e-6;

/**
 * Method `recent_mean`: the rest of the year goes on at the mean of the last three months, m. The interval is
 * m·n ± t·s·√(n + n²/k): n months are left, s is the sample standard deviation of the whole months so far (each adds
 * its own chance, n·s²), k is how many of them m is the mean of (m itself may be off, n²·s²/k), t is `spreadFactor`. Nothing that is there goes
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
          .times(spreadFactor(increments.length - 1))
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

/** Sample standard deviation of at least two values. */
function deviation(values: readonly Exact[]): Exact {
  const mean = values.reduce((sum, value) => sum.plus(value), exact(0)).dividedBy(values.length);
  return deviationAround(values, mean, values.length - 1);
}

/** Standard deviation around a mean; `freedom`: one less than the values where the mean is theirs, else as many. */
export function deviationAround(values: readonly Exact[], mean: Exact, freedom: number): Exact {
  const squares = values.reduce((sum, value) => sum.plus(value.minus(mean).pow(2)), exact(0));
  return squares.dividedBy(freedom).sqrt();
}

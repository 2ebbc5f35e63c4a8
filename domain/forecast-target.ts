/**
 * Where an indicator will stand at the year's end, from what was reported, and how likely its target is by that. Methods are
 * simple and named, so that a reader can do the sum again; on a plan of its own or on few reports there is no interval, and
 * nothing is certain that is not already reached. [advice]: domain.md 1.1 has the three likelihoods, no regulation says how
 * they follow from figures.
 */
import { lastDayOf, monthNumber, monthOfYear, yearOf, type PlainDate } from './calendar.ts';
import {
  deviationAround,
  forecastYear,
  LEAST_SPREAD_MONTHS,
  spreadFactor,
  type Forecast,
  type KnownPoint,
} from './forecast.ts';
import { isBoundedRateName } from './indicator-words.ts';
import { isInPieces, runningActual, type Reported } from './judge.ts';
import { exact, Exact } from './money.ts';
import { shareOn } from './pace.ts';
import type { JudgedTarget } from './target.ts';

export const LIKELIHOODS = ['certain', 'possible', 'impossible'] as const;
export type Likelihood = (typeof LIKELIHOODS)[number];

/**
 * recent_mean: adds up; the rest of the year goes on at the mean of the last three months (`forecastYear`).
 * plan_kept: adds up along a curve of its own; the share of the plan that was kept so far is kept on. No interval.
 * last_level: a rate or a stock stays where it was reported last; the interval grows with the months left.
 * year_over: nothing is left to forecast. done: a day that is kept or missed for good.
 */
export type YearEndMethod = 'recent_mean' | 'plan_kept' | 'last_level' | 'year_over' | 'done';

export interface YearEnd {
  /** Decimal text with two decimals in the target's unit; for `done` the day. */
  expected: string;
  /** Four years in five are meant to end within; null where nothing says how much reports differ. */
  low: string | null;
  high: string | null;
  method: YearEndMethod;
  likelihood: Likelihood;
  /** Reports that the forecast rests on. */
  points: number;
}

export interface TargetForecastCase {
  target: JudgedTarget;
  /** The indicator's name: some rates cannot pass 100 %. */
  name?: string;
  fiscalYear: number;
  /** What was reported (in force) by the day looked at; entries of later months than `toMonth` are not read. */
  entries: readonly Reported[];
  /** The window's last month, 1–12. */
  toMonth: number;
  /** Day looked at: entries dated later are not known. */
  asOf: PlainDate;
}

/** @returns null for grades, targets that cannot be judged, days not done yet, and where too little is reported. */
export function forecastTarget(c: TargetForecastCase): YearEnd | null {
  switch (c.target.measure) {
    case 'none':
    case 'grade':
      return null;
    case 'date':
      return forecastDay(c);
    case 'level':
      return forecastLevel(c.target, reportedPoints(c), c.name ?? '');
    case 'cumulative':
      return forecastCumulative(c.target, c.fiscalYear, reportedPoints(c));
  }
}

/** The running actual at the end of each month that was reported, ascending, through the window's last month. */
export function reportedPoints({
  target,
  entries,
  fiscalYear,
  toMonth,
  asOf,
}: TargetForecastCase): KnownPoint[] {
  const months = new Set(
    entries.filter((entry) => yearOf(entry.period) === fiscalYear).map(({ period }) => monthNumber(period)),
  );
  const points: KnownPoint[] = [];
  for (const month of [...months].sort((a, b) => a - b)) {
    if (month > toMonth) break;
    const through = monthOfYear(fiscalYear, month);
    const until = entries.filter(({ period }) => period <= through);
    const day = asOf < lastDayOf(through) ? asOf : lastDayOf(through);
    const running = runningActual(target, until, day, fiscalYear);
    if (running?.through === through) points.push({ months: month, value: running.actual });
  }
  return points;
}

/** A day: done is kept or missed for good; not done yet is not forecast. */
function forecastDay({ target, entries, asOf, fiscalYear }: TargetForecastCase): YearEnd | null {
  const done = runningActual(target, entries, asOf, fiscalYear)?.actual ?? null;
  if (done === null || target.value === null) return null;
  const likelihood = done <= target.value ? 'certain' : 'impossible';
  return { expected: done, low: done, high: done, method: 'done', likelihood, points: 1 };
}

/** Of what adds up over the year. `points` ascending, whole months. */
export function forecastCumulative(
  target: JudgedTarget,
  fiscalYear: number,
  points: readonly KnownPoint[],
): YearEnd | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const now = exact(last.value);
  if (last.months >= 12) return over(target, now, points.length);
  if (!isEven(target)) return planKept(target, fiscalYear, last, points.length);
  // Months done cannot be more than the months there are.
  const ceiling = target.unit === '月' ? target.value : null;
  const forecast = forecastYear(points, ceiling);
  if (forecast === null) return null;
  const { expected, low, high } = isInPieces(target) ? inPieces(forecast) : forecast;
  const likelihood = likelihoodOf(target, { low, high, binding: now });
  return { expected, low, high, method: 'recent_mean', likelihood, points: points.length };
}

/** 169.33 people are 169, within whole bounds that hold what the exact ones hold. */
function inPieces({ expected, low, high }: Forecast): Pick<Forecast, 'expected' | 'low' | 'high'> {
  return {
    expected: exact(expected).round().toFixed(2),
    low: low === null ? null : exact(low).floor().toFixed(2),
    high: high === null ? null : exact(high).ceil().toFixed(2),
  };
}

function isEven({ curve }: JudgedTarget): boolean {
  if (curve.type === 'even') return true;
  const whole = (month: string | undefined, number: number): boolean =>
    month === undefined || monthNumber(month) === number;
  return curve.type === 'monthly' && whole(curve.from, 1) && whole(curve.to, 12);
}

/** actual ÷ share of the curve at that month's end: who kept 80 % of the plan so far keeps 80 % of it. */
function planKept(
  target: JudgedTarget,
  fiscalYear: number,
  last: KnownPoint,
  points: number,
): YearEnd | null {
  const { numerator, denominator } = shareOn(
    target.curve,
    fiscalYear,
    lastDayOf(monthOfYear(fiscalYear, last.months)),
  );
  if (numerator === 0) return null;
  const now = exact(last.value);
  const expected = now.times(denominator).dividedBy(numerator).toFixed(2);
  const likelihood = likelihoodOf(target, { low: null, high: null, binding: now });
  return { expected, low: null, high: null, method: 'plan_kept', likelihood, points };
}

/**
 * A level stays at its last report, x. The interval is x ± t·s·√n: n months are left, t is `spreadFactor`, s is the standard deviation
 * around zero of the changes from one month to the next, which are taken to come by chance. Rates of a part in its whole
 * stay within 0 and 100, what was never negative stays so.
 */
export function forecastLevel(
  target: JudgedTarget,
  points: readonly KnownPoint[],
  name: string,
): YearEnd | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const now = exact(last.value);
  if (last.months >= 12) return over(target, now, points.length);
  const changes = points.flatMap((point, n) => {
    const before = points[n - 1];
    return before !== undefined && point.months - before.months === 1
      ? [exact(point.value).minus(before.value)]
      : [];
  });
  const half =
    changes.length < LEAST_SPREAD_MONTHS - 1
      ? null
      : deviationAround(changes, exact(0), changes.length)
          .times(spreadFactor(changes.length))
          .times(exact(12 - last.months).sqrt());
  const isBounded = target.unit === '%' && isBoundedRateName(name) && now.lte(100);
  const least = points.every(({ value }) => exact(value).gte(0)) ? exact(0) : null;
  const within = (value: Exact): string => {
    const notAbove = isBounded ? Exact.min(value, 100) : value;
    return (least === null ? notAbove : Exact.max(notAbove, least)).toFixed(2);
  };
  const low = half === null ? null : within(now.minus(half));
  const high = half === null ? null : within(now.plus(half));
  const likelihood = likelihoodOf(target, { low, high, binding: null });
  return { expected: now.toFixed(2), low, high, method: 'last_level', likelihood, points: points.length };
}

function over(target: JudgedTarget, now: Exact, points: number): YearEnd {
  const at = now.toFixed(2);
  const bound = now.toFixed();
  const likelihood = likelihoodOf(target, { low: bound, high: bound, binding: now });
  return { expected: at, low: at, high: at, method: 'year_over', likelihood, points };
}

/**
 * The rule from interval to likelihood. At least (and exactly: fewer is what misses it): certain when even the low end meets
 * the target or what cannot go away has met it; impossible when even the high end misses it. At most: certain when even the
 * high end keeps it, impossible when even the low end breaks it or what cannot go away has broken it. Else possible.
 * @param bounds binding: what is there for good (a sum that only grows); null for levels.
 */
export function likelihoodOf(
  target: Pick<JudgedTarget, 'direction' | 'value'>,
  bounds: { low: string | null; high: string | null; binding: Exact | null },
): Likelihood {
  if (target.value === null) return 'possible';
  const { low, high, binding } = bounds;
  const value = exact(target.value);
  if (target.direction === 'at_most') {
    if (binding?.gt(value) === true || (low !== null && exact(low).gt(value))) return 'impossible';
    return high !== null && exact(high).lte(value) ? 'certain' : 'possible';
  }
  if (binding?.gte(value) === true || (low !== null && exact(low).gte(value))) return 'certain';
  return high !== null && exact(high).lt(value) ? 'impossible' : 'possible';
}

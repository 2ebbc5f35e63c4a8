/**
 * How good the forecast is: each year's first months are shown to it, its December is held back and compared. Used by the bench.
 * On invented data this proves the plumbing only; it says nothing about a county's own years.
 */
import { forecastCumulative, forecastLevel } from './forecast-target.ts';
import type { KnownPoint } from './forecast.ts';
import { exact } from './money.ts';
import type { JudgedTarget } from './target.ts';

/** A year that is over: month ends with what stood then, ascending, December among them. */
export interface HeldOutYear {
  target: JudgedTarget;
  name: string;
  fiscalYear: number;
  points: readonly KnownPoint[];
}

export interface HeldOutFigures {
  /** Forecasts that could be made, and those of them with an interval. */
  forecasts: number;
  intervals: number;
  /** |forecast − December| ÷ |December|, 0–; null without a forecast (or where December is 0). */
  meanError: number | null;
  medianError: number | null;
  /** Share of intervals that held December, 0–1, meant to be 0.8; null without one. */
  coverage: number | null;
  /** Share of `certain` and `impossible` that came true, 0–1; null without one. */
  sureRight: number | null;
}

export interface HeldOut {
  /** By how many months were known, 2–11. */
  byMonth: ({ knownMonths: number } & HeldOutFigures)[];
  all: HeldOutFigures;
}

interface Trial {
  error: number | null;
  held: boolean | null;
  sure: boolean | null;
}

/** Only measures that are forecast over the months are tried: cumulative and level. Years without a December are left out. */
export function heldOut(years: readonly HeldOutYear[]): HeldOut {
  const all: Trial[] = [];
  const byMonth: HeldOut['byMonth'] = [];
  for (let knownMonths = 2; knownMonths <= 11; knownMonths += 1) {
    const trials = years.flatMap((year) => tried(year, knownMonths) ?? []);
    all.push(...trials);
    byMonth.push({ knownMonths, ...figuresOf(trials) });
  }
  return { byMonth, all: figuresOf(all) };
}

function tried({ target, name, fiscalYear, points }: HeldOutYear, knownMonths: number): Trial | null {
  const december = points.find(({ months }) => months === 12);
  const known = points.filter(({ months }) => months <= knownMonths);
  // Without a report of that month it would be the trial of an earlier one again.
  if (december === undefined || known.at(-1)?.months !== knownMonths) return null;
  const forecast =
    target.measure === 'cumulative'
      ? forecastCumulative(target, fiscalYear, known)
      : target.measure === 'level'
        ? forecastLevel(target, known, name)
        : null;
  if (forecast === null) return null;
  const truth = exact(december.value);
  const { expected, low, high, likelihood } = forecast;
  const met =
    target.value === null
      ? null
      : target.direction === 'at_most'
        ? truth.lte(target.value)
        : truth.gte(target.value);
  return {
    error: truth.isZero() ? null : exact(expected).minus(truth).abs().dividedBy(truth.abs()).toNumber(),
    held: low === null || high === null ? null : truth.gte(low) && truth.lte(high),
    sure: met === null || likelihood === 'possible' ? null : met === (likelihood === 'certain'),
  };
}

function figuresOf(trials: readonly Trial[]): HeldOutFigures {
  const errors = trials.map(({ error }) => error).filter((error) => error !== null);
  const held = trials.map((trial) => trial.held).filter((each) => each !== null);
  const sure = trials.map((trial) => trial.sure).filter((each) => each !== null);
  return {
    forecasts: trials.length,
    intervals: held.length,
    meanError: errors.length === 0 ? null : errors.reduce((sum, error) => sum + error, 0) / errors.length,
    medianError: median(errors),
    coverage: shareOfTrue(held),
    sureRight: shareOfTrue(sure),
  };
}

function shareOfTrue(values: readonly boolean[]): number | null {
  return values.length === 0 ? null : values.filter(Boolean).length / values.length;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

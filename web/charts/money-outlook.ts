/**
 * Where a project's money goes at its recent pace: the year's end with its interval, and the light of each month to come as
 * the judge would set it. Pure. Amounts in yuan.
 */
import { lastDayOf, monthOfYear } from '../../domain/calendar.ts';
import { type Forecast, forecastYear } from '../../domain/forecast.ts';
import { judgeMoney } from '../../domain/judge.ts';
import type { Light, RuleSet } from '../../domain/light.ts';
import { exact } from '../../domain/money.ts';
import { executedSteps, type MoneyPace } from './money-pace.ts';
import { monthsAt } from './pace.ts';

export interface MoneyOutlook {
  /** Executed now, and when now is, in months passed. */
  from: { months: number; value: string };
  forecast: Forecast;
  /** Twelve months; null up to the day looked at. */
  months: (Light | null)[];
}

/** Null without a budget, with too few months, or when the year is over. */
export function moneyOutlook(pace: Omit<MoneyPace, 'judgement'>, rules: RuleSet): MoneyOutlook | null {
  const { budget, fiscalYear, asOf } = pace;
  if (budget === null || !exact(budget).gt(0)) return null;
  const steps = executedSteps(pace);
  const now = monthsAt(asOf, fiscalYear);
  const known = (months: number) =>
    steps.filter((step) => step.months <= months + 1e-6).at(-1)?.value ?? '0.00';
  const ends = Array.from({ length: 12 }, (_, index) => index + 1).filter((months) => months < now - 1e-6);
  const points = [...ends, now].map((months) => ({ months, value: known(months) }));
  const forecast = forecastYear(points, budget);
  if (forecast === null) return null;
  const from = { months: now, value: known(now) };
  const months = Array.from({ length: 12 }, (_, index): Light | null => {
    const month = index + 1;
    if (month <= now + 1e-6) return null;
    const executed = exact(from.value).plus(exact(forecast.basis.perMonth).times(month - now));
    const end = lastDayOf(monthOfYear(fiscalYear, month));
    return judgeMoney({
      budget,
      executed: (executed.gt(budget) ? exact(budget) : executed).toFixed(2),
      lastLedgerOn: end,
      curve: pace.curve,
      fiscalYear,
      today: end,
      rules,
    }).light;
  });
  return { from, forecast, months };
}

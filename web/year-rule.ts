/** Steps of the year rule: month ends of a fiscal year, up to today. Days are YYYY-MM-DD; null is today itself. */
import { lastDayOf, monthOf, monthOfYear } from '../domain/calendar.ts';

/** The day that a month of the rule stands for: its end, null (today) while it runs, undefined before it began. */
export function dayOfMonthStep(year: number, month: number, today: string): string | null | undefined {
  const step = monthOfYear(year, month);
  if (step > monthOf(today)) return undefined;
  const end = lastDayOf(step);
  return end >= today ? null : end;
}

/** The month end before `asOf`, undefined when the year has none. */
export function previousStep(year: number, asOf: string, today: string): string | undefined {
  for (let month = 12; month >= 1; month--) {
    const end = lastDayOf(monthOfYear(year, month));
    if (end < asOf && end < today) return end;
  }
  return undefined;
}

/** The month end after `asOf`; null when that is today; undefined when `asOf` is today already. */
export function nextStep(year: number, asOf: string, today: string): string | null | undefined {
  if (asOf >= today) return undefined;
  for (let month = 1; month <= 12; month++) {
    const end = lastDayOf(monthOfYear(year, month));
    if (end > asOf) return end >= today ? null : end;
  }
  return null;
}

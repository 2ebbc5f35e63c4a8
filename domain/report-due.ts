/**
 * Which months of an indicator are to be reported, and by when. design.md, "When a month counts": month M is to be
 * reported by working day `rules.reportByWorkingDay` of M+1; from the day after that it is unreported.
 */
import {
  addDays,
  addMonths,
  lastDayOf,
  latestNthWorkingDayOfMonth,
  monthNumber,
  monthOf,
  monthOfYear,
  nthWorkingDayOfMonth,
  yearOf,
  type Month,
  type PlainDate,
  type WorkingCalendar,
} from './calendar.ts';
import type { RuleSet } from './light.ts';
import { shareOn } from './pace.ts';
import type { JudgedTarget } from './target.ts';

/**
 * The last day on which the month's figure is in time. While the year of that day is not confirmed: the last day it can
 * be, so that nobody is called late by a guess (docs/decisions/0005-unconfirmed-years.md).
 */
export function reportDueOn(calendar: WorkingCalendar, month: Month, rules: RuleSet): PlainDate {
  const dueIn = addMonths(month, 1);
  const dueOn = nthWorkingDayOfMonth(calendar, dueIn, rules.reportByWorkingDay);
  const isKnown = calendar.isConfirmed(yearOf(dueIn)) && calendar.isConfirmed(yearOf(dueOn));
  return isKnown ? dueOn : latestNthWorkingDayOfMonth(dueIn, rules.reportByWorkingDay);
}

/**
 * Whether a figure for this month is asked for. half_year: June and December; year: December; and never before the
 * curve expects anything, nor after a curve of months has ended, nor between the months of a season.
 */
export function isReportAsked(target: JudgedTarget, fiscalYear: number, month: Month): boolean {
  const number = monthNumber(month);
  if (target.measure === 'none' || target.measure === 'date') return false;
  if (target.reportEvery === 'half_year' && number % 6 !== 0) return false;
  if (target.reportEvery === 'year' && number !== 12) return false;
  const { curve } = target;
  if (curve.type === 'even') return true;
  if (curve.type === 'monthly' && curve.to !== undefined && month > curve.to) return false;
  if (curve.type === 'seasonal') return curve.months.includes(number);
  return shareOn(curve, fiscalYear, lastDayOf(month)).numerator > 0;
}

interface ReportCase {
  target: JudgedTarget;
  fiscalYear: number;
  /** The last month of the fiscal year that is reported, null when none is. */
  lastReported: Month | null;
  today: PlainDate;
  calendar: WorkingCalendar;
  rules: RuleSet;
}

/** The latest month asked for that is past its due day and not reported, or null. */
export function missingReport(c: ReportCase): Month | null {
  const thisMonth = monthOf(c.today);
  for (let number = 12; number >= 1; number -= 1) {
    const month = monthOfYear(c.fiscalYear, number);
    if (c.lastReported !== null && month <= c.lastReported) return null;
    if (month >= thisMonth || !isReportAsked(c.target, c.fiscalYear, month)) continue;
    if (reportDueOn(c.calendar, month, c.rules) < c.today) return month;
  }
  return null;
}

/** The next month that will be asked for and is neither reported nor past its due day, or null after the year's last. */
export function nextReport(c: ReportCase): { month: Month; dueOn: PlainDate } | null {
  // What is reported is of this fiscal year.
  const first = c.lastReported === null ? 1 : monthNumber(c.lastReported) + 1;
  for (let number = first; number <= 12; number += 1) {
    const month = monthOfYear(c.fiscalYear, number);
    if (!isReportAsked(c.target, c.fiscalYear, month)) continue;
    const dueOn = reportDueOn(c.calendar, month, c.rules);
    if (dueOn >= c.today) return { month, dueOn };
  }
  return null;
}

/** The first day on which a month that is not reported now makes the light `unreported`, or null when none is left. */
export function unreportedFrom(c: ReportCase): PlainDate | null {
  const next = nextReport(c);
  return next === null ? null : addDays(next.dueOn, 1);
}

/** Months that are still to be reported: the days on which somebody is reminded of them. What is missed is 未报. */
import type { Judging } from './judging.ts';
import type { WatchFacts } from './watch-facts.ts';
import { addDays, lastDayOf, monthOfYear, type Month, type PlainDate } from '../domain/calendar.ts';
import { dueSoonFrom, type Ladder } from '../domain/ladder.ts';
import { isReportAsked, reportDueOn } from '../domain/report-due.ts';

export interface ReportReminder {
  month: Month;
  /** First day of the reminder, by the ladder's first step. */
  from: PlainDate;
  /** Last day in time. */
  dueOn: PlainDate;
  /** Steps within these days: whether an indicator that is asked for the month has no figure for it yet. */
  steps: { fromDay: PlainDate; holds: boolean }[];
}

/** The reminders of a fiscal year that reach into [from, to] or come after it, in order. */
export function reportReminders(
  facts: WatchFacts,
  judging: Judging,
  ladder: Ladder,
  span: { from: PlainDate; to: PlainDate },
): ReportReminder[] {
  const targets = new Map(facts.targets.map((target) => [target.id, target.judged]));
  const byIndicator = Map.groupBy(
    facts.intervals.filter((interval) => interval.kind === 'indicator'),
    (interval) => interval.subject_id,
  );
  const reminders: ReportReminder[] = [];
  for (let number = 1; number <= 12; number += 1) {
    const month = monthOfYear(facts.fiscal_year, number);
    const dueOn = reportDueOn(judging.calendar, month, judging.rules);
    if (dueOn < span.from) continue;
    const asked = [...targets].filter(([, judged]) => isReportAsked(judged, facts.fiscal_year, month));
    if (asked.length === 0) continue;
    const from = dueSoonFrom(ladder, dueOn, judging.calendar);
    const missing = asked.flatMap(([id]) =>
      (byIndicator.get(id) ?? []).filter((interval) => (interval.actual_through ?? '') < lastDayOf(month)),
    );
    const days = new Set([from]);
    for (const { from_day, to_day } of missing) {
      for (const day of [from_day, to_day]) if (day !== null && day > from && day <= dueOn) days.add(day);
    }
    const steps = [...days].sort().map((day) => ({
      fromDay: day,
      holds: missing.some(
        (interval) => interval.from_day <= day && (interval.to_day === null || interval.to_day > day),
      ),
    }));
    reminders.push({ month, from, dueOn, steps: [...steps, { fromDay: addDays(dueOn, 1), holds: false }] });
  }
  return reminders;
}

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
  const targets = [...Map.groupBy(facts.targets, (target) => target.id)];
  const byIndicator = Map.groupBy(
    facts.intervals.filter((interval) => interval.kind === 'indicator'),
    (interval) => interval.subject_id,
  );
  const reminders: ReportReminder[] = [];
  for (let number = 1; number <= 12; number += 1) {
    const month = monthOfYear(facts.fiscal_year, number);
    const dueOn = reportDueOn(judging.calendar, month, judging.rules);
    if (dueOn < span.from) continue;
    const isAsked = ({ judged, ended }: (typeof facts.targets)[number]) =>
      !ended && isReportAsked(judged, facts.fiscal_year, month);
    if (!targets.some(([, versions]) => versions.some(isAsked))) continue;
    const from = dueSoonFrom(ladder, dueOn, judging.calendar);
    // Each day by the version that held then.
    const missing = targets.flatMap(([id, versions]) => {
      const open = (byIndicator.get(id) ?? []).filter(
        (interval) => (interval.actual_through ?? '') < lastDayOf(month),
      );
      return versionSpans(versions)
        .filter(({ version }) => isAsked(version))
        .flatMap((span) => open.flatMap((interval) => overlap(interval, span)));
    });
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

interface Days {
  from_day: PlainDate;
  /** Null: still. */
  to_day: PlainDate | null;
}

type Version = WatchFacts['targets'][number];

/** The days on which each version held, in order: the last recorded of those that hold already. */
export function versionSpans(versions: readonly Version[]): (Days & { version: Version })[] {
  return versions.flatMap((version, index) => {
    const from_day = index === 0 ? FIRST_DAY : version.recorded_on;
    const [to_day = null] = versions
      .slice(index + 1)
      .map(({ recorded_on }) => recorded_on)
      .sort();
    return to_day !== null && to_day <= from_day ? [] : [{ version, from_day, to_day }];
  });
}

/** Before every day: the first version holds from the beginning. */
const FIRST_DAY = '0001-01-01';

function overlap(a: Days, b: Days): Days[] {
  const from_day = a.from_day > b.from_day ? a.from_day : b.from_day;
  const [to_day = null] = [a.to_day, b.to_day].filter((day) => day !== null).sort();
  return to_day !== null && to_day <= from_day ? [] : [{ from_day, to_day }];
}

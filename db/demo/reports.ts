/** What the units report month by month. */
import { v5 as uuidv5 } from 'uuid';
import type { Insertable } from 'kysely';
import { chance, wallTime } from './fate.ts';
import type { DemoIndicator, DemoProject } from './project.ts';
import type { Database } from '../tables.ts';
import {
  addMonths,
  addWorkingDays,
  lastDayOf,
  monthOf,
  monthOfYear,
  nthWorkingDayOfMonth,
  type Month,
  type PlainDate,
  type WorkingCalendar,
} from '../../domain/calendar.ts';
import { exact } from '../../domain/money.ts';
import { shareOn } from '../../domain/pace.ts';
import { isReportAsked } from '../../domain/report-due.ts';
import type { JudgedTarget } from '../../domain/target.ts';

type EntryInsert = Insertable<Database['app.entries']> & { id: string };

/** Of all facts of the year: their ids follow from what they are, so that none is fed twice. */
export const DEMO_NAMESPACE = 'b8f7a1c2-6d0e-5a43-9c77-2e5d1f40a9b6';

/** All reports of the year on a project's indicators, those on December in the January after. */
export function reportsOf(project: DemoProject, calendar: WorkingCalendar): EntryInsert[] {
  return project.indicators.flatMap((indicator) => indicatorReports(project, indicator, calendar));
}

function indicatorReports(
  project: DemoProject,
  indicator: DemoIndicator,
  calendar: WorkingCalendar,
): EntryInsert[] {
  const own = chance('indicator', project.name, indicator.name);
  const made: EntryInsert[] = [];
  let last = exact(0);
  for (let month = 1; month <= project.lastReport; month += 1) {
    const period = monthOfYear(project.fiscalYear, month);
    const fact = factOf(project, indicator.judged, own, month, period, last);
    if (!fact) continue;
    if (fact.value !== null) last = exact(fact.value);
    const recordedOn =
      fact.done_on === null
        ? nthWorkingDayOfMonth(calendar, addMonths(period, 1), 1 + Math.floor(own * 4))
        : // What is done by a day is reported within the week, not with the month.
          addWorkingDays(calendar, fact.done_on, 1 + Math.floor(own * 4));
    const time = wallTime(chance('time', project.name, indicator.name, period));
    made.push({
      region_id: project.regionId,
      id: uuidv5(`${indicator.id} ${period}`, DEMO_NAMESPACE),
      indicator_id: indicator.id,
      project_id: project.id,
      unit_id: project.unitId,
      period,
      ...fact,
      supersedes: null,
      invented: true,
      recorded_post: '经办人',
      recorded_on: recordedOn,
      recorded_at: `${recordedOn}T${time}:00+08:00`,
      recorded_by: null,
    });
    if (fact.done_on !== null) break;
  }
  return made;
}

type FactColumns = Pick<EntryInsert, 'basis' | 'note'> & {
  value: string | null;
  done_on: string | null;
  grade: 'achieved' | 'partly' | 'not_achieved' | null;
};

function factOf(
  { pace: paces, story, fiscalYear }: DemoProject,
  target: JudgedTarget,
  own: number,
  month: number,
  period: Month,
  last: ReturnType<typeof exact>,
): FactColumns | null {
  const nothing = { value: null, done_on: null, grade: null, note: null };
  // Some indicators of a troubled project carry the trouble, the others go as planned; in a story all do.
  const pace = story || own < 0.45 ? paces.work : 1.0 + (own - 0.7) * 0.12;
  if (target.measure === 'date') {
    if (target.value === null || !target.value.startsWith(period)) return null;
    return pace < 0.7 ? null : { ...nothing, basis: 'level', done_on: doneOn(target.value, own) };
  }
  if (!isReportAsked(target, fiscalYear, period)) return null;
  if (target.measure === 'grade') {
    return {
      ...nothing,
      basis: 'level',
      grade: pace < 0.7 ? 'not_achieved' : pace < 0.9 ? 'partly' : 'achieved',
      note: `演示数据：按${month <= 6 ? '上半年' : '全年'}台账和回访情况评定`,
    };
  }
  if (target.value === null) return null;
  const whole = exact(target.value);
  if (target.measure === 'level')
    return { ...nothing, basis: 'level', value: levelOf(target, whole, pace, own, month) };
  const share = shareOf(target, own, month, fiscalYear);
  const value = rounded(whole.times(Math.min(share * pace, 1.4)), target.unit);
  return { ...nothing, basis: 'cumulative', value: (value.lt(last) ? last : value).toFixed() };
}

/** Of the whole by the end of a month, at pace 1: by the target's own curve, a little ahead of it or behind. */
function shareOf({ curve }: JudgedTarget, own: number, month: number, fiscalYear: number): number {
  const even = month / 12;
  if (curve.type === 'even' || curve.type === 'year_end') {
    return even * (month === 12 ? 1 : 0.97 + own * 0.06);
  }
  const { numerator, denominator } = shareOn(curve, fiscalYear, lastDayOf(monthOfYear(fiscalYear, month)));
  // What is due in one sum is prepared before.
  return curve.type === 'date' && numerator === 0 ? even : numerator / denominator;
}

/** In the third week of the due day's month, or on the due day when that is earlier. */
function doneOn(due: PlainDate, own: number): PlainDate {
  const day = `${monthOf(due)}-${String(11 + Math.floor(own * 8)).padStart(2, '0')}`;
  return day < due ? day : due;
}

function levelOf(
  target: JudgedTarget,
  whole: ReturnType<typeof exact>,
  pace: number,
  own: number,
  month: number,
): string {
  const wobble = Math.sin(month * 1.7 + own * 20) * 0.006;
  if (target.direction === 'at_most') {
    const used = pace < 0.9 && own < 0.2 ? 1.12 : 0.86 + own * 0.1;
    return rounded(whole.times(used + wobble), target.unit).toFixed();
  }
  const reached = whole.times(pace < 0.9 ? 0.72 + own * 0.3 : 1.004 + own * 0.03 + wobble);
  const capped = target.unit === '%' && reached.gt(100) ? exact(100) : reached;
  return rounded(capped, target.unit).toFixed();
}

/** Rates to one decimal, money to the cent, what is counted to whole pieces. */
function rounded(value: ReturnType<typeof exact>, unit: string | null) {
  return value.toDecimalPlaces(unit === '%' ? 1 : unit !== null && unit.startsWith('元') ? 2 : 0);
}

/** The working day on or before one between the 20th and the 28th. */
export function paymentDay(calendar: WorkingCalendar, period: Month, own: number): PlainDate {
  for (let day = 20 + Math.floor(own * 9); day > 1; day -= 1) {
    const candidate = `${period}-${String(day).padStart(2, '0')}`;
    if (candidate <= lastDayOf(period) && calendar.isWorkingDay(candidate)) return candidate;
  }
  return lastDayOf(period);
}

/** The year as twelve months: which day is what, and in one line what is marked. Plain functions, no page. */
import {
  daysInMonth,
  firstDayOf,
  monthOf,
  monthOfYear,
  weekday,
  addDays,
  type Month,
  type PlainDate,
} from '../domain/calendar.ts';
import type { CalendarDay } from '../domain/calendar-import.ts';

export type DayKind = 'off' | 'on' | 'weekend' | 'working';

export interface DayCell {
  day: PlainDate;
  number: number;
  kind: DayKind;
  name: string;
}

export interface MonthView {
  month: Month;
  /** Rows from Monday to Sunday; null before the first and after the last. */
  weeks: (DayCell | null)[][];
  /** null while the year is not confirmed: they would be a guess. */
  workingDays: number | null;
  closures: Closure[];
  madeUp: PlainDate[];
}

/** Days off in a row. */
export interface Closure {
  first: PlainDate;
  last: PlainDate;
  days: number;
  name: string;
}

/** `days` are the marked ones; `confirmed` false: the months are shown, their working days not counted. */
export function monthsOf(year: number, days: readonly CalendarDay[], confirmed: boolean): MonthView[] {
  const marked = new Map(days.map((entry) => [entry.day, entry]));
  const all = closuresOf(days);
  return Array.from({ length: 12 }, (_, index) => {
    const month = monthOfYear(year, index + 1);
    const cells = Array.from({ length: daysInMonth(month) }, (_day, n): DayCell => {
      const day = addDays(firstDayOf(month), n);
      const mark = marked.get(day);
      return { day, number: n + 1, kind: kindOf(day, mark), name: mark?.name ?? '' };
    });
    return {
      month,
      weeks: weeksOf(cells),
      workingDays: confirmed ? cells.filter(({ kind }) => kind === 'working' || kind === 'on').length : null,
      closures: all.filter(({ first }) => monthOf(first) === month),
      madeUp: cells.filter(({ kind }) => kind === 'on').map(({ day }) => day),
    };
  });
}

function kindOf(day: PlainDate, mark: CalendarDay | undefined): DayKind {
  const isWeekend = weekday(day) > 5;
  if (!mark) return isWeekend ? 'weekend' : 'working';
  if (!mark.isWorkingDay) return 'off';
  return isWeekend ? 'on' : 'working';
}

function weeksOf(cells: readonly DayCell[]): (DayCell | null)[][] {
  const before = cells[0] ? weekday(cells[0].day) - 1 : 0;
  const slots: (DayCell | null)[] = [...Array.from({ length: before }, () => null), ...cells];
  // Five weeks at least, so that most months stand in line.
  while (slots.length % 7 !== 0 || slots.length < 35) slots.push(null);
  return Array.from({ length: slots.length / 7 }, (_, week) => slots.slice(week * 7, week * 7 + 7));
}

/** Days off of one name in a row, in order; a closure over the end of a month is told where it begins. */
export function closuresOf(days: readonly CalendarDay[]): Closure[] {
  const closures: Closure[] = [];
  const off = days.filter(({ isWorkingDay }) => !isWorkingDay).sort((a, b) => (a.day < b.day ? -1 : 1));
  for (const { day, name } of off) {
    const last = closures.at(-1);
    if (last && last.name === name && addDays(last.last, 1) === day) {
      last.last = day;
      last.days += 1;
    } else closures.push({ first: day, last: day, days: 1, name });
  }
  return closures;
}

/** Days marked 休, and weekend days marked 班. */
export function countMarks(days: readonly CalendarDay[]): { off: number; madeUp: number } {
  return {
    off: days.filter(({ isWorkingDay }) => !isWorkingDay).length,
    madeUp: days.filter(({ day, isWorkingDay }) => isWorkingDay && weekday(day) > 5).length,
  };
}

export type ChangeKind = 'added' | 'removed' | 'changed';

export function changeKind(change: { before: unknown; after: unknown }): ChangeKind {
  if (change.before === null) return 'added';
  return change.after === null ? 'removed' : 'changed';
}

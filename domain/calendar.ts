/**
 * Plain dates, months and working days. A date is text `YYYY-MM-DD`, a month `YYYY-MM`: text order is time order, so
 * `<` compares them. Which day it is today and which days are holidays are always told.
 */

export type PlainDate = string;
export type Month = string;

export interface WorkingCalendar {
  isWorkingDay(day: PlainDate): boolean;
  /** Whether the holidays of that year are known from the State Council's notice; else they are only Monday to Friday. */
  isConfirmed(year: number): boolean;
  /** What was known at the close of that day: a judgement of a past day goes by it, whenever it is made. */
  knownOn(day: PlainDate): WorkingCalendar;
  /** Days on which a year was confirmed or corrected, ascending: a light may change then without another fact. */
  readonly changedOn: readonly PlainDate[];
}

/** `rows`: days off and make-up days (调休); every other day follows its weekday. Nothing of it ever changed. */
export function workingCalendar(
  rows: readonly { day: PlainDate; isWorkingDay: boolean }[],
  confirmedYears: readonly number[],
): WorkingCalendar {
  const exceptions = new Map(rows.map((row) => [row.day, row.isWorkingDay]));
  const confirmed = new Set(confirmedYears);
  const calendar: WorkingCalendar = {
    isWorkingDay: (day) => exceptions.get(day) ?? weekday(day) <= 5,
    isConfirmed: (year) => confirmed.has(year),
    knownOn: () => calendar,
    changedOn: [],
  };
  return calendar;
}

/** The days off of a year as the administrator confirmed them on a day, all of them. */
export interface ConfirmedYear {
  year: number;
  knownFrom: PlainDate;
  days: readonly { day: PlainDate; isWorkingDay: boolean }[];
}

/** The calendar of what was confirmed, in the order it was confirmed in: of a year the last one known counts. */
export function calendarOf(confirmations: readonly ConfirmedYear[]): WorkingCalendar {
  const nothing = workingCalendar([], []);
  const changedOn = [...new Set(confirmations.map((year) => year.knownFrom))].sort();
  const stages = changedOn.map((from): { from: PlainDate; calendar: WorkingCalendar } => {
    const known = new Map<number, ConfirmedYear>();
    for (const confirmation of confirmations) {
      if (confirmation.knownFrom <= from) known.set(confirmation.year, confirmation);
    }
    const days = [...known.values()].flatMap((year) => year.days);
    return { from, calendar: { ...workingCalendar(days, [...known.keys()]), knownOn, changedOn } };
  });
  function knownOn(day: PlainDate): WorkingCalendar {
    let known = nothing;
    for (const stage of stages) if (stage.from <= day) known = stage.calendar;
    return known;
  }
  return stages.at(-1)?.calendar ?? nothing;
}

/** A day that exists, written `YYYY-MM-DD`. */
export function isPlainDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isMonth(text.slice(0, 7))) return false;
  const day = Number(text.slice(8));
  return day >= 1 && day <= daysInMonth(text.slice(0, 7));
}

/** A month written `YYYY-MM`, 01 to 12. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** `n` may be negative. */
export function addDays(day: PlainDate, n: number): PlainDate {
  return fromDayNumber(toDayNumber(day) + n);
}

/** Calendar days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: PlainDate, b: PlainDate): number {
  return toDayNumber(b) - toDayNumber(a);
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: PlainDate): number {
  return ((((toDayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

export function monthOf(day: PlainDate): Month {
  return day.slice(0, 7);
}

export function yearOf(dayOrMonth: PlainDate | Month): number {
  return Number(dayOrMonth.slice(0, 4));
}

/** 1 … 12 */
export function monthNumber(dayOrMonth: PlainDate | Month): number {
  return Number(dayOrMonth.slice(5, 7));
}

/** The month of a year by its number, 1 … 12. */
export function monthOfYear(year: number, number: number): Month {
  return `${pad(year, 4)}-${number < 10 ? '0' : ''}${String(number)}`;
}

export function daysInMonth(month: Month): number {
  const number = monthNumber(month);
  if (number === 2) {
    const year = yearOf(month);
    return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  }
  return number === 4 || number === 6 || number === 9 || number === 11 ? 30 : 31;
}

export function firstDayOf(month: Month): PlainDate {
  return `${month}-01`;
}

export function lastDayOf(month: Month): PlainDate {
  return `${month}-${String(daysInMonth(month))}`;
}

/** `n` may be negative. */
export function addMonths(month: Month, n: number): Month {
  const index = yearOf(month) * 12 + monthNumber(month) - 1 + n;
  return monthOfYear(Math.floor(index / 12), (index % 12) + 1);
}

/** Months from `a` to `b`; negative when `b` is earlier. */
export function monthsBetween(a: Month, b: Month): number {
  return (yearOf(b) - yearOf(a)) * 12 + monthNumber(b) - monthNumber(a);
}

const MONDAY_TO_FRIDAY = workingCalendar([], []);

/** A calendar without a working day in this many days is a mistake in its rows, not a holiday. */
const MOST_DAYS_OFF = 366;

/** Deadlines are asked for each of 20,000 indicators, and a calendar does not change: remembered per calendar. */
const nthWorkingDays = new WeakMap<WorkingCalendar, Map<string, PlainDate>>();

/**
 * The n-th working day counted from the first of the month (n ≥ 1). When the month has fewer, counting goes on into the
 * next one. Throws RangeError on a bad n or a calendar without working days.
 */
export function nthWorkingDayOfMonth(calendar: WorkingCalendar, month: Month, n: number): PlainDate {
  let known = nthWorkingDays.get(calendar);
  if (known === undefined) nthWorkingDays.set(calendar, (known = new Map<string, PlainDate>()));
  const key = `${month}#${String(n)}`;
  let day = known.get(key);
  if (day === undefined) {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`working day ${String(n)} of a month`);
    day = addWorkingDays(calendar, addDays(firstDayOf(month), -1), n);
    known.set(key, day);
  }
  return day;
}

/**
 * More than were ever off on weekdays from the first of a month to its n-th working day: 春节 with 元旦 took 7, 国庆 with
 * 中秋 6 (2004–2026; test/domain/unconfirmed-years.test.ts).
 */
const MOST_WEEKDAYS_OFF = 8;

/**
 * The day by which the n-th working day of the month has passed under any arrangement of holidays: the (n + 8)-th day
 * from Monday to Friday. For a year that is not confirmed (docs/decisions/0005-unconfirmed-years.md).
 */
export function latestNthWorkingDayOfMonth(month: Month, n: number): PlainDate {
  return nthWorkingDayOfMonth(MONDAY_TO_FRIDAY, month, n + MOST_WEEKDAYS_OFF);
}

/**
 * The years from `a` to `b` whose days off are not confirmed. A working day counted through one of them is a guess:
 * whoever counts there says so, or does not count.
 */
export function unconfirmedYears(calendar: WorkingCalendar, a: PlainDate, b: PlainDate): number[] {
  const [first, last] = a <= b ? [yearOf(a), yearOf(b)] : [yearOf(b), yearOf(a)];
  const years = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  return years.filter((year) => !calendar.isConfirmed(year));
}

/**
 * The n-th working day after `day` (before it for negative n). The starting day itself does not count (民法典 art. 201:
 * 开始的当日不计入); n = 0 gives the day unchanged, working or not.
 */
export function addWorkingDays(calendar: WorkingCalendar, day: PlainDate, n: number): PlainDate {
  if (!Number.isInteger(n)) throw new RangeError(`${String(n)} working days`);
  const step = n < 0 ? -1 : 1;
  let current = day;
  for (let left = Math.abs(n); left > 0; left -= 1) {
    let daysOff = 0;
    do {
      current = addDays(current, step);
      daysOff += 1;
      if (daysOff > MOST_DAYS_OFF) throw new RangeError(`no working day within a year of ${day}`);
    } while (!calendar.isWorkingDay(current));
  }
  return current;
}

/**
 * Working days after `from` up to and including `to`; for an earlier `to`, minus the working days from `to` up to the day
 * before `from`. Undoes `addWorkingDays`: something due on Friday is 1 working day late on Monday.
 */
export function workingDaysBetween(calendar: WorkingCalendar, from: PlainDate, to: PlainDate): number {
  const distance = daysBetween(from, to);
  const step = distance < 0 ? -1 : 1;
  let count = 0;
  let day = from;
  for (let left = Math.abs(distance); left > 0; left -= 1) {
    day = addDays(day, step);
    if (calendar.isWorkingDay(day)) count += step;
  }
  return count;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, days_from_civil). */
function toDayNumber(day: PlainDate): number {
  const month = monthNumber(day);
  const year = yearOf(day) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(day.slice(8)) - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Inverse of `toDayNumber` (civil_from_days). */
function fromDayNumber(number: number): PlainDate {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${monthOfYear(year, month)}-${pad(dayOfMonth, 2)}`;
}

function pad(number: number, width: number): string {
  const text = String(number);
  return text.length >= width ? text : text.padStart(width, '0');
}

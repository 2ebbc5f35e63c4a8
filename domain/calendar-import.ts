/**
 * A year's days off as somebody pastes them: the notice itself, lines (`2027-01-01 休 元旦`), CSV or the JSON of
 * chinese-days. What is not understood is told line by line, nothing is dropped in silence.
 */
import {
  addDays,
  daysBetween,
  firstDayOf,
  isPlainDate,
  lastDayOf,
  monthOfYear,
  weekday,
  yearOf,
  type PlainDate,
} from './calendar.ts';
import { festivalName, readNoticeLine } from './calendar-notice.ts';

/** A day off or a make-up day (调休). Days that are not listed follow their weekday. */
export interface CalendarDay {
  day: PlainDate;
  isWorkingDay: boolean;
  name: string;
}

export interface CalendarFinding {
  /** must_fix: the year cannot be confirmed so; confirm: compare with the notice; note: for information. */
  severity: 'must_fix' | 'confirm' | 'note';
  /** Line of the text, from 1; null: about the year as a whole. */
  line: number | null;
  /** The line as given, at most 80 characters. */
  text: string;
  message: string;
}

export interface CalendarRead {
  /** Of the year, ascending, each once. */
  days: CalendarDay[];
  findings: CalendarFinding[];
}

const OFF = new Set(['休', '假', '放假', '休息', '假日', '节假日', '休息日', 'off', 'holiday']);
const ON = new Set(['班', '上班', '补班', '调休上班', '工作日', 'on', 'workday']);
const HEADINGS = /^(日期|date|day)\b|^日期/i;
const DATE = /^(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?/;
const MOST_RANGE_DAYS = 15;
const LONGEST_TEXT = 80;

interface Reading extends CalendarRead {
  year: number;
  byDay: Map<PlainDate, CalendarDay>;
  /** Rows of other years in a file of many years. */
  otherYears: Set<number>;
}

/** Never throws. The findings of the year as a whole (`checkYear`) come on top. */
export function readCalendarText(text: string, year: number): CalendarRead {
  const reading: Reading = { year, days: [], findings: [], byDay: new Map(), otherYears: new Set() };
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) readJson(trimmed, reading);
  else if (/^BEGIN:VCALENDAR/i.test(trimmed)) {
    tell(
      reading,
      'must_fix',
      null,
      'BEGIN:VCALENDAR',
      '不读 .ics 文件：请贴通知原文，或逐行写“日期 休/班 节日”',
    );
  } else {
    text
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\r|\n/)
      .forEach((line, index) => readLine(line.trim(), index + 1, reading));
  }
  if (reading.otherYears.size > 0) {
    const years = [...reading.otherYears].sort((a, b) => a - b);
    const which = years.length > 2 ? `${years[0] ?? ''}—${years.at(-1) ?? ''}` : years.join('、');
    tell(reading, 'note', null, '', `另有 ${which} 年的日子，不属于 ${String(year)} 年，没有算进来`);
  }
  const days = [...reading.byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  if (days.length === 0 && !reading.findings.some((finding) => finding.severity === 'must_fix')) {
    tell(reading, 'must_fix', null, '', `没有读到 ${String(year)} 年的放假或上班日`);
  }
  return { days, findings: reading.findings };
}

function tell(
  reading: Reading,
  severity: CalendarFinding['severity'],
  line: number | null,
  text: string,
  message: string,
): void {
  reading.findings.push({ severity, line, text: text.slice(0, LONGEST_TEXT), message });
}

function add(reading: Reading, found: CalendarDay, line: number | null, text: string): void {
  const { day, isWorkingDay } = found;
  if (yearOf(day) !== reading.year) {
    if (line === null) reading.otherYears.add(yearOf(day));
    else if (isWorkingDay === weekday(day) <= 5) {
      tell(reading, 'note', line, text, `${day} 不属于 ${String(reading.year)} 年，又与平常一样，不必列出`);
    } else {
      const other = String(yearOf(day));
      tell(reading, 'confirm', line, text, `${day} 属于 ${other} 年，没有算进来：请到 ${other} 年补上它`);
    }
    return;
  }
  const before = reading.byDay.get(day);
  if (before && before.isWorkingDay !== isWorkingDay) {
    tell(reading, 'must_fix', line, text, `${day} 前面写的是${stateWord(before)}，这里是${stateWord(found)}`);
  }
  reading.byDay.set(day, before?.name ? { ...found, name: before.name } : found);
}

const stateWord = ({ isWorkingDay }: { isWorkingDay: boolean }): string => (isWorkingDay ? '班' : '休');

function readLine(line: string, number: number, reading: Reading): void {
  if (line === '' || (number === 1 && HEADINGS.test(line))) return;
  const notice = readNoticeLine(line, reading.year);
  if (notice) {
    for (const fault of notice.faults) tell(reading, 'must_fix', number, line, fault);
    for (const note of notice.notes) tell(reading, 'note', number, line, note);
    for (const day of notice.days) add(reading, { ...day, name: notice.name }, number, line);
    return;
  }
  const titled = /关于\s*(\d{4})\s*年.*节假日/.exec(line)?.[1];
  if (titled !== undefined && Number(titled) !== reading.year) {
    tell(reading, 'must_fix', number, line, `这是 ${titled} 年的通知，选的是 ${String(reading.year)} 年`);
    return;
  }
  const first = dateAt(line);
  if (first) readDayLine(line, number, first, reading);
  else tell(reading, 'note', number, line, '没有日期，没有算进来');
}

/** `2027-01-01 休 元旦`, `2027-10-01至2027-10-07,放假,国庆节`, `2027-02-06 班`. */
function readDayLine(line: string, number: number, first: Dated, reading: Reading): void {
  let rest = line.slice(first.length).trim();
  let last = first.day;
  const to = /^(?:至|到|~|～|—+|–|-)\s*/.exec(rest);
  if (to) {
    const end = dateAt(rest.slice(to[0].length));
    if (!end) return tell(reading, 'must_fix', number, line, '没有读懂结束的日期');
    last = end.day;
    rest = rest.slice(to[0].length + end.length).trim();
  }
  for (const day of [first.day, last]) {
    if (!isPlainDate(day)) return tell(reading, 'must_fix', number, line, `没有 ${day} 这一天`);
  }
  const fields = rest
    .split(/[\s,，;；|]+/)
    .filter((field) => field !== '' && !/^[（(]?(周|星期).[）)]?$/.test(field));
  const states = fields.filter((field) => OFF.has(field.toLowerCase()) || ON.has(field.toLowerCase()));
  const [state] = states;
  if (state === undefined || states.length > 1) {
    // The day on which a notice was signed.
    const isSigned = fields.length === 0 && yearOf(first.day) !== reading.year;
    const message = isSigned
      ? '像是落款日期，没有算进来'
      : '没有读懂：请写明“休”或“班”，如 2027-01-01 休 元旦';
    return tell(reading, isSigned ? 'note' : 'must_fix', number, line, message);
  }
  const length = daysBetween(first.day, last) + 1;
  if (length < 1 || length > MOST_RANGE_DAYS) {
    return tell(reading, 'must_fix', number, line, `起止日之间是 ${String(length)} 天，不像一次放假`);
  }
  const name = festivalName(fields.filter((field) => field !== state).join(' '));
  const isWorkingDay = ON.has(state.toLowerCase());
  for (let n = 0; n < length; n += 1)
    add(reading, { day: addDays(first.day, n), isWorkingDay, name }, number, line);
}

interface Dated {
  day: PlainDate;
  /** Characters that it takes. */
  length: number;
}

function dateAt(text: string): Dated | null {
  const [printed, year, month, day] = DATE.exec(text) ?? [];
  if (printed === undefined || year === undefined) return null;
  return {
    day: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    length: printed.length,
  };
}

/** `{ "holidays": { "2026-01-01": "New Year's Day,元旦,1" }, "workdays": {…} }`; inLieuDays say again what holidays say. */
function readJson(text: string, reading: Reading): void {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return tell(reading, 'must_fix', null, text, '不是完整的 JSON');
  }
  const { holidays, workdays, ...others } = isRecord(json) ? json : {};
  if (!isRecord(holidays) || !isRecord(workdays)) {
    return tell(reading, 'must_fix', null, text, '不是 chinese-days 的 JSON：应有 holidays 和 workdays');
  }
  delete others['inLieuDays'];
  for (const field of Object.keys(others)) tell(reading, 'note', null, field, `没有读 ${field} 这一部分`);
  for (const [rows, isWorkingDay] of [
    [holidays, false],
    [workdays, true],
  ] as const) {
    for (const [day, value] of Object.entries(rows)) {
      if (!isPlainDate(day) || typeof value !== 'string') {
        tell(reading, 'must_fix', null, `${day}: ${JSON.stringify(value)}`, '没有读懂这一项');
      } else add(reading, { day, isWorkingDay, name: festivalName(value.split(',')[1] ?? value) }, null, day);
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** 全国年节及纪念日放假办法 art. 2: the festivals whose day is the same each year, month and day. */
const FIXED = [
  ['元旦', '01-01'],
  ['劳动节', '05-01'],
  ['国庆节', '10-01'],
  ['国庆节', '10-02'],
  ['国庆节', '10-03'],
] as const;
const MOVING = ['春节', '清明', '端午', '中秋'];
/** The same article: 11 days off a year since 2008, 13 since 2025. */
const statutoryDays = (year: number): number => (year >= 2025 ? 13 : 11);

/** What speaks against a year's days taken together. */
export function checkYear(year: number, days: readonly CalendarDay[]): CalendarFinding[] {
  const findings: CalendarFinding[] = [];
  const say = (severity: CalendarFinding['severity'], text: string, message: string) =>
    findings.push({ severity, line: null, text, message });
  const known = new Map(days.map((entry) => [entry.day, entry.isWorkingDay]));
  const isOn = (day: PlainDate) => known.get(day) ?? weekday(day) <= 5;
  for (const [name, rest] of FIXED) {
    const day = `${String(year)}-${rest}`;
    if (isOn(day)) say('must_fix', day, `${day} 是${name}，法定放假，这里是上班`);
  }
  for (const { day, isWorkingDay } of days) {
    if (isWorkingDay && weekday(day) <= 5) {
      say('confirm', day, `${day} 是周${'一二三四五'.charAt(weekday(day) - 1)}，本来就上班：请核对日期`);
    }
  }
  const names = days.filter((entry) => !entry.isWorkingDay).map((entry) => entry.name);
  const missing = MOVING.filter((festival) => !names.some((name) => name.includes(festival)));
  if (missing.length > 0) say('confirm', '', `没有看到${missing.join('、')}：请核对是否贴全`);
  const weekdaysOff = days.filter((entry) => !entry.isWorkingDay && weekday(entry.day) <= 5).length;
  const madeUp = days.filter((entry) => entry.isWorkingDay && weekday(entry.day) > 5).length;
  const expected = statutoryDays(year);
  if (weekdaysOff - madeUp !== expected) {
    say(
      'confirm',
      '',
      `工作日放假 ${String(weekdaysOff)} 天、周末上班 ${String(madeUp)} 天，相差 ${String(weekdaysOff - madeUp)} 天；法定节假日是 ${String(expected)} 天，请核对`,
    );
  }
  return findings;
}

export interface CalendarChange {
  day: PlainDate;
  /** null: the day was, or will be, like any other of its weekday. */
  before: { isWorkingDay: boolean; name: string } | null;
  after: { isWorkingDay: boolean; name: string } | null;
}

/** Days that differ, ascending. */
export function compareYears(
  before: readonly CalendarDay[],
  after: readonly CalendarDay[],
): CalendarChange[] {
  const [was, is] = [before, after].map((days) => new Map(days.map((entry) => [entry.day, entry])));
  const days = [...new Set([...before, ...after].map((entry) => entry.day))].sort();
  return days.flatMap((day): CalendarChange[] => {
    const [old, now] = [plain(was?.get(day)), plain(is?.get(day))];
    if (old?.isWorkingDay === now?.isWorkingDay && old?.name === now?.name) return [];
    return [{ day, before: old, after: now }];
  });
}

const plain = (entry: CalendarDay | undefined) =>
  entry ? { isWorkingDay: entry.isWorkingDay, name: entry.name } : null;

/** How many of a year's days are working days. */
export function workingDaysOfYear(year: number, days: readonly CalendarDay[]): number {
  const known = new Map(days.map((entry) => [entry.day, entry.isWorkingDay]));
  const last = lastDayOf(monthOfYear(year, 12));
  let count = 0;
  for (let day = firstDayOf(monthOfYear(year, 1)); day <= last; day = addDays(day, 1)) {
    if (known.get(day) ?? weekday(day) <= 5) count += 1;
  }
  return count;
}

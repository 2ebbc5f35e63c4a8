/**
 * One line of the State Council's yearly notice on days off, as printed since 2014:
 * 二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
 */
import { addDays, daysBetween, isPlainDate, weekday, type PlainDate } from './calendar.ts';

export interface NoticeDay {
  day: PlainDate;
  isWorkingDay: boolean;
}

export interface NoticeLine {
  name: string;
  days: NoticeDay[];
  /** What contradicts itself: must be looked up in the notice. */
  faults: string[];
  /** What was read over, with the reason. */
  notes: string[];
}

const FESTIVAL = /元旦|春节|清明|劳动|端午|中秋|国庆/;
const HEAD = /^(?:[一二三四五六七八九十]+、|\d+[.、])?\s*([^：:\d]{2,14})[：:]\s*(.+)$/;
/** Year, month, day and what stands in brackets behind it; in 至23日 the month is the one before. */
const DATE = /(?:(\d{4})\s*年)?(?:(\d{1,2})\s*月)?(\d{1,2})\s*日(?:[（(]([^）)]*)[）)])?/g;
const WEEKDAYS = '一二三四五六日';
/** The longest closure so far has nine days. */
const LONGEST_CLOSURE_DAYS = 15;

/** Null when it is no line of a notice about a festival. */
export function readNoticeLine(line: string, year: number): NoticeLine | null {
  const head = HEAD.exec(line.trim());
  const [, name, body] = head ?? [];
  if (name === undefined || body === undefined || !FESTIVAL.test(name)) return null;
  const read: NoticeLine = { name: festivalName(name), days: [], faults: [], notes: [] };
  // A full stop or a semicolon ends a statement; brackets hold commas only.
  for (const sentence of body.split(/[。；;]/).map((part) => part.trim())) {
    if (sentence !== '') readSentence(sentence, year, read);
  }
  return read;
}

/** 清明节 and 清明 are one name. */
export function festivalName(printed: string): string {
  return printed.trim().replace(/(清明|端午|中秋)节/g, '$1');
}

function readSentence(sentence: string, year: number, read: NoticeLine): void {
  // 鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息: an advice, no day off.
  if (sentence.startsWith('鼓励')) {
    read.notes.push(`“${sentence}”是提倡，不是放假，没有算作休息日`);
    return;
  }
  const dates = datesIn(sentence, year, read);
  if (dates === null) return;
  const isOff = sentence.includes('放假');
  const isOn = /上班$/.test(sentence);
  if (dates.length === 0 || isOff === isOn) {
    read.faults.push(`没有读懂“${sentence}”`);
    return;
  }
  if (isOn) {
    for (const day of dates) read.days.push({ day, isWorkingDay: true });
    return;
  }
  const [first, last = first] = dates;
  const isRange = sentence.includes('至');
  if (first === undefined || last === undefined || dates.length !== (isRange ? 2 : 1)) {
    read.faults.push(`没有读懂“${sentence}”：放假的起止日不清楚`);
    return;
  }
  const length = daysBetween(first, last) + 1;
  if (length < 1 || length > LONGEST_CLOSURE_DAYS) {
    read.faults.push(`“${sentence}”从 ${first} 到 ${last} 是 ${String(length)} 天，不像一次放假`);
    return;
  }
  const said = /(?:共|放假)\s*(\d{1,2})\s*天/.exec(sentence)?.[1];
  if (said !== undefined && Number(said) !== length) {
    read.faults.push(`“${sentence}”写着 ${said} 天，起止日之间是 ${String(length)} 天`);
  }
  for (let n = 0; n < length; n += 1) read.days.push({ day: addDays(first, n), isWorkingDay: false });
}

/** The days of a sentence in order; null when one of them does not exist (told). */
function datesIn(sentence: string, year: number, read: NoticeLine): PlainDate[] | null {
  const days: PlainDate[] = [];
  let [inYear, inMonth] = [year, 0];
  for (const [printed, y, m, d, brackets] of sentence.matchAll(DATE)) {
    if (y !== undefined) inYear = Number(y);
    if (m !== undefined) inMonth = Number(m);
    const day = `${String(inYear)}-${String(inMonth).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
    if (!isPlainDate(day)) {
      read.faults.push(`没有 ${printed} 这一天`);
      return null;
    }
    const said = /(?:周|星期)([一二三四五六日天])/.exec(brackets ?? '')?.[1]?.replace('天', '日');
    const is = WEEKDAYS.charAt(weekday(day) - 1);
    if (said !== undefined && said !== is) read.faults.push(`${day} 是周${is}，写着周${said}`);
    days.push(day);
  }
  return days;
}

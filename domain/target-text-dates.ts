/** Dates, moments and periods in printed targets. Years that are not printed come from the fiscal year, openly. */
import type { Comparator } from './target-text.ts';

export interface DateReading {
  /** YYYY-MM-DD, YYYY-MM or YYYY; null when the year is neither printed nor known. */
  value: string | null;
  comparator: Comparator | null;
  /** The year was not printed. */
  yearAssumed: boolean;
  /** Digits before the year that belong to something else (12023年10月). */
  stray: string | null;
}

export interface PeriodReading {
  from: string | null;
  to: string | null;
  yearAssumed: boolean;
}

const QUARTER: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, '1': 1, '2': 2, '3': 3, '4': 4 };
const two = (number: number): string => String(number).padStart(2, '0');
const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Moment inside a year: month and day, or null for the whole year. */
interface Moment {
  month: number | null;
  day: number | null;
  /** 底, 末: the last day of what stands before. */
  end: boolean;
}

const MONTH_DAY =
  /^(\d{1,2})(?:月份?|[./-])(?:(\d{1,2})(?:日|号)?|(底|末|初|上旬|上中旬|中旬|中下旬|下旬))?$/;
const QUARTERS = /^第?([一二三四1-4])季度?(底|末)?$/;

function momentOf(text: string): Moment | null {
  if (text === '') return { month: null, day: null, end: false };
  if (/^(?:年)?(?:底|末|终)$/.test(text) || text === '年内' || text === '内') {
    return { month: 12, day: 31, end: true };
  }
  if (/^上半年(?:底|末)?$/.test(text)) return { month: 6, day: 30, end: true };
  if (/^下半年(?:底|末)?$/.test(text)) return { month: 12, day: 31, end: true };
  const quarter = QUARTER[QUARTERS.exec(text)?.[1] ?? ''];
  if (quarter) return { month: quarter * 3, day: quarter === 1 || quarter === 4 ? 31 : 30, end: true };
  const match = MONTH_DAY.exec(text);
  if (!match) return null;
  const month = Number(match[1]);
  const day = match[2]
    ? Number(match[2])
    : match[3] === '上旬'
      ? 10
      : /^上?中旬$/.test(match[3] ?? '')
        ? 20
        : null;
  if (month < 1 || month > 12 || (day !== null && (day < 1 || day > 31))) return null;
  return { month, day, end: /底|末|下旬/.test(match[3] ?? '') };
}

function dateText(year: number, moment: Moment): string | null {
  if (moment.month === null) return String(year);
  const day = moment.day ?? (moment.end ? lastDay(year, moment.month) : null);
  if (day !== null && day > lastDay(year, moment.month)) return null;
  return `${year}-${two(moment.month)}${day === null ? '' : `-${two(day)}`}`;
}

const DATED = /^(\d{0,3}?)(20\d\d)(?:年度?|[./-])(.{0,12})$/;
const BEFORE_END =
  /(?:底前|末前|之前|以前|前)(?:(?:全部|基本|全面|如期|按时)?(?:完成|支付|发放|拨付|兑付|兑现|到位|下达|竣工|完工|建成|投入|交付|验收|上报|报送|提交|办结|落实)[^\d]{0,8})?$/;
const DONE = /(?:完成|竣工|完工)$/;

/** `2023年10月`, `2023年底`, `12月31日前`, `第三季度前`, `2023.12.31`; null when it is no date. */
export function readDate(text: string, fiscalYear: number | null): DateReading | null {
  if (text.length > 24) return null;
  const before = BEFORE_END.exec(text);
  let rest = before
    ? text.slice(0, before.index) +
      (before[0].startsWith('底') ? '底' : before[0].startsWith('末') ? '末' : '')
    : text.replace(DONE, '');
  // 5月31日汛期前: the day says when.
  if (before) rest = rest.replace(/(\d日)[^\d]{1,4}$/, '$1');
  rest = rest.replace(/^(?:于|在)/, '');
  const match = DATED.exec(rest);
  if (!match) return withoutYear(text, rest, before !== null, fiscalYear);
  const [, stray = '', year, momentText = ''] = match;
  const bareMonth = /[./-]\d{1,2}$/.test(rest) && /^\d{1,2}$/.test(momentText);
  const moment = momentOf(bareMonth ? `${momentText}月` : momentText);
  const value = moment && dateText(Number(year), moment);
  if (!value) return null;
  const comparator = before || /内$/.test(rest) ? '<=' : null;
  return { value, comparator, yearAssumed: false, stray: stray === '' ? null : stray };
}

function withoutYear(
  text: string,
  moment: string,
  before: boolean,
  fiscalYear: number | null,
): DateReading | null {
  const said = momentOf(moment.replace(/^(?:本年度?|当年度?|年度)/, '') || '年底');
  if (
    !said ||
    said.month === null ||
    !(/[年月季底末]/.test(text) || (before && /^\d{1,2}[./]\d{1,2}$/.test(moment)))
  ) {
    return null;
  }
  const value = fiscalYear === null ? null : dateText(fiscalYear, said);
  if (fiscalYear !== null && value === null) return null;
  return { value, comparator: before || /内$/.test(moment) ? '<=' : null, yearAssumed: true, stray: null };
}

const BETWEEN = /^(.{1,14}?)(?:至|到|-|~)(.{1,14})$/;

/** `1月-12月`, `2023.1-2023.8`, `2023年7月到2024年6月30日`; null when either end is no date. */
export function readPeriod(text: string, fiscalYear: number | null): PeriodReading | null {
  const whole = /^(?:(20\d\d)年?)?全年度?$/.exec(text);
  if (whole) {
    const year = whole[1] ?? fiscalYear;
    const [from, to] = year === null ? [null, null] : [`${year}-01`, `${year}-12`];
    return { from, to, yearAssumed: whole[1] === undefined };
  }
  // 2023.6-8: a date would have one mark throughout.
  const months = /^(20\d\d)[./](\d{1,2})[-~至到](\d{1,2})$/.exec(text);
  if (months) {
    const [first, last] = [Number(months[2]), Number(months[3])];
    const ends = [first, last].map((month) => `${months[1] ?? ''}-${two(month)}`);
    return first < last && last <= 12 ? { from: ends[0] ?? '', to: ends[1] ?? '', yearAssumed: false } : null;
  }
  const match = BETWEEN.exec(text.replace(/期间$/, ''));
  if (!match) return null;
  const [, first = '', second = ''] = match;
  const endsInMonth = /月/.test(second);
  if (/^20\d\d$/.test(first) && /^20\d\d年度?$/.test(second)) {
    const to = second.slice(0, 4);
    return first > to ? null : { from: first, to, yearAssumed: false };
  }
  const isBareMonth = /^(?:20\d\d年)?\d{1,2}$/.test(first) && endsInMonth;
  const from = readDate(isBareMonth ? `${first}月` : first, fiscalYear);
  if (!from || from.stray || from.comparator) return null;
  const year = /^20\d\d/.exec(first) ? Number(first.slice(0, 4)) : fiscalYear;
  const next = /^[次翌]年/.exec(second)?.[0];
  const to = readDate(second.slice(next?.length ?? 0), next && year !== null ? year + 1 : year);
  if (!to || to.stray || to.comparator) return null;
  if (from.value !== null && to.value !== null && to.value < from.value) return null;
  return { from: from.value, to: to.value, yearAssumed: from.yearAssumed };
}

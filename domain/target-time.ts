/** Targets that print a time: a day, a span of months, how long or how often. */
import {
  isMonth,
  isPlainDate,
  lastDayOf,
  monthOfYear,
  monthsBetween,
  yearOf,
  type Month,
} from './calendar.ts';
import { exact } from './money.ts';
import type { Curve } from './pace.ts';
import { decimalOf, directionOf, judged, none, quoted, type Case } from './target-case.ts';
import type { JudgedTarget } from './target.ts';

/** 30日: at most so long; 1年 beside a task: by the end of the year; ≥6月 of running: months that are done. */
export function duration(c: Case): JudgedTarget {
  const text = decimalOf(c.parsed.value);
  const { unit, comparator } = c.parsed;
  if (text === null) return none(c, `${quoted(c.parsed)}看不出时长，请补上天数`);
  if (c.parsed.anchor !== undefined) {
    // Nothing can be asked for before the event has happened: the days taken are reported once, with December.
    c.assumed.push('anchored-duration-yearly');
    const direction = directionOf(c, text, ['at_most', 'duration-at-most']);
    return { ...judged(c, { measure: 'level', direction, value: text, unit }), reportEvery: 'year' };
  }
  const months = unit === '年' ? exact(text).times(12) : unit === '月' ? exact(text) : null;
  if (months !== null && (comparator === '>=' || comparator === '>')) return runningTime(c, months.toFixed());
  if (unit === '年' && /^[1-9]\d?$/.test(text) && c.category !== 'cost') {
    // 22 forms print 1年 beside an indicator named 2023年: within the year (domain.md 4.1: fixed day, 31 December).
    c.assumed.push('years-as-year-end');
    return dueOn(c, lastDayOf(monthOfYear(c.context.fiscalYear + Number(text) - 1, 12)));
  }
  const direction = directionOf(c, text, ['at_most', 'duration-at-most']);
  return judged(c, { measure: 'level', direction, value: text, unit });
}

/** 系统正常使用 ≥1年: months of running, as far as they lie in the year. */
function runningTime(c: Case, months: string): JudgedTarget {
  if (exact(months).greaterThan(12)) {
    return none(c, `${quoted(c.parsed)}比本年度长，请补上本年度要做到多少`);
  }
  c.assumed.push('running-time-in-months');
  const curve: Curve = months === '12' ? { type: 'monthly' } : { type: 'even' };
  return judged(c, { measure: 'cumulative', direction: 'at_least', value: months, unit: '月', curve });
}

/** 1月—12月: the months of the span that lie in the year, each one done. */
export function period(c: Case): JudgedTarget {
  const { value } = c.parsed;
  const from = typeof value === 'object' && value !== null && 'from' in value ? monthIn(value.from, 1) : null;
  const to = typeof value === 'object' && value !== null && 'from' in value ? monthIn(value.to, 12) : null;
  if (from === null || to === null || to < from) return none(c, `${quoted(c.parsed)}看不出起止月份，请补上`);
  const january = monthOfYear(c.context.fiscalYear, 1);
  const december = monthOfYear(c.context.fiscalYear, 12);
  if (to < january || from > december) return none(c, `${quoted(c.parsed)}不在本年度内，请核对年份`);
  if (from < january || to > december) c.assumed.push('period-clipped-to-year');
  c.assumed.push('months-done');
  const first = from < january ? january : from;
  const last = to > december ? december : to;
  return judged(c, {
    measure: 'cumulative',
    direction: 'at_least',
    value: String(monthsBetween(first, last) + 1),
    unit: '月',
    curve: { type: 'monthly', from: first, to: last },
  });
}

const TIMES_A_YEAR: Readonly<Record<string, number>> = {
  年: 1,
  半年: 2,
  季度: 4,
  季: 4,
  月: 12,
  旬: 36,
  周: 52,
};

/** 每季度1次: so many times in the year; once a month: the months done. */
export function frequency(c: Case): JudgedTarget {
  const { value } = c.parsed;
  const readable = typeof value === 'object' && value !== null && 'per' in value ? value : null;
  const per = readable?.per.replace(/^每个?/, '').replace('星期', '周');
  const times = per === undefined ? undefined : TIMES_A_YEAR[per];
  if (readable === null || times === undefined || !(readable.count > 0)) {
    return none(c, `${quoted(c.parsed)}看不出多久一次，请写明每月或每年几次`);
  }
  if (times === 12 && readable.count === 1) {
    c.assumed.push('months-done');
    return judged(c, {
      measure: 'cumulative',
      direction: 'at_least',
      value: '12',
      unit: '月',
      curve: { type: 'monthly' },
    });
  }
  const text = exact(readable.count).times(times).toFixed();
  c.assumed.push('times-in-the-year');
  const direction = directionOf(c, text, ['at_least', 'count-at-least']);
  return judged(c, { measure: 'cumulative', direction, value: text, unit: c.parsed.unit ?? '次' });
}

/** A day, a month or a year: due on its last day. */
export function date(c: Case): JudgedTarget {
  const { value, comparator } = c.parsed;
  if (typeof value !== 'string') return none(c, `${quoted(c.parsed)}看不出完成日期，请补上`);
  if (comparator !== '<=') c.assumed.push('date-as-deadline');
  if (isPlainDate(value)) return dueOn(c, value);
  if (isMonth(value)) {
    c.assumed.push('month-as-month-end');
    return dueOn(c, lastDayOf(value));
  }
  if (/^\d{4}$/.test(value)) {
    c.assumed.push('year-as-year-end');
    return dueOn(c, lastDayOf(monthOfYear(Number(value), 12)));
  }
  return none(c, `${quoted(c.parsed)}看不出完成日期，请补上`);
}

function dueOn(c: Case, due: string): JudgedTarget {
  if (yearOf(due) < c.context.fiscalYear) {
    return none(c, `${quoted(c.parsed)}早于 ${String(c.context.fiscalYear)} 年度，请核对年份`);
  }
  return judged(c, {
    measure: 'date',
    direction: 'at_most',
    value: due,
    unit: null,
    curve: { type: 'date', on: due },
  });
}

function monthIn(text: string, monthOfBareYear: number): Month | null {
  if (/^\d{4}$/.test(text)) return monthOfYear(Number(text), monthOfBareYear);
  const month = text.slice(0, 7);
  return isMonth(month) ? month : null;
}

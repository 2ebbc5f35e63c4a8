/**
 * What a printed target is judged as. `target-text.ts` says what the cell prints; here the place in the indicator tree and
 * the indicator's name decide the rest, and every decision that the cell does not print leaves its rule's name in
 * `assumed`, so that a person can see it and overrule it. What cannot be judged says why and what to do.
 *
 * Sources: domain.md §0 (dirty values and their treatment), §1.3 (rates are compared with the whole target, reverse
 * indicators are not pro-rated), §4.1 (what has a due day). A comparator that is printed always wins.
 */
import {
  isMonth,
  isPlainDate,
  lastDayOf,
  monthOfYear,
  monthsBetween,
  yearOf,
  type Month,
} from './calendar.ts';
import {
  isPaidName,
  isPercentUnit,
  isReverseName,
  isStandardName,
  isStandingName,
  monthInName,
} from './indicator-words.ts';
import { exact } from './money.ts';
import type { Curve } from './pace.ts';
import type { Comparator, ParsedTarget } from './target-text.ts';

export type { Curve } from './pace.ts';

export type Measure = 'cumulative' | 'level' | 'date' | 'grade' | 'none';
export type Direction = 'at_least' | 'at_most' | 'equal';
export type ReportEvery = 'month' | 'half_year' | 'year';

export interface JudgedTarget {
  /** cumulative: adds up over the year. level: a rate or a stock, compared with the whole target at any time. */
  measure: Measure;
  direction: Direction;
  /** Decimal text in base units (95% is "95"); for measure `date` the due day; null for grade and none. */
  value: string | null;
  unit: string | null;
  curve: Curve;
  reportEvery: ReportEvery;
  /** Why the measure is none and what to do, in Chinese. */
  reason: string | null;
  /** Stable names of the rules that decided what the cell does not print. */
  assumed: string[];
}

export interface JudgedTargetContext {
  level1: string;
  level2: string;
  name: string;
  fiscalYear: number;
}

type Category = 'quantity' | 'quality' | 'timeliness' | 'cost' | 'benefit' | 'satisfaction' | 'other';

interface Case {
  parsed: ParsedTarget;
  context: JudgedTargetContext;
  category: Category;
  assumed: string[];
}

/** Decides how the target is judged. Never throws. */
export function judgedTarget(parsed: ParsedTarget, context: JudgedTargetContext): JudgedTarget {
  const c: Case = { parsed, context, category: categoryOf(context), assumed: [] };
  if (parsed.parts !== undefined && parsed.parts.length > 1) {
    return none(c, `${quoted(parsed)}一格里写了两个目标，请拆成两个指标`);
  }
  switch (parsed.kind) {
    case 'count':
      return count(c, parsed.value, parsed.unit);
    case 'percentage':
      return percentage(c, parsed.value);
    case 'money':
      return money(c, parsed.value, parsed.unit);
    case 'rate':
      return rate(c, parsed.value, parsed.unit);
    case 'duration':
      return duration(c);
    case 'period':
      return period(c);
    case 'frequency':
      return frequency(c);
    case 'date':
      return date(c);
    case 'range':
      return range(c);
    case 'number':
      return bareNumber(c);
    case 'qualitative':
    case 'reference':
      c.assumed.push('graded');
      return judged(c, { measure: 'grade', direction: 'at_least', value: null, unit: null });
    case 'unreadable':
      return none(
        c,
        parsed.raw === null || parsed.raw.trim() === ''
          ? '申报表没有填指标值，请补填'
          : `${quoted(parsed)}看不出要做到多少，请补上数值、期限或判定标准`,
      );
  }
}

function count(c: Case, value: unknown, unit: string | null): JudgedTarget {
  const text = decimalOf(value);
  if (text === null) return none(c, `${quoted(c.parsed)}看不出数量，请补上数值`);
  const { name } = c.context;
  const standing = c.category === 'quantity' && isStandingName(name);
  const paid = c.category === 'quantity' && /^[人名户]/.test(unit ?? '') && isPaidName(name);
  const direction = directionOf(
    c,
    text,
    paid ? ['equal', 'people-paid-equal'] : ['at_least', 'count-at-least'],
  );
  if (standing) {
    c.assumed.push('standing-number-level');
    return judged(c, { measure: 'level', direction, value: text, unit });
  }
  return judged(c, { measure: 'cumulative', direction, value: text, unit, curve: curveFromName(c) });
}

function percentage(c: Case, value: unknown): JudgedTarget {
  const text = decimalOf(value);
  if (text === null) return none(c, `${quoted(c.parsed)}看不出比率，请补上百分数`);
  const direction = directionOf(c, text, ['at_least', 'percentage-at-least']);
  return judged(c, { measure: 'level', direction, value: text, unit: c.parsed.unit ?? '%' });
}

function money(c: Case, value: unknown, unit: string | null): JudgedTarget {
  const text = decimalOf(value);
  if (text === null) return none(c, `${quoted(c.parsed)}看不出金额，请补上数值`);
  if (c.category === 'timeliness' || c.category === 'benefit' || c.category === 'satisfaction') {
    return none(c, `${quoted(c.parsed)}是金额，不能衡量${MEASURED[c.category]}`);
  }
  if (isStandardName(c.context.name)) {
    c.assumed.push('standard-in-name-level');
    return rate(c, value, unit ?? '元');
  }
  const direction = directionOf(c, text, ['at_least', 'money-at-least']);
  return judged(c, {
    measure: 'cumulative',
    direction,
    value: text,
    unit: unit ?? '元',
    curve: curveFromName(c),
  });
}

const MEASURED = {
  timeliness: '时效，请改填完成时间或及时率',
  benefit: '效益，请改填比率、数量或判定标准',
  satisfaction: '满意度，请改填百分数',
} as const;

function rate(c: Case, value: unknown, unit: string | null): JudgedTarget {
  const text = decimalOf(value);
  if (text === null) return none(c, `${quoted(c.parsed)}看不出标准，请补上数值`);
  return judged(c, {
    measure: 'level',
    direction: directionOf(c, text, ['at_least', 'rate-at-least']),
    value: text,
    unit,
  });
}

function duration(c: Case): JudgedTarget {
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

function period(c: Case): JudgedTarget {
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

function frequency(c: Case): JudgedTarget {
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

function date(c: Case): JudgedTarget {
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

function range(c: Case): JudgedTarget {
  const { value, unit } = c.parsed;
  if (typeof value !== 'object' || value === null || !('min' in value)) {
    return none(c, `${quoted(c.parsed)}看不出上下限，请补上`);
  }
  const cost = c.category === 'cost';
  const text = decimalOf(cost ? value.max : value.min);
  if (text === null) return none(c, `${quoted(c.parsed)}看不出上下限，请补上`);
  c.assumed.push(cost ? 'range-at-most-max' : 'range-at-least-min');
  return judged(c, {
    measure: c.category === 'quantity' && !isPercentUnit(unit) ? 'cumulative' : 'level',
    direction: cost ? 'at_most' : 'at_least',
    value: text,
    unit,
  });
}

/** A number without a unit: what the parser suggests from name and level, else what the level says by itself. */
function bareNumber(c: Case): JudgedTarget {
  const text = decimalOf(c.parsed.value);
  if (text === null) return none(c, `${quoted(c.parsed)}看不出数值，请补上`);
  const suggestion = c.parsed.assumed.find(({ field }) => field === 'unit' || field === 'kind');
  const unit = c.parsed.assumed.find(({ field }) => field === 'unit')?.value ?? null;
  if (suggestion !== undefined) c.assumed.push(suggestion.rule);
  if (unit === '元' || suggestion?.value === 'money') {
    c.assumed.push('number-as-money');
    return money(c, c.parsed.value, '元');
  }
  const upToHundred = exact(text).lessThanOrEqualTo(100);
  const rated = c.category === 'quality' || c.category === 'satisfaction';
  if (unit === '%' || suggestion?.value === 'percentage' || (rated && upToHundred)) {
    c.assumed.push('number-as-percentage');
    return percentage(c, c.parsed.value);
  }
  if (c.category === 'quantity') {
    c.assumed.push('number-as-count');
    return count(c, c.parsed.value, unit === null ? null : String(unit));
  }
  return none(c, `${quoted(c.parsed)}没有单位，看不出是数量、金额还是比率，请补上单位`);
}

/**
 * A printed comparator wins; then zero (投诉 0 起 is a ceiling), a reverse name, cost as a ceiling; then the fallback.
 * The lights have bands, so a strict sign (> <) judges like its inclusive twin.
 */
function directionOf(c: Case, value: string, fallback: readonly [Direction, string]): Direction {
  const zero = exact(value).isZero();
  const printed = c.parsed.comparator;
  if (printed !== null && !(zero && printed === '=')) {
    if (printed === '>' || printed === '<') c.assumed.push('strict-as-inclusive');
    if (printed === '~') c.assumed.push('approximate-as-equal');
    return PRINTED[printed];
  }
  const [direction, rule] = unprintedDirection(c, zero, fallback);
  c.assumed.push(rule);
  return direction;
}

function unprintedDirection(c: Case, zero: boolean, fallback: readonly [Direction, string]) {
  if (zero && (c.parsed.comparator === '=' || c.parsed.kind !== 'percentage')) {
    return ['at_most', 'zero-at-most'] as const;
  }
  if (isReverseName(c.context.name)) return ['at_most', 'reverse-name-at-most'] as const;
  if (c.category === 'cost') return ['at_most', 'cost-at-most'] as const;
  return fallback;
}

const PRINTED: Readonly<Record<Comparator, Direction>> = {
  '>=': 'at_least',
  '>': 'at_least',
  '<=': 'at_most',
  '<': 'at_most',
  '=': 'equal',
  '~': 'equal',
};

/** 2023年3月需发放30名: all of it by the end of the one month of the year that the name prints. */
function curveFromName(c: Case): Curve {
  const month = monthInName(c.context.name);
  if (month === null || yearOf(month) !== c.context.fiscalYear) return { type: 'even' };
  c.assumed.push('month-in-name');
  return { type: 'date', on: lastDayOf(month) };
}

function categoryOf({ level1, level2 }: JudgedTargetContext): Category {
  for (const text of [level2, level1]) {
    if (/成本/.test(text)) return 'cost';
    if (/数量/.test(text)) return 'quantity';
    if (/质量/.test(text)) return 'quality';
    if (/时效/.test(text)) return 'timeliness';
    if (/满意/.test(text)) return 'satisfaction';
    if (/效益|影响/.test(text)) return 'benefit';
  }
  return 'other';
}

function judged(
  c: Case,
  what: Pick<JudgedTarget, 'measure' | 'direction' | 'value' | 'unit'> & { curve?: Curve },
): JudgedTarget {
  return {
    ...what,
    curve: what.curve ?? { type: 'even' },
    reportEvery: reportEveryOf(c.category, what.measure),
    reason: null,
    assumed: c.assumed,
  };
}

/** Effects and satisfaction are surveyed twice a year; a day is done once; everything else is counted each month. */
function reportEveryOf(category: Category, measure: Measure): ReportEvery {
  if (measure === 'date') return 'year';
  const surveyed = category === 'benefit' || category === 'satisfaction';
  return measure === 'grade' || (measure === 'level' && surveyed) ? 'half_year' : 'month';
}

function none(c: Case, reason: string): JudgedTarget {
  return {
    measure: 'none',
    direction: 'at_least',
    value: null,
    unit: null,
    curve: { type: 'even' },
    reportEvery: 'month',
    reason,
    assumed: c.assumed,
  };
}

function quoted({ raw }: ParsedTarget): string {
  return `“${(raw ?? '').trim()}”`;
}

function decimalOf(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? exact(value).toFixed() : null;
}

function monthIn(text: string, monthOfBareYear: number): Month | null {
  if (/^\d{4}$/.test(text)) return monthOfYear(Number(text), monthOfBareYear);
  const month = text.slice(0, 7);
  return isMonth(month) ? month : null;
}

/**
 * What a printed target is judged as. `target-text.ts` says what the cell prints; here the place in the indicator tree and
 * the indicator's name decide the rest, and every decision that the cell does not print leaves its rule's name in
 * `assumed`, so that a person can see it and overrule it. What cannot be judged says why and what to do.
 *
 * Sources: domain.md §0 (dirty values and their treatment), §1.3 (rates are compared with the whole target, reverse
 * indicators are not pro-rated), §4.1 (what has a due day). A comparator that is printed always wins.
 */
import { lastDayOf, yearOf } from './calendar.ts';
import { isPaidName, isPercentUnit, isStandardName, isStandingName, monthInName } from './indicator-words.ts';
import { exact } from './money.ts';
import type { Curve } from './pace.ts';
import { categoryOf, decimalOf, directionOf, judged, none, quoted, type Case } from './target-case.ts';
import type { ParsedTarget } from './target-text.ts';
import { date, duration, frequency, period } from './target-time.ts';

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
    // 6070 beside 项目总投入（万元） are 60.7 million yuan.
    return money(c, unit === '万元' ? exact(text).times(10_000).toNumber() : c.parsed.value, '元');
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

/** 2023年3月需发放30名: all of it by the end of the one month of the year that the name prints. */
function curveFromName(c: Case): Curve {
  const month = monthInName(c.context.name);
  if (month === null || yearOf(month) !== c.context.fiscalYear) return { type: 'even' };
  c.assumed.push('month-in-name');
  return { type: 'date', on: lastDayOf(month) };
}

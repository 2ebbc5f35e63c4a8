/**
 * By when something must be paid or done, as a rule: read from an indicator's printed target, or set by hand (a plan).
 * Anchors and wordings: domain.md 4.1. The days that no document prints are [advice] there and stand in `assumed`. Rates
 * (下达率 ≥85%) and bare 及时 say no day and give no duty.
 */
import {
  addMonths,
  isMonth,
  isPlainDate,
  lastDayOf,
  monthOf,
  monthOfYear,
  monthsBetween,
  yearOf,
  type Month,
  type PlainDate,
} from './calendar.ts';
import { monthInName } from './indicator-words.ts';
import { DEFAULT_RULE_SET, type RuleSet } from './light.ts';
import { exact, isDecimalText } from './money.ts';
import { parseTarget, type ParsedTarget } from './target-text.ts';
import { judgedTarget, type JudgedTarget } from './target.ts';

/** payment: 发放/支付 to those who are to have it. allotment: 拨付/下达/到位, to a unit or a fund. work: something is done. */
export type DutyKind = 'payment' | 'allotment' | 'work';

/** The day from which a span is counted: 文件下达, 指标形成, any other that the project registers. */
export type Anchor = 'document_issued' | 'quota_formed' | 'other';

export type SpanUnit = 'day' | 'working_day' | 'month';

/**
 * monthly: one for each month from `from` to `to`, due on that day of it (1–31, no later than the month's last day) or on
 * its last working day; with `everyMonths` 3 or 6 for every third or sixth month, `from` being the first.
 * after: the span is counted from the day after the anchor's (民法典 art. 201); a month ends on the same day of its month.
 */
export type DutyRule =
  | { type: 'monthly'; from: Month; to: Month; day: number | 'last_working_day'; everyMonths?: 3 | 6 }
  | { type: 'on'; dueOn: PlainDate }
  | { type: 'after'; anchor: Anchor; span: { count: number; unit: SpanUnit } };

/** A rule with where it comes from and the days on which it held: from `recordedOn` until the day before `withdrawnOn`. */
export interface DutySource {
  /** What the obligations' ids are made of: the indicator's id, or the first plan's where a plan names no indicator. */
  id: string;
  from: 'target' | 'plan';
  indicatorId: string | null;
  planId: string | null;
  kind: DutyKind;
  title: string;
  rule: DutyRule;
  /** Yuan by month 'YYYY-MM', or under 'once'; null or a month that is missing: any sum will do. */
  amounts: Record<string, string> | null;
  /** Working days after the due day that still count as in time. */
  graceWorkingDays: number;
  /** The target as printed. */
  printed: string | null;
  /** Stable names of the rules that decided what is not printed. */
  assumed: string[];
  recordedOn: PlainDate;
  withdrawnOn: PlainDate | null;
}

export interface DutyIndicator {
  id: string;
  level1: string;
  level2: string;
  name: string;
  rawTarget: string | null;
  recordedOn: PlainDate;
  /** 财政对…的补助 is paid into a fund, not to people (domain.md 4). */
  projectName?: string | null;
}

interface Reading {
  rule: DutyRule;
  kind: DutyKind;
  amounts?: Record<string, string>;
  graceWorkingDays?: number;
  assumed: string[];
}

interface Case {
  indicator: DutyIndicator;
  fiscalYear: number;
  parsed: ParsedTarget;
  judged: JudgedTarget;
  isTimeliness: boolean;
  kind: DutyKind;
  kindAssumed: string[];
  rules: RuleSet;
}

/**
 * The duty that an indicator's printed target says, or null. Never throws. `rules` gives the day by which a month's figure
 * is reported: until then a month's work that only the report can show is not late.
 */
export function dutyOfTarget(
  indicator: DutyIndicator,
  fiscalYear: number,
  rules: RuleSet = DEFAULT_RULE_SET,
): DutySource | null {
  const { level1, level2, name, rawTarget } = indicator;
  // Ceilings, effects and satisfaction do not say by when something is paid.
  if (/成本|效益|影响|满意/.test(level2)) return null;
  const parsed = parseTarget(rawTarget, { level2, name, fiscalYear });
  if (parsed.kind === 'percentage' || (parsed.parts !== undefined && parsed.parts.length > 1)) return null;
  const { kind, assumed: kindAssumed } = kindOf(indicator, parsed);
  const judged = judgedTarget(parsed, { level1, level2, name, fiscalYear });
  const isTimeliness = /时效/.test(level2);
  const c: Case = { indicator, fiscalYear, parsed, judged, isTimeliness, kind, kindAssumed, rules };
  // Of quantities and qualities only what says that money is paid: 每月培训 1 次 has no deadline.
  const reading = isTimeliness || kind !== 'work' ? (fromTarget(c) ?? fromName(c)) : null;
  if (reading === null) return null;
  return {
    id: indicator.id,
    from: 'target',
    indicatorId: indicator.id,
    planId: null,
    kind: reading.kind,
    title: titleOf(name),
    rule: reading.rule,
    amounts: reading.amounts ?? null,
    graceWorkingDays: reading.graceWorkingDays ?? 0,
    printed: rawTarget,
    assumed: reading.assumed,
    recordedOn: indicator.recordedOn,
    withdrawnOn: null,
  };
}

function fromTarget(c: Case): Reading | null {
  const { kind, anchor } = c.parsed;
  if (kind === 'period') return fromPeriod(c);
  if (kind === 'frequency') return fromFrequency(c);
  if (kind === 'duration' && anchor !== undefined) return fromSpan(c, anchor);
  return kind === 'date' || kind === 'duration' ? fromDate(c) : null;
}

/** 12月31日前, 2023年10月, 2023年底, 1年: what `judgedTarget` takes for a due day. 45 天 for a case is none. */
function fromDate({ judged, kind, kindAssumed }: Case): Reading | null {
  if (judged.measure !== 'date' || judged.value === null) return null;
  const assumed = [...judged.assumed, ...kindAssumed];
  return { rule: { type: 'on', dueOn: judged.value }, kind, assumed };
}

/** 1月—12月: each month of it that lies in the fiscal year; a span within one month ends on its last day. */
function fromPeriod(c: Case): Reading | null {
  const { curve, assumed } = c.judged;
  if (curve.type !== 'monthly' || curve.from === undefined || curve.to === undefined) return null;
  if (curve.from === curve.to) {
    const { value } = c.parsed;
    const end = typeof value === 'object' && value !== null && 'from' in value ? value.to : '';
    const dueOn = isPlainDate(end) && monthOf(end) === curve.to ? end : lastDayOf(curve.to);
    return { rule: { type: 'on', dueOn }, kind: c.kind, assumed: [...assumed, ...c.kindAssumed] };
  }
  return monthly(c, curve.from, curve.to, assumed);
}

/** 按月发放, 每月15日前, 按季拨付. How often something is done in a year without a rhythm (2次/年) is no deadline. */
function fromFrequency(c: Case): Reading | null {
  const { value } = c.parsed;
  if (typeof value !== 'object' || value === null || !('per' in value) || value.count !== 1) return null;
  const year = c.fiscalYear;
  const december = monthOfYear(year, 12);
  const per = value.per.replace(/^每个?/, '');
  if (per === '月') return monthly(c, monthOfYear(year, 1), december, []);
  if (per === '季' || per === '季度') return monthly(c, monthOfYear(year, 3), december, [], 3);
  if (per === '半年') return monthly(c, monthOfYear(year, 6), december, [], 6);
  if (per !== '年') return null;
  const rule: DutyRule = { type: 'on', dueOn: lastDayOf(december) };
  return { rule, kind: c.kind, assumed: ['year-as-year-end', ...c.kindAssumed] };
}

/**
 * The day is the printed one (每月15日前), else the last working day [advice]. A month's work without a payment is seen from
 * the month's report alone: it is due with the month and late when the report is.
 */
function monthly(c: Case, from: Month, to: Month, assumed: readonly string[], everyMonths?: 3 | 6): Reading {
  const every = everyMonths === undefined ? {} : { everyMonths };
  const printed = /每个?月的?(\d{1,2})(?:日|号)/.exec((c.parsed.raw ?? '').replace(/\s/g, ''));
  const day = printed === null ? null : Number(printed[1]);
  if (c.kind === 'work') {
    return {
      rule: { type: 'monthly', from, to, day: day ?? 31, ...every },
      kind: 'work',
      graceWorkingDays: c.rules.reportByWorkingDay,
      assumed: [...assumed, ...(day === null ? ['month-end'] : []), 'grace-until-reported', ...c.kindAssumed],
    };
  }
  return {
    rule: { type: 'monthly', from, to, day: day ?? 'last_working_day', ...every },
    kind: c.kind,
    assumed: [...assumed, ...(day === null ? ['last-working-day'] : []), ...c.kindAssumed],
  };
}

const SPAN_UNITS: Readonly<Record<string, { unit: SpanUnit; times: number }>> = {
  工作日: { unit: 'working_day', times: 1 },
  日: { unit: 'day', times: 1 },
  天: { unit: 'day', times: 1 },
  周: { unit: 'day', times: 7 },
  月: { unit: 'month', times: 1 },
  年: { unit: 'month', times: 12 },
};

/** 指标形成后10个工作日, 文件下达后1个月内. What runs for each case (接到投诉后15日内) is no duty of the project. */
function fromSpan(c: Case, anchorText: string): Reading | null {
  const unit = SPAN_UNITS[c.parsed.unit ?? ''];
  const count = c.parsed.value;
  if (unit === undefined || typeof count !== 'number' || !Number.isInteger(count) || count < 1) return null;
  const anchor = anchorOf(anchorText);
  if (anchor === 'other' && c.kind === 'work') return null;
  const money = anchor !== 'other' && c.kind === 'work';
  return {
    rule: { type: 'after', anchor, span: { count: count * unit.times, unit: unit.unit } },
    // Neither name nor target says what is done: after a quota or its document money is passed on.
    kind: money ? 'allotment' : c.kind,
    assumed: money ? ['anchor-of-money'] : c.kindAssumed,
  };
}

function anchorOf(text: string): Anchor {
  if (/文件|通知|文号|印发/.test(text)) return 'document_issued';
  return /指标|预算|额度|资金(?:下达|文)/.test(text) ? 'quota_formed' : 'other';
}

/** 2023年3月需发放: by the end of that month, the printed amount in full. 按月发放…: every month. */
function fromName(c: Case): Reading | null {
  if (c.kind === 'work') return null;
  const { name } = c.indicator;
  const month = monthInName(name);
  if (month !== null && yearOf(month) === c.fiscalYear && /需|应|前|底|内|发放|支付|拨付/.test(name)) {
    const { measure, unit, value } = c.judged;
    const amount = measure === 'cumulative' && unit === '元' && value !== null ? exact(value) : null;
    return {
      rule: { type: 'on', dueOn: lastDayOf(month) },
      kind: c.kind,
      ...(amount?.gt(0) === true ? { amounts: { once: amount.toFixed(2) } } : {}),
      assumed: ['month-in-name', 'month-as-month-end', ...c.kindAssumed],
    };
  }
  if (!/(?:按|逐|分)月/.test(name) || /率/.test(name)) return null;
  return monthly(c, monthOfYear(c.fiscalYear, 1), monthOfYear(c.fiscalYear, 12), ['monthly-in-name']);
}

const TO_FUND = /财政专户|基金专户|拨入|划入|上解/;
const TO_PEOPLE = /发放|支付|缴费|缴纳|代发|到人|到个人|到户|一卡通|社保卡/;
const PASSED_ON = /拨付|下达|到位|下拨|拨款|划拨|划转|配套/;
/** Wages that employers owe: watching over them is work (保障农民工工资支付条例), not a payment of the bureau. */
const OWED_BY_OTHERS = /农民工|欠薪|用人单位|拖欠/;

/** From the name's words, then from the target's; a span's anchor (文件下达后) says nothing about what is to be done. */
function kindOf(indicator: DutyIndicator, parsed: ParsedTarget): { kind: DutyKind; assumed: string[] } {
  const anchor = parsed.anchor ?? '';
  const target =
    anchor === '' ? (indicator.rawTarget ?? '') : (indicator.rawTarget ?? '').replace(anchor, '');
  for (const text of [indicator.name, target]) {
    if (OWED_BY_OTHERS.test(text)) return { kind: 'work', assumed: [] };
    if (TO_FUND.test(text)) return { kind: 'allotment', assumed: [] };
    if (TO_PEOPLE.test(text)) {
      return /^财政对.*补助/.test(indicator.projectName ?? '')
        ? { kind: 'allotment', assumed: ['fund-subsidy-is-allotment'] }
        : { kind: 'payment', assumed: [] };
    }
    if (PASSED_ON.test(text)) return { kind: 'allotment', assumed: [] };
  }
  return { kind: 'work', assumed: [] };
}

/** The name as printed, without what its column cut off (…30名,共); a name that is nothing but a year says nothing. */
function titleOf(name: string): string {
  const text = name.replace(/[。；;，,、]+共?$/, '').trim();
  return text === '' || /^\d{4}\s*年?度?$/.test(text) ? '完成年度任务' : text;
}

/** Most of what a rule may say: a span of ten years is a slip of the pen. */
const MOST_SPAN: Readonly<Record<SpanUnit, number>> = { day: 3650, working_day: 2500, month: 120 };

/** What is wrong with a rule that came from outside, in Chinese, or null. Its shape is checked by the schema before. */
export function dutyRuleFault(rule: DutyRule): string | null {
  switch (rule.type) {
    case 'on':
      return isPlainDate(rule.dueOn) ? null : '没有这一天，请按 2023-07-31 的样子填';
    case 'after': {
      const { count, unit } = rule.span;
      if (!Number.isInteger(count) || count < 1) return '期限要是大于 0 的整数';
      return count > MOST_SPAN[unit] ? '期限不能超过十年' : null;
    }
    case 'monthly': {
      const { from, to, day } = rule;
      if (!isMonth(from) || !isMonth(to)) return '起止月份请按 2023-07 的样子填';
      if (to < from) return '结束月份不能早于开始月份';
      if (yearOf(to) - yearOf(from) > 1) return '起止月份不能超过两个年度';
      if (day === 'last_working_day') return null;
      return Number.isInteger(day) && day >= 1 && day <= 31 ? null : '每月几日要在 1 到 31 之间';
    }
  }
}

/** As `dutyRuleFault`, for the amounts beside the rule: yuan above 0, under the months of the rule or under 'once'. */
export function dutyAmountsFault(rule: DutyRule, amounts: Readonly<Record<string, string>>): string | null {
  const keys = new Set(keysOf(rule));
  for (const [key, amount] of Object.entries(amounts)) {
    if (!keys.has(key)) return rule.type === 'monthly' ? `${key} 不在起止月份内` : '金额只能填一笔';
    if (!isDecimalText(amount) || !exact(amount).gt(0)) return '金额须大于 0';
    if (exact(amount).decimalPlaces() > 2) return '金额最多两位小数';
  }
  return null;
}

/** One key for each obligation of the rule: its month, or 'once'. */
export function keysOf(rule: DutyRule): string[] {
  if (rule.type !== 'monthly') return ['once'];
  const keys: string[] = [];
  for (let month = rule.from; month <= rule.to; month = addMonths(month, rule.everyMonths ?? 1))
    keys.push(month);
  return keys;
}

/** Whether it is one of `keysOf`, without making them. */
export function hasKey(rule: DutyRule, key: string): boolean {
  if (rule.type !== 'monthly') return key === 'once';
  const { from, to, everyMonths } = rule;
  if (key < from || key > to) return false;
  return everyMonths === undefined || monthsBetween(from, key) % everyMonths === 0;
}

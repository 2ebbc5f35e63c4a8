/** A duty's rule and what was assumed about it, in words for the reader. */
import { addMonths, monthNumber, monthOf, monthOfYear, yearOf, type Month } from './calendar.ts';
import { LANGUAGES, OFFICE_LANGUAGE, type Language } from './language.ts';
import type { Anchor, DutyRule, SpanUnit } from './obligation-rule.ts';
import { monthWords } from './quantity.ts';

interface DutyWords {
  /** A month with its year. */
  month: (month: Month) => string;
  on: (month: Month, day: number) => string;
  anchors: Readonly<Record<Anchor, string>>;
  /** What an event that has not happened yet is followed by: the start of every rule that waits for it. */
  after: (anchor: string) => string;
  within: (count: number, unit: SpanUnit, after: string) => string;
  every: Readonly<Record<1 | 3 | 6, string>>;
  lastWorkingDay: string;
  monthEnd: string;
  day: (day: number) => string;
  monthly: (every: string, day: string) => string;
  /** A span of one month only. */
  inMonth: (month: string, day: string) => string;
  fromTo: (from: string, to: string, words: string) => string;
  assumptions: Readonly<Record<Assumption, string>>;
}

const ASSUMPTIONS = [
  'last-working-day',
  'month-end',
  'grace-until-reported',
  'months-done',
  'period-clipped-to-year',
  'monthly-in-name',
  'month-in-name',
  'month-as-month-end',
  'year-as-year-end',
  'years-as-year-end',
  'year-from-fiscal-year',
  'date-as-deadline',
  'anchor-of-money',
  'fund-subsidy-is-allotment',
  'unlinked-in-the-month',
  'unlinked-of-the-year',
] as const;
/** Rules in `assumed` (of a duty or of a step) that a reader sees. Those of `judgedTarget` about numbers are not here. */
type Assumption = (typeof ASSUMPTIONS)[number];

const SPANS: Readonly<Record<SpanUnit, string>> = { day: '天', working_day: '个工作日', month: '个月' };

const zhCN: DutyWords = {
  month: (month) => `${String(yearOf(month))} 年 ${String(monthNumber(month))} 月`,
  on: (month, day) => `${zhCN.month(month)} ${String(day)} 日前`,
  anchors: { document_issued: '文件下达', quota_formed: '指标形成', other: '登记的事项' },
  after: (anchor) => `${anchor}后`,
  within: (count, unit, after) => `${after} ${String(count)} ${SPANS[unit]}内`,
  every: { 1: '每月', 3: '每季度末月', 6: '每半年末月' },
  lastWorkingDay: '最后一个工作日前',
  monthEnd: '月底前',
  day: (day) => `${String(day)} 日前`,
  // A day number stands off the word before it.
  monthly: (every, day) => (/^\d/.test(day) ? `${every} ${day}` : `${every}${day}`),
  inMonth: (month, day) => zhCN.monthly(month, day),
  fromTo: (from, to, words) => `${from}到 ${to}，${words}`,
  assumptions: {
    'last-working-day': '没有印每月几日，按最后一个工作日',
    'month-end': '没有印每月几日，按月底',
    'grace-until-reported': '当月做没做到看月报，报数期限内不算逾期',
    'months-done': '按起止月份，每月一次',
    'period-clipped-to-year': '只取本年度内的月份',
    'monthly-in-name': '名称写明按月',
    'month-in-name': '名称写明月份',
    'month-as-month-end': '只印到月，按月底',
    'year-as-year-end': '只印到年，按年底',
    'years-as-year-end': '只印“1年”，按年底',
    'year-from-fiscal-year': '没有印年份，按本年度',
    'date-as-deadline': '日期按期限理解',
    'anchor-of-money': '没有写做什么，按拨付资金',
    'fund-subsidy-is-allotment': '财政对基金的补助按拨付，不算发放到人',
    'unlinked-in-the-month': '没有指明用途的支付，计入当月唯一的应付项',
    'unlinked-of-the-year': '没有指明用途的支付，计入全年唯一的应付项',
  },
};

const ENGLISH_SPANS: Readonly<Record<SpanUnit, string>> = {
  day: 'day',
  working_day: 'working day',
  month: 'month',
};

const en: DutyWords = {
  month: (month) => `${monthWords(monthNumber(month), 'en')} ${String(yearOf(month))}`,
  on: (month, day) => `by ${String(day)} ${en.month(month)}`,
  anchors: {
    document_issued: 'the document is issued',
    quota_formed: 'the quota is formed',
    other: 'the recorded event',
  },
  after: (anchor) => `after ${anchor}`,
  within: (count, unit, after) =>
    `within ${String(count)} ${ENGLISH_SPANS[unit]}${count === 1 ? '' : 's'} ${after}`,
  every: { 1: 'every month', 3: 'every quarter’s last month', 6: 'every half-year’s last month' },
  lastWorkingDay: 'by the last working day',
  monthEnd: 'by the month end',
  day: (day) => `by day ${String(day)}`,
  monthly: (every, day) => `${every} ${day}`,
  inMonth: (month, day) => `${month}, ${day}`,
  fromTo: (from, to, words) => `${from} to ${to}, ${words}`,
  assumptions: {
    'last-working-day': 'no day of the month printed, taken as the last working day',
    'month-end': 'no day of the month printed, taken as the month end',
    'grace-until-reported':
      'whether it was done in the month shows in the monthly report; not overdue before that is due',
    'months-done': 'once a month from the first to the last month',
    'period-clipped-to-year': 'only the months of this year',
    'monthly-in-name': 'the name says monthly',
    'month-in-name': 'the name says the month',
    'month-as-month-end': 'only a month printed, taken as its end',
    'year-as-year-end': 'only a year printed, taken as its end',
    'years-as-year-end': 'only “1 year” printed, taken as the year end',
    'year-from-fiscal-year': 'no year printed, taken as this year',
    'date-as-deadline': 'the date is taken as a deadline',
    'anchor-of-money': 'not said what for, taken as an allotment of funds',
    'fund-subsidy-is-allotment': 'a subsidy to a fund is an allotment, not a payout to people',
    'unlinked-in-the-month': 'payments for nothing in particular count for the only duty of the month',
    'unlinked-of-the-year': 'payments for nothing in particular count for the only duty of the year',
  },
};

const WORDS: Readonly<Record<Language, DutyWords>> = { 'zh-CN': zhCN, en };

/** By when, for the reader: 每月最后一个工作日, 2023 年 12 月 31 日前, 指标形成后 10 个工作日内. */
export function dutyRuleWords(rule: DutyRule, language: Language = OFFICE_LANGUAGE): string {
  const w = WORDS[language];
  switch (rule.type) {
    case 'on':
      return w.on(monthOf(rule.dueOn), Number(rule.dueOn.slice(8)));
    case 'after':
      return w.within(rule.span.count, rule.span.unit, w.after(w.anchors[rule.anchor]));
    case 'monthly': {
      const last = rule.day === 31 ? w.monthEnd : w.day(rule.day === 'last_working_day' ? 0 : rule.day);
      const day = rule.day === 'last_working_day' ? w.lastWorkingDay : last;
      if (rule.from === rule.to) return w.inMonth(w.month(rule.from), day);
      const words = w.monthly(w.every[rule.everyMonths ?? 1], day);
      const isYear = yearOf(rule.from) === yearOf(rule.to) && rule.to.endsWith('-12');
      const first = addMonths(monthOfYear(yearOf(rule.from), 1), (rule.everyMonths ?? 1) - 1);
      return isYear && rule.from === first ? words : w.fromTo(w.month(rule.from), w.month(rule.to), words);
    }
  }
}

/** Whether a rule's words, in whichever language, say that it waits for this event. */
export function ruleWaitsFor(words: string, anchor: Anchor): boolean {
  return LANGUAGES.some((language) => words.includes(WORDS[language].after(WORDS[language].anchors[anchor])));
}

/** Null for a rule that a reader of duties need not see. */
export function dutyAssumptionWords(rule: string, language: Language = OFFICE_LANGUAGE): string | null {
  const known = ASSUMPTIONS.find((each) => each === rule);
  return known === undefined ? null : WORDS[language].assumptions[known];
}

/** A duty's rule and what was assumed about it, in words for the reader. */
import { addMonths, monthNumber, monthOf, monthOfYear, yearOf, type Month } from './calendar.ts';
import type { Anchor, DutyRule, SpanUnit } from './obligation-rule.ts';

const ANCHOR_WORDS: Readonly<Record<Anchor, string>> = {
  document_issued: '文件下达',
  quota_formed: '指标形成',
  other: '登记的事项',
};
const SPAN_WORDS: Readonly<Record<SpanUnit, string>> = { day: '天', working_day: '个工作日', month: '个月' };

/** By when, for the reader: 每月最后一个工作日, 2023 年 12 月 31 日前, 指标形成后 10 个工作日内. */
export function dutyRuleWords(rule: DutyRule): string {
  switch (rule.type) {
    case 'on':
      return `${monthWords(monthOf(rule.dueOn))} ${String(Number(rule.dueOn.slice(8)))} 日前`;
    case 'after':
      return `${ANCHOR_WORDS[rule.anchor]}后 ${String(rule.span.count)} ${SPAN_WORDS[rule.span.unit]}内`;
    case 'monthly': {
      const every = { 1: '每月', 3: '每季度末月', 6: '每半年末月' }[rule.everyMonths ?? 1];
      const last = rule.day === 31 ? '月底前' : `${String(rule.day)} 日前`;
      const day = rule.day === 'last_working_day' ? '最后一个工作日前' : last;
      // A day number stands off the word before it.
      const words = /^\d/.test(day) ? `${every} ${day}` : `${every}${day}`;
      if (rule.from === rule.to) return `${monthWords(rule.from)}${words.slice(every.length)}`;
      const isYear = yearOf(rule.from) === yearOf(rule.to) && rule.to.endsWith('-12');
      const first = addMonths(monthOfYear(yearOf(rule.from), 1), (rule.everyMonths ?? 1) - 1);
      return isYear && rule.from === first
        ? words
        : `${monthWords(rule.from)}到 ${monthWords(rule.to)}，${words}`;
    }
  }
}

function monthWords(month: Month): string {
  return `${String(yearOf(month))} 年 ${String(monthNumber(month))} 月`;
}

/** What a rule in `assumed` (of a duty or of a step) says, in Chinese. Those of `judgedTarget` about numbers have none. */
const ASSUMPTIONS: Readonly<Record<string, string>> = {
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
};

/** Null for a rule that a reader of duties need not see. */
export function dutyAssumptionWords(rule: string): string | null {
  return ASSUMPTIONS[rule] ?? null;
}

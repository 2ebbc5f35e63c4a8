/**
 * Why a light is what it is, as one Chinese sentence with its numbers (pages/guide.md §3): what is there, what is due, by
 * when, and the cut that fired. It says what is missing and never who is at fault.
 */
import {
  daysBetween,
  monthNumber,
  monthOf,
  yearOf,
  type PlainDate,
  type WorkingCalendar,
} from './calendar.ts';
import { isPercentUnit, isWholeUnit } from './indicator-words.ts';
import { lightOfRatio, type Grade, type Judgement } from './judge.ts';
import type { Light, RuleSet } from './light.ts';
import { exact, formatNumber, formatWanyuan } from './money.ts';
import { oneDueDay } from './pace.ts';
import { missingReport, nextReport, reportDueOn } from './report-due.ts';
import type { JudgedTarget } from './target.ts';

export interface ExplainOptions {
  today: PlainDate;
  fiscalYear: number;
  rules: RuleSet;
  calendar: WorkingCalendar;
  /** The indicator's name, to begin the sentence with (取证人数 → 取证 302 人); without it: 实际 302 人. */
  name?: string;
}

/** The words of the lights (contract, Enums). */
export const LIGHT_WORDS: Readonly<Record<Light, string>> = {
  normal: '正常',
  ahead: '超前',
  not_due: '未到期',
  awaiting_event: '待触发',
  attention: '关注',
  lagging: '滞后',
  unreported: '未报',
  severe: '严重滞后',
  undeterminable: '无法判定',
};

/** The three levels of 财预〔2020〕10号, by which qualitative targets are graded. */
export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  achieved: '达成年度指标',
  partly: '部分达成年度指标并具有一定效果',
  not_achieved: '未达成年度指标且效果较差',
};

/** Why the indicator has its light, on the day it was judged. No full stop at the end. */
export function explainIndicator(
  judgement: Judgement,
  target: JudgedTarget,
  options: ExplainOptions,
): string {
  if (judgement.light === 'undeterminable') return target.reason ?? '目标还不能判定，请补上数值或判定标准';
  if (judgement.light === 'unreported') return titled(options, explainMissing(judgement, target, options));
  if (judgement.actual === null && target.measure !== 'date') {
    return titled(options, explainNotAsked(judgement, target, options));
  }
  switch (target.measure) {
    case 'date':
      return titled(options, explainDate(judgement, options));
    case 'grade':
      return titled(options, explainGrade(judgement));
    case 'cumulative':
    case 'level': {
      const start = `${subjectOf(options.name)} ${quantity(judgement.actual ?? '0', target.unit)}`;
      return `${start}，${explainNumber(judgement, target, options)}`;
    }
    case 'none':
      return target.reason ?? '目标还不能判定，请补上数值或判定标准';
  }
}

/** Why the money has its light. `budget` is the adjusted budget in yuan, null when there is none. */
export function explainMoney(
  judgement: Judgement,
  money: { budget: string | null; executed: string },
  options: { fiscalYear: number; rules: RuleSet },
): string {
  const { light, expected, ratio, actualThrough } = judgement;
  if (light === 'undeterminable' || money.budget === null) return '没有预算数，请录入年度预算';
  const budget = exact(money.budget);
  const executed = exact(money.executed);
  if (actualThrough === null) {
    const start = `全年预算 ${yuan(money.budget)}，还没有支付记录`;
    return light === 'severe'
      ? `${start}，${cutFired('severe', options.rules)}`
      : `${start}，还没有到该支付的时候`;
  }
  const over = executed.gt(budget)
    ? `，超预算 ${yuan(executed.minus(budget).toFixed(2))}（预算 ${yuan(money.budget)}）`
    : '';
  const start = `已执行 ${yuan(money.executed)}${over}，${dayWords(actualThrough, options.fiscalYear)}`;
  if (ratio === null || expected === null) return `${start}还没有应达数`;
  return `${start}应达 ${yuan(expected)}，${ratioSentence(ratio, light, options.rules)}`;
}

function explainNumber(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  const { light, ratio } = judgement;
  if (target.direction === 'at_most') return explainCeiling(judgement, target, options.rules);
  if (ratio === null || light === 'not_due') return explainNothingDue(judgement, target, options.fiscalYear);
  if (target.measure === 'level') return explainLevel(judgement, target, options.rules);
  const reached = exact(judgement.actual ?? '0').gte(target.value ?? '0');
  if (reached && light === 'normal') return `已达全年目标 ${quantity(target.value ?? '0', target.unit)}`;
  const due = oneDueDay(target.curve, options.fiscalYear);
  const when =
    due === null ? monthEndWords(judgement.actualThrough ?? '') : dayWords(due, options.fiscalYear);
  const expected = expectedQuantity(judgement.expected ?? '0', target.unit);
  const byRatio = lightOfRatio(ratio, options.rules);
  if (light === 'normal' && byRatio !== 'normal') {
    const not = byRatio === 'ahead' ? '不算超前' : '不算滞后';
    return `${when}应达 ${expected}，相差不到 ${quantity('1', target.unit)}，${not}`;
  }
  return `${when}应达 ${expected}，${ratioSentence(ratio, light, options.rules)}`;
}

function explainLevel({ actual, ratio, light }: Judgement, target: JudgedTarget, rules: RuleSet): string {
  const goal = quantity(target.value ?? '0', target.unit);
  const gap = exact(actual ?? '0').minus(target.value ?? '0');
  if (light === 'ahead') return `目标 ${goal}，${ratioSentence(ratio ?? 0, light, rules)}`;
  if (gap.isZero()) return `等于目标 ${goal}`;
  if (gap.gt(0)) {
    // A space parts 高 from a number or a sign (90% 高), not from a word (4,560 人高).
    const space = /\p{Script=Han}$/u.test(goal) ? '' : ' ';
    return `比目标 ${goal}${space}高 ${difference(gap.toFixed(), target.unit)}`;
  }
  const missing = difference(gap.negated().toFixed(), target.unit);
  return `目标 ${goal}，差 ${missing}，${ratioSentence(ratio ?? 0, light, rules)}`;
}

function explainCeiling({ actual, ratio, light }: Judgement, target: JudgedTarget, rules: RuleSet): string {
  const ceiling = exact(target.value ?? '0');
  const limit = quantity(ceiling.toFixed(), target.unit);
  if (light === 'normal') return `没有超过上限 ${limit}`;
  const over = `超过上限 ${limit}，多 ${difference(
    exact(actual ?? '0')
      .minus(ceiling)
      .toFixed(),
    target.unit,
  )}`;
  if (ceiling.isZero()) return `${over}；上限是 0，出现即为${LIGHT_WORDS[light]}`;
  if (ratio === null || ratio >= rules.attentionBelow) return `${over}；超过上限即为关注`;
  return `${over}；上限是实际的 ${ratioWords(ratio, rules)}，${cutFired(light, rules)}`;
}

/** An actual is there and nothing is compared with it yet. */
function explainNothingDue(judgement: Judgement, target: JudgedTarget, fiscalYear: number): string {
  const whole = quantity(target.value ?? '0', target.unit);
  if (exact(target.value ?? '0').isZero()) return `目标是 ${whole}，有就算达到`;
  const due = oneDueDay(target.curve, fiscalYear);
  if (due !== null) {
    const reached = judgement.light === 'normal';
    return reached ? `已达全年目标 ${whole}` : `${dayWords(due, fiscalYear)}到期，应达 ${whole}，还没到`;
  }
  const when = monthEndWords(judgement.actualThrough ?? '');
  // Of the other curves an even one always expects something, if only a part of a piece.
  if (target.curve.type === 'monthly' || judgement.ratio === null) return `${when}还没有应达数`;
  return `${when}按进度还不满 ${quantity('1', target.unit)}，没有也不算滞后`;
}

function explainMissing(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  const month = missingReport({ ...options, target, lastReported: lastReportedOf(judgement) });
  const last =
    judgement.actualThrough === null ? '还没有报过' : `上次报到 ${monthEndWords(judgement.actualThrough)}`;
  if (month === null) return `该报的数未报；${last}`;
  const due = dayWords(reportDueOn(options.calendar, month, options.rules), options.fiscalYear);
  return `${String(monthNumber(month))} 月的${whatIsReported(target)}到 ${due}该报，未报；${last}`;
}

function explainNotAsked(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  const next = nextReport({ ...options, target, lastReported: lastReportedOf(judgement) });
  if (next === null) return '还没有要报的数';
  const due = dayWords(next.dueOn, options.fiscalYear);
  return `${String(monthNumber(next.month))} 月的${whatIsReported(target)} ${due}前报，还没到期`;
}

function explainDate({ actual, expected, light }: Judgement, options: ExplainOptions): string {
  const due = expected ?? '';
  const deadline = `期限 ${dayWords(due, options.fiscalYear)}`;
  if (actual === null) {
    if (light === 'not_due') return `${deadline}，还没到`;
    return `${deadline}，已过 ${String(daysBetween(due, options.today))} 天，还没有完成日期`;
  }
  const done = `${dayWords(actual, options.fiscalYear)}完成，${deadline}`;
  return light === 'normal' ? done : `${done}，晚 ${String(daysBetween(due, actual))} 天`;
}

function explainGrade({ actual, actualThrough }: Judgement): string {
  const grade = actual as Grade;
  const graded = `${monthEndWords(actualThrough ?? '')}评为“${GRADE_WORDS[grade]}”`;
  switch (grade) {
    case 'achieved':
      return graded;
    case 'partly':
      return `${graded}，在 60%–80% 档，为滞后`;
    case 'not_achieved':
      return `${graded}，在 60% 以下档，为严重滞后`;
  }
}

function ratioSentence(ratio: number, light: Light, rules: RuleSet): string {
  const sentence = `完成比 ${ratioWords(ratio, rules)}，${cutFired(light, rules)}`;
  return light === 'ahead' ? `${sentence}，请看目标是否偏低` : sentence;
}

/** The cut that made the light. */
function cutFired(light: Light, rules: RuleSet): string {
  if (light === 'severe') return `低于 ${cutWords(rules.severeBelow)}`;
  if (light === 'lagging') return `低于 ${cutWords(rules.laggingBelow)}`;
  if (light === 'attention') return `低于 ${cutWords(rules.attentionBelow)}`;
  if (light === 'ahead') return `达到 ${cutWords(rules.aheadFrom)}`;
  return `不低于 ${cutWords(rules.attentionBelow)}`;
}

function cutWords(cut: number): string {
  return `${formatNumber(exact(cut).times(100), 2)}%`;
}

/** Whole percent, with as many decimals more as it takes not to round over a cut: 59.96 %, not 60 % below 60 %. */
function ratioWords(ratio: number, rules: RuleSet): string {
  const percent = exact(ratio).times(100);
  for (let decimals = 0; decimals < 4; decimals += 1) {
    const rounded = percent.toDecimalPlaces(decimals);
    if (lightOfRatio(rounded.dividedBy(100).toNumber(), rules) === lightOfRatio(ratio, rules)) {
      return `${formatNumber(rounded, decimals)}%`;
    }
  }
  return `${formatNumber(percent, 4)}%`;
}

/** A number with its unit, money from 10,000 yuan in 万元: `302 人`, `93.4%`, `33.00 万元`, `6 个月`. */
export function quantity(value: string, unit: string | null): string {
  if (unit === '元' && exact(value).abs().gte(10_000)) return `${formatWanyuan(value)} 万元`;
  const number = formatNumber(value, 2);
  if (unit === null) return number;
  return isPercentUnit(unit) ? `${number}${unit}` : `${number} ${unitWords(unit)}`;
}

/** What is expected of pieces is a thought, not a count: whole from ten on, one decimal below. */
function expectedQuantity(expected: string, unit: string | null): string {
  if (!isWholeUnit(unit)) return quantity(expected, unit);
  return quantity(
    exact(expected)
      .toDecimalPlaces(exact(expected).gte(10) ? 0 : 1)
      .toFixed(),
    unit,
  );
}

/** A difference of two percentages is in points. */
export function difference(value: string, unit: string | null): string {
  return isPercentUnit(unit)
    ? `${formatNumber(value, 2)} 个${unit === '%' ? '百' : '千'}分点`
    : quantity(value, unit);
}

function unitWords(unit: string): string {
  if (unit === '月') return '个月';
  return unit.replaceAll('(', '（').replaceAll(')', '）');
}

function yuan(amount: string): string {
  return `${formatWanyuan(amount)} 万元`;
}

/** `7 月 7 日`, with the year when it is not the fiscal year. */
export function dayWords(day: PlainDate, fiscalYear: number): string {
  const words = `${String(monthNumber(day))} 月 ${String(Number(day.slice(8)))} 日`;
  return yearOf(day) === fiscalYear ? words : `${String(yearOf(day))} 年 ${words}`;
}

function monthEndWords(day: PlainDate): string {
  return `${String(monthNumber(day))} 月末`;
}

/** 数 or, of words, 评定. */
export function whatIsReported({ measure }: JudgedTarget): string {
  return measure === 'grade' ? '评定' : '数';
}

function lastReportedOf({ actualThrough }: Judgement): string | null {
  return actualThrough === null ? null : monthOf(actualThrough);
}

/** 取证人数 → 取证: the name without the word that the unit repeats. */
function subjectOf(name: string | undefined): string {
  const subject = (name ?? '')
    .replace(/[（(][^（()）]*[)）]\s*$/, '')
    .replace(/(人数|次数|数量|(?<![指系倍参])数)$/, '')
    .trim();
  return subject === '' ? '实际' : subject;
}

function titled({ name }: ExplainOptions, sentence: string): string {
  return name === undefined ? sentence : `${name}：${sentence}`;
}

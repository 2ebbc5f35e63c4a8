/**
 * Why a light is what it is, as one sentence with its numbers (pages/guide.md §3): what is there, what is due, by
 * when, and the cut that fired. It says what is missing and never who is at fault.
 */
import { daysBetween, monthNumber, monthOf, type PlainDate, type WorkingCalendar } from './calendar.ts';
import { targetInEnglish } from './english-targets.ts';
import { namedReason } from './explain-name.ts';
import { EXPLAIN_WORDS, type ExplainWords } from './explain-words.ts';
import { isWholeUnit } from './indicator-words.ts';
import { lightOfRatio, type Grade, type Judgement } from './judge.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import type { Light, RuleSet } from './light.ts';
import { exact, formatNumber } from './money.ts';
import { oneDueDay } from './pace.ts';
import { dayWords, difference, monthEndWords, monthWords, quantity, wanyuanWords } from './quantity.ts';
import { missingReport, nextReport, reportDueOn } from './report-due.ts';
import type { JudgedTarget } from './target.ts';

export interface ExplainOptions {
  today: PlainDate;
  fiscalYear: number;
  rules: RuleSet;
  calendar: WorkingCalendar;
  /** The indicator's name, to begin the sentence with (取证人数 → 取证 302 人); without it: 实际 302 人. */
  name?: string;
  /** Of the reader; without it the office's. */
  language?: Language;
}

/** Why the indicator has its light, on the day it was judged. No full stop at the end. */
export function explainIndicator(
  judgement: Judgement,
  target: JudgedTarget,
  options: ExplainOptions,
): string {
  if (judgement.light === 'undeterminable' || target.measure === 'none') {
    return reasonOf(target, options);
  }
  const why = explainUnnamed(judgement, target, options);
  return options.name === undefined ? why : namedReason(why, options.name, options.language);
}

/** Why it cannot be judged. */
function reasonOf({ reason }: JudgedTarget, options: ExplainOptions): string {
  if (reason === null) return wordsOf(options).cannotJudge;
  return options.language === 'en' ? targetInEnglish(reason) : reason;
}

function explainUnnamed(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  if (judgement.light === 'unreported') return explainMissing(judgement, target, options);
  if (judgement.actual === null && target.measure !== 'date') {
    return explainNotAsked(judgement, target, options);
  }
  if (target.measure === 'date') return explainDate(judgement, options);
  if (target.measure === 'grade') return explainGrade(judgement, options);
  const w = wordsOf(options);
  const start = `${w.actual} ${quantity(judgement.actual ?? '0', target.unit, options.language)}`;
  return start + w.clause + explainNumber(judgement, target, options);
}

/** Why the money has its light. `budget` is the adjusted budget in yuan, null when there is none. */
export function explainMoney(
  judgement: Judgement,
  money: { budget: string | null; executed: string },
  options: Pick<ExplainOptions, 'fiscalYear' | 'rules' | 'language'>,
): string {
  const { light, expected, ratio, actualThrough } = judgement;
  const { language, rules } = options;
  const w = wordsOf(options);
  if (light === 'undeterminable' || money.budget === null) return w.noBudget;
  const executed = exact(money.executed);
  if (actualThrough === null) {
    const start = w.unpaid(wanyuanWords(money.budget, language)) + w.clause;
    return start + (light === 'severe' ? cutFired('severe', rules, w) : w.unpaidYet);
  }
  const parts = [w.executed(wanyuanWords(money.executed, language))];
  if (executed.gt(money.budget)) {
    const over = wanyuanWords(executed.minus(money.budget).toFixed(2), language);
    parts.push(w.overBudget(over, wanyuanWords(money.budget, language)));
  }
  const when = dayWords(actualThrough, options.fiscalYear, language);
  if (ratio === null || expected === null) parts.push(w.nothingExpected(when));
  else parts.push(w.expected(when, wanyuanWords(expected, language)), ratioSentence(ratio, light, rules, w));
  return parts.join(w.clause);
}

function explainNumber(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  const { light, ratio } = judgement;
  const { language, rules } = options;
  const w = wordsOf(options);
  if (target.direction === 'at_most') return explainCeiling(judgement, target, options);
  if (ratio === null || light === 'not_due') return explainNothingDue(judgement, target, options);
  if (target.measure === 'level') return explainLevel(judgement, target, options);
  const reached = exact(judgement.actual ?? '0').gte(target.value ?? '0');
  if (reached && light === 'normal') {
    return w.reachedYear(quantity(target.value ?? '0', target.unit, language));
  }
  const due = oneDueDay(target.curve, options.fiscalYear);
  const when =
    due === null
      ? monthEndWords(judgement.actualThrough ?? '', language)
      : dayWords(due, options.fiscalYear, language);
  const expected = w.expected(when, expectedQuantity(judgement.expected ?? '0', target.unit, language));
  const byRatio = lightOfRatio(ratio, rules);
  const rest =
    light === 'normal' && byRatio !== 'normal'
      ? w.withinOne(quantity('1', target.unit, language), byRatio === 'ahead')
      : ratioSentence(ratio, light, rules, w);
  return expected + w.clause + rest;
}

function explainLevel(
  { actual, ratio, light }: Judgement,
  target: JudgedTarget,
  options: ExplainOptions,
): string {
  const { language, rules } = options;
  const w = wordsOf(options);
  const goal = quantity(target.value ?? '0', target.unit, language);
  const gap = exact(actual ?? '0').minus(target.value ?? '0');
  if (light === 'ahead') return w.target(goal) + w.clause + ratioSentence(ratio ?? 0, light, rules, w);
  if (gap.isZero()) return w.equal(goal);
  if (gap.gt(0)) return w.above(goal, difference(gap.toFixed(), target.unit, language));
  const missing = w.short(difference(gap.negated().toFixed(), target.unit, language));
  return [w.target(goal), missing, ratioSentence(ratio ?? 0, light, rules, w)].join(w.clause);
}

function explainCeiling(
  { actual, ratio, light }: Judgement,
  target: JudgedTarget,
  options: ExplainOptions,
): string {
  const { language, rules } = options;
  const w = wordsOf(options);
  const ceiling = exact(target.value ?? '0');
  const limit = quantity(ceiling.toFixed(), target.unit, language);
  if (light === 'normal') return w.withinCeiling(limit);
  const excess = exact(actual ?? '0').minus(ceiling);
  const over = w.overCeiling(limit, difference(excess.toFixed(), target.unit, language)) + w.afterwards;
  if (ceiling.isZero()) return over + w.zeroCeiling(w.lights[light]);
  if (ratio === null || ratio >= rules.attentionBelow) return over + w.anyOverIsWatch;
  return over + w.ceilingShare(ratioWords(ratio, rules)) + w.clause + cutFired(light, rules, w);
}

/** An actual is there and nothing is compared with it yet. */
function explainNothingDue(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  const { fiscalYear, language } = options;
  const w = wordsOf(options);
  const whole = quantity(target.value ?? '0', target.unit, language);
  if (exact(target.value ?? '0').isZero()) return w.zeroTarget(whole);
  const due = oneDueDay(target.curve, fiscalYear);
  if (due !== null) {
    const reached = judgement.light === 'normal';
    return reached ? w.reachedYear(whole) : w.dueLater(dayWords(due, fiscalYear, language), whole);
  }
  const when = monthEndWords(judgement.actualThrough ?? '', language);
  // Of the other curves an even one always expects something, if only a part of a piece.
  if (target.curve.type === 'monthly' || judgement.ratio === null) return w.nothingExpected(when);
  return w.notOneYet(when, quantity('1', target.unit, language));
}

function explainMissing(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  const { language, fiscalYear } = options;
  const w = wordsOf(options);
  const month = missingReport({ ...options, target, lastReported: lastReportedOf(judgement) });
  const last =
    judgement.actualThrough === null
      ? w.neverReported
      : w.reportedTo(monthEndWords(judgement.actualThrough, language));
  if (month === null) return w.missing + w.afterwards + last;
  const due = dayWords(reportDueOn(options.calendar, month, options.rules), fiscalYear, language);
  const what = w.missingMonth(monthWords(monthNumber(month), language), whatIsReported(target, w), due);
  return what + w.afterwards + last;
}

function explainNotAsked(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string {
  const { language } = options;
  const w = wordsOf(options);
  const next = nextReport({ ...options, target, lastReported: lastReportedOf(judgement) });
  if (next === null) return w.nothingToReport;
  const due = dayWords(next.dueOn, options.fiscalYear, language);
  return w.nextReport(monthWords(monthNumber(next.month), language), whatIsReported(target, w), due);
}

function explainDate({ actual, expected, light }: Judgement, options: ExplainOptions): string {
  const { fiscalYear, language } = options;
  const w = wordsOf(options);
  const due = expected ?? '';
  const deadline = w.deadline(dayWords(due, fiscalYear, language));
  if (actual === null) {
    const rest = light === 'not_due' ? w.notYet : w.passed(daysBetween(due, options.today));
    return deadline + w.clause + rest;
  }
  const done = w.done(dayWords(actual, fiscalYear, language)) + w.clause + deadline;
  return light === 'normal' ? done : done + w.clause + w.late(daysBetween(due, actual));
}

function explainGrade({ actual, actualThrough }: Judgement, options: ExplainOptions): string {
  const w = wordsOf(options);
  const grade = actual as Grade;
  const graded = w.graded(monthEndWords(actualThrough ?? '', options.language), w.grades[grade]);
  switch (grade) {
    case 'achieved':
      return graded;
    case 'partly':
      return graded + w.clause + w.gradedPartly;
    case 'not_achieved':
      return graded + w.clause + w.gradedNot;
  }
}

function ratioSentence(ratio: number, light: Light, rules: RuleSet, w: ExplainWords): string {
  const parts = [w.ratio(ratioWords(ratio, rules)), cutFired(light, rules, w)];
  if (light === 'ahead') parts.push(w.tooLow);
  return parts.join(w.clause);
}

/** The cut that made the light. */
function cutFired(light: Light, rules: RuleSet, w: ExplainWords): string {
  if (light === 'severe') return w.below(cutWords(rules.severeBelow));
  if (light === 'lagging') return w.below(cutWords(rules.laggingBelow));
  if (light === 'attention') return w.below(cutWords(rules.attentionBelow));
  if (light === 'ahead') return w.reaches(cutWords(rules.aheadFrom));
  return w.notBelow(cutWords(rules.attentionBelow));
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

/** What is expected of pieces is a thought, not a count: whole from ten on, one decimal below. */
function expectedQuantity(expected: string, unit: string | null, language: Language | undefined): string {
  if (!isWholeUnit(unit)) return quantity(expected, unit, language);
  return quantity(
    exact(expected)
      .toDecimalPlaces(exact(expected).gte(10) ? 0 : 1)
      .toFixed(),
    unit,
    language,
  );
}

/** The sentences in the language asked for. */
export function wordsOf({ language }: Pick<ExplainOptions, 'language'>): ExplainWords {
  return EXPLAIN_WORDS[language ?? OFFICE_LANGUAGE];
}

/** 数 or, of words, 评定. */
export function whatIsReported({ measure }: JudgedTarget, w: ExplainWords): string {
  return measure === 'grade' ? w.grading : w.figure;
}

function lastReportedOf({ actualThrough }: Judgement): string | null {
  return actualThrough === null ? null : monthOf(actualThrough);
}

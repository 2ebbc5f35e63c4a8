/** What would change a light: 再有 9 台即回到关注. One sentence without a full stop, or null when nothing simple would. */
import { Decimal } from 'decimal.js';
import { lastDayOf, monthNumber, monthOf, monthOfYear, type PlainDate } from './calendar.ts';
import { whatIsReported, wordsOf, type ExplainOptions } from './explain.ts';
import { isPercentUnit, isWholeUnit } from './indicator-words.ts';
import { cutOver, isInPieces, lightAt, lightOfRatio, type Judgement } from './judge.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import type { Light, RuleSet } from './light.ts';
import { exact, ratioDown } from './money.ts';
import { shareOn } from './pace.ts';
import { dayWords, difference, isYuan, MONEY_UNIT, monthEndWords, monthWords, quantity } from './quantity.ts';
import { missingReport, nextReport } from './report-due.ts';
import type { JudgedTarget } from './target.ts';

/** For an indicator as judged on `options.today`. */
export function changeHint(
  judgement: Judgement,
  target: JudgedTarget,
  options: ExplainOptions,
): string | null {
  const hint = hintFor(judgement, target, options);
  // A number without a unit stands next to a word: 再有 9 即回到.
  return hint === null ? null : hint.replace(/([\d%‰])(?=[\u4e00-\u9fff])/g, '$1 ');
}

function hintFor(judgement: Judgement, target: JudgedTarget, options: ExplainOptions): string | null {
  const { light, actual, actualThrough } = judgement;
  const { language } = options;
  const w = wordsOf(options);
  if (light === 'undeterminable') return null;
  if (target.measure === 'date') return dateHint(judgement, options);
  const reports = {
    ...options,
    target,
    lastReported: actualThrough === null ? null : monthOf(actualThrough),
  };
  if (light === 'unreported') {
    const month = missingReport(reports);
    if (month === null) return null;
    return w.hints.report(monthWords(monthNumber(month), language), whatIsReported(target, w));
  }
  if (actual === null || actualThrough === null) {
    const next = nextReport(reports);
    if (next === null) return null;
    return w.hints.unreportedAfter(dayWords(next.dueOn, options.fiscalYear, language));
  }
  if (target.measure === 'grade') return light === 'normal' ? null : w.hints.grade;
  if (target.direction === 'at_most') return ceilingHint(light, actual, target, options);
  const cut = cutOver(light, options.rules);
  if (cut !== null) return neededHint(cut, actual, actualThrough, target, options);
  return light === 'normal' && target.measure === 'cumulative'
    ? staysUntilHint(actual, actualThrough, target, options)
    : null;
}

/** For a project's money. */
export function changeHintMoney(
  judgement: Judgement,
  rules: RuleSet,
  language: Language = OFFICE_LANGUAGE,
): string | null {
  const cut = cutOver(judgement.light, rules);
  if (cut === null || judgement.expected === null || judgement.actual === null) return null;
  const expected = exact(judgement.expected);
  const needed = readableUp(expected.times(cut).minus(judgement.actual), MONEY_UNIT);
  const light = lightOfRatio(ratioDown(needed.plus(judgement.actual), expected), rules);
  const w = wordsOf({ language });
  return w.hints.execute(quantity(needed.toFixed(), MONEY_UNIT, language), w.lights[light]);
}

/** How much more would have had to be there at the period's end, and what light that would have made. */
function neededHint(
  cut: number,
  actual: string,
  through: PlainDate,
  target: JudgedTarget,
  options: ExplainOptions,
): string {
  const isLevel = target.measure === 'level';
  const { numerator, denominator } = isLevel
    ? { numerator: 1, denominator: 1 }
    : shareOn(target.curve, options.fiscalYear, through);
  // Divided last: a twelfth has no exact decimal, and rounding up would ask for one too many.
  const dueTimes = exact(target.value ?? '0').times(numerator);
  const atCut = dueTimes.times(cut).dividedBy(denominator);
  let needed = readableUp(atCut.minus(actual), target.unit);
  if (isInPieces(target)) {
    // Within one piece of the expectation is enough, and may be less than the cut asks for.
    const missing = dueTimes.minus(exact(actual).times(denominator)).dividedToIntegerBy(denominator);
    needed = Decimal.min(needed, Decimal.max(missing, 1));
  }
  const then = { actual: needed.plus(actual).toFixed(), through: monthOf(through) };
  const light = lightAt(target, then, options);
  const { language } = options;
  const w = wordsOf(options);
  return isLevel
    ? w.hints.higher(difference(needed.toFixed(), target.unit, language), w.lights[light])
    : w.hints.more(quantity(needed.toFixed(), target.unit, language), w.lights[light]);
}

/** Rounded up to what can be entered and read, so that the amount named is always enough. */
function readableUp(needed: Decimal, unit: string | null): Decimal {
  if (isPercentUnit(unit)) return needed.toDecimalPlaces(needed.gte('0.1') ? 1 : 2, Decimal.ROUND_UP);
  if (isWholeUnit(unit)) return needed.toDecimalPlaces(0, Decimal.ROUND_UP);
  if (isYuan(unit) && needed.gte(10_000)) return needed.toNearest(100, Decimal.ROUND_UP);
  return needed.toDecimalPlaces(2, Decimal.ROUND_UP);
}

/** The end of the month by which the same actual is no longer enough, and for what. */
function staysUntilHint(
  actual: string,
  through: PlainDate,
  target: JudgedTarget,
  options: ExplainOptions,
): string | null {
  for (let number = monthNumber(through) + 1; number <= 12; number += 1) {
    const light = lightAt(target, { actual, through: monthOfYear(options.fiscalYear, number) }, options);
    if (light === 'normal') continue;
    const { language } = options;
    const w = wordsOf(options);
    const monthEnd = monthEndWords(lastDayOf(monthOfYear(options.fiscalYear, number)), language);
    return w.hints.stays(monthEnd, quantity(actual, target.unit, language), w.lights[light]);
  }
  return null;
}

function ceilingHint(
  light: Light,
  actual: string,
  target: JudgedTarget,
  options: ExplainOptions,
): string | null {
  const { language } = options;
  const { hints } = wordsOf(options);
  const ceiling = exact(target.value ?? '0');
  if (light !== 'normal') {
    // What has been spent or has happened this year does not go down again.
    return target.measure === 'level'
      ? hints.downTo(quantity(ceiling.toFixed(), target.unit, language))
      : null;
  }
  const room = ceiling.minus(actual);
  return room.gt(0) ? hints.room(difference(room.toFixed(), target.unit, language)) : null;
}

function dateHint({ light, expected }: Judgement, options: ExplainOptions): string | null {
  const { hints } = wordsOf(options);
  if (light === 'not_due') {
    return hints.severeAfter(dayWords(expected ?? '', options.fiscalYear, options.language));
  }
  return light === 'severe' ? hints.reportDone : null;
}

/** What would change a light: 再有 9 台即回到关注. One Chinese sentence without a full stop, or null when nothing simple would. */
import type { Decimal } from 'decimal.js';
import { lastDayOf, monthNumber, monthOf, type PlainDate } from './calendar.ts';
import { dayWords, difference, LIGHT_WORDS, quantity, type ExplainOptions } from './explain.ts';
import { isMoneyUnit, isPercentUnit, isWholeUnit } from './indicator-words.ts';
import { lightOfRatio, worseFrom, type Judgement } from './judge.ts';
import type { Light, RuleSet } from './light.ts';
import { exact, ratioDown } from './money.ts';
import { expectedOn, shareOn } from './pace.ts';
import { missingReport, nextReport } from './report-due.ts';
import type { JudgedTarget } from './target.ts';

/** For an indicator as judged on `options.today`. */
export function changeHint(
  judgement: Judgement,
  target: JudgedTarget,
  options: ExplainOptions,
): string | null {
  const { light, actual, actualThrough } = judgement;
  if (light === 'undeterminable') return null;
  if (target.measure === 'date') return dateHint(judgement, options.fiscalYear);
  const reports = {
    ...options,
    target,
    lastReported: actualThrough === null ? null : monthOf(actualThrough),
  };
  if (light === 'unreported') {
    const month = missingReport(reports);
    return month === null ? null : `报上 ${String(monthNumber(month))} 月的数即可判定`;
  }
  if (actual === null || actualThrough === null) {
    const next = nextReport(reports);
    return next === null ? null : `过了 ${dayWords(next.dueOn, options.fiscalYear)}仍未报即转为未报`;
  }
  if (target.measure === 'grade') return light === 'normal' ? null : '评为“达成年度指标”即回到正常';
  if (target.direction === 'at_most') return ceilingHint(light, actual, target);
  const better = cutAbove(light, options.rules);
  if (better !== null) return neededHint(better, actual, actualThrough, target, options.fiscalYear);
  return light === 'normal' && target.measure === 'cumulative'
    ? staysUntilHint(actual, target, options)
    : null;
}

/** For a project's money. */
export function changeHintMoney(judgement: Judgement, rules: RuleSet): string | null {
  const better = cutAbove(judgement.light, rules);
  if (better === null || judgement.expected === null || judgement.actual === null) return null;
  const needed = exact(judgement.expected).times(better.cut).minus(judgement.actual);
  return `再执行 ${roundedUp(needed, '元')}即回到${LIGHT_WORDS[better.light]}`;
}

interface Better {
  cut: number;
  light: Light;
}

function cutAbove(light: Light, rules: RuleSet): Better | null {
  if (light === 'severe') return { cut: rules.severeBelow, light: 'lagging' };
  if (light === 'lagging') return { cut: rules.laggingBelow, light: 'attention' };
  return light === 'attention' ? { cut: rules.attentionBelow, light: 'normal' } : null;
}

/** How much more would have had to be there at the period's end. */
function neededHint(
  better: Better,
  actual: string,
  through: PlainDate,
  target: JudgedTarget,
  fiscalYear: number,
): string {
  const { numerator, denominator } =
    target.measure === 'level'
      ? { numerator: 1, denominator: 1 }
      : shareOn(target.curve, fiscalYear, through);
  const atCut = exact(target.value ?? '0')
    .times(numerator)
    .times(better.cut)
    .dividedBy(denominator);
  const verb = target.measure === 'level' ? '再高' : '再有';
  return `${verb} ${roundedUp(atCut.minus(actual), target.unit)}即回到${LIGHT_WORDS[better.light]}`;
}

/** Rounded up to what can be entered and read, so that the amount named is always enough. */
function roundedUp(needed: Decimal, unit: string | null): string {
  const up = (decimals: number) => needed.toDecimalPlaces(decimals, 0).toFixed();
  if (isPercentUnit(unit)) return difference(up(needed.gte('0.1') ? 1 : 2), unit);
  if (isWholeUnit(unit)) return quantity(up(0), unit);
  if (isMoneyUnit(unit) && unit === '元' && needed.gte(10_000)) return quantity(up(-2), unit);
  return quantity(up(2), unit);
}

/** The end of the month by which the same actual is no longer enough, and for what. */
function staysUntilHint(actual: string, target: JudgedTarget, options: ExplainOptions): string | null {
  const progress = { actual: exact(actual), whole: exact(target.value ?? '0'), curve: target.curve };
  const day = worseFrom('normal', progress, options.fiscalYear, options.rules);
  if (day === null) return null;
  const expected = expectedOn(target.curve, target.value ?? '0', options.fiscalYear, lastDayOf(monthOf(day)));
  const light = lightOfRatio(ratioDown(progress.actual, expected), options.rules);
  return `到 ${String(monthNumber(day))} 月末仍是 ${quantity(actual, target.unit)}即转为${LIGHT_WORDS[light]}`;
}

function ceilingHint(light: Light, actual: string, target: JudgedTarget): string | null {
  const ceiling = exact(target.value ?? '0');
  if (light !== 'normal') {
    // What has been spent or has happened this year does not go down again.
    return target.measure === 'level'
      ? `降到 ${quantity(ceiling.toFixed(), target.unit)}以内即回到正常`
      : null;
  }
  const room = ceiling.minus(actual);
  if (!room.gt(0)) return null;
  return `离上限还有 ${difference(room.toFixed(), target.unit)}，超过即转为关注`;
}

function dateHint({ light, expected }: Judgement, fiscalYear: number): string | null {
  if (light === 'not_due') return `过了 ${dayWords(expected ?? '', fiscalYear)}仍未完成即转为严重滞后`;
  return light === 'severe' ? '报上完成日期后转为滞后' : null;
}

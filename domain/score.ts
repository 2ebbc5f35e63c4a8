/**
 * The score of one indicator, with its arithmetic as text that a reader can do again (domain.md §2). Rules come from a
 * `ScoreScheme`; exact decimals, rounded half up once at the end. Nothing that is missing counts as anything: it is named.
 */
import { isPlainDate } from './calendar.ts';
import type { Grade } from './judge.ts';
import type { Language } from './language.ts';
import { exact, Exact, executionRate, formatNumber, isDecimalText } from './money.ts';
import type { ScoreScheme } from './score-scheme.ts';
import { say, saysSomething, type Texts } from './sourced.ts';
import type { JudgedTarget } from './target.ts';

export interface ScoredIndicator {
  id: string;
  /** 分值, decimal text. */
  points: string;
  target: JudgedTarget;
  /** 实际完成值: decimal text or a day; null: not reported. Grades stand in `judged`. */
  actual: string | null;
  /** For targets in words: the grade and the share of the points within its band; null: not judged yet. */
  judged: { grade: Grade; share: string } | null;
  /** Where the target is far exceeded: why, and whether it was set too low; null: not said yet. */
  overTarget: { words: string; isTargetTooLow: boolean } | null;
}

export type ScoreRule =
  'met' | 'pro_rata' | 'reverse' | 'over_target' | 'qualitative' | 'on_time' | 'late' | 'execution';

export interface Score {
  /** Decimal text with the scheme's decimals. */
  score: string;
  rule: ScoreRule;
  /** The sum as it is done: `10 × 302 ÷ 583 = 5.18`. */
  arithmetic: string;
}

const SCORE_GAPS = [
  'actual_missing',
  'actual_malformed',
  'judgement_missing',
  'share_outside_band',
  'over_target_unexplained',
  'target_missing',
  'budget_missing',
  'points_malformed',
] as const;
export type ScoreGapCode = (typeof SCORE_GAPS)[number];
export interface ScoreGap {
  missing: ScoreGapCode;
  message: string;
}

/** The score, or what is missing for it. */
export function scoreIndicator(
  indicator: ScoredIndicator,
  scheme: ScoreScheme,
  language?: Language,
): Score | ScoreGap {
  const { target, actual, points } = indicator;
  if (!isDecimalText(points) || exact(points).isNegative()) return gap('points_malformed', language);
  switch (target.measure) {
    case 'grade':
    case 'none':
      return qualitative(indicator, scheme, language);
    case 'date': {
      if (actual === null) return gap('actual_missing', language);
      if (!isPlainDate(actual)) return gap('actual_malformed', language);
      if (target.value === null) return gap('target_missing', language);
      const onTime = actual <= target.value;
      const share = onTime ? '1' : scheme.lateShare.value;
      return scored(scheme, onTime ? 'on_time' : 'late', exact(points).times(share), `${points} × ${share}`);
    }
    case 'cumulative':
    case 'level': {
      if (actual === null) return gap('actual_missing', language);
      if (!isDecimalText(actual)) return gap('actual_malformed', language);
      if (target.value === null) return gap('target_missing', language);
      // A negative actual counts as none (domain.md §2, practice).
      const reached = exact(actual).isNegative() ? exact(0) : exact(actual);
      return target.direction === 'at_most'
        ? reverse(points, reached, exact(target.value), scheme)
        : positive(indicator, reached, exact(target.value), scheme, language);
    }
  }
}

/** Met: all points. Less: points × actual ÷ target. An exact target of 0 is met by nothing and missed by anything. */
function positive(
  { points, target, overTarget }: ScoredIndicator,
  actual: Exact,
  value: Exact,
  scheme: ScoreScheme,
  language?: Language,
): Score | ScoreGap {
  if (!value.gt(0)) {
    const met = target.direction === 'equal' ? actual.isZero() : actual.gte(value);
    return met
      ? scored(scheme, 'met', exact(points), points)
      : scored(scheme, 'pro_rata', exact(0), `${points} × 0`);
  }
  if (actual.lt(value)) {
    const arithmetic = `${points} × ${shown(actual)} ÷ ${shown(value)}`;
    return scored(scheme, 'pro_rata', exact(points).times(actual).dividedBy(value), arithmetic);
  }
  const ratio = actual.dividedBy(value);
  const from = exact(scheme.overTargetFrom.value);
  if (ratio.lt(from)) return scored(scheme, 'met', exact(points), points);
  if (overTarget === null || !saysSomething(overTarget.words))
    return gap('over_target_unexplained', language);
  if (!overTarget.isTargetTooLow) return scored(scheme, 'met', exact(points), points);
  const atMost = scheme.overTargetDeductAtMost.value;
  const share = Exact.min(ratio.minus(from), atMost);
  const excess = `${shown(actual)} ÷ ${shown(value)} − ${shown(from)}`;
  const arithmetic = `${points} × (1 − ${share.eq(atMost) ? shown(share) : `(${excess})`})`;
  return scored(scheme, 'over_target', exact(points).times(exact(1).minus(share)), arithmetic);
}

/** Kept: all points. Above: points × (1 − (actual − target) ÷ target), none from twice the target on. */
function reverse(points: string, actual: Exact, value: Exact, scheme: ScoreScheme): Score {
  if (actual.lte(value)) return scored(scheme, 'met', exact(points), points);
  if (actual.gte(value.times(2))) return scored(scheme, 'reverse', exact(0), `${points} × 0`);
  const share = exact(1).minus(actual.minus(value).dividedBy(value));
  const arithmetic = `${points} × (1 − (${shown(actual)} − ${shown(value)}) ÷ ${shown(value)})`;
  return scored(scheme, 'reverse', exact(points).times(share), arithmetic);
}

function qualitative(
  { points, judged }: ScoredIndicator,
  scheme: ScoreScheme,
  language?: Language,
): Score | ScoreGap {
  if (judged === null) return gap('judgement_missing', language);
  if (!isInBand(judged, scheme)) return gap('share_outside_band', language);
  const percent = `${shown(exact(judged.share).times(100))}%`;
  return scored(scheme, 'qualitative', exact(points).times(judged.share), `${points} × ${percent}`);
}

/** [80 %, 100 %], [60 %, 80 %), [0, 60 %): practice refuses to save what lies outside (domain.md §2). */
function isInBand(
  { grade, share }: { grade: Grade; share: string },
  { qualitative: bands }: ScoreScheme,
): boolean {
  if (!isDecimalText(share)) return false;
  const { from, to } = bands.value[grade];
  const upper = grade === 'achieved' ? exact(share).lte(to) : exact(share).lt(to);
  return exact(share).gte(from) && upper;
}

/** 预算执行率: min(1, executed ÷ adjusted budget) of the points (domain.md §2; the cap is [advice]). */
export function scoreExecution(
  money: { points: string; budgetYuan: string | null; executedYuan: string },
  scheme: ScoreScheme,
  language?: Language,
): Score | ScoreGap {
  const { points, budgetYuan, executedYuan } = money;
  if (!isDecimalText(points)) return gap('points_malformed', language);
  // A project without a budget has none of its points there: nothing is asked of the money.
  if (exact(points).isZero()) return scored(scheme, 'execution', exact(0), '0');
  if (budgetYuan === null || executionRate(executedYuan, budgetYuan) === null)
    return gap('budget_missing', language);
  const executed = Exact.max(executedYuan, 0);
  if (executed.gte(budgetYuan)) return scored(scheme, 'execution', exact(points), points);
  const arithmetic = `${points} × ${shown(executed)} ÷ ${shown(exact(budgetYuan))}`;
  return scored(scheme, 'execution', exact(points).times(executed).dividedBy(budgetYuan), arithmetic);
}

function scored({ decimals }: ScoreScheme, rule: ScoreRule, score: Exact, arithmetic: string): Score {
  const rounded = score.toFixed(decimals.value);
  return { score: rounded, rule, arithmetic: `${arithmetic} = ${rounded}` };
}

/** In full, so that the sum can be done again; thousands are not separated inside a sum. */
function shown(value: Exact): string {
  return formatNumber(value, 6).replaceAll(',', '');
}

function gap(missing: ScoreGapCode, language?: Language): ScoreGap {
  return { missing, message: say(TEXTS[missing], language) };
}

/**
 * Points spread over parts so that they sum exactly to the whole: each gets its share rounded down to the decimals, what is left
 * goes in steps of the last decimal to those that lost most, the earlier first where they lost the same. A proposal: a person
 * confirms or changes it.
 * @param shares one number above zero for each part; equal parts: `[1, 1, 1]`.
 * @throws RangeError without parts, on a share that is not above zero, or a total that has more decimals.
 */
export function spreadPoints(total: string, shares: readonly number[], decimals: number = 2): string[] {
  if (shares.length === 0 || shares.some((share) => !(share > 0) || !Number.isFinite(share))) {
    throw new RangeError('shares of points must be above zero');
  }
  const whole = exact(total);
  if (whole.isNegative() || whole.decimalPlaces() > decimals) throw new RangeError(`points ${total}`);
  const sum = shares.reduce((all, share) => all.plus(share), exact(0));
  const step = exact(10).pow(-decimals);
  const parts = shares.map((share) => {
    const fair = whole.times(share).dividedBy(sum);
    const down = fair.toDecimalPlaces(decimals, Exact.ROUND_DOWN);
    return { down, lost: fair.minus(down) };
  });
  const left = whole.minus(parts.reduce((all, { down }) => all.plus(down), exact(0)));
  const steps = left.dividedBy(step).round().toNumber();
  const order = parts.map((_, n) => n).sort((a, b) => lostOf(parts, b).comparedTo(lostOf(parts, a)) || a - b);
  const raised = new Set(order.slice(0, steps));
  return parts.map(({ down }, n) => (raised.has(n) ? down.plus(step) : down).toFixed(decimals));
}

function lostOf(parts: readonly { lost: Exact }[], n: number): Exact {
  return parts[n]?.lost ?? exact(0);
}

const TEXTS: Readonly<Record<ScoreGapCode, Texts>> = {
  actual_missing: { 'zh-CN': '还没有填实际完成值', en: 'The actual value is missing' },
  actual_malformed: { 'zh-CN': '实际完成值不是数或日期', en: 'The actual value is no figure or day' },
  judgement_missing: {
    'zh-CN': '请评定达成情况和得分比例',
    en: 'Choose a grade and its share of the points',
  },
  share_outside_band: {
    'zh-CN': '得分比例不在所评等次的范围内',
    en: 'The share lies outside the band of its grade',
  },
  over_target_unexplained: {
    'zh-CN': '大幅超过目标，请说明原因，并判断目标是否定低了',
    en: 'Far above the target: say why, and whether the target was too low',
  },
  target_missing: { 'zh-CN': '指标值看不出要做到多少', en: 'The target says no figure' },
  budget_missing: {
    'zh-CN': '没有全年预算数，算不出执行率',
    en: 'Without a budget there is no execution rate',
  },
  points_malformed: { 'zh-CN': '分值不是数', en: 'The points are no figure' },
};

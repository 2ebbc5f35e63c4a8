/**
 * How self-evaluations (绩效自评) are scored, as configuration with its origin: 财预〔2020〕10号 as remembered, practice where it
 * differs (domain.md §2). Nothing here is law by itself: the county's own 办法 decides, and where the sources conflict
 * both readings stand in this file with the default named. Origins are in the office's words: they stand on the pages; the
 * marks [memory], [practice], [advice] of domain.md §2 and §3 are said in them (据记忆, 通行系统, 建议).
 */
import type { Grade } from './judge.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { exact, isDecimalText } from './money.ts';
import type { Sourced } from './sourced.ts';

/** What the 100 points are spread over: the execution rate and the indicators' level 1. */
export const SCORE_GROUPS = ['execution', 'cost', 'output', 'benefit', 'satisfaction'] as const;
export type ScoreGroup = (typeof SCORE_GROUPS)[number];

export const SCORE_GROUP_NAMES: Readonly<Record<Language, Readonly<Record<ScoreGroup, string>>>> = {
  'zh-CN': {
    execution: '预算执行率',
    cost: '成本指标',
    output: '产出指标',
    benefit: '效益指标',
    satisfaction: '满意度指标',
  },
  en: {
    execution: 'budget execution',
    cost: 'cost',
    output: 'output',
    benefit: 'benefit',
    satisfaction: 'satisfaction',
  },
};

/** Points by group, decimal text; "0": the project has none of it. They sum to 100. */
export type Weights = Record<ScoreGroup, string>;

export const SCORE_GRADES = ['excellent', 'good', 'fair', 'poor'] as const;
export type ScoreGrade = (typeof SCORE_GRADES)[number];

export const SCORE_GRADE_NAMES: Readonly<Record<Language, Readonly<Record<ScoreGrade, string>>>> = {
  'zh-CN': { excellent: '优', good: '良', fair: '中', poor: '差' },
  en: { excellent: 'excellent', good: 'good', fair: 'fair', poor: 'poor' },
};

/** From so many points of 100 on, the bound included. Below `fair`: poor. */
export type GradeBands = Record<Exclude<ScoreGrade, 'poor'>, string>;

export interface ScoreScheme {
  id: string;
  title: string;
  /** The first whose groups with points are exactly those that the project has is taken. */
  weights: Sourced<Weights>[];
  grades: Sourced<GradeBands>;
  /** Share of the points that a judgement in words may get: from included; to included for achieved alone. */
  qualitative: Sourced<Record<Grade, { from: string; to: string }>>;
  /** Actual ÷ target from which a target may have been too low: an explanation is demanded. */
  overTargetFrom: Sourced<string>;
  /** Of a target that was too low: (actual ÷ target − overTargetFrom) of the points are deducted, at most this share. */
  overTargetDeductAtMost: Sourced<string>;
  /** Share of the points for what was to be done by a day and was done later; not done at all: none. */
  lateShare: Sourced<string>;
  /** Decimals that each score is rounded to, half up; the total is the sum of rounded scores. */
  decimals: Sourced<number>;
}

export const DEFAULT_SCORE_SCHEME: ScoreScheme = {
  id: 'default',
  title: '项目支出绩效自评（10/50/30/10）',
  weights: [
    {
      value: { execution: '10', cost: '0', output: '50', benefit: '30', satisfaction: '10' },
      origin: '财预〔2020〕10号：10/50/30/10，特殊情况可调整（据记忆，未核到原文）',
    },
    {
      value: { execution: '10', cost: '0', output: '50', benefit: '40', satisfaction: '0' },
      origin:
        '财预〔2021〕101号：没有满意度指标的，10 分加到效益（据记忆，未核到原文）；青神县公开的表加到产出，可另选',
    },
    {
      value: { execution: '10', cost: '20', output: '40', benefit: '20', satisfaction: '10' },
      origin: '财预〔2021〕101号：成本指标列为一级指标的（据记忆，未核到原文）',
    },
    {
      value: { execution: '10', cost: '20', output: '40', benefit: '30', satisfaction: '0' },
      origin: '财预〔2021〕101号：有成本、没有满意度指标的，10 分加到效益（据记忆，未核到原文）',
    },
  ],
  grades: {
    value: { excellent: '90', good: '80', fair: '60' },
    origin: '财预〔2020〕10号：90/80/60（据记忆，未核到原文）；通行系统里用 80/70/60 的，可另选',
  },
  qualitative: {
    value: {
      achieved: { from: '0.8', to: '1' },
      partly: { from: '0.6', to: '0.8' },
      not_achieved: { from: '0', to: '0.6' },
    },
    origin: '财预〔2020〕10号的三档，界限照通行系统（据记忆，未核到原文）',
  },
  overTargetFrom: { value: '1.3', origin: '广西的做法：达到目标的 130%' },
  overTargetDeductAtMost: {
    value: '0.2',
    origin: '财预〔2020〕10号：按偏离度适度调减（据记忆），没有写明幅度；扣超出部分、至多五分之一是建议',
  },
  lateShare: {
    value: '0',
    origin: '直接赋分：按时得分，逾期不得分（据记忆）；逾期给几成由县里定（建议）',
  },
  decimals: { value: 2, origin: '通行系统：得分两位小数；四舍五入是建议' },
};

/** The other reading of the grades' bounds: practice's default (domain.md §2). */
export const GRADES_OF_PRACTICE: Sourced<GradeBands> = {
  value: { excellent: '80', good: '70', fair: '60' },
  origin: '通行系统的默认：80 分起优、70 分起良、60 分起中',
};

/** The other reading of the weights without satisfaction: a published form of Sichuan (domain.md §2). */
export const WEIGHTS_WITHOUT_SATISFACTION_QINGSHEN: Sourced<Weights> = {
  value: { execution: '10', cost: '0', output: '60', benefit: '30', satisfaction: '0' },
  origin: '青神县公开的自评表：没有满意度指标的，产出 60、效益 30',
};

/** Which group a printed level 1 (or level 2 of the 2015 tree) belongs to; null: none that has points. */
export function scoreGroupOf(level1: string): Exclude<ScoreGroup, 'execution'> | null {
  if (/满意/.test(level1)) return 'satisfaction';
  if (/效益|效果|影响/.test(level1)) return 'benefit';
  if (/产出/.test(level1)) return 'output';
  return /成本/.test(level1) ? 'cost' : null;
}

/** The weights for a project that has indicators of these groups; null: the scheme has none, a person sets them. */
export function weightsFor(scheme: ScoreScheme, groups: ReadonlySet<ScoreGroup>): Sourced<Weights> | null {
  return (
    scheme.weights.find(({ value }) =>
      SCORE_GROUPS.every(
        (group) => group === 'execution' || groups.has(group) === !exact(value[group]).isZero(),
      ),
    ) ?? null
  );
}

export function gradeOf(total: string, { grades }: ScoreScheme): ScoreGrade {
  for (const grade of ['excellent', 'good', 'fair'] as const) {
    if (exact(total).gte(grades.value[grade])) return grade;
  }
  return 'poor';
}

/** What is wrong with weights; none: they may be used. */
export function weightDefects(weights: Weights, language: Language = OFFICE_LANGUAGE): string[] {
  const bad = SCORE_GROUPS.filter(
    (group) => !isDecimalText(weights[group]) || exact(weights[group]).isNegative(),
  );
  const names = bad.map((group) => SCORE_GROUP_NAMES[language][group]).join(language === 'en' ? ', ' : '、');
  if (bad.length > 0) return [language === 'en' ? `No points: ${names}` : `分值不是数：${names}`];
  const sum = SCORE_GROUPS.reduce((total, group) => total.plus(weights[group]), exact(0));
  if (sum.eq(100)) return [];
  return [
    language === 'en' ? `The points sum to ${sum.toFixed()}, not 100` : `分值合计 ${sum.toFixed()}，应为 100`,
  ];
}

/** What is wrong with a scheme that a person edited; none: it may be used. Its shape is checked by the schema before. */
export function schemeDefects(scheme: ScoreScheme, language: Language = OFFICE_LANGUAGE): string[] {
  const defects = scheme.weights.flatMap(({ value }) => weightDefects(value, language));
  const { excellent, good, fair } = scheme.grades.value;
  const ordered =
    [excellent, good, fair].every(isDecimalText) && exact(excellent).gt(good) && exact(good).gt(fair);
  if (!ordered || exact(excellent).gt(100) || !exact(fair).gt(0)) {
    defects.push(
      language === 'en'
        ? 'The grades’ bounds fall from excellent to fair, between 100 and 0'
        : '优、良、中的分数线要依次降低，在 100 和 0 之间',
    );
  }
  if (!isDecimalText(scheme.overTargetFrom.value) || !exact(scheme.overTargetFrom.value).gt(1)) {
    defects.push(language === 'en' ? 'The far-over-target bound is above 1' : '超目标的界限要大于 1');
  }
  for (const share of [scheme.overTargetDeductAtMost.value, scheme.lateShare.value]) {
    if (!isDecimalText(share) || exact(share).gt(1) || exact(share).isNegative()) {
      defects.push(
        language === 'en' ? 'A share of the points is between 0 and 1' : '占分值的比例要在 0 到 1 之间',
      );
    }
  }
  const { value: decimals } = scheme.decimals;
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 4) {
    defects.push(language === 'en' ? 'Scores have 0 to 4 decimals' : '得分的小数位数要在 0 到 4 之间');
  }
  const origins = [
    ...scheme.weights,
    scheme.grades,
    scheme.qualitative,
    scheme.overTargetFrom,
    scheme.overTargetDeductAtMost,
    scheme.lateShare,
    scheme.decimals,
  ];
  if (origins.some(({ origin }) => origin.trim() === '')) {
    defects.push(language === 'en' ? 'Every number needs its origin' : '每个数都要写明出处');
  }
  return defects;
}

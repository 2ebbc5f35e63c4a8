/**
 * 绩效自评 of a project as a whole (domain.md §2): points of each indicator sum exactly to its group's, the execution rate takes its
 * own; the total and its grade stand only when every part is scored.
 */
import type { Language } from './language.ts';
import { exact } from './money.ts';
import {
  gradeOf,
  SCORE_GROUP_NAMES,
  SCORE_GROUPS,
  scoreGroupOf,
  weightDefects,
  weightsFor,
  type ScoreGrade,
  type ScoreGroup,
  type ScoreScheme,
  type Weights,
} from './score-scheme.ts';
import {
  scoreExecution,
  scoreIndicator,
  spreadPoints,
  type Score,
  type ScoredIndicator,
  type ScoreGap,
} from './score.ts';
import { say, type Sourced } from './sourced.ts';

export interface EvaluatedIndicator extends Omit<ScoredIndicator, 'points'> {
  level1: string;
  /** null: not set yet; see `proposePoints`. */
  points: string | null;
}

export interface SelfEvaluationCase {
  indicators: readonly EvaluatedIndicator[];
  /** Adjusted budget (全年预算数 A) and execution (全年执行数 B), yuan. */
  budgetYuan: string | null;
  executedYuan: string;
  /** Set by a person for this project, with the reason as origin (adjustable in special cases); null: the scheme's. */
  weights: Sourced<Weights> | null;
}

export interface EvaluationRow {
  id: string;
  group: ScoreGroup | null;
  points: string | null;
  result: Score | ScoreGap;
}

export interface SelfEvaluation {
  weights: Sourced<Weights> | null;
  execution: Score | ScoreGap;
  rows: EvaluationRow[];
  /** Per group: its points, and the sum of its scores; null as long as one is missing. */
  groups: { group: ScoreGroup; points: string; score: string | null }[];
  /** Sentences about what keeps the whole from standing, in the order of the form; none: it stands. */
  defects: string[];
  /** Of 100; null while anything is missing. */
  total: string | null;
  grade: ScoreGrade | null;
}

export function isScore(result: Score | ScoreGap): result is Score {
  return 'score' in result;
}

export function selfEvaluation(
  c: SelfEvaluationCase,
  scheme: ScoreScheme,
  language?: Language,
): SelfEvaluation {
  const weights = c.weights ?? weightsFor(scheme, groupsOf(c.indicators));
  const execution = scoreExecution({ ...c, points: weights?.value.execution ?? '' }, scheme, language);
  const rows = c.indicators.map((indicator): EvaluationRow => {
    const { points } = indicator;
    const result = scoreIndicator({ ...indicator, points: points ?? '' }, scheme, language);
    return { id: indicator.id, group: scoreGroupOf(indicator.level1), points, result };
  });
  const groups = SCORE_GROUPS.flatMap((group) => {
    const points = weights?.value[group] ?? '0';
    if (exact(points).isZero()) return [];
    const results =
      group === 'execution'
        ? [execution]
        : rows.filter((row) => row.group === group).map(({ result }) => result);
    return [
      { group, points, score: results.length > 0 && results.every(isScore) ? sumOf(results, scheme) : null },
    ];
  });
  const defects = defectsOf({ weights, rows, execution }, language);
  const total =
    defects.length === 0
      ? sumOf([execution, ...rows.map(({ result }) => result)].filter(isScore), scheme)
      : null;
  return {
    weights,
    execution,
    rows,
    groups,
    defects,
    total,
    grade: total === null ? null : gradeOf(total, scheme),
  };
}

function sumOf(scores: readonly Score[], { decimals }: ScoreScheme): string {
  return scores.reduce((sum, { score }) => sum.plus(score), exact(0)).toFixed(decimals.value);
}

function groupsOf(indicators: readonly { level1: string }[]): Set<ScoreGroup> {
  return new Set(indicators.map(({ level1 }) => scoreGroupOf(level1)).filter((group) => group !== null));
}

function defectsOf(
  { weights, rows, execution }: Pick<SelfEvaluation, 'weights' | 'rows' | 'execution'>,
  language?: Language,
): string[] {
  if (weights === null) {
    const texts = {
      'zh-CN': '指标的一级分类与评分方案不符，请为本项目单独设定分值并写明理由',
      en: 'The scheme has no points for these level-1 groups: set them for this project, with the reason',
    };
    return [say(texts, language)];
  }
  const defects = weightDefects(weights.value, language);
  for (const group of SCORE_GROUPS) {
    if (group === 'execution') continue;
    const defect = groupDefect(group, weights.value[group], rows, language);
    if (defect !== null) defects.push(defect);
  }
  const homeless = rows.filter(({ group }) => group === null).length;
  if (homeless > 0) {
    const count = String(homeless);
    const texts = {
      'zh-CN': `${count} 个指标的一级分类不在产出、效益、满意度、成本之内`,
      en: `${count} indicators belong to no group`,
    };
    defects.push(say(texts, language));
  }
  const missing = [execution, ...rows.map(({ result }) => result)].filter(
    (result): result is ScoreGap => !isScore(result),
  );
  return [...defects, ...new Set(missing.map(({ message }) => message))];
}

/** Children of a level sum exactly to the parent (domain.md §2, practice's check). */
function groupDefect(
  group: ScoreGroup,
  points: string,
  rows: readonly EvaluationRow[],
  language?: Language,
): string | null {
  const own = rows.filter((row) => row.group === group);
  if (own.some((row) => row.points === null || !/^\d+(\.\d+)?$/.test(row.points))) return null;
  const sum = own.reduce((total, row) => total.plus(row.points ?? '0'), exact(0));
  if (sum.eq(points)) return null;
  const given = sum.toFixed();
  const texts = {
    'zh-CN': `${SCORE_GROUP_NAMES['zh-CN'][group]}的分值合计 ${given}，应为 ${points}`,
    en: `The points of ${SCORE_GROUP_NAMES.en[group]} sum to ${given}, not ${points}`,
  };
  return say(texts, language);
}

/**
 * Equal points for the indicators of each group, summing exactly to the group's, by indicator id: offered to a person, never put
 * in by itself. Empty where the scheme has no weights for the groups.
 */
export function proposePoints(
  indicators: readonly { id: string; level1: string }[],
  scheme: ScoreScheme,
  weights: Sourced<Weights> | null = weightsFor(scheme, groupsOf(indicators)),
): Record<string, string> {
  const proposed: Record<string, string> = {};
  if (weights === null) return proposed;
  for (const group of SCORE_GROUPS) {
    const own = indicators.filter(({ level1 }) => scoreGroupOf(level1) === group);
    if (own.length === 0) continue;
    const parts = spreadPoints(
      weights.value[group],
      own.map(() => 1),
      scheme.decimals.value,
    );
    for (const [n, { id }] of own.entries()) proposed[id] = parts[n] ?? '0';
  }
  return proposed;
}

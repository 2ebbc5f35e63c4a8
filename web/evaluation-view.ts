/** A self-evaluation as its page shows it: rows with their scores, what is said at each cell, what may be proposed. Pure. */
import {
  checkEvaluation,
  groupsOfForm,
  setsOwnWeights,
  type EvaluationCheck,
  type EvaluationDeviation,
} from '../domain/evaluation-check.ts';
import {
  askedColumns,
  blankEvaluation,
  enteredEvaluationValue,
  enterEvaluationCell,
  isGrade,
  NOT_DONE,
  NOTHING_SCORED,
  SCORE_COLUMNS,
  type EnteredEvaluation,
  type EnteredScore,
  type ScoreColumn,
} from '../domain/evaluation-form.ts';
import type { Grade } from '../domain/judge.ts';
import type { Language } from '../domain/language.ts';
import { exact, isDecimalText } from '../domain/money.ts';
import {
  indicatorCell,
  isAmount,
  MONEY_ROW_NAMES,
  MONEY_ROWS,
  type PrefilledForm,
  type PrefilledIndicator,
} from '../domain/monitoring-form.ts';
import {
  SCORE_GROUP_NAMES,
  SCORE_GROUPS,
  scoreGroupOf,
  type ScoreGroup,
  type ScoreScheme,
} from '../domain/score-scheme.ts';
import { proposePoints, type EvaluationRow } from '../domain/self-evaluation.ts';
import type { ToldEvaluation } from '../server/contract-review-told.ts';
import { shortDate, wanYuan } from './format.ts';
import { quantity } from './quantity.ts';
import type { FormKind } from './review-desk.ts';
import { indicatorRows } from './review-form-view.ts';
import { evaluationWords } from './words/evaluation.ts';
import { reviewWords } from './words/review.ts';
import { locale } from './words/words.ts';

/** How a self-evaluation is entered and checked while it is typed. */
export const EVALUATION: FormKind<ToldEvaluation> = {
  enter: enterEvaluationCell,
  stored: enteredEvaluationValue,
  check: (form, entered, _changed, language) =>
    checkEvaluation(form.prefilled, entered, form.scheme, { returned: returnedOf(form), language }),
};

/** What was entered by the last return, for the question why a returned cell did not change; null: nothing is asked for. */
function returnedOf({ prefilled, state, values }: ToldEvaluation) {
  const last = [...state.history].reverse().find(({ act }) => act === 'return');
  if (state.returned.length === 0 || last === undefined) return null;
  let entered = blankEvaluation(prefilled);
  for (const { cell, value, version, revision } of [...values].reverse()) {
    if (version === state.version && revision < last.revision)
      entered = enterEvaluationCell(entered, cell, value) ?? entered;
  }
  return { cells: state.returned, entered };
}

export interface ScoredRow {
  indicator: PrefilledIndicator;
  said: EnteredScore;
  /** Rows that the printed level spans from here; 0: the row above has it. */
  level1Span: number;
  level2Span: number;
  asked: readonly ScoreColumn[];
  /** Graded during the year, or by the unit here; null: not yet, or no target in words. */
  grade: Grade | null;
  scored: EvaluationRow | null;
  /** Why it has to be explained; empty: no reason is asked. */
  why: readonly EvaluationDeviation[];
}

/** In the form's order; equal neighbours of a level become one cell, as printed. */
export function scoredRows(
  form: PrefilledForm,
  entered: EnteredEvaluation,
  { evaluation, deviations }: Pick<EvaluationCheck, 'evaluation' | 'deviations'>,
): ScoredRow[] {
  return indicatorRows(form, { indicators: {} }, { deviations: [] }).map(
    ({ indicator, level1Span, level2Span }) => {
      const said = entered.indicators[indicator.id] ?? NOTHING_SCORED;
      const asked = askedColumns(indicator);
      const inWords = asked.includes('share');
      return {
        indicator,
        said,
        level1Span,
        level2Span,
        asked,
        grade: !inWords ? null : isGrade(indicator.actual) ? indicator.actual : said.grade,
        scored: evaluation.rows.find(({ id }) => id === indicator.id) ?? null,
        why: deviations.find(({ indicatorId }) => indicatorId === indicator.id)?.why ?? [],
      };
    },
  );
}

export interface GroupLine {
  group: ScoreGroup;
  points: string;
  /** What its indicators were given so far. */
  given: string;
  score: string | null;
}

/** The groups with points, the execution rate first: what was given to indicators and what it scored. */
export function groupLines({ evaluation }: Pick<EvaluationCheck, 'evaluation'>): GroupLine[] {
  return evaluation.groups.map(({ group, points, score }) => {
    const own = evaluation.rows.filter((row) => row.group === group);
    const given =
      group === 'execution'
        ? points
        : own.reduce((sum, row) => sum.plus(row.points ?? '0'), exact(0)).toFixed();
    return { group, points, given, score };
  });
}

/**
 * Points that may be offered: of every group none of whose indicators has any, the group's spread equally. A click enters
 * them as if they were typed.
 */
export function offeredPoints(
  form: PrefilledForm,
  entered: EnteredEvaluation,
  scheme: ScoreScheme,
  { evaluation }: Pick<EvaluationCheck, 'evaluation'>,
): { cell: string; points: string }[] {
  if (evaluation.weights === null) return [];
  const groupOf = (indicator: PrefilledIndicator) =>
    scoreGroupOf(indicator.level1) ?? entered.indicators[indicator.id]?.group ?? null;
  const begun = new Set(
    form.indicators
      .filter(({ id }) => (entered.indicators[id]?.points ?? null) !== null)
      .map((indicator) => groupOf(indicator)),
  );
  const proposed = proposePoints(
    form.indicators.map((indicator) => {
      const group = groupOf(indicator);
      return {
        id: indicator.id,
        level1: group === null ? indicator.level1 : SCORE_GROUP_NAMES['zh-CN'][group],
      };
    }),
    scheme,
    evaluation.weights,
  );
  return form.indicators.flatMap((indicator) => {
    const points = proposed[indicator.id];
    if (points === undefined || begun.has(groupOf(indicator))) return [];
    return [{ cell: `indicator.${indicator.id}.points`, points: exact(points).toFixed() }];
  });
}

/** Whether the cells of the project's own weights stand on the page: they are set, or the scheme's do not fit. */
export function asksWeights(
  entered: EnteredEvaluation,
  { refusals }: Pick<EvaluationCheck, 'refusals'>,
): boolean {
  return setsOwnWeights(entered) || refusals.some(({ cell }) => cell.startsWith('weights'));
}

export const weightGroups = groupsOfForm;

/** The band of a grade in percent: 80%–100%, 60%–80%（不含）. */
export function bandText({ qualitative }: ScoreScheme, grade: Grade): string {
  const { from, to } = qualitative.value[grade];
  return evaluationWords.indicators.band(wholePercent(from), wholePercent(to), grade === 'achieved');
}

const wholePercent = (share: string): string => `${exact(share).times(100).toFixed()}%`;

/** A cell by its name on the form: 培训人次 · 得分比例. */
export function evaluationLabel(prefilled: PrefilledForm, cell: string, language: Language): string {
  const words = evaluationWords.cells;
  if (cell === 'goal' || cell === 'achieved' || cell === 'weightsReason') return words[cell];
  const group = SCORE_GROUPS.find((each) => cell === `weights.${each}`);
  if (group !== undefined) return reviewWords.cells.of(SCORE_GROUP_NAMES[language][group], words.points);
  const row = MONEY_ROWS.find((each) => cell === `money.${each}`);
  if (row !== undefined) return reviewWords.cells.of(MONEY_ROW_NAMES[language][row], words.executed);
  for (const { id, name } of prefilled.indicators) {
    if (cell === indicatorCell(id, 'target')) return reviewWords.cells.of(name, words.target);
    for (const column of SCORE_COLUMNS) {
      if (cell === `indicator.${id}.${column}`) return reviewWords.cells.of(name, words[column]);
    }
  }
  return cell;
}

/** A value of a cell as a reader reads it: amounts in 万元, figures with their unit, choices by name. Nothing: null. */
export function evaluationValueWords(prefilled: PrefilledForm, cell: string, value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const words = evaluationWords.indicators;
  if (cell.startsWith('money.')) return isAmount(value) ? reviewWords.money.wan(wanYuan(value)) : value;
  const column = cell.split('.').pop();
  if (column === 'share') return `${value}%`;
  if (column === 'grade' && isGrade(value)) return reviewWords.indicators.grades[value];
  if (column === 'tooLow') return value === 'yes' ? words.tooLow.yes : words.tooLow.no;
  if (column === 'group') {
    const group = SCORE_GROUPS.find((each) => each === value);
    return group === undefined ? value : SCORE_GROUP_NAMES[locale.value][group];
  }
  const indicator = prefilled.indicators.find(({ id }) => cell === indicatorCell(id, 'actual'));
  if (indicator === undefined) return value;
  const { measure, unit } = indicator.target;
  if (value === NOT_DONE) return words.notDone;
  if (isGrade(value)) return reviewWords.indicators.grades[value];
  if (measure === 'date') return shortDate(value, prefilled.head.fiscalYear);
  return isDecimalText(value) ? quantity(value, unit) : value;
}

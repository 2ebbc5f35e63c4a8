/**
 * What a unit enters on its self-evaluation (项目支出绩效自评表, domain.md 2) and how its cells are named. The system's part is the
 * same frozen form as that of the monitoring (`PrefilledForm`), of the whole year. What the system knows is not asked again:
 * 实际完成值 is entered only where nothing was reported. Every entered cell begins as null and stays null until a person writes it.
 */
import { isPlainDate } from './calendar.ts';
import type { Grade } from './judge.ts';
import { isDecimalText } from './money.ts';
import {
  indicatorCell,
  MONEY_ROWS,
  type PrefilledForm,
  type PrefilledIndicator,
  type QuestionAnswer,
} from './monitoring-form.ts';
import { SCORE_GROUPS, scoreGroupOf, type ScoreGroup } from './score-scheme.ts';
import { LONGEST_WORDS, type Texts } from './sourced.ts';
import type { JudgedTarget } from './target.ts';

export type EvaluatedGroup = Exclude<ScoreGroup, 'execution'>;
export const EVALUATED_GROUPS: readonly EvaluatedGroup[] = ['cost', 'output', 'benefit', 'satisfaction'];

export const EVALUATED_GRADES: readonly Grade[] = ['achieved', 'partly', 'not_achieved'];

/** What was to be done by a day and is not done at all stands in `actual` as this. */
export const NOT_DONE = 'not_done';

/** What the unit says of one indicator. null: not answered yet. */
export interface EnteredScore {
  /** Where the points come from, of an indicator whose printed level 1 belongs to no group. */
  group: EvaluatedGroup | null;
  /** 实际完成值 where the system has none: decimal text in the target's unit, a day, or NOT_DONE. */
  actual: string | null;
  /** Of a target in words that was not graded during the year. */
  grade: Grade | null;
  /** 得分比例 of a target in words, in percent as typed: "95". */
  share: string | null;
  /** 分值 */
  points: string | null;
  /** Of a target that is far exceeded: whether it was set too low. */
  tooLow: 'yes' | 'no' | null;
  /** 偏差原因分析及改进措施 */
  reason: string | null;
}

export interface EnteredEvaluation {
  /** 实际完成情况 of the year's goal. */
  achieved: string | null;
  /** Set for this project alone; all null: the scheme's weights hold. */
  weights: Record<ScoreGroup, string | null>;
  weightsReason: string | null;
  /** By indicator id. */
  indicators: Record<string, EnteredScore>;
  answers: QuestionAnswer[];
}

export const SCORE_COLUMNS = ['group', 'actual', 'grade', 'share', 'points', 'tooLow', 'reason'] as const;
export type ScoreColumn = (typeof SCORE_COLUMNS)[number];

export const NOTHING_SCORED: EnteredScore = {
  group: null,
  actual: null,
  grade: null,
  share: null,
  points: null,
  tooLow: null,
  reason: null,
};

/** The form as the unit finds it: every cell of its own is empty. */
export function blankEvaluation({ indicators }: Pick<PrefilledForm, 'indicators'>): EnteredEvaluation {
  return {
    achieved: null,
    weights: { execution: null, cost: null, output: null, benefit: null, satisfaction: null },
    weightsReason: null,
    indicators: Object.fromEntries(indicators.map(({ id }) => [id, NOTHING_SCORED])),
    answers: [],
  };
}

/** As it is scored: a target of which no figure is known can only be judged in words. */
export function scoredTarget(target: JudgedTarget): JudgedTarget {
  return target.value === null && target.measure !== 'grade' ? { ...target, measure: 'none' } : target;
}

export function isGrade(text: unknown): text is Grade {
  return EVALUATED_GRADES.some((grade) => grade === text);
}

/** Columns that the unit is asked for of an indicator, whatever stands in the others; `tooLow` and `reason` depend on the score. */
export function askedColumns({ level1, target, actual }: PrefilledIndicator): ScoreColumn[] {
  const { measure } = scoredTarget(target);
  const isInWords = measure === 'grade' || measure === 'none';
  return [
    ...(scoreGroupOf(level1) === null ? (['group'] as const) : []),
    ...(!isInWords && actual === null ? (['actual'] as const) : []),
    ...(isInWords && !isGrade(actual) ? (['grade'] as const) : []),
    ...(isInWords ? (['share'] as const) : []),
    'points',
    ...(isInWords || measure === 'date' ? [] : (['tooLow'] as const)),
    'reason',
  ];
}

/** `indicator.ID.COLUMN` apart; null: another cell. */
function scoreCell(cell: string): { id: string; column: ScoreColumn } | null {
  const match = /^indicator\.(.+)\.([A-Za-z]+)$/.exec(cell);
  const column = SCORE_COLUMNS.find((each) => each === match?.[2]);
  return match?.[1] === undefined || column === undefined ? null : { id: match[1], column };
}

/** `answer.CELL:CODE:FINGERPRINT`, as `checkEvaluation` keys its questions, about a cell that the form has. */
function isAnswerOf(form: PrefilledForm, cell: string): boolean {
  const about = /^answer\.(.+):(?:same_in_form|returned_unchanged):[0-9a-f]{16}$/.exec(cell)?.[1];
  return about !== undefined && evaluationCells(form).includes(about);
}

/** Whether something can be said about the cell: one of the form's, or the answer to a question about one. */
export const isEvaluationCell = (form: PrefilledForm, cell: string): boolean =>
  evaluationCells(form).includes(cell) || isAnswerOf(form, cell);

const weightGroup = (cell: string) => SCORE_GROUPS.find((group) => cell === `weights.${group}`);
const ANSWER = 'answer.';

/** What is wrong with a value for a cell, by its shape alone (`checkEvaluation` says what is wrong with what it means); null: nothing. */
export function readEvaluationCell(form: PrefilledForm, cell: string, value: unknown): Texts | null {
  const at = scoreCell(cell);
  const indicator = form.indicators.find(({ id }) => id === at?.id);
  const isAsked = at !== null && indicator !== undefined && askedColumns(indicator).includes(at.column);
  const isKnown =
    isAsked ||
    cell === 'achieved' ||
    cell === 'weightsReason' ||
    weightGroup(cell) !== undefined ||
    isAnswerOf(form, cell);
  if (!isKnown) return at !== null && indicator !== undefined ? NOT_ASKED : NO_SUCH_CELL;
  if (value === null) return null;
  if (typeof value !== 'string') return NOT_TEXT;
  if (value.length > LONGEST_WORDS || value.includes('\0')) return TOO_LONG;
  if (value.trim() === '' || at === null) return null;
  if (at.column === 'group') return EVALUATED_GROUPS.some((group) => group === value) ? null : NOT_GROUP;
  if (at.column === 'grade') return isGrade(value) ? null : NOT_GRADE;
  if (at.column === 'tooLow') return value === 'yes' || value === 'no' ? null : NOT_YES_OR_NO;
  return null;
}

/**
 * The form with one cell changed; the given form stays. An emptied text is null again, never ''.
 * @param value as `readEvaluationCell` let it pass
 * @returns null for a cell that the form does not have
 */
export function enterEvaluationCell(
  entered: EnteredEvaluation,
  cell: string,
  value: unknown,
): EnteredEvaluation | null {
  const text = typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  if (cell === 'achieved' || cell === 'weightsReason') return { ...entered, [cell]: text };
  const group = weightGroup(cell);
  if (group !== undefined) return { ...entered, weights: { ...entered.weights, [group]: text } };
  if (cell.startsWith(ANSWER)) {
    const key = cell.slice(ANSWER.length);
    const others = entered.answers.filter((answer) => answer.key !== key);
    return { ...entered, answers: text === null ? others : [...others, { key, words: text }] };
  }
  const at = scoreCell(cell);
  const before = at === null ? undefined : entered.indicators[at.id];
  if (at === null || before === undefined) return null;
  const after: EnteredScore = { ...before, [at.column]: columnValue(at.column, text) };
  return { ...entered, indicators: { ...entered.indicators, [at.id]: after } };
}

function columnValue(column: ScoreColumn, text: string | null): EnteredScore[ScoreColumn] {
  if (column === 'group') return EVALUATED_GROUPS.find((group) => group === text) ?? null;
  if (column === 'grade') return EVALUATED_GRADES.find((grade) => grade === text) ?? null;
  if (column === 'tooLow') return text === 'yes' || text === 'no' ? text : null;
  return text;
}

/** Every cell that a reviewer can return or comment: what was entered, and what the system put in. */
export function evaluationCells(form: PrefilledForm): string[] {
  return [
    'goal',
    'achieved',
    ...MONEY_ROWS.filter((row) => form.money.rows[row] !== null).map((row) => `money.${row}`),
    ...SCORE_GROUPS.map((group) => `weights.${group}`),
    'weightsReason',
    ...form.indicators.flatMap(({ id }) => [
      indicatorCell(id, 'target'),
      ...SCORE_COLUMNS.map((column) => `indicator.${id}.${column}`),
    ]),
  ];
}

/** What the unit entered into a cell, as text; null: nothing, or a cell that is not its own. */
export function enteredEvaluationValue(entered: EnteredEvaluation, cell: string): string | null {
  if (cell === 'achieved' || cell === 'weightsReason') return entered[cell];
  if (cell.startsWith(ANSWER)) {
    return entered.answers.find(({ key }) => key === cell.slice(ANSWER.length))?.words ?? null;
  }
  const group = weightGroup(cell);
  if (group !== undefined) return entered.weights[group];
  const at = scoreCell(cell);
  return at === null ? null : (entered.indicators[at.id]?.[at.column] ?? null);
}

/** What stands in a cell, whoever put it there; null: nothing. */
export function evaluationCellValue(
  form: PrefilledForm,
  entered: EnteredEvaluation,
  cell: string,
): string | null {
  if (cell === 'goal') return form.head.annualGoal;
  const row = MONEY_ROWS.find((each) => cell === `money.${each}`);
  if (row !== undefined) return form.money.rows[row]?.executedYuan ?? null;
  const id = /^indicator\.(.+)\.[A-Za-z]+$/.exec(cell)?.[1];
  const indicator = form.indicators.find((each) => each.id === id);
  if (indicator !== undefined && cell === indicatorCell(indicator.id, 'target')) return indicator.rawTarget;
  if (indicator?.actual != null && cell === indicatorCell(indicator.id, 'actual')) return indicator.actual;
  return enteredEvaluationValue(entered, cell);
}

/** Whether the system put in what stands in the cell, so that nobody enters it here. */
export function isPutIn(form: PrefilledForm, cell: string): boolean {
  if (cell === 'goal' || cell.startsWith('money.') || cell.endsWith('.target')) return true;
  const at = scoreCell(cell);
  const indicator = form.indicators.find(({ id }) => id === at?.id);
  return at !== null && indicator !== undefined && !askedColumns(indicator).includes(at.column);
}

/** A figure as it is typed: digits, at most two decimals, above zero and at most `most`. */
export function isPositive(text: string, most: number): boolean {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) return false;
  const value = Number(text);
  return value > 0 && value <= most;
}

/** Whether 实际完成值 can be what is entered: of a target that counts a number, of one by a day a day or NOT_DONE. */
export function isActual({ measure }: Pick<JudgedTarget, 'measure'>, text: string): boolean {
  if (measure === 'date') return text === NOT_DONE || isPlainDate(text);
  return isDecimalText(text) && text.replace(/\D/g, '').length <= 15;
}

const NO_SUCH_CELL: Texts = { 'zh-CN': '表上没有这一格', en: 'The form has no such cell' };
const NOT_ASKED: Texts = {
  'zh-CN': '这一格由系统按全年所知填入，不用填',
  en: 'The system fills this cell from what it knows of the year',
};
const NOT_TEXT: Texts = { 'zh-CN': '这一格要填文字或数', en: 'Enter text or a number' };
const TOO_LONG: Texts = { 'zh-CN': `最多 ${LONGEST_WORDS} 字`, en: `At most ${LONGEST_WORDS} letters` };
const NOT_GROUP: Texts = {
  'zh-CN': '请选产出、效益、满意度或成本',
  en: 'Choose output, benefit, satisfaction or cost',
};
const NOT_GRADE: Texts = {
  'zh-CN': '请选达成、部分达成或未达成',
  en: 'Choose achieved, partly achieved or not achieved',
};
const NOT_YES_OR_NO: Texts = { 'zh-CN': '请选“是”或“否”', en: 'Choose yes or no' };

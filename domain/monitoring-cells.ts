/** Cells of the monitoring form by name, as they are entered one by one: read at the border, put into the form. */
import { QUESTION_WORDS } from './monitoring-check-words.ts';
import {
  DEVIATION_REASONS,
  ENTERED_COLUMNS,
  formCells,
  LIKELIHOODS,
  MONEY_ROWS,
  type DeviationReason,
  type EnteredForm,
  type EnteredIndicator,
  type PrefilledForm,
} from './monitoring-form.ts';
import { LONGEST_WORDS, type Texts } from './sourced.ts';

/** The answer to a question of the check is a cell of its own. */
const ANSWER = 'answer.';
export const answerCell = (key: string): string => `${ANSWER}${key}`;

type Column = (typeof ENTERED_COLUMNS)[number];

/** `indicator.ID.COLUMN` apart; null: another cell. */
function indicatorColumn(cell: string): { id: string; column: Column } | null {
  const match = /^indicator\.(.+)\.([A-Za-z]+)$/.exec(cell);
  const column = ENTERED_COLUMNS.find((each) => each === match?.[2]);
  return match?.[1] === undefined || column === undefined ? null : { id: match[1], column };
}

/** `answer.CELL:CODE:FINGERPRINT`, as `checkForm` keys its questions, about a cell that the form has. */
function isAnswerOf(form: PrefilledForm, cell: string): boolean {
  const [, about, code] = /^answer\.(.+):([a-z_]+):[0-9a-f]{16}$/.exec(cell) ?? [];
  return code !== undefined && code in QUESTION_WORDS && formCells(form).some((each) => each === about);
}

/** Whether something can be said about the cell: one of the form's, or the answer to a question about one. */
export const isCellOf = (form: PrefilledForm, cell: string): boolean =>
  formCells(form).some((each) => each === cell) || isAnswerOf(form, cell);

const moneyRow = (cell: string) => MONEY_ROWS.find((row) => cell === `money.${row}`);

/** What is wrong with a value for a cell, by its shape alone (`checkForm` says what is wrong with what it means); null: nothing. */
export function readCell(form: PrefilledForm, cell: string, value: unknown): Texts | null {
  const indicator = indicatorColumn(cell);
  const isEntered = moneyRow(cell) !== undefined || cell.startsWith(ANSWER) || indicator !== null;
  if (!isEntered || !isCellOf(form, cell)) return NO_SUCH_CELL;
  if (value === null) return null;
  if (indicator?.column === 'reasons') return isReasons(value) ? null : NOT_REASONS;
  if (indicator?.column === 'likelihood')
    return LIKELIHOODS.some((each) => each === value) ? null : NOT_LIKELY;
  if (typeof value !== 'string') return NOT_TEXT;
  return value.length > LONGEST_WORDS || value.includes('\0') ? TOO_LONG : null;
}

function isReasons(value: unknown): value is DeviationReason[] {
  return (
    Array.isArray(value) &&
    value.length <= DEVIATION_REASONS.length &&
    new Set(value).size === value.length &&
    value.every((each) => DEVIATION_REASONS.some((reason) => reason === each))
  );
}

/**
 * The form with one cell changed; the given form stays. An emptied text is null again, never ''.
 * @param value as `readCell` let it pass
 * @returns null for a cell that the form does not have
 */
export function enterCell(entered: EnteredForm, cell: string, value: unknown): EnteredForm | null {
  const row = moneyRow(cell);
  if (row !== undefined) return { ...entered, money: { ...entered.money, [row]: textOrNull(value) } };
  if (cell.startsWith(ANSWER)) {
    const key = cell.slice(ANSWER.length);
    const words = textOrNull(value);
    const others = entered.answers.filter((answer) => answer.key !== key);
    return { ...entered, answers: words === null ? others : [...others, { key, words }] };
  }
  const at = indicatorColumn(cell);
  const before = at === null ? undefined : entered.indicators[at.id];
  if (at === null || before === undefined) return null;
  const after: EnteredIndicator = { ...before, [at.column]: columnValue(at.column, value) };
  return { ...entered, indicators: { ...entered.indicators, [at.id]: after } };
}

function columnValue(column: Column, value: unknown): EnteredIndicator[Column] {
  if (column === 'reasons') return isReasons(value) && value.length > 0 ? value : null;
  if (column === 'likelihood') return LIKELIHOODS.find((each) => each === value) ?? null;
  return textOrNull(value);
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

export const NO_SUCH_CELL: Texts = {
  'zh-CN': '表上没有这一格，请刷新后再试',
  en: 'The form has no such cell; please reload',
};
const NOT_REASONS: Texts = { 'zh-CN': '请从偏差原因中勾选', en: 'Tick reasons of the list' };
const NOT_LIKELY: Texts = {
  'zh-CN': '请选“确定能”“有可能”或“完全不可能”',
  en: 'Choose certain, possible or impossible',
};
const NOT_TEXT: Texts = { 'zh-CN': '这一格要填文字或数', en: 'Enter text or a number' };
const TOO_LONG: Texts = { 'zh-CN': `最多 ${LONGEST_WORDS} 字`, en: `At most ${LONGEST_WORDS} letters` };

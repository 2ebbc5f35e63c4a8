/**
 * What is wrong with what a unit entered on its monitoring form, cell by cell. Refused: what is blank, malformed, or a reason where
 * nothing deviates. Asked: what can be true but contradicts another figure; a question is answered by words that stand for these
 * values alone, and without an answer the form cannot be submitted. Rules: domain.md 1.1 [memory], §7 (boilerplate, 确定能 ticked
 * everywhere) [advice]. The same check runs in the browser while typing and before a submission is stored.
 */
import { isPlainDate } from './calendar.ts';
import type { Grade } from './judge.ts';
import { isWholeUnit } from './indicator-words.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import type { Light } from './light.ts';
import { exact, isDecimalText } from './money.ts';
import { QUESTION_WORDS, REFUSAL_WORDS } from './monitoring-check-words.ts';
import {
  askedMoneyRows,
  cellValue,
  DEVIATION_REASONS,
  expectedMoney,
  indicatorCell,
  isAmount,
  MONEY_ROWS,
  NOTHING_SAID,
  type CellName,
  type EnteredColumn,
  type EnteredForm,
  type EnteredIndicator,
  type PrefilledForm,
  type PrefilledIndicator,
} from './monitoring-form.ts';
import type { CellReason } from './review.ts';
import { bareWords, LONGEST_WORDS, saysSomething, type Sourced } from './sourced.ts';
import type { JudgedTarget } from './target.ts';

export type FormRefusalCode = keyof typeof REFUSAL_WORDS;
export type FormQuestionCode = keyof typeof QUESTION_WORDS;

export interface CellRefusal {
  cell: CellName;
  code: FormRefusalCode;
  message: string;
}

export interface FormQuestion {
  cell: CellName;
  code: FormQuestionCode;
  /** Names the question and the values that it is about: `QuestionAnswer.key`. Other values make another question. */
  key: string;
  message: string;
  /** The words given; null: not answered. */
  answer: string | null;
}

/** Why reasons are demanded of an indicator. */
export type Deviation = 'light' | 'expected_short' | 'impossible' | 'far_over';

export interface FormCheck {
  refusals: CellRefusal[];
  questions: FormQuestion[];
  /** Questions without an answer. */
  unanswered: number;
  /** Indicators that deviate, in the form's order. */
  deviations: { indicatorId: string; why: Deviation[] }[];
}

export interface FormRules {
  /** Lights under which an indicator deviates. */
  deviatingLights: Sourced<readonly Light[]>;
  /** Actual (or expected) ÷ the year's target from which exceeding it has to be explained. */
  overTargetFrom: Sourced<string>;
}

const DEFAULT_FORM_RULES: FormRules = {
  deviatingLights: {
    value: ['attention', 'lagging', 'unreported', 'severe'],
    origin: 'domain.md 7: reason when the light is not green [advice]',
  },
  overTargetFrom: { value: '1.3', origin: 'domain.md 1.3: actual ≥ 130 % of target [practice, Guangxi]' },
};

export interface FormContext {
  /** The form of the round before, for words that were only copied. */
  lastPeriod?: EnteredForm | null;
  /** Cells that were returned, and what was entered then. */
  returned?: { cells: readonly CellReason[]; entered: EnteredForm } | null;
  rules?: FormRules;
  language?: Language;
}

/** The check as it is built up; questions are keyed when they are asked. */
interface Checking {
  form: PrefilledForm;
  entered: EnteredForm;
  context: FormContext;
  rules: FormRules;
  language: Language;
  refusals: CellRefusal[];
  questions: FormQuestion[];
}

export function checkForm(form: PrefilledForm, entered: EnteredForm, context: FormContext = {}): FormCheck {
  const rules = context.rules ?? DEFAULT_FORM_RULES;
  const language = context.language ?? OFFICE_LANGUAGE;
  const c: Checking = { form, entered, context, rules, language, refusals: [], questions: [] };
  checkMoney(c);
  const deviations = form.indicators.flatMap((indicator) => {
    const why = checkIndicator(c, indicator);
    return why.length > 0 ? [{ indicatorId: indicator.id, why }] : [];
  });
  const known = new Set(form.indicators.map(({ id }) => id));
  for (const id of Object.keys(entered.indicators)) {
    if (!known.has(id)) refuse(c, indicatorCell(id, 'expected'), 'unknown_indicator');
  }
  askSameWordsInForm(c);
  askReturned(c);
  const unanswered = c.questions.filter(({ answer }) => answer === null).length;
  return { refusals: c.refusals, questions: c.questions, unanswered, deviations };
}

/** As the review's submission wants it (`ReviewWish`). */
export function submissionOf({
  refusals,
  unanswered,
}: {
  refusals: readonly unknown[];
  unanswered: number;
}): { refusals: number; unanswered: number } {
  return { refusals: refusals.length, unanswered };
}

function checkMoney(c: Checking): void {
  const { form, entered } = c;
  const asked = askedMoneyRows(form);
  for (const row of MONEY_ROWS) {
    const value = entered.money[row];
    const cell: CellName = `money.${row}`;
    if (!asked.includes(row)) {
      if (value !== null) refuse(c, cell, 'money_not_asked');
      continue;
    }
    if (value === null || value.trim() === '') refuse(c, cell, 'money_missing');
    else if (!isAmount(value)) refuse(c, cell, 'money_malformed');
    else {
      const executed = form.money.rows[row]?.executedYuan ?? null;
      if (executed !== null && exact(value).lt(executed))
        ask(c, cell, 'money_below_executed', [value, executed]);
    }
  }
  const total = expectedMoney(form, entered, 'total');
  if (total === null || !isAmount(total)) return;
  const budget = form.money.rows.total?.adjustedYuan ?? null;
  if (budget !== null && exact(total).gt(budget)) ask(c, 'money.total', 'money_over_budget', [total, budget]);
  const { low = null, high = null } = form.money.forecast ?? {};
  if (low !== null && high !== null && (exact(total).lt(low) || exact(total).gt(high))) {
    ask(c, 'money.total', 'money_outside_forecast', [total, low, high]);
  }
}

function checkIndicator(c: Checking, indicator: PrefilledIndicator): Deviation[] {
  const said = c.entered.indicators[indicator.id] ?? NOTHING_SAID;
  const cell = (column: EnteredColumn): CellName => indicatorCell(indicator.id, column);
  const malformed = expectedRefusal(indicator.target, said.expected);
  if (malformed !== null) refuse(c, cell('expected'), malformed);
  const why = deviationsOf(indicator, said, c.rules);
  if (why.length > 0) checkReasons(c, indicator.id, said);
  else {
    if (said.reasons !== null) refuse(c, cell('reasons'), 'reasons_unneeded');
    if (said.reasonText !== null) refuse(c, cell('reasonText'), 'reasons_unneeded');
  }
  if (said.likelihood === null) refuse(c, cell('likelihood'), 'likelihood_missing');
  if (why.includes('impossible') || why.includes('expected_short')) {
    if (!saysSomething(said.remark)) refuse(c, cell('remark'), 'remark_missing');
    if (!saysSomething(said.measures)) refuse(c, cell('measures'), 'measures_missing');
  }
  for (const column of ['reasonText', 'remark', 'measures', 'expected'] as const) {
    if ((said[column] ?? '').length > LONGEST_WORDS) refuse(c, cell(column), 'words_too_long');
  }
  if (malformed === null) askAboutFigures(c, indicator, said);
  askSameAsBefore(c, indicator.id, said);
  return why;
}

function checkReasons(c: Checking, id: string, { reasons, reasonText }: EnteredIndicator): void {
  const cell = indicatorCell(id, 'reasons');
  if (reasons === null || reasons.length === 0) refuse(c, cell, 'reasons_missing');
  else {
    const known: readonly string[] = DEVIATION_REASONS;
    if (!reasons.every((reason) => known.includes(reason)) || new Set(reasons).size < reasons.length) {
      refuse(c, cell, 'reasons_malformed');
    }
  }
  if (!saysSomething(reasonText)) refuse(c, indicatorCell(id, 'reasonText'), 'reason_text_missing');
}

/** Why an indicator deviates, by what the system knows and by what the unit itself says; empty: it does not. */
export function deviationsOf(
  indicator: Pick<PrefilledIndicator, 'target' | 'actual' | 'light'>,
  said: Pick<EnteredIndicator, 'expected' | 'likelihood'>,
  rules: FormRules = DEFAULT_FORM_RULES,
): Deviation[] {
  const { target, actual, light } = indicator;
  const why: Deviation[] = [];
  if (rules.deviatingLights.value.includes(light)) why.push('light');
  if (misses(target, said.expected) === true) why.push('expected_short');
  if (said.likelihood === 'impossible') why.push('impossible');
  if (isFarOver(target, actual, rules)) why.push('far_over');
  return why;
}

const GRADES: readonly string[] = ['achieved', 'partly', 'not_achieved'] satisfies Grade[];

function expectedRefusal({ measure }: JudgedTarget, expected: string | null): FormRefusalCode | null {
  if (expected === null || expected.trim() === '') return 'expected_missing';
  switch (measure) {
    case 'cumulative':
    case 'level':
      return isDecimalText(expected) && expected.replace(/\D/g, '').length <= 15
        ? null
        : 'expected_not_number';
    case 'date':
      return isPlainDate(expected) ? null : 'expected_not_day';
    case 'grade':
      return GRADES.includes(expected) ? null : 'expected_not_grade';
    case 'none':
      return saysSomething(expected) ? null : 'expected_missing';
  }
}

/** Whether a year that ends so misses the target; null: that cannot be said. */
export function misses(target: JudgedTarget, expected: string | null): boolean | null {
  if (expected === null || expectedRefusal(target, expected) !== null) return null;
  if (target.measure === 'grade') return expected !== 'achieved';
  if (target.value === null) return null;
  switch (target.measure) {
    case 'date':
      return expected > target.value;
    case 'cumulative':
    case 'level':
      return target.direction === 'at_most'
        ? exact(expected).gt(target.value)
        : exact(expected).lt(target.value);
    case 'none':
      return null;
  }
}

/** Of what adds up and has a target above nothing. */
function isFarOver(target: JudgedTarget, reached: string | null, { overTargetFrom }: FormRules): boolean {
  if (reached === null || target.measure !== 'cumulative' || target.direction === 'at_most') return false;
  if (target.value === null || !isDecimalText(reached) || !exact(target.value).gt(0)) return false;
  return exact(reached).gte(exact(target.value).times(overTargetFrom.value));
}

/** Contradictions between the unit's expectation, its likelihood, the actual and the forecast. */
function askAboutFigures(c: Checking, indicator: PrefilledIndicator, said: EnteredIndicator): void {
  const { id, target, actual, light, forecast } = indicator;
  const { expected, likelihood } = said;
  if (expected === null) return;
  const likely = indicatorCell(id, 'likelihood');
  const cell = indicatorCell(id, 'expected');
  const missesTarget = misses(target, expected);
  const forecastMisses = forecast === null ? null : misses(target, forecast.expected);
  if (likelihood === 'certain') {
    if (missesTarget === true) ask(c, likely, 'certain_below_target', [expected, target.value]);
    if (forecast !== null && (forecast.likelihood === 'impossible' || forecastMisses === true)) {
      ask(c, likely, 'certain_against_forecast', [forecast.expected, target.value]);
    } else if (light === 'lagging' || light === 'severe')
      ask(c, likely, 'certain_beside_red', [light, actual]);
  }
  if (likelihood === 'impossible') {
    if (missesTarget === false) ask(c, likely, 'impossible_but_met', [expected, target.value]);
    if (forecast?.likelihood === 'certain') {
      ask(c, likely, 'impossible_against_forecast', [forecast.expected, target.value]);
    }
  }
  if (target.measure !== 'cumulative' && target.measure !== 'level') return;
  if (target.measure === 'cumulative' && actual !== null && exact(expected).lt(actual)) {
    ask(c, cell, 'expected_below_actual', [expected, actual]);
  }
  const { low, high } = endsOf(forecast, target.unit);
  if (low !== null && high !== null && (exact(expected).lt(low) || exact(expected).gt(high))) {
    ask(c, cell, 'expected_outside_forecast', [expected, low, high]);
  }
  if (isFarOver(target, expected, c.rules)) ask(c, cell, 'expected_far_over', [expected, target.value]);
}

/** The interval as it is said: half a person is rounded outwards, so that nobody is asked about a difference that is not seen. */
function endsOf(
  forecast: PrefilledIndicator['forecast'],
  unit: string | null,
): { low: string | null; high: string | null } {
  const { low = null, high = null } = forecast ?? {};
  if (low === null || high === null || !isWholeUnit(unit)) return { low, high };
  return { low: exact(low).floor().toFixed(), high: exact(high).ceil().toFixed() };
}

const WORDED = ['reasonText', 'remark', 'measures'] as const;

function askSameAsBefore(c: Checking, id: string, said: EnteredIndicator): void {
  const before = c.context.lastPeriod?.indicators[id];
  if (before === undefined) return;
  for (const column of WORDED) {
    const [now, then] = [said[column], before[column]];
    if (saysSomething(now) && then !== null && bareWords(now) === bareWords(then)) {
      ask(c, indicatorCell(id, column), 'same_as_before', [bareWords(now)]);
    }
  }
}

/** One explanation pasted to several indicators: asked at the second and each after it. */
function askSameWordsInForm(c: Checking): void {
  const first = new Map<string, string>();
  for (const { id, name } of c.form.indicators) {
    const text = c.entered.indicators[id]?.reasonText ?? null;
    if (!saysSomething(text)) continue;
    const words = bareWords(text);
    const other = first.get(words);
    if (other === undefined) first.set(words, name);
    else ask(c, indicatorCell(id, 'reasonText'), 'same_in_form', [other, words]);
  }
}

/** A returned cell that says what it said then wants the unit's word why. */
function askReturned(c: Checking): void {
  const { returned } = c.context;
  if (!returned) return;
  for (const { cell, reason } of returned.cells) {
    const now = cellValue(c.form, c.entered, cell);
    if (now === cellValue(c.form, returned.entered, cell))
      ask(c, cell as CellName, 'returned_unchanged', [reason, now]);
  }
}

function refuse(c: Checking, cell: CellName, code: FormRefusalCode): void {
  c.refusals.push({ cell, code, message: REFUSAL_WORDS[code][c.language] });
}

function ask(c: Checking, cell: CellName, code: FormQuestionCode, values: readonly (string | null)[]): void {
  const key = `${cell}:${code}:${fingerprint(values.map((value) => value ?? '').join('\n'))}`;
  const indicator = c.form.indicators.find(
    ({ id }) => cell === indicatorCell(id, cell.split('.').at(-1) as EnteredColumn),
  );
  const message = QUESTION_WORDS[code](values, indicator?.target ?? null)[c.language];
  const given = c.entered.answers.find((answer) => answer.key === key)?.words.trim() ?? null;
  c.questions.push({ cell, code, key, message, answer: saysSomething(given) ? given : null });
}

/** FNV-1a of the text, twice with other beginnings: sixteen hexadecimal digits. It guards against staleness, not malice. */
export function fingerprint(text: string): string {
  const hash = (seed: number): string => {
    let h = seed;
    for (const letter of text) h = Math.imul(h ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    return (h >>> 0).toString(16).padStart(8, '0');
  };
  return hash(0x811c9dc5) + hash(0x1b873593);
}

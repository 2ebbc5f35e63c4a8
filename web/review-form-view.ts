/** A monitoring form as its page shows it: rows, what is said at each cell, where it stands on its way. Pure. */
import type { EvaluationQuestion } from '../domain/evaluation-check.ts';
import { checkForm, type Deviation, type FormCheck } from '../domain/monitoring-check.ts';
import { enterCell } from '../domain/monitoring-cells.ts';
import {
  blankForm,
  DEVIATION_REASONS,
  ENTERED_COLUMNS,
  indicatorCell,
  isAmount,
  LIKELIHOOD_NAMES,
  LIKELIHOODS,
  MONEY_ROW_NAMES,
  MONEY_ROWS,
  REASON_NAMES,
  type EnteredForm,
  type EnteredIndicator,
  type PrefilledForm,
  type PrefilledIndicator,
} from '../domain/monitoring-form.ts';
import type { Grade } from '../domain/judge.ts';
import { isDecimalText } from '../domain/money.ts';
import { STAGES, type Stage } from '../domain/review.ts';
import { saysSomething } from '../domain/sourced.ts';
import type { Language } from '../domain/language.ts';
import type { ToldAct, ToldAnyForm, ToldForm } from '../server/contract-review-told.ts';
import { shortDate, wanYuan } from './format.ts';
import { quantity } from './quantity.ts';
import type { FormKind } from './review-desk.ts';
import { reviewWords } from './words/review.ts';
import { locale } from './words/words.ts';

/** What is said at one cell. */
export interface CellFacts {
  /** Codes that end in `_missing` are of an empty cell. */
  refusals: { code: string; message: string }[];
  questions: EvaluationQuestion[];
  /** Why the last return asks for it; null: it does not. */
  returned: string | null;
}

export function factsByCell(
  check: {
    refusals: readonly { cell: string; code: string; message: string }[];
    questions: readonly EvaluationQuestion[];
  },
  returned: readonly { cell: string; reason: string }[],
): ReadonlyMap<string, CellFacts> {
  const facts = new Map<string, CellFacts>();
  const at = (cell: string): CellFacts => {
    const known = facts.get(cell) ?? { refusals: [], questions: [], returned: null };
    facts.set(cell, known);
    return known;
  };
  for (const { cell, code, message } of check.refusals) at(cell).refusals.push({ code, message });
  for (const question of check.questions) at(question.cell).questions.push(question);
  for (const { cell, reason } of returned) at(cell).returned = reason;
  return facts;
}

/** An empty cell is not scolded before somebody has been there. */
export const isMissing = (code: string): boolean => code.endsWith('_missing');

/** What was entered by the last return, for the question why a returned cell did not change; null: nothing is asked for. */
function atLastReturn({ prefilled, state, values }: ToldForm): EnteredForm | null {
  const last = [...state.history].reverse().find(({ act }) => act === 'return');
  if (state.returned.length === 0 || last === undefined) return null;
  let entered = blankForm(prefilled);
  for (const { cell, value, version, revision } of [...values].reverse()) {
    if (version === state.version && revision < last.revision)
      entered = enterCell(entered, cell, value) ?? entered;
  }
  return entered;
}

/**
 * The check of what is typed, with what only the server can ask (words equal to the last round's) for cells that were not
 * changed since it looked.
 * @param changed cells that the server has not seen
 */
export function checkTyped(
  form: ToldForm,
  entered: EnteredForm,
  changed: { has: (cell: string) => boolean },
  language: Language,
): FormCheck {
  const before = atLastReturn(form);
  const check = checkForm(form.prefilled, entered, {
    returned: before === null ? null : { cells: form.state.returned, entered: before },
    language,
  });
  const others = form.check.questions
    .filter(({ code, cell }) => code === 'same_as_before' && !changed.has(cell))
    .map((question) => {
      const words = entered.answers.find(({ key }) => key === question.key)?.words ?? null;
      return { ...question, answer: saysSomething(words) ? words : null };
    });
  const questions = [...check.questions, ...others];
  return { ...check, questions, unanswered: questions.filter(({ answer }) => answer === null).length };
}

/** How a monitoring form is entered and checked while it is typed. */
export const MONITORING: FormKind<ToldForm> = {
  enter: enterCell,
  stored: storedValue,
  check: checkTyped,
};

export interface IndicatorRow {
  indicator: PrefilledIndicator;
  said: EnteredIndicator;
  /** Rows that the printed level spans from here; 0: the row above has it. */
  level1Span: number;
  level2Span: number;
  /** Why it deviates; empty: it does not, and no reasons are asked. */
  why: readonly Deviation[];
  /** The year will miss the target: remark and measures are demanded. */
  wantsMeasures: boolean;
}

const NOTHING: EnteredIndicator = {
  expected: null,
  reasons: null,
  reasonText: null,
  likelihood: null,
  remark: null,
  measures: null,
};

/** In the form's order; equal neighbours of a level become one cell, as printed. */
export function indicatorRows(
  { indicators }: Pick<PrefilledForm, 'indicators'>,
  entered: Pick<EnteredForm, 'indicators'>,
  { deviations }: Pick<FormCheck, 'deviations'>,
): IndicatorRow[] {
  const isSame = (a: number, b: number, deep: boolean) =>
    indicators[a]?.level1 === indicators[b]?.level1 &&
    (!deep || indicators[a]?.level2 === indicators[b]?.level2);
  const span = (at: number, deep: boolean): number => {
    if (at > 0 && isSame(at - 1, at, deep)) return 0;
    let end = at + 1;
    while (end < indicators.length && isSame(at, end, deep)) end += 1;
    return end - at;
  };
  return indicators.map((indicator, at) => {
    const why = deviations.find(({ indicatorId }) => indicatorId === indicator.id)?.why ?? [];
    return {
      indicator,
      said: entered.indicators[indicator.id] ?? NOTHING,
      level1Span: span(at, false),
      level2Span: span(at, true),
      why,
      wantsMeasures: why.includes('impossible') || why.includes('expected_short'),
    };
  });
}

/** A cell by its name on the form: 培训人次 · 偏差原因. */
export function cellLabel(prefilled: PrefilledForm, cell: string, language: Language): string {
  if (cell === 'goal') return reviewWords.cells.goal;
  const row = MONEY_ROWS.find((each) => cell === `money.${each}`);
  if (row !== undefined) return reviewWords.cells.of(MONEY_ROW_NAMES[language][row], reviewWords.cells.money);
  for (const { id, name } of prefilled.indicators) {
    for (const column of [...ENTERED_COLUMNS, 'actual', 'target'] as const) {
      if (cell === indicatorCell(id, column)) return reviewWords.cells.of(name, reviewWords.cells[column]);
    }
  }
  return cell;
}

/** What a cell holds, as it is sent: text, ticks or null. Of an answer, its words. */
export function storedValue(entered: EnteredForm, cell: string): unknown {
  if (cell.startsWith('answer.')) {
    const key = cell.slice('answer.'.length);
    return entered.answers.find((answer) => answer.key === key)?.words ?? null;
  }
  const row = MONEY_ROWS.find((each) => cell === `money.${each}`);
  if (row !== undefined) return entered.money[row];
  const match = /^indicator\.(.+)\.([A-Za-z]+)$/.exec(cell);
  const column = ENTERED_COLUMNS.find((each) => each === match?.[2]);
  const said = entered.indicators[match?.[1] ?? ''];
  return column === undefined || said === undefined ? null : said[column];
}

/** A value of a cell as a reader reads it: amounts in 万元, figures with their unit, ticks by name. Nothing: null. */
export function valueWords(prefilled: PrefilledForm, cell: string, value: unknown): string | null {
  if (Array.isArray(value)) {
    const names = REASON_NAMES[locale.value];
    return DEVIATION_REASONS.filter((reason) => value.includes(reason))
      .map((reason) => names[reason])
      .join(reviewWords.cell.listed);
  }
  if (typeof value !== 'string' || value === '') return null;
  if (cell.startsWith('money.')) return isAmount(value) ? reviewWords.money.wan(wanYuan(value)) : value;
  const indicator = prefilled.indicators.find(({ id }) => cell.startsWith(`indicator.${id}.`));
  const column = cell.split('.').pop();
  if (column === 'likelihood') {
    const known = LIKELIHOODS.find((each) => each === value);
    return known === undefined ? value : LIKELIHOOD_NAMES[locale.value][known];
  }
  if (indicator === undefined || (column !== 'expected' && column !== 'actual')) return value;
  const { measure, unit } = indicator.target;
  if (measure === 'grade') return reviewWords.indicators.grades[value as Grade] ?? value;
  if (measure === 'date') return shortDate(value, prefilled.head.fiscalYear);
  return isDecimalText(value) ? quantity(value, unit) : value;
}

export interface Step {
  stage: Stage;
  at: 'done' | 'now' | 'later';
  /** The act that passed it on in this pass; null while it has not. */
  passed: ToldAct | null;
}

/** The five posts on the form's way, with who let it pass and when. */
export function stepsOf({ stage, history }: Pick<ToldForm['state'], 'stage' | 'history'>): Step[] {
  const now = STAGES.indexOf(stage);
  return STAGES.slice(0, -1).map((each, index) => ({
    stage: each,
    at: index < now ? 'done' : index === now ? 'now' : 'later',
    passed:
      index < now
        ? ([...history]
            .reverse()
            .find(({ act, from }) => (act === 'submit' || act === 'approve') && from === each) ?? null)
        : null,
  }));
}

/** How the sentence at the head of a form begins: what its reader has to do first, or with whom it is. */
export function storyBegins(
  { stage, returned }: Pick<ToldAnyForm['state'], 'stage' | 'returned'>,
  { refusals, unanswered }: Pick<ToldAnyForm['check'], 'refusals' | 'unanswered'>,
  mayEdit: boolean,
): string[] {
  const says = reviewWords.story;
  if (!mayEdit) return [stage === 'closed' ? says.closed : says.at(reviewWords.stages[stage])];
  const empty = new Set(refusals.map(({ cell }) => cell)).size;
  const parts: string[] = [];
  if (returned.length > 0) parts.push(says.returned(returned.length));
  if (empty > 0) parts.push(says.empty(empty));
  if (unanswered > 0) parts.push(says.unanswered(unanswered));
  return empty + unanswered === 0 ? [...parts, says.complete] : parts;
}

/** The stages that a form can be returned to from here, the one before first. */
export const returnTargets = (stage: Stage): Stage[] => STAGES.slice(0, STAGES.indexOf(stage)).reverse();

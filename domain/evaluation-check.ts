/**
 * What is wrong with a self-evaluation, cell by cell, and what it scores (domain.md 2). The same check runs in the browser while typing
 * and before a submission is stored. Blank is refused; reasons are demanded exactly where points are lost or a target is far
 * exceeded; the total and its grade stand only when nothing is refused.
 */
import {
  askedColumns,
  blankEvaluation,
  evaluationCellValue,
  isActual,
  isGrade,
  isPositive,
  NOT_DONE,
  NOTHING_SCORED,
  scoredTarget,
  type EnteredEvaluation,
  type EnteredScore,
} from './evaluation-form.ts';
import { EVALUATION_REFUSALS } from './evaluation-words.ts';
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { exact, isDecimalText } from './money.ts';
import { fingerprint, type FormQuestion } from './monitoring-check.ts';
import { QUESTION_WORDS } from './monitoring-check-words.ts';
import type { PrefilledForm, PrefilledIndicator } from './monitoring-form.ts';
import type { CellReason } from './review.ts';
import {
  SCORE_GROUP_NAMES,
  SCORE_GROUPS,
  scoreGroupOf,
  weightsFor,
  type ScoreGroup,
  type ScoreScheme,
  type Weights,
} from './score-scheme.ts';
import { scoreIndicator } from './score.ts';
import {
  isScore,
  selfEvaluation,
  type EvaluatedIndicator,
  type SelfEvaluation,
  type SelfEvaluationCase,
} from './self-evaluation.ts';
import { bareWords, LONGEST_WORDS, saysSomething, type Sourced, type Texts } from './sourced.ts';

export type EvaluationRefusalCode = keyof typeof EVALUATION_REFUSALS | 'share_outside_band' | 'not_standing';

export interface EvaluationRefusal {
  cell: string;
  code: EvaluationRefusalCode;
  message: string;
}

/** As the monitoring's, at a cell of this form. */
export type EvaluationQuestion = Omit<FormQuestion, 'cell'> & { cell: string };

/** points_lost: it scores less than its points. far_over: far above its target. */
export type EvaluationDeviation = 'points_lost' | 'far_over';

export interface EvaluationCheck {
  refusals: EvaluationRefusal[];
  questions: EvaluationQuestion[];
  /** Questions without an answer. */
  unanswered: number;
  /** Indicators that have to be explained, in the form's order. */
  deviations: { indicatorId: string; why: EvaluationDeviation[] }[];
  /** The arithmetic as far as it goes; total and grade are null as long as anything is refused. */
  evaluation: SelfEvaluation;
}

export interface EvaluationContext {
  /** Cells that were returned, and what was entered then. */
  returned?: { cells: readonly CellReason[]; entered: EnteredEvaluation } | null;
  language?: Language;
}

/** The case that is scored: the frozen figures with what the unit entered where it is asked. */
export function evaluationCase(form: PrefilledForm, entered: EnteredEvaluation): SelfEvaluationCase {
  const total = form.money.rows.total;
  return {
    indicators: form.indicators.map((indicator) =>
      evaluatedIndicator(indicator, entered.indicators[indicator.id] ?? NOTHING_SCORED),
    ),
    budgetYuan: total?.adjustedYuan ?? null,
    executedYuan: total?.executedYuan ?? '0.00',
    weights: ownWeights(form, entered),
  };
}

/** Half of an entry counts as none: a share or a figure that is malformed is not scored. */
function evaluatedIndicator(indicator: PrefilledIndicator, said: EnteredScore): EvaluatedIndicator {
  const target = scoredTarget(indicator.target);
  const common = {
    id: indicator.id,
    level1: said.group === null ? indicator.level1 : SCORE_GROUP_NAMES['zh-CN'][said.group],
    points: said.points !== null && isPositive(said.points, 100) ? said.points : null,
  };
  const asked = askedColumns(indicator);
  if (asked.includes('share')) {
    const grade = isGrade(indicator.actual) ? indicator.actual : said.grade;
    const share = said.share !== null && isShare(said.share) ? shareOf(said.share) : null;
    const judged = grade === null || share === null ? null : { grade, share };
    return { ...common, target, actual: null, judged, overTarget: null };
  }
  const actual = asked.includes('actual') ? said.actual : indicator.actual;
  if (target.measure === 'date' && actual === NOT_DONE) {
    // Not done at all: none of the points (domain.md 3, 直接赋分), and printed as not achieved.
    const judged = { grade: 'not_achieved', share: '0' } as const;
    return { ...common, target: { ...target, measure: 'none' }, actual: null, judged, overTarget: null };
  }
  const overTarget =
    said.tooLow === null ? null : { words: said.reason ?? '', isTargetTooLow: said.tooLow === 'yes' };
  return { ...common, target, actual, judged: null, overTarget };
}

const isShare = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,2})?$/.test(text) && exact(text).gte(0) && exact(text).lte(100);
const shareOf = (percent: string): string => exact(percent).div(100).toFixed();

/** Groups of which the project has indicators, and the execution rate. */
export function groupsOfForm(form: PrefilledForm, entered: EnteredEvaluation): ScoreGroup[] {
  const groups = new Set<ScoreGroup>(['execution']);
  for (const { id, level1 } of form.indicators) {
    const group = scoreGroupOf(level1) ?? entered.indicators[id]?.group ?? null;
    if (group !== null) groups.add(group);
  }
  return SCORE_GROUPS.filter((group) => groups.has(group));
}

/** Somebody began to set weights for this project alone. */
export function setsOwnWeights({ weights, weightsReason }: EnteredEvaluation): boolean {
  return weightsReason !== null || SCORE_GROUPS.some((group) => weights[group] !== null);
}

function ownWeights(form: PrefilledForm, entered: EnteredEvaluation): Sourced<Weights> | null {
  const groups = groupsOfForm(form, entered);
  const reason = entered.weightsReason;
  if (!saysSomething(reason) || groups.some((group) => !isWeight(entered.weights[group]))) return null;
  const of = (group: ScoreGroup): string => (groups.includes(group) ? (entered.weights[group] ?? '0') : '0');
  return {
    value: {
      execution: of('execution'),
      cost: of('cost'),
      output: of('output'),
      benefit: of('benefit'),
      satisfaction: of('satisfaction'),
    },
    origin: reason,
  };
}

const isWeight = (text: string | null): boolean =>
  text !== null && /^\d{1,3}(\.\d{1,2})?$/.test(text) && exact(text).lte(100);

interface Checking {
  form: PrefilledForm;
  entered: EnteredEvaluation;
  scheme: ScoreScheme;
  context: EvaluationContext;
  language: Language;
  refusals: EvaluationRefusal[];
  questions: EvaluationQuestion[];
}

export function checkEvaluation(
  form: PrefilledForm,
  entered: EnteredEvaluation,
  scheme: ScoreScheme,
  context: EvaluationContext = {},
): EvaluationCheck {
  const language = context.language ?? OFFICE_LANGUAGE;
  const c: Checking = { form, entered, scheme, context, language, refusals: [], questions: [] };
  if (!saysSomething(entered.achieved)) refuse(c, 'achieved', 'achieved_missing');
  checkLength(c, 'achieved', entered.achieved);
  const what = evaluationCase(form, entered);
  checkWeights(c);
  const deviations = form.indicators.flatMap((indicator, at) => {
    const scored = what.indicators[at];
    if (scored === undefined) return [];
    const why = checkIndicator(c, indicator, scored);
    return why.length > 0 ? [{ indicatorId: indicator.id, why }] : [];
  });
  const evaluation = selfEvaluation(what, scheme, language);
  checkSums(c, evaluation);
  // Whatever keeps the whole from standing keeps it from being sent, and is said.
  if (c.refusals.length === 0) {
    for (const message of evaluation.defects)
      c.refusals.push({ cell: 'achieved', code: 'not_standing', message });
  }
  askSameWords(c);
  askReturned(c);
  const stands = c.refusals.length === 0;
  return {
    refusals: c.refusals,
    questions: c.questions,
    unanswered: c.questions.filter(({ answer }) => answer === null).length,
    deviations,
    evaluation: stands ? evaluation : { ...evaluation, total: null, grade: null },
  };
}

/** Of the whole project: either the scheme's weights fit and none are set, or all are set and say why. */
function checkWeights(c: Checking): void {
  const { form, entered, scheme } = c;
  const groups = groupsOfForm(form, entered);
  // Without a budget there is no execution rate to give points for.
  const fits = weightsFor(scheme, new Set(groups)) !== null && hasBudget(form);
  if (fits && !setsOwnWeights(entered)) return;
  for (const group of groups) {
    const weight = entered.weights[group];
    if (weight === null) refuse(c, `weights.${group}`, 'weights_missing');
    else if (!isWeight(weight)) refuse(c, `weights.${group}`, 'weights_malformed');
    else if (group !== 'execution' && exact(weight).isZero()) refuse(c, `weights.${group}`, 'weights_zero');
    else if (group === 'execution' && !hasBudget(form) && !exact(weight).isZero())
      refuse(c, `weights.${group}`, 'weights_no_budget');
  }
  if (!saysSomething(entered.weightsReason)) refuse(c, 'weightsReason', 'weights_reason_missing');
  checkLength(c, 'weightsReason', entered.weightsReason);
  const given = groups.map((group) => entered.weights[group]);
  if (!given.every((weight): weight is string => isWeight(weight))) return;
  const sum = given.reduce((all, weight) => all.plus(weight), exact(0));
  if (!sum.eq(100)) {
    const shown = sum.toFixed();
    refuse(c, 'weightsReason', 'weights_sum', {
      'zh-CN': `分值合计 ${shown}，应为 100`,
      en: `The points sum to ${shown}, not 100`,
    });
  }
}

function hasBudget({ money }: PrefilledForm): boolean {
  const budget = money.rows.total?.adjustedYuan ?? null;
  return budget !== null && exact(budget).gt(0);
}

function checkIndicator(
  c: Checking,
  indicator: PrefilledIndicator,
  scored: EvaluatedIndicator,
): EvaluationDeviation[] {
  const said = c.entered.indicators[indicator.id] ?? NOTHING_SCORED;
  const asked = askedColumns(indicator);
  const cell = (column: string) => `indicator.${indicator.id}.${column}`;
  if (asked.includes('group') && said.group === null) refuse(c, cell('group'), 'group_missing');
  if (asked.includes('actual')) {
    if (said.actual === null) refuse(c, cell('actual'), 'actual_missing');
    else if (!isActual(indicator.target, said.actual)) {
      const code = indicator.target.measure === 'date' ? 'actual_not_day' : 'actual_not_number';
      refuse(c, cell('actual'), code);
    }
  }
  if (asked.includes('grade') && said.grade === null) refuse(c, cell('grade'), 'grade_missing');
  if (asked.includes('share')) checkShare(c, cell('share'), said, scored);
  if (said.points === null) refuse(c, cell('points'), 'points_missing');
  else if (!isPositive(said.points, 100)) refuse(c, cell('points'), 'points_malformed');
  const why = deviationsOf(scored, c.scheme);
  if (why.length > 0) {
    if (!saysSomething(said.reason)) {
      refuse(c, cell('reason'), why.includes('far_over') ? 'over_reason_missing' : 'reason_missing');
    }
  } else if (said.reason !== null) refuse(c, cell('reason'), 'reason_unneeded');
  if (why.includes('far_over') && said.tooLow === null) refuse(c, cell('tooLow'), 'too_low_missing');
  checkLength(c, cell('reason'), said.reason);
  return why;
}

function checkShare(c: Checking, cell: string, said: EnteredScore, scored: EvaluatedIndicator): void {
  if (said.share === null) refuse(c, cell, 'share_missing');
  else if (!isShare(said.share)) refuse(c, cell, 'share_malformed');
  else if (scored.judged !== null) {
    const result = scoreIndicator({ ...scored, points: '100' }, c.scheme);
    if (!isScore(result) && result.missing === 'share_outside_band') {
      const { from, to } = c.scheme.qualitative.value[scored.judged.grade];
      const band = `${exact(from).times(100).toFixed()}%–${exact(to).times(100).toFixed()}%`;
      const isOpen = scored.judged.grade !== 'achieved';
      c.refusals.push({
        cell,
        code: 'share_outside_band',
        message:
          c.language === 'en'
            ? `The share of this grade is ${band}${isOpen ? ', the upper bound excluded' : ''}`
            : `所评等次的得分比例是 ${band}${isOpen ? '（不含上限）' : ''}`,
      });
    }
  }
}

/** Whether points are lost or the target is far exceeded, whatever its points; empty: it needs no words. */
export function deviationsOf(scored: EvaluatedIndicator, scheme: ScoreScheme): EvaluationDeviation[] {
  const asked = scoreIndicator({ ...scored, points: '100', overTarget: null }, scheme);
  if (!isScore(asked)) return asked.missing === 'over_target_unexplained' ? ['far_over'] : [];
  return exact(asked.score).lt(100) ? ['points_lost'] : [];
}

/** Children of a level sum exactly to the parent: said at the last of them. */
function checkSums(c: Checking, { weights, rows }: SelfEvaluation): void {
  if (weights === null) return;
  for (const group of SCORE_GROUPS) {
    const own = rows.filter((row) => row.group === group);
    const last = own.at(-1);
    if (last === undefined || own.some(({ points }) => points === null || !isDecimalText(points))) continue;
    const sum = own.reduce((all, { points }) => all.plus(points ?? '0'), exact(0));
    const wanted = weights.value[group];
    if (sum.eq(wanted)) continue;
    const given = sum.toFixed();
    refuse(c, `indicator.${last.id}.points`, 'points_sum', {
      'zh-CN': `${SCORE_GROUP_NAMES['zh-CN'][group]}的分值合计 ${given}，应为 ${wanted}`,
      en: `The points of ${SCORE_GROUP_NAMES.en[group]} sum to ${given}, not ${wanted}`,
    });
  }
}

/** One explanation pasted to several indicators: asked at the second and each after it. */
function askSameWords(c: Checking): void {
  const first = new Map<string, string>();
  for (const { id, name } of c.form.indicators) {
    const text = c.entered.indicators[id]?.reason ?? null;
    if (!saysSomething(text)) continue;
    const words = bareWords(text);
    const other = first.get(words);
    if (other === undefined) first.set(words, name);
    else ask(c, `indicator.${id}.reason`, 'same_in_form', [other, words]);
  }
}

/** A returned cell that says what it said then wants the unit's word why. */
function askReturned(c: Checking): void {
  const { returned } = c.context;
  if (!returned) return;
  for (const { cell, reason } of returned.cells) {
    const now = evaluationCellValue(c.form, c.entered, cell);
    if (now === evaluationCellValue(c.form, returned.entered, cell))
      ask(c, cell, 'returned_unchanged', [reason, now]);
  }
}

function checkLength(c: Checking, cell: string, text: string | null): void {
  if ((text ?? '').length > LONGEST_WORDS) refuse(c, cell, 'words_too_long');
}

function refuse(c: Checking, cell: string, code: keyof typeof EVALUATION_REFUSALS, texts?: Texts): void {
  c.refusals.push({ cell, code, message: (texts ?? EVALUATION_REFUSALS[code])[c.language] });
}

function ask(
  c: Checking,
  cell: string,
  code: 'same_in_form' | 'returned_unchanged',
  values: readonly (string | null)[],
): void {
  const key = `${cell}:${code}:${fingerprint(values.map((value) => value ?? '').join('\n'))}`;
  const message = QUESTION_WORDS[code](values)[c.language];
  const given = c.entered.answers.find((answer) => answer.key === key)?.words.trim() ?? null;
  c.questions.push({ cell, code, key, message, answer: saysSomething(given) ? given : null });
}

/** The check of a form that nobody has touched. */
export function checkBlankEvaluation(form: PrefilledForm, scheme: ScoreScheme): EvaluationCheck {
  return checkEvaluation(form, blankEvaluation(form), scheme);
}

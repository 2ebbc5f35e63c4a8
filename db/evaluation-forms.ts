/** A self-evaluation as it stands: the unit's cells over the frozen figures, scored by its round's scheme. */
import { checkEvaluation, type EvaluationCheck } from '../domain/evaluation-check.ts';
import {
  blankEvaluation,
  enterEvaluationCell,
  evaluationCells,
  isEvaluationCell,
  readEvaluationCell,
  type EnteredEvaluation,
} from '../domain/evaluation-form.ts';
import type { Language } from '../domain/language.ts';
import { isCellOf, readCell } from '../domain/monitoring-cells.ts';
import { formCells, type PrefilledForm } from '../domain/monitoring-form.ts';
import type { ReviewState } from '../domain/review.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';
import type { Texts } from '../domain/sourced.ts';
import type { AnyForm, EnteredValue } from '../server/contract-review-shapes.ts';

/** What stands in the cells of a version: of each the newest value. Oldest first in `values`. */
export function enteredEvaluationOf(
  prefilled: PrefilledForm,
  values: readonly EnteredValue[],
  version: number,
): EnteredEvaluation {
  let entered = blankEvaluation(prefilled);
  for (const { cell, value } of values.filter((each) => each.version === version)) {
    entered = enterEvaluationCell(entered, cell, value) ?? entered;
  }
  return entered;
}

/** The unit's part and its check, with the question why a returned cell did not change. Oldest first in `values`. */
export function evaluationPart(
  what: { prefilled: PrefilledForm; scheme: ScoreScheme; state: ReviewState },
  values: readonly EnteredValue[],
  language: Language | undefined,
): { entered: EnteredEvaluation; check: EvaluationCheck } {
  const { prefilled, scheme, state } = what;
  const entered = enteredEvaluationOf(prefilled, values, state.version);
  const last = state.history.findLast(({ act }) => act === 'return');
  const returned =
    state.returned.length === 0 || last === undefined
      ? null
      : {
          cells: state.returned,
          entered: enteredEvaluationOf(
            prefilled,
            // By the form's own count of acts: a demonstration's clock goes back at the wall's midnight.
            values.filter(({ revision }) => revision < last.revision),
            state.version,
          ),
        };
  const check = checkEvaluation(prefilled, entered, scheme, {
    returned,
    ...(language !== undefined && { language }),
  });
  return { entered, check };
}

/** What is wrong with a value for a cell of a form of either purpose, by its shape alone; null: nothing. */
export function cellFault(form: AnyForm, cell: string, value: unknown): Texts | null {
  return form.purpose === 'monitoring'
    ? readCell(form.prefilled, cell, value)
    : readEvaluationCell(form.prefilled, cell, value);
}

/** Every cell that can be returned, commented or given evidence, of a form of either purpose. */
export function returnableCells({ purpose, prefilled }: Pick<AnyForm, 'purpose' | 'prefilled'>): string[] {
  return purpose === 'monitoring' ? formCells(prefilled) : evaluationCells(prefilled);
}

/** Whether a form of either purpose has the cell, for comments and evidence: the answers to its questions included. */
export function hasCell(form: AnyForm, cell: string): boolean {
  if (form.purpose === 'monitoring') return isCellOf(form.prefilled, cell);
  return isEvaluationCell(form.prefilled, cell);
}

/** A cell of a form of either purpose, for what both pages share: its name, its value in words, who put it there. Pure. */
import { isPutIn as isPutIntoEvaluation, evaluationCellValue } from '../domain/evaluation-form.ts';
import { cellValue } from '../domain/monitoring-form.ts';
import type { Language } from '../domain/language.ts';
import type { ToldAnyForm } from '../server/contract-review-told.ts';
import { evaluationLabel, evaluationValueWords } from './evaluation-view.ts';
import { cellLabel, storedValue, valueWords } from './review-form-view.ts';

/** A cell by its name on the form: 培训人次 · 偏差原因. */
export function nameOfCell({ purpose, prefilled }: ToldAnyForm, cell: string, language: Language): string {
  return purpose === 'monitoring'
    ? cellLabel(prefilled, cell, language)
    : evaluationLabel(prefilled, cell, language);
}

/** A value of a cell as a reader reads it. Nothing: null. */
export function wordsOfCell(
  { purpose, prefilled }: ToldAnyForm,
  cell: string,
  value: unknown,
): string | null {
  return purpose === 'monitoring'
    ? valueWords(prefilled, cell, value)
    : evaluationValueWords(prefilled, cell, value);
}

/** The system put it in: nobody enters it on this form. */
export function isPutInCell({ purpose, prefilled }: ToldAnyForm, cell: string): boolean {
  return purpose === 'monitoring'
    ? cell === 'goal' || /\.(target|actual)$/.test(cell)
    : isPutIntoEvaluation(prefilled, cell);
}

/** What stands in a cell, whoever put it there, with what is typed. */
export function standingInCell(form: ToldAnyForm, entered: ToldAnyForm['entered'], cell: string): unknown {
  if (!('money' in entered)) return evaluationCellValue(form.prefilled, entered, cell);
  return isPutInCell(form, cell) ? cellValue(form.prefilled, entered, cell) : storedValue(entered, cell);
}

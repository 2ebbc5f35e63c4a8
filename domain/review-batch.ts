/** What may be approved in one go: a form with nothing to look at. Every other one is read by a person [advice]. */
import type { FormCheck } from './monitoring-check.ts';
import type { ReviewState } from './review.ts';
import { say, type Texts } from './sourced.ts';
import type { Language } from './language.ts';

/**
 * Why a form is looked at by a person: cells that a return still asks for, indicators that deviate, or questions of the check,
 * answered or not; null: nothing speaks against approving it with others. The same rule tells the exceptions before a batch.
 */
export function batchException(
  {
    check,
    state,
  }: { check: Pick<FormCheck, 'deviations' | 'questions'>; state: Pick<ReviewState, 'returned'> },
  language?: Language,
): string | null {
  if (state.returned.length > 0) return say(RETURNED(state.returned.length), language);
  if (check.deviations.length > 0) return say(DEVIATES(check.deviations.length), language);
  return check.questions.length > 0 ? say(ASKED(check.questions.length), language) : null;
}

const RETURNED = (cells: number): Texts => ({
  'zh-CN': `曾退回 ${cells} 格，请逐格核对。`,
  en: `Returned before on ${cells} ${cells === 1 ? 'cell' : 'cells'}: check each.`,
});
const DEVIATES = (indicators: number): Texts => ({
  'zh-CN': `有 ${indicators} 个指标偏离目标，请逐表审核。`,
  en: `${indicators} ${indicators === 1 ? 'indicator deviates' : 'indicators deviate'}: read the form.`,
});
const ASKED = (questions: number): Texts => ({
  'zh-CN': `有 ${questions} 处存疑，请逐表审核。`,
  en: `${questions} ${questions === 1 ? 'question was' : 'questions were'} raised: read the form.`,
});

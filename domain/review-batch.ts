/** What may be approved in one go: a form with nothing to look at. Every other one is read by a person [advice]. */
import type { Light } from './light.ts';
import type { PrefilledForm } from './monitoring-form.ts';
import type { ReviewState } from './review.ts';
import { say, type Texts } from './sourced.ts';
import type { Language } from './language.ts';

/** Lights that are seen one by one; unreported and undeterminable say that nobody knows. */
const SINGLE_LIGHTS: readonly Light[] = ['lagging', 'severe', 'unreported', 'undeterminable'];

/**
 * Why a form is looked at by a person: cells that a return still asks for, indicators that deviate, lights out of order, or questions of the check,
 * answered or not; null: nothing speaks against approving it with others. The same rule tells the exceptions before a batch.
 */
export function batchException(
  {
    check,
    state,
    prefilled,
  }: {
    check: { deviations: readonly unknown[]; questions: readonly unknown[] };
    state: Pick<ReviewState, 'returned'>;
    prefilled: {
      money: Pick<PrefilledForm['money'], 'light'>;
      indicators: readonly Pick<PrefilledForm['indicators'][number], 'light'>[];
    };
  },
  language?: Language,
): string | null {
  if (state.returned.length > 0) return say(RETURNED(state.returned.length), language);
  if (check.deviations.length > 0) return say(DEVIATES(check.deviations.length), language);
  const lights = [prefilled.money.light, ...prefilled.indicators.map(({ light }) => light)];
  if (lights.some((light) => SINGLE_LIGHTS.includes(light))) return say(OUT_OF_ORDER, language);
  return check.questions.length > 0 ? say(ASKED(check.questions.length), language) : null;
}

const OUT_OF_ORDER: Texts = {
  'zh-CN': '资金或指标的灯不正常，请逐表审核。',
  en: 'The light of its money or of an indicator is out of order: read the form.',
};
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

/**
 * Approving several forms at once: only those that nobody needs to look at. Every other is listed with its reasons and left for
 * single review; nothing is approved unseen because it stood in a list (issue 6: batch approval lists its exceptions).
 */
import type { Language } from './language.ts';
import type { Light } from './light.ts';
import type { FormCheck } from './monitoring-check.ts';
import { allowedActs, type ReviewActor, type ReviewState } from './review.ts';
import { say, type Texts } from './sourced.ts';

/** Lights that are seen one by one; unreported and undeterminable say that nobody knows. */
const SINGLE_LIGHTS: readonly Light[] = ['lagging', 'severe', 'unreported', 'undeterminable'];

export const BATCH_EXCEPTIONS = [
  'not_yours',
  'incomplete',
  'questions',
  'deviations',
  'light',
  'returned',
] as const;
export type BatchException = (typeof BATCH_EXCEPTIONS)[number];

export interface BatchCandidate {
  formId: string;
  state: ReviewState;
  check: Pick<FormCheck, 'refusals' | 'questions' | 'deviations'>;
  /** The project's light at the cut-off. */
  light: Light;
}

export interface BatchApproval {
  /** In the order given; the caller approves each by `applyAct`. */
  approve: string[];
  exceptions: { formId: string; why: BatchException[] }[];
}

export function batchApproval(candidates: readonly BatchCandidate[], actor: ReviewActor): BatchApproval {
  const approve: string[] = [];
  const exceptions: BatchApproval['exceptions'] = [];
  for (const candidate of candidates) {
    const why = exceptionsOf(candidate, actor);
    if (why.length === 0) approve.push(candidate.formId);
    else exceptions.push({ formId: candidate.formId, why });
  }
  return { approve, exceptions };
}

/** Why a form is not approved together with others; empty: it may be. An answered question is still one to be read. */
export function exceptionsOf({ state, check, light }: BatchCandidate, actor: ReviewActor): BatchException[] {
  const why: BatchException[] = [];
  if (!allowedActs(state, actor).includes('approve')) why.push('not_yours');
  if (check.refusals.length > 0) why.push('incomplete');
  if (check.questions.length > 0) why.push('questions');
  if (check.deviations.length > 0) why.push('deviations');
  if (SINGLE_LIGHTS.includes(light)) why.push('light');
  if (state.returned.length > 0) why.push('returned');
  return why;
}

const TEXTS: Readonly<Record<BatchException, Texts>> = {
  not_yours: { 'zh-CN': '不由您审核', en: 'not yours to approve' },
  incomplete: { 'zh-CN': '有没填对的格', en: 'cells are not in order' },
  questions: { 'zh-CN': '有矛盾，须看说明', en: 'contradictions were asked about' },
  deviations: { 'zh-CN': '有偏差', en: 'indicators deviate' },
  light: { 'zh-CN': '灯不正常', en: 'its light is out of order' },
  returned: { 'zh-CN': '退回过，须看改动', en: 'it was returned' },
};

export function batchExceptionWords(why: BatchException, language?: Language): string {
  return say(TEXTS[why], language);
}

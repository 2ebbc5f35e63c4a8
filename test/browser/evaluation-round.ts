/** A round of self-evaluation of a demo county, opened by its finance bureau, and a form of it filled by HTTP. 演示数据 */
import { answersOf } from '../evaluation-answers.ts';
import type { Round } from '../../domain/round.ts';
import { DEFAULT_SCORE_SCHEME } from '../../domain/score-scheme.ts';
import type { EvaluationFormAnswer } from '../../server/contract-evaluations.ts';
import type { FormItem } from '../../server/contract-review-shapes.ts';
import type { WaitingAnswer } from '../../server/contract-reviews.ts';
import { callAs, type Caller, type Product } from './product.ts';

/** 演示数据: of the half year, because the demonstration stands in July. */
export const EVALUATION_ROUND: Round = {
  title: '2023 年上半年绩效自评',
  fiscalYear: 2023,
  kind: 'self',
  toMonth: 6,
  cutOffOn: '2023-06-30',
  scope: { type: 'all' },
  formName: '项目支出绩效自评表',
  deadlines: [{ post: 'handler', dueOn: '2023-08-11', origin: 'entered', isGuess: false }],
  variantId: null,
  origins: {},
};

/** Opens the round in `county` (the accounts' prefix) and answers its forms that wait for the handler. */
export async function openEvaluationRound(
  product: Pick<Product, 'url' | 'password'>,
  county: string,
): Promise<FormItem[]> {
  const finance = await callAs(product, `${county}-finance`);
  const opened = await finance.post('/review-rounds', {
    round: EVALUATION_ROUND,
    purpose: 'self_evaluation',
    scheme: DEFAULT_SCORE_SCHEME,
  });
  if (opened.status !== 201) throw new Error(`no round: ${JSON.stringify(opened)}`);
  const handler = await callAs(product, `${county}-handler`);
  const { items } = await handler.get<WaitingAnswer>('/review-forms');
  return items.filter(({ purpose }) => purpose === 'self_evaluation');
}

/** Enters what the check asks for, as an honest handler would, until nothing is asked. */
export async function fillEvaluation(handler: Caller, formId: string): Promise<void> {
  for (let times = 0; times < 6; times += 1) {
    const { form } = await handler.get<EvaluationFormAnswer>(`/review-forms/${formId}`);
    const changes = answersOf(form);
    if (changes.length === 0) return;
    const saved = await handler.post(`/review-forms/${formId}/cells`, { changes });
    if (saved.status !== 201) throw new Error(`not saved: ${JSON.stringify(saved)}`);
  }
  throw new Error('the self-evaluation is never complete');
}

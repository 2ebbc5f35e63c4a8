/** A mid-year round of a demo county, opened by its finance bureau, for pages that show its forms. */
import type { FormItem } from '../../server/contract-review-shapes.ts';
import type { CellsBody, ReviewFormAnswer, WaitingAnswer } from '../../server/contract-reviews.ts';
import type { Round } from '../../domain/round.ts';
import { callAs, type Caller, type Product } from './product.ts';

/** 演示数据: January to June of 2023, every project. */
export const ROUND: Round = {
  title: '2023 年年中绩效监控',
  fiscalYear: 2023,
  kind: 'self',
  toMonth: 6,
  cutOffOn: '2023-06-30',
  scope: { type: 'all' },
  formName: '项目支出绩效目标执行监控表',
  deadlines: [{ post: 'handler', dueOn: '2023-08-04', origin: 'entered', isGuess: false }],
  variantId: null,
  origins: {},
};

/** Opens the round in `county` (the accounts' prefix) and answers the forms that wait for its handler. */
export async function openReviewRound(
  product: Pick<Product, 'url' | 'password'>,
  county: string,
): Promise<FormItem[]> {
  const finance = await callAs(product, `${county}-finance`);
  const opened = await finance.post('/review-rounds', { round: ROUND });
  if (opened.status !== 201) throw new Error(`no round: ${JSON.stringify(opened)}`);
  const handler = await callAs(product, `${county}-handler`);
  return (await handler.get<WaitingAnswer>('/review-forms')).items;
}

/** Fills by HTTP what the check asks for, as an honest handler would, and submits. */
export async function fillAndSubmit(handler: Caller, formId: string): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    const { form } = await handler.get<ReviewFormAnswer>(`/review-forms/${formId}`);
    const { check, values, state } = form;
    if (check.refusals.length === 0 && check.unanswered === 0) {
      const sent = await handler.post(`/review-forms/${formId}/acts`, {
        act: 'submit',
        revision: state.revision,
      });
      if (sent.status !== 201) throw new Error(`not submitted: ${JSON.stringify(sent)}`);
      return;
    }
    const newest = (cell: string) => values.find((value) => value.cell === cell)?.id ?? null;
    const cells = [...new Set(check.refusals.map(({ cell }) => cell as string))];
    const changes: CellsBody['changes'] = [
      ...cells.map((cell) => ({ cell, value: honest(form, cell), supersedes: newest(cell) })),
      ...check.questions
        .filter(({ answer }) => answer === null)
        .map(({ key }, index) => ({
          cell: `answer.${key}`,
          value: `已向业务股核实，情况属实，第 ${index + 1} 处`,
          supersedes: newest(`answer.${key}`),
        })),
    ];
    const saved = await handler.post(`/review-forms/${formId}/cells`, { changes });
    if (saved.status !== 201) throw new Error(`not saved: ${JSON.stringify(saved)}`);
  }
  throw new Error('the form is never complete');
}

function honest({ prefilled }: ReviewFormAnswer['form'], cell: string): string | string[] {
  if (cell.startsWith('money.')) {
    const row = prefilled.money.rows[cell.slice('money.'.length) as 'total'];
    return prefilled.money.forecast?.expected ?? row?.adjustedYuan ?? '0.00';
  }
  const column = cell.split('.').pop() ?? '';
  const indicator = prefilled.indicators.find(({ id }) => cell.startsWith(`indicator.${id}.`));
  if (column === 'expected') return expectedOf(indicator);
  if (column === 'reasons') return ['funding'];
  if (column === 'likelihood') return 'possible';
  return `${indicator?.name ?? ''}${WORDS[column] ?? '按计划推进'}`;
}

/** 演示数据: what a handler writes, another sentence in each column. */
const WORDS: Readonly<Record<string, string>> = {
  reasonText: '受上半年资金下达较晚影响，进度比计划慢',
  remark: '按目前进度年底有可能差一些',
  measures: '已调整用款计划，三季度补足',
};

/** What meets the target, in its own terms. */
export function expectedOf(
  indicator: ReviewFormAnswer['form']['prefilled']['indicators'][number] | undefined,
): string {
  if (indicator?.target.measure === 'grade') return 'achieved';
  return indicator?.target.value ?? '按计划完成全年任务';
}

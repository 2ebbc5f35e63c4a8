/** A stored form over the domain's own cases, as its page reads it. */
import { checkForm } from '../../domain/monitoring-check.ts';
import { blankForm, type EnteredForm, type PrefilledForm } from '../../domain/monitoring-form.ts';
import { newReview, type ReviewState } from '../../domain/review.ts';
import type { EnteredValue, StoredForm } from '../../server/contract-review-shapes.ts';

export const valueOf = (change: Partial<EnteredValue> = {}): EnteredValue => ({
  id: 'v1',
  cell: 'money.total',
  value: '100.00',
  supersedes: null,
  version: 1,
  post: '经办人',
  accountId: 'somebody',
  at: '2023-08-08T01:00:00.000Z',
  ...change,
});

export function storedForm(
  prefilled: PrefilledForm,
  change: { entered?: EnteredForm; state?: Partial<ReviewState>; values?: EnteredValue[] } = {},
): StoredForm {
  const entered = change.entered ?? blankForm(prefilled);
  return {
    id: 'form',
    roundId: 'round',
    purpose: 'monitoring',
    round: {
      title: '2023 年年中绩效监控',
      fiscalYear: 2023,
      kind: 'self',
      toMonth: 7,
      cutOffOn: '2023-08-07',
      scope: { type: 'all' },
      formName: '项目支出绩效目标执行监控表',
      deadlines: [],
      variantId: null,
      origins: {},
    },
    projectId: 'project',
    unitId: 'unit',
    dueOn: '2023-08-14',
    invented: true,
    prefilled,
    entered,
    state: { ...newReview(), ...change.state },
    stageSince: '2023-08-07',
    check: checkForm(prefilled, entered),
    values: change.values ?? [],
    comments: [],
  };
}

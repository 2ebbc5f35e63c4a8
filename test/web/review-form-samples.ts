/** A stored form over the domain's own cases, as its page reads it. */
import { checkForm } from '../../domain/monitoring-check.ts';
import { blankForm, type EnteredForm, type PrefilledForm } from '../../domain/monitoring-form.ts';
import { newReview } from '../../domain/review.ts';
import type { ToldForm, ToldState, ToldValue } from '../../server/contract-review-told.ts';

export const valueOf = (change: Partial<ToldValue> = {}): ToldValue => ({
  id: 'v1',
  cell: 'money.total',
  value: '100.00',
  supersedes: null,
  version: 1,
  revision: 0,
  post: '经办人',
  unit: '社会保险中心',
  name: '社保中心经办岗',
  at: '2023-08-08T01:00:00.000Z',
  ...change,
});

function nobodyActed(): ToldState {
  const { version, revision, stage, returned } = newReview();
  return { version, revision, stage, returned, correction: null, history: [] };
}

export function storedForm(
  prefilled: PrefilledForm,
  change: { entered?: EnteredForm; state?: Partial<ToldState>; values?: ToldValue[] } = {},
): ToldForm {
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
    state: { ...nobodyActed(), ...change.state },
    stageSince: '2023-08-07',
    check: checkForm(prefilled, entered),
    values: change.values ?? [],
    comments: [],
    earlier: [],
  };
}

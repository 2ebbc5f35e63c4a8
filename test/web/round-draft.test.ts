/** A round while it is opened: what is sent, where each number comes from, what is wrong at which field. */
import { describe, expect, it } from 'vitest';
import type { Round } from '../../domain/round.ts';
import {
  deadlineOrigin,
  draftOf,
  originOf,
  problemsOf,
  roundOf,
  type RoundDraft,
} from '../../web/round-draft.ts';

const KEY: Round = {
  title: '1—8 月财政重点监控',
  fiscalYear: 2023,
  kind: 'key',
  toMonth: 8,
  cutOffOn: '2023-08-31',
  scope: { type: 'rule', budgetAtLeastYuan: '2000000.00', executionRateBelow: 0.6, lights: null },
  formName: '项目支出绩效目标执行监控表',
  deadlines: [
    { post: 'handler', dueOn: '2023-09-14', origin: 'after 10 working days', isGuess: true },
    { post: 'finance_business', dueOn: '2023-09-28', origin: 'after 20 working days', isGuess: true },
  ],
  variantId: 'end-of-august',
  origins: { toMonth: 'taiyuan', cutOffOn: 'taiyuan, end August', scope: 'domain 1.3', formName: 'annex' },
};
const TODAY = '2023-09-04';
const changed = (change: Partial<RoundDraft>): RoundDraft => ({ ...draftOf(KEY), ...change });
const problems = (change: Partial<RoundDraft>, today = TODAY) => problemsOf(changed(change), today, 'zh-CN');

describe('a draft', () => {
  it('that nobody changed is the round of the variant, with its origins', () => {
    expect(roundOf(draftOf(KEY))).toEqual(KEY);
    expect(problems({})).toEqual({});
    expect(originOf(draftOf(KEY), 'scope')).toBe('domain 1.3');
    expect(deadlineOrigin(draftOf(KEY), 'handler')).toEqual({
      origin: 'after 10 working days',
      isGuess: true,
    });
  });

  it('shows yuan as 万元 and a share as percent, and sends them exactly', () => {
    expect(draftOf(KEY)).toMatchObject({ budgetWan: '200', ratePercent: '60' });
    expect(roundOf(changed({ budgetWan: '1,234.5678', ratePercent: '62.5%' })).scope).toEqual({
      type: 'rule',
      budgetAtLeastYuan: '12345678.00',
      executionRateBelow: 0.625,
      lights: null,
    });
  });

  it('says of each changed number, and of no other, that a person entered it', () => {
    const draft = changed({
      cutOffOn: '2023-09-01',
      deadlines: { ...draftOf(KEY).deadlines, handler: '2023-09-20' },
    });
    const round = roundOf(draft);
    expect(round.origins).toEqual({ ...KEY.origins, cutOffOn: 'entered' });
    expect(round.deadlines).toEqual([
      { post: 'handler', dueOn: '2023-09-20', origin: 'entered', isGuess: false },
      KEY.deadlines[1],
    ]);
    expect(originOf(draft, 'cutOffOn')).toBeNull();
    expect(originOf(draft, 'toMonth')).toBe('taiyuan');
  });

  it('drops the day of a post that has none, in the order of the posts', () => {
    const { deadlines } = draftOf(KEY);
    const round = roundOf(
      changed({ deadlines: { ...deadlines, leader: '2023-09-20', finance_business: '' } }),
    );
    expect(round.deadlines.map(({ post }) => post)).toEqual(['handler', 'leader']);
  });
});

describe('what is wrong', () => {
  it('stands at its field: an empty title, a cut-off within the window, a day before the one below', () => {
    const { deadlines } = draftOf(KEY);
    expect(problems({ title: ' ' })).toHaveProperty('title');
    expect(problems({ cutOffOn: '2023-08-30' })).toEqual({ cutOffOn: '不能早于监控期的最后一天' });
    expect(problems({ deadlines: { ...deadlines, finance_business: '2023-09-10' } })).toEqual({
      'deadlines.finance_business': '不能早于经办人的期限',
    });
    expect(problems({ deadlines: { ...deadlines, handler: '' } })).toEqual({
      deadlines: '要有经办人的报送期限',
    });
  });

  it('is a cut-off day that is not over, as the database says too', () => {
    expect(problems({}, '2023-08-31')).toEqual({
      cutOffOn: '截止日还没有过完（今天 2023-08-31），过了那天再开，或提前截止日',
    });
    expect(problems({}, '2023-09-01')).toEqual({});
  });

  it('is an amount or a share that cannot be read, never taken for none', () => {
    expect(problems({ budgetWan: '两百' })).toHaveProperty(['scope.budgetAtLeastYuan']);
    expect(problems({ ratePercent: '六成' })).toHaveProperty(['scope.executionRateBelow']);
    expect(problems({ ratePercent: '120' })).toEqual({
      'scope.executionRateBelow': '应大于 0、不超过 1，或 null',
    });
    expect(problems({ budgetWan: '', ratePercent: '' })).toEqual({ scope: '至少要有一个条件' });
  });

  it('is a list by hand without a project', () => {
    expect(problems({ scopeType: 'list' })).toHaveProperty(['scope.projectIds']);
    expect(problems({ scopeType: 'list', projectIds: ['a'] })).toEqual({});
  });
});

import { describe, expect, it } from 'vitest';
import {
  emptyPlanForm,
  eventBody,
  eventForm,
  planBody,
  planEffect,
  planForm,
  withdrawal,
} from '../../web/duty-form.ts';
import { plan, registered } from './duties-samples.ts';

const AT = { today: '2023-07-31', fiscalYear: 2023 };

describe('the form of an event', () => {
  it('sends what was said, a correction with what it corrects', () => {
    const form = { ...eventForm('quota_formed', null), day: '0707', document: ' 柳财社〔2023〕12 号 ' };
    const body = { anchor: 'quota_formed', happenedOn: '2023-07-07', document: '柳财社〔2023〕12 号' };
    expect(eventBody(form, AT, null)).toEqual({ body });
    expect(eventBody({ ...eventForm('quota_formed', registered()), day: '7-10' }, AT, 'event')).toEqual({
      body: { ...body, happenedOn: '2023-07-10', supersedes: 'event' },
    });
  });
  it('refuses no day, a day that is none and a day to come', () => {
    const problem = (day: string) => {
      const read = eventBody({ ...eventForm('document_issued', null), day }, AT, null);
      return 'problems' in read ? read.problems['happenedOn'] : null;
    };
    expect(problem('')).toBe('请填发生的日子');
    expect(problem('0230')).toContain('没有这一天');
    expect(problem('0801')).toContain('还没发生');
    expect(problem('0731')).toBeNull();
  });
});

describe('the form of a duty', () => {
  const form = { ...emptyPlanForm(AT), title: ' 按协议支付 ' };
  it('begins with the running month, and with January of a year to come', () => {
    expect(form.from).toBe(7);
    expect(emptyPlanForm({ today: '2022-12-30', fiscalYear: 2023 }).from).toBe(1);
  });
  it('sends one sum for each month', () => {
    const read = planBody({ ...form, from: 7, to: 9, day: 15, amount: '2,500.50' }, 2023, null);
    expect(read).toEqual({
      body: {
        kind: 'payment',
        title: '按协议支付',
        rule: { type: 'monthly', from: '2023-07', to: '2023-09', day: 15 },
        amounts: { '2023-07': '2500.50', '2023-08': '2500.50', '2023-09': '2500.50' },
      },
    });
    if (!('body' in read)) throw new Error('refused');
    expect(planEffect(read.body)).toEqual({ count: 3, sum: '7501.50' });
  });
  it('sends the sums of the months that have one, of the months of the rule alone', () => {
    const amounts = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? '100' : ''));
    const read = planBody({ ...form, from: 7, to: 10, isEachMonth: true, amounts, amount: '9' }, 2023, null);
    expect('body' in read && read.body.amounts).toEqual({ '2023-07': '100', '2023-09': '100' });
  });
  it('sends a fixed day and a span after an event', () => {
    const on = planBody({ ...form, type: 'on', dueOn: '0930', amount: '5' }, 2023, 'plan');
    expect('body' in on && [on.body.rule, on.body.amounts, on.body.supersedes]).toEqual([
      { type: 'on', dueOn: '2023-09-30' },
      { once: '5' },
      'plan',
    ]);
    const after = planBody(
      { ...form, type: 'after', count: '１０', unit: 'working_day', grace: '3' },
      2023,
      null,
    );
    expect('body' in after && [after.body.rule, after.body.graceWorkingDays]).toEqual([
      { type: 'after', anchor: 'document_issued', span: { count: 10, unit: 'working_day' } },
      3,
    ]);
  });
  it('names each field that is wrong', () => {
    const wrong = (change: Partial<typeof form>) => {
      const read = planBody({ ...form, ...change }, 2023, null);
      return 'problems' in read ? Object.keys(read.problems) : [];
    };
    expect(wrong({ title: ' ' })).toEqual(['title']);
    expect(wrong({ from: 9, to: 3 })).toEqual(['to']);
    expect(wrong({ type: 'on', dueOn: '' })).toEqual(['dueOn']);
    expect(wrong({ type: 'on', dueOn: '0931' })).toEqual(['dueOn']);
    expect(wrong({ type: 'after', count: '0' })).toEqual(['count']);
    expect(wrong({ type: 'after', count: '366' })).toEqual(['count']);
    expect(wrong({ amount: '-1' })).toEqual(['amounts']);
    expect(wrong({ amount: '1.234' })).toEqual(['amounts']);
    expect(wrong({ grace: '21' })).toEqual(['grace']);
    expect(wrong({ kind: 'work' })).toEqual(['indicatorId']);
    expect(wrong({ kind: 'work', indicatorId: 'x' })).toEqual([]);
  });
  it('comes back from a plan as it was, and withdraws it whole', () => {
    const plans = [
      plan({ amounts: { once: '100.00' }, graceWorkingDays: 2, note: '协议第 3 条', indicatorId: 'i' }),
      plan({ rule: { type: 'after', anchor: 'other', span: { count: 1, unit: 'month' } } }),
      plan({
        rule: { type: 'monthly', from: '2023-02', to: '2023-03', day: 'last_working_day' },
        amounts: { '2023-02': '1.00', '2023-03': '1.00' },
      }),
      plan({
        rule: { type: 'monthly', from: '2023-02', to: '2023-04', day: 5 },
        amounts: { '2023-03': '7.00' },
      }),
    ];
    for (const known of plans) {
      const read = planBody(planForm(known, AT), 2023, known.id);
      if (!('body' in read)) throw new Error(JSON.stringify(read));
      expect(read.body.rule).toEqual(known.rule);
      expect(read.body.amounts ?? null).toEqual(known.amounts);
      const { note: _note, ...same } = read.body;
      expect(withdrawal(known)).toEqual({ ...same, withdrawn: true });
    }
  });
});

import { describe, expect, it } from 'vitest';
import { dutyRuleWords } from '../../domain/obligation-words.ts';
import {
  assumptionsOf,
  awaitedAnchors,
  dutiesSummary,
  dutyGroups,
  lightOfDuty,
  monthsOf,
  monthsText,
  mostUrgent,
  outstandingOf,
  payableDuties,
  periodOf,
  stateText,
  sumsOf,
} from '../../web/duties-view.ts';
import { duty, yearOfDuties } from './duties-samples.ts';

const once = duty({ id: 'once', title: '完成年度任务', kind: 'work' });
const waiting = duty({
  id: 'waiting',
  title: '拨付时间',
  kind: 'allotment',
  rule: dutyRuleWords({ type: 'after', anchor: 'quota_formed', span: { count: 10, unit: 'working_day' } }),
  dueOn: null,
  state: 'awaiting_event',
});
const done = duty({ id: 'done', title: '按时的', state: 'met', metOn: '2023-03-01', dueOn: '2023-03-31' });
const all = [once, done, waiting, ...yearOfDuties()];

describe('duties as rows', () => {
  it('fold the months of one duty, the late first, what is done last', () => {
    const groups = dutyGroups(all);
    expect(groups.map(({ title, duties }) => [title, duties.length])).toEqual([
      ['养老金', 12],
      ['完成年度任务', 1],
      ['拨付时间', 1],
      ['按时的', 1],
    ]);
    expect(groups[0]?.lead.id).toBe('m7');
  });
  it('name the next month where nothing is late, and the last where all is done', () => {
    const [, ...rest] = yearOfDuties().slice(6);
    expect(dutyGroups(rest)[0]?.lead.id).toBe('m8');
    expect(dutyGroups(yearOfDuties().slice(0, 4))[0]?.lead.id).toBe('m4');
  });
  it('do not fold duties of two indicators, nor those by hand of two titles', () => {
    const [first] = yearOfDuties();
    const other = { ...first!, id: 'x', indicatorId: 'other' };
    const byHand = ['甲', '乙'].map((name) =>
      duty({ id: name, title: `${name}（1 月）`, period: '2023-01', planId: name }),
    );
    expect(dutyGroups([first!, other, ...byHand])).toHaveLength(4);
  });
  it('say light and word of each state', () => {
    const said = (state: Parameters<typeof stateText>[0]['state'], workingDaysLate = 0) =>
      `${lightOfDuty({ state })} ${stateText({ state, workingDaysLate })}`;
    expect(said('overdue', 6)).toBe('severe 逾期 6 个工作日');
    expect(said('overdue', 0)).toBe('severe 逾期不满 1 个工作日');
    expect(said('met_late', 2)).toBe('lagging 晚 2 个工作日');
    expect(said('met')).toBe('normal 按时');
    expect(said('not_due')).toBe('not_due 未到期');
    expect(said('awaiting_event')).toBe('awaiting_event 待触发');
  });
  it('say what was assumed, in words, and nothing for what a reader need not see', () => {
    expect(assumptionsOf({ assumed: ['last-working-day', 'no-such-rule'] })).toEqual([
      '没有印每月几日，按最后一个工作日',
    ]);
  });
  it('show a month alone', () => {
    expect(periodOf({ title: '养老金（7 月）', period: '2023-07' })).toBe('7 月');
    expect(monthsOf(yearOfDuties().slice(2, 4)).map((month) => month?.id ?? '')).toEqual([
      ...['', '', 'm3', 'm4'],
      ...Array.from({ length: 8 }, () => ''),
    ]);
    expect(monthsText(yearOfDuties())).toBe('逾期 1 · 晚办 1 · 已办 5 · 未到期 5');
  });
});

describe('sums of duties', () => {
  it('are exact to the cent and never below nothing', () => {
    expect(outstandingOf({ amount: '1000.00', paid: '400.10' })).toBe('599.90');
    expect(outstandingOf({ amount: '1000.00', paid: '1000.01' })).toBe('0.00');
    expect(outstandingOf({ amount: null, paid: '5.00' })).toBeNull();
    expect(sumsOf(yearOfDuties())).toEqual({ amount: '12000.00', paid: '6400.10' });
    expect(sumsOf([once])).toEqual({ amount: null, paid: '0.00' });
  });
  it('say how the project stands', () => {
    expect(dutiesSummary(all)).toEqual({
      total: 15,
      overdue: 1,
      overdueAmount: '599.90',
      nextDueOn: '2023-08-28',
      awaiting: 1,
      done: 7,
    });
  });
});

describe('what is to be done', () => {
  it('is short: what is late and the next of each duty', () => {
    expect(mostUrgent(all, 4).map(({ id }) => id)).toEqual(['m7', 'once', 'waiting']);
    expect(mostUrgent(yearOfDuties().slice(7), 4).map(({ id }) => id)).toEqual(['m8']);
  });
  it('can be paid unless it is work or paid already', () => {
    expect(payableDuties(all).map(({ id }) => id)).toEqual([
      'm7',
      'm8',
      'm9',
      'm10',
      'm11',
      'm12',
      'waiting',
    ]);
  });
  it('waits for the events that its rules name, in the words of the rules', () => {
    expect(awaitedAnchors(all)).toEqual([{ anchor: 'quota_formed', count: 1 }]);
    for (const anchor of ['document_issued', 'other'] as const) {
      const rule = dutyRuleWords({ type: 'after', anchor, span: { count: 1, unit: 'month' } });
      expect(awaitedAnchors([{ ...waiting, rule }])).toEqual([{ anchor, count: 1 }]);
    }
  });
});

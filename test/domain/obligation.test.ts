import { describe, expect, it } from 'vitest';
import { addDays, workingCalendar } from '../../domain/calendar.ts';
import {
  ageing,
  dutiesOf,
  eventOn,
  obligationsOf,
  sourceOn,
  workingDaysLate,
  type AnchorEvent,
  type DutyIndicator,
  type DutyPlan,
  type DutyRule,
  type DutySource,
} from '../../domain/obligation.ts';
import { calendar } from './cases.ts';

const source = (rule: DutyRule, more: Partial<DutySource> = {}): DutySource => ({
  id: 'd',
  from: 'plan',
  indicatorId: null,
  planId: 'd',
  kind: 'payment',
  title: '养老金发放',
  rule,
  amounts: null,
  graceWorkingDays: 0,
  printed: null,
  assumed: [],
  recordedOn: '2023-01-01',
  withdrawnOn: null,
  ...more,
});
const happened = (happenedOn: string, more: Partial<AnchorEvent> = {}): AnchorEvent => ({
  id: happenedOn,
  anchor: 'document_issued',
  happenedOn,
  recordedOn: happenedOn,
  supersedes: null,
  ...more,
});
const due = (what: DutySource, events: readonly AnchorEvent[] = [], day = '2023-12-31', days = calendar) =>
  obligationsOf(what, events, 2023, day, days).map((each) =>
    'unconfirmedYear' in each ? [each.key, each.unconfirmedYear] : [each.key, each.dueOn, each.lateFrom],
  );
const after = (count: number, unit: 'day' | 'working_day' | 'month') =>
  source({ type: 'after', anchor: 'document_issued', span: { count, unit } });

describe('the due day', () => {
  it('of a month is clamped to it, or its last working day', () => {
    const rule = { type: 'monthly', from: '2023-01', to: '2023-04', day: 31 } as const;
    expect(due(source(rule))).toEqual([
      ['2023-01', '2023-01-31', '2023-02-01'],
      ['2023-02', '2023-02-28', '2023-03-01'],
      ['2023-03', '2023-03-31', '2023-04-01'],
      ['2023-04', '2023-04-30', '2023-05-01'],
    ]);
    expect(due(source({ ...rule, day: 'last_working_day' })).map(([, day]) => day)).toEqual([
      '2023-01-31',
      '2023-02-28',
      '2023-03-31',
      '2023-04-28', // 29 and 30 April belong to 劳动节
    ]);
  });

  it.each([
    [1, 'month', '2023-01-31', '2023-02-28'],
    [1, 'month', '2023-03-31', '2023-04-30'],
    [1, 'month', '2023-02-28', '2023-03-28'],
    [13, 'month', '2023-01-31', '2024-02-29'],
    [30, 'day', '2023-01-31', '2023-03-02'],
    [10, 'working_day', '2023-01-16', '2023-02-02'], // 17–20, after 春节 28 and 29 (made up), 30, 31, 1, 2
    [10, 'working_day', '2023-09-20', '2023-10-10'], // 21, 22, 25–28, after 国庆 7 and 8 (made up), 9, 10
    [10, 'working_day', '2023-12-20', '2024-01-04'],
  ] as const)('%i %s after %s is %s', (count, unit, anchor, day) => {
    expect(due(after(count, unit), [happened(anchor)])).toEqual([['once', day, addDays(day, 1)]]);
  });

  it('waits for its event, and follows the newest correction known', () => {
    const events = [
      happened('2023-03-01', { id: 'a', recordedOn: '2023-03-05' }),
      happened('2023-03-02', { id: 'b', recordedOn: '2023-03-20', supersedes: 'a' }),
      happened('2023-03-03', { id: 'other', anchor: 'quota_formed' }),
    ];
    const on = (day: string) => due(after(1, 'month'), events, day)[0]?.[1];
    expect(on('2023-03-04')).toBeNull();
    expect(on('2023-03-05')).toBe('2023-04-01');
    expect(on('2023-03-19')).toBe('2023-04-01');
    expect(on('2023-03-20')).toBe('2023-04-02');
    expect(eventOn(events, 'document_issued', '2023-12-31')?.id).toBe('b');
    expect(
      eventOn([happened('2023-05-01', { recordedOn: '2023-04-01' })], 'document_issued', '2023-04-30'),
    ).toBeNull();
  });

  it('is followed by days of grace in working days', () => {
    const rule = { type: 'on', dueOn: '2023-09-28' } as const;
    expect(due(source(rule, { graceWorkingDays: 2 }))).toEqual([['once', '2023-09-28', '2023-10-09']]);
  });

  it('is refused where it would be counted through a year whose holidays are not known', () => {
    const only2023 = workingCalendar([], [2023]);
    const monthly = { type: 'monthly', from: '2023-11', to: '2024-01', day: 'last_working_day' } as const;
    expect(due(source(monthly), [], '2023-06-01', only2023)).toEqual([
      ['2023-11', '2023-11-30', '2023-12-01'],
      ['2023-12', '2023-12-29', '2023-12-30'],
      ['2024-01', 2024],
    ]);
    expect(due(after(10, 'working_day'), [happened('2023-12-20')], '2023-12-31', only2023)).toEqual([
      ['once', 2024],
    ]);
    const grace = source({ type: 'on', dueOn: '2023-12-29' }, { graceWorkingDays: 1 });
    expect(due(grace, [], '2023-06-01', only2023)).toEqual([['once', 2024]]);
    // Calendar days and months need no holidays.
    expect(due(source({ ...monthly, day: 31 }), [], '2023-06-01', workingCalendar([], []))).toHaveLength(3);
    expect(due(after(1, 'month'), [happened('2023-12-20')], '2023-12-31', only2023)).toEqual([
      ['once', '2024-01-20', '2024-01-21'],
    ]);
  });

  it('stands beside its title, its amount and its month', () => {
    const rule = { type: 'monthly', from: '2023-12', to: '2024-01', day: 15 } as const;
    const [december, january] = obligationsOf(
      source(rule, { amounts: { '2023-12': '100.00' } }),
      [],
      2023,
      '2023-06-01',
      calendar,
    );
    expect(december).toMatchObject({ title: '养老金发放（12 月）', amount: '100.00', period: '2023-12' });
    expect(january).toMatchObject({ title: '养老金发放（2024 年 1 月）', amount: null });
    const quarters = source({ ...rule, from: '2023-03', to: '2023-06', everyMonths: 3 });
    expect(obligationsOf(quarters, [], 2023, '2023-06-01', calendar)).toMatchObject([
      { title: '养老金发放（第 1 季度）' },
      { title: '养老金发放（第 2 季度）' },
    ]);
  });
});

describe('the duties of a project', () => {
  const target = (rawTarget: string, recordedOn: string): DutyIndicator => ({
    id: 'i1',
    level1: '产出指标',
    level2: '时效指标',
    name: '养老金发放',
    rawTarget,
    recordedOn,
  });
  const plan = (id: string, recordedOn: string, more: Partial<DutyPlan> = {}): DutyPlan => ({
    id,
    indicatorId: null,
    kind: 'payment',
    title: '取暖费发放',
    rule: { type: 'on', dueOn: '2023-11-30' },
    amounts: null,
    graceWorkingDays: 0,
    isWithdrawn: false,
    supersedes: null,
    recordedOn,
    ...more,
  });
  const versions = (targets: DutyIndicator[], plans: DutyPlan[]) =>
    dutiesOf(targets, plans, 2023).map((duty) => [
      duty.id,
      ...duty.versions.map((each) => [each.recordedOn, each.withdrawnOn, each.planId]),
    ]);

  it('come from targets that say one, and from plans', () => {
    expect(versions([target('及时', '2023-01-10')], [])).toEqual([]);
    expect(versions([target('1月—12月', '2023-01-10')], [plan('p', '2023-02-01')])).toEqual([
      ['i1', ['2023-01-10', null, null]],
      ['p', ['2023-02-01', null, 'p']],
    ]);
  });

  it('keep their id while a plan replaces what the target says, is corrected and withdrawn', () => {
    const ofIndicator = { indicatorId: 'i1' };
    const plans = [
      plan('p', '2023-02-01', ofIndicator),
      plan('q', '2023-03-01', { ...ofIndicator, supersedes: 'p', graceWorkingDays: 3 }),
      plan('r', '2023-04-01', { ...ofIndicator, supersedes: 'q', isWithdrawn: true }),
    ];
    expect(versions([target('1月—12月', '2023-01-10')], plans)).toEqual([
      [
        'i1',
        ['2023-01-10', '2023-02-01', null],
        ['2023-02-01', '2023-03-01', 'p'],
        ['2023-03-01', '2023-04-01', 'q'],
        ['2023-04-01', null, null],
      ],
    ]);
    const [duty] = dutiesOf([], plans, 2023);
    expect(sourceOn(duty!, '2023-01-31')).toBeNull();
    expect(sourceOn(duty!, '2023-03-31')?.planId).toBe('q');
    expect(sourceOn(duty!, '2023-04-01')).toBeNull();
  });

  it('keep the id of the first plan through corrections, and follow a changed target', () => {
    const plans = [
      plan('p', '2023-02-01'),
      plan('q', '2023-03-01', { supersedes: 'p', title: '冬季取暖费发放' }),
    ];
    const targets = [
      target('1月—12月', '2023-01-10'),
      target('及时', '2023-06-01'),
      target('按月', '2023-07-01'),
    ];
    expect(versions(targets, plans)).toEqual([
      ['i1', ['2023-01-10', '2023-06-01', null], ['2023-07-01', null, null]],
      ['p', ['2023-02-01', '2023-03-01', 'p'], ['2023-03-01', null, 'q']],
    ]);
  });
});

describe('how long something is late', () => {
  it.each([
    ['2023-03-31', null],
    ['2023-04-01', '1-30'],
    ['2023-04-30', '1-30'],
    ['2023-05-01', '31-60'],
    ['2023-05-30', '31-60'],
    ['2023-05-31', '60+'],
  ])('on %s: %s', (today, band) => {
    expect(ageing('2023-04-01', today)).toBe(band);
  });

  it('in working days, not through a year that is not known', () => {
    expect(workingDaysLate(calendar, '2023-09-29', '2023-09-28')).toBe(0);
    expect(workingDaysLate(calendar, '2023-09-29', '2023-10-06')).toBe(0);
    expect(workingDaysLate(calendar, '2023-09-29', '2023-10-07')).toBe(1);
    expect(workingDaysLate(calendar, '2023-09-29', '2023-10-09')).toBe(3);
    expect(workingDaysLate(workingCalendar([], [2023]), '2023-12-30', '2024-01-02')).toBeNull();
  });
});

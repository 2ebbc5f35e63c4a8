import { describe, expect, it } from 'vitest';
import { calendarOf, workingCalendar, type PlainDate } from '../../domain/calendar.ts';
import type { AnchorEvent, Duty, DutyRule } from '../../domain/obligation.ts';
import type { RecordedPayment } from '../../domain/obligation-progress.ts';
import { obligationTimelines, type ObligationFacts } from '../../domain/obligation-state.ts';
import type { RecordedEntry } from '../../domain/timeline.ts';
import { cumulative, doneOn, target } from './cases.ts';
import { AFTER, duty, MARCH, MONTHLY, nothing } from './obligation-cases.ts';

let count = 0;
function move(
  happenedOn: PlainDate,
  amount: string,
  more: Partial<RecordedPayment> & { key?: string } = {},
): RecordedPayment {
  const { key, ...rest } = more;
  count += 1;
  return {
    id: `m${String(count)}`,
    obligationId: key === undefined ? null : `d ${key}`,
    event: 'paid',
    happenedOn,
    recordedOn: happenedOn,
    amount,
    reverses: null,
    ...rest,
  };
}

const SPAN = { from: '2023-01-01', to: '2023-12-31' };

/** From which day which state, of one key. */
function steps(facts: Partial<ObligationFacts>, key = 'once', span = SPAN): (string | number | null)[][] {
  const found = obligationTimelines({ ...nothing, ...facts }, span).find((each) => each.key === key);
  return (found?.steps ?? []).map((step) =>
    'state' in step
      ? [step.fromDay, step.state, step.paid, step.metOn]
      : [step.fromDay, step.unconfirmedYear],
  );
}

describe('a payment that is due', () => {
  const once = duty(MARCH, { amounts: { once: '100800.00' } });

  it('is overdue from the day after its due day until it is paid to the cent', () => {
    const payments = [
      move('2023-03-20', '100799.99', { key: 'once' }),
      move('2023-04-10', '0.01', { key: 'once' }),
    ];
    expect(steps({ duties: [once], payments })).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-03-20', 'not_due', '100799.99', null],
      ['2023-04-01', 'overdue', '100799.99', null],
      ['2023-04-10', 'met_late', '100800.00', '2023-04-10'],
    ]);
  });

  it('is met in time by the day of payment, however late that is recorded', () => {
    const payments = [move('2023-03-31', '100800.00', { key: 'once', recordedOn: '2023-04-12' })];
    expect(steps({ duties: [once], payments })).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-04-01', 'overdue', '0.00', null],
      ['2023-04-12', 'met', '100800.00', '2023-03-31'],
    ]);
  });

  it('counts as in time within the days of grace', () => {
    const duties = [duty(MARCH, { graceWorkingDays: 2 })];
    const paidOn = (day: string) => steps({ duties, payments: [move(day, '1.00', { key: 'once' })] }).at(-1);
    expect(steps({ duties }).at(-1)).toEqual(['2023-04-05', 'overdue', '0.00', null]); // 3 and 4 April are grace
    expect(paidOn('2023-04-04')).toEqual(['2023-04-04', 'met', '1.00', '2023-04-04']);
    expect(paidOn('2023-04-05')).toEqual(['2023-04-05', 'met_late', '1.00', '2023-04-05']);
    expect(paidOn('2023-04-06')).toEqual(['2023-04-06', 'met_late', '1.00', '2023-04-06']);
  });

  it('opens again when money comes back, from the day that is known, until it is paid again', () => {
    const payments = [
      move('2023-03-20', '100800.00', { key: 'once' }),
      move('2023-04-20', '3360.00', { key: 'once', event: 'returned', recordedOn: '2023-04-25' }),
      move('2023-05-08', '3360.00', { key: 'once' }),
    ];
    expect(steps({ duties: [once], payments })).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-03-20', 'met', '100800.00', '2023-03-20'],
      ['2023-04-25', 'overdue', '97440.00', null],
      ['2023-05-08', 'met_late', '100800.00', '2023-05-08'],
    ]);
  });

  it('without an amount is met by any sum, but not while a part of it has come back', () => {
    const payments = [
      move('2023-03-20', '500.00', { key: 'once' }),
      move('2023-03-25', '20.00', { key: 'once', event: 'returned' }),
      move('2023-04-03', '19.99', { key: 'once' }),
      move('2023-04-04', '0.01', { key: 'once' }),
    ];
    expect(steps({ duties: [duty(MARCH)], payments })).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-03-20', 'met', '500.00', '2023-03-20'],
      ['2023-03-25', 'not_due', '480.00', null],
      ['2023-04-01', 'overdue', '480.00', null],
      ['2023-04-03', 'overdue', '499.99', null],
      ['2023-04-04', 'met_late', '500.00', '2023-04-04'],
    ]);
  });

  it('forgets what was reversed, and counts what was entered instead on its own day', () => {
    const wrong = move('2023-03-20', '100800.00', { key: 'once' });
    const payments = [
      wrong,
      move('2023-04-10', '-100800.00', { reverses: wrong.id }),
      move('2023-03-30', '100800.00', { key: 'once', recordedOn: '2023-04-11' }),
    ];
    expect(steps({ duties: [once], payments })).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-03-20', 'met', '100800.00', '2023-03-20'],
      ['2023-04-10', 'overdue', '0.00', null],
      ['2023-04-11', 'met', '100800.00', '2023-03-30'],
    ]);
  });

  it('subtracts a reversal whose first entry is not there', () => {
    const payments = [
      move('2023-03-20', '100800.00', { key: 'once' }),
      move('2023-03-21', '-1.00', { key: 'once', reverses: 'unknown' }),
    ];
    expect(steps({ duties: [once], payments }).at(-1)).toEqual(['2023-04-01', 'overdue', '100799.00', null]);
  });
});

describe('payments that name no obligation', () => {
  const pension = duty(MONTHLY);

  it('count for the only payment of their month, and the rule is named', () => {
    const payments = [move('2023-01-13', '300.00'), move('2023-03-02', '300.00')];
    expect(steps({ duties: [pension], payments }, '2023-01')).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-01-13', 'met', '300.00', '2023-01-13'],
    ]);
    // The missed February stays missed: what comes in March is March's.
    expect(steps({ duties: [pension], payments }, '2023-02').at(-1)).toEqual([
      '2023-03-01',
      'overdue',
      '0.00',
      null,
    ]);
    const [january] = obligationTimelines({ ...nothing, duties: [pension], payments }, SPAN);
    expect(january?.steps.at(-1)).toMatchObject({ assumed: ['unlinked-in-the-month'] });
    const late = [...payments, move('2023-03-02', '300.00', { key: '2023-02' })];
    expect(steps({ duties: [pension], payments: late }, '2023-02').at(-1)).toEqual([
      '2023-03-02',
      'met_late',
      '300.00',
      '2023-03-02',
    ]);
  });

  it('count for none where two duties could take them', () => {
    const payments = [move('2023-01-13', '300.00')];
    const last = (other: Duty) => steps({ duties: [pension, other], payments }, '2023-01').at(-1);
    const overdue = ['2023-02-01', 'overdue', '0.00', null];
    expect(last(duty(MONTHLY, { id: 'e' }))).toEqual(overdue);
    expect(last(duty(MARCH, { id: 'e' }))).toEqual(overdue);
    const met = ['2023-01-13', 'met', '300.00', '2023-01-13'];
    expect(last(duty({ ...MONTHLY, from: '2023-02' }, { id: 'e' }))).toEqual(met);
    expect(last(duty(MONTHLY, { id: 'e', kind: 'allotment' }))).toEqual(met);
    expect(last(duty(MONTHLY, { id: 'e', withdrawnOn: '2023-01-05' }))).toEqual(met);
    expect(last(duty(MONTHLY, { id: 'e', recordedOn: '2023-02-10' }))).toEqual([
      '2023-02-10',
      ...overdue.slice(1),
    ]);
  });

  it('count for a payment of one sum only when the sum is known', () => {
    const payments = [move('2023-02-13', '100.00'), move('2023-03-13', '0.80')];
    const exactly = duty(MARCH, { amounts: { once: '100.80' } });
    expect(steps({ duties: [exactly], payments }).at(-1)).toEqual([
      '2023-03-13',
      'met',
      '100.80',
      '2023-03-13',
    ]);
    expect(steps({ duties: [duty(MARCH)], payments }).at(-1)).toEqual([
      '2023-04-01',
      'overdue',
      '0.00',
      null,
    ]);
  });

  it('do not count for an allotment, nor when they name another obligation', () => {
    const payments = [move('2023-01-13', '300.00')];
    expect(steps({ duties: [duty(MONTHLY, { kind: 'allotment' })], payments }, '2023-01').at(-1)).toEqual([
      '2023-02-01',
      'overdue',
      '0.00',
      null,
    ]);
    const elsewhere = [move('2023-01-13', '300.00', { obligationId: 'x' })];
    expect(steps({ duties: [pension], payments: elsewhere }, '2023-01').at(-1)?.[1]).toBe('overdue');
  });
});

describe('an allotment after an event', () => {
  const allotment = duty(AFTER, { kind: 'allotment' });
  const formed = (happenedOn: string, more: Partial<AnchorEvent> = {}): AnchorEvent => ({
    id: happenedOn,
    anchor: 'quota_formed',
    happenedOn,
    recordedOn: happenedOn,
    supersedes: null,
    ...more,
  });

  it('waits, never overdue, until the event is registered', () => {
    expect(steps({ duties: [allotment] })).toEqual([['2023-01-01', 'awaiting_event', '0.00', null]]);
    const events = [formed('2023-03-01', { recordedOn: '2023-04-03' })];
    expect(steps({ duties: [allotment], events })).toEqual([
      ['2023-01-01', 'awaiting_event', '0.00', null],
      ['2023-04-03', 'overdue', '0.00', null],
    ]);
  });

  it('follows a corrected day', () => {
    const events = [
      formed('2023-03-01', { id: 'a' }),
      formed('2023-03-20', { id: 'b', supersedes: 'a', recordedOn: '2023-03-17' }),
    ];
    expect(steps({ duties: [allotment], events })).toEqual([
      ['2023-01-01', 'awaiting_event', '0.00', null],
      ['2023-03-01', 'not_due', '0.00', null],
      ['2023-03-16', 'overdue', '0.00', null],
      ['2023-03-17', 'awaiting_event', '0.00', null], // dated ahead: it has not happened yet
      ['2023-03-20', 'not_due', '0.00', null],
      ['2023-04-04', 'overdue', '0.00', null],
    ]);
  });

  it('is met by what was allotted or paid, not by both added up', () => {
    const duties = [duty(AFTER, { kind: 'allotment', amounts: { once: '150.00' } })];
    const events = [formed('2023-03-01')];
    const allotted = move('2023-03-02', '100.00', { key: 'once', event: 'allotted' });
    const paid = move('2023-03-08', '100.00', { key: 'once' });
    expect(steps({ duties, events, payments: [allotted, paid] }).at(-1)).toEqual([
      '2023-03-16',
      'overdue',
      '100.00',
      null,
    ]);
    const rest = move('2023-03-10', '50.00', { key: 'once' });
    expect(steps({ duties, events, payments: [allotted, paid, rest] }).at(-1)).toEqual([
      '2023-03-10',
      'met',
      '150.00',
      '2023-03-10',
    ]);
  });

  it('is met before its event is known, and late when that turns out to be earlier', () => {
    const payments = [move('2023-04-10', '100.00', { key: 'once', event: 'allotted' })];
    const events = [formed('2023-03-01', { recordedOn: '2023-05-08' })];
    expect(steps({ duties: [allotment], events, payments })).toEqual([
      ['2023-01-01', 'awaiting_event', '0.00', null],
      ['2023-04-10', 'met', '100.00', '2023-04-10'],
      ['2023-05-08', 'met_late', '100.00', '2023-04-10'],
    ]);
  });
});

describe('work that is due', () => {
  const recorded = (
    entry: ReturnType<typeof cumulative>,
    recordedOn: string,
    more: Partial<RecordedEntry> = {},
  ): RecordedEntry => ({ ...entry, id: recordedOn, recordedOn, supersedes: null, ...more });

  it('is done on the day that was reported, corrections included', () => {
    const date = target({ measure: 'date', value: '2023-03-31', curve: { type: 'date', on: '2023-03-31' } });
    const entries = [
      recorded(doneOn('2023-03-28'), '2023-04-03', { id: 'a' }),
      recorded(doneOn('2023-04-02'), '2023-04-06', { id: 'b', supersedes: 'a' }),
    ];
    const facts = { duties: [duty(MARCH, { kind: 'work' })], entries: { d: { target: date, entries } } };
    expect(steps(facts)).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-04-01', 'overdue', '0.00', null],
      ['2023-04-03', 'met', '0.00', '2023-03-28'],
      ['2023-04-06', 'met_late', '0.00', '2023-04-02'],
    ]);
  });

  it('of months is done by the month whose report says so, not late before that report is', () => {
    const months = target({ value: '12', unit: '月', curve: { type: 'monthly' } });
    const rule: DutyRule = { type: 'monthly', from: '2023-01', to: '2023-12', day: 31 };
    const entries = [
      recorded(cumulative(1, '1'), '2023-02-03'),
      recorded(cumulative(2, '1'), '2023-03-03'),
      recorded(cumulative(3, '3'), '2023-04-04'),
    ];
    const duties = [duty(rule, { kind: 'work', graceWorkingDays: 5 })];
    const facts = { duties, entries: { d: { target: months, entries } } };
    expect(steps(facts, '2023-01')).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-02-03', 'met', '0.00', '2023-01-31'],
    ]);
    expect(steps(facts, '2023-02')).toEqual([
      ['2023-01-01', 'not_due', '0.00', null],
      ['2023-03-08', 'overdue', '0.00', null],
      ['2023-04-04', 'met_late', '0.00', '2023-03-31'],
    ]);
    expect(steps(facts, '2023-04').at(-1)).toEqual(['2023-05-10', 'overdue', '0.00', null]);
  });

  it('of another sum is done by the month that reaches it', () => {
    const entries = [
      recorded(cumulative(2, '900'), '2023-03-03'),
      recorded(cumulative(3, '1000'), '2023-03-30'),
    ];
    const duties = [duty(MARCH, { kind: 'work' })];
    expect(steps({ duties, entries: { d: { target: target(), entries } } }).at(-1)).toEqual([
      '2023-03-30',
      'met',
      '0.00',
      '2023-03-30',
    ]);
  });
});

describe('the versions of a duty', () => {
  it('hold from their day on; between them there is none', () => {
    const [first] = duty(MONTHLY, { withdrawnOn: '2023-02-10' }).versions;
    const [second] = duty(
      { ...MONTHLY, day: 15 },
      { recordedOn: '2023-02-20', withdrawnOn: '2023-06-01' },
    ).versions;
    const duties = [{ id: 'd', versions: [first!, second!] }];
    const [january] = obligationTimelines({ ...nothing, duties }, SPAN);
    expect(january?.steps).toMatchObject([
      { fromDay: '2023-01-01', toDay: '2023-02-01', state: 'not_due', dueOn: '2023-01-31' },
      { fromDay: '2023-02-01', toDay: '2023-02-10', state: 'overdue' },
      { fromDay: '2023-02-20', toDay: '2023-06-01', state: 'overdue', dueOn: '2023-01-15' },
    ]);
  });

  it('have a state from the day on which the calendar is confirmed, and follow its correction', () => {
    const confirmed = (knownFrom: string, days: { day: string; isWorkingDay: boolean }[]) => ({
      year: 2023,
      knownFrom,
      days,
    });
    const off = [{ day: '2023-03-31', isWorkingDay: false }];
    const facts = {
      duties: [duty({ ...MONTHLY, from: '2023-03' })],
      calendar: calendarOf([confirmed('2023-02-01', []), confirmed('2023-03-10', off)]),
    };
    const [march] = obligationTimelines({ ...nothing, ...facts }, { from: '2023-01-01', to: '2023-03-20' });
    expect(march?.steps).toMatchObject([
      { fromDay: '2023-01-01', toDay: '2023-02-01', unconfirmedYear: 2023 },
      { fromDay: '2023-02-01', toDay: '2023-03-10', dueOn: '2023-03-31' },
      { fromDay: '2023-03-10', toDay: null, dueOn: '2023-03-30' },
    ]);
  });

  it('have no state where the calendar is not confirmed', () => {
    const duties = [duty({ ...MONTHLY, from: '2023-12', to: '2024-01' })];
    const facts = { duties, calendar: workingCalendar([], [2023]) };
    expect(steps(facts, '2024-01')).toEqual([['2023-01-01', 2024]]);
    expect(steps(facts, '2023-12')).toHaveLength(2);
  });
});

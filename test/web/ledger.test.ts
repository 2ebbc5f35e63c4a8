import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../server/contract.ts';
import {
  afterLedger,
  emptyLedgerForm,
  formForDuty,
  ledgerBody,
  ledgerLines,
  ratesOf,
  sumsBySource,
} from '../../web/ledger.ts';

const AT = { today: '2023-07-31', fiscalYear: 2023 };
function event(change: Partial<LedgerEvent> & { id: string }): LedgerEvent {
  return {
    projectId: 'project',
    event: 'paid',
    happenedOn: '2023-07-05',
    amount: '150000.00',
    source: null,
    payees: null,
    reverses: null,
    document: null,
    recordedOn: '2023-07-05',
    recordedAt: '2023-07-05T09:10:00+08:00',
    recordedBy: '经办人',
    invented: false,
    ...change,
  };
}

describe('the ledger', () => {
  const events = [
    event({ id: 'issued', event: 'issued', happenedOn: '2023-02-10', amount: '550000.00' }),
    event({ id: 'paid' }),
    event({ id: 'back', reverses: 'paid', amount: '-150000.00', recordedAt: '2023-07-06T09:10:00+08:00' }),
    event({ id: 'again', amount: '151000.00', recordedAt: '2023-07-06T09:20:00+08:00' }),
  ];
  it('stands newest first and marks what was taken back', () => {
    expect(
      ledgerLines(events).map(({ event: { id }, isReversed, isReversal }) => [id, isReversed, isReversal]),
    ).toEqual([
      ['again', false, false],
      ['back', false, true],
      ['paid', true, false],
      ['issued', false, false],
    ]);
  });
  it('adds up by source to the cent, with both budgets, reversals and returns taken off', () => {
    const sources = [
      event({ id: '1', event: 'budgeted', source: 'central', amount: '100000.01' }),
      event({ id: '2', event: 'budgeted', amount: '0.02' }),
      event({ id: '3', event: 'adjusted', source: 'central', amount: '-50000.00' }),
      event({ id: '4', event: 'issued', source: 'central', amount: '40000.00' }),
      event({ id: '5', event: 'allotted', source: 'central', amount: '30000.00' }),
      event({ id: '6', source: 'central', amount: '20000.10' }),
      event({ id: '7', source: 'central', amount: '-20000.10', reverses: '6' }),
      event({ id: '8', source: 'central', amount: '25000.33' }),
      event({ id: '9', event: 'returned', source: 'central', amount: '0.33' }),
    ];
    const { rows, all } = sumsBySource(sources);
    const central = {
      source: 'central',
      initial: '100000.01',
      budget: '50000.01',
      issued: '40000.00',
      allotted: '30000.00',
      executed: '25000.00',
    };
    expect(rows).toEqual([
      central,
      { source: null, initial: '0.02', budget: '0.02', issued: '0.00', allotted: '0.00', executed: '0.00' },
    ]);
    expect(all).toEqual({ ...central, source: null, initial: '100000.03', budget: '50000.03' });
    // Against the adjusted budget, rounded down.
    expect(ratesOf(all)).toEqual({ issued: 0.799999, allotted: 0.599999, executed: 0.499999 });
    expect(ratesOf(sumsBySource([]).all)).toEqual({ issued: null, allotted: null, executed: null });
  });
});

describe('the form of a movement', () => {
  it('gives the body with only what was said', () => {
    const form = { ...emptyLedgerForm(), day: '0705', amount: '150,000', document: ' 柳财社〔2023〕12 号 ' };
    expect(ledgerBody(form, AT)).toEqual({
      body: { event: 'paid', happenedOn: '2023-07-05', amount: '150000', document: '柳财社〔2023〕12 号' },
    });
  });
  it('pays a duty: its kind and what is outstanding are filled in, and it is named where it can be', () => {
    const duty = { id: 'duty', kind: 'payment' as const, amount: '1000.00', paid: '400.10' };
    const form = { ...formForDuty(duty), day: '0705' };
    expect(ledgerBody(form, AT)).toEqual({
      body: { event: 'paid', happenedOn: '2023-07-05', amount: '599.90', obligationId: 'duty' },
    });
    expect(formForDuty({ ...duty, kind: 'allotment', amount: null })).toMatchObject({
      event: 'allotted',
      amount: '',
    });
    const issued = ledgerBody({ ...form, event: 'issued', payees: '30' }, AT);
    expect('body' in issued && issued.body).not.toHaveProperty('obligationId');
  });
  it('names each field that is wrong', () => {
    const form = { ...emptyLedgerForm(), day: '0801', amount: '1.234', payees: '三百' };
    expect(ledgerBody(form, AT)).toEqual({
      problems: {
        happenedOn: '还没到的日子不能记账，请填实际发生日',
        amount: '请只填数字，最多两位小数，例如 150000.00',
        payees: '人数要填整数',
      },
    });
  });
  it('tells the consequence of a payment and of a return, and none of an allotment', () => {
    const money = { budget: '550000.00', executed: '330000.00' };
    expect(afterLedger(money, 'paid', '55000')).toEqual({ executed: '385000.00', rate: 0.7 });
    expect(afterLedger(money, 'returned', '55000')).toEqual({ executed: '275000.00', rate: 0.5 });
    expect(afterLedger(money, 'allotted', '55000')).toBeNull();
  });
});

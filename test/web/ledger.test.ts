import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../server/contract.ts';
import { afterLedger, emptyLedgerForm, ledgerBody, ledgerLines, ledgerTotals } from '../../web/ledger.ts';

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
  it('sums each kind with reversals taken off', () => {
    expect(ledgerTotals(events)).toEqual([
      { event: 'issued', amount: '550000.00' },
      { event: 'paid', amount: '151000.00' },
    ]);
  });
});

describe('the form of a movement', () => {
  it('gives the body with only what was said', () => {
    const form = { ...emptyLedgerForm(), day: '0705', amount: '150,000', document: ' 柳财社〔2023〕12 号 ' };
    expect(ledgerBody(form, AT)).toEqual({
      body: { event: 'paid', happenedOn: '2023-07-05', amount: '150000', document: '柳财社〔2023〕12 号' },
    });
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

import { describe, expect, it } from 'vitest';
import {
  checkDisposition,
  consequencesOf,
  type Disposition,
  type DispositionFacts,
} from '../../domain/disposition.ts';

const FACTS: DispositionFacts = {
  budgetYuan: '1000000.00',
  executedYuan: '400000.00',
  today: '2023-09-01',
  indicators: [{ id: 'a', rawTarget: '≥400人' }],
};
const of = (kind: Disposition['kind'], change: Partial<Disposition> = {}): Disposition => ({
  kind,
  document: '财绩〔2023〕8号',
  decidedOn: '2023-09-01',
  reason: '执行进度严重滞后，年内用不完',
  amountYuan: null,
  targets: [],
  ...change,
});
const defects = (d: Disposition, facts = FACTS) =>
  checkDisposition(d, facts).map(({ field, code }) => `${field} ${code}`);

describe('a disposition', () => {
  it('of each kind is in order with what belongs to it', () => {
    expect(
      defects(
        of('budget_cut', { amountYuan: '600000.00', targets: [{ indicatorId: 'a', rawTarget: '≥240人' }] }),
      ),
    ).toEqual([]);
    expect(defects(of('hold'))).toEqual([]);
    expect(defects(of('stop'))).toEqual([]);
    expect(defects(of('recover', { amountYuan: '400000.00' }))).toEqual([]);
    expect(
      defects(of('target_adjustment', { targets: [{ indicatorId: 'a', rawTarget: '≥240人' }] })),
    ).toEqual([]);
  });
  it('needs a document, its day and a reason in words', () => {
    expect(defects(of('stop', { document: ' ', decidedOn: '2023-09-02', reason: '无' }))).toEqual([
      'document document_missing',
      'decidedOn bad_day',
      'reason reason_missing',
    ]);
    expect(defects(of('stop', { decidedOn: '2023-02-30' }))).toEqual(['decidedOn bad_day']);
  });
  it.each([
    ['budget_cut', null, 'amount_missing'],
    ['budget_cut', '0.00', 'amount_unfit'],
    ['budget_cut', '-5', 'amount_unfit'],
    ['budget_cut', '1.005', 'amount_unfit'],
    ['budget_cut', '600000.01', 'cut_below_executed'],
    ['recover', '400000.01', 'recover_above_executed'],
    ['hold', '1.00', 'amount_unneeded'],
  ] as const)('%s of %s yuan is refused: %s', (kind, amountYuan, code) => {
    expect(defects(of(kind, { amountYuan }))).toEqual([`amountYuan ${code}`]);
  });
  it('changes targets that are the project’s, each once, to something else', () => {
    const targets = (...list: Disposition['targets']) => defects(of('target_adjustment', { targets: list }));
    expect(targets()).toEqual(['targets targets_missing']);
    expect(targets({ indicatorId: 'b', rawTarget: '≥1' })).toEqual(['targets target_unknown']);
    expect(targets({ indicatorId: 'a', rawTarget: ' ≥400人' })).toEqual(['targets target_unchanged']);
    expect(targets({ indicatorId: 'a', rawTarget: '' })).toEqual(['targets target_unchanged']);
    expect(targets({ indicatorId: 'a', rawTarget: '1' }, { indicatorId: 'a', rawTarget: '2' })).toEqual([
      'targets target_unknown',
    ]);
    expect(defects(of('stop', { targets: [{ indicatorId: 'a', rawTarget: '1' }] }))).toEqual([
      'targets targets_unneeded',
    ]);
  });
  it('puts a cut and a recovery into the ledger, and nothing of the others', () => {
    expect(consequencesOf(of('budget_cut', { amountYuan: '600000.5' })).ledger).toEqual({
      event: 'adjusted',
      amountYuan: '-600000.50',
    });
    expect(consequencesOf(of('recover', { amountYuan: '7' })).ledger).toEqual({
      event: 'returned',
      amountYuan: '7.00',
    });
    expect(consequencesOf(of('stop')).ledger).toBeNull();
  });
});

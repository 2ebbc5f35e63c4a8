import { describe, expect, it } from 'vitest';
import type { PaymentFileAnswer } from '../../server/contract-payments.ts';
import {
  commitBody,
  doubledFields,
  fieldsOfColumns,
  noChoices,
  rowsToCommit,
  verdictOf,
  withFields,
} from '../../web/payment-view.ts';

const ZERO = {
  budget: null,
  executedBefore: '0.00',
  issued: '0.00',
  allotted: '0.00',
  paid: '0.00',
  returned: '0.00',
  executedAfter: '0.00',
};
const group = (rows: number[]) => ({
  projectName: '演示项目',
  projectCode: null,
  unit: null,
  year: 2023,
  rows,
  amount: '1.00',
  candidates: [],
});
/* 演示数据 */
const answer = (more: Partial<PaymentFileAnswer> = {}): PaymentFileAnswer => ({
  id: '0',
  filename: 'a.xlsx',
  status: 'preview',
  recordedAt: '2023-07-31T09:00:00+08:00',
  sheet: null,
  otherSheets: [],
  removed: [],
  rowCount: 10,
  headers: ['日期', '金额', '项目'],
  sample: [],
  mapping: { headerRow: 1, columns: { date: 0, amount: 1 }, event: 'paid', amountUnit: 'yuan', sources: {} },
  mappingFrom: 'headers',
  mappingDefects: {},
  unknownSources: [],
  counts: {
    ready: 5,
    duplicates: 2,
    unplaced: 3,
    refused: 0,
    written: 0,
    passed: 0,
    overBudget: 0,
    returnsMatched: 0,
  },
  findings: [],
  findingCount: 0,
  groups: [group([4, 5]), group([9])],
  projects: [],
  duplicateRows: [7, 8],
  duplicates: [],
  printedTotal: null,
  reconciliation: { projects: [], total: { ...ZERO, rows: 5 } },
  committed: null,
  standing: 0,
  ...more,
});

describe('what is committed', () => {
  it('is what is ready, what was chosen, row by row, and what was ticked', () => {
    const choices = { projects: new Map([[0, 'p']]), ticked: new Set([8]) };
    expect(rowsToCommit(answer(), noChoices())).toBe(5);
    expect(rowsToCommit(answer(), choices)).toBe(8);
    expect(commitBody(answer(), choices)).toEqual({ include: [8], choices: { 4: 'p', 5: 'p' } });
    expect(commitBody(answer(), noChoices())).toEqual({});
  });
});

describe('the verdict', () => {
  const counts = answer().counts;
  it('says what may be recorded and what stands in the way', () => {
    expect(verdictOf(answer())).toBe('5 笔可以入账，3 笔要先选项目，2 笔重复或已入账');
    expect(verdictOf(answer({ counts: { ...counts, ready: 0, duplicates: 0 } }))).toBe(
      '没有可以直接入账的，3 笔要先选项目',
    );
    expect(verdictOf(answer({ counts: { ...counts, ready: 0, unplaced: 0 } }))).toMatch(/没有要入账的/);
    expect(verdictOf(answer({ mappingDefects: { date: '请选' } }))).toBe('先选好各列是什么，才能对账');
  });

  it('of a committed file says what was recorded', () => {
    const reconciliation = { projects: [], total: { ...ZERO, paid: '123456789.00', rows: 1200 } };
    const left = { duplicates: 0, unplaced: 0, refused: 0, written: 0 };
    const committed = { events: 1200, projects: 7, left, reconciliation };
    expect(verdictOf(answer({ committed, standing: 1200 }))).toBe(
      '已入账 1,200 笔，涉及 7 个项目，支付 12,345.68 万元',
    );
    expect(verdictOf(answer({ committed, standing: 0 }))).toBe('入过账的 1,200 笔都已冲销');
    expect(verdictOf(answer({ committed: { ...committed, events: 0 } }))).toBe('这份文件没有新入账的行');
  });
});

describe('the columns', () => {
  const { mapping } = answer();
  it('are each one field, and a field is one column', () => {
    expect(fieldsOfColumns(mapping, 3)).toEqual(['date', 'amount', null]);
    expect(withFields(mapping, ['date', null, 'amount']).columns).toEqual({ date: 0, amount: 2 });
    expect(withFields(mapping, [null, null, null]).columns).toEqual({});
    expect(doubledFields(['date', 'amount', null])).toEqual([]);
    // Passing by 金额 with the arrow keys takes it from nobody.
    expect(doubledFields(['amount', 'amount', 'projectName'])).toEqual(['amount']);
    expect(mapping.columns).toEqual({ date: 0, amount: 1 });
  });
});

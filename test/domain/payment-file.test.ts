import { describe, expect, it } from 'vitest';
import { placePayments, type LedgerLine, type PaymentContext } from '../../domain/payment-file.ts';
import type { PaymentMapping } from '../../domain/payment-mapping.ts';
import type { PaymentProject } from '../../domain/payment-match.ts';
import { readPaymentRows, unknownSourceWords } from '../../domain/payment-rows.ts';

/* 演示数据 */
const project = (id: string, name: string, unit = '演示县就业服务中心'): PaymentProject => ({
  id,
  name,
  unit,
  unitShort: unit.replace('演示县', ''),
  fiscalYear: 2023,
});
const POSTS = project('posts', '公益性岗位补贴');
const TRAINING = project('training', '职业技能提升');
const PENSION_A = project('pension-a', '养老保险补助', '演示县社会保险中心');
const PENSION_B = project('pension-b', '养老保险补助', '演示县社会保险中心');

const mapping: PaymentMapping = {
  headerRow: 1,
  columns: { date: 0, unit: 1, projectName: 2, source: 3, amount: 4, document: 5, payeeKind: 6, event: 7 },
  event: 'paid',
  amountUnit: 'yuan',
  sources: {},
};

type Cells = readonly (string | undefined)[];
const table = (...rows: Cells[]) => [
  { row: 1, cells: ['日期', '单位', '项目', '来源', '金额', '凭证', '收款人', '摘要'] },
  ...rows.map((cells, at) => ({ row: at + 2, cells: cells.map((cell) => cell ?? '') })),
];
const readRows = (...rows: Cells[]) => readPaymentRows(table(...rows), mapping);

const context = (more: Partial<PaymentContext> = {}): PaymentContext => ({
  today: '2023-07-31',
  projects: [POSTS, TRAINING, PENSION_A, PENSION_B],
  budgets: [
    { projectId: 'posts', source: 'central', amount: '1000.00' },
    { projectId: 'posts', source: 'local', amount: '500.00' },
    { projectId: 'training', source: null, amount: '800.00' },
  ],
  ledger: [],
  written: new Set(),
  choices: new Map(),
  include: new Set(),
  stopped: new Map(),
  ...more,
});
const line = (more: Partial<LedgerLine>): LedgerLine => ({
  id: 'line',
  projectId: 'posts',
  event: 'paid',
  happenedOn: '2023-07-01',
  amount: '100.00',
  source: 'central',
  document: null,
  recordedOn: '2023-07-02',
  ...more,
});
const paid = (day: string, amount: string, more: Cells = []): Cells => [
  day,
  '演示县就业服务中心',
  '公益性岗位补贴',
  '中央',
  amount,
  ...more,
];

describe('rows of a payment file', () => {
  it('become movements; a negative payment is a return, a payment to a person has one payee', () => {
    const { rows, findings } = readRows(
      paid('2023-07-21', '100', ['P1', '个人 1', '']),
      paid('2023-07-22', '（40.00）', ['P2', '单位 2', '']),
      paid('2023-07-23', '60', ['P1', '', '退票']),
    );
    expect(rows.map(({ row, event, cents, payees, source }) => [row, event, cents, payees, source])).toEqual([
      [2, 'paid', 10000n, 1, 'central'],
      [3, 'returned', 4000n, null, 'central'],
      [4, 'returned', 6000n, null, 'central'],
    ]);
    expect(findings.map(({ row, message }) => [row, message])).toEqual([[3, '负数的支付按退回入账']]);
  });

  it('that cannot be read say which cell and what to do; totals and failed payments pass', () => {
    const read = readRows(
      paid('7月21日', '100'),
      paid('2023-07-21', '一百'),
      paid('2023-07-21', '0'),
      ['2023-07-21', '', '', '', '5'],
      paid('2023-07-21', '12.345'),
      paid('2023-07-21', '9', ['', '', '支付失败']),
      ['合计', '', '', '', '112.35'],
      [],
    );
    expect(read.refused).toEqual([2, 3, 4, 5]);
    expect(read.passed).toBe(2);
    expect(read.findings.map(({ row, field, severity }) => [row, field, severity])).toEqual([
      [2, 'date', 'must_fix'],
      [3, 'amount', 'must_fix'],
      [4, 'amount', 'must_fix'],
      [5, 'projectName', 'must_fix'],
      [6, 'amount', 'info'],
      [7, 'event', 'info'],
      [8, 'amount', 'confirm'],
    ]);
    expect(
      read.findings.filter(({ severity }) => severity === 'must_fix').every(({ remedy }) => remedy !== ''),
    ).toBe(true);
    expect(read.printedTotal).toEqual({ row: 8, printed: '112.35', sum: '12.35' });
  });

  it('whose total agrees to the cent have no finding about it', () => {
    const read = readRows(paid('2023-07-21', '0.10'), paid('2023-07-22', '0.20'), [
      '',
      '合计',
      '',
      '',
      '0.30',
    ]);
    expect([read.findings, read.printedTotal?.sum]).toEqual([[], '0.30']);
  });

  it('tell the words of sources that nobody explained', () => {
    const rows = table(paid('2023-07-21', '1'), ['2023-07-21', '', '公益性岗位补贴', '直达', '1']);
    expect(unknownSourceWords(rows, mapping)).toEqual(['直达']);
    expect(readPaymentRows(rows, { ...mapping, sources: { 直达: 'central' } }).findings).toEqual([]);
  });
});

describe('projects of a payment file', () => {
  const placed = (cells: Cells, more: Partial<PaymentContext> = {}) =>
    placePayments(readRows(cells), context(more));
  const named = (unit: string, name: string) => placed(['2023-07-21', unit, name, '', '1']);

  it('are found by name and unit, exactly or as a printer writes them', () => {
    expect(named('演示县就业服务中心', '公益性岗位补贴').ready[0]?.projectId).toBe('posts');
    expect(named('', '公益性岗位补贴').ready[0]?.projectId).toBe('posts');
    expect(
      named('051002-演示县就业服务中心[单位]', '140000230000001-公益性 岗位补贴').ready[0]?.projectId,
    ).toBe('posts');
    expect(named('就业服务中心', '“公益性岗位补贴”').ready[0]?.projectId).toBe('posts');
  });

  it('are never guessed: two of a name, or one of another unit, must be chosen', () => {
    const two = named('演示县社会保险中心', '养老保险补助');
    expect([two.ready, two.groups[0]?.candidates]).toEqual([[], ['pension-a', 'pension-b']]);
    const elsewhere = named('演示县财政局', '公益性岗位补贴');
    expect([elsewhere.ready, elsewhere.groups[0]?.candidates]).toEqual([[], ['posts']]);
    const none = named('', '没有这个项目');
    expect([none.ready, none.groups[0]?.candidates, none.groups[0]?.rows]).toEqual([[], [], [2]]);
    const lastYear = placed(['2022-07-21', '', '公益性岗位补贴', '', '1']);
    expect([lastYear.ready, lastYear.groups[0]?.year]).toEqual([[], 2022]);
  });

  it('are those that a person chose, within the year', () => {
    const cells = ['2023-07-21', '演示县社会保险中心', '养老保险补助', '', '1'];
    expect(placed(cells, { choices: new Map([[2, 'pension-b']]) }).ready[0]?.projectId).toBe('pension-b');
    const wrong = placed(cells, { choices: new Map([[2, 'of-another-county']]) });
    expect([wrong.ready, wrong.refused]).toEqual([[], [2]]);
  });

  it('have no payments on days to come', () => {
    const tomorrow = placed(paid('2023-08-01', '1'));
    expect([tomorrow.ready, tomorrow.refused, tomorrow.findings[0]?.field]).toEqual([[], [2], 'date']);
  });
});

describe('duplicates', () => {
  const twice = readRows(paid('2023-07-21', '100', ['P1']), paid('2023-07-21', '100', ['P1']));

  it('within a file are told and left out, unless somebody wants them', () => {
    const outcome = placePayments(twice, context());
    expect(outcome.ready.map(({ row }) => row)).toEqual([2]);
    expect(outcome.duplicates).toEqual([{ row: 3, of: { row: 2 }, included: false }]);
    expect(placePayments(twice, context({ include: new Set([3]) })).ready.map(({ row }) => row)).toEqual([
      2, 3,
    ]);
  });

  it('are not two people paid alike, nor two documents', () => {
    const people = readRows(
      paid('2023-07-21', '100', ['P1', '个人 1']),
      paid('2023-07-21', '100', ['P1', '个人 2']),
    );
    expect(placePayments(people, context()).duplicates).toEqual([]);
    const documents = readRows(paid('2023-07-21', '100', ['P1']), paid('2023-07-21', '100', ['P2']));
    expect(placePayments(documents, context()).duplicates).toEqual([]);
  });

  it('of the ledger are told with the day they were recorded on', () => {
    const file = readRows(paid('2023-07-01', '100', ['P1']));
    const of = (document: string | null) =>
      placePayments(file, context({ ledger: [line({ document })] })).duplicates.map(
        (duplicate) => duplicate.of,
      );
    expect(of('P1')).toEqual([{ ledgerId: 'line', recordedOn: '2023-07-02' }]);
    // An entry by hand often has no document.
    expect(of(null)).toHaveLength(1);
    expect(of('P9')).toEqual([]);
  });

  it('are not asked about where a commit of this very file wrote the row', () => {
    const outcome = placePayments(twice, context({ written: new Set([2, 3]), include: new Set([2, 3]) }));
    expect([outcome.ready, outcome.duplicates, outcome.written]).toEqual([[], [], [2, 3]]);
  });
});

describe('returns', () => {
  it('take the payment of their amount, that with their document first', () => {
    const file = readRows(
      paid('2023-07-10', '100', ['P1']),
      paid('2023-07-12', '100', ['P2']),
      paid('2023-07-20', '100', ['P1', '', '退回']),
      paid('2023-07-21', '100', ['', '', '退回']),
      paid('2023-07-22', '7', ['', '', '退回']),
    );
    const outcome = placePayments(file, context({ ledger: [line({ amount: '50.00' })] }));
    expect(outcome.returns).toEqual([
      { row: 4, of: { row: 2 } },
      { row: 5, of: { row: 3 } },
    ]);
    expect(outcome.findings.map(({ row }) => row)).toEqual([6]);
    expect(outcome.reconciliation.total.executedAfter).toBe('43.00');
  });

  it('of what the ledger paid are matched there', () => {
    const file = readRows(paid('2023-07-20', '100', ['', '', '退票']));
    expect(placePayments(file, context({ ledger: [line({})] })).returns).toEqual([
      { row: 2, of: { ledgerId: 'line' } },
    ]);
  });

  it('of more than was paid until that day are refused', () => {
    const file = readRows(paid('2023-07-20', '100', ['P1']), paid('2023-07-19', '100', ['', '', '退回']));
    const outcome = placePayments(file, context());
    expect([outcome.refused, outcome.ready.map(({ row }) => row)]).toEqual([[3], [2]]);
  });
});

describe('a project whose payments are stopped', () => {
  it('lets no payment in, row by row and by name, and what comes back it does', () => {
    const file = readRows(
      ['2023-07-03', '', '公益性岗位补贴', '中央', '10', 'P1', '', '支付'],
      ['2023-07-04', '', '公益性岗位补贴', '中央', '-5', 'P2', '', ''],
      ['2023-07-05', '', '职业技能提升', '', '20', 'P3'],
    );
    const stopped = new Map([['posts', '演财〔2023〕30号']]);
    const outcome = placePayments(file, context({ stopped, ledger: [line({ amount: '5.00' })] }));
    expect(outcome.ready.map(({ row }) => row)).toEqual([3, 4]);
    expect(outcome.refused).toEqual([2]);
    expect(outcome.findings).toContainEqual({
      row: 2,
      field: null,
      severity: 'must_fix',
      message: '“公益性岗位补贴”已暂缓或停止拨款（演财〔2023〕30号），这一行不能入账',
      remedy: '请核对项目；解除暂缓或停止以后，再上传同一份文件入账。',
    });
    expect(outcome.reconciliation.total.paid).toBe('20.00');
  });
});

describe('the reconciliation', () => {
  it('flags once a project that the file takes over its budget, and a source that the budget does not have', () => {
    const file = readRows(
      paid('2023-07-21', '1400', ['P1']),
      paid('2023-07-22', '100', ['P2']),
      paid('2023-07-24', '1', ['P4']),
      paid('2023-07-23', '0.01', ['P3']),
      ['2023-07-23', '', '公益性岗位补贴', '省级', '1', 'P5'],
    );
    const { findings } = placePayments(file, context());
    expect(findings.map(({ row, field, severity }) => [row, field, severity])).toEqual([
      [5, 'amount', 'confirm'],
      [6, 'source', 'confirm'],
    ]);
    expect(findings[0]?.message).toContain('3 笔');
    expect(findings[0]?.message).toContain('1,502.01');
    expect(findings[0]?.remedy).not.toContain('万元');
    // Ten times a budget is a wrong unit.
    const absurd = placePayments(readRows(paid('2023-07-21', '15000.01', ['P1'])), context());
    expect(absurd.findings[0]?.remedy).toContain('万元');
  });

  it('adds up to the cent by project and source: before, file, after, against the adjusted budget', () => {
    const file = readRows(
      paid('2023-07-21', '0.10', ['P1']),
      paid('2023-07-22', '0.20', ['P2']),
      ['2023-07-22', '', '公益性岗位补贴', '县级', '33.33', 'P3'],
      ['2023-07-23', '', '公益性岗位补贴', '县级', '-3.33', 'P3'],
      ['2023-07-23', '', '职业技能提升', '', '900', 'P4'],
    );
    const { reconciliation, findings } = placePayments(
      file,
      context({ ledger: [line({ amount: '999.80' })] }),
    );
    const [training, posts] = reconciliation.projects;
    expect(posts).toMatchObject({
      projectId: 'posts',
      rows: 4,
      budget: '1500.00',
      executedBefore: '999.80',
      paid: '33.63',
      returned: '3.33',
      executedAfter: '1030.10',
      isOver: false,
    });
    expect(posts?.sources).toEqual([
      expect.objectContaining({
        source: 'central',
        budget: '1000.00',
        executedBefore: '999.80',
        paid: '0.30',
        executedAfter: '1000.10',
        isOver: true,
      }),
      expect.objectContaining({
        source: 'local',
        budget: '500.00',
        paid: '33.33',
        returned: '3.33',
        executedAfter: '30.00',
        isOver: false,
      }),
    ]);
    // Over its budget of 800: it comes first, and its row is flagged.
    expect([training?.projectId, training?.isOver, training?.executedAfter]).toEqual([
      'training',
      true,
      '900.00',
    ]);
    expect(findings.map(({ row, severity }) => [row, severity])).toContainEqual([6, 'confirm']);
    expect(reconciliation.total).toEqual({
      rows: 5,
      budget: '2300.00',
      executedBefore: '999.80',
      issued: '0.00',
      allotted: '0.00',
      paid: '933.63',
      returned: '3.33',
      executedAfter: '1930.10',
    });
  });
});

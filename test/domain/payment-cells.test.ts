/** What single cells and the row of column names say. */
import { describe, expect, it } from 'vitest';
import {
  readAmount,
  readDay,
  readEvent,
  readPayees,
  readSource,
  yuanOfCents,
} from '../../domain/payment-cells.ts';
import {
  findHeaderRow,
  headerSignature,
  isSameMapping,
  mappingDefects,
  suggestMapping,
} from '../../domain/payment-mapping.ts';

describe('a day in a payment file', () => {
  it.each([
    ['2023-07-21', '2023-07-21'],
    ['2023/7/21', '2023-07-21'],
    ['2023.7.1', '2023-07-01'],
    ['20230721', '2023-07-21'],
    ['20230721093015', '2023-07-21'],
    ['2023年7月21日', '2023-07-21'],
    ['２０２３年７月２１日', '2023-07-21'],
    ['2023-07-21 09:30:15', '2023-07-21'],
    ['2023-07-21T00:00:00Z', '2023-07-21'],
    ['45128', '2023-07-21'],
    ['45128.75', '2023-07-21'],
    // Days by Excel's own count: 2000-01-01, 2024-02-29.
    ['36526', '2000-01-01'],
    ['45351', '2024-02-29'],
  ])('%s is %s', (text, day) => {
    expect(readDay(text)).toBe(day);
  });

  it.each(['', '2023-02-30', '7月21日', '21/7/2023', '2023-13-01', '1234', '99999', '合计'])(
    '%s is none',
    (text) => {
      expect(readDay(text)).toBeNull();
    },
  );
});

describe('an amount in a payment file', () => {
  it.each([
    ['1,234.56', 'yuan', '1234.56', false],
    ['1234.5', 'yuan', '1234.50', false],
    ['（1,234.56）', 'yuan', '-1234.56', false],
    ['(0.05)', 'yuan', '-0.05', false],
    ['－3', 'yuan', '-3.00', false],
    ['3-', 'yuan', '-3.00', false],
    ['¥ 1,000,000', 'yuan', '1000000.00', false],
    ['12.345', 'yuan', '12.35', true],
    ['12.344', 'yuan', '12.34', true],
    ['12.340000', 'yuan', '12.34', false],
    ['0.7416', 'wan', '7416.00', false],
    ['1.2345678', 'wan', '12345.68', true],
    ['1.5万元', 'yuan', '15000.00', false],
    ['500元', 'wan', '500.00', false],
    ['99999999999999.99', 'yuan', '99999999999999.99', false],
  ] as const)('%s in %s is %s', (text, unit, yuan, isRounded) => {
    const amount = readAmount(text, unit);
    expect([amount && yuanOfCents(amount.cents), amount?.isRounded]).toEqual([yuan, isRounded]);
  });

  it.each(['', '-', '1,5', '1,23.4', '1.234.567', '12a', '#N/A', '--5', '1e5', '壹佰'])(
    '%s is none',
    (text) => {
      expect(readAmount(text, 'yuan')).toBeNull();
    },
  );
});

describe('words in a payment file', () => {
  it('name events; a return is one whatever was paid', () => {
    expect(
      ['国库集中支付', '资金拨付', '指标下达', '养老金发放', '支付退回', '发放退票', '调拨'].map(readEvent),
    ).toEqual(['paid', 'allotted', 'issued', 'paid', 'returned', 'returned', null]);
  });

  it('name sources, those that somebody explained first', () => {
    expect(
      [
        '中央补助',
        '省级配套',
        '自治区资金',
        '县级',
        '区本级',
        '单位自筹',
        '一般公共预算',
        '其他',
        '直达',
      ].map((word) => readSource(word, {})),
    ).toEqual([
      'central',
      'provincial',
      'provincial',
      'local',
      'local',
      'self_raised',
      'fiscal',
      'other',
      null,
    ]);
    expect(readSource('直达', { 直达: 'central' })).toBe('central');
  });

  it('count people', () => {
    expect(['30', '1,203人', '2.0', '0', '1.5', '若干'].map(readPayees)).toEqual([
      30,
      1203,
      2,
      null,
      null,
      null,
    ]);
  });
});

describe('a mapping', () => {
  const headers = [
    '序号',
    '支付日期',
    '预算单位',
    '项目名称',
    '资金来源',
    '支付金额（元）',
    '支付凭证号',
    '指标文号',
    '摘要',
  ];

  it('is suggested by the usual names', () => {
    expect(suggestMapping(headers, 3)).toEqual({
      headerRow: 3,
      columns: { date: 1, unit: 2, projectName: 3, source: 4, amount: 5, document: 6, event: 8 },
      event: 'paid',
      amountUnit: 'yuan',
      sources: {},
    });
    const issued = suggestMapping(['下达日期', '项目', '下达金额', '文号'], 2, [
      '某县资金下达情况表',
      '单位：万元',
    ]);
    expect([issued.event, issued.amountUnit, issued.columns]).toEqual([
      'issued',
      'wan',
      { date: 0, projectName: 1, amount: 2, document: 3 },
    ]);
  });

  it('finds the row of column names below titles, and none where nothing names an amount', () => {
    const rows = [['某县支付明细'], ['单位：元', '制表'], headers, ['1', '2023-07-21']].map((cells, at) => ({
      row: at + 1,
      cells,
    }));
    expect(findHeaderRow(rows)).toBe(3);
    expect(findHeaderRow([{ row: 1, cells: ['甲', '乙'] }])).toBeNull();
  });

  it('says what it lacks', () => {
    const mapping = suggestMapping(headers, 3);
    const file = { columns: 9, headerRow: 3 };
    expect(mappingDefects(mapping, file)).toEqual({});
    expect(
      Object.keys(
        mappingDefects({ ...mapping, headerRow: 1, columns: { amount: 5, document: 5, unit: 9 } }, file),
      ),
    ).toEqual(['headerRow', 'date', 'projectName', 'unit', 'document']);
  });

  it('is the same when it reads alike, and a header’s signature is of its names in order', () => {
    const mapping = suggestMapping(headers, 3);
    expect(isSameMapping(mapping, { ...mapping, headerRow: 7 })).toBe(true);
    expect(isSameMapping(mapping, { ...mapping, amountUnit: 'wan' })).toBe(false);
    expect(isSameMapping(mapping, { ...mapping, sources: { 直达: 'central' } })).toBe(false);
    expect(headerSignature(['支付 日期', '金额', ''])).toBe(headerSignature(['支付日期', '金额']));
    expect(headerSignature(['金额', '支付日期'])).not.toBe(headerSignature(['支付日期', '金额']));
  });
});

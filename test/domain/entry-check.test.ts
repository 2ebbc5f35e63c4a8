import { describe, expect, it } from 'vitest';
import { checkEntry, type EntryToCheck } from '../../domain/entry-check.ts';
import { cumulative, fiscalYear, level, ofMonth, target } from './cases.ts';

function check(what: Partial<EntryToCheck>) {
  return checkEntry({
    target: target(),
    fiscalYear,
    period: '2023-07',
    basis: 'cumulative',
    value: '302',
    grade: null,
    date: null,
    note: null,
    today: '2023-07-31',
    previous: null,
    ...what,
  });
}

const rate = target({ measure: 'level', value: '95', unit: '%' });
const ofRate = (value: string, name?: string) => ({
  target: rate,
  basis: 'level' as const,
  value,
  ...(name === undefined ? {} : { name }),
});
const words = target({ measure: 'grade', value: null, unit: null });
const due = target({ measure: 'date', direction: 'at_most', value: '2023-10-31', unit: null });
const asGrade = { target: words, basis: 'level', value: null } as const;
const asDate = { target: due, basis: 'level', value: null } as const;

describe('impossible input is refused at its field', () => {
  it.each([
    [
      'a month that has not begun',
      { period: '2023-08' },
      'period',
      'period_future',
      '8 月还没开始，到了再填',
    ],
    [
      'another year',
      { period: '2022-12' },
      'period',
      'period_outside_year',
      '这是 2023 年度的指标，只能填 1—12 月',
    ],
    ['no month', { period: '2023-7' }, 'period', 'period_malformed', '月份要写成 2023-07 这样'],
    ['nothing', { value: null }, 'value', 'value_missing', '请填数'],
    ['blanks', { value: ' ' }, 'value', 'value_missing', '请填数'],
    [
      'a word',
      { value: '三百' },
      'value',
      'value_not_number',
      '请只填数字，例如 302 或 95.5，不带单位和逗号',
    ],
    [
      'a unit',
      { value: '302人' },
      'value',
      'value_not_number',
      '请只填数字，例如 302 或 95.5，不带单位和逗号',
    ],
    [
      'an exponent',
      { value: '1e9' },
      'value',
      'value_not_number',
      '请只填数字，例如 302 或 95.5，不带单位和逗号',
    ],
    [
      'a negative count',
      { value: '-1' },
      'value',
      'value_negative',
      '不能是负数；冲减以前多报的数，请更正那个月的填报',
    ],
    ['half a person', { value: '302.5' }, 'value', 'value_not_whole', '“人”要填整数'],
    ['16 digits', { value: '1234567890123456' }, 'value', 'value_too_long', '最多 15 位数字，请核对'],
    ['1,000 %', ofRate('1000'), 'value', 'rate_too_large', '1,000% 以上不可能，请核对小数点；95% 填 95'],
    [
      'a satisfaction above 100 %',
      ofRate('101', '群众满意度'),
      'value',
      'rate_above_100',
      '这个比率最高是 100%，请核对',
    ],
    [
      'a negative rate',
      ofRate('-3'),
      'value',
      'value_negative',
      '不能是负数；冲减以前多报的数，请更正那个月的填报',
    ],
    ['a rate of three decimals', ofRate('95.123'), 'value', 'value_too_fine', '最多 2 位小数'],
    [
      'a tenth of a cent',
      { target: target({ unit: '元' }), value: '1.005' },
      'value',
      'value_too_fine',
      '最多 2 位小数',
    ],
    [
      'a thirteenth month',
      { target: target({ value: '12', unit: '月', curve: { type: 'monthly' } }), value: '13' },
      'value',
      'months_too_many',
      '最多 12 个月，请核对',
    ],
    ['a grade for a number', { grade: 'achieved' }, 'value', 'value_expected', '这个目标要填数，请填数值'],
    [
      'a level for what adds up',
      { basis: 'level' },
      'basis',
      'basis_unfit',
      '这个指标按累计算，请填本月数或本年累计数',
    ],
    [
      'a sum for a rate',
      { ...ofRate('95'), basis: 'cumulative' },
      'basis',
      'basis_unfit',
      '这个指标不按月累加，请填期末的水平',
    ],
    [
      'no grade',
      { ...asGrade, note: '已开展四次宣传' },
      'grade',
      'grade_missing',
      '请选达成、部分达成或未达成',
    ],
    [
      'a grade without a sentence',
      { ...asGrade, grade: 'achieved', note: '好' },
      'note',
      'grade_note_missing',
      '请用一句话写明凭什么这样评定',
    ],
    [
      'a number for words',
      { ...asGrade, value: '5', grade: 'achieved', note: '已开展四次宣传' },
      'value',
      'grade_expected',
      '这个目标没有数值，请选达成情况',
    ],
    ['no date', asDate, 'value', 'date_missing', '请填完成日期'],
    [
      'a day that is none',
      { ...asDate, date: '2023-02-30' },
      'value',
      'date_malformed',
      '日期要写成 2023-07-31 这样',
    ],
    [
      'a day to come',
      { ...asDate, date: '2023-08-01' },
      'value',
      'date_future',
      '完成日期还没到，完成以后再填',
    ],
    [
      'a day of last year',
      { ...asDate, date: '2022-12-31' },
      'value',
      'date_outside_year',
      '完成日期不在 2023 年内，请核对',
    ],
    ['a number for a date', { ...asDate, value: '5' }, 'value', 'date_expected', '请填完成日期'],
  ] as const)('%s', (_, what, field, code, message) => {
    expect(check(what).problems).toEqual([{ field, code, message }]);
  });

  it('tells everything that is wrong at different fields at once', () => {
    const { problems } = check({ period: '2023-09', basis: 'level', value: '-5' });
    expect(problems.map(({ field }) => field)).toEqual(['period', 'basis', 'value']);
  });
});

describe('possible input is taken', () => {
  it.each([
    ['a count', {}],
    ['zero', { value: '0' }],
    ['the current month', { period: '2023-07', today: '2023-07-01' }],
    ['a month figure', { basis: 'month' }],
    ['a whole number written with decimals', { value: '302.00' }],
    ['money in cents', { target: target({ unit: '元', value: '400000000000' }), value: '123456789012.34' }],
    ['an area in parts', { target: target({ unit: '平方米' }), value: '199.5' }],
    ['a rate', ofRate('99.25')],
    ['a completion rate above 100 %', ofRate('130', '招聘完成进度')],
    ['a falling growth', ofRate('-3.5', '收入增长率')],
    ['a grade with its sentence', { ...asGrade, grade: 'partly', note: '宣传四次，问卷未做' }],
    ['a day done', { ...asDate, date: '2023-07-31' }],
    [
      'any number for a target that is not yet judged',
      { target: target({ measure: 'none', value: null }), basis: 'level', value: '-1.23456' },
    ],
  ] as const)('%s', (_, what) => {
    expect(check(what as Partial<EntryToCheck>)).toEqual({ problems: [], warnings: [] });
  });
});

describe('unlikely input asks for a word', () => {
  it.each([
    [
      'a sum lower than before',
      { value: '290', previous: cumulative(6, '298') },
      '比上次少 8 人，请说明原因',
    ],
    [
      'a rate that falls by eight points',
      { ...ofRate('92'), previous: level(6, '100') },
      '比上次降 8 个百分点，请说明原因',
    ],
    ['ten times the target', { value: '10000' }, '达到全年目标（1,000 人）的十倍，请核对或说明'],
  ] as const)('%s', (_, what, message) => {
    const { problems, warnings } = check(what);
    expect(problems).toEqual([]);
    expect(warnings.map((warning) => warning.message)).toEqual([message]);
  });

  it.each([
    ['a rate that falls by a little', { ...ofRate('98'), previous: level(6, '100') }],
    ['a month lower than the month before', { basis: 'month', value: '20', previous: ofMonth(6, '50') }],
    ['a month after a sum', { basis: 'month', value: '20', previous: cumulative(6, '50') }],
  ] as const)('not for %s', (_, what) => {
    expect(check(what).warnings).toEqual([]);
  });

  it('does not warn about what is refused', () => {
    expect(check({ value: '-1', previous: cumulative(6, '298') }).warnings).toEqual([]);
  });
});

describe('a day due after the fiscal year', () => {
  const nextYear = target({ measure: 'date', direction: 'at_most', value: '2024-12-31', unit: null });
  const done = (period: string, date: string) =>
    check({ target: nextYear, basis: 'level', value: null, period, date, today: '2025-02-01' }).problems;

  it.each([
    ['2023-11', '2023-11-20'],
    ['2024-06', '2024-06-18'],
    ['2024-12', '2024-12-31'],
  ])('can be done in %s', (period, date) => {
    expect(done(period, date)).toEqual([]);
  });

  it.each([
    ['2022-12', '2022-12-31'],
    ['2025-01', '2025-01-01'],
  ])('cannot be done in %s, and the years are named', (period, date) => {
    expect(done(period, date)).toEqual([
      {
        field: 'period',
        code: 'period_outside_year',
        message: '这是 2023 年度的指标，只能填当年 1 月到 2024 年 12 月',
      },
      { field: 'value', code: 'date_outside_year', message: '完成日期不在 2023—2024 年内，请核对' },
    ]);
  });
});

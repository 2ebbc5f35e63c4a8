import { describe, expect, it } from 'vitest';
import { judgedTarget, type JudgedTarget } from '../../domain/target.ts';
import type { ParsedTarget } from '../../domain/target-text.ts';

/** What the parser reads, with only what the case is about. */
function parsed(what: Partial<ParsedTarget> & Pick<ParsedTarget, 'kind'>): ParsedTarget {
  return {
    raw: '原文',
    comparator: null,
    value: null,
    unit: null,
    confidence: 1,
    notes: [],
    assumed: [],
    ...what,
  };
}

function judge(
  what: Parameters<typeof parsed>[0],
  level2: string,
  name = '指标',
  level1 = '产出指标',
): JudgedTarget {
  return judgedTarget(parsed(what), { level1, level2, name, fiscalYear: 2023 });
}

const people = (value: number, comparator: ParsedTarget['comparator'] = null) =>
  ({ kind: 'count', value, unit: '人', comparator }) as const;
const percent = (value: number, comparator: ParsedTarget['comparator'] = null) =>
  ({ kind: 'percentage', value, unit: '%', comparator }) as const;
const yuan = (value: number, comparator: ParsedTarget['comparator'] = null) =>
  ({ kind: 'money', value, unit: '元', comparator }) as const;

describe('what a target is judged as', () => {
  it.each([
    // kind, level 2, name → measure, direction, value, unit, reportEvery, rules
    [people(1000, '>='), '数量指标', '取证人数', 'cumulative', 'at_least', '1000', '人', 'month', []],
    [
      people(1600),
      '数量指标',
      '取证人数',
      'cumulative',
      'at_least',
      '1600',
      '人',
      'month',
      ['count-at-least'],
    ],
    [
      people(50),
      '11-数量指标',
      '享受生活补贴人员数量',
      'cumulative',
      'equal',
      '50',
      '人',
      'month',
      ['people-paid-equal'],
    ],
    [
      people(97),
      '数量指标',
      '保障在职人员数量',
      'level',
      'equal',
      '97',
      '人',
      'month',
      ['people-paid-equal', 'standing-number-level'],
    ],
    [
      people(320000, '>='),
      '数量指标',
      '参保人数',
      'level',
      'at_least',
      '320000',
      '人',
      'month',
      ['standing-number-level'],
    ],
    [
      people(1600),
      '数量指标',
      '养老保险参保护面人数增加',
      'cumulative',
      'at_least',
      '1600',
      '人',
      'month',
      ['count-at-least'],
    ],
    [people(450, '<='), '数量指标', '培训人数', 'cumulative', 'at_most', '450', '人', 'month', []],
    [
      people(1200, '>='),
      '社会效益指标',
      '城镇新增就业人数',
      'cumulative',
      'at_least',
      '1200',
      '人',
      'month',
      [],
    ],
    [
      { kind: 'count', value: 0, unit: '起' },
      '社会效益指标',
      '因就业问题发生重大群体事件',
      'cumulative',
      'at_most',
      '0',
      '起',
      'month',
      ['zero-at-most'],
    ],
    [
      { kind: 'count', value: 0, unit: '起', comparator: '=' },
      '数量指标',
      '安全情况',
      'cumulative',
      'at_most',
      '0',
      '起',
      'month',
      ['zero-at-most'],
    ],
    [
      { kind: 'count', value: 0, unit: '台(套)', comparator: '>=' },
      '数量指标',
      '购置办公设备数量',
      'cumulative',
      'at_least',
      '0',
      '台(套)',
      'month',
      [],
    ],
    [
      { kind: 'count', value: 5, unit: '起' },
      '质量指标',
      '投诉件数',
      'cumulative',
      'at_most',
      '5',
      '起',
      'month',
      ['reverse-name-at-most'],
    ],
    [percent(95, '>='), '质量指标', '培训合格率', 'level', 'at_least', '95', '%', 'month', []],
    [
      percent(95, '>'),
      '质量指标',
      '培训合格率',
      'level',
      'at_least',
      '95',
      '%',
      'month',
      ['strict-as-inclusive'],
    ],
    [percent(100), '质量指标', '执行率', 'level', 'at_least', '100', '%', 'month', ['percentage-at-least']],
    [
      percent(90),
      '服务对象满意度指标',
      '群众满意度',
      'level',
      'at_least',
      '90',
      '%',
      'half_year',
      ['percentage-at-least'],
    ],
    [
      percent(95),
      '可持续影响',
      '可持续效益',
      'level',
      'at_least',
      '95',
      '%',
      'half_year',
      ['percentage-at-least'],
    ],
    [
      percent(4),
      '质量指标',
      '城镇登记失业率',
      'level',
      'at_most',
      '4',
      '%',
      'month',
      ['reverse-name-at-most'],
    ],
    [percent(90, '>='), '质量指标', '城镇登记失业率', 'level', 'at_least', '90', '%', 'month', []],
    [
      percent(98),
      '质量指标',
      '调查失业率统计准确率',
      'level',
      'at_least',
      '98',
      '%',
      'month',
      ['percentage-at-least'],
    ],
    [percent(95), '质量指标', '投诉办结率', 'level', 'at_least', '95', '%', 'month', ['percentage-at-least']],
    [percent(3), '质量指标', '超支率', 'level', 'at_most', '3', '%', 'month', ['reverse-name-at-most']],
    [percent(100), '成本指标', '人员支出', 'level', 'at_most', '100', '%', 'month', ['cost-at-most']],
    [yuan(135000, '<='), '成本指标', '单位运行费用', 'cumulative', 'at_most', '135000', '元', 'month', []],
    [
      yuan(20000),
      '14-成本指标',
      '聘法律顾问',
      'cumulative',
      'at_most',
      '20000',
      '元',
      'month',
      ['cost-at-most'],
    ],
    [
      yuan(1880),
      '成本指标',
      '公益性岗位补贴人均标准',
      'level',
      'at_most',
      '1880',
      '元',
      'month',
      ['standard-in-name-level', 'cost-at-most'],
    ],
    [
      yuan(5200, '~'),
      '成本指标',
      '人均标准(月)',
      'level',
      'equal',
      '5200',
      '元',
      'month',
      ['standard-in-name-level', 'approximate-as-equal'],
    ],
    [
      yuan(303000000),
      '数量指标',
      '养老金支出',
      'cumulative',
      'at_least',
      '303000000',
      '元',
      'month',
      ['money-at-least'],
    ],
    [
      { kind: 'rate', value: 20000, unit: '元/车年', comparator: '<=' },
      '成本指标',
      '公务用车运维费',
      'level',
      'at_most',
      '20000',
      '元/车年',
      'month',
      [],
    ],
    [
      { kind: 'rate', value: 3360, unit: '元/人年' },
      '质量指标',
      '补贴标准每人年',
      'level',
      'at_least',
      '3360',
      '元/人年',
      'month',
      ['rate-at-least'],
    ],
    [
      { kind: 'duration', value: 45, unit: '天' },
      '时效指标',
      '处理案件周期',
      'level',
      'at_most',
      '45',
      '天',
      'month',
      ['duration-at-most'],
    ],
    [
      { kind: 'duration', value: 10, unit: '工作日', anchor: '指标形成' },
      '时效指标',
      '拨付时间',
      'level',
      'at_most',
      '10',
      '工作日',
      'year',
      ['anchored-duration-yearly', 'duration-at-most'],
    ],
    [
      { kind: 'duration', value: 1, unit: '年' },
      '时效指标',
      '2023年',
      'date',
      'at_most',
      '2023-12-31',
      null,
      'year',
      ['years-as-year-end'],
    ],
    [
      { kind: 'duration', value: 1, unit: '年', comparator: '>=' },
      '可持续影响指标',
      '系统正常使用',
      'cumulative',
      'at_least',
      '12',
      '月',
      'month',
      ['running-time-in-months'],
    ],
    [
      { kind: 'frequency', value: { count: 1, per: '月' } },
      '时效指标',
      '按月发放',
      'cumulative',
      'at_least',
      '12',
      '月',
      'month',
      ['months-done'],
    ],
    [
      { kind: 'frequency', value: { count: 2, per: '月' }, unit: '次' },
      '数量指标',
      '招聘会',
      'cumulative',
      'at_least',
      '24',
      '次',
      'month',
      ['times-in-the-year', 'count-at-least'],
    ],
    [
      { kind: 'frequency', value: { count: 4, per: '年' }, unit: '次', comparator: '>=' },
      '数量指标',
      '培训',
      'cumulative',
      'at_least',
      '4',
      '次',
      'month',
      ['times-in-the-year'],
    ],
    [
      { kind: 'date', value: '2023-12-31', comparator: '<=' },
      '时效指标',
      '投入使用',
      'date',
      'at_most',
      '2023-12-31',
      null,
      'year',
      [],
    ],
    [
      { kind: 'date', value: '2023-10' },
      '时效指标',
      '投入使用',
      'date',
      'at_most',
      '2023-10-31',
      null,
      'year',
      ['date-as-deadline', 'month-as-month-end'],
    ],
    [
      { kind: 'date', value: '2023' },
      '时效指标',
      '目标完成年度',
      'date',
      'at_most',
      '2023-12-31',
      null,
      'year',
      ['date-as-deadline', 'year-as-year-end'],
    ],
    [
      { kind: 'range', value: { min: 90, max: 98 }, unit: '%' },
      '质量指标',
      '合格率',
      'level',
      'at_least',
      '90',
      '%',
      'month',
      ['range-at-least-min'],
    ],
    [
      { kind: 'range', value: { min: 10, max: 12 }, unit: '次' },
      '数量指标',
      '招聘会',
      'cumulative',
      'at_least',
      '10',
      '次',
      'month',
      ['range-at-least-min'],
    ],
    [
      { kind: 'range', value: { min: 1000, max: 1200 }, unit: '元' },
      '成本指标',
      '租金',
      'level',
      'at_most',
      '1200',
      '元',
      'month',
      ['range-at-most-max'],
    ],
    [
      { kind: 'qualitative' },
      '社会效益',
      '民众法律意识',
      'grade',
      'at_least',
      null,
      null,
      'half_year',
      ['graded'],
    ],
    [
      { kind: 'reference', value: { to: '当地最低工资标准', share: 60 } },
      '成本指标',
      '见习补贴标准',
      'grade',
      'at_least',
      null,
      null,
      'half_year',
      ['graded'],
    ],
    [
      { kind: 'number', value: 400, assumed: [{ field: 'unit', value: '人', rule: 'unit-in-name' }] },
      '数量指标',
      '享受社会保险补贴人数（人）',
      'cumulative',
      'equal',
      '400',
      '人',
      'month',
      ['unit-in-name', 'number-as-count', 'people-paid-equal'],
    ],
    [
      { kind: 'number', value: 3 },
      '数量指标',
      '场次',
      'cumulative',
      'at_least',
      '3',
      null,
      'month',
      ['number-as-count', 'count-at-least'],
    ],
    [
      { kind: 'number', value: 98 },
      '满意度指标',
      '满意度',
      'level',
      'at_least',
      '98',
      '%',
      'half_year',
      ['number-as-percentage', 'percentage-at-least'],
    ],
    [
      {
        kind: 'number',
        value: 98,
        comparator: '>=',
        assumed: [{ field: 'unit', value: '%', rule: 'percent-by-twin' }],
      },
      '时效指标',
      '及时完成情况',
      'level',
      'at_least',
      '98',
      '%',
      'month',
      ['percent-by-twin', 'number-as-percentage'],
    ],
    [
      {
        kind: 'number',
        value: 1004065.35,
        assumed: [{ field: 'unit', value: '元', rule: 'money-by-level' }],
      },
      '成本指标',
      '人员支出',
      'cumulative',
      'at_most',
      '1004065.35',
      '元',
      'month',
      ['money-by-level', 'number-as-money', 'cost-at-most'],
    ],
  ] as const)(
    '%j under %s named %s is %s, %s %s %s',
    (what, level2, name, measure, direction, value, unit, every, rules) => {
      const target = judge(what as Parameters<typeof parsed>[0], level2, name);
      expect(target).toMatchObject({ measure, direction, value, unit, reportEvery: every, reason: null });
      expect(target.assumed).toEqual(rules);
    },
  );

  it('reads a sum that people receive each month as a standard, not as the ceiling of the year', () => {
    expect(judge(yuan(23300000), '成本指标', '本年度机关保月领取养老金').measure).toBe('level');
  });

  it('takes a period as months to be done, each at its end', () => {
    expect(judge({ kind: 'period', value: { from: '2023-01', to: '2023-12' } }, '时效指标')).toMatchObject({
      measure: 'cumulative',
      value: '12',
      unit: '月',
      curve: { type: 'monthly', from: '2023-01', to: '2023-12' },
    });
  });

  it('keeps of a period over the year end only the months of this year', () => {
    const target = judge({ kind: 'period', value: { from: '2023-07', to: '2024-06-30' } }, '时效指标');
    expect(target).toMatchObject({ value: '6', curve: { type: 'monthly', from: '2023-07', to: '2023-12' } });
    expect(target.assumed).toEqual(['period-clipped-to-year', 'months-done']);
  });

  it('expects a sum or count whole at the end of the one month of the year that its name prints', () => {
    expect(judge(yuan(100800), '质量指标', '2023年3月需发放30名,共')).toMatchObject({
      measure: 'cumulative',
      curve: { type: 'date', on: '2023-03-31' },
      assumed: ['money-at-least', 'month-in-name'],
    });
    expect(judge(yuan(100800), '质量指标', '2022年3月欠发').curve).toEqual({ type: 'even' });
    expect(judge(people(30), '数量指标', '2023年3月到2023年5月招聘').curve).toEqual({ type: 'even' });
  });

  it('gives a date its day as curve', () => {
    expect(judge({ kind: 'date', value: '2023-12-31', comparator: '<=' }, '时效指标').curve).toEqual({
      type: 'date',
      on: '2023-12-31',
    });
  });

  it('finds the cost of the tree of 2021 at level 1', () => {
    expect(judge(yuan(5), '经济成本指标', '总成本', '成本指标').direction).toBe('at_most');
    expect(judge(percent(90), '其他', '满意率', '满意度指标').reportEvery).toBe('half_year');
  });
});

describe('what cannot be judged says why and what to do', () => {
  it.each([
    [{ kind: 'unreadable', raw: '定性' }, '社会效益', '“定性”看不出要做到多少，请补上数值、期限或判定标准'],
    [{ kind: 'unreadable', raw: null }, '社会效益', '申报表没有填指标值，请补填'],
    [{ kind: 'unreadable', raw: '  ' }, '社会效益', '申报表没有填指标值，请补填'],
    [{ ...yuan(36392), raw: '36392元' }, '时效指标', '“36392元”是金额，不能衡量时效，请改填完成时间或及时率'],
    [
      { ...yuan(282505.38), raw: '282505.38元' },
      '社会效益指标',
      '“282505.38元”是金额，不能衡量效益，请改填比率、数量或判定标准',
    ],
    [
      { kind: 'number', value: 1004065.35, raw: '1004065.35' },
      '时效指标',
      '“1004065.35”没有单位，看不出是数量、金额还是比率，请补上单位',
    ],
    [
      { kind: 'number', value: 120, raw: '120' },
      '质量指标',
      '“120”没有单位，看不出是数量、金额还是比率，请补上单位',
    ],
    [{ kind: 'date', value: '2022', raw: '2022年' }, '时效指标', '“2022年”早于 2023 年度，请核对年份'],
    [
      { kind: 'period', value: { from: '2021-01', to: '2021-12' }, raw: '2021年' },
      '时效指标',
      '“2021年”不在本年度内，请核对年份',
    ],
    [
      { kind: 'duration', value: 3, unit: '年', comparator: '>=', raw: '≥3年' },
      '可持续影响',
      '“≥3年”比本年度长，请补上本年度要做到多少',
    ],
    [
      { kind: 'frequency', value: { count: 1, per: '天' }, raw: '每天' },
      '数量指标',
      '“每天”看不出多久一次，请写明每月或每年几次',
    ],
    [{ kind: 'count', value: null, raw: '若干人' }, '数量指标', '“若干人”看不出数量，请补上数值'],
  ] as const)('%j under %s', (what, level2, reason) => {
    const target = judge(what as Parameters<typeof parsed>[0], level2);
    expect(target.measure).toBe('none');
    expect(target.reason).toBe(reason);
  });

  it('asks to split a cell with two targets', () => {
    const parts = [parsed(people(5)), parsed(percent(90))];
    expect(judge({ kind: 'count', value: 5, raw: '5人，90%', parts }, '数量指标').reason).toBe(
      '“5人，90%”一格里写了两个目标，请拆成两个指标',
    );
  });
});

/** Targets that print a day, a span, how long or how often. */
import { describe, expect, it } from 'vitest';
import { expectJudged, expectNone, judge } from './target-samples.ts';

describe('what a target that prints a time is judged as', () => {
  it.each([
    // kind, level 2, name → measure, direction, value, unit, reportEvery, rules
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
  ] as const)('%j under %s named %s is %s, %s %s %s', expectJudged);

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

  it('gives a date its day as curve', () => {
    expect(judge({ kind: 'date', value: '2023-12-31', comparator: '<=' }, '时效指标').curve).toEqual({
      type: 'date',
      on: '2023-12-31',
    });
  });
});

describe('a time that cannot be judged says why and what to do', () => {
  it.each([
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
  ] as const)('%j under %s', expectNone);
});

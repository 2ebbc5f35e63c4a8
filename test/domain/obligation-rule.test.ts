import { describe, expect, it } from 'vitest';
import {
  dutyAmountsFault,
  dutyOfTarget,
  dutyRuleFault,
  hasKey,
  keysOf,
  type DutyRule,
} from '../../domain/obligation-rule.ts';
import { dutyAssumptionWords, dutyRuleWords } from '../../domain/obligation-words.ts';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';

const duty = (
  name: string,
  rawTarget: string | null,
  level2 = '时效指标',
  projectName: string | null = null,
) =>
  dutyOfTarget(
    { id: 'i', level1: '产出指标', level2, name, rawTarget, recordedOn: '2023-01-10', projectName },
    2023,
  );
const year = { type: 'monthly', from: '2023-01', to: '2023-12' } as const;

describe('the duty that a printed target says (domain.md 4.1)', () => {
  it.each([
    ['拨付时间', '指标形成后10个工作日', 'allotment', after('quota_formed', 10, 'working_day')],
    ['拨付时间', '文件下达后1个月内', 'allotment', after('document_issued', 1, 'month')],
    ['资金拨付', '资金下达后30日内', 'allotment', after('quota_formed', 30, 'day')],
    ['补助发放', '资金文件下达后两周内', null, null], // a number in characters is not read
    ['补助发放', '文件下达后2周内', 'payment', after('document_issued', 14, 'day')],
    ['及时足额支付机关事业单位退休人员养老金', '1 月—12 月', 'payment', { ...year, day: 'last_working_day' }],
    ['养老金发放', '按月发放', 'payment', { ...year, day: 'last_working_day' }],
    ['养老金发放', '按月发放%', 'payment', { ...year, day: 'last_working_day' }],
    ['及时性', '按月拨付', 'allotment', { ...year, day: 'last_working_day' }],
    ['及时性', '按月', 'work', { ...year, day: 31 }],
    ['养老金发放', '每月15日前', 'payment', { ...year, day: 15 }],
    ['补贴发放', '7月—9月', 'payment', { ...year, from: '2023-07', to: '2023-09', day: 'last_working_day' }],
    ['补贴发放', '按季度', 'payment', { ...year, from: '2023-03', day: 'last_working_day', everyMonths: 3 }],
    ['补贴发放', '按年', 'payment', { type: 'on', dueOn: '2023-12-31' }],
    ['及时足额支付企业职工退休人员团结奖', '2023 年底', 'payment', { type: 'on', dueOn: '2023-12-31' }],
    ['资产投入使用时间', '12023年10月', 'work', { type: 'on', dueOn: '2023-10-31' }],
    ['资产投入使用时间', '992023年12月31日前', 'work', { type: 'on', dueOn: '2023-12-31' }],
    ['完成时间', '12月31日前', 'work', { type: 'on', dueOn: '2023-12-31' }],
    ['目标完成年度', '2023年', 'work', { type: 'on', dueOn: '2023-12-31' }],
    ['2023年', '1年', 'work', { type: 'on', dueOn: '2023-12-31' }],
    ['拨入财政专户时间', '2023年6月底前', 'allotment', { type: 'on', dueOn: '2023-06-30' }],
    ['社会保险系统网络运行正常', '1月—12月', 'work', { ...year, day: 31 }],
    ['按月足额发放生活补助', '及时', 'payment', { ...year, day: 'last_working_day' }],
    ['农民工工资支付', '按月', 'work', { ...year, day: 31 }],
  ] as const)('%s | %s: %s', (name, rawTarget, kind, rule) => {
    const read = duty(name, rawTarget);
    expect(read?.kind ?? null).toBe(kind);
    expect(read?.rule ?? null).toEqual(rule);
  });

  it.each([
    ['及时性', '及时'],
    ['发放及时性', '及时'],
    ['支付及时率', '及时'],
    ['招聘人数录用及时性', '及时性'],
    ['及时发放', '及时%'],
    ['按时支付', '≥99%'],
    ['及时发放', '提高100%'],
    ['及时完成情况', '≥98%按时完成'],
    ['及时完成情况', '≥98按时完成'],
    ['资金在规定时间内下达率', '≥85%'],
    ['补贴资金在规定时间内支付到位率', '≥90%'],
    ['经费支付到位率', '100%'],
    ['资金到位率', '36392元'],
    ['按月足额发放率', '100%'],
    ['补贴资金在规定时间内拨付', '定性'],
    ['处理案件周期', '45天'],
    ['投诉处理', '接到投诉后15日内'],
    ['系统正常运行', '≥1年'],
    ['培训期数', '2次/年'],
    ['完成时间', '2022年12月'],
    ['发放时间', '12月31日前；6月30日前'],
    ['发放时间', ''],
    ['发放时间', null],
  ])('is none for %s | %s', (name, rawTarget) => {
    expect(duty(name, rawTarget)).toBeNull();
  });

  it('takes of quantities and qualities only when money is paid, with the amount that is printed', () => {
    expect(duty('2023年3月需发放30名,共', '100800元', '质量指标')).toMatchObject({
      kind: 'payment',
      title: '2023年3月需发放30名',
      rule: { type: 'on', dueOn: '2023-03-31' },
      amounts: { once: '100800.00' },
      assumed: ['month-in-name', 'month-as-month-end'],
    });
    expect(duty('2023年3月需发放', '30人', '数量指标')).toMatchObject({ amounts: null });
    expect(duty('培训', '每月1次', '数量指标')).toBeNull();
    expect(duty('设备投入使用', '2023年10月', '质量指标')).toBeNull();
    expect(duty('2022年3月欠发', '100800元', '质量指标')).toBeNull();
    expect(duty('2023年3月发放总额', '100800元', '成本指标')).toBeNull();
    expect(duty('按月发放', '1月—12月', '社会效益指标')).toBeNull();
  });

  it('does not take money paid into a fund for money paid to people', () => {
    const fund = duty('按月足额发放', '1月—12月', '时效指标', '财政对机关事业单位养老保险的补助');
    expect(fund).toMatchObject({ kind: 'allotment' });
    expect(fund?.assumed).toContain('fund-subsidy-is-allotment');
    expect(duty('支付到财政专户', '1月—12月')).toMatchObject({ kind: 'allotment' });
  });

  it('says what it assumed, and leaves a month of work until its report is due', () => {
    expect(duty('养老金发放', '1月—12月')?.assumed).toEqual(['months-done', 'last-working-day']);
    expect(duty('系统运行正常', '1月—12月')).toMatchObject({
      graceWorkingDays: DEFAULT_RULE_SET.reportByWorkingDay,
      assumed: ['months-done', 'month-end', 'grace-until-reported'],
    });
    expect(duty('及时性', '文件下达后1个月内')).toMatchObject({
      kind: 'allotment',
      assumed: ['anchor-of-money'],
    });
  });
});

function after(
  anchor: 'document_issued' | 'quota_formed',
  count: number,
  unit: 'day' | 'working_day' | 'month',
) {
  return { type: 'after', anchor, span: { count, unit } } as const;
}

describe('a rule by hand', () => {
  const span = (count: number, unit: 'day' | 'month'): DutyRule => ({
    type: 'after',
    anchor: 'other',
    span: { count, unit },
  });
  it.each([
    [{ type: 'on', dueOn: '2023-02-29' }, '没有这一天，请按 2023-07-31 的样子填'],
    [span(0, 'day'), '期限要是大于 0 的整数'],
    [span(1.5, 'day'), '期限要是大于 0 的整数'],
    [span(121, 'month'), '期限不能超过十年'],
    [{ ...year, day: 0 }, '每月几日要在 1 到 31 之间'],
    [{ ...year, day: 15.5 }, '每月几日要在 1 到 31 之间'],
    [{ ...year, to: '2022-12', day: 15 }, '结束月份不能早于开始月份'],
    [{ ...year, to: '2025-01', day: 15 }, '起止月份不能超过两个年度'],
    [{ ...year, from: '2023-13', day: 15 }, '起止月份请按 2023-07 的样子填'],
    [{ ...year, day: 'last_working_day' }, null],
    [{ ...year, day: 31 }, null],
    [span(30, 'day'), null],
    [{ type: 'on', dueOn: '2023-02-28' }, null],
  ] satisfies [DutyRule, string | null][])('%j: %s', (rule, fault) => {
    expect(dutyRuleFault(rule)).toBe(fault);
  });

  it('has amounts only under its own months, above 0, to the cent', () => {
    const rule: DutyRule = { ...year, day: 15 };
    expect(dutyAmountsFault(rule, { '2023-01': '100.00', '2023-12': '0.01' })).toBeNull();
    expect(dutyAmountsFault(rule, { '2024-01': '100.00' })).toBe('2024-01 不在起止月份内');
    expect(dutyAmountsFault(rule, { '2023-01': '0' })).toBe('金额须大于 0');
    expect(dutyAmountsFault(rule, { '2023-01': '1e3' })).toBe('金额须大于 0');
    expect(dutyAmountsFault(rule, { '2023-01': '0.001' })).toBe('金额最多两位小数');
    expect(dutyAmountsFault({ type: 'on', dueOn: '2023-12-31' }, { '2023-01': '1' })).toBe('金额只能填一笔');
  });

  it('has a key for each of its months', () => {
    expect(keysOf({ ...year, day: 15 })).toHaveLength(12);
    expect(keysOf({ ...year, from: '2022-11', to: '2023-02', day: 15 })).toEqual([
      '2022-11',
      '2022-12',
      '2023-01',
      '2023-02',
    ]);
    expect(keysOf({ ...year, from: '2023-03', day: 15, everyMonths: 3 })).toEqual([
      '2023-03',
      '2023-06',
      '2023-09',
      '2023-12',
    ]);
    expect(keysOf(span(1, 'day'))).toEqual(['once']);
    for (const rule of [
      { ...year, day: 15 },
      { ...year, from: '2022-11', to: '2023-02', day: 15 },
      { ...year, from: '2023-03', day: 15, everyMonths: 3 },
      span(1, 'day'),
    ] satisfies DutyRule[]) {
      const asked = ['once', ...keysOf({ ...year, from: '2022-01', day: 1 }), '2024-01'];
      expect(asked.filter((key) => hasKey(rule, key))).toEqual(keysOf(rule));
    }
  });

  it.each([
    [{ ...year, day: 'last_working_day' }, '每月最后一个工作日前'],
    [{ ...year, day: 31 }, '每月月底前'],
    [{ ...year, day: 15 }, '每月 15 日前'],
    [{ ...year, from: '2023-07', day: 15 }, '2023 年 7 月到 2023 年 12 月，每月 15 日前'],
    [{ ...year, from: '2023-07', to: '2023-07', day: 15 }, '2023 年 7 月 15 日前'],
    [{ ...year, from: '2023-03', day: 'last_working_day', everyMonths: 3 }, '每季度末月最后一个工作日前'],
    [{ ...year, from: '2023-06', day: 20, everyMonths: 6 }, '每半年末月 20 日前'],
    [{ type: 'on', dueOn: '2023-03-31' }, '2023 年 3 月 31 日前'],
    [after('document_issued', 1, 'month'), '文件下达后 1 个月内'],
    [after('quota_formed', 10, 'working_day'), '指标形成后 10 个工作日内'],
    [span(30, 'day'), '登记的事项后 30 天内'],
  ] satisfies [DutyRule, string][])('%j is in words: %s', (rule, words) => {
    expect(dutyRuleWords(rule)).toBe(words);
  });
});

describe('what was assumed about a duty', () => {
  it('has words wherever a duty of the documents assumes it', () => {
    const assumed = [
      duty('拨付时间', '文件下达后1个月内'),
      duty('2023年', '1年'),
      duty('资产投入使用时间', '10月'),
      duty('系统运行正常', '1月—12月'),
      duty('养老金发放', '2023年7月到2024年6月30日'),
      duty('2023年3月需发放', '100800元', '质量指标'),
      duty('按月发放', '及时'),
      duty('目标完成年度', '2023年'),
    ].flatMap((read) => read?.assumed ?? []);
    expect(new Set(assumed).size).toBeGreaterThanOrEqual(9);
    for (const rule of assumed) expect(dutyAssumptionWords(rule), rule).not.toBeNull();
    expect(dutyAssumptionWords('graded')).toBeNull();
  });
});

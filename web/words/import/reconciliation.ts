/** Words of the panel that holds the forms against the document's budget tables. Part of ../import.ts. */
import type { ReconciliationVerdict, TotalRule } from '../../../domain/reconcile.ts';
import type { Dictionary } from '../words.ts';

export const reconciliation = {
  title: '与预算表核对',
  note: '金额单位：万元，差 = 目标表 − 文件',
  caption: '文件的预算表和目标表逐项对照',
  sentence: {
    without: (projects: string, money: string, count: string, amount: string) =>
      `预算表有 ${projects} 个项目、${money} 万元，其中 ${count} 个、${amount} 万元没有目标表`,
    allHaveTargets: (projects: string, money: string) =>
      `预算表的 ${projects} 个项目、${money} 万元都有目标表`,
    unfunded: (count: string) => `${count} 张目标表在预算表里没有`,
    differing: (count: string) => `${count} 个项目金额不同`,
    unsure: (count: string) => `${count} 个要确认是不是同一项目`,
    noProjects: (differing: number) =>
      differing === 0 ? '预算表里没有逐个项目，合计相符' : `预算表里没有逐个项目，${differing} 处合计不符`,
  },
  heads: {
    state: '结果',
    name: '项目或合计',
    said: '文件写的',
    found: '目标表或另一处',
    difference: '差',
    line: '原文',
  },
  groups: { totals: '合计', projects: '项目' },
  states: {
    differs: '不符',
    rounded: '相符',
    agrees: '相符',
    money_without_targets: '没有目标',
    targets_without_money: '没有资金',
    unsure: '可能是',
    likely: '很可能是',
  } satisfies Record<ReconciliationVerdict | 'likely', string>,
  totals: {
    stated_count: '文中说的项目数 / 读到的目标表',
    stated_amount: '文中说的金额 / 全部目标表合计',
    stated_amount_in_tables: '文中说的当年拨款 / 预算表合计',
    project_forms: '本年项目支出 / 本年项目的目标表',
    personnel_forms: '人员经费 / 人员类目标表',
    public_forms: '公用经费 / 公用经费目标表',
    carry_over_forms: '上年结转项目 / 它们的目标表',
    projects_in_expenditure: '支出总表的项目支出 / 两张项目支出表',
    projects_in_general_public: '一般公共预算的项目支出 / 本年项目支出表',
    carry_over_in_summary: '收支总表的上年结转 / 结转项目支出表',
    basic_by_item: '一般公共预算的基本支出 / 分经济科目表',
    expenditure_in_summary: '收支总表的支出 / 支出总表',
    revenue_in_summary: '收支总表的收入 / 收入总表加上年结转',
    fiscal_in_summary: '财政拨款的支出 / 财政拨款的收入',
    three_public_stated: '文中说的“三公”经费 / “三公”经费表',
    operating_funds_stated: '文中说的机关运行经费 / 机关运行经费表',
    procurement_parts: '文中说的政府采购总额 / 货物、工程、服务之和',
    sum_of_rows: '合计 / 各行相加',
  } satisfies Record<TotalRule, string>,
  carried: '上年结转',
  otherName: (name: string) => `目标表叫“${name}”`,
  count: (count: string) => `${count} 个`,
  line: (line: number) => `第 ${line} 行`,
  openForm: (name: string) => `看目标表：${name}`,
  more: (count: number) => `看其余 ${count} 项`,
  less: '收起',
  fine: (count: number) => `看相符的 ${count} 项`,
  hideFine: '收起相符的',
} satisfies Dictionary;

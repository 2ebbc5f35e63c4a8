/**
 * What budget tables look like, as data: titles, headings, what opens a row. From the tables that the budget law's
 * disclosure notices prescribe, in the wordings that counties print; a further wording is a further entry.
 * All texts without blanks and quotation marks, brackets half width, the year taken off.
 */
import type { BudgetColumn, BudgetTableKind } from './budget-table.ts';

export interface BudgetHeading {
  column: BudgetColumn;
  labels: readonly string[];
}

export interface BudgetLayout {
  kind: BudgetTableKind;
  /** The heading ends with one of these; the longest counts. */
  titles: readonly string[];
  /** What a row of running text begins with: a code, one of the known labels, or whatever follows amounts. */
  opens: 'code' | 'label' | 'name';
  /** Columns of amounts in the order of print; of a table with two halves those of the right one. */
  columns: readonly BudgetHeading[];
  /** The first column is the sum of these. */
  parts: readonly BudgetColumn[];
  /** Two halves: names on the left, the rest stands on the right. */
  revenueNames?: readonly string[];
  /** Names that open a row besides 一、二、三 (for `opens: 'label'`). */
  anchors?: readonly string[];
  /** A second column of names. */
  hasGovernmentItem?: boolean;
  /** How rows hang together: by codes, by units and their projects, by classes, by ① and ②, as a running account. */
  sums: 'codes' | 'projects' | 'classes' | 'marks' | 'account' | 'flat';
}

const TOTAL: BudgetHeading = {
  column: 'total',
  labels: ['合计', '小计', '总计', '金额', '预算数', '预算数合计', '预算金额'],
};
const SOURCES: readonly BudgetHeading[] = [
  {
    column: 'generalPublicBudget',
    labels: ['一般公共预算', '一般公共预算拨款', '一般公共预算拨款收入', '一般公共预算财政拨款'],
  },
  {
    column: 'governmentFund',
    labels: ['政府性基金预算', '政府性基金', '政府性基金预算拨款', '政府性基金预算财政拨款'],
  },
  {
    column: 'stateCapital',
    labels: ['国有资本经营预算', '国有资本经营预算拨款', '国有资本经营预算财政拨款'],
  },
];
const OWN_SOURCES: readonly BudgetHeading[] = [
  { column: 'fiscalAccount', labels: ['财政专户管理资金', '财政专户管理资金收入', '财政专户'] },
  { column: 'unitFunds', labels: ['单位资金', '单位资金收入', '其他资金'] },
];
const CARRY_OVER: BudgetHeading = {
  column: 'carryOver',
  labels: ['上年结转', '上年结转安排', '上年结转结余', '结转'],
};
const BASIC_AND_PROJECT: readonly BudgetHeading[] = [
  TOTAL,
  { column: 'basic', labels: ['基本支出'] },
  { column: 'project', labels: ['项目支出'] },
];
const BY_SOURCE = ['generalPublicBudget', 'governmentFund', 'stateCapital'] as const;
const BY_ANY_SOURCE = [...BY_SOURCE, 'fiscalAccount', 'unitFunds'] as const;

const REVENUE_NAMES = [
  '一般公共预算',
  '一般公共预算拨款收入',
  '一般公共预算财政拨款',
  '政府性基金预算',
  '政府性基金预算拨款收入',
  '政府性基金预算财政拨款',
  '国有资本经营预算',
  '国有资本经营预算拨款收入',
  '国有资本经营预算财政拨款',
  '财政专户管理资金',
  '财政专户管理资金收入',
  '单位资金',
  '单位资金收入',
  '事业收入',
  '上级补助收入',
  '附属单位上缴收入',
  '事业单位经营收入',
  '其他收入',
  '本年收入',
  '本年收入合计',
  '上年结转',
  '上年结转结余',
  '上年财政拨款结转',
  '收入总计',
];
const ACCOUNT_ANCHORS = [
  '本年收入合计',
  '本年支出合计',
  '上年结转结余',
  '上年结转',
  '上年财政拨款结转',
  '年终结转结余',
  '年终结转',
  '结转下年',
  '收入总计',
  '支出总计',
];

/** Every wording of a project table may be followed by what it holds. */
const CARRIED = ['(上年结转)', '(上年结转结余)', '(结转资金)'];
const PROJECT_TITLES = ['项目支出预算表', '项目支出表', '部门预算项目支出表', '项目支出预算明细表'];
const THREE_PUBLIC = ['因公出国', '公务接待费', '公务用车购置', '公务用车运行', '①', '②', '合计'];

export const BUDGET_LAYOUTS: readonly BudgetLayout[] = [
  {
    kind: 'summary',
    titles: ['收支总表', '收支预算总表', '收支总体情况表', '收支预算总体情况表'],
    opens: 'label',
    columns: [
      TOTAL,
      { column: 'currentYear', labels: ['当年预算安排', '本年预算安排', '本年预算'] },
      { column: 'carryOver', labels: ['上年结转安排', '上年结转'] },
    ],
    parts: ['currentYear', 'carryOver'],
    revenueNames: REVENUE_NAMES,
    anchors: ACCOUNT_ANCHORS,
    sums: 'account',
  },
  {
    kind: 'revenue_by_function',
    titles: ['预算收入总表', '收入预算总表', '部门收入总表', '单位收入总表', '收入总体情况表', '收入总表'],
    opens: 'code',
    columns: [TOTAL, ...SOURCES, ...OWN_SOURCES, CARRY_OVER],
    parts: BY_ANY_SOURCE,
    sums: 'codes',
  },
  {
    kind: 'expenditure_by_function',
    titles: ['预算支出总表', '支出预算总表', '部门支出总表', '单位支出总表', '支出总体情况表', '支出总表'],
    opens: 'code',
    columns: BASIC_AND_PROJECT,
    parts: ['basic', 'project'],
    sums: 'codes',
  },
  {
    kind: 'fiscal_appropriation',
    titles: ['财政拨款收支总表', '财政拨款收支预算总表', '财政拨款收支总体情况表'],
    opens: 'label',
    columns: [TOTAL, ...SOURCES],
    parts: BY_SOURCE,
    revenueNames: REVENUE_NAMES,
    anchors: ACCOUNT_ANCHORS,
    sums: 'account',
  },
  {
    kind: 'general_public_by_function',
    titles: [
      '一般公共预算支出预算表',
      '一般公共预算支出表',
      '一般公共预算支出情况表',
      '一般公共预算财政拨款支出表',
    ],
    opens: 'code',
    columns: BASIC_AND_PROJECT,
    parts: ['basic', 'project'],
    sums: 'codes',
  },
  {
    kind: 'basic_by_economic_item',
    titles: [
      '基本支出分经济科目表',
      '一般公共预算基本支出表',
      '一般公共预算基本支出预算表',
      '一般公共预算基本支出情况表',
    ],
    opens: 'name',
    columns: [
      TOTAL,
      { column: 'personnel', labels: ['人员经费'] },
      { column: 'public', labels: ['公用经费'] },
    ],
    parts: ['personnel', 'public'],
    hasGovernmentItem: true,
    sums: 'classes',
  },
  {
    kind: 'government_fund_revenue',
    titles: ['政府性基金预算收入表', '政府性基金预算收入预算表'],
    opens: 'code',
    columns: [{ column: 'total', labels: [...TOTAL.labels, '政府性基金收入预算'] }],
    parts: [],
    sums: 'codes',
  },
  {
    kind: 'government_fund_expenditure',
    titles: [
      '政府性基金预算支出表',
      '政府性基金预算支出预算表',
      '政府性基金预算支出情况表',
      '政府性基金预算财政拨款支出表',
    ],
    opens: 'code',
    columns: BASIC_AND_PROJECT,
    parts: ['basic', 'project'],
    sums: 'codes',
  },
  {
    kind: 'state_capital',
    titles: [
      '国有资本经营预算收支预算表',
      '国有资本经营预算收支表',
      '国有资本经营预算支出表',
      '国有资本经营预算支出情况表',
    ],
    opens: 'code',
    columns: [
      { column: 'total', labels: [...TOTAL.labels, '国有资本经营收入预算'] },
      ...BASIC_AND_PROJECT.slice(1),
    ],
    parts: ['basic', 'project'],
    revenueNames: [],
    sums: 'codes',
  },
  {
    kind: 'three_public',
    titles: [
      '三公经费支出预算表',
      '三公经费支出表',
      '三公经费预算表',
      '三公经费支出情况表',
      '三公经费预算财政拨款情况统计表',
    ],
    opens: 'label',
    columns: [
      TOTAL,
      ...SOURCES,
      { column: 'lastYear', labels: ['上年预算数', '上年预算', '上年数'] },
      { column: 'thisYear', labels: ['本年预算数', '本年预算', '本年数'] },
      { column: 'change', labels: ['增减额', '增减', '增减变化', '比上年增减'] },
    ],
    parts: BY_SOURCE,
    anchors: THREE_PUBLIC,
    sums: 'marks',
  },
  {
    kind: 'operating_funds',
    titles: [
      '机关运行经费预算财政拨款情况统计表',
      '机关运行经费预算表',
      '机关运行经费表',
      '机关运行经费情况表',
    ],
    opens: 'name',
    columns: [TOTAL, ...SOURCES],
    parts: BY_SOURCE,
    sums: 'flat',
  },
  {
    kind: 'project_carry_over',
    titles: PROJECT_TITLES.flatMap((title) => CARRIED.map((carried) => title + carried)),
    opens: 'name',
    columns: [TOTAL, ...SOURCES, ...OWN_SOURCES],
    parts: BY_ANY_SOURCE,
    sums: 'projects',
  },
  {
    kind: 'project_expenditure',
    titles: PROJECT_TITLES.flatMap((title) => [title, `${title}(本年预算)`, `${title}(当年预算)`]),
    opens: 'name',
    columns: [TOTAL, ...SOURCES, ...OWN_SOURCES, CARRY_OVER],
    parts: [...BY_ANY_SOURCE, 'carryOver'],
    sums: 'projects',
  },
  {
    kind: 'procurement',
    titles: ['政府采购预算表', '政府采购预算明细表', '政府采购情况表'],
    opens: 'name',
    columns: [
      TOTAL,
      { column: 'goods', labels: ['货物', '货物类', '货物预算'] },
      { column: 'works', labels: ['工程', '工程类', '工程预算'] },
      { column: 'services', labels: ['服务', '服务类', '服务预算'] },
    ],
    parts: ['goods', 'works', 'services'],
    sums: 'flat',
  },
];

/** Headings of columns with names and codes. */
export const CODE_HEADINGS: readonly string[] = [
  '科目编码',
  '收入科目编码',
  '科目代码',
  '功能科目编码',
  '编码',
];
export const GOVERNMENT_ITEM_HEADINGS: readonly string[] = [
  '政府预算支出经济科目名称',
  '政府预算经济科目名称',
  '政府经济科目名称',
  '政府预算支出经济分类科目名称',
];
export const NAME_HEADINGS: readonly string[] = [
  '项目',
  '科目名称',
  '项目名称',
  '单位名称',
  '功能分类科目名称',
  '部门预算支出经济科目名称',
  '部门预算经济科目名称',
  '部门经济科目名称',
  '部门预算支出经济分类科目名称',
];
/** Headings above others, over several columns. */
export const SPANNING_HEADINGS: readonly string[] = [
  '收入',
  '支出',
  '本年收入',
  '财政拨款',
  '预算数',
  '国有资本经营预算收入',
  '国有资本经营预算支出',
  '',
];

/** Rows of the table that sum up the others. */
export const TOTAL_NAMES: readonly string[] = [
  '合计',
  '总计',
  '部门合计',
  '单位合计',
  '收入总计',
  '支出总计',
];
/** 支出经济分类: the classes (类) under which the items (款) stand. */
export const ECONOMIC_CLASSES: readonly string[] = [
  '工资福利支出',
  '商品和服务支出',
  '对个人和家庭的补助',
  '债务利息及费用支出',
  '资本性支出(基本建设)',
  '资本性支出',
  '对企业补助(基本建设)',
  '对企业补助',
  '对社会保障基金补助',
  '其他支出',
];
/** How the name of an organisation ends, not that of a project. */
export const UNIT_NAME =
  /(?:局|中心|[大支]?队|站|所|院|馆|学校|党校|委员会|办公室|协会|联合会|机关|本级)(?:[[(][^\])]{1,8}[\])])?$/;
/** What stands between tables and belongs to none. */
export const NOISE: readonly RegExp[] = [
  /^仅供内部(?:审核|使用)$/,
  /^(?:预算|部门|单位)?公开表\d{1,2}(?:-\d{1,2})?$/,
  /^(?:附件|附表|表)\d{0,2}[:：]?$/,
  /^第.{1,3}部分.{0,30}报表$/,
  /^-?\d{1,4}-?$/,
  /^第\d{1,4}页(?:共\d{1,4}页)?$/,
];
/** The tables are over: the explanation begins. */
export const ENDS: readonly RegExp[] = [
  /^第.{1,3}部分.{0,60}(?:说明|解释|概况|情况)$/,
  /^[一二三四五六七八九十]{1,3}、.{0,40}(?:说明|原因|情况)$/,
];
export const NO_DATA = /(?:本表无数据|无此项预算|本表为空|此表无数据|本表无内容)/;

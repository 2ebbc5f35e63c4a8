/**
 * What the budget tables of a disclosure (部门预算公开) say. Amounts are decimal strings in yuan with two decimals; null is
 * an empty cell; a column that a table does not print has no key. Titles, names and units stay as printed.
 */
import type { Place } from './form-declaration.ts';
import { exact } from './money.ts';

export const BUDGET_TABLES = [
  /** 收支总表 */
  'summary',
  /** 收入总表 */
  'revenue_by_function',
  /** 支出总表 */
  'expenditure_by_function',
  /** 财政拨款收支总表 */
  'fiscal_appropriation',
  /** 一般公共预算支出表 */
  'general_public_by_function',
  /** 基本支出分经济科目表 */
  'basic_by_economic_item',
  /** 政府性基金预算收入表 / 支出表 */
  'government_fund_revenue',
  'government_fund_expenditure',
  /** 国有资本经营预算收支表 */
  'state_capital',
  /** “三公”经费 */
  'three_public',
  /** 机关运行经费 */
  'operating_funds',
  /** 项目支出表: 本年预算 and 上年结转 */
  'project_expenditure',
  'project_carry_over',
  /** 政府采购 */
  'procurement',
  /** 实行绩效目标管理的项目 N 个，涉及 … 万元; only ever in the text */
  'performance_statement',
] as const;
export type BudgetTableKind = (typeof BUDGET_TABLES)[number];

export const BUDGET_COLUMNS = [
  'total',
  'currentYear',
  'carryOver',
  'generalPublicBudget',
  'governmentFund',
  'stateCapital',
  'fiscalAccount',
  'unitFunds',
  'basic',
  'project',
  'personnel',
  'public',
  'goods',
  'works',
  'services',
  'lastYear',
  'thisYear',
  /** this year less last year */
  'change',
] as const;
export type BudgetColumn = (typeof BUDGET_COLUMNS)[number];

export type BudgetAmounts = Partial<Record<BudgetColumn, string | null>>;
export type BudgetUnit = '元' | '万元' | '亿元';

export interface BudgetRow {
  /** Of a table with two halves; null in the others. */
  side: 'revenue' | 'expenditure' | null;
  /** 0 the table's own total, 1 its parts, 2 and 3 the parts of those. */
  level: number;
  /** Code of a functional or economic item (208, 20801, 2080101; 301, 30101). */
  code: string | null;
  name: string;
  /** 政府预算支出经济科目 beside the department's own item. */
  governmentItem: string | null;
  /** The unit whose project it is. */
  unit: string | null;
  amounts: BudgetAmounts;
  place: Place;
}

/** What a total says beside what its rows sum up to. */
export interface BudgetSum {
  side: BudgetRow['side'];
  name: string;
  column: BudgetColumn;
  printed: string;
  summed: string;
  /** Rows that were added. */
  parts: number;
  /** `rounded`: apart by no more than rounding each printed amount can explain. */
  verdict: 'equal' | 'rounded' | 'differs';
  place: Place;
}

export interface BudgetTable {
  kind: BudgetTableKind;
  /** As printed, once. */
  title: string;
  year: number | null;
  /** 部门名称 or 单位名称. */
  department: string | null;
  /** The unit that the amounts are printed in. */
  unit: BudgetUnit;
  /** `text`: read from the sentences of the explanation. */
  printedAs: 'table' | 'text';
  columns: BudgetColumn[];
  rows: BudgetRow[];
  sums: BudgetSum[];
  /** 本表无数据: the table is there and says that it is empty. */
  noData: boolean;
  /** Projects by the document's own words (performance_statement); null elsewhere. */
  count: number | null;
  from: Place;
  to: Place;
}

/** The row with the table's own total, of one half where it has two; null when none is printed. */
export function totalRow(table: BudgetTable, side: BudgetRow['side'] = null): BudgetRow | null {
  return table.rows.find((row) => row.level === 0 && row.side === side) ?? null;
}

/** Printed hundredths of the unit, in yuan: what rounding may add to each printed amount is half of it. */
const HUNDREDTH_YUAN: Record<BudgetUnit, number> = { 元: 0.01, 万元: 100, 亿元: 1_000_000 };

/** Sum beside what is printed. `parts` amounts and the total itself may each be rounded by half a hundredth. */
export function verdictOf(
  printed: string,
  summed: string,
  parts: number,
  unit: BudgetUnit,
): BudgetSum['verdict'] {
  if (printed === summed) return 'equal';
  const difference = exact(printed).minus(summed).abs().toNumber();
  if (difference === 0) return 'equal';
  return difference <= (HUNDREDTH_YUAN[unit] / 2) * (parts + 1) ? 'rounded' : 'differs';
}

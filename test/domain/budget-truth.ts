/** What a careful reader found in the budget tables of the seeds, cell by cell, beside what was read. */
import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import type { BudgetColumn, BudgetRow, BudgetTable, BudgetTableKind } from '../../domain/budget-table.ts';
import { decodeText, rowsOfText } from '../../server/forms/text.ts';
import type { RowDocument } from '../../domain/form-declaration.ts';

export type Disclosure = 'liulin' | 'lishi';

const seeds = new URL('../fixtures/seeds/', import.meta.url);
const texts = new URL('../../db/demo/declarations/', import.meta.url);

export const textOf = (county: Disclosure | 'pingluo'): string =>
  decodeText(readFileSync(new URL(`${county}.txt`, texts)));
export const documentOf = (county: Disclosure | 'pingluo'): RowDocument => rowsOfText(textOf(county));

type Json = string | number | null | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const truth = (county: Disclosure): JsonObject =>
  (JSON.parse(readFileSync(new URL(`${county}.truth.json`, seeds), 'utf8')) as { budgetTables: JsonObject })
    .budgetTables;

/** The truth's amounts are in 万元. */
const yuan = (value: Json | undefined): string | null =>
  typeof value === 'number' ? new Decimal(value).times(10_000).toFixed(2) : null;

export interface TrueRow {
  kind: BudgetTableKind;
  printedAs: 'table' | 'text';
  side: BudgetRow['side'];
  level: number | null;
  code: string | null;
  name: string;
  governmentItem: string | null;
  unit: string | null;
  amounts: Partial<Record<BudgetColumn, string | null>>;
}

const COLUMNS = [
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
] as const satisfies readonly BudgetColumn[];

/** Only what the truth names is compared: a column that it leaves out is not in doubt, it was not written down. */
function rowOf(kind: BudgetTableKind, from: JsonObject, rest: Partial<TrueRow> = {}): TrueRow {
  const text = (...keys: string[]): string | null => {
    const found = keys.map((key) => from[key]).find((value) => typeof value === 'string');
    return typeof found === 'string' ? found : null;
  };
  return {
    kind,
    printedAs: 'table',
    side: null,
    level: null,
    code: text('code'),
    name: text('project', 'departmentItem', 'name', 'category') ?? '合计',
    governmentItem: text('governmentItem'),
    unit: null,
    amounts: Object.fromEntries(COLUMNS.filter((column) => column in from).map((c) => [c, yuan(from[c])])),
    ...rest,
  };
}

const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
const object = (value: Json | undefined): JsonObject | null =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;

/** Rows of the tables with one row a code, an item or a project. */
function listedRows(all: JsonObject): TrueRow[] {
  const of = (kind: BudgetTableKind, ...keys: string[]): TrueRow[] =>
    keys.flatMap((key) => list(all[key]).map((row) => rowOf(kind, row)));
  const totalOf = (kind: BudgetTableKind, key: string): TrueRow[] => {
    const total = object(all[key]);
    return total ? [rowOf(kind, total, { level: 0, name: '合计' })] : [];
  };
  const projects = (kind: BudgetTableKind, key: string): TrueRow[] => [
    ...list(all[key]).map((row) => rowOf(kind, row, { level: 2, unit: String(row['unit']) })),
    ...list(all[`${key}Subtotals`]).map((row) =>
      rowOf(kind, row, { level: 1, name: String(row['unit']), unit: String(row['unit']) }),
    ),
    ...(object(all[`${key}Total`]) ? [rowOf(kind, object(all[`${key}Total`])!, { level: 0, name: '' })] : []),
  ];
  return [
    ...totalOf('revenue_by_function', 'revenueByFunctionTotal'),
    ...of('revenue_by_function', 'revenueByFunction'),
    ...totalOf('expenditure_by_function', 'expenditureByFunctionTotal'),
    ...of('expenditure_by_function', 'expenditureByFunction'),
    ...totalOf('general_public_by_function', 'generalPublicExpenditureTotal'),
    ...of('general_public_by_function', 'generalPublicByFunction', 'generalPublicExpenditureByFunction'),
    ...totalOf('basic_by_economic_item', 'basicByEconomicTotal'),
    ...of('basic_by_economic_item', 'basicByEconomicItem', 'basicByEconomic'),
    ...of('government_fund_revenue', 'governmentFundRevenue'),
    ...of('government_fund_expenditure', 'governmentFundExpenditure'),
    ...of('state_capital', 'stateCapital'),
    ...projects('project_expenditure', 'projectExpenditureCurrentYear'),
    ...projects('project_carry_over', 'projectExpenditureCarryOver'),
  ];
}

const single = (
  kind: BudgetTableKind,
  name: string,
  value: Json | undefined,
  rest: Partial<TrueRow> & { column?: BudgetColumn } = {},
): TrueRow => {
  const { column = 'total', ...row } = rest;
  return rowOf(kind, {}, { name, amounts: { [column]: yuan(value) }, ...row });
};

function liulinRows(all: JsonObject): TrueRow[] {
  const summary = object(all['summary'])!;
  const fiscal = object(all['fiscalAppropriation'])!;
  const travel = object(all['threePublic'])!;
  const side = 'expenditure' as const;
  const account = (kind: BudgetTableKind, from: JsonObject): TrueRow[] =>
    list(from['expenditureByCategory']).map((row) => rowOf(kind, row, { side }));
  return [
    single('summary', '收入总计', summary['revenueTotal'], { side: 'revenue' }),
    single('summary', '本年收入合计', summary['currentYear'], { side: 'revenue' }),
    single('summary', '上年结转', summary['carryOver'], { side: 'revenue' }),
    single('summary', '一、一般公共预算', summary['generalPublicBudget'], { side: 'revenue' }),
    single('summary', '二、政府性基金预算', summary['governmentFund'], { side: 'revenue' }),
    single('summary', '三、国有资本经营预算', summary['stateCapital'], { side: 'revenue' }),
    single('summary', '四、财政专户管理资金', summary['fiscalAccount'], { side: 'revenue' }),
    single('summary', '五、单位资金', summary['unitFunds'], { side: 'revenue' }),
    single('summary', '支出总计', summary['expenditureTotal'], { side }),
    single('summary', '支出总计', summary['expenditureCurrentYear'], { side, column: 'currentYear' }),
    single('summary', '支出总计', summary['expenditureCarryOver'], { side, column: 'carryOver' }),
    single('summary', '年终结转', summary['yearEndCarryOver'], { side }),
    ...account('summary', summary),
    single('fiscal_appropriation', '本年收入合计', fiscal['revenueCurrentYear'], { side: 'revenue' }),
    single('fiscal_appropriation', '上年财政拨款结转', fiscal['carryOver'], { side: 'revenue' }),
    single('fiscal_appropriation', '收入总计', fiscal['revenueTotal'], { side: 'revenue' }),
    single('fiscal_appropriation', '支出总计', fiscal['expenditureTotal'], { side }),
    ...account('fiscal_appropriation', fiscal),
    single('three_public', '合计', travel['total']),
    single('three_public', '因公出国（境）费', travel['abroad']),
    single('three_public', '公务接待费', travel['reception']),
    single('three_public', '公务用车购置及运行费', travel['vehicles']),
    single('three_public', '①公务用车购置费', travel['vehiclePurchase']),
    single('three_public', '②公务用车运行维护费', travel['vehicleOperation']),
    single('operating_funds', '部门合计', all['operatingFunds']),
    ...list(all['operatingFundsByUnit']).map((row) =>
      rowOf('operating_funds', row, { name: String(row['unit']) }),
    ),
    ...procurement(all),
    single('performance_statement', '实行绩效目标管理的项目', object(all['performance'])!['amountStated'], {
      printedAs: 'text',
    }),
  ];
}

function lishiRows(all: JsonObject): TrueRow[] {
  const summary = object(all['summary'])!;
  const [revenue, expenditure, fiscal] = ['revenue', 'expenditure', 'fiscalAppropriation'].map((key) =>
    object(summary[key])!,
  ) as [JsonObject, JsonObject, JsonObject];
  const funds = object(all['operatingFunds'])!;
  const statement = object(all['performanceStatement'])!;
  const side = 'expenditure' as const;
  return [
    single('summary', '一、一般公共预算', revenue['generalPublicBudget'], { side: 'revenue' }),
    single('summary', '二、政府性基金预算', revenue['governmentFund'], { side: 'revenue' }),
    single('summary', '三、国有资本经营预算', revenue['stateCapital'], { side: 'revenue' }),
    single('summary', '四、财政专户管理资金', revenue['fiscalSpecialAccount'], { side: 'revenue' }),
    single('summary', '五、单位资金', revenue['unitFunds'], { side: 'revenue' }),
    single('summary', '本年收入合计', revenue['currentYearTotal'], { side: 'revenue' }),
    single('summary', '上年结转', revenue['carryOver'], { side: 'revenue' }),
    single('summary', '收入总计', revenue['total'], { side: 'revenue' }),
    ...list(expenditure['byFunction']).map((row) => rowOf('summary', row, { side })),
    single('summary', '本年支出合计', expenditure['currentYearTotal'], { side }),
    single('summary', '本年支出合计', expenditure['currentYearBudget'], { side, column: 'currentYear' }),
    single('summary', '本年支出合计', expenditure['fromCarryOver'], { side, column: 'carryOver' }),
    single('summary', '年终结转', expenditure['carryForwardToNextYear'], { side }),
    single('summary', '支出总计', expenditure['total'], { side }),
    single('fiscal_appropriation', '本年收入合计', fiscal['currentYear'], { side: 'revenue' }),
    single('fiscal_appropriation', '上年财政拨款结转', fiscal['carryOver'], { side: 'revenue' }),
    single('fiscal_appropriation', '收入总计', fiscal['total'], { side: 'revenue' }),
    rowOf('operating_funds', funds, { name: '部门合计' }),
    ...list(funds['rows']).map((row) => rowOf('operating_funds', row, { name: String(row['unit']) })),
    ...procurement(all),
    single('performance_statement', '实行绩效目标管理的项目', statement['generalPublicBudget'], {
      printedAs: 'text',
    }),
    ...list(statement['listed']).map((row) =>
      single('performance_statement', String(row['name']), row['amount'], { printedAs: 'text', level: 2 }),
    ),
  ];
}

function procurement(all: JsonObject): TrueRow[] {
  const from = object(all['procurement'])!;
  const rest = { printedAs: 'text' } as const;
  return [
    single('procurement', '政府采购预算总额', from['total'], rest),
    single('procurement', '货物', from['goods'], rest),
    single('procurement', '工程', from['works'], rest),
    single('procurement', '服务', from['services'], rest),
  ];
}

export function trueRows(county: Disclosure): TrueRow[] {
  const all = truth(county);
  return [...listedRows(all), ...(county === 'liulin' ? liulinRows(all) : lishiRows(all))];
}

/** Kinds whose every row with an amount the truth has: there, a row that it has not is invented. */
const COMPLETE: readonly BudgetTableKind[] = [
  'revenue_by_function',
  'expenditure_by_function',
  'general_public_by_function',
  'basic_by_economic_item',
  'government_fund_revenue',
  'government_fund_expenditure',
  'state_capital',
  'project_expenditure',
  'project_carry_over',
  'operating_funds',
  'procurement',
  'performance_statement',
];

export interface BudgetComparison {
  rows: number;
  found: number;
  lost: number;
  invented: number;
  cells: number;
  exact: number;
  differences: string[];
}

/** Each true row is looked for in order among the read ones of its table; each is found once. */
export function compareBudget(tables: readonly BudgetTable[], rows: readonly TrueRow[]): BudgetComparison {
  const result: BudgetComparison = {
    rows: rows.length,
    found: 0,
    lost: 0,
    invented: 0,
    cells: 0,
    exact: 0,
    differences: [],
  };
  const used = new Set<BudgetRow>();
  for (const wanted of rows) {
    const candidates = tables
      .filter(({ kind, printedAs }) => kind === wanted.kind && printedAs === wanted.printedAs)
      .flatMap((table) => table.rows)
      .filter((row) => isSame(row, wanted));
    // A row that was taken serves again only for another of its columns (totals of the summary).
    const row =
      candidates.find((candidate) => !used.has(candidate)) ?? (wanted.level === null ? candidates[0] : null);
    const said = `${wanted.kind} ${wanted.name}`;
    if (!row) {
      result.lost++;
      result.differences.push(`${said}：没有读到`);
      continue;
    }
    used.add(row);
    result.found++;
    for (const [column, amount] of Object.entries(wanted.amounts) as [BudgetColumn, string | null][]) {
      result.cells++;
      if ((row.amounts[column] ?? null) === amount) result.exact++;
      else
        result.differences.push(
          `${said} ${column}：读到 ${String(row.amounts[column])}，应为 ${String(amount)}`,
        );
    }
  }
  for (const table of tables.filter(
    ({ kind, printedAs }) => COMPLETE.includes(kind) && printedAs === printedAsOf(kind),
  )) {
    for (const row of table.rows) {
      if (used.has(row) || Object.values(row.amounts).every((amount) => amount === null)) continue;
      // 离石's only unit stands twice, as the table's total and as its own.
      if (row.level === 1 && table.rows[0]?.name === row.name) continue;
      result.invented++;
      result.differences.push(`${table.kind} ${row.name}：多读`);
    }
  }
  return result;
}

const printedAsOf = (kind: BudgetTableKind): 'table' | 'text' =>
  kind === 'procurement' || kind === 'performance_statement' ? 'text' : 'table';

function isSame(row: BudgetRow, wanted: TrueRow): boolean {
  return (
    (wanted.level === null || row.level === wanted.level) &&
    (row.name === wanted.name || (wanted.name === '' && row.level === 0)) &&
    row.code === wanted.code &&
    row.governmentItem === wanted.governmentItem &&
    row.side === wanted.side &&
    (wanted.level !== 2 || wanted.unit === null || row.unit === wanted.unit)
  );
}

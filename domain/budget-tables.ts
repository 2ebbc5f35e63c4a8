/** Reads the budget tables of a disclosure from the rows of a document, and the figures that its explanation states. */
import type { BudgetColumn, BudgetTable, BudgetUnit } from './budget-table.ts';
import { budgetKey } from './budget-table-cells.ts';
import { findTables, type FoundTable } from './budget-table-find.ts';
import { readFlow } from './budget-table-flow.ts';
import { readAligned, type ReadTable, type TableContext } from './budget-table-rows.ts';
import { rowsThatDiffer, sumsOf, withLevels } from './budget-table-sums.ts';
import { readStatements } from './budget-statements.ts';
import { joinCutRows } from './form-cut-rows.ts';
import type { Finding, RowDocument } from './form-declaration.ts';
import { finding } from './form-findings.ts';
import { formatWanyuan } from './money.ts';

export type * from './budget-table.ts';
export { totalRow } from './budget-table.ts';

export interface ReadBudgetTables {
  tables: BudgetTable[];
  findings: Finding[];
}

/**
 * Every budget table of a document, in the order of print, then what its sentences state. A document without budget tables
 * gives empty lists. Never throws: what is not understood is a finding with its row. Time is linear in the rows.
 */
export function readBudgetTables(document: RowDocument): ReadBudgetTables {
  const { tables: found, text } = findTables(document);
  if (found.length === 0) return { tables: [], findings: [] };
  const findings: Finding[] = [];
  const units = new Set(found.flatMap((table) => table.unit ?? []));
  const [documentUnit = '万元'] = units;
  const tables = found.flatMap((table) => {
    const read = readTable(table, documentUnit, document.aligned, findings);
    return read ? [read] : [];
  });
  const year = tables.find((table) => table.year !== null)?.year ?? null;
  return { tables: [...tables, ...readStatements(text, year)], findings };
}

function readTable(
  found: FoundTable,
  documentUnit: BudgetUnit,
  aligned: boolean,
  findings: Finding[],
): BudgetTable | null {
  const { layout, title, titleRow, department } = found;
  const unit = found.unit ?? documentUnit;
  const context: TableContext = { layout, title, unit, findings: [] };
  const from = titleRow.place;
  const read: ReadTable = aligned
    ? readAligned(joinCutRows(found.rows, []), from, context)
    : readFlow(found.rows, from, context);
  const rows = withLevels(read.rows, layout, department, unit);
  const isEmpty = !rows.some((row) => Object.values(row.amounts).some((amount) => amount !== null));
  // A title with nothing below it that reads like a table: a list of contents, a mention.
  if (isEmpty && !read.noData && rows.length === 0) return null;
  const columns = withoutRepeats(read.columns);
  const sums = sumsOf(rows, columns, layout, unit);
  findings.push(...context.findings);
  if (found.unit === null && !isEmpty) findings.push(unitNotPrinted(title, unit, found));
  if (read.noData && !isEmpty) {
    findings.push(
      finding('budget-table-contradicts-note', 'confirm', read.to, {
        message: `“${title}”注明无数据，表中却有金额。`,
        remedy: '请核对是否误印。',
      }),
    );
  }
  for (const sum of sums.filter(({ verdict }) => verdict === 'differs')) {
    findings.push(
      finding('budget-total-differs', 'confirm', sum.place, {
        message: `“${title}”的“${sum.name}”${COLUMN_NAMES[sum.column]} ${formatWanyuan(sum.printed)} 万元，其下 ${sum.parts} 行合计 ${formatWanyuan(sum.summed)} 万元。`,
        remedy: '请核对合计和各行金额。',
      }),
    );
  }
  for (const { row, summed } of rowsThatDiffer(rows, layout, unit)) {
    findings.push(
      finding('budget-row-does-not-add-up', 'confirm', row.place, {
        message: `“${title}”的“${row.name}”合计 ${formatWanyuan(row.amounts.total ?? '0')} 万元，各栏相加 ${formatWanyuan(summed)} 万元。`,
        remedy: '请核对这一行的合计和各栏。',
      }),
    );
  }
  return {
    kind: layout.kind,
    title,
    year: yearIn(title),
    department,
    unit,
    printedAs: 'table',
    columns,
    // A table that says it is empty repeats its headings at most.
    rows: isEmpty && read.noData ? [] : rows,
    sums,
    noData: isEmpty && read.noData,
    count: null,
    from,
    to: read.to,
  };
}

const withoutRepeats = (columns: readonly BudgetColumn[]): BudgetColumn[] => [...new Set(columns)];

function yearIn(title: string): number | null {
  const match = /(20\d\d)年/.exec(budgetKey(title));
  return match ? Number(match[1]) : null;
}

const unitNotPrinted = (title: string, unit: BudgetUnit, found: FoundTable): Finding =>
  finding('budget-unit-not-printed', 'confirm', found.titleRow.place, {
    message: `“${title}”没有印金额单位，按“${unit}”计。`,
    remedy: '请核对金额单位。',
  });

/** Columns as a table prints them, for sentences. */
const COLUMN_NAMES: Record<BudgetColumn, string> = {
  total: '合计',
  currentYear: '当年预算安排',
  carryOver: '上年结转',
  generalPublicBudget: '一般公共预算',
  governmentFund: '政府性基金预算',
  stateCapital: '国有资本经营预算',
  fiscalAccount: '财政专户管理资金',
  unitFunds: '单位资金',
  basic: '基本支出',
  project: '项目支出',
  personnel: '人员经费',
  public: '公用经费',
  goods: '货物',
  works: '工程',
  services: '服务',
  lastYear: '上年预算',
  thisYear: '本年预算',
  change: '比上年增减',
};

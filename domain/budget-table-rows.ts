/** Rows of one budget table: from cells in columns (aligned), or from words in running text (flow). */
import type { BudgetAmounts, BudgetColumn, BudgetUnit } from './budget-table.ts';
import {
  amountIn,
  budgetKey,
  CODE,
  headingKey,
  isColumnNumbers,
  ORDINAL,
  placeAmounts,
  undoubled,
  type Placing,
} from './budget-table-cells.ts';
import { isNoiseText, onlyText } from './budget-table-find.ts';
import {
  CODE_HEADINGS,
  GOVERNMENT_ITEM_HEADINGS,
  NAME_HEADINGS,
  NO_DATA,
  SPANNING_HEADINGS,
  TOTAL_NAMES,
  type BudgetLayout,
} from './budget-table-layouts.ts';
import type { Finding, Place, Row } from './form-declaration.ts';
import { finding, shown } from './form-findings.ts';

/** A row as read, before it is known how rows hang together. */
export interface ReadRow {
  side: 'revenue' | 'expenditure' | null;
  code: string | null;
  name: string;
  governmentItem: string | null;
  amounts: BudgetAmounts;
  place: Place;
}

export interface ReadTable {
  columns: BudgetColumn[];
  rows: ReadRow[];
  noData: boolean;
  to: Place;
}

/** What reading a table needs besides its rows. */
export interface TableContext {
  layout: BudgetLayout;
  title: string;
  unit: BudgetUnit;
  findings: Finding[];
}

/** Decimal places by which a printed amount is moved to be yuan. */
const PLACES: Record<BudgetUnit, number> = { 元: 0, 万元: 4, 亿元: 8 };

/** Moves the point of plain decimal text, exactly; null when more than fen would be left. A book has thousands of these. */
function movedPoint(digits: string, places: number): string | null {
  const sign = digits.startsWith('-') ? '-' : '';
  const [whole = '0', fraction = ''] = digits.slice(sign.length).split('.');
  const padded = fraction.padEnd(places + 2, '0');
  if (/[1-9]/.test(padded.slice(places + 2))) return null;
  const yuan = (whole + padded.slice(0, places)).replace(/^0+(?=\d)/, '');
  const fen = padded.slice(places, places + 2);
  return yuan === '0' && fen === '00' ? '0.00' : `${sign}${yuan}.${fen}`;
}

/** Yuan to the fen; null and a finding when the printed amount says more than whole fen. */
export function yuanOf(digits: string, place: Place, { unit, title, findings }: TableContext): string | null {
  if (digits === '') return null;
  const yuan = movedPoint(digits, PLACES[unit]);
  if (yuan !== null) return yuan;
  findings.push(
    finding('budget-amount-not-exact', 'confirm', place, {
      message: `“${title}”中的“${digits}”${unit}不是整分，未计入。`,
      remedy: '请核对金额和单位。',
    }),
  );
  return null;
}

export function notUnderstood(
  place: Place,
  cells: readonly string[],
  { title, findings }: TableContext,
): void {
  findings.push(
    finding('budget-row-not-understood', 'confirm', place, {
      message: `“${title}”中的这一行没有读懂，未计入：“${shown(cells)}”。`,
      remedy: '请对照原文核对这一行的科目和金额。',
    }),
  );
}

/** Amounts by column, empty ones as null; a finding where the columns were chosen because only so the row adds up. */
export function amountsOf(
  digits: readonly string[],
  placing: Placing,
  columns: readonly BudgetColumn[],
  place: Place,
  context: TableContext,
): BudgetAmounts {
  const amounts: BudgetAmounts = {};
  for (const column of columns) amounts[column] = null;
  digits.forEach((text, index) => {
    const column = columns[placing.positions[index] ?? -1];
    if (column) amounts[column] = yuanOf(text, place, context);
  });
  if (!placing.asPrinted) {
    context.findings.push(
      finding('budget-row-realigned', 'confirm', place, {
        message: `“${context.title}”这一行的金额没有对齐栏目，按合计等于各栏之和放入：“${shown(digits)}”。`,
        remedy: '请对照原文核对各栏金额。',
      }),
    );
  }
  return amounts;
}

interface HalfColumns {
  side: ReadRow['side'];
  code: number | null;
  name: number;
  governmentItem: number | null;
  /** By index of the cell. */
  amounts: Map<number, BudgetColumn>;
}

interface AlignedColumns {
  halves: HalfColumns[];
  /** Cells with a heading that no layout knows. */
  unknown: Map<number, string>;
}

const labelsByLayout = new WeakMap<BudgetLayout, Map<string, BudgetColumn>>();
function columnLabels(layout: BudgetLayout): Map<string, BudgetColumn> {
  let labels = labelsByLayout.get(layout);
  if (!labels) {
    labels = new Map();
    for (const { column, labels: texts } of layout.columns) {
      for (const text of texts) if (!labels.has(text)) labels.set(text, column);
    }
    labelsByLayout.set(layout, labels);
  }
  return labels;
}

const NAMES = new Set([
  ...CODE_HEADINGS,
  ...GOVERNMENT_ITEM_HEADINGS,
  ...NAME_HEADINGS,
  ...SPANNING_HEADINGS,
]);
const isHeading = (key: string, layout: BudgetLayout): boolean =>
  NAMES.has(key) || columnLabels(layout).has(key);

const ANY_DIGIT = /\d/;

/** Is this where the rows with amounts begin? */
function isData(cells: readonly string[], layout: BudgetLayout): boolean {
  const first = cells.findIndex((cell) => cell !== '');
  const text = cells[first] ?? '';
  if (CODE.test(text) || ORDINAL.test(text)) return true;
  if (cells.some((cell, at) => at > first && cell !== '' && ANY_DIGIT.test(cell) && amountIn(cell)))
    return true;
  const key = budgetKey(text);
  if (layout.anchors?.some((anchor) => key.startsWith(anchor)) && !isHeading(key, layout)) return true;
  return TOTAL_NAMES.includes(key) && onlyText({ place: { line: 0 }, cells: [...cells] }) !== null;
}

/** The lowest heading of each cell, then what it means. */
function columnsOfHeadings(headings: readonly Row[], layout: BudgetLayout): AlignedColumns {
  const width = Math.max(0, ...headings.map((row) => row.cells.length));
  const labels = columnLabels(layout);
  const two = layout.revenueNames !== undefined;
  const halves: HalfColumns[] = [];
  const unknown = new Map<number, string>();
  let half: HalfColumns | null = null;
  let code: number | null = null;
  for (let at = 0; at < width; at++) {
    const lowest = headings.reduce((lower, row) => row.cells[at] || lower, '');
    const key = headingKey(undoubled(lowest));
    const column = labels.get(key) ?? (key === '' && half ? 'total' : null);
    if (CODE_HEADINGS.includes(key)) code = at;
    else if (GOVERNMENT_ITEM_HEADINGS.includes(key) && half) half.governmentItem = at;
    else if (NAME_HEADINGS.includes(key)) {
      const isSecond: boolean = halves.length > 0;
      if (isSecond && !two) continue;
      const side = !two ? null : isSecond ? 'expenditure' : 'revenue';
      half = { side, code, name: at, governmentItem: null, amounts: new Map() };
      halves.push(half);
      code = null;
    } else if (half && column && ![...half.amounts.values()].includes(column)) {
      half.amounts.set(at, column);
    } else if (lowest !== '' && !NAMES.has(key)) unknown.set(at, lowest);
  }
  return { halves, unknown };
}

/** A table without headings that are known: names first, then the amounts in the layout's order. */
function columnsWithoutHeadings(layout: BudgetLayout): AlignedColumns {
  if (layout.revenueNames) return { halves: [], unknown: new Map() };
  const texts = layout.opens === 'code' ? 2 : layout.hasGovernmentItem ? 2 : 1;
  const amounts = new Map(layout.columns.map(({ column }, index) => [texts + index, column] as const));
  const half: HalfColumns = {
    side: null,
    code: layout.opens === 'code' ? 0 : null,
    name: layout.opens === 'code' ? 1 : 0,
    governmentItem: layout.hasGovernmentItem ? 1 : null,
    amounts,
  };
  return { halves: [half], unknown: new Map() };
}

/**
 * The rows without columns that are empty in all of them: the pages of a PDF share the edges of all their tables, so that each has
 * places that only the others divide.
 */
function withoutEmptyColumns(rows: readonly Row[]): readonly Row[] {
  const used: boolean[] = [];
  for (const { cells } of rows) {
    if (cells.length === 1) continue;
    for (let at = 0; at < cells.length; at++) used[at] = used[at] === true || cells[at] !== '';
  }
  if (!used.includes(false)) return rows;
  return rows.map((row) =>
    row.cells.length === 1 ? row : { ...row, cells: row.cells.filter((_, at) => used[at]) },
  );
}

/** Reads a table whose cells stand in columns. */
export function readAligned(printed: readonly Row[], from: Place, context: TableContext): ReadTable {
  const rows = withoutEmptyColumns(printed);
  const { layout } = context;
  const read: ReadRow[] = [];
  const headings: Row[] = [];
  let columns: AlignedColumns | null = null;
  let noData = false;
  let to = from;
  /** Rows that may be nobody's, if nothing follows: what stands behind a table is not its own. */
  let stray: Row[] = [];
  for (const row of rows) {
    const filled = row.cells.filter((cell) => cell !== '');
    if (filled.length === 0 || filled.every(isNoiseText) || isColumnNumbers(filled)) continue;
    const only = onlyText(row);
    if (only !== null && NO_DATA.test(only)) {
      noData = true;
      to = row.place;
      continue;
    }
    if (only !== null && /^(?:注|备注|说明)\d?[:：]/.test(only)) continue;
    if (!columns) {
      if (!isData(row.cells, layout)) {
        if (row.cells.length > 1) headings.push(row);
        continue;
      }
      columns = columnsOfHeadings(headings, layout);
      if (columns.halves.length === 0) columns = columnsWithoutHeadings(layout);
    } else if (filled.length > 1 && filled.every((cell) => isHeading(headingKey(cell), layout))) continue;
    // A workbook's row ends with its last filled cell.
    if (row.cells.length === 1 && !(row.place.table !== undefined && isData(row.cells, layout))) {
      stray.push(row);
      continue;
    }
    for (const one of stray) notUnderstood(one.place, one.cells, context);
    stray = [];
    to = row.place;
    if (!readCells(row, columns, read, context)) notUnderstood(row.place, row.cells, context);
  }
  const kept = columns?.halves.flatMap((half) => [...half.amounts.values()]) ?? [];
  return { columns: [...new Set(kept)], rows: read, noData, to };
}

/** Reads one row into `read`; false when something in it has no place. */
function readCells(row: Row, columns: AlignedColumns, read: ReadRow[], context: TableContext): boolean {
  const { cells, place } = row;
  const { halves, unknown } = columns;
  let understood = halves.length > 0;
  halves.forEach((half, nth) => {
    const begin = nth === 0 ? 0 : Math.min(half.code ?? half.name, half.name);
    const next = halves[nth + 1];
    const end = next ? Math.min(next.code ?? next.name, next.name) : cells.length;
    const code = half.code === null ? '' : (cells[half.code] ?? '');
    let name = cells[half.name] ?? '';
    const governmentItem = half.governmentItem === null ? '' : (cells[half.governmentItem] ?? '');
    const isCode = CODE.test(code);
    if (!isCode && name === '') name = code;
    const texts = new Set([half.code, half.name, half.governmentItem]);
    const digits: string[] = [];
    let aligned = true;
    const positions: number[] = [];
    const order = [...half.amounts.values()];
    for (let at = begin; at < end; at++) {
      const cell = cells[at] ?? '';
      if (cell === '' || texts.has(at)) continue;
      const words = cell.split(/\s+/).map(amountIn);
      if (words.some((word) => word === null)) {
        understood = unknown.has(at) && understood;
        continue;
      }
      const column = half.amounts.get(at);
      if (unknown.has(at)) continue;
      for (const word of words) if (word) digits.push(word);
      if (column && words.length === 1) {
        if (words[0]) positions.push(order.indexOf(column));
      } else aligned = false;
    }
    if (name === '' && !isCode && digits.length === 0) return;
    const printed = aligned ? { positions, asPrinted: true } : null;
    const placing = printed ?? placeAmounts(digits, null, order, context.layout);
    if (!placing) {
      understood = false;
      return;
    }
    if (name === '' && !isCode) {
      if (!joinSplitRow(half, digits, placing, read, place, context)) understood = false;
      return;
    }
    read.push({
      side: half.side,
      code: isCode ? code : null,
      name,
      governmentItem: governmentItem || null,
      amounts: amountsOf(digits, placing, order, place, context),
      place,
    });
  });
  return understood;
}

/** Amounts without a name: those of the row above, when that has none (a row that a scan has split). */
function joinSplitRow(
  half: HalfColumns,
  digits: readonly string[],
  placing: Placing,
  read: ReadRow[],
  place: Place,
  context: TableContext,
): boolean {
  let at = read.length - 1;
  while (at >= 0 && read[at]?.side !== half.side) at--;
  const above = read[at];
  if (!above || Object.values(above.amounts).some((amount) => amount !== null)) return false;
  above.amounts = amountsOf(digits, placing, [...half.amounts.values()], place, context);
  context.findings.push(
    finding('budget-row-joined', 'confirm', above.place, {
      message: `“${context.title}”的“${above.name}”名称和金额分在两行，已合为一行。`,
      remedy: '请对照原文核对。',
    }),
  );
  return true;
}

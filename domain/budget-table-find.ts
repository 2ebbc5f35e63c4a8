/** Where the budget tables of a document stand: from each title to the next, or to where the explanation or the forms begin. */
import type { BudgetUnit } from './budget-table.ts';
import { budgetKey, undoubled } from './budget-table-cells.ts';
import { BUDGET_LAYOUTS, ENDS, NOISE, type BudgetLayout } from './budget-table-layouts.ts';
import type { Row, RowDocument } from './form-declaration.ts';
import { titleOf } from './form-label.ts';
import { LAYOUTS } from './layouts.ts';

export interface FoundTable {
  layout: BudgetLayout;
  title: string;
  titleRow: Row;
  department: string | null;
  /** null: not printed. */
  unit: BudgetUnit | null;
  /** Rows below the title, the department and the unit. */
  rows: Row[];
}

export interface FoundTables {
  tables: FoundTable[];
  /** Rows of neither tables nor forms: the explanation. */
  text: Row[];
}

/** A title with the county's name, the year and a remark in brackets. Characters. */
const MAX_TITLE = 60;

const TITLES = BUDGET_LAYOUTS.flatMap((layout) => layout.titles.map((title) => ({ layout, title }))).sort(
  (a, b) => b.title.length - a.title.length,
);
/** Remarks behind a title that say nothing about which table it is. */
const REMARK = /\((?:不含上年结转|含上年结转|续|续表|公开表?|万元|单位:万元)\)$/;

/** The only filled cell of a row, null when there are none or several. */
export function onlyText(row: Row): string | null {
  let found: string | null = null;
  for (const cell of row.cells) {
    if (cell === '') continue;
    if (found !== null) return null;
    found = cell;
  }
  return found;
}

const isSkipped = (key: string): boolean => NOISE.some((pattern) => pattern.test(key));
export const isNoiseText = (text: string): boolean => text.length < 60 && isSkipped(budgetKey(text));

/** The title in a row, and the table that it opens. */
function titleIn(row: Row): { layout: BudgetLayout; title: string } | null {
  const text = onlyText(row);
  if (text === null || text.length > 2 * MAX_TITLE || !/[表)）]\s*$/.test(text)) return null;
  const title = undoubled(text).replace(/^#+\s*/, '');
  let key = budgetKey(title);
  if (key.length > MAX_TITLE || /[。;；,，《]/.test(key)) return null;
  key = key.replace(REMARK, '');
  const found = TITLES.find((candidate) => key.endsWith(candidate.title));
  return found ? { layout: found.layout, title } : null;
}

const opensForm = (row: Row): boolean => {
  const text = onlyText(row);
  return text !== null && LAYOUTS.some((layout) => titleOf(text, layout) !== null);
};

const UNIT = /单位[:：]\s*(万元|亿元|元)/;
const DEPARTMENT = /(?:部门|单位)(?:名称)?[:：]\s*(\S.*)$/;
/** Department and unit stand within these rows below the title. */
const META_ROWS = 16;

/** Department and unit of measure, and the first row below them. A long name goes on in the next line. */
function metaOf(rows: readonly Row[]): { department: string | null; unit: BudgetUnit | null; from: number } {
  let department: string | null = null;
  for (let index = 0; index < Math.min(META_ROWS, rows.length); index++) {
    const text = rows[index]?.cells.join(' ').trim() ?? '';
    if (text === '') continue;
    const unit = UNIT.exec(text);
    const before = unit ? text.slice(0, unit.index).replace(/金额\s*$/, '') : text;
    const named = DEPARTMENT.exec(before.trim());
    if (named) department = named[1]?.trim() ?? null;
    else if (department !== null) department += before.trim();
    if (unit) return { department, unit: unit[1] as BudgetUnit, from: index + 1 };
  }
  const named = rows.findIndex((row) => DEPARTMENT.test(row.cells.join(' ').trim()));
  if (named < 0 || named >= META_ROWS) return { department: null, unit: null, from: 0 };
  const line = rows[named]?.cells.join(' ').trim() ?? '';
  return { department: DEPARTMENT.exec(line)?.[1]?.trim() ?? null, unit: null, from: named + 1 };
}

/** A sentence, not a cell: longer than any name in a budget table. */
const isProse = (text: string): boolean => text.length > 120 || /[。；]/.test(text);

const ends = (row: Row): boolean => {
  const text = onlyText(row);
  if (text === null) return false;
  if (isProse(text) && !/^注[:：]/.test(text)) return true;
  const key = budgetKey(text);
  return ENDS.some((pattern) => pattern.test(key));
};

/** Finds the tables and what lies between them. Each row is looked at once or twice. */
export function findTables(document: RowDocument): FoundTables {
  const { rows } = document;
  const starts: { index: number; layout: BudgetLayout; title: string }[] = [];
  let formsFrom = rows.length;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as Row;
    const found = titleIn(row);
    if (found) starts.push({ index, ...found });
    else if (formsFrom === rows.length && opensForm(row)) formsFrom = index;
  }
  const tables: FoundTable[] = [];
  const taken: { from: number; to: number }[] = [];
  starts.forEach(({ index, layout, title }, nth) => {
    const next = starts[nth + 1]?.index ?? rows.length;
    const limit = index < formsFrom ? Math.min(next, formsFrom) : next;
    const below = rows.slice(index + 1, limit);
    const meta = metaOf(below);
    let to = meta.from;
    while (to < below.length && !ends(below[to] as Row)) to++;
    const own = below.slice(meta.from, to);
    // A line of the table of contents: nothing stands below it.
    if (own.every((row) => row.cells.every((cell) => cell === '' || isNoiseText(cell)))) return;
    const titleRow = rows[index] as Row;
    tables.push({ layout, title, titleRow, department: meta.department, unit: meta.unit, rows: own });
    taken.push({ from: index, to: index + 1 + to });
  });
  return { tables, text: textBetween(rows, taken, formsFrom) };
}

function textBetween(
  rows: readonly Row[],
  taken: readonly { from: number; to: number }[],
  formsFrom: number,
): Row[] {
  const text: Row[] = [];
  let at = 0;
  for (const { from, to } of [...taken, { from: formsFrom, to: rows.length }]) {
    for (; at < from; at++) text.push(rows[at] as Row);
    at = Math.max(at, to);
  }
  return text;
}

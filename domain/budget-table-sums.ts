/** How the rows of a budget table hang together, and whether its totals are the sums of their rows. */
import {
  verdictOf,
  type BudgetColumn,
  type BudgetRow,
  type BudgetSum,
  type BudgetUnit,
} from './budget-table.ts';
import { budgetKey, ORDINAL } from './budget-table-cells.ts';
import { ECONOMIC_CLASSES, TOTAL_NAMES, UNIT_NAME, type BudgetLayout } from './budget-table-layouts.ts';
import type { ReadRow } from './budget-table-rows.ts';
import { compareAmounts, sumAmounts } from './money.ts';

const isTotal = (row: ReadRow): boolean =>
  TOTAL_NAMES.includes(budgetKey(row.name)) || /^合计/.test(row.code ?? '');

/** Gives rows their levels, and projects their unit. `department` is the one whose table it is. */
export function withLevels(
  rows: readonly ReadRow[],
  layout: BudgetLayout,
  department: string | null,
  unit: BudgetUnit,
): BudgetRow[] {
  switch (layout.sums) {
    case 'codes':
      return rows.map((row) => levelled(row, isTotal(row) ? 0 : levelOfCode(row)));
    case 'classes':
      return rows.map((row) =>
        levelled(row, isTotal(row) ? 0 : row.code ? levelOfCode(row) : levelOfItem(row)),
      );
    case 'marks':
      return rows.map((row) =>
        levelled(row, isTotal(row) ? 0 : /^[①②③]|^其中|购置费$/.test(row.name) ? 2 : 1),
      );
    case 'flat':
      return rows.map((row) => levelled(row, isTotal(row) ? 0 : 1));
    case 'account':
      return accountLevels(rows);
    case 'projects':
      return projectLevels(rows, department, unit);
  }
}

const levelled = (row: ReadRow, level: number, unit: string | null = null): BudgetRow => ({
  side: row.side,
  level,
  code: row.code,
  name: row.name,
  governmentItem: row.governmentItem,
  unit,
  amounts: row.amounts,
  place: row.place,
});

/** 208, 20801, 2080101. */
const levelOfCode = (row: ReadRow): number => (row.code === null ? 1 : (row.code.length - 1) / 2);

const levelOfItem = (row: ReadRow): number =>
  row.governmentItem === null && ECONOMIC_CLASSES.includes(budgetKey(row.name)) ? 1 : 2;

const isGrandTotal = (key: string): boolean => key === '收入总计' || key === '支出总计';
const isYearTotal = (key: string): boolean => /^本年(?:收入|支出)合计$/.test(key);

/** Items, their 合计, what is carried over with its own items, and the 总计 of both. */
function accountLevels(rows: readonly ReadRow[]): BudgetRow[] {
  const closed = new Set<ReadRow['side']>();
  return rows.map((row) => {
    const key = budgetKey(row.name);
    if (isGrandTotal(key)) return levelled(row, 0);
    if (isYearTotal(key)) {
      closed.add(row.side);
      return levelled(row, 1);
    }
    return levelled(row, closed.has(row.side) && !ORDINAL.test(row.name) ? 1 : 2);
  });
}

const withoutRemark = (name: string): string => budgetKey(name).replace(/[[(][^\])]{0,8}[\])]$/, '');

/** The table's own total, then each unit's with its projects. A unit is told by its name and by adding up. */
function projectLevels(rows: readonly ReadRow[], department: string | null, unit: BudgetUnit): BudgetRow[] {
  const own = department === null ? null : withoutRemark(department);
  const place = own?.slice(0, 2) ?? null;
  const amount = (row: ReadRow | undefined): string => row?.amounts.total ?? '0.00';
  const looksLikeUnit = rows.map((row) => UNIT_NAME.test(budgetKey(row.name)));
  const result: BudgetRow[] = [];
  let current: string | null = null;
  rows.forEach((row, index) => {
    if (isTotal(row) || (index === 0 && withoutRemark(row.name) === own)) {
      current = own === null ? null : row.name;
      result.push(levelled(row, 0));
      return;
    }
    if (looksLikeUnit[index]) {
      let end = index + 1;
      while (end < rows.length && !looksLikeUnit[end]) end++;
      const parts = rows.slice(index + 1, end).map(amount);
      const named = place !== null && budgetKey(row.name).startsWith(place);
      if (named || verdictOf(amount(row), sumAmounts(parts), parts.length, unit) !== 'differs') {
        current = row.name;
        result.push(levelled(row, 1, row.name));
        return;
      }
    }
    result.push(levelled(row, 2, current));
  });
  return result;
}

/** Each total beside the sum of its parts. Every row is added to one total, and once more to the table's. */
export function sumsOf(
  rows: readonly BudgetRow[],
  columns: readonly BudgetColumn[],
  layout: BudgetLayout,
  unit: BudgetUnit,
): BudgetSum[] {
  const sides = [...new Set(rows.map((row) => row.side))];
  return sides.flatMap((side) => {
    const own = rows.filter((row) => row.side === side);
    const groups = layout.sums === 'account' ? accountGroups(own) : levelGroups(own);
    return groups.flatMap(({ total, parts }) => sumsOfGroup(total, parts, columns, unit));
  });
}

interface Group {
  total: BudgetRow;
  parts: BudgetRow[];
}

/** A total may stand before its parts (codes, units) or, for the whole table, behind them. */
function levelGroups(rows: readonly BudgetRow[]): Group[] {
  const groups: Group[] = [];
  const stack: Group[] = [];
  const grand = rows.find((row) => row.level === 0);
  for (const row of rows) {
    if (row.level === 0) continue;
    while (stack.length > 0 && (stack.at(-1)?.total.level ?? 0) >= row.level) stack.pop();
    stack.at(-1)?.parts.push(row);
    const group: Group = { total: row, parts: [] };
    groups.push(group);
    stack.push(group);
  }
  const filled = groups.filter((group) => group.parts.length > 0);
  if (!grand) return filled;
  const top = Math.min(...rows.filter((row) => row.level > 0).map((row) => row.level));
  return [{ total: grand, parts: rows.filter((row) => row.level === top) }, ...filled];
}

function accountGroups(rows: readonly BudgetRow[]): Group[] {
  const groups: Group[] = [];
  let items: BudgetRow[] = [];
  let parts: BudgetRow[] = [];
  for (const row of rows) {
    if (row.level === 2) items.push(row);
    else if (row.level === 1) {
      if (isYearTotal(budgetKey(row.name))) {
        groups.push({ total: row, parts: items });
        items = [];
      } else if (parts.length > 0) items = [];
      parts.push(row);
      if (!isYearTotal(budgetKey(row.name))) groups.push({ total: row, parts: (items = []) });
    } else {
      groups.push({ total: row, parts });
      parts = [];
      items = [];
    }
  }
  return groups.filter((group) => group.parts.some((part) => hasAmount(part)));
}

const hasAmount = (row: BudgetRow): boolean => Object.values(row.amounts).some((amount) => amount !== null);

function sumsOfGroup(
  total: BudgetRow,
  parts: readonly BudgetRow[],
  columns: readonly BudgetColumn[],
  unit: BudgetUnit,
): BudgetSum[] {
  if (parts.length === 0) return [];
  return columns.flatMap((column): BudgetSum[] => {
    const printed = total.amounts[column];
    const added = parts.flatMap((part) => part.amounts[column] ?? []);
    if (printed === undefined || (printed === null && added.length === 0)) return [];
    const summed = sumAmounts(added);
    if (added.length === 0 && compareAmounts(printed ?? '0', '0') === 0) return [];
    return [
      {
        side: total.side,
        name: total.name,
        column,
        printed: printed ?? '0.00',
        summed,
        parts: added.length,
        verdict: verdictOf(printed ?? '0.00', summed, added.length, unit),
        place: total.place,
      },
    ];
  });
}

/** Rows whose first column is not the sum of the others. */
export function rowsThatDiffer(
  rows: readonly BudgetRow[],
  layout: BudgetLayout,
  unit: BudgetUnit,
): { row: BudgetRow; summed: string }[] {
  return rows.flatMap((row) => {
    const { total } = row.amounts;
    const parts = layout.parts.flatMap((column) => row.amounts[column] ?? []);
    if (!total || parts.length === 0) return [];
    const summed = sumAmounts(parts);
    return verdictOf(total, summed, parts.length, unit) === 'differs' ? [{ row, summed }] : [];
  });
}

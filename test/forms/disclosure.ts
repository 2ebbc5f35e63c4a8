/** A seed's disclosure as an office would have made it: its budget tables with their merged headings, a table a page. */
import { readBudgetTables } from '../../domain/budget-tables.ts';
import type { Row } from '../../domain/form-declaration.ts';
import { documentOf } from '../domain/budget-truth.ts';
import { ABOVE, LEFT, type Block, type Pages } from './laid-out.ts';

/** Rows from a title to its last row; lines are counted from 1. */
function rowsBetween(rows: readonly Row[], from: number, to: number): Row[] {
  return rows.slice(from - 1, to).filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** Pages of the budget tables of 柳林's text, which are cells between tabs. */
export function disclosureOf(): Pages {
  const document = documentOf('liulin');
  const { tables } = readBudgetTables(document);
  return tables
    .filter(({ printedAs }) => printedAs === 'table')
    .map((table): Block[] => {
      const page: Block[] = [];
      let grid: string[][] = [];
      const own = rowsBetween(document.rows, table.from.line, table.to.line);
      const width = Math.max(...own.map(({ cells }) => cells.length));
      const first = table.rows[0]?.place.line ?? Infinity;
      let headings: string[][] = [];
      for (const { cells, place } of own) {
        if (cells.length === 1) {
          if (/^仅供/.test(cells[0] ?? '')) continue;
          if (grid.length > 0) page.push({ table: grid });
          grid = [];
          page.push({ paragraph: cells[0] ?? '' });
          continue;
        }
        const whole = Array.from({ length: width }, (_, column) => cells[column] ?? '');
        if (place.line < first && !/^合\s*计$/.test(whole[0] ?? '')) {
          headings = [...headings, whole];
          grid.push(merged(headings));
        } else grid.push(whole);
      }
      if (grid.length > 0) page.push({ table: grid });
      return page;
    });
}

/** The last of these heading rows with its empty places as parts of merged cells. */
function merged(headings: readonly (readonly string[])[]): string[] {
  const row = headings.at(-1) ?? [];
  const above = headings.length > 1 ? merged(headings.slice(0, -1)) : null;
  return row.map((cell, column) => {
    if (cell !== '' || /^\d*$/.test(row.join(''))) return cell;
    return above === null || above[column] === LEFT ? (column === 0 ? '' : LEFT) : ABOVE;
  });
}

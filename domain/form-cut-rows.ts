/**
 * Rows of a table that were cut by the end of a page (PDF): the rest of their cells stands in the first row of the next page.
 * A row that is whole has something in its last column, or a label of its own.
 */
import type { Row } from './form-declaration.ts';
import { fieldLabel, labelled } from './form-label.ts';
import type { Layout } from './layouts.ts';

/** Between the two halves may stand page numbers: `3`, `- 3 -`, `第 3 页 共 9 页`. */
const PAGE_NUMBER =
  /^[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页|\/\s*\d{1,4}|[-—–·\s]*)?(?:[\s,，]*共\s*\d{1,4}\s*页)?[-—–·\s]*$/;

/** Joins each second half to its first. The rows keep the places of their first halves. */
export function joinCutRows(rows: readonly Row[], layouts: readonly Layout[]): Row[] {
  const joined: Row[] = [];
  /** The last table row so far: its index in `joined`, and the page on which it ended. */
  let last = { index: -1, page: -1 };
  for (const row of rows) {
    const { page, table } = row.place;
    if (page === undefined || table === undefined) {
      if (!row.cells.every((cell) => cell === '' || PAGE_NUMBER.test(cell))) last = { index: -1, page: -1 };
      joined.push(row);
      continue;
    }
    const before = joined[last.index];
    if (before && page === last.page + 1 && isRestOf(row.cells, before.cells, layouts)) {
      const cells = before.cells.map((cell, column) => cell + (row.cells[column] ?? ''));
      joined[last.index] = { ...before, cells };
      // Page numbers between the halves are nobody's.
      joined.length = last.index + 1;
      last.page = page;
      continue;
    }
    last = { index: joined.length, page };
    joined.push(row);
  }
  return joined;
}

function isRestOf(second: readonly string[], first: readonly string[], layouts: readonly Layout[]): boolean {
  if (first.length !== second.length) return false;
  const filled = second.flatMap((cell, column) => (cell === '' ? [] : [column]));
  if (filled.length === 0 || !filled.every((column) => first[column] !== '')) return false;
  const lastFilled = first.findLastIndex((cell) => cell !== '');
  // An indicator's or an amount's row ends with its value.
  if (second[lastFilled] === '') return true;
  if (filled.length === 1 && first.filter((cell) => cell !== '').length > 1) return true;
  // A paragraph beside its label goes on beside nothing.
  const [label = ''] = first;
  const isLabel = (text: string) =>
    layouts.some((layout) => fieldLabel(text, layout) !== null || labelled(text, layout.goalLabels) !== null);
  if (second[0] === '') return label !== '' && isLabel(label);
  // The label itself was cut: 年度总体 | 目标.
  return label !== '' && !isLabel(second[0] ?? '') && isLabel(label + (second[0] ?? ''));
}

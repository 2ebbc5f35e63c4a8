/**
 * Rows of a table that were cut by the end of a page (PDF): the rest of their cells stands in the first row of the next page.
 * That a text may be the rest of another its letters tell (`goesOnFrom`); that it is not, its words: labels and whole targets
 * begin something new, however full the cell above was.
 */
import type { Row } from './form-declaration.ts';
import { fieldLabel, fundingCell, isLevel1, labelKey, labelled, level2Label } from './form-label.ts';
import type { Layout } from './layouts.ts';
import { parseTarget } from './target-text.ts';

/** What most pages print at their edges: `3`, `- 3 -`, `第 3 页 共 9 页`. */
const PAGE_NUMBER =
  /^[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页|\/\s*\d{1,4}|[-—–·\s]*)?(?:[\s,，]*共\s*\d{1,4}\s*页)?[-—–·\s]*$/;

/** Joins each second half to its first. The rows keep the places of their first halves. */
export function joinCutRows(rows: readonly Row[], layouts: readonly Layout[]): Row[] {
  const joined: Row[] = [];
  /** Where the text of each table row is now, by its line: an index of `joined`. */
  const at = new Map<number, number>();
  /** The last table row so far: its index in `joined`, the page on which it ended, and whether only page numbers stand behind it. */
  let last = { index: -1, page: -1, isBare: true };
  for (const row of rows) {
    const { page, table, line } = row.place;
    if (page === undefined || table === undefined) {
      last.isBare &&= row.cells.every((cell) => cell === '' || PAGE_NUMBER.test(cell));
      joined.push(row);
      continue;
    }
    const before = joined[last.index];
    const isNext = before?.cells.length === row.cells.length && page === last.page + 1;
    const rests = isNext ? restsOf(row, joined, { at, last, layouts }) : NO_RESTS;
    for (const [column, index] of rests.of) {
      const first = joined[index];
      if (!first) continue;
      const cells = [...first.cells];
      cells[column] = (cells[column] ?? '') + (row.cells[column] ?? '');
      joined[index] = { ...first, cells };
    }
    if (rests.isWhole) {
      // What the edges of the pages print between the halves is nobody's.
      joined.length = last.index + 1;
      at.set(line, last.index);
      last = { ...last, page, isBare: true };
      continue;
    }
    last = { index: joined.length, page, isBare: true };
    at.set(line, joined.length);
    joined.push(
      rests.of.size === 0
        ? row
        : { ...row, cells: row.cells.map((cell, column) => (rests.of.has(column) ? '' : cell)) },
    );
  }
  return joined;
}

interface Rests {
  /** Columns whose text goes on from a row above: its index. */
  of: ReadonlyMap<number, number>;
  /** Nothing else stands in the row. */
  isWhole: boolean;
}

const NO_RESTS: Rests = { of: new Map(), isWhole: false };

function restsOf(
  { cells, goesOnFrom }: Row,
  joined: readonly Row[],
  {
    at,
    last,
    layouts,
  }: {
    at: ReadonlyMap<number, number>;
    last: { index: number; isBare: boolean };
    layouts: readonly Layout[];
  },
): Rests {
  const filled = cells.flatMap((cell, column) => (cell === '' ? [] : [column]));
  const before = joined[last.index]?.cells ?? [];
  if (filled.length === 0) return NO_RESTS;
  if (last.isBare && isRestOfLabelled(cells, before, filled, layouts)) {
    return { of: new Map(filled.map((column) => [column, last.index])), isWhole: true };
  }
  const of = new Map<number, number>();
  for (const column of filled) {
    const index = at.get(goesOnFrom?.[column] ?? -1);
    const first = joined[index ?? -1]?.cells[column];
    if (index !== undefined && first !== undefined && !beginsAnew(cells[column] ?? '', first, layouts)) {
      of.set(column, index);
    }
  }
  if (of.size === filled.length) return { of, isWhole: true };
  // A row is cut in all its cells or in none; beside a new row only what spans several rows may go on: a label does.
  const spanning = [...of].filter(([column, index]) => {
    const whole = (joined[index]?.cells[column] ?? '') + (cells[column] ?? '');
    return index !== last.index || layouts.some((layout) => isLabel(whole, layout));
  });
  return { of: new Map(spanning), isWhole: false };
}

const isFieldOrGoal = (text: string, layouts: readonly Layout[]): boolean =>
  layouts.some((layout) => fieldLabel(text, layout) !== null || labelled(text, layout.goalLabels) !== null);

/** A paragraph beside its label goes on beside nothing, also where it broke off by itself; a label was cut: 年度总体 | 目标. */
function isRestOfLabelled(
  second: readonly string[],
  first: readonly string[],
  filled: readonly number[],
  layouts: readonly Layout[],
): boolean {
  const [label = ''] = first;
  const [rest = ''] = second;
  if (label === '' || !filled.every((column) => first[column] !== '')) return false;
  if (rest === '') return isFieldOrGoal(label, layouts);
  return !isFieldOrGoal(rest, layouts) && isFieldOrGoal(label + rest, layouts);
}

/** Two labels, or two targets with their units: each stands for itself. */
function beginsAnew(text: string, above: string, layouts: readonly Layout[]): boolean {
  const isWholeLabel = (said: string) => layouts.some((layout) => isLabel(said, layout));
  if (isWholeLabel(text) && (isWholeLabel(above) || !isWholeLabel(above + text))) return true;
  return isWholeTarget(above) && isWholeTarget(text);
}

const isLabel = (text: string, layout: Layout): boolean =>
  level2Label(text, layout)?.sure === true ||
  isLevel1(text, layout) !== null ||
  fieldLabel(text, layout) !== null ||
  fundingCell(text, layout) !== null ||
  labelled(text, layout.goalLabels) !== null ||
  labelKey(text) === layout.sectionLabel;

function isWholeTarget(text: string): boolean {
  const { value, confidence } = parseTarget(text);
  return value !== null && confidence >= 0.9;
}

/**
 * Text that keeps a table's places by blanks (a PDF's text layer laid out, a table typed with blanks) → rows of cells in columns.
 * A column is where its heading stands; the lines of a wrapped cell go below it. Only where a heading of indicators stands apart
 * by blanks: other running text is read by its labels (form-rows.ts).
 */
import { headingsAt, isColumnHeading } from './form-columns.ts';
import type { Row, RowDocument, Segment } from './form-declaration.ts';
import {
  fieldLabel,
  fundingCell,
  fundingHeading,
  isIgnoredLabel,
  labelKey,
  labelled,
  printedAmount,
  titleOf,
  yearLine,
} from './form-label.ts';
import type { Layout } from './layouts.ts';
import { isDeclarationTitle } from './form-unread.ts';

/** Places of one cell's lines differ by no more. Characters. */
const NEAR = 2;

interface Column {
  start: number;
  kind: string;
}

interface Open {
  row: Row;
  /** Where each cell began. */
  starts: number[];
}

/** The document with its cells, or as it was. */
export function laidOut(document: RowDocument, layouts: readonly Layout[]): RowDocument {
  const layout = layouts.find(({ columnsAsPrinted }) => columnsAsPrinted);
  if (!layout || document.aligned) return document;
  const { rows } = document;
  const headings = rows.map((_, index) => headingIn(rows, index, layout));
  if (headings.every((heading) => heading === null)) return document;
  const reader = new LaidText(layout);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as Row;
    const heading = headings[index];
    if (heading) reader.heading(row, heading.segments);
    else reader.line(row);
    index += (heading?.height ?? 1) - 1;
  }
  return { aligned: true, rows: reader.rows };
}

/** Fewer words have no places that are worth looking at. */
const FEWEST_SEGMENTS = 4;

/** The heading of a table that begins in this line, its words whole where the line below has the rest of them. */
function headingIn(
  rows: readonly Row[],
  index: number,
  layout: Layout,
): { segments: Segment[]; height: number } | null {
  const row = rows[index] as Row;
  if ((row.segments?.length ?? 0) < FEWEST_SEGMENTS) return null;
  const upper = segmentsOf(row);
  if (!headingsAt([{ ...row, cells: upper.map(({ text }) => text) }], 0, layout)) {
    // 指标值 alone tells that it is one: the rest may be in the line below.
    if (upper.filter(({ text }) => isColumnHeading(text, layout)).length < 3) return null;
  }
  const below = rows[index + 1];
  const lower = below ? segmentsOf(below) : [];
  const segments = upper.flatMap((segment, at): Segment[] => {
    const end = upper[at + 1]?.start ?? Infinity;
    const under = lower.filter(({ start }) => start >= segment.start - NEAR && start < end - NEAR);
    const [first] = under;
    if (!first) return [segment];
    if (under.every(({ text }) => isColumnHeading(text, layout))) return under;
    const text = segment.text + first.text;
    return under.length === 1 && isColumnHeading(text, layout) ? [{ ...segment, text }] : [segment];
  });
  const isTwo =
    lower.length > 0 &&
    lower.every(({ text, start }) =>
      segments.some((one) => (one.text.endsWith(text) && !upper.includes(one)) || one.start === start),
    ) &&
    segments.some((segment) => !upper.includes(segment));
  const own = isTwo ? segments : upper;
  const found = headingsAt([{ ...row, cells: own.map(({ text }) => text) }], 0, layout);
  return found ? { segments: own, height: isTwo ? 2 : 1 } : null;
}

/** Between a Chinese character and a number a text layer has blanks of its own. */
const closedUp = (text: string): string =>
  text.replace(/(?<=\p{Script=Han})\s(?=[\d≤≥<>=])|(?<=[\d%％])\s(?=\p{Script=Han})/gu, '');

const segmentsOf = ({ segments, cells }: Row): Segment[] =>
  (segments ?? (cells[0] ? [{ start: 0, text: cells[0] }] : [])).map(({ start, text }) => ({
    start,
    text: closedUp(text),
  }));

class LaidText {
  readonly rows: Row[] = [];
  readonly #layout: Layout;
  #columns: Column[] | null = null;
  /** Cells of a list go over many lines, and a project's end cannot be told: its lines are left to nobody. */
  #isList = false;
  #open: Open | null = null;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  heading(row: Row, segments: readonly Segment[]): void {
    const cells = segments.map(({ text }) => text);
    const found = headingsAt([{ ...row, cells }], 0, this.#layout);
    this.#isList = found?.headings.some(({ kind }) => kind === 'projectName') ?? false;
    this.#columns = segments.map(({ start }, column) => ({
      start,
      kind: found?.headings.find((heading) => heading.column === column)?.kind ?? 'ignored',
    }));
    if (!this.#isList) this.#push(row, cells, []);
  }

  line(row: Row): void {
    const segments = segmentsOf(row);
    const [first] = segments;
    if (!first) return;
    if (this.#columns && !this.#isOutside(first.text, segments.length)) {
      if (!this.#isList) this.#tableLine(row, segments);
    } else {
      this.#columns = null;
      this.#headLine(row, segments);
    }
  }

  /** A line of the table: a row where a block has its name and its target; else what the cells above go on with. */
  #tableLine(row: Row, segments: readonly Segment[]): void {
    const columns = this.#columns ?? [];
    const open = this.#open;
    const cells = columns.map(() => '');
    const starts = columns.map(({ start }) => start);
    for (const { start, text } of segments) {
      const column = nearest(
        columns.map((one) => one.start),
        start,
      );
      cells[column] = (cells[column] ?? '') + text;
      starts[column] = start;
    }
    if (!open || this.#isNewRow(cells)) {
      this.#push(row, cells, starts);
      return;
    }
    for (const { start, text } of segments) {
      const column = nearest(open.starts, start);
      open.row.cells[column] = (open.row.cells[column] ?? '') + text;
    }
  }

  #isNewRow(cells: readonly string[]): boolean {
    const at = (kind: string) =>
      (this.#columns ?? []).flatMap((one, column) => (one.kind === kind ? [column] : []));
    const [names, targets] = [at('name'), at('target')];
    const has = (column: number | undefined) => column !== undefined && cells[column] !== '';
    if (has(names[0])) return has(targets[0]);
    if (!has(targets[0])) return has(names[1]) && has(targets[1]);
    // A target without a name: the rest of the one above (前, 以上), or one whose name nobody printed.
    const isAlone = cells.filter((cell) => cell !== '').length === 1;
    return !(isAlone && !/[\d≥≤<>=]/.test(cells[targets[0] ?? -1] ?? ''));
  }

  /** A line of the head: a row where one of its words is a label; else what the cells above go on with. */
  #headLine(row: Row, segments: readonly Segment[]): void {
    const open = this.#open;
    const isRow = segments.some(({ text }) => this.#isLabel(text) || printedAmount(text) !== null);
    if (!open || (!isRow && !segments.every(({ start }) => cellAt(open, start) >= 0))) {
      this.#push(
        row,
        segments.map(({ text }) => text),
        segments.map(({ start }) => start),
      );
      return;
    }
    const own: Segment[] = [];
    // What stands below a heading of goals is a goal.
    const isBelowHeading = open.row.cells.some((cell) => this.#isGoalLabel(cell)) && !isRow;
    if (isBelowHeading && open.row.cells.every((cell) => this.#isGoalLabel(cell))) {
      this.#push(
        row,
        segments.map(({ text }) => text),
        segments.map(({ start }) => start),
      );
      return;
    }
    for (const segment of segments) {
      const at = cellAt(open, segment.start);
      // The bracket of a label, in a line that begins other cells.
      const above = open.row.cells[at] ?? '';
      if (at >= 0 && (!isRow || isRestOfBracket(above, segment.text))) {
        open.row.cells[at] = (open.row.cells[at] ?? '') + segment.text;
      } else own.push(segment);
    }
    if (own.length > 0) {
      this.#push(
        row,
        own.map(({ text }) => text),
        own.map(({ start }) => start),
      );
    }
  }

  #push({ place }: Row, cells: string[], starts: number[]): void {
    const row = { place, cells };
    this.rows.push(row);
    this.#open = starts.length > 0 ? { row, starts } : null;
  }

  #isOutside(text: string, words: number): boolean {
    const layout = this.#layout;
    return (
      (words === 1 && (titleOf(text, layout) !== null || isDeclarationTitle(text))) ||
      fieldLabel(text, layout) !== null ||
      isIgnoredLabel(text, layout) ||
      labelled(text, layout.foot.labels) !== null
    );
  }

  #isGoalLabel(text: string): boolean {
    const { goalLabels, goalHeadings } = this.#layout;
    const key = labelKey(text).replace(/\([^()]*\)$/, '');
    return goalLabels.includes(key) || goalHeadings.includes(key);
  }

  #isLabel(text: string): boolean {
    const layout = this.#layout;
    return (
      this.#isOutside(text, 1) ||
      this.#isGoalLabel(text) ||
      labelled(text, layout.goalLabels) !== null ||
      fundingHeading(text, layout) !== null ||
      fundingCell(text, layout) !== null ||
      yearLine(text) !== null
    );
  }
}

/** （10） below 执行率分值, 元） below 项目资金（万. */
const isRestOfBracket = (above: string, text: string): boolean =>
  /^[（(][^（()）]*[)）]$/.test(text) || (/[（(][^()（）]*$/.test(above) && /^[^（(]*[)）]$/.test(text));

const cellAt = ({ starts }: Open, start: number): number =>
  starts.findIndex((own) => Math.abs(own - start) <= NEAR);

function nearest(starts: readonly number[], start: number): number {
  let best = 0;
  for (const [index, own] of starts.entries()) {
    if (Math.abs(own - start) < Math.abs((starts[best] ?? 0) - start)) best = index;
  }
  return best;
}

/**
 * Where each cell of a described table stands. A description that does not fill its grid exactly is a fault of ours: Word would
 * repair it in its own way and Excel refuse the file, so it is thrown here, before anything is written.
 */
import { spanOf, type PaperCell, type PaperRow, type PaperTable } from '../../domain/paper.ts';

export interface PlacedCell {
  cell: PaperCell;
  /** From 0. */
  column: number;
  columns: number;
  rows: number;
}

export interface PlacedRow {
  row: PaperRow;
  /** Cells that begin in this row. */
  cells: PlacedCell[];
}

/** Points of a twentieth (twips) per millimetre: 1440 ÷ 25.4. */
export const TWIPS_PER_MM = 1440 / 25.4;

/** Height and width of A4 in millimetres, lying. */
const A4 = { long: 297, short: 210 };
/** Margins in millimetres. A form fills its page; a letter has the margins of an official paper (GB/T 9704, left 28, right 26). */
const MARGINS = {
  landscape: { top: 12, bottom: 12, left: 12, right: 12 },
  portrait: { top: 30, bottom: 25, left: 24, right: 24 },
};

/** The page in millimetres. */
export function pageOf(orientation: 'portrait' | 'landscape') {
  const isWide = orientation === 'landscape';
  const width = isWide ? A4.long : A4.short;
  const margins = MARGINS[orientation];
  return { width, height: isWide ? A4.short : A4.long, margins, inner: width - margins.left - margins.right };
}

/** Widths in millimetres, in proportion, that sum to `inner`. */
export function fittedColumns(columns: readonly number[], inner: number): number[] {
  const sum = columns.reduce((total, width) => total + width, 0);
  return columns.map((width) => (width * inner) / sum);
}

/** A whole number of `unit` for each width, none lost by rounding: edges are rounded, not widths. */
export function wholeWidths(widths: readonly number[], perMm: number): number[] {
  let edge = 0;
  return widths.map((width) => {
    const from = Math.round(edge * perMm);
    edge += width;
    return Math.round(edge * perMm) - from;
  });
}

/** @throws RangeError when cells overlap, leave a hole or reach beyond the grid */
export function placedRows(rows: readonly PaperRow[], columns: number): PlacedRow[] {
  const taken: boolean[][] = rows.map(() => Array.from({ length: columns }, () => false));
  const placed = rows.map((row, at): PlacedRow => {
    const cells = row.cells.map((cell): PlacedCell => {
      const { columns: wide, rows: high } = spanOf(cell);
      const column = taken[at]?.indexOf(false) ?? -1;
      if (column < 0 || column + wide > columns) throw new RangeError(`row ${at}: beyond column ${columns}`);
      for (let down = at; down < at + high; down += 1) {
        const line = taken[down];
        if (line === undefined) throw new RangeError(`row ${at}: a cell reaches below the last row`);
        for (let right = column; right < column + wide; right += 1) {
          if (line[right]) throw new RangeError(`row ${at}: cells overlap in column ${right}`);
          line[right] = true;
        }
      }
      return { cell, column, columns: wide, rows: high };
    });
    return { row, cells };
  });
  const open = taken.findIndex((line) => line.includes(false));
  if (open >= 0) throw new RangeError(`row ${open}: a hole in the grid`);
  return placed;
}

/** How many rows at the top are heading rows. */
export function headingRows(part: readonly PaperRow[]): number {
  const first = part.findIndex(({ heading }) => heading !== true);
  return first < 0 ? part.length : first;
}

/** All parts as rows of one grid, with the index of the first row of each part. */
export function gridOf({ columns, parts }: PaperTable): { rows: PlacedRow[]; starts: number[] } {
  const starts: number[] = [];
  const rows = parts.flatMap((part, n) => {
    starts[n] = parts.slice(0, n).reduce((sum, { length }) => sum + length, 0);
    return placedRows(part, columns.length);
  });
  return { rows, starts };
}

export type PaperSide = NonNullable<PaperCell['align']>;

/** Labels in the middle, figures at the right, text at the left, unless the cell says otherwise. */
export function alignOf({ align, label, content }: PaperCell): PaperSide {
  if (align !== undefined) return align;
  if (label === true) return 'center';
  return content !== null && typeof content === 'object' && !Array.isArray(content) ? 'right' : 'left';
}

/**
 * A described paper → a workbook, the same bytes each time. Each table has a sheet of its own, under the lines that stand before
 * it; what follows the last one stands on its sheet. Figures are numbers with a format, merged cells and rules as on the
 * paper, and it prints on A4, as wide as the page, with the heading rows on each.
 */
import { exact } from '../../domain/money.ts';
import {
  chartFigures,
  isPaperNumber,
  shownContent,
  type Paper,
  type PaperBlock,
  type PaperCell,
  type PaperNumber,
  type PaperTable,
} from '../../domain/paper.ts';
import { LOOKS, SEAL_ROOM_MM, type Look, type Type } from './look.ts';
import { printable } from './printable.ts';
import { alignOf, fittedColumns, gridOf, headingRows, pageOf, type PaperSide } from './table.ts';
import { heightOf } from './text-height.ts';
import { Book, type BookSheet } from './workbook-xml.ts';

/** A double holds so many digits of a decimal for certain; a longer figure is written as text, in full. */
const SAFE_DIGITS = 15;
/** Office keeps names of sheets within these. */
const LONGEST_NAME = 31;
/** Points. Excel's own limit of a row is 409. */
const MOST_HEIGHT = 400;
const POINTS_PER_MM = 72 / 25.4;
const MM_PER_INCH = 25.4;
/** What a cell leaves free at its sides, millimetres. */
const PADDING_MM = 1.4;
/** Height of a row of one line, millimetres. */
const LEAST_ROW_MM = 6.5;
/** Sheets of paper without a table (a letter) are ruled into as many columns. */
const PLAIN_COLUMNS = [1, 1, 1, 1];

/** A run of blocks that share a sheet. */
interface Section {
  blocks: PaperBlock[];
  table: PaperTable | null;
}

/** @throws RangeError for a description that does not fill its grid */
export function paperToXlsx(paper: Paper): Buffer {
  const book = new Book(paper.title);
  const sections = sectionsOf(paper);
  sections.forEach((section, n) => {
    const name = sheetName(paper.title, n, sections.length);
    new SheetWriter(book.addSheet(name), paper.orientation, section).write();
  });
  return book.bytes();
}

/** A chart becomes the table of its figures: its sheet holds what is behind it. */
function sectionsOf({ blocks }: Paper): Section[] {
  const sections: Section[] = [];
  let open: Section = { blocks: [], table: null };
  for (const block of blocks) {
    const plain = block.kind === 'chart' ? chartFigures(block) : block;
    if (plain.kind === 'table' && open.table !== null) {
      // The lines before a table belong to it, all but those that close the one before.
      const from = open.blocks.indexOf(open.table) + 1;
      const before = open.blocks.splice(from);
      sections.push(open);
      open = { blocks: before, table: null };
    }
    open.blocks.push(plain);
    if (plain.kind === 'table') open.table = plain;
  }
  return [...sections, open];
}

/** Letters that a sheet's name may not have are left out. */
function sheetName(title: string, n: number, of: number): string {
  const suffix = of > 1 ? ` ${n + 1}` : '';
  return title.replace(/[\\/?*:[\]']/g, '').slice(0, LONGEST_NAME - suffix.length) + suffix || `${n + 1}`;
}

/** `#,##0.00"人"`; the unit as it is printed. */
export function numberFormat({ decimals, percent, unit }: PaperNumber): string {
  const figure = `#,##0${decimals > 0 ? `.${'0'.repeat(decimals)}` : ''}`;
  return `${figure}${percent ? '%' : ''}${unit === undefined ? '' : `"${unit.replaceAll('"', '')}"`}`;
}

class SheetWriter {
  readonly #sheet: BookSheet;
  readonly #look: Look;
  readonly #section: Section;
  readonly #orientation: Paper['orientation'];
  /** Millimetres. */
  readonly #widths: number[];

  constructor(sheet: BookSheet, orientation: Paper['orientation'], section: Section) {
    this.#sheet = sheet;
    this.#orientation = orientation;
    this.#look = LOOKS[orientation];
    this.#section = section;
    this.#widths = fittedColumns(section.table?.columns ?? PLAIN_COLUMNS, pageOf(orientation).inner);
  }

  write(): void {
    // Excel counts letters of 7 pixels and 5 pixels of margin.
    this.#sheet.setWidths(this.#widths.map((width) => Math.max(1, ((width * 96) / MM_PER_INCH - 5) / 7)));
    for (const block of this.#section.blocks) this.#block(block);
    this.#page();
  }

  #block(block: PaperBlock): void {
    const { title, line, heading, body } = this.#look;
    switch (block.kind) {
      case 'title':
        return this.#line(block.text, title, 'center');
      case 'line':
        return this.#line(shownContent(block.content), line, block.align);
      case 'heading':
        return this.#line(block.text, heading, 'left');
      case 'paragraph':
        return this.#line(`${block.flush ? '' : '　　'}${shownContent(block.content)}`, body, 'left');
      case 'foot':
        return this.#foot(block.items.map(({ label, value }) => `${label}${value}`));
      case 'seal':
        this.#gap(SEAL_ROOM_MM / 2);
        this.#line(block.name, body, 'right');
        return this.#line(block.day, body, 'right');
      case 'table':
        return this.#table(block);
      case 'chart':
      case 'page_break':
        // A chart has become a table by now; each table begins a page as a sheet.
        return;
    }
  }

  /** One line over the whole width. */
  #line(text: string, type: Type, side: PaperSide): void {
    const row = this.#next(this.#fitting(text, type, this.#sum(0, this.#widths.length)));
    this.#sheet.merge(row, 1, row, this.#widths.length);
    this.#put(row, 1, text, type, { side, valign: 'middle', ruled: false });
  }

  #gap(mm: number): void {
    this.#next(mm * POINTS_PER_MM);
  }

  /** Items side by side, each over columns that together come nearest to its share of the width. */
  #foot(items: readonly string[]): void {
    const row = this.#next(this.#fitting('字', this.#look.line, 100) + 4);
    const whole = this.#sum(0, this.#widths.length);
    let column = 0;
    items.forEach((text, n) => {
      const until = ((n + 1) * whole) / items.length;
      let to = column + 1;
      const least = items.length - n - 1;
      while (to < this.#widths.length - least && this.#sum(0, to) + (this.#widths[to] ?? 0) / 2 <= until)
        to += 1;
      if (n === items.length - 1) to = this.#widths.length;
      if (to > column + 1) this.#sheet.merge(row, column + 1, row, to);
      const plain = { side: 'left', valign: 'middle', ruled: false } as const;
      this.#put(row, column + 1, text, this.#look.line, plain);
      column = to;
    });
  }

  #table(table: PaperTable): void {
    const { rows, starts } = gridOf(table);
    const heights = this.#heights(table);
    // All rows first: a cell that reaches down is ruled in each.
    const numbers = rows.map((_, at) => this.#next(heights[at] ?? 0));
    const first = numbers[0] ?? 1;
    rows.forEach(({ cells }, at) => {
      const row = first + at;
      for (const { cell, column, columns, rows: high } of cells) {
        const type = cell.label ? this.#look.label : this.#look.cell;
        const style = { side: alignOf(cell), valign: cell.valign ?? 'middle', ruled: true } as const;
        for (let down = row; down < row + high; down += 1) {
          for (let right = column + 1; right <= column + columns; right += 1) {
            this.#put(down, right, null, type, style);
          }
        }
        if (columns > 1 || high > 1) this.#sheet.merge(row, column + 1, row + high - 1, column + columns);
        this.#put(row, column + 1, cell.content, type, style);
      }
    });
    // Of several parts the last with headings is the long one, that goes on to other pages.
    table.parts.forEach((part, n) => {
      const count = headingRows(part);
      const from = first + (starts[n] ?? 0);
      if (count > 0) this.#sheet.repeat(from, from + count - 1);
    });
  }

  /** Points of each row: what its cells need; a cell over several rows raises the last of them. */
  #heights(table: PaperTable): number[] {
    const { rows } = gridOf(table);
    const heights = rows.map(({ row }) => (row.heightMm ?? LEAST_ROW_MM) * POINTS_PER_MM);
    const over = (from: number, count: number): number =>
      heights.slice(from, from + count).reduce((sum, height) => sum + height, 0);
    for (const isTall of [false, true]) {
      rows.forEach(({ cells }, at) => {
        for (const { cell, column, columns, rows: high } of cells) {
          if (high > 1 !== isTall) continue;
          const type = cell.label ? this.#look.label : this.#look.cell;
          const needed = this.#fitting(shownContent(cell.content), type, this.#sum(column, column + columns));
          const last = at + high - 1;
          heights[last] = (heights[last] ?? 0) + Math.max(0, needed - over(at, high));
        }
      });
    }
    return heights;
  }

  #fitting(text: string, { size }: Type, widthMm: number): number {
    return heightOf(text, size, widthMm - PADDING_MM);
  }

  #sum(from: number, to: number): number {
    return this.#widths.slice(from, to).reduce((sum, width) => sum + width, 0);
  }

  #next(height: number): number {
    return this.#sheet.addRow(Math.min(Math.round(height * 4) / 4, MOST_HEIGHT));
  }

  #put(
    row: number,
    column: number,
    content: PaperCell['content'],
    type: Type,
    style: { side: PaperSide; valign: 'top' | 'middle' | 'bottom'; ruled: boolean },
  ): void {
    if (isPaperNumber(content) && exact(content.value).precision() <= SAFE_DIGITS) {
      const format = numberFormat(content);
      this.#sheet.put(row, column, Number(content.value), { ...style, type, format });
      return;
    }
    const text = printable(shownContent(content));
    this.#sheet.put(row, column, text, { ...style, type, format: null });
  }

  #page(): void {
    const { margins } = pageOf(this.#orientation);
    const inches = (mm: number): number => mm / MM_PER_INCH;
    this.#sheet.setPage({
      orientation: this.#orientation,
      margins: {
        left: inches(margins.left),
        right: inches(margins.right),
        top: inches(margins.top),
        bottom: inches(margins.bottom),
      },
      footer: '第 &P 页，共 &N 页',
    });
  }
}

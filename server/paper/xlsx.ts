/**
 * A described paper → a workbook, the same bytes each time. Each table has a sheet of its own, under the lines that stand before
 * it; what follows the last one stands on its sheet. Figures are numbers with a format, merged cells and rules as on the
 * paper, and it prints on A4, as wide as the page, with the heading rows on each.
 */
import { Workbook, type Worksheet } from '@cj-tech-master/excelts';
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
import { fixedArchive, NO_DAY } from './fixed-archive.ts';
import { LOOKS, SEAL_ROOM_MM, type Look, type Type } from './look.ts';
import { printable } from './printable.ts';
import { alignOf, fittedColumns, gridOf, headingRows, pageOf, type PaperSide } from './table.ts';
import { heightOf } from './text-height.ts';

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
/** Paper size 9 is A4. */
const A4 = 9;
/** Sheets of paper without a table (a letter) are ruled into as many columns. */
const PLAIN_COLUMNS = [1, 1, 1, 1];

/** A run of blocks that share a sheet. */
interface Section {
  blocks: PaperBlock[];
  table: PaperTable | null;
}

/** @throws RangeError for a description that does not fill its grid */
export async function paperToXlsx(paper: Paper): Promise<Buffer> {
  const workbook = new Workbook();
  workbook.creator = '';
  workbook.lastModifiedBy = '';
  workbook.created = new Date(NO_DAY);
  workbook.modified = new Date(NO_DAY);
  workbook.title = paper.title;
  const sections = sectionsOf(paper);
  sections.forEach((section, n) => {
    const name = sheetName(paper.title, n, sections.length);
    new SheetWriter(workbook.addWorksheet(name), paper.orientation, section).write();
  });
  return await fixedArchive(new Uint8Array(await workbook.xlsx.writeBuffer()));
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
  readonly #sheet: Worksheet;
  readonly #look: Look;
  readonly #section: Section;
  readonly #orientation: Paper['orientation'];
  /** Millimetres. */
  readonly #widths: number[];
  /** Rows written so far. */
  #rows = 0;
  #headings: { from: number; to: number } | null = null;

  constructor(sheet: Worksheet, orientation: Paper['orientation'], section: Section) {
    this.#sheet = sheet;
    this.#orientation = orientation;
    this.#look = LOOKS[orientation];
    this.#section = section;
    this.#widths = fittedColumns(section.table?.columns ?? PLAIN_COLUMNS, pageOf(orientation).inner);
  }

  write(): void {
    this.#widths.forEach((width, n) => {
      // Excel counts letters of 7 pixels and 5 pixels of margin.
      this.#sheet.getColumn(n + 1).width = Math.max(1, ((width * 96) / MM_PER_INCH - 5) / 7);
    });
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
    this.#sheet.mergeCells(row, 1, row, this.#widths.length);
    this.#put(row, 1, text, type, { side, valign: 'middle' });
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
      if (to > column + 1) this.#sheet.mergeCells(row, column + 1, row, to);
      this.#put(row, column + 1, text, this.#look.line, { side: 'left', valign: 'middle' });
      column = to;
    });
  }

  #table(table: PaperTable): void {
    const { rows, starts } = gridOf(table);
    const first = this.#rows + 1;
    const heights = this.#heights(table);
    rows.forEach(({ cells }, at) => {
      const row = this.#next(heights[at] ?? 0);
      for (const { cell, column, columns, rows: high } of cells) {
        for (let down = row; down < row + high; down += 1) {
          for (let right = column + 1; right <= column + columns; right += 1) {
            this.#sheet.getCell(down, right).border = RULES;
          }
        }
        if (columns > 1 || high > 1)
          this.#sheet.mergeCells(row, column + 1, row + high - 1, column + columns);
        const type = cell.label ? this.#look.label : this.#look.cell;
        const valign = cell.valign ?? 'middle';
        this.#put(row, column + 1, cell.content, type, { side: alignOf(cell), valign });
      }
    });
    // Of several parts the last with headings is the long one, that goes on to other pages.
    table.parts.forEach((part, n) => {
      const count = headingRows(part);
      const from = first + (starts[n] ?? 0);
      if (count > 0) this.#headings = { from, to: from + count - 1 };
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
    this.#rows += 1;
    this.#sheet.getRow(this.#rows).height = Math.min(Math.round(height * 4) / 4, MOST_HEIGHT);
    return this.#rows;
  }

  #put(
    row: number,
    column: number,
    content: PaperCell['content'],
    { font, size, bold }: Type,
    { side, valign }: { side: PaperSide; valign: 'top' | 'middle' | 'bottom' },
  ): void {
    const cell = this.#sheet.getCell(row, column);
    cell.font = { name: font, size, ...(bold ? { bold } : {}), charset: 134 };
    cell.alignment = { horizontal: side, vertical: valign, wrapText: true };
    if (isPaperNumber(content) && exact(content.value).precision() <= SAFE_DIGITS) {
      cell.value = Number(content.value);
      cell.numFmt = numberFormat(content);
      return;
    }
    const text = printable(shownContent(content));
    if (text !== '') cell.value = text;
  }

  #page(): void {
    const { margins } = pageOf(this.#orientation);
    const sheet = this.#sheet;
    const inches = (mm: number): number => mm / MM_PER_INCH;
    sheet.pageSetup = {
      ...sheet.pageSetup,
      paperSize: A4,
      orientation: this.#orientation,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: {
        left: inches(margins.left),
        right: inches(margins.right),
        top: inches(margins.top),
        bottom: inches(margins.bottom),
        header: inches(6),
        footer: inches(5),
      },
      printArea: `A1:${sheet.getColumn(this.#widths.length).letter}${this.#rows}`,
    };
    if (this.#headings !== null) {
      sheet.pageSetup.printTitlesRow = `${this.#headings.from}:${this.#headings.to}`;
    }
    sheet.headerFooter.oddFooter = '第 &P 页，共 &N 页';
  }
}

const RULE = { style: 'thin', color: { argb: 'FF000000' } } as const;
const RULES = { top: RULE, bottom: RULE, left: RULE, right: RULE };

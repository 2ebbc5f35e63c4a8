/** One sheet of a workbook: its rows of text. Merged cells have their text where a person sees it: in their first visible place. */
import type { TableRow } from '../../domain/payment-mapping.ts';
import { local, type Archive } from './archive.ts';
import { UnreadableDocument } from './text.ts';
import { CellText } from './xlsx-strings.ts';
import { shownNumber, type Styles } from './xlsx-styles.ts';

/** A county pays a few tens of thousands of times a year. */
export const MOST_ROWS = 100_000;
/** The widest exports of a treasury have about fifty. */
export const MOST_COLUMNS = 120;
export interface Sheet {
  name: string;
  rows: TableRow[];
  /** Rows with text that nobody sees; in `rows` when the sheet is read for its values. */
  hiddenRows: TableRow[];
  /** Letters of columns with text that nobody sees. */
  hiddenColumns: string[];
  /** Addresses of formulas that no program has calculated yet: they show nothing. */
  uncalculated: string[];
}

export interface SheetOptions {
  name: string;
  strings: readonly string[];
  styles: Styles;
  is1904: boolean;
  as: 'values' | 'printed';
  longestCell: number;
  /** More rows are refused. */
  rowsLeft: number;
}

/** Merged areas beyond are read as single cells; a form of a page has a hundred. */
const MOST_MERGED = 100_000;
/** Places of all merged areas that are looked at. */
const MOST_MERGED_PLACES = 3_000_000;
/** So many addresses say enough. */
const MOST_NAMED = 20;

interface Area {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

interface GridRow {
  row: number;
  cells: string[];
  isHidden: boolean;
}

/** @throws UnreadableDocument for too many rows or a damaged part */
export async function readSheet(archive: Archive, part: string, options: SheetOptions): Promise<Sheet> {
  const reader = new SheetReader(options);
  await archive.xml(part, {
    open: (name, attributes) => reader.open(local(name), attributes),
    close: (name) => reader.close(local(name)),
    say: (text) => reader.say(text),
  });
  return reader.sheet();
}

class SheetReader {
  readonly #options: SheetOptions;
  readonly #grid: GridRow[] = [];
  readonly #merged: Area[] = [];
  /** Column indices from 0. */
  readonly #hidden = new Set<number>();
  readonly #uncalculated: string[] = [];
  #row: GridRow = { row: 0, cells: [], isHidden: false };
  #column = 0;
  #type = '';
  #style = 0;
  #isValue = false;
  #hasFormula = false;
  #value = '';
  readonly #text: CellText;

  constructor(options: SheetOptions) {
    this.#options = options;
    this.#text = new CellText(options.longestCell);
  }

  open(tag: string, attributes: Record<string, string>): void {
    switch (tag) {
      case 'col':
        if (isTrue(attributes['hidden']) || Number(attributes['width'] ?? 1) === 0) this.#hide(attributes);
        break;
      case 'row': {
        const row = Number.parseInt(attributes['r'] ?? '', 10) || this.#row.row + 1;
        const isHidden = isTrue(attributes['hidden']) || Number(attributes['ht'] ?? 1) === 0;
        this.#row = { row, cells: [], isHidden };
        this.#column = -1;
        break;
      }
      case 'c':
        this.#column = columnOf(attributes['r']) ?? this.#column + 1;
        this.#type = attributes['t'] ?? 'n';
        this.#style = Number(attributes['s'] ?? 0);
        this.#value = '';
        this.#hasFormula = false;
        this.#text.clear();
        break;
      case 'f':
        this.#hasFormula = true;
        break;
      case 'v':
        this.#isValue = true;
        break;
      case 'mergeCell':
        this.#merge(attributes['ref'] ?? '');
        break;
      default:
        this.#text.open(tag);
    }
  }

  close(tag: string): void {
    if (tag === 'v') this.#isValue = false;
    else if (tag === 'c') this.#endCell();
    else if (tag === 'row') this.#endRow();
    else this.#text.close(tag);
  }

  say(text: string): void {
    if (!this.#isValue) this.#text.say(text);
    else if (this.#value.length < this.#options.longestCell) this.#value += text;
  }

  sheet(): Sheet {
    const { name, as } = this.#options;
    const sheet = { name, uncalculated: this.#uncalculated };
    const hiddenRows = this.#grid.filter(({ isHidden }) => isHidden);
    if (as === 'values')
      return { ...sheet, rows: plain(this.#grid), hiddenRows: plain(hiddenRows), hiddenColumns: [] };
    this.#settleMerged();
    const hiddenColumns = this.#clearHiddenColumns();
    return {
      ...sheet,
      rows: plain(this.#grid.filter(({ isHidden }) => !isHidden)),
      hiddenRows: plain(hiddenRows),
      hiddenColumns: hiddenColumns.map(lettersOf),
    };
  }

  #hide({ min, max }: Record<string, string>): void {
    const [from, to] = [Number(min), Math.min(Number(max), MOST_COLUMNS)];
    for (let column = from; column <= to; column += 1) this.#hidden.add(column - 1);
  }

  #merge(ref: string): void {
    const [first = '', last = ''] = ref.split(':');
    const [left, right] = [columnOf(first), columnOf(last)];
    const [top, bottom] = [rowOf(first), rowOf(last)];
    if (left === null || right === null || top === null || bottom === null) return;
    if (this.#merged.length < MOST_MERGED) this.#merged.push({ top, left, bottom, right });
  }

  #endCell(): void {
    const text = this.#shown();
    if (this.#column >= MOST_COLUMNS) return;
    if (text !== '') this.#row.cells[this.#column] = text;
    else if (this.#hasFormula && this.#value === '' && this.#uncalculated.length < MOST_NAMED) {
      this.#uncalculated.push(`${lettersOf(this.#column)}${this.#row.row}`);
    }
  }

  #endRow(): void {
    const { cells } = this.#row;
    if (cells.length === 0) return;
    if (this.#grid.length >= this.#options.rowsLeft) throw tooManyRows();
    this.#grid.push({ ...this.#row, cells: Array.from(cells, (cell) => cell ?? '') });
  }

  #shown(): string {
    const { strings, styles, longestCell } = this.#options;
    switch (this.#type) {
      case 's':
        return strings[Number.parseInt(this.#value, 10)] ?? '';
      case 'inlineStr':
        return this.#text.text;
      case 'b':
        return this.#value === '1' ? '是' : this.#value === '0' ? '否' : '';
      case 'd':
        return this.#value.slice(0, 10);
      case 'n':
        return this.#value.trim() === ''
          ? ''
          : shownNumber(Number(this.#value), styles[this.#style] ?? '', this.#options);
      // A formula's text, an error (#N/A).
      default:
        return this.#value.slice(0, longestCell).trim();
    }
  }

  /** A merged cell shows its first cell's text in what is visible of it, and nothing that its other cells hold. */
  #settleMerged(): void {
    const byNumber = new Map(this.#grid.map((row) => [row.row, row]));
    let places = 0;
    for (const { top, left, bottom, right } of this.#merged) {
      places += (bottom - top + 1) * (right - left + 1);
      if (places > MOST_MERGED_PLACES) return;
      const text = byNumber.get(top)?.cells[left] ?? '';
      let isShown = false;
      for (let number = top; number <= bottom; number += 1) {
        const row = byNumber.get(number);
        if (!row) continue;
        for (let column = left; column <= Math.min(right, MOST_COLUMNS - 1); column += 1) {
          const isHere: boolean = !isShown && text !== '' && !row.isHidden && !this.#hidden.has(column);
          isShown ||= isHere;
          if (isHere || column < row.cells.length) setCell(row.cells, column, isHere ? text : '');
        }
      }
      // All of it is hidden: it stays in its own row, which is named.
      if (!isShown && text !== '') setCell(byNumber.get(top)?.cells ?? [], left, text);
    }
  }

  #clearHiddenColumns(): number[] {
    const withText = new Set<number>();
    for (const { cells, isHidden } of this.#grid) {
      if (isHidden) continue;
      for (const column of this.#hidden) {
        if ((cells[column] ?? '') === '') continue;
        withText.add(column);
        cells[column] = '';
      }
    }
    return [...withText].sort((a, b) => a - b);
  }
}

function setCell(cells: string[], column: number, text: string): void {
  while (cells.length < column) cells.push('');
  cells[column] = text;
}

const plain = (rows: readonly GridRow[]): TableRow[] =>
  rows.flatMap(({ row, cells }) => (cells.every((cell) => cell === '') ? [] : [{ row, cells }]));

/** `AB12` → 27; null: no address. */
function columnOf(address: string | undefined): number | null {
  const letters = /^\$?([A-Z]{1,3})/.exec(address ?? '')?.[1];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function rowOf(address: string): number | null {
  const digits = /(\d{1,7})$/.exec(address)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function lettersOf(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : lettersOf(Math.floor(column / 26) - 1) + letter;
}

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

export const tooManyRows = () =>
  new UnreadableDocument(`文件超过 ${MOST_ROWS / 10_000} 万行。请拆分成几个文件后再导入。`);

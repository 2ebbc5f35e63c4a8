/**
 * A Word document → rows: each paragraph one, each row of a table one. A cell that spans columns is followed by empty ones
 * and a cell that goes on from above is empty, so that a cell's index is its column. Knows no rules of forms.
 */
import type { Row, RowDocument } from '../../domain/form-declaration.ts';
import { damaged, openArchive, type Archive } from './archive.ts';
import { MAX_CELL, UnreadableDocument } from './text.ts';

/** The published books have a few thousand. */
const MOST_ROWS = 100_000;
/** No printed table is wider; a hostile gridSpan must not make a million cells. */
const MOST_COLUMNS = 120;

/**
 * @throws UnreadableDocument for a bomb, a document of another kind, a locked or damaged file
 */
export async function rowsOfDocx(bytes: Uint8Array): Promise<RowDocument> {
  return await rowsOfWord(await openArchive(bytes));
}

/** As rowsOfDocx, of an archive that is open. */
export async function rowsOfWord(archive: Archive): Promise<RowDocument> {
  const reader = new DocumentReader();
  const isThere = await archive.xml('word/document.xml', {
    open: (name, attributes) => reader.open(name, attributes),
    close: (name) => reader.close(name),
    say: (text) => reader.say(text),
  });
  if (!isThere) throw damaged();
  return { aligned: true, rows: reader.rows };
}

/** What is not printed, or printed a second time for older programs. */
const NOT_PRINTED = new Set([
  'w:moveFrom',
  'w:del',
  'w:instrText',
  'mc:Fallback',
  'w:footnoteReference',
  'w:endnoteReference',
]);

interface Cell {
  text: string;
  span: number;
  /** Goes on from the row above. */
  isContinued: boolean;
}

class DocumentReader {
  readonly rows: Row[] = [];
  #paragraph = '';
  /** A table inside a cell is part of that cell's text. */
  #tableDepth = 0;
  #table = 0;
  #cells: Cell[] = [];
  #cell: Cell | null = null;
  #gridBefore = 0;
  #isInText = false;
  #isHiddenRun = false;
  /** How deep inside something that is not printed. */
  #unprinted = 0;

  open(name: string, attributes: Record<string, string>): void {
    if (this.#unprinted > 0 || NOT_PRINTED.has(name)) {
      this.#unprinted += 1;
      return;
    }
    const value = attributes['w:val'] ?? '';
    switch (name) {
      case 'w:tbl':
        this.#tableDepth += 1;
        if (this.#tableDepth === 1) this.#table += 1;
        break;
      case 'w:tr':
        if (this.#tableDepth === 1) [this.#cells, this.#gridBefore] = [[], 0];
        break;
      case 'w:gridBefore':
        if (this.#tableDepth === 1) this.#gridBefore = columns(value);
        break;
      case 'w:tc':
        if (this.#tableDepth === 1) this.#cell = { text: '', span: 1, isContinued: false };
        break;
      case 'w:gridSpan':
        if (this.#tableDepth === 1 && this.#cell) this.#cell.span = Math.max(1, columns(value));
        break;
      case 'w:vMerge':
        if (this.#tableDepth === 1 && this.#cell) this.#cell.isContinued = value !== 'restart';
        break;
      case 'w:p':
        this.#paragraph = '';
        break;
      case 'w:r':
        this.#isHiddenRun = false;
        break;
      case 'w:vanish':
        this.#isHiddenRun = value !== '0' && value !== 'false';
        break;
      case 'w:t':
        this.#isInText = true;
        break;
      case 'w:tab':
        // Also the name of a tab stop among a paragraph's properties, where it has attributes.
        if (Object.keys(attributes).length === 0) this.#add(this.#tableDepth === 0 ? '\t' : ' ');
        break;
      case 'w:br':
      case 'w:cr':
        this.#add('\n');
        break;
    }
  }

  close(name: string): void {
    if (this.#unprinted > 0) {
      this.#unprinted -= 1;
      return;
    }
    switch (name) {
      case 'w:t':
        this.#isInText = false;
        break;
      case 'w:p':
        this.#endParagraph();
        break;
      case 'w:tc':
        if (this.#tableDepth === 1 && this.#cell) {
          this.#cells.push(this.#cell);
          this.#cell = null;
        }
        break;
      case 'w:tr':
        if (this.#tableDepth === 1) this.#endRow();
        break;
      case 'w:tbl':
        this.#tableDepth -= 1;
        break;
    }
  }

  say(text: string): void {
    if (this.#isInText && !this.#isHiddenRun && this.#unprinted === 0) this.#add(text);
  }

  #add(text: string): void {
    if (this.#paragraph.length < MAX_CELL) this.#paragraph += text;
  }

  #endParagraph(): void {
    const text = this.#paragraph;
    this.#paragraph = '';
    if (this.#cell) {
      if (text.trim() === '' || this.#cell.text.length >= MAX_CELL) return;
      this.#cell.text += (this.#cell.text === '' ? '' : '\n') + text;
      return;
    }
    // Pasted tables come as paragraphs with tabs, and a line break ends a line.
    for (const line of text.split('\n')) {
      this.#push({}, line.split('\t').slice(0, MOST_COLUMNS));
    }
  }

  #endRow(): void {
    const cells = Array.from({ length: this.#gridBefore }, () => '');
    for (const { text, span, isContinued } of this.#cells) {
      cells.push(isContinued ? '' : text);
      for (let column = 1; column < span && cells.length < MOST_COLUMNS; column += 1) cells.push('');
    }
    this.#push({ table: this.#table }, cells.slice(0, MOST_COLUMNS));
    this.#cells = [];
  }

  #push(where: { table?: number }, cells: readonly string[]): void {
    if (this.rows.length >= MOST_ROWS) {
      throw new UnreadableDocument(`文件超过 ${MOST_ROWS / 10_000} 万行。请拆分后再导入。`);
    }
    const line = this.rows.length + 1;
    this.rows.push({ place: { line, ...where }, cells: cells.map((cell) => cell.slice(0, MAX_CELL).trim()) });
  }
}

function columns(value: string): number {
  const count = Number.parseInt(value, 10);
  return Number.isFinite(count) ? Math.min(Math.max(count, 0), MOST_COLUMNS) : 0;
}

/**
 * An xlsx workbook → its sheets as text, as a person sees them or as the file holds them. Read part by part, each piece by
 * piece, within the archive's bounds; nothing is calculated and nothing outside the cells is believed.
 */
import { posix } from 'node:path';
import type { TableRow } from '../../domain/payment-mapping.ts';
import { damaged, local, openArchive, type Archive } from './archive.ts';
import { readSharedStrings } from './xlsx-strings.ts';
import { isTrue, MOST_COLUMNS, MOST_ROWS, readSheet, tooManyRows, type Sheet } from './xlsx-sheet.ts';
import { readStyles } from './xlsx-styles.ts';
import { UnreadableDocument } from './text.ts';

export { MOST_COLUMNS, MOST_ROWS, tooManyRows, type Sheet };

/** No cell that the ledger needs is longer. Characters. */
export const LONGEST_CELL = 500;
/** Excel itself allows as many as memory; sixty forms on sheets of their own are common. */
const MOST_SHEETS = 1_000;

export interface WorkbookOptions {
  /** Cells are cut here. Characters. */
  longestCell?: number;
  /**
   * `values`: what the cells hold, hidden ones too; days as `2023-07-21`. `printed`: what a person sees: hidden rows and
   * columns are left out and named, `2023年12月` and `"≥"0"人"` are shown as their formats print them.
   */
  as?: 'values' | 'printed';
}

export interface Workbook {
  /** Visible sheets in their order. */
  sheets: Sheet[];
  /** Names of the sheets that nobody sees. */
  hiddenSheets: string[];
}

/**
 * Visible sheets with their rows. Numbers come as decimals of at most 15 digits (what a spreadsheet shows of a double).
 * @throws UnreadableDocument for a bomb, a document of another kind, a protected or broken file, too many rows
 */
export async function readXlsx(bytes: Uint8Array, options: WorkbookOptions = {}): Promise<TableSheet[]> {
  return (await readWorkbook(await openArchive(bytes), options)).sheets;
}

/** What the reader of payments takes of a sheet. */
export type TableSheet = Pick<Sheet, 'name'> & { rows: TableRow[] };

/** As readXlsx, of an archive that is open, with what was left out. */
export async function readWorkbook(
  archive: Archive,
  { longestCell = LONGEST_CELL, as = 'values' }: WorkbookOptions = {},
): Promise<Workbook> {
  if (!archive.names.includes('xl/workbook.xml')) {
    const isWord = archive.names.some((name) => name.startsWith('word/'));
    throw new UnreadableDocument(
      `这不是 Excel 工作簿${isWord ? '，是 Word 文档' : ''}。请另存为 .xlsx 再导入。`,
    );
  }
  const { sheets, is1904 } = await readContents(archive);
  const strings = await readSharedStrings(archive, longestCell);
  const styles = await readStyles(archive);
  const book: Workbook = { sheets: [], hiddenSheets: [] };
  let rowsLeft = MOST_ROWS;
  for (const { name, part, isVisible } of sheets) {
    if (!isVisible) {
      book.hiddenSheets.push(name);
      continue;
    }
    const sheet = await readSheet(archive, part, {
      name,
      strings,
      styles,
      is1904,
      as,
      longestCell,
      rowsLeft,
    });
    rowsLeft -= sheet.rows.length;
    book.sheets.push(sheet);
  }
  return book;
}

interface Contents {
  sheets: { name: string; part: string; isVisible: boolean }[];
  /** Days are counted from 1904 (old Macs). */
  is1904: boolean;
}

async function readContents(archive: Archive): Promise<Contents> {
  const listed: { name: string; id: string; isVisible: boolean }[] = [];
  let is1904 = false;
  await archive.xml('xl/workbook.xml', {
    open(tag, attributes) {
      if (local(tag) === 'workbookPr') is1904 = isTrue(attributes['date1904']);
      if (local(tag) !== 'sheet') return;
      if (listed.length >= MOST_SHEETS) {
        throw new UnreadableDocument(`工作簿超过 ${MOST_SHEETS} 张工作表。请拆分成几个文件后再导入。`);
      }
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';
      const { name = '', state = 'visible' } = attributes;
      listed.push({ name, id, isVisible: state === 'visible' });
    },
    close: () => undefined,
  });
  const parts = new Map<string, string>();
  await archive.xml('xl/_rels/workbook.xml.rels', {
    open(tag, { Id = '', Target = '', Type = '' }) {
      if (local(tag) !== 'Relationship' || !Type.endsWith('/worksheet')) return;
      parts.set(Id, Target.startsWith('/') ? Target.slice(1) : posix.normalize(`xl/${Target}`));
    },
    close: () => undefined,
  });
  // Sheets of charts have no cells.
  const sheets = listed.flatMap(({ id, ...sheet }) => {
    const part = parts.get(id);
    return part === undefined ? [] : [{ ...sheet, part }];
  });
  if (sheets.length === 0) throw damaged();
  return { sheets, is1904 };
}

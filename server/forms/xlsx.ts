/**
 * An xlsx workbook → its sheets as text. The archive is judged by its central directory before anything is inflated; then
 * only the parts that hold cells are taken out, within the same bound, and handed to the reader in an archive of our own:
 * what a hostile file says twice, in two ways, never reaches the library.
 */
import { zip } from '@cj-tech-master/excelts/archive';
import { WorkbookReader } from '@cj-tech-master/excelts';
import { exact } from '../../domain/money.ts';
import type { TableRow } from '../../domain/payment-mapping.ts';
import { damaged, openArchive } from './archive.ts';
import { UnreadableDocument } from './text.ts';

/** A county pays a few tens of thousands of times a year. */
export const MOST_ROWS = 100_000;
/** The widest exports of a treasury have about fifty. */
export const MOST_COLUMNS = 120;
/** No cell that the ledger needs is longer. Characters. */
export const LONGEST_CELL = 500;

export interface Sheet {
  name: string;
  rows: TableRow[];
}

/** The parts of a workbook that a cell's text comes from. In this order, or the library writes sheets to the disk. */
const PARTS = [
  /^\[Content_Types\]\.xml$/,
  /^_rels\/\.rels$/,
  /^xl\/workbook\.xml$/,
  /^xl\/_rels\/workbook\.xml\.rels$/,
  /^xl\/styles\.xml$/,
  /^xl\/sharedStrings\.xml$/,
  /^xl\/worksheets\/[^/]+\.xml$/,
];

/**
 * Visible sheets with their rows. Numbers come as decimals of at most 15 digits (what a spreadsheet shows of a double), days
 * as `2023-07-21`.
 * @throws UnreadableDocument for a bomb, a document of another kind, a protected or broken file
 */
export async function readXlsx(bytes: Uint8Array, { longestCell = LONGEST_CELL } = {}): Promise<Sheet[]> {
  const archive = await repacked(bytes);
  const sheets: Sheet[] = [];
  let rows = 0;
  const reader = new WorkbookReader(archive, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  try {
    for await (const worksheet of reader) {
      const sheet: Sheet = { name: worksheet.name, rows: [] };
      for await (const row of worksheet) {
        const cells: string[] = [];
        row.eachCell({ includeEmpty: false }, (cell, column) => {
          if (column <= MOST_COLUMNS) cells[column - 1] = shown(cell, longestCell);
        });
        if (cells.every((cell) => cell === '' || cell === undefined)) continue;
        rows += 1;
        if (rows > MOST_ROWS) throw tooManyRows();
        sheet.rows.push({ row: row.number, cells: Array.from(cells, (cell) => cell ?? '') });
      }
      if (worksheet.state === undefined || worksheet.state === 'visible') sheets.push(sheet);
    }
  } catch (error) {
    if (error instanceof UnreadableDocument) throw error;
    // The library has a hundred ways to say that a file is broken.
    console.error(`unreadable workbook: ${error instanceof Error ? error.message : String(error)}`);
    throw damaged();
  }
  return sheets;
}

export const tooManyRows = () =>
  new UnreadableDocument(`文件超过 ${MOST_ROWS / 10_000} 万行。请按月拆分后再导入。`);

/** The workbook's parts in an archive of our own, stored without compression. */
async function repacked(bytes: Uint8Array): Promise<Uint8Array> {
  const archive = await openArchive(bytes);
  const parts = archive.names
    .map((name) => ({ name, rank: PARTS.findIndex((part) => part.test(name)) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  if (!parts.some(({ name }) => name === 'xl/workbook.xml')) {
    const isWord = archive.names.some((name) => name.startsWith('word/'));
    throw new UnreadableDocument(
      `这不是 Excel 工作簿${isWord ? '，是 Word 文档' : ''}。请另存为 .xlsx 再导入。`,
    );
  }
  const own = zip({ level: 0 });
  for (const { name } of parts) own.add(name, (await archive.part(name)) ?? Buffer.alloc(0));
  return own.bytes();
}

/** Excel shows and rounds to so many digits; the rest of a double is noise (0.1 + 0.2). */
const DIGITS = 15;

/** 0.95 in a cell of percentages is printed as 95%. */
const PERCENT_FORMAT = /^[#0.,]*0(?:\.0+)?%$/;

function shown(cell: { value: unknown; numFmt?: unknown }, longestCell: number): string {
  const { value, numFmt } = cell;
  if (typeof value === 'number' && typeof numFmt === 'string' && PERCENT_FORMAT.test(numFmt)) {
    return `${exact(value.toPrecision(DIGITS)).times(100).toFixed()}%`;
  }
  return cellText(value, longestCell);
}

/** A cell's value as text. */
function cellText(value: unknown, longestCell: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.slice(0, longestCell).trim();
  if (typeof value === 'number') {
    return Number.isFinite(value) ? exact(value.toPrecision(DIGITS)).toFixed() : '';
  }
  // The library gives days as midnight in UTC.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value !== 'object') return '';
  if ('richText' in value && Array.isArray(value.richText)) {
    return cellText(
      value.richText.map((part: { text?: unknown }) => String(part.text ?? '')).join(''),
      longestCell,
    );
  }
  if ('result' in value) return cellText(value.result, longestCell);
  if ('text' in value) return cellText(value.text, longestCell);
  // A formula never computed, an error (#N/A).
  return 'error' in value ? String(value.error) : '';
}

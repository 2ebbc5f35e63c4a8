/**
 * An xlsx workbook → its sheets as text. The archive is judged by its central directory before anything is inflated; then
 * only the parts that hold cells are taken out, within the same bound, and handed to the reader in an archive of our own:
 * what a hostile file says twice, in two ways, never reaches the library.
 */
import { zip } from '@cj-tech-master/excelts/archive';
import { WorkbookReader } from '@cj-tech-master/excelts';
import { buffer } from 'node:stream/consumers';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { exact } from '../../domain/money.ts';
import type { TableRow } from '../../domain/payment-mapping.ts';
import { UnreadableDocument } from '../forms/text.ts';

/** A workbook with sixty sheets, their drawings and relations has a few hundred. */
const MOST_ENTRIES = 2_000;
/** 50,000 payments of 20 columns are 60 MB of XML. Bytes. */
const MOST_INFLATED = 160 * 1024 * 1024;
/** XML of a sheet with 50,000 equal rows shrinks 30 times; deflate at its best 1,032 times. */
const HIGHEST_RATIO = 200;
/** Below this a high ratio does no harm. Bytes. */
const RATIO_FREE = 4 * 1024 * 1024;

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
export async function readXlsx(bytes: Uint8Array): Promise<Sheet[]> {
  const archive = await repacked(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
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
          if (column <= MOST_COLUMNS) cells[column - 1] = cellText(cell.value);
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
    throw broken();
  }
  return sheets;
}

export const tooManyRows = () =>
  new UnreadableDocument(`文件超过 ${MOST_ROWS / 10_000} 万行。请按月拆分后再导入。`);
const broken = () =>
  new UnreadableDocument('这个 Excel 文件已损坏，读不出来。请在 Excel 里打开后另存为 .xlsx 再导入。');
const bomb = () =>
  new UnreadableDocument('这个文件解开后大得不像支付明细，没有读取。请把明细单独另存为一个 .xlsx 再导入。');

/** The workbook's parts in an archive of our own, stored without compression. */
async function repacked(bytes: Buffer): Promise<Uint8Array> {
  const file = await openZip(bytes);
  const entries = await entriesOf(file);
  judge(entries, bytes.length);
  const parts = entries
    .map((entry) => ({ entry, rank: PARTS.findIndex((part) => part.test(entry.fileName)) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  if (!parts.some(({ entry }) => entry.fileName === 'xl/workbook.xml')) {
    const isWord = entries.some((entry) => entry.fileName.startsWith('word/'));
    throw new UnreadableDocument(
      `这不是 Excel 工作簿${isWord ? '，是 Word 文档' : ''}。请把支付明细另存为 .xlsx 或 .csv 再导入。`,
    );
  }
  const archive = zip({ level: 0 });
  for (const { entry } of parts) archive.add(entry.fileName, await inflate(file, entry));
  return archive.bytes();
}

function judge(entries: readonly Entry[], size: number): void {
  if (entries.length > MOST_ENTRIES) throw bomb();
  const inflated = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (inflated > MOST_INFLATED) throw bomb();
  if (inflated > RATIO_FREE && inflated > size * HIGHEST_RATIO) throw bomb();
  if (entries.some((entry) => entry.isEncrypted())) throw locked();
}

export const locked = () =>
  new UnreadableDocument('这个文件有密码保护。请在 Excel 里去掉密码，另存为 .xlsx 再导入。');

async function openZip(bytes: Buffer): Promise<ZipFile> {
  try {
    // It also holds each entry to the size that the directory says.
    return await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  } catch (error) {
    console.error(`unreadable workbook: ${error instanceof Error ? error.message : String(error)}`);
    throw broken();
  }
}

async function entriesOf(file: ZipFile): Promise<Entry[]> {
  if (file.entryCount > MOST_ENTRIES) throw bomb();
  const entries: Entry[] = [];
  try {
    for await (const entry of file.eachEntry()) entries.push(entry);
  } catch (error) {
    console.error(`unreadable workbook: ${error instanceof Error ? error.message : String(error)}`);
    throw broken();
  }
  return entries;
}

async function inflate(file: ZipFile, entry: Entry): Promise<Buffer> {
  try {
    return await buffer(await file.openReadStreamPromise(entry));
  } catch (error) {
    console.error(`unreadable workbook: ${error instanceof Error ? error.message : String(error)}`);
    throw broken();
  }
}

/** Excel shows and rounds to so many digits; the rest of a double is noise (0.1 + 0.2). */
const DIGITS = 15;

/** A cell's value as text. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.slice(0, LONGEST_CELL).trim();
  if (typeof value === 'number') {
    return Number.isFinite(value) ? exact(value.toPrecision(DIGITS)).toFixed() : '';
  }
  // The library gives days as midnight in UTC.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value !== 'object') return '';
  if ('richText' in value && Array.isArray(value.richText)) {
    return cellText(value.richText.map((part: { text?: unknown }) => String(part.text ?? '')).join(''));
  }
  if ('result' in value) return cellText(value.result);
  if ('text' in value) return cellText(value.text);
  // A formula never computed, an error (#N/A).
  return 'error' in value ? String(value.error) : '';
}

/** The one entry for payment files: bytes or a pasted text → a table without persons, and the mapping its headers suggest. */
import {
  findHeaderRow,
  suggestMapping,
  type PaymentMapping,
  type TableRow,
} from '../../domain/payment-mapping.ts';
import { withoutPersons } from '../../domain/payment-personal.ts';
import { decodeText, UnreadableDocument } from '../forms/text.ts';
import { readCsv } from './csv.ts';
import { locked } from '../forms/archive.ts';
import { readXlsx, type TableSheet } from '../forms/xlsx.ts';

export type PaymentInput = { filename: string; bytes: Uint8Array } | { filename: string; text: string };

export interface ReadPaymentFile {
  /** Name of the sheet; null for text. */
  sheet: string | null;
  /** Names of the sheets with rows that were not read. */
  otherSheets: string[];
  /** From the header on; persons are taken out (domain/payment-personal.ts). */
  rows: TableRow[];
  /** Column names of what was not kept. */
  removed: string[];
  suggested: PaymentMapping;
}

const startsWith = (bytes: Uint8Array, ...signature: number[]) =>
  signature.every((byte, at) => bytes[at] === byte);

/** What a file is, by its first bytes: treasuries print web pages and name them .xls. */
async function sheetsOf(input: PaymentInput): Promise<TableSheet[]> {
  if ('text' in input) return [{ name: '', rows: readCsv(input.text) }];
  const { bytes } = input;
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return readXlsx(bytes);
  // An Excel file of before 2007, or a new one behind a password: both in the container of 97.
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    if (/\.xlsx$/i.test(input.filename)) throw locked();
    throw new UnreadableDocument('这是老格式的 .xls 文件。请在 Excel 里打开，另存为 .xlsx 再导入。');
  }
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) {
    throw new UnreadableDocument('这是 PDF 文件，读不出表格。请从支付系统导出 .xlsx 或 .csv 再导入。');
  }
  const text = decodeText(bytes);
  if (/^\s*(<\?xml|<!doctype|<html|<table|<meta)/i.test(text.slice(0, 500))) {
    throw new UnreadableDocument(
      '这个文件其实是网页，只是取了 Excel 的名字。请在 Excel 里打开，另存为 .xlsx 再导入。',
    );
  }
  return [{ name: '', rows: readCsv(text) }];
}

/**
 * Reads the sheet whose header names most of what a payment has.
 * @throws UnreadableDocument with what to do
 */
export async function readPaymentFile(input: PaymentInput): Promise<ReadPaymentFile> {
  const sheets = (await sheetsOf(input)).filter((sheet) => sheet.rows.length > 0);
  if (sheets.length === 0) throw new UnreadableDocument(`${input.filename} 是空的。请检查文件是否完整。`);
  const understood = sheets.flatMap((sheet) => {
    const headerRow = findHeaderRow(sheet.rows);
    if (headerRow === null) return [];
    const header = sheet.rows.find((row) => row.row === headerRow)?.cells ?? [];
    const above = sheet.rows.filter((row) => row.row < headerRow).flatMap((row) => row.cells);
    return [{ sheet, headerRow, suggested: suggestMapping(header, headerRow, [sheet.name, ...above]) }];
  });
  const fieldsOf = (mapping: PaymentMapping) => Object.keys(mapping.columns).length;
  const [best] = understood.sort(
    (a, b) => fieldsOf(b.suggested) - fieldsOf(a.suggested) || b.sheet.rows.length - a.sheet.rows.length,
  );
  if (!best) {
    throw new UnreadableDocument(
      '没有找到表头。请保留列名所在的那一行，其中要有“金额”，以及“支付日期”“项目名称”等列名。',
    );
  }
  const { rows, removed } = withoutPersons(best.sheet.rows, best.headerRow);
  if (rows.length < 2) throw new UnreadableDocument('表头下面没有支付明细。请检查文件是否完整。');
  return {
    sheet: best.sheet.name || null,
    otherSheets: sheets.filter((sheet) => sheet !== best.sheet).map((sheet) => sheet.name),
    rows,
    removed,
    suggested: best.suggested,
  };
}

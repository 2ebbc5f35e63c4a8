/** The one entry for documents: a file or a pasted text → forms, budget tables and findings. */
import type { RowDocument } from '../../domain/form-declaration.ts';
import {
  readForms,
  withoutPersons,
  type Declaration,
  type Finding,
  type ReadFormsOptions,
} from '../../domain/form.ts';
import { LAYOUTS } from '../../domain/layouts.ts';
import { locked, openArchive } from './archive.ts';
import { rowsOfDocx } from './docx.ts';
import { rowsOfPdf } from './pdf.ts';
import { decodeText, MAX_CELL, rowsOfText, UnreadableDocument } from './text.ts';
import { readXlsx } from './xlsx.ts';

export { UnreadableDocument };

export type DocumentInput = { filename: string; bytes: Uint8Array } | { filename: string; text: string };

export interface ReadDocument {
  forms: Declaration[];
  /** Budget tables are read by a later issue; until then always empty. */
  budgetTables: [];
  findings: Finding[];
  /** The printed lines without persons and telephones, so that a reader can compare: `lines[place.line - 1]`. */
  lines: string[];
}

type Options = Pick<ReadFormsOptions, 'year' | 'heard'>;

/** 20 MB of text hold thousands of forms; the published ones have 0.2 MB. Bytes. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024;

/**
 * Reads a document of any format, told by its content and not by its name. `year` is used for forms that print none.
 * @throws UnreadableDocument with a sentence for the user: type, encoding, password, damage, size, empty, no form found.
 */
export async function readDocument(input: DocumentInput, options: Options = {}): Promise<ReadDocument> {
  refuseLarge(input);
  return formsOf(await rowsOf(input), input.filename, options);
}

/** As readDocument, for text alone. */
export function readTextDocument(input: DocumentInput, options: Options = {}): ReadDocument {
  refuseLarge(input);
  return formsOf(textRowsOf(input), input.filename, options);
}

function refuseLarge(input: DocumentInput): void {
  const size = 'text' in input ? input.text.length : input.bytes.length;
  if (size > MAX_DOCUMENT_BYTES) {
    throw new UnreadableDocument(`文件超过 ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB。请分成几个文件导入。`);
  }
}

const startsWith = (bytes: Uint8Array, ...signature: number[]) =>
  signature.every((byte, at) => bytes[at] === byte);
/** Before the header a PDF may have some bytes of a mailer or a scanner. */
const PDF_HEADER_WITHIN = 1024;

async function rowsOf(input: DocumentInput): Promise<RowDocument> {
  if ('text' in input) return textRowsOf(input);
  const { bytes, filename } = input;
  if (startsWith(bytes, 0x50, 0x4b)) return await rowsOfOffice(bytes);
  if (Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).includes('%PDF-')) return await rowsOfPdf(bytes);
  // Word and Excel of before 2007, or new ones behind a password: both in the container of 97.
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    if (/\.(?:docx|xlsx)$/i.test(filename)) throw locked();
    throw new UnreadableDocument(
      `${filename} 是老格式的 Word 或 Excel 文件（.doc、.xls）。请在 Office 或 WPS 里打开，另存为 .docx 或 .xlsx 再导入。`,
    );
  }
  if (startsWith(bytes, 0xff, 0xd8, 0xff) || startsWith(bytes, 0x89, 0x50, 0x4e, 0x47)) {
    throw new UnreadableDocument(
      `${filename} 是图片，读不出文字。请向填报单位要 Word 或 Excel 文件，或先做文字识别（OCR）再导入。`,
    );
  }
  return textRowsOf(input);
}

async function rowsOfOffice(bytes: Uint8Array): Promise<RowDocument> {
  const { names } = await openArchive(bytes);
  if (names.some((name) => /vbaProject\.bin$/i.test(name))) {
    throw new UnreadableDocument(
      '这个文件带有宏，没有读取。请在 Office 或 WPS 里另存为不带宏的 .docx 或 .xlsx 再导入。',
    );
  }
  if (names.includes('word/document.xml')) return await rowsOfDocx(bytes);
  if (names.includes('xl/workbook.xml')) return await rowsOfWorkbook(bytes);
  throw new UnreadableDocument('这个压缩包不是 Word 文档或 Excel 工作簿。请解压后逐个导入。');
}

/** Visible sheets one after the other: a form may have its own, or share one. */
async function rowsOfWorkbook(bytes: Uint8Array): Promise<RowDocument> {
  const rows: RowDocument['rows'] = [];
  const sheets = await readXlsx(bytes, { longestCell: MAX_CELL });
  for (const [index, sheet] of sheets.entries()) {
    for (const { row, cells } of sheet.rows) {
      rows.push({
        place: { line: rows.length + 1, table: index + 1, cell: `${sheet.name}!${row}` },
        cells: [...cells],
      });
    }
  }
  return { aligned: true, rows };
}

function textRowsOf(input: DocumentInput): RowDocument {
  const text = 'text' in input ? input.text : decodeText(input.bytes);
  if (text.trim() === '') throw new UnreadableDocument(`${input.filename} 是空的。请检查文件是否完整。`);
  if (/^\s*(?:<\?xml|<!doctype|<html)/i.test(text.slice(0, 500))) {
    throw new UnreadableDocument(
      `${input.filename} 其实是网页。请在浏览器里打开，全选复制后粘贴，或另存为 .docx 再导入。`,
    );
  }
  return rowsOfText(text);
}

function formsOf(document: RowDocument, filename: string, options: Options): ReadDocument {
  const { forms, findings } = readForms(document, options);
  if (forms.length === 0) {
    throw new UnreadableDocument(
      `${filename} 中没有找到绩效目标表。请确认文件里有“项目支出绩效目标申报表”或“项目支出预算绩效目标表”，并包含“项目名称”“主管部门”等栏目。`,
    );
  }
  return {
    forms,
    budgetTables: [],
    findings,
    lines: document.rows.map((row) => withoutPersons(row.cells, LAYOUTS).join('\t')),
  };
}

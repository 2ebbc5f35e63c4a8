/** The one entry for documents: a file or a pasted text → forms, budget tables and findings. */
import { withAudit } from '../../domain/audit.ts';
import { readBudgetTables, type BudgetTable } from '../../domain/budget-tables.ts';
import type { RowDocument } from '../../domain/form-declaration.ts';
import {
  readForms,
  withoutPersons,
  type Declaration,
  type Finding,
  type ReadFormsOptions,
} from '../../domain/form.ts';
import { LAYOUTS, type Layout } from '../../domain/layouts.ts';
import { reconcile } from '../../domain/reconcile.ts';
import { locked, openArchive, type Archive } from './archive.ts';
import { rowsOfWord } from './docx.ts';
import { decodeText, rowsOfText, UnreadableDocument } from './text.ts';
import { rowsOfWorkbook, type DocumentRows } from './workbook-rows.ts';

export { UnreadableDocument };

export type DocumentInput = { filename: string; bytes: Uint8Array } | { filename: string; text: string };

export interface ReadDocument {
  forms: Declaration[];
  budgetTables: BudgetTable[];
  findings: Finding[];
  /** The printed lines without persons and telephones, so that a reader can compare: `lines[place.line - 1]`. */
  lines: string[];
}

interface Options extends Pick<ReadFormsOptions, 'year' | 'heard' | 'layouts'> {
  /** Told which page of a PDF is read next: see rowsOfPdf. */
  turned?: (page: number | null) => void;
}

/** 20 MB of text hold thousands of forms; the published ones have 0.2 MB. Bytes. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024;

/**
 * Reads a document of any format, told by its content and not by its name. `year` is used for forms that print none.
 * @throws UnreadableDocument with a sentence for the user: type, encoding, password, damage, size, empty, no form found.
 */
export async function readDocument(input: DocumentInput, options: Options = {}): Promise<ReadDocument> {
  refuseLarge(input);
  return formsOf(await rowsOf(input, options), input.filename, options);
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

async function rowsOf(input: DocumentInput, { layouts = LAYOUTS, turned }: Options): Promise<DocumentRows> {
  if ('text' in input) return textRowsOf(input);
  const { bytes, filename } = input;
  if (startsWith(bytes, 0x50, 0x4b)) return refuseLongText(await rowsOfOffice(bytes, layouts));
  if (Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).includes('%PDF-')) {
    // Its library takes as long to load, and as much memory, as all the rest.
    const { rowsOfPdf } = await import('./pdf.ts');
    return await rowsOfPdf(bytes, turned);
  }
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw refusalOfOldContainer(bytes, filename);
  if (startsWith(bytes, 0x7b, 0x5c, 0x72, 0x74, 0x66)) {
    throw new UnreadableDocument(`${filename} 是 RTF 文件。请在 Word 或 WPS 里打开，另存为 .docx 再导入。`);
  }
  if (startsWith(bytes, 0xff, 0xd8, 0xff) || startsWith(bytes, 0x89, 0x50, 0x4e, 0x47)) {
    throw new UnreadableDocument(
      `${filename} 是图片，读不出文字。请向填报单位要 Word 或 Excel 文件，或先做文字识别（OCR）再导入。`,
    );
  }
  return textRowsOf(input);
}

/** Word and Excel of before 2007, or new ones behind a password: both in the container of 97, whose directory is in UTF-16. */
function refusalOfOldContainer(bytes: Uint8Array, filename: string): UnreadableDocument {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // As bytes: Node looks for a text of UTF-16 for ever when the bytes begin at an odd address.
  const has = (...streams: string[]) => streams.some((name) => whole.includes(Buffer.from(name, 'utf16le')));
  if (has('EncryptedPackage')) return locked();
  if (!has('WordDocument', 'Workbook') && /\.(?:docx|xlsx)$/i.test(filename)) return locked();
  return new UnreadableDocument(
    `${filename} 是老格式的 Word 或 Excel 文件（.doc、.xls、.wps、.et）。请在 Office 或 WPS 里打开，另存为 .docx 或 .xlsx 再导入。`,
  );
}

async function rowsOfOffice(bytes: Uint8Array, layouts: readonly Layout[]): Promise<DocumentRows> {
  const archive = await openArchive(bytes);
  const { names } = archive;
  if (names.some((name) => /vbaProject\.bin$/i.test(name))) {
    throw new UnreadableDocument(
      '这个文件带有宏，没有读取。请在 Office 或 WPS 里另存为不带宏的 .docx 或 .xlsx 再导入。',
    );
  }
  if (names.includes('word/document.xml')) return await rowsOfWord(archive);
  if (names.includes('xl/workbook.xml')) return await rowsOfWorkbook(archive, layouts);
  throw refusalOfArchive(archive);
}

function refusalOfArchive({ names }: Archive): UnreadableDocument {
  if (names.includes('OFD.xml')) {
    return new UnreadableDocument(
      '这是 OFD 版式文件，读不出表格。请在阅读器里导出为 PDF，或向填报单位要 Word 或 Excel 文件再导入。',
    );
  }
  if (names.includes('mimetype') && names.includes('content.xml')) {
    return new UnreadableDocument(
      '这是 OpenDocument 文件（.odt、.ods）。请在 LibreOffice 或 WPS 里另存为 .docx 或 .xlsx 再导入。',
    );
  }
  return new UnreadableDocument('这个压缩包不是 Word 文档或 Excel 工作簿。请解压后逐个导入。');
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

/** Of all cells together: twice what a text may have. A word that a million cells share is kept once, but shown a million times. */
const MOST_CHARACTERS = 40_000_000;

function refuseLongText(document: DocumentRows): DocumentRows {
  let characters = 0;
  for (const { cells } of document.rows) {
    for (const cell of cells) characters += cell.length + 1;
    if (characters > MOST_CHARACTERS) {
      throw new UnreadableDocument(
        `文件里的文字超过 ${MOST_CHARACTERS / 10_000} 万字。请只保留目标表，或分成几个文件导入。`,
      );
    }
  }
  return document;
}

function formsOf(document: DocumentRows, filename: string, options: Options): ReadDocument {
  const layouts = options.layouts ?? LAYOUTS;
  const { forms, findings } = readForms(document, options);
  if (forms.length === 0) {
    const titles = [...new Set(layouts.map((layout) => layout.titles[0]))].map((title) => `“${title}”`);
    // What a form's heading stands in, and no form was read: its cells are gone.
    const isLost = findings.some(({ rule }) => rule === 'target-table-not-read') && !document.aligned;
    const hint = isLost ? '从 PDF 复制出的文字没有表格的格子，请直接导入 PDF、Word 或 Excel 文件。' : '';
    throw new UnreadableDocument(
      `${filename} 中没有找到绩效目标表。请确认文件里有${titles.join('或')}，并包含“项目名称”“主管部门”等栏目。${hint}`,
    );
  }
  const budget = readBudgetTables(document);
  const reconciliation = reconcile(forms, budget.tables);
  return {
    forms: withAudit(forms),
    budgetTables: budget.tables,
    findings: [
      ...findings,
      ...(document.findings ?? []),
      ...budget.findings,
      ...(reconciliation?.findings ?? []),
    ],
    lines: document.rows.map((row) => withoutPersons(row.cells, layouts).join('\t')),
  };
}

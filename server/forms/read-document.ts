/** The one entry for documents: a file or a pasted text → forms, budget tables and findings. */
import {
  readForms,
  withoutPersons,
  type Declaration,
  type Finding,
  type ReadFormsOptions,
} from '../../domain/form.ts';
import { LAYOUTS } from '../../domain/layouts.ts';
import { decodeText, rowsOfText, UnreadableDocument } from './text.ts';

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

/** 20 MB of text hold thousands of forms; the published ones have 0.2 MB. Bytes. */
export const MAX_DOCUMENT_BYTES = 20 * 1024 * 1024;

const KNOWN_LATER: Record<string, string> = {
  docx: 'Word 文档',
  xlsx: 'Excel 工作簿',
  pdf: 'PDF 文件',
};

function textOf(input: DocumentInput): string {
  if ('text' in input) return input.text;
  const extension = /\.([^.]+)$/.exec(input.filename)?.[1]?.toLowerCase() ?? '';
  const kind = KNOWN_LATER[extension];
  if (kind) {
    throw new UnreadableDocument(
      `暂不能直接读取${kind}（${input.filename}）。请全选复制内容后粘贴，或另存为 .txt 再导入。`,
    );
  }
  if (!['txt', 'text', 'tsv', 'csv', ''].includes(extension)) {
    throw new UnreadableDocument(`不能读取 .${extension} 文件（${input.filename}）。请另存为 .txt 再导入。`);
  }
  return decodeText(input.bytes);
}

/**
 * Reads a document. `year` is used for forms that print none.
 * @throws UnreadableDocument with a sentence for the user: type, encoding, size, empty, no form found.
 */
export function readDocument(
  input: DocumentInput,
  options: Pick<ReadFormsOptions, 'year' | 'heard'> = {},
): ReadDocument {
  const size = 'text' in input ? input.text.length : input.bytes.length;
  if (size > MAX_DOCUMENT_BYTES) {
    throw new UnreadableDocument(`文件超过 ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB。请分成几个文件导入。`);
  }
  const text = textOf(input);
  if (text.trim() === '') throw new UnreadableDocument(`${input.filename} 是空的。请检查文件是否完整。`);
  const document = rowsOfText(text);
  const { forms, findings } = readForms(document, options);
  if (forms.length === 0) {
    throw new UnreadableDocument(
      `${input.filename} 中没有找到绩效目标表。请确认文件里有“项目支出绩效目标申报表”或“项目支出预算绩效目标表”，并包含“项目名称”“主管部门”等栏目。`,
    );
  }
  return {
    forms,
    budgetTables: [],
    findings,
    lines: document.rows.map((row) => withoutPersons(row.cells, LAYOUTS).join('\t')),
  };
}

/** Text files → rows. Knows encodings, tabs and stray markup; knows no rules of forms. */
import type { Row, RowDocument } from '../../domain/form-declaration.ts';

/** A refusal to read, with a sentence that says what to do. */
export class UnreadableDocument extends Error {
  override name = 'UnreadableDocument';
}

/** A long cell or line is cut here: no form prints one, and a hostile file must not be carried on. Characters. */
export const MAX_CELL = 20_000;

/** Bytes → text: UTF-8 (with or without BOM), UTF-16 with BOM, else GB18030. Refuses what is no text. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) {
    throw new UnreadableDocument('文件不是文本文件。请把内容另存为 .txt（UTF-8 或 GB18030 编码）后再导入。');
  }
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a TypeError says: not this encoding
    }
  }
  throw new UnreadableDocument('文字编码无法识别。请把文件另存为 UTF-8 或 GB18030 编码的 .txt 后再导入。');
}

/** Tags that a converter left in the text (`<b>`, `<h2 style="…">`). Comparison signs are not followed by a letter. */
const MARKUP = /<\/?[A-Za-z][^<>]{0,200}>/g;
const cellText = (text: string): string =>
  text
    .replace(MARKUP, '')
    .replace(/^#+\s+/, '')
    .slice(0, MAX_CELL)
    .trim();

/**
 * Text → rows, one per line. A document with tabs is aligned: each tab opens a cell. Without tabs it is running
 * text: each row has its line as the only cell. Enclosing quotes of pasted spreadsheet cells are kept as printed.
 */
export function rowsOfText(text: string): RowDocument {
  const lines = text.replace(/^﻿/, '').split(/\r\n|\n|\r|\f/);
  const aligned = text.includes('\t');
  const rows = lines.map((line, index): Row => {
    const cells = aligned ? line.split('\t').map(cellText) : [cellText(line)];
    return { place: { line: index + 1 }, cells };
  });
  return { aligned, rows };
}

/** Text files → rows. Knows encodings, tabs and stray markup; knows no rules of forms. */
import type { Row, RowDocument, Segment } from '../../domain/form-declaration.ts';

/** A refusal to read, with a sentence that says what to do. */
export class UnreadableDocument extends Error {
  override name = 'UnreadableDocument';
}

/** A long cell or line is cut here: no form prints one, and a hostile file must not be carried on. Characters. */
export const MAX_CELL = 20_000;

/**
 * Signs that no person typed and no database keeps: a PDF's broken table of letters and an escape of Excel (`_x0000_`) give them.
 * Line ends and tabs stay.
 */
export const storable = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').toWellFormed();

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
function cellText(text: string): string {
  if (text === '') return '';
  // Asked before the patterns are: few cells have such a sign.
  const plain = text.includes('<') ? text.replace(MARKUP, '') : text;
  return (plain.startsWith('#') ? plain.replace(/^#+\s+/, '') : plain).slice(0, MAX_CELL).trim();
}

/**
 * Text → rows, one per line. A document with tabs is aligned: each tab opens a cell. Without tabs it is running
 * text: each row has its line as the only cell. Quotes are kept as printed, but for those that Excel puts around a pasted
 * cell of several lines: such a cell stands whole in its first row, and the rows of its other lines are empty.
 */
export function rowsOfText(text: string): RowDocument {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r|\f/);
  const aligned = text.includes('\t');
  const whole = aligned ? joinPastedCells(lines) : lines;
  const rows = whole.map((line, index): Row => {
    const place = { line: index + 1 };
    if (aligned) return { place, cells: line.split('\t').map(cellText) };
    const segments = segmentsOf(line);
    return { place, cells: [cellText(line)], ...(segments && { segments }) };
  });
  return { aligned, rows };
}

/** More parts has no line of a table. */
const MOST_SEGMENTS = 60;

/** Parts of a line that two blanks or more set apart; null: none are. */
function segmentsOf(line: string): Segment[] | null {
  if (!line.includes('  ') || isTooLong(line)) return null;
  const segments: Segment[] = [];
  for (const { index, 0: text } of line.matchAll(/\S+(?: \S+)*/g)) {
    if (segments.length >= MOST_SEGMENTS) return null;
    segments.push({ start: index, text: cellText(text) });
  }
  return segments;
}

/** A cell of Excel has no more lines than this on a form; a quote that stays open longer is a printed one. */
const MOST_LINES_IN_CELL = 60;
/** A cell whose quote is opened, and not closed on its line. */
const OPENED = /(?:^|\t)"(?=[^\t]*$)(?!(?:[^"\t]|"")*"$)/;
/** Where it is closed: before a tab or the line's end. */
const CLOSED = /^((?:[^"]+|"")*)"(?=\t|$)/;

/** A line of a hostile file is not looked at for quotes. */
const isTooLong = (line: string): boolean => line.length > MAX_CELL;
/** Said before the patterns are asked: most lines have no quote. */
const hasQuote = (line: string): boolean => line.includes('"');

/** The same lines, with each pasted cell whole in its first one and '' in the place of the others. */
function joinPastedCells(lines: readonly string[]): string[] {
  const joined = [...lines];
  for (let at = 0; at < joined.length; at += 1) {
    if (isTooLong(joined[at] ?? '') || !hasQuote(joined[at] ?? '')) continue;
    for (let open = OPENED.exec(joined[at] ?? ''); open; open = OPENED.exec(joined[at] ?? '')) {
      const close = closingLine(lines, at);
      if (close === null) break;
      const head = (joined[at] ?? '').slice(0, open.index) + (open[0].startsWith('\t') ? '\t' : '');
      const body = [
        (joined[at] ?? '').slice(open.index + open[0].length),
        ...lines.slice(at + 1, close + 1),
      ].join('\n');
      const [whole = '', cell = ''] = CLOSED.exec(body) ?? [];
      if (whole === '') break;
      joined[at] = head + cell.replaceAll('""', '"') + body.slice(whole.length);
      joined.fill('', at + 1, close + 1);
      at = close;
    }
  }
  return joined;
}

/** The next line that closes a quote; null: none is near, or another is opened before. */
function closingLine(lines: readonly string[], opened: number): number | null {
  for (let at = opened + 1; at < lines.length && at <= opened + MOST_LINES_IN_CELL; at += 1) {
    const line = lines[at] ?? '';
    if (isTooLong(line)) return null;
    if (CLOSED.test(line)) return at;
    if (OPENED.test(line)) return null;
  }
  return null;
}

/** What a test wants to know of a PDF that Chromium wrote, without a reader of PDF. */
import { inflateSync } from 'node:zlib';

export interface Paper {
  pages: number;
  /** Of the first page, millimetres. */
  widthMm: number;
  heightMm: number;
  /** Every letter that is printed somewhere; the order of letters is the fonts' business. */
  letters: ReadonlySet<string>;
}

const POINTS_PER_MM = 72 / 25.4;

/** Skia writes its objects plainly and each page as one object; letters stand in the fonts' ToUnicode maps. */
export function readPaper(pdf: Buffer): Paper {
  const text = pdf.toString('latin1');
  const box = /\/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(text);
  if (!box) throw new Error('no page in the PDF');
  const letters = new Set<string>();
  for (const stream of streamsOf(pdf, text)) {
    // A font draws ⾄ (a radical) and 至 as one glyph, and the map may name either.
    for (const letter of lettersOf(stream)) letters.add(letter.normalize('NFKC'));
  }
  return {
    pages: text.match(/\/Type \/Page\b/g)?.length ?? 0,
    widthMm: Number(box[1]) / POINTS_PER_MM,
    heightMm: Number(box[2]) / POINTS_PER_MM,
    letters,
  };
}

function* streamsOf(pdf: Buffer, text: string): Generator<string> {
  for (const { index } of text.matchAll(/stream\r?\n/g)) {
    const start = text.indexOf('\n', index) + 1;
    const end = text.indexOf('endstream', start);
    if (text.slice(index - 3, index) === 'end' || end < 0) continue;
    try {
      yield inflateSync(pdf.subarray(start, end)).toString('latin1');
    } catch {
      continue; // a picture or a font that is packed otherwise
    }
  }
}

/** `<0012> <4E25>` of a bfchar list, `<0012> <0015> <4E25>` of a bfrange list. */
function* lettersOf(stream: string): Generator<string> {
  for (const [, list = ''] of stream.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = ''] of list.matchAll(/<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>/g)) yield textOf(code);
  }
  for (const [, list = ''] of stream.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    const ranges = list.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]{4})>/g);
    for (const [, first = '', last = '', code = ''] of ranges) {
      const count = parseInt(last, 16) - parseInt(first, 16);
      for (let step = 0; step <= count; step += 1) yield String.fromCharCode(parseInt(code, 16) + step);
    }
  }
}

function textOf(code: string): string {
  return Buffer.from(code, 'hex').swap16().toString('utf16le');
}

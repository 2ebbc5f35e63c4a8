/** Pieces of text → lines → the text of a cell, as one again where the cell's width broke it. */

export interface Piece {
  text: string;
  x: number;
  /** The base line. */
  y: number;
  width: number;
  /** Size of the type. */
  height: number;
}

/** Places where documents write a blank, or do not: 足额, 及时 · 2023 年 · 共 12. */
type Border = 'mark' | 'number' | 'chinese';
const BORDERS: Record<Border, RegExp> = {
  mark: /[,;:.](\s?)(?=[\u3400-\u9fff])/g,
  number: /[0-9](\s?)(?=[\u3400-\u9fff])/g,
  chinese: /[\u3400-\u9fff](\s?)(?=[0-9])/g,
};

/** How a document writes. */
export interface Manner {
  /** For each border how often with a blank, less how often without. */
  blanks: Record<Border, number>;
  /** Its blanks are glyphs: a gap without one is the work of a line that was stretched to the width of its cell. */
  printsBlanks: boolean;
}

const blanksIn = (text: string, border: Border): number[] =>
  Array.from(text.matchAll(BORDERS[border]), ([, blank]) => (blank === '' ? -1 : 1));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** @param lines of cells, of all pages; those of running text may hold several columns */
export function mannerOf(lines: readonly (readonly Piece[])[]): Manner {
  const texts = lines.map((line) => joined(line));
  const blanks = (border: Border) => sum(texts.flatMap((text) => blanksIn(text, border)));
  return {
    blanks: { mark: blanks('mark'), number: blanks('number'), chinese: blanks('chinese') },
    printsBlanks: lines.some((line) => line.some(({ text }) => /\S\s|^\s+$/.test(text))),
  };
}

/**
 * Lines of a cell that its width broke. The blank at which a line ends is not drawn: whether there was one, the text's own places
 * of the kind tell, else the document's.
 */
export function joinLines(lines: readonly string[], { blanks }: Manner): string {
  let text = '';
  for (const line of lines) {
    const border = borderBetween(text, line);
    if (border) {
      const own = lines.flatMap((other) => blanksIn(other, border));
      if ((own.length > 0 ? sum(own) : blanks[border]) > 0) text += ' ';
    }
    text += line;
  }
  return text;
}

const CHINESE = /[\u3400-\u9fff]/;

function borderBetween(before: string, after: string): Border | null {
  const [last, first] = [before.at(-1) ?? '', after[0] ?? ''];
  if (CHINESE.test(first)) return /[,;:.]/.test(last) ? 'mark' : /[0-9]/.test(last) ? 'number' : null;
  return CHINESE.test(last) && /[0-9]/.test(first) ? 'chinese' : null;
}

/** Pieces on one base line, from left to right; lines from top to bottom. */
export function linesOf(pieces: readonly Piece[]): Piece[][] {
  const lines: Piece[][] = [];
  for (const piece of pieces.filter(({ text }) => text !== '').toSorted((a, b) => b.y - a.y)) {
    const line = lines.at(-1);
    const near = line?.[0];
    if (line && near && near.y - piece.y <= Math.max(near.height, piece.height, 6) / 2) line.push(piece);
    else lines.push([piece]);
  }
  return lines.map((line) => line.toSorted((a, b) => a.x - b.x));
}

/** A gap wider than this share of the type's size is a blank; narrower ones are the space between Chinese and Latin type. */
const BLANK = 0.35;

/** The text of one line. `isStretched`: its gaps are no blanks. */
export function joined(line: readonly Piece[], isStretched = false): string {
  let text = '';
  let end: number | null = null;
  for (const piece of line) {
    const isGap = end !== null && piece.x - end > Math.max(piece.height, 1) * BLANK;
    if (isGap && !isStretched && !text.endsWith(' ')) text += ' ';
    text += piece.text;
    end = piece.x + piece.width;
  }
  return text;
}

/**
 * Rows that the end of a page cut: which cells of a page's first row go on from cells of the page before. A text goes on when it
 * broke off where its cell's width broke it: the first word of the rest would not have found room on the last line before.
 * Lengths are points.
 */
import { MOST_PADDING, type Box } from './pdf-grid.ts';
import { joined, type Piece } from './pdf-lines.ts';

/** Cells are the same column's when their edges agree within this. */
const TOUCH = 2.5;
/** Widths of words are estimated from their piece's, and rules have a width of their own. */
const TOLERANCE = 1.5;

/**
 * @param tail cells over each column in the last row of a page's last table
 * @param head the same of the first row of the next page's first table
 * @param padding between a rule and the text, on either side
 * @returns for each column the row of `tail`'s table in which the text begins that `head`'s cell goes on with; null: it does not
 */
export function goesOnFrom(tail: readonly Box[], head: readonly Box[], padding: number): (number | null)[] {
  return head.map((box, column) => {
    const before = tail[column];
    return before && isSameColumn(before, box) && brokeOff(before, box, padding) ? before.row : null;
  });
}

/** What most cells leave before their text; what is centred leaves more, each its own. */
export function paddingOf(boxes: Iterable<Box>): number {
  const times = new Map<number, number>();
  for (const { left, lines } of boxes) {
    const inset = Math.min(...lines.map(([first]) => (first?.x ?? left) - left));
    if (inset < 0 || inset > MOST_PADDING) continue;
    const rounded = Math.round(inset * 2) / 2;
    times.set(rounded, (times.get(rounded) ?? 0) + 1);
  }
  const [most] = [...times].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 0;
}

const isSameColumn = (a: Box, b: Box): boolean =>
  Math.abs(a.left - b.left) <= TOUCH && Math.abs(a.right - b.right) <= TOUCH;

function brokeOff(before: Box, rest: Box, padding: number): boolean {
  const line = before.lines.at(-1);
  if (!line || rest.lines.length === 0) return false;
  const room = before.right - before.left - 2 * padding;
  return widthOf(line) + widthOfFirstWord(rest.lines) > room - TOLERANCE;
}

function widthOf(line: readonly Piece[]): number {
  const [first, last] = [line[0], line.at(-1)];
  return first && last ? last.x + last.width - first.x : 0;
}

/** Full-width signs and letters: each as wide as the type is high. */
const FULL = String.raw`\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60`;
const FULL_WIDTH = new RegExp(`[${FULL}]`);
/** What may not end a line, and what may not begin one, as office programs have it for Chinese. */
const OPENING = String.raw`$(\[{£¥‘“〈《「『【〔〖〝（．［｛￡￥`;
const CLOSING = String.raw`!%),.:;>?\]}¢°·ˇˉ―’”…‰′″›℃∶、。〃〉》」』】〕〗〞！％），．：；？］｜｝～`;
/** What is not broken: a Chinese character, or all up to a blank or the next Chinese one. */
const WORD = new RegExp(`^[${OPENING}]*(?:[${FULL}]|[^\\s${FULL}]+)[${CLOSING}]*`);

/** Of a word that is wider than its cell the lines hold a part each. */
function widthOfFirstWord(lines: readonly (readonly Piece[])[]): number {
  let left = (
    WORD.exec(
      lines
        .map((line) => joined(line))
        .join('')
        .trimStart(),
    )?.[0] ?? ''
  ).length;
  let width = 0;
  for (const piece of lines.flat()) {
    const characters = [...piece.text.trimStart()];
    const full = characters.filter((character) => FULL_WIDTH.test(character)).length;
    const narrow = characters.length - full;
    const each = narrow === 0 ? 0 : Math.max(0, piece.width - full * piece.height) / narrow;
    for (const character of characters) {
      if (left <= 0) return width;
      width += FULL_WIDTH.test(character) ? piece.height : each;
      left -= character.length;
    }
  }
  return width;
}

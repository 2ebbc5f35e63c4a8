/**
 * How high a text gets in a cell. Excel fits no row to merged cells and no printer asks it to: whoever writes the file says
 * how high each row is. An estimate on the safe side: Han letters are as wide as they are high, others about half.
 */

/** Line distance of Chinese fonts, of the size. */
const LINE = 1.32;
/** Letters per Han letter, of the widths that count. */
const HALF = 0.55;
const MM_PER_POINT = 25.4 / 72;

/** Width of a line in letters as wide as Han. */
function widthOf(line: string): number {
  let width = 0;
  for (const letter of line)
    width += /[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f—“”‘’…·√●]/u.test(letter) ? 1 : HALF;
  return width;
}

export function linesOf(text: string, size: number, widthMm: number): number {
  const letters = Math.max(1, Math.floor(widthMm / (size * MM_PER_POINT)));
  return text.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(widthOf(line) / letters)), 0);
}

/** Points, with half a letter above and below. */
export function heightOf(text: string, size: number, widthMm: number): number {
  return linesOf(text, size, widthMm) * size * LINE + size / 2;
}

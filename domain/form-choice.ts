/** Which of several layouts a form prints that has the heading of them all, or none. */
import { columnBelow, headingsAt } from './form-columns.ts';
import type { Row } from './form-declaration.ts';
import { fieldLabel, fundingCell, titleOf } from './form-label.ts';
import type { Layout } from './layouts.ts';

/** How many of a layout's labels these rows print: to choose among layouts with the same heading, or without one. */
function resemblance(rows: readonly Row[], aligned: boolean, layout: Layout): number {
  let score = 0;
  const seen = new Set<string>();
  for (const row of rows) {
    const cells = aligned ? row.cells : row.cells.flatMap((cell) => cell.split(/\s+/));
    const targets = cells.filter((cell) => columnBelow(cell, layout)?.kind === 'target').length;
    if (targets > 0) score += targets === layout.blocks.length ? 3 : -3;
    for (const cell of cells) {
      const label = fieldLabel(cell, layout)?.field ?? fundingCell(cell, layout)?.part;
      if (label && !seen.has(label)) score += seen.add(label).size > 0 ? 1 : 0;
    }
  }
  return score;
}

/** Below a heading. */
export const ROWS_LOOKED_AT = 60;

/** The layout by which the form below is read: one that is described before the general one; null: none fits. */
export function chooseLayout(
  rows: readonly Row[],
  aligned: boolean,
  candidates: readonly Layout[],
): Layout | null {
  const general = candidates.find(({ columnsAsPrinted }) => columnsAsPrinted);
  const described = candidates.filter(({ columnsAsPrinted }) => !columnsAsPrinted);
  const likeliest = likeliestLayout(rows, aligned, described);
  return general && !(likeliest && fits(rows, aligned, likeliest, general)) ? general : likeliest;
}

/** Does the form print the columns of this layout? One without a heading says nothing against it. */
function fits(rows: readonly Row[], aligned: boolean, layout: Layout, general: Layout): boolean {
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as Row;
    const [only = '', ...others] = row.cells.filter((cell) => cell !== '');
    if (others.length === 0 && titleOf(only, layout)) break;
    const words = wordsOf(row, aligned);
    if (!words.some((word) => columnBelow(word, general)?.kind === 'target')) continue;
    const next = rows[index + 1];
    const two = [row, ...(next ? [next] : [])].map((one) => ({ ...one, cells: wordsOf(one, aligned) }));
    const found = headingsAt(two, 0, general);
    if (!found) continue;
    const own = found.headings.filter(({ kind }) => kind !== 'section');
    if (own.some(({ text, isKnown }) => isKnown && !columnBelow(text, layout))) return false;
    const targets = own.filter(({ kind }) => kind === 'target').length;
    if (targets >= layout.blocks.length) return targets === layout.blocks.length;
    // A scan loses the right half of a heading; the funding above has two sides still.
    return rows.slice(0, index).some((above) => hasTwoSides(wordsOf(above, aligned), layout));
  }
  return true;
}

const wordsOf = ({ cells }: Row, aligned: boolean): string[] =>
  aligned ? cells : cells.flatMap((cell) => cell.split(/\s+/));

function hasTwoSides(words: readonly string[], layout: Layout): boolean {
  const lines = words.flatMap((word) => fundingCell(word, layout)?.line ?? []);
  return new Set(lines).size < lines.length;
}

function likeliestLayout(
  rows: readonly Row[],
  aligned: boolean,
  candidates: readonly Layout[],
): Layout | null {
  let best: Layout | null = null;
  let bestScore = 0;
  for (const layout of candidates) {
    const score = candidates.length === 1 ? 1 : resemblance(rows, aligned, layout);
    if (score > bestScore) [best, bestScore] = [layout, score];
  }
  return best;
}

/**
 * Puts the cells of one row of an indicator table into their columns. A scan shifts cells, repeats and drops
 * them, and the text of a PDF has no columns at all, so the row is not read by index: of all orderly placements
 * the cheapest is taken, where a placement costs what speaks against it (a number in a name's place, distance
 * from the heading, a cell left out). Cells keep their order; a placement is found in (cells × columns) steps.
 */
import { isFragment, isLevel1, labelKey, level2Label, type Level2Label } from './form-label.ts';
import type { Layout } from './layouts.ts';

export interface Cell {
  text: string;
  /** Column index; null in running text. */
  column: number | null;
}

/** Columns of the headings, as found: `level1`, then one set per block. Missing in running text. */
export interface HeadingColumns {
  level1: number | null;
  blocks: { level2: number | null; name: number | null; target: number | null }[];
}

export interface AlignedBlock {
  level2: Level2Label | null;
  name: string | null;
  target: string | null;
}

export interface AlignedRow {
  level1: string | null;
  blocks: AlignedBlock[];
  /** Cells for which there is no place. */
  left: string[];
}

type SlotKind = 'section' | 'level1' | 'level2' | 'name' | 'target';
interface Slot {
  kind: SlotKind;
  block: number;
  column: number | null;
}
interface Word {
  cell: Cell;
  section: boolean;
  level1: string | null;
  level2: Level2Label | null;
  fragment: boolean;
  targetLike: boolean;
  repeats: boolean;
}

const TARGET_LIKE =
  /^([≥≤><=＞＜≦≧~约]|不[低高少多超]|\d[\d,.]*\s*\D{0,8}$|\d[\d,.]*[%％‰]|.{0,2}\d[\d.]*[%％]|\d+年?\d*月)/;
const IMPOSSIBLE = 20;
const LEFT_OUT = 10;

function wordOf(cell: Cell, previous: Cell | undefined, layout: Layout): Word {
  return {
    cell,
    section: labelKey(cell.text) === layout.sectionLabel,
    level1: isLevel1(cell.text, layout),
    level2: level2Label(cell.text, layout),
    fragment: isFragment(cell.text, layout),
    targetLike: TARGET_LIKE.test(cell.text),
    repeats: previous !== undefined && labelKey(previous.text) === labelKey(cell.text),
  };
}

/** What speaks against this word in that kind of column. */
function misfit(word: Word, kind: SlotKind): number {
  switch (kind) {
    case 'section':
      return word.section ? 0 : word.fragment ? 0.5 : word.level1 ? 1 : IMPOSSIBLE;
    case 'level1':
      return word.level1 ? 0 : word.fragment ? 0.5 : word.level2?.sure ? 4 : IMPOSSIBLE;
    case 'level2':
      return word.level2 ? (word.level2.sure ? 0 : 1) : word.fragment ? 2 : IMPOSSIBLE;
    case 'name':
      if (word.level2) return word.level2.sure ? 2 : 0.5;
      if (word.section) return 1;
      if (word.level1 || word.fragment) return 3;
      return word.targetLike ? 1.5 : 0;
    case 'target':
      if (word.level2?.sure || word.level1 || word.section) return IMPOSSIBLE;
      return word.targetLike ? 0 : word.cell.text.length > 20 ? 3 : 1;
  }
}

const costOfLeavingOut = (word: Word): number => (word.fragment ? 0.3 : word.repeats ? 1 : LEFT_OUT);

function slotsOf(headings: HeadingColumns, layout: Layout): Slot[] {
  const section = headings.level1 === null ? null : headings.level1 - 1;
  const slots: Slot[] = [
    { kind: 'section', block: -1, column: section },
    { kind: 'level1', block: -1, column: headings.level1 },
  ];
  const [first] = headings.blocks;
  const width =
    first && first.level2 !== null && first.target !== null ? ((first.target - first.level2) / 2) * 3 : 0;
  for (let block = 0; block < layout.blocks.length; block++) {
    // A heading that lost its right half: the blocks are as wide as the first.
    const columns = headings.blocks[block] ?? first;
    const shift = headings.blocks[block] ? 0 : width * block;
    const column = (own: number | null | undefined): number | null =>
      own === null || own === undefined ? null : own + shift;
    slots.push(
      { kind: 'level2', block, column: column(columns?.level2) },
      { kind: 'name', block, column: column(columns?.name) },
      { kind: 'target', block, column: column(columns?.target) },
    );
  }
  return slots;
}

/** A shift of the whole row by up to this many columns is looked for. */
const MAX_SHIFT = 6;
const PER_COLUMN = 0.4;

interface Placement {
  cost: number;
  /** Slot of each word, -1 when left out. */
  slots: number[];
}

/**
 * Best placement for one shift. `best[w][s]`: cheapest with the first w words placed in the first s slots. A name
 * without a target costs 2, a target without a name 4, settled when the block's target column is passed.
 */
function place(
  words: readonly Word[],
  slots: readonly Slot[],
  misfits: readonly number[][],
  shift: number,
): Placement {
  const states = 2; // is the name of the current block filled?
  const width = (slots.length + 1) * states;
  const best = new Float64Array((words.length + 1) * width).fill(Infinity);
  const from = new Int8Array((words.length + 1) * width).fill(-1);
  const at = (w: number, s: number, named: number): number => w * width + s * states + named;
  best[at(0, 0, 0)] = PER_COLUMN * Math.abs(shift);
  const relax = (target: number, cost: number, move: number): void => {
    if (cost < (best[target] ?? Infinity)) {
      best[target] = cost;
      from[target] = move;
    }
  };
  for (let w = 0; w <= words.length; w++) {
    for (let s = 0; s <= slots.length; s++) {
      for (let named = 0; named < states; named++) {
        const cost = best[at(w, s, named)] ?? Infinity;
        if (cost === Infinity) continue;
        const word = words[w];
        const slot = slots[s];
        if (word) relax(at(w + 1, s, named), cost + costOfLeavingOut(word), named);
        if (!slot) continue;
        const unnamed = slot.kind === 'target' && named === 1 ? 2 : 0;
        relax(at(w, s + 1, slot.kind === 'target' ? 0 : named), cost + unnamed, 2 + named);
        if (!word) continue;
        const { column } = word.cell;
        const distance =
          column === null || slot.column === null ? 0 : Math.min(Math.abs(column - slot.column - shift), 4);
        const fit = cost + (misfits[w]?.[s] ?? IMPOSSIBLE) + PER_COLUMN * distance;
        if (slot.kind === 'name') relax(at(w + 1, s + 1, 1), fit, 4 + named);
        else if (slot.kind === 'target') relax(at(w + 1, s + 1, 0), fit + (named === 1 ? 0 : 4), 4 + named);
        else relax(at(w + 1, s + 1, named), fit, 4 + named);
      }
    }
  }
  return trace(words.length, slots.length, best, from, at);
}

function trace(
  wordCount: number,
  slotCount: number,
  best: Float64Array,
  from: Int8Array,
  at: (w: number, s: number, named: number) => number,
): Placement {
  const placed = new Array<number>(wordCount).fill(-1);
  let [w, s, named] = [wordCount, slotCount, 0];
  const cost = best[at(w, s, named)] ?? Infinity;
  while (w > 0 || s > 0) {
    const move = from[at(w, s, named)] ?? -1;
    if (move < 0) break;
    if (move < 2) w--;
    else if (move < 4) s--;
    else placed[--w] = --s;
    named = move % 2;
  }
  return { cost, slots: placed };
}

/** Places the non-empty cells of a row. Linear in the number of cells (columns and shifts are constants). */
export function alignRow(cells: readonly Cell[], headings: HeadingColumns, layout: Layout): AlignedRow {
  const words = cells.map((cell, index) => wordOf(cell, cells[index - 1], layout));
  const slots = slotsOf(headings, layout);
  const positioned = headings.level1 !== null && cells.every((cell) => cell.column !== null);
  const misfits = words.map((word) => slots.map((slot) => misfit(word, slot.kind)));
  let placement = place(words, slots, misfits, 0);
  // A shift costs this much by itself: most rows are settled by the first placement.
  for (let far = 1; positioned && far <= MAX_SHIFT && PER_COLUMN * far <= placement.cost; far++) {
    const left = place(words, slots, misfits, -far);
    if (left.cost <= placement.cost) placement = left;
    const right = place(words, slots, misfits, far);
    if (right.cost < placement.cost) placement = right;
  }
  const row: AlignedRow = {
    level1: null,
    blocks: layout.blocks.map(() => ({ level2: null, name: null, target: null })),
    left: [],
  };
  words.forEach((word, index) => {
    const slot = slots[placement.slots[index] ?? -1];
    if (!slot) {
      if (!word.repeats && !word.fragment) row.left.push(word.cell.text);
    } else if (slot.kind === 'level1') row.level1 = word.level1;
    else if (slot.kind !== 'section') {
      const block = row.blocks[slot.block];
      if (!block) return;
      if (slot.kind === 'level2') block.level2 = word.level2;
      else block[slot.kind] = word.cell.text;
    }
  });
  return row;
}

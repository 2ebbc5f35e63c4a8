/**
 * Puts the cells of one row of an indicator table into their columns. A scan shifts cells, repeats and drops
 * them, and the text of a PDF has no columns at all, so the row is not read by index: of all orderly placements
 * the cheapest is taken, where a placement costs what speaks against it (a number in a name's place, distance
 * from the heading, a cell left out). Cells keep their order; a placement is found in (cells × columns) steps.
 */
import { isFragment, isLevel1, labelKey, level2Label, type Level2Label } from './form-label.ts';
import type { ColumnKind, Layout } from './layouts.ts';

export interface Cell {
  text: string;
  /** Column index; null in running text. */
  column: number | null;
}

type BlockKind = Exclude<ColumnKind, 'level1'>;

/** Columns of the headings, as found: `level1`, then one set per block. Missing in running text. */
export interface HeadingColumns {
  level1: number | null;
  blocks: Partial<Record<BlockKind, number>>[];
}

export interface AlignedBlock {
  level2: Level2Label | null;
  name: string | null;
  /** With its comparator and unit where they have columns of their own. */
  target: string | null;
}

export interface AlignedRow {
  level1: string | null;
  blocks: AlignedBlock[];
  /** Cells for which there is no place. */
  left: string[];
}

type SlotKind = 'section' | ColumnKind;
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
const COMPARATOR_LIKE =
  /^(?:[≥≤=><＝＞＜≧≦~～约]{1,2}|[大小等]于(?:等于)?|不[低高少多超].{0,2}|定[性量]|[正反]向)(?:指标)?$/;
const UNIT_LIKE = /^[^\d\s]{1,8}$/;
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
    case 'comparator':
      return COMPARATOR_LIKE.test(word.cell.text) ? 0 : IMPOSSIBLE;
    case 'unit':
      if (word.level2?.sure || word.level1 || word.section) return IMPOSSIBLE;
      return UNIT_LIKE.test(word.cell.text) ? 0 : 4;
    case 'ignored':
      return word.level2?.sure || word.level1 || word.section ? IMPOSSIBLE : 0.5;
  }
}

const costOfLeavingOut = (word: Word): number => (word.fragment ? 0.3 : word.repeats ? 1 : LEFT_OUT);

function slotsOf(headings: HeadingColumns, layout: Layout): Slot[] {
  const kinds = layout.indicatorColumns.map(({ kind }) => kind);
  const blockKinds = kinds.filter((kind) => kind !== 'level1');
  const [first] = headings.blocks;
  const columnsOfFirst = blockKinds.flatMap((kind) => first?.[kind] ?? []);
  const leftmost = kinds[0] === 'level1' ? headings.level1 : (columnsOfFirst[0] ?? null);
  const slots: Slot[] = [{ kind: 'section', block: -1, column: leftmost === null ? null : leftmost - 1 }];
  // A block that has all its columns: as wide as the step from one to the next, once for each.
  const [from, to] = [columnsOfFirst[0] ?? 0, columnsOfFirst.at(-1) ?? 0];
  const isWhole = columnsOfFirst.length === blockKinds.length && blockKinds.length > 1;
  const width = isWhole ? ((to - from) / (blockKinds.length - 1)) * blockKinds.length : 0;
  for (let block = 0; block < layout.blocks.length; block++) {
    // A heading that lost its right half: the blocks are as wide as the first.
    const columns = headings.blocks[block] ?? first;
    const shift = headings.blocks[block] ? 0 : width * block;
    for (const kind of kinds) {
      if (kind === 'level1') {
        if (block === 0) slots.push({ kind, block: -1, column: headings.level1 });
        continue;
      }
      const own = columns?.[kind];
      slots.push({ kind, block, column: own === undefined ? null : own + shift });
    }
  }
  return slots;
}

/** A shift of the whole row by up to this many columns is looked for. */
const MAX_SHIFT = 6;
const PER_COLUMN = 0.4;

/** Is the earlier one of name and target filled in the current block, or not? */
const STATES = 2;

interface Placement {
  cost: number;
  /** Slot of each word, -1 when left out. */
  slots: number[];
}

/** What a search writes into: one for all searches of a row. */
interface Table {
  best: Float64Array;
  from: Int8Array;
}

const NAME_WITHOUT_TARGET = 2;
const TARGET_WITHOUT_NAME = 4;

/** Name and target of a block belong together: which of them is printed first, which second, and what a lone one costs. */
function pairing(layout: Layout): {
  first: SlotKind;
  second: SlotKind;
  loneFirst: number;
  loneSecond: number;
} {
  const kinds = layout.indicatorColumns.map(({ kind }) => kind);
  return kinds.indexOf('name') < kinds.indexOf('target')
    ? { first: 'name', second: 'target', loneFirst: NAME_WITHOUT_TARGET, loneSecond: TARGET_WITHOUT_NAME }
    : { first: 'target', second: 'name', loneFirst: TARGET_WITHOUT_NAME, loneSecond: NAME_WITHOUT_TARGET };
}

/**
 * The placement of a row printed exactly below its headings, null for any other: it speaks nothing against it and no other
 * is as good, so that most rows of a table need no search.
 */
function rightBelow(
  words: readonly Word[],
  slots: readonly Slot[],
  pair: ReturnType<typeof pairing>,
): Placement | null {
  const placed: number[] = [];
  let before = -Infinity;
  let named = false;
  for (const [s, slot] of slots.entries()) {
    if (slot.column === null || slot.column <= before) return null;
    before = slot.column;
    const word = words[placed.length];
    const taken = word?.cell.column === before;
    if (taken) {
      if (misfit(word, slot.kind) !== 0) return null;
      placed.push(s);
    }
    // A name without its target, or a target without its name, costs something.
    if (slot.kind === pair.first) named = taken;
    else if (slot.kind === pair.second && named !== taken) return null;
  }
  return placed.length === words.length ? { cost: 0, slots: placed } : null;
}

/**
 * Best placement for one shift. `best[w][s]`: cheapest with the first w words placed in the first s slots. A name
 * without a target and a target without a name have their cost, settled when the later column of the two is passed.
 * @param limit nothing dearer is looked for; a placement of infinite cost when there is none
 */
function place(
  words: readonly Word[],
  slots: readonly Slot[],
  misfits: readonly number[][],
  shift: number,
  pair: ReturnType<typeof pairing>,
  { best, from }: Table,
  limit = Infinity,
): Placement {
  const width = (slots.length + 1) * STATES;
  best.fill(Infinity);
  from.fill(-1);
  best[0] = PER_COLUMN * Math.abs(shift);
  const relax = (target: number, cost: number, move: number): void => {
    if (cost <= limit && cost < (best[target] ?? Infinity)) {
      best[target] = cost;
      from[target] = move;
    }
  };
  for (let w = 0; w <= words.length; w++) {
    for (let s = 0; s <= slots.length; s++) {
      for (let named = 0; named < STATES; named++) {
        const here = w * width + s * STATES + named;
        const cost = best[here] ?? Infinity;
        if (cost === Infinity) continue;
        const word = words[w];
        const slot = slots[s];
        if (word) relax(here + width, cost + costOfLeavingOut(word), named);
        if (!slot) continue;
        const isSecond = slot.kind === pair.second;
        // The same word in the next slot, its block not named yet.
        const next = here - named + STATES;
        relax(
          next + (isSecond ? 0 : named),
          cost + (isSecond && named === 1 ? pair.loneFirst : 0),
          2 + named,
        );
        if (!word) continue;
        const { column } = word.cell;
        const distance =
          column === null || slot.column === null ? 0 : Math.min(Math.abs(column - slot.column - shift), 4);
        const fit = cost + (misfits[w]?.[s] ?? IMPOSSIBLE) + PER_COLUMN * distance;
        const both = next + width;
        if (slot.kind === pair.first) relax(both + 1, fit, 4 + named);
        else if (isSecond) relax(both, fit + (named === 1 ? 0 : pair.loneSecond), 4 + named);
        else relax(both + named, fit, 4 + named);
      }
    }
  }
  return trace(words.length, slots.length, best, from);
}

function trace(wordCount: number, slotCount: number, best: Float64Array, from: Int8Array): Placement {
  const placed = new Array<number>(wordCount).fill(-1);
  let [w, s, named] = [wordCount, slotCount, 0];
  const at = () => (w * (slotCount + 1) + s) * STATES + named;
  const cost = best[at()] ?? Infinity;
  while (w > 0 || s > 0) {
    const move = from[at()] ?? -1;
    if (move < 0) break;
    if (move < 2) w--;
    else if (move < 4) s--;
    else placed[--w] = --s;
    named = move % 2;
  }
  return { cost, slots: placed };
}

function bestPlacement(
  words: readonly Word[],
  slots: readonly Slot[],
  pair: ReturnType<typeof pairing>,
  isPositioned: boolean,
): Placement {
  const misfits = words.map((word) => slots.map((slot) => misfit(word, slot.kind)));
  const size = (words.length + 1) * (slots.length + 1) * STATES;
  const table = { best: new Float64Array(size), from: new Int8Array(size) };
  let best = place(words, slots, misfits, 0, pair, table);
  // A shift costs this much by itself: most rows are settled by the first placement.
  for (let far = 1; isPositioned && far <= MAX_SHIFT && PER_COLUMN * far <= best.cost; far++) {
    const left = place(words, slots, misfits, -far, pair, table, best.cost);
    if (left.cost <= best.cost) best = left;
    const right = place(words, slots, misfits, far, pair, table, best.cost);
    if (right.cost < best.cost) best = right;
  }
  return best;
}

/** Places the non-empty cells of a row. Linear in the number of cells (columns and shifts are constants). */
export function alignRow(cells: readonly Cell[], headings: HeadingColumns, layout: Layout): AlignedRow {
  const words = cells.map((cell, index) => wordOf(cell, cells[index - 1], layout));
  const slots = slotsOf(headings, layout);
  const pair = pairing(layout);
  const isPositioned = headings.level1 !== null && cells.every((cell) => cell.column !== null);
  const placement = rightBelow(words, slots, pair) ?? bestPlacement(words, slots, pair, isPositioned);
  const row: AlignedRow = {
    level1: null,
    blocks: layout.blocks.map(() => ({ level2: null, name: null, target: null })),
    left: [],
  };
  const printed = layout.blocks.map((): Partial<Record<SlotKind, string>> => ({}));
  words.forEach((word, index) => {
    const slot = slots[placement.slots[index] ?? -1];
    if (!slot) {
      if (!word.repeats && !word.fragment) row.left.push(word.cell.text);
    } else if (slot.kind === 'level1') row.level1 = word.level1;
    else if (slot.kind !== 'section') {
      const block = row.blocks[slot.block];
      if (!block) return;
      if (slot.kind === 'level2') block.level2 = word.level2;
      else if (slot.kind === 'name') block.name = word.cell.text;
      else Object.assign(printed[slot.block] ?? {}, { [slot.kind]: word.cell.text });
    }
  });
  row.blocks.forEach((block, index) => (block.target = wholeTarget(printed[index] ?? {})));
  return row;
}

/** Words beside a target that say what kind it is, not how it compares; a dash for no unit. */
const NO_PART_OF_IT = /^(?:定[性量]|[正反]向)(?:指标)?$|^(?:无|[-—–/])$/;

/** `≥ | 95 | %` is the target `≥95%`: as the form prints it, read from left to right. */
function wholeTarget({ comparator, target, unit }: Partial<Record<SlotKind, string>>): string | null {
  if (target === undefined) return null;
  const said = (text: string | undefined) => (text === undefined || NO_PART_OF_IT.test(text) ? '' : text);
  // A unit that the target's own cell prints too is not said twice.
  const suffix = said(unit);
  return `${said(comparator)}${target}${target.endsWith(suffix) ? '' : suffix}`;
}

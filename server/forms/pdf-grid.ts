/**
 * Ruled tables of one page: from its lines and its pieces of text to rows of cells, as Word would give them. A cell that
 * spans columns or rows has its text in its first place and empty ones beside and below. Pure geometry; knows no rules of forms.
 * Lengths are points (1/72 inch), y grows upwards as in PDF.
 */
import { joined, joinLines, linesOf, type Manner, type Piece } from './pdf-lines.ts';

/** Level or upright, from the smaller to the larger end. */
export interface Rule {
  isLevel: boolean;
  /** y of a level rule, x of an upright one. */
  at: number;
  from: number;
  to: number;
}

export interface PageRow {
  /** Upper edge, to put the page's rows in order. */
  top: number;
  cells: string[];
  /** Number of the table on its page, from 1; null: a line of running text. */
  table: number | null;
  /** Of its table, from 0; 0 for running text. */
  row: number;
}

/** A printed cell: the places that no rule divides. */
export interface Box {
  /** Of its table, from 0: the row in which its text is given. */
  row: number;
  left: number;
  right: number;
  /** From top to bottom, each from left to right. */
  lines: Piece[][];
}

/** A page whose text stands in its cells. */
export interface BoxedPage {
  tables: {
    /** Upper edges of its rows. */
    tops: readonly number[];
    /** Row by row the cell over each column; a cell that spans several is there several times. */
    places: readonly (readonly Box[])[];
  }[];
  /** Lines of running text. */
  free: Piece[][];
}

/** Rules that are meant to meet do so within this; double rules are a point apart. */
const TOUCH = 2.5;
/** Between a rule and the text: no printed table leaves more. */
export const MOST_PADDING = 8;
/** Shorter ones are strokes of drawings and underlines of single characters. */
const SHORTEST = 6;
/** No printed table has more columns or rows on a page; what a hostile file draws beyond is not looked at. */
const MOST_PLACES = 400;

/** A page's tables before they are read: their columns may have to agree with those of the pages beside it. */
export interface RuledPage {
  pieces: readonly Piece[];
  tables: Table[];
}

export function ruledPage(pieces: readonly Piece[], rules: readonly Rule[]): RuledPage {
  return { pieces, tables: tablesOf(rules.filter((rule) => rule.to - rule.from >= SHORTEST)) };
}

/**
 * A table that goes on over pages shows on each only the columns that this part of it divides: gives all its parts the
 * edges of all.
 */
export function shareColumns(pages: readonly RuledPage[]): void {
  let chain: Table[] = [];
  const end = () => {
    const xs = clustered(chain.flatMap((table) => table.xs));
    for (const table of chain) table.xs = xs;
    chain = [];
  };
  for (const { tables } of pages) {
    const [first] = tables;
    const before = chain.at(-1);
    if (!first || (before && !isAsWide(first, before))) end();
    for (const [index, table] of tables.entries()) {
      if (index > 0) end();
      chain.push(table);
    }
  }
  end();
}

const isAsWide = (a: Table, b: Table): boolean =>
  Math.abs((a.xs[0] ?? 0) - (b.xs[0] ?? 0)) <= TOUCH &&
  Math.abs((a.xs.at(-1) ?? 0) - (b.xs.at(-1) ?? 0)) <= TOUCH;

export function boxedPage({ pieces, tables }: RuledPage): BoxedPage {
  const free: Piece[] = [];
  const within = tables.map((): Piece[] => []);
  for (const piece of pieces) {
    const index = tables.findIndex((one) => isInside(one, piece));
    (within[index] ?? free).push(piece);
  }
  return {
    tables: tables.map((table, index) => ({ tops: table.ys, places: boxesOf(table, within[index] ?? []) })),
    free: linesOf(free),
  };
}

/** Each cell once. */
export const boxesIn = ({ tables }: BoxedPage): Set<Box> =>
  new Set(tables.flatMap(({ places }) => places.flat()));

/**
 * The page from top to bottom: rows of its tables and lines of its running text.
 * @param manner of the whole document
 */
export function rowsOfPage({ tables, free }: BoxedPage, manner: Manner): PageRow[] {
  const rows: PageRow[] = free.map((line) => ({
    top: Math.max(...line.map(({ y, height }) => y + height)),
    cells: [joined(line).trim()],
    table: null,
    row: 0,
  }));
  for (const [index, { tops, places }] of tables.entries()) {
    for (const [row, over] of places.entries()) {
      const cells = over.map((box, column) =>
        box.row === row && over[column - 1] !== box ? textOf(box, manner) : '',
      );
      rows.push({ top: tops[row] as number, cells, table: index + 1, row });
    }
  }
  return rows.filter(({ cells }) => cells.some((cell) => cell !== '')).sort((a, b) => b.top - a.top);
}

export interface Table {
  /** Of the columns' edges, from left to right. */
  xs: number[];
  /** Of the rows' edges, from top to bottom. */
  ys: number[];
  levels: Rule[];
  uprights: Rule[];
}

function isInside({ xs, ys }: Table, { x, y, width, height }: Piece): boolean {
  const [middleX, middleY] = [x + width / 2, y + height / 3];
  const [left = 0, right = 0] = [xs[0], xs.at(-1)];
  const [top = 0, bottom = 0] = [ys[0], ys.at(-1)];
  return middleX > left && middleX < right && middleY < top && middleY > bottom;
}

/** Rules that touch each other make a table when they enclose something. */
function tablesOf(rules: readonly Rule[]): Table[] {
  const group = rules.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (group[at] !== at) at = group[at] as number;
    return at;
  };
  const levels = rules.flatMap((rule, index) => (rule.isLevel ? [index] : []));
  const uprights = rules.flatMap((rule, index) => (rule.isLevel ? [] : [index]));
  if (levels.length > MOST_PLACES * 20 || uprights.length > MOST_PLACES * 20) return [];
  for (const u of uprights) {
    for (const l of levels) if (meet(rules[l] as Rule, rules[u] as Rule)) group[root(u)] = root(l);
  }
  const members = Map.groupBy(rules.keys(), root);
  const tables: Table[] = [];
  for (const indices of members.values()) {
    const own = indices.map((index) => rules[index] as Rule);
    const table = {
      levels: own.filter(({ isLevel }) => isLevel),
      uprights: own.filter(({ isLevel }) => !isLevel),
    };
    const xs = clustered(table.uprights.map(({ at }) => at));
    const ys = clustered(table.levels.map(({ at }) => at)).reverse();
    if (xs.length < 2 || ys.length < 2 || xs.length > MOST_PLACES || ys.length > MOST_PLACES) continue;
    tables.push({ xs, ys, ...table });
  }
  return tables.sort((a, b) => (b.ys[0] ?? 0) - (a.ys[0] ?? 0));
}

const meet = (level: Rule, upright: Rule): boolean =>
  upright.at >= level.from - TOUCH &&
  upright.at <= level.to + TOUCH &&
  level.at >= upright.from - TOUCH &&
  level.at <= upright.to + TOUCH;

/** Positions that are one within TOUCH, as their mean, rising. */
function clustered(positions: readonly number[]): number[] {
  const means: number[] = [];
  let members: number[] = [];
  for (const position of positions.toSorted((a, b) => a - b)) {
    if (members.length > 0 && position - (members[0] as number) > TOUCH) {
      means.push(mean(members));
      members = [];
    }
    members.push(position);
  }
  if (members.length > 0) means.push(mean(members));
  return means;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const covers = (rule: Rule, at: number, middle: number): boolean =>
  Math.abs(rule.at - at) <= TOUCH && rule.from <= middle && rule.to >= middle;

/** The cells over each place of a table, row by row. */
function boxesOf({ xs, ys, levels, uprights }: Table, pieces: readonly Piece[]): Box[][] {
  const [columns, rows] = [xs.length - 1, ys.length - 1];
  const places: Box[][] = [];
  for (let row = 0; row < rows; row += 1) {
    const middleY = ((ys[row] as number) + (ys[row + 1] as number)) / 2;
    const over: Box[] = [];
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [xs[column] as number, xs[column + 1] as number];
      const middleX = (left + right) / 2;
      const goesOnLeft = column > 0 && !uprights.some((rule) => covers(rule, left, middleY));
      const goesOnAbove = row > 0 && !levels.some((rule) => covers(rule, ys[row] as number, middleX));
      const before = goesOnLeft ? over[column - 1] : goesOnAbove ? places[row - 1]?.[column] : undefined;
      const box = before ?? { row, left, right, lines: [] };
      box.right = Math.max(box.right, right);
      over.push(box);
    }
    places.push(over);
  }
  const texts = Map.groupBy(pieces, (piece) => {
    const row = between(ys, piece.y + piece.height / 3);
    return places[row]?.[between(xs, piece.x + piece.width / 2)];
  });
  for (const [box, own] of texts) if (box) box.lines = linesOf(own);
  return places;
}

/** Index of the interval of `edges` (rising or falling) that holds `value`; -1: none. */
function between(edges: readonly number[], value: number): number {
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const [a, b] = [edges[index] as number, edges[index + 1] as number];
    if (value >= Math.min(a, b) && value < Math.max(a, b)) return index;
  }
  return -1;
}

function textOf(box: Box, manner: Manner): string {
  const lines = box.lines.map((line) => joined(line, manner.printsBlanks && isStretched(line, box)));
  return joinLines(lines, manner).trim();
}

/** From edge to edge of its cell, as lines are that both margins bind. */
function isStretched(line: readonly Piece[], { left, right }: Box): boolean {
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last) return false;
  const [before, behind] = [first.x - left, right - last.x - last.width];
  return before <= MOST_PADDING && Math.abs(before - behind) <= TOUCH;
}

/**
 * Ruled tables of one page: from its lines and its pieces of text to rows of cells, as Word would give them. A cell that
 * spans columns or rows has its text in its first place and empty ones beside and below. Pure geometry; knows no rules of forms.
 * Lengths are points (1/72 inch), y grows upwards as in PDF.
 */

export interface Piece {
  text: string;
  x: number;
  /** The base line. */
  y: number;
  width: number;
  /** Size of the type. */
  height: number;
}

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
}

/** Rules that are meant to meet do so within this; double rules are a point apart. */
const TOUCH = 2.5;
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

/** @returns the page from top to bottom: rows of its tables and lines of its running text */
export function rowsOfPage({ pieces, tables }: RuledPage): PageRow[] {
  const free: Piece[] = [];
  const within = new Map<Table, Piece[]>();
  for (const piece of pieces) {
    const table = tables.find((one) => isInside(one, piece));
    if (!table) free.push(piece);
    else within.set(table, [...(within.get(table) ?? []), piece]);
  }
  const rows: PageRow[] = linesOf(free).map((line) => ({
    top: Math.max(...line.map(({ y, height }) => y + height)),
    cells: [joined(line).trim()],
    table: null,
  }));
  tables.forEach((table, index) => rows.push(...rowsOfTable(table, within.get(table) ?? [], index + 1)));
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

function rowsOfTable(
  { xs, ys, levels, uprights }: Table,
  pieces: readonly Piece[],
  number: number,
): PageRow[] {
  const [columns, rows] = [xs.length - 1, ys.length - 1];
  // Each place's own first place: places without a rule between them are one cell.
  const first: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const middleY = ((ys[row] as number) + (ys[row + 1] as number)) / 2;
    for (let column = 0; column < columns; column += 1) {
      const middleX = ((xs[column] as number) + (xs[column + 1] as number)) / 2;
      const index = row * columns + column;
      const goesOnLeft = column > 0 && !uprights.some((rule) => covers(rule, xs[column] as number, middleY));
      const goesOnAbove = row > 0 && !levels.some((rule) => covers(rule, ys[row] as number, middleX));
      first[index] = goesOnLeft
        ? (first[index - 1] as number)
        : goesOnAbove
          ? (first[index - columns] as number)
          : index;
    }
  }
  const texts = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const column = between(xs, piece.x + piece.width / 2);
    const row = between(ys, piece.y + piece.height / 3);
    if (column < 0 || row < 0) continue;
    const cell = first[row * columns + column] as number;
    texts.set(cell, [...(texts.get(cell) ?? []), piece]);
  }
  return Array.from({ length: rows }, (_, row) => ({
    top: ys[row] as number,
    table: number,
    cells: Array.from({ length: columns }, (_, column) => {
      const index = row * columns + column;
      return first[index] === index ? textOf(texts.get(index) ?? []) : '';
    }),
  }));
}

/** Index of the interval of `edges` (rising or falling) that holds `value`; -1: none. */
function between(edges: readonly number[], value: number): number {
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const [a, b] = [edges[index] as number, edges[index + 1] as number];
    if (value >= Math.min(a, b) && value < Math.max(a, b)) return index;
  }
  return -1;
}

/** Lines of a cell run on: they were broken by its width. */
const textOf = (pieces: readonly Piece[]): string => linesOf(pieces).map(joined).join('').trim();

/** Pieces on one base line, from left to right; lines from top to bottom. */
function linesOf(pieces: readonly Piece[]): Piece[][] {
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

function joined(line: readonly Piece[]): string {
  let text = '';
  let end: number | null = null;
  for (const piece of line) {
    if (end !== null && piece.x - end > Math.max(piece.height, 1) * BLANK && !text.endsWith(' ')) text += ' ';
    text += piece.text;
    end = piece.x + piece.width;
  }
  return text;
}

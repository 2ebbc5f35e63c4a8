/**
 * Columns of an indicator table as a form itself prints them: which heading stands where, in one row or in two (指标值 over 前年, 上年,
 * 预计当年实现), and what stands in columns that are no part of an indicator (weights, explanations, marks). For layouts that
 * leave the order of their columns to the form (`columnsAsPrinted`).
 */
import type { Finding, Row, Scope } from './form-declaration.ts';
import { finding } from './form-findings.ts';
import { fieldLabel, isIgnoredLabel, keysOfLabels, labelKey, labelled } from './form-label.ts';
import type { ColumnKind, IndicatorColumn, Layout, ListColumn } from './layouts.ts';

export type HeadingKind = ColumnKind | ListColumn['kind'] | 'section';

export interface PrintedHeading {
  column: number;
  kind: HeadingKind;
  /** As the layout has it; an unknown one as printed. */
  text: string;
  isKnown: boolean;
}

/** The heading of a table. */
export interface PrintedHeadings {
  /** Rows that it takes. */
  height: number;
  headings: PrintedHeading[];
}

/** No heading of a column is longer, with a weight in brackets behind it. Characters. */
const MAX_HEADING = 20;

interface Meaning {
  kinds: readonly HeadingKind[];
  text: string;
}

const meanings = new WeakMap<Layout, ReadonlyMap<string, Meaning>>();

/** What a heading may mean, the likelier first: 指标内容 is the name where no 三级指标 stands, else an explanation. */
function meaningsOf(layout: Layout): ReadonlyMap<string, Meaning> {
  let known = meanings.get(layout);
  if (!known) {
    const found = new Map<string, { kinds: HeadingKind[]; text: string }>();
    const add = (kind: HeadingKind, text: string) => {
      const key = labelKey(text);
      const before = found.get(key);
      if (before) before.kinds.push(kind);
      else found.set(key, { kinds: [kind], text });
    };
    const all: readonly (IndicatorColumn | ListColumn)[] = [
      ...layout.indicatorColumns,
      ...(layout.listColumns ?? []),
    ];
    for (const { kind, headings } of all) for (const text of headings) add(kind, text);
    for (const text of sectionLabels(layout)) add('section', text);
    meanings.set(layout, (known = found));
  }
  return known;
}

const sectionLabels = ({ sectionLabel, sectionScopes }: Layout): string[] => [
  sectionLabel,
  ...(sectionScopes ? [...sectionScopes.period, ...sectionScopes.annual] : []),
];

/** 分值权重（90分） is 分值权重. */
const headingKey = (cell: string): string => labelKey(cell).replace(/\([^()]*\)?$/, '');

function meaningOf(cell: string, layout: Layout): Meaning | null {
  if (cell === '' || cell.length > MAX_HEADING) return null;
  const known = meaningsOf(layout);
  return known.get(labelKey(cell)) ?? known.get(headingKey(cell)) ?? null;
}

/** Is this the heading of a column, whole? */
export const isColumnHeading = (cell: string, layout: Layout): boolean => meaningOf(cell, layout) !== null;

interface Cell {
  column: number;
  text: string;
}
const filledOf = (row: Row | undefined): Cell[] =>
  (row?.cells ?? []).flatMap((text, column) => (text === '' ? [] : [{ column, text }]));

/**
 * The heading that begins in this row; null: none does. A heading has a column for the target and one for the name or
 * level 2, in its own row or in the one below.
 */
export function headingsAt(rows: readonly Row[], index: number, layout: Layout): PrintedHeadings | null {
  const upper = filledOf(rows[index]);
  if (upper.length < 3 || !upper.some(({ text }) => meaningOf(text, layout))) return null;
  const lower = filledOf(rows[index + 1]);
  const isSecond = lower.length > 0 && lower.every(({ text }) => meaningOf(text, layout));
  const cells = isSecond ? underneath(upper, rows[index + 1] as Row, lower) : upper;
  const known = cells.filter(({ text }) => meaningOf(text, layout)).length;
  // Most of a heading is known; a row of data that happens to hold one word of it is none.
  if (known < 3 || known * 2 < cells.length) return null;
  const headings = settled(cells, layout);
  const has = (kind: HeadingKind) => headings.some((heading) => heading.kind === kind);
  if (!has('target') || !(has('name') || has('level2'))) return null;
  return { height: isSecond ? 2 : 1, headings };
}

/**
 * Two rows of headings as one. The lower row leaves its place empty under each heading that takes both rows; what stands in it
 * takes the place of the one above. In a table pasted from Word the upper cells have moved together: there their order tells.
 */
function underneath(upper: readonly Cell[], row: Row, lower: readonly Cell[]): Cell[] {
  const opens = (column: number) => (row.cells[column] ?? '') !== '' && (row.cells[column - 1] ?? '') === '';
  const columns = new Set(upper.map(({ column }) => column));
  const isInPlace =
    upper.every(({ column }) => (row.cells[column] ?? '') === '' || opens(column)) &&
    lower.every(({ column }) => !opens(column) || columns.has(column));
  if (isInPlace) {
    const whole = upper.filter(({ column }) => (row.cells[column] ?? '') === '');
    return [...whole, ...lower].sort((a, b) => a.column - b.column);
  }
  const cells: Cell[] = [];
  let next = 0;
  for (const [column, text] of row.cells.entries()) {
    const above = upper[next];
    if (text !== '') cells.push({ column, text });
    else if (above) cells.push({ column, text: above.text });
    if (text === '' || opens(column)) next += 1;
  }
  return cells;
}

const ONCE: ReadonlySet<HeadingKind> = new Set([
  'comparator',
  'unit',
  'projectName',
  'implementingUnit',
  'total',
]);

/** Each heading with its one meaning. */
function settled(cells: readonly Cell[], layout: Layout): PrintedHeading[] {
  const read = cells.map(({ column, text }) => ({ column, text, meaning: meaningOf(text, layout) }));
  const isList = read.some(({ meaning }) => meaning?.kinds.includes('projectName'));
  const firstOf = (kind: HeadingKind) => read.filter(({ meaning }) => meaning?.kinds[0] === kind);
  const names = firstOf('name');
  const targets = firstOf('target').length;
  const taken = new Map<HeadingKind, number>();
  return read.map(({ column, text, meaning }): PrintedHeading => {
    const own = meaning?.kinds.filter((kind) => isList || !isListKind(kind, layout)) ?? [];
    if (!meaning || own.length === 0) return { column, kind: 'ignored', text, isKnown: false };
    // More names than targets: those that have another meaning too are explanations.
    const isExplanation = names.length > targets && own.length > 1 && own[0] === 'name';
    const kind = own.find((candidate) => {
      if (isExplanation && candidate === 'name') return false;
      const most = ONCE.has(candidate)
        ? isListKind(candidate, layout)
          ? 1
          : Math.max(1, targets)
        : Infinity;
      return (taken.get(candidate) ?? 0) < most;
    });
    taken.set(kind ?? 'ignored', (taken.get(kind ?? 'ignored') ?? 0) + 1);
    return { column, kind: kind ?? 'ignored', text: meaning.text, isKnown: true };
  });
}

const isListKind = (kind: HeadingKind, { listColumns }: Layout): boolean =>
  kind !== 'ignored' && (listColumns ?? []).some((column) => column.kind === kind);

const INDICATOR_KINDS: ReadonlySet<HeadingKind> = new Set([
  'level1',
  'level2',
  'name',
  'comparator',
  'target',
  'unit',
] satisfies ColumnKind[]);

export interface WithColumns {
  layout: Layout;
  rows: Row[];
  findings: Finding[];
}

/**
 * A form's rows with its heading in one row and without what stands in columns that are no part of an indicator; the layout with
 * the columns and blocks that the form prints.
 */
export function withPrintedColumns(layout: Layout, printedRows: readonly Row[]): WithColumns {
  const rows = withTwoBlocks(printedRows, layout);
  const result: Row[] = [];
  const findings: Finding[] = [];
  let columns: IndicatorColumn[] | null = null;
  let blocks: Scope[] = [...layout.blocks];
  let dropped: ReadonlySet<number> = new Set();
  const told = new Set<string>();
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as Row;
    const found = headingsAt(rows, index, layout);
    if (!found) {
      const isOfTable = dropped.size > 0 && row.cells.length > 1 && !isLabelled(row, layout);
      result.push(isOfTable ? { ...row, cells: without(row.cells, dropped) } : row);
      continue;
    }
    const { height, headings } = found;
    const own = headings.filter(({ kind }) => kind !== 'section');
    const printed = columnsOf(own);
    if (!columns) {
      columns = printed.columns;
      if (printed.targets === 2) blocks = ['period', 'annual'];
      else if (own.some(({ kind, text }) => kind === 'target' && isOfPeriod(text))) blocks = ['period'];
    }
    dropped = new Set(own.flatMap(({ kind, column }) => (INDICATOR_KINDS.has(kind) ? [] : [column])));
    for (const { text, isKnown } of own) {
      if (isKnown || told.has(text)) continue;
      told.add(text);
      findings.push(
        finding('column-not-read', 'info', row.place, {
          message: `“${text}”一列不是指标的名称、指标值或单位，没有计入。`,
          remedy: '如果这一列印的是目标，请在预览里补入指标值。',
        }),
      );
    }
    const cells: string[] = [];
    for (const { column, text, kind } of headings) {
      if (dropped.has(column)) continue;
      while (cells.length < column) cells.push('');
      cells[column] = kind === 'section' ? text : canonical(kind, text, printed.columns);
    }
    result.push({ ...row, cells });
    index += height - 1;
  }
  return {
    layout: columns ? { ...layout, indicatorColumns: columns, blocks } : layout,
    rows: result,
    findings,
  };
}

/** 实施周期指标值, not 年度指标值. */
const isOfPeriod = (heading: string): boolean => /实施|中期|长期|总体|全程|三年/.test(heading);

/**
 * Two targets beside one name (三级指标 | 实施周期指标值 | 年度指标值) as two blocks: the name is said again before the year's. Rows
 * of other tables stay as they are.
 */
function withTwoBlocks(rows: readonly Row[], layout: Layout): readonly Row[] {
  let split: { level2: number; name: number; target: number; width: number } | null = null;
  let result: Row[] | null = null;
  for (const [index, row] of rows.entries()) {
    const found = headingsAt(rows, index, layout);
    if (found) {
      const columnsOfKind = (kind: HeadingKind) =>
        found.headings.filter((heading) => heading.kind === kind).map(({ column }) => column);
      const [name, ...names] = columnsOfKind('name');
      const [level2] = columnsOfKind('level2');
      const targets = found.headings.filter(({ kind }) => kind === 'target');
      const ofYear = targets.find(({ text }) => !isOfPeriod(text));
      const isBoth = targets.length === 2 && targets.some(({ text }) => isOfPeriod(text)) && ofYear;
      split =
        isBoth && found.height === 1 && level2 !== undefined && name !== undefined && names.length === 0
          ? { level2, name, target: ofYear.column, width: row.cells.length }
          : null;
    }
    if (split && (found || (row.cells.length > 1 && !isLabelled(row, layout)))) {
      const { level2, name, target, width } = split;
      const at = (column: number) => row.cells[column] ?? '';
      const first = Array.from({ length: width }, (_, column) => (column === target ? '' : at(column)));
      result ??= rows.slice(0, index);
      result.push({ ...row, cells: [...first, at(level2), at(name), at(target)] });
    } else result?.push(row);
  }
  return result ?? rows;
}

/** A row of the head or of the foot, which has columns of its own. */
function isLabelled({ cells }: Row, layout: Layout): boolean {
  const first = cells.find((cell) => cell !== '') ?? '';
  return (
    isIgnoredLabel(first, layout) ||
    fieldLabel(first, layout) !== null ||
    labelled(first, layout.foot.labels) !== null
  );
}

const without = (cells: readonly string[], dropped: ReadonlySet<number>): string[] =>
  cells.map((cell, column) => (dropped.has(column) ? '' : cell));

/** Columns of the first block in the order of print. */
function columnsOf(headings: readonly PrintedHeading[]): { columns: IndicatorColumn[]; targets: number } {
  const targets = headings.filter(({ kind }) => kind === 'target').length;
  const columns: IndicatorColumn[] = [];
  let level1 = false;
  for (const { kind, text } of headings) {
    if (!INDICATOR_KINDS.has(kind)) continue;
    const own = kind as ColumnKind;
    if (own === 'level1' && level1) continue;
    level1 ||= own === 'level1';
    // The second block begins with what the first began with.
    if (own !== 'level1' && columns.some((column) => column.kind === own)) break;
    columns.push({ kind: own, headings: [text] });
  }
  return { columns, targets };
}

/** The heading under which the layout of this form has the column: the second block's may be worded otherwise. */
const canonical = (kind: HeadingKind, text: string, columns: readonly IndicatorColumn[]): string =>
  columns.find((column) => column.kind === kind && kind !== 'ignored')?.headings[0] ?? text;

/** No heading of a column is longer. Characters. */
const MAX_OWN_HEADING = 12;

/** Which column of the indicator table stands below this heading; null: the cell is none. */
export function columnBelow(cell: string, layout: Layout): IndicatorColumn | null {
  if (cell === '' || cell.length > MAX_OWN_HEADING) return null;
  const { byKey, firsts } = columnsByHeading(layout);
  // Few cells begin as a heading does; a blank may stand before it.
  if (!firsts.has(cell[0]) && !/^\s/.test(cell)) return null;
  return byKey.get(labelKey(cell)) ?? null;
}

interface ColumnsByHeading {
  /** The column below each heading's key, the first that names it. */
  byKey: ReadonlyMap<string, IndicatorColumn>;
  /** First characters of the headings. */
  firsts: ReadonlySet<string | undefined>;
}

const columnsByLayout = new WeakMap<Layout, ColumnsByHeading>();

/** Made once for a layout. */
function columnsByHeading(layout: Layout): ColumnsByHeading {
  let columns = columnsByLayout.get(layout);
  if (!columns) {
    const byKey = new Map<string, IndicatorColumn>();
    for (const column of layout.indicatorColumns) {
      for (const key of keysOfLabels(column.headings)) if (!byKey.has(key)) byKey.set(key, column);
    }
    const firsts = new Set([...byKey.keys()].flatMap((key) => (key[0] === '(' ? ['(', '（'] : [key[0]])));
    columnsByLayout.set(layout, (columns = { byKey, firsts }));
  }
  return columns;
}

/** Is this row `一级指标 | 二级指标 | 三级指标 | 指标值`? Column of each heading, in order. */
export function headingRow(cells: readonly string[], layout: Layout): number[] | null {
  const kinds = cells.map((cell) => columnBelow(cell, layout)?.kind);
  if (!kinds.includes('target') || !(kinds.includes('name') || kinds.includes('level2'))) return null;
  return kinds.flatMap((kind, column) => (kind ? [column] : []));
}

/**
 * Lists of projects: one table that prints a project's name, money and goal beside its indicators, project under project, as
 * 预算一体化 systems do for a whole department. Each project becomes the rows that a form of its own would have, so that one reader
 * reads both.
 */
import { headingsAt, type HeadingKind, type PrintedHeading } from './form-columns.ts';
import type { Row } from './form-declaration.ts';
import { labelKey, yearLine } from './form-label.ts';
import { isDeclarationTitle } from './form-unread.ts';
import type { Layout } from './layouts.ts';

/** A list found in a document. */
interface List {
  layout: Layout;
  headings: PrintedHeading[];
  /** Row of the heading. */
  at: number;
  /** First row below the heading. */
  from: number;
  /** Row behind its last. */
  to: number;
}

/** Rows above the table that may print its year, unit of amounts and department. */
const ROWS_ABOVE = 8;
/** A list has these and an indicator table's own columns. */
const isList = (headings: readonly PrintedHeading[]): boolean =>
  headings.some(({ kind }) => kind === 'projectName');

/** The document's rows with each list replaced by the rows of forms. Places are those of the printed rows. */
export function formsOfLists(
  rows: readonly Row[],
  aligned: boolean,
  layouts: readonly Layout[],
): readonly Row[] {
  const layout = layouts.find(({ listColumns }) => listColumns !== undefined);
  if (!layout || !aligned) return rows;
  const first = rows.findIndex((row, index) => mayBegin(row) && listAt(rows, index, layout) !== null);
  if (first < 0) return rows;
  const result = rows.slice(0, first);
  for (let index = first; index < rows.length; index += 1) {
    const list = mayBegin(rows[index] as Row) ? listAt(rows, index, layout) : null;
    if (!list) {
      result.push(rows[index] as Row);
      continue;
    }
    for (const row of projectsOf(list, rows, contextOf(rows, index))) result.push(row);
    index = list.to - 1;
  }
  return result;
}

/** A list's heading names its projects: said before its words are looked at. */
const mayBegin = ({ cells }: Row): boolean =>
  cells.length >= 5 && cells.some((cell) => cell.length <= 12 && cell.endsWith('名称')) && !isBare(cells);

/** 项目名称 with its value, and nothing beside them. */
const isBare = (cells: readonly string[]): boolean => cells.filter((cell) => cell !== '').length < 5;

function listAt(rows: readonly Row[], index: number, layout: Layout): List | null {
  const found = headingsAt(rows, index, layout);
  if (!found || !isList(found.headings)) return null;
  const from = index + found.height;
  const { table } = (rows[index] as Row).place;
  let to = from;
  for (; to < rows.length; to += 1) {
    const row = rows[to] as Row;
    const filled = row.cells.filter((cell) => cell !== '');
    if (filled.length === 0) continue;
    if (table !== undefined && row.place.page === undefined && row.place.table !== table) break;
    // A line between the pages of a list is nobody's; a title ends it.
    if (filled.length === 1 && row.cells.length < 3 && opensSomething(filled[0] ?? '')) break;
  }
  return { layout, headings: found.headings, at: index, from, to };
}

const opensSomething = (text: string): boolean =>
  /(?:表|[。；])(?:[(（].{0,20}[)）])?$/.test(text) || /^(?:注|备注|说明|附)/.test(text);

interface Context {
  year: number | null;
  /** 元 or 万元, as printed above the list. */
  unit: string | null;
  department: string | null;
}

function contextOf(rows: readonly Row[], index: number): Context {
  const context: Context = { year: null, unit: null, department: null };
  for (const row of rows.slice(Math.max(0, index - ROWS_ABOVE), index)) {
    const text = row.cells.filter((cell) => cell !== '').join(' ');
    if (text.length > 120) continue;
    const year = isDeclarationTitle(text) ? /(20\d\d)年/.exec(text)?.[1] : undefined;
    context.year = yearLine(text) ?? (year ? Number(year) : context.year);
    context.unit = /单位[:：]\s*(万元|元)/.exec(text)?.[1] ?? context.unit;
    const named = /(?:单位|部门)(?:名称)?[:：]\s*(?:\d{3,}\s*[_—-]\s*)?([^\s:：]{4,})/.exec(text)?.[1];
    if (named && !/^(?:万?元|金额)/.test(named)) context.department = named;
  }
  return context;
}

/** 21 places of a project in 预算一体化: region, year, kind and number. */
const PROJECT_CODE = /^\d{6,9}\d{2}[A-Z]\d{12}\s*[-－—_]\s*/;
const UNIT_CODE = /^\d{3,}\s*[-－—_]\s*/;

function projectsOf(list: List, rows: readonly Row[], context: Context): Row[] {
  const { headings, layout } = list;
  const columnOf = (kind: HeadingKind) => headings.find((heading) => heading.kind === kind)?.column;
  const columns = {
    projectName: columnOf('projectName'),
    unit: columnOf('implementingUnit'),
    department: columnOf('department'),
    total: columnOf('total'),
    goalAnnual: columnOf('goalAnnual'),
    goalPeriod: columnOf('goalPeriod'),
  };
  const own = headings.filter(({ kind }) => INDICATOR.has(kind));
  const [first = 0] = own.map(({ column }) => column).sort((a, b) => a - b);
  const result: Row[] = [];
  let unit = context.department;
  // The list's heading is the first project's.
  let place = rows[list.at]?.place;
  for (const row of rows.slice(list.from, list.to)) {
    const said = (column: number | undefined): string =>
      column === undefined ? '' : (row.cells[column] ?? '').trim();
    if (row.cells.every((cell) => cell === '') || isHeadingAgain(row, headings)) continue;
    const name = said(columns.projectName);
    const hasIndicator = own.some(({ column }) => said(column) !== '');
    if (!hasIndicator) {
      // A unit above its projects, with their sum.
      const group = said(columns.unit) || name;
      if (group !== '') unit = group.replace(UNIT_CODE, '');
      continue;
    }
    if (said(columns.unit) !== '') unit = said(columns.unit).replace(UNIT_CODE, '');
    if (name !== '') {
      const at = (cells: string[]): Row => ({ place: row.place, cells });
      result.push({ place: place ?? row.place, cells: [layout.titles[0] ?? ''] });
      place = undefined;
      if (context.year !== null) result.push(at([`（${context.year}年度）`]));
      result.push(at(['项目名称', name.replace(PROJECT_CODE, '')]));
      if (unit !== null) result.push(at(['实施单位', unit]));
      if (said(columns.department) !== '') result.push(at(['主管部门', said(columns.department)]));
      if (context.unit !== null) result.push(at([`金额单位：${context.unit}`]));
      if (said(columns.total) !== '') result.push(at(['年度资金总额', said(columns.total)]));
      const [period, annual] = [said(columns.goalPeriod), said(columns.goalAnnual)];
      if (period !== '') result.push(at(['实施期目标', period]));
      if (annual !== '') result.push(at(['年度目标', annual]));
      const cells: string[] = [];
      for (const { column, text } of own) cells[column - first] = text;
      for (const { column, text, kind, isKnown } of headings) {
        if (!isKnown || (kind === 'ignored' && column > first)) cells[column - first] = text;
      }
      result.push(at(Array.from(cells, (cell) => cell ?? '')));
    }
    result.push({ ...row, cells: row.cells.slice(first) });
  }
  return result;
}

const INDICATOR: ReadonlySet<HeadingKind> = new Set([
  'level1',
  'level2',
  'name',
  'comparator',
  'target',
  'unit',
]);

/** The heading printed again at the top of a page. */
const isHeadingAgain = ({ cells }: Row, headings: readonly PrintedHeading[]): boolean =>
  cells.every((cell) => cell === '' || headings.some(({ text }) => labelKey(text) === labelKey(cell)));

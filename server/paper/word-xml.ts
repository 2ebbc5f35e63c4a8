/**
 * The body of a Word document (WordprocessingML), written as text: a form has hundreds of cells, and the library's tree of objects
 * for each took thirty times as long and a gigabyte for the summary of a county. What is not body (styles, footer, charts) is
 * the library's (word-shell.ts).
 */
import {
  shownContent,
  type Paper,
  type PaperBlock,
  type PaperCell,
  type PaperFootItem,
  type PaperTable,
} from '../../domain/paper.ts';
import { staysWith } from './fitted-charts.ts';
import { LATIN_FONT, LOOKS, SEAL_ROOM_MM, type Look, type Type } from './look.ts';
import { printable } from './printable.ts';
import {
  alignOf,
  fittedColumns,
  headingRows,
  pageOf,
  placedRows,
  TWIPS_PER_MM,
  wholeWidths,
  type PaperSide,
  type PlacedRow,
} from './table.ts';

/** Paragraph styles of a cell and of a label, which the shell defines: said once, their type is not repeated in every cell. */
export const CELL_STYLE = 'PaperCell';
export const LABEL_STYLE = 'PaperLabel';

/** Twentieths of a point. */
export const twips = (mm: number): number => Math.round(mm * TWIPS_PER_MM);

/** Height of a row of one line, millimetres. */
const LEAST_ROW_MM = 7;
/** The least that Word takes for a line, twips: it keeps two tables apart and is hardly seen. */
const GAP = 14;

interface Setting {
  look: Look;
  /** Millimetres between the margins. */
  inner: number;
}

/**
 * @param charts paragraphs of the paper's charts, in their order
 * @throws RangeError for a description that does not fill its grid
 */
export function wordBody({ orientation, blocks }: Paper, charts: readonly string[]): string {
  const setting: Setting = { look: LOOKS[orientation], inner: pageOf(orientation).inner };
  let drawn = 0;
  return blocks
    .map((block, n) => {
      if (block.kind !== 'chart') return blockOf(block, placeOf(blocks, n, setting), setting);
      drawn += 1;
      return charts[drawn - 1] ?? '';
    })
    .join('');
}

/** A text within XML, also within an attribute. */
export function escaped(text: string): string {
  return /[&<>"]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : text;
}

/** What a paragraph asks of itself; in the order of the schema. */
interface Asked {
  keepNext?: boolean;
  keepLines?: boolean;
  /** Twips; `line`: an exact distance of lines. */
  before?: number;
  after?: number;
  line?: number;
  /** Twips: of the whole, or of the first line (and in hundredths of letters, which Word prefers). */
  left?: number;
  firstLine?: number;
  side?: PaperSide | 'both';
}

function paragraph(
  { keepNext, keepLines, before, after, line, left, firstLine, side }: Asked,
  runs: string,
): string {
  const spacing = [
    after === undefined ? '' : ` w:after="${after}"`,
    before === undefined ? '' : ` w:before="${before}"`,
    line === undefined ? '' : ` w:line="${line}" w:lineRule="exact"`,
  ].join('');
  const properties = [
    keepNext ? '<w:keepNext/>' : '',
    keepLines ? '<w:keepLines/>' : '',
    spacing === '' ? '' : `<w:spacing${spacing}/>`,
    left === undefined ? '' : `<w:ind w:left="${left}"/>`,
    firstLine === undefined ? '' : `<w:ind w:firstLine="${firstLine}" w:firstLineChars="200"/>`,
    side === undefined ? '' : `<w:jc w:val="${side}"/>`,
  ].join('');
  return `<w:p>${properties === '' ? '' : `<w:pPr>${properties}</w:pPr>`}${runs}</w:p>`;
}

function typeOf({ font, size, bold }: Type): string {
  const halves = Math.round(size * 2);
  return `<w:rPr><w:rFonts w:ascii="${LATIN_FONT}" w:cs="${LATIN_FONT}" w:eastAsia="${font}" w:hAnsi="${LATIN_FONT}"/>${bold ? '<w:b/><w:bCs/>' : ''}<w:sz w:val="${halves}"/><w:szCs w:val="${halves}"/></w:rPr>`;
}

/** Lines of a text as runs of one paragraph. */
function runs(text: string, type = ''): string {
  const clean = printable(text);
  if (!clean.includes('\n')) return `<w:r>${type}<w:t xml:space="preserve">${escaped(clean)}</w:t></w:r>`;
  return clean
    .split('\n')
    .map((line, n) => {
      const own = n > 0 ? '<w:br/>' : '';
      return `<w:r>${type}${own}<w:t xml:space="preserve">${escaped(line)}</w:t></w:r>`;
    })
    .join('');
}

const points = (size: number): number => Math.round(size * 20);

/** What its neighbours ask of a paragraph. */
interface Place {
  keepNext: boolean;
  /** Twips of air above. */
  before: number;
}

function placeOf(blocks: readonly PaperBlock[], n: number, setting: Setting): Place {
  const block = blocks[n];
  const isAfterGrid = blocks[n - 1]?.kind === 'table';
  const isText = block?.kind === 'paragraph' || block?.kind === 'line';
  return {
    keepNext: isText && staysWith(block, blocks[n + 1]?.kind, setting),
    before: isAfterGrid ? 120 : 0,
  };
}

function blockOf(
  block: Exclude<PaperBlock, { kind: 'chart' }>,
  { keepNext, before }: Place,
  setting: Setting,
): string {
  const { look } = setting;
  const line = points(look.leading);
  switch (block.kind) {
    case 'title':
      return paragraph({ after: 120, before: 0, side: 'center' }, runs(block.text, typeOf(look.title)));
    case 'line':
      return paragraph(
        { keepNext, after: 40, before: 20, side: block.align },
        runs(shownContent(block.content), typeOf(look.line)),
      );
    case 'heading':
      return paragraph(
        { keepNext: true, after: 0, before: 60, line, firstLine: look.heading.size * 40 },
        runs(block.text, typeOf(look.heading)),
      );
    case 'paragraph':
      return paragraph(
        { keepNext, before, line, side: 'both', ...(block.flush ? {} : { firstLine: look.body.size * 40 }) },
        runs(shownContent(block.content), typeOf(look.body)),
      );
    case 'table':
      return tablesOf(block, setting);
    case 'foot':
      return footOf(block.items, setting);
    case 'seal':
      return sealOf(block, setting);
    case 'page_break':
      return '<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>';
  }
}

/** Name and day in the middle of where the seal goes, at the right. */
function sealOf({ name, day }: { name: string; day: string }, { look, inner }: Setting): string {
  const left = twips(inner - SEAL_ROOM_MM * 2);
  const shared = { keepLines: true, line: points(look.leading), left, side: 'center' } as const;
  const type = typeOf(look.body);
  return [
    paragraph({ ...shared, keepNext: true, before: twips(SEAL_ROOM_MM / 2) }, runs(name, type)),
    paragraph({ ...shared, before: 0 }, runs(day, type)),
  ].join('');
}

const SIDES = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'] as const;
type Side = (typeof SIDES)[number];
/** Half a point, black. */
const RULE = 'w:val="single" w:color="000000" w:sz="4"';
const NO_RULE = 'w:val="none" w:color="auto" w:sz="0"';

const borders = (sides: readonly Side[], rule: (side: Side) => string): string =>
  sides.map((side) => `<w:${side} ${rule(side)}/>`).join('');

function tableHead(
  widths: readonly number[],
  rules: string,
  more: { side?: string; margins?: string },
): string {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  return `<w:tblPr><w:tblW w:type="dxa" w:w="${whole}"/>${more.side ?? ''}<w:tblBorders>${rules}</w:tblBorders><w:tblLayout w:type="fixed"/>${more.margins ?? ''}</w:tblPr><w:tblGrid>${grid}</w:tblGrid>`;
}

/** One row without rules: each item has its own share of the width, so that nothing runs into the next. */
function footOf(items: readonly PaperFootItem[], { look, inner }: Setting): string {
  const shares = items.map(() => 1);
  const widths = wholeWidths(fittedColumns(shares, inner), TWIPS_PER_MM);
  const none = borders(SIDES.slice(0, 4), () => NO_RULE);
  const cells = items.map(
    ({ label, value }, n) =>
      `<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="${widths[n] ?? 0}"/><w:tcBorders>${none}</w:tcBorders></w:tcPr><w:p>${runs(`${label}${value}`, typeOf(look.line))}</w:p></w:tc>`,
  );
  const head = tableHead(
    widths,
    borders(SIDES, () => NO_RULE),
    {},
  );
  const air = paragraph({ after: 0, before: 0, line: points(8) }, '');
  return `${air}<w:tbl>${head}<w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join('')}</w:tr></w:tbl>`;
}

const CELL_MARGINS =
  '<w:tblCellMar><w:top w:type="dxa" w:w="20"/><w:left w:type="dxa" w:w="40"/><w:bottom w:type="dxa" w:w="20"/><w:right w:type="dxa" w:w="40"/></w:tblCellMar>';

/**
 * The parts of a table are tables in Word, each with its own heading rows. Each draws its own rule at its end too: a page may
 * break between two of them, and a grid open at the foot of a page looks cut off.
 */
function tablesOf({ columns, parts }: PaperTable, setting: Setting): string {
  const widths = wholeWidths(fittedColumns(columns, setting.inner), TWIPS_PER_MM);
  const gap = paragraph(
    { after: 0, before: 0, line: GAP },
    '<w:r><w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr><w:t xml:space="preserve"></w:t></w:r>',
  );
  return parts
    .filter((part) => part.length > 0)
    .map((part) => {
      const rules = borders(SIDES, () => RULE);
      const head = tableHead(widths, rules, { side: '<w:jc w:val="center"/>', margins: CELL_MARGINS });
      const rows = rowsOf(placedRows(part, columns.length), widths, headingRows(part));
      return `<w:tbl>${head}${rows}</w:tbl>`;
    })
    .join(gap);
}

/** A cell of a row above that reaches down. */
interface Reaching {
  column: number;
  columns: number;
  /** Rows that it still covers. */
  rows: number;
  properties: string;
}

function rowsOf(rows: readonly PlacedRow[], widths: readonly number[], headings: number): string {
  let reaching: Reaching[] = [];
  return rows
    .map(({ row, cells }, at) => {
      const own = cells.map(({ cell, column, columns, rows: high }) => ({
        column,
        xml: `<w:tc>${cellProperties(cell, { column, columns, widths }, high > 1 ? 'restart' : null)}${cellParagraph(cell)}</w:tc>`,
      }));
      const covered = reaching.map(({ column, properties }) => ({
        column,
        xml: `<w:tc>${properties}<w:p/></w:tc>`,
      }));
      reaching = [
        ...reaching.map((each) => ({ ...each, rows: each.rows - 1 })),
        ...cells.map(({ cell, column, columns, rows: high }) => ({
          column,
          columns,
          rows: high - 1,
          properties: high > 1 ? cellProperties(cell, { column, columns, widths }, 'continue') : '',
        })),
      ].filter((each) => each.rows > 0);
      const all = covered.length === 0 ? own : [...own, ...covered].sort((a, b) => a.column - b.column);
      const height = twips(row.heightMm ?? LEAST_ROW_MM);
      const heading = at < headings ? '<w:tblHeader/>' : '';
      return `<w:tr><w:trPr><w:cantSplit/>${heading}<w:trHeight w:val="${height}" w:hRule="atLeast"/></w:trPr>${all.map(({ xml }) => xml).join('')}</w:tr>`;
    })
    .join('');
}

function cellProperties(
  { valign }: PaperCell,
  { column, columns, widths }: { column: number; columns: number; widths: readonly number[] },
  merge: 'restart' | 'continue' | null,
): string {
  let width = 0;
  for (let n = column; n < column + columns; n += 1) width += widths[n] ?? 0;
  const span = columns > 1 ? `<w:gridSpan w:val="${columns}"/>` : '';
  const down = merge === null ? '' : `<w:vMerge w:val="${merge}"/>`;
  return `<w:tcPr><w:tcW w:type="dxa" w:w="${width}"/>${span}${down}<w:vAlign w:val="${valign ?? 'center'}"/></w:tcPr>`;
}

function cellParagraph(cell: PaperCell): string {
  const text = printable(shownContent(cell.content));
  const style = cell.label ? LABEL_STYLE : CELL_STYLE;
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/><w:jc w:val="${alignOf(cell)}"/></w:pPr>${text === '' ? '' : runs(text)}</w:p>`;
}

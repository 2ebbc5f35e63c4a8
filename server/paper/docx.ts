/** A described paper → a Word document, the same bytes each time. Tables keep their grid, charts are Word's own. */
import {
  AlignmentType,
  Document,
  Footer,
  HeightRule,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type FileChild,
  type IParagraphOptions,
} from 'docx';
import {
  shownContent,
  type Paper,
  type PaperBlock,
  type PaperContent,
  type PaperFootItem,
  type PaperTable,
} from '../../domain/paper.ts';
import { fixedArchive } from './fixed-archive.ts';
import { LATIN_FONT, LOOKS, SEAL_ROOM_MM, type Look, type Type } from './look.ts';
import { printable } from './printable.ts';
import { chartRun } from './docx-chart.ts';
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

/** Twentieths of a point. */
const twips = (mm: number): number => Math.round(mm * TWIPS_PER_MM);

const ALIGNMENT = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} satisfies Record<PaperSide, string>;

/** The parts of a table in Word are tables, each with its own heading rows; this keeps them apart and is not seen. Twips. */
const GAP = { line: 20, lineRule: LineRuleType.EXACT, before: 0, after: 0 } as const;

const CELL_STYLE = 'PaperCell';
const LABEL_STYLE = 'PaperLabel';

interface Setting {
  look: Look;
  /** Millimetres between the margins. */
  inner: number;
  orientation: Paper['orientation'];
}

/** @throws RangeError for a description that does not fill its grid */
export async function paperToDocx(paper: Paper): Promise<Buffer> {
  const page = pageOf(paper.orientation);
  const setting: Setting = {
    look: LOOKS[paper.orientation],
    inner: page.inner,
    orientation: paper.orientation,
  };
  const document = new Document({
    title: paper.title,
    creator: '',
    lastModifiedBy: '',
    styles: {
      default: { document: { run: runOf(setting.look.body) } },
      // A form has hundreds of cells; said once, their type costs a third of the time.
      paragraphStyles: [
        { id: CELL_STYLE, name: CELL_STYLE, run: runOf(setting.look.cell) },
        { id: LABEL_STYLE, name: LABEL_STYLE, run: runOf(setting.look.label) },
      ],
    },
    sections: [
      {
        properties: {
          page: {
            size: {
              width: twips(210),
              height: twips(297),
              orientation:
                paper.orientation === 'landscape' ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: {
              top: twips(page.margins.top),
              bottom: twips(page.margins.bottom),
              left: twips(page.margins.left),
              right: twips(page.margins.right),
              footer: twips(6),
              header: twips(6),
            },
          },
        },
        footers: { default: pageFooter(setting.look) },
        children: paper.blocks.flatMap((block, n, all) => childrenOf(block, placeOf(all, n), setting)),
      },
    ],
  });
  return await fixedArchive(await Packer.toBuffer(document), withFixedIds);
}

/** Drawings are numbered by a counter that the whole process shares. */
function withFixedIds(xml: string): string {
  let drawing = 0;
  return xml.replace(/(<wp:docPr\b[^>]*?\bid=")\d+(")/g, (_, before: string, after: string) => {
    drawing += 1;
    return `${before}${drawing}${after}`;
  });
}

function pageFooter({ line }: Look): Footer {
  const type = runOf({ font: line.font, size: 9 });
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            ...type,
            children: ['第 ', PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页'],
          }),
        ],
      }),
    ],
  });
}

function runOf({ font, size, bold }: Type) {
  return {
    font: { ascii: LATIN_FONT, hAnsi: LATIN_FONT, cs: LATIN_FONT, eastAsia: font },
    size: Math.round(size * 2),
    ...(bold ? { bold } : {}),
  };
}

/** Lines of a text as runs of one paragraph. */
function runsOf(text: string, type: Type): TextRun[] {
  return printable(text)
    .split('\n')
    .map((line, n) => new TextRun({ text: line, ...runOf(type), ...(n > 0 ? { break: 1 } : {}) }));
}

const exactly = (points: number) => ({ line: Math.round(points * 20), lineRule: LineRuleType.EXACT });

/** What its neighbours ask of a paragraph: a line must not part from the grid, chart or seal that it leads up to. */
interface Place {
  keepNext: boolean;
  /** Twips of air above. */
  before: number;
}

function placeOf(blocks: readonly PaperBlock[], n: number): Place {
  const next = blocks[n + 1]?.kind;
  const isAfterGrid = blocks[n - 1]?.kind === 'table';
  return { keepNext: next === 'table' || next === 'chart' || next === 'seal', before: isAfterGrid ? 120 : 0 };
}

function childrenOf(block: PaperBlock, { keepNext, before }: Place, setting: Setting): FileChild[] {
  const { look } = setting;
  const paragraph = (text: string, type: Type, more: Omit<IParagraphOptions, 'children'>): Paragraph =>
    new Paragraph({ ...more, children: runsOf(text, type) });
  switch (block.kind) {
    case 'title':
      return [
        paragraph(block.text, look.title, {
          alignment: AlignmentType.CENTER,
          spacing: { before: 0, after: 120 },
        }),
      ];
    case 'line':
      return [
        paragraph(shownContent(block.content), look.line, {
          alignment: ALIGNMENT[block.align],
          spacing: { before: 20, after: 40 },
          keepNext,
        }),
      ];
    case 'heading':
      return [
        paragraph(block.text, look.heading, {
          spacing: { ...exactly(look.leading), before: 60, after: 0 },
          indent: { firstLineChars: 200, firstLine: look.heading.size * 40 },
          keepNext: true,
        }),
      ];
    case 'paragraph':
      return [
        paragraph(shownContent(block.content), look.body, {
          alignment: AlignmentType.BOTH,
          spacing: { ...exactly(look.leading), before },
          keepNext,
          ...(block.flush ? {} : { indent: { firstLineChars: 200, firstLine: look.body.size * 40 } }),
        }),
      ];
    case 'table':
      return tablesOf(block, setting);
    case 'chart':
      return [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          spacing: { before: 120, after: 120 },
          children: [chartRun(block, setting.inner)],
        }),
      ];
    case 'foot':
      return footOf(block.items, setting);
    case 'seal':
      return sealOf(block, setting);
    case 'page_break':
      return [new Paragraph({ pageBreakBefore: true, children: [] })];
  }
}

/** Name and day in the middle of where the seal goes, at the right. */
function sealOf({ name, day }: { name: string; day: string }, { look, inner }: Setting): Paragraph[] {
  const left = twips(inner - SEAL_ROOM_MM * 2);
  return [name, day].map(
    (text, n) =>
      new Paragraph({
        alignment: AlignmentType.CENTER,
        indent: { left },
        keepLines: true,
        keepNext: n === 0,
        spacing: { ...exactly(look.leading), before: n === 0 ? twips(SEAL_ROOM_MM / 2) : 0 },
        children: runsOf(text, look.body),
      }),
  );
}

const NO_BORDER = { style: 'none', size: 0, color: 'auto' } as const;
const NO_BORDERS = {
  top: NO_BORDER,
  bottom: NO_BORDER,
  left: NO_BORDER,
  right: NO_BORDER,
  insideHorizontal: NO_BORDER,
  insideVertical: NO_BORDER,
};
/** Eighths of a point. */
const RULE = { style: 'single', size: 4, color: '000000' } as const;

/** One row without rules: each item has its own share of the width, so that nothing runs into the next. */
function footOf(items: readonly PaperFootItem[], { look, inner }: Setting): FileChild[] {
  const widths = wholeWidths(
    fittedColumns(
      items.map(() => 1),
      inner,
    ),
    TWIPS_PER_MM,
  );
  const cells = items.map(
    ({ label, value }, n) =>
      new TableCell({
        width: { size: widths[n] ?? 0, type: WidthType.DXA },
        borders: NO_BORDERS,
        children: [new Paragraph({ children: runsOf(`${label}${value}`, look.line) })],
      }),
  );
  return [
    new Paragraph({ spacing: { ...exactly(8), before: 0, after: 0 }, children: [] }),
    new Table({
      rows: [new TableRow({ cantSplit: true, children: cells })],
      columnWidths: widths,
      width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
      layout: TableLayoutType.FIXED,
      borders: NO_BORDERS,
    }),
  ];
}

function tablesOf({ columns, parts }: PaperTable, setting: Setting): FileChild[] {
  const widths = wholeWidths(fittedColumns(columns, setting.inner), TWIPS_PER_MM);
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, n, all) => {
      const headings = headingRows(part);
      const isLast = n === all.length - 1;
      const table = new Table({
        rows: placedRows(part, columns.length).map((row, at) => rowOf(row, widths, at < headings)),
        columnWidths: widths,
        width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
        layout: TableLayoutType.FIXED,
        alignment: AlignmentType.CENTER,
        // The next part draws the rule that both share.
        borders: {
          top: RULE,
          bottom: isLast ? RULE : NO_BORDER,
          left: RULE,
          right: RULE,
          insideHorizontal: RULE,
          insideVertical: RULE,
        },
        margins: { left: 40, right: 40, top: 20, bottom: 20 },
      });
      return isLast
        ? [table]
        : [table, new Paragraph({ spacing: GAP, children: [new TextRun({ text: '', size: 2 })] })];
    });
}

/** Height of a row of one line, millimetres. */
const LEAST_ROW_MM = 7;

function rowOf({ row, cells }: PlacedRow, widths: readonly number[], isHeading: boolean): TableRow {
  return new TableRow({
    cantSplit: true,
    ...(isHeading ? { tableHeader: true } : {}),
    height: { value: twips(row.heightMm ?? LEAST_ROW_MM), rule: HeightRule.ATLEAST },
    children: cells.map(({ cell, column, columns, rows }) => {
      const width = widths.slice(column, column + columns).reduce((sum, each) => sum + each, 0);
      return new TableCell({
        columnSpan: columns,
        rowSpan: rows,
        width: { size: width, type: WidthType.DXA },
        verticalAlign:
          cell.valign === 'top'
            ? VerticalAlignTable.TOP
            : cell.valign === 'bottom'
              ? VerticalAlignTable.BOTTOM
              : VerticalAlignTable.CENTER,
        children: [cellParagraph(cell.content, alignOf(cell), cell.label ? LABEL_STYLE : CELL_STYLE)],
      });
    }),
  });
}

function cellParagraph(content: PaperContent, side: PaperSide, style: string): Paragraph {
  const text = printable(shownContent(content));
  const runs =
    text === ''
      ? []
      : text.split('\n').map((line, n) => new TextRun({ text: line, ...(n > 0 ? { break: 1 } : {}) }));
  return new Paragraph({ style, alignment: ALIGNMENT[side], children: runs });
}

/** Documents laid out for the tests: pages of paragraphs and tables with merged cells as text, Word and Excel files. */
import { addressOf, archiveOf, escaped, workbookOf } from './office-files.ts';

/** A cell that goes on: from the left, from above. */
export const LEFT = '<';
export const ABOVE = '^';

export type Block = { paragraph: string } | { table: readonly (readonly string[])[] };
export type Pages = readonly (readonly Block[])[];

const isOwn = (cell: string): boolean => cell !== LEFT && cell !== ABOVE;
const quoted = (cell: string): string => (cell.includes('\n') ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Copied from Excel: a merged cell has its text in its first place; several lines are put into quotes. */
export const pastedFromExcel = (pages: Pages): string =>
  textOf(pages, (row) => row.map((cell) => (isOwn(cell) ? quoted(cell) : '')).join('\t'));

/** Copied from Word: a cell that spans columns is one cell, and its lines are lines of the text. */
export const pastedFromWord = (pages: Pages): string =>
  textOf(pages, (row) =>
    row
      .filter((cell) => cell !== LEFT)
      .map((cell) => (cell === ABOVE ? '' : cell))
      .join('\t'),
  );

const textOf = (pages: Pages, lineOf: (row: readonly string[]) => string): string =>
  pages
    .map((page) =>
      page
        .map((block) => ('table' in block ? block.table.map(lineOf).join('\n') : block.paragraph))
        .join('\n'),
    )
    .join('\n\n');

/** How many places a cell covers to the right. */
function spanOf(row: readonly string[], column: number): number {
  let span = 1;
  while (row[column + span] === LEFT) span += 1;
  return span;
}

const WIDE = 8;
const RULES = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:color="000000"/>`)
  .join('');
/** Twentieths of a point: A4 upright and lying, less margins. */
const PAGE = { upright: 9600, lying: 14400 };

/** A Word file with merged cells, whole enough for office programs. */
export function wordFileOf(pages: Pages): Promise<Buffer> {
  const isWide = pages.flat().some((block) => 'table' in block && (block.table[0]?.length ?? 0) > WIDE);
  const width = isWide ? PAGE.lying : PAGE.upright;
  const body = pages
    .map((page) =>
      page
        .map((block) => ('table' in block ? tableOf(block.table, width) : paragraphOf(block.paragraph)))
        .join(''),
    )
    .join('<w:p><w:r><w:br w:type="page"/></w:r></w:p>');
  const size = isWide
    ? '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    : '<w:pgSz w:w="11906" w:h="16838"/>';
  return archiveOf({
    '[Content_Types].xml':
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}<w:sectPr>${size}<w:pgMar w:top="1134" w:bottom="1134" w:left="1134" w:right="1134"/></w:sectPr></w:body></w:document>`,
  });
}

const FONT = 'Noto Sans CJK SC';
const TYPE = `<w:rPr><w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:eastAsia="${FONT}"/><w:sz w:val="18"/></w:rPr>`;
const paragraphOf = (text: string): string =>
  text
    .split('\n')
    .map((line) => `<w:p><w:r>${TYPE}<w:t xml:space="preserve">${escaped(line)}</w:t></w:r></w:p>`)
    .join('');

function tableOf(rows: readonly (readonly string[])[], width: number): string {
  const columns = rows[0]?.length ?? 0;
  const each = Math.floor(width / columns);
  const trs = rows.map((row, at) => {
    const cells = row.map((cell, column) => {
      if (cell === LEFT) return '';
      const span = spanOf(row, column);
      const isMerged = cell === ABOVE || rows[at + 1]?.[column] === ABOVE;
      const merge = isMerged ? (cell === ABOVE ? '<w:vMerge/>' : '<w:vMerge w:val="restart"/>') : '';
      const own = cell === ABOVE ? '' : cell;
      return `<w:tc><w:tcPr><w:tcW w:w="${each * span}" w:type="dxa"/><w:gridSpan w:val="${span}"/>${merge}</w:tcPr>${paragraphOf(own)}</w:tc>`;
    });
    return `<w:tr>${cells.join('')}</w:tr>`;
  });
  return `<w:tbl><w:tblPr><w:tblW w:w="${width}" w:type="dxa"/><w:tblBorders>${RULES}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${`<w:gridCol w:w="${each}"/>`.repeat(columns)}</w:tblGrid>${trs.join('')}</w:tbl>`;
}

/** Numbers are typed as numbers into Excel; amounts show two decimals and commas. */
const AMOUNT = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}$/;
const STYLES =
  '<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>';

function cellOf(text: string, address: string): string {
  if (AMOUNT.test(text)) return `<c r="${address}" s="1"><v>${Number(text.replaceAll(',', ''))}</v></c>`;
  if (/^(?:0|[1-9]\d{0,6})$/.test(text)) return `<c r="${address}"><v>${text}</v></c>`;
  return `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** A workbook, a page a sheet, with merged cells; what looks like a number is one. */
export function workbookFileOf(pages: Pages): Promise<Buffer> {
  const sheets = pages.map((page, at) => {
    const rows = page.flatMap((block) => ('table' in block ? block.table : [[block.paragraph]]));
    const merged: string[] = [];
    const data = rows.map((row, top) => {
      const cells = row.map((cell, left) => {
        if (!isOwn(cell)) return '';
        const right = left + spanOf(row, left) - 1;
        let bottom = top;
        while (rows[bottom + 1]?.[left] === ABOVE) bottom += 1;
        if (right > left || bottom > top) {
          merged.push(`<mergeCell ref="${addressOf(left, top + 1)}:${addressOf(right, bottom + 1)}"/>`);
        }
        return cell === '' ? '' : cellOf(cell, addressOf(left, top + 1));
      });
      return `<row r="${top + 1}">${cells.join('')}</row>`;
    });
    const behind = merged.length > 0 ? `<mergeCells>${merged.join('')}</mergeCells>` : '';
    return { name: `表${at + 1}`, data: data.join(''), behind };
  });
  return workbookOf(sheets, { 'xl/styles.xml': STYLES });
}

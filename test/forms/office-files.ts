/** 演示数据: Office files made for the tests, part by part, so that a test says exactly what is in them. */
import { zip } from '@cj-tech-master/excelts/archive';

export type Parts = Record<string, string | Uint8Array>;

export async function archiveOf(parts: Parts): Promise<Buffer> {
  const made = zip({});
  for (const [name, content] of Object.entries(parts)) made.add(name, content);
  return Buffer.from(await made.bytes());
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A Word document of this body. */
export const wordOf = (body: string): Promise<Buffer> =>
  archiveOf({
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
  });

export const paragraph = (text: string): string =>
  `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;

/** Rows as a table of Word; single cells stand above it as paragraphs. */
export function wordBodyOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
  return rows
    .map((cells) =>
      cells.length === 1
        ? paragraph(cells[0] ?? '')
        : `<w:tbl><w:tr>${cells.map(cell).join('')}</w:tr></w:tbl>`,
    )
    .join('');
}

export interface SheetParts {
  name: string;
  state?: 'hidden' | 'veryHidden';
  /** XML of `sheetData`. */
  data: string;
  /** XML before and behind the data. */
  before?: string;
  behind?: string;
}

export const addressOf = (column: number, row: number): string => {
  const letter = String.fromCharCode(65 + (column % 26));
  return `${column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26))}${letter}${row}`;
};

/** One row of inline text; `attributes` such as `hidden="1"`. */
export const rowOf = (row: number, cells: readonly string[], attributes = ''): string =>
  `<row r="${row}" ${attributes}>${cells
    .map((text, column) =>
      text === ''
        ? ''
        : `<c r="${addressOf(column, row)}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
    )
    .join('')}</row>`;

export const dataOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells, at) => rowOf(at + 1, cells)).join('');

/** A workbook of these sheets; `more` are further parts (styles, comments, strings). */
export function workbookOf(sheets: readonly SheetParts[], more: Parts = {}): Promise<Buffer> {
  const parts: Parts = {
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${sheets
      .map(
        ({ name, state }, at) =>
          `<sheet name="${escaped(name)}" sheetId="${at + 1}" ${state ? `state="${state}"` : ''} r:id="rId${at + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map(
        (_, at) =>
          `<Relationship Id="rId${at + 1}" Type="x/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
      )
      .join('')}</Relationships>`,
    ...more,
  };
  sheets.forEach(({ data, before = '', behind = '' }, at) => {
    parts[`xl/worksheets/sheet${at + 1}.xml`] =
      `<worksheet>${before}<sheetData>${data}</sheetData>${behind}</worksheet>`;
  });
  return archiveOf(parts);
}

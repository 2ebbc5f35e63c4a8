/**
 * A workbook (SpreadsheetML) written as text: rows, merged cells, styles that are shared, and how it prints. The library builds each
 * cell as an object several times over, which took ten times as long for a form.
 */
import { NO_DAY } from './fixed-archive.ts';
import type { Type } from './look.ts';
import { printable } from './printable.ts';
import { escaped } from './word-xml.ts';
import { deflated, zipOf } from './zip.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Formats of our own begin here; those below are Excel's. */
const FIRST_FORMAT = 164;
/** GB2312: by it Excel chooses a font of the same letters where the named one is missing. */
const CHARSET = 134;

export interface CellStyle {
  type: Type;
  side: 'left' | 'center' | 'right';
  valign: 'top' | 'middle' | 'bottom';
  /** Ruled on all sides. */
  ruled: boolean;
  /** How a number is shown; null: as text. */
  format: string | null;
}

/** How a sheet prints. Inches. */
export interface SheetPage {
  orientation: 'portrait' | 'landscape';
  margins: { left: number; right: number; top: number; bottom: number };
  footer: string;
}

/** Rows and columns from 1. */
export class BookSheet {
  readonly name: string;
  readonly #book: Book;
  readonly #widths: number[] = [];
  readonly #rows: { height: number; cells: Map<number, string> }[] = [];
  readonly #merges: string[] = [];
  #page: SheetPage | null = null;
  #titles: { from: number; to: number } | null = null;

  constructor(name: string, book: Book) {
    this.name = name;
    this.#book = book;
  }

  get rows(): number {
    return this.#rows.length;
  }

  /** @param widths of the columns, in letters of the default font */
  setWidths(widths: readonly number[]): void {
    this.#widths.splice(0, Infinity, ...widths);
  }

  setPage(page: SheetPage): void {
    this.#page = page;
  }

  /** Rows that are printed on every page. */
  repeat(from: number, to: number): void {
    this.#titles = { from, to };
  }

  /** @param height points @returns its number */
  addRow(height: number): number {
    return this.#rows.push({ height, cells: new Map() });
  }

  merge(row: number, column: number, toRow: number, toColumn: number): void {
    this.#merges.push(`${columnName(column)}${row}:${columnName(toColumn)}${toRow}`);
  }

  /** Of the cell's row and column an earlier content is replaced. null: an empty cell that is only styled. */
  put(row: number, column: number, value: string | number | null, style: CellStyle): void {
    const at = `r="${columnName(column)}${row}" s="${this.#book.styleOf(style)}"`;
    const content =
      value === null || value === ''
        ? `<c ${at}/>`
        : typeof value === 'number'
          ? `<c ${at}><v>${value}</v></c>`
          : `<c ${at} t="s"><v>${this.#book.textOf(value)}</v></c>`;
    this.#rows[row - 1]?.cells.set(column, content);
  }

  /** What the workbook says of the sheet: what is printed, and which rows on every page. */
  names(at: number): string {
    const sheet = `&apos;${escaped(this.name)}&apos;!`;
    const name = (which: string, range: string): string =>
      `<definedName name="_xlnm.${which}" localSheetId="${at}">${sheet}${range}</definedName>`;
    const area = name('Print_Area', `$A$1:$${columnName(this.#widths.length)}$${this.rows}`);
    const titles = this.#titles;
    return titles === null ? area : `${area}${name('Print_Titles', `$${titles.from}:$${titles.to}`)}`;
  }

  xml(): string {
    const columns = this.#widths.map(
      (width, n) => `<col min="${n + 1}" max="${n + 1}" width="${rounded(width)}" customWidth="1"/>`,
    );
    const rows = this.#rows.map(({ height, cells }, n) => {
      const own = [...cells].sort(([a], [b]) => a - b).map(([, xml]) => xml);
      return `<row r="${n + 1}" ht="${height}" customHeight="1">${own.join('')}</row>`;
    });
    const merges = this.#merges.map((range) => `<mergeCell ref="${range}"/>`).join('');
    const area = `A1:${columnName(this.#widths.length)}${Math.max(1, this.rows)}`;
    return [
      `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="${area}"/>`,
      `<sheetFormatPr defaultRowHeight="15"/><cols>${columns.join('')}</cols><sheetData>${rows.join('')}</sheetData>`,
      merges === '' ? '' : `<mergeCells count="${this.#merges.length}">${merges}</mergeCells>`,
      pageXml(this.#page),
      '</worksheet>',
    ].join('');
  }
}

const rounded = (number: number): string => String(Math.round(number * 1e4) / 1e4);

function pageXml(page: SheetPage | null): string {
  if (page === null) return '';
  const { orientation, margins, footer } = page;
  const sides = (['left', 'right', 'top', 'bottom'] as const)
    .map((side) => `${side}="${rounded(margins[side])}"`)
    .join(' ');
  // Paper size 9 is A4; as wide as the page, as many pages high as it takes.
  return `<printOptions horizontalCentered="1"/><pageMargins ${sides} header="0.2362" footer="0.1969"/><pageSetup paperSize="9" orientation="${orientation}" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>${escaped(footer)}</oddFooter></headerFooter>`;
}

/** 1 → A, 27 → AA. */
function columnName(column: number): string {
  let name = '';
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26))
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return name;
}

/** Words that occur once in the file, by their number. */
class Numbered {
  readonly #numbers = new Map<string, number>();
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
  get all(): string[] {
    return [...this.#numbers.keys()];
  }
}

const RULE = ' style="thin"><color rgb="FF000000"/>';
const BORDERS = `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left${RULE}</left><right${RULE}</right><top${RULE}</top><bottom${RULE}</bottom><diagonal/></border></borders>`;

export class Book {
  readonly #title: string;
  readonly #sheets: BookSheet[] = [];
  readonly #texts = new Numbered();
  readonly #styles = new Numbered();
  readonly #fonts = new Numbered();
  readonly #formats = new Numbered();
  readonly #known = new WeakMap<Type, Map<string, number>>();

  constructor(title: string) {
    this.#title = title;
    // Of cells without a style; the width of a column is counted in its digits, which are 7 pixels wide.
    this.#fonts.numberOf('<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>');
    this.#styles.numberOf('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>');
  }

  addSheet(name: string): BookSheet {
    const sheet = new BookSheet(name, this);
    this.#sheets.push(sheet);
    return sheet;
  }

  textOf(text: string): number {
    return this.#texts.numberOf(text);
  }

  styleOf({ type, side, valign, ruled, format }: CellStyle): number {
    const key = `${side} ${valign} ${ruled ? 1 : 0} ${format ?? ''}`;
    const known = this.#known.get(type) ?? new Map<string, number>();
    this.#known.set(type, known);
    const own = known.get(key) ?? this.#newStyle({ type, side, valign, ruled, format });
    known.set(key, own);
    return own;
  }

  #newStyle({ type, side, valign, ruled, format }: CellStyle): number {
    const font = this.#fonts.numberOf(fontXml(type));
    const shown = format === null ? 0 : FIRST_FORMAT + this.#formats.numberOf(format);
    const vertical = valign === 'middle' ? 'center' : valign;
    return this.#styles.numberOf(
      `<xf numFmtId="${shown}" fontId="${font}" fillId="0" borderId="${ruled ? 1 : 0}" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment horizontal="${side}" vertical="${vertical}" wrapText="1"/></xf>`,
    );
  }

  /** The file; the same bytes for the same content. */
  bytes(): Buffer {
    // The sheets first: they number what the others list.
    const sheets = this.#sheets.map((sheet, n) => [`xl/worksheets/sheet${n + 1}.xml`, sheet.xml()] as const);
    const parts: (readonly [string, string])[] = [
      ['[Content_Types].xml', this.#contentTypes()],
      [
        '_rels/.rels',
        relations([
          ['officeDocument', 'xl/workbook.xml', OFFICE],
          ['metadata/core-properties', 'docProps/core.xml', `${PACKAGE}/relationships`],
        ]),
      ],
      ['docProps/core.xml', coreXml(this.#title)],
      [
        'xl/_rels/workbook.xml.rels',
        relations([
          ...this.#sheets.map((_, n): Relation => ['worksheet', `worksheets/sheet${n + 1}.xml`, OFFICE]),
          ['styles', 'styles.xml', OFFICE],
          ['sharedStrings', 'sharedStrings.xml', OFFICE],
        ]),
      ],
      ['xl/sharedStrings.xml', this.#stringsXml()],
      ['xl/styles.xml', this.#stylesXml()],
      ['xl/workbook.xml', this.#workbookXml()],
      ...sheets,
    ];
    return zipOf(parts.map(([name, xml]) => deflated(name, Buffer.from(xml, 'utf8'))));
  }

  #contentTypes(): string {
    const part = (name: string, type: string): string =>
      `<Override PartName="/${name}" ContentType="${type}"/>`;
    return [
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`,
      part('xl/workbook.xml', `${SHEET_TYPE}.sheet.main+xml`),
      ...this.#sheets.map((_, n) => part(`xl/worksheets/sheet${n + 1}.xml`, `${SHEET_TYPE}.worksheet+xml`)),
      part('xl/styles.xml', `${SHEET_TYPE}.styles+xml`),
      part('xl/sharedStrings.xml', `${SHEET_TYPE}.sharedStrings+xml`),
      part('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
      '</Types>',
    ].join('');
  }

  #workbookXml(): string {
    const sheets = this.#sheets.map(
      ({ name }, n) => `<sheet name="${escaped(name)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`,
    );
    const names = this.#sheets.map((sheet, n) => sheet.names(n));
    return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets><definedNames>${names.join('')}</definedNames></workbook>`;
  }

  #stringsXml(): string {
    const texts = this.#texts.all.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
    return `${HEAD}<sst xmlns="${MAIN}" uniqueCount="${texts.length}">${texts.join('')}</sst>`;
  }

  #stylesXml(): string {
    const formats = this.#formats.all.map(
      (format, n) => `<numFmt numFmtId="${FIRST_FORMAT + n}" formatCode="${escaped(format)}"/>`,
    );
    const list = (name: string, own: readonly string[]): string =>
      own.length === 0 ? '' : `<${name} count="${own.length}">${own.join('')}</${name}>`;
    return [
      `${HEAD}<styleSheet xmlns="${MAIN}">`,
      list('numFmts', formats),
      list('fonts', this.#fonts.all),
      '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
      BORDERS,
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
      list('cellXfs', this.#styles.all),
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    ].join('');
  }
}

function fontXml({ font, size, bold }: Type): string {
  return `<font>${bold ? '<b/>' : ''}<sz val="${size}"/><name val="${font}"/><charset val="${CHARSET}"/></font>`;
}

type Relation = [type: string, target: string, base: string];

function relations(all: readonly Relation[]): string {
  const own = all.map(
    ([type, target, base], n) => `<Relationship Id="rId${n + 1}" Type="${base}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${own.join('')}</Relationships>`;
}

function coreXml(title: string): string {
  const day = (name: string): string =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${NO_DAY}</dcterms:${name}>`;
  return `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escaped(printable(title))}</dc:title>${day('created')}${day('modified')}</cp:coreProperties>`;
}

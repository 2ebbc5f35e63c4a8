/**
 * A PDF → rows: its ruled tables cell by cell, its running text line by line, page after page. Knows no rules of forms.
 * A PDF without text (a scan) is refused: this product reads no pictures.
 */
import { fileURLToPath } from 'node:url';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { RowDocument } from '../../domain/form-declaration.ts';
import { locked } from './archive.ts';
import { goesOnFrom, paddingOf } from './pdf-cut.ts';
import { boxedPage, boxesIn, rowsOfPage, ruledPage, shareColumns, type RuledPage } from './pdf-grid.ts';
import { mannerOf } from './pdf-lines.ts';
import { drawingOf } from './pdf-page.ts';
import { MAX_CELL, storable, UnreadableDocument } from './text.ts';

/** A county's book of 500 forms has as many pages. */
const MOST_PAGES = 2_000;

const library = new URL('../../node_modules/pdfjs-dist/', import.meta.url);

/**
 * The library runs the program of every embedded font, wanted or not (no option of it leaves fonts alone, and names and widths of
 * some come from nowhere else), and with some damaged ones it never ends: nothing in this thread can stop it then.
 * @param turned told which page is read next, 0 for what comes before the first, null after the last: whoever can end this
 *   thread or process waits for each of them as long as a page may take
 * @throws UnreadableDocument when it is locked, damaged, without text or too long
 */
export async function rowsOfPdf(
  bytes: Uint8Array,
  turned: (page: number | null) => void = () => undefined,
): Promise<RowDocument> {
  turned(0);
  const task = getDocument({
    // The library takes the memory it is given away from its owner.
    data: new Uint8Array(bytes),
    disableFontFace: true,
    useSystemFonts: false,
    cMapUrl: fileURLToPath(new URL('cmaps/', library)),
    cMapPacked: true,
    standardFontDataUrl: fileURLToPath(new URL('standard_fonts/', library)),
    verbosity: 0,
  });
  process.on('unhandledRejection', leaveToLibrary);
  try {
    const pdf = await task.promise;
    if (pdf.numPages > MOST_PAGES) {
      throw new UnreadableDocument(`这个 PDF 超过 ${MOST_PAGES} 页。请拆分后再导入。`);
    }
    const pages: RuledPage[] = [];
    for (let number = 1; number <= pdf.numPages; number += 1) {
      turned(number);
      const page = await pdf.getPage(number);
      const { pieces, rules } = drawingOf(await page.getOperatorList());
      pages.push(ruledPage(pieces, rules));
      page.cleanup();
    }
    turned(null);
    shareColumns(pages);
    const document = rowsOfPages(pages);
    if (document.rows.length === 0) {
      throw new UnreadableDocument(
        '这个 PDF 里没有文字，像是扫描的图片。请向填报单位要 Word 或 Excel 文件，或先做文字识别（OCR）再导入。',
      );
    }
    return document;
  } catch (error) {
    if (error instanceof UnreadableDocument) throw error;
    if (error instanceof Error && error.name === 'PasswordException') throw locked();
    console.error(`unreadable PDF: ${error instanceof Error ? error.message : String(error)}`);
    throw new UnreadableDocument('这个 PDF 已损坏，读不出来。请重新导出或另存后再导入。');
  } finally {
    await task.destroy();
    // What the library rejects last is told after this turn.
    setTimeout(() => process.off('unhandledRejection', leaveToLibrary), LATE_MS).unref();
  }
}

function rowsOfPages(pages: readonly RuledPage[]): RowDocument {
  const boxed = pages.map(boxedPage);
  const boxes = boxed.flatMap((page) => [...boxesIn(page)]);
  const manner = mannerOf(boxes.flatMap(({ lines }) => lines));
  const padding = paddingOf(boxes);
  const rows: RowDocument['rows'] = [];
  let isRuled = false;
  /** Lines of the rows of the last table on the page before, by their number in it. */
  let before = new Map<number, number>();
  for (const [index, page] of boxed.entries()) {
    const tail = boxed[index - 1]?.tables.at(-1)?.places.at(-1) ?? [];
    const head = page.tables[0]?.places[0] ?? [];
    let lines = new Map<number, number>();
    let lastTable: number | null = null;
    for (const { cells, table, row } of rowsOfPage(page, manner)) {
      const line = rows.length + 1;
      if (table !== null && table !== lastTable) [lines, lastTable] = [new Map<number, number>(), table];
      if (table !== null) lines.set(row, line);
      const goesOn =
        table === 1 && row === 0 && index > 0
          ? goesOnFrom(tail, head, padding).map((origin) => before.get(origin ?? -1) ?? null)
          : null;
      isRuled ||= table !== null;
      rows.push({
        place: { line, page: index + 1, ...(table !== null && { table }) },
        cells: cells.map((cell) => storable(cell).slice(0, MAX_CELL).trim()),
        ...(goesOn && { goesOnFrom: goesOn }),
      });
    }
    before = lines;
  }
  return { aligned: isRuled, rows };
}

/** Rejections of pages that were given up come within a turn or two. */
const LATE_MS = 100;

/**
 * The library rejects promises that nobody waits for when a damaged file names an object that is not there; the page itself is
 * read without it or refused. Not handled they would end the process.
 * @throws what is not the library's
 */
function leaveToLibrary(error: unknown): void {
  const isOfLibrary =
    error instanceof Error && (/Exception$/.test(error.name) || (error.stack ?? '').includes('pdfjs-dist'));
  if (!isOfLibrary) throw error;
  console.error(`unreadable part of a PDF: ${error.message}`);
}

/**
 * A PDF → rows: its ruled tables cell by cell, its running text line by line, page after page. Knows no rules of forms.
 * A PDF without text (a scan) is refused: this product reads no pictures.
 */
import { fileURLToPath } from 'node:url';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { RowDocument } from '../../domain/form-declaration.ts';
import { locked } from './archive.ts';
import { rowsOfPage, ruledPage, shareColumns, type RuledPage } from './pdf-grid.ts';
import { drawingOf } from './pdf-page.ts';
import { MAX_CELL, storable, UnreadableDocument } from './text.ts';

/** A county's book of 500 forms has as many pages. */
const MOST_PAGES = 2_000;

const library = new URL('../../node_modules/pdfjs-dist/', import.meta.url);

/** @throws UnreadableDocument when it is locked, damaged, without text or too long */
export async function rowsOfPdf(bytes: Uint8Array): Promise<RowDocument> {
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
      const page = await pdf.getPage(number);
      const { pieces, rules } = drawingOf(await page.getOperatorList());
      pages.push(ruledPage(pieces, rules));
      page.cleanup();
    }
    shareColumns(pages);
    const rows: RowDocument['rows'] = [];
    let isRuled = false;
    for (const [index, page] of pages.entries()) {
      for (const { cells, table } of rowsOfPage(page)) {
        isRuled ||= table !== null;
        rows.push({
          place: { line: rows.length + 1, page: index + 1, ...(table !== null && { table }) },
          cells: cells.map((cell) => storable(cell).slice(0, MAX_CELL).trim()),
        });
      }
    }
    if (rows.length === 0) {
      throw new UnreadableDocument(
        '这个 PDF 里没有文字，像是扫描的图片。请向填报单位要 Word 或 Excel 文件，或先做文字识别（OCR）再导入。',
      );
    }
    return { aligned: isRuled, rows };
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

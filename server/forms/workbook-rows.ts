/** A workbook → rows of a document, as a person sees it; what nobody sees is named and not counted. */
import { finding, shown } from '../../domain/form-findings.ts';
import { withoutPersons, type Finding, type Place, type Row, type RowDocument } from '../../domain/form.ts';
import type { Layout } from '../../domain/layouts.ts';
import type { Archive } from './archive.ts';
import { MAX_CELL } from './text.ts';
import { readWorkbook, type Sheet } from './xlsx.ts';

/** A document's rows, and what its format had that nobody sees. */
export interface DocumentRows extends RowDocument {
  findings?: Finding[];
}

/** Hidden rows whose text is shown; the others are counted. */
const SHOWN_ROWS = 3;

/**
 * Visible sheets one after the other: a form may have its own, or share one. Hidden rows, columns and sheets are left out
 * and said: what was printed, signed and approved is what is seen (decisions/0014).
 */
export async function rowsOfWorkbook(archive: Archive, layouts: readonly Layout[]): Promise<DocumentRows> {
  const rows: Row[] = [];
  const findings: Finding[] = [];
  const { sheets, hiddenSheets } = await readWorkbook(archive, { longestCell: MAX_CELL, as: 'printed' });
  for (const [index, sheet] of sheets.entries()) {
    const from: Place = { line: rows.length + 1, table: index + 1, cell: sheet.name };
    for (const { row, cells } of sheet.rows) {
      rows.push({
        place: { line: rows.length + 1, table: index + 1, cell: `${sheet.name}!${row}` },
        cells: [...cells],
      });
    }
    findings.push(...unseenIn(sheet, from, layouts));
  }
  if (hiddenSheets.length > 0) findings.push(sheetsLeftOut(hiddenSheets));
  if (archive.names.some((name) => /^xl\/(?:threadedComments\/|comments)/.test(name))) {
    findings.push(
      finding('comments-left-out', 'info', null, {
        message: '工作簿里有批注，批注不属于目标表，没有读入。',
        remedy: '如果批注里有应填的内容，请写进单元格后重新导入。',
      }),
    );
  }
  return { aligned: true, rows, findings };
}

function unseenIn(
  { name, hiddenRows, hiddenColumns, uncalculated }: Sheet,
  place: Place,
  layouts: readonly Layout[],
): Finding[] {
  const findings: Finding[] = [];
  if (hiddenRows.length > 0) {
    const some = hiddenRows
      .slice(0, SHOWN_ROWS)
      .map(({ row, cells }) => `第 ${row} 行“${shown(withoutPersons(cells, layouts))}”`);
    const more = hiddenRows.length > SHOWN_ROWS ? '等' : '';
    findings.push(
      finding('hidden-rows-left-out', 'confirm', place, {
        message: `工作表“${name}”有 ${hiddenRows.length} 行是隐藏的，没有计入：${some.join('、')}${more}。`,
        remedy: '如果隐藏的行也要申报，请在 Excel 里取消隐藏后重新导入；否则不用处理。',
      }),
    );
  }
  if (hiddenColumns.length > 0) {
    findings.push(
      finding('hidden-columns-left-out', 'confirm', place, {
        message: `工作表“${name}”的 ${hiddenColumns.join('、')} 列是隐藏的，其中的文字没有计入。`,
        remedy: '如果隐藏的列也要申报，请在 Excel 里取消隐藏后重新导入；否则不用处理。',
      }),
    );
  }
  if (uncalculated.length > 0) {
    findings.push(
      finding('formula-not-calculated', 'confirm', place, {
        message: `工作表“${name}”的 ${uncalculated.join('、')} 是还没有算出结果的公式，按空格计。`,
        remedy: '请在 Excel 或 WPS 里打开、保存一次，再导入。',
      }),
    );
  }
  return findings;
}

const sheetsLeftOut = (names: readonly string[]): Finding =>
  finding('hidden-sheets-left-out', 'confirm', null, {
    message: `隐藏的工作表没有读入：${names
      .slice(0, 10)
      .map((name) => `“${name}”`)
      .join('、')}${names.length > 10 ? `等 ${names.length} 张` : ''}。`,
    remedy: '如果其中有目标表，请取消隐藏后重新导入；否则不用处理。',
  });

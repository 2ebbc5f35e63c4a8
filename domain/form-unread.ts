/** Tables of indicators that no form took in: said, so that nobody believes them imported. */
import { headingsAt } from './form-columns.ts';
import type { Declaration, Finding, Row, RowDocument } from './form-declaration.ts';
import { finding, shown } from './form-findings.ts';
import type { Layout } from './layouts.ts';

/** A title stands within these rows above its table. */
const ROWS_ABOVE = 30;
/** A heading of indicators has so many cells or words. */
const FEWEST_WORDS = 4;

/**
 * A heading that opens what is declared (目标, 自评, 监控 … 表). What is no layout's title is no form, and none of the form before it.
 */
const DECLARES = /绩效[^,，。；;]{0,24}表(?:[(（][^()（）]{0,20}[)）])?$/;
export const isDeclarationTitle = (text: string): boolean =>
  text.length <= 60 && !text.includes('《') && DECLARES.test(text.trim());

/** One finding for each table of indicators outside of all forms. */
export function tablesNotRead(
  { rows, aligned }: RowDocument,
  forms: readonly Declaration[],
  layouts: readonly Layout[],
): Finding[] {
  const layout = layouts.find(({ columnsAsPrinted }) => columnsAsPrinted);
  if (!layout) return [];
  const isRead = new Uint8Array(rows.length + 2);
  for (const { from, to } of forms.flatMap(({ source }) => source)) {
    isRead.fill(1, from.line, Math.min(to.line, rows.length) + 1);
  }
  const findings: Finding[] = [];
  let told = '';
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as Row;
    if (isRead[row.place.line] === 1 || !mayBeHeading(row)) continue;
    const words = [row, rows[index + 1] as Row | undefined].flatMap((one) =>
      one ? [aligned ? one : { ...one, cells: one.cells.flatMap((cell) => cell.split(/\s+/)) }] : [],
    );
    if (!headingsAt(words, 0, layout)) continue;
    const title = titleAbove(rows, index);
    // Printed again at the top of a page.
    if (title !== '' && title === told) continue;
    told = title;
    findings.push(
      finding('target-table-not-read', 'confirm', row.place, {
        message:
          title === ''
            ? `这里有一张绩效指标表没有读入：“${shown(row.cells)}”。`
            : `“${title}”有绩效指标，但不是项目的目标表，没有读入。`,
        remedy: title.includes('整体支出')
          ? '部门整体支出的目标不按项目监控，其资金已在各项目里；如其中有单独的项目，请另附项目支出绩效目标表。'
          : '请确认表的标题和“项目名称”“主管部门”等栏目；表格粘贴成了文字的，请导入 Word、Excel 原件。',
      }),
    );
  }
  return findings;
}

/** Said before words are looked at: most rows speak of no indicator. */
function mayBeHeading({ cells }: Row): boolean {
  if (cells.length === 1) {
    const [text = ''] = cells;
    return text.includes('指标') && text.split(/\s+/).length >= FEWEST_WORDS;
  }
  return cells.length >= FEWEST_WORDS && cells.some((cell) => cell.length <= 12 && cell.endsWith('指标'));
}

function titleAbove(rows: readonly Row[], index: number): string {
  for (let at = index - 1; at >= Math.max(0, index - ROWS_ABOVE); at -= 1) {
    const filled = (rows[at] as Row).cells.filter((cell) => cell !== '');
    const [only = ''] = filled;
    if (filled.length === 1 && isDeclarationTitle(only)) return only;
  }
  return '';
}

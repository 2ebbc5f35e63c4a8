/** A csv file or pasted cells → rows of text. */
import { parse } from 'csv-parse/sync';
import type { TableRow } from '../../domain/payment-mapping.ts';
import { UnreadableDocument } from '../forms/text.ts';
import { LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, tooManyRows } from '../forms/xlsx.ts';

const DELIMITERS = ['\t', ',', ';'] as const;
/** Enough to tell the delimiter by. Lines. */
const LOOKED_AT = 50;

/** The delimiter that most of the first lines have, most often; outside of quotes. */
export function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 100_000)
    .split(/\r\n|\n|\r/, LOOKED_AT)
    .map((line) => line.replace(/"[^"]*"/g, ''));
  const scores = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0);
    return { delimiter, lines: counts.length, signs: counts.reduce((sum, count) => sum + count, 0) };
  });
  scores.sort((a, b) => b.lines - a.lines || b.signs - a.signs);
  return scores[0]?.delimiter ?? ',';
}

/** Rows as a spreadsheet numbers them: a quoted cell of two lines is one row. @throws UnreadableDocument */
export function readCsv(text: string): TableRow[] {
  let records: string[][];
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      to: MOST_ROWS + 1,
      // A quote that is never closed would swallow the file. Bytes.
      max_record_size: 200_000,
    });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UnreadableDocument(
      '表格里有没有配对的引号，读不下去。请在 Excel 里打开后另存为 .xlsx 再导入。',
    );
  }
  if (records.length > MOST_ROWS) throw tooManyRows();
  return records
    .map((cells, at) => ({
      row: at + 1,
      cells: cells.slice(0, MOST_COLUMNS).map((cell) => cell.slice(0, LONGEST_CELL).trim()),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

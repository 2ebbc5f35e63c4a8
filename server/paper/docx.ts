/** A described paper → a Word document, the same bytes each time. Tables keep their grid, charts are Word's own. */
import type { Paper } from '../../domain/paper.ts';
import { fitCharts } from './fitted-charts.ts';
import { printable } from './printable.ts';
import { wordShell } from './word-shell.ts';
import { wordBody } from './word-xml.ts';

/** @throws RangeError for a description that does not fill its grid */
export async function paperToDocx(paper: Paper): Promise<Buffer> {
  const fitted = fitCharts(paper);
  const shell = await wordShell(fitted);
  return shell.around(wordBody(fitted, shell.charts), printable(paper.title));
}

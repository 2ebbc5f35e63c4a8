/** A described paper → a Word document, the same bytes each time. Tables keep their grid, charts are Word's own. */
import type { Paper } from '../../domain/paper.ts';
import { printable } from './printable.ts';
import { wordShell } from './word-shell.ts';
import { wordBody } from './word-xml.ts';

/** @throws RangeError for a description that does not fill its grid */
export async function paperToDocx(paper: Paper): Promise<Buffer> {
  const shell = await wordShell(paper);
  return shell.around(wordBody(paper, shell.charts), printable(paper.title));
}

/**
 * A described paper as a file of the wanted format, under the name that it is saved as. The writers are loaded when the first paper
 * is made: charts on the printed page alone take 90 MB of a server that may never print one.
 */
import { forDisclosure } from '../../domain/paper-disclosure.ts';
import { INVENTED_MARK, markInvented, type Paper } from '../../domain/paper.ts';

export type PaperFormat = 'docx' | 'xlsx' | 'pdf';

export const MEDIA_TYPES: Readonly<Record<PaperFormat | 'zip', string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  zip: 'application/zip',
};

/** Longest part of a file's name that a project's name takes: Windows allows 255 letters for the whole. */
const LONGEST_NAME = 80;

/** How Word and Excel are written. */
export type Writing = (paper: Paper, format: 'docx' | 'xlsx') => Promise<Buffer>;

const writeHere: Writing = async (paper, format) => {
  if (format === 'docx') return await (await import('./docx.ts')).paperToDocx(paper);
  return (await import('./xlsx.ts')).paperToXlsx(paper);
};

/**
 * @param what.about whose paper it is, in the file's name: a project, a county
 * @param what.invented a demonstration's: says so on its first line and in its name
 * @param what.write in this process unless given
 * @param what.names of persons to leave out of a disclosure copy; null: the copy for the files
 */
export async function makePaper(
  paper: Paper,
  format: PaperFormat,
  what: { about: string; names: readonly string[] | null; invented: boolean; write?: Writing },
): Promise<{ bytes: Buffer; filename: string } | { refusal: string; message: string }> {
  const marked = what.invented ? markInvented(paper) : paper;
  const shown = what.names === null ? marked : forDisclosure(marked, { names: what.names });
  const isDisclosure = what.names !== null;
  const filename = fileName(shown.title, what.about, { isDisclosure, invented: what.invented, format });
  if (format !== 'pdf') return { bytes: await (what.write ?? writeHere)(shown, format), filename };
  const { paperToPdf } = await import('./pdf.ts');
  const printed = await paperToPdf(shown);
  return 'pdf' in printed ? { bytes: printed.pdf, filename } : printed;
}

/** Without what Windows takes in no file's name. */
export function fileName(
  title: string,
  about: string,
  { isDisclosure, invented, format }: { isDisclosure: boolean; invented: boolean; format: string },
): string {
  const kind = `${isDisclosure ? '公开稿' : ''}${invented ? INVENTED_MARK : ''}`;
  return `${cleanName(title)}（${cleanName(about)}）${kind}.${format}`;
}

/** A part of a file's name: nothing that leads elsewhere, at most eighty letters. */
export function cleanName(text: string): string {
  const clean = text
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/^[. ]+/, '')
    .trim();
  return [...clean].slice(0, LONGEST_NAME).join('');
}

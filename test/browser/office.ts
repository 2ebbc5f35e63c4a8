/** LibreOffice as a second reader of our Word and Excel files, where Debian's is installed; it is no part of what the tests need. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NEEDED = ['soffice', 'pdfinfo', 'pdftotext'];
/** The first start makes a profile of its own: 20 s on a busy machine. */
const CONVERTED_WITHIN_MS = 120_000;

/** Of LibreOffice and poppler's tools those that are not on the path. */
export function missingOffice(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NEEDED.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

export interface ConvertedPage {
  widthMm: number;
  heightMm: number;
  text: string;
}

const POINTS_PER_MM = 72 / 25.4;

/** The file as LibreOffice prints it, page by page. */
export async function printWithOffice(bytes: Buffer, extension: 'docx' | 'xlsx'): Promise<ConvertedPage[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mubiao-office-'));
  try {
    const [source, pdf] = [join(folder, `paper.${extension}`), join(folder, 'paper.pdf')];
    writeFileSync(source, bytes);
    const own = `-env:UserInstallation=file://${folder}/profile`;
    await run('soffice', [own, '--headless', '--convert-to', 'pdf', '--outdir', folder, source], {
      timeout: CONVERTED_WITHIN_MS,
    });
    const { stdout: sizes } = await run('pdfinfo', ['-f', '1', '-l', '999', pdf]);
    const pages = [...sizes.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+) pts/gm)];
    await run('pdftotext', ['-layout', '-enc', 'UTF-8', pdf, join(folder, 'paper.txt')]);
    const texts = readFileSync(join(folder, 'paper.txt'), 'utf8').split('\f');
    return pages.map(([, width, height], at) => ({
      widthMm: Number(width) / POINTS_PER_MM,
      heightMm: Number(height) / POINTS_PER_MM,
      text: texts[at] ?? '',
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

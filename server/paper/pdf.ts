/**
 * A described paper → PDF, printed by the Chromium that the machine has. Without one the answer says so: Word and Excel are there
 * in any case. The browser gets one file of ours, no network, a profile of its own, and a time limit.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Paper } from '../../domain/paper.ts';
import { limitedTo } from '../limited.ts';
import { paperToHtml } from './html.ts';

export type PdfAnswer = { pdf: Buffer } | { refusal: 'no_browser' | 'too_slow' | 'failed'; message: string };

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** A summary of 2,000 projects takes 6 s on two cores; milliseconds. */
const TIME_LIMIT = 60_000;
/** A browser takes a core and some 200 MB: two cores, and a machine of 2 GB that serves others meanwhile. */
const PRINTED_AT_ONCE = 2;
/** A form takes two seconds: who comes after these is asked to come again. */
const PRINTS_WAITING = 8;
/** Bytes of what the browser says that are kept for the log. */
const MOST_WORDS = 2_000;

const FLAGS = [
  '--headless',
  // The server may run as root in a container, where Chromium's own sandbox cannot start; it sees one page of ours without script.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--no-pdf-header-footer',
];

/** Path of the machine's Chromium; null: there is none. */
export function findBrowser(path = process.env.PATH ?? ''): string | null {
  for (const folder of path.split(delimiter)) {
    for (const name of NAMES) {
      const file = join(folder, name);
      if (folder !== '' && isExecutable(file)) return file;
    }
  }
  return null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    // Not there, or not for us: the next one is looked at.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

export interface PdfOptions {
  /** Path of the browser, or null for none. */
  browser?: string | null;
  /** Milliseconds. */
  timeLimit?: number;
}

const limited = limitedTo(PRINTED_AT_ONCE, PRINTS_WAITING);

/**
 * @throws RangeError for a description that does not fill its grid
 * @throws Refusal 503 when more than eight wait
 */
export async function paperToPdf(
  paper: Paper,
  { browser = findBrowser(), timeLimit = TIME_LIMIT }: PdfOptions = {},
): Promise<PdfAnswer> {
  const html = paperToHtml(paper);
  if (browser === null) {
    return {
      refusal: 'no_browser',
      message: '这台服务器没有安装 Chromium，不能直接生成 PDF。请下载 Word 或 Excel 再打印。',
    };
  }
  return await limited(() => printed(html, browser, timeLimit));
}

async function printed(html: string, browser: string, timeLimit: number): Promise<PdfAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'mubiao-paper-'));
  try {
    const page = join(folder, 'paper.html');
    const file = join(folder, 'paper.pdf');
    await writeFile(page, html);
    const end = await run(
      browser,
      [
        ...FLAGS,
        `--user-data-dir=${join(folder, 'profile')}`,
        `--print-to-pdf=${file}`,
        pathToFileURL(page).href,
      ],
      timeLimit,
    );
    if (end === 'too_slow') {
      return { refusal: 'too_slow', message: 'PDF 生成超时，已停止。请下载 Word 或 Excel 再打印。' };
    }
    const pdf = end === 'done' ? await readIfThere(file) : null;
    return pdf === null
      ? { refusal: 'failed', message: 'PDF 没有生成成功。请下载 Word 或 Excel 再打印。' }
      : { pdf };
  } finally {
    // The browser's children may still be writing their profile.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    const bytes = await readFile(file);
    return bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? bytes : null;
  } catch (error) {
    console.error(`no PDF was printed: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

async function run(
  browser: string,
  flags: string[],
  timeLimit: number,
): Promise<'done' | 'too_slow' | 'failed'> {
  return await new Promise((resolve) => {
    // A group of its own: the browser starts helpers, and all of them have to go when the time is up.
    const child = spawn(browser, flags, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    let words = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stopGroup(child.pid);
    }, timeLimit);
    child.stderr.on('data', (chunk: Buffer) => {
      if (words.length < MOST_WORDS) words += chunk.toString('utf8');
    });
    const end = (outcome: 'done' | 'failed'): void => {
      clearTimeout(timer);
      if (outcome === 'failed' && !isLate) console.error(`printing failed: ${words.slice(0, MOST_WORDS)}`);
      resolve(isLate ? 'too_slow' : outcome);
    };
    child.on('error', (error) => {
      words = error.message;
      end('failed');
    });
    child.on('close', (code) => end(code === 0 ? 'done' : 'failed'));
  });
}

function stopGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has just ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Reads uploaded documents in a process of their own, one at a time: a hostile or huge file may take its time, its memory
 * or its life without holding up those who enter figures.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LAYOUTS, type Layout } from '../domain/layouts.ts';
import { Refusal } from './errors.ts';
import type { DocumentInput, ReadDocument } from './forms/read-document.ts';
import {
  READ_AHEAD,
  type ReadingInput,
  type ReadingMessage,
  type ReadingProgress,
} from './reading-messages.ts';
import { openAhead, type Take } from './process-ahead.ts';
import { limitedTo } from './limited.ts';

/** Two cores: one reads, one serves. */
const READ_AT_ONCE = 1;
const READS_WAITING = 8;
/** The largest published book takes about 100 MB; a machine of 2 GB must survive a bomb. MB. */
const MEMORY_MB = 512;
/**
 * Reading one page of a PDF, or what comes before its first. The fullest page that is read takes a second, and on a loaded
 * machine some; the library's reader of fonts never ends with some damaged ones.
 */
const PAGE_MS = 15_000;

/**
 * What a reading process may do: read this product's own files, and use a thread and the PDF library's addon. It can write no
 * file and start no process, whatever a document makes of it: nothing is left behind.
 */
const MAY = [
  '--permission',
  `--allow-fs-read=${fileURLToPath(new URL('..', import.meta.url))}`,
  '--allow-worker',
  '--allow-addons',
  // It warns of the addons at every start.
  '--disable-warning=SecurityWarning',
];

export interface ReadingOptions {
  /** Told now and then, at most some times a second. */
  heard?: (progress: ReadingProgress) => void;
  /** Ends the reading: its process is killed. */
  signal?: AbortSignal;
}

export type DocumentReader = (input: DocumentInput, options?: ReadingOptions) => Promise<ReadDocument>;

const program = fileURLToPath(new URL('document-reading-process.ts', import.meta.url));

/**
 * @param readingMs after which a reading is given up
 * @param layouts that forms are told by, the first ones first
 */
export const openDocumentReader = (readingMs: number, layouts: readonly Layout[] = LAYOUTS): DocumentReader =>
  documentReader(() => ({ child: startReading(program), hasWaited: false }), readingMs, layouts);

export interface ReadyReader {
  read: DocumentReader;
  /** Somebody may upload soon. */
  stayReady(): void;
  close(): void;
}

/**
 * As openDocumentReader, with a process that waits for the next document while somebody is at work: starting one, loading its code and
 * reading with it for the first time take three times as long as the reading itself.
 */
export function openReadyReader(readingMs: number, layouts: readonly Layout[] = LAYOUTS): ReadyReader {
  const { take, stayReady, close } = openAhead(() => startReading(program, [READ_AHEAD]));
  return { read: documentReader(take, readingMs, layouts), stayReady, close };
}

function documentReader(take: Take, readingMs: number, layouts: readonly Layout[]): DocumentReader {
  const read = readerBy<ReadingInput, ReadDocument>(take, readingMs, PAGE_MS);
  return (document, options) => read({ document, layouts }, options);
}

/**
 * A reader of one kind of upload. Its process gets the input as its one message and answers a ReadingMessage.
 * @param process that reads one and ends
 * @param pageMs after which a page of a PDF is given up
 */
export function openReader<Input extends object, Document>(
  process: URL,
  readingMs: number,
  pageMs: number = PAGE_MS,
): (input: Input, options?: ReadingOptions) => Promise<Document> {
  const program = fileURLToPath(process);
  return readerBy(() => ({ child: startReading(program), hasWaited: false }), readingMs, pageMs);
}

function readerBy<Input extends object, Document>(
  take: Take,
  readingMs: number,
  pageMs: number,
): (input: Input, options?: ReadingOptions) => Promise<Document> {
  const limited = limitedTo(READ_AT_ONCE, READS_WAITING);
  return (input, options = {}) =>
    limited(async () => {
      options.signal?.throwIfAborted();
      const limits = { readingMs, pageMs, ...options };
      try {
        return await readApart(take(), input, limits);
      } catch (fault) {
        if (!(fault instanceof DiedWaiting)) throw fault;
        // Its place is empty now: this one is new.
        return await readApart(take(), input, limits);
      }
    });
}

/** It ended before it had the document, which is not to blame. */
class DiedWaiting extends Error {
  override name = 'DiedWaiting';
}

const startReading = (program: string, args: string[] = []): ChildProcess =>
  fork(program, args, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${MEMORY_MB}`, ...MAY],
    // Nothing of our environment: it holds the logins of the database.
    env: { TZ: 'Asia/Shanghai' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

/**
 * @throws Refusal 422 with a sentence that says why the document could not be read
 * @throws DiedWaiting of a process that has waited: it never got the document
 * @throws the signal's reason when it ends the reading
 */
async function readApart<Document>(
  { child, hasWaited }: ReturnType<Take>,
  input: object,
  { readingMs, pageMs, heard, signal }: ReadingOptions & { readingMs: number; pageMs: number },
): Promise<Document> {
  const { promise, resolve, reject } = Promise.withResolvers<{ document: Document } | { refused: string }>();
  let hasDocument = !hasWaited;
  const giveUp = (reason: unknown) => {
    child.kill('SIGKILL');
    reject(reason);
  };
  const timer = setTimeout(() => {
    giveUp(unread(`读取超过 ${Math.round(readingMs / 1000)} 秒，已停止。请把文件拆分后再导入。`));
  }, readingMs);
  let pageTimer: NodeJS.Timeout | undefined;
  const timePage = (page: number | null) => {
    clearTimeout(pageTimer);
    if (page !== null) pageTimer = setTimeout(() => giveUp(stuckAt(page, pageMs)), pageMs).unref();
  };
  const stopped = () => giveUp(signal?.reason);
  signal?.addEventListener('abort', stopped);
  child.on('message', (message: ReadingMessage<Document>) => {
    hasDocument = true;
    if ('progress' in message) heard?.(message.progress);
    else if ('page' in message) timePage(message.page);
    else if (!('begun' in message)) resolve(message);
  });
  // More than one may come (a process that could not be made, and then its input that could not be sent): each is heard.
  child.on('error', (fault) =>
    reject(hasDocument ? fault : new DiedWaiting('cannot be told', { cause: fault })),
  );
  child.once('exit', () =>
    reject(
      hasDocument
        ? unread('文件读不出来（内容过大或已损坏）。请另存为文本后再导入。')
        : new DiedWaiting('has ended'),
    ),
  );
  child.send(input);
  try {
    const answer = await promise;
    if ('refused' in answer) throw unread(answer.refused);
    return answer.document;
  } finally {
    clearTimeout(timer);
    clearTimeout(pageTimer);
    signal?.removeEventListener('abort', stopped);
  }
}

const unread = (message: string) =>
  new Refusal(422, 'unreadable_document', message, { fields: { file: message } });

const stuckAt = (page: number, pageMs: number) =>
  unread(
    `这个 PDF ${page === 0 ? '打不开' : `读到第 ${page} 页停住了`}：${Math.round(pageMs / 1000)} 秒没有进展，像是内嵌的字体已损坏。请重新导出 PDF，或改用 Word、Excel 文件导入。`,
  );

/**
 * Writes papers in a process of its own: a form takes some 36 ms of a core and the summary of a county seconds, in which nobody's
 * figure could be entered.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MonitoringPaperCase } from '../../domain/paper-monitoring.ts';
import type { Paper } from '../../domain/paper.ts';
import { limitedTo } from '../sign-in.ts';

/** Heap of a process that writes forms, some at a time. MB. */
const FORMS_MB = 192;
/** The summary of 2,000 projects as one Word document needs more than 320. MB. */
const SUMMARY_MB = 1_200;
/** One task: a part of a round, or its summary. */
const TASK_MS = 120_000;
/** As server/document-reading.ts: it reads this product's own files, writes none, starts nothing. */
const MAY = [
  '--permission',
  `--allow-fs-read=${fileURLToPath(new URL('../..', import.meta.url))}`,
  '--disable-warning=SecurityWarning',
];

export interface WritingTask {
  papers: readonly (Paper | MonitoringPaperCase)[];
  format: 'docx' | 'xlsx';
}
export interface WritingAnswer {
  files: Uint8Array[];
}

export interface PaperWriter {
  /**
   * The files of the papers in their order; a described monitoring form, or what it is described from. One call at a time.
   * @throws Error when the process ended (out of memory) or takes longer than two minutes
   */
  write(task: WritingTask): Promise<Buffer[]>;
  /** Ends the process; what it is writing is lost. */
  close(): void;
}

/**
 * Starts the process: about half a second.
 * @param memoryMb what its heap may take
 */
export function openPaperWriter(memoryMb = FORMS_MB): PaperWriter {
  const child = fork(fileURLToPath(new URL('writing-process.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryMb}`, ...MAY],
    // Nothing of our environment: it holds the logins of the database.
    env: { TZ: 'Asia/Shanghai' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let end: ((fault: Error) => void) | null = null;
  let fault: Error | null = null;
  const ended = (why: Error): void => {
    fault ??= why;
    end?.(fault);
  };
  child.once('error', ended);
  child.once('exit', (code, signal) =>
    ended(new Error(`the writing process ended (${String(signal ?? code)})`)),
  );
  return {
    async write(task) {
      if (fault !== null) throw fault;
      const { promise, resolve, reject } = Promise.withResolvers<WritingAnswer>();
      end = reject;
      const timer = setTimeout(() => child.kill('SIGKILL'), TASK_MS);
      child.once('message', resolve);
      child.send(task, (error) => {
        if (error) reject(error);
      });
      try {
        const { files } = await promise;
        return files.map((file) => Buffer.from(file.buffer, file.byteOffset, file.byteLength));
      } finally {
        clearTimeout(timer);
        child.off('message', resolve);
        end = null;
      }
    },
    close() {
      child.kill('SIGKILL');
    },
  };
}

const limited = limitedTo(1, 8);

/** One paper in a process of its own, one at a time. @throws Refusal 503 when more than eight wait */
export function writeApart(paper: Paper, format: 'docx' | 'xlsx'): Promise<Buffer> {
  return limited(async () => {
    const writer = openPaperWriter(SUMMARY_MB);
    try {
      const [file] = await writer.write({ papers: [paper], format });
      if (file === undefined) throw new Error('the writing process gave no file');
      return file;
    } finally {
      writer.close();
    }
  });
}

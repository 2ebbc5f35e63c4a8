/**
 * Writes papers in a process of its own: the summary of a county takes seconds, a bureau's own template comes from outside, and
 * meanwhile nobody's figure could be entered.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TemplateData } from '../../domain/paper-marks.ts';
import type { MonitoringPaperCase } from '../../domain/paper-monitoring.ts';
import type { SelfEvaluationPaperCase } from '../../domain/paper-self-evaluation.ts';
import type { TemplateKind } from '../../domain/paper-template-kinds.ts';
import type { Paper } from '../../domain/paper.ts';
import { limitedTo } from '../limited.ts';
import type { TemplateRefusal } from './template.ts';

/** Heap of a process that writes forms, some at a time. MB. */
const FORMS_MB = 96;
/** The summary of 2,000 projects as one workbook, or a template with pictures, which its library holds several times over. MB. */
const SINGLE_MB = 512;
/** One task: a part of a round, or its summary. */
const TASK_MS = 120_000;
/** A template of ten pages takes a tenth of a second. */
const CHECK_MS = 20_000;
/** What lives shortly, of which most is garbage; the default grows to three times 16 MB. */
const YOUNG_MB = 4;
/** As server/document-reading.ts: it reads this product's own files, writes none, starts nothing. */
const MAY = [
  '--permission',
  `--allow-fs-read=${fileURLToPath(new URL('../..', import.meta.url))}`,
  '--disable-warning=SecurityWarning',
];

/** A bureau's own form. */
export interface OwnTemplate {
  kind: TemplateKind;
  bytes: Uint8Array;
}

/** A form as what it is described from: a monitoring form, a self-evaluation. */
export type FormCase = MonitoringPaperCase | SelfEvaluationPaperCase;

/** A described paper; a form; marks and what they are filled with. */
export type ToWrite = Paper | FormCase | TemplateData;

export type WritingTask =
  | { type: 'write'; papers: readonly ToWrite[]; format: 'docx' | 'xlsx'; invented: boolean }
  /** From then on what is written as docx fills it. */
  | { type: 'template'; template: OwnTemplate }
  | { type: 'check'; template: OwnTemplate };

export type WritingAnswer =
  { files: Uint8Array[] } | { checked: { marks: string[] } | TemplateRefusal } | { refused: TemplateRefusal };

/** The bureau's own form could not be filled; the message says why. */
export class TemplateRefused extends Error {
  readonly answer: TemplateRefusal;
  constructor(answer: TemplateRefusal) {
    super(answer.message);
    this.answer = answer;
  }
}

export interface PaperWriter {
  /**
   * The files of the papers in their order. One call at a time.
   * @throws TemplateRefused when the template given does not take what is filled in
   * @throws Error when the process ended (out of memory) or takes longer than two minutes
   */
  write(papers: readonly ToWrite[], format: 'docx' | 'xlsx'): Promise<Buffer[]>;
  check(template: OwnTemplate): Promise<{ marks: string[] } | TemplateRefusal>;
  /** Ends the process; what it is writing is lost. */
  close(): void;
}

/**
 * Starts the process: about half a second.
 * @param options.memoryMb what its heap may take
 * @param options.invented papers of a demonstration, marked as that
 * @param options.template filled instead of our own layout where the format is docx
 */
export function openPaperWriter({
  template = null,
  memoryMb = template === null ? FORMS_MB : SINGLE_MB,
  invented = false,
}: { memoryMb?: number; template?: OwnTemplate | null; invented?: boolean } = {}): PaperWriter {
  const child = fork(fileURLToPath(new URL('writing-process.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryMb}`, `--max-semi-space-size=${YOUNG_MB}`, ...MAY],
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
  const ask = async (task: WritingTask, limitMs: number): Promise<WritingAnswer> => {
    if (fault !== null) throw fault;
    const { promise, resolve, reject } = Promise.withResolvers<WritingAnswer>();
    end = reject;
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.once('message', resolve);
    child.send(task, (error) => {
      if (error) reject(error);
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      child.off('message', resolve);
      end = null;
    }
  };
  let isTold = template === null;
  return {
    async write(papers, format) {
      if (!isTold && template !== null && format === 'docx') {
        await ask({ type: 'template', template }, TASK_MS);
        isTold = true;
      }
      const answer = await ask({ type: 'write', papers, format, invented }, TASK_MS);
      if ('refused' in answer) throw new TemplateRefused(answer.refused);
      if (!('files' in answer)) throw new Error('the writing process answered something else');
      return answer.files.map((file) => Buffer.from(file.buffer, file.byteOffset, file.byteLength));
    },
    async check(asked) {
      const answer = await ask({ type: 'check', template: asked }, CHECK_MS);
      if (!('checked' in answer)) throw new Error('the writing process answered something else');
      return answer.checked;
    },
    close() {
      child.kill('SIGKILL');
    },
  };
}

const limited = limitedTo(1, 8);

/** In a process of its own, one at a time. @throws Refusal 503 when more than eight wait */
function apart<Answer>(
  template: OwnTemplate | null,
  work: (writer: PaperWriter) => Promise<Answer>,
): Promise<Answer> {
  return limited(async () => {
    const writer = openPaperWriter({ memoryMb: SINGLE_MB, template });
    try {
      return await work(writer);
    } finally {
      writer.close();
    }
  });
}

/** One paper apart. @throws Refusal 503 when more than eight wait */
export const writeApart = (paper: Paper, format: 'docx' | 'xlsx'): Promise<Buffer> =>
  apart(null, (writer) => one(writer, paper, format));

/**
 * A bureau's own form, filled apart.
 * @throws TemplateRefused when it does not take what is filled in
 * @throws Refusal 503 when more than eight wait
 */
export const fillApart = (template: OwnTemplate, data: TemplateData): Promise<Buffer> =>
  apart(template, (writer) => one(writer, data, 'docx'));

async function one(writer: PaperWriter, what: ToWrite, format: 'docx' | 'xlsx'): Promise<Buffer> {
  const [file] = await writer.write([what], format);
  if (file === undefined) throw new Error('the writing process gave no file');
  return file;
}

const UNREADABLE: TemplateRefusal = {
  refusal: 'unreadable',
  message: '模板读不出来（内容过大或已损坏）。请在 Word 里打开后另存一份再上传。',
  marks: [],
};

/** Looks at an uploaded template apart: one that takes the process with it is unreadable. @throws Refusal 503 when more than eight wait */
export const checkApart = (template: OwnTemplate): Promise<{ marks: string[] } | TemplateRefusal> =>
  apart(null, async (writer) => {
    try {
      return await writer.check(template);
    } catch (error) {
      console.error(
        `a template could not be checked: ${error instanceof Error ? error.message : String(error)}`,
      );
      return UNREADABLE;
    }
  });

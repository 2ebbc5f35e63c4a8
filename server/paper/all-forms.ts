/**
 * All forms of a round in one archive, as a job of the server that was asked: written by a process of its own, told on the live
 * channel as it goes on. What comes out is a paper under the job's id; whatever ends before leaves none and can be asked for again.
 */
import type { FastifyBaseLogger } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from '../../db/actor.ts';
import type { Clock } from '../../db/clock.ts';
import type { Db } from '../../db/database.ts';
import {
  announcePapers,
  findRoundToExport,
  listPapersJobs,
  readFormsToExport,
  type FormToWrite,
  type RoundToExport,
} from '../../db/paper-export.ts';
import { standingTemplate } from '../../db/paper-templates.ts';
import { findKeptPaper, storePaper } from '../../db/papers.ts';
import type { TemplateKind } from '../../domain/paper-template-kinds.ts';
import type { LivePapers } from '../contract-papers.ts';
import { refusals } from '../errors.ts';
import type { Live } from '../live.ts';
import type { Wall } from '../session.ts';
import { limitedTo } from '../limited.ts';
import { refuseTooManyPapers } from './limits.ts';
import { cleanName, fileName } from './make.ts';
import { openPaperWriter, TemplateRefused, type OwnTemplate, type PaperWriter } from './writer.ts';
import { stored, zipOf, type PackedPart } from './zip.ts';

/** Also the sign of life: db/paper-export.ts gives a job up after 15 s of silence. */
const TELL_EVERY_MS = 2_000;
/** Jobs that wait for the one that runs. */
const JOBS_WAITING = 4;
/** Forms of a county of 10,000 projects on a slow machine; then it is given up. */
const LONGEST_MS = 900_000;

const BROKE_OFF = '服务器停止，导出中断。请重新导出。';
const FAILED = '导出没有完成。请重新导出；再次失败时请把时间告诉管理员。';

/** The bureau's own form that is filled, by what the round is for. */
const TEMPLATE_OF = {
  monitoring: 'monitoring_form',
  self_evaluation: 'self_evaluation',
} as const satisfies Record<RoundToExport['purpose'], TemplateKind>;

export interface AllFormsDeps {
  db: Db;
  clock: Clock;
  wall: Wall;
  live: Pick<Live, 'poke'>;
  log: Pick<FastifyBaseLogger, 'error'>;
}

export interface AllFormsWish {
  /** Of who asks; null: of the finance bureau. */
  unitId: string | null;
  roundId: string;
  format: 'docx' | 'xlsx';
  idempotency: Idempotency;
}

export interface AllForms {
  /**
   * The id of the job, which is that of the paper later. One that runs for the same place, round and format is joined.
   * @throws Refusal 404 for a round without forms in scope, 422 for a key of another request, 503 when too many wait
   */
  begin(actor: Actor, wish: AllFormsWish): Promise<string>;
  /** Breaks off what runs and says so. */
  close(): Promise<void>;
}

interface Job {
  id: string;
  actor: Actor;
  wish: AllFormsWish;
  round: RoundToExport;
  /** The bureau's own form, where one stands. */
  template: (OwnTemplate & { id: string }) | null;
}

export function openAllForms(deps: AllFormsDeps): AllForms {
  const { db, wall } = deps;
  const stopping = new AbortController();
  const running = new Map<string, { id: string; work: Promise<void> }>();
  const limited = limitedTo(1, JOBS_WAITING);

  return {
    async begin(actor, wish) {
      const { roundId, unitId, format } = wish;
      const kept = await findKeptPaper(db, actor, wish.idempotency);
      if (kept === 'reused') throw refusals.keyReused();
      if (kept !== null) return kept.id;
      const round = await findRoundToExport(db, actor.context, roundId);
      if (round === null) throw refusals.notFound('任务');
      const told = await listPapersJobs(db, actor.context, { roundId, unitId, nowMs: wall().getTime() });
      const place = [actor.context.regionId, unitId, roundId, format].join(' ');
      const same = running.get(place)?.id;
      if (same !== undefined) return same;
      const elsewhere = told.find((job) => job.status === 'running' && job.format === format);
      if (elsewhere !== undefined) return elsewhere.jobId;
      if (running.size > JOBS_WAITING) throw refusals.busy();
      await refuseTooManyPapers(db, actor, { roundId, kind: 'all_forms', nowMs: wall().getTime() });
      const kind = TEMPLATE_OF[round.purpose];
      const template = format === 'docx' ? await standingTemplate(db, actor.context, kind) : null;
      // Another may have begun it while the database was asked.
      const meanwhile = running.get(place)?.id;
      if (meanwhile !== undefined) return meanwhile;
      if (running.size > JOBS_WAITING) throw refusals.busy();
      const job = { id: uuidv7(), actor, wish, round, template };
      const work = exportAll(deps, job, { limited, stopping: stopping.signal }).finally(() =>
        running.delete(place),
      );
      running.set(place, { id: job.id, work });
      return job.id;
    },
    async close() {
      stopping.abort(new Error('the server stops'));
      await Promise.allSettled([...running.values()].map(({ work }) => work));
    },
  };
}

/** Ends in words whatever happens. */
async function exportAll(
  deps: AllFormsDeps,
  job: Job,
  { limited, stopping }: { limited: ReturnType<typeof limitedTo>; stopping: AbortSignal },
): Promise<void> {
  const { db, clock, live, log } = deps;
  const { id, actor, wish, round } = job;
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(LONGEST_MS)]);
  let written = 0;
  const tell = async (status: LivePapers['status'], message: string | null = null): Promise<void> => {
    const { roundId, format, unitId } = wish;
    const news = {
      jobId: id,
      roundId,
      format,
      status,
      written,
      forms: round.forms,
      message,
      at: clock.now(),
    };
    await announcePapers(db, actor, unitId, news);
    live.poke();
  };
  let telling: Promise<void> | null = null;
  const timer = setInterval(() => {
    telling ??= tell('running')
      .catch((error: unknown) => log.error({ err: error }, 'the progress of an export was not told'))
      .finally(() => (telling = null));
  }, TELL_EVERY_MS);
  const quiet = async (): Promise<void> => {
    clearInterval(timer);
    await telling;
  };
  try {
    await tell('running');
    const bytes = await limited(() => writeAll(db, job, signal, (more) => (written += more)));
    await quiet();
    signal.throwIfAborted();
    const kept = await storePaper(
      db,
      actor,
      { ...paperOf(job), bytes, id, idempotency: wish.idempotency },
      clock,
    );
    if (kept === null || !('answer' in kept)) throw new Error('the key of the export belongs to another');
    await tell('done');
  } catch (fault) {
    await quiet();
    log.error({ err: fault, jobId: id }, 'an export of all forms did not come to its end');
    await tell('failed', whyFailed(fault, stopping)).catch((error: unknown) =>
      log.error({ err: error }, 'nor could that be told'),
    );
  }
}

function whyFailed(fault: unknown, stopping: AbortSignal): string {
  if (stopping.aborted) return BROKE_OFF;
  return fault instanceof TemplateRefused ? `本局的模板填不进去：${fault.message}` : FAILED;
}

function paperOf({ wish, round, template }: Job) {
  return {
    unitId: wish.unitId,
    roundId: wish.roundId,
    formId: null,
    rectificationId: null,
    kind: 'all_forms' as const,
    format: 'zip' as const,
    isDisclosure: false,
    filename: fileName(round.title, `${round.about}，${round.forms}张，${wish.format}`, {
      isDisclosure: false,
      invented: round.invented,
      format: 'zip',
    }),
    templateId: template?.id ?? null,
    invented: round.invented,
  };
}

/** @param heard how many more are written */
async function writeAll(
  db: Db,
  { actor, wish, round, template }: Job,
  signal: AbortSignal,
  heard: (more: number) => void,
): Promise<Buffer> {
  // One is enough: a form takes it less time than it takes the server to read the next.
  const writer = openPaperWriter({ template, invented: round.invented });
  const close = (): void => writer.close();
  signal.addEventListener('abort', close, { once: true });
  const parts: PackedPart[] = [];
  let writing: Promise<void> = Promise.resolve();
  try {
    let read = 0;
    const { roundId } = wish;
    await readFormsToExport(db, actor.context, { roundId, scheme: round.scheme, signal }, async (part) => {
      const first = read;
      read += part.length;
      // The next part is read while this one is written.
      await writing;
      writing = writePart(writer, part, { first, format: wish.format }).then((files) => {
        parts.push(...files);
        heard(files.length);
      });
      // Its fault is thrown when it is waited for.
      writing.catch(() => undefined);
    });
    await writing;
    // They are archives themselves: stored as they are.
    return zipOf(parts);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

async function writePart(
  writer: PaperWriter,
  part: readonly FormToWrite[],
  { first, format }: { first: number; format: 'docx' | 'xlsx' },
): Promise<PackedPart[]> {
  const files = await writer.write(
    part.map(({ paper }) => paper),
    format,
  );
  return files.map((bytes, n) => {
    const { unitName = '', projectName = '' } = part[n] ?? {};
    // Numbered through: two projects may have one name.
    const number = String(first + n + 1).padStart(4, '0');
    return stored(`${cleanName(unitName)}/${number} ${cleanName(projectName)}.${format}`, bytes);
  });
}

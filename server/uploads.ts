/**
 * Reads uploads as jobs. A request stores its document and waits a moment; the document is read in a process of its own by
 * whichever server takes it from the queue. The database says what is to be read, the queue only says it faster: a server
 * that reads nothing looks for what the queue lost and for what a dead server left.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Actor } from '../db/actor.ts';
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import {
  claimUpload,
  failUpload,
  finishUpload,
  lostUploads,
  releaseUpload,
  renewClaim,
  storeUpload,
  uploadOutcome,
  type ClaimedUpload,
  type UploadRef,
} from '../db/uploads.ts';
import type { ParseQueue } from '../jobs/queue.ts';
import type { DocumentReader } from './document-reading.ts';
import type { ReadingProgress } from './reading-messages.ts';
import { Refusal, refusals, unstorableMessage } from './errors.ts';
import type { Live } from './live.ts';
import type { Source } from './routes/upload.ts';

/** A reader that did not renew for so long is dead; the queue gives its job to another after 15 s at most (jobs/queue.ts). */
const LEASE_MS = 10_000;
/** The lease is renewed, and the pages are told, this often: a document of a minute makes thirty events. */
const RENEW_EVERY_MS = 2_000;
/** Reading it ended with the server that often: it is the document. */
const ATTEMPTS_AT_MOST = 5;
const LOOK_EVERY_MS = 5_000;
/** The queue gives an upload to a server that reads nothing within milliseconds. */
const WAITED_MS = 10_000;
/** Another server may have read it. */
const POLL_MS = 100;
const CLOSE_MS = 1_000;

export interface UploadsDeps {
  db: Db;
  clock: Clock;
  parsing: ParseQueue;
  readDocument: DocumentReader;
  live: Pick<Live, 'poke'>;
  log: Pick<FastifyBaseLogger, 'warn'>;
  /** Tests hand in shorter ones. */
  lookEveryMs?: number;
  waitedMs?: number;
}

export interface Uploads {
  /**
   * Stores a document and has it read.
   * @throws Refusal 503 when the region's line is full
   */
  accept(actor: Actor, unitId: string | null, source: Source): Promise<UploadRef>;
  /** Waits until it is read or given up, at most `limitMs`; undefined when it takes longer. */
  outcome(ref: UploadRef, limitMs: number): ReturnType<typeof uploadOutcome>;
  /** Gives back what is being read. */
  close(): Promise<void>;
}

export function openUploads(deps: UploadsDeps): Uploads {
  const { db, clock, parsing, log } = deps;
  const lookEveryMs = deps.lookEveryMs ?? LOOK_EVERY_MS;
  const waitedMs = deps.waitedMs ?? WAITED_MS;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  /** Wakes the requests that wait for an upload of this server. */
  const waiting = new Map<string, () => void>();
  let looking: Promise<void> | null = null;

  /** Reads it if it is still to be read; a fault of ours is thrown after the upload was given back. */
  function read(ref: UploadRef): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    const work = readClaimed(ref).finally(() => {
      running.delete(work);
      waiting.get(ref.uploadId)?.();
    });
    running.add(work);
    return work;
  }

  async function readClaimed(ref: UploadRef): Promise<void> {
    const claim = await claimUpload(db, ref, LEASE_MS);
    if (!claim) return;
    if (claim.attempt > ATTEMPTS_AT_MOST) {
      const message = `读取 ${ATTEMPTS_AT_MOST} 次都中途断了，不再重试。请把文件拆分或另存为文本后再导入。`;
      await failUpload(db, claim, message, clock.now());
      return;
    }
    try {
      const document = await readRenewing(deps, claim, stopping.signal);
      if (!(await finishUpload(db, claim, document, clock)))
        log.warn({ uploadId: ref.uploadId }, 'an upload was read by another server meanwhile');
    } catch (fault) {
      if (stopping.signal.aborted) return await releaseUpload(db, claim);
      const message = messageOf(fault);
      if (message === null) {
        await releaseUpload(db, claim);
        throw fault;
      }
      await failUpload(db, claim, message, clock.now());
    }
    deps.live.poke();
  }

  /** What the queue lost, one after the other, while this server reads nothing. */
  async function look(): Promise<void> {
    while (running.size === 0 && !stopping.signal.aborted) {
      const [lost] = await lostUploads(db, { waitedMs, limit: 1 });
      if (!lost) return;
      log.warn({ ...lost }, 'an upload was not read by the queue; reading it and opening the queue anew');
      await read(lost);
      await parsing.reopen();
    }
  }
  const begin = () => {
    looking ??= look()
      .catch((fault: unknown) => log.warn({ err: fault }, 'lost uploads could not be read; trying again'))
      .finally(() => (looking = null));
  };
  const timer = setInterval(begin, lookEveryMs);
  timer.unref();
  parsing.work(read);

  return {
    async accept(actor, unitId, { filename, bytes, text }) {
      const upload = { unitId, filename, bytes, isText: text !== null };
      const ref = await storeUpload(db, actor, upload, clock);
      if (ref === 'too_many') throw refusals.busy();
      // Not waited for: a queue that is away takes seconds to say so, and then it is read here.
      parsing.enqueue(ref).catch((fault: unknown) => {
        log.warn({ err: fault }, 'an upload could not be queued; reading it here');
        read(ref).catch((error: unknown) => log.warn({ err: error }, 'an upload was not read; it will be'));
      });
      return ref;
    },
    async outcome(ref, limitMs) {
      const deadline = performance.now() + limitMs;
      for (;;) {
        const found = await uploadOutcome(db, ref);
        const leftMs = deadline - performance.now();
        if (found || leftMs <= 0) return found;
        await new Promise<void>((resolve) => {
          const timeout = setTimeout(resolve, Math.min(POLL_MS, leftMs));
          waiting.set(ref.uploadId, () => {
            clearTimeout(timeout);
            resolve();
          });
        });
        waiting.delete(ref.uploadId);
      }
    },
    async close() {
      clearInterval(timer);
      stopping.abort(new Error('the server stops'));
      await Promise.allSettled([...running, looking]);
      await parsing.close(CLOSE_MS);
    },
  };
}

/** Reads it while renewing its lease; stops when it is no longer this server's. */
async function readRenewing(
  { db, clock, readDocument, live, log }: UploadsDeps,
  claim: ClaimedUpload,
  stopping: AbortSignal,
): ReturnType<DocumentReader> {
  const lost = new AbortController();
  const state: { progress: ReadingProgress | null; renewing: Promise<void> | null } = {
    progress: null,
    renewing: null,
  };
  const renew = async () => {
    const { progress } = state;
    state.progress = null;
    const isOwn = await renewClaim(db, claim, { leaseMs: LEASE_MS, progress, at: clock.now() });
    if (!isOwn) lost.abort(new Error('another server reads this upload'));
    else if (progress) live.poke();
  };
  const timer = setInterval(() => {
    // A database that is away for a moment takes the lease, not the reading.
    state.renewing ??= renew()
      .catch((fault: unknown) => log.warn({ err: fault }, 'the lease of an upload was not renewed'))
      .finally(() => (state.renewing = null));
  }, RENEW_EVERY_MS);
  const { filename, source } = claim;
  try {
    return await readDocument(
      claim.isText ? { filename, text: source.toString('utf8') } : { filename, bytes: source },
      { heard: (progress) => (state.progress = progress), signal: AbortSignal.any([stopping, lost.signal]) },
    );
  } finally {
    clearInterval(timer);
    await state.renewing;
  }
}

/** For the user, when it is the document's fault; null for a fault of ours, after which it is read again. */
function messageOf(fault: unknown): string | null {
  if (fault instanceof Refusal && fault.code === 'unreadable_document') return fault.message;
  return unstorableMessage(fault);
}

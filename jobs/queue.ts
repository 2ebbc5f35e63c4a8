/**
 * The queue. The only file that knows BullMQ: over PostgreSQL, or over Redis when REDIS_URL is set.
 *
 * The queue is the fast path, never the truth: it may lose a job (jobs/sweep.ts finds what is due by SQL) and may run
 * one twice after a kill. So every handler is idempotent, and payloads carry ids only.
 */
import {
  createPostgresBackend,
  createRedisBackend,
  runMigrations,
  withBackend,
  type BackendFactory,
  type IQueueBackend,
} from 'bullmq';
import type { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import pg from 'pg';
import type { TestRequest } from '../db/test-messages.ts';
import { outage, type Log } from './log.ts';
import type { Schedule } from './schedule.ts';

/** Every job and what it is given: ids only, the handler reads the rest from the database. */
export interface JobPayloads {
  tick: Record<string, never>;
  /** test: a test message that a person asked for is made first. */
  deliver: { test?: TestRequest };
  /** The move is stored (db/demo/moves.ts). */
  demoClock: Record<string, never>;
}
export type JobName = keyof JobPayloads;
export type Handlers = { [Name in JobName]: (payload: JobPayloads[Name]) => Promise<void> };

export const JOB_NAMES = Object.keys({ tick: true, deliver: true, demoClock: true } satisfies Record<
  JobName,
  true
>) as JobName[];

export interface QueueAddress {
  /** URL of the `bullmq` login. */
  postgresUrl: string;
  /** null: the queue lives in PostgreSQL. */
  redisUrl: string | null;
}

const QUEUE = 'mubiao';
/** Reading a document may take a minute, its memory or its life: nothing else waits or dies with it. */
const PARSE_QUEUE = 'mubiao-parse';
const SCHEMA = 'bullmq';

/** A killed worker's job is taken up by another after at most lock + check: 15 s instead of BullMQ's 60. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** A delivery waits for foreign servers up to a minute; the tick must not wait behind it. */
const JOBS_AT_ONCE = 3;
/** A worker may be killed often while it holds a job (deploys, out of memory); only then the job is given up. */
const STALLED_AT_MOST = 10;
const RETRY_AFTER_FAULT_MS = 5_000;
const CLOSE_BROKEN_MS = 5_000;
/** A server that stops has four seconds for everything. */
const CLOSE_PRODUCER_MS = 1_000;
/** For the page of the system administrator; older ones are of no use to anyone. */
const KEEP = {
  removeOnComplete: { age: 3_600, count: 200 },
  removeOnFail: { age: 7 * 86_400, count: 1_000 },
};
/** How a worker of either queue holds its jobs. */
const WORKING = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: STALLED_AT_MOST,
  runRetryDelay: RETRY_AFTER_FAULT_MS,
  ...KEEP,
};

/** Where the choice of the store is made. */
const openBackend: BackendFactory<IQueueBackend, QueueAddress> = (name, options, kind) => {
  const { postgresUrl, redisUrl } = options.connection;
  return redisUrl === null
    ? createPostgresBackend(
        name,
        {
          ...options,
          connection: {
            connectionString: postgresUrl,
            schema: SCHEMA,
            // One for the loop, one for locks and stalled jobs, one to spare; the wait has its own connection.
            max: 3,
            // Without these a cut cable is noticed after hours and a command waits for ever.
            keepAlive: true,
            query_timeout: 10_000,
            connectionTimeoutMillis: 5_000,
          },
        },
        kind,
      )
    : createRedisBackend(
        name,
        {
          ...options,
          connection: {
            url: redisUrl,
            keepAlive: 10_000,
            connectTimeout: 5_000,
            // A worker waits for its Redis to come back; who only adds a job must not hang on it.
            maxRetriesPerRequest: kind?.withBlockingConnection ? null : 1,
            retryStrategy: (attempt: number) => Math.min(attempt * 500, RETRY_AFTER_FAULT_MS),
          },
        },
        kind,
      );
};

const { Queue, Worker } = withBackend(openBackend);

/**
 * Brings BullMQ's tables in PostgreSQL up to date; repeatable, and several processes may come at once.
 * With Redis there is nothing to do.
 */
export async function prepareQueue(address: QueueAddress): Promise<void> {
  if (address.redisUrl !== null) return;
  const client = new pg.Client({
    connectionString: address.postgresUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  });
  await client.connect();
  try {
    await runMigrations(
      {
        async query<Row>(text: string, parameters?: readonly unknown[]): Promise<{ rows: Row[] }> {
          // The schema is made beforehand (db/roles.ts). `if not exists` would still ask for the right to make
          // schemas in the whole database, which this login must not have.
          if (text.startsWith('CREATE SCHEMA IF NOT EXISTS')) return { rows: [] };
          const { rows } = await client.query(text, parameters && [...parameters]);
          return { rows: rows as Row[] };
        },
      },
      SCHEMA,
    );
  } finally {
    await client.end();
  }
}

export interface Producer {
  /**
   * Adds a job. With an id, a job that already waits under it is not added twice; while one is at work, one more is
   * kept for after it, because the running one may have read before the change that is announced now.
   * Joins no transaction: call it after the commit, and let the sweep find what got lost in between.
   */
  enqueue<Name extends JobName>(name: Name, payload: JobPayloads[Name], id?: string): Promise<void>;
  /** How the jobs stand; fails when the queue's store does not answer. */
  inspect(): Promise<Inspection>;
  /** Puts a failed job back into the line. It may run twice, as every job may. */
  retry(id: string): Promise<'retried' | 'not_found' | 'not_failed'>;
  /** What the board reads (server/jobs-board.ts). */
  boardQueue(): BoardQueue;
  /** Where the queue lives. */
  readonly store: 'postgresql' | 'redis';
  close(): Promise<void>;
}

export type BoardQueue = ConstructorParameters<typeof BullMQAdapter>[0];

export interface QueuedCounts {
  waiting: number;
  active: number;
  failed: number;
  /** ISO instant of the next scheduled run; null: the job is not scheduled, or its schedule is lost. */
  nextRunAt: string | null;
}

export interface FailedJob {
  id: string;
  name: string;
  /** The message of what it threw last. */
  reason: string;
  attempts: number;
  /** ISO instants. */
  addedAt: string;
  failedAt: string | null;
}

export interface Inspection {
  jobs: Record<string, QueuedCounts>;
  /** Newest first, at most 50. */
  failed: FailedJob[];
  /** Failed jobs that are still kept, the listed ones among them. */
  failedTotal: number;
}

/** Jobs of each state that an inspection looks at; the counts of a longer line end here. */
const INSPECTED = 1_000;
const SHOWN_FAILED = 50;

/** The side that adds jobs; what a server needs. `prepareQueue` must have been run on this store once. */
export function openProducer(address: QueueAddress, log: Log): Producer {
  const state = outage(log, 'the queue');
  const queue = new Queue<object, void, JobName>(QUEUE, { connection: address });
  queue.on('error', state.failed);
  return {
    async enqueue(name, payload, id) {
      await queue.add(name, payload, {
        ...KEEP,
        ...(id === undefined ? {} : { deduplication: { id: `${name}-${id}`, keepLastIfActive: true } }),
      });
      state.answered();
    },
    inspect: () => inspect(queue),
    async retry(id) {
      const job = await queue.getJob(id);
      if (!job) return 'not_found';
      if ((await job.getState()) !== 'failed') return 'not_failed';
      await job.retry('failed');
      return 'retried';
    },
    // Typed for Redis alone, but reads any store.
    boardQueue: () => queue as unknown as BoardQueue,
    store: address.redisUrl === null ? 'postgresql' : 'redis',
    close: () => within(CLOSE_PRODUCER_MS, queue.close()),
  };
}

async function inspect(queue: InstanceType<typeof Queue<object, void, JobName>>): Promise<Inspection> {
  const last = INSPECTED - 1;
  const [waiting, active, failed, failedTotal, schedulers] = await Promise.all([
    queue.getJobs(['waiting', 'prioritized'], 0, last),
    queue.getJobs(['active'], 0, last),
    queue.getJobs(['failed'], 0, last),
    queue.getFailedCount(),
    queue.getJobSchedulers(0, last),
  ]);
  const jobs: Record<string, QueuedCounts> = {};
  const countsOf = (name: string) => (jobs[name] ??= { waiting: 0, active: 0, failed: 0, nextRunAt: null });
  for (const name of JOB_NAMES) countsOf(name);
  for (const job of waiting) countsOf(job.name).waiting += 1;
  for (const job of active) countsOf(job.name).active += 1;
  for (const job of failed) countsOf(job.name).failed += 1;
  for (const { name, next } of schedulers)
    countsOf(name).nextRunAt = next === undefined ? null : instant(next);
  const newest = failed.toSorted((one, other) => (other.finishedOn ?? 0) - (one.finishedOn ?? 0));
  return {
    jobs,
    failed: newest.slice(0, SHOWN_FAILED).map((job) => ({
      id: String(job.id),
      name: job.name,
      reason: job.failedReason ?? '',
      attempts: job.attemptsMade,
      addedAt: instant(job.timestamp),
      failedAt: job.finishedOn === undefined ? null : instant(job.finishedOn),
    })),
    failedTotal,
  };
}

const instant = (epochMs: number): string => new Date(epochMs).toISOString();

export interface JobWorker {
  /**
   * Closes what does not work and opens it anew, with its schedules. BullMQ remembers a first connection that failed
   * and never tries it again; and a queue that was emptied has lost its schedules.
   */
  reopen(): Promise<void>;
  /** Takes no more jobs and waits for the running one, at most `limitMs`; what runs longer comes back to another worker. */
  close(limitMs: number): Promise<void>;
}

/**
 * Starts working. Fails when a job has no handler: found at start, not at three in the morning.
 * A queue that is away is no failure: the log says so, and the sweep has it opened again.
 */
export function startWorker(
  address: QueueAddress,
  options: { handlers: Handlers; schedules: readonly Schedule[]; log: Log },
): JobWorker {
  const { handlers, schedules, log } = options;
  const missing = JOB_NAMES.filter((name) => typeof handlers[name] !== 'function');
  if (missing.length > 0) throw new Error(`no handler for job ${missing.join(', ')}`);

  const state = outage(log, 'the queue');
  const open = () => {
    const queue = new Queue<object, void, JobName>(QUEUE, { connection: address });
    const worker = new Worker<object>(
      QUEUE,
      async (job) => {
        state.answered();
        const name = JOB_NAMES.find((known) => known === job.name);
        // A newer version's job in a shared queue: it fails here and stays visible.
        if (name === undefined) throw new Error(`this version knows no job ${job.name}`);
        // Added under this name, so it is this name's payload.
        const handle: (payload: never) => Promise<void> = handlers[name];
        await handle(job.data as never);
      },
      {
        ...WORKING,
        connection: address,
        concurrency: JOBS_AT_ONCE,
      },
    );
    queue.on('error', state.failed);
    worker.on('error', state.failed);
    worker.on('failed', (job, fault) => log.error({ err: fault, job: job?.name }, 'a job failed'));
    worker.on('stalled', (id) => log.warn({ jobId: id }, 'a job of a dead worker is taken up again'));
    // Not awaited: with the queue away it takes as long as the queue does.
    for (const { job, everyMs } of schedules) {
      queue.upsertJobScheduler(job, { every: everyMs }, { name: job, data: {} }).catch(state.failed);
    }
    return {
      close: async (force: boolean) => {
        // queue.disconnect() would first wait for the connection it is to give up.
        await Promise.all([worker.close(force), queue.getBackend().close(force)]);
      },
    };
  };

  let current = open();
  return {
    async reopen() {
      const old = current;
      current = open();
      await within(CLOSE_BROKEN_MS, old.close(true)).catch(state.failed);
    },
    close: (limitMs) => within(limitMs, current.close(false)),
  };
}

/** An upload to be read (db/uploads.ts). */
export interface ParsePayload {
  uploadId: string;
  regionId: string;
}

/** The line of uploads to be read, of one server: it adds to it and reads from it, one at a time. */
export interface ParseQueue {
  /** Adds an upload; one that waits or is at work is not added twice. Call it after the commit. */
  enqueue(payload: ParsePayload): Promise<void>;
  /** Begins to take uploads. Called once; the handler may get one twice. */
  work(handler: (payload: ParsePayload) => Promise<void>): void;
  /** How the line stands; fails when the queue's store does not answer. */
  counts(): Promise<QueuedCounts>;
  /** As of `Producer`. */
  boardQueue(): BoardQueue;
  /** As of a JobWorker. */
  reopen(): Promise<void>;
  /** Takes no more and waits for the running one, at most `limitMs`. */
  close(limitMs: number): Promise<void>;
}

/** `prepareQueue` must have been run on this store once. */
export function openParseQueue(address: QueueAddress, log: Log): ParseQueue {
  const state = outage(log, 'the queue of uploads');
  const queue = new Queue<ParsePayload, void, 'parse'>(PARSE_QUEUE, { connection: address });
  queue.on('error', state.failed);
  let handler: ((payload: ParsePayload) => Promise<void>) | null = null;
  const open = () => {
    const worker = new Worker<ParsePayload>(
      PARSE_QUEUE,
      async (job) => {
        state.answered();
        await handler?.(job.data);
      },
      { ...WORKING, removeOnFail: { count: 0 }, connection: address, concurrency: 1 },
    );
    worker.on('error', state.failed);
    worker.on('failed', (job, fault) => log.error({ err: fault, job: job?.data }, 'an upload was not read'));
    worker.on('stalled', (id) => log.warn({ jobId: id }, 'an upload of a dead server is read again'));
    return worker;
  };
  let worker: ReturnType<typeof open> | null = null;
  return {
    async enqueue(payload) {
      const { removeOnComplete } = KEEP;
      // What failed by a fault of ours is read again (server/uploads.ts) and needs nobody to put it back.
      const options = { removeOnComplete, removeOnFail: true, deduplication: { id: payload.uploadId } };
      await queue.add('parse', payload, options);
      state.answered();
    },
    async counts() {
      const { waiting, active, failed } = await queue.getJobCounts('waiting', 'active', 'failed');
      return { waiting: waiting ?? 0, active: active ?? 0, failed: failed ?? 0, nextRunAt: null };
    },
    boardQueue: () => queue as unknown as BoardQueue,
    work(next) {
      handler = next;
      worker ??= open();
    },
    async reopen() {
      const old = worker;
      if (old === null) return;
      worker = open();
      await within(CLOSE_BROKEN_MS, old.close(true)).catch(state.failed);
    },
    close: (limitMs) =>
      within(
        limitMs,
        Promise.all([worker?.close(false), queue.close()]).then(() => undefined),
      ),
  };
}

/** Waits for `work`, but no longer than `limitMs`. */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

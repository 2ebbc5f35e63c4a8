/** How the jobs stand, for the system administrator alone (the door is in server/app.ts). */
import { Type } from 'typebox';
import { listJobRuns, type JobRun } from '../../db/job-runs.ts';
import type { Inspection, ParseQueue, Producer } from '../../jobs/queue.ts';
import { JobParams, JobRetried, JobsAnswer, type JobStanding } from '../contract-jobs.ts';
import { Refusal, refusals } from '../errors.ts';
import { SCAN_DEAD_SECONDS, within } from './health.ts';
import { failures, type Api, type RouteDeps } from './route.ts';

/** The page must come when the queue does not: that is when it is looked at. */
const QUEUE_MS = 3_000;

const tags = ['后台任务'];
const queueAway = () =>
  new Refusal(503, 'queue_unavailable', '队列没有回答，请稍后再试；到期的事由扫描照常处理，不会丢失。');

/** The line of uploads stands beside the jobs; its failures are the uploads' own and told to whoever sent them. */
async function inspectBoth(queue: Producer, parsing: ParseQueue | null): Promise<Inspection> {
  const [inspection, parse] = await Promise.all([queue.inspect(), parsing?.counts()]);
  return parse ? { ...inspection, jobs: { ...inspection.jobs, parse } } : inspection;
}

export function jobRoutes(
  app: Api,
  {
    db,
    wall,
    queue,
    parsing,
  }: Pick<RouteDeps, 'db' | 'wall'> & { queue: Producer | null; parsing: ParseQueue | null },
): void {
  const startedAt = wall().getTime();

  app.get(
    '/jobs',
    { schema: { tags, summary: '后台任务的状况', response: { 200: JobsAnswer, ...failures } } },
    async (request): Promise<JobsAnswer> => {
      const [runs, seen] = await Promise.all([
        listJobRuns(db),
        queue ? within(QUEUE_MS, inspectBoth(queue, parsing)) : ('dead' as const),
      ]);
      if (queue && seen === 'dead') request.log.warn('the queue does not answer the page of the jobs');
      const inspection = seen === 'dead' ? null : seen;
      const now = wall().getTime();
      const age = (at: string | null | undefined) =>
        at == null ? null : Math.max(0, Math.round((now - Date.parse(at)) / 1000));
      const scan = runs.get('tick');
      const ageSeconds = age(scan?.lastFinishedAt);
      const names = [...new Set([...runs.keys(), ...Object.keys(inspection?.jobs ?? {})])].toSorted();
      return {
        now: wall().toISOString(),
        scan: {
          lastScanAt: scan?.lastFinishedAt ?? null,
          ageSeconds,
          isDead: (ageSeconds ?? (now - startedAt) / 1000) > SCAN_DEAD_SECONDS,
        },
        queue: {
          store: queue?.store ?? null,
          isAnswering: inspection !== null,
        },
        jobs: names.map((name) => standingOf(name, runs.get(name), inspection, age)),
        failed: inspection?.failed ?? [],
        failedTotal: inspection?.failedTotal ?? null,
      };
    },
  );

  app.post(
    '/jobs/:id/retry',
    {
      // It needs no body, and no key: a job that was put back is no longer failed, so the second call changes nothing.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        tags,
        summary: '把失败的任务重新放回队列；任务本身可以重复执行',
        params: JobParams,
        body: Type.Object({}, { additionalProperties: false }),
        response: { 202: JobRetried, ...failures },
      },
    },
    async (request, reply) => {
      if (!queue) throw queueAway();
      const { id } = request.params;
      const outcome = await within(QUEUE_MS, queue.retry(id));
      if (outcome === 'dead') throw queueAway();
      if (outcome === 'not_found') throw refusals.notFound('任务');
      if (outcome === 'not_failed') {
        throw new Refusal(409, 'not_failed', '这个任务已不在失败之列（可能已重新执行），请刷新后再看。');
      }
      request.log.info({ jobId: id, accountId: request.viewer?.accountId }, 'a failed job was put back');
      return reply.code(202).send({ id });
    },
  );
}

function standingOf(
  name: string,
  run: JobRun | undefined,
  inspection: Inspection | null,
  age: (at: string | null | undefined) => number | null,
): JobStanding {
  const counts = inspection?.jobs[name] ?? null;
  return {
    name,
    lastStartedAt: run?.lastStartedAt ?? null,
    lastFinishedAt: run?.lastFinishedAt ?? null,
    ageSeconds: age(run?.lastFinishedAt),
    lastProcessedDay: run?.lastProcessedDay ?? null,
    lastResult: plainOf(run?.lastResult ?? null),
    lastFailed: run?.failed ?? 0,
    nextRunAt: counts?.nextRunAt ?? null,
    waiting: counts?.waiting ?? null,
    active: counts?.active ?? null,
    failed: counts?.failed ?? null,
  };
}

/** What of a result is a figure or a word; lists and objects stay in the database. */
function plainOf(result: object | null): JobStanding['lastResult'] {
  if (result === null) return null;
  const plain: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(result) as [string, unknown][]) {
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      plain[key] = value;
    }
  }
  return plain;
}

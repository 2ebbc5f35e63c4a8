import { findUnconfirmedYears } from '../../db/calendar.ts';
import { findJobRun } from '../../db/job-runs.ts';
import { Health } from '../contract.ts';
import { failures, type Api, type RouteDeps } from './route.ts';

/** The scan comes each half minute, and once a minute when its queue is gone: one that missed three minutes is dead. */
export const SCAN_DEAD_SECONDS = 180;
/** A database that takes longer answers nobody. */
const DATABASE_MS = 2_000;

type HealthAnswer = import('typebox').Static<typeof Health>;

export function healthRoute(app: Api, { db, clock, wall, version }: RouteDeps): void {
  const startedAt = wall().getTime();

  async function examine(): Promise<HealthAnswer> {
    const answer = {
      version,
      clock: { mode: clock.mode, today: clock.today(), now: clock.now() },
    };
    const read = Promise.all([findJobRun(db, 'tick'), findUnconfirmedYears(db, answer.clock.today)]);
    const found = await within(DATABASE_MS, read);
    if (found === 'dead') {
      const jobs = { lastScanAt: null, ageSeconds: null, failed: 0 };
      return { ...answer, status: 'dead', database: 'dead', jobs, calendar: { unconfirmed: [] } };
    }
    const [run, unconfirmed] = found;
    const lastScanAt = run?.lastFinishedAt ?? null;
    const now = wall().getTime();
    const ageSeconds = lastScanAt ? Math.max(0, Math.round((now - Date.parse(lastScanAt)) / 1000)) : null;
    const failed = run?.failed ?? 0;
    // On an empty database the worker gets as long for its first scan as later for the next.
    const isDead = (ageSeconds ?? (now - startedAt) / 1000) > SCAN_DEAD_SECONDS;
    const isDegraded = lastScanAt === null || failed > 0 || unconfirmed.length > 0;
    const status = isDead ? 'dead' : isDegraded ? 'degraded' : 'ok';
    return {
      ...answer,
      status,
      database: 'ok',
      jobs: { lastScanAt, ageSeconds, failed },
      calendar: { unconfirmed },
    };
  }

  app.get(
    '/health',
    {
      schema: {
        tags: ['运行'],
        summary: '是否正常；数据库或扫描停止时为 503',
        response: { 200: Health, 503: Health, ...failures },
      },
    },
    async (request, reply) => {
      const health = await examine();
      if (health.status === 'dead') request.log.warn({ health }, 'not healthy');
      return reply.code(health.status === 'dead' ? 503 : 200).send(health);
    },
  );
}

/** The answer of `work`, 'dead' when it fails or takes longer. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | 'dead'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'dead'>((resolve) => {
    timer = setTimeout(() => resolve('dead'), milliseconds);
  });
  try {
    return await Promise.race([work.catch(() => 'dead' as const), late]);
  } finally {
    clearTimeout(timer);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fixedClock, realClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { findJobRun } from '../../db/job-runs.ts';
import { reassessDue } from '../../db/reassess.ts';
import { startSweep, type SweepDependencies } from '../../jobs/sweep.ts';
import type { Sweep } from '../../jobs/sweep-timer.ts';
import { runTick } from '../../jobs/tick.ts';
import { createTestDatabase } from '../postgres.ts';
import { eventually } from './stores.ts';
import { makeCounty, standings } from './world.ts';

const database = await createTestDatabase();
const worker = openDatabase(database.urls.worker, { max: 4 });
const owner = openDatabase(database.urls.owner, { max: 1 });
const app = openDatabase(database.urls.app, { max: 1 });
afterAll(() => Promise.all([worker.destroy(), owner.destroy(), app.destroy()]));

const log = pino({ level: 'silent' });
const clock = { ...fixedClock('2023-02-08'), refresh: () => Promise.resolve() };

describe('the sweep', () => {
  const running: Sweep[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((sweep) => sweep.stop()));
    await owner.deleteFrom('ops.job_runs').execute();
  });

  const sweep = (changes: Partial<SweepDependencies> = {}, times = { everyMs: 50, deadAfterMs: 500 }) => {
    const seen = { ticks: 0, reopened: 0 };
    running.push(
      startSweep(
        {
          db: worker,
          clock,
          wallClock: realClock,
          runTick: async (startedBy) => {
            seen.ticks += 1;
            return await runTick(
              { db: worker, clock, wallClock: realClock, reassessDue, deliverSoon: () => undefined, log },
              startedBy,
            );
          },
          reopenQueue: () => Promise.resolve(void (seen.reopened += 1)),
          log,
          ...changes,
        },
        times,
      ),
    );
    return seen;
  };

  it('does the work at once where no tick has ever run', async () => {
    const county = await makeCounty(database, worker, { projects: 2 });
    sweep();
    await eventually('the tick is written down', 3_000, async () => {
      return (await findJobRun(worker, 'tick'))?.lastProcessedDay === '2023-02-08';
    });
    expect((await standings(worker, county)).map((stand) => stand.light)).toEqual([
      'unreported',
      'unreported',
    ]);
    expect((await findJobRun(worker, 'tick'))?.lastResult).toMatchObject({ startedBy: 'sweep', changed: 2 });
  });

  it('leaves the work to a queue that ticks', async () => {
    await runTick(
      { db: worker, clock, wallClock: realClock, reassessDue, deliverSoon: () => undefined, log },
      'queue',
    );
    const seen = sweep({}, { everyMs: 50, deadAfterMs: 90_000 });
    await sleep(300);
    expect(seen).toEqual({ ticks: 0, reopened: 0 });
  });

  it('leaves a tick alone that has much to do, but not what a killed worker left at a start', async () => {
    const wallSecondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
    const tickBegan = async (secondsAgo: number) => {
      const times = { last_started_at: wallSecondsAgo(secondsAgo), last_finished_at: wallSecondsAgo(100) };
      await owner
        .insertInto('ops.job_runs')
        .values({ job: 'tick', ...times })
        .onConflict((conflict) => conflict.column('job').doUpdateSet(times))
        .execute();
    };
    await tickBegan(20);
    const seen = sweep({}, { everyMs: 50, deadAfterMs: 90_000 });
    await eventually('the start did it', 2_000, () => seen.ticks === 1);
    await tickBegan(20);
    await sleep(300);
    expect(seen).toEqual({ ticks: 1, reopened: 0 });
    await tickBegan(40);
    await eventually('that one was killed', 2_000, () => seen.ticks === 2 && seen.reopened === 1);
  });

  it('does the work of a queue that has died, again and again, and has it opened anew', async () => {
    const seen = sweep();
    await eventually('it swept three times', 5_000, () => seen.ticks >= 3);
    expect(seen.reopened).toBeGreaterThanOrEqual(seen.ticks - 2);
    const run = await findJobRun(worker, 'tick');
    expect(Date.parse(realClock.now()) - Date.parse(run?.lastFinishedAt ?? '')).toBeLessThan(2_000);
  });

  it('goes on after a fault and logs an outage once', async () => {
    const lines: string[] = [];
    let isAway = true;
    const seen = sweep({
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      runTick: async (startedBy) => {
        if (isAway) throw new Error('connection refused');
        return await runTick(
          { db: worker, clock, wallClock: realClock, reassessDue, deliverSoon: () => undefined, log },
          startedBy,
        );
      },
    });
    await sleep(400);
    isAway = false;
    await eventually('it worked again', 3_000, async () => (await findJobRun(worker, 'tick')) !== null);
    await eventually('it said so', 1_000, () => lines.some((line) => line.includes('answers again')));
    expect(lines.filter((line) => line.includes('does not answer'))).toHaveLength(1);
    expect(seen.ticks).toBe(0);
  });

  it('deletes what has expired and keeps the rest', async () => {
    const account = '018f4d5e-0000-7000-8000-000000000001';
    await owner
      .insertInto('ops.accounts')
      .values({
        id: account,
        username: 'keeper',
        name: '经办岗',
        role: 'handler',
        region_id: null,
        unit_id: null,
        password_hash: '-',
        created_at: '2023-01-01T00:00:00+08:00',
      })
      .execute();
    const wallDaysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    await app
      .insertInto('ops.sessions')
      .values([
        { id: 'gone', data: '{}', account_id: account, expires_at: wallDaysAgo(1) },
        { id: 'alive', data: '{}', account_id: account, expires_at: wallDaysAgo(-1) },
      ])
      .execute();
    // Keys are dated by the product's clock, which stands at 8 February 2023.
    const key = { account_id: account, body_hash: '-', status: 201, answer: '{}' };
    await app
      .insertInto('ops.idempotency_keys')
      .values([
        { ...key, key: 'eight days', created_at: '2023-01-31T00:00:00+08:00' },
        { ...key, key: 'six days', created_at: '2023-02-02T12:00:00+08:00' },
      ])
      .execute();
    const attempt = { username: 'keeper', address: '127.0.0.1', succeeded: false };
    await app
      .insertInto('ops.sign_in_attempts')
      .values([
        { ...attempt, at: wallDaysAgo(31) },
        { ...attempt, at: wallDaysAgo(29) },
      ])
      .execute();
    sweep();
    await eventually('what has expired is gone', 3_000, async () => {
      const sessions = await app.selectFrom('ops.sessions').select('id').execute();
      const attempts = await app.selectFrom('ops.sign_in_attempts').select('id').execute();
      const keys = await app.selectFrom('ops.idempotency_keys').select('key').execute();
      return sessions.length === 1 && attempts.length === 1 && keys.length === 1;
    });
    expect(await app.selectFrom('ops.sessions').select('id').execute()).toEqual([{ id: 'alive' }]);
    expect(await app.selectFrom('ops.idempotency_keys').select('key').execute()).toEqual([
      { key: 'six days' },
    ]);
  });
});

/**
 * The demonstration's clock: passes the days of a stored move one by one, as they would have passed, and loads the
 * demonstration anew. How far it came is stored with each day: whoever takes the move up after a kill goes on from there.
 */
import { sql } from 'kysely';
import type { Clock } from '../db/clock.ts';
import { inContext, type Db } from '../db/database.ts';
import { endMove, reachDay, takeMove, type DemoMove } from '../db/demo/moves.ts';
import { openDemoYear, passDay, tellClock } from '../db/demo/pass-day.ts';
import { reloadDemo } from '../db/demo/reload.ts';
import { gatherMessages } from '../db/gather-messages.ts';
import { recordJobFinish, recordJobStart } from '../db/job-runs.ts';
import { loadJudging } from '../db/judging.ts';
import { POKED_CHANNEL } from '../db/live-events.ts';
import { reassessDue } from '../db/reassess.ts';
import { scanDay } from '../db/scan.ts';
import { addDays, type PlainDate } from '../domain/calendar.ts';
import type { Log } from './log.ts';
import { sweepEvery, type Sweep } from './sweep-timer.ts';
import type { RefreshingClock } from './tick.ts';

export interface DemoClockDependencies {
  db: Db;
  clock: RefreshingClock;
  wallClock: Clock;
  /** Somebody is to be told: asks for a delivery. */
  deliverSoon(): void;
  log: Log;
  /** Aborted when the worker stops: no further day is begun, another goes on. */
  stopping: AbortSignal;
}

/** Held by the one worker that passes days. */
const DEMO_LOCK = 0x6d62_646d;
/** Subjects judged at a time. */
const BATCH = 1_000;

/** Carries out what is asked for, if anything is and nobody else is at it. */
export async function runDemoClock(dependencies: DemoClockDependencies): Promise<void> {
  const { db } = dependencies;
  if (dependencies.clock.mode !== 'demo') return;
  await db.connection().execute(async (own) => {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${DEMO_LOCK}) as got`.execute(
      own,
    );
    if (rows[0]?.got !== true) return;
    try {
      for (;;) {
        const move = dependencies.stopping.aborted ? null : await takeMove(db);
        if (!move) return;
        await carryOut(dependencies, move);
      }
    } finally {
      await sql`select pg_advisory_unlock(${DEMO_LOCK})`.execute(own);
    }
  });
}

async function carryOut(dependencies: DemoClockDependencies, move: DemoMove): Promise<void> {
  const { db, clock, wallClock, log } = dependencies;
  await recordJobStart(db, 'demoClock', wallClock.now());
  const begun = performance.now();
  let fault: string | null = null;
  let days = 0;
  try {
    if (move.kind === 'reload') await reloadDemo(db);
    else {
      const passed = await passDays(dependencies, move);
      days = passed.days;
      // The worker stops: it stays as it is, for another to go on.
      if (!passed.isThere) return;
    }
  } catch (error) {
    // A move that fails must not be tried for ever; what is due on its last day the tick does.
    log.error({ err: error, move: move.id }, 'the demonstration could not be moved');
    fault = error instanceof Error ? error.message : String(error);
  }
  await endMove(db, move.id, { at: wallClock.now(), fault });
  await clock.refresh();
  await tellEnd(dependencies, move, fault === null ? 'done' : 'failed');
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  await recordJobFinish(db, 'demoClock', {
    at: wallClock.now(),
    processedDay: clock.today(),
    result: { kind: move.kind, days, seconds },
    failed: fault === null ? 0 : 1,
  });
  log.info({ kind: move.kind, to: move.to, days, seconds }, 'the demonstration was moved');
}

async function passDays(
  dependencies: DemoClockDependencies,
  move: DemoMove,
): Promise<{ days: number; isThere: boolean }> {
  const { db, wallClock, stopping, clock } = dependencies;
  const to = move.to ?? move.from;
  const year = await openDemoYear(db);
  let days = 0;
  for (let day = addDays(move.reached ?? move.from, 1); day <= to; day = addDays(day, 1)) {
    if (stopping.aborted) return { days, isThere: false };
    const now = `${day}${wallClock.now().slice(10)}`;
    await passDay(db, year, { day, now, move });
    await clock.refresh();
    const { calendar } = await loadJudging(db);
    // On days off nobody is told, and judging steps over them by itself.
    if (calendar.isWorkingDay(day) || day === to) await closeDay(dependencies, day, now);
    await reachDay(db, move.id, day);
    await sql`select pg_notify(${POKED_CHANNEL}, '')`.execute(db);
    days += 1;
  }
  return { days, isThere: true };
}

/** What time has brought by that day: judged, watched, climbed, and put into the day's messages. */
async function closeDay(
  { db, wallClock, deliverSoon, log }: DemoClockDependencies,
  day: PlainDate,
  now: string,
): Promise<void> {
  for (;;) {
    const judged = await reassessDue(db, { today: day, now, limit: BATCH });
    for (const failure of judged.failed) log.error({ ...failure, day }, 'a project could not be judged');
    if (judged.projects === 0) break;
  }
  const scanned = await scanDay(db, { today: day, now, stopAt: Infinity, isPatient: true });
  for (const [id, message] of scanned.failures)
    log.error({ id, message, day }, 'a project or alert could not be done');
  if (scanned.notices === 0) return;
  // At once, or the notices of several days would share a message.
  await gatherMessages(db, { now: wallClock.now(), today: day });
  deliverSoon();
}

async function tellEnd(
  { db, clock }: DemoClockDependencies,
  move: DemoMove,
  state: 'done' | 'failed',
): Promise<void> {
  const regions = await db.selectFrom('shared.regions').select('id').where('invented', '=', true).execute();
  const regionIds = regions.map((region) => region.id);
  const [first] = regionIds;
  if (first === undefined) return;
  await inContext(db, { regionId: first, units: '*' }, (tx) =>
    tellClock(tx, regionIds, { day: clock.today(), now: clock.now(), move, state }),
  );
  await sql`select pg_notify(${POKED_CHANNEL}, '')`.execute(db);
}

const SWEEP_EVERY_MS = 5_000;

/**
 * Looks for a move that lost its job: a killed worker's, or a queue that was away. One query each five seconds, in a
 * demonstration only.
 */
export function startDemoSweep(run: () => Promise<void>, { everyMs = SWEEP_EVERY_MS } = {}): Sweep {
  // That the database is away jobs/sweep.ts says, once for all; what goes wrong in a move is logged where it does.
  return sweepEvery(everyMs, () => run().catch(() => undefined));
}

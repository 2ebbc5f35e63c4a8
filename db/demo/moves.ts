/** Moves of the demonstration's date and reloads of it, as they are asked for and as far as they have come. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../database.ts';
import type { PlainDate } from '../../domain/calendar.ts';

export interface DemoMove {
  id: string;
  kind: 'move' | 'reload';
  /** Null for a reload. */
  to: PlainDate | null;
  from: PlainDate;
  /** The last day that is done to its end; null: none yet. */
  reached: PlainDate | null;
  state: 'waiting' | 'running' | 'done' | 'failed';
}

export interface DemoStanding {
  today: PlainDate;
  /** Where a reload takes it. */
  start: PlainDate;
  /** The last one asked for. */
  move: DemoMove | null;
}

const COLUMNS = sql<DemoMove>`id, kind, to_date as "to", from_date as "from", reached_date as reached, state`;

/** Null where there is no demonstration. */
export async function findDemo(db: Db): Promise<DemoStanding | null> {
  const { rows } = await sql<{ today: PlainDate; start: PlainDate }>`
    select demo_today as today, coalesce(demo_start, demo_today) as start from ops.clock where mode = 'demo'`.execute(
    db,
  );
  const [clock] = rows;
  if (!clock) return null;
  const last =
    await sql<DemoMove>`select ${COLUMNS} from ops.demo_moves order by at desc, id desc limit 1`.execute(db);
  return { ...clock, move: last.rows[0] ?? null };
}

const UNIQUE_VIOLATION = '23505';

/**
 * Asks for a move to a day after today's, or for a reload (`to` null). The worker carries it out.
 * @param options.at ISO instant of the wall
 * @returns the id; why not: the day is not after today's, or one is under way
 */
export async function requestMove(
  db: Db,
  options: { to: PlainDate | null; requestedBy: string; at: string },
): Promise<{ id: string } | 'not_forward' | 'under_way'> {
  const { to, requestedBy, at } = options;
  const kind = to === null ? 'reload' : 'move';
  try {
    const { rows } = await sql<{ id: string }>`
      insert into ops.demo_moves (id, kind, to_date, from_date, state, requested_by, at)
      select ${uuidv7()}::uuid, ${kind}::text, ${to}::date, c.demo_today, 'waiting', ${requestedBy}::uuid, ${at}::timestamptz
      from ops.clock c where c.mode = 'demo' and (${to}::date is null or c.demo_today < ${to}::date)
      returning id`.execute(db);
    return rows[0] ?? 'not_forward';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return 'under_way';
    throw error;
  }
}

/** The one that is to be carried on, now running; null: there is none. */
export async function takeMove(db: Db): Promise<DemoMove | null> {
  const { rows } = await sql<DemoMove>`
    update ops.demo_moves set state = 'running' where state in ('waiting', 'running') returning ${COLUMNS}`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** A day is done to its end. */
export async function reachDay(db: Db, id: string, day: PlainDate): Promise<void> {
  await sql`update ops.demo_moves set reached_date = ${day}::date where id = ${id}`.execute(db);
}

/** @param end.fault null: it came to its end */
export async function endMove(db: Db, id: string, end: { at: string; fault: string | null }): Promise<void> {
  await sql`
    update ops.demo_moves set state = ${end.fault === null ? 'done' : 'failed'}, finished_at = ${end.at}::timestamptz,
      fault = ${end.fault} where id = ${id}`.execute(db);
}

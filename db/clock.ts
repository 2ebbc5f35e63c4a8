/**
 * The one clock of the product, handed to whoever decides. Beijing days (+08:00, no daylight saving time).
 * In demo mode the date is stored and moves forward only, until the demonstration is loaded anew; the time of day is the
 * wall's.
 */
import type { Db } from './database.ts';

export interface Clock {
  readonly mode: 'real' | 'demo';
  /** Today in Beijing, YYYY-MM-DD. */
  today(): string;
  /** This instant, ISO 8601 with +08:00 and milliseconds. In demo mode its date is the demo date. */
  now(): string;
}

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** Wall time in Beijing as `YYYY-MM-DDTHH:mm:ss.sss`. */
function beijingWall(): string {
  return new Date(Date.now() + BEIJING_OFFSET_MS).toISOString().slice(0, 23);
}

export const realClock: Clock = {
  mode: 'real',
  today: () => beijingWall().slice(0, 10),
  now: () => `${beijingWall()}+08:00`,
};

export function demoClock(readDate: () => string): Clock {
  return {
    mode: 'demo',
    today: readDate,
    now: () => `${readDate()}${beijingWall().slice(10)}+08:00`,
  };
}

/** A clock that stands still, for tests and for replaying a past day. */
export function fixedClock(today: string, time = '09:00:00.000'): Clock {
  return { mode: 'real', today: () => today, now: () => `${today}T${time}+08:00` };
}

/**
 * Reads which clock this database runs on. `refresh` reads the stored demo date again:
 * a process calls it on each tick and when the clock is announced to have moved.
 */
export async function openClock(db: Db): Promise<Clock & { refresh(): Promise<void> }> {
  const read = () => db.selectFrom('ops.clock').select(['mode', 'demo_today', 'loads']).executeTakeFirst();
  const first = await read();
  if (first?.mode !== 'demo' || !first.demo_today) return { ...realClock, refresh: async () => {} };
  let date = first.demo_today;
  let { loads } = first;
  return {
    ...demoClock(() => date),
    refresh: async () => {
      const row = await read();
      if (!row?.demo_today || row.loads < loads) return;
      // Forward only: a stale read never takes a day back. Only a load from the beginning does.
      if (row.demo_today > date || row.loads > loads) date = row.demo_today;
      loads = row.loads;
    },
  };
}

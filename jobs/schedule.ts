/** What the queue starts by itself, and how often. Add a row to add a schedule. */
import type { JobName } from './queue.ts';

export interface Schedule {
  job: JobName;
  everyMs: number;
}

/**
 * Schedules only tick: a job asks the clock of the product what is due. A schedule that carried the date itself
 * would be wrong after an outage, and in the demo.
 */
export const SCHEDULES: readonly Schedule[] = [
  // What falls due at midnight is to be seen within a minute: half of it for the wait, half for the work. An empty tick
  // is one query.
  { job: 'tick', everyMs: 30_000 },
  // Who makes notices asks for it at once; this is for what is tried again, and what waited for the morning.
  { job: 'deliver', everyMs: 60_000 },
];

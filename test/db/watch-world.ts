/** Days as a running product passes them: facts of the day, then the scan of each business day. */
import { sql } from 'kysely';
import { fixedClock } from '../../db/clock.ts';
import { inContext, type Db } from '../../db/database.ts';
import { loadJudging } from '../../db/judging.ts';
import { reassessDue } from '../../db/reassess.ts';
import { scanDay } from '../../db/scan.ts';
import { watchAgain } from '../../db/watch.ts';
import { addDays } from '../../domain/calendar.ts';
import { randomUUID } from 'node:crypto';
import type { World } from './world.ts';

/** What happens on a day, after the scan of its morning and before that of its evening. */
export type Deeds = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Passes the days [from, to]: on each business day a scan in the morning, the day's deeds, a scan in the evening.
 * @param options.dead days on which nothing scans: an outage
 */
export async function passDays(
  world: World,
  options: { from: string; to: string; deeds?: Deeds; dead?: readonly string[] },
): Promise<void> {
  const { calendar } = await loadJudging(world.worker);
  for (let day = options.from; day <= options.to; day = addDays(day, 1)) {
    const isUp = calendar.isWorkingDay(day) && !options.dead?.includes(day);
    if (isUp) await scan(world, day);
    const deed = options.deeds?.[day];
    if (!deed) continue;
    await deed();
    if (isUp) await scan(world, day);
  }
}

/** One scan as the tick does it. */
export async function scan(world: World, day: string): Promise<void> {
  const now = fixedClock(day).now();
  const judged = await reassessDue(world.worker, { today: day, now, limit: 100_000 });
  const scanned = await scanDay(world.worker, { today: day, now, stopAt: Infinity });
  const failed = [...judged.failed, ...scanned.failures];
  if (failed.length > 0) throw new Error(`not done: ${JSON.stringify(failed)}`);
  await numberEvents(world.owner);
}

/** What a publisher does; without numbers every event is looked at by each scan again. */
export async function numberEvents(owner: Db): Promise<void> {
  await sql`update app.live_events set seq = nextval('app.live_seq') where seq is null`.execute(owner);
}

/** Declarations of a test are watched from their day on; the import asks for it, a test that inserts does not. */
export const watchEverything = (world: World, projectIds: readonly string[], today: string): Promise<void> =>
  inContext(world.worker, { regionId: world.regionId, units: '*' }, (tx) =>
    watchAgain(tx, { regionId: world.regionId, projectIds, today }),
  );

/** People who hold the posts of the line: of the unit beside and of those above it. */
export async function fillPosts(
  owner: Db,
  world: World,
  unitId: string,
): Promise<Record<'handler' | 'unit_head' | 'leader' | 'finance_performance', string>> {
  const posts = {
    handler: unitId,
    unit_head: unitId,
    leader: world.departmentId,
    finance_performance: null,
  } as const;
  const accounts = {} as Record<keyof typeof posts, string>;
  for (const [role, place] of Object.entries(posts) as [keyof typeof posts, string | null][]) {
    const id = randomUUID();
    accounts[role] = id;
    await owner
      .insertInto('ops.accounts')
      .values({
        id,
        username: `${role}-${id.slice(0, 8)}`,
        name: role,
        role,
        region_id: world.regionId,
        unit_id: place,
        password_hash: null,
        created_at: '2023-01-03T08:00:00+08:00',
      })
      .execute();
  }
  return accounts;
}

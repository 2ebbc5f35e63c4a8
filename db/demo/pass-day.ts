/**
 * A day of the demonstration passes: the date moves, what is recorded on that day is recorded and judged, and the open
 * pages are told, in one transaction. It may be done again: the date only goes forward and no fact is written twice.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { factsOfCounty } from './county.ts';
import { DEMO_COUNTIES } from './counties.ts';
import { insertFacts, type InventedFact } from './invented-year.ts';
import type { DemoMove } from './moves.ts';
import { inContext, type Db, type Tx } from '../database.ts';
import { refreshJudging } from '../judging.ts';
import { reassessProjects } from '../reassess.ts';
import { announce, watchAgain } from '../watch.ts';
import type { PlainDate } from '../../domain/calendar.ts';
import type { LiveClock } from '../../server/contract-demo.ts';

/** What is recorded when, by region and day. */
export interface DemoYear {
  /** Every invented region, the three counties among them. */
  regionIds: string[];
  facts: Map<string, Map<PlainDate, InventedFact[]>>;
}

/** Reads the declarations and makes the year from them; some milliseconds, so that each move does it anew. */
export async function openDemoYear(db: Db): Promise<DemoYear> {
  const regions = await db
    .selectFrom('shared.regions')
    .select(['id', 'slug'])
    .where('invented', '=', true)
    .orderBy('id')
    .execute();
  const facts: DemoYear['facts'] = new Map();
  for (const { id: regionId, slug } of regions) {
    if (!DEMO_COUNTIES.some((county) => county.slug === slug)) continue;
    const year = await factsOfCounty(db, { regionId, slug });
    facts.set(
      regionId,
      Map.groupBy(year, (fact) => fact.on),
    );
  }
  return { regionIds: regions.map((region) => region.id), facts };
}

/** @param options.now instant of `day` by the product's clock */
export async function passDay(
  db: Db,
  year: DemoYear,
  options: { day: PlainDate; now: string; move: DemoMove },
): Promise<{ facts: number }> {
  const { day, now } = options;
  const judging = await refreshJudging(db);
  const [first] = year.regionIds;
  if (first === undefined) throw new Error('there is no demonstration');
  let recorded = 0;
  await inContext(db, { regionId: first, units: '*' }, async (tx) => {
    for (const regionId of year.regionIds) {
      const facts = year.facts.get(regionId)?.get(day) ?? [];
      if (facts.length === 0) continue;
      await sql`select set_config('app.region', ${regionId}, true)`.execute(tx);
      const projectIds = await insertFacts(tx, facts);
      if (projectIds.length === 0) continue;
      recorded += facts.length;
      await reassessProjects(tx, judging, {
        regionId,
        projectIds,
        subjectIds: null,
        cause: { by: '经办人', at: now },
        today: day,
      });
      // Plans and registered events change no light and are not in the outbox.
      await watchAgain(tx, { regionId, projectIds, today: day });
    }
    await sql`update ops.clock set demo_today = greatest(demo_today, ${day}::date) where mode = 'demo'`.execute(
      tx,
    );
    await tellClock(tx, year.regionIds, { day, now, move: options.move, state: 'running' });
  });
  return { facts: recorded };
}

/** Tells everybody of the regions which day it is. In a transaction in the context of a region. */
export async function tellClock(
  tx: Tx,
  regionIds: readonly string[],
  told: { day: PlainDate; now: string; move: DemoMove; state: LiveClock['state'] },
): Promise<void> {
  for (const regionId of regionIds) {
    await sql`select set_config('app.region', ${regionId}, true)`.execute(tx);
    // Which unit does not matter for this kind of event, but a row must name one.
    const { rows } = await sql<{ id: string }>`
      select id from app.units where region_id = ${regionId} order by parent_id nulls first, id limit 1`.execute(
      tx,
    );
    const [unit] = rows;
    if (!unit) continue;
    const data: LiveClock = { today: told.day, kind: told.move.kind, to: told.move.to, state: told.state };
    await announce(tx, [
      {
        region_id: regionId,
        id: uuidv7(),
        unit_id: unit.id,
        topics: ['clock'],
        type: 'clock',
        data,
        recorded_at: told.now,
      },
    ]);
  }
}

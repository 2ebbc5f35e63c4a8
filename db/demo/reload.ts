/**
 * The demonstration from its beginning: what is regional goes, the loader's kept declarations are committed again, and
 * the days before the beginning are told anew. Regions, units, accounts and sessions stay. Done again it begins again.
 */
import { sql } from 'kysely';
import { DEMO_COUNTIES } from './counties.ts';
import { declare, fillCounty, findDeclarations } from './county.ts';
import type { Db } from '../database.ts';
import type { PlainDate } from '../../domain/calendar.ts';

/** @param db the worker's login @returns the day on which it stands now */
export async function reloadDemo(db: Db): Promise<PlainDate> {
  const { rows } = await sql<{ start: PlainDate }>`select ops.forget_demo() as start`.execute(db);
  const start = rows[0]?.start;
  if (start === undefined) throw new Error('there is no demonstration to load again');
  // What was recorded under a key is gone: sent again it is a new fact, and not told to be there. What administrators decided stays.
  await sql`delete from ops.idempotency_keys k using ops.accounts a
    where a.id = k.account_id and a.region_id is not null`.execute(db);
  const regions = await db.selectFrom('shared.regions').select(['id', 'slug']).execute();
  for (const { slug } of DEMO_COUNTIES) {
    const region = regions.find((candidate) => candidate.slug === slug);
    if (!region) continue;
    const kept = await findDeclarations(db, region.id);
    if (kept.length === 0) throw new Error(`the declarations of ${slug} are not kept any more`);
    for (const { id } of kept) await declare(db, region.id, id);
    await fillCounty(db, { regionId: region.id, slug }, start);
  }
  return start;
}

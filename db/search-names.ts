/** The names by which projects, indicators and units are found (app.search_names): derived, made anew at any time. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import { folded, openReader } from './search-sounds.ts';

export type SearchKind = 'project' | 'indicator' | 'unit';

interface Name {
  region_id: string;
  unit_id: string;
  kind: SearchKind;
  name: string;
}

/** Names in one statement, handed over as one JSON text. */
const NAMES_AT_ONCE = 2_000;

/**
 * Adds the names that are not there yet, as far as the login and its context see them; a second time it adds nothing.
 * @param regionId only of this region; null: of all (the owner)
 * @returns how many were added
 */
export async function addSearchNames(db: Db | Tx, regionId: string | null): Promise<number> {
  const missing = await readMissing(db, regionId);
  if (missing.length === 0) return 0;
  const reader = await openReader();
  for (let start = 0; start < missing.length; start += NAMES_AT_ONCE) {
    const rows = missing.slice(start, start + NAMES_AT_ONCE).map((row) => ({
      ...row,
      name_hash: createHash('sha256').update(row.name).digest('hex').slice(0, 32),
      folded: folded(row.name),
      sounds: reader.soundsOf(row.name),
    }));
    await sql`
      insert into app.search_names (region_id, unit_id, kind, name_hash, name, folded, sounds)
      select region_id, unit_id, kind, name_hash, name, folded, sounds
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(region_id uuid, unit_id uuid, kind text,
        name_hash text, name text, folded text, sounds text)
      on conflict do nothing`.execute(db);
  }
  return missing.length;
}

async function readMissing(db: Db | Tx, regionId: string | null): Promise<Name[]> {
  const here = regionId === null ? sql`` : sql`where region_id = ${regionId}`;
  const { rows } = await sql<Name>`
    select region_id, unit_id, 'project' as kind, name from app.projects ${here}
    union
    select region_id, unit_id, 'indicator', name from app.indicators ${here}
    union
    select region_id, id, 'unit', name from app.units ${here}
    union
    select region_id, id, 'unit', short_name from app.units ${here}
    except
    select region_id, unit_id, kind, name from app.search_names ${here}`.execute(db);
  return rows;
}

/** Makes the names of a region anew: for `npm run rebuild`. @param tx of the worker or the owner */
export async function rebuildSearchNames(tx: Tx, regionId: string): Promise<void> {
  await sql`delete from app.search_names where region_id = ${regionId}`.execute(tx);
  await addSearchNames(tx, regionId);
}

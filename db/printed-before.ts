/** What a project's document printed where it was mended in the preview, before it was approved. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Standing } from './standing-project.ts';
import { canonicalJson } from './audit.ts';
import type { DeclaredIndicator, Declaration } from '../domain/form.ts';

interface Row {
  id: string;
  project_id: string;
  import_id: string;
  scope: string;
  name: string;
  raw_target: string | null;
  place: object;
}

/**
 * Adds `printed` to the indicators of these projects whose row in the document says something else than what was committed.
 * A row is found by its place in the source, which no edit changes.
 */
export async function addPrinted(
  tx: Tx,
  regionId: string,
  standings: ReadonlyMap<string, Standing>,
): Promise<void> {
  const { rows } = await sql<Row>`
    select i.id, i.project_id, p.import_id, i.scope, i.name, i.raw_target, i.place
    from app.indicators i
    join app.projects p on p.region_id = i.region_id and p.id = i.project_id
    where i.region_id = ${regionId} and i.project_id = any (${[...standings.keys()]}::uuid[])
      and i.is_subject and i.adjustment_id is null and p.import_id is not null`.execute(tx);
  const importIds = [...new Set(rows.map((row) => row.import_id))];
  if (importIds.length === 0) return;
  const imports = await sql<{ id: string; forms: Declaration[] }>`
    select id, answer -> 'forms' as forms from app.imports
    where region_id = ${regionId} and id = any (${importIds}::uuid[])`.execute(tx);
  const printed = new Map<string, DeclaredIndicator>();
  for (const { id, forms } of imports.rows) {
    for (const { indicators } of forms) {
      for (const row of indicators) printed.set(keyOf(id, row.scope, row.place), row);
    }
  }
  for (const row of rows) {
    const before = printed.get(keyOf(row.import_id, row.scope, row.place));
    const own = standings
      .get(row.project_id)
      ?.project.indicators.find((indicator) => indicator.id === row.id);
    if (!before || !own) continue;
    if (before.fullName === row.name && before.rawTarget === row.raw_target) continue;
    own.printed = { name: before.fullName, rawTarget: before.rawTarget };
  }
}

const keyOf = (importId: string, scope: string, place: object): string =>
  `${importId} ${scope} ${canonicalJson(place)}`;

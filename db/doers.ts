/** Who accounts are, for readers of what they did. */
import { sql } from 'kysely';
import { inContext, type Context, type Db } from './database.ts';

/** `unit`: its unit or department; null: the finance bureau's. `name`: the account's shown name, by rule a post (contract-accounts.ts). */
export interface DoerPlace {
  unit: string | null;
  name: string;
}

/** By account id; one that is not of the region is left out. */
export async function readDoers(
  db: Db,
  context: Context,
  accountIds: readonly string[],
): Promise<Map<string, DoerPlace>> {
  const ids = [...new Set(accountIds)];
  if (ids.length === 0) return new Map();
  return inContext(db, context, async (tx) => {
    const { rows } = await sql<DoerPlace & { id: string }>`
      select a.id, a.name, u.short_name as unit from ops.accounts a
      left join app.units u on u.region_id = a.region_id and u.id = a.unit_id
      where a.region_id = ${context.regionId} and a.id = any (${ids}::uuid[])`.execute(tx);
    return new Map(rows.map(({ id, ...place }) => [id, place]));
  });
}

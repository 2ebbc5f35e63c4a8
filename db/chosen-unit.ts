/** A unit chosen in a page: what is read after it is that unit's and those below it. */
import { sql } from 'kysely';
import { unitsSetting, type Context, type Tx } from './database.ts';

/** The region has no such unit. */
export class UnknownUnit extends Error {}

/**
 * Narrows the transaction's scope to the unit and those below it, as far as they are in the context's scope: row-level
 * security does the rest, in every statement that follows. Without a unit the scope stays as it is.
 * @throws UnknownUnit when the region has no such unit
 */
export async function narrowToUnit(tx: Tx, context: Context, unit: string | undefined): Promise<void> {
  if (unit === undefined) return;
  const { rows } = await sql<{ id: string }>`select id from app.units
    where region_id = ${context.regionId} and (id = ${unit} or parent_id = ${unit})`.execute(tx);
  if (rows.length === 0) throw new UnknownUnit();
  const { units } = context;
  const chosen = rows.map((row) => row.id).filter((id) => units === '*' || units.includes(id));
  await sql`select set_config('app.units', ${unitsSetting({ ...context, units: chosen })}, true)`.execute(tx);
}

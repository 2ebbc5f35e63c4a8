/** How a person has set up the pages. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { PreferenceName } from '../server/contract-preferences.ts';

export async function listPreferences(
  db: Tx,
  accountId: string,
): Promise<Partial<Record<PreferenceName, unknown>>> {
  const { rows } = await sql<{ name: PreferenceName; value: unknown }>`
    select name, value from ops.preferences where account_id = ${accountId}`.execute(db);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/**
 * The last writer wins: two windows of one person are no conflict worth a question.
 * @param value any JSON; null forgets it
 * @param at ISO instant of the wall
 */
export async function savePreference(
  db: Tx,
  { accountId, name, value, at }: { accountId: string; name: PreferenceName; value: unknown; at: string },
): Promise<void> {
  if (value === null) {
    await sql`delete from ops.preferences where account_id = ${accountId} and name = ${name}`.execute(db);
    return;
  }
  await sql`
    insert into ops.preferences (account_id, name, value, changed_at)
    values (${accountId}, ${name}, ${JSON.stringify(value)}::jsonb, ${at})
    on conflict (account_id, name) do update set value = excluded.value, changed_at = excluded.changed_at`.execute(
    db,
  );
}

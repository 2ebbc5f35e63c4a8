/**
 * How each person has set up the pages: chosen tiles, saved views, language, theme, when they last looked. No fact and
 * no decision: it may be overwritten, and nothing is judged by it.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table ops.preferences (
      account_id uuid not null references ops.accounts (id) on delete cascade,
      name text not null check (name ~ '^[a-z][A-Za-z]{0,39}$'),
      -- At most 8 kB as sent (server/contract-preferences.ts); as text a little more.
      value jsonb not null check (octet_length(value::text) <= 16384),
      -- Wall time.
      changed_at timestamptz not null,
      primary key (account_id, name)
    )`.execute(db);
  await sql`grant select, insert, update, delete on ops.preferences to mubiao_app`.execute(db);
}

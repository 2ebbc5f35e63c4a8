/**
 * The first start of a real product: one-time links by which an account gets its password, and the rights of the
 * server's login to make regions and accounts.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // An account whose link has not been used yet has no password, and so nobody can sign in with it.
  `alter table ops.accounts alter column password_hash drop not null`,
  // The token itself is nowhere: a copy of the table or a backup opens no account.
  `create table ops.one_time_links (
     token_hash text primary key,
     account_id uuid references ops.accounts (id) on delete cascade,
     purpose text not null check (purpose in ('first_administrator', 'set_password')),
     expires_at timestamptz not null,
     used_at timestamptz,
     -- The first administrator has no account yet; every other link is of one.
     check ((purpose = 'first_administrator') = (account_id is null))
   )`,
  `create index one_time_links_by_account on ops.one_time_links (account_id)`,
  `create index one_time_links_by_expiry on ops.one_time_links (expires_at)`,
  `grant select, insert, delete, update (token_hash, used_at) on ops.one_time_links to mubiao_app`,
  `grant select, delete on ops.one_time_links to mubiao_worker`,
  `grant insert (id, username, name, role, region_id, unit_id, password_hash, created_at) on ops.accounts to mubiao_app`,
  `grant update (password_hash, disabled) on ops.accounts to mubiao_app`,
  `grant insert (id, slug, name, invented) on shared.regions to mubiao_app`,
];

/**
 * From an empty store to a first administrator, and from a one-time link to a password.
 * Everything here and in db/accounts.ts takes one lock: these decisions are rare, and each looks at others
 * (is there an administrator, is the name free) before it writes.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Db, Tx } from './database.ts';
import {
  deleteEarlierFirstLinks,
  deleteFirstLinks,
  insertLink,
  takeLink,
  type MadeLink,
} from './one-time-links.ts';

/** Held until the transaction ends. */
export async function lockSetUp(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('set-up', 0))`.execute(tx);
}

/** Whether somebody can sign in and make accounts; `besides` leaves one account out of the count. */
export async function hasAdministrator(db: Tx, besides: string | null = null): Promise<boolean> {
  const row = await db
    .selectFrom('ops.accounts')
    .select('id')
    .where('role', '=', 'system_admin')
    .where('disabled', '=', false)
    .where('password_hash', 'is not', null)
    .$if(besides !== null, (query) => query.where('id', '!=', besides))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The link for the first system administrator; null when there is one who can sign in. */
export async function makeFirstLink(db: Db, now: string): Promise<MadeLink | null> {
  return db.transaction().execute(async (tx) => {
    await lockSetUp(tx);
    if (await hasAdministrator(tx)) return null;
    await deleteEarlierFirstLinks(tx, now);
    return insertLink(tx, null, now);
  });
}

export interface NewAdministrator {
  tokenHash: string;
  username: string;
  /** The post as shown to others. */
  name: string;
  passwordHash: string;
}

/**
 * Uses the link and makes the first system administrator; no other link makes a second one.
 * A name that is taken leaves the link as it was.
 * @param now ISO instant of the wall
 */
export async function makeFirstAdministrator(
  db: Db,
  { tokenHash, username, name, passwordHash }: NewAdministrator,
  now: string,
): Promise<'made' | 'no_link' | 'name_taken'> {
  return db.transaction().execute(async (tx) => {
    await lockSetUp(tx);
    if (await isUsernameTaken(tx, username)) return 'name_taken';
    if (await hasAdministrator(tx)) return 'no_link';
    const link = await takeLink(tx, { tokenHash, purpose: 'first_administrator', now });
    if (!link) return 'no_link';
    await tx
      .insertInto('ops.accounts')
      .values({
        id: uuidv7(),
        username,
        name,
        role: 'system_admin',
        region_id: null,
        unit_id: null,
        password_hash: passwordHash,
        created_at: now,
      })
      .execute();
    await deleteFirstLinks(tx);
    return 'made';
  });
}

export async function isUsernameTaken(tx: Tx, username: string): Promise<boolean> {
  const row = await tx
    .selectFrom('ops.accounts')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Uses the link and sets its account's password. Whoever was signed in with the old one is signed out.
 * @returns null when the link opens nothing (any more); else the name and the keys of the ended sessions
 */
export async function setPassword(
  db: Db,
  { tokenHash, passwordHash }: { tokenHash: string; passwordHash: string },
  now: string,
): Promise<{ username: string; endedSessions: string[] } | null> {
  return db.transaction().execute(async (tx) => {
    await lockSetUp(tx);
    const link = await takeLink(tx, { tokenHash, purpose: 'set_password', now });
    if (!link?.accountId) return null;
    const account = await tx
      .updateTable('ops.accounts')
      .set({ password_hash: passwordHash })
      .where('id', '=', link.accountId)
      .where('disabled', '=', false)
      .returning('username')
      .executeTakeFirst();
    if (!account) return null;
    return { username: account.username, endedSessions: await deleteSessionsOf(tx, link.accountId) };
  });
}

/** @returns their keys */
export async function deleteSessionsOf(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('ops.sessions')
    .where('account_id', '=', accountId)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Links by which the holder sets a password once: 256 random bits, of which only the hash is stored.
 * All instants are the wall's: a link is given to a person, also when the demo stands in July 2023.
 */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

export type LinkPurpose = 'first_administrator' | 'set_password';

export const LINK_VALID_HOURS = 24;
const TOKEN_BYTES = 32;

export interface MadeLink {
  /** Goes to the holder and nowhere else. */
  token: string;
  tokenHash: string;
  /** ISO instant. */
  expiresAt: string;
}

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** @param accountId null for the first administrator, who has no account yet */
export async function insertLink(tx: Tx, accountId: string | null, now: string): Promise<MadeLink> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const tokenHash = hashOfToken(token);
  const { expires_at: expiresAt } = await tx
    .insertInto('ops.one_time_links')
    .values({
      token_hash: tokenHash,
      account_id: accountId,
      purpose: accountId === null ? 'first_administrator' : 'set_password',
      expires_at: sql<string>`${now}::timestamptz + make_interval(hours => ${LINK_VALID_HOURS})`,
    })
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return { token, tokenHash, expiresAt };
}

export async function deleteUnusedLinks(tx: Tx, accountId: string): Promise<void> {
  await tx
    .deleteFrom('ops.one_time_links')
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .execute();
}

/** What a link opens now: null when it is unknown, used, expired, for another purpose, or its account is disabled. */
export async function findLink(
  db: Tx,
  link: { tokenHash: string; purpose: LinkPurpose; now: string },
): Promise<{ accountId: string | null; username: string | null } | null> {
  const row = await db
    .selectFrom('ops.one_time_links as l')
    .leftJoin('ops.accounts as a', 'a.id', 'l.account_id')
    .select(['l.account_id', 'a.username'])
    .where('l.token_hash', '=', link.tokenHash)
    .where('l.purpose', '=', link.purpose)
    .where('l.used_at', 'is', null)
    .where('l.expires_at', '>', link.now)
    .where(sql<boolean>`a.disabled is not true`)
    .executeTakeFirst();
  return row ? { accountId: row.account_id, username: row.username } : null;
}

/** Uses the link up. One of two that come at the same moment gets null: the update waits for the other's row lock. */
export async function takeLink(
  tx: Tx,
  link: { tokenHash: string; purpose: LinkPurpose; now: string },
): Promise<{ accountId: string | null } | null> {
  const row = await tx
    .updateTable('ops.one_time_links')
    .set({ used_at: link.now })
    .where('token_hash', '=', link.tokenHash)
    .where('purpose', '=', link.purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', link.now)
    .returning('account_id')
    .executeTakeFirst();
  return row ? { accountId: row.account_id } : null;
}

/**
 * Another token for a link whose answer was lost: it is stored nowhere, so it cannot be told again. The old one is dead.
 * Null when the link has been used, replaced or has expired.
 */
export async function renewLink(tx: Tx, tokenHash: string, now: string): Promise<MadeLink | null> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const row = await tx
    .updateTable('ops.one_time_links')
    .set({ token_hash: hashOfToken(token) })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('expires_at')
    .executeTakeFirst();
  return row ? { token, tokenHash: hashOfToken(token), expiresAt: row.expires_at } : null;
}

/** Servers that start at the same moment each print a link; one that is younger than this is another server's. */
const STARTING_TOGETHER_MINUTES = 5;

/** Links that earlier starts printed open nothing any more. */
export async function deleteEarlierFirstLinks(tx: Tx, now: string): Promise<void> {
  await tx
    .deleteFrom('ops.one_time_links')
    .where('purpose', '=', 'first_administrator')
    .where('used_at', 'is', null)
    .where(
      'expires_at',
      '<',
      sql<string>`${now}::timestamptz + make_interval(hours => ${LINK_VALID_HOURS}, mins => ${-STARTING_TOGETHER_MINUTES})`,
    )
    .execute();
}

export async function deleteFirstLinks(tx: Tx): Promise<void> {
  await tx
    .deleteFrom('ops.one_time_links')
    .where('purpose', '=', 'first_administrator')
    .where('used_at', 'is', null)
    .execute();
}

/** Where a person wants to be told besides in the product, and when not. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { recordAudit } from './audit.ts';
import type { Db, Tx } from './database.ts';
import { DEFAULT_DAILY_CAP, DEFAULT_QUIET_HOURS } from '../domain/notice-time.ts';
import type { Contact, ContactBody, ContactSaved } from '../server/contract-notices.ts';

/** Bytes of a webhook's secret: as long as the hash that it signs with. */
const SECRET_BYTES = 32;

export async function findContact(db: Tx, accountId: string): Promise<Contact> {
  const { rows: points } = await sql<{ channel: 'mail' | 'webhook'; address: string }>`
    select channel, address from ops.contact_points where account_id = ${accountId}`.execute(db);
  const { rows: wishes } = await sql<Pick<Contact, 'quietFrom' | 'quietUntil' | 'dailyCap'>>`
    select quiet_from as "quietFrom", quiet_until as "quietUntil", daily_cap as "dailyCap"
    from ops.notice_wishes where account_id = ${accountId}`.execute(db);
  const addressOf = (channel: string) => points.find((point) => point.channel === channel)?.address ?? null;
  return {
    mail: addressOf('mail'),
    webhookUrl: addressOf('webhook'),
    ...(wishes[0] ?? { ...DEFAULT_QUIET_HOURS, dailyCap: DEFAULT_DAILY_CAP }),
    isDefault: points.length === 0 && wishes.length === 0,
  };
}

/**
 * Sets all of it; what is null is no longer wanted, and messages that wait for it are not sent any more. A webhook's
 * secret is made with its address, and told in this answer only: what another receiver knew signs nothing here.
 * What changed stands in the audit: who turns a reminder aside shall not do it unseen.
 * @param by.at ISO instant of the wall
 * @param body checked
 */
export async function saveContact(
  db: Db,
  { accountId, regionId, at }: { accountId: string; regionId: string; at: string },
  body: ContactBody,
): Promise<ContactSaved> {
  return await db.transaction().execute(async (tx) => {
    // Two requests at once, one after the other: each is told the secret that it made.
    await sql`select from ops.accounts where id = ${accountId} for no key update`.execute(tx);
    const before = await findContact(tx, accountId);
    const { mail, webhookUrl, quietFrom, quietUntil, dailyCap, renewSecret = false } = body;
    const makesSecret = webhookUrl !== null && (renewSecret || webhookUrl !== before.webhookUrl);
    const webhookSecret = makesSecret ? randomBytes(SECRET_BYTES).toString('base64url') : null;
    await setPoint(tx, { accountId, channel: 'mail', address: mail, secret: null });
    await setPoint(tx, { accountId, channel: 'webhook', address: webhookUrl, secret: webhookSecret });
    await sql`
      insert into ops.notice_wishes (account_id, quiet_from, quiet_until, daily_cap)
      values (${accountId}, ${quietFrom}, ${quietUntil}, ${dailyCap})
      on conflict (account_id) do update set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
        daily_cap = excluded.daily_cap`.execute(tx);
    const after = await findContact(tx, accountId);
    const detail = changesOf(before, after, webhookSecret !== null);
    if (detail !== null) await recordAudit(tx, { at, accountId, regionId, deed: 'contact_changed', detail });
    return { ...after, webhookSecret };
  });
}

/**
 * What of it changed, from and to; null: nothing. Of an address only where it leads: before the @ stands a person's name
 * more often than not, and a webhook's path may be its key; neither could ever be taken out of the audit again.
 */
function changesOf(before: Contact, after: Contact, isNewSecret: boolean): object | null {
  const changes: Record<string, unknown> = {};
  if (before.mail !== after.mail) changes['mail'] = [hostOfMail(before.mail), hostOfMail(after.mail)];
  if (before.webhookUrl !== after.webhookUrl) {
    changes['webhook'] = [originOf(before.webhookUrl), originOf(after.webhookUrl)];
  }
  if (isNewSecret) changes['newSecret'] = true;
  for (const field of ['quietFrom', 'quietUntil', 'dailyCap'] as const) {
    if (before[field] !== after[field]) changes[field] = [before[field], after[field]];
  }
  return Object.keys(changes).length === 0 ? null : changes;
}

const hostOfMail = (address: string | null) => address?.slice(address.lastIndexOf('@')) ?? null;
const originOf = (url: string | null) => (url === null ? null : new URL(url).origin);

interface Point {
  accountId: string;
  channel: 'mail' | 'webhook';
  address: string | null;
  /** null: the one that is there stays. */
  secret: string | null;
}

async function setPoint(tx: Tx, { accountId, channel, address, secret }: Point): Promise<void> {
  if (address === null) {
    await sql`delete from ops.contact_points where account_id = ${accountId} and channel = ${channel}`.execute(
      tx,
    );
    return;
  }
  await sql`
    insert into ops.contact_points (account_id, channel, address, secret)
    values (${accountId}, ${channel}, ${address}, ${secret})
    on conflict (account_id, channel) do update
      set address = excluded.address, secret = coalesce(excluded.secret, contact_points.secret)`.execute(tx);
}

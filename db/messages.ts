/**
 * Messages on their way: who sends which, and how each attempt ended. A claim is a lease by the database's own clock,
 * so that workers on machines whose clocks differ agree on when it has run out; everything else is dated by the clock
 * handed in. An attempt is written down before it begins: whoever dies in it leaves an unknown outcome, never a lost message.
 */
import { sql } from 'kysely';
import { inContext, type Db, type Tx } from './database.ts';
import type { NoticeWords } from '../domain/notice.ts';
import { pauseAfterAttempt } from '../domain/notice-retry.ts';
import type { Post } from '../domain/post.ts';

export const CHANNELS = ['product', 'mail', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface ClaimedMessage {
  id: string;
  regionId: string;
  accountId: string;
  channel: Channel;
  /** As it stands now, not when the message was made; null: none any more. */
  address: string | null;
  secret: string | null;
  /** The account was closed since the message was made. */
  isDisabled: boolean;
  /** Number of the attempt that has just begun, from 1. */
  attempt: number;
  /** The region's figures are made up: the message says so. */
  isInvented: boolean;
  /** It carries no notice: a person had it sent to see whether the address works (db/test-messages.ts). */
  isTest: boolean;
}

export interface MessageNotice {
  id: string;
  alertId: string;
  projectId: string;
  unitId: string;
  /** Why the person is told. */
  post: Post;
  words: NoticeWords;
}

export type AttemptOutcome = 'delivered' | 'passing_failure' | 'permanent_failure' | 'unknown';

/**
 * Takes messages of a channel that are due, the longest due first, and begins an attempt for each. Nobody else gets
 * them until the lease has run out; several senders at once get different ones.
 * @param options.now ISO instant of the wall
 * @param options.leaseMs longer than the attempts of all of them can take
 */
export async function claimMessages(
  db: Db,
  options: { channel: Channel; limit: number; leaseMs: number; now: string },
): Promise<ClaimedMessage[]> {
  const { channel, limit, leaseMs, now } = options;
  const { rows } = await sql<ClaimedMessage>`
    with due as (
      select id from ops.messages
      where state in ('waiting', 'sending', 'unknown') and state <> 'sending' and channel = ${channel}
        and not_before <= ${now}::timestamptz
      order by not_before, id limit ${limit} for update skip locked
    ), claimed as (
      update ops.messages m set state = 'sending', attempts = m.attempts + 1,
        claimed_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}),
        address = (select c.address from ops.contact_points c
          where c.account_id = m.account_id and c.channel = m.channel)
      from due where m.id = due.id
      returning m.id, m.region_id, m.account_id, m.channel, m.address, m.attempts, m.not_before
    ), begun as (
      insert into ops.message_attempts (message_id, attempt, started_at)
      select id, attempts, ${now}::timestamptz from claimed
    )
    select c.id, c.region_id as "regionId", c.account_id as "accountId", c.channel, c.address,
      (select p.secret from ops.contact_points p where p.account_id = c.account_id and p.channel = c.channel) as secret,
      (select a.disabled from ops.accounts a where a.id = c.account_id) as "isDisabled", c.attempts as attempt,
      (select r.invented from shared.regions r where r.id = c.region_id) as "isInvented",
      not exists (select from ops.message_notices n where n.message_id = c.id) as "isTest"
    from claimed c order by c.not_before, c.id`.execute(db);
  return rows;
}

/** What these messages tell, by message, each in the order in which it was noticed. */
export async function readMessageNotices(
  db: Db,
  messages: readonly Pick<ClaimedMessage, 'id' | 'regionId'>[],
): Promise<Map<string, MessageNotice[]>> {
  const found = new Map<string, MessageNotice[]>();
  for (const [regionId, own] of Map.groupBy(messages, (message) => message.regionId)) {
    const { rows } = await inContext(
      db,
      { regionId, units: '*' },
      (tx) =>
        sql<MessageNotice & { messageId: string }>`
        select m.message_id as "messageId", n.id, n.alert_id as "alertId", n.project_id as "projectId",
          n.unit_id as "unitId", n.post, n.words
        from ops.message_notices m join app.notices n on n.region_id = m.region_id and n.id = m.notice_id
        where m.message_id = any (${own.map((message) => message.id)}::uuid[]) order by n.seq`.execute(tx),
      'snapshot',
    );
    for (const [id, notices] of Map.groupBy(rows, (row) => row.messageId)) found.set(id, notices);
  }
  return found;
}

/**
 * Writes down how an attempt ended, and what becomes of the message: sent, to be tried again after a pause, or failed.
 * A sender that comes late, when its lease had run out and another had taken over, changes the message only when it
 * delivered it: then nobody need try again.
 * @param end.now ISO instant of the wall
 */
export async function recordOutcome(
  db: Db,
  claim: Pick<ClaimedMessage, 'id' | 'attempt'>,
  end: { outcome: AttemptOutcome; detail: string; now: string },
): Promise<void> {
  const { outcome, detail, now } = end;
  await db.transaction().execute(async (tx) => {
    await lockMessage(tx, claim.id);
    await sql`
      update ops.message_attempts set finished_at = ${now}, outcome = ${outcome}, detail = ${detail}
      where message_id = ${claim.id} and attempt = ${claim.attempt} and coalesce(outcome, 'unknown') = 'unknown'`.execute(
      tx,
    );
    if (outcome === 'delivered') {
      await sql`
        update ops.messages set state = 'sent', sent_at = ${now}, claimed_until = null
        where id = ${claim.id} and state <> 'sent'`.execute(tx);
      return;
    }
    const unknown = await countUnknown(tx, claim.id);
    const pauseMs = outcome === 'permanent_failure' ? null : pauseAfterAttempt(claim.attempt, unknown);
    const state = pauseMs === null ? 'failed' : outcome === 'unknown' ? 'unknown' : 'waiting';
    await sql`
      update ops.messages set state = ${state}, claimed_until = null,
        not_before = coalesce(${now}::timestamptz + make_interval(secs => ${pauseMs === null ? null : pauseMs / 1000}), not_before)
      where id = ${claim.id} and state = 'sending' and attempts = ${claim.attempt}`.execute(tx);
  });
}

/**
 * Messages whose sender's lease has run out (it was killed, or stood still): the outcome of that attempt is unknown and
 * they are to be sent again; at once the first time, because a restart is not their fault, later after a pause, so that a
 * message whose senders die of it does not stop the others. Safe to run from several workers.
 * @param now ISO instant of the wall
 * @returns how many
 */
export async function releaseAbandoned(db: Db, now: string): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string; attempt: number; unknown: number }>`
      select m.id, m.attempts as attempt, (select count(*)::int from ops.message_attempts a
        where a.message_id = m.id and coalesce(a.outcome, 'unknown') = 'unknown') as unknown
      from ops.messages m
      where m.state in ('waiting', 'sending', 'unknown') and m.state = 'sending' and m.claimed_until < clock_timestamp()
      limit ${MOST_RELEASED} for update skip locked`.execute(tx);
    if (rows.length === 0) return 0;
    const ends = rows.map(({ id, attempt, unknown }) => {
      const pauseMs = unknown <= 1 ? 0 : pauseAfterAttempt(attempt, unknown);
      return { id, attempt, state: pauseMs === null ? 'failed' : 'unknown', pause: (pauseMs ?? 0) / 1000 };
    });
    await sql`
      with ends as (
        select * from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as r(id uuid, attempt integer, state text,
          pause double precision)
      ), ended as (
        update ops.message_attempts a set outcome = 'unknown', finished_at = ${now}, detail = ${ABANDONED}
        from ends e where a.message_id = e.id and a.attempt = e.attempt and a.outcome is null
      )
      update ops.messages m set claimed_until = null, state = e.state,
        not_before = ${now}::timestamptz + make_interval(secs => e.pause)
      from ends e where m.id = e.id`.execute(tx);
    return rows.length;
  });
}

/** Far more than all workers together hold at a time. */
const MOST_RELEASED = 5_000;
const ABANDONED = '发送的进程中途停止，不知道是否送达';

async function lockMessage(tx: Tx, id: string): Promise<void> {
  await sql`select from ops.messages where id = ${id} for update`.execute(tx);
}

async function countUnknown(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ops.message_attempts where message_id = ${id} and outcome = 'unknown'`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/** What open pages are told on the topic `notices`; a client looks whether it is its own account's. */
export interface LiveNoticed {
  accountId: string;
  messageId: string;
  notices: number;
}

/**
 * Tells the open pages that a message is there. The event bears the message's id: told twice, it is there once.
 * @param now ISO instant of the product's clock
 */
export async function announceMessage(
  db: Db,
  message: { id: string; regionId: string; accountId: string; notices: readonly { unitId: string }[] },
  now: string,
): Promise<void> {
  // The person sees every unit that the notices speak of, so any of them reaches the person's pages.
  const [first] = message.notices;
  if (!first) return;
  const data: LiveNoticed = {
    accountId: message.accountId,
    messageId: message.id,
    notices: message.notices.length,
  };
  await inContext(db, { regionId: message.regionId, units: '*' }, (tx) =>
    tx
      .insertInto('app.live_events')
      .values({
        region_id: message.regionId,
        id: message.id,
        seq: null,
        unit_id: first.unitId,
        topics: ['notices'],
        type: 'noticed',
        data: JSON.stringify(data),
        recorded_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/**
 * Test messages: a person has one sent to see whether the address works. They go the way of every message, with its
 * attempts, outcomes and retries, and carry no notice: that is how they are known, and why they count for no daily cap.
 */
import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { PlainDate } from '../domain/calendar.ts';
import { MOST_TESTS_AN_HOUR } from '../domain/contact-rules.ts';
import type { TestChannel, TestMessage } from '../server/contract-notices.ts';

export interface TestRequest {
  /** The message's id, so that a job that runs twice makes one. */
  messageId: string;
  accountId: string;
  channel: TestChannel;
}

/**
 * Makes the message unless the hour's number is used up or the address is gone by now.
 * @param at.now ISO instant of the wall
 * @param at.today day of the product's clock
 * @returns whether there is one to send
 */
export async function makeTestMessage(
  db: Db,
  { messageId, accountId, channel }: TestRequest,
  at: { now: string; today: PlainDate },
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    // Several asked for at once are counted one after the other.
    await sql`select pg_advisory_xact_lock(hashtextextended('test message ' || ${accountId}::text, 0))`.execute(
      tx,
    );
    if ((await countTests(tx, accountId, channel, at.now)) >= MOST_TESTS_AN_HOUR) return false;
    // Due before everything else that waits: a person stands before the screen, and where a channel does not work only
    // the first few of a run are tried. Quiet hours are not asked: the person has just pressed the button.
    const { numAffectedRows } = await sql`
      insert into ops.messages (id, region_id, account_id, channel, address, state, created_at, not_before, made_on)
      select ${messageId}, a.region_id, a.id, c.channel, c.address, 'waiting', ${at.now}, to_timestamp(0), ${at.today}
      from ops.accounts a join ops.contact_points c on c.account_id = a.id and c.channel = ${channel}
      where a.id = ${accountId} and a.region_id is not null and not a.disabled
      on conflict (id) do nothing`.execute(tx);
    return (numAffectedRows ?? 0n) > 0n;
  });
}

/** How many were made within the hour before `now`, whatever became of them. */
export async function countTests(
  db: Tx,
  accountId: string,
  channel: TestChannel,
  now: string,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ops.messages m
    where m.account_id = ${accountId} and m.channel = ${channel}
      and m.created_at > ${now}::timestamptz - interval '1 hour'
      and not exists (select from ops.message_notices n where n.message_id = m.id)`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The last one of each channel that went, or is to go, to the address of today, and how its attempts ended. */
export async function listTestMessages(db: Tx, accountId: string): Promise<TestMessage[]> {
  const { rows } = await sql<TestMessage>`
    select distinct on (m.channel) m.id, m.channel, m.created_at as "requestedAt", m.state,
      case when m.state in ('waiting', 'unknown') and m.attempts > 0 then m.not_before end as "nextTryAt",
      m.sent_at as "sentAt", coalesce(a.attempts, '[]'::jsonb) as attempts
    from ops.messages m
    join ops.contact_points c on c.account_id = m.account_id and c.channel = m.channel and c.address = m.address
    left join lateral (
      select jsonb_agg(jsonb_build_object('startedAt', t.started_at, 'finishedAt', t.finished_at,
        'outcome', t.outcome, 'detail', t.detail) order by t.attempt) as attempts
      from ops.message_attempts t where t.message_id = m.id) a on true
    where m.account_id = ${accountId}
      and not exists (select from ops.message_notices n where n.message_id = m.id)
    order by m.channel, m.created_at desc, m.id desc`.execute(db);
  return rows;
}

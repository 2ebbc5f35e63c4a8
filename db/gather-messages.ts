/**
 * Notices → messages: one for a person, a channel and a run, so that twenty late duties are one mail. What may not leave
 * now (quiet hours, the day's cap) waits in one message for the moment when it may, and what comes later joins it there.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Db, Tx } from './database.ts';
import { addDays, daysBetween, type PlainDate } from '../domain/calendar.ts';
import {
  DEFAULT_DAILY_CAP,
  DEFAULT_QUIET_HOURS,
  deliverAt,
  withinCap,
  type QuietHours,
} from '../domain/notice-time.ts';

export interface Gathered {
  notices: number;
  messages: number;
}

/** Notices in one transaction; a run takes as many turns as it needs. */
const BATCH = 2_000;
/** Held by the one who gathers: two at once would make two messages where one is to be. */
const GATHER_LOCK = 0x6d62_6d73;

interface UntoldNotice {
  region_id: string;
  notice_id: string;
  account_id: string;
  channel: string;
}

/** Where the notices of a person and channel go. */
interface Place {
  regionId: string;
  accountId: string;
  channel: string;
}

/**
 * Puts every notice that is in no message yet into one. Safe to run from several workers at once and after a kill:
 * a notice is in one message, by its key.
 * @param at.now ISO instant of the wall, by which messages leave
 * @param at.today day of the product's clock, by which the cap counts
 */
export async function gatherMessages(db: Db, at: { now: string; today: PlainDate }): Promise<Gathered> {
  const total: Gathered = { notices: 0, messages: 0 };
  for (;;) {
    const turn = await db.transaction().execute((tx) => gatherBatch(tx, at));
    total.notices += turn.notices;
    total.messages += turn.messages;
    if (turn.notices < BATCH) return total;
  }
}

async function gatherBatch(tx: Tx, at: { now: string; today: PlainDate }): Promise<Gathered> {
  await sql`select pg_advisory_xact_lock(${GATHER_LOCK})`.execute(tx);
  const { rows: untold } = await sql<UntoldNotice>`
    select region_id, notice_id, account_id, channel from ops.untold_notices(${BATCH})`.execute(tx);
  if (untold.length === 0) return { notices: 0, messages: 0 };

  const groups = Map.groupBy(untold, (row) => keyOf({ accountId: row.account_id, channel: row.channel }));
  const standing = await readStanding(tx, {
    accountIds: [...new Set(untold.map((row) => row.account_id))],
    ...at,
  });
  const messages: NewMessage[] = [];
  const placed: { region_id: string; notice_id: string; message_id: string }[] = [];
  for (const [key, notices] of groups) {
    const place = placeOf(notices);
    const waiting = standing.waiting.get(key);
    const messageId = waiting ?? uuidv7();
    if (waiting === undefined) messages.push(newMessage(messageId, place, standing, at));
    for (const { region_id, notice_id } of notices)
      placed.push({ region_id, notice_id, message_id: messageId });
  }
  await insertMessages(tx, messages, at.now);
  await sql`
    insert into ops.message_notices (region_id, notice_id, message_id)
    select r.region_id, r.notice_id, r.message_id
    from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as r(region_id uuid, notice_id uuid, message_id uuid)`.execute(
    tx,
  );
  return { notices: untold.length, messages: messages.length };
}

const keyOf = ({ accountId, channel }: { accountId: string; channel: string }) => `${accountId} ${channel}`;

function placeOf(notices: readonly UntoldNotice[]): Place {
  const [first] = notices;
  if (!first) throw new Error('a group of notices is never empty');
  return { regionId: first.region_id, accountId: first.account_id, channel: first.channel };
}

interface NoticeWishes extends QuietHours {
  dailyCap: number;
}

const DEFAULT_WISHES: NoticeWishes = { ...DEFAULT_QUIET_HOURS, dailyCap: DEFAULT_DAILY_CAP };

/** What is known of the persons who are to be told. */
interface Standing {
  /** By account. */
  wishes: Map<string, NoticeWishes>;
  /** Messages that count for today, by account and channel. */
  madeToday: Map<string, number>;
  /** A message that waits for its time, or was made by this very run, and was never begun; by account and channel. */
  waiting: Map<string, string>;
}

/** Not a test message: it uses up nothing of the day's cap, and no notice joins it. */
const carriesNotices = sql`exists (select from ops.message_notices n where n.message_id = m.id)`;

async function readStanding(
  tx: Tx,
  { accountIds, now, today }: { accountIds: readonly string[]; now: string; today: PlainDate },
): Promise<Standing> {
  const wishes = await sql<NoticeWishes & { account_id: string }>`
    select account_id, quiet_from as "quietFrom", quiet_until as "quietUntil", daily_cap as "dailyCap"
    from ops.notice_wishes where account_id = any (${accountIds}::uuid[])`.execute(tx);
  const made = await sql<{ accountId: string; channel: string; count: number }>`
    select account_id as "accountId", channel, count(*)::int as count from ops.messages m
    where account_id = any (${accountIds}::uuid[]) and made_on = ${today} and ${carriesNotices}
    group by 1, 2`.execute(tx);
  // Locked, so that no sender takes one away while notices join it; one that was just taken is not found any more.
  const waiting = await sql<{ id: string; accountId: string; channel: string }>`
    select id, account_id as "accountId", channel from ops.messages m
    where account_id = any (${accountIds}::uuid[]) and state = 'waiting' and attempts = 0
      and (not_before > ${now}::timestamptz or created_at = ${now}::timestamptz) and ${carriesNotices}
    order by not_before desc, id desc for update`.execute(tx);
  return {
    wishes: new Map(wishes.rows.map(({ account_id, ...own }) => [account_id, own])),
    madeToday: new Map(made.rows.map((row) => [keyOf(row), row.count])),
    // The earliest of several comes last and stays.
    waiting: new Map(waiting.rows.map((row) => [keyOf(row), row.id])),
  };
}

interface NewMessage {
  id: string;
  region_id: string;
  account_id: string;
  channel: string;
  not_before: string;
  made_on: PlainDate;
}

/** When a message made now may leave. What stays in the product disturbs nobody and waits for nothing. */
function timeOf(place: Place, standing: Standing, { now }: { now: string }): string {
  if (place.channel === 'product') return now;
  const wishes = standing.wishes.get(place.accountId) ?? DEFAULT_WISHES;
  const leavesAt = deliverAt(now, wishes);
  const isToday = dayOf(leavesAt) === dayOf(now);
  if (!isToday || withinCap(standing.madeToday.get(keyOf(place)) ?? 0, wishes.dailyCap)) return leavesAt;
  return deliverAt(`${addDays(dayOf(now), 1)}T00:00:00.000+08:00`, wishes);
}

/** The Beijing day of an instant with +08:00. */
const dayOf = (instant: string): PlainDate => instant.slice(0, 10);

function newMessage(
  id: string,
  place: Place,
  standing: Standing,
  at: { now: string; today: PlainDate },
): NewMessage {
  const leavesAt = timeOf(place, standing, at);
  return {
    id,
    region_id: place.regionId,
    account_id: place.accountId,
    channel: place.channel,
    not_before: leavesAt,
    // Counts for the day on which it leaves. Days of the product's clock: in the demo they pass faster than the wall's.
    made_on: addDays(at.today, daysBetween(dayOf(at.now), dayOf(leavesAt))),
  };
}

async function insertMessages(tx: Tx, messages: readonly NewMessage[], now: string): Promise<void> {
  if (messages.length === 0) return;
  await sql`
    insert into ops.messages (id, region_id, account_id, channel, address, state, created_at, not_before, made_on)
    select r.id, r.region_id, r.account_id, r.channel,
      (select c.address from ops.contact_points c where c.account_id = r.account_id and c.channel = r.channel),
      'waiting', ${now}, r.not_before, r.made_on
    from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as r(id uuid, region_id uuid, account_id uuid,
      channel text, not_before timestamptz, made_on date)`.execute(tx);
}

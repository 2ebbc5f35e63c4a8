/** Persons who are to be told, and notices for them; nothing of alerts, which delivery knows nothing about. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { fixedClock, type Clock } from '../../db/clock.ts';
import { inContext, type Db } from '../../db/database.ts';
import { insertNotices, type NoticeRow } from '../../db/notice-facts.ts';
import type { Channel } from '../../db/messages.ts';
import type { TestDatabase } from '../postgres.ts';

export interface NoticeWorld {
  regionId: string;
  accountIds: string[];
}

export interface PersonWishes {
  quietFrom: string | null;
  quietUntil: string | null;
  dailyCap: number;
}

/** At any time and as often as one likes: the machine that runs the tests may do so at night. */
export const ANY_TIME: PersonWishes = { quietFrom: null, quietUntil: null, dailyCap: 200 };

export interface People {
  count: number;
  /** Besides the product. The address of a person, by number. */
  contacts?: Partial<Record<'mail' | 'webhook', (person: number) => string>>;
  /** null: they said nothing. */
  wishes?: PersonWishes | null;
}

export async function makePeople(database: TestDatabase, people: People): Promise<NoticeWorld> {
  const regionId = randomUUID();
  const accountIds = Array.from({ length: people.count }, () => randomUUID());
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(`insert into shared.regions (id, slug, name) values ($1, $2, '测试县')`, [
    regionId,
    `county-${regionId.slice(0, 8)}`,
  ]);
  await client.query(
    `insert into ops.accounts (id, username, name, role, region_id, created_at)
     select id, 'person-' || id, '演示', 'finance_performance', $2, now() from unnest($1::uuid[]) as id`,
    [accountIds, regionId],
  );
  for (const [channel, addressOf] of Object.entries(people.contacts ?? {})) {
    await client.query(
      `insert into ops.contact_points (account_id, channel, address, secret)
       select id, $2, address, case when $2 = 'webhook' then 'secret of a test' end
       from unnest($1::uuid[], $3::text[]) as t(id, address)`,
      [accountIds, channel, accountIds.map((_, person) => addressOf(person))],
    );
  }
  const wishes = people.wishes === undefined ? ANY_TIME : people.wishes;
  if (wishes !== null) {
    await client.query(
      `insert into ops.notice_wishes (account_id, quiet_from, quiet_until, daily_cap)
       select id, $2, $3, $4 from unnest($1::uuid[]) as id`,
      [accountIds, wishes.quietFrom, wishes.quietUntil, wishes.dailyCap],
    );
  }
  await client.end();
  return { regionId, accountIds };
}

/** One notice for each of these persons and channels. Returns the ids in the same order. */
export async function notify(
  worker: Db,
  world: Pick<NoticeWorld, 'regionId'>,
  told: readonly { accountId: string; channel: Channel; title?: string }[],
  on = '2023-03-01',
): Promise<string[]> {
  const rows: NoticeRow[] = told.map(({ accountId, channel, title = '2 月养老金未发放' }) => ({
    region_id: world.regionId,
    id: randomUUID(),
    alert_id: randomUUID(),
    project_id: randomUUID(),
    unit_id: randomUUID(),
    event: 'raised',
    level: 1,
    round: 0,
    account_id: accountId,
    post: 'finance_performance',
    channel,
    words: {
      title,
      body: '应于 02-28 发放 4.00 万元，逾期 1 个工作日。',
      todo: '请登记发放情况。',
      path: '/alerts/1',
      gravity: 8,
    },
    recorded_on: on,
    recorded_at: `${on}T09:00:00+08:00`,
  }));
  await inContext(worker, { regionId: world.regionId, units: '*' }, (tx) => insertNotices(tx, rows));
  return rows.map((row) => row.id);
}

export interface StoredMessage {
  id: string;
  account_id: string;
  channel: string;
  state: string;
  attempts: number;
  not_before: string;
  made_on: string;
  notices: string[];
  /** In the order of the attempts; null while one is under way. */
  outcomes: (string | null)[];
  details: (string | null)[];
}

/** Everything of ops.messages, oldest first. */
export async function storedMessages(database: TestDatabase): Promise<StoredMessage[]> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(`set timezone = 'Asia/Shanghai'`);
  const { rows } = await client.query<StoredMessage>(
    `select m.id, m.account_id, m.channel, m.state, m.attempts, to_char(m.not_before, 'YYYY-MM-DD HH24:MI') as not_before,
       m.made_on::text,
       array(select n.notice_id::text from ops.message_notices n where n.message_id = m.id order by 1) as notices,
       array(select a.outcome from ops.message_attempts a where a.message_id = m.id order by a.attempt) as outcomes,
       array(select a.detail from ops.message_attempts a where a.message_id = m.id order by a.attempt) as details
     from ops.messages m order by m.id`,
  );
  await client.end();
  return rows;
}

/** The wall's clock at an instant that a test moves. */
export function movableWall(at: string): Clock & { at: string } {
  return {
    at,
    mode: 'real',
    today() {
      return this.at.slice(0, 10);
    },
    now() {
      return this.at;
    },
  };
}

export const productClock = (day: string) => ({ ...fixedClock(day), refresh: () => Promise.resolve() });

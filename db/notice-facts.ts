/** Notices: who must be told what. A fact written with the step that asks for it; delivery is a matter of its own. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { noticeSubject, readAlerts } from './alert-rows.ts';
import type { Tx } from './database.ts';
import type { Judging } from './judging.ts';
import { noticeWords, type NoticeWords } from '../domain/notice.ts';
import type { Post } from '../domain/post.ts';

export interface NoticeRow {
  region_id: string;
  id: string;
  alert_id: string;
  project_id: string;
  unit_id: string;
  event: 'raised' | 'repeated' | 'resolved' | 'withdrawn';
  level: number;
  round: number;
  account_id: string;
  post: string;
  channel: string;
  words: NoticeWords;
  recorded_on: string;
  recorded_at: string;
}

/** Writes notices; one that is there already (another worker, a run after a kill) stays as it is. */
export async function insertNotices(tx: Tx, notices: readonly NoticeRow[]): Promise<number> {
  if (notices.length === 0) return 0;
  const { numAffectedRows } = await sql`
    insert into app.notices (region_id, id, alert_id, project_id, unit_id, event, level, round, account_id, post, channel,
      words, recorded_on, recorded_at)
    select r.region_id, r.id, r.alert_id, r.project_id, r.unit_id, r.event, r.level, r.round, r.account_id, r.post,
      r.channel, r.words, r.recorded_on, r.recorded_at
    from jsonb_to_recordset(${JSON.stringify(notices)}::jsonb) as r(region_id uuid, id uuid, alert_id uuid,
      project_id uuid, unit_id uuid, event text, level integer, round integer, account_id uuid, post text, channel text,
      words jsonb, recorded_on date, recorded_at timestamptz)
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** A person who holds a post, with where to be told besides in the product. */
export interface Recipient {
  accountId: string;
  post: Post;
  channels: string[];
}

/** Everybody of a region who can be told, by post and unit. */
export interface Recipients {
  /** The holders of a post for a unit; for a post of the department its own, for finance the region's. */
  holders(post: Post, unitId: string): Recipient[];
  channelsOf(accountId: string): string[] | null;
}

export async function loadRecipients(tx: Tx, regionId: string): Promise<Recipients> {
  const { rows } = await sql<{ id: string; role: Post; unit_id: string | null; channels: string[] }>`
    select a.id, a.role, a.unit_id, array['product'] || coalesce((
        select array_agg(c.channel order by c.channel) from ops.contact_points c where c.account_id = a.id), '{}') as channels
    from ops.accounts a where a.region_id = ${regionId} and not a.disabled order by a.id`.execute(tx);
  const { rows: units } = await sql<{ id: string; parent_id: string | null }>`
    select id, parent_id from app.units where region_id = ${regionId}`.execute(tx);
  const parents = new Map(units.map((unit) => [unit.id, unit.parent_id]));
  const byId = new Map(rows.map((row) => [row.id, row.channels]));
  const placeOf = (post: Post, unitId: string): string | null => {
    switch (post) {
      case 'handler':
      case 'unit_head':
        return unitId;
      case 'leader':
        // A bureau's own office may be the department itself.
        return parents.get(unitId) ?? unitId;
      case 'finance_business':
      case 'finance_performance':
        return null;
    }
  };
  return {
    holders: (post, unitId) =>
      rows
        .filter((row) => row.role === post && row.unit_id === placeOf(post, unitId))
        .map((row) => ({ accountId: row.id, post, channels: row.channels })),
    channelsOf: (accountId) => byId.get(accountId) ?? null,
  };
}

/** Who was told of these alerts, and not yet that it is over; by alert, person and channel. */
export interface Told {
  alert_id: string;
  project_id: string;
  unit_id: string;
  account_id: string;
  post: string;
  channel: string;
  level: number;
}

export async function openTellings(tx: Tx, regionId: string, alertIds: readonly string[]): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select distinct on (n.alert_id, n.account_id, n.channel) n.alert_id, n.project_id, n.unit_id, n.account_id, n.post,
      n.channel, n.level
    from app.notices n
    where n.region_id = ${regionId} and n.alert_id = any (${[...alertIds]}::uuid[]) and n.event in ('raised', 'repeated')
      and not exists (select from app.notices o where o.region_id = n.region_id and o.alert_id = n.alert_id
        and o.account_id = n.account_id and o.channel = n.channel and o.event in ('resolved', 'withdrawn'))
    order by n.alert_id, n.account_id, n.channel, n.level desc`.execute(tx);
  return rows;
}

/** Tells everybody who was told of these alerts that they were taken back. Call it while their rows are still there. */
export async function withdrawNotices(
  tx: Tx,
  judging: Judging,
  options: { regionId: string; alertIds: readonly string[]; today: string; now: string },
): Promise<void> {
  const { regionId, alertIds, today, now } = options;
  const told = await openTellings(tx, regionId, alertIds);
  if (told.length === 0) return;
  const alerts = await readAlerts(tx, regionId, sql`a.id = any (${[...alertIds]}::uuid[])`, today);
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  await insertNotices(
    tx,
    told.flatMap((each): NoticeRow[] => {
      const alert = byId.get(each.alert_id);
      if (!alert) return [];
      return [
        {
          region_id: regionId,
          id: uuidv7(),
          ...each,
          event: 'withdrawn',
          round: 0,
          words: noticeWords(noticeSubject(alert, judging, today), 'withdrawn', each.level, {
            today,
            calendar: judging.calendar,
          }),
          recorded_on: today,
          recorded_at: now,
        },
      ];
    }),
  );
}

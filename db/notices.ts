/** Who was told what when, by which channel, with what outcome; read within a person's scope, by posts and not by names. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import type { NoticeWords } from '../domain/notice.ts';
import { POST_NAMES, type Post } from '../domain/post.ts';
import type { PlainDate } from '../domain/calendar.ts';
import type { Notice, NoticePage } from '../server/contract-notices.ts';

export interface NoticesAsked {
  /** Who asks: whose notices are `isMine`. */
  accountId: string;
  /** Only what the asker was told. */
  mine: boolean;
  alertId?: string | undefined;
  projectId?: string | undefined;
  post?: Post | undefined;
  /** Days on which it was noticed, both included. */
  from?: PlainDate | undefined;
  until?: PlainDate | undefined;
  /** One that `isNoticeCursor` accepts. */
  cursor?: string | undefined;
  limit: number;
}

/** Day and number of the last row of a page. */
const CURSOR = /^(\d{4}-\d{2}-\d{2})_(\d{1,18})$/;

/** Whether it is a cursor as `listNotices` gives them. */
export const isNoticeCursor = (text: string): boolean => CURSOR.test(text);

type NoticeRow = Omit<Notice, 'postName' | 'title' | 'body' | 'todo' | 'path'> & {
  seq: string;
  words: NoticeWords;
};

/** A page of notices in the context's scope, newest first. */
export function listNotices(db: Db, context: Context, asked: NoticesAsked): Promise<NoticePage> {
  const [, day = null, seq = null] = CURSOR.exec(asked.cursor ?? '') ?? [];
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows } = await sql<NoticeRow>`
        with page as (
          select * from app.notices n
          where n.region_id = ${context.regionId}
            and (not ${asked.mine} or n.account_id = ${asked.accountId})
            and (${asked.alertId ?? null}::uuid is null or n.alert_id = ${asked.alertId ?? null})
            and (${asked.projectId ?? null}::uuid is null or n.project_id = ${asked.projectId ?? null})
            and (${asked.post ?? null}::text is null or n.post = ${asked.post ?? null})
            and (${asked.from ?? null}::date is null or n.recorded_on >= ${asked.from ?? null})
            and (${asked.until ?? null}::date is null or n.recorded_on <= ${asked.until ?? null})
            and (${day}::date is null or (n.recorded_on, n.seq) < (${day}::date, ${seq}::bigint))
          order by n.recorded_on desc, n.seq desc limit ${asked.limit + 1})
        select n.seq, n.id, n.alert_id as "alertId", n.project_id as "projectId", p.name as "projectName",
          n.unit_id as "unitId", u.name as "unitName", n.event, n.level, n.round, n.post, n.channel, n.words,
          n.recorded_on as "noticedOn", n.recorded_at as "noticedAt", n.account_id = ${asked.accountId} as "isMine",
          coalesce(m.state, 'gathering') as state, m.id as "messageId",
          case when m.state in ('waiting', 'unknown') then m.not_before end as "notBefore",
          m.sent_at as "sentAt", m.read_at as "readAt", coalesce(a.attempts, '[]'::jsonb) as attempts
        from page n
        left join app.projects p on p.region_id = n.region_id and p.id = n.project_id
        left join app.units u on u.region_id = n.region_id and u.id = n.unit_id
        left join ops.message_notices mn on mn.region_id = n.region_id and mn.notice_id = n.id
        left join ops.messages m on m.id = mn.message_id
        left join lateral (
          select jsonb_agg(jsonb_build_object('startedAt', t.started_at, 'finishedAt', t.finished_at,
            'outcome', t.outcome, 'detail', t.detail) order by t.attempt) as attempts
          from ops.message_attempts t where t.message_id = m.id) a on true
        order by n.recorded_on desc, n.seq desc`.execute(tx);
      const shown = rows.slice(0, asked.limit);
      const last = shown.at(-1);
      return {
        items: shown.map(noticeAnswer),
        nextCursor: rows.length > asked.limit && last ? `${last.noticedOn}_${last.seq}` : null,
        unread: await countUnread(tx, asked.accountId),
      };
    },
    'snapshot',
  );
}

function noticeAnswer({ seq: _seq, words, ...row }: NoticeRow): Notice {
  const { title, body, todo, path } = words;
  return { ...row, postName: POST_NAMES[row.post], title, body, todo, path };
}

/** Messages in the product that the person has not opened. */
async function countUnread(tx: Tx, accountId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ops.messages
    where account_id = ${accountId} and channel = 'product' and state = 'sent' and read_at is null`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Notes that a person has opened messages in the product; what was opened before keeps its time. Ids of others' notices
 * change nothing.
 * @param options.noticeIds null: all
 * @param options.now ISO instant of the wall
 * @returns how many are unread now
 */
export async function markRead(
  db: Db,
  options: { regionId: string; accountId: string; noticeIds: readonly string[] | null; now: string },
): Promise<{ unread: number }> {
  const { regionId, accountId, noticeIds, now } = options;
  await sql`
    update ops.messages m set read_at = ${now}
    where m.account_id = ${accountId} and m.channel = 'product' and m.state = 'sent' and m.read_at is null
      and (${noticeIds === null} or m.id in (select n.message_id from ops.message_notices n
        where n.region_id = ${regionId} and n.notice_id = any (${noticeIds ?? []}::uuid[])))`.execute(db);
  return { unread: await countUnread(db, accountId) };
}

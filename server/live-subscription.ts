/** What a client says on the live channel, and the answer: which topics it gets, and what it missed. */
import { sql } from 'kysely';
import type pg from 'pg';
import { Compile } from 'typebox/compile';
import type { Clock } from '../db/clock.ts';
import { inContext, type Db } from '../db/database.ts';
import { lastLiveSeq, missedLiveEvents, type LiveEventRow } from '../db/live-events.ts';
import { LiveSubscribe } from './contract.ts';
import type { Hub, Member } from './live-hub.ts';

/** More than this, or older, and reading the page again is faster than replaying. */
const REPLAYED_EVENTS = 2_000;
const REPLAYED_HOURS = 24;
/** A replay waits for the client when this much of it is unread; a fraction of what cuts a client. Bytes. */
const REPLAY_BYTES = 100_000;

const checkSubscribe = Compile(LiveSubscribe);

export interface SubscriptionDeps {
  db: Db;
  /** Pool of the publisher's login. */
  pool: pg.Pool;
  hub: Hub;
  clock: Clock;
}

/** Handles one message. Throws only when the database fails. */
export async function handleMessage(deps: SubscriptionDeps, member: Member, text: string): Promise<void> {
  const asked = readSubscribe(text);
  if (!asked) {
    deps.hub.send(member, {
      type: 'error',
      code: 'invalid_message',
      message: '消息应为 { "subscribe": [主题…], "since"?: 序号 }。',
    });
    return;
  }
  await subscribe(deps, member, asked);
}

function readSubscribe(text: string): { subscribe: string[]; since?: number } | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return checkSubscribe.Check(message) ? message : null;
}

/** A subscription replaces the one before. With `since`, what was missed comes first, then what is new, in order. */
async function subscribe(
  deps: SubscriptionDeps,
  member: Member,
  { subscribe: wanted, since }: { subscribe: string[]; since?: number },
): Promise<void> {
  const { hub } = deps;
  const { topics, refused } = await allowedTopics(deps.db, member, [...new Set(wanted)]);
  const upTo = hub.counts.lastSeq;
  member.topics = new Set(topics);
  member.since = since ?? 0;
  if (since === undefined) {
    hub.send(member, { type: 'subscribed', topics, refused, seq: upTo });
    return;
  }
  hub.beginReplay(member);
  try {
    const missed = await readMissed(deps, member, { since, upTo });
    hub.send(member, { type: 'subscribed', topics, refused, seq: upTo });
    if (missed === 'too_old') {
      // It begins anew: a number that it had from elsewhere must keep nothing from it.
      member.since = upTo;
      hub.send(member, { type: 'refetch' });
    } else await replay(hub, member, missed);
  } finally {
    hub.endReplay(member);
  }
}

async function readMissed(
  { pool, clock }: SubscriptionDeps,
  member: Member,
  { since, upTo }: { since: number; upTo: number },
): Promise<LiveEventRow[] | 'too_old'> {
  // This server may be behind an answer that another one gave; nobody is behind a number that was never given: the content was
  // restored from a backup, or the demonstration loaded anew.
  if (since > upTo && since > (await lastLiveSeq(pool))) return 'too_old';
  if (member.topics.size === 0 || since >= upTo) return [];
  const oldest = new Date(Date.parse(clock.now()) - REPLAYED_HOURS * 3_600_000);
  return missedLiveEvents(pool, {
    ...member.context,
    topics: [...member.topics],
    since,
    upTo,
    limit: REPLAYED_EVENTS,
    oldest: oldest.toISOString(),
  });
}

/** Waits now and then until what was sent has left, so that a long replay does not look like a client that doesn't read. */
async function replay(hub: Hub, member: Member, missed: readonly LiveEventRow[]): Promise<void> {
  for (const event of missed) {
    if (member.socket.bufferedAmount < REPLAY_BYTES) {
      hub.sendEvent(member, event);
      continue;
    }
    const wasSent = await new Promise<boolean>((resolve) =>
      hub.sendEvent(member, event, (error) => resolve(!error)),
    );
    // The socket has closed.
    if (!wasSent) return;
  }
}

const PLAIN_TOPICS = new Set(['overview', 'alerts', 'notices', 'clock', 'reviews']);
const SUBJECT_TOPIC = /^(project|import):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A project's or an import's topic only when the member may read it; whether it exists elsewhere is not told. */
async function allowedTopics(
  db: Db,
  member: Member,
  wanted: readonly string[],
): Promise<{ topics: string[]; refused: string[] }> {
  const idsOf = (kind: 'project' | 'import') =>
    wanted.flatMap((topic) => {
      const match = SUBJECT_TOPIC.exec(topic);
      return match?.[1] === kind && match[2] ? [match[2]] : [];
    });
  const projects = idsOf('project');
  const imports = idsOf('import');
  const readable = new Set<string>();
  if (projects.length + imports.length > 0) {
    const { rows } = await inContext(db, member.context, (tx) =>
      sql<{ topic: string }>`
        select 'project:' || id as topic from app.projects
        where region_id = ${member.context.regionId} and id = any (${projects}::uuid[])
        union all
        select 'import:' || id from app.imports
        where region_id = ${member.context.regionId} and id = any (${imports}::uuid[])
        union all
        select 'import:' || id from app.uploads
        where region_id = ${member.context.regionId} and id = any (${imports}::uuid[])`.execute(tx),
    );
    for (const row of rows) readable.add(row.topic);
  }
  const isAllowed = (topic: string) => PLAIN_TOPICS.has(topic) || readable.has(topic);
  return { topics: wanted.filter(isAllowed), refused: wanted.filter((topic) => !isAllowed(topic)) };
}

/**
 * Delivery: notices → one message per person, channel and run → transport → outcome. Runs as a job each minute, after
 * whoever made notices asked for it, and by the sweep when the queue is dead; several runs at once share the work by
 * claims. A run ends when nothing is due or its time is up; what it leaves the next one takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import { gatherMessages } from '../db/gather-messages.ts';
import { recordJobFinish, recordJobStart } from '../db/job-runs.ts';
import { POKED_CHANNEL } from '../db/live-events.ts';
import {
  CHANNELS,
  claimMessages,
  readMessageNotices,
  recordOutcome,
  releaseAbandoned,
  type Channel,
  type ClaimedMessage,
  type MessageNotice,
} from '../db/messages.ts';
import { messageWords, testMessageWords } from '../domain/notice.ts';
import type { Log } from './log.ts';
import type { Transports } from './transports/all.ts';
import type { OutgoingMessage, SendResult } from './transports/transport.ts';

export interface DeliverDependencies {
  db: Db;
  /** The product's clock: which day a message counts for. */
  clock: Clock & { refresh(): Promise<void> };
  /** The wall's clock: when a message leaves. */
  wallClock: Clock;
  transports: Transports;
  /** Links in messages begin with it. */
  publicUrl: string;
  log: Log;
  /** Aborted when the worker stops: no further message is begun. */
  stopping?: AbortSignal;
}

export interface DeliverResult {
  startedBy: 'queue' | 'sweep';
  /** Notices that were put into messages. */
  gathered: number;
  delivered: number;
  /** To be tried again. */
  passing: number;
  permanent: number;
  unknown: number;
  /** Due messages were left for the next run. */
  isLeftOver: boolean;
}

/** After this no further message is begun; the schedule comes each minute. */
const RUN_AT_MOST_MS = 45_000;
/** One attempt: connect, greeting, login and five commands of a slow but working mail server. */
const ATTEMPT_AT_MOST_MS = 30_000;
/** Longer than the attempt and the writing down of its end, or a sender in work is taken for dead. */
const LEASE_MS = ATTEMPT_AT_MOST_MS + 15_000;
/** From the start of a run until its last attempt has ended. */
export const DELIVER_AT_MOST_MS = RUN_AT_MOST_MS + LEASE_MS;

/**
 * Senders side by side in one run, and messages that each takes at a time. A county's mail server allows a handful of
 * sessions from one machine; one that is silent then holds its own senders only. What stays in the house is a statement,
 * so one sender takes many.
 */
const LANES: Record<Channel, { senders: number; atATime: number }> = {
  product: { senders: 1, atATime: 50 },
  mail: { senders: 4, atATime: 1 },
  webhook: { senders: 4, atATime: 1 },
};

/** Connections to the database that a run has in use at the most; two runs at once share them. */
export const DELIVER_CONNECTIONS = 4;

/** Delivers what is due, writes down how it went, and pokes the servers when open pages are to be told. */
export async function runDeliver(
  dependencies: DeliverDependencies,
  startedBy: DeliverResult['startedBy'],
): Promise<DeliverResult> {
  const { db, clock, wallClock, log } = dependencies;
  await recordJobStart(db, 'deliver', wallClock.now());
  await clock.refresh();

  const abandoned = await releaseAbandoned(db, wallClock.now());
  if (abandoned > 0) log.warn({ messages: abandoned }, 'messages of a sender that died are sent again');
  const { notices } = await gatherMessages(db, { now: wallClock.now(), today: clock.today() });
  const counts = { delivered: 0, passing_failure: 0, permanent_failure: 0, unknown: 0 };
  const stopAt = performance.now() + RUN_AT_MOST_MS;
  const ends = await Promise.all(
    CHANNELS.map((channel) => runChannel(dependencies, { channel, stopAt, counts })),
  );

  const result: DeliverResult = {
    startedBy,
    gathered: notices,
    delivered: counts.delivered,
    passing: counts.passing_failure,
    permanent: counts.permanent_failure,
    unknown: counts.unknown,
    isLeftOver: ends.includes('left_over'),
  };
  await recordJobFinish(db, 'deliver', {
    at: wallClock.now(),
    processedDay: result.isLeftOver ? null : clock.today(),
    result,
    failed: result.permanent,
  });
  if (result.delivered > 0) await sql`select pg_notify(${POKED_CHANNEL}, '')`.execute(db);
  const { delivered, passing, permanent, unknown } = result;
  if (delivered + passing + permanent + unknown > 0 || result.isLeftOver) log.info({ ...result }, 'deliver');
  return result;
}

interface ChannelRun {
  channel: Channel;
  /** performance.now() after which no message is begun. */
  stopAt: number;
  counts: Record<SendResult['outcome'], number>;
}

async function runChannel(dependencies: DeliverDependencies, run: ChannelRun): Promise<'done' | 'left_over'> {
  const { db, wallClock, stopping, log } = dependencies;
  const { senders, atATime } = LANES[run.channel];
  let isDown = false;
  const lane = async (): Promise<'done' | 'left_over'> => {
    for (;;) {
      if (isDown || stopping?.aborted || performance.now() > run.stopAt) return 'left_over';
      const claimed = await claimMessages(db, {
        channel: run.channel,
        limit: atATime,
        leaseMs: LEASE_MS,
        now: wallClock.now(),
      });
      if (claimed.length === 0) return 'done';
      const notices = await readMessageNotices(db, claimed);
      for (const message of claimed) {
        const sent = await deliverOne(dependencies, message, notices.get(message.id) ?? []);
        run.counts[sent.outcome] += 1;
        if (!sent.isChannelDown || isDown) continue;
        // The others would meet the same and use up their attempts: they stay as they are until the next run.
        isDown = true;
        log.warn(
          { channel: run.channel, detail: sent.detail },
          'a channel does not work; trying again next time',
        );
      }
    }
  };
  const ends = await Promise.all(Array.from({ length: senders }, lane));
  return ends.every((end) => end === 'done') ? 'done' : 'left_over';
}

async function deliverOne(
  { db, wallClock, transports, publicUrl, log }: DeliverDependencies,
  claim: ClaimedMessage,
  notices: readonly MessageNotice[],
): Promise<SendResult> {
  const attempt = async (): Promise<SendResult> => {
    if (claim.isDisabled) return { outcome: 'permanent_failure', detail: '账号已停用，不再发送' };
    if (claim.channel !== 'product' && claim.address === null) {
      return { outcome: 'permanent_failure', detail: '收件人已取消这一渠道，不再发送' };
    }
    if (notices.length === 0 && !claim.isTest) {
      return { outcome: 'permanent_failure', detail: '通知已不存在' };
    }
    return await transports[claim.channel].send(
      outgoing(claim, notices, publicUrl),
      AbortSignal.timeout(ATTEMPT_AT_MOST_MS),
    );
  };
  const result = await attempt().catch((fault: unknown): SendResult => {
    // A fault of ours, whose stack is for who mends it. Whether the message had left by then nobody knows.
    log.error({ err: fault, messageId: claim.id, channel: claim.channel }, 'a transport failed');
    return { outcome: 'unknown', detail: '系统内部出错' };
  });
  const write = () =>
    recordOutcome(db, claim, { outcome: result.outcome, detail: result.detail, now: wallClock.now() });
  await keepTrying(write, (fault) =>
    log.warn({ err: fault, messageId: claim.id }, 'an outcome could not be stored'),
  );
  return result;
}

function outgoing(
  claim: ClaimedMessage,
  notices: readonly MessageNotice[],
  publicUrl: string,
): OutgoingMessage {
  return {
    id: claim.id,
    regionId: claim.regionId,
    accountId: claim.accountId,
    address: claim.address,
    secret: claim.secret,
    notices: notices.map(({ words, ...notice }) => ({ ...notice, ...words })),
    ...(claim.isTest
      ? testMessageWords(publicUrl)
      : messageWords(
          notices.map((notice) => notice.words),
          { origin: publicUrl, posts: notices.map((notice) => notice.post), isInvented: claim.isInvented },
        )),
  };
}

/** Milliseconds between tries; together well below what the lease leaves. */
const OUTCOME_PAUSES_MS = [200, 1_000, 3_000];

/**
 * A database that is gone for a moment must not make a delivered mail an unknown one, which would be sent twice.
 * @throws what the last try threw; the claim then runs out
 */
async function keepTrying(work: () => Promise<void>, say: (fault: unknown) => void): Promise<void> {
  for (const pauseMs of OUTCOME_PAUSES_MS) {
    try {
      return await work();
    } catch (fault) {
      say(fault);
      await sleep(pauseMs);
    }
  }
  await work();
}

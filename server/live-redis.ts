/**
 * Announcements over Redis, so that PostgreSQL is spared a NOTIFY for each batch when several servers share the load.
 * Redis carries no event, only "numbers up to here are there": what it loses is read from the database at the next look.
 */
import type { FastifyBaseLogger } from 'fastify';
import { Redis } from 'ioredis';
import type { Announced } from '../db/live-events.ts';

/** One Redis may serve several databases: whoever hears another's announcement looks and finds nothing. */
const CHANNEL = 'mubiao_live';
const CONNECT_MS = 5_000;
/** An announcement that takes longer goes by NOTIFY instead. */
const COMMAND_MS = 1_000;
const LONGEST_WAIT_MS = 2_000;
/** While this server hears nothing from Redis, others may announce there: it looks by itself. */
const LOOK_EVERY_MS = 1_000;

export interface RedisAnnouncements {
  /** Whether an announcement can be sent now. */
  isReady(): boolean;
  /** @throws when it did not arrive at Redis */
  announce(range: Announced): Promise<void>;
  close(): void;
}

/** Opens in the background: a Redis that is away delays nothing, and the log says so once. */
export function openRedisAnnouncements(
  url: string,
  { log, announced }: { log: FastifyBaseLogger; announced: () => void },
): RedisAnnouncements {
  const options = {
    connectTimeout: CONNECT_MS,
    keepAlive: 10_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, LONGEST_WAIT_MS),
  };
  const speaker = new Redis(url, { ...options, commandTimeout: COMMAND_MS });
  // Subscribed by hand, so that it is known from when on nothing can be missed.
  const hearer = new Redis(url, { ...options, autoResubscribe: false });
  let isHearing = false;
  let isSaidAway = false;

  const away = (fault?: Error) => {
    if (isSaidAway) return;
    isSaidAway = true;
    log.warn({ err: fault }, 'Redis does not answer: live events are announced by PostgreSQL until it does');
  };
  const back = () => {
    if (!isHearing || speaker.status !== 'ready' || !isSaidAway) return;
    isSaidAway = false;
    log.info('Redis answers again: live events are announced there');
  };
  for (const each of [speaker, hearer]) each.on('error', away);
  speaker.on('ready', back);
  speaker.on('close', () => away());
  hearer.on('close', () => {
    isHearing = false;
    away();
  });
  hearer.on('ready', () => {
    hearer.subscribe(CHANNEL).then(() => {
      isHearing = true;
      back();
      // Whatever was announced while nobody listened.
      announced();
    }, away);
  });
  hearer.on('message', announced);
  const looking = setInterval(() => {
    if (!isHearing) announced();
  }, LOOK_EVERY_MS);
  looking.unref();

  return {
    isReady: () => speaker.status === 'ready',
    async announce(range) {
      await speaker.publish(CHANNEL, JSON.stringify(range));
    },
    close() {
      clearInterval(looking);
      // A close that was asked for is no outage.
      isSaidAway = true;
      speaker.disconnect();
      hearer.disconnect();
    },
  };
}

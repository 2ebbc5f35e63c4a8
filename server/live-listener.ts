/** A connection of its own that hears what publishers announce; it comes back by itself when it breaks. */
import type { FastifyBaseLogger } from 'fastify';
import pg from 'pg';
import { ANNOUNCED_CHANNEL, POKED_CHANNEL } from '../db/live-events.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A connection that a firewall forgot reports nothing: it is asked. */
const HEARTBEAT_MS = 15_000;
const QUERY_MS = 10_000;

export interface Listener {
  close(): Promise<void>;
  readonly counts: { connections: number };
}

export interface Heard {
  /** Numbered events are there: read on from where you are. Also after every (re)connection and heartbeat. */
  announced(): void;
  /** Another process committed events and has no publisher. */
  poked(): void;
}

/** Resolves with the first connection; later ones are made in the background. */
export async function openListener(
  url: string,
  { log, heard }: { log: FastifyBaseLogger; heard: Heard },
): Promise<Listener> {
  const counts = { connections: 0 };
  let client: pg.Client | null = null;
  let heartbeat: NodeJS.Timeout | undefined;
  let reconnect: NodeJS.Timeout | undefined;
  let failures = 0;
  let isClosed = false;

  async function connect(): Promise<void> {
    const mine = new pg.Client({
      connectionString: url,
      application_name: 'mubiao live',
      connectionTimeoutMillis: QUERY_MS,
      query_timeout: QUERY_MS,
      keepAlive: true,
    });
    const lost = (error?: Error) => {
      if (client !== mine) return;
      client = null;
      clearInterval(heartbeat);
      if (isClosed) return;
      log.warn({ err: error }, 'the live channel lost its database connection; reconnecting');
      mine
        .end()
        .catch((fault: unknown) => log.debug({ err: fault }, 'a broken connection did not close cleanly'));
      later();
    };
    mine.on('error', lost);
    mine.on('end', () => lost());
    mine.on('notification', ({ channel }) => {
      if (channel === ANNOUNCED_CHANNEL) heard.announced();
      else if (channel === POKED_CHANNEL) heard.poked();
    });
    await mine.connect();
    await mine.query(`listen ${ANNOUNCED_CHANNEL}; listen ${POKED_CHANNEL}`);
    if (isClosed) return mine.end();
    client = mine;
    failures = 0;
    counts.connections += 1;
    heartbeat = setInterval(() => {
      mine.query('select').then(heard.announced, lost);
    }, HEARTBEAT_MS);
    heartbeat.unref();
    // Whatever was announced while nobody listened.
    heard.announced();
  }

  function later(): void {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
    failures += 1;
    reconnect = setTimeout(() => {
      connect().catch((error: unknown) => {
        log.debug({ err: error }, 'the live channel could not reconnect yet');
        if (!isClosed) later();
      });
    }, wait);
  }

  await connect();
  return {
    counts,
    async close() {
      isClosed = true;
      clearTimeout(reconnect);
      clearInterval(heartbeat);
      await client?.end();
    },
  };
}

/**
 * The live channel: publisher → announcement → one read of the range → the sockets in scope.
 * Announcements go by NOTIFY, or over Redis when there is one (and by NOTIFY while it is away): order and replay rest on
 * the numbers in the database alone. Other processes poke by NOTIFY either way: once for a tick that changed something.
 */
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Clock } from '../db/clock.ts';
import { openPool, type Db } from '../db/database.ts';
import { lastLiveSeq, readLiveEvents, type LiveEventRow } from '../db/live-events.ts';
import { contextIn, viewerIn } from './access.ts';
import { refusals } from './errors.ts';
import type { Limits } from './limits.ts';
import { CLOSE, openHub, type Hub, type Member } from './live-hub.ts';
import { openListener } from './live-listener.ts';
import { openPublisher } from './live-publisher.ts';
import { openRedisAnnouncements } from './live-redis.ts';
import { handleMessage, type SubscriptionDeps } from './live-subscription.ts';
import type { Sessions } from './session.ts';

/** A subscription names at most fifty topics of sixty characters. Bytes. */
const MESSAGE_BYTES = 4_096;
const MESSAGES_PER_SECOND = 20;
/** Events read from the database at once. */
const READ = 2_000;
/** After a range could not be read. */
const RETRY_MS = 1_000;
/** Publishing, reading ranges and replays. */
const CONNECTIONS = 4;

export interface Live {
  /** Says that something was committed: it is numbered and sent within some milliseconds. */
  poke(): void;
  counts(): {
    sockets: number;
    sent: number;
    cut: number;
    lastSeq: number;
    batches: number;
    stamped: number;
    connections: number;
  };
  /** Accepts `request`'s socket. The listener for messages is attached before this returns. */
  accept(socket: WebSocket, request: FastifyRequest): void;
  hub: Hub;
  close(): Promise<void>;
}

export interface LiveDeps {
  db: Db;
  publisherUrl: string;
  /** null: announcements go through PostgreSQL. */
  redisUrl: string | null;
  /** Read again when it is announced to have moved, before the pages are told. */
  clock: Clock & { refresh?(): Promise<void> };
  sessions: Sessions;
  limits: Limits;
  log: FastifyBaseLogger;
}

export async function openLive(deps: LiveDeps): Promise<Live> {
  const { sessions, log } = deps;
  const pool = openPool(deps.publisherUrl, { max: CONNECTIONS, name: 'mubiao publisher' });
  const hub = openHub(deps.limits);
  const subscription: SubscriptionDeps = { db: deps.db, pool, hub, clock: deps.clock };
  const drain = oneAtATime(async () => {
    for (;;) {
      const events = await readLiveEvents(pool, { after: hub.counts.lastSeq, limit: READ });
      if (events.some((event) => event.type === 'clock')) await deps.clock.refresh?.();
      if (events.some((event) => event.type === 'imported')) await learnNewUnits(events);
      hub.deliver(events);
      if (events.length < READ) return;
    }
  }, log);

  /** An import may have made units: whoever sees their department must see them before the events come. */
  async function learnNewUnits(events: readonly LiveEventRow[]): Promise<void> {
    sessions.forgetAll();
    for (const regionId of new Set(events.map((event) => event.regionId))) {
      await recheck([...hub.membersOf(regionId)]);
    }
  }

  async function recheck(members: readonly Member[]): Promise<void> {
    if (members.length === 0) return;
    const viewers = await sessions.recheck([...new Set(members.map((member) => member.sessionKey))]);
    for (const member of members) {
      const viewer = viewers.get(member.sessionKey);
      if (viewer?.context) hub.setViewer(member, viewer, viewer.context);
      else hub.close(member, CLOSE.sessionEnded, 'session ended');
    }
  }

  // Nothing is handed out before it is known where to begin.
  hub.counts.lastSeq = await lastLiveSeq(pool);
  // Where the choice of the carrier is made. LISTEN stays: for pokes, and for a Redis that is away.
  const redis =
    deps.redisUrl === null ? null : openRedisAnnouncements(deps.redisUrl, { log, announced: drain });
  const publisher = openPublisher(pool, { log, now: () => deps.clock.now(), redis });
  const listener = await openListener(deps.publisherUrl, {
    log,
    heard: { announced: drain, poked: () => publisher.poke() },
  });
  sessions.onEnd((key) => hub.endSession(key));
  const pulse = setInterval(() => {
    hub.ping();
    // A session may have ended on another server, or run out.
    recheck([...hub.members()]).catch((error: unknown) =>
      log.warn({ err: error }, 'live sessions could not be checked; trying again at the next ping'),
    );
  }, deps.limits.pingMs);
  pulse.unref();

  return {
    hub,
    poke: () => publisher.poke(),
    counts: () => ({ ...hub.counts, ...publisher.counts, ...listener.counts }),
    accept(socket, request) {
      const member = hub.add(socket, {
        sessionKey: request.sessionKey ?? '',
        viewer: viewerIn(request),
        context: contextIn(request),
      });
      hear(socket, member, hub, (text) =>
        handleMessage(subscription, member, text).catch((error: unknown) => {
          request.log.warn({ err: error }, 'a subscription failed');
          // The client comes back and asks again.
          hub.close(member, CLOSE.goingAway, 'try again');
        }),
      );
    },
    async close() {
      clearInterval(pulse);
      hub.closeAll();
      await publisher.close();
      redis?.close();
      await listener.close();
      await pool.end();
    },
  };
}

/** Messages of one socket one after the other, and not too many of them. */
function hear(socket: WebSocket, member: Member, hub: Hub, handle: (text: string) => Promise<void>): void {
  let work = Promise.resolve();
  let second = 0;
  let heard = 0;
  // Before any await: what comes before the listener is lost.
  socket.on('message', (data: Buffer) => {
    const now = Math.floor(performance.now() / 1000);
    heard = now === second ? heard + 1 : 1;
    second = now;
    if (heard > MESSAGES_PER_SECOND) {
      hub.close(member, CLOSE.tooMany, 'too many messages');
      return;
    }
    work = work.then(() => handle(data.toString('utf8')));
  });
}

/** Runs `work` again when asked during a run, once for however many asked. */
function oneAtATime(work: () => Promise<void>, log: FastifyBaseLogger): () => void {
  let isRunning = false;
  let isWanted = false;
  const run = () => {
    if (isRunning) {
      isWanted = true;
      return;
    }
    isRunning = true;
    work()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'live events could not be read; trying again');
        setTimeout(run, RETRY_MS).unref();
      })
      .finally(() => {
        isRunning = false;
        if (!isWanted) return;
        isWanted = false;
        run();
      });
  };
  return run;
}

/** Registers the websocket plugin; must come before the routes. */
export async function useWebsockets(app: FastifyInstance): Promise<void> {
  await app.register(fastifyWebsocket, {
    options: { maxPayload: MESSAGE_BYTES },
    errorHandler: (error, socket, request) => {
      // Clients vanish all day; nobody has to act.
      request.log.debug({ err: error }, 'a live socket broke');
      socket.terminate();
    },
  });
}

export function liveRoute(app: FastifyInstance, live: Live): void {
  app.get(
    '/live',
    {
      websocket: true,
      exposeHeadRoute: false,
      // OpenAPI has no words for a websocket; the document's introduction tells of it.
      schema: { hide: true },
      onRequest: async (request) => {
        const viewer = viewerIn(request);
        contextIn(request);
        if (!live.hub.hasRoomFor(viewer.accountId)) throw refusals.busy();
      },
    },
    (socket, request) => live.accept(socket, request),
  );
}

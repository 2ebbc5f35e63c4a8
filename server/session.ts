/**
 * The signed-in session: a cookie with a random id, the rest in `ops.sessions`, so that a restart signs nobody out
 * and several servers know the same people. Clock: the wall's, not the fiscal one: thirty idle minutes are minutes of
 * the person at the desk, also when the demo stands in July 2023 and when its date jumps.
 */
import { createHash } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import type { FastifyInstance, FastifyRequest, Session } from 'fastify';
import type { Db } from '../db/database.ts';
import {
  deleteSession,
  extendSession,
  findSession,
  heldSessions,
  loadPerson,
  storeSession,
} from '../db/people.ts';
import { viewerOf, type Viewer } from './access.ts';

declare module 'fastify' {
  interface Session {
    accountId?: string;
    /** ISO instant. */
    startedAt?: string;
  }
  interface FastifyRequest {
    viewer: Viewer | null;
    /** Key of the session in the database; null when nobody is signed in. */
    sessionKey: string | null;
  }
}

export const SESSION_COOKIE = 'mubiao_session';
/** Pages are public files; only calls carry the session. */
export const SESSION_PATH = '/api';

/** Idle logout ≤ 30 minutes is what assessors of protection level 2 ask for; twelve hours end a working day. */
const IDLE_MS = 30 * 60_000;
const ABSOLUTE_MS = 12 * 3_600_000;
/** The idle end is moved at most once a minute: a write for every read would cost more than the read. */
const EXTEND_AFTER_MS = 60_000;
/** Each request would cost a round trip. A session ended on another server is still let in for this long. */
const CACHED_MS = 5_000;
const CACHED_SESSIONS = 10_000;

export type Wall = () => Date;

interface Held {
  session: Session;
  viewer: Viewer;
}

export interface Sessions {
  store: fastifySession.SessionStore;
  /** The viewer of a session, from the cache when it was read in the last seconds. */
  viewer(key: string): Promise<Viewer | null>;
  /** Current viewers of these sessions, past the cache; a session that has ended is missing. Extends none of them. */
  recheck(keys: readonly string[]): Promise<Map<string, Viewer>>;
  /** Reads units and roles again at the next request: after an import that made new units. */
  forgetAll(): void;
  /** Forgets sessions that were deleted: at once on this server, on others within five seconds. */
  end(keys: readonly string[]): void;
  /** Told when a session ends on this server. */
  onEnd(listener: (key: string) => void): void;
  accountsViewer(accountId: string): Promise<Viewer | null>;
}

/** What the database knows a session by: a copy of the table opens no session. */
export const sessionKey = (sessionId: string): string =>
  createHash('sha256').update(sessionId).digest('base64url');

export function openSessions(db: Db, wall: Wall): Sessions {
  const cache = new Map<string, { readAt: number; held: Promise<Held | null> }>();
  const listeners: ((key: string) => void)[] = [];

  async function accountsViewer(accountId: string): Promise<Viewer | null> {
    const person = await loadPerson(db, accountId);
    return person && viewerOf(person);
  }

  async function read(key: string): Promise<Held | null> {
    const now = wall();
    const found = await findSession(db, key, now.toISOString());
    if (!found) return null;
    const viewer = await accountsViewer(found.accountId);
    if (!viewer) return null;
    const ends = sessionEnd(now, found.startedAt);
    if (ends.getTime() - Date.parse(found.expiresAt) > EXTEND_AFTER_MS) {
      await extendSession(db, key, ends.toISOString());
    }
    // The plugin puts its own cookie in; the type wants one here already.
    const session = { accountId: found.accountId, startedAt: found.startedAt } as Session;
    return { session, viewer };
  }

  function held(key: string): Promise<Held | null> {
    const now = wall().getTime();
    const cached = cache.get(key);
    if (cached && now - cached.readAt < CACHED_MS && now >= cached.readAt) return cached.held;
    const reading = read(key);
    if (cache.size >= CACHED_SESSIONS) cache.clear();
    cache.set(key, { readAt: now, held: reading });
    // Neither a failed read nor a stranger's made-up cookie stays in the cache.
    const drop = () => {
      if (cache.get(key)?.held === reading) cache.delete(key);
    };
    void reading.then((value) => value ?? drop(), drop);
    return reading;
  }

  function end(keys: readonly string[]): void {
    for (const key of keys) {
      cache.delete(key);
      for (const listener of listeners) listener(key);
    }
  }

  const store: fastifySession.SessionStore = {
    get(sessionId, callback) {
      held(sessionKey(sessionId)).then(
        (found) => callback(null, found?.session ?? null),
        (error: unknown) => callback(error),
      );
    },
    set(sessionId, session, callback) {
      const { accountId, startedAt } = session;
      // A session of nobody is not worth a row.
      if (!accountId || !startedAt) return callback();
      const key = sessionKey(sessionId);
      cache.delete(key);
      const expiresAt = sessionEnd(wall(), startedAt).toISOString();
      storeSession(db, key, { accountId, startedAt, expiresAt }).then(
        () => callback(),
        (error: unknown) => callback(error),
      );
    },
    destroy(sessionId, callback) {
      const key = sessionKey(sessionId);
      deleteSession(db, key).then(
        () => {
          end([key]);
          callback();
        },
        (error: unknown) => callback(error),
      );
    },
  };

  return {
    store,
    viewer: async (key) => (await held(key))?.viewer ?? null,
    async recheck(keys) {
      const still = await heldSessions(db, keys, wall().toISOString());
      const viewers = new Map<string, Viewer>();
      const byAccount = new Map<string, Promise<Viewer | null>>();
      for (const [key, accountId] of still) {
        const reading = byAccount.get(accountId) ?? accountsViewer(accountId);
        byAccount.set(accountId, reading);
        const viewer = await reading;
        if (viewer) viewers.set(key, viewer);
      }
      return viewers;
    },
    forgetAll: () => cache.clear(),
    end,
    onEnd: (listener) => void listeners.push(listener),
    accountsViewer,
  };
}

function sessionEnd(now: Date, startedAt: string): Date {
  return new Date(Math.min(now.getTime() + IDLE_MS, Date.parse(startedAt) + ABSOLUTE_MS));
}

/** Registers cookie and session, and puts the viewer on every request of the API. */
export async function useSessions(app: FastifyInstance, sessions: Sessions): Promise<void> {
  await app.register(fastifyCookie);
  await app.register(fastifySession, {
    cookieName: SESSION_COOKIE,
    // The id is 192 random bits and only opens what the database holds: a signature would add a secret to share
    // between servers and no safety.
    secret: { sign: (id) => id, unsign: (id) => ({ valid: true, renew: false, value: id }) },
    // Without an age the browser forgets it when it closes; when it ends otherwise, the server decides.
    cookie: { path: SESSION_PATH, httpOnly: true, sameSite: 'strict', secure: false },
    store: sessions.store,
    saveUninitialized: false,
    rolling: false,
  });
  app.decorateRequest('viewer', null);
  app.decorateRequest('sessionKey', null);
  app.addHook('onRequest', async (request) => {
    if (!request.session?.accountId) return;
    const key = sessionKey(request.session.sessionId);
    request.viewer = await sessions.viewer(key);
    request.sessionKey = request.viewer && key;
  });
}

/** Starts a session under a new id: one that was planted before the sign-in opens nothing. */
export async function startSession(request: FastifyRequest, accountId: string, wall: Wall): Promise<void> {
  await request.session.regenerate();
  // `secure` by request: the demo runs on plain http, an office behind a proxy on https.
  request.session.options({ secure: request.protocol === 'https' });
  request.session.accountId = accountId;
  request.session.startedAt = wall().toISOString();
}

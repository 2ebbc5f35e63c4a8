/** The open sockets of one server: who subscribed to what, and each event to those whose scope covers it. */
import type { WebSocket } from 'ws';
import type { Context } from '../db/database.ts';
import type { LiveEventRow } from '../db/live-events.ts';
import type { LiveNoticed } from '../db/messages.ts';
import type { Viewer } from './access.ts';
import type { LiveMessage } from './contract.ts';
import type { Limits } from './limits.ts';

export const CLOSE = {
  /** The server stops; come back. */
  goingAway: 1001,
  sessionEnded: 4401,
  /** The client does not read what it is sent; it comes back and asks for what it missed. */
  tooSlow: 4408,
  tooMany: 4429,
} as const;

/** A closing handshake that the other side does not answer. */
const CLOSE_MS = 1_000;
/** While missed events are read and sent, new ones wait here; more than this and reading again is faster. */
const WAITING_EVENTS = 2_000;

export interface Member {
  socket: WebSocket;
  sessionKey: string;
  viewer: Viewer;
  context: Context;
  topics: Set<string>;
  /** Up to here the client said it knows everything. */
  since: number;
  /** Events that arrive during a replay; null when none is under way. */
  waiting: LiveEventRow[] | null;
  hasOverflowed: boolean;
  isAlive: boolean;
}

export interface Hub {
  add(socket: WebSocket, who: { sessionKey: string; viewer: Viewer; context: Context }): Member;
  hasRoomFor(accountId: string): boolean;
  members(): Iterable<Member>;
  membersOf(regionId: string): Iterable<Member>;
  /** Sends the events, in order, to everyone whose scope covers them and who asked. */
  deliver(events: readonly LiveEventRow[]): void;
  send(member: Member, message: LiveMessage): void;
  sendEvent(member: Member, event: LiveEventRow, sent?: (error?: Error) => void): void;
  /** Begins to keep new events back; `endReplay` hands them over. */
  beginReplay(member: Member): void;
  endReplay(member: Member): void;
  setViewer(member: Member, viewer: Viewer, context: Context): void;
  close(member: Member, code: number, reason: string): void;
  endSession(sessionKey: string): void;
  /** Drops sockets that did not answer the last ping, and pings the others. */
  ping(): void;
  closeAll(): void;
  readonly counts: { sockets: number; sent: number; cut: number; lastSeq: number };
}

export function openHub(limits: Limits): Hub {
  const byRegion = new Map<string, Set<Member>>();
  const perAccount = new Map<string, number>();
  const counts = { sockets: 0, sent: 0, cut: 0, lastSeq: 0 };

  function* members(): Iterable<Member> {
    for (const region of byRegion.values()) yield* region;
  }

  function add(
    socket: WebSocket,
    { sessionKey, viewer, context }: { sessionKey: string; viewer: Viewer; context: Context },
  ): Member {
    const member: Member = {
      socket,
      sessionKey,
      viewer,
      context,
      topics: new Set(),
      since: 0,
      waiting: null,
      hasOverflowed: false,
      isAlive: true,
    };
    enter(member);
    const { accountId } = viewer;
    perAccount.set(accountId, (perAccount.get(accountId) ?? 0) + 1);
    counts.sockets += 1;
    socket.on('pong', () => (member.isAlive = true));
    socket.once('close', () => {
      leave(member);
      const left = (perAccount.get(accountId) ?? 1) - 1;
      if (left > 0) perAccount.set(accountId, left);
      else perAccount.delete(accountId);
      counts.sockets -= 1;
    });
    return member;
  }

  function enter(member: Member): void {
    const { regionId } = member.context;
    const region = byRegion.get(regionId) ?? new Set();
    byRegion.set(regionId, region.add(member));
  }

  function leave(member: Member): void {
    const region = byRegion.get(member.context.regionId);
    region?.delete(member);
    if (region?.size === 0) byRegion.delete(member.context.regionId);
  }

  function deliver(events: readonly LiveEventRow[]): void {
    for (const event of events) {
      counts.lastSeq = event.seq;
      // One text for all sockets of a topic: a thousand open pages must not cost a thousand serialisations.
      const texts = new Map<string, Buffer>();
      const addressee = addresseeOf(event);
      for (const member of byRegion.get(event.regionId) ?? []) {
        const { units } = member.context;
        // Which day it is concerns everybody of the region.
        if (event.type !== 'clock' && units !== '*' && !units.includes(event.unitId)) continue;
        const topic = firstTopic(event, member, addressee);
        if (topic === undefined || event.seq <= member.since) continue;
        if (member.waiting) {
          if (member.waiting.length < WAITING_EVENTS) member.waiting.push(event);
          else member.hasOverflowed = true;
          continue;
        }
        let text = texts.get(topic);
        if (!text) texts.set(topic, (text = textOf(event, topic)));
        put(member, text);
      }
    }
  }

  function put(member: Member, text: Buffer, sent?: (error?: Error) => void): void {
    const { socket } = member;
    if (socket.readyState !== socket.OPEN) {
      sent?.(new Error('the socket is closed'));
      return;
    }
    if (socket.bufferedAmount + text.length > limits.unreadBytes) {
      counts.cut += 1;
      close(member, CLOSE.tooSlow, 'too slow');
      sent?.(new Error('the client does not read'));
      return;
    }
    counts.sent += 1;
    socket.send(text, TEXT_FRAME, sent);
  }

  function close(member: Member, code: number, reason: string): void {
    const { socket } = member;
    if (socket.readyState !== socket.OPEN) return;
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), CLOSE_MS).unref();
  }

  return {
    add,
    members,
    membersOf: (regionId) => byRegion.get(regionId) ?? [],
    deliver,
    close,
    counts,
    hasRoomFor: (accountId) =>
      counts.sockets < limits.sockets && (perAccount.get(accountId) ?? 0) < limits.socketsPerAccount,
    send: (member, message) => put(member, Buffer.from(JSON.stringify(message))),
    sendEvent(member, event, sent) {
      const topic = firstTopic(event, member);
      if (topic === undefined) sent?.();
      else put(member, textOf(event, topic), sent);
    },
    beginReplay(member) {
      member.waiting = [];
      member.hasOverflowed = false;
    },
    endReplay(member) {
      const waiting = member.waiting ?? [];
      member.waiting = null;
      if (member.hasOverflowed) put(member, REFETCH);
      else {
        for (const event of waiting) {
          const topic = firstTopic(event, member);
          if (topic !== undefined) put(member, textOf(event, topic));
        }
      }
    },
    setViewer(member, viewer, context) {
      // It went away while its session was looked up: whoever has left must not be entered again.
      if (member.socket.readyState !== member.socket.OPEN) return;
      leave(member);
      member.viewer = viewer;
      member.context = context;
      enter(member);
    },
    endSession(sessionKey) {
      for (const member of members()) {
        if (member.sessionKey === sessionKey) close(member, CLOSE.sessionEnded, 'session ended');
      }
    },
    ping() {
      for (const member of members()) {
        if (!member.isAlive) member.socket.terminate();
        else if (member.socket.readyState === member.socket.OPEN) {
          member.isAlive = false;
          member.socket.ping();
        }
      }
    },
    closeAll() {
      for (const member of members()) close(member, CLOSE.goingAway, 'server stops');
    },
  };
}

const TEXT_FRAME = { binary: false } as const;
const REFETCH = Buffer.from(JSON.stringify({ type: 'refetch' } satisfies LiveMessage));

/** Whom alone an event concerns; null: everybody in scope. That somebody else was told something is not for a page to know. */
function addresseeOf(event: LiveEventRow): string | null {
  return event.type === 'noticed' ? (JSON.parse(event.data) as LiveNoticed).accountId : null;
}

/** An event goes to a socket once, under the first of its topics that the socket subscribed to. */
function firstTopic(
  event: LiveEventRow,
  member: Member,
  addressee: string | null = addresseeOf(event),
): string | undefined {
  if (addressee !== null && addressee !== member.viewer.accountId) return undefined;
  for (const topic of event.topics) if (member.topics.has(topic)) return topic;
  return undefined;
}

/** `data` is JSON already; the rest is put around it. */
function textOf(event: LiveEventRow, topic: string): Buffer {
  const { seq, id, type } = event;
  const head = JSON.stringify({ seq, id, topic, type });
  return Buffer.from(`${head.slice(0, -1)},"data":${event.data}}`);
}

/**
 * The wire of the live channel. A page reads its answer over HTTP, which says in `cursor` what it already contains; the
 * channel brings everything after that, in batches of at most one sweep a second, and after a cut what was missed.
 */
import type { LiveCursor, LiveMessage } from '../server/contract.ts';
import type { Static } from 'typebox';

export type Cursor = Static<typeof LiveCursor>;
export type LiveEvent = Extract<LiveMessage, { seq: number; id: string }>;
export type LiveState = 'connecting' | 'connected' | 'stale';

/** At most one sweep of changes a second, so that a reader can follow. */
const SWEEP_MS = 1_000;
const FIRST_WAIT_MS = 500;
/** With the jitter at most nine seconds: whoever looks at a wall has waited ten for nothing at most. */
const LONGEST_WAIT_MS = 6_000;
/** After this silence the channel is asked whether it still lives; without an answer in time it is cut. */
const SILENCE_MS = 25_000;
const ANSWER_WITHIN_MS = 8_000;
/** Ids kept to recognise a replayed event; far more than one replay holds. */
const REMEMBERED_EVENTS = 5_000;
/** Failed connections in a row after which the page is read over HTTP, which also notices an ended session. */
const FAILURES_BEFORE_REFETCH = 4;

/** Close code of the server when the session behind the socket has ended. */
const SESSION_ENDED = 4401;

export interface LiveChannel {
  /** Continue from here: what the cursor contains is ignored, what came after it is delivered (again). */
  follow: (topics: readonly string[], cursor: Cursor) => void;
  close: () => void;
}

export interface LiveHandlers {
  onEvents: (events: LiveEvent[]) => void;
  /** What was missed is too old to replay: read again over HTTP, then `follow` the new cursor. */
  onRefetch: () => void;
  onState: (state: LiveState) => void;
  /** Any sign of life from the server. */
  onMessage: () => void;
}

/** `ws://host/api/live` beside the page's own origin. */
export function liveAddress(location: { protocol: string; host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`;
}

/** Wait before connection attempt `failures`, 0.5 to 6 s, plus up to half of it so that clients don't come at once. */
export function reconnectWaitMs(failures: number, random: number): number {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.max(failures - 1, 0), LONGEST_WAIT_MS);
  return Math.round(wait * (1 + random / 2));
}

/**
 * Opens the channel at the first `follow`; reconnects until `close`.
 * @param sweepMs events are handed over at most this often; a page that moves its rows itself asks for less than a second
 */
export function openLive(address: string, handlers: LiveHandlers, sweepMs = SWEEP_MS): LiveChannel {
  let socket: WebSocket | null = null;
  let topics: readonly string[] = [];
  let base: Cursor = { seq: 0, pending: [] };
  /** Where a replay continues: the highest sequence received since `base`. */
  let reached = 0;
  let seen = new Set<string>();
  let waiting: LiveEvent[] = [];
  let failures = 0;
  let wasConnected = false;
  let closed = false;
  let lastSweepAt = -Infinity;
  let sweepTimer: ReturnType<typeof setTimeout> | undefined;
  let reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  let pulseTimer: ReturnType<typeof setTimeout> | undefined;

  function follow(nextTopics: readonly string[], cursor: Cursor): void {
    if (closed) return;
    topics = nextTopics;
    base = cursor;
    reached = cursor.seq;
    seen = new Set(cursor.pending);
    // What waits for its sweep was meant for the data before; the replay brings it again if it is still news.
    waiting = [];
    if (socket === null && reconnectTimer === undefined) connect();
    else if (socket?.readyState === WebSocket.OPEN) subscribe();
  }

  function connect(): void {
    reconnectTimer = undefined;
    handlers.onState(wasConnected ? 'stale' : 'connecting');
    const mine = new WebSocket(address);
    socket = mine;
    mine.onopen = () => {
      if (socket === mine) subscribe();
    };
    mine.onmessage = (event: { data: unknown }) => {
      if (socket === mine) receive(JSON.parse(String(event.data)) as LiveMessage);
    };
    mine.onclose = (event) => {
      if (socket !== mine) return;
      lost();
      // Reading over HTTP answers 401, which takes the reader to the sign-in page.
      if (event.code === SESSION_ENDED) handlers.onRefetch();
    };
    pulseTimer = setTimeout(() => mine.close(), ANSWER_WITHIN_MS);
  }

  function subscribe(): void {
    socket?.send(JSON.stringify({ subscribe: topics, since: reached }));
    clearTimeout(pulseTimer);
    const mine = socket;
    // A half-open connection reports nothing by itself; cut it and start again.
    pulseTimer = setTimeout(() => {
      if (socket !== mine) return;
      mine?.close();
      lost();
    }, ANSWER_WITHIN_MS);
  }

  function lost(): void {
    socket = null;
    clearTimeout(pulseTimer);
    if (closed) return;
    failures += 1;
    handlers.onState(wasConnected ? 'stale' : 'connecting');
    if (failures === FAILURES_BEFORE_REFETCH) handlers.onRefetch();
    reconnectTimer = setTimeout(connect, reconnectWaitMs(failures, Math.random()));
  }

  function receive(message: LiveMessage): void {
    handlers.onMessage();
    clearTimeout(pulseTimer);
    // Asking for the subscription again is the pulse: it is answered, and brings anything that was missed.
    pulseTimer = setTimeout(subscribe, SILENCE_MS);
    switch (message.type) {
      case 'subscribed':
        failures = 0;
        wasConnected = true;
        handlers.onState('connected');
        return;
      case 'refetch':
        handlers.onRefetch();
        return;
      case 'error':
        return;
      case 'judged':
      case 'recorded':
      case 'imported':
      case 'adjusted':
      case 'upload':
      case 'alert':
      case 'clock':
      case 'form_entered':
      case 'form_commented':
      case 'form_moved':
      case 'round_opened':
      case 'rectification_moved':
      case 'disposed':
        take(message);
        return;
      default:
        // A newer server says what this version does not know: not news for the page, but not missed either.
        skip(message);
    }
  }

  function skip(message: { seq?: unknown }): void {
    if (typeof message.seq === 'number') reached = Math.max(reached, message.seq);
  }

  function take(event: LiveEvent): void {
    reached = Math.max(reached, event.seq);
    if (event.seq <= base.seq || seen.has(event.id)) return;
    seen.add(event.id);
    if (seen.size > REMEMBERED_EVENTS) {
      const oldest = seen.values().next().value;
      if (oldest !== undefined) seen.delete(oldest);
    }
    waiting.push(event);
    sweepTimer ??= setTimeout(sweep, Math.max(0, lastSweepAt + sweepMs - Date.now()));
  }

  function sweep(): void {
    sweepTimer = undefined;
    if (waiting.length === 0) return;
    lastSweepAt = Date.now();
    const events = waiting;
    waiting = [];
    handlers.onEvents(events);
  }

  function close(): void {
    closed = true;
    clearTimeout(sweepTimer);
    clearTimeout(reconnectTimer);
    clearTimeout(pulseTimer);
    const mine = socket;
    socket = null;
    mine?.close();
  }

  return { follow, close };
}

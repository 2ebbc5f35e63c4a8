import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveMessage } from '../../server/contract.ts';
import {
  type LiveEvent,
  type LiveState,
  liveAddress,
  openLive,
  reconnectWaitMs,
} from '../../web/live-channel.ts';
import { judged } from './sample-overview.ts';

/** The network's end of a websocket: what the browser would do, driven by the test. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error('nothing connected');
    return socket;
  }
  readyState = 0;
  sent: { subscribe: string[]; since?: number }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  address: string;
  constructor(address: string) {
    this.address = address;
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { subscribe: string[] });
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  say(message: LiveMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  /** The server, or the network, ends it. */
  cut(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  close(): void {
    this.cut(1000);
  }
}

const subscribed = (seq: number): LiveMessage => ({
  type: 'subscribed',
  topics: ['overview'],
  refused: [],
  seq,
});
const event = (seq: number, id = `event-${seq}`): LiveMessage => ({
  seq,
  id,
  topic: 'overview',
  type: 'judged',
  data: judged(),
});

function opened() {
  const heard = { events: [] as LiveEvent[][], refetches: 0, states: [] as LiveState[], messages: 0 };
  const channel = openLive('ws://here/api/live', {
    onEvents: (events) => heard.events.push(events),
    onRefetch: () => (heard.refetches += 1),
    onState: (state) => heard.states.push(state),
    onMessage: () => (heard.messages += 1),
  });
  return { channel, heard, sequences: () => heard.events.flat().map(({ seq }) => seq) };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the address', () => {
  it('is beside the page, encrypted when the page is', () => {
    expect(liveAddress({ protocol: 'http:', host: '10.1.2.3:3000' })).toBe('ws://10.1.2.3:3000/api/live');
    expect(liveAddress({ protocol: 'https:', host: 'mubiao.example' })).toBe('wss://mubiao.example/api/live');
  });
});

describe('a subscription', () => {
  it('continues from what the loaded answer contains', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 40, pending: [] });
    FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([{ subscribe: ['overview'], since: 40 }]);
    expect(heard.states).toEqual(['connecting']);
    FakeSocket.last.say(subscribed(40));
    expect(heard.states).toEqual(['connecting', 'connected']);
    channel.close();
  });
  it('hands on alerts, and passes over what only a newer server says without asking for it again', () => {
    const { channel, heard, sequences } = opened();
    channel.follow(['alerts'], { seq: 40, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say({ ...event(41), type: 'alert' } as unknown as LiveMessage);
    FakeSocket.last.say({ ...event(42), type: 'of-a-later-version' } as unknown as LiveMessage);
    vi.advanceTimersByTime(1_000);
    expect(sequences()).toEqual([41]);
    expect(heard.events.flat().map(({ type }) => type)).toEqual(['alert']);
    FakeSocket.last.cut();
    vi.advanceTimersByTime(2_000);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([{ subscribe: ['alerts'], since: 42 }]);
    channel.close();
  });
  it('ignores events already contained in the answer: numbered up to it, or pending in it', () => {
    const { channel, sequences } = opened();
    channel.follow(['overview'], { seq: 40, pending: ['event-42'] });
    FakeSocket.last.open();
    for (const seq of [39, 40, 41, 42, 43]) FakeSocket.last.say(event(seq));
    vi.advanceTimersByTime(1_000);
    expect(sequences()).toEqual([41, 43]);
    channel.close();
  });
  it('delivers an event once even when a replay brings it again', () => {
    const { channel, sequences } = opened();
    channel.follow(['overview'], { seq: 40, pending: [] });
    FakeSocket.last.open();
    for (const seq of [41, 42, 41, 42, 43]) FakeSocket.last.say(event(seq));
    vi.advanceTimersByTime(1_000);
    expect(sequences()).toEqual([41, 42, 43]);
    channel.close();
  });
  it('asks again from a freshly loaded answer, and takes a live event that overtakes the replay', () => {
    const { channel, sequences } = opened();
    channel.follow(['overview'], { seq: 40, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say(event(45));
    vi.advanceTimersByTime(1_000);
    channel.follow(['overview'], { seq: 43, pending: [] });
    expect(FakeSocket.last.sent.at(-1)).toEqual({ subscribe: ['overview'], since: 43 });
    for (const seq of [46, 44, 45, 46]) FakeSocket.last.say(event(seq));
    vi.advanceTimersByTime(2_000);
    expect(sequences()).toEqual([45, 46, 44, 45]);
    channel.close();
  });
  it('drops what waited for its sweep when newer data came: the replay brings it if it is still news', () => {
    const { channel, sequences } = opened();
    channel.follow(['overview'], { seq: 40, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say(event(41));
    channel.follow(['overview'], { seq: 41, pending: [] });
    vi.advanceTimersByTime(2_000);
    expect(sequences()).toEqual([]);
    channel.close();
  });
});

describe('sweeps', () => {
  it('come at once, then at most once a second with everything in between', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 0, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say(event(1));
    vi.advanceTimersByTime(1);
    expect(heard.events).toHaveLength(1);
    for (let seq = 2; seq <= 20; seq += 1) FakeSocket.last.say(event(seq));
    vi.advanceTimersByTime(900);
    expect(heard.events).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(heard.events.map((events) => events.length)).toEqual([1, 19]);
    channel.close();
  });
});

describe('a cut connection', () => {
  it('is stale at once, comes back and asks for what it missed', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 40, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say(subscribed(40));
    FakeSocket.last.say(event(41));
    FakeSocket.last.cut();
    expect(heard.states.at(-1)).toBe('stale');
    vi.advanceTimersByTime(750);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([{ subscribe: ['overview'], since: 41 }]);
    FakeSocket.last.say(subscribed(41));
    expect(heard.states.at(-1)).toBe('connected');
    channel.close();
  });
  it('is tried from half a second to six, with up to half as much again', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((failures) => reconnectWaitMs(failures, 0))).toEqual([
      500, 1_000, 2_000, 4_000, 6_000, 6_000, 6_000,
    ]);
    expect(reconnectWaitMs(1, 1)).toBe(750);
  });
  it('that stays away makes the page read over HTTP, where an ended session is noticed', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 0, pending: [] });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      FakeSocket.last.cut();
      vi.advanceTimersByTime(15_000);
    }
    expect(heard.refetches).toBe(1);
    channel.close();
  });
  it('by an ended session makes the page read at once', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 0, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.cut(4401);
    expect(heard.refetches).toBe(1);
    channel.close();
  });
  it('that reports nothing is found by its silence', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 7, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say(subscribed(7));
    vi.advanceTimersByTime(25_000);
    expect(FakeSocket.last.sent).toHaveLength(2);
    vi.advanceTimersByTime(8_000);
    expect(heard.states.at(-1)).toBe('stale');
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.all).toHaveLength(2);
    channel.close();
  });
  it('that answers the question stays', () => {
    const { channel } = opened();
    channel.follow(['overview'], { seq: 7, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say(subscribed(7));
    for (let round = 0; round < 5; round += 1) {
      vi.advanceTimersByTime(25_000);
      FakeSocket.last.say(subscribed(7));
    }
    expect(FakeSocket.all).toHaveLength(1);
    channel.close();
  });
});

describe('the end', () => {
  it('leaves no timer and no connection', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 0, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say(event(1));
    channel.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(heard.events).toHaveLength(0);
    expect(FakeSocket.all).toHaveLength(1);
  });
  it('comes with a refetch only as a request to read again', () => {
    const { channel, heard } = opened();
    channel.follow(['overview'], { seq: 0, pending: [] });
    FakeSocket.last.open();
    FakeSocket.last.say({ type: 'refetch' });
    expect(heard.refetches).toBe(1);
    channel.close();
  });
});

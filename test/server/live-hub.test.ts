/** The open sockets of one server, without a network: who is entered, who has left, and whom an event is for. */
import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { Context } from '../../db/database.ts';
import type { LiveEventRow } from '../../db/live-events.ts';
import type { Viewer } from '../../server/access.ts';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { openHub } from '../../server/live-hub.ts';

/** The side of a socket that the hub sees. */
class Wire extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: { type: string }[] = [];
  send(text: Buffer): void {
    this.sent.push(JSON.parse(text.toString('utf8')) as { type: string });
  }
  /** The other side has gone. */
  go(): void {
    this.readyState = 3;
    this.emit('close');
  }
}

const regionId = randomUUID();
const unitId = randomUUID();
const context: Context = { regionId, units: [unitId] };

function open(hub: ReturnType<typeof openHub>, topics: string[]) {
  const wire = new Wire();
  const accountId = randomUUID();
  const viewer = { accountId } as Viewer;
  const who = { sessionKey: randomUUID(), viewer, context };
  const member = hub.add(wire as unknown as WebSocket, who);
  member.topics = new Set(topics);
  return { wire, member, accountId, viewer };
}

let seq = 0;
const event = (type: string, topic: string, data: object): LiveEventRow => ({
  seq: (seq += 1),
  id: randomUUID(),
  regionId,
  unitId,
  topics: [topic],
  type,
  data: JSON.stringify(data),
});

describe('a socket that goes away while its session is looked up', () => {
  it('is not entered again: it would be kept for ever', () => {
    const hub = openHub(DEFAULT_LIMITS);
    const { wire, member, viewer } = open(hub, ['overview']);
    wire.go();
    hub.setViewer(member, viewer, context);
    expect([...hub.members()]).toEqual([]);
    expect(hub.counts.sockets).toBe(0);
  });

  it('one that stays is seen by its new scope', () => {
    const hub = openHub(DEFAULT_LIMITS);
    const { wire, member, viewer } = open(hub, ['overview']);
    hub.setViewer(member, viewer, { regionId, units: [] });
    hub.deliver([event('judged', 'overview', {})]);
    expect(wire.sent).toEqual([]);
    hub.setViewer(member, viewer, context);
    hub.deliver([event('judged', 'overview', {})]);
    expect(wire.sent).toMatchObject([{ type: 'judged', topic: 'overview' }]);
  });
});

describe('that a message is there', () => {
  it('is told to whom it is for and to nobody beside, now and in a replay', () => {
    const hub = openHub(DEFAULT_LIMITS);
    const [own, beside] = [open(hub, ['notices']), open(hub, ['notices'])];
    const told = event('noticed', 'notices', {
      accountId: own.accountId,
      messageId: randomUUID(),
      notices: 1,
    });
    hub.deliver([told]);
    expect(own.wire.sent).toMatchObject([{ type: 'noticed', seq: told.seq }]);
    hub.sendEvent(beside.member, told);
    hub.beginReplay(beside.member);
    const later = event('noticed', 'notices', {
      accountId: own.accountId,
      messageId: randomUUID(),
      notices: 2,
    });
    hub.deliver([later]);
    hub.endReplay(beside.member);
    expect(beside.wire.sent).toEqual([]);
    expect(own.wire.sent).toHaveLength(2);
  });
});

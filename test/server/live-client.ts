/** A client of the live channel that remembers what it heard, and events of any number and size. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { WebSocket } from 'ws';
import { inContext, type Db } from '../../db/database.ts';
import type { App } from './world.ts';

export interface Message {
  type: string;
  seq?: number;
  id?: string;
  topic?: string;
  topics?: string[];
  refused?: string[];
  code?: string;
  data?: { number?: number };
}

export interface Client {
  socket: WebSocket;
  heard: Message[];
  /** Numbers of the test's events, in the order in which they came. */
  numbers(): number[];
  say(message: unknown): void;
  /** Waits until `isThere` of what was heard; fails after ten seconds. */
  until(isThere: (heard: Message[]) => boolean): Promise<void>;
  /** Subscribes and waits for the answer to it. */
  subscribe(topics: string[], since?: number): Promise<Message>;
  /** The code with which the server closed. */
  closed: Promise<number>;
  cut(): Promise<void>;
}

export async function waitFor(what: string, isThere: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isThere()) {
    if (performance.now() > deadline) throw new Error(`did not happen within ten seconds: ${what}`);
    await sleep(5);
  }
}

/** The port on which the app listens; it is made to listen at the first call. */
async function portOf(app: App): Promise<number> {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** Opens the channel; rejects with the status when the server refuses. */
export async function connect(app: App, headers: Record<string, string>): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${await portOf(app)}/api/live`, { headers });
  const heard: Message[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString('utf8')) as Message));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`status ${response.statusCode}`));
      response.destroy();
    });
    socket.once('error', reject);
  });
  const client: Client = {
    socket,
    heard,
    closed,
    numbers: () => heard.flatMap((message) => message.data?.number ?? []),
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    until: (isThere) => waitFor(String(isThere), () => isThere(heard)),
    async subscribe(topics, since) {
      const answers = () => heard.filter((message) => message.type === 'subscribed');
      const before = answers().length;
      client.say({ subscribe: topics, ...(since !== undefined && { since }) });
      await waitFor('the answer to a subscription', () => answers().length > before);
      return answers().at(-1) as Message;
    },
    async cut() {
      socket.terminate();
      await closed;
    },
  };
  return client;
}

export interface EventPlace {
  regionId: string;
  unitId: string;
  topics: string[];
}

/** Commits events with `data.number` from `first` on, as a fact would; nobody is poked. */
export async function recordEvents(
  db: Db,
  place: EventPlace,
  {
    first,
    count,
    bytes = 10,
    type = 'judged',
    at = '2023-07-31T09:00:00+08:00',
  }: { first: number; count: number; bytes?: number; type?: string; at?: string },
): Promise<void> {
  await inContext(db, { regionId: place.regionId, units: '*' }, (tx) =>
    sql`insert into app.live_events (region_id, id, unit_id, topics, type, data, recorded_at)
      select ${place.regionId}, gen_random_uuid(), ${place.unitId}, ${place.topics}::text[], ${type},
        jsonb_build_object('number', n, 'filling', repeat('x', ${bytes}::int)),
        ${at}::timestamptz + n * interval '1 millisecond'
      from generate_series(${first}::int, ${first + count - 1}::int) n`.execute(tx),
  );
}

export const range = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

export const unknownId = (): string => randomUUID();

/** The product's server in a process of its own, with its limits on rates away, and marks of when it did what. */
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { fixedClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import type { ConnectionUrls } from '../../db/roles.ts';
import { buildApp } from '../../server/app.ts';
import { offer } from './child.ts';

let close: () => Promise<void> = async () => {};
/** Of the pool that answers requests. */
const POOL = 'mubiao server';
let statements = 0;
countStatements();

const marks = { committedNs: 0, sendingNs: 0, sentNs: 0 };

const offers = {
  /** @param webRoot folder of the built pages; none: the API alone */
  async start({
    urls,
    today,
    webRoot = '/nonexistent',
    demo = true,
  }: {
    urls: ConnectionUrls;
    today: string;
    webRoot?: string;
    demo?: boolean;
  }): Promise<{ origin: string }> {
    // As server/main.ts opens it: the pool has its default size.
    const db = openDatabase(urls.app, { name: POOL });
    const app = await buildApp({
      db,
      publisherUrl: urls.publisher,
      clock: fixedClock(today),
      demo,
      version: '0.0.0-bench',
      webRoot,
      limits: { accountPerMinute: 1e9, addressPerMinute: 1e9 },
    });
    markLive(app.live);
    close = async () => {
      await app.close();
      await db.destroy();
    };
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { origin: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` };
  },
  /** Instants of the machine's monotonic clock, which all processes share: nanoseconds. */
  marks: async (): Promise<typeof marks> => marks,
  /** SQL statements that requests have sent so far, each of a message of several counted. */
  statements: async (): Promise<number> => statements,
  /** Resident bytes. */
  memory: async (): Promise<{ now: number; highest: number }> => ({
    now: process.memoryUsage.rss(),
    highest: process.resourceUsage().maxRSS * 1024,
  }),
};
export type ProductServer = typeof offers;

/** The driver's own method, before any pool wraps it; the publisher of live events has another login and pool. */
function countStatements(): void {
  const { query } = pg.Client.prototype;
  const counted = function (this: pg.Client, ...args: [string | pg.QueryConfig]) {
    const [asked] = args;
    const text = typeof asked === 'string' ? asked : asked.text;
    const { connectionParameters } = this as unknown as {
      connectionParameters: { application_name?: string };
    };
    if (connectionParameters.application_name === POOL) {
      statements += text.split(';').filter((part) => part.trim() !== '').length;
    }
    return Reflect.apply(query, this, args) as unknown;
  };
  Object.assign(pg.Client.prototype, { query: counted });
}

const nowNs = (): number => Number(process.hrtime.bigint());

/** A route pokes right after its commit; the hub delivers when it begins to send. */
function markLive(live: Awaited<ReturnType<typeof buildApp>>['live']): void {
  const { poke } = live;
  const { deliver } = live.hub;
  live.poke = () => {
    marks.committedNs = nowNs();
    poke();
  };
  live.hub.deliver = (events) => {
    const began = nowNs();
    deliver(events);
    if (events.length === 0) return;
    marks.sendingNs = began;
    marks.sentNs = nowNs();
  };
}

offer(offers, () => close());

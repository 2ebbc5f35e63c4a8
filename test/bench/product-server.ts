/** The product's server in a process of its own, with its limits on rates away, and marks of when it did what. */
import type { AddressInfo } from 'node:net';
import { fixedClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import type { ConnectionUrls } from '../../db/roles.ts';
import { buildApp } from '../../server/app.ts';
import { offer } from './child.ts';

let close: () => Promise<void> = async () => {};
const marks = { committedNs: 0, sendingNs: 0, sentNs: 0 };

const offers = {
  async start({ urls, today }: { urls: ConnectionUrls; today: string }): Promise<{ origin: string }> {
    // As server/main.ts opens it: the pool has its default size.
    const db = openDatabase(urls.app, { name: 'mubiao server' });
    const app = await buildApp({
      db,
      publisherUrl: urls.publisher,
      clock: fixedClock(today),
      demo: true,
      version: '0.0.0-bench',
      webRoot: '/nonexistent',
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
  /** Resident bytes. */
  memory: async (): Promise<{ now: number; highest: number }> => ({
    now: process.memoryUsage.rss(),
    highest: process.resourceUsage().maxRSS * 1024,
  }),
};
export type ProductServer = typeof offers;

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

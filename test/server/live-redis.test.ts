/** Two servers over one database and one Redis; the Redis dies and comes back. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { ANNOUNCED_CHANNEL } from '../../db/live-events.ts';
import { eventually, startRedis } from '../jobs/stores.ts';
import { createTestDatabase } from '../postgres.ts';
import { connect, range, recordEvents } from './live-client.ts';
import { createWorld, newKey, signIn, type App } from './world.ts';

const database = await createTestDatabase();
const redis = await startRedis();
afterAll(() => redis.stop());
const world = await createWorld(database);
const lines: string[] = [];
const logger = { level: 'info', stream: { write: (line: string) => void lines.push(line) } };
const [one, other] = [
  await world.start({ redisUrl: redis.url, logger }),
  await world.start({ redisUrl: redis.url, logger }),
];

/** Whoever announces by NOTIFY is heard here. */
const notified: string[] = [];
const hearer = new pg.Client({ connectionString: database.superuserUrl });
await hearer.connect();
await hearer.query(`listen ${ANNOUNCED_CHANNEL}`);
hearer.on('notification', ({ payload }) => void notified.push(payload ?? ''));
afterAll(() => hearer.end());

const place = { regionId: world.regionId, unitId: world.unitId, topics: ['overview'] };
const open = async (app: App) => {
  const client = await connect(app, { cookie: await signIn(app, 'owner') });
  await client.subscribe(['overview'], 0);
  return client;
};
const said = (text: string) => lines.filter((line) => line.includes(text)).length;
const here = await open(one);
const there = await open(other);
const both = async (last: number) => {
  await eventually(`both heard ${last}`, 10_000, () =>
    [here, there].every((client) => client.numbers().at(-1) === last),
  );
};

describe('two servers with one Redis', () => {
  it('push what the other recorded, without a NOTIFY', async () => {
    await eventually('an event is announced over Redis', 5_000, async () => {
      const before = notified.length;
      await recordEvents(world.db, place, { first: 0, count: 1 });
      one.live.poke();
      await sleep(200);
      return notified.length === before && there.numbers().length > 0;
    });
    const before = notified.length;
    const begun = performance.now();
    const answer = await one.inject({
      method: 'POST',
      url: `/api/indicators/${world.indicatorId}/entries`,
      headers: { cookie: await signIn(one, 'owner'), 'idempotency-key': newKey() },
      payload: { period: '2023-06', basis: 'cumulative', value: '5' },
    });
    expect(answer.statusCode, answer.body).toBe(201);
    await there.until((heard) => heard.some((message) => message.type === 'judged' && !message.data?.number));
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(notified.length).toBe(before);
  });

  it(
    'miss nothing while Redis is killed, away and started again, and say it once each',
    { timeout: 60_000 },
    async () => {
      here.heard.length = 0;
      there.heard.length = 0;
      let next = 1;
      const record = async (count: number, by: App) => {
        await recordEvents(world.db, place, { first: next, count });
        by.live.poke();
        next += count;
      };
      let isRecording = true;
      const recording = (async () => {
        while (isRecording) {
          await record(3, next % 2 === 0 ? one : other);
          await sleep(20);
        }
      })();
      await sleep(300);
      await redis.kill();
      await sleep(1_500);
      const whileAway = notified.length;
      expect(whileAway).toBeGreaterThan(0);
      expect(said('Redis does not answer')).toBe(2);
      await redis.restart();
      await eventually('both use it again', 10_000, () => said('Redis answers again') === 2);
      await sleep(300);
      const whenBack = notified.length;
      await sleep(500);
      expect(notified.length).toBe(whenBack);
      isRecording = false;
      await recording;
      await both(next - 1);
      expect(here.numbers()).toEqual(range(1, next - 1));
      expect(there.numbers()).toEqual(range(1, next - 1));
      expect(said('Redis does not answer')).toBe(2);
      console.log(
        `${next - 1} events over a killed Redis, ${whenBack} batches announced by NOTIFY meanwhile`,
      );
    },
  );

  it('are heard by a server whose own line to Redis is cut, within two seconds', async () => {
    here.heard.length = 0;
    const cut = await world.start({ redisUrl: 'redis://127.0.0.1:1', logger: false });
    const lonely = await open(cut);
    lonely.heard.length = 0;
    const before = notified.length;
    await recordEvents(world.db, place, { first: 9_000, count: 1 });
    one.live.poke();
    const begun = performance.now();
    await lonely.until(() => lonely.numbers().includes(9_000));
    expect(performance.now() - begun).toBeLessThan(2_000);
    // It may be the lonely one whose sweep numbered it; then it went by NOTIFY, and the others heard that.
    expect(notified.length - before).toBeLessThanOrEqual(1);
    await here.until(() => here.numbers().includes(9_000));
    await lonely.cut();
  });
});

describe('a server whose Redis was never there', () => {
  it('starts, pushes, and says so once', async () => {
    const own: string[] = [];
    const log = { stream: { write: (line: string) => void own.push(line) } };
    const app = await world.start({ redisUrl: 'redis://127.0.0.1:1', logger: { level: 'warn', ...log } });
    const client = await open(app);
    client.heard.length = 0;
    await recordEvents(world.db, place, { first: 10_000, count: 2 });
    app.live.poke();
    await client.until(() => client.numbers().includes(10_001));
    await sleep(1_000);
    expect(own.filter((line) => line.includes('Redis'))).toHaveLength(1);
    expect(pino.levels.labels[(JSON.parse(own[0] ?? '') as { level: number }).level]).toBe('warn');
    await client.cut();
  });
});

/** From notices to what a person receives: exactly once, as far as it can be known. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { readDeliveryEnvironment } from '../../db/delivery-environment.ts';
import { gatherMessages } from '../../db/gather-messages.ts';
import { findJobRun } from '../../db/job-runs.ts';
import { runDeliver, type DeliverDependencies } from '../../jobs/deliver.ts';
import { startDeliverSweep } from '../../jobs/deliver-sweep.ts';
import { closeTransports, complete, openTransports, type Transports } from '../../jobs/transports/all.ts';
import type { SendResult } from '../../jobs/transports/transport.ts';
import { mailOf, openDeliveryWorld } from './delivery-world.ts';
import { refusal, startMailServer, type TestMailServer } from './mail-server.ts';
import { makePeople, movableWall, notify, productClock, storedMessages } from './notice-world.ts';
import { eventually } from './stores.ts';

const { database, worker, superuser, closedLater } = await openDeliveryWorld();

const log = pino({ level: 'silent' });
const PUBLIC_URL = 'https://mubiao.example.org';

async function mailServer(manners: Parameters<typeof startMailServer>[0] = {}): Promise<TestMailServer> {
  const server = await startMailServer(manners);
  closedLater(() => server.stop());
  return server;
}

function transportsTo(smtpUrl: string | null): Transports {
  const environment = readDeliveryEnvironment(
    smtpUrl === null ? {} : { SMTP_URL: smtpUrl, MAIL_FROM: 'mubiao@example.org', PUBLIC_URL },
  );
  const transports = openTransports(environment, worker, {
    clock: productClock('2023-03-01'),
    wallClock: realClock,
  });
  closedLater(() => closeTransports(transports));
  return transports;
}

const deps = (transports: Transports, more: Partial<DeliverDependencies> = {}): DeliverDependencies => ({
  db: worker,
  clock: productClock('2023-03-01'),
  wallClock: realClock,
  transports,
  publicUrl: PUBLIC_URL,
  log,
  ...more,
});

/** Answers each send as told, and keeps what it was given. */
function scripted(answer: (nth: number) => SendResult | Promise<SendResult>) {
  const sent: string[] = [];
  const transports: Transports = {
    ...transportsTo(null),
    mail: {
      send: async (message) => {
        sent.push(message.id);
        return await answer(sent.length);
      },
      close: () => Promise.resolve(),
    },
  };
  return { sent, transports };
}

describe('a delivery', () => {
  it('tells a person all notices of a run in one mail, and in the product', async () => {
    const server = await mailServer();
    const world = await makePeople(database, { count: 2, contacts: { mail: mailOf } });
    const [first = '', second = ''] = world.accountIds;
    await notify(worker, world, [
      { accountId: first, channel: 'mail', title: '一月未发放' },
      { accountId: first, channel: 'product', title: '一月未发放' },
      { accountId: first, channel: 'mail', title: '二月未发放' },
      { accountId: second, channel: 'mail', title: '三月未发放' },
    ]);
    const result = await runDeliver(deps(transportsTo(server.url)), 'queue');
    expect(result).toEqual({
      startedBy: 'queue',
      gathered: 4,
      delivered: 3,
      passing: 0,
      permanent: 0,
      unknown: 0,
      isLeftOver: false,
    });
    expect(server.taken.map((mail) => mail.to).toSorted()).toEqual([mailOf(0), mailOf(1)]);
    const messages = await storedMessages(database);
    expect(messages.map((one) => [one.channel, one.state, one.notices.length, one.outcomes])).toEqual(
      expect.arrayContaining([
        ['mail', 'sent', 2, ['delivered']],
        ['mail', 'sent', 1, ['delivered']],
        ['product', 'sent', 1, ['delivered']],
      ]),
    );
    const { rows } = await superuser.query<{ topics: string[]; data: { accountId: string } }>(
      `select topics, data from app.live_events where region_id = $1`,
      [world.regionId],
    );
    expect(rows).toMatchObject([{ topics: ['notices'], data: { accountId: first, notices: 1 } }]);
    expect(await findJobRun(worker, 'deliver')).toMatchObject({ lastResult: result, failed: 0 });
    expect(await runDeliver(deps(transportsTo(server.url)), 'queue')).toMatchObject({
      gathered: 0,
      delivered: 0,
    });
    expect(server.taken).toHaveLength(2);
  });

  it.each([2, 4])(
    'by %i senders at once sends exactly as many mails as there are messages',
    async (senders) => {
      const server = await mailServer();
      const world = await makePeople(database, { count: 500, contacts: { mail: mailOf } });
      const ids = await notify(
        worker,
        world,
        world.accountIds.map((accountId) => ({ accountId, channel: 'mail' as const })),
      );
      const dbs = Array.from({ length: senders }, () => openDatabase(database.urls.worker, { max: 4 }));
      const results = await Promise.all(
        dbs.map((db) => runDeliver(deps(transportsTo(server.url), { db }), 'queue')),
      );
      await Promise.all(dbs.map((db) => db.destroy()));
      const messages = await storedMessages(database);
      expect(messages).toHaveLength(500);
      expect(messages.flatMap((one) => one.notices).toSorted()).toEqual(ids.toSorted());
      expect(messages.every((one) => one.state === 'sent' && one.attempts === 1)).toBe(true);
      expect(server.taken.map((mail) => mail.messageId).toSorted()).toEqual(
        messages.map((one) => `<${one.id}@mubiao>`).toSorted(),
      );
      expect(results.reduce((sum, result) => sum + result.delivered, 0)).toBe(500);
      expect(results.filter((result) => result.delivered > 0)).toHaveLength(senders);
    },
  );

  it('tries again what may pass, after 1, 5, 15 and 60 minutes and then each hour, and gives up after a day', async () => {
    const { sent, transports } = scripted(() => ({ outcome: 'passing_failure', detail: '451 later' }));
    const world = await makePeople(database, { count: 1, contacts: { mail: mailOf } });
    await notify(worker, world, [{ accountId: world.accountIds[0] ?? '', channel: 'mail' }]);
    const wallClock = movableWall('2023-03-01T09:00:00.000+08:00');
    const tried: number[] = [];
    const begun = Date.parse(wallClock.at);
    for (let minute = 0; minute <= 26 * 60; minute += 1) {
      wallClock.at = new Date(begun + minute * 60_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
      const before = sent.length;
      const [due] = (
        await superuser.query<{ due: boolean }>(
          `select exists (select from ops.messages where state = 'waiting' and not_before <= $1) or $2 as due`,
          [wallClock.at, minute === 0],
        )
      ).rows;
      if (due?.due) await runDeliver(deps(transports, { wallClock }), 'queue');
      if (sent.length > before) tried.push(minute);
    }
    expect(tried.slice(0, 7)).toEqual([0, 1, 6, 21, 81, 141, 201]);
    expect(tried.at(-1)).toBeGreaterThan(23 * 60);
    expect(tried.at(-1)).toBeLessThanOrEqual(25 * 60);
    const [message] = await storedMessages(database);
    expect(message).toMatchObject({ state: 'failed', attempts: tried.length });
    expect(new Set(sent).size).toBe(1);
  });

  it('does not try again what the other side will never take', async () => {
    const server = await mailServer({ onRecipient: () => Promise.reject(refusal(550, 'no such user')) });
    const world = await makePeople(database, { count: 1, contacts: { mail: mailOf } });
    await notify(worker, world, [{ accountId: world.accountIds[0] ?? '', channel: 'mail' }]);
    expect(await runDeliver(deps(transportsTo(server.url)), 'queue')).toMatchObject({ permanent: 1 });
    expect(await storedMessages(database)).toMatchObject([
      {
        state: 'failed',
        outcomes: ['permanent_failure'],
        details: [expect.stringContaining('no such user')],
      },
    ]);
  });

  it('sends again under the same id what may have arrived, but not for ever', async () => {
    const { sent, transports } = scripted(() => ({ outcome: 'unknown', detail: 'cut' }));
    const world = await makePeople(database, { count: 1, contacts: { mail: mailOf } });
    await notify(worker, world, [{ accountId: world.accountIds[0] ?? '', channel: 'mail' }]);
    const wallClock = movableWall('2023-03-01T00:00:00.000+08:00');
    for (let hour = 0; hour < 24; hour += 1) {
      wallClock.at = `2023-03-01T${String(hour).padStart(2, '0')}:00:00.000+08:00`;
      await runDeliver(deps(transports, { wallClock }), 'queue');
    }
    expect(sent).toHaveLength(6);
    expect(new Set(sent).size).toBe(1);
    expect(await storedMessages(database)).toMatchObject([
      { state: 'failed', outcomes: Array(6).fill('unknown') },
    ]);
  });

  it('leaves the other mails alone when the mail server is gone, and the other channels go on', async () => {
    const world = await makePeople(database, { count: 20, contacts: { mail: mailOf } });
    await notify(
      worker,
      world,
      world.accountIds.flatMap((accountId) => [
        { accountId, channel: 'mail' as const },
        { accountId, channel: 'product' as const },
      ]),
    );
    const gone = await startMailServer();
    await gone.stop();
    const result = await runDeliver(deps(transportsTo(gone.url)), 'queue');
    expect(result).toMatchObject({ delivered: 20, isLeftOver: true });
    expect(result.passing).toBeLessThanOrEqual(4);
    const back = await mailServer({ port: Number(new URL(gone.url).port) });
    const inTwoMinutes = movableWall(
      new Date(Date.now() + 120_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00'),
    );
    expect(
      await runDeliver(deps(transportsTo(back.url), { wallClock: inTwoMinutes }), 'queue'),
    ).toMatchObject({
      delivered: 20,
      isLeftOver: false,
    });
    expect(back.taken).toHaveLength(20);
  });

  it('does not write to who has cancelled the channel or whose account was closed', async () => {
    const server = await mailServer();
    const world = await makePeople(database, { count: 2, contacts: { mail: mailOf } });
    await notify(
      worker,
      world,
      world.accountIds.map((accountId) => ({ accountId, channel: 'mail' as const })),
    );
    await gatherMessages(worker, { now: realClock.now(), today: '2023-03-01' });
    await superuser.query('delete from ops.contact_points where account_id = $1', [world.accountIds[0]]);
    await superuser.query('update ops.accounts set disabled = true where id = $1', [world.accountIds[1]]);
    expect(await runDeliver(deps(transportsTo(server.url)), 'queue')).toMatchObject({ permanent: 2 });
    expect(server.taken).toEqual([]);
  });

  it('stops between two messages when the worker stops', async () => {
    const stopping = new AbortController();
    const { sent, transports } = scripted(() => {
      stopping.abort();
      return { outcome: 'delivered', detail: '' };
    });
    const world = await makePeople(database, { count: 20, contacts: { mail: mailOf } });
    await notify(
      worker,
      world,
      world.accountIds.map((accountId) => ({ accountId, channel: 'mail' as const })),
    );
    expect(await runDeliver(deps(transports, { stopping: stopping.signal }), 'queue')).toMatchObject({
      isLeftOver: true,
    });
    expect(sent.length).toBeLessThanOrEqual(4);
    const states = (await storedMessages(database)).map((one) => one.state);
    expect(states.filter((state) => state === 'sending')).toEqual([]);
  });

  it('refuses to start without a transport for each channel', () => {
    const { product, webhook } = transportsTo(null);
    expect(() => complete({ product, webhook } as Transports)).toThrow('no transport for channel mail');
  });
});

describe('the sweep of deliveries', () => {
  it('delivers at once at a start, leaves it to a queue that works, and takes over from one that is dead', async () => {
    const server = await mailServer();
    const world = await makePeople(database, { count: 3, contacts: { mail: mailOf } });
    const transports = transportsTo(server.url);
    const tell = (person: number) =>
      notify(worker, world, [{ accountId: world.accountIds[person] ?? '', channel: 'mail' }]);
    await tell(0);
    const sweep = startDeliverSweep(
      { db: worker, wallClock: realClock, runDeliver: (by) => runDeliver(deps(transports), by), log },
      { everyMs: 50, deadAfterMs: 1_500 },
    );
    closedLater(() => sweep.stop());
    await eventually('the first mail', 5_000, () => server.taken.length === 1);
    await tell(1);
    await runDeliver(deps(transports), 'queue');
    expect(server.taken).toHaveLength(2);
    await tell(2);
    await eventually('the queue counts as dead', 10_000, () => server.taken.length === 3);
    // The mail is there a moment before the run is written down.
    await eventually('the sweep says that it was it', 5_000, async () => {
      const { startedBy } = ((await findJobRun(worker, 'deliver'))?.lastResult ?? {}) as {
        startedBy?: string;
      };
      return startedBy === 'sweep';
    });
  });
});

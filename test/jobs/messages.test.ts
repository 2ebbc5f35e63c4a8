/** What becomes a message, when, and who has it in hand; sending it is deliver.test.ts. */
import { describe, expect, it } from 'vitest';
import { gatherMessages } from '../../db/gather-messages.ts';
import { claimMessages, recordOutcome, releaseAbandoned } from '../../db/messages.ts';
import { mailOf, openDeliveryWorld } from './delivery-world.ts';
import { makePeople, notify, storedMessages } from './notice-world.ts';
import { eventually } from './stores.ts';

const { database, worker } = await openDeliveryWorld();

describe('gathering', () => {
  const at = (time: string, day = '2023-03-01') => ({ now: `${day}T${time}:00.000+08:00`, today: day });
  const mail = (accountId: string | undefined) => [{ accountId: accountId ?? '', channel: 'mail' as const }];

  it('is done once when several do it at once', async () => {
    const world = await makePeople(database, { count: 30, contacts: { mail: mailOf } });
    await notify(
      worker,
      world,
      [...world.accountIds, ...world.accountIds].map((accountId) => ({
        accountId,
        channel: 'mail' as const,
      })),
    );
    const gathered = await Promise.all(Array.from({ length: 4 }, () => gatherMessages(worker, at('09:00'))));
    expect(gathered.reduce((sum, one) => sum + one.notices, 0)).toBe(60);
    expect((await storedMessages(database)).map((one) => one.notices.length)).toEqual(Array(30).fill(2));
  });

  it('puts more than a batch of one person into one message', async () => {
    const world = await makePeople(database, { count: 1, contacts: { mail: mailOf } });
    const [accountId = ''] = world.accountIds;
    await notify(
      worker,
      world,
      Array.from({ length: 2_500 }, () => ({ accountId, channel: 'mail' as const })),
    );
    expect(await gatherMessages(worker, at('09:00'))).toEqual({ notices: 2_500, messages: 1 });
  });

  it('keeps quiet at night: one message in the morning for all of it, while the product tells at once', async () => {
    const world = await makePeople(database, {
      count: 1,
      contacts: { mail: mailOf },
      wishes: { quietFrom: '20:00', quietUntil: '08:00', dailyCap: 5 },
    });
    const [accountId = ''] = world.accountIds;
    await notify(worker, world, mail(accountId));
    await gatherMessages(worker, at('21:00'));
    await notify(worker, world, mail(accountId));
    await notify(worker, world, [{ accountId, channel: 'product' }]);
    await gatherMessages(worker, at('06:00', '2023-03-02'));
    expect(await storedMessages(database)).toMatchObject([
      { channel: 'mail', not_before: '2023-03-02 08:00', made_on: '2023-03-02', notices: { length: 2 } },
      { channel: 'product', not_before: '2023-03-02 06:00', notices: { length: 1 } },
    ]);
    const claim = (now: string) => claimMessages(worker, { channel: 'mail', limit: 5, leaseMs: 1_000, now });
    expect(await claim('2023-03-02T07:59:59.000+08:00')).toEqual([]);
    expect(await claim('2023-03-02T08:00:00.000+08:00')).toHaveLength(1);
  });

  it('sends no more than the cap a day; the rest goes with the first message of the next, and none is lost', async () => {
    const world = await makePeople(database, {
      count: 1,
      contacts: { mail: mailOf },
      wishes: { quietFrom: '20:00', quietUntil: '08:00', dailyCap: 2 },
    });
    const ids: string[] = [];
    for (const time of ['09:00', '10:00', '11:00', '12:00', '21:00']) {
      ids.push(...(await notify(worker, world, mail(world.accountIds[0]))));
      await gatherMessages(worker, at(time));
    }
    const messages = await storedMessages(database);
    expect(messages).toMatchObject([
      { not_before: '2023-03-01 09:00', made_on: '2023-03-01', notices: { length: 1 } },
      { not_before: '2023-03-01 10:00', made_on: '2023-03-01', notices: { length: 1 } },
      { not_before: '2023-03-02 08:00', made_on: '2023-03-02', notices: { length: 3 } },
    ]);
    expect(messages.flatMap((one) => one.notices).toSorted()).toEqual(ids.toSorted());
    ids.push(...(await notify(worker, world, mail(world.accountIds[0]))));
    await gatherMessages(worker, at('09:30', '2023-03-02'));
    await notify(worker, world, mail(world.accountIds[0]));
    await gatherMessages(worker, at('09:40', '2023-03-02'));
    // The one of the evening before counted for this day.
    expect((await storedMessages(database)).map((one) => one.not_before)).toEqual([
      '2023-03-01 09:00',
      '2023-03-01 10:00',
      '2023-03-02 08:00',
      '2023-03-02 09:30',
      '2023-03-03 08:00',
    ]);
  });

  it('does not add to a message that was begun: each attempt tells the same', async () => {
    const world = await makePeople(database, { count: 1, contacts: { mail: mailOf } });
    const now = '2023-03-01T09:00:00.000+08:00';
    await notify(worker, world, mail(world.accountIds[0]));
    await gatherMessages(worker, at('09:00'));
    const [claim] = await claimMessages(worker, { channel: 'mail', limit: 1, leaseMs: 60_000, now });
    if (!claim) throw new Error('nothing to claim');
    await recordOutcome(worker, claim, { outcome: 'passing_failure', detail: '', now });
    await notify(worker, world, mail(world.accountIds[0]));
    await gatherMessages(worker, at('09:00'));
    expect((await storedMessages(database)).map((one) => one.notices.length)).toEqual([1, 1]);
  });
});

describe('a claim', () => {
  const now = '2023-03-01T09:00:00.000+08:00';
  const claimOne = async (leaseMs: number) => {
    const [claim] = await claimMessages(worker, { channel: 'mail', limit: 1, leaseMs, now });
    if (!claim) throw new Error('nothing to claim');
    return claim;
  };
  const oneMessage = async () => {
    const world = await makePeople(database, { count: 1, contacts: { mail: mailOf } });
    await notify(worker, world, [{ accountId: world.accountIds[0] ?? '', channel: 'mail' }]);
    await gatherMessages(worker, { now, today: '2023-03-01' });
  };

  it('of a sender that died runs out; the outcome is unknown, and another sends it again', async () => {
    await oneMessage();
    const first = await claimOne(1);
    await eventually('the lease has run out', 2_000, async () => (await releaseAbandoned(worker, now)) === 1);
    expect(await storedMessages(database)).toMatchObject([{ state: 'unknown', outcomes: ['unknown'] }]);
    const second = await claimOne(60_000);
    expect([second.id, second.attempt]).toEqual([first.id, 2]);
    await recordOutcome(worker, second, { outcome: 'delivered', detail: '250', now });
    expect(await storedMessages(database)).toMatchObject([
      { state: 'sent', outcomes: ['unknown', 'delivered'] },
    ]);
  });

  it('that ran out under a sender who lives is not undone by the late failure of that sender', async () => {
    await oneMessage();
    const slow = await claimOne(1);
    await eventually('the lease has run out', 2_000, async () => (await releaseAbandoned(worker, now)) === 1);
    const other = await claimOne(60_000);
    await recordOutcome(worker, slow, { outcome: 'permanent_failure', detail: 'late', now });
    expect(await storedMessages(database)).toMatchObject([
      { state: 'sending', outcomes: ['permanent_failure', null] },
    ]);
    await recordOutcome(worker, other, { outcome: 'passing_failure', detail: '451', now });
    expect(await storedMessages(database)).toMatchObject([{ state: 'waiting' }]);
  });

  it('that ran out under a sender who then delivers is not sent once more', async () => {
    await oneMessage();
    const slow = await claimOne(1);
    await eventually('the lease has run out', 2_000, async () => (await releaseAbandoned(worker, now)) === 1);
    await recordOutcome(worker, slow, { outcome: 'delivered', detail: '250', now });
    expect(await storedMessages(database)).toMatchObject([{ state: 'sent', outcomes: ['delivered'] }]);
    expect(await claimMessages(worker, { channel: 'mail', limit: 1, leaseMs: 1, now })).toEqual([]);
  });
});

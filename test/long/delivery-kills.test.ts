/** A real worker killed at each point of a delivery: nothing lost, and a second mail only where nobody could know. */
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { createTestDatabase } from '../postgres.ts';
import { ended, KILL_POINTS, makeWorkerPlace, startKillingMailServer } from '../jobs/delivery-kills.ts';
import { makePeople, notify, storedMessages } from '../jobs/notice-world.ts';
import { eventually } from '../jobs/stores.ts';

const database = await createTestDatabase();
const db = openDatabase(database.urls.worker, { max: 2 });
afterAll(() => db.destroy());

it(
  'loses no mail, and sends one twice only under its old id, after an unknown outcome',
  { timeout: 120_000 },
  async () => {
    const server = await startKillingMailServer();
    const place = await makeWorkerPlace(database, server.url);
    const world = await makePeople(database, {
      count: KILL_POINTS.length * 8,
      contacts: { mail: (person) => `person-${person}@example.org` },
    });
    const superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    for (const [turn, point] of KILL_POINTS.entries()) {
      // More than a worker has in its hands at a time, so that each finds something to begin.
      const people = world.accountIds.slice(turn * 8, turn * 8 + 8);
      await notify(
        db,
        world,
        people.map((accountId) => ({ accountId, channel: 'mail' as const })),
      );
      const child = place.start();
      server.arm(child, point);
      await ended(child, 20_000);
      expect(child.signalCode).toBe('SIGKILL');
    }
    const left = await storedMessages(database);
    expect(left.filter((one) => one.state === 'sending').length).toBeGreaterThan(0);

    // As when the leases have run out.
    await superuser.query(
      `update ops.messages set claimed_until = now() - interval '1 second' where state = 'sending'`,
    );
    const last = place.start();
    await eventually('all mails are sent', 30_000, async () => {
      const messages = await storedMessages(database);
      return messages.length >= world.accountIds.length && messages.every((one) => one.state === 'sent');
    });
    last.kill('SIGTERM');
    await ended(last, 10_000);
    await superuser.end();
    await server.stop();
    await place.remove();

    const messages = await storedMessages(database);
    expect(messages).toHaveLength(world.accountIds.length);
    for (const message of messages) {
      const mails = server.taken.filter((id) => id === `<${message.id}@mubiao>`).length;
      expect(message.notices).toHaveLength(1);
      expect(message.outcomes.at(-1)).toBe('delivered');
      const unknown = message.outcomes.filter((outcome) => outcome === 'unknown').length;
      expect(mails).toBeGreaterThanOrEqual(1);
      expect(mails).toBeLessThanOrEqual(1 + unknown);
      expect(message.outcomes).toHaveLength(1 + unknown);
    }
  },
);

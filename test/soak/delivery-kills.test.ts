/** Six points of a delivery, twenty kills at each: nothing lost, nothing done twice, extra mails only where nobody could know. */
import pg from 'pg';
import { expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import {
  ended,
  KILL_POINTS,
  mailsOf,
  makeWorkerPlace,
  startKillingMailServer,
} from '../jobs/delivery-kills.ts';
import { makePeople, notify, storedMessages } from '../jobs/notice-world.ts';
import { eventually } from '../jobs/stores.ts';
import { createTestDatabase } from '../postgres.ts';

const KILLS_AT_EACH = 20;
/** More than a worker has in its hands at a time, so that each finds something to begin. */
const PEOPLE_PER_KILL = 8;

const database = await createTestDatabase();

it('a worker killed at every point of a delivery, again and again', async () => {
  const db = openDatabase(database.urls.worker, { max: 2 });
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const server = await startKillingMailServer();
  const place = await makeWorkerPlace(database, server.url);
  const kills = KILL_POINTS.length * KILLS_AT_EACH;
  const world = await makePeople(database, {
    count: kills * PEOPLE_PER_KILL,
    contacts: { mail: (person) => `person-${person}@example.org` },
  });
  const told: string[] = [];
  for (let turn = 0; turn < kills; turn += 1) {
    const people = world.accountIds.slice(turn * PEOPLE_PER_KILL, (turn + 1) * PEOPLE_PER_KILL);
    told.push(
      ...(await notify(
        db,
        world,
        people.map((accountId) => ({ accountId, channel: 'mail' as const })),
      )),
    );
    const child = place.start();
    const point = KILL_POINTS[turn % KILL_POINTS.length] ?? 'EHLO';
    server.arm(child, point);
    await ended(child, 30_000);
    expect(child.signalCode, `kill ${turn} at ${point}`).toBe('SIGKILL');
  }
  const last = place.start();
  await eventually('all mails are sent', 300_000, async () => {
    // As when the leases and the pauses are over.
    await superuser.query(`update ops.messages set claimed_until = now() - interval '1 second' where state = 'sending'
      and claimed_until < now() + interval '40 seconds'`);
    await superuser.query(`update ops.messages set not_before = now() where state in ('waiting', 'unknown')`);
    const { rows } = await superuser.query<{ sent: number }>(
      `select count(*)::int as sent from ops.messages where state = 'sent'`,
    );
    return rows[0]?.sent === world.accountIds.length;
  });
  last.kill('SIGTERM');
  await ended(last, 10_000);

  const messages = await storedMessages(database);
  expect(messages.flatMap((one) => one.notices).toSorted()).toEqual(told.toSorted());
  expect(messages).toHaveLength(world.accountIds.length);
  const { extra, unknown } = mailsOf(messages, server.taken);
  // The point after 250 is there to make extra mails; without one this test would have proved nothing.
  expect(extra).toBeGreaterThan(0);
  console.log(
    `${kills} kills: ${messages.length} mails, ${extra} extra, ${unknown} unknown outcomes, 0 lost`,
  );
  await server.stop();
  await place.remove();
  await superuser.end();
  await db.destroy();
});

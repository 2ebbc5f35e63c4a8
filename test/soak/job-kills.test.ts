/** Twenty kills of a worker under three thousand jobs in its queue: none lost, none done twice, in either store. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, it } from 'vitest';
import { openProducer, prepareQueue } from '../../jobs/queue.ts';
import { ended, mailsOf, makeWorkerPlace } from '../jobs/delivery-kills.ts';
import { startMailServer } from '../jobs/mail-server.ts';
import { makePeople, storedMessages } from '../jobs/notice-world.ts';
import { eventually, startRedis } from '../jobs/stores.ts';
import { createTestDatabase } from '../postgres.ts';

const JOBS = 3_000;
const KILLS = 20;
/** Milliseconds of work before a kill: each turn a little longer, so that the moments differ. */
const WORK_MS = 150;
const WORK_STEP_MS = 45;

const log = pino({ level: 'silent' });
const redis = await startRedis();
afterAll(() => redis.stop());

it.each([
  ['PostgreSQL', null],
  ['Redis', redis.url],
])('a worker killed twenty times under three thousand jobs in %s', async (store, redisUrl) => {
  const database = await createTestDatabase();
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const count = async (where: string) => {
    const { rows } = await superuser.query<{ count: number }>(
      `select count(*)::int as count from ops.messages where ${where}`,
    );
    return rows[0]?.count ?? 0;
  };
  const server = await startMailServer();
  const place = await makeWorkerPlace(database, server.url, redisUrl === null ? {} : { REDIS_URL: redisUrl });
  const world = await makePeople(database, {
    count: JOBS,
    contacts: { mail: (person) => `person-${person}@example.org` },
  });
  const address = { postgresUrl: database.urls.bullmq, redisUrl };
  await prepareQueue(address);
  const producer = openProducer(address, log);
  // The effect of a job: one message under the id it was given, made and sent.
  const ids = world.accountIds.map(() => uuidv7());
  for (const [person, accountId] of world.accountIds.entries()) {
    const messageId = ids[person] as string;
    await producer.enqueue('deliver', { test: { messageId, accountId, channel: 'mail' } });
  }
  await producer.close();

  let busyKills = 0;
  for (let turn = 0; turn < KILLS; turn += 1) {
    const madeBefore = await count('true');
    const child = place.start();
    await eventually('the worker has begun', 60_000, async () => (await count('true')) > madeBefore);
    await sleep(WORK_MS + turn * WORK_STEP_MS);
    child.kill('SIGKILL');
    await ended(child, 10_000);
    if ((await count(`state = 'sending'`)) > 0 || (await count('true')) < JOBS) busyKills += 1;
    // As when the leases are over; the jobs' own locks end within seconds.
    await superuser.query(`update ops.messages set claimed_until = now() where state = 'sending'`);
  }
  // A kill with nothing to do would prove nothing.
  expect(busyKills).toBe(KILLS);
  const last = place.start();
  await eventually('all is sent', 900_000, async () => {
    await superuser.query(`update ops.messages set claimed_until = now() where state = 'sending'
      and claimed_until < now() + interval '30 seconds'`);
    await superuser.query(`update ops.messages set not_before = now() where state in ('waiting', 'unknown')`);
    return (await count(`state = 'sent'`)) === JOBS;
  });
  last.kill('SIGTERM');
  await ended(last, 15_000);

  const messages = await storedMessages(database);
  expect(messages.map((one) => one.id).toSorted()).toEqual(ids.toSorted());
  const { extra, unknown } = mailsOf(
    messages,
    server.taken.map((mail) => mail.messageId),
  );
  console.log(
    `${store}: ${KILLS} kills, ${JOBS} jobs: ${messages.length} messages, ${extra} extra mails, ${unknown} unknown outcomes, 0 lost`,
  );
  await server.stop();
  await place.remove();
  await superuser.end();
});

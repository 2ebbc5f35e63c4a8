/** Ten thousand notices by 2, 4 and 8 senders at once: exactly as many rows and mails at a real SMTP server. */
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { realClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { readDeliveryEnvironment } from '../../db/delivery-environment.ts';
import { runDeliver } from '../../jobs/deliver.ts';
import { closeTransports, openTransports } from '../../jobs/transports/all.ts';
import { startMailServer } from '../jobs/mail-server.ts';
import { makePeople, notify, productClock, storedMessages } from '../jobs/notice-world.ts';
import { createTestDatabase } from '../postgres.ts';

const NOTICES = 10_000;

it.each([2, 4, 8])('%i senders at once', async (senders) => {
  const database = await createTestDatabase();
  const db = openDatabase(database.urls.worker, { max: 2 });
  const server = await startMailServer();
  const world = await makePeople(database, {
    count: NOTICES,
    contacts: { mail: (person) => `person-${person}@example.org` },
  });
  const told = await notify(
    db,
    world,
    world.accountIds.map((accountId) => ({ accountId, channel: 'mail' as const })),
  );
  const environment = readDeliveryEnvironment({
    SMTP_URL: server.url,
    MAIL_FROM: 'mubiao@example.org',
    PUBLIC_URL: 'https://mubiao.example.org',
  });
  const clocks = { clock: productClock('2023-03-01'), wallClock: realClock };
  const workers = Array.from({ length: senders }, () => {
    const own = openDatabase(database.urls.worker, { max: 4 });
    return { own, transports: openTransports(environment, own, clocks) };
  });
  const begun = performance.now();
  const deliver = async ({ own, transports }: (typeof workers)[number]) => {
    // As the schedule does: a run that has used up its time leaves the rest to the next.
    const options = { db: own, ...clocks, transports, publicUrl: '', log: pino({ level: 'silent' }) };
    while ((await runDeliver(options, 'queue')).isLeftOver);
  };
  await Promise.all(workers.map(deliver));
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${senders} senders: ${NOTICES} mails in ${seconds.toFixed(1)} s, ${Math.round(NOTICES / seconds)}/s`,
  );

  const messages = await storedMessages(database);
  expect(messages.every((one) => one.state === 'sent' && one.attempts === 1)).toBe(true);
  expect(messages.flatMap((one) => one.notices).toSorted()).toEqual(told.toSorted());
  expect(server.taken.map((mail) => mail.messageId).toSorted()).toEqual(
    messages.map((one) => `<${one.id}@mubiao>`).toSorted(),
  );
  for (const { own, transports } of workers) {
    await closeTransports(transports);
    await own.destroy();
  }
  await server.stop();
  await db.destroy();
});

/** A person's own address: a test message goes the way of every message, and a change of it stands in the audit. */
import { createServer } from 'node:http';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../db/audit.ts';
import { realClock } from '../../db/clock.ts';
import { inContext, openDatabase } from '../../db/database.ts';
import { readDeliveryEnvironment } from '../../db/delivery-environment.ts';
import { gatherMessages } from '../../db/gather-messages.ts';
import { insertNotices } from '../../db/notice-facts.ts';
import { makeTestMessage } from '../../db/test-messages.ts';
import { MAIL_NOT_SET_UP } from '../../domain/contact-rules.ts';
import { runDeliver } from '../../jobs/deliver.ts';
import { openProducer, prepareQueue, startWorker, type Producer } from '../../jobs/queue.ts';
import { closeTransports, openTransports } from '../../jobs/transports/all.ts';
import { signatureOf } from '../../jobs/transports/webhook/webhook.ts';
import type { TestMessage } from '../../server/contract-notices.ts';
import { eventually } from '../jobs/stores.ts';
import { refusal, startMailServer } from '../jobs/mail-server.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const log = pino({ level: 'silent' });
const address = { postgresUrl: database.urls.bullmq, redisUrl: null };
await prepareQueue(address);
const queue = openProducer(address, log);
const start = Date.now();
let nowMs = start;
const wallClock = { ...realClock, now: () => beijing(nowMs) };
const app = await world.start({ queue, wall: () => new Date(nowMs) });
const superuser = new pg.Client({ connectionString: database.superuserUrl });
await superuser.connect();
const worker = openDatabase(database.urls.worker, { max: 6 });

const mailServer = await startMailServer({
  onRecipient: () => (isRefusing ? Promise.reject(refusal(550, 'no such user')) : undefined),
});
let isRefusing = false;
const clock = { ...world.clock, refresh: () => Promise.resolve() };
const transportsOf = (variables: NodeJS.ProcessEnv) =>
  openTransports(readDeliveryEnvironment(variables), worker, { clock, wallClock });
const PUBLIC_URL = 'https://mubiao.example.org';
const withMail = transportsOf({ SMTP_URL: mailServer.url, MAIL_FROM: 'mubiao@example.org', PUBLIC_URL });
const withoutMail = transportsOf({});
let hasMail = true;
const deliver = () =>
  runDeliver(
    {
      db: worker,
      clock,
      wallClock,
      transports: hasMail ? withMail : withoutMail,
      publicUrl: PUBLIC_URL,
      log,
    },
    'queue',
  );
// As jobs/main.ts does it.
const working = startWorker(address, {
  handlers: {
    tick: () => Promise.resolve(),
    demoClock: () => Promise.resolve(),
    deliver: async ({ test }) => {
      if (test) await makeTestMessage(worker, test, { now: wallClock.now(), today: clock.today() });
      await deliver();
    },
  },
  schedules: [],
  log,
});
afterAll(async () => {
  await working.close(2_000);
  await queue.close();
  await Promise.all([closeTransports(withMail), closeTransports(withoutMail)]);
  await mailServer.stop();
  await superuser.end();
  await worker.destroy();
});

function beijing(epochMs: number): string {
  return `${new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
}

const request = async (username: string, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
  app.inject({
    method,
    url,
    headers: { cookie: await signIn(app, username) },
    ...(payload !== undefined && { payload }),
  });
const sendTest = (username: string, channel: string) =>
  request(username, 'POST', '/api/account/contact/test', { channel });
const lastTests = async (username: string) =>
  (await request(username, 'GET', '/api/account/contact/tests')).json<{ items: TestMessage[] }>().items;
/** The test with this id once an attempt has ended. */
async function outcomeOf(username: string, id: string): Promise<TestMessage> {
  const found = async () => (await lastTests(username)).find((one) => one.id === id);
  await eventually(
    'an attempt ends',
    10_000,
    async () => (await found())?.attempts.at(-1)?.finishedAt != null,
  );
  return (await found()) as TestMessage;
}
const accountOf = async (username: string) => {
  const { rows } = await superuser.query<{ id: string }>('select id from ops.accounts where username = $1', [
    username,
  ]);
  return rows[0]?.id ?? '';
};
const WISHES = { quietFrom: '00:00', quietUntil: '23:59', dailyCap: 1 };
const save = (username: string, body: { mail: string | null; webhookUrl: string | null }) =>
  request(username, 'PUT', '/api/account/contact', { ...WISHES, ...body });

describe('a test message', () => {
  it('is refused until the address is saved, in words', async () => {
    const answer = await sendTest('owner', 'mail');
    expect(answer.statusCode).toBe(409);
    expect(answer.json<{ message: string }>().message).toContain('还没有保存邮箱');
    expect((await sendTest('owner', 'product')).statusCode).toBe(400);
    expect((await sendTest('sysadmin', 'mail')).statusCode).toBe(403);
    expect((await app.inject({ method: 'POST', url: '/api/account/contact/test' })).statusCode).toBe(401);
    expect(await lastTests('owner')).toEqual([]);
  });

  it('arrives by mail also in quiet hours, says that it is a test, and its attempt is told', async () => {
    await save('owner', { mail: 'owner@example.org', webhookUrl: null });
    const answer = await sendTest('owner', 'mail');
    expect(answer.statusCode).toBe(202);
    const { id } = answer.json<{ id: string }>();
    expect(await outcomeOf('owner', id)).toMatchObject({
      channel: 'mail',
      state: 'sent',
      nextTryAt: null,
      attempts: [{ outcome: 'delivered' }],
    });
    expect(mailServer.taken).toHaveLength(1);
    expect(mailServer.taken[0]).toMatchObject({ to: 'owner@example.org', messageId: `<${id}@mubiao>` });
    const { raw = '' } = mailServer.taken[0] ?? {};
    const subject = [...raw.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/gi)].map((part) =>
      Buffer.from(part[1] ?? '', 'base64').toString(),
    );
    expect(subject.join('')).toContain('测试消息，不需要处理');
    // It is in nobody's list of notices, and in nobody's other tests.
    expect(
      (await request('owner', 'GET', '/api/notices')).json<{ items: object[]; unread: number }>(),
    ).toMatchObject({ items: [], unread: 0 });
    expect(await lastTests('owners-head')).toEqual([]);
  });

  it('says nothing of an address that took the place of the one that was tried', async () => {
    await save('owner', { mail: 'other@example.org', webhookUrl: null });
    expect(await lastTests('owner')).toEqual([]);
    await save('owner', { mail: 'owner@example.org', webhookUrl: null });
    expect(await lastTests('owner')).toMatchObject([{ channel: 'mail', state: 'sent' }]);
  });

  it('is a signed POST without notices to the webhook', async () => {
    const taken: { headers: Record<string, unknown>; body: string }[] = [];
    const hook = createServer((incoming, answer) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => {
        taken.push({ headers: incoming.headers, body });
        answer.end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const { port } = hook.address() as { port: number };
    const saved = await save('beside', { mail: null, webhookUrl: `http://127.0.0.1:${port}/hook` });
    const { webhookSecret } = saved.json<{ webhookSecret: string }>();
    const { id } = (await sendTest('beside', 'webhook')).json<{ id: string }>();
    expect(await outcomeOf('beside', id)).toMatchObject({
      state: 'sent',
      attempts: [{ detail: 'HTTP 200' }],
    });
    hook.close();
    const [{ headers, body } = { headers: {}, body: '' }] = taken;
    expect(JSON.parse(body)).toMatchObject({ id, subject: '【目标哨】测试消息，不需要处理', notices: [] });
    expect(headers['x-mubiao-signature']).toBe(
      signatureOf({ id, timestamp: Number(headers['x-mubiao-timestamp']), body, secret: webhookSecret }),
    );
  });

  it('says what the other side said, for good or in passing', async () => {
    await save('leader', { mail: 'leader@example.org', webhookUrl: null });
    isRefusing = true;
    const refused = (await sendTest('leader', 'mail')).json<{ id: string }>();
    expect(await outcomeOf('leader', refused.id)).toMatchObject({
      state: 'failed',
      attempts: [{ outcome: 'permanent_failure', detail: expect.stringContaining('no such user') as string }],
    });
    isRefusing = false;
    hasMail = false;
    const waiting = (await sendTest('leader', 'mail')).json<{ id: string }>();
    expect(await outcomeOf('leader', waiting.id)).toMatchObject({
      state: 'waiting',
      nextTryAt: expect.any(String) as string,
      attempts: [{ outcome: 'passing_failure', detail: MAIL_NOT_SET_UP }],
    });
    // A real retry: it goes out once the server is set.
    hasMail = true;
    nowMs += 61_000;
    await deliver();
    expect(await outcomeOf('leader', waiting.id)).toMatchObject({
      state: 'sent',
      attempts: [{ outcome: 'passing_failure' }, { outcome: 'delivered' }],
    });
  });

  it('is tried first where many mails wait for a server that is away', async () => {
    const accountId = await accountOf('leader');
    hasMail = false;
    await superuser.query(
      `insert into ops.messages (id, region_id, account_id, channel, state, created_at, not_before, made_on)
       select gen_random_uuid(), $1, $2, 'mail', 'waiting', now() - interval '1 day', now() - interval '1 day', '2023-01-01'
       from generate_series(1, 30)`,
      [world.regionId, accountId],
    );
    await superuser.query(
      `insert into ops.message_notices (region_id, notice_id, message_id)
       select $1, gen_random_uuid(), id from ops.messages where made_on = '2023-01-01'`,
      [world.regionId],
    );
    const { id } = (await sendTest('leader', 'mail')).json<{ id: string }>();
    expect(await outcomeOf('leader', id)).toMatchObject({ attempts: [{ detail: MAIL_NOT_SET_UP }] });
    await superuser.query(`delete from ops.messages where made_on = '2023-01-01'`);
    hasMail = true;
  });

  it('uses up nothing of the day’s cap, and no notice joins it', async () => {
    const accountId = await accountOf('finance');
    await request('finance', 'PUT', '/api/account/contact', {
      mail: 'finance@example.org',
      webhookUrl: null,
      quietFrom: null,
      quietUntil: null,
      dailyCap: 1,
    });
    const testId = '01890000-0000-7000-8000-000000000001';
    const at = { now: wallClock.now(), today: clock.today() };
    expect(await makeTestMessage(worker, { messageId: testId, accountId, channel: 'mail' }, at)).toBe(true);
    expect(await makeTestMessage(worker, { messageId: testId, accountId, channel: 'mail' }, at)).toBe(false);
    await inContext(worker, { regionId: world.regionId, units: '*' }, (tx) =>
      insertNotices(tx, [
        {
          region_id: world.regionId,
          id: '01890000-0000-7000-8000-000000000002',
          alert_id: '01890000-0000-7000-8000-000000000003',
          project_id: world.projectId,
          unit_id: world.unitId,
          event: 'raised',
          level: 0,
          round: 0,
          account_id: accountId,
          post: 'finance_performance',
          channel: 'mail',
          words: { title: '未发放', body: '逾期。', todo: '请登记。', path: '/alerts/1', gravity: 8 },
          recorded_on: clock.today(),
          recorded_at: clock.now(),
        },
      ]),
    );
    // The same instant: a message that this very run had made would be joined.
    expect(await gatherMessages(worker, at)).toEqual({ notices: 1, messages: 1 });
    const { rows } = await superuser.query(
      `select not_before <= $2 as due from ops.messages where account_id = $1 and id <> $3 and channel = 'mail'`,
      [accountId, at.now, testId],
    );
    expect(rows).toEqual([{ due: true }]);
    await deliver();
  });

  it('may be had five times an hour and channel, also when they are asked for at once', async () => {
    nowMs += 3_600_000;
    await save('business', { mail: 'business@example.org', webhookUrl: null });
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendTest('business', 'mail')));
    expect(answers.every(({ statusCode }) => statusCode === 202 || statusCode === 429)).toBe(true);
    await eventually('the queue is empty', 10_000, async () => {
      const { jobs } = await queue.inspect();
      return jobs['deliver']?.waiting === 0 && jobs['deliver'].active === 0;
    });
    await deliver();
    expect(mailServer.taken.filter(({ to }) => to === 'business@example.org')).toHaveLength(5);
    const late = await sendTest('business', 'mail');
    expect(late.statusCode).toBe(429);
    expect(late.headers['retry-after']).toBe('600');
    expect(late.json<{ message: string }>().message).toContain('每小时最多发 5 条');
    nowMs += 3_601_000;
    expect((await sendTest('business', 'mail')).statusCode).toBe(202);
  });

  it('is not promised when the queue does not answer', async () => {
    const away: Producer = { ...queue, enqueue: () => Promise.reject(new Error('ECONNREFUSED')) };
    for (const options of [{ queue: away }, {}]) {
      const other = await world.start({ ...options, wall: () => new Date(nowMs) });
      const answer = await other.inject({
        method: 'POST',
        url: '/api/account/contact/test',
        headers: { cookie: await signIn(other, 'owner') },
        payload: { channel: 'mail' },
      });
      expect(answer.statusCode).toBe(503);
      expect(answer.json<{ message: string }>().message).toContain('测试消息没有发出');
    }
  });
});

describe('a change of where one is told', () => {
  const audited = async (username: string) => {
    const { rows } = await superuser.query<{ region_id: string; detail: object }>(
      `select region_id, detail from ops.audit where deed = 'contact_changed' and account_id = $1 order by seq`,
      [await accountOf(username)],
    );
    return rows;
  };

  it('stands in the audit without names and keys; what stays as it is does not', async () => {
    const body = { mail: 'zhang.san@example.org', webhookUrl: 'https://hook.example.org/key-1?k=2' };
    await save('elsewhere', body);
    await save('elsewhere', body);
    await save('elsewhere', { mail: 'li.si@example.org', webhookUrl: null });
    const rows = await audited('elsewhere');
    expect(rows).toEqual([
      {
        region_id: world.otherRegionId,
        detail: {
          mail: [null, '@example.org'],
          webhook: [null, 'https://hook.example.org'],
          newSecret: true,
          quietFrom: ['20:00', '00:00'],
          quietUntil: ['08:00', '23:59'],
          dailyCap: [10, 1],
        },
      },
      {
        region_id: world.otherRegionId,
        detail: { mail: ['@example.org', '@example.org'], webhook: ['https://hook.example.org', null] },
      },
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/zhang|li\.si|key-1/);
    expect((await verifyAudit(worker)).firstBad).toBeNull();
  });
});

/** Who was told what: read within one's scope, by posts; and where each person wants to be told. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../db/clock.ts';
import { inContext, openDatabase } from '../../db/database.ts';
import { readDeliveryEnvironment } from '../../db/delivery-environment.ts';
import { insertNotices, type NoticeRow } from '../../db/notice-facts.ts';
import { runDeliver } from '../../jobs/deliver.ts';
import { closeTransports, openTransports } from '../../jobs/transports/all.ts';
import { refusal, startMailServer } from '../jobs/mail-server.ts';
import { createTestDatabase } from '../postgres.ts';
import { connect } from './live-client.ts';
import { createWorld, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start();
const worker = openDatabase(database.urls.worker, { max: 6 });
const superuser = new pg.Client({ connectionString: database.superuserUrl });
await superuser.connect();
const server = await startMailServer({
  onRecipient: () => Promise.reject(refusal(550, '<owner@example.org>: no such user')),
});
const environment = readDeliveryEnvironment({
  SMTP_URL: server.url,
  MAIL_FROM: 'mubiao@example.org',
  PUBLIC_URL: 'https://mubiao.example.org',
});
const clock = { ...world.clock, refresh: () => Promise.resolve() };
const transports = openTransports(environment, worker, { clock, wallClock: realClock });
const deliver = () =>
  runDeliver(
    { db: worker, clock, wallClock: realClock, transports, publicUrl: '', log: pino({ level: 'silent' }) },
    'queue',
  );
afterAll(async () => {
  await closeTransports(transports);
  await server.stop();
  await superuser.end();
  await worker.destroy();
});

const request = async (username: string, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
  app.inject({
    method,
    url,
    headers: { cookie: await signIn(app, username) },
    ...(payload !== undefined && { payload }),
  });
const accountOf = async (username: string) => {
  const { rows } = await superuser.query<{ id: string }>('select id from ops.accounts where username = $1', [
    username,
  ]);
  return rows[0]?.id ?? '';
};

interface Told {
  username: string;
  post: string;
  channel: string;
  on?: string;
  alertId?: string;
  beside?: boolean;
}

async function tell(told: readonly Told[]): Promise<string[]> {
  const rows: NoticeRow[] = [];
  for (const one of told) {
    const { username, post, channel, on = '2023-07-31', alertId = randomUUID(), beside = false } = one;
    rows.push({
      region_id: world.regionId,
      id: randomUUID(),
      alert_id: alertId,
      project_id: beside ? world.besideProjectId : world.projectId,
      unit_id: beside ? world.besideUnitId : world.unitId,
      event: 'raised',
      level: 1,
      round: 0,
      account_id: await accountOf(username),
      post,
      channel,
      words: {
        title: '7 月未发放',
        body: '逾期 1 个工作日。',
        todo: '请登记。',
        path: `/alerts/${alertId}`,
        gravity: 8,
      },
      recorded_on: on,
      recorded_at: `${on}T09:00:00+08:00`,
    });
  }
  await inContext(worker, { regionId: world.regionId, units: '*' }, (tx) => insertNotices(tx, rows));
  return rows.map((row) => row.id);
}

const ANY_TIME = { quietFrom: null, quietUntil: null, dailyCap: 50 };

describe('the list of notices', () => {
  const alertId = randomUUID();
  beforeAll(async () => {
    await request('owner', 'PUT', '/api/account/contact', {
      mail: 'owner@example.org',
      webhookUrl: null,
      ...ANY_TIME,
    });
    await tell([
      { username: 'owner', post: 'handler', channel: 'product', alertId },
      { username: 'owner', post: 'handler', channel: 'mail', alertId },
      { username: 'owners-head', post: 'unit_head', channel: 'product', alertId },
      { username: 'beside', post: 'handler', channel: 'product', beside: true },
      { username: 'finance', post: 'finance_performance', channel: 'product', on: '2023-07-28' },
    ]);
    await deliver();
    await tell([{ username: 'owner', post: 'handler', channel: 'product', on: '2023-07-31' }]);
  });

  it('says who was told what when, by which channel, with what outcome', async () => {
    const answer = await request('owner', 'GET', `/api/notices?alertId=${alertId}`);
    expect(answer.statusCode).toBe(200);
    const { items } = answer.json<{ items: Record<string, unknown>[] }>();
    expect(items).toHaveLength(3);
    const [head, mail, product] = items;
    expect(product).toMatchObject({
      alertId,
      projectId: world.projectId,
      post: 'handler',
      postName: '经办人',
      channel: 'product',
      title: '7 月未发放',
      noticedOn: '2023-07-31',
      isMine: true,
      state: 'sent',
      readAt: null,
      attempts: [{ outcome: 'delivered' }],
    });
    expect(product?.['projectName']).toEqual(expect.any(String));
    expect(product?.['sentAt']).toMatch(/\+08:00$/);
    expect(mail).toMatchObject({ channel: 'mail', state: 'failed', sentAt: null });
    expect(mail?.['attempts']).toMatchObject([
      { outcome: 'permanent_failure', detail: expect.stringContaining('no such user') as string },
    ]);
    expect(head).toMatchObject({ post: 'unit_head', isMine: false });
    // Posts, not persons: no name, no address, no account.
    for (const secret of ['owner@example.org', 'owners-head', await accountOf('owners-head')]) {
      expect(answer.body).not.toContain(secret);
    }
  });

  it('shows what no message was made for yet', async () => {
    const { items } = (await request('owner', 'GET', '/api/notices?mine=true')).json<{ items: object[] }>();
    expect(items[0]).toMatchObject({ state: 'gathering', messageId: null, attempts: [] });
  });

  it('keeps to the scope of who reads', async () => {
    const units = async (username: string) => {
      const answer = await request(username, 'GET', '/api/notices?limit=200');
      return new Set(answer.json<{ items: { unitId: string }[] }>().items.map((row) => row.unitId));
    };
    expect(await units('owner')).toEqual(new Set([world.unitId]));
    expect(await units('beside')).toEqual(new Set([world.besideUnitId]));
    expect(await units('finance')).toEqual(new Set([world.unitId, world.besideUnitId]));
    expect(await units('elsewhere')).toEqual(new Set());
    for (const username of ['sysadmin', 'secadmin', 'auditor']) {
      expect((await request(username, 'GET', '/api/notices')).statusCode).toBe(403);
    }
    expect((await app.inject({ url: '/api/notices' })).statusCode).toBe(401);
  });

  it('is paged, newest first, and can be asked by days and for oneself', async () => {
    const all = (await request('finance', 'GET', '/api/notices?limit=200')).json<{
      items: { id: string }[];
    }>();
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = (
        await request('finance', 'GET', `/api/notices?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      expect(page.items.length).toBeLessThanOrEqual(2);
      found.push(...page.items.map((row) => row.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual(all.items.map((row) => row.id));
    expect(found).toHaveLength(6);
    const days = await request('finance', 'GET', '/api/notices?from=2023-07-27&until=2023-07-30');
    expect(days.json<{ items: object[] }>().items).toMatchObject([{ noticedOn: '2023-07-28' }]);
    const mine = await request('finance', 'GET', '/api/notices?mine=true');
    expect(mine.json<{ items: object[] }>().items).toHaveLength(1);
  });

  it.each([
    'cursor=2023-07-31',
    'cursor=x',
    'from=2023-02-30',
    'limit=0',
    'limit=201',
    'alertId=1',
    'who=me',
  ])('refuses ?%s', async (query) => {
    const answer = await request('finance', 'GET', `/api/notices?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toMatch(/[\u4e00-\u9fff]/);
  });

  it('counts what a person has not opened, until it is opened; others’ stay as they are', async () => {
    const unread = async (username: string) =>
      (await request(username, 'GET', '/api/notices?limit=1')).json<{ unread: number }>().unread;
    expect([await unread('owner'), await unread('owners-head')]).toEqual([1, 1]);
    const { items } = (await request('owner', 'GET', `/api/notices?alertId=${alertId}`)).json<{
      items: { id: string; isMine: boolean }[];
    }>();
    const heads = items.filter((row) => !row.isMine).map((row) => row.id);
    const theirs = await request('owner', 'POST', '/api/notices/read', { noticeIds: heads });
    expect(theirs.json()).toEqual({ unread: 1 });
    expect(await unread('owners-head')).toBe(1);
    const own = await request('owner', 'POST', '/api/notices/read', {});
    expect(own.json()).toEqual({ unread: 0 });
    expect(await unread('owner')).toBe(0);
    expect((await request('owner', 'POST', '/api/notices/read', { ids: [] })).statusCode).toBe(400);
  });
});

describe('where a person wants to be told', () => {
  const put = (payload: object, username = 'business') =>
    request(username, 'PUT', '/api/account/contact', payload);
  const get = async (username = 'business') =>
    (await request(username, 'GET', '/api/account/contact')).json<Record<string, unknown>>();

  it('begins with the product alone, and nothing at night', async () => {
    expect(await get()).toEqual({
      mail: null,
      webhookUrl: null,
      quietFrom: '20:00',
      quietUntil: '08:00',
      dailyCap: 10,
      isDefault: true,
    });
  });

  it('tells the secret of a webhook once, and makes another for another address or on request', async () => {
    const body = { mail: 'someone@example.org', webhookUrl: 'http://10.0.0.8:8080/hook?x=1', ...ANY_TIME };
    const first = (await put(body)).json<{ webhookSecret: string }>();
    expect(first).toMatchObject({ ...body, isDefault: false });
    expect(first.webhookSecret).toMatch(/^[\w-]{43}$/);
    expect(await get()).toEqual({ ...body, isDefault: false });
    expect((await put(body)).json()).toMatchObject({ webhookSecret: null });
    const renewed = (await put({ ...body, renewSecret: true })).json<{ webhookSecret: string }>()
      .webhookSecret;
    const moved = (await put({ ...body, webhookUrl: 'https://hook.example.org' })).json<{
      webhookSecret: string;
    }>();
    expect(new Set([first.webhookSecret, renewed, moved.webhookSecret]).size).toBe(3);
    const { rows } = await superuser.query<{ secret: string }>(
      `select secret from ops.contact_points where account_id = $1 and channel = 'webhook'`,
      [await accountOf('business')],
    );
    expect(rows).toEqual([{ secret: moved.webhookSecret }]);
    expect((await put({ ...body, mail: null, webhookUrl: null })).json()).toMatchObject({
      mail: null,
      webhookUrl: null,
      webhookSecret: null,
    });
    expect(await get('finance')).toMatchObject({ mail: null, isDefault: true });
  });

  it.each([
    [{ mail: 'nobody' }, 'mail'],
    [{ mail: 'a@b' }, 'mail'],
    [{ mail: 'a@example.org\r\nBcc: b@example.org' }, 'mail'],
    [{ mail: 'a@example.org,b@example.org' }, 'mail'],
    [{ webhookUrl: 'ftp://example.org' }, 'webhookUrl'],
    [{ webhookUrl: 'javascript:alert(1)' }, 'webhookUrl'],
    [{ webhookUrl: 'https://user:pw@example.org/' }, 'webhookUrl'],
    [{ webhookUrl: 'https://example.org:99999/' }, 'webhookUrl'],
    [{ quietFrom: '20:00' }, 'quietUntil'],
    [{ quietFrom: '24:00', quietUntil: '08:00' }, 'quietFrom'],
    [{ dailyCap: 0 }, 'dailyCap'],
    [{ dailyCap: 201 }, 'dailyCap'],
    [{ phone: '1' }, 'phone'],
  ])('refuses %o in words', async (wrong, field) => {
    const answer = await put({ mail: null, webhookUrl: null, ...ANY_TIME, ...wrong });
    expect(answer.statusCode).toBe(400);
    const { message, fields } = answer.json<{ message: string; fields: Record<string, string> }>();
    expect(message).toMatch(/[\u4e00-\u9fff]/);
    expect(Object.keys(fields)).toContain(field);
  });

  it('is nothing for the administrators, who are told nothing', async () => {
    expect((await put({ mail: null, webhookUrl: null, ...ANY_TIME }, 'sysadmin')).statusCode).toBe(403);
  });
});

describe('an open page', () => {
  it('is told at once that a message is there', async () => {
    const client = await connect(app, { cookie: await signIn(app, 'beside') });
    expect(await client.subscribe(['notices'])).toMatchObject({ topics: ['notices'], refused: [] });
    await tell([{ username: 'beside', post: 'handler', channel: 'product', beside: true }]);
    await deliver();
    await client.until((heard) => heard.some((one) => one.type === 'noticed'));
    expect(client.heard.find((one) => one.type === 'noticed')).toMatchObject({
      topic: 'notices',
      data: { accountId: await accountOf('beside'), notices: 1 },
    });
    await client.cut();
  });
});

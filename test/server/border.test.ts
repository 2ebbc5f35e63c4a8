/** What the border refuses, whatever the route behind it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answerOf } from '../../server/errors.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();
const owner = await signIn(app, 'owner');
const entries = `/api/indicators/${world.indicatorId}/entries`;

const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url,
    payload: JSON.stringify(payload),
    headers: { cookie: owner, 'content-type': 'application/json', 'idempotency-key': newKey(), ...headers },
  });

describe('a body', () => {
  it('with an unknown field is refused, naming the field', async () => {
    const answer = await post(entries, { period: '2023-07', value: '1', valeu: '2' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      code: 'invalid_request',
      message: '请求内容有误：不认识的字段 valeu。',
      fields: { valeu: '不认识的字段 valeu' },
    });
  });

  it('is taken as it is: a number where text is asked for is refused, not converted', async () => {
    const answer = await post(entries, { period: '2023-07', value: 5 });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().fields).toEqual({ value: '数值应为文字（用引号括起）' });
  });

  it('names every field that is wrong, in words', async () => {
    const answer = await post(`/api/projects/${world.projectId}/ledger`, {
      event: 'spent',
      happenedOn: '31.07.2023',
      payees: -1,
    });
    expect(answer.json().fields).toEqual({
      amount: '缺少金额',
      event: '事项只能是 budgeted、adjusted、issued、allotted、paid、returned 之一',
      happenedOn: '发生日期应写成 2023-07-31 这样的日期',
      payees: '人数不能小于 0',
    });
  });

  it('with a day that no calendar has is refused', async () => {
    const answer = await post(`/api/projects/${world.projectId}/ledger`, {
      event: 'paid',
      happenedOn: '2023-02-30',
      amount: '1.00',
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().fields).toEqual({ happenedOn: '2023-02-30 不是日历上的一天' });
    const overview = await app.inject({ url: '/api/overview?asOf=2023-02-30', headers: { cookie: owner } });
    expect(overview.statusCode).toBe(400);
  });

  it('that the database could not keep is refused in words', async () => {
    const answer = await post(entries, { period: '2023-07', value: '1', note: 'a\u0000b' });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toMatch(/utf8|byte|22021|invalid byte/i);
  });

  it('with a sum that the database could not keep is refused in words', () => {
    const { status, answer } = answerOf(
      Object.assign(new Error('numeric field overflow'), { name: 'error', code: '22003' }),
      'request-1',
    );
    expect([status, answer.code]).toEqual([400, 'invalid_request']);
    expect(answer.message).not.toMatch(/numeric|22003/);
  });

  it('over 1 MB, broken, of another type or with __proto__ is refused', async () => {
    const large = await post(entries, { period: '2023-07', note: 'x'.repeat(1_000_001) });
    expect(large.statusCode).toBe(413);
    expect(large.json().message).toContain('20 MB');
    const headers = { cookie: owner, 'idempotency-key': newKey(), 'content-type': 'application/json' };
    const broken = await app.inject({ method: 'POST', url: entries, payload: '{"period":', headers });
    expect([broken.statusCode, broken.json().code]).toEqual([400, 'invalid_json']);
    const poisoned = await app.inject({
      method: 'POST',
      url: entries,
      payload: '{"period":"2023-07","__proto__":{"value":"1"}}',
      headers,
    });
    expect(poisoned.statusCode).toBe(400);
    const plain = await app.inject({
      method: 'POST',
      url: entries,
      payload: '{"period":"2023-07"}',
      headers: { ...headers, 'content-type': 'text/plain' },
    });
    expect([plain.statusCode, plain.json().code]).toEqual([415, 'unsupported_type']);
  });
});

describe('a query', () => {
  it('is converted and then checked as strictly', async () => {
    const fine = await app.inject({ url: '/api/projects?year=2023&limit=5', headers: { cookie: owner } });
    expect(fine.statusCode).toBe(200);
    const wrong = await app.inject({ url: '/api/projects?year=abc&colour=red', headers: { cookie: owner } });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().fields).toEqual({ colour: '不认识的字段 colour', year: '年度应为整数' });
  });
});

describe('a cursor that no page gave', () => {
  it.each([
    '/api/projects',
    `/api/projects/${world.projectId}/ledger`,
    `/api/projects/${world.projectId}/dispositions`,
    '/api/papers',
    '/api/paper-templates',
    '/api/rectifications',
    '/api/review-forms',
    '/api/review-rounds',
  ])('is refused: %s', async (url) => {
    for (const cursor of ['x', '-1', '1e3', '', '9'.repeat(19)]) {
      const answer = await app.inject({ url: `${url}?cursor=${cursor}`, headers: { cookie: owner } });
      expect([cursor, answer.statusCode]).toEqual([cursor, 400]);
      expect(Object.keys(answer.json().fields)).toEqual(['cursor']);
    }
    const fine = await app.inject({ url: `${url}?cursor=1`, headers: { cookie: owner } });
    expect(fine.statusCode).toBe(200);
  });
});

describe('a write from a foreign page', () => {
  it.each([
    ['another host', { origin: 'https://evil.example' }],
    ['another port of this host', { origin: 'http://localhost:8080' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site, without an Origin', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused: %s', async (_name, headers) => {
    const answer = await post(entries, { period: '2023-06', value: '1' }, headers);
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe('foreign_origin');
    const signingIn = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username: 'owner', password: 'x' },
      headers,
    });
    expect(signingIn.statusCode).toBe(403);
    expect(
      (await app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie: owner, ...headers } }))
        .statusCode,
    ).toBe(403);
  });

  it('from our own page or from a script is let in', async () => {
    const own = await post(
      '/api/imports/00000000-0000-0000-0000-000000000000/commit',
      {},
      { origin: 'http://localhost:80' },
    );
    expect(own.statusCode).toBe(404);
    expect((await post('/api/imports/00000000-0000-0000-0000-000000000000/commit', {})).statusCode).toBe(404);
  });
});

describe('headers', () => {
  it('allow our own files only, forbid framing, promise no https, keep answers out of caches', async () => {
    const { headers } = await app.inject('/api/health');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('errors', () => {
  it('of ours say a number to tell the administrator and nothing about themselves', async () => {
    const lines: string[] = [];
    const failing = await world.start({
      clock: {
        mode: 'real',
        today: () => {
          throw new Error('select secret from app.projects');
        },
        now: () => '2023-07-31T09:00:00+08:00',
      },
      logger: { level: 'error', stream: { write: (line: string) => void lines.push(line) } },
    });
    const answer = await failing.inject('/api/sign-in-info');
    expect(answer.statusCode).toBe(500);
    const { code, message } = answer.json();
    expect(code).toBe('internal');
    expect(answer.body).not.toContain('select');
    const number = /编号 (\S+) 告诉/.exec(message)?.[1];
    expect(lines.join('')).toContain(`"reqId":"${number}"`);
    expect(lines.join('')).toContain('select secret');
  });

  it('of a dead database are 503 in words', async () => {
    const lost = await world.start();
    const cookie = await signIn(lost, 'owner');
    const { openDatabase } = await import('../../db/database.ts');
    const dead = openDatabase('postgres://x:y@127.0.0.1:1/none');
    const app503 = await world.start({ db: dead });
    const answer = await app503.inject({ url: '/api/overview', headers: { cookie } });
    await dead.destroy();
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      code: 'database_unavailable',
      message: '数据库暂时连接不上，请稍后重试；已提交成功的内容不会丢失。',
    });
  });

  it('for an unknown address are 404 in words', async () => {
    const answer = await app.inject('/api/nothing');
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({ code: 'not_found', message: '没有这个地址。' });
  });
});

describe('rates', () => {
  it('count by account after the sign-in and by address before it', async () => {
    const strict = await world.start({ limits: { accountPerMinute: 5, addressPerMinute: 20 } });
    const cookie = await signIn(strict, 'owner');
    const leader = await signIn(strict, 'leader');
    const get = (who: string) => strict.inject({ url: '/api/session', headers: { cookie: who } });
    for (let count = 0; count < 5; count += 1) expect((await get(cookie)).statusCode).toBe(200);
    const refused = await get(cookie);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // A colleague behind the same address goes on working.
    expect((await get(leader)).statusCode).toBe(200);
    const anyone = await Promise.all(Array.from({ length: 20 }, () => strict.inject('/api/sign-in-info')));
    expect(anyone.at(-1)?.statusCode).toBe(429);
  });
});

describe('pages', () => {
  const webRoot = mkdtempSync(join(tmpdir(), 'mubiao-pages-'));
  mkdirSync(join(webRoot, 'assets'));
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>目标哨</title>');
  writeFileSync(join(webRoot, 'assets/index-a1b2c3.js'), 'export {};');
  afterAll(() => rmSync(webRoot, { recursive: true }));

  it('are served to everyone; assets with a hash are kept for good, the page is asked for each time', async () => {
    const site = await world.start({ webRoot });
    const asset = await site.inject('/assets/index-a1b2c3.js');
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    for (const url of ['/', '/projects/123?asOf=2023-05-01', '/projects?q=3.5', '/sign-in']) {
      const page = await site.inject(url);
      expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(page.body).toContain('目标哨');
    }
    expect((await site.inject('/assets/gone.js')).statusCode).toBe(404);
    expect((await site.inject('/../package.json')).statusCode).toBe(404);
    expect((await site.inject('/api/nothing')).headers['content-type']).toContain('application/json');
  });
});

describe('the OpenAPI document', () => {
  const expected = [
    'DELETE /api/session',
    'GET /api/account/contact',
    'GET /api/account/contact/tests',
    'GET /api/account/preferences',
    'GET /api/accounts',
    'GET /api/alerts',
    'GET /api/alerts/{id}',
    'GET /api/alerts/{id}/silence-preview',
    'GET /api/calendar',
    'GET /api/demo/clock',
    'GET /api/entry-sheet',
    'GET /api/evidence/{id}',
    'GET /api/health',
    'GET /api/imports/{id}',
    'GET /api/indicators/{id}/same-target',
    'GET /api/jobs',
    'GET /api/ladder',
    'GET /api/notices',
    'GET /api/obligations',
    'GET /api/openapi.json',
    'GET /api/overview',
    'GET /api/overview/rows',
    'GET /api/overview/since',
    'GET /api/paper-templates',
    'GET /api/paper-templates/sample',
    'GET /api/paper-templates/{id}',
    'GET /api/papers',
    'GET /api/papers/{id}',
    'GET /api/payment-files',
    'GET /api/payment-files/{id}',
    'GET /api/projects',
    'GET /api/projects/{id}',
    'GET /api/projects/{id}/adjustments',
    'GET /api/projects/{id}/dispositions',
    'GET /api/projects/{id}/duties',
    'GET /api/projects/{id}/evidence',
    'GET /api/projects/{id}/ledger',
    'GET /api/projects/{id}/targets',
    'GET /api/projects/{id}/versions',
    'GET /api/rectifications',
    'GET /api/rectifications/{id}',
    'GET /api/regions',
    'GET /api/regions/{id}/units',
    'GET /api/review-forms',
    'GET /api/review-forms/{id}',
    'GET /api/review-forms/{id}/evidence',
    'GET /api/review-rounds',
    'GET /api/review-rounds/{id}',
    'GET /api/review-rounds/{id}/papers/all',
    'GET /api/search',
    'GET /api/session',
    'GET /api/sign-in-info',
    'POST /api/account/contact/test',
    'POST /api/accounts',
    'POST /api/accounts/{id}/disable',
    'POST /api/accounts/{id}/enable',
    'POST /api/accounts/{id}/new-link',
    'POST /api/alerts/{id}/acknowledge',
    'POST /api/alerts/{id}/reopen',
    'POST /api/alerts/{id}/reply',
    'POST /api/alerts/{id}/silence',
    'POST /api/calendar/preview',
    'POST /api/calendar/{year}/confirm',
    'POST /api/demo/clock',
    'POST /api/demo/reset',
    'POST /api/dispositions/{id}/lift',
    'POST /api/first-administrator',
    'POST /api/imports',
    'POST /api/imports/{id}/commit',
    'POST /api/indicators/{id}/curve',
    'POST /api/indicators/{id}/entries',
    'POST /api/indicators/{id}/same-target',
    'POST /api/jobs/{id}/retry',
    'POST /api/ladder',
    'POST /api/ladder/preview',
    'POST /api/notices/read',
    'POST /api/paper-templates',
    'POST /api/paper-templates/{id}/withdraw',
    'POST /api/payment-files',
    'POST /api/payment-files/{id}/commit',
    'POST /api/payment-files/{id}/mapping',
    'POST /api/payment-files/{id}/reverse',
    'POST /api/projects',
    'POST /api/projects/copy',
    'POST /api/projects/{id}/adjustments',
    'POST /api/projects/{id}/dispositions',
    'POST /api/projects/{id}/duty-plans',
    'POST /api/projects/{id}/events',
    'POST /api/projects/{id}/evidence',
    'POST /api/projects/{id}/ledger',
    'POST /api/projects/{id}/money-curve',
    'POST /api/rectifications',
    'POST /api/rectifications/{id}/acts',
    'POST /api/rectifications/{id}/papers',
    'POST /api/regions',
    'POST /api/review-forms/batch-approval',
    'POST /api/review-forms/{id}/acts',
    'POST /api/review-forms/{id}/cells',
    'POST /api/review-forms/{id}/comments',
    'POST /api/review-forms/{id}/correction',
    'POST /api/review-forms/{id}/evidence',
    'POST /api/review-forms/{id}/papers',
    'POST /api/review-rounds',
    'POST /api/review-rounds/preview',
    'POST /api/review-rounds/{id}/papers',
    'POST /api/review-rounds/{id}/papers/all',
    'POST /api/session',
    'POST /api/set-password',
    'PUT /api/account/contact',
    'PUT /api/account/preferences/{name}',
  ];

  it('lists every route, each with its answers and its errors', async () => {
    const answer = await app.inject('/api/openapi.json');
    expect(answer.statusCode).toBe(200);
    const { paths } = answer.json() as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
    };
    const listed = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.toSorted()).toEqual(expected);
    for (const operations of Object.values(paths)) {
      for (const { responses } of Object.values(operations)) {
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['4XX', '5XX']));
        expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      }
    }
  });

  it.each(['/api/docs', '/api/docs/'])('has a page at %s that obeys the content policy', async (url) => {
    const page = await app.inject(url);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/<script(?![^>]*src=)|<style|onload=/);
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("script-src 'self';");
    expect(policy).toMatch(/style-src 'self' 'sha256-[^']+';/);
    for (const [, file] of page.body.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)) {
      const address = new URL(file ?? '', `http://localhost${url}`).pathname;
      expect([address, (await app.inject(address)).statusCode]).toEqual([address, 200]);
    }
  });
});

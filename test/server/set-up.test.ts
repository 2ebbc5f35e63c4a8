/** From an empty store to people who can sign in, over HTTP alone; and who may not. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { deleteExpired } from '../../db/housekeeping.ts';
import { makeFirstLink } from '../../db/set-up.ts';
import { buildApp } from '../../server/app.ts';
import { announceFirstAdministrator } from '../../server/first-administrator.ts';
import { createTestDatabase } from '../postgres.ts';
import { cookieOf, newKey } from './world.ts';

const database = await createTestDatabase();
const db = openDatabase(database.urls.app, { max: 8 });
const worker = openDatabase(database.urls.worker, { max: 1 });
const superuser = openDatabase(database.superuserUrl, { max: 2 });

const HOUR = 3_600_000;
let now = Date.parse('2026-11-20T08:00:00Z');
const wall = () => new Date(now);
const start = () =>
  buildApp({
    db,
    publisherUrl: database.urls.publisher,
    clock: fixedClock('2026-11-20'),
    demo: false,
    version: '0.0.0-test',
    webRoot: '/nonexistent',
    wall,
  });
const app = await start();
/** Another server over the same store. */
const other = await start();
afterAll(async () => {
  await Promise.all([app.close(), other.close()]);
  await Promise.all([db, worker, superuser].map((handle) => handle.destroy()));
});

const PASSWORD = 'Strong-enough-1';
const firstToken = async () => (await makeFirstLink(db, wall().toISOString()))?.token ?? '';
const tokenOf = (link: { path: string } | null) => link?.path.split('#')[1] ?? '';

const open = (url: string, payload: object, server = app, remoteAddress = '10.0.0.1') =>
  server.inject({ method: 'POST', url: `/api${url}`, payload, remoteAddress });
const first = (token: string, username = 'sysadmin', password = PASSWORD) =>
  open('/first-administrator', { token, username, password });
const setPassword = (token: string, password = PASSWORD) => open('/set-password', { token, password });
const enter = (username: string, password = PASSWORD, server = app) =>
  open('/session', { username, password }, server);
const signedIn = async (username: string) => cookieOf(await enter(username));
const whoAmI = (cookie: string, server = app) => server.inject({ url: '/api/session', headers: { cookie } });

async function get(url: string, cookie: string) {
  const answer = await app.inject({ url: `/api${url}`, headers: { cookie } });
  return { status: answer.statusCode, ...answer.json() };
}
async function decide(url: string, cookie: string, payload: object = {}, key = newKey()) {
  const answer = await app.inject({
    method: 'POST',
    url: `/api${url}`,
    payload,
    headers: { cookie, 'idempotency-key': key },
  });
  return { code: answer.statusCode, body: answer.json() };
}

describe('the first administrator', () => {
  it('is asked for at each start until there is one, by links that reach no log of requests', async () => {
    const lines: string[] = [];
    const address = { host: '0.0.0.0', port: 3190 };
    // Two servers that start at the same moment.
    await Promise.all(
      [1, 2].map(() => announceFirstAdministrator(db, address, wall(), (line) => lines.push(line))),
    );
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatch(
        /^首次使用：请在 24 小时内打开 http:\/\/127\.0\.0\.1:3190\/first-administrator#[\w-]{43} 设置系统管理员$/,
      );
    }
    const tokens = lines.map((line) => /#(\S+)/.exec(line)?.[1] ?? '');
    // Both open: a link that is good refuses the password, not the link.
    for (const token of tokens) expect((await first(token, 'sysadmin', 'weak')).statusCode).toBe(400);
    now += 6 * 60_000;
    const later = await firstToken();
    for (const token of tokens) expect((await first(token)).statusCode).toBe(404);
    expect((await first(later, 'sysadmin', 'weak')).statusCode).toBe(400);
    const stored = await superuser.selectFrom('ops.one_time_links').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(later);
  });

  it('is refused a weak password with the reason, and the link stays good', async () => {
    const token = await firstToken();
    for (const [password, reason] of [
      ['Ab1-', '密码至少 8 个字符，现在 4 个'],
      ['abcdefgh1', '大写字母、小写字母、数字、其他符号，至少要有三类'],
      ['目标监控目标监控', '大写字母、小写字母、数字、其他符号，至少要有三类'],
      [`Aa1${'x'.repeat(126)}`, '密码最多 128 个字符，现在 129 个'],
      ['Chief-admin-1', '密码不能与用户名相同'],
    ] as const) {
      const answer = await first(token, 'chief-admin-1', password);
      expect([answer.statusCode, answer.json()]).toEqual([
        400,
        { code: 'invalid_request', message: `${reason}。`, fields: { password: reason } },
      ]);
    }
    const odd = await first(token, 'Sys Admin');
    expect(odd.json().fields.username).toContain('小写字母');
  });

  it('is not made by a link that is made up, expired or of another kind: one and the same answer', async () => {
    const expired = await firstToken();
    now += 24 * HOUR;
    const answers = [await first(expired), await first('made-up'), await first('')];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(404);
      expect(answer.json().code).toBe('link_not_valid');
      expect(answer.body).toBe(answers[0]?.body);
    }
    const token = await firstToken();
    expect((await setPassword(token)).statusCode).toBe(404);
  });

  it('is one, also when many come with good links at the same moment', async () => {
    const tokens = [await firstToken(), await firstToken(), await firstToken()];
    const answers = await Promise.all([...tokens, ...tokens].map((token, at) => first(token, `admin-${at}`)));
    const codes = answers.map((answer) => answer.statusCode).toSorted();
    expect(codes).toEqual([201, 404, 404, 404, 404, 404]);
    const made = answers.find((answer) => answer.statusCode === 201)?.json().username as string;
    const { user } = (await enter(made)).json();
    expect(user).toMatchObject({ role: 'system_admin', name: '系统管理员', regionId: null, unitId: null });
    await superuser.updateTable('ops.accounts').set({ username: 'sysadmin' }).execute();
    expect(await makeFirstLink(db, wall().toISOString())).toBeNull();
  });

  it('is not let in from a foreign page, nor found by trying', async () => {
    const foreign = await app.inject({
      method: 'POST',
      url: '/api/first-administrator',
      payload: { token: 'x', username: 'sysadmin', password: PASSWORD },
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.json().code).toBe('foreign_origin');
    now += HOUR;
    for (let tries = 0; tries < 30; tries += 1) {
      const token = `guess-${tries}`;
      expect((await open('/set-password', { token, password: PASSWORD }, app, '10.6.6.6')).statusCode).toBe(
        404,
      );
    }
    const next = await open('/set-password', { token: 'guess', password: PASSWORD }, app, '10.6.6.6');
    expect([next.statusCode, next.json().code]).toEqual([429, 'sign_in_locked']);
  });
});

describe('the system administrator', () => {
  const units = { department: randomUUID(), unit: randomUUID() };
  let regionId = '';

  it('makes a region once, also when the answer was lost', async () => {
    const admin = await signedIn('sysadmin');
    const key = newKey();
    const made = await decide('/regions', admin, { slug: 'ceshi', name: ' 测试县 ' }, key);
    expect([made.code, made.body]).toEqual([
      201,
      { id: expect.any(String), slug: 'ceshi', name: '测试县', accounts: 0 },
    ]);
    expect((await decide('/regions', admin, { slug: 'ceshi', name: ' 测试县 ' }, key)).body).toEqual(
      made.body,
    );
    const taken = await decide('/regions', admin, { slug: 'ceshi', name: '别县' });
    expect([taken.code, Object.keys(taken.body.fields)]).toEqual([400, ['slug']]);
    expect((await decide('/regions', admin, { slug: 'x', name: ' ' })).body.fields).toEqual({
      slug: '代号要用小写字母开头，只含小写字母、数字和连字符，2 到 40 个',
      name: '名称不能为空',
    });
    expect((await get('/regions', admin)).items).toEqual([made.body]);
    regionId = made.body.id;
    await superuser
      .insertInto('app.units')
      .values(
        [
          {
            id: units.department,
            parent_id: null,
            kind: 'department' as const,
            slug: 'd1',
            name: '测试县人社局',
          },
          {
            id: units.unit,
            parent_id: units.department,
            kind: 'unit' as const,
            slug: 'u1',
            name: '测试县社保中心',
          },
        ].map((unit) => ({ ...unit, region_id: regionId, short_name: unit.name })),
      )
      .execute();
    const page = await get(`/regions/${regionId}/units?kind=department`, admin);
    expect(page.items).toEqual([{ id: units.department, name: '测试县人社局' }]);
    expect((await get(`/regions/${randomUUID()}/units?kind=unit`, admin)).status).toBe(404);
  });

  it('is told where an account of each role must belong', async () => {
    const admin = await signedIn('sysadmin');
    const fieldsOf = async (role: string, place: object) => {
      const { body } = await decide('/accounts', admin, {
        username: 'never-made',
        name: '岗',
        role,
        ...place,
      });
      return body.fields;
    };
    expect(await fieldsOf('finance_performance', {})).toEqual({ regionId: '请选择地区' });
    expect(await fieldsOf('handler', { regionId })).toEqual({ unitId: '请选择单位' });
    expect(await fieldsOf('leader', { regionId })).toEqual({ unitId: '请选择部门' });
    expect(await fieldsOf('handler', { regionId, unitId: units.department })).toEqual({
      unitId: '该地区没有这个单位',
    });
    expect(await fieldsOf('leader', { regionId, unitId: units.unit })).toEqual({
      unitId: '该地区没有这个部门',
    });
    expect(await fieldsOf('finance_business', { regionId: randomUUID() })).toEqual({
      regionId: '没有这个地区',
    });
    expect(await fieldsOf('finance_business', { regionId, unitId: units.unit })).toEqual({
      unitId: '财政岗位看全地区，不选单位',
    });
    expect(await fieldsOf('auditor', { regionId })).toEqual({ regionId: '管理岗位不属于任何地区' });
  });

  it('makes accounts whose holders set their own password by a link that works once', async () => {
    const admin = await signedIn('sysadmin');
    const body = {
      username: 'ceshi-handler',
      name: '社保中心经办岗',
      role: 'handler',
      regionId,
      unitId: units.unit,
    };
    const { code, body: made } = await decide('/accounts', admin, body);
    expect(code).toBe(201);
    expect(made.account).toEqual({
      id: expect.any(String),
      username: 'ceshi-handler',
      name: '社保中心经办岗',
      role: 'handler',
      regionId,
      regionName: '测试县',
      unitId: units.unit,
      unitName: '测试县社保中心',
      state: 'no_password',
      linkExpiresAt: made.link.expiresAt,
    });
    expect(made.link.path).toMatch(/^\/set-password#[\w-]{43}$/);
    expect(Date.parse(made.link.expiresAt)).toBe(now + 24 * HOUR);
    const token = tokenOf(made.link);
    // Nobody signs in without a password, not even with what stands in its place.
    for (const guess of ['', 'null', 'no account has this hash'])
      expect((await enter('ceshi-handler', guess || ' ')).statusCode).toBe(401);
    const twins = await Promise.all([setPassword(token), setPassword(token)]);
    expect(twins.map((answer) => answer.statusCode).toSorted()).toEqual([200, 404]);
    expect((await setPassword(token)).body).toBe((await setPassword('made-up')).body);
    expect((await enter('ceshi-handler')).json().user).toMatchObject({
      role: 'handler',
      regionName: '测试县',
      unitName: '测试县社保中心',
    });
    const [listed] = (await get(`/accounts?region=${regionId}`, admin)).items;
    expect(listed).toMatchObject({ username: 'ceshi-handler', state: 'ready', linkExpiresAt: null });
    const again = await decide('/accounts', admin, body);
    expect(again.body.fields).toEqual({ username: '这个用户名已被占用，请换一个' });
  });

  it('gets another token when the answer was lost, and the lost one is dead; no token is stored', async () => {
    const admin = await signedIn('sysadmin');
    const body = {
      username: 'ceshi-leader',
      name: '分管领导',
      role: 'leader',
      regionId,
      unitId: units.department,
    };
    const key = newKey();
    const lost = await decide('/accounts', admin, body, key);
    const twice = await decide('/accounts', admin, body, key);
    const again = await decide('/accounts', admin, body, key);
    expect([twice.code, again.code]).toEqual([201, 201]);
    expect(again.body).toEqual({ ...lost.body, link: { ...lost.body.link, path: again.body.link.path } });
    const kept = await superuser.selectFrom('ops.idempotency_keys').selectAll().execute();
    for (const { body: answer } of [lost, twice, again])
      expect(JSON.stringify(kept)).not.toContain(tokenOf(answer.link));
    expect((await setPassword(tokenOf(lost.body.link))).statusCode).toBe(404);
    expect((await setPassword(tokenOf(twice.body.link))).statusCode).toBe(404);
    expect((await setPassword(tokenOf(again.body.link))).statusCode).toBe(200);
    expect((await decide('/accounts', admin, body, key)).body.link).toBeNull();
    expect((await decide('/accounts', admin, { ...body, name: '别的' }, key)).code).toBe(422);
  });

  it('gives a new link for a forgotten password; setting it ends what was signed in', async () => {
    const admin = await signedIn('sysadmin');
    const cookie = await signedIn('ceshi-leader');
    const { id } = (await get('/accounts', admin)).items.find(
      (account: { username: string }) => account.username === 'ceshi-leader',
    );
    const early = await decide(`/accounts/${id}/new-link`, admin);
    const late = await decide(`/accounts/${id}/new-link`, admin);
    expect((await setPassword(tokenOf(early.body.link))).statusCode).toBe(404);
    expect((await whoAmI(cookie)).statusCode).toBe(200);
    const answer = await setPassword(tokenOf(late.body.link), 'Another-one-2');
    expect(answer.json()).toEqual({ username: 'ceshi-leader' });
    expect((await whoAmI(cookie)).statusCode).toBe(401);
    expect((await enter('ceshi-leader')).statusCode).toBe(401);
    expect((await enter('ceshi-leader', 'Another-one-2')).statusCode).toBe(200);
    expect((await decide(`/accounts/${randomUUID()}/new-link`, admin)).code).toBe(404);
  });

  it('disables an account: it is out at once, elsewhere within five seconds, and stays out when enabled', async () => {
    const admin = await signedIn('sysadmin');
    const cookie = await signedIn('ceshi-handler');
    expect((await whoAmI(cookie, other)).statusCode).toBe(200);
    const { id } = (await get('/accounts', admin)).items.find(
      (account: { username: string }) => account.username === 'ceshi-handler',
    );
    const link = (await decide(`/accounts/${id}/new-link`, admin)).body.link;
    const disabled = await decide(`/accounts/${id}/disable`, admin);
    expect([disabled.code, disabled.body.state, disabled.body.unitName]).toEqual([
      200,
      'disabled',
      '测试县社保中心',
    ]);
    expect((await whoAmI(cookie)).statusCode).toBe(401);
    now += 5_001;
    expect((await whoAmI(cookie, other)).statusCode).toBe(401);
    expect((await enter('ceshi-handler')).statusCode).toBe(401);
    expect((await setPassword(tokenOf(link))).statusCode).toBe(404);
    expect((await decide(`/accounts/${id}/new-link`, admin)).body.message).toContain('请先启用');
    expect((await decide(`/accounts/${id}/enable`, admin)).body.state).toBe('ready');
    expect((await whoAmI(cookie)).statusCode).toBe(401);
    expect((await enter('ceshi-handler')).statusCode).toBe(200);
  });

  it('cannot disable the last administrator who can sign in', async () => {
    const admin = await signedIn('sysadmin');
    const own = (await whoAmI(admin)).json().user.id as string;
    const second = await decide('/accounts', admin, {
      username: 'second',
      name: '系统管理员',
      role: 'system_admin',
    });
    const last = await decide(`/accounts/${own}/disable`, admin);
    expect([last.code, last.body.message]).toEqual([
      400,
      '这是最后一个能登录的系统管理员，停用后没有人能管理账号。请先再设一个系统管理员。',
    ]);
    expect((await setPassword(tokenOf(second.body.link))).statusCode).toBe(200);
    const other = await signedIn('second');
    // Each disables the other at the same moment: one of the two stays.
    const both = await Promise.all([
      decide(`/accounts/${second.body.account.id}/disable`, admin),
      decide(`/accounts/${own}/disable`, other),
    ]);
    expect(both.map(({ code }) => code).toSorted((a, b) => a - b)[0]).toBe(200);
    expect(both.filter(({ code }) => code === 200)).toHaveLength(1);
    const survivor = both[0]?.code === 200 ? admin : other;
    expect((await get('/accounts', survivor)).status).toBe(200);
    await superuser.updateTable('ops.accounts').set({ disabled: false }).execute();
  });

  it('pages through the accounts', async () => {
    const admin = await signedIn('sysadmin');
    const one = await get('/accounts?limit=2', admin);
    const two = await get(`/accounts?limit=200&cursor=${one.nextCursor}`, admin);
    expect([one.items.length, one.total, one.withoutPassword]).toEqual([2, 4, 0]);
    expect(two.nextCursor).toBeNull();
    const names = [...one.items, ...two.items].map((account: { username: string }) => account.username);
    expect(names).toEqual(['ceshi-handler', 'ceshi-leader', 'second', 'sysadmin']);
  });

  it('is the only one who may, and still sees no business data', async () => {
    const handler = await signedIn('ceshi-handler');
    for (const url of ['/regions', '/accounts', `/regions/${regionId}/units?kind=unit`]) {
      expect([(await get(url, handler)).status, (await get(url, 'mubiao_session=made-up')).status]).toEqual([
        403, 401,
      ]);
    }
    for (const url of [
      '/regions',
      '/accounts',
      `/accounts/${regionId}/new-link`,
      `/accounts/${regionId}/disable`,
    ]) {
      const refused = await decide(url, handler);
      expect([refused.code, refused.body.code]).toEqual([403, 'not_allowed']);
    }
    expect((await get('/overview', await signedIn('sysadmin'))).status).toBe(403);
  });

  it('must send an idempotency key with each decision', async () => {
    const admin = await signedIn('sysadmin');
    for (const url of ['/regions', '/accounts', `/accounts/${regionId}/disable`]) {
      const payload =
        url === '/regions'
          ? { slug: 'ab', name: 'b' }
          : url === '/accounts'
            ? { username: 'ab', name: 'b', role: 'auditor' }
            : {};
      const answer = await app.inject({
        method: 'POST',
        url: `/api${url}`,
        payload,
        headers: { cookie: admin },
      });
      expect([url, answer.json().code]).toEqual([url, 'idempotency_key_required']);
    }
  });
});

describe('the database', () => {
  it('lets the server add regions and change passwords, and nothing else of them', async () => {
    const attempt = async (statement: string) => {
      try {
        await sql.raw(statement).execute(db);
        return 'done';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    for (const statement of [
      `update shared.regions set name = 'x'`,
      `delete from shared.regions`,
      `update shared.calendar_years set confirmed = false`,
      `delete from shared.calendar_days`,
      `update ops.audit set deed = 'x'`,
      `delete from ops.audit`,
      `update ops.accounts set role = 'system_admin'`,
      `update ops.accounts set username = 'x'`,
      `delete from ops.accounts`,
      `update ops.one_time_links set expires_at = 'infinity'`,
    ]) {
      expect([statement, await attempt(statement)]).toEqual([statement, '42501']);
    }
  });

  it('forgets links that have expired', async () => {
    const count = async () => (await superuser.selectFrom('ops.one_time_links').selectAll().execute()).length;
    expect(await count()).toBeGreaterThan(0);
    now += 25 * HOUR;
    await deleteExpired(worker, { wall: wall().toISOString(), product: wall().toISOString() });
    expect(await count()).toBe(0);
  });
});

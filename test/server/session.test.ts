import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { cookieOf, createWorld, PASSWORD, signIn, type App } from './world.ts';

const world = await createWorld(await createTestDatabase());
const MINUTE = 60_000;

/** A wall clock that a test moves. */
function movableWall(start = '2026-11-20T08:00:00Z') {
  let now = Date.parse(start);
  return { wall: () => new Date(now), pass: (milliseconds: number) => void (now += milliseconds) };
}

function attempt(app: App, username: string, password: string, remoteAddress = '10.0.0.1') {
  return app.inject({ method: 'POST', url: '/api/session', payload: { username, password }, remoteAddress });
}

const whoAmI = (app: App, cookie: string) =>
  app.inject({ method: 'GET', url: '/api/session', headers: { cookie } });

describe('signing in', () => {
  it('tells who signed in and where they belong', async () => {
    const app = await world.start();
    const answer = await attempt(app, 'owner', PASSWORD);
    expect(answer.statusCode).toBe(200);
    const { user, today, demo } = answer.json();
    expect(user).toMatchObject({
      name: 'owner',
      role: 'handler',
      regionId: world.regionId,
      unitId: world.unitId,
    });
    expect(user.unitPath).toMatch(/^liuchuan\/[^/]+\/[^/]+$/);
    expect({ today, demo }).toEqual({ today: '2023-07-31', demo: true });
    expect((await whoAmI(app, cookieOf(answer))).json().user).toEqual(user);
  });

  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const app = await world.start({ trustProxy: true });
    const plain = await attempt(app, 'owner', PASSWORD);
    expect(plain.headers['set-cookie']).toMatch(/; Path=\/api; HttpOnly; SameSite=Strict/);
    expect(plain.headers['set-cookie']).not.toMatch(/Secure/);
    const overTls = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username: 'owner', password: PASSWORD },
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(overTls.headers['set-cookie']).toMatch(/Secure/);
  });

  it('gives a new id at each sign-in, and the old one opens nothing', async () => {
    const app = await world.start();
    const first = await signIn(app, 'owner');
    const again = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { username: 'owner', password: PASSWORD },
      headers: { cookie: first },
    });
    expect(cookieOf(again)).not.toBe(first);
    expect((await whoAmI(app, first)).statusCode).toBe(401);
    expect((await whoAmI(app, cookieOf(again))).statusCode).toBe(200);
  });

  it('answers an unknown name like a wrong password, after the same work', async () => {
    const app = await world.start();
    await attempt(app, 'warm-up', 'x', '10.1.0.9');
    // Processor time, because the clock on the wall also measures what else the machine does.
    const timed = async (username: string) => {
      const begun = process.cpuUsage();
      const answer = await attempt(app, username, 'wrong', '10.1.0.1');
      const { user, system } = process.cpuUsage(begun);
      return { answer, ms: (user + system) / 1000 };
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (const [right, wrong] of [
      ['beside', 'nobody-1'],
      ['leader', 'nobody-2'],
      ['finance', 'nobody-3'],
      ['auditor', 'nobody-4'],
    ] as const) {
      const there = await timed(right);
      const notThere = await timed(wrong);
      expect(notThere.answer.statusCode).toBe(401);
      expect(notThere.answer.body).toBe(there.answer.body);
      expect(notThere.answer.json().code).toBe('wrong_credentials');
      known.push(there.ms);
      unknown.push(notThere.ms);
    }
    // argon2 dominates both; without the dummy hash an unknown name would answer in a tenth of the time.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) * 0.5);
    expect(Math.min(...unknown)).toBeLessThan(Math.min(...known) * 2);
  });

  it.each(['business', 'no-such-account'])(
    'locks the name %s for 15 minutes after five wrong passwords, the right one included, on every server',
    async (username) => {
      const { wall, pass } = movableWall(
        username === 'business' ? '2026-11-21T08:00:00Z' : '2026-11-22T08:00:00Z',
      );
      const app = await world.start({ wall });
      const second = await world.start({ wall });
      for (let tries = 1; tries <= 5; tries += 1) {
        expect((await attempt(app, username, 'wrong')).statusCode).toBe(401);
        pass(MINUTE);
      }
      const locked = await attempt(second, username.toUpperCase(), PASSWORD, '10.0.0.2');
      expect(locked.statusCode).toBe(429);
      expect(locked.json()).toEqual({
        code: 'sign_in_locked',
        message: '连续输错次数过多，请 14 分钟后再试。',
      });
      expect(Number(locked.headers['retry-after'])).toBe(14 * 60);
      pass(13 * MINUTE);
      expect((await attempt(app, username, PASSWORD)).statusCode).toBe(429);
      pass(2 * MINUTE);
      expect((await attempt(app, username, PASSWORD)).statusCode).toBe(username === 'business' ? 200 : 401);
    },
  );

  it('lets nobody slip past the limit by trying at the same moment', async () => {
    const { wall } = movableWall('2026-11-23T08:00:00Z');
    const app = await world.start({ wall });
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt(app, 'secadmin', 'wrong')));
    const codes = answers.map((answer) => answer.statusCode).toSorted();
    expect(codes).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
  });

  it('locks an address after thirty wrong passwords, whatever the names', async () => {
    const { wall } = movableWall('2026-11-24T08:00:00Z');
    const app = await world.start({ wall });
    for (let tries = 0; tries < 30; tries += 1) {
      expect((await attempt(app, `guess-${tries}`, 'wrong', '10.9.9.9')).statusCode).toBe(401);
    }
    expect((await attempt(app, 'owner', PASSWORD, '10.9.9.9')).statusCode).toBe(429);
    expect((await attempt(app, 'owner', PASSWORD, '10.9.9.8')).statusCode).toBe(200);
  });
});

describe('a session', () => {
  it('survives a restart of the server', async () => {
    const before = await world.start();
    const cookie = await signIn(before, 'owner');
    await before.close();
    const after = await world.start();
    expect((await whoAmI(after, cookie)).statusCode).toBe(200);
  });

  it('ends with the sign-out, on this server at once and elsewhere within five seconds', async () => {
    const { wall, pass } = movableWall();
    const app = await world.start({ wall });
    const other = await world.start({ wall });
    const cookie = await signIn(app, 'owner');
    expect((await whoAmI(other, cookie)).statusCode).toBe(200);
    const out = await app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    expect(out.statusCode).toBe(204);
    expect(out.headers['set-cookie']).toMatch(/mubiao_session=;/);
    expect((await whoAmI(app, cookie)).statusCode).toBe(401);
    pass(5_001);
    expect((await whoAmI(other, cookie)).statusCode).toBe(401);
  });

  it('ends after thirty idle minutes, and after twelve hours of work', async () => {
    const { wall, pass } = movableWall();
    const app = await world.start({ wall });
    const cookie = await signIn(app, 'owner');
    for (let minutes = 0; minutes < 11.9 * 60; minutes += 29) {
      expect((await whoAmI(app, cookie)).statusCode).toBe(200);
      pass(29 * MINUTE);
    }
    pass(5 * MINUTE);
    expect((await whoAmI(app, cookie)).statusCode).toBe(401);

    const idle = await signIn(app, 'owner');
    pass(31 * MINUTE);
    const late = await whoAmI(app, idle);
    expect(late.statusCode).toBe(401);
    expect(late.json()).toEqual({ code: 'signed_out', message: '尚未登录或登录已失效，请重新登录。' });
  });

  it('is stored under a hash: a copy of the table opens nothing', async () => {
    const app = await world.start();
    const cookie = await signIn(app, 'owner');
    const id = cookie.split('=')[1] as string;
    const rows = await world.db.selectFrom('ops.sessions').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(id);
    const stolen = rows.map((row) => whoAmI(app, `mubiao_session=${row.id}`));
    for (const answer of await Promise.all(stolen)) expect(answer.statusCode).toBe(401);
  });
});

describe('the sign-in page', () => {
  it('lists the accounts in the demo and none otherwise', async () => {
    const demo = await world.start();
    const accounts = (await demo.inject('/api/sign-in-info')).json().accounts;
    expect(accounts).toContainEqual({
      username: 'leader',
      name: 'leader',
      role: 'leader',
      region: '柳川县',
      department: '柳林县人力资源和社会保障局',
    });
    expect(accounts).toContainEqual(expect.objectContaining({ username: 'finance', department: null }));
    expect(accounts).toHaveLength(10);
    const real = await world.start({ demo: false });
    expect((await real.inject('/api/sign-in-info')).json()).toEqual({
      demo: false,
      today: '2023-07-31',
      accounts: [],
    });
  });
});

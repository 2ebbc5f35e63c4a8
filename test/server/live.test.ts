import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inContext } from '../../db/database.ts';
import { deleteOldLiveEvents, PUBLISHER_LOCK } from '../../db/live-events.ts';
import { createTestDatabase } from '../postgres.ts';
import {
  connect,
  range,
  recordEvents,
  unknownId,
  waitFor,
  type Client,
  type EventPlace,
} from './live-client.ts';
import { createWorld, newKey, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start();
const second = await world.start();
const cookies: Record<string, string> = {};
for (const name of ['owner', 'beside', 'leader', 'finance', 'elsewhere', 'sysadmin']) {
  cookies[name] = await signIn(app, name);
}

const own: EventPlace = {
  regionId: world.regionId,
  unitId: world.unitId,
  topics: ['overview', `project:${world.projectId}`],
};
const beside: EventPlace = {
  regionId: world.regionId,
  unitId: world.besideUnitId,
  topics: ['overview', `project:${world.besideProjectId}`],
};

let clients: Client[] = [];
async function open(username: string, server = app, headers: Record<string, string> = {}): Promise<Client> {
  const client = await connect(server, { cookie: cookies[username] ?? '', ...headers });
  clients.push(client);
  return client;
}

/** Each test counts its own events. */
let next = 0;
beforeEach(async () => {
  next += 10_000;
  await waitFor(
    'both servers are up to date',
    () => app.live.counts().lastSeq === second.live.counts().lastSeq,
  );
});
afterEach(async () => {
  for (const client of clients) client.socket.terminate();
  clients = [];
  await waitFor('all sockets are gone', () => app.live.counts().sockets + second.live.counts().sockets === 0);
});

describe('what is recorded', () => {
  it('reaches an open page, under the topic it asked for', async () => {
    const overview = await open('leader');
    await overview.subscribe(['overview']);
    const project = await open('owner', second);
    await project.subscribe([`project:${world.projectId}`]);
    const answer = await app.inject({
      method: 'POST',
      url: `/api/projects/${world.projectId}/ledger`,
      payload: { event: 'paid', happenedOn: '2023-07-10', amount: '1.00' },
      headers: { cookie: cookies['owner'] ?? '', 'idempotency-key': newKey() },
    });
    expect(answer.statusCode).toBe(201);
    const isJudged = (heard: Client['heard']) => heard.some((message) => message.type === 'judged');
    await Promise.all([overview.until(isJudged), project.until(isJudged)]);
    expect(overview.heard.at(-1)).toMatchObject({ topic: 'overview', data: { projectId: world.projectId } });
    expect(project.heard.at(-1)).toMatchObject({
      topic: `project:${world.projectId}`,
      seq: overview.heard.at(-1)?.seq,
    });
  });

  it('comes in order, numbered without a gap, once, on every server', async () => {
    const here = await open('finance');
    const there = await open('finance', second);
    for (const client of [here, there]) await client.subscribe(['overview', `project:${world.projectId}`]);
    await Promise.all(
      range(0, 20).map(async (batch) => {
        await recordEvents(world.db, batch % 2 ? own : beside, { first: next + batch * 10, count: 10 });
        (batch % 3 ? app : second).live.poke();
      }),
    );
    for (const client of [here, there]) {
      await client.until((heard) => heard.filter((message) => message.type === 'judged').length === 200);
      const events = client.heard.filter((message) => message.type === 'judged');
      const seqs = events.map((event) => event.seq ?? 0);
      expect(seqs).toEqual(range(seqs[0] ?? 0, 200));
      expect(client.numbers().toSorted((a, b) => a - b)).toEqual(range(next, 200));
    }
    expect(there.numbers()).toEqual(here.numbers());
  });

  it('is numbered by one server at a time: another one’s unfinished batch is waited for', async () => {
    const client = await open('leader');
    await client.subscribe(['overview']);
    const publisher = new pg.Client({ connectionString: database.urls.publisher });
    await publisher.connect();
    await publisher.query(`begin; select pg_advisory_xact_lock(${PUBLISHER_LOCK})`);
    await recordEvents(world.db, own, { first: next, count: 1 });
    app.live.poke();
    second.live.poke();
    await sleep(150);
    expect(client.numbers()).toEqual([]);
    await publisher.query('commit');
    await publisher.end();
    await client.until(() => client.numbers().length === 1);
  });

  it('is sent although the process that committed it died before it could say so', async () => {
    const client = await open('leader');
    await client.subscribe(['overview']);
    await recordEvents(world.db, own, { first: next, count: 1 });
    await client.until(() => client.numbers().includes(next));
  });

  it('is sent when the worker, which publishes nothing itself, says so', async () => {
    const client = await open('leader');
    await client.subscribe(['overview']);
    await recordEvents(world.db, own, { first: next, count: 1 });
    const worker = new pg.Client({ connectionString: database.urls.worker });
    await worker.connect();
    await worker.query(`select pg_notify('mubiao_poke', '')`);
    await worker.end();
    await client.until(() => client.numbers().includes(next));
  });
});

describe('after a cut', () => {
  it('a number that was never given begins anew: the content was restored from a backup', async () => {
    const client = await open('leader');
    await client.subscribe(['overview'], app.live.counts().lastSeq + 1_000_000);
    await client.until((heard) => heard.some((message) => message.type === 'refetch'));
    await recordEvents(world.db, own, { first: next, count: 2 });
    app.live.poke();
    await client.until(() => client.numbers().length === 2);
    expect(client.numbers()).toEqual(range(next, 2));
  });

  it('what was missed is replayed, before what is new, in order and once', async () => {
    const client = await open('leader');
    await client.subscribe(['overview']);
    await recordEvents(world.db, own, { first: next, count: 3 });
    await client.until(() => client.numbers().length === 3);
    const since = client.heard.at(-1)?.seq ?? 0;
    await client.cut();
    await recordEvents(world.db, own, { first: next + 3, count: 500 });
    await waitFor('the server has them', () => app.live.counts().lastSeq >= since + 500);

    const back = await open('leader', second);
    const writing = (async () => {
      for (let batch = 0; batch < 10; batch += 1) {
        await recordEvents(world.db, own, { first: next + 503 + batch * 10, count: 10 });
        app.live.poke();
      }
    })();
    await back.subscribe(['overview'], since);
    await writing;
    await back.until(() => back.numbers().length >= 600);
    expect(back.numbers()).toEqual(range(next + 3, 600));
    const seqs = back.heard.flatMap((message) => (message.type === 'judged' ? (message.seq ?? 0) : []));
    expect(seqs).toEqual(range(since + 1, 600));
  });

  it('what is new waits until the replay is over, however slowly that is read', async () => {
    const since = app.live.counts().lastSeq;
    await recordEvents(world.db, own, { first: next, count: 1_000, bytes: 10_000 });
    await waitFor('the server has them', () => app.live.counts().lastSeq >= since + 1_000);
    const slow = await open('leader');
    slow.socket.pause();
    slow.say({ subscribe: ['overview'], since });
    const [member] = app.live.hub.members();
    await waitFor('the replay is stuck', () => (member?.socket.bufferedAmount ?? 0) >= 100_000);
    await recordEvents(world.db, own, { first: next + 1_000, count: 3 });
    await waitFor('the server has them too', () => app.live.counts().lastSeq >= since + 1_003);
    slow.socket.resume();
    await slow.until(() => slow.numbers().length >= 1_003);
    expect(slow.numbers()).toEqual(range(next, 1_003));
  });

  it('whoever missed more than 2,000 events is told to read again, and hears what is new', async () => {
    const { seq: since = 0 } = await (await open('leader')).subscribe(['overview']);
    await recordEvents(world.db, own, { first: next, count: 2_001 });
    await waitFor('the server has them', () => app.live.counts().lastSeq >= since + 2_001);
    const back = await open('leader');
    await back.subscribe(['overview'], since);
    await back.until((heard) => heard.some((message) => message.type === 'refetch'));
    expect(back.numbers()).toEqual([]);
    await recordEvents(world.db, own, { first: next + 2_001, count: 1 });
    await back.until(() => back.numbers().length === 1);
  });

  it('whoever missed something older than a day is told to read again; who missed nothing is not', async () => {
    const { seq: since = 0 } = await (await open('leader')).subscribe(['overview']);
    await recordEvents(world.db, own, { first: next, count: 1, at: '2023-07-30T08:00:00+08:00' });
    await waitFor('the server has it', () => app.live.counts().lastSeq > since);
    const late = await open('leader');
    await late.subscribe(['overview'], since);
    await late.until((heard) => heard.some((message) => message.type === 'refetch'));
    const upToDate = await open('leader');
    await upToDate.subscribe(['overview'], app.live.counts().lastSeq);
    await sleep(50);
    expect(upToDate.heard.map((message) => message.type)).toEqual(['subscribed']);
  });

  it('whoever missed events that were deleted meanwhile is told to read again, also on another topic', async () => {
    const { seq: since = 0 } = await (await open('leader')).subscribe(['overview']);
    await recordEvents(world.db, own, { first: next, count: 1, at: '2023-07-01T08:00:00+08:00' });
    const newest = { ...own, topics: ['overview'] };
    await recordEvents(world.db, newest, { first: next + 1, count: 1, at: '2023-07-02T08:00:00+08:00' });
    await waitFor('the server has them', () => app.live.counts().lastSeq >= since + 2);
    const pool = new pg.Pool({ connectionString: database.urls.publisher, max: 1 });
    const now = '2023-07-31T09:00:00+08:00';
    // No worker is here: what the watch has not read is kept, however old.
    expect(await deleteOldLiveEvents(pool, now)).toBe(0);
    const admin = new pg.Client({ connectionString: database.superuserUrl });
    await admin.connect();
    await admin.query('update ops.watch_cursor set seq = $1', [app.live.counts().lastSeq]);
    await admin.end();
    expect(await deleteOldLiveEvents(pool, now)).toBeGreaterThanOrEqual(1);
    await pool.end();
    const back = await open('leader');
    await back.subscribe([`project:${world.projectId}`], since);
    await back.until((heard) => heard.some((message) => message.type === 'refetch'));
  });

  it('the servers’ own lost database connections lose nothing', async () => {
    const client = await open('leader');
    await client.subscribe(['overview']);
    const before = app.live.counts().connections;
    const admin = new pg.Client({ connectionString: database.superuserUrl });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'mubiao_publisher'`,
    );
    await admin.end();
    await recordEvents(world.db, own, { first: next, count: 5 });
    await client.until(() => client.numbers().length === 5);
    expect(client.numbers()).toEqual(range(next, 5));
    await waitFor('the listener is back', () => app.live.counts().connections === before + 1);
  });
});

describe('nobody receives what he may not read', () => {
  it('each gets the events of his own scope, whatever he subscribed to', async () => {
    const topics = ['overview', `project:${world.projectId}`, `project:${world.besideProjectId}`];
    const people = ['owner', 'beside', 'leader', 'finance', 'elsewhere'];
    const heard: Record<string, Client> = {};
    for (const name of people) {
      const client = await open(name);
      heard[name] = client;
      await client.subscribe(topics, app.live.counts().lastSeq);
    }
    await recordEvents(world.db, own, { first: next, count: 2 });
    await recordEvents(world.db, beside, { first: next + 2, count: 2 });
    await heard['finance']?.until(() => heard['finance']?.numbers().length === 4);
    await sleep(50);
    const got = Object.fromEntries(people.map((name) => [name, heard[name]?.numbers()]));
    expect(got).toEqual({
      owner: range(next, 2),
      beside: range(next + 2, 2),
      leader: range(next, 4),
      finance: range(next, 4),
      elsewhere: [],
    });
  });

  it('but a leader hears of a unit that an import has just made below the department', async () => {
    const leader = await open('leader', second);
    await leader.subscribe(['overview']);
    const unitId = unknownId();
    await inContext(world.db, { regionId: world.regionId, units: '*' }, (tx) =>
      tx
        .insertInto('app.units')
        .values({
          region_id: world.regionId,
          id: unitId,
          parent_id: world.departmentId,
          kind: 'unit',
          slug: 'new-unit',
          name: '新设单位',
          short_name: '新设',
        })
        .execute(),
    );
    const place = { ...own, unitId };
    await recordEvents(world.db, place, { first: next, count: 1, type: 'imported' });
    await recordEvents(world.db, place, { first: next + 1, count: 1 });
    await leader.until(() => leader.numbers().length === 2);
    expect(leader.numbers()).toEqual([next, next + 1]);
  });

  it('nor in a replay', async () => {
    const since = app.live.counts().lastSeq;
    await recordEvents(world.db, own, { first: next, count: 3 });
    await waitFor('the server has them', () => app.live.counts().lastSeq >= since + 3);
    const neighbour = await open('beside');
    const foreigner = await open('elsewhere');
    for (const client of [neighbour, foreigner]) await client.subscribe(['overview'], since);
    await sleep(50);
    expect([neighbour.numbers(), foreigner.numbers()]).toEqual([[], []]);
  });

  it('a project beside, elsewhere or nowhere is refused with the same word', async () => {
    const client = await open('owner');
    const wanted = [
      `project:${world.projectId}`,
      `project:${world.besideProjectId}`,
      `project:${world.otherProjectId}`,
      `project:${unknownId()}`,
      `import:${unknownId()}`,
      'project:1 or 1=1',
      'everything',
    ];
    const answer = await client.subscribe(wanted);
    expect(answer.topics).toEqual([wanted[0]]);
    expect(answer.refused).toEqual(wanted.slice(1));
  });

  it('strangers, administrators and foreign pages get no channel', async () => {
    await expect(open('nobody')).rejects.toThrow('status 401');
    await expect(open('sysadmin')).rejects.toThrow('status 403');
    await expect(open('leader', app, { origin: 'https://evil.example' })).rejects.toThrow('status 403');
    const plain = await app.inject({ url: '/api/live', headers: { cookie: cookies['leader'] ?? '' } });
    expect(plain.statusCode).toBe(404);
  });

  it('the channel ends with the session, also when it was ended on another server', async () => {
    const quick = await world.start({ limits: { pingMs: 100 } });
    const cookie = await signIn(app, 'leader');
    const here = await connect(app, { cookie });
    const there = await connect(quick, { cookie });
    await app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    expect(await here.closed).toBe(4401);
    expect(await there.closed).toBe(4401);
  });
});

describe('a client', () => {
  it('that does not read is cut, and the server’s memory stays bounded', async () => {
    const limits = { unreadBytes: 200_000 };
    const server = await world.start({ limits });
    const reader = await connect(server, { cookie: cookies['leader'] ?? '' });
    await reader.subscribe(['overview']);
    const silent = await Promise.all(
      range(0, 20).map(async () => {
        const client = await connect(server, { cookie: cookies['leader'] ?? '' });
        await client.subscribe(['overview']);
        client.socket.pause();
        return client;
      }),
    );
    const unread = () =>
      [...server.live.hub.members()].reduce((sum, member) => sum + member.socket.bufferedAmount, 0);
    let most = 0;
    for (let batch = 0; batch < 100; batch += 1) {
      // 8 MB for each of them, more than the kernel's buffers take.
      await recordEvents(world.db, own, { first: next + batch * 8, count: 8, bytes: 10_000 });
      server.live.poke();
      await reader.until(() => reader.numbers().length === (batch + 1) * 8);
      most = Math.max(most, unread());
    }
    expect(server.live.counts().cut).toBe(20);
    expect(most).toBeLessThanOrEqual(21 * limits.unreadBytes);
    await waitFor('they are gone', () => server.live.counts().sockets === 1);
    for (const client of silent) client.socket.terminate();
    expect(reader.numbers()).toEqual(range(next, 800));
  });

  it('that talks too much, too long or nonsense is told or cut', async () => {
    const confused = await open('leader');
    for (const nonsense of ['{', '[]', '{"subscribe":"overview"}', '{"subscribe":[],"extra":1}'])
      confused.say(nonsense);
    await confused.until(
      (heard) => heard.filter((message) => message.code === 'invalid_message').length === 4,
    );
    const long = await open('leader');
    long.say({ subscribe: ['x'.repeat(5_000)] });
    expect(await long.closed).toBe(1009);
    const many = await open('leader');
    for (let count = 0; count < 60; count += 1) many.say({ subscribe: ['overview'] });
    expect(await many.closed).toBe(4429);
  });

  it('that vanished without a word is dropped at the second ping', async () => {
    const quick = await world.start({ limits: { pingMs: 50 } });
    const client = await connect(quick, { cookie: cookies['leader'] ?? '' });
    client.socket.pause();
    await waitFor('it is dropped', () => quick.live.counts().sockets === 0);
    client.socket.terminate();
  });

  it('beyond the limit of its account is asked to come later', async () => {
    const small = await world.start({ limits: { socketsPerAccount: 1 } });
    const first = await connect(small, { cookie: cookies['leader'] ?? '' });
    await expect(connect(small, { cookie: cookies['leader'] ?? '' })).rejects.toThrow('status 503');
    const other = await connect(small, { cookie: cookies['finance'] ?? '' });
    for (const client of [first, other]) client.socket.terminate();
  });

  it('is told to come back when the server stops', async () => {
    const stopping = await world.start();
    const client = await connect(stopping, { cookie: cookies['leader'] ?? '' });
    await stopping.close();
    expect(await client.closed).toBe(1001);
  });
});

/** The demonstration's date moves as days would have passed: the same facts, alerts and people told, also after a kill. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClock, realClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { findDemo, requestMove } from '../../db/demo/moves.ts';
import { rebuildAll } from '../../db/rebuild.ts';
import { runDemoClock } from '../../jobs/demo-clock.ts';
import { loadDemoCounties } from '../db/demo-counties.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';
import { startProgram } from '../jobs/running-worker.ts';
import { eventually } from '../jobs/stores.ts';

const BEGIN = '2023-07-31';
/** Over a month's end, a weekend, and the day by which July is to be reported. */
const END = '2023-08-11';
const SOMEBODY = '00000000-0000-4000-8000-000000000001';

const moved = await createTestDatabase();
const loaded = await createTestDatabase();
const killed = await createTestDatabase();
const handles = new Map<TestDatabase, Awaited<ReturnType<typeof open>>>();

async function open(database: TestDatabase) {
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  return {
    app: openDatabase(database.urls.app, { max: 2 }),
    db: openDatabase(database.urls.worker, { max: 6 }),
    owner: openDatabase(database.urls.owner, { max: 2 }),
    superuser,
  };
}

const of = (database: TestDatabase) => {
  const found = handles.get(database);
  if (!found) throw new Error('not opened');
  return found;
};

beforeAll(async () => {
  for (const database of [moved, loaded, killed]) {
    await loadDemoCounties(database, database === loaded ? END : BEGIN);
    handles.set(database, await open(database));
  }
}, 120_000);
afterAll(async () => {
  for (const { app, db, owner, superuser } of handles.values()) {
    await Promise.all([app.destroy(), db.destroy(), owner.destroy(), superuser.end()]);
  }
});

async function rows(database: TestDatabase, text: string): Promise<string[]> {
  const found = await of(database).superuser.query<unknown[]>({ text, rowMode: 'array' });
  return found.rows.map((row) => row.join(' | '));
}

const FACTS = [
  `select p.name, u.name, i.name, e.period, e.basis, e.value, e.done_on::text, e.grade, e.recorded_on::text
   from app.entries e join app.projects p on p.id = e.project_id join app.units u on u.id = p.unit_id
   join app.indicators i on i.id = e.indicator_id order by 1, 2, 3, 4, 5, 6, 7, 8`,
  `select p.name, u.name, l.event, l.happened_on::text, l.amount, l.document, l.obligation_id is null, l.recorded_on::text
   from app.ledger_events l join app.projects p on p.id = l.project_id join app.units u on u.id = p.unit_id
   order by 1, 2, 3, 4, 5, 6`,
  `select p.name, d.title, d.amounts::text, d.recorded_on::text from app.duty_plans d
   join app.projects p on p.id = d.project_id order by 1, 2, 3`,
  `select p.name, e.anchor, e.happened_on::text, e.recorded_on::text from app.registered_events e
   join app.projects p on p.id = e.project_id order by 1, 2, 3`,
];
const FOLLOWING = [
  `select p.name, o.title, o.due_on::text, o.amount, o.paid, o.met_on::text, o.state, o.state_since::text
   from app.obligations o join app.projects p on p.id = o.project_id order by 1, 2, 3, 4`,
  `select p.name, a.kind, a.opened_on::text, a.resolved_on::text, a.due_on::text, a.suppressed_by is null
   from app.alerts a join app.projects p on p.id = a.project_id order by 1, 2, 3, 4, 5`,
  `select p.name, j.kind, j.light, j.from_day::text, j.to_day::text, j.executed from app.judgements j
   join app.projects p on p.id = j.project_id order by 1, 2, 4, 3, 5, 6`,
];

const ids = (database: TestDatabase) =>
  rows(
    database,
    `select count(*)::int, count(distinct id)::int from (select id from app.entries union all
       select id from app.ledger_events union all select id from app.duty_plans
       union all select id from app.registered_events) f`,
  );

async function run(database: TestDatabase, stopping = new AbortController().signal): Promise<void> {
  const { db } = of(database);
  await runDemoClock({
    db,
    clock: await openClock(db),
    wallClock: realClock,
    deliverSoon: () => undefined,
    log: pino({ level: 'error' }),
    stopping,
  });
}

const ask = (database: TestDatabase, to: string | null) =>
  requestMove(of(database).app, { to, requestedBy: SOMEBODY, at: realClock.now() });

describe('a move', () => {
  it('is refused backwards, to the same day, and while another is under way', async () => {
    expect(await ask(moved, '2023-07-30')).toBe('not_forward');
    expect(await ask(moved, BEGIN)).toBe('not_forward');
    expect(await ask(moved, END)).toHaveProperty('id');
    expect(await ask(moved, END)).toBe('under_way');
    expect(await ask(moved, null)).toBe('under_way');
  });

  it('comes to its day and says so', async () => {
    await run(moved);
    expect(await findDemo(of(moved).app)).toMatchObject({
      today: END,
      start: BEGIN,
      move: { kind: 'move', from: BEGIN, to: END, reached: END, state: 'done' },
    });
    expect(await rows(moved, `select fault from ops.demo_moves`)).toEqual(['']);
  });

  it.each(FACTS.map((query, index) => [index, query] as const))(
    'records what a load on that day has recorded, each on its day (%i)',
    async (_, query) => {
      const passed = await rows(moved, query);
      expect(passed.length).toBeGreaterThan(0);
      expect(passed).toEqual(await rows(loaded, query));
    },
  );

  it.each(FOLLOWING.map((query, index) => [index, query] as const))(
    'leaves the judgements, duties and alerts of that load (%i)',
    async (_, query) => {
      const passed = await rows(moved, query);
      expect(passed.length).toBeGreaterThan(0);
      expect(passed).toEqual(await rows(loaded, query));
    },
  );

  it('opens and resolves alerts on the way, and tells people on working days alone', async () => {
    const opened = await rows(
      moved,
      `select a.kind, p.name, a.opened_on::text from app.alerts a join app.projects p on p.id = a.project_id
       where opened_on > '${BEGIN}' order by 1, 2`,
    );
    expect(opened).toEqual(
      expect.arrayContaining([
        'overdue | 2022 年村干部参加养老保险个人缴纳部分补助 | 2023-08-01',
        'unreported | “三支一扶”人员县级配套资金 | 2023-08-08',
      ]),
    );
    expect(
      await rows(moved, `select count(*)::int from app.alerts where resolved_on > '${BEGIN}'`),
    ).not.toEqual(['0']);
    const days = await rows(
      moved,
      `select distinct recorded_on::text from app.notices where recorded_on > '${BEGIN}' order by 1`,
    );
    expect(days.length).toBeGreaterThan(5);
    expect(days.filter((day) => ['2023-08-05', '2023-08-06'].includes(day))).toEqual([]);
    // One message for a person and a day.
    expect(
      await rows(
        moved,
        `select account_id, made_on from ops.messages where made_on > '${BEGIN}' group by 1, 2 having count(*) > 1`,
      ),
    ).toEqual([]);
    expect(
      await rows(
        moved,
        `select count(*)::int from app.notices n where not exists (
           select from ops.message_notices m where m.notice_id = n.id)`,
      ),
    ).toEqual(['0']);
  });

  it('tells the open pages of every region each day, and that it has ended', async () => {
    const told = await rows(
      moved,
      `select r.slug, count(distinct e.data ->> 'today')::int, count(*) filter (where e.data ->> 'state' = 'done')::int
       from app.live_events e join shared.regions r on r.id = e.region_id where e.type = 'clock' group by 1 order by 1`,
    );
    expect(told).toEqual(['lishan | 11 | 1', 'liuchuan | 11 | 1', 'pinghe | 11 | 1']);
  });

  it('leaves nothing that a rebuild makes differently', async () => {
    const rebuilt = await rebuildAll(of(moved).owner, END);
    expect(rebuilt.rows).toBeGreaterThan(1_000);
    expect(rebuilt.differing).toBe(0);
  });
});

describe('a worker that ends in the middle', () => {
  it('by a kill: another goes on from there, and no fact is there twice', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'mubiao-demo-clock-'));
    const start = () =>
      startProgram('jobs/main.ts', { DATA_DIR: dataDir, DATABASE_URL: killed.superuserUrl });
    const standing = () => findDemo(of(killed).app);
    const first = start();
    expect(await ask(killed, END)).toHaveProperty('id');
    // Nobody adds a job: the worker finds the move by itself.
    await eventually('some days have passed', 20_000, async () => {
      const reached = (await standing())?.move?.reached ?? '';
      return reached >= '2023-08-02';
    });
    first.kill('SIGKILL');
    await first.ended;
    const stopped = await standing();
    expect(stopped?.move).toMatchObject({ state: 'running' });
    expect(String(stopped?.today) < END).toBe(true);

    const second = start();
    await eventually('it is there', 60_000, async () => (await standing())?.move?.state === 'done');
    second.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    await rm(dataDir, { recursive: true, force: true });

    expect(await ids(killed)).toEqual(await ids(moved));
    for (const query of [...FACTS, ...FOLLOWING]) {
      expect(await rows(killed, query)).toEqual(await rows(moved, query));
    }
    expect((await rebuildAll(of(killed).owner, END)).differing).toBe(0);
  }, 120_000);

  it('by a stop: the move stays as it is until another takes it up', async () => {
    await ask(moved, '2023-08-15');
    const stopping = new AbortController();
    stopping.abort();
    await run(moved, stopping.signal);
    expect(await findDemo(of(moved).app)).toMatchObject({ today: END, move: { state: 'waiting' } });
    await run(moved);
    expect(await findDemo(of(moved).app)).toMatchObject({ today: '2023-08-15', move: { state: 'done' } });
  });
});

describe('a reload', () => {
  it('takes the date back, keeps accounts, and leaves what the first load had', async () => {
    const { superuser } = of(moved);
    const clock = await openClock(of(moved).db);
    const accounts = await rows(moved, `select id, username from ops.accounts order by 1`);
    await superuser.query(`
      insert into app.entries (region_id, id, indicator_id, project_id, unit_id, period, basis, value, invented,
        recorded_post, recorded_on, recorded_at)
      select region_id, gen_random_uuid(), id, project_id, unit_id, '2023-12', 'cumulative', 1, true, '经办人',
        '2023-08-15', now() from app.indicators limit 1`);
    await superuser.query(`
      insert into ops.idempotency_keys (account_id, key, body_hash, status, answer, created_at)
      select id, 'sent before', 'hash', 201, '{}', now() from ops.accounts
      where username in ('liuchuan-handler', 'sysadmin')`);
    await ask(moved, null);
    await run(moved);
    // A fact that is gone is recorded when it is sent again; an account that stays is not made again.
    expect(
      await rows(
        moved,
        `select a.username from ops.idempotency_keys k join ops.accounts a on a.id = k.account_id`,
      ),
    ).toEqual(['sysadmin']);
    expect(await rows(moved, `select state, fault from ops.demo_moves where kind = 'reload'`)).toEqual([
      'done | ',
    ]);
    expect(await findDemo(of(moved).app)).toMatchObject({ today: BEGIN });
    await clock.refresh();
    expect(clock.today()).toBe(BEGIN);
    expect(await rows(moved, `select id, username from ops.accounts order by 1`)).toEqual(accounts);
    expect(await rows(moved, `select max(recorded_on)::text from app.entries`)).toEqual(
      await rows(loaded, `select max(recorded_on)::text from app.entries where recorded_on <= '${BEGIN}'`),
    );
    expect(await rows(moved, `select count(*)::int from app.notices where recorded_on > '${BEGIN}'`)).toEqual(
      ['0'],
    );
    expect((await rebuildAll(of(moved).owner, BEGIN)).differing).toBe(0);

    await ask(moved, END);
    await run(moved);
    for (const query of FACTS) expect(await rows(moved, query)).toEqual(await rows(loaded, query));
  }, 60_000);

  it('is refused where there is no demonstration', async () => {
    const { db, superuser } = of(loaded);
    await superuser.query(`update ops.clock set mode = 'real'`);
    await expect(
      (async () => {
        const { sql } = await import('kysely');
        await sql`select ops.forget_demo()`.execute(db);
      })(),
    ).rejects.toThrow('not a demonstration');
    await superuser.query(`update ops.clock set mode = 'demo'`);
  });
});

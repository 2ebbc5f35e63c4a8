/**
 * The whole year of the demonstration, day by day from January to December, over 春节 and 国庆: what has passed is what the
 * facts give, who was told was told on working days, and what people did stays attached. Prints the table of due days and
 * steps of the duties that were late.
 */
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { recordAlertAct } from '../../db/alerts.ts';
import { fixedClock, openClock, realClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { requestMove } from '../../db/demo/moves.ts';
import { loadJudging } from '../../db/judging.ts';
import { rebuildAll } from '../../db/rebuild.ts';
import { runDemoClock } from '../../jobs/demo-clock.ts';
import { loadDemoCounties } from '../db/demo-counties.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

const FIRST = '2023-01-03';
const MIDDLE = '2023-07-31';
const LAST = '2023-12-31';

const passed = await createTestDatabase();
const loaded = await createTestDatabase();
const app = openDatabase(passed.urls.app, { max: 2 });
const db = openDatabase(passed.urls.worker, { max: 6 });
const owner = openDatabase(passed.urls.owner, { max: 2 });
const superusers = new Map<TestDatabase, pg.Client>();
for (const database of [passed, loaded]) {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  superusers.set(database, client);
}
afterAll(async () => {
  await Promise.all([app.destroy(), db.destroy(), owner.destroy()]);
  for (const client of superusers.values()) await client.end();
});

async function rows(text: string, database = passed): Promise<string[]> {
  const found = await superusers.get(database)?.query<unknown[]>({ text, rowMode: 'array' });
  return (found?.rows ?? []).map((row) => row.join(' | '));
}

async function moveTo(day: string): Promise<{ days: number; seconds: number }> {
  const begun = performance.now();
  const [from] = await rows('select demo_today::text from ops.clock');
  await requestMove(app, {
    to: day,
    requestedBy: '00000000-0000-4000-8000-000000000001',
    at: realClock.now(),
  });
  await runDemoClock({
    db,
    clock: await openClock(db),
    wallClock: realClock,
    deliverSoon: () => undefined,
    log: pino({ level: 'error' }),
    stopping: new AbortController().signal,
  });
  expect(await rows('select demo_today::text from ops.clock')).toEqual([day]);
  const days = (Date.parse(day) - Date.parse(String(from))) / 86_400_000;
  return { days, seconds: (performance.now() - begun) / 1000 };
}

/** A person of the finance bureau acknowledges one alert and silences another. */
async function act(): Promise<string[]> {
  const { rows: open } = (await superusers
    .get(passed)
    ?.query<{ id: string; region_id: string; account: string }>(
      `select a.id, a.region_id, c.id as account from app.alerts a join ops.accounts c on c.region_id = a.region_id
     where c.role = 'finance_performance' and a.resolved_on is null and a.kind in ('over_budget', 'overdue')
     order by a.kind, a.id limit 2`,
    )) ?? { rows: [] };
  const ids: string[] = [];
  for (const [index, { id, region_id: regionId, account }] of open.entries()) {
    const actor = {
      accountId: account,
      post: '财政局绩效股',
      invented: true,
      context: { regionId, units: '*' as const },
    };
    const body =
      index === 0
        ? { act: 'acknowledged' as const, until: '2023-08-15', reason: null }
        : { act: 'silenced' as const, until: '2023-08-20', reason: '已约谈，等市里的批复' };
    const done = await recordAlertAct(
      app,
      actor,
      { alertId: id, ...body, idempotency: null },
      fixedClock(MIDDLE),
    );
    expect(done).toHaveProperty('answer');
    ids.push(id);
  }
  return ids;
}

const ALERTS = `select p.name, a.kind, a.subject_id = p.id, a.opened_on::text, a.resolved_on::text, a.due_on::text
  from app.alerts a join app.projects p on p.id = a.project_id order by 1, 2, 4, 5, 6`;
const DUTIES = `select p.name, o.title, o.due_on::text, o.amount, o.paid, o.met_on::text, o.state
  from app.obligations o join app.projects p on p.id = o.project_id order by 1, 2, 3, 4`;

it('passes from January to December and leaves what a load on the last day leaves', async () => {
  await loadDemoCounties(passed, FIRST);
  await loadDemoCounties(loaded, LAST);
  const half = await moveTo(MIDDLE);
  const acted = await act();
  expect(acted).toHaveLength(2);
  const whole = await moveTo(LAST);
  const days = half.days + whole.days;
  const seconds = half.seconds + whole.seconds;
  console.log(`${days} days in ${seconds.toFixed(1)} s: ${(days / seconds).toFixed(1)} days a second`);

  const rebuilt = await rebuildAll(owner, LAST);
  expect(rebuilt.rows).toBeGreaterThan(4_000);
  expect(rebuilt.differing).toBe(0);
  for (const query of [ALERTS, DUTIES]) expect(await rows(query)).toEqual(await rows(query, loaded));

  // Nothing that people did or were told speaks of an alert that is not there.
  expect(await rows('select count(*)::int from app.alert_acts')).toEqual(['2']);
  expect(
    await rows(`select alert_id from (select alert_id from app.alert_acts union
      select alert_id from app.notices n where not exists (select from app.notices w where w.alert_id = n.alert_id
        and w.event = 'withdrawn')) t where not exists (select from app.alerts a where a.id = t.alert_id)`),
  ).toEqual([]);
  expect(
    await rows(`select count(*)::int from app.notices n where not exists (
      select from ops.message_notices m where m.notice_id = n.id)`),
  ).toEqual(['0']);
  // The silence held the steps back, and no longer than it was to.
  const [, silenced] = acted;
  expect(
    await rows(`select recorded_on::text from app.notices where alert_id = '${silenced}' and event <> 'resolved'
      and recorded_on > '${MIDDLE}' and recorded_on <= '2023-08-20'`),
  ).toEqual([]);
}, 900_000);

it('told nobody on a day off, and stepped over 春节 and 国庆 in working days', async () => {
  const { calendar } = await loadJudging(db);
  const told = await rows('select distinct recorded_on::text from app.notices order by 1');
  // What is behind its pace climbs once, so there are days on which nobody is told anything.
  expect(told.length).toBeGreaterThan(100);
  expect(told.filter((day) => !calendar.isWorkingDay(day))).toEqual([]);
  // Make-up days are working days: 28 and 29 January, 7 and 8 October.
  expect(told).toContain('2023-01-28');
  expect(told.some((day) => day === '2023-10-07' || day === '2023-10-08')).toBe(true);
  expect(told.filter((day) => day >= '2023-01-21' && day <= '2023-01-27')).toEqual([]);
  expect(told.filter((day) => day >= '2023-09-29' && day <= '2023-10-06')).toEqual([]);
  // 指标形成 on 20 September, ten working days: 21 22 25 26 27 28, then 7 8 9 10 October.
  expect(
    await rows(`select due_on::text, state from app.obligations where kind = 'allotment' and state = 'met'
      and due_on between '2023-09-01' and '2023-10-31'`),
  ).toEqual(['2023-10-10 | met']);
});

it('prints the due days and the steps of what was late', async () => {
  const table = await rows(
    `select p.name, o.title, o.due_on::text, a.kind, a.opened_on::text, coalesce(a.resolved_on::text, '—'),
       (select string_agg(distinct n.recorded_on::text || ' L' || n.level || case n.event when 'resolved' then ' 解除'
          when 'repeated' then ' 再告' else '' end, ', ') from app.notices n where n.alert_id = a.id)
     from app.alerts a join app.projects p on p.id = a.project_id join app.obligations o on o.id = a.subject_id
     where a.kind in ('overdue', 'deadline_missed') order by a.opened_on, p.name`,
  );
  console.log(table.join('\n'));
  expect(table.length).toBeGreaterThan(3);
});

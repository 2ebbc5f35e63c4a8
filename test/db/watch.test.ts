/** Duties and alerts over weeks of a running product: which open when, who is told, what a rebuild gives. */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordAlertAct } from '../../db/alerts.ts';
import { fixedClock } from '../../db/clock.ts';
import { recordEntry } from '../../db/entries.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { recordEvent } from '../../db/duty-records.ts';
import { rebuildAll } from '../../db/rebuild.ts';
import { createTestDatabase } from '../postgres.ts';
import { fillPosts, passDays } from './watch-world.ts';
import { BESIDE, createWorld, declaration, declare, DECLARED_ON, indicatorsOf, named } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
await declare(
  world.db,
  world.finance,
  [
    declaration({
      name: '机关养老保险补助',
      unit: BESIDE,
      indicators: [['时效指标', '资金拨付时间', '指标形成后10个工作日']],
    }),
    declaration({
      name: '创业培训',
      unit: BESIDE,
      indicators: [
        ['数量指标', '创业培训人次', '≥1200人次'],
        ['数量指标', '宣传场次', '定性'],
      ],
    }),
  ],
  fixedClock(DECLARED_ON),
);
const accounts = await fillPosts(world.owner, world, world.besideId);
const indicators = await indicatorsOf(world.db, world.finance.context);

interface AlertView {
  kind: string;
  project: string;
  subject: string | null;
  opened_on: string;
  resolved_on: string | null;
  due_on: string | null;
}

async function alerts(project: string, kind?: string): Promise<AlertView[]> {
  const { rows } = await sql<AlertView>`
    select a.kind, p.name as project, coalesce(o.title, i.name) as subject, a.opened_on, a.resolved_on, a.due_on
    from app.alerts a join app.projects p on p.region_id = a.region_id and p.id = a.project_id
    left join app.obligations o on o.region_id = a.region_id and o.id = a.subject_id
    left join app.indicators i on i.region_id = a.region_id and i.id = a.subject_id
    where a.region_id = ${world.regionId} and p.name = ${project} and (${kind ?? null}::text is null or a.kind = ${kind ?? null})
    order by a.opened_on, a.kind, subject`.execute(world.owner);
  return rows;
}

async function told(kind: string, project: string): Promise<[string, string, number, string][]> {
  const { rows } = await sql<{ recorded_on: string; event: string; level: number; post: string }>`
    select n.recorded_on, n.event, n.level, n.post from app.notices n
    join app.projects p on p.region_id = n.region_id and p.id = n.project_id
    left join app.alerts a on a.region_id = n.region_id and a.id = n.alert_id
    where n.region_id = ${world.regionId} and p.name = ${project} and (a.kind = ${kind} or a.id is null and ${kind} = 'gone')
    order by n.recorded_on, array_position(array['raised', 'repeated', 'resolved', 'withdrawn'], n.event), n.level, n.post`.execute(
    world.owner,
  );
  return rows.map((row) => [row.recorded_on, row.event, row.level, row.post]);
}

async function duty(
  title: string,
): Promise<{ id: string; state: string; paid: string; met_on: string | null; project_id: string }> {
  const row = await world.owner
    .selectFrom('app.obligations')
    .select(['id', 'state', 'paid', 'met_on', 'project_id'])
    .where('region_id', '=', world.regionId)
    .where('title', '=', title)
    .executeTakeFirstOrThrow();
  return row;
}

const enter = async (day: string, name: string, period: string, value: string) => {
  const done = await recordEntry(
    world.db,
    world.beside,
    { indicatorId: named(indicators, name).id, body: { period, value }, idempotency: null },
    fixedClock(day),
  );
  expect(done).toHaveProperty('answer');
};

const pay = async (day: string, title: string, happenedOn: string, amount: string) => {
  const { id, project_id: projectId } = await duty(title);
  const done = await recordLedgerEvent(
    world.db,
    world.beside,
    {
      projectId,
      body: { event: 'paid', happenedOn, amount, obligationId: id },
      idempotency: null,
    },
    fixedClock(day),
  );
  expect(done).toHaveProperty('answer');
};

beforeAll(async () => {
  await passDays(world, {
    from: DECLARED_ON,
    to: '2023-03-31',
    deeds: {
      '2023-01-30': () => enter('2023-01-30', '创业培训人次', '2023-01', '50'),
      '2023-03-03': () => enter('2023-03-03', '创业培训人次', '2023-02', '200'),
      '2023-01-16': async () => {
        const { projectId } = named(indicators, '资金拨付时间');
        const done = await recordEvent(
          world.db,
          world.beside,
          {
            projectId,
            body: { anchor: 'quota_formed', happenedOn: '2023-01-16', document: '财社〔2023〕1号' },
            idempotency: null,
          },
          fixedClock('2023-01-16'),
        );
        expect(done).toHaveProperty('answer');
      },
      // Paid late.
      '2023-02-15': () => pay('2023-02-15', '补贴发放（1 月）', '2023-02-15', '50000.00'),
      // Paid on the day, written down the morning after.
      '2023-03-01': () => pay('2023-03-01', '补贴发放（2 月）', '2023-02-28', '50000.00'),
      '2023-02-08': async () => {
        const [open] = await world.owner
          .selectFrom('app.alerts')
          .select('id')
          .where('kind', '=', 'overdue')
          .where('due_on', '=', '2023-02-02')
          .execute();
        const silenced = await recordAlertAct(
          world.db,
          world.leader,
          {
            alertId: String(open?.id),
            act: 'silenced',
            until: '2023-02-14',
            reason: '国库系统升级',
            idempotency: null,
          },
          fixedClock('2023-02-08'),
        );
        expect(silenced).toHaveProperty('answer');
      },
    },
  });
}, 120_000);

describe('a payment that is due each month', () => {
  it('is reminded of three working days before, told late the day after, and climbs until it is paid', async () => {
    const january = (await alerts('公益性岗位补贴')).filter((alert) => alert.subject === '补贴发放（1 月）');
    // 31 January is a Tuesday; 28 and 29 January are made up for the Spring Festival.
    expect(january).toEqual([
      expect.objectContaining({ kind: 'due_soon', opened_on: '2023-01-28', resolved_on: '2023-02-01' }),
      expect.objectContaining({
        kind: 'overdue',
        opened_on: '2023-02-01',
        resolved_on: '2023-02-15',
        due_on: '2023-01-31',
      }),
    ]);
    expect(await told('overdue', '公益性岗位补贴')).toEqual([
      ['2023-02-01', 'raised', 1, 'handler'],
      ['2023-02-01', 'raised', 1, 'unit_head'],
      ['2023-02-07', 'raised', 2, 'leader'],
      ['2023-02-14', 'raised', 3, 'finance_performance'],
      ['2023-02-15', 'resolved', 1, 'handler'],
      ['2023-02-15', 'resolved', 1, 'unit_head'],
      ['2023-02-15', 'resolved', 2, 'leader'],
      ['2023-02-15', 'resolved', 3, 'finance_performance'],
    ]);
    expect(await duty('补贴发放（1 月）')).toMatchObject({
      state: 'met_late',
      paid: '50000.00',
      met_on: '2023-02-15',
    });
  });

  it('that was paid in time and written down a day later was never late: who was told hears that', async () => {
    const february = (await alerts('公益性岗位补贴')).filter((alert) => alert.subject === '补贴发放（2 月）');
    expect(february.map((alert) => alert.kind)).toEqual(['due_soon']);
    expect(await duty('补贴发放（2 月）')).toMatchObject({ state: 'met', met_on: '2023-02-28' });
    expect(await told('gone', '公益性岗位补贴')).toEqual([
      ['2023-03-01', 'raised', 1, 'handler'],
      ['2023-03-01', 'raised', 1, 'unit_head'],
      ['2023-03-01', 'withdrawn', 1, 'handler'],
      ['2023-03-01', 'withdrawn', 1, 'unit_head'],
    ]);
  });

  it('has twelve duties in the year', async () => {
    const { projectId } = named(indicators, '补贴发放');
    const rows = await world.owner
      .selectFrom('app.obligations')
      .select(['period', 'due_on'])
      .where('project_id', '=', projectId)
      .orderBy('period')
      .execute();
    expect(rows).toHaveLength(12);
    expect(rows[8]).toEqual({ period: '2023-09', due_on: '2023-09-28' });
  });
});

describe('a span after an event', () => {
  it('waits for the event, then counts working days over the Spring Festival', async () => {
    // 16 January + 10 working days: 17–20 January, 28–31 January, 1–2 February.
    const [late] = await alerts('机关养老保险补助', 'overdue');
    expect(late).toMatchObject({ due_on: '2023-02-02', opened_on: '2023-02-03', resolved_on: null });
  });

  it('silenced, its next step waits and is taken on the first working day after', async () => {
    // The leader would have been told on 9 February; it was silenced from the 8th to the 14th.
    expect((await told('overdue', '机关养老保险补助')).slice(0, 5)).toEqual([
      ['2023-02-03', 'raised', 1, 'handler'],
      ['2023-02-03', 'raised', 1, 'unit_head'],
      ['2023-02-15', 'raised', 2, 'leader'],
      ['2023-02-16', 'raised', 3, 'finance_performance'],
      ['2023-02-23', 'repeated', 3, 'finance_performance'],
    ]);
  });
});

describe('pace', () => {
  it('opens after two closes below the cut and is resolved after two above it', async () => {
    // 50 of 100 on Monday 30 January: closes of the 30th and 31st.
    expect(await alerts('创业培训', 'indicator_lagging')).toEqual([
      expect.objectContaining({
        subject: '创业培训人次',
        opened_on: '2023-02-01',
        resolved_on: '2023-03-07',
      }),
    ]);
  });

  it('of a target that cannot be judged is told once, to the handler', async () => {
    expect(await alerts('创业培训', 'undeterminable')).toEqual([
      expect.objectContaining({ opened_on: DECLARED_ON, resolved_on: null }),
    ]);
    expect(await told('undeterminable', '创业培训')).toEqual([[DECLARED_ON, 'raised', 0, 'handler']]);
  });
});

describe('a month’s report', () => {
  it('is reminded of three working days before it is due, and missed by the project once', async () => {
    const [january, ...later] = (await alerts('创业培训')).filter(
      (alert) => alert.kind === 'due_soon' || alert.kind === 'unreported',
    );
    // January was entered on the 30th: nothing to be reminded of. February is due on 7 March, entered on the 3rd.
    expect(january).toMatchObject({ kind: 'due_soon', opened_on: '2023-03-02', resolved_on: '2023-03-03' });
    expect(later).toEqual([]);
    expect(await told('due_soon', '创业培训')).toEqual([
      ['2023-03-02', 'raised', 0, 'handler'],
      ['2023-03-03', 'resolved', 0, 'handler'],
    ]);
  });
});

it('a rebuild gives the same duties and alerts, and what people did stays attached', async () => {
  const before = await world.owner.selectFrom('app.alert_acts').select('alert_id').execute();
  const { rows, differing } = await rebuildAll(world.worker, '2023-03-31');
  expect(rows).toBeGreaterThan(50);
  expect(differing).toBe(0);
  const attached = await world.owner
    .selectFrom('app.alerts')
    .select('id')
    .where(
      'id',
      'in',
      before.map((act) => act.alert_id),
    )
    .execute();
  expect(attached.length).toBe(new Set(before.map((act) => act.alert_id)).size);
  const orphans = await sql`select from app.notices n where n.event = 'raised' and not exists (
      select from app.alerts a where a.region_id = n.region_id and a.id = n.alert_id)
    and not exists (select from app.notices w where w.alert_id = n.alert_id and w.event = 'withdrawn')`.execute(
    world.owner,
  );
  expect(orphans.rows).toEqual([]);
});

it('everybody told holds a post of the line', async () => {
  const people = await world.owner
    .selectFrom('app.notices')
    .select('account_id')
    .distinct()
    .where('unit_id', '=', world.besideId)
    .execute();
  expect(people.map((row) => row.account_id).sort()).toEqual(Object.values(accounts).sort());
});

describe('after an outage', () => {
  it('of days, each alert is raised once, at the level that fits, and those passed over are told with it', async () => {
    const forms = [
      declaration({ name: '停机补贴', unit: BESIDE, indicators: [['时效指标', '停机补贴发放', '1月—12月']] }),
    ];
    await declare(world.db, world.finance, forms, fixedClock('2023-04-03'));
    // April's payment is due on Friday the 28th; nothing scans from then until Monday 8 May.
    await passDays(world, {
      from: '2023-04-03',
      to: '2023-05-08',
      dead: ['2023-04-28', '2023-05-04', '2023-05-05', '2023-05-06'],
    });
    const april = (await alerts('停机补贴', 'overdue')).filter((alert) => alert.due_on === '2023-04-28');
    // As it was, not as it was seen: a rebuild finds the same day.
    expect(april).toEqual([expect.objectContaining({ opened_on: '2023-04-29', resolved_on: null })]);
    const told = await sql<{ recorded_on: string; level: number; post: string }>`
      select n.recorded_on, n.level, n.post from app.notices n
      join app.alerts a on a.region_id = n.region_id and a.id = n.alert_id
      join app.projects p on p.region_id = n.region_id and p.id = n.project_id
      where p.name = '停机补贴' and a.kind = 'overdue' and a.due_on = '2023-04-28' order by n.post`.execute(
      world.owner,
    );
    // Working days after the 28th: 4, 5, 6 (made up) and 8 May. Level 2 comes after five of them.
    expect(told.rows).toEqual([
      { recorded_on: '2023-05-08', level: 1, post: 'handler' },
      { recorded_on: '2023-05-08', level: 1, post: 'unit_head' },
    ]);
    await passDays(world, { from: '2023-05-15', to: '2023-05-15' });
    const later = await sql<{ level: number; post: string }>`
      select n.level, n.post from app.notices n join app.alerts a on a.region_id = n.region_id and a.id = n.alert_id
      join app.projects p on p.region_id = n.region_id and p.id = n.project_id
      where p.name = '停机补贴' and a.kind = 'overdue' and a.due_on = '2023-04-28' and n.recorded_on = '2023-05-15'
      order by n.post`.execute(world.owner);
    // 9 to 15 May are five more: the ninth. The tenth is the 16th.
    expect(later.rows).toEqual([{ level: 2, post: 'leader' }]);
  });
});

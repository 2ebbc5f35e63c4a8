/** The demonstration: marked as invented, without a real place, person or telephone, and with the contract's accounts. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_COUNTIES, renamed } from '../../db/demo/counties.ts';
import { loadDemo } from '../../db/demo/load.ts';
import { STORIES } from '../../db/demo/stories.ts';
import { STORY_KINDS, type StoryKind } from '../../db/demo/story.ts';
import { readTextDocument } from '../../server/forms/read-document.ts';
import { seedBytes, type County } from '../forms/seeds.ts';
import { createTestDatabase } from '../postgres.ts';
import { loadDemoCounties } from './demo-counties.ts';

/** Names that stand in the documents and may stand nowhere in the demonstration. */
const REAL_NAMES = ['柳林', '平罗', '离石', '吕梁', '石嘴山'];

const database = await createTestDatabase();
const superuser = new pg.Client({ connectionString: database.superuserUrl });
await superuser.connect();
afterAll(() => superuser.end());
beforeAll(() => loadDemoCounties(database, '2023-07-31'), 60_000);

async function column<T = string>(query: string, values: unknown[] = []): Promise<T[]> {
  const { rows } = await superuser.query<{ value: T }>(query, values);
  return rows.map((row) => row.value);
}

/** Every column of text or JSON, of every table of the product. */
const textColumns = () =>
  superuser
    .query<{ table: string; column: string }>(
      `select n.nspname || '.' || c.relname as table, a.attname as column
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_type t on t.oid = a.atttypid
       where n.nspname in ('app', 'shared', 'ops') and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
         and t.typname in ('text', 'jsonb', '_text', 'varchar', 'bytea')`,
    )
    .then(({ rows }) => rows);

async function textsMatching(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for (const { table, column: name } of await textColumns()) {
    // A document is kept as sent, in bytes.
    const text =
      table === 'app.imports' && name === 'source' ? `convert_from(${name}, 'UTF8')` : `${name}::text`;
    const matches = await column(
      `select substring(${text} from '.{0,20}(?:' || $1 || ').{0,20}') as value from ${table} where ${text} ~ $1`,
      [pattern],
    );
    found.push(...matches.map((match) => `${table}.${name}: ${match}`));
  }
  return found;
}

describe('what is made up', () => {
  it.each(['projects', 'entries', 'ledger_events', 'duty_plans', 'registered_events'])(
    'is marked so in every row of %s',
    async (table) => {
      expect(await column<number>(`select count(*)::int as value from app.${table}`)).not.toEqual([0]);
      expect(
        await column<number>(`select count(*)::int as value from app.${table} where not invented`),
      ).toEqual([0]);
    },
  );

  it('is in regions that are marked so', async () => {
    const regions = await superuser.query('select slug, name, invented from shared.regions order by slug');
    expect(regions.rows).toEqual([
      { slug: 'lishan', name: '离山区', invented: true },
      { slug: 'liuchuan', name: '柳川县', invented: true },
      { slug: 'pinghe', name: '平河县', invented: true },
    ]);
  });

  it('covers January to the day before, and nothing after the day the demonstration stands on', async () => {
    const [months] = await column<string[]>(
      `select array_agg(distinct period order by period) as value from app.entries`,
    );
    expect(months?.[0]).toBe('2023-01');
    expect(months?.at(-1)).toBe('2023-06');
    const [latest] = await column(
      `select max(day)::text as value from (select recorded_on as day from app.entries
         union all select recorded_on from app.ledger_events union all select happened_on from app.ledger_events
         union all select recorded_on from app.duty_plans union all select recorded_on from app.registered_events
         union all select opened_on from app.alerts union all select recorded_on from app.notices
         union all select made_on from ops.messages union all select from_day from app.judgements) d`,
    );
    expect(String(latest) <= '2023-07-31').toBe(true);
    const [july] = await column<number>(
      `select count(*)::int as value from app.ledger_events where event = 'paid' and happened_on >= '2023-07-01'`,
    );
    expect(july).toBeGreaterThan(10);
  });

  it('is alive: every county has projects that go well and projects that do not, and money spent', async () => {
    const { rows } = await superuser.query<{ slug: string; well: number; behind: number; executed: string }>(
      `select r.slug, count(*) filter (where s.light in ('normal', 'ahead'))::int as well,
         count(*) filter (where s.light in ('lagging', 'severe', 'unreported', 'attention'))::int as behind,
         sum(s.executed) as executed
       from shared.regions r join app.subjects s on s.region_id = r.id and s.kind <> 'project' group by r.slug`,
    );
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      expect(row.well).toBeGreaterThan(row.behind);
      expect(row.behind).toBeGreaterThan(0);
      expect(Number(row.executed)).toBeGreaterThan(0);
    }
  });
});

/** The project that a story tells of, by its county and name. */
const storyAlerts = async (kind: StoryKind) => {
  const stories = STORIES.filter((story) => story.kind === kind);
  const { rows } = await superuser.query<{ project: string; alerts: string[] | null; light: string }>(
    `select p.name as project, s.light, (select array_agg(a.kind || ' ' || a.opened_on::text || ' '
         || coalesce(a.resolved_on::text, 'open') order by a.opened_on, a.kind)
       from app.alerts a where a.project_id = p.id and a.kind <> 'due_soon') as alerts
     from app.projects p join shared.regions r on r.id = p.region_id
     join app.subjects s on s.region_id = p.region_id and s.id = p.id
     where (r.slug, p.name) in (select * from unnest($1::text[], $2::text[])) order by p.name, p.ordinal`,
    [stories.map((story) => story.county), stories.map((story) => story.project)],
  );
  return rows;
};

describe('the stories', () => {
  it.each(STORY_KINDS)('%s is told of a project that is there', async (kind) => {
    expect((await storyAlerts(kind)).length).toBeGreaterThan(0);
  });

  it.each<[StoryKind, string]>([
    ['missed_pension', 'overdue 2023-03-01 2023-03-15'],
    ['document_overdue', 'overdue 2023-06-23 open'],
    ['over_budget', 'over_budget 2023-07-18 open'],
    ['never_reported', 'unreported 2023-02-08 open'],
    ['lagging', 'indicator_lagging 2023-02-03 open'],
    ['work_done_unpaid', 'money_behind 2023-02-03 open'],
    ['money_fast_work_slow', 'indicator_lagging 2023-02-03 open'],
  ])('%s is seen on the last day of July: %s', async (kind, alert) => {
    expect((await storyAlerts(kind)).flatMap((row) => row.alerts ?? [])).toContain(alert);
  });

  it.each<[StoryKind, string[]]>([
    ['on_time', ['normal']],
    ['far_ahead', ['ahead']],
    ['pension_on_time', ['normal']],
    ['quota_in_time', ['awaiting_event', 'not_due', 'normal']],
  ])('%s has nothing late', async (kind, lights) => {
    const rows = await storyAlerts(kind);
    for (const { light, alerts } of rows) {
      expect(lights).toContain(light);
      expect((alerts ?? []).filter((alert) => /overdue|behind|lagging|unreported/.test(alert))).toEqual([]);
    }
  });

  it('a missed pension is told up to the finance bureau, in working days, and read by those who were told', async () => {
    const told = await column(
      `select n.level || ' ' || n.event || ' ' || n.recorded_on || ' ' || a.username as value from app.notices n
       join app.alerts l on l.id = n.alert_id join app.projects p on p.id = n.project_id
       join ops.accounts a on a.id = n.account_id
       join ops.message_notices m on m.notice_id = n.id
       join ops.messages s on s.id = m.message_id and s.state = 'sent' and s.made_on = n.recorded_on
         and s.sent_at::date = n.recorded_on and s.read_at is not null
       where l.kind = 'overdue' and l.opened_on = '2023-03-01' and p.name like '行政事业单位退休人员养老金%'
       order by n.recorded_on, n.level, a.username`,
    );
    expect(told).toEqual([
      '1 raised 2023-03-01 pinghe-handler',
      '1 raised 2023-03-01 pinghe-unit',
      '2 raised 2023-03-07 pinghe-leader',
      '3 raised 2023-03-14 pinghe-finance',
      '1 resolved 2023-03-15 pinghe-handler',
      '1 resolved 2023-03-15 pinghe-unit',
      '2 resolved 2023-03-15 pinghe-leader',
      '3 resolved 2023-03-15 pinghe-finance',
    ]);
  });
});

describe('what is real', () => {
  it('the search that the next tests trust finds what is there', async () => {
    expect((await textsMatching('柳川')).length).toBeGreaterThan(20);
    expect((await textsMatching('平河县')).some((found) => found.startsWith('app.imports.source'))).toBe(
      true,
    );
    expect((await textsMatching('离山')).some((found) => found.startsWith('app.imports.answer'))).toBe(true);
  });

  it.each(REAL_NAMES)(
    'the name %s stands nowhere, not in the documents kept nor cut by the end of a line',
    async (name) => {
      // Lines of a kept reading are texts of a JSON array.
      const cut = [...name].join('(?:[[:space:]",]|\\\\n)*');
      expect(await textsMatching(cut)).toEqual([]);
    },
  );

  it('no telephone stands anywhere', async () => {
    // Eleven digits from 1, not within a longer number nor an id.
    expect(await textsMatching('(?<![0-9a-fA-F-])1[3-9][0-9]{9}(?![0-9a-fA-F-])')).toEqual([]);
    expect(await textsMatching('(?<![0-9a-fA-F-])0[0-9]{2,3}-[0-9]{7,8}(?![0-9a-fA-F-])')).toEqual([]);
  });

  it('no person stands beside 经办人, 负责人 or 联系电话 where the forms print one', async () => {
    const label = '(?:经办人|负责人|填报人|联系人|联系电话)[:：][[:space:]]*';
    // Nobody, or the next label of the line.
    const nobody = '(?:某某|经办人|联系电话|填报日期|负责人)';
    expect(await textsMatching(`${label}(?!${nobody})[一-龥]{2,4}`)).toEqual([]);
    expect(await textsMatching(`联系电话[:：][[:space:]]*(?!0{11})[0-9]{7,}`)).toEqual([]);
  });

  it.each<[County, string]>([
    ['liulin', 'liuchuan'],
    ['pingluo', 'pinghe'],
    ['lishi', 'lishan'],
  ])('the text of %s under fictitious names says the same forms', (county, slug) => {
    const names = DEMO_COUNTIES.find((candidate) => candidate.slug === slug);
    if (!names) throw new Error(`no county ${slug}`);
    const text = new TextDecoder().decode(seedBytes(county));
    const before = readTextDocument({ text, filename: 'a.txt' }).forms;
    const after = readTextDocument({ text: renamed(text, names), filename: 'a.txt' }).forms;
    expect(after).toHaveLength(before.length);
    expect(after.map((form) => form.annualTotal)).toEqual(before.map((form) => form.annualTotal));
    expect(after.map((form) => form.indicators.map((row) => row.rawTarget))).toEqual(
      before.map((form) => form.indicators.map((row) => row.rawTarget)),
    );
  });
});

describe('the accounts', () => {
  it('are those of the contract, each in its place', async () => {
    const { rows } = await superuser.query(
      `select a.username, a.role, r.slug as region, u.kind as place, a.disabled
       from ops.accounts a left join shared.regions r on r.id = a.region_id
       left join app.units u on u.region_id = a.region_id and u.id = a.unit_id order by a.username`,
    );
    const inPlaces = (slug: string, prefix: string) => [
      { username: `${prefix}-handler`, role: 'handler', region: slug, place: 'unit', disabled: false },
      { username: `${prefix}-unit`, role: 'unit_head', region: slug, place: 'unit', disabled: false },
      { username: `${prefix}-leader`, role: 'leader', region: slug, place: 'department', disabled: false },
    ];
    const ofCounty = ({ slug, invented }: (typeof DEMO_COUNTIES)[number]) => [
      ...inPlaces(slug, slug),
      ...invented.flatMap((department) => inPlaces(slug, `${slug}-${department.slug}`)),
      { username: `${slug}-business`, role: 'finance_business', region: slug, place: null, disabled: false },
      {
        username: `${slug}-finance`,
        role: 'finance_performance',
        region: slug,
        place: null,
        disabled: false,
      },
    ];
    const administrator = (username: string, role: string) => ({
      username,
      role,
      region: null,
      place: null,
      disabled: false,
    });
    expect(rows).toEqual(
      [
        ...DEMO_COUNTIES.flatMap(ofCounty),
        administrator('sysadmin', 'system_admin'),
        administrator('secadmin', 'security_admin'),
        administrator('auditor', 'auditor'),
      ].sort((a, b) => (a.username < b.username ? -1 : 1)),
    );
  });

  it('handler and unit head belong to the county’s social-insurance unit, in lishan to the bureau itself', async () => {
    const rows = await placesOfPosts();
    const published = rows.filter(({ username }) => username.split('-').length === 2);
    expect(published).toHaveLength(6);
    for (const { username, unit, department, projects } of published) {
      expect(unit).toMatch(username.startsWith('lishan') ? /局$/ : /社会保险/);
      expect(department).toMatch(/人力资源和社会保障局$/);
      expect(projects).toBeGreaterThan(0);
    }
  });

  it('those of an invented department sit in a unit of it that has projects, and are named after it', async () => {
    const rows = await placesOfPosts();
    for (const county of DEMO_COUNTIES) {
      for (const { slug, name, unit } of county.invented) {
        const own = rows.filter(({ username }) => username.startsWith(`${county.slug}-${slug}-`));
        const short = name.slice(county.name.length);
        expect(own.map((row) => row.post)).toEqual([`${short}经办人`, `${short}单位负责人`]);
        for (const row of own) {
          expect(row).toMatchObject({ unit, department: name });
          expect(row.projects).toBeGreaterThan(0);
        }
      }
    }
  });
});

/** Of the handlers and unit heads. */
async function placesOfPosts() {
  const { rows } = await superuser.query<{
    username: string;
    post: string;
    unit: string;
    department: string;
    projects: number;
  }>(
    `select a.username, a.name as post, u.name as unit, d.name as department, (select count(*)::int from app.projects p
       where p.region_id = a.region_id and p.unit_id = a.unit_id) as projects
     from ops.accounts a join app.units u on u.region_id = a.region_id and u.id = a.unit_id
     join app.units d on d.region_id = u.region_id and d.id = u.parent_id
     where a.role in ('handler', 'unit_head') order by 1`,
  );
  return rows;
}

describe('the invented departments', () => {
  /** One department a row, in the order of name. */
  const departments = () =>
    superuser
      .query<{ slug: string; name: string; projects: number; units: number; lights: string[] }>(
        `select r.slug, d.name, count(*)::int as projects, count(distinct u.id)::int as units,
           array_agg(s.light order by s.light) as lights
         from app.projects p join shared.regions r on r.id = p.region_id
         join app.units u on u.region_id = p.region_id and u.id = p.unit_id
         join app.units d on d.region_id = p.region_id and d.id = u.parent_id
         join app.subjects s on s.region_id = p.region_id and s.id = p.id
         group by r.slug, d.name order by 1, 2`,
      )
      .then(({ rows }) => rows);

  it('are two of each county beside the published one, each with its projects', async () => {
    const counted = (await departments()).map(
      ({ slug, name, projects, units }) => `${slug} ${name} ${projects} ${units}`,
    );
    expect(counted).toEqual([
      'lishan 离山区交通运输局 6 2',
      'lishan 离山区人力资源和社会保障局 6 1',
      'lishan 离山区住房和城乡建设局 6 2',
      'liuchuan 柳川县人力资源和社会保障局 47 4',
      'liuchuan 柳川县教育局 8 2',
      'liuchuan 柳川县民政局 8 3',
      'pinghe 平河县人力资源和社会保障局 16 3',
      'pinghe 平河县农业农村局 7 3',
      'pinghe 平河县卫生健康局 7 3',
    ]);
  });

  it('fare differently: no two of a county have the same lights, and each has something that is behind', async () => {
    const rows = await departments();
    for (const { slug, invented } of DEMO_COUNTIES) {
      const own = rows.filter((row) => row.slug === slug);
      expect(new Set(own.map(({ lights }) => lights.join())).size).toBe(3);
      for (const { name } of invented) {
        const lights = own.find((row) => row.name === name)?.lights ?? [];
        expect(lights.some((light) => ['lagging', 'severe', 'unreported', 'attention'].includes(light))).toBe(
          true,
        );
        expect(lights).toContain('normal');
      }
    }
  });

  it.each(DEMO_COUNTIES.flatMap(({ invented }) => invented))(
    '$name says in its first line that it is invented, and in each form, and is read without a doubt',
    ({ file, name }) => {
      const text = readFileSync(new URL(`../../db/demo/declarations/${file}`, import.meta.url), 'utf8');
      expect(text.split('\n')[0]?.trim()).toMatch(new RegExp(`^演示数据：${name}.*虚构`));
      const { forms, findings, budgetTables } = readTextDocument({ text, filename: file });
      expect(findings).toEqual([]);
      expect(budgetTables).toEqual([]);
      for (const form of forms) {
        expect(form.implementingUnit).toMatch(new RegExp(`^${name.slice(0, 3)}`));
        expect(Number(form.annualTotal)).toBeGreaterThan(0);
        expect(form.basis ?? '演示数据').toMatch(/^演示数据/);
        const annual = form.indicators.filter(({ scope }) => scope === 'annual');
        expect(annual.length).toBeGreaterThanOrEqual(6);
        expect(annual.filter(({ rawTarget }) => !rawTarget)).toEqual([]);
        const unread = form.findings.filter(({ severity }) => severity === 'must_fix');
        expect(unread).toEqual([]);
      }
    },
  );
});

describe('loaded again', () => {
  const load = (passwordHash: string, demoDate = '2023-09-30') =>
    loadDemo({
      ownerUrl: database.urls.owner,
      readDocument: (text, filename) => readTextDocument({ text, filename }),
      passwordHash,
      demoDate,
    });

  it('changes nothing but the password', async () => {
    const counts = () =>
      column<string>(
        `select t || ' ' || n as value from (
           select 'entries' as t, count(*) as n from app.entries union all select 'ledger', count(*) from app.ledger_events
           union all select 'judgements', count(*) from app.judgements union all select 'imports', count(*) from app.imports
           union all select 'accounts', count(*) from ops.accounts) c order by 1`,
      );
    const before = await counts();
    expect(await load('another hash')).toEqual({ loaded: false });
    expect(await counts()).toEqual(before);
    expect(await column('select distinct password_hash as value from ops.accounts')).toEqual([
      'another hash',
    ]);
    expect(await column('select demo_today::text as value from ops.clock')).toEqual(['2023-07-31']);
  });

  it('a county that was cut off in the middle is made whole, nothing of the others is there twice', async () => {
    const counts = () =>
      column<string>(
        [
          'entries',
          'ledger_events',
          'duty_plans',
          'registered_events',
          'judgements',
          'obligations',
          'alerts',
          'notices',
        ]
          .map((table) => `select '${table} ' || count(*) as value from app.${table}`)
          .concat([`select 'messages ' || count(*) from ops.messages`])
          .join(' union all '),
      );
    const before = await counts();
    const [lishan] = await column(`select id as value from shared.regions where slug = 'lishan'`);
    await superuser.query(`delete from ops.clock`);
    await superuser.query(
      `delete from ops.messages where region_id = '${lishan}'; delete from ops.message_notices where region_id = '${lishan}'`,
    );
    for (const table of ['notices', 'alerts', 'obligations', 'project_watch', 'entries']) {
      await superuser.query(`delete from app.${table} where region_id = '${lishan}'`);
    }
    expect(await counts()).not.toEqual(before);
    expect(await load('hash', '2023-07-31')).toEqual({ loaded: true });
    expect(await counts()).toEqual(before);
  });

  it('after a load that was cut off before its end, goes on where it was', async () => {
    const projects = () => column<number>('select count(*)::int as value from app.projects');
    const before = await projects();
    await superuser.query(
      `delete from ops.clock; delete from ops.accounts where username in ('sysadmin', 'auditor')`,
    );
    expect(await load('third hash')).toEqual({ loaded: true });
    expect(await projects()).toEqual(before);
    expect(
      await column(`select username as value from ops.accounts where region_id is null order by 1`),
    ).toEqual(['auditor', 'secadmin', 'sysadmin']);
  });
});

import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { loadEntrySheet, SheetTooLong } from '../../db/entry-sheet.ts';
import { recordEntry } from '../../db/entries.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { loadOverview } from '../../db/overview.ts';
import { listProjects, type ProjectsRequest } from '../../db/project-list.ts';
import { loadProject } from '../../db/projects.ts';
import { reassessDue } from '../../db/reassess.ts';
import type { Actor } from '../../db/actor.ts';
import { LIGHTS, type Light } from '../../domain/light.ts';
import { createTestDatabase } from '../postgres.ts';
import { BESIDE, createWorld, declaration, declare, indicatorsOf, named } from './world.ts';

const TODAY = '2023-07-10';

const database = await createTestDatabase();
const world = await createWorld(database);
const { db } = world;
await declare(
  db,
  world.finance,
  [
    declaration({ name: '100%_发放', budget: '90000.00', indicators: [['数量指标', '发放人次', '≥10人次']] }),
    declaration({
      name: '稳岗补贴',
      budget: null,
      unit: BESIDE,
      indicators: [['数量指标', '稳岗家次', '≥10家次']],
    }),
  ],
  fixedClock('2023-05-08'),
);
const indicators = await indicatorsOf(db, world.finance.context);

async function enter(
  name: string,
  period: string,
  value: string,
  on: string,
  supersedes?: string,
): Promise<string> {
  const outcome = await recordEntry(
    db,
    world.finance,
    {
      indicatorId: named(indicators, name).id,
      body: { period, value, note: '按台账', ...(supersedes === undefined ? {} : { supersedes }) },
      idempotency: null,
    },
    fixedClock(on),
  );
  if (!outcome || !('answer' in outcome)) throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
  return outcome.answer.entry.id;
}

async function pay(name: string, amount: string, on: string): Promise<void> {
  const outcome = await recordLedgerEvent(
    db,
    world.finance,
    {
      projectId: named(indicators, name).projectId,
      body: { event: 'paid', happenedOn: on, amount },
      idempotency: null,
    },
    fixedClock(on),
  );
  if (!outcome || !('answer' in outcome)) throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
}

const first = await enter('培训人次', '2023-05', '300', '2023-06-05');
await enter('培训人次', '2023-05', '500', '2023-06-12', first);
await enter('培训人次', '2023-06', '600', '2023-07-05');
await pay('培训人次', '30000.00', '2023-06-20');
await pay('发放人次', '80000.00', '2023-06-20');
await reassessDue(world.worker, { today: TODAY, now: `${TODAY}T06:00:00+08:00`, limit: 1000 });

const gravity = (light: Light) => (light === 'undeterminable' ? -1 : LIGHTS.indexOf(light));

const names = async (request: Partial<ProjectsRequest>, actor: Actor = world.finance) => {
  const page = await listProjects(db, actor.context, { today: TODAY, ...request });
  return page.items.map((project) => project.name);
};

describe('the list of projects', () => {
  it('holds what is in scope and nothing else', async () => {
    expect((await names({})).sort()).toEqual(
      ['100%_发放', '公益性岗位补贴', '稳岗补贴', '职业技能提升'].sort(),
    );
    expect((await names({}, world.owns)).sort()).toEqual(['100%_发放', '职业技能提升']);
    expect((await names({}, world.beside)).sort()).toEqual(['公益性岗位补贴', '稳岗补贴']);
    expect((await names({}, world.elsewhere)).sort()).toEqual(['公益性岗位补贴', '职业技能提升']);
  });

  it('is searched by project, unit and indicator, and % and _ are letters', async () => {
    expect(await names({ q: '稳岗' })).toEqual(['稳岗补贴']);
    expect((await names({ q: '就业服务' })).sort()).toEqual(['公益性岗位补贴', '稳岗补贴']);
    expect(await names({ q: ' 学员满意度 ' })).toEqual(['职业技能提升']);
    expect(await names({ q: '%' })).toEqual(['100%_发放']);
    expect(await names({ q: '_' })).toEqual(['100%_发放']);
    expect(await names({ q: '\\' })).toEqual([]);
    expect(await names({ q: "'; drop table app.projects; --" })).toEqual([]);
  });

  it('is sorted by budget, rate and name; what has no budget comes last', async () => {
    expect(await names({ sort: 'budget' })).toEqual([
      '公益性岗位补贴',
      '职业技能提升',
      '100%_发放',
      '稳岗补贴',
    ]);
    expect(await names({ sort: 'executionRate' })).toEqual([
      '公益性岗位补贴',
      '职业技能提升',
      '100%_发放',
      '稳岗补贴',
    ]);
    expect((await names({ sort: 'name' }))[0]).toBe('100%_发放');
  });

  it('by light begins with the worst and ends with what cannot be determined', async () => {
    const page = await listProjects(db, world.finance.context, { today: TODAY });
    const lights = page.items.map((project) => project.light);
    expect(lights).toEqual(lights.toSorted((a, b) => gravity(b) - gravity(a)));
    const { projectId } = named(indicators, '培训人次');
    const indicatorId = String((await detail(world.owns, '培训人次'))?.indicators[0]?.id);
    const stands = await sql<{ id: string; light: Light }>`update app.subjects s set light = 'undeterminable'
      from app.subjects old where old.region_id = s.region_id and old.id = s.id
        and s.id = any (${[projectId, indicatorId]}::uuid[]) returning s.id, old.light`.execute(world.owner);
    const after = await listProjects(db, world.finance.context, { today: TODAY });
    expect(after.items.at(-1)?.projectId).toBe(projectId);
    const shown = (await detail(world.owns, '培训人次'))?.indicators;
    expect(shown?.at(-1)?.id).toBe(indicatorId);
    for (const { id, light } of stands.rows) {
      await sql`update app.subjects set light = ${light} where id = ${id}`.execute(world.owner);
    }
    expect(stands.rows).toHaveLength(2);
  });

  it('is of the year of today, not of one declared ahead', async () => {
    const form = declaration({ name: '明年项目', year: 2024, indicators: [['数量指标', '次数', '≥1次']] });
    await declare(db, world.elsewhere, [form], fixedClock('2023-07-01'));
    expect((await names({}, world.elsewhere)).sort()).toEqual(['公益性岗位补贴', '职业技能提升']);
    expect(await names({ year: 2024 }, world.elsewhere)).toEqual(['明年项目']);
    const overview = await loadOverview(db, world.elsewhere.context, { today: TODAY });
    expect([overview.fiscalYear, overview.years]).toEqual([2023, [2023, 2024]]);
  });

  it('comes in pages without a row twice or missing', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listProjects(db, world.finance.context, {
        today: TODAY,
        sort: 'name',
        limit: 3,
        ...(cursor === null ? {} : { cursor }),
      });
      expect(page.total).toBe(4);
      seen.push(...page.items.map((project) => project.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(await names({ sort: 'name' }));
  });

  it('past its end is empty and still says how many there are', async () => {
    const page = await listProjects(db, world.finance.context, { today: TODAY, cursor: '400' });
    expect(page).toMatchObject({ total: 4, items: [], nextCursor: null });
    const none = await listProjects(db, world.finance.context, { today: TODAY, cursor: '400', q: '没有' });
    expect(none.total).toBe(0);
  });

  it('of a past day holds what was declared by then, as it stood then', async () => {
    expect((await names({ asOf: '2023-05-07' })).sort()).toEqual(['公益性岗位补贴', '职业技能提升']);
    expect(await names({ asOf: '2023-05-08' })).toHaveLength(4);
    const on = async (asOf: string) => {
      const page = await listProjects(db, world.finance.context, { today: TODAY, asOf, q: '职业技能' });
      return page.items[0]?.executed;
    };
    expect(await on('2023-06-19')).toBe('0.00');
    expect(await on('2023-06-20')).toBe('30000.00');
  });
});

const detail = (actor: Actor, name: string, asOf?: string) =>
  loadProject(db, actor.context, {
    projectId: named(indicators, name).projectId,
    today: TODAY,
    mayEnter: true,
    mayPay: false,
    ...(asOf === undefined ? {} : { asOf }),
  });

describe('a project', () => {
  it('is whole: printed targets of both scopes, judgement, entries in force, ledger, months', async () => {
    const project = await detail(world.owns, '培训人次');
    expect(project).toMatchObject({
      name: '职业技能提升',
      fiscalYear: 2023,
      unitId: world.unitId,
      department: '测试县人力资源和社会保障局',
      invented: false,
      mayEnter: true,
      mayPay: false,
    });
    expect(project?.indicators).toHaveLength(6);
    const indicator = project?.indicators.find((candidate) => candidate.name === '培训人次');
    expect(indicator).toMatchObject({
      rawTarget: '≥1200人次',
      periodRawTarget: '≥3600人次',
      group: 'quantity',
      judgement: { light: 'normal', actual: '600', expected: '600' },
    });
    expect(indicator?.entries.map((entry) => [entry.period, entry.value])).toEqual([
      ['2023-05', '500'],
      ['2023-06', '600'],
    ]);
    expect(indicator?.months).toHaveLength(12);
    expect(indicator?.months.slice(6)).toEqual([null, null, null, null, null, null]);
    expect(project?.money).toMatchObject({ budget: '120000.00', executed: '30000.00', executionRate: 0.25 });
    expect(project?.money.bySource).toEqual(
      [
        { source: null, budget: '0.00', executed: '30000.00' },
        { source: 'local', budget: '120000.00', executed: '0.00' },
      ].sort((a) => (a.source === 'local' ? -1 : 1)),
    );
    expect(project?.ledger.map((event) => event.event)).toEqual(['paid', 'budgeted']);
  });

  it('shows the worst indicator first and says why', async () => {
    const project = await detail(world.owns, '培训人次');
    expect(project?.light).toBe('severe');
    expect(project?.indicators[0]?.judgement.light).toBe('unreported');
    expect(project?.why).toMatch(/未报.*；已执行 3\.00 万元.*。$/);
  });

  it('on a past day is as it was known then: the value before its correction', async () => {
    const at = async (asOf: string) => {
      const project = await detail(world.owns, '培训人次', asOf);
      const indicator = project?.indicators.find((candidate) => candidate.name === '培训人次');
      return { entries: indicator?.entries.map((entry) => entry.value), actual: indicator?.judgement.actual };
    };
    expect(await at('2023-06-04')).toEqual({ entries: [], actual: null });
    expect(await at('2023-06-05')).toEqual({ entries: ['300'], actual: '300' });
    expect(await at('2023-06-11')).toEqual({ entries: ['300'], actual: '300' });
    expect(await at('2023-06-12')).toEqual({ entries: ['500'], actual: '500' });
    const ledger = (await detail(world.owns, '培训人次', '2023-06-19'))?.ledger;
    expect(ledger?.map((event) => event.event)).toEqual(['budgeted']);
  });

  it('is not there for the unit beside, for another region, and before its declaration', async () => {
    expect(await detail(world.beside, '培训人次')).toBeNull();
    expect(await detail(world.elsewhere, '培训人次')).toBeNull();
    expect(await detail(world.finance, '稳岗家次', '2023-05-07')).toBeNull();
    expect(await detail(world.finance, '稳岗家次', '2023-05-08')).not.toBeNull();
  });

  it('tells its history newest first, each line once', async () => {
    const project = await detail(world.owns, '培训人次');
    const history = project?.history ?? [];
    expect(history.length).toBeGreaterThan(4);
    expect(new Set(history.map((line) => line.eventId)).size).toBe(history.length);
    const instants = history.map((line) => Date.parse(line.at));
    expect(instants).toEqual([...instants].sort((a, b) => b - a));
    expect(history.find((line) => line.subjectName === '培训人次')).toMatchObject({ to: 'normal' });
  });
});

describe('the entry sheet of a month', () => {
  it('asks for what is due, with what stands and what came before', async () => {
    const sheet = await loadEntrySheet(db, world.owns.context, { period: '2023-06', today: TODAY });
    expect(sheet).toMatchObject({
      period: '2023-06',
      unitName: '测试县社会保险服务中心',
      dueOn: '2023-07-07',
      workingDaysLeft: 0,
    });
    const rows = sheet.projects.flatMap((project) => project.rows);
    expect(rows.map((row) => row.name).sort()).toEqual(
      [
        '发放人次',
        '培训人次',
        '考核合格率',
        '培训完成时间',
        '人均培训成本',
        '劳动者技能水平',
        '学员满意度',
      ].sort(),
    );
    const training = rows.find((row) => row.name === '培训人次');
    expect(training).toMatchObject({ current: { value: '600' }, previous: { value: '500' }, demanded: true });
    // Effects and satisfaction are asked for in June, the moment in September.
    expect(rows.find((row) => row.name === '学员满意度')).toMatchObject({ demanded: true });
    expect(rows.find((row) => row.name === '培训完成时间')).toMatchObject({ demanded: false });
  });

  it('of a department holds its units’ rows, of one unit only that one’s', async () => {
    const all = await loadEntrySheet(db, world.leader.context, { period: '2023-07', today: TODAY });
    expect(all.unitName).toBe('2 个单位');
    const one = await loadEntrySheet(db, world.leader.context, {
      period: '2023-07',
      today: TODAY,
      unitId: world.besideId,
    });
    expect(one.unitName).toBe('测试县就业服务中心');
    expect(one.projects.length).toBeLessThan(all.projects.length);
    const foreign = await loadEntrySheet(db, world.owns.context, {
      period: '2023-07',
      today: TODAY,
      unitId: world.besideId,
    });
    expect(foreign.projects).toEqual([]);
  });

  it('with more rows than a sheet holds is refused and not cut off', async () => {
    const asked = { period: '2023-06', today: TODAY, mostRows: 3 };
    await expect(loadEntrySheet(db, world.owns.context, asked)).rejects.toThrow(SheetTooLong);
  });
});

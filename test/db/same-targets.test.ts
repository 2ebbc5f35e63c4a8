/** One target under several funds: linked by people, counted once, refused by the database where it is none. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { loadTargets, recordAdjustment } from '../../db/adjustments.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { recordEntry } from '../../db/entries.ts';
import { commitImport } from '../../db/imports.ts';
import { loadOverview } from '../../db/overview.ts';
import { loadOverviewRows } from '../../db/overview-rows.ts';
import { listProjects } from '../../db/project-list.ts';
import { loadProject } from '../../db/projects.ts';
import { reassessDue } from '../../db/reassess.ts';
import { rebuildAll } from '../../db/rebuild.ts';
import { loadSameTarget, recordSameTarget } from '../../db/same-targets.ts';
import { verifyAll } from '../../db/verify.ts';
import { noChanges } from '../../domain/adjustment.ts';
import { INDICATOR_GROUPS } from '../../domain/indicator-group.ts';
import { LIGHTS } from '../../domain/light.ts';
import type { Overview } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, declaration, keep, keyOf, UNIT, BESIDE } from './world.ts';

const MADE = '2023-03-01';
const LINKED = '2023-05-10';
const TODAY = '2023-07-31';
const world = await createWorld(await createTestDatabase());
const { db, worker, owner, finance, leader, owns, beside } = world;
const at = (day: string) => fixedClock(day);

const fund = (name: string, unit = UNIT) =>
  declaration({
    name,
    unit,
    indicators: [
      ['数量指标', '参保人数', '≥4560人'],
      ['数量指标', '走访次数', '≥12次'],
      ['质量指标', '参保率', '≥95%'],
    ],
  });
/** Marked in the preview: the first two funds promise the same people. */
const importId = await keep(
  db,
  finance,
  [fund('中央补助'), fund('县级补助'), fund('省级补助'), fund('就业补助', BESIDE)],
  at(MADE),
);
const committed = await commitImport(db, finance, { importId, edits: [], idempotency: null }, at(MADE));
if (!committed || !('answer' in committed)) throw new Error(JSON.stringify(committed));

const rows = await inContext(db, finance.context, (tx) =>
  tx
    .selectFrom('app.indicators as i')
    .innerJoin('app.projects as p', 'p.id', 'i.project_id')
    .select(['i.id', 'i.name', 'p.name as project', 'i.project_id'])
    .execute(),
);
const find = (project: string, name = '参保人数') => {
  const row = rows.find((candidate) => candidate.project === project && candidate.name === name);
  if (!row) throw new Error(`there is no ${name} of ${project}`);
  return row;
};
const [central, county, province] = [find('中央补助'), find('县级补助'), find('省级补助')];

const same = (actor: Actor, indicatorId: string, sameAs: string | null, day = LINKED) =>
  recordSameTarget(
    db,
    actor,
    { indicatorId, sameAs, reason: '同一批参保人员', idempotency: keyOf(actor, [indicatorId, sameAs]) },
    at(day),
  );
const overview = (asOf = TODAY) => loadOverview(db, finance.context, { asOf, today: TODAY });
const opened = (request: object) =>
  loadOverviewRows(db, finance.context, { tile: 'indicators', today: TODAY, limit: 200, ...request });

/** What time brings up to the day. */
const pass = (day: string) => reassessDue(worker, { today: day, now: `${day}T08:00:00+08:00`, limit: 1000 });

/** Every number about indicators is the count of the rows that open behind it. */
async function expectRowsBehind(asOf: string) {
  const seen = await overview(asOf);
  const all = await opened({ asOf });
  expect(all.total).toBe(seen.indicators.total);
  expect(all.indicators).toHaveLength(seen.indicators.total);
  for (const light of LIGHTS) {
    expect((await opened({ asOf, light })).total, light).toBe(seen.indicators.byLight[light]);
  }
  for (const { unitId, total, cells } of seen.matrix) {
    expect((await opened({ asOf, row: unitId })).total).toBe(total);
    for (const group of INDICATOR_GROUPS) {
      const cell = cells.find((candidate) => candidate.group === group);
      const found = await opened({ asOf, row: unitId, group });
      expect(found.total, `${unitId} ${group}`).toBe(cell?.total);
      for (const light of LIGHTS) {
        const ofLight = found.indicators?.filter((row) => row.light === light).length;
        expect(ofLight, `${unitId} ${group} ${light}`).toBe(cell?.byLight[light]);
      }
    }
  }
  expect((await listProjects(db, finance.context, { asOf, today: TODAY })).totals.indicators).toBe(
    seen.indicators.total,
  );
  return seen;
}
const countsOf = ({ projects, indicators, matrix, units, linkedIndicators }: Overview) => ({
  projects,
  indicators,
  matrix,
  units,
  linkedIndicators,
});

describe('the same target under several funds', () => {
  it('is counted by itself in each of them until somebody says so', async () => {
    const seen = await expectRowsBehind(TODAY);
    expect(seen.indicators.total).toBe(20);
    expect(seen.linkedIndicators).toEqual([]);
    const offered = await loadSameTarget(db, leader.context, {
      indicatorId: county.id,
      today: TODAY,
      mayLink: true,
    });
    expect(offered?.group).toBeNull();
    // Those with the same figure first; the other unit's are not offered.
    expect(offered?.candidates.slice(0, 2).map(({ projectName, isAlike }) => [projectName, isAlike])).toEqual(
      [
        ['中央补助', true],
        ['省级补助', true],
      ],
    );
    expect(offered?.candidates.some(({ projectName }) => projectName === '就业补助')).toBe(false);
    expect(offered?.candidates.every(({ projectName }) => projectName !== '县级补助')).toBe(true);
  });

  it.each([
    ['of another unit', () => find('就业补助').id, '同一单位'],
    ['of the same project', () => find('县级补助', '走访次数').id, '同一项目'],
    ['of another group', () => find('中央补助', '参保率').id, '同一类别'],
    ['that is not there', () => '00000000-0000-4000-8000-000000000000', '找不到'],
  ])('is none with an indicator %s', async (_what, other, said) => {
    const answer = await same(finance, county.id, other());
    expect(answer).toMatchObject({ refused: { message: expect.stringContaining(said) } });
  });

  it('is nobody’s business beside the unit', async () => {
    expect(await same(beside, county.id, central.id)).toBeNull();
    const foreign = await same(owns, county.id, find('就业补助').id);
    expect(foreign).toMatchObject({ refused: { message: expect.stringContaining('找不到') } });
  });

  it('is counted once from its day on, in the worst light, and the days before stay', async () => {
    await pass('2023-05-09');
    const before = countsOf(await expectRowsBehind('2023-05-09'));
    await pass(LINKED);
    const entered = await recordEntry(
      db,
      owns,
      {
        indicatorId: central.id,
        body: { period: '2023-04', value: '4560' },
        idempotency: null,
      },
      at(LINKED),
    );
    expect(entered).toHaveProperty('answer');
    const linked = await same(owns, county.id, central.id);
    expect(linked).toMatchObject({
      answer: {
        group: {
          first: central.id,
          members: [{ indicatorId: central.id }, { indicatorId: county.id }],
          light: 'unreported',
          since: LINKED,
        },
      },
    });
    expect(await same(owns, central.id, county.id)).toHaveProperty('refused');

    const day = await expectRowsBehind(LINKED);
    expect(day.indicators.total).toBe(19);
    expect(day.linkedIndicators.toSorted()).toEqual([central.id, county.id].toSorted());
    const row = (await opened({ asOf: LINKED })).indicators?.find(
      ({ indicatorId }) => indicatorId === central.id,
    );
    // What one fund has not reported is not hidden by what the other one has.
    expect(row).toMatchObject({
      projectName: '中央补助',
      light: 'unreported',
      alsoUnder: [{ indicatorId: county.id, projectName: '县级补助', light: 'unreported' }],
    });
    expect(countsOf(await expectRowsBehind('2023-05-09'))).toEqual(before);
    const project = await loadProject(db, finance.context, {
      projectId: county.project_id,
      today: LINKED,
      mayEnter: false,
      mayPay: false,
    });
    const own = project?.indicators.find(({ id }) => id === county.id);
    expect(own?.sameTarget?.members.map(({ projectName }) => projectName)).toEqual(['中央补助', '县级补助']);
    expect(project?.indicators.filter(({ sameTarget }) => sameTarget !== null)).toHaveLength(1);
  });

  it('takes in a third, and a project’s own light and list row stay its own', async () => {
    const listed = await listProjects(db, finance.context, { today: TODAY });
    expect(await same(leader, province.id, county.id, '2023-06-01')).toHaveProperty('answer');
    const seen = await expectRowsBehind(TODAY);
    expect(seen.indicators.total).toBe(18);
    const now = await listProjects(db, finance.context, { today: TODAY });
    expect(now.items).toEqual(listed.items);
    expect(now.totals.byLight).toEqual(listed.totals.byLight);
    // Narrowed to some of the projects, what is left is counted.
    const some = await listProjects(db, finance.context, { today: TODAY, q: '补助' });
    const sum = some.items.reduce((total, row) => total + row.indicators, 0);
    expect(some.totals.indicators).toBe(sum - 2);
  });

  it('is announced to open pages and written into the audit log', async () => {
    const { rows: events } = await sql<{ project: string }>`select data ->> 'projectId' as project
      from app.live_events where type = 'adjusted' and recorded_at::date = '2023-06-01'`.execute(owner);
    expect(events.map(({ project }) => project).toSorted()).toEqual(
      [central, county, province].map((row) => row.project_id).toSorted(),
    );
    const audit = await owner.selectFrom('ops.audit').selectAll().where('deed', '=', 'same_target').execute();
    expect(audit).toHaveLength(2);
  });

  it('ends when somebody says so, and the others stay one', async () => {
    expect(await same(finance, central.id, null, '2023-07-03')).toMatchObject({ answer: { group: null } });
    expect(await same(finance, central.id, null, '2023-07-03')).toHaveProperty('refused');
    expect((await expectRowsBehind(TODAY)).indicators.total).toBe(19);
    expect((await expectRowsBehind('2023-07-02')).indicators.total).toBe(18);
    const left = await loadSameTarget(db, finance.context, {
      indicatorId: province.id,
      today: TODAY,
      mayLink: true,
    });
    expect(left?.group).toMatchObject({ first: county.id, since: '2023-07-03' });
    expect(left?.group?.members.map(({ projectName }) => projectName)).toEqual(['县级补助', '省级补助']);
  });

  it('is counted as what is left when one of them ends', async () => {
    const targets = await loadTargets(db, leader.context, {
      projectId: county.project_id,
      today: '2023-07-10',
      mayAdjust: true,
    });
    const adjusted = await recordAdjustment(
      db,
      { ...leader, post: '主管部门领导' },
      {
        projectId: county.project_id,
        revision: String(targets?.standing.revision),
        reason: '任务并入省级项目',
        documentNumber: '测财〔2023〕7号',
        documentOn: '2023-07-10',
        validFrom: '2023-07-10',
        reachesBack: true,
        changes: { ...noChanges(), ended: [county.id] },
        importId: null,
        idempotency: null,
      },
      at('2023-07-10'),
    );
    expect(adjusted).toHaveProperty('answer');
    const seen = await expectRowsBehind(TODAY);
    expect(seen.indicators.total).toBe(19);
    const row = (await opened({})).indicators?.find(({ indicatorId }) => indicatorId === province.id);
    expect(row?.alsoUnder).toEqual([]);
  });

  it('leaves nothing that a rebuild or a verification finds different', async () => {
    expect(await rebuildAll(worker, TODAY)).toMatchObject({ differing: 0 });
    expect(await verifyAll(worker, TODAY)).toMatchObject({ firstBad: null });
    await expectRowsBehind(TODAY);
  });
});

describe('the database itself', () => {
  const insert = (indicatorId: string, sameAs: string | null, unitId = world.unitId) =>
    inContext(db, finance.context, (tx) =>
      tx
        .insertInto('app.same_targets')
        .values({
          region_id: world.regionId,
          id: crypto.randomUUID(),
          unit_id: unitId,
          indicator_id: indicatorId,
          same_as: sameAs,
          reason: '由语句直接写入',
          import_id: null,
          invented: false,
          recorded_post: '经办人',
          recorded_on: TODAY,
          recorded_at: `${TODAY}T09:00:00+08:00`,
          recorded_by: null,
        })
        .execute(),
    );

  it.each([
    ['to itself', () => insert(central.id, central.id)],
    ['to a larger one, so no cycle', () => insert(central.id, county.id)],
    ['as a chain', () => insert(find('省级补助', '走访次数').id, province.id)],
    ['from the first of a group', () => insert(county.id, central.id)],
    ['across groups', () => insert(find('县级补助', '参保率').id, central.id)],
    ['across units', () => insert(find('就业补助').id, central.id, world.besideId)],
    ['under another unit than its own', () => insert(find('就业补助').id, null)],
  ])('refuses a link %s', async (_what, act) => {
    await expect(act()).rejects.toThrow(/indicator|group|linked|check constraint/);
  });

  it('lets two at once link the same three without a chain', async () => {
    const names = ['一', '二', '三'];
    const id = await keep(
      db,
      finance,
      names.map((name) => fund(`资金${name}`)),
      at('2023-07-20'),
    );
    const done = await commitImport(
      db,
      finance,
      {
        importId: id,
        edits: [],
        // Marked in the preview: the third with the second.
        sameTargets: [{ indicator: '/2/indicators/1', sameAs: '/1/indicators/1' }],
        idempotency: null,
      },
      at('2023-07-20'),
    );
    expect(done).toMatchObject({ answer: { sameTargets: [{ indicator: '/2/indicators/1' }] } });
    const made = await inContext(db, finance.context, (tx) =>
      tx
        .selectFrom('app.indicators as i')
        .innerJoin('app.projects as p', 'p.id', 'i.project_id')
        .select(['i.id', 'i.name', 'p.name as project'])
        .where('p.name', 'like', '资金%')
        .execute(),
    );
    const of = (project: string, name: string) =>
      String(made.find((row) => row.project === `资金${project}` && row.name === name)?.id);
    const marked = await loadSameTarget(db, finance.context, {
      indicatorId: of('三', '走访次数'),
      today: TODAY,
      mayLink: false,
    });
    expect(marked?.group).toMatchObject({ first: of('二', '走访次数'), since: '2023-07-20' });

    const [a, b, c] = names.map((name) => of(name, '参保人数'));
    const both = await Promise.all([
      same(finance, String(a), String(b), TODAY),
      same(leader, String(b), String(c), TODAY),
    ]);
    for (const answer of both) expect(answer).toHaveProperty('answer');
    const group = await loadSameTarget(db, finance.context, {
      indicatorId: String(c),
      today: TODAY,
      mayLink: true,
    });
    expect(group?.group?.members).toHaveLength(3);
    await expectRowsBehind(TODAY);
  });

  it('keeps nothing of an import whose mark cannot be made', async () => {
    const id = await keep(db, finance, [fund('资金四'), fund('资金五', BESIDE)], at(TODAY));
    const refused = await commitImport(
      db,
      finance,
      {
        importId: id,
        edits: [],
        sameTargets: [{ indicator: '/1/indicators/0', sameAs: '/0/indicators/0' }],
        idempotency: null,
      },
      at(TODAY),
    );
    expect(refused).toMatchObject({
      refused: { fields: { '/1/indicators/0': expect.stringContaining('同一单位') } },
    });
    const listed = await listProjects(db, finance.context, { today: TODAY, q: '资金四' });
    expect(listed.total).toBe(0);
  });
});

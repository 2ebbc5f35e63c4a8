import { randomUUID } from 'node:crypto';
import type { Operation } from 'fast-json-patch';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { commitImport, findImport, saveImport } from '../../db/imports.ts';
import { loadOverview } from '../../db/overview.ts';
import { loadPerson } from '../../db/people.ts';
import type { Declaration } from '../../domain/form.ts';
import { sumAmounts } from '../../domain/money.ts';
import { readSeed, seedBytes, type County } from '../forms/seeds.ts';
import { createTestDatabase } from '../postgres.ts';
import {
  addActor,
  addRegion,
  BESIDE,
  besideDeclaration,
  createWorld,
  declaration,
  declare,
  DEPARTMENT,
  keep,
  keyOf,
  look,
  ownDeclaration,
  UNIT,
} from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const { db } = world;
const clock = fixedClock('2023-02-01');

const commit = (actor: Actor, importId: string, edits: Operation[] = [], key?: string) =>
  commitImport(
    db,
    actor,
    { importId, edits, idempotency: key === undefined ? null : keyOf(actor, [importId, edits], key) },
    clock,
  );

async function freshRegion(): Promise<Actor> {
  const regionId = await addRegion(world.owner, `r-${randomUUID().slice(0, 8)}`, '新县');
  return addActor(world.owner, 'finance', { regionId, units: '*' });
}

/** Rows of everything a commit writes, by table. */
const countRows = (actor: Actor) =>
  look(db, { ...actor.context, units: '*' }, async (tx) => {
    const count = async (
      table:
        | 'app.units'
        | 'app.projects'
        | 'app.indicators'
        | 'app.target_versions'
        | 'app.ledger_events'
        | 'app.subjects'
        | 'app.judgements'
        | 'app.import_commits'
        | 'app.live_events',
    ) => {
      const { n } = await tx
        .selectFrom(table)
        .select((build) => build.fn.countAll<string>().as('n'))
        .executeTakeFirstOrThrow();
      return Number(n);
    };
    return {
      units: await count('app.units'),
      projects: await count('app.projects'),
      indicators: await count('app.indicators'),
      targets: await count('app.target_versions'),
      ledger: await count('app.ledger_events'),
      subjects: await count('app.subjects'),
      judgements: await count('app.judgements'),
      commits: await count('app.import_commits'),
      events: await count('app.live_events'),
    };
  });

const projectsOf = (actor: Actor) =>
  look(db, actor.context, (tx) => tx.selectFrom('app.projects').selectAll().orderBy('ordinal').execute());

describe.each<County>(['liulin', 'pingluo', 'lishi'])('the text of %s', async (county) => {
  const actor = await freshRegion();
  const document = readSeed(county);
  const save = () =>
    saveImport(
      db,
      actor,
      { unitId: null, filename: `${county}.txt`, bytes: Buffer.from(seedBytes(county)), document },
      clock,
    );

  it('is kept as sent and shown, and nothing is changed before the commit', async () => {
    const saved = await save();
    expect(saved).toMatchObject({ status: 'preview', effect: document.forms.map(() => 'new') });
    // The same instant, printed by the database without its milliseconds.
    expect(await findImport(db, actor.context, saved.id)).toEqual({
      ...saved,
      recordedAt: '2023-02-01T09:00:00+08:00',
    });
    const [kept] = await look(db, actor.context, (tx) =>
      tx.selectFrom('app.imports').select('source').where('id', '=', saved.id).execute(),
    );
    expect(kept?.source.equals(seedBytes(county))).toBe(true);
    expect(await countRows(actor)).toMatchObject({ projects: 0, units: 0 });
  });

  it('goes in whole: every form a project, every row an indicator, every judged row a subject', async () => {
    const { id } = await save();
    const committed = await commit(actor, id);
    const judged = document.forms.flatMap((form) => form.indicators.filter((row) => row.judged));
    expect(committed).toEqual({
      answer: { projects: document.forms.length, indicators: judged.length, unchanged: 0, changed: [] },
    });
    const rows = await countRows(actor);
    expect(rows).toMatchObject({
      projects: document.forms.length,
      indicators: document.forms.flatMap((form) => form.indicators).length,
      targets: judged.length,
      // Each judged indicator, each project's money, each project.
      subjects: judged.length + 2 * document.forms.length,
      commits: 1,
    });
    expect(await findImport(db, actor.context, id)).toMatchObject({ status: 'committed' });
  });

  it('keeps every text as printed; a judged name that its column cut off is taken whole from its pair', async () => {
    const projects = await projectsOf(actor);
    expect(projects.map((project) => project.name)).toEqual(document.forms.map((form) => form.projectName));
    const indicators = await look(db, actor.context, (tx) =>
      tx.selectFrom('app.indicators').selectAll().orderBy('ordinal').execute(),
    );
    projects.forEach((project, n) => {
      const printed = document.forms[n]?.indicators.map((row) => [
        row.scope,
        row.level1,
        row.level2,
        row.judged ? row.fullName : row.name,
        row.rawTarget,
      ]);
      const kept = indicators
        .filter((row) => row.project_id === project.id)
        .map((row) => [row.scope, row.level1, row.level2, row.name, row.raw_target]);
      expect(kept).toEqual(printed);
    });
  });

  it('pairs each annual row with the 实施期 row of the same indicator, within its project', async () => {
    const rows = await look(db, actor.context, (tx) =>
      tx
        .selectFrom('app.indicators as i')
        .innerJoin('app.indicators as p', 'p.id', 'i.pairs_with')
        .select(['i.scope', 'i.level2', 'i.project_id', 'p.scope as pair_scope', 'p.level2 as pair_level2'])
        .select(['p.project_id as pair_project', 'p.is_subject as pair_judged', 'p.id as pair'])
        .execute(),
    );
    const pairs = document.forms.flatMap((form) =>
      form.indicators.filter((row) => row.judged && row.pairedWith !== null),
    );
    expect(rows).toHaveLength(pairs.length);
    // Ningxia prints one block: nothing to pair.
    if (county === 'pingluo') expect(rows).toHaveLength(0);
    else expect(rows.length).toBeGreaterThan(document.forms.length);
    expect(new Set(rows.map((row) => row.pair)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row).toMatchObject({
        scope: 'annual',
        pair_scope: 'period',
        pair_level2: row.level2,
        pair_project: row.project_id,
        pair_judged: false,
      });
    }
  });

  it('has a budget that is the sum of the printed totals, to the cent', async () => {
    const printed = sumAmounts(document.forms.map((form) => form.annualTotal ?? '0'));
    const overview = await loadOverview(db, actor.context, { today: '2023-02-01' });
    expect(overview.budget).toBe(printed);
    expect(overview.initialBudget).toBe(printed);
    expect(Number(printed)).toBeGreaterThan(100_000);
    const money = await look(db, actor.context, (tx) =>
      tx
        .selectFrom('app.subjects as s')
        .innerJoin('app.projects as p', 'p.id', 's.project_id')
        .select('s.budget')
        .where('s.kind', '=', 'money')
        .orderBy('p.ordinal')
        .execute(),
    );
    expect(money.map((row) => row.budget)).toEqual(
      document.forms.map((form) => (Number(form.annualTotal) > 0 ? form.annualTotal : null)),
    );
  });

  it('again changes nothing', async () => {
    const before = await countRows(actor);
    const saved = await save();
    expect(saved.effect).toEqual(document.forms.map(() => 'unchanged'));
    expect(await commit(actor, saved.id)).toEqual({
      answer: { projects: 0, indicators: 0, unchanged: document.forms.length, changed: [] },
    });
    expect(await countRows(actor)).toEqual({ ...before, commits: before.commits + 1 });
  });
});

describe('a form that says something else than the project of its name', () => {
  it('is reported and not applied', async () => {
    const actor = await freshRegion();
    await declare(db, actor, [ownDeclaration(), besideDeclaration()], clock);
    const before = await countRows(actor);
    const other = { ...ownDeclaration(), annualTotal: '130000.00' };
    const id = await keep(db, actor, [other, besideDeclaration()], clock);
    expect(await findImport(db, actor.context, id)).toMatchObject({ effect: ['changed', 'unchanged'] });
    expect(await commit(actor, id)).toEqual({
      answer: { projects: 0, indicators: 0, unchanged: 1, changed: ['职业技能提升'] },
    });
    expect(await countRows(actor)).toEqual({ ...before, commits: before.commits + 1 });
  });

  it('is reported where the unit is printed with its kind in brackets', async () => {
    const importId = await keep(
      db,
      world.finance,
      [{ ...ownDeclaration(), implementingUnit: `${UNIT}[单位]`, annualTotal: '130001.00' }],
      clock,
    );
    expect((await findImport(db, world.finance.context, importId))?.effect).toEqual(['changed']);
  });

  it('two forms of one name that say two things are two projects', async () => {
    const actor = await freshRegion();
    const two = [ownDeclaration(), { ...ownDeclaration(), annualTotal: '80000.00' }];
    expect(await declare(db, actor, two, clock)).toMatchObject({ projects: 2, changed: [] });
    expect(await declare(db, actor, two, clock)).toMatchObject({ projects: 0, unchanged: 2, changed: [] });
  });

  it('one form printed twice in a document is one project', async () => {
    const actor = await freshRegion();
    const twice = [ownDeclaration(), ownDeclaration()];
    expect(await declare(db, actor, twice, clock)).toMatchObject({ projects: 1, unchanged: 1 });
  });

  it('the same form of another year is a project of that year', async () => {
    const actor = await freshRegion();
    await declare(db, actor, [ownDeclaration()], clock);
    const next = { ...ownDeclaration(), fiscalYear: 2024 };
    expect(await declare(db, actor, [next], clock)).toMatchObject({ projects: 1 });
    const overview = await loadOverview(db, actor.context, { year: 2023, today: '2023-02-01' });
    expect(overview.years).toEqual([2023, 2024]);
    expect(overview.projects.total).toBe(1);
  });
});

describe('an edit', () => {
  it('of a target is read again on the server, whatever reading came with it', async () => {
    const actor = await freshRegion();
    const id = await keep(db, actor, [ownDeclaration()], clock);
    const at = ownDeclaration().indicators.findIndex((row) => row.judged && row.name === '培训人次');
    const lie = { ...ownDeclaration().indicators[at]?.target, value: 1 };
    const committed = await commit(actor, id, [
      { op: 'replace', path: `/0/indicators/${at}/rawTarget`, value: '不少于2400人次' },
      { op: 'replace', path: `/0/indicators/${at}/target`, value: lie },
    ]);
    expect(committed).toHaveProperty('answer');
    const [target] = await look(db, actor.context, (tx) =>
      tx
        .selectFrom('app.target_versions as t')
        .innerJoin('app.indicators as i', 'i.id', 't.indicator_id')
        .select(['t.raw_target', 't.parsed', 't.judged', 'i.raw_target as printed'])
        .where('i.name', '=', '培训人次')
        .execute(),
    );
    expect(target).toMatchObject({
      raw_target: '不少于2400人次',
      printed: '不少于2400人次',
      parsed: { comparator: '>=', value: 2400 },
      judged: { value: '2400', direction: 'at_least' },
    });
  });

  it('leaves the reading that was shown as it was', async () => {
    const actor = await freshRegion();
    const id = await keep(db, actor, [ownDeclaration()], clock);
    await commit(actor, id, [{ op: 'replace', path: '/0/projectName', value: '改名' }]);
    const found = await findImport(db, actor.context, id);
    expect(found?.forms).toEqual(JSON.parse(JSON.stringify([ownDeclaration()])));
    expect((await projectsOf(actor)).map((project) => project.name)).toEqual(['改名']);
  });

  it('that takes a row out keeps the other rows’ pairs', async () => {
    const actor = await freshRegion();
    const form = declaration({
      name: '三行',
      indicators: [
        ['数量指标', '甲人次', '≥1人次', '≥10人次'],
        ['数量指标', '乙人次', '≥2人次', '≥20人次'],
        ['数量指标', '丙人次', '≥3人次', '≥30人次'],
      ],
    });
    const id = await keep(db, actor, [form], clock);
    const at = form.indicators.findIndex((row) => row.scope === 'period' && row.name === '甲人次');
    expect(await commit(actor, id, [{ op: 'remove', path: `/0/indicators/${at}` }])).toHaveProperty('answer');
    const pairs = await look(db, actor.context, (tx) =>
      tx
        .selectFrom('app.indicators as i')
        .leftJoin('app.indicators as p', 'p.id', 'i.pairs_with')
        .select(['i.name', 'p.raw_target as period'])
        .where('i.is_subject', '=', true)
        .orderBy('i.ordinal')
        .execute(),
    );
    expect(pairs).toEqual([
      { name: '甲人次', period: null },
      { name: '乙人次', period: '≥20人次' },
      { name: '丙人次', period: '≥30人次' },
    ]);
  });

  const broken: [string, Operation, string][] = [
    ['no project name', { op: 'replace', path: '/0/projectName', value: ' ' }, '/0/projectName'],
    ['a number for a name', { op: 'replace', path: '/0/projectName', value: 5 }, '/0/projectName'],
    [
      'a name that the database cannot hold',
      { op: 'replace', path: '/0/projectName', value: 'a\u0000b' },
      '/0/projectName',
    ],
    [
      'no implementing unit',
      { op: 'replace', path: '/0/implementingUnit', value: null },
      '/0/implementingUnit',
    ],
    ['no fiscal year', { op: 'replace', path: '/0/fiscalYear', value: null }, '/0/fiscalYear'],
    ['a year beyond all', { op: 'replace', path: '/0/fiscalYear', value: 99_999_999_999 }, '/0/fiscalYear'],
    ['half a year', { op: 'replace', path: '/0/fiscalYear', value: 2023.5 }, '/0/fiscalYear'],
    ['an amount in 万元', { op: 'replace', path: '/0/annualTotal', value: '13万' }, '/0/annualTotal'],
    ['a negative total', { op: 'replace', path: '/0/annualTotal', value: '-1.00' }, '/0/annualTotal'],
    [
      'an amount with half cents',
      { op: 'replace', path: '/0/funding/annual/local', value: '1.005' },
      '/0/funding/annual/local',
    ],
    ['a word for the funding', { op: 'replace', path: '/0/funding', value: '十二万' }, '/0/funding'],
    ['no funding', { op: 'remove', path: '/0/funding' }, '/0/funding'],
    [
      'an object for the department',
      { op: 'replace', path: '/0/department', value: { name: '局' } },
      '/0/department',
    ],
    ['no table of indicators', { op: 'replace', path: '/0/indicators', value: '无' }, '/0/indicators'],
    ['an indicator that is none', { op: 'replace', path: '/0/indicators/0', value: null }, '/0/indicators/0'],
    [
      'an indicator without a name',
      { op: 'replace', path: '/0/indicators/0/name', value: '' },
      '/0/indicators/0/name',
    ],
    [
      'a number for the whole name',
      { op: 'replace', path: '/0/indicators/0/fullName', value: 5 },
      '/0/indicators/0/name',
    ],
    [
      'an indicator without level 1',
      { op: 'replace', path: '/0/indicators/0/level1', value: null },
      '/0/indicators/0/level1',
    ],
    [
      'an indicator without level 2',
      { op: 'replace', path: '/0/indicators/0/level2', value: 7 },
      '/0/indicators/0/level2',
    ],
    [
      'a scope of its own',
      { op: 'replace', path: '/0/indicators/0/scope', value: 'month' },
      '/0/indicators/0/scope',
    ],
    ['a form that is none', { op: 'replace', path: '/0', value: null }, '/0'],
    ['a place that is not there', { op: 'replace', path: '/9/projectName', value: '甲' }, '/9/projectName'],
    ['an operation that is none', { op: 'frobnicate', path: '/0' } as unknown as Operation, '/0'],
    ['a reach for the prototype', { op: 'add', path: '/__proto__/x', value: 1 }, '/__proto__/x'],
    ['the whole document thrown away', { op: 'replace', path: '', value: null }, ''],
  ];

  it.each(broken)('with %s is refused at its place, and nothing is kept', async (_, edit, pointer) => {
    const id = await keep(
      db,
      world.finance,
      [declaration({ name: '未提交', indicators: [['数量指标', '甲', '≥1人次', '≥2人次']] })],
      clock,
    );
    const before = await countRows(world.finance);
    const outcome = await commit(world.finance, id, [edit]);
    expect(outcome).toMatchObject({ refused: { message: expect.any(String) as string } });
    expect(Object.keys(outcome && 'refused' in outcome ? outcome.refused.fields : {})).toContain(pointer);
    expect(await countRows(world.finance)).toEqual(before);
  });
});

describe('a commit that cannot be whole leaves nothing at all', () => {
  it('when the second of two units is not the actor’s', async () => {
    const before = await countRows(world.owns);
    const forms = [
      declaration({ name: '自己的', unit: UNIT, indicators: [['数量指标', '甲人次', '≥1人次']] }),
      declaration({ name: '别家的', unit: BESIDE, indicators: [['数量指标', '乙人次', '≥1人次']] }),
    ];
    const id = await keep(db, world.owns, forms, clock);
    const outcome = await commit(world.owns, id);
    expect(outcome).toMatchObject({
      refused: {
        message: expect.stringContaining('别家的') as string,
        fields: { '/1/implementingUnit': '不在您的管理范围内' },
      },
    });
    expect(await countRows(world.owns)).toEqual(before);
  });

  it('when a unit that nobody knows is not the actor’s to make', async () => {
    const before = await countRows(world.owns);
    const form = declaration({
      name: '新单位的',
      unit: '测试县劳动监察队',
      indicators: [['数量指标', '甲人次', '≥1人次']],
    });
    const id = await keep(db, world.owns, [form], clock);
    expect(await commit(world.owns, id)).toHaveProperty('refused');
    expect(await countRows(world.owns)).toEqual(before);
  });

  it('when the database refuses in the middle', async () => {
    const actor = await freshRegion();
    const before = await countRows(actor);
    const id = await keep(db, actor, [ownDeclaration(), besideDeclaration()], clock);
    // The announcement is the last thing written but the key; here the database refuses it.
    await sql`alter table app.live_events add constraint broken check (type = 'none') not valid`.execute(
      world.owner,
    );
    await expect(commit(actor, id, [], randomUUID())).rejects.toThrow(/broken/);
    await sql`alter table app.live_events drop constraint broken`.execute(world.owner);
    expect(await countRows(actor)).toEqual(before);
    expect(await findImport(db, actor.context, id)).toMatchObject({ status: 'preview' });
  });
});

describe('who may see and commit an import', () => {
  it('a unit sees its own, not that of the unit beside nor that of the finance bureau', async () => {
    const own = await keep(db, world.owns, [ownDeclaration()], clock);
    const beside = await keep(db, world.beside, [besideDeclaration()], clock);
    const bureau = await keep(db, world.finance, [ownDeclaration()], clock);
    expect(await findImport(db, world.owns.context, own)).not.toBeNull();
    expect(await findImport(db, world.owns.context, beside)).toBeNull();
    expect(await findImport(db, world.owns.context, bureau)).toBeNull();
    expect(await commit(world.owns, beside)).toBeNull();
    expect(await commit(world.elsewhere, own)).toBeNull();
  });

  it('the leader sees a unit that an import made without signing in again', async () => {
    const accountId = randomUUID();
    await world.owner
      .insertInto('ops.accounts')
      .values({
        id: accountId,
        username: 'leader-of-the-department',
        name: '主管部门领导',
        role: 'leader',
        region_id: world.regionId,
        unit_id: world.departmentId,
        password_hash: 'none',
        created_at: clock.now(),
      })
      .execute();
    const person = async () => {
      const found = await loadPerson(db, accountId);
      if (!found) throw new Error('no such account');
      return found;
    };
    const before = await person();
    expect(before.unitsBelow.sort()).toEqual([world.departmentId, world.unitId, world.besideId].sort());
    const leader: Actor = {
      ...world.leader,
      context: { regionId: world.regionId, units: before.unitsBelow },
    };
    const form = declaration({
      name: '监察',
      unit: '测试县劳动监察大队',
      indicators: [['数量指标', '巡查家次', '≥10家次']],
    });
    expect(await declare(db, leader, [form], clock)).toMatchObject({ projects: 1 });
    const after = await person();
    expect(after.unitsBelow).toHaveLength(before.unitsBelow.length + 1);
    const overview = await loadOverview(
      db,
      { regionId: world.regionId, units: after.unitsBelow },
      { today: '2023-02-01' },
    );
    expect(overview.scopeName).toBe(DEPARTMENT);
    expect(overview.units.map((unit) => unit.name)).toContain('劳动监察大队');
  });
});

describe('sent twice', () => {
  it('an import that is committed is not committed again', async () => {
    const actor = await freshRegion();
    const id = await keep(db, actor, [ownDeclaration()], clock);
    expect(await commit(actor, id)).toHaveProperty('answer');
    expect(await commit(actor, id)).toMatchObject({
      refused: { message: expect.stringContaining('已经导入') as string },
    });
  });

  it('with one key, the second gets the first one’s answer', async () => {
    const actor = await freshRegion();
    const id = await keep(db, actor, [ownDeclaration()], clock);
    const key = randomUUID();
    const first = await commit(actor, id, [], key);
    expect(first).toHaveProperty('answer');
    expect(await commit(actor, id, [], key)).toEqual({
      replayed: { status: 200, answer: first && 'answer' in first ? first.answer : null },
    });
    expect(await commit(actor, id, [{ op: 'replace', path: '/0/projectName', value: '改' }], key)).toEqual({
      keyReused: true,
    });
  });

  it('at once with one key, one commits and the others get its answer', async () => {
    const actor = await freshRegion();
    const id = await keep(db, actor, [ownDeclaration(), besideDeclaration()], clock);
    const key = randomUUID();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => commit(actor, id, [], key)));
    const made = outcomes.flatMap((outcome) => (outcome && 'answer' in outcome ? [outcome.answer] : []));
    expect(made).toEqual([{ projects: 2, indicators: 8, unchanged: 0, changed: [] }]);
    const replayed = outcomes.flatMap((outcome) =>
      outcome && 'replayed' in outcome ? [outcome.replayed.answer] : [],
    );
    expect(replayed).toEqual([made[0], made[0], made[0], made[0]]);
    expect(await countRows(actor)).toMatchObject({ projects: 2, commits: 1 });
  });

  it('at once without a key, one commits and the others are told so', async () => {
    const actor = await freshRegion();
    const id = await keep(db, actor, [ownDeclaration()], clock);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => commit(actor, id)));
    expect(outcomes.filter((outcome) => outcome && 'answer' in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome && 'refused' in outcome)).toHaveLength(3);
  });

  it('the same forms in two documents at once become projects once', async () => {
    const actor = await freshRegion();
    const forms: Declaration[] = [ownDeclaration(), besideDeclaration()];
    const ids = [await keep(db, actor, forms, clock), await keep(db, actor, forms, clock)];
    const outcomes = await Promise.all(ids.map((id) => commit(actor, id)));
    const projects = outcomes.map((outcome) =>
      outcome && 'answer' in outcome ? outcome.answer.projects : -1,
    );
    expect(projects.sort()).toEqual([0, 2]);
    expect(await countRows(actor)).toMatchObject({ projects: 2, units: 3 });
  });
});

/** What a person changed in a preview before its commit, and commits that cannot be whole. */
import { randomUUID } from 'node:crypto';
import type { Operation } from 'fast-json-patch';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { findImport } from '../../db/imports.ts';
import { createImportWorld } from './import-world.ts';
import { BESIDE, besideDeclaration, declaration, keep, look, ownDeclaration, UNIT } from './world.ts';

const { world, db, clock, commit, freshRegion, countRows, projectsOf } = await createImportWorld();

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

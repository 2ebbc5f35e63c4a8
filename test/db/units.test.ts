import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { departmentName, placeUnits, shortUnitName } from '../../db/units.ts';
import type { Declaration } from '../../domain/form.ts';
import { readSeed, type County } from '../forms/seeds.ts';
import { createTestDatabase } from '../postgres.ts';
import {
  addActor,
  addRegion,
  BESIDE,
  createWorld,
  declaration,
  declare,
  DEPARTMENT,
  look,
  UNIT,
} from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const { db } = world;
const clock = fixedClock('2023-02-01');

const form = (unit: string | null, department: string | null = null): Declaration => ({
  ...declaration({ name: '项目', indicators: [['数量指标', '甲人次', '≥1人次']] }),
  implementingUnit: unit,
  department,
});

const unitsOf = (actor: Actor) =>
  look(db, { ...actor.context, units: '*' }, (tx) =>
    tx.selectFrom('app.units').selectAll().orderBy('kind').orderBy('name').execute(),
  );

describe('the department of a document', () => {
  it('is the printed one that most forms name', () => {
    expect(
      departmentName([form('甲中心', '甲局'), form('乙中心', '乙局[部门]'), form('丙中心', '乙局')]),
    ).toBe('乙局');
  });

  it('is never a section of the finance bureau, which implements nothing', () => {
    expect(
      departmentName([
        form('甲中心', '社会保障股[部门]'),
        form('甲中心', '社会保障股'),
        form('甲中心', '甲局'),
      ]),
    ).toBe('甲局');
  });

  it('is the implementing bureau where none is printed, else the first unit', () => {
    expect(departmentName([form('甲中心'), form('甲局'), form('甲中心')])).toBe('甲局');
    expect(departmentName([form('甲中心'), form('乙中心')])).toBe('甲中心');
    expect(departmentName([form(null)])).toBeNull();
  });

  it.each<[County, RegExp, number]>([
    ['liulin', /人力资源和社会保障局$/, 4],
    ['pingluo', /人力资源和社会保障局$/, 4],
    ['lishi', /人力资源和社会保障局$/, 1],
  ])('of %s is the bureau of human resources', async (county, name, most) => {
    const { forms } = readSeed(county);
    expect(departmentName(forms)).toMatch(name);
    const regionId = await addRegion(world.owner, `r-${county}`, '某县');
    const actor = await addActor(world.owner, 'finance', { regionId, units: '*' });
    const placed = await inContext(db, actor.context, (tx) => placeUnits(tx, actor, forms));
    expect(placed?.unitIds).toHaveLength(forms.length);
    expect(placed?.unitIds).not.toContain(null);
    const units = await unitsOf(actor);
    expect(units.filter((unit) => unit.kind === 'department')).toHaveLength(1);
    const own = units.filter((unit) => unit.kind === 'unit');
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(most);
    // The department's own leader may import the same document.
    const leader = await addActor(world.owner, 'leader', { regionId, units: units.map((unit) => unit.id) });
    expect(await inContext(db, leader.context, (tx) => placeUnits(tx, leader, forms))).toEqual(placed);
  });
});

describe('a short name', () => {
  it.each([
    ['柳川县社会保险服务中心', '社会保险服务中心'],
    ['柳川县', '柳川县'],
    ['劳动监察大队', '劳动监察大队'],
    ['柳川县人社局', '人社局机关'],
  ])('of %s is %s', (name, short) => {
    expect(shortUnitName(name, '柳川县', '柳川县人社局')).toBe(short);
  });

  it('of a bureau’s own office names the bureau as everybody does: a county has several offices', () => {
    const office = (name: string) => shortUnitName(name, '柳川县', name);
    expect(office('柳川县人力资源和社会保障局')).toBe('人社局机关');
    expect(office('柳川县民政局')).toBe('民政局机关');
    // The name of another region is part of the bureau's.
    expect(office('石河市民政局')).toBe('石河市民政局机关');
  });
});

describe('the tree', () => {
  it('grew from the declarations: the department, and below it each implementing unit once', async () => {
    const units = await unitsOf(world.finance);
    expect(
      units.map(({ kind, name, short_name, parent_id }) => ({ kind, name, short_name, parent_id })),
    ).toEqual([
      { kind: 'department', name: DEPARTMENT, short_name: '人社局', parent_id: null },
      { kind: 'unit', name: BESIDE, short_name: '就业服务中心', parent_id: world.departmentId },
      { kind: 'unit', name: UNIT, short_name: '社会保险服务中心', parent_id: world.departmentId },
    ]);
    expect(new Set(units.map((unit) => unit.slug)).size).toBe(3);
  });

  it('the bureau that implements itself is a unit below itself', async () => {
    const regionId = await addRegion(world.owner, 'jiguan', '机关县');
    const actor = await addActor(world.owner, 'finance', { regionId, units: '*' });
    await declare(db, actor, [{ ...form('机关县人社局', '机关县人社局'), projectName: '自办' }], clock);
    const units = await unitsOf(actor);
    expect(units.map(({ kind, short_name }) => ({ kind, short_name }))).toEqual([
      { kind: 'department', short_name: '人社局' },
      { kind: 'unit', short_name: '人社局机关' },
    ]);
    expect(units[1]?.parent_id).toBe(units[0]?.id);
  });

  it('grows no second unit of a name when two documents come at once', async () => {
    const regionId = await addRegion(world.owner, 'tongshi', '同时县');
    const actor = await addActor(world.owner, 'finance', { regionId, units: '*' });
    await Promise.all(
      ['甲', '乙', '丙'].map((name) =>
        declare(db, actor, [{ ...form('同时县服务中心', '同时县人社局'), projectName: name }], clock),
      ),
    );
    expect((await unitsOf(actor)).map((unit) => unit.name)).toEqual(['同时县人社局', '同时县服务中心']);
  });

  it('holds units of one name below two departments', async () => {
    const regionId = await addRegion(world.owner, 'chongming', '重名县');
    const actor = await addActor(world.owner, 'finance', { regionId, units: '*' });
    for (const department of ['重名县人社局', '重名县民政局']) {
      await declare(
        db,
        actor,
        [{ ...form('重名县服务中心', department), projectName: `${department}的项目` }],
        clock,
      );
    }
    const units = await unitsOf(actor);
    const departments = units.filter((unit) => unit.kind === 'department');
    const centres = units.filter((unit) => unit.name === '重名县服务中心');
    expect(departments).toHaveLength(2);
    expect(new Set(centres.map((unit) => unit.parent_id))).toEqual(new Set(departments.map(({ id }) => id)));
  });

  it('does not grow from the hand of a unit', async () => {
    const before = await unitsOf(world.owns);
    const placed = await inContext(db, world.owns.context, (tx) =>
      placeUnits(tx, world.owns, [
        form(UNIT, DEPARTMENT),
        form(BESIDE, DEPARTMENT),
        form('新中心', DEPARTMENT),
      ]),
    );
    expect(placed?.unitIds).toEqual([world.unitId, null, null]);
    expect(await unitsOf(world.owns)).toEqual(before);
  });

  it('a leader grows units below the own department, and sees them in the same transaction', async () => {
    const name = `测试县${randomUUID().slice(0, 4)}中心`;
    const seen = await inContext(db, world.leader.context, async (tx) => {
      const placed = await placeUnits(tx, world.leader, [form(name, DEPARTMENT)]);
      const scope = await tx
        .selectNoFrom((build) => build.fn<string>('current_setting', [build.val('app.units')]).as('units'))
        .executeTakeFirstOrThrow();
      return { unitId: placed?.unitIds[0], units: scope.units };
    });
    expect(seen.unitId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen.units).toContain(String(seen.unitId));
    expect(seen.units).toContain(world.unitId);
    const made = (await unitsOf(world.leader)).find((unit) => unit.name === name);
    expect(made).toMatchObject({ kind: 'unit', parent_id: world.departmentId });
  });

  it('a leader’s import does not reach into another department of the region', async () => {
    await declare(
      db,
      world.finance,
      [{ ...form('测试县民政中心', '测试县民政局'), projectName: '民政' }],
      clock,
    );
    for (const actor of [world.leader, world.owns]) {
      for (const foreign of ['测试县民政局', '测试县无人知晓局[部门]']) {
        const forms = [form(UNIT, DEPARTMENT), form('测试县民政中心', foreign)];
        expect(await inContext(db, actor.context, (tx) => placeUnits(tx, actor, forms))).toBeNull();
      }
    }
  });

  it('what prints the own department, a finance section or none is a leader’s own', async () => {
    const before = await unitsOf(world.leader);
    const forms = [`${DEPARTMENT}[部门]`, '904-社会保障股', null].map((department) => form(UNIT, department));
    const placed = await inContext(db, world.leader.context, (tx) => placeUnits(tx, world.leader, forms));
    expect(placed?.unitIds).toEqual([world.unitId, world.unitId, world.unitId]);
    expect(await unitsOf(world.leader)).toEqual(before);
  });
});

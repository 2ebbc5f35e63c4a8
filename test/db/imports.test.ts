import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { findImport, saveImport } from '../../db/imports.ts';
import { loadOverview } from '../../db/overview.ts';
import { loadPerson } from '../../db/people.ts';
import type { Declaration } from '../../domain/form.ts';
import { sumAmounts } from '../../domain/money.ts';
import { readSeed, seedBytes, type County } from '../forms/seeds.ts';
import { createImportWorld } from './import-world.ts';
import {
  besideDeclaration,
  declaration,
  declare,
  DEPARTMENT,
  keep,
  look,
  ownDeclaration,
  UNIT,
} from './world.ts';

const { world, db, clock, commit, freshRegion, countRows, projectsOf } = await createImportWorld();

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

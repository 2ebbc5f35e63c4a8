/** `npm run verify` is worth its name only when it finds what was tampered with. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { rebuildProjects } from '../../db/rebuild.ts';
import { verifyAll } from '../../db/verify.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld } from './world.ts';

const world = await createWorld(await createTestDatabase());
const today = '2023-03-31';

const projects = await sql<{ id: string }>`select id from app.projects
  where region_id = ${world.regionId} and unit_id = ${world.unitId}`.execute(world.owner);
const projectId = String(projects.rows[0]?.id);
await recordLedgerEvent(
  world.db,
  world.finance,
  { projectId, body: { event: 'paid', happenedOn: today, amount: '1000.10' }, idempotency: null },
  fixedClock(today),
);

describe('verify', () => {
  it('finds nothing where judgements and sums follow from the facts', async () => {
    const verified = await verifyAll(world.owner, today);
    expect(verified.firstBad).toBeNull();
    expect(verified.projects).toBe(4);
    expect(verified.rows).toBeGreaterThan(20);
  });

  it.each([
    [
      'a light',
      sql`update app.judgements set light = 'normal', inputs = jsonb_set(inputs, '{light}', '"normal"')`,
      '存的是 normal',
    ],
    ['a first day', sql`update app.judgements set from_day = from_day - 1`, '没有这一段判断'],
    ['an amount', sql`update app.judgements set executed = executed + 0.01`, '存的是'],
  ])('names the row when %s was changed behind its back', async (_, tamper, said) => {
    const row = sql`region_id = ${world.regionId} and project_id = ${projectId} and to_day is null and kind = 'money'`;
    await sql`${tamper} where ${row}`.execute(world.owner);
    const { firstBad } = await verifyAll(world.owner, today);
    expect(firstBad).toContain(said);
    expect(firstBad).toContain(projectId);
    await rebuildProjects(world.owner, { regionId: world.regionId, today });
    expect((await verifyAll(world.owner, today)).firstBad).toBeNull();
  });

  it.each([
    ['a light', sql`light = 'ahead'`],
    ['the day since when', sql`light_since = light_since - 1`],
    ['what it was judged by', sql`inputs = jsonb_set(inputs, '{actual}', '"7"')`],
    ['the initial budget', sql`initial_budget = initial_budget + 1`],
    ['the year', sql`fiscal_year = fiscal_year + 1`],
    ['the group', sql`grp = 'cost'`],
    ['the unit', sql`unit_id = ${world.besideId}`],
  ])('names the project in whose state now %s was changed', async (_, change) => {
    await sql`update app.subjects set ${change}
      where region_id = ${world.regionId} and project_id = ${projectId} and kind = 'money'`.execute(
      world.owner,
    );
    const { firstBad } = await verifyAll(world.owner, today);
    expect(firstBad).toContain('现状');
    expect(firstBad).toContain(projectId);
    await rebuildProjects(world.owner, { regionId: world.regionId, today });
    expect((await verifyAll(world.owner, today)).firstBad).toBeNull();
  });

  it.each([
    ['light_since', sql`light_since = light_since - 1`],
    ['grp', sql`grp = 'cost'`],
    ['unit_id', sql`unit_id = ${world.besideId}`],
    ['fiscal_year', sql`fiscal_year = fiscal_year + 1`],
    ['rule_version', sql`rule_version = rule_version + 1`],
  ])('names the column %s of a judgement', async (column, change) => {
    await sql`update app.judgements set ${change} where region_id = ${world.regionId}
      and project_id = ${projectId} and to_day is null and kind = 'money'`.execute(world.owner);
    expect((await verifyAll(world.owner, today)).firstBad).toContain(` ${column} `);
    await rebuildProjects(world.owner, { regionId: world.regionId, today });
    expect((await verifyAll(world.owner, today)).firstBad).toBeNull();
  });

  it('names a state that is missing and one that nothing supports', async () => {
    await sql`update app.subjects set id = gen_random_uuid()
      where region_id = ${world.regionId} and project_id = ${projectId} and kind = 'project'`.execute(
      world.owner,
    );
    expect((await verifyAll(world.owner, today)).firstBad).toContain('没有这一行');
    await rebuildProjects(world.owner, { regionId: world.regionId, today });
    expect((await verifyAll(world.owner, today)).firstBad).toBeNull();
  });

  it('names the project whose budget is not its ledger’s', async () => {
    await sql`update app.subjects set budget = budget + 1
      where region_id = ${world.regionId} and project_id = ${projectId} and kind = 'money'`.execute(
      world.owner,
    );
    expect((await verifyAll(world.owner, today)).firstBad).toContain(
      '预算存为 120001.00，台账合计是 120000.00',
    );
    await rebuildProjects(world.owner, { regionId: world.regionId, today });
  });

  it('names the project whose executed sum is not its ledger’s', async () => {
    await sql`update app.subjects set executed = executed + 1
      where region_id = ${world.regionId} and project_id = ${projectId} and kind = 'money'`.execute(
      world.owner,
    );
    expect((await verifyAll(world.owner, today)).firstBad).toContain(
      `项目 ${projectId} 的已执行数存为 1001.10，台账合计是 1000.10`,
    );
  });
});

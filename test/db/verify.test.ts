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

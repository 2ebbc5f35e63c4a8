/** Acts about alerts beside those who watch the project at the same moment. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { recordAlertAct } from '../../db/alerts.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { lockProjects } from '../../db/subjects.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const { regionId } = world;
const clock = fixedClock('2023-02-01');

async function openAlert(): Promise<{ alertId: string; projectId: string }> {
  const project = await world.owner
    .selectFrom('app.projects')
    .select(['id', 'unit_id'])
    .where('region_id', '=', regionId)
    .where('unit_id', '=', world.unitId)
    .executeTakeFirstOrThrow();
  const alertId = randomUUID();
  await sql`insert into app.alerts (region_id, id, kind, project_id, unit_id, fiscal_year, subject_id, opened_on)
    values (${regionId}, ${alertId}, 'money_behind', ${project.id}, ${project.unit_id}, 2023, ${project.id}, '2023-01-20')`.execute(
    world.owner,
  );
  return { alertId, projectId: project.id };
}

/** Until somebody in this database waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { rows } = await sql`select from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where not l.granted and a.datname = current_database()`.execute(world.owner);
    if (rows.length > 0) return;
    await sleep(10);
  }
  throw new Error('nobody waits');
}

it('an act waits for whoever watches the project, instead of each for the other', async () => {
  const { alertId, projectId } = await openAlert();
  const acted = await inContext(world.worker, { regionId, units: '*' }, async (tx) => {
    // As db/watch.ts: the project, and then its alerts.
    await lockProjects(tx, regionId, [projectId]);
    const acting = recordAlertAct(
      world.db,
      world.leader,
      { alertId, act: 'replied', until: null, reason: '已在办理', idempotency: null },
      clock,
    );
    // Waited for below; were it refused before, nobody would have heard.
    acting.catch(() => undefined);
    await untilSomebodyWaits();
    await sql`update app.alerts set next_step_on = '2023-02-02' where region_id = ${regionId} and id = ${alertId}`.execute(
      tx,
    );
    return { acting };
  });
  expect(await acted.acting).toMatchObject({ answer: { act: { reason: '已在办理' } } });
});

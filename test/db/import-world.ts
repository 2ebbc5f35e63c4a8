/** A county into which documents are imported, on 2023-02-01. */
import { randomUUID } from 'node:crypto';
import type { Operation } from 'fast-json-patch';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { commitImport } from '../../db/imports.ts';
import { createTestDatabase } from '../postgres.ts';
import { addActor, addRegion, createWorld, keyOf, look } from './world.ts';

/** On a database of its own. */
export async function createImportWorld() {
  const world = await createWorld(await createTestDatabase());
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

  return { world, db, clock, commit, freshRegion, countRows, projectsOf };
}

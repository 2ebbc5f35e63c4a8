/** One county of the demonstration, from its kept declarations to the day on which the demonstration stands. */
import type { Actor } from '../actor.ts';
import { fixedClock } from '../clock.ts';
import { inContext, type Db } from '../database.ts';
import { commitImport } from '../imports.ts';
import { loadJudging } from '../judging.ts';
import { rebuildProjects } from '../rebuild.ts';
import { DECLARED_ON, DEMO_YEAR } from './counties.ts';
import { tellThePast } from './history.ts';
import { insertFacts, inventedYear, type InventedFact } from './invented-year.ts';
import { readDemoProjects } from './project.ts';
import type { PlainDate } from '../../domain/calendar.ts';

export const demoActor = (regionId: string): Actor => ({
  accountId: null,
  post: '演示数据',
  invented: true,
  context: { regionId, units: '*' },
});

/** Everything that is recorded in the county's year, in order. The declarations must be committed. */
export async function factsOfCounty(
  db: Db,
  county: { regionId: string; slug: string },
): Promise<InventedFact[]> {
  const { calendar } = await loadJudging(db);
  return inventedYear(await readDemoProjects(db, { ...county, fiscalYear: DEMO_YEAR }), calendar);
}

export interface KeptDeclaration {
  id: string;
  filename: string;
  isCommitted: boolean;
}

/** The loader's own declarations, which a reload commits again, in the order in which they were kept. */
export async function findDeclarations(db: Db, regionId: string): Promise<KeptDeclaration[]> {
  return await inContext(db, { regionId, units: '*' }, async (tx) => {
    const rows = await tx
      .selectFrom('app.imports as i')
      .leftJoin('app.import_commits as c', (join) =>
        join.onRef('c.region_id', '=', 'i.region_id').onRef('c.import_id', '=', 'i.id'),
      )
      .select(['i.id', 'i.filename', 'c.id as committed'])
      .where('i.region_id', '=', regionId)
      .where('i.recorded_by', 'is', null)
      // All are of one instant by the demonstration's clock; an id is a UUIDv7.
      .orderBy('i.id')
      .execute();
    return rows.map(({ id, filename, committed }) => ({ id, filename, isCommitted: committed !== null }));
  });
}

/** Commits the declarations of one document; once, a second commit is refused. */
export async function declare(db: Db, regionId: string, importId: string): Promise<void> {
  const committed = await commitImport(
    db,
    demoActor(regionId),
    { importId, edits: [], idempotency: null },
    fixedClock(DECLARED_ON),
  );
  if (!committed || !('answer' in committed)) {
    throw new Error(`a demo declaration could not be committed: ${JSON.stringify(committed)}`);
  }
}

/** Everything that is recorded by the close of `until`; judging it is the caller's. */
export async function recordUntil(
  db: Db,
  county: { regionId: string; slug: string },
  until: PlainDate,
): Promise<void> {
  const facts = await factsOfCounty(db, county);
  await inContext(db, { regionId: county.regionId, units: '*' }, (tx) =>
    insertFacts(
      tx,
      facts.filter((fact) => fact.on <= until),
    ),
  );
}

/** What was recorded by the close of `today`, judged; then duties, alerts and who was told, when the accounts are there. */
export async function fillCounty(
  db: Db,
  county: { regionId: string; slug: string },
  today: PlainDate,
): Promise<void> {
  const { regionId } = county;
  await recordUntil(db, county, today);
  await rebuildProjects(db, { regionId, today });
  await tellThePast(db, { regionId, from: DECLARED_ON, today });
}

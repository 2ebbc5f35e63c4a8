/** A world whose unit head enters values, and what the tests of that look at. */
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../db/actor.ts';
import { fixedClock, type Clock } from '../../db/clock.ts';
import { recordEntry } from '../../db/entries.ts';
import type { EntryAnswer, EntryBody } from '../../server/contract.ts';
import type { TestDatabase } from '../postgres.ts';
import {
  createWorld,
  declaration,
  declare,
  DECLARED_ON,
  keyOf,
  look,
  UNIT,
  type PrintedIndicator,
} from './world.ts';

/** When values are entered, unless a test says otherwise. */
export const july = fixedClock('2023-07-10');

export async function createEntryWorld(database: TestDatabase) {
  const world = await createWorld(database);
  const { db } = world;

  const record = (
    actor: Actor,
    indicatorId: string,
    body: EntryBody,
    more: { key?: string; clock?: Clock } = {},
  ) =>
    recordEntry(
      db,
      actor,
      { indicatorId, body, idempotency: more.key === undefined ? null : keyOf(actor, body, more.key) },
      more.clock ?? july,
    );

  async function answered(outcome: ReturnType<typeof record>): Promise<EntryAnswer> {
    const result = await outcome;
    if (!result || !('answer' in result)) throw new Error(`not recorded: ${JSON.stringify(result)}`);
    return result.answer;
  }

  /** A project of its own in the unit: a test's facts disturb no other's. */
  async function freshProject(printed: readonly PrintedIndicator[]): Promise<Map<string, string>> {
    const name = `项目 ${randomUUID()}`;
    await declare(
      db,
      world.finance,
      [declaration({ name, unit: UNIT, indicators: printed })],
      fixedClock(DECLARED_ON),
    );
    const rows = await look(db, world.finance.context, (tx) =>
      tx
        .selectFrom('app.indicators as i')
        .innerJoin('app.projects as p', 'p.id', 'i.project_id')
        .select(['i.id', 'i.name', 'p.id as project'])
        .where('p.name', '=', name)
        .execute(),
    );
    return new Map([
      ...rows.map((row) => [row.name, row.id] as const),
      ['project', String(rows[0]?.project)],
    ]);
  }

  const countEntries = (indicatorId: string) =>
    look(db, world.finance.context, async (tx) => {
      const rows = await tx
        .selectFrom('app.entries')
        .select('id')
        .where('indicator_id', '=', indicatorId)
        .execute();
      return rows.length;
    });

  const subjectsOf = (projectId: string) =>
    look(db, world.finance.context, (tx) =>
      tx.selectFrom('app.subjects').selectAll().where('project_id', '=', projectId).execute(),
    );

  /** Everything that recording a fact touches. */
  const everything = () =>
    look(db, world.finance.context, async (tx) => ({
      entries: await tx.selectFrom('app.entries').selectAll().orderBy('seq').execute(),
      subjects: await tx.selectFrom('app.subjects').selectAll().orderBy('id').execute(),
      judgements: await tx
        .selectFrom('app.judgements')
        .selectAll()
        .orderBy('subject_id')
        .orderBy('from_day')
        .execute(),
      events: await tx.selectFrom('app.live_events').selectAll().orderBy('id').execute(),
    }));

  return { ...world, record, answered, freshProject, countEntries, subjectsOf, everything };
}

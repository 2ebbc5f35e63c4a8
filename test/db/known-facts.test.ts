/**
 * Facts judged from memory: what is remembered is what would be read, whoever else writes is noticed, and nothing comes
 * of it but what comes of reading.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { recordIndicatorCurve, recordMoneyCurve } from '../../db/curves.ts';
import { inContext, openDatabase, type Tx } from '../../db/database.ts';
import { recordEntry } from '../../db/entries.ts';
import { factsToJudge, factsToKeep, openKnownProjects } from '../../db/known-facts.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { loadJudging } from '../../db/judging.ts';
import { reassessDue, reassessProjects } from '../../db/reassess.ts';
import { rebuildProjects } from '../../db/rebuild.ts';
import { knownProjectsOf } from '../../db/record-fact.ts';
import {
  loadFacts,
  lockProjects,
  moneySubjectId,
  noDifference,
  type ProjectFacts,
} from '../../db/subjects.ts';
import { writeTogether } from '../../db/write-together.ts';
import { addDays } from '../../domain/calendar.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, declaration, declare, DECLARED_ON, keyOf, look, UNIT } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const { db, worker, owner } = world;
await owner.connection().execute(async (tx) => {
  for (const statement of GUARD()) await sql.raw(statement).execute(tx);
});

/** Whoever commits a change of what is remembered without another revision fails: in this whole file. */
function GUARD(): string[] {
  const tables = ['entries', 'ledger_events', 'subjects', 'judgements', 'money_curves', 'target_versions'];
  const projectOf = (row: string, table: string) =>
    table === 'target_versions'
      ? `(select i.project_id from app.indicators i where i.region_id = ${row}.region_id and i.id = ${row}.indicator_id)`
      : `${row}.project_id`;
  return tables.flatMap((table) => [
    `create function public.guard_${table}() returns trigger language plpgsql security definer as $$
     declare
       of_project uuid;
     begin
       if tg_op = 'DELETE' then of_project := ${projectOf('old', table)}; else of_project := ${projectOf('new', table)}; end if;
       if not exists (select from app.project_revisions r where r.project_id = of_project
           and r.xmin = pg_current_xact_id()::xid) then
         raise exception '% of a project changed, its revision did not', tg_table_name;
       end if;
       return null;
     end $$`,
    `create constraint trigger guard after insert or update or delete on app.${table}
     deferrable initially deferred for each row execute function public.guard_${table}()`,
  ]);
}

interface Own {
  projectId: string;
  ids: string[];
}

async function freshProject(indicators = 3): Promise<Own> {
  const name = `项目 ${randomUUID()}`;
  const printed = [
    ['数量指标', '培训人次', '≥1200人次'],
    ['质量指标', '考核合格率', '≥90%'],
    ['社会效益', '技能水平', '有效提升'],
  ] as const;
  const form = declaration({ name, unit: UNIT, indicators: printed.slice(0, indicators) });
  await declare(db, world.finance, [form], fixedClock(DECLARED_ON));
  const rows = await look(db, world.finance.context, (tx) =>
    tx
      .selectFrom('app.indicators as i')
      .innerJoin('app.projects as p', 'p.id', 'i.project_id')
      .select(['i.id', 'p.id as project'])
      .where('p.name', '=', name)
      .orderBy('i.ordinal')
      .execute(),
  );
  return { projectId: String(rows[0]?.project), ids: rows.map((row) => row.id) };
}

const enter = (
  actor: Actor,
  indicatorId: string,
  body: { period: string; value?: string; grade?: 'achieved' | 'partly'; supersedes?: string },
  { on = '2023-07-10', key = null as string | null, handle = db } = {},
) =>
  recordEntry(
    handle,
    actor,
    {
      indicatorId,
      body: { note: '按台账和回访情况填报', ...body },
      idempotency: key === null ? null : keyOf(actor, body, key),
    },
    fixedClock(on),
  );

const pay = (projectId: string, amount: string, on: string) =>
  recordLedgerEvent(
    db,
    world.finance,
    { projectId, body: { event: 'paid', happenedOn: on, amount }, idempotency: null },
    fixedClock(on),
  );

const read = async (projectId: string, subjectIds: string[] | null, today: string): Promise<ProjectFacts> => {
  const [facts] = await look(db, world.finance.context, (tx) =>
    loadFacts(tx, { regionId: world.regionId, projectIds: [projectId], subjectIds, today, intervals: true }),
  );
  if (!facts) throw new Error('the project is not there');
  return facts;
};

/** As memory and database have it alike: in one order, instants and notes left out as memory leaves them out. */
function comparable(facts: ProjectFacts): unknown {
  const by = <T>(rows: readonly T[], key: (row: T) => string) =>
    [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const kept = factsToKeep(facts);
  return JSON.parse(
    JSON.stringify({
      ...kept,
      subjects: by(kept.subjects, (row) => row.id),
      indicators: by(kept.indicators, (row) => row.id),
      standing_lights: [...kept.standing_lights].sort(),
      intervals: by(kept.intervals, (row) => `${row.subject_id} ${row.from_day}`).map((row) => ({
        ...row,
        inputs: Object.fromEntries(Object.entries(row.inputs).sort(([a], [b]) => (a < b ? -1 : 1))),
      })),
    }),
  );
}

/** How many facts were begun from memory while `work` ran. */
async function takenBy(work: () => Promise<unknown>): Promise<number> {
  const { counts } = knownProjectsOf(db);
  const before = counts.taken;
  await work();
  return counts.taken - before;
}

const known = (own: Own) => {
  const projects = knownProjectsOf(db);
  const project = projects.take(world.finance.context, own.ids[0] as string);
  if (project) projects.putBack(project, project);
  return project;
};

const revisionOf = async ({ projectId }: Own) =>
  (
    await sql<{
      revision: string;
    }>`select revision from app.project_revisions where project_id = ${projectId}`.execute(owner)
  ).rows[0]?.revision;

/** Judged again from its facts alone, the project has the same rows. */
async function expectReplayed({ projectId }: Own, today: string): Promise<void> {
  const { regionId } = world;
  const judging = await loadJudging(worker);
  const rows = async (tx: Tx) => ({
    judgements: (
      await sql`select * from app.judgements where project_id = ${projectId} order by subject_id, from_day`.execute(
        tx,
      )
    ).rows,
    subjects: (await sql`select * from app.subjects where project_id = ${projectId} order by id`.execute(tx))
      .rows,
  });
  const undone = new Error('undone');
  const replaying = inContext(worker, { regionId, units: '*' }, async (tx) => {
    const cause = { by: null, at: `${today}T08:00:00+08:00`, quiet: true };
    const options = { regionId, projectIds: [projectId], cause, today };
    await reassessProjects(tx, judging, { ...options, subjectIds: [] });
    const before = await rows(tx);
    await sql`delete from app.judgements where project_id = ${projectId}`.execute(tx);
    await sql`delete from app.subjects where project_id = ${projectId}`.execute(tx);
    await reassessProjects(tx, judging, { ...options, subjectIds: null });
    expect(await rows(tx)).toEqual(before);
    throw undone;
  });
  await expect(replaying).rejects.toBe(undone);
}

describe('what is remembered', () => {
  it('after each fact of a year is what would be read, for any subject and day', async () => {
    const own = await freshProject();
    const [people, rate, grade] = own.ids as [string, string, string];
    let day = '2023-02-03';
    let compared = 0;
    for (let month = 1; month <= 9; month += 1) {
      const period = `2023-0${month}`;
      await enter(world.owns, people, { period, value: String(90 * month) }, { on: day });
      const first = await enter(
        world.owns,
        rate,
        { period, value: month % 3 === 0 ? '70' : '95.50' },
        { on: day },
      );
      await enter(world.owns, grade, { period, grade: month % 2 ? 'achieved' : 'partly' }, { on: day });
      await pay(own.projectId, `${month}000.10`, day);
      // A correction on the same day or on a later one.
      day = addDays(day, month % 2 ? 0 : 4);
      if (first && 'answer' in first) {
        await enter(
          world.owns,
          rate,
          { period, value: '91', supersedes: first.answer.entry.id },
          { on: day },
        );
      }
      const project = known(own);
      if (project) {
        compared += 1;
        expect(project.revision).toBe(await revisionOf(own));
        expect(comparable(project.facts)).toEqual(comparable(await read(own.projectId, null, day)));
        for (const subject of [...own.ids, moneySubjectId(own.projectId)]) {
          for (const later of [day, addDays(day, 20), addDays(day, 45)]) {
            const judged = factsToJudge(project.facts, subject, later);
            expect(comparable(judged)).toEqual(comparable(await read(own.projectId, [subject], later)));
          }
        }
      }
      day = addDays(day, 29);
    }
    expect(compared).toBeGreaterThan(3);
    await reassessDue(worker, { today: day, now: `${day}T08:00:00+08:00`, limit: 10_000 });
    await expectReplayed(own, day);
  });

  it('is bounded: what was not used for longest goes first, and what is too large is not kept', async () => {
    const own = [await freshProject(), await freshProject(), await freshProject()];
    const facts = await Promise.all(own.map(({ projectId }) => read(projectId, null, '2023-07-10')));
    const alone = openKnownProjects();
    alone.keep(world.regionId, facts[0] as ProjectFacts, randomUUID());
    const two = openKnownProjects(2.5 * alone.counts.bytes);
    const take = (n: number) => {
      const project = two.take(world.finance.context, own[n]?.ids[1] as string);
      if (project) two.putBack(project, project);
      return project !== null;
    };
    two.keep(world.regionId, facts[0] as ProjectFacts, randomUUID());
    two.keep(world.regionId, facts[1] as ProjectFacts, randomUUID());
    expect([take(1), take(0)]).toEqual([true, true]);
    two.keep(world.regionId, facts[2] as ProjectFacts, randomUUID());
    expect([take(0), take(1), take(2)]).toEqual([true, false, true]);
    expect(two.counts).toMatchObject({ projects: 2, bytes: 2 * alone.counts.bytes });

    const small = openKnownProjects(1e6, alone.counts.bytes - 1);
    expect(small.isWorthReading(own[0]?.ids[0] as string)).toBe(true);
    small.keep(world.regionId, facts[0] as ProjectFacts, randomUUID());
    expect(small.counts.projects).toBe(0);
    expect(small.isWorthReading(own[0]?.ids[0] as string)).toBe(false);
  });
});

describe('a fact from memory', () => {
  it('is the next one of the project, written without reading', async () => {
    const own = await freshProject();
    const [people, rate] = own.ids as [string, string];
    expect(await takenBy(() => enter(world.owns, people, { period: '2023-06', value: '600' }))).toBe(0);
    const before = await revisionOf(own);
    expect(await takenBy(() => enter(world.owns, rate, { period: '2023-06', value: '95' }))).toBe(1);
    expect(await revisionOf(own)).not.toBe(before);
    expect(known(own)?.revision).toBe(await revisionOf(own));
    expect(await takenBy(() => pay(own.projectId, '1.00', '2023-07-10'))).toBe(1);
    await expectReplayed(own, '2023-07-10');
  });

  it('is decided anew when anything but a written fact would come of it: a conflict names the newer value', async () => {
    const own = await freshProject();
    const [people] = own.ids as [string];
    await enter(world.owns, people, { period: '2023-06', value: '600' });
    const conflict = await enter(world.owns, people, { period: '2023-06', value: '601' });
    expect(conflict).toMatchObject({
      conflict: { newer: { value: '600', note: '按台账和回访情况填报', recordedBy: 'owns' } },
    });
    expect(await enter(world.owns, people, { period: '2023-06', value: '-1' })).toHaveProperty('conflict');
    expect(await enter(world.owns, people, { period: '2023-05', value: '-1' })).toHaveProperty('refused');
  });

  it('sees what another server has recorded since', async () => {
    const other = openDatabase(database.urls.app, { max: 2 });
    try {
      const own = await freshProject();
      const [people, rate] = own.ids as [string, string];
      await enter(world.owns, people, { period: '2023-05', value: '500' });
      await enter(world.owns, people, { period: '2023-06', value: '600' }, { handle: other });
      expect(await enter(world.owns, people, { period: '2023-06', value: '601' })).toHaveProperty('conflict');
      await enter(world.owns, rate, { period: '2023-06', value: '50' }, { handle: other });
      const answer = await enter(world.owns, people, { period: '2023-07', value: '700' });
      expect(answer).toMatchObject({ answer: { projectLight: 'severe' } });
      await expectReplayed(own, '2023-07-10');
    } finally {
      await other.destroy();
    }
  });

  it.each<[string, (own: Own) => Promise<unknown>]>([
    [
      'a curve of the money',
      (own) =>
        recordMoneyCurve(
          db,
          world.finance,
          {
            projectId: own.projectId,
            body: { curve: { type: 'year_end' } },
            idempotency: null,
          },
          fixedClock('2023-07-10'),
        ),
    ],
    [
      'a curve of an indicator',
      (own) =>
        recordIndicatorCurve(
          db,
          world.finance,
          {
            indicatorId: own.ids[0] as string,
            body: { curve: { type: 'date', on: '2023-12-31' } },
            idempotency: null,
          },
          fixedClock('2023-07-10'),
        ),
    ],
    [
      'the scan',
      () => reassessDue(worker, { today: '2023-08-20', now: '2023-08-20T08:00:00+08:00', limit: 10_000 }),
    ],
    ['a rebuild', () => rebuildProjects(worker, { regionId: world.regionId, today: '2023-08-20' })],
    ['a confirmed calendar', () => sql`select ops.watch_all_again('2023-08-20')`.execute(worker)],
  ])('is not written over %s', async (_, change) => {
    const own = await freshProject();
    const [people, rate] = own.ids as [string, string];
    await enter(world.owns, people, { period: '2023-06', value: '600' });
    const before = await revisionOf(own);
    await change(own);
    expect(await revisionOf(own)).not.toBe(before);
    expect(
      await enter(world.owns, rate, { period: '2023-06', value: '95' }, { on: '2023-08-21' }),
    ).toHaveProperty('answer');
    await expectReplayed(own, '2023-08-21');
  });

  it('is nobody’s who may not see the project', async () => {
    const own = await freshProject();
    const [people] = own.ids as [string];
    await enter(world.owns, people, { period: '2023-06', value: '600' });
    for (const actor of [world.beside, world.elsewhere]) {
      expect(
        await takenBy(async () =>
          expect(await enter(actor, people, { period: '2023-05', value: '1' })).toBe(null),
        ),
      ).toBe(0);
    }
    // And if memory were wrong about it, the database refuses, also beside a fact of somebody who may.
    const before = await revisionOf(own);
    const other = await freshProject();
    await enter(world.owns, other.ids[0] as string, { period: '2023-06', value: '600' });
    const write = async (actor: Actor, { projectId }: Own): Promise<string | null> =>
      writeTogether(db, {
        actor,
        projectId,
        unitId: world.unitId,
        known: String(await revisionOf({ projectId, ids: [] })),
        table: 'entry',
        fact: {},
        difference: noDifference(),
        idempotency: null,
        answer: {},
        now: '2023-07-10T08:00:00+08:00',
      });
    for (const actor of [world.beside, world.elsewhere]) {
      const outcomes = await Promise.all([
        write(actor, own),
        write(actor, own),
        write(actor, other),
        enter(world.owns, other.ids[1] as string, {
          period: actor === world.beside ? '2023-05' : '2023-06',
          value: '95',
        }),
      ]);
      expect(outcomes).toEqual([
        null,
        null,
        null,
        expect.objectContaining({ answer: expect.anything() as unknown }),
      ]);
    }
    expect(await revisionOf(own)).toBe(before);
    await expectReplayed(other, '2023-07-10');
  });

  it('with a key gives its answer again, also of a request that is still under way', async () => {
    const own = await freshProject();
    const [people, rate] = own.ids as [string, string];
    await enter(world.owns, people, { period: '2023-06', value: '600' });
    const key = randomUUID();
    const first = await enter(world.owns, rate, { period: '2023-06', value: '95' }, { key });
    const again = await enter(world.owns, rate, { period: '2023-06', value: '95' }, { key });
    expect(again).toEqual({ replayed: { status: 201, answer: (first as { answer: unknown }).answer } });
    expect(await enter(world.owns, rate, { period: '2023-06', value: '96' }, { key })).toEqual({
      keyReused: true,
    });
    const twin = randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () =>
        enter(world.owns, rate, { period: '2023-05', value: '94' }, { key: twin }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome && 'answer' in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome && 'replayed' in outcome)).toHaveLength(9);
  });
});

describe('facts written together', () => {
  it('of many projects at once are each there once, and a replay gives the same rows', async () => {
    const own: Own[] = [];
    for (let n = 0; n < 6; n += 1) own.push(await freshProject());
    for (const { ids } of own) await enter(world.owns, ids[0] as string, { period: '2023-06', value: '600' });
    const outcomes = await Promise.all(
      ['2023-03', '2023-04', '2023-05', '2023-06'].flatMap((period) =>
        own.flatMap(({ ids }) => [
          enter(world.owns, ids[1] as string, { period, value: '95' }, { key: randomUUID() }),
          enter(world.finance, ids[2] as string, { period, grade: 'achieved' }, { key: randomUUID() }),
        ]),
      ),
    );
    expect(outcomes.filter((outcome) => !outcome || !('answer' in outcome))).toEqual([]);
    for (const { projectId, ids } of own) {
      await expectReplayed({ projectId, ids }, '2023-07-10');
      const { indicators } = await read(projectId, null, '2023-07-10');
      expect(indicators.map(({ entries }) => entries.length).sort()).toEqual([1, 4, 4]);
    }
  });

  it('do not wait for one whose project somebody holds', async () => {
    const [held, free] = [await freshProject(), await freshProject()];
    for (const { ids } of [held, free])
      await enter(world.owns, ids[0] as string, { period: '2023-06', value: '600' });
    const done: string[] = [];
    let waiting: Promise<unknown> = Promise.resolve();
    await inContext(worker, world.finance.context, async (tx) => {
      await lockProjects(tx, world.regionId, [held.projectId]);
      waiting = enter(world.owns, held.ids[1] as string, { period: '2023-06', value: '95' }).then(
        (outcome) => {
          expect(outcome).toHaveProperty('answer');
          done.push('held');
        },
      );
      const outcome = await enter(world.owns, free.ids[1] as string, { period: '2023-06', value: '95' });
      expect(outcome).toHaveProperty('answer');
      done.push('free');
    });
    await waiting;
    expect(done).toEqual(['free', 'held']);
  });

  it('go through each alone when one of them cannot be written', async () => {
    const [good, bad] = [await freshProject(), await freshProject()];
    for (const { ids } of [good, bad])
      await enter(world.owns, ids[0] as string, { period: '2023-06', value: '600' });
    await sql`alter table app.entries add constraint no_thirteen check (indicator_id <> ${sql.lit(bad.ids[1])})`.execute(
      owner,
    );
    try {
      const outcomes = await Promise.allSettled(
        [good, bad].map(({ ids }) => enter(world.owns, ids[1] as string, { period: '2023-06', value: '95' })),
      );
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected']);
      expect(outcomes[1]).toMatchObject({ reason: expect.any(pg.DatabaseError) as unknown });
    } finally {
      await sql`alter table app.entries drop constraint no_thirteen`.execute(owner);
    }
    const entriesOf = async (own: Own) =>
      (await read(own.projectId, null, '2023-07-10')).indicators.map(({ entries }) => entries.length).sort();
    expect(await entriesOf(good)).toEqual([0, 1, 1]);
    expect(await entriesOf(bad)).toEqual([0, 0, 1]);
    await expectReplayed(good, '2023-07-10');
    await expectReplayed(bad, '2023-07-10');
  });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { inContext, type Context } from '../../db/database.ts';
import { recordEntry } from '../../db/entries.ts';
import { loadJudging } from '../../db/judging.ts';
import { recordLedgerEvent } from '../../db/ledger.ts';
import { reassessDue, reassessProject, reassessProjects } from '../../db/reassess.ts';
import { rebuildProjects } from '../../db/rebuild.ts';
import { worstLight } from '../../domain/light.ts';
import { createTestDatabase } from '../postgres.ts';
import {
  addActor,
  addRegion,
  declaration,
  declare,
  DECLARED_ON,
  indicatorsOf,
  look,
  named,
  openHandles,
} from './world.ts';

const database = await createTestDatabase();
const { db, worker, owner } = await openHandles(database);
const judging = await loadJudging(worker);

const scan = (today: string, limit = 1000) =>
  reassessDue(worker, { today, now: `${today}T06:00:00.000+08:00`, limit });

/** A county of its own whose projects are declared on 3 January, each with two indicators that add up. */
async function county(projects: number): Promise<Actor> {
  const regionId = await addRegion(owner, `r-${randomUUID().slice(0, 8)}`, '测试县');
  const actor = await addActor(owner, 'finance', { regionId, units: '*' });
  const forms = Array.from({ length: projects }, (_, n) =>
    declaration({
      name: `项目${n}`,
      indicators: [
        ['数量指标', `${n}区巡查家次`, '≥1200家次'],
        ['数量指标', `${n}区培训人次`, '≥600人次'],
      ],
    }),
  );
  await declare(db, actor, forms, fixedClock(DECLARED_ON));
  return actor;
}

const subjectsOf = (context: Context) =>
  look(db, context, (tx) => tx.selectFrom('app.subjects').selectAll().orderBy('id').execute());

const announcedIn = (context: Context) =>
  look(db, context, (tx) =>
    tx.selectFrom('app.live_events').selectAll().where('type', '=', 'judged').execute(),
  );

async function expectRollUps(context: Context): Promise<void> {
  const byProject = Map.groupBy(await subjectsOf(context), (subject) => subject.project_id);
  for (const subjects of byProject.values()) {
    const parts = subjects.filter((subject) => subject.kind !== 'project');
    expect(subjects.find((subject) => subject.kind === 'project')?.light).toBe(
      worstLight(parts.map((subject) => subject.light)),
    );
  }
}

const differing = async (context: Context, today: string) =>
  (await rebuildProjects(worker, { regionId: context.regionId, today })).differing;

async function enter(actor: Actor, name: string, period: string, value: string, today: string) {
  const { id } = named(await indicatorsOf(db, actor.context), name);
  const outcome = await recordEntry(
    db,
    actor,
    { indicatorId: id, body: { period, value }, idempotency: null },
    fixedClock(today),
  );
  expect(outcome).toHaveProperty('answer');
}

describe('the scan', () => {
  it('goes over all regions and announces what changed, as done by nobody', async () => {
    const [one, other] = [await county(2), await county(2)];
    // January is to be reported by 7 February.
    expect(await scan('2023-02-07')).toMatchObject({ failed: [] });
    const before = (await announcedIn(one.context)).length;
    const result = await scan('2023-02-08');
    expect(result.failed).toEqual([]);
    expect(result.changed).toBeGreaterThanOrEqual(8);
    for (const { context } of [one, other]) {
      const indicators = (await subjectsOf(context)).filter((subject) => subject.kind === 'indicator');
      expect(indicators.map((subject) => [subject.light, subject.light_since])).toEqual(
        indicators.map(() => ['unreported', '2023-02-08']),
      );
      await expectRollUps(context);
    }
    const events = (await announcedIn(one.context)).slice(before);
    expect(events.length).toBeGreaterThanOrEqual(4);
    const unreported = events.filter(
      (event) => (event.data as { light: { to: string } }).light.to === 'unreported',
    );
    expect(unreported).toHaveLength(4);
    for (const event of unreported) {
      expect(event.data).toMatchObject({
        by: null,
        at: '2023-02-08T06:00:00.000+08:00',
        light: { from: 'not_due' },
      });
    }
  });

  it('takes no more subjects at once than it is allowed, and finds the rest next time', async () => {
    const actor = await county(6);
    // What other counties left is judged first.
    await scan('2023-02-07');
    let rounds = 0;
    for (; rounds < 50; rounds += 1) {
      const { projects, failed } = await scan('2023-02-08', 4);
      expect(failed).toEqual([]);
      expect(projects).toBeLessThanOrEqual(4);
      if (projects === 0) break;
    }
    expect(rounds).toBeGreaterThan(1);
    const indicators = (await subjectsOf(actor.context)).filter((subject) => subject.kind === 'indicator');
    expect(new Set(indicators.map((subject) => subject.light))).toEqual(new Set(['unreported']));
  });

  it('twice at once announces each change once', async () => {
    const actor = await county(5);
    await scan('2023-02-07');
    const before = (await announcedIn(actor.context)).length;
    const results = await Promise.all([scan('2023-02-08'), scan('2023-02-08')]);
    for (const result of results) expect(result.failed).toEqual([]);
    const events = (await announcedIn(actor.context)).slice(before);
    const subjects = events.map((event) => (event.data as { subjectId: string }).subjectId);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(await differing(actor.context, '2023-02-08')).toBe(0);
  });

  it('judges a batch of more than two hundred projects, of which one cannot be judged, but for that one', async () => {
    const actor = await county(230);
    const victim = (await subjectsOf(actor.context)).find(
      (subject) => subject.kind === 'indicator',
    )?.project_id;
    await sql`update app.target_versions set judged = judged || '{"curve": null}'
      where indicator_id in (select id from app.indicators where project_id = ${victim})`.execute(owner);
    const result = await scan('2023-02-08', 10_000);
    expect(result.failed.map((failure) => failure.projectId)).toEqual([victim]);
    const waiting = (await subjectsOf(actor.context)).filter(
      (subject) => subject.kind === 'indicator' && subject.light !== 'unreported',
    );
    expect(new Set(waiting.map((subject) => subject.project_id))).toEqual(new Set([victim]));
    await sql`delete from app.subjects where project_id = ${victim}`.execute(owner);
  });

  it('is the jobs’ alone: the server’s login may not ask for due projects', async () => {
    await expect(
      reassessDue(db, { today: '2023-02-08', now: '2023-02-08T06:00:00+08:00', limit: 1 }),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('a fact', () => {
  it('after days without a scan brings its whole project up to date, from the days on which it changed', async () => {
    const actor = await county(1);
    await enter(actor, '0区巡查家次', '2023-02', '200', '2023-03-20');
    const rows = await look(db, actor.context, (tx) =>
      tx
        .selectFrom('app.judgements as j')
        .leftJoin('app.indicators as i', 'i.id', 'j.subject_id')
        .select(['j.kind', 'i.name', 'j.from_day', 'j.light'])
        .where('j.kind', '<>', 'money')
        .orderBy('j.from_day')
        .execute(),
    );
    const of = (name: string | null) =>
      rows.filter((row) => row.name === name).map((row) => [row.from_day, row.light]);
    expect(of('0区巡查家次')).toEqual([
      [DECLARED_ON, 'not_due'],
      ['2023-02-08', 'unreported'],
      ['2023-03-20', 'normal'],
    ]);
    // Nobody spoke of the other one; its day had come all the same.
    expect(of('0区培训人次')).toEqual([
      [DECLARED_ON, 'not_due'],
      ['2023-02-08', 'unreported'],
    ]);
    const project = of(null);
    expect(project[0]).toEqual([DECLARED_ON, 'not_due']);
    expect(await differing(actor.context, '2023-03-20')).toBe(0);
  });

  it('judged quietly announces nothing', async () => {
    const actor = await county(1);
    const [subject] = await subjectsOf(actor.context);
    const before = (await announcedIn(actor.context)).length;
    await inContext(worker, actor.context, (tx) =>
      reassessProject(tx, judging, {
        regionId: actor.context.regionId,
        projectId: String(subject?.project_id),
        subjectIds: null,
        cause: { by: null, at: '2023-03-20T06:00:00+08:00', quiet: true },
        today: '2023-03-20',
      }),
    );
    expect((await announcedIn(actor.context)).length).toBe(before);
    expect((await subjectsOf(actor.context)).some((row) => row.light === 'unreported')).toBe(true);
  });

  it('judged again by a clock that is behind stays judged', async () => {
    const actor = await county(1);
    await enter(actor, '0区巡查家次', '2023-02', '200', '2023-03-20');
    const before = await subjectsOf(actor.context);
    const judgedAgain = await inContext(worker, actor.context, (tx) =>
      reassessProject(tx, judging, {
        regionId: actor.context.regionId,
        projectId: String(before[0]?.project_id),
        subjectIds: null,
        cause: { by: null, at: '2023-03-19T06:00:00+08:00' },
        today: '2023-03-19',
      }),
    );
    expect(judgedAgain.changed).toBe(0);
    expect(await subjectsOf(actor.context)).toEqual(before);
    expect(await differing(actor.context, '2023-03-20')).toBe(0);
  });

  it('of a project that is not in scope is not judged', async () => {
    const [actor, elsewhere] = [await county(1), await county(1)];
    const [subject] = await subjectsOf(actor.context);
    const options = {
      regionId: elsewhere.context.regionId,
      subjectIds: null,
      cause: { by: null, at: '2023-03-20T06:00:00+08:00' },
      today: '2023-03-20',
    };
    const before = await subjectsOf(actor.context);
    const projectId = String(subject?.project_id);
    await expect(
      inContext(worker, elsewhere.context, (tx) => reassessProject(tx, judging, { ...options, projectId })),
    ).rejects.toThrow(/not in scope/);
    const judged = await inContext(worker, elsewhere.context, (tx) =>
      reassessProjects(tx, judging, {
        ...options,
        regionId: actor.context.regionId,
        projectIds: [projectId],
      }),
    );
    expect(judged).toEqual([]);
    expect(await subjectsOf(actor.context)).toEqual(before);
  });
});

describe('at the same moment', () => {
  it('entries, payments and the scan end in what a replay gives', async () => {
    const actor = await county(4);
    const today = '2023-04-20';
    const indicators = [...(await indicatorsOf(db, actor.context)).values()];
    const clock = fixedClock(today);
    const facts = indicators.flatMap(({ id, projectId }) => [
      ...['2023-01', '2023-02', '2023-03'].map(
        (period, n) => () =>
          recordEntry(
            db,
            actor,
            {
              indicatorId: id,
              body: { period, value: String(40 * (n + 1)), note: '按台账' },
              idempotency: null,
            },
            clock,
          ),
      ),
      () =>
        recordLedgerEvent(
          db,
          actor,
          { projectId, body: { event: 'paid', happenedOn: today, amount: '0.01' }, idempotency: null },
          clock,
        ),
    ]);
    await Promise.all([...facts.map((fact) => fact()), scan(today), scan(today)]);
    await scan(today);
    await expectRollUps(actor.context);
    const money = (await subjectsOf(actor.context)).filter((subject) => subject.kind === 'money');
    expect(money.map((subject) => subject.executed)).toEqual(['0.02', '0.02', '0.02', '0.02']);
    expect(await differing(actor.context, today)).toBe(0);
  });

  it('a rebuild and the facts that arrive meanwhile wait for each other', async () => {
    const actor = await county(8);
    const today = '2023-04-20';
    await scan(today);
    const indicators = [...(await indicatorsOf(db, actor.context)).values()];
    const outcomes = await Promise.all([
      ...indicators.map(({ id }) =>
        recordEntry(
          db,
          actor,
          { indicatorId: id, body: { period: '2023-03', value: '60' }, idempotency: null },
          fixedClock(today),
        ),
      ),
      rebuildProjects(worker, { regionId: actor.context.regionId, today }),
      rebuildProjects(worker, { regionId: actor.context.regionId, today }),
    ]);
    expect(outcomes).toHaveLength(indicators.length + 2);
    await expectRollUps(actor.context);
    expect(await differing(actor.context, today)).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { recordEntry } from '../../db/entries.ts';
import { worstLight } from '../../domain/light.ts';
import type { EntryAnswer, EntryBody } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import {
  addRegion,
  addActor,
  createWorld,
  declaration,
  declare,
  DECLARED_ON,
  indicatorsOf,
  keyOf,
  look,
  named,
  UNIT,
  type PrintedIndicator,
} from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const { db } = world;
const indicators = await indicatorsOf(db, world.finance.context);
const idOf = (name: string) => named(indicators, name).id;
const july = fixedClock('2023-07-10');

const record = (
  actor: Actor,
  indicatorId: string,
  body: EntryBody,
  more: { key?: string; clock?: typeof july } = {},
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
  return new Map([...rows.map((row) => [row.name, row.id] as const), ['project', String(rows[0]?.project)]]);
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

describe('an actual', () => {
  it('rewrites no subject that stands as it stood: neither the project nor the other indicators', async () => {
    const own = await freshProject([
      ['数量指标', '甲', '≥1200人次'],
      ['数量指标', '乙', '≥1200人次'],
    ]);
    const versions = () =>
      look(db, world.finance.context, async (tx) => {
        const { rows } = await sql<{
          id: string;
          version: string;
        }>`select id, xmin::text as version from app.subjects
          where project_id = ${named(own, 'project')}`.execute(tx);
        return new Map(rows.map((row) => [row.id, row.version]));
      });
    // Brings everything up to the day.
    await answered(record(world.owns, named(own, '甲'), { period: '2023-05', value: '600' }));
    const before = await versions();
    // The project stays as bad as 乙, of which nobody has said anything.
    await answered(record(world.owns, named(own, '甲'), { period: '2023-06', value: '700' }));
    const written = [...(await versions())].filter(([id, version]) => before.get(id) !== version);
    expect(written.map(([id]) => id)).toEqual([named(own, '甲')]);
  });

  it('is kept with who, when and for which month, judged, stored and announced', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const answer = await answered(record(world.owns, id, { period: '2023-06', value: '450' }));
    expect(answer.entry).toMatchObject({
      indicatorId: id,
      period: '2023-06',
      basis: 'cumulative',
      value: '450',
      supersedes: null,
      recordedOn: '2023-07-10',
      recordedAt: '2023-07-10T09:00:00.000+08:00',
      recordedBy: 'owns',
      invented: false,
    });
    // 450 of the 600 that half of 1,200 is by the end of June.
    expect(answer.judgement).toMatchObject({ light: 'lagging', actual: '450', expected: '600', ratio: 0.75 });
    expect(answer.judgement.why).toContain('6 月末应达 600 人次');
    const subjects = await subjectsOf(named(own, 'project'));
    expect(subjects.find((subject) => subject.id === id)).toMatchObject({
      light: 'lagging',
      light_since: '2023-07-10',
    });
    const [entry] = await look(db, world.owns.context, (tx) =>
      tx.selectFrom('app.entries').selectAll().where('id', '=', answer.entry.id).execute(),
    );
    expect(entry).toMatchObject({
      recorded_by: world.owns.accountId,
      recorded_post: 'owns',
      unit_id: world.unitId,
    });
    const events = await look(db, world.owns.context, (tx) =>
      tx.selectFrom('app.live_events').selectAll().where('type', '=', 'judged').execute(),
    );
    const event = events.find((row) => (row.data as { subjectId?: string }).subjectId === id);
    expect(event).toMatchObject({ seq: null, unit_id: world.unitId });
    expect(event?.topics).toEqual(['overview', `project:${named(own, 'project')}`]);
    // From what was shown until now: nobody had looked since the declaration.
    expect(event?.data).toMatchObject({
      actual: '450',
      by: 'owns',
      light: { from: 'not_due', to: 'lagging' },
    });
  });

  it.each<[string, PrintedIndicator, EntryBody, object]>([
    [
      'a month of its own adds up',
      ['数量指标', '场次', '≥24场'],
      { period: '2023-01', basis: 'month', value: '2' },
      { actual: '2' },
    ],
    [
      'a rate is compared with the whole target',
      ['质量指标', '合格率', '≥90%'],
      { period: '2023-06', value: '89.1' },
      { light: 'normal', ratio: 0.99 },
    ],
    [
      'a ceiling that is kept is normal',
      ['成本指标', '人均成本', '≤800元/人'],
      { period: '2023-06', value: '799.99' },
      { light: 'normal' },
    ],
    [
      'a moment is done on its day',
      ['时效指标', '完成时间', '2023年9月底前'],
      { period: '2023-07', value: '2023-07-08' },
      { light: 'normal', actual: '2023-07-08' },
    ],
    [
      'a word is graded with a sentence',
      ['社会效益', '技能水平', '有效提升'],
      { period: '2023-06', grade: 'partly', note: '按回访台账评定' },
      { light: 'lagging', actual: 'partly' },
    ],
  ])('%s', async (_, indicator, body, judgement) => {
    const own = await freshProject([indicator]);
    const answer = await answered(record(world.owns, named(own, indicator[1]), body));
    expect(answer.judgement).toMatchObject(judgement);
  });

  it('of two months of their own counts as their sum', async () => {
    const own = await freshProject([['数量指标', '场次', '≥24场']]);
    const id = named(own, '场次');
    await answered(record(world.owns, id, { period: '2023-05', basis: 'month', value: '3' }));
    const answer = await answered(record(world.owns, id, { period: '2023-06', basis: 'month', value: '4' }));
    expect(answer.judgement.actual).toBe('7');
  });
});

describe('a correction', () => {
  it('supersedes: the old value stays a fact, the new one is judged', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const first = await answered(record(world.owns, id, { period: '2023-06', value: '60' }));
    expect(first.judgement.light).toBe('severe');
    const second = await answered(
      record(world.owns, id, { period: '2023-06', value: '600', supersedes: first.entry.id }),
    );
    expect(second.entry.supersedes).toBe(first.entry.id);
    expect(second.judgement).toMatchObject({ light: 'normal', actual: '600' });
    expect(await countEntries(id)).toBe(2);
  });

  it('of the same day leaves no interval of the mistaken value behind', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const first = await answered(record(world.owns, id, { period: '2023-06', value: '60' }));
    await answered(record(world.owns, id, { period: '2023-06', value: '600', supersedes: first.entry.id }));
    const intervals = await look(db, world.owns.context, (tx) =>
      tx
        .selectFrom('app.judgements')
        .select(['from_day', 'to_day', 'light'])
        .where('subject_id', '=', id)
        .orderBy('from_day')
        .execute(),
    );
    expect(intervals.slice(-2)).toEqual([
      { from_day: expect.any(String) as string, to_day: '2023-07-10', light: 'unreported' },
      { from_day: '2023-07-10', to_day: null, light: 'normal' },
    ]);
  });

  it('of one that was corrected already is a conflict with the newer value', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const first = await answered(record(world.owns, id, { period: '2023-06', value: '60' }));
    const second = await answered(
      record(world.owns, id, { period: '2023-06', value: '600', supersedes: first.entry.id }),
    );
    const third = await record(world.owns, id, {
      period: '2023-06',
      value: '610',
      supersedes: first.entry.id,
    });
    expect(third).toMatchObject({
      conflict: {
        code: 'entry_conflict',
        newer: { id: second.entry.id, value: '600' },
        yours: { value: '610' },
      },
    });
    expect(await countEntries(id)).toBe(2);
  });

  it.each([
    ['nothing that is there', randomUUID()],
    ['an entry of another month', null],
  ])('of %s is refused', async (_, supersedes) => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const first = await answered(record(world.owns, id, { period: '2023-05', value: '500' }));
    const outcome = await record(world.owns, id, {
      period: '2023-06',
      value: '600',
      supersedes: supersedes ?? first.entry.id,
    });
    expect(outcome).toMatchObject({ refused: { fields: { supersedes: expect.any(String) as string } } });
    expect(await countEntries(id)).toBe(1);
  });
});

describe('at the same moment', () => {
  it('two people at one field: exactly one value is kept, the other learns both', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const outcomes = await Promise.all(
      ['601', '602'].map((value) => record(world.owns, id, { period: '2023-06', value })),
    );
    const kept = outcomes.filter((outcome) => outcome && 'answer' in outcome);
    const conflicts = outcomes.flatMap((outcome) =>
      outcome && 'conflict' in outcome ? [outcome.conflict] : [],
    );
    expect(kept).toHaveLength(1);
    expect(conflicts).toHaveLength(1);
    expect([conflicts[0]?.newer.value, conflicts[0]?.yours.value].sort()).toEqual(['601', '602']);
    expect(await countEntries(id)).toBe(1);
  });

  it('two people who correct one value: exactly one correction is kept', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const { entry } = await answered(record(world.owns, id, { period: '2023-06', value: '60' }));
    const outcomes = await Promise.all(
      ['601', '602', '603'].map((value) =>
        record(world.owns, id, { period: '2023-06', value, supersedes: entry.id }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome && 'answer' in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome && 'conflict' in outcome)).toHaveLength(2);
    expect(await countEntries(id)).toBe(2);
  });

  it.each(['entries_one_root', 'entries_one_successor'])(
    'a write that finds its place taken (%s) reads again instead of failing',
    async (constraint) => {
      const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
      const id = named(own, '培训人次');
      // The lock keeps two requests apart; what comes past it meets the index. A sequence survives the rollback,
      // so that only the first write is refused.
      await sql`create sequence app.attempts`.execute(world.owner);
      await sql`grant usage on sequence app.attempts to public`.execute(world.owner);
      await sql`create function app.taken_once() returns trigger language plpgsql as ${sql.raw(`$$ begin
        if nextval('app.attempts') = 1 then
          raise exception 'taken' using errcode = '23505', constraint = '${constraint}';
        end if;
        return new; end $$`)}`.execute(world.owner);
      await sql`create trigger taken_once before insert on app.entries
        for each row execute function app.taken_once()`.execute(world.owner);
      try {
        await answered(record(world.owns, id, { period: '2023-06', value: '600' }));
      } finally {
        await sql`drop trigger taken_once on app.entries`.execute(world.owner);
        await sql`drop function app.taken_once`.execute(world.owner);
        await sql`drop sequence app.attempts`.execute(world.owner);
      }
      expect(await countEntries(id)).toBe(1);
    },
  );

  it('entries on all indicators of a project leave its light the worst of theirs', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `培训${n + 1}班人次`);
    const own = await freshProject(names.map((name) => ['数量指标', name, '≥1200人次'] as const));
    const answers = await Promise.all(
      names.map((name, n) =>
        answered(
          record(world.owns, named(own, name), { period: '2023-06', value: String(n === 3 ? 450 : 600) }),
        ),
      ),
    );
    expect(answers).toHaveLength(8);
    const subjects = await subjectsOf(named(own, 'project'));
    const parts = subjects.filter((subject) => subject.kind !== 'project');
    expect(parts.filter((subject) => subject.light === 'normal').length).toBeGreaterThanOrEqual(7);
    expect(subjects.find((subject) => subject.kind === 'project')?.light).toBe(
      worstLight(parts.map((subject) => subject.light)),
    );
    const open = await look(db, world.owns.context, (tx) =>
      tx
        .selectFrom('app.judgements')
        .select(['light'])
        .where('subject_id', '=', named(own, 'project'))
        .where('to_day', 'is', null)
        .execute(),
    );
    expect(open).toEqual([{ light: worstLight(parts.map((subject) => subject.light)) }]);
  });
});

describe('by a clock that is a day behind what is recorded', () => {
  const behind = fixedClock('2023-07-09', '23:59:59.000');

  it('a fact of the same indicator is recorded on the later day, and takes nothing back', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    await answered(record(world.owns, id, { period: '2023-05', value: '500' }));
    const { entry, judgement } = await answered(
      record(world.owns, id, { period: '2023-06', value: '600' }, { clock: behind }),
    );
    expect(entry).toMatchObject({
      recordedOn: '2023-07-10',
      recordedAt: '2023-07-10T00:00:00.000+08:00',
    });
    expect(judgement).toMatchObject({ light: 'normal', actual: '600' });
    const subjects = await subjectsOf(named(own, 'project'));
    expect(subjects.find((subject) => subject.id === id)).toMatchObject({
      light: 'normal',
      light_since: '2023-07-10',
    });
  });

  it('a period reported meanwhile is a conflict', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    await answered(record(world.owns, id, { period: '2023-06', value: '600' }));
    const outcome = await record(world.owns, id, { period: '2023-06', value: '610' }, { clock: behind });
    expect(outcome).toMatchObject({ conflict: { newer: { value: '600' }, yours: { value: '610' } } });
  });

  it('the stored intervals of the project stay without gap or overlap', async () => {
    const own = await freshProject([
      ['数量指标', '培训人次', '≥1200人次'],
      ['数量指标', '巡查家次', '≥1200家次'],
    ]);
    await answered(record(world.owns, named(own, '培训人次'), { period: '2023-06', value: '60' }));
    await answered(
      record(world.owns, named(own, '巡查家次'), { period: '2023-06', value: '600' }, { clock: behind }),
    );
    const rows = await look(db, world.owns.context, (tx) =>
      tx
        .selectFrom('app.judgements')
        .select(['subject_id', 'from_day', 'to_day'])
        .where('project_id', '=', named(own, 'project'))
        .orderBy('from_day')
        .execute(),
    );
    for (const intervals of Map.groupBy(rows, (row) => row.subject_id).values()) {
      expect(intervals.map((interval) => interval.to_day)).toEqual([
        ...intervals.slice(1).map((interval) => interval.from_day),
        null,
      ]);
    }
    expect(rows.filter((row) => row.from_day === '2023-07-09')).toEqual([]);
  });
});

describe('with an Idempotency-Key', () => {
  it('the same request again gives the same answer and no second fact', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const key = randomUUID();
    const answer = await answered(record(world.owns, id, { period: '2023-06', value: '600' }, { key }));
    const again = await record(world.owns, id, { period: '2023-06', value: '600' }, { key });
    expect(again).toEqual({ replayed: { status: 201, answer } });
    expect(await countEntries(id)).toBe(1);
  });

  it('the answer is kept as it was, also when the value was corrected since', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const key = randomUUID();
    const answer = await answered(record(world.owns, id, { period: '2023-06', value: '600' }, { key }));
    await answered(record(world.owns, id, { period: '2023-06', value: '610', supersedes: answer.entry.id }));
    const again = await record(world.owns, id, { period: '2023-06', value: '600' }, { key });
    expect(again).toEqual({ replayed: { status: 201, answer } });
  });

  it('another body under the same key is told so', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const key = randomUUID();
    await answered(record(world.owns, id, { period: '2023-06', value: '600' }, { key }));
    expect(await record(world.owns, id, { period: '2023-06', value: '601' }, { key })).toEqual({
      keyReused: true,
    });
    expect(await countEntries(id)).toBe(1);
  });

  it('the same key of another person is another key', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const key = randomUUID();
    await answered(record(world.owns, id, { period: '2023-05', value: '500' }, { key }));
    await answered(record(world.finance, id, { period: '2023-06', value: '600' }, { key }));
    expect(await countEntries(id)).toBe(2);
  });

  it('ten at once record exactly one fact and give one answer', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const key = randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => record(world.owns, id, { period: '2023-06', value: '600' }, { key })),
    );
    const [made, ...more] = outcomes.flatMap((outcome) =>
      outcome && 'answer' in outcome ? [outcome.answer] : [],
    );
    expect(more).toEqual([]);
    const replayed = outcomes.flatMap((outcome) =>
      outcome && 'replayed' in outcome ? [outcome.replayed] : [],
    );
    expect(replayed).toHaveLength(9);
    for (const answer of replayed) expect(answer).toEqual({ status: 201, answer: made });
    expect(await countEntries(id)).toBe(1);
  });

  it('one key at once on two projects records one fact and refuses the other', async () => {
    const [one, other] = [
      await freshProject([['数量指标', '培训人次', '≥1200人次']]),
      await freshProject([['数量指标', '培训人次', '≥1200人次']]),
    ];
    const key = randomUUID();
    const outcomes = await Promise.all(
      [one, other].map((own, n) =>
        record(world.owns, named(own, '培训人次'), { period: '2023-06', value: String(600 + n) }, { key }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome && 'answer' in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome && 'keyReused' in outcome)).toHaveLength(1);
    const entries = await Promise.all([one, other].map((own) => countEntries(named(own, '培训人次'))));
    expect(entries.sort()).toEqual([0, 1]);
  });

  it('what is refused keeps no key: the mended request goes through under it', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const key = randomUUID();
    expect(await record(world.owns, id, { period: '2023-06', value: '-1' }, { key })).toHaveProperty(
      'refused',
    );
    await answered(record(world.owns, id, { period: '2023-06', value: '1' }, { key }));
  });
});

describe('out of scope', () => {
  it.each<[string, () => Actor, () => string]>([
    ['the unit beside', () => world.beside, () => idOf('培训人次')],
    ['another region', () => world.elsewhere, () => idOf('培训人次')],
    ['nobody’s', () => world.owns, () => randomUUID()],
  ])('an indicator seen from %s is not there', async (_, actor, id) => {
    const before = await everything();
    expect(await record(actor(), id(), { period: '2023-06', value: '600' })).toBeNull();
    expect(await everything()).toEqual(before);
  });

  it('the paired 实施期 row is not a second subject', async () => {
    const [pair] = await look(db, world.finance.context, (tx) =>
      tx.selectFrom('app.indicators').select('id').where('scope', '=', 'period').limit(1).execute(),
    );
    expect(await record(world.finance, String(pair?.id), { period: '2023-06', value: '600' })).toBeNull();
  });
});

describe('what cannot be is refused at its field, and nothing is kept', () => {
  it.each<[string, string, EntryBody, string]>([
    ['a month that has not begun', '培训人次', { period: '2023-08', value: '600' }, 'period'],
    ['a month of another year', '培训人次', { period: '2022-12', value: '600' }, 'period'],
    ['a negative count', '培训人次', { period: '2023-04', value: '-1' }, 'value'],
    ['a part of a person', '培训人次', { period: '2023-04', value: '1.5' }, 'value'],
    ['1,000 %', '考核合格率', { period: '2023-04', value: '1000' }, 'value'],
    ['a word for a number', '培训人次', { period: '2023-04', value: '六百' }, 'value'],
    ['a power of ten', '培训人次', { period: '2023-04', value: '1e3' }, 'value'],
    [
      'a grade for a number',
      '培训人次',
      { period: '2023-04', grade: 'achieved', note: '按台账评定' },
      'value',
    ],
    ['a level of what adds up', '培训人次', { period: '2023-04', basis: 'level', value: '600' }, 'basis'],
    ['nothing at all', '培训人次', { period: '2023-04' }, 'value'],
    ['a day that has not come', '培训完成时间', { period: '2023-07', value: '2023-07-11' }, 'value'],
    ['a day that does not exist', '培训完成时间', { period: '2023-06', value: '2023-06-31' }, 'value'],
    ['a grade without a sentence', '劳动者技能水平', { period: '2023-06', grade: 'achieved' }, 'note'],
    ['ten times the year’s target without a word', '培训人次', { period: '2023-04', value: '12000' }, 'note'],
    [
      'more digits than any number has',
      '培训人次',
      { period: '2023-04', value: '1234567890123456' },
      'value',
    ],
  ])('%s', async (_, name, body, field) => {
    const before = await everything();
    const outcome = await record(world.owns, idOf(name), body);
    expect(outcome).toMatchObject({ refused: { message: expect.any(String) as string } });
    const fields = outcome && 'refused' in outcome ? outcome.refused.fields : {};
    expect(Object.keys(fields)).toContain(field);
    expect(await everything()).toEqual(before);
  });

  it('a smaller cumulated value goes in once a note says why', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    await answered(record(world.owns, id, { period: '2023-05', value: '500' }));
    expect(await record(world.owns, id, { period: '2023-06', value: '499' })).toMatchObject({
      refused: { fields: { note: expect.stringContaining('请说明原因') as string } },
    });
    await answered(record(world.owns, id, { period: '2023-06', value: '499', note: '扣除重复登记一人' }));
  });
});

describe('a write that fails', () => {
  it('leaves no fact, no judgement, no announcement and no key', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const before = await everything();
    // The announcement is the last thing written; here the database refuses it.
    await sql`alter table app.live_events add constraint broken check (type = 'none') not valid`.execute(
      world.owner,
    );
    await expect(
      record(world.owns, id, { period: '2023-06', value: '600' }, { key: randomUUID() }),
    ).rejects.toThrow(/broken/);
    await sql`alter table app.live_events drop constraint broken`.execute(world.owner);
    expect(await everything()).toEqual(before);
    await answered(record(world.owns, id, { period: '2023-06', value: '600' }));
  });
});

it('a fact of a real region is not marked as invented, one of the demonstration is', async () => {
  const regionId = await addRegion(world.owner, 'yanshi', '演示县');
  const actor = { ...(await addActor(world.owner, 'invents', { regionId, units: '*' })), invented: true };
  await declare(
    db,
    actor,
    [declaration({ name: '演示', indicators: [['数量指标', '演示人次', '≥10人次']] })],
    july,
  );
  const id = named(await indicatorsOf(db, actor.context), '演示人次').id;
  expect((await answered(record(actor, id, { period: '2023-06', value: '5' }))).entry.invented).toBe(true);
  expect(
    (await answered(record(world.owns, idOf('培训人次'), { period: '2023-06', value: '5' }))).entry.invented,
  ).toBe(false);
});

/** Values entered at the same moment, twice, by a slow clock or in vain: one fact or none. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { fixedClock } from '../../db/clock.ts';
import { worstLight } from '../../domain/light.ts';
import { createTestDatabase } from '../postgres.ts';
import { createEntryWorld } from './entry-world.ts';
import { look, named } from './world.ts';

const world = await createEntryWorld(await createTestDatabase());
const { db, record, answered, freshProject, countEntries, subjectsOf, everything } = world;

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

/** Values entered one after the other: what is kept, judged, corrected and refused. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { Actor } from '../../db/actor.ts';
import type { EntryBody } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createEntryWorld, july } from './entry-world.ts';
import {
  addActor,
  addRegion,
  declaration,
  declare,
  indicatorsOf,
  look,
  named,
  type PrintedIndicator,
} from './world.ts';

const world = await createEntryWorld(await createTestDatabase());
const { db, record, answered, freshProject, countEntries, subjectsOf, everything } = world;
const indicators = await indicatorsOf(world.db, world.finance.context);
const idOf = (name: string) => named(indicators, name).id;

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
      // The project has stood as it does for longer: nothing was paid.
      since: {
        subject: '2023-07-10',
        project: subjects.find((subject) => subject.kind === 'project')?.light_since,
      },
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

  it('from which no figure follows is announced to the open project, and to nobody else', async () => {
    const own = await freshProject([['数量指标', '培训人次', '≥1200人次']]);
    const id = named(own, '培训人次');
    const may = await answered(record(world.owns, id, { period: '2023-05', value: '400' }));
    await answered(record(world.owns, id, { period: '2023-06', value: '600' }));
    const told = () =>
      look(db, world.owns.context, (tx) =>
        tx
          .selectFrom('app.live_events')
          .select(['type', 'topics', 'data', 'unit_id'])
          .where('unit_id', '=', world.unitId)
          .orderBy('recorded_at')
          .orderBy('id')
          .execute(),
      );
    const before = await told();
    // What counts is June's total; May's stands in the chart.
    await answered(record(world.owns, id, { period: '2023-05', value: '410', supersedes: may.entry.id }));
    const after = await told();
    expect(after).toHaveLength(before.length + 1);
    const project = named(own, 'project');
    expect(after.at(-1)).toMatchObject({
      type: 'recorded',
      topics: [`project:${project}`],
      data: { projectId: project, unitId: world.unitId, fiscalYear: 2023, by: 'owns' },
    });
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

/** Confirming a year: what it stores, what it has looked at again, and that the past stays as it was judged. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../db/audit.ts';
import {
  confirmYear,
  findUnconfirmedYears,
  listCalendar,
  previewCalendar,
  watchAgainWhenKnown,
} from '../../db/calendar.ts';
import { fixedClock } from '../../db/clock.ts';
import { recordEntry } from '../../db/entries.ts';
import { loadEntrySheet } from '../../db/entry-sheet.ts';
import { loadJudging, refreshJudging } from '../../db/judging.ts';
import { reassessDue } from '../../db/reassess.ts';
import { rebuildProjects } from '../../db/rebuild.ts';
import { verifyAll } from '../../db/verify.ts';
import type { CalendarDay } from '../../domain/calendar-import.ts';
import { createTestDatabase } from '../postgres.ts';
import { addActor, addRegion, declaration, declare, openHandles } from './world.ts';

const database = await createTestDatabase();
const { db, worker, owner } = await openHandles(database);
const regionId = await addRegion(owner, 'ceshi', '测试县');
const finance = await addActor(owner, 'finance', { regionId, units: '*' });

/** Invented: 2027's notice is not in the product. */
const DAYS_2027: CalendarDay[] = [
  ['2027-01-01', false, '元旦'],
  ['2027-01-02', false, '元旦'],
  ['2027-01-03', false, '元旦'],
  ['2027-02-06', false, '春节'],
  ['2027-05-01', false, '劳动节'],
  ['2027-10-01', false, '国庆节'],
  ['2027-10-02', false, '国庆节'],
  ['2027-10-03', false, '国庆节'],
].map(([day, isWorkingDay, name]) => ({
  day: String(day),
  isWorkingDay: isWorkingDay === true,
  name: String(name),
}));

const confirm = (
  today: string,
  more: { basedOn?: number; days?: CalendarDay[]; year?: number; key?: string; wall?: string } = {},
) =>
  confirmYear(
    db,
    {
      year: more.year ?? 2027,
      body: { basedOn: more.basedOn ?? 0, source: '国办发明电〔2026〕0号', days: more.days ?? DAYS_2027 },
      today,
      accountId: String(finance.accountId),
    },
    {
      idempotency: {
        accountId: String(finance.accountId),
        key: more.key ?? randomUUID(),
        bodyHash: JSON.stringify(more),
      },
      at: { wall: more.wall ?? `${today}T09:00:00.000+08:00`, product: `${today}T09:00:00.000+08:00` },
    },
  );

const scan = (today: string) =>
  reassessDue(worker, { today, now: `${today}T00:10:00.000+08:00`, limit: 1000 });

const lights = async (): Promise<[string, string][]> => {
  const rows = await owner
    .selectFrom('app.judgements as j')
    .select(['j.from_day', 'j.light'])
    .where('j.kind', '=', 'indicator')
    .orderBy('j.from_day')
    .execute();
  return rows.map((row) => [row.from_day, row.light]);
};

let indicatorId = '';
beforeAll(async () => {
  const clock = fixedClock('2026-11-30');
  await declare(
    db,
    finance,
    [declaration({ name: '技能培训', year: 2026, indicators: [['数量指标', '培训人数', '≥1200人']] })],
    clock,
  );
  const row = await owner.selectFrom('app.indicators').select('id').executeTakeFirstOrThrow();
  indicatorId = row.id;
  const body = { period: '2026-11', basis: 'cumulative' as const, value: '1150' };
  const recorded = await recordEntry(db, finance, { indicatorId, body, idempotency: null }, clock);
  expect(recorded).toMatchObject({ answer: { judgement: { light: 'normal' } } });
});

describe('before the year is confirmed', () => {
  it('is needed for December’s reports, and an alarm from 60 days before it begins', async () => {
    expect(await findUnconfirmedYears(db, '2026-11-01')).toEqual([]);
    expect(await findUnconfirmedYears(db, '2026-11-02')).toEqual([2027]);
    const answer = await listCalendar(db, '2026-11-30');
    expect(answer).toMatchObject({ needed: [2026, 2027], unconfirmed: [2027], alarm: [2027] });
    expect(answer.years.map(({ year, confirmed, isNeeded }) => [year, confirmed, isNeeded])).toEqual([
      [2022, true, false],
      [2023, true, false],
      [2024, true, false],
      [2025, true, false],
      [2026, true, true],
      [2027, false, true],
    ]);
    expect(answer.years[4]).toMatchObject({ version: 1, knownFrom: '2000-01-01', workingDays: 248 });
    expect(answer.years[4]?.days[0]).toEqual({ day: '2026-01-01', isWorkingDay: false, name: '元旦' });
  });

  it('nobody is called late on what would be the fifth working day from Monday to Friday', async () => {
    await scan('2027-01-11');
    expect((await lights()).at(-1)).toEqual(['2026-11-30', 'normal']);
    const sheet = await loadEntrySheet(db, finance.context, { period: '2026-12', today: '2027-01-11' });
    expect(sheet).toMatchObject({ dueOn: '2027-01-19', workingDaysLeft: null });
  });
});

describe('a preview', () => {
  it('tells what would be added, removed and changed, and changes nothing', async () => {
    const text = '2026-01-01 休 元旦\n2026-01-02 班\n2026-05-01 休 劳动节\n2026-10-01至2026-10-03 休 国庆节';
    const preview = await previewCalendar(db, { year: 2026, text }, '2026-11-30');
    expect(preview).toMatchObject({
      basedOn: 1,
      canConfirm: true,
      recompute: { projects: 1, on: '2026-11-30' },
    });
    expect(preview.changes.find(({ day }) => day === '2026-01-02')).toEqual({
      day: '2026-01-02',
      before: { isWorkingDay: false, name: '元旦' },
      after: { isWorkingDay: true, name: '' },
    });
    expect(preview.changes.find(({ day }) => day === '2026-10-10')).toMatchObject({ after: null });
    expect(preview.findings.some(({ message }) => message.includes('春节'))).toBe(true);
    expect((await listCalendar(db, '2026-11-30')).years.find(({ year }) => year === 2026)?.version).toBe(1);
  });

  it('of a text that is not understood cannot be confirmed', async () => {
    const preview = await previewCalendar(db, { year: 2027, text: '2027-01-01 元旦' }, '2026-11-30');
    expect(preview).toMatchObject({ basedOn: 0, canConfirm: false, days: [] });
  });
});

describe('a confirmation', () => {
  it('is refused without the statutory days, with days of another year, or twice the same', async () => {
    const refusal = async (days: CalendarDay[]) => {
      const recorded = await confirm('2027-01-12', { days });
      return recorded && 'refused' in recorded ? recorded.refused.message : recorded;
    };
    expect(await refusal(DAYS_2027.filter(({ day }) => day !== '2027-01-01'))).toContain('元旦');
    expect(await refusal([...DAYS_2027, { day: '2026-12-31', isWorkingDay: false, name: '' }])).toContain(
      '2027',
    );
    expect(await refusal([...DAYS_2027, { day: '2027-01-01', isWorkingDay: false, name: '' }])).toContain(
      '两次',
    );
    expect(await refusal([...DAYS_2027, { day: '2027-02-30', isWorkingDay: false, name: '' }])).toContain(
      '2027-02-30',
    );
    expect((await verifyAudit(owner)).rows).toBe(0);
  });

  it('counts from its day on: what was due on the 8th and missing is unreported from the 12th', async () => {
    const late = await loadJudging(worker);
    expect(late.confirmedYears).not.toContain(2027);
    const recorded = await confirm('2027-01-12', { key: 'the-first-key' });
    expect(recorded).toMatchObject({
      answer: { projects: 1, year: { year: 2027, version: 1, confirmed: true, knownFrom: '2027-01-12' } },
    });
    // The scan hears of it by itself, though its handle knew an older calendar.
    expect(await scan('2027-01-12')).toMatchObject({ projects: 1, changed: 1, failed: [] });
    expect(await lights()).toEqual([
      ['2026-11-30', 'normal'],
      ['2027-01-12', 'unreported'],
    ]);
  });

  it('is written down once, with who, what and from when', async () => {
    const again = await confirm('2027-01-12', { key: 'the-first-key' });
    expect(again).toMatchObject({ replayed: { status: 201, answer: { projects: 1 } } });
    const rows = await owner.selectFrom('ops.audit').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      deed: 'calendar_confirmed',
      account_id: finance.accountId,
      region_id: null,
      detail: { year: 2027, version: 1, knownFrom: '2027-01-12', projects: 1 },
    });
    expect((await verifyAudit(owner)).firstBad).toBeNull();
  });

  it('against an older version is a conflict', async () => {
    expect(await confirm('2027-01-13', { basedOn: 0 })).toEqual({ conflict: { version: 1 } });
  });

  it('has every project and every indicator looked at again, earlier than planned but never later', async () => {
    await sql`update app.project_watch set check_on = '2027-01-10'`.execute(owner);
    await sql`update app.subjects set next_check_on = null where kind = 'indicator'`.execute(owner);
    await confirm('2027-01-14', {
      basedOn: 1,
      days: [...DAYS_2027, { day: '2027-04-05', isWorkingDay: false, name: '清明' }],
    });
    const [watch] = await owner.selectFrom('app.project_watch').selectAll().execute();
    expect(watch).toMatchObject({ region_id: regionId, check_on: '2027-01-10' });
    const [subject] = await owner
      .selectFrom('app.subjects')
      .selectAll()
      .where('kind', '=', 'indicator')
      .execute();
    expect(subject?.next_check_on).toBe('2027-01-14');
    const money = await owner
      .selectFrom('app.subjects')
      .select('next_check_on')
      .where('kind', '=', 'money')
      .executeTakeFirst();
    expect(money?.next_check_on).not.toBe('2027-01-14');
  });

  it('keeps the version before it', async () => {
    const versions = await owner
      .selectFrom('shared.calendar_years')
      .select(['version', 'known_from'])
      .where('year', '=', 2027)
      .orderBy('version')
      .execute();
    expect(versions).toEqual([
      { version: 1, known_from: '2027-01-12' },
      { version: 2, known_from: '2027-01-14' },
    ]);
    for (const handle of [db, worker]) {
      for (const statement of [
        sql`update shared.calendar_days set is_working_day = true`,
        sql`delete from shared.calendar_years`,
      ]) {
        await expect(statement.execute(handle)).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  it('changes no light of the past: a rebuild gives the same rows', async () => {
    await scan('2027-01-15');
    const before = await lights();
    expect((await verifyAll(owner, '2027-01-15')).firstBad).toBeNull();
    expect(await rebuildProjects(owner, { regionId, today: '2027-01-15' })).toMatchObject({ differing: 0 });
    expect(await lights()).toEqual(before);
  });
});

describe('who heard late', () => {
  it('learns of it by asking, once per change and without a query otherwise', async () => {
    const before = await loadJudging(db);
    expect(before.confirmedYears).not.toContain(2027);
    const fresh = await refreshJudging(db);
    expect(fresh.confirmedYears).toContain(2027);
    expect(fresh.calendar.isWorkingDay('2027-04-05')).toBe(false);
    expect(fresh.calendar.knownOn('2027-01-13').isWorkingDay('2027-04-05')).toBe(true);
    expect(await loadJudging(db)).toBe(fresh);
    expect(await refreshJudging(db)).toBe(fresh);
  });

  it('cannot keep a project from being looked at: all are marked once more when everybody knows', async () => {
    await confirm('2027-01-18', { basedOn: 2, wall: '2027-01-18T09:00:00.000+08:00' });
    const unmark = () =>
      sql`update app.subjects set next_check_on = '2027-06-01' where kind = 'indicator'`.execute(owner);
    const nextCheck = async () =>
      (
        await owner
          .selectFrom('app.subjects')
          .select('next_check_on')
          .where('kind', '=', 'indicator')
          .execute()
      ).map((row) => row.next_check_on);
    // A server with the old calendar judged in between.
    await unmark();
    await watchAgainWhenKnown(worker, { today: '2027-01-18', wall: '2027-01-18T09:00:05.000+08:00' });
    expect(await nextCheck()).toEqual(['2027-06-01']);
    await watchAgainWhenKnown(worker, { today: '2027-01-18', wall: '2027-01-18T09:00:30.000+08:00' });
    expect(await nextCheck()).toEqual(['2027-01-18']);
    await unmark();
    await watchAgainWhenKnown(worker, { today: '2027-01-18', wall: '2027-01-18T09:01:00.000+08:00' });
    expect(await nextCheck()).toEqual(['2027-06-01']);
  });
});

it('days off that were corrected stay so when the product starts again', async () => {
  await confirm('2027-01-19', {
    year: 2026,
    basedOn: 1,
    days: DAYS_2027.map((d) => ({ ...d, day: d.day.replace('2027', '2026') })),
  });
  const { migrate } = await import('../../db/migrate.ts');
  await migrate(database.urls.owner);
  const judging = await refreshJudging(db);
  expect(judging.calendar.isWorkingDay('2026-10-07')).toBe(true);
  expect(judging.calendar.knownOn('2027-01-18').isWorkingDay('2026-10-07')).toBe(false);
});

it('verify does not take a project that waits for the scan for a changed one', async () => {
  await refreshJudging(db);
  await scan('2027-01-21');
  const clock = fixedClock('2027-01-22');
  const body = { period: '2026-12', basis: 'cumulative' as const, value: '1190' };
  const recorded = await recordEntry(db, finance, { indicatorId, body, idempotency: null }, clock);
  expect(recorded).toMatchObject({ answer: { judgement: { light: 'normal' } } });
  // As a confirmation of the same day leaves it.
  await sql`select ops.watch_all_again('2027-01-22')`.execute(worker);
  expect((await verifyAll(owner, '2027-01-22')).firstBad).toBeNull();
  const set = (light: string) =>
    sql`update app.judgements set light = ${light} where kind = 'indicator' and from_day = '2027-01-12'`.execute(
      owner,
    );
  await set('severe');
  expect((await verifyAll(owner, '2027-01-22')).firstBad).toContain('存的是 severe');
  await set('unreported');
  await scan('2027-01-22');
  expect((await verifyAll(owner, '2027-01-22')).firstBad).toBeNull();
});

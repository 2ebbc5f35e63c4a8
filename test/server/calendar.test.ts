/** Over HTTP: who reads the calendar, who changes it, and what everybody is told about a year that is missing. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { recordJobFinish } from '../../db/job-runs.ts';
import { openDatabase } from '../../db/database.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn, TODAY } from './world.ts';
import type { Clock } from '../../db/clock.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
/** The declarations are of 2023; the year 2024 is taken out to begin with. */
const owner = openDatabase(database.urls.owner, { max: 1 });
const { afterAll } = await import('vitest');
afterAll(() => owner.destroy());
await sql`delete from shared.calendar_days where year = 2024`.execute(owner);
await sql`delete from shared.calendar_years where year = 2024`.execute(owner);

let today = TODAY;
const clock: Clock = { mode: 'real', today: () => today, now: () => `${today}T09:00:00.000+08:00` };
const app = await world.start({ clock });

const NOTICE_2024 = `国务院办公厅关于2024年部分节假日安排的通知
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。`;

const as = async (username: string) => {
  const cookie = await signIn(app, username);
  return {
    get: () => app.inject({ url: '/api/calendar', headers: { cookie } }),
    preview: (payload: object) =>
      app.inject({ method: 'POST', url: '/api/calendar/preview', headers: { cookie }, payload }),
    confirm: (year: number | string, payload: object, key: string | null = newKey()) =>
      app.inject({
        method: 'POST',
        url: `/api/calendar/${year}/confirm`,
        headers: { cookie, ...(key === null ? {} : { 'idempotency-key': key }) },
        payload,
      }),
    sheet: () => app.inject({ url: '/api/entry-sheet?period=2023-07', headers: { cookie } }),
  };
};
const sysadmin = await as('sysadmin');
const handler = await as('owner');

const health = async () => (await app.inject('/api/health')).json<{ status: string; calendar: object }>();

describe('everybody', () => {
  it('who is signed in reads which years are confirmed, needed and missing', async () => {
    for (const who of [handler, sysadmin, await as('auditor'), await as('finance')]) {
      const answer = await who.get();
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({
        today: TODAY,
        needed: [2023, 2024],
        unconfirmed: [2024],
        alarm: [],
      });
    }
    expect((await app.inject('/api/calendar')).statusCode).toBe(401);
  });

  it('but the system administrator may not preview or confirm', async () => {
    for (const who of [handler, await as('finance'), await as('auditor'), await as('secadmin')]) {
      expect((await who.preview({ year: 2024, text: NOTICE_2024 })).statusCode).toBe(403);
      const confirmed = await who.confirm(2024, { basedOn: 0, source: 'x', days: [] });
      expect(confirmed.statusCode).toBe(403);
      expect(confirmed.json()).toMatchObject({ code: 'not_allowed' });
    }
  });
});

describe('a needed year that is missing', () => {
  it('degrades health from 60 days before it begins, and says which', async () => {
    const now = new Date().toISOString();
    const worker = openDatabase(database.urls.worker, { max: 1 });
    await recordJobFinish(worker, 'tick', { at: now, processedDay: TODAY, result: {}, failed: 0 });
    await worker.destroy();
    expect(await health()).toMatchObject({ status: 'ok', calendar: { unconfirmed: [] } });
    today = '2023-11-01';
    expect(await health()).toMatchObject({ status: 'ok', calendar: { unconfirmed: [] } });
    today = '2023-11-02';
    expect(await health()).toMatchObject({ status: 'degraded', calendar: { unconfirmed: [2024] } });
    today = '2024-01-02';
    expect(await health()).toMatchObject({ status: 'degraded', calendar: { unconfirmed: [2024] } });
    today = TODAY;
  });
});

describe('the administrator', () => {
  it('is told about every line that is not understood', async () => {
    const answer = await sysadmin.preview({ year: 2024, text: '2024-01-01 元旦\n附注' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      canConfirm: false,
      findings: [
        { severity: 'must_fix', line: 1, text: '2024-01-01 元旦' },
        { severity: 'note', line: 2, text: '附注' },
      ],
    });
  });

  it('needs a key, known fields and a year that can be', async () => {
    const body = {
      basedOn: 0,
      source: '通知',
      days: [{ day: '2024-01-01', isWorkingDay: false, name: '元旦' }],
    };
    expect((await sysadmin.confirm(2024, body, null)).json()).toMatchObject({
      code: 'idempotency_key_required',
    });
    expect((await sysadmin.confirm(2024, { ...body, forced: true })).statusCode).toBe(400);
    expect((await sysadmin.confirm(1999, body)).statusCode).toBe(400);
    expect((await sysadmin.confirm('x', body)).statusCode).toBe(400);
    expect((await sysadmin.preview({ year: 2024, text: '' })).statusCode).toBe(400);
  });

  it('confirms what was previewed, once, and this server judges by it at once', async () => {
    const preview = (await sysadmin.preview({ year: 2024, text: NOTICE_2024 })).json<{
      basedOn: number;
      canConfirm: boolean;
      days: object[];
      recompute: { projects: number };
    }>();
    expect(preview).toMatchObject({
      basedOn: 0,
      canConfirm: true,
      workingDays: { before: null, after: 251 },
    });
    expect(preview.recompute.projects).toBeGreaterThan(10);
    const body = { basedOn: preview.basedOn, source: '国办发明电〔2023〕7号', days: preview.days };
    const key = newKey();
    const first = await sysadmin.confirm(2024, body, key);
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({
      projects: preview.recompute.projects,
      year: { year: 2024, version: 1, confirmed: true, isNeeded: true, source: '国办发明电〔2023〕7号' },
    });
    const again = await sysadmin.confirm(2024, body, key);
    expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
    expect((await sysadmin.confirm(2024, { ...body, source: '别的' }, key)).statusCode).toBe(422);
    const audit = await owner.selectFrom('ops.audit').select('deed').execute();
    expect(audit).toEqual([{ deed: 'calendar_confirmed' }]);

    const sheet = (await handler.sheet()).json<{ judging: { calendar: { confirmedYears: number[] } } }>();
    expect(sheet.judging.calendar.confirmedYears).toContain(2024);
    today = '2023-12-20';
    expect(await health()).toMatchObject({ calendar: { unconfirmed: [] } });
    today = TODAY;
  });

  it('is told when another confirmation came first', async () => {
    const { days } = (await sysadmin.preview({ year: 2024, text: NOTICE_2024 })).json<{ days: object[] }>();
    const late = await sysadmin.confirm(2024, { basedOn: 0, source: '通知', days });
    expect(late.statusCode).toBe(409);
    expect(late.json()).toMatchObject({ code: 'calendar_changed' });
    expect(late.json<{ message: string }>().message).toContain('第 1 版');
  });

  it('is refused days that are not a year’s', async () => {
    const body = { basedOn: 1, source: '通知', days: [{ day: '2024-05-01', isWorkingDay: true, name: '' }] };
    const answer = await sysadmin.confirm(2024, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ fields: { days: expect.stringContaining('法定') as string } });
  });
});

/** Events, plans and payments of duties over HTTP: what is taken, what is refused and why, who may, and that a retry is one fact. */
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { scanDay } from '../../db/scan.ts';
import type {
  DutyPlan,
  ObligationPage,
  ProjectDuties,
  RegisteredEvent,
} from '../../server/contract-alerts.ts';
import type { ErrorAnswer, ProjectDetail } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn, TODAY } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start();
const worker = openDatabase(database.urls.worker, { max: 4 });
afterAll(() => worker.destroy());
const scan = () =>
  scanDay(worker, { today: TODAY, now: `${TODAY}T15:00:00+08:00`, stopAt: performance.now() + 30_000 });

const cookies = new Map<string, string>();
async function call(
  username: string,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  key: string | null = newKey(),
) {
  const cookie = cookies.get(username) ?? (await signIn(app, username));
  cookies.set(username, cookie);
  const headers = { cookie, ...(method === 'POST' && key !== null && { 'idempotency-key': key }) };
  const answer = await app.inject({
    method,
    url: `/api${url}`,
    headers,
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<unknown>() };
}
const fieldsOf = (answer: { body: unknown }) => (answer.body as ErrorAnswer).fields;

const project = `/projects/${world.projectId}`;
const dutiesOf = async (username = 'owner') =>
  (await call(username, 'GET', `${project}/duties`)).body as ProjectDuties;
const register = (username: string, body: object, key?: string | null) =>
  call(username, 'POST', `${project}/events`, body, key);
const agree = (username: string, body: object, key?: string) =>
  call(username, 'POST', `${project}/duty-plans`, body, key);
/** After the worker's scan, which the facts ask for: what the plan's duties are then. */
const dutiesOfPlan = async (id: string) => {
  await scan();
  return (await dutiesOf()).obligations.filter(({ planId }) => planId === id);
};

const AFTER_QUOTA = {
  kind: 'allotment',
  title: '下达后拨付',
  rule: { type: 'after', anchor: 'quota_formed', span: { count: 10, unit: 'working_day' } },
  amounts: { once: '8340000' },
};

describe('events that spans are counted from', () => {
  let planId = '';
  let eventId = '';
  it('a duty counted from an event waits for it, and is never late until then', async () => {
    const agreed = await agree('owner', AFTER_QUOTA);
    expect(agreed.status).toBe(201);
    planId = (agreed.body as DutyPlan).id;
    expect(await dutiesOfPlan(planId)).toMatchObject([
      { state: 'awaiting_event', dueOn: null, amount: '8340000.00', rule: '指标形成后 10 个工作日内' },
    ]);
  });
  it.each(['0203-01-16', '0023-07-01', '2012-12-31'])(
    'an event of %s is refused for its year: its duty would be late by centuries',
    async (happenedOn) => {
      const refused = await register('owner', { anchor: 'quota_formed', happenedOn });
      expect([refused.status, fieldsOf(refused)?.['happenedOn']]).toEqual([
        400,
        '这个项目属 2023 年度，请检查日期的年份',
      ]);
    },
  );
  it.each(['0203-07-31', '2012-12-31', '2034-01-01', '9999-12-31'])(
    'a duty by hand that is due on %s is refused for its year',
    async (dueOn) => {
      const refused = await agree('owner', { kind: 'payment', title: '补贴', rule: { type: 'on', dueOn } });
      expect([refused.status, fieldsOf(refused)?.['rule']]).toEqual([
        400,
        '这个项目属 2023 年度，请检查日期的年份',
      ]);
    },
  );
  it('an event to come, without a day, or of a day that no calendar has is refused with its reason', async () => {
    const tomorrow = await register('owner', { anchor: 'quota_formed', happenedOn: '2023-08-01' });
    expect([tomorrow.status, fieldsOf(tomorrow)?.['happenedOn']]).toEqual([
      400,
      '还没发生的事不能登记，请在发生后登记',
    ]);
    expect((await register('owner', { anchor: 'quota_formed', happenedOn: '2023-02-30' })).status).toBe(400);
    expect((await register('owner', { anchor: 'quota_formed' })).status).toBe(400);
    expect((await register('owner', { anchor: 'rumour', happenedOn: '2023-07-07' })).status).toBe(400);
  });
  it('the first dates the duty in working days; the same request twice is one event', async () => {
    const key = newKey();
    const body = { anchor: 'quota_formed', happenedOn: '2023-07-07', document: '柳财社〔2023〕12 号' };
    const [first, again] = [await register('owner', body, key), await register('owner', body, key)];
    expect(first.status).toBe(201);
    expect(again).toEqual(first);
    eventId = (first.body as RegisteredEvent).id;
    expect(first.body).toMatchObject({ recordedBy: '经办人', recordedOn: TODAY, note: null });
    const { events } = await dutiesOf();
    expect(events.map(({ id }) => id)).toEqual([eventId]);
    // 7 July and ten working days: 21 July, six working days ago.
    expect(await dutiesOfPlan(planId)).toMatchObject([
      { state: 'overdue', dueOn: '2023-07-21', workingDaysLate: 6, ageing: '1-30' },
    ]);
    const other = await register('owner', { ...body, happenedOn: '2023-07-08' }, key);
    expect(other.status).toBe(422);
    expect((await register('owner', body, null)).status).toBe(400);
  });
  it('a second of a kind must correct the first, and a correction moves the due day', async () => {
    const second = await register('owner', { anchor: 'quota_formed', happenedOn: '2023-07-20' });
    expect([second.status, fieldsOf(second)?.['anchor']]).toEqual([
      400,
      '已登记为 2023-07-07；要改请更正那一条',
    ]);
    const unknown = await register('owner', {
      anchor: 'quota_formed',
      happenedOn: '2023-07-20',
      supersedes: newKey(),
    });
    expect(fieldsOf(unknown)?.['supersedes']).toContain('找不到');
    const wrongKind = await register('owner', {
      anchor: 'document_issued',
      happenedOn: '2023-07-20',
      supersedes: eventId,
    });
    expect(fieldsOf(wrongKind)?.['supersedes']).toBe('更正的须是同一类事项');
    const corrected = await register('owner', {
      anchor: 'quota_formed',
      happenedOn: '2023-07-20',
      supersedes: eventId,
    });
    expect(corrected.status).toBe(201);
    expect((await dutiesOf()).events.map(({ happenedOn }) => happenedOn)).toEqual(['2023-07-20']);
    expect(await dutiesOfPlan(planId)).toMatchObject([{ state: 'not_due', dueOn: '2023-08-03' }]);
    // What was corrected once is corrected by its newest.
    const stale = await register('owner', {
      anchor: 'quota_formed',
      happenedOn: '2023-07-21',
      supersedes: eventId,
    });
    expect(stale.status).toBe(400);
  });
});

describe('duties agreed by hand', () => {
  const monthly = (change: object = {}) => ({
    kind: 'payment',
    title: '按协议支付',
    rule: { type: 'monthly', from: '2023-07', to: '2023-12', day: 15 },
    amounts: Object.fromEntries(
      ['07', '08', '09', '10', '11', '12'].map((month) => [`2023-${month}`, '2500.5']),
    ),
    note: '协议第 3 条',
    ...change,
  });
  it('each month is a duty with its sum, to the cent', async () => {
    const { status, body } = await agree('leader', monthly());
    expect([status, (body as DutyPlan).recordedBy]).toEqual([201, '主管部门领导']);
    const duties = await dutiesOfPlan((body as DutyPlan).id);
    expect(duties.map(({ title, dueOn, amount }) => [title, dueOn, amount])).toEqual([
      ['按协议支付（7 月）', '2023-07-15', '2500.50'],
      ['按协议支付（8 月）', '2023-08-15', '2500.50'],
      ['按协议支付（9 月）', '2023-09-15', '2500.50'],
      ['按协议支付（10 月）', '2023-10-15', '2500.50'],
      ['按协议支付（11 月）', '2023-11-15', '2500.50'],
      ['按协议支付（12 月）', '2023-12-15', '2500.50'],
    ]);
  });
  it('a fixed day is one duty; it can be corrected and withdrawn, each once', async () => {
    const on = { kind: 'payment', title: '一次付清', rule: { type: 'on', dueOn: '2023-09-30' } };
    const first = (await agree('owner', on)).body as DutyPlan;
    expect(await dutiesOfPlan(first.id)).toMatchObject([
      { dueOn: '2023-09-30', amount: null, printed: null },
    ]);
    const later = { ...on, rule: { type: 'on', dueOn: '2023-10-31' }, supersedes: first.id };
    const second = (await agree('owner', later)).body as DutyPlan;
    expect(await dutiesOfPlan(first.id)).toEqual([]);
    expect(await dutiesOfPlan(second.id)).toMatchObject([{ dueOn: '2023-10-31' }]);
    expect((await agree('owner', later)).status).toBe(400);
    const withdrawn = await agree('owner', { ...later, supersedes: second.id, withdrawn: true });
    expect([withdrawn.status, (withdrawn.body as DutyPlan).isWithdrawn]).toEqual([201, true]);
    expect(await dutiesOfPlan(second.id)).toEqual([]);
  });
  it('one for an indicator stands in place of its target, and only one does', async () => {
    const about = {
      kind: 'work',
      title: '提前完成',
      rule: { type: 'on', dueOn: '2023-09-30' },
      indicatorId: world.indicatorId,
    };
    const agreed = await agree('owner', about);
    expect(agreed.status).toBe(201);
    expect(await dutiesOfPlan((agreed.body as DutyPlan).id)).toMatchObject([
      { indicatorId: world.indicatorId, dueOn: '2023-09-30' },
    ]);
    expect(fieldsOf(await agree('owner', about))?.['indicatorId']).toBe('这个指标已有约定，请更正那一条');
    const foreign = await agree('owner', { ...about, indicatorId: world.besideIndicatorId });
    expect(fieldsOf(foreign)?.['indicatorId']).toBe('这个项目没有这个指标');
  });
  it.each([
    [
      'a month of another year',
      { rule: { type: 'monthly', from: '2022-12', to: '2023-03', day: 5 } },
      'rule',
    ],
    [
      'months the wrong way round',
      { rule: { type: 'monthly', from: '2023-09', to: '2023-03', day: 5 } },
      'rule',
    ],
    ['no such day', { rule: { type: 'on', dueOn: '2023-09-31' }, amounts: {} }, 'rule'],
    ['a sum for another month', { amounts: { '2023-01': '1' } }, 'amounts'],
    ['a sum of nothing', { amounts: { '2023-08': '0' } }, 'amounts'],
    ['blank words', { title: '   ' }, 'title'],
    ['work without an indicator', { kind: 'work' }, 'indicatorId'],
    ['withdrawing nothing', { withdrawn: true }, 'withdrawn'],
    ['correcting what is not there', { supersedes: newKey() }, 'supersedes'],
  ])('refuses %s at its field', async (_what, change, field) => {
    const answer = await agree('owner', monthly(change));
    expect(answer.status).toBe(400);
    expect(Object.keys(fieldsOf(answer) ?? {})).toContain(field);
  });
  it.each([
    { rule: { type: 'monthly', from: '2023-07', to: '2023-12', day: 0 } },
    { rule: { type: 'after', anchor: 'quota_formed', span: { count: 366, unit: 'day' } } },
    { graceWorkingDays: 21 },
    { amounts: { '2023-13': '1' } },
    { surprise: true },
  ])('refuses the shape %j', async (change) => {
    expect((await agree('owner', monthly(change))).status).toBe(400);
  });
});

describe('who may', () => {
  const event = { anchor: 'other', happenedOn: '2023-07-03' };
  it('plan: the unit, the department and the business office; the performance office only reads', async () => {
    const may = async (username: string) => (await dutiesOf(username)).mayPlan;
    expect([await may('owner'), await may('leader'), await may('business'), await may('finance')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect((await register('finance', event)).status).toBe(403);
    expect((await agree('finance', AFTER_QUOTA)).status).toBe(403);
  });
  it('nobody outside the scope finds the project, nor the administrators any', async () => {
    for (const username of ['beside', 'elsewhere']) {
      expect((await call(username, 'GET', `${project}/duties`)).status).toBe(404);
    }
    expect((await register('beside', event)).status).toBe(404);
    expect((await agree('beside', AFTER_QUOTA)).status).toBe(404);
    expect((await call('sysadmin', 'GET', `${project}/duties`)).status).toBe(403);
    const { body } = await call('beside', 'GET', '/obligations?limit=200');
    expect((body as ObligationPage).items.some(({ projectId }) => projectId === world.projectId)).toBe(false);
  });
});

describe('paying a duty', () => {
  it('in two parts: late until the last cent, met when it is there', async () => {
    const agreed = (
      await agree('owner', {
        kind: 'payment',
        title: '春节慰问金',
        rule: { type: 'on', dueOn: '2023-07-28' },
        amounts: { once: '1000.00' },
      })
    ).body as DutyPlan;
    const find = async () => (await dutiesOfPlan(agreed.id))[0]!;
    const duty = await find();
    expect(duty).toMatchObject({ state: 'overdue', paid: '0.00' });
    const alerts = async () =>
      ((await call('owner', 'GET', project)).body as ProjectDetail).alerts.filter(
        ({ subjectId }) => subjectId === duty.id,
      );
    expect((await alerts()).map(({ kind, outstanding }) => [kind, outstanding])).toEqual([
      ['overdue', '1000.00'],
    ]);
    const pay = (amount: string, more: object = {}) =>
      call('owner', 'POST', `${project}/ledger`, {
        event: 'paid',
        happenedOn: TODAY,
        amount,
        obligationId: duty.id,
        ...more,
      });
    expect((await pay('999.99')).status).toBe(201);
    expect(await find()).toMatchObject({ state: 'overdue', paid: '999.99' });
    expect((await pay('0.01')).status).toBe(201);
    expect(await find()).toMatchObject({
      state: 'met_late',
      paid: '1000.00',
      metOn: TODAY,
      workingDaysLate: 1,
    });
    expect(await alerts()).toEqual([]);
  });
  it('an allotment meets its duty too, though no judgement of the money changes', async () => {
    const agreed = (
      await agree('owner', {
        kind: 'allotment',
        title: '拨付专户',
        rule: { type: 'on', dueOn: '2023-07-28' },
        amounts: { once: '500.00' },
      })
    ).body as DutyPlan;
    const [duty] = await dutiesOfPlan(agreed.id);
    expect(duty).toMatchObject({ state: 'overdue' });
    const allotted = await call('owner', 'POST', `${project}/ledger`, {
      event: 'allotted',
      happenedOn: TODAY,
      amount: '500.00',
      obligationId: duty!.id,
    });
    expect(allotted.status).toBe(201);
    expect(await dutiesOfPlan(agreed.id)).toMatchObject([{ state: 'met_late', paid: '500.00' }]);
  });
  it('refuses one that is not there or is another project’s', async () => {
    const elsewhere = (
      (await call('business', 'GET', `/projects/${world.besideProjectId}/duties`)).body as ProjectDuties
    ).obligations[0];
    const agreed = elsewhere
      ? elsewhere.id
      : (
          (await call('business', 'POST', `/projects/${world.besideProjectId}/duty-plans`, AFTER_QUOTA))
            .body as DutyPlan
        ).id;
    for (const obligationId of [newKey(), agreed]) {
      const answer = await call('owner', 'POST', `${project}/ledger`, {
        event: 'paid',
        happenedOn: TODAY,
        amount: '1.00',
        obligationId,
      });
      expect([answer.status, fieldsOf(answer)?.['obligationId']]).toEqual([
        400,
        '找不到要付的这一项，请刷新后再选',
      ]);
    }
  });
});

/** Alerts over HTTP: the list, one case, what people do about it, and who gets to see it. 演示数据: payments are invented. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { reassessDue } from '../../db/reassess.ts';
import { scanDay } from '../../db/scan.ts';
import { addDays } from '../../domain/calendar.ts';
import type {
  ActAnswer,
  AlertDetail,
  AlertItem,
  AlertPage,
  SilencePreview,
} from '../../server/contract-alerts.ts';
import type { ErrorAnswer } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { connect } from './live-client.ts';
import { createWorld, newKey, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
let day = '2023-08-01';
const clock: Clock = { mode: 'real', today: () => day, now: () => `${day}T09:00:00.000+08:00` };
const app = await world.start({ clock });
const worker = openDatabase(database.urls.worker, { max: 4 });
/** Sees behind row-level security. */
const superuser = openDatabase(database.superuserUrl, { max: 1 });
afterAll(async () => {
  await worker.destroy();
  await superuser.destroy();
});

const cookies = new Map<string, string>();
const cookieOf = async (username: string) => {
  const known = cookies.get(username) ?? (await signIn(app, username));
  cookies.set(username, known);
  return known;
};
async function get<T>(username: string, url: string): Promise<{ status: number; body: T }> {
  const answer = await app.inject({ url: `/api${url}`, headers: { cookie: await cookieOf(username) } });
  return { status: answer.statusCode, body: answer.json<T>() };
}
async function post<T = ActAnswer & { code: string; message: string; fields?: Record<string, string> }>(
  username: string,
  url: string,
  payload: object,
  key: string | null = newKey(),
): Promise<{ status: number; body: T }> {
  const answer = await app.inject({
    method: 'POST',
    url: `/api${url}`,
    payload,
    headers: { cookie: await cookieOf(username), ...(key === null ? {} : { 'idempotency-key': key }) },
  });
  return { status: answer.statusCode, body: answer.json<T>() };
}

/** Passes the days to `until`, each with its scan. */
async function pass(until: string): Promise<void> {
  for (; ; day = addDays(day, 1)) {
    const options = { today: day, now: clock.now() };
    const judged = await reassessDue(worker, { ...options, limit: 100_000 });
    const scanned = await scanDay(worker, { ...options, stopAt: Infinity, isPatient: true });
    expect([...judged.failed, ...scanned.failures]).toEqual([]);
    app.live.poke();
    if (day >= until) return;
  }
}
const scanNow = () => pass(day);

async function list(username: string, query = 'limit=200'): Promise<AlertPage> {
  const { status, body } = await get<AlertPage>(username, `/alerts?${query}`);
  expect(status).toBe(200);
  return body;
}
const dutyIn = (page: AlertPage, projectId: string, kind: AlertItem['kind']) =>
  page.items.find((item) => item.projectId === projectId && item.kind === kind);
async function detail(username: string, id: string, query = ''): Promise<AlertDetail> {
  const { status, body } = await get<AlertDetail>(username, `/alerts/${id}${query}`);
  expect(status).toBe(200);
  return body;
}

/** One payment due on Friday 4 August for the own unit and one for the unit beside; it becomes Monday the 7th. */
let overdue: AlertItem;
let besideOverdue: AlertItem;
beforeAll(async () => {
  for (const [username, projectId] of [
    ['owner', world.projectId],
    ['beside', world.besideProjectId],
  ] as const) {
    const planned = await post(username, `/projects/${projectId}/duty-plans`, {
      kind: 'payment',
      title: '八月补贴',
      rule: { type: 'on', dueOn: '2023-08-04' },
      amounts: { once: '1000000.00' },
    });
    expect(planned.status).toBe(201);
  }
  await pass('2023-08-07');
  const page = await list('leader', 'kind=overdue&limit=200');
  const find = (projectId: string) => {
    const item = page.items.find((each) => each.projectId === projectId && each.dueOn === '2023-08-04');
    if (!item) throw new Error('the payment is not overdue');
    return item;
  };
  overdue = find(world.projectId);
  besideOverdue = find(world.besideProjectId);
}, 120_000);

describe('the list', () => {
  it('says how late, how much is missing, how far it climbed and who is told next on which day', () => {
    expect(overdue).toMatchObject({
      state: 'open',
      subjectName: '八月补贴',
      title: '逾期 1 个工作日：100.00 万元应于 08-04 发放，至今未发',
      outstanding: '1000000.00',
      workingDays: 1,
      level: 1,
      levels: 4,
      nextStepAt: '2023-08-11',
      nextPosts: ['leader'],
    });
  });

  it('has its tabs: what is to be done, what falls due, what is over; the counts are those of the year', async () => {
    const todo = await list('owner', 'view=todo&limit=200');
    expect(todo.items.map(({ id }) => id)).toContain(overdue.id);
    expect(todo.items.every(({ kind }) => kind !== 'due_soon')).toBe(true);
    // What is late stands before lights.
    const firstLight = todo.items.findIndex(
      ({ kind }) => kind === 'indicator_lagging' || kind === 'unreported',
    );
    expect(todo.items.findIndex(({ id }) => id === overdue.id)).toBeLessThan(
      firstLight < 0 ? todo.items.length : firstLight,
    );
    const over = await list('owner', 'view=resolved&limit=200');
    const reminder = dutyIn(over, world.projectId, 'due_soon');
    expect(reminder?.title).toBe('100.00 万元应于 08-04 发放，到期未办，转为逾期');
    expect(todo.views.resolved).toBe(over.total);
    expect((await list('owner', 'view=soon')).total).toBe(todo.views.soon);
  });

  it('of a past day knows only what was known then', async () => {
    const then = await list('owner', 'asOf=2023-08-02&limit=200');
    expect(then.asOf).toBe('2023-08-02');
    expect(then.items.some(({ id }) => id === overdue.id)).toBe(false);
    expect(dutyIn(then, world.projectId, 'due_soon')).toMatchObject({ state: 'open', level: 0 });
    expect((await list('owner', 'asOf=2024-01-01')).asOf).toBe(day);
    expect((await get('owner', '/alerts?asOf=2023-02-30')).status).toBe(400);
  });

  it('is paged without a gap', async () => {
    const whole = await list('leader', 'limit=200');
    const ids: string[] = [];
    let cursor: string | null = '0';
    while (cursor !== null) {
      const page: AlertPage = await list('leader', `limit=3&cursor=${cursor}`);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(whole.items.map(({ id }) => id));
    expect((await get('leader', '/alerts?cursor=elsewhere')).status).toBe(400);
  });
});

describe('one alert', () => {
  it('tells what it follows from, each step that was taken, today, and the steps to come', async () => {
    const found = await detail('owner', overdue.id);
    expect(found.timeline.map(({ on, what, title }) => [on, what, title])).toEqual([
      ['2023-08-01', 'told', '提醒经办人'],
      ['2023-08-04', 'due', '应发放日'],
      ['2023-08-07', 'told', '上报经办人、单位负责人'],
      ['2023-08-07', 'today', '等待处理'],
      ['2023-08-11', 'step', '将上报主管部门领导'],
      ['2023-08-18', 'step', '将上报财政局绩效股'],
      ['2023-08-25', 'step', '将复催财政局绩效股'],
    ]);
    expect(found.timeline.at(-3)).toMatchObject({ text: '逾期 5 个工作日', workingDaysAhead: 4 });
    expect(found.timeline[2]?.proofs.map(({ post, channel }) => [post, channel])).toEqual([
      ['经办人', 'product'],
      ['单位负责人', 'product'],
    ]);
    expect(found.obligation).toMatchObject({ amount: '1000000.00', paid: '0.00', workingDaysLate: 1 });
    expect(found.ruler.at(-1)).toMatchObject({ day: '2023-08-11', isWorkingDay: true });
    expect(found.ruler.filter(({ day: each }) => each >= '2023-08-05' && each <= '2023-08-06')).toEqual([
      { day: '2023-08-05', isWorkingDay: false, name: null },
      { day: '2023-08-06', isWorkingDay: false, name: null },
    ]);
    expect(found.silenceAtMost).toBe('2023-09-06');
  });

  it('says what the reader may do', async () => {
    const may = async (username: string) => {
      const { mayAct, maySilence, mayPay } = await detail(username, overdue.id);
      return { mayAct, maySilence, mayPay };
    };
    expect(await may('owner')).toEqual({ mayAct: true, maySilence: false, mayPay: true });
    expect(await may('owners-head')).toEqual({ mayAct: true, maySilence: true, mayPay: true });
    expect(await may('leader')).toEqual({ mayAct: true, maySilence: true, mayPay: false });
  });

  it('of a past day ends its story there', async () => {
    const reminder = dutyIn(await list('owner', 'view=resolved&limit=200'), world.projectId, 'due_soon');
    const then = await detail('owner', reminder?.id ?? '', '?asOf=2023-08-02');
    expect(then.asOf).toBe('2023-08-02');
    expect(then.timeline.map(({ on, what }) => `${on} ${what}`)).toEqual([
      '2023-08-01 told',
      '2023-08-02 today',
      '2023-08-04 due',
      '2023-08-07 step',
      '2023-08-11 step',
      '2023-08-18 step',
    ]);
    expect((await get('owner', `/alerts/${overdue.id}?asOf=2023-08-02`)).status).toBe(404);
  });
});

describe('what another alert explains', () => {
  it('is listed last with its cause, counted apart, and promises no step', async () => {
    const whole = await list('leader', 'view=todo&limit=200');
    const light = whole.items.find(({ kind }) => kind === 'unreported' || kind === 'indicator_lagging');
    if (!light) throw new Error('no light has changed');
    const suppress = (by: string | null) =>
      sql`update app.alerts set suppressed_by = ${by} where id = ${light.id}`.execute(superuser);
    await suppress(overdue.id);
    const page = await list('leader', 'view=todo&limit=200');
    expect(page.items.at(-1)).toMatchObject({ id: light.id, state: 'suppressed', nextStepAt: null });
    expect(page.items).toHaveLength(whole.items.length);
    expect(page.views.todo).toBe(whole.views.todo - 1);
    expect(page.counts.suppressed).toBe(whole.counts.suppressed + 1);
    const found = await detail('leader', light.id);
    expect(found.cause).toEqual({ id: overdue.id, title: overdue.title });
    expect(found.timeline.some(({ what }) => what === 'step')).toBe(false);
    await suppress(null);
  });
});

describe('who sees it', () => {
  it('nobody beside or elsewhere: not in the list, and the same 404 for every call as for what does not exist', async () => {
    for (const username of ['beside', 'elsewhere']) {
      expect((await list(username)).items.some(({ id }) => id === overdue.id)).toBe(false);
      expect((await get(username, `/alerts/${overdue.id}`)).status).toBe(404);
      expect((await get(username, `/alerts/${overdue.id}/silence-preview?until=2023-08-10`)).status).toBe(
        404,
      );
      const reply = await post(username, `/alerts/${overdue.id}/reply`, { reason: '别人的说明' });
      const unknown = await post(username, `/alerts/00000000-0000-4000-8000-000000000000/reply`, {
        reason: '别人的说明',
      });
      expect([reply.status, reply.body]).toEqual([404, unknown.body]);
    }
    const acts = await sql<{ n: number }>`select count(*)::int as n from app.alert_acts`.execute(superuser);
    expect(acts.rows[0]?.n).toBe(0);
  });

  it('not the three administrators, and nobody who has not signed in', async () => {
    for (const username of ['sysadmin', 'secadmin', 'auditor']) {
      expect((await get(username, '/alerts')).status).toBe(403);
      expect((await post(username, `/alerts/${overdue.id}/acknowledge`, {})).status).toBe(403);
    }
    expect((await app.inject({ url: '/api/alerts' })).statusCode).toBe(401);
  });

  it('the department sees its units, the finance bureau the region', async () => {
    for (const username of ['leader', 'business', 'finance']) {
      const ids = (await list(username, 'kind=overdue&limit=200')).items.map(({ id }) => id);
      expect(ids).toContain(overdue.id);
      expect(ids).toContain(besideOverdue.id);
    }
  });
});

describe('reading it', () => {
  it('is recorded, goes to the open pages, and holds nothing back', async () => {
    const page = await connect(app, { cookie: await cookieOf('leader') });
    await page.subscribe(['alerts']);
    const other = await post('owner', `/alerts/${besideOverdue.id}/acknowledge`, {});
    expect(other.status, 'the unit beside is not the owner’s').toBe(404);
    const read = await post('owner', `/alerts/${overdue.id}/acknowledge`, { until: '2023-08-08' });
    expect(read.status).toBe(201);
    expect(read.body.alert).toMatchObject({
      state: 'acknowledged',
      until: '2023-08-08',
      nextStepAt: '2023-08-11',
    });
    await page.until((heard) => heard.some(({ type }) => type === 'alert'));
    expect(page.heard.find(({ type }) => type === 'alert')).toMatchObject({
      topic: 'alerts',
      data: { change: 'acted', alertId: overdue.id, projectId: world.projectId },
    });
    page.socket.terminate();
  });

  it('needs a key, gives the same answer for the same, and refuses another content under it', async () => {
    const url = `/alerts/${overdue.id}/reply`;
    expect((await post('owner', url, { reason: '已提交国库' }, null)).status).toBe(400);
    const key = newKey();
    const first = await post('owner', url, { reason: '已提交国库' }, key);
    const again = await post('owner', url, { reason: '已提交国库' }, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.act.id).toBe(first.body.act.id);
    expect((await post('owner', url, { reason: '另一句话' }, key)).status).toBe(422);
    const { acts } = await detail('owner', overdue.id);
    expect(acts.filter(({ act }) => act === 'replied').map(({ reason, by }) => [reason, by])).toEqual([
      ['已提交国库', '经办人'],
    ]);
  });

  it('refuses a day that has passed, and comes back when its day is over', async () => {
    const past = await post('owner', `/alerts/${overdue.id}/acknowledge`, { until: '2023-08-06' });
    expect([past.status, past.body.fields?.['until']]).toEqual([400, '到期日不能早于今天']);
    await pass('2023-08-09');
    expect((await detail('owner', overdue.id)).alert.state).toBe('open');
  });
});

describe('silencing it', () => {
  const url = () => `/alerts/${overdue.id}/silence`;

  it('is for unit heads and above, with a reason, for at most thirty days', async () => {
    const until = '2023-08-14';
    const handler = await post('owner', url(), { until, reason: '国库系统升级' });
    expect([handler.status, handler.body.message]).toEqual([403, expect.stringContaining('单位负责人')]);
    expect((await post('owners-head', url(), { until })).status).toBe(400);
    const blank = await post('owners-head', url(), { until, reason: '   ' });
    expect([blank.status, blank.body.fields?.['reason']]).toEqual([400, expect.stringContaining('理由')]);
    const far = await post('owners-head', url(), { until: '2023-09-09', reason: '国库系统升级' });
    expect([far.status, far.body.fields?.['until']]).toEqual([400, expect.stringContaining('2023-09-08')]);
    const past = await post('owners-head', url(), { until: '2023-08-08', reason: '国库系统升级' });
    expect([past.status, past.body.fields?.['until']]).toEqual([400, expect.stringContaining('今天')]);
    expect((await detail('owner', overdue.id)).alert.state).toBe('open');
  });

  it('shows the real days before: what waits, and what stays', async () => {
    const preview = (until: string) =>
      get<SilencePreview>('owners-head', `/alerts/${overdue.id}/silence-preview?until=${until}`);
    expect((await preview('2023-08-14')).body).toEqual({
      workingDays: 3,
      steps: [
        { on: '2023-08-15', level: 2, posts: ['leader'], isMoved: true },
        { on: '2023-08-18', level: 3, posts: ['finance_performance'], isMoved: false },
        { on: '2023-08-25', level: 3, posts: ['finance_performance'], isMoved: false },
      ],
    });
    expect((await preview('2023-08-10')).body.steps[0]).toMatchObject({ on: '2023-08-11', isMoved: false });
    // No silence lasts so long: to count its days would hold everybody up.
    for (const until of ['2023-09-09', '9999-12-31', '2023-08-08', '0001-01-01']) {
      const { status, body } = await preview(until);
      expect([status, Object.keys((body as unknown as ErrorAnswer).fields ?? {})]).toEqual([400, ['until']]);
    }
    expect((await detail('owner', overdue.id)).alert.state).toBe('open');
  });

  it('lets the steps wait, and takes what came due on the first working day after', async () => {
    const silenced = await post('owners-head', url(), { until: '2023-08-14', reason: '国库系统升级' });
    expect([silenced.status, silenced.body.alert.state]).toEqual([201, 'silenced']);
    expect((await list('leader', 'view=silenced')).items.map(({ id }) => id)).toEqual([overdue.id]);
    await pass('2023-08-14');
    const waiting = await detail('leader', overdue.id);
    expect(waiting.alert).toMatchObject({ level: 1, nextStepAt: '2023-08-15', state: 'silenced' });
    expect(waiting.timeline.find(({ what }) => what === 'today')?.title).toContain('静默中');
    await pass('2023-08-15');
    const after = await detail('leader', overdue.id);
    expect(after.alert).toMatchObject({ state: 'open', level: 2, nextStepAt: '2023-08-18' });
    expect(after.timeline.filter(({ what }) => what === 'told').at(-1)).toMatchObject({
      on: '2023-08-15',
      level: 2,
      posts: ['leader'],
    });
  });

  it('ends by reopening, which a quiet alert needs not', async () => {
    const reopen = () => post('owners-head', `/alerts/${overdue.id}/reopen`, {});
    const idle = await reopen();
    expect([idle.status, idle.body.message]).toEqual([400, expect.stringContaining('恢复')]);
    await post('leader', url(), { until: '2023-08-31', reason: '等待省级资金' });
    const reopened = await reopen();
    expect([reopened.status, reopened.body.alert.state]).toEqual([201, 'open']);
    expect(reopened.body.alert.nextStepAt).toBe('2023-08-18');
  });
});

describe('once it is paid', () => {
  it('is resolved by the ledger, offers nothing more but a word, and says so to who comes late', async () => {
    const paid = await post('owner', `/projects/${world.projectId}/ledger`, {
      event: 'paid',
      happenedOn: day,
      amount: '1000000.00',
      obligationId: overdue.subjectId,
    });
    expect(paid.status).toBe(201);
    await scanNow();
    const found = await detail('owner', overdue.id);
    expect(found.alert).toMatchObject({
      state: 'resolved',
      resolvedOn: day,
      nextStepAt: null,
      outstanding: null,
    });
    expect(found.timeline.some(({ what }) => what === 'step' || what === 'today')).toBe(false);
    const late = await post('owners-head', `/alerts/${overdue.id}/silence`, {
      until: '2023-08-31',
      reason: '国库系统升级',
    });
    expect([late.status, late.body.message]).toEqual([400, expect.stringContaining('已办结')]);
    expect((await post('owner', `/alerts/${overdue.id}/reply`, { reason: '凭证已附' })).status).toBe(201);
    // On the day before it is still as it was.
    expect((await detail('owner', overdue.id, '?asOf=2023-08-14')).alert).toMatchObject({
      state: 'silenced',
      level: 1,
      outstanding: '1000000.00',
    });
  });
});

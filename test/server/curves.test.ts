/** Curves set by hand over HTTP: judged at once, refused with a reason, kept beside the one before. */
import { describe, expect, it } from 'vitest';
import type { CurveAnswer, TargetVersions } from '../../server/contract-curves.ts';
import type { ErrorAnswer, ProjectDetail } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn, TODAY } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start();

const cookies = new Map<string, string>();
async function call(username: string, method: 'GET' | 'POST', url: string, payload?: object, key = newKey()) {
  const cookie = cookies.get(username) ?? (await signIn(app, username));
  cookies.set(username, cookie);
  const answer = await app.inject({
    method,
    url: `/api${url}`,
    headers: { cookie, ...(method === 'POST' && { 'idempotency-key': key }) },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<unknown>() };
}
const detail = async (username = 'owner') =>
  (await call(username, 'GET', `/projects/${world.projectId}`)).body as ProjectDetail;
const indicator = async () => (await detail()).indicators.find(({ id }) => id === world.indicatorId)!;
const setMoney = (body: object, username = 'owner', key?: string) =>
  call(username, 'POST', `/projects/${world.projectId}/money-curve`, body, key);
const setIndicator = (body: object, id = world.indicatorId, username = 'owner') =>
  call(username, 'POST', `/indicators/${id}/curve`, body);
const problem = ({ body }: { body: unknown }) => (body as ErrorAnswer).fields?.['curve'];
const lightOf = ({ body }: { body: unknown }) => (body as CurveAnswer).judgement.light;

describe('the curve of money', () => {
  it('changes what is due and the light at once, and the same request is one change', async () => {
    const paid = await call('owner', 'POST', `/projects/${world.projectId}/ledger`, {
      event: 'paid',
      happenedOn: TODAY,
      amount: '0.01',
    });
    expect(paid.status).toBe(201);
    expect((await detail()).money.judgement.light).toBe('severe');
    const key = newKey();
    const body = { curve: { type: 'seasonal', months: [11, 12] }, note: '用款计划批复' };
    const [first, again] = [await setMoney(body, 'owner', key), await setMoney(body, 'owner', key)];
    expect([first.status, again]).toEqual([201, first]);
    expect(lightOf(first)).toBe('normal');
    const { money, light } = await detail();
    expect([money.curve, money.judgement.light]).toEqual([body.curve, 'normal']);
    expect(light).toBeTypeOf('string');
    expect(problem(await setMoney(body))).toBe('曲线没有变化');
  });
  it('takes each kind of curve', async () => {
    const curves = [
      { type: 'year_end' },
      { type: 'monthly', from: '2023-03', to: '2023-09' },
      { type: 'date', on: '2023-09-15' },
      { type: 'plan', percent: [5, 10, 20, 30, 40, 50, 55.5, 60, 70, 80, 90, 100] },
      { type: 'even' },
    ];
    /** How much was announced so far. */
    const told = async () => {
      const { seq, pending } = (await detail()).cursor;
      return seq + pending.length;
    };
    for (const curve of curves) {
      const before = await told();
      expect((await setMoney({ curve })).status).toBe(201);
      expect((await detail()).money.curve).toEqual(curve);
      // An open page draws it, whether or not a light turns.
      expect(await told()).toBe(before + 1);
    }
    expect((await detail()).money.judgement.light).toBe('severe');
  });
  it.each([
    [
      'a plan that falls',
      { type: 'plan', percent: [5, 4, 20, 30, 40, 50, 55, 60, 70, 80, 90, 100] },
      /2 月末/,
    ],
    [
      'a plan that does not end',
      { type: 'plan', percent: [5, 10, 20, 30, 40, 50, 55, 60, 70, 80, 90, 99] },
      /12 月末/,
    ],
    ['a month twice', { type: 'seasonal', months: [1, 1] }, /两次/],
    ['a month that is none', { type: 'seasonal', months: [13] }, /1 到 12/],
    ['no such day', { type: 'date', on: '2023-02-30' }, /没有这一天/],
    ['months the wrong way round', { type: 'monthly', from: '2023-09', to: '2023-03' }, /早于/],
  ])('refuses %s with its reason', async (_what, curve, reason) => {
    const answer = await setMoney({ curve });
    expect(answer.status).toBe(400);
    expect(problem(answer)).toMatch(reason);
  });
  it.each([
    { curve: { type: 'plan', percent: [100] } },
    { curve: { type: 'seasonal', months: [] } },
    { curve: { type: 'guess' } },
    { curve: { type: 'even', months: [1] } },
    {},
  ])('refuses the shape %j', async (body) => {
    expect((await setMoney(body)).status).toBe(400);
  });
});

describe('the curve of an indicator', () => {
  it('holds from today on, in a new version of the same target', async () => {
    const before = await indicator();
    const percent = [0, 0, 0, 0, 0, 0, 1, 20, 40, 60, 80, 100];
    const answer = await setIndicator({ curve: { type: 'plan', percent } });
    expect(answer.status).toBe(201);
    const { judged, rawTarget } = await indicator();
    expect(judged).toEqual({
      ...before.judged,
      curve: { type: 'plan', percent },
      assumed: [...before.judged.assumed, 'curve-by-hand'],
    });
    expect(rawTarget).toBe(before.rawTarget);
  });
  it('is refused where the target is not compared with one', async () => {
    const other = (await detail()).indicators.find(({ judged }) => judged.measure !== 'cumulative');
    if (!other) throw new Error('the project has nothing else to test with');
    expect(problem(await setIndicator({ curve: { type: 'even' } }, other.id))).toContain(
      '只有按年累计的指标',
    );
  });
});

describe('the versions of targets', () => {
  const versions = async (query = '', username = 'owner') =>
    await call(username, 'GET', `/projects/${world.projectId}/versions${query}`);
  it('are the declaration and every act that changed a curve, newest first, each with what it replaced', async () => {
    const earlier = (await versions()).body as TargetVersions;
    const { curve } = (await indicator()).judged;
    expect((await setIndicator({ curve: { type: 'year_end' } })).status).toBe(201);
    expect((await setMoney({ curve: { type: 'date', on: '2023-10-15' }, note: '县政府会议' })).status).toBe(
      201,
    );

    const { declared, items } = (await versions()).body as TargetVersions;
    expect(declared.indicators).toBe((await detail()).indicators.length);
    expect(items.length).toBe(earlier.items.length + 2);
    expect(items.map(({ version }) => version)).toEqual(items.map((_, index) => items.length + 1 - index));
    const [money, target] = items;
    expect(money).toMatchObject({
      validFrom: TODAY,
      note: '县政府会议',
      indicatorId: null,
      curveAfter: { type: 'date', on: '2023-10-15' },
    });
    expect(target).toMatchObject({
      indicatorId: world.indicatorId,
      curveBefore: curve,
      curveAfter: { type: 'year_end' },
    });
  });
  it('are those known at the close of the day that is looked back to', async () => {
    expect(((await versions('?asOf=2023-01-15')).body as TargetVersions).items).toEqual([]);
  });
  it('are nobody’s beside the project', async () => {
    expect((await versions('', 'beside')).status).toBe(404);
    expect((await versions('', 'sysadmin')).status).toBe(403);
  });
});

describe('who may', () => {
  const curve = { curve: { type: 'year_end' } };
  it('set curves: those who plan, within their scope', async () => {
    expect((await setMoney(curve, 'finance')).status).toBe(403);
    expect((await setMoney(curve, 'beside')).status).toBe(404);
    expect((await setMoney(curve, 'elsewhere')).status).toBe(403);
    expect((await setMoney(curve, 'sysadmin')).status).toBe(403);
    expect((await setIndicator(curve, world.indicatorId, 'beside')).status).toBe(404);
    expect((await setMoney(curve, 'business')).status).toBe(201);
  });
});

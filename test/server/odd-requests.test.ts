/** Requests that are allowed and written in an unusual way, and answers in the language that is asked for. */
import { describe, expect, it } from 'vitest';
import type { EntryConflict, ErrorAnswer, Overview } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();
const cookie = await signIn(app, 'owner');

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `/api${url}`, headers: { cookie, ...headers } });
const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/api${url}`,
    payload,
    headers: { cookie, 'idempotency-key': newKey(), ...headers },
  });

describe('ids in upper case', () => {
  it('name the entry that is corrected', async () => {
    const url = `/indicators/${world.indicatorId.toUpperCase()}/entries`;
    const first = await post(url, { period: '2023-03', value: '3' });
    expect(first.statusCode, first.body).toBe(201);
    const { entry } = first.json<{ entry: { id: string } }>();
    const corrected = await post(url, { period: '2023-03', value: '4', supersedes: entry.id.toUpperCase() });
    expect(corrected.statusCode, corrected.body).toBe(201);
    expect(corrected.json()).toMatchObject({ entry: { value: '4', supersedes: entry.id } });
  });

  it('name the payment that is taken back', async () => {
    const url = `/projects/${world.projectId}/ledger`;
    const paid = { event: 'paid', happenedOn: '2023-05-05', amount: '10.00' };
    const { event } = (await post(url, paid)).json<{ event: { id: string } }>();
    const taken = await post(url, { ...paid, reverses: event.id.toUpperCase() });
    expect(taken.statusCode, taken.body).toBe(201);
  });

  it('name the registered event that is corrected', async () => {
    const url = `/projects/${world.projectId}/events`;
    const issued = { anchor: 'document_issued', happenedOn: '2023-02-01' };
    const { id } = (await post(url, issued)).json<{ id: string }>();
    const corrected = await post(url, { ...issued, happenedOn: '2023-02-02', supersedes: id.toUpperCase() });
    expect(corrected.statusCode, corrected.body).toBe(201);
  });

  it('name the place of a new account', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/accounts',
      headers: { cookie: await signIn(app, 'sysadmin'), 'idempotency-key': newKey() },
      payload: {
        username: 'second-handler',
        name: '经办岗',
        role: 'handler',
        regionId: world.regionId.toUpperCase(),
        unitId: world.unitId.toUpperCase(),
      },
    });
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({ account: { regionId: world.regionId, unitId: world.unitId } });
  });

  it('name the unit that an overview is of', async () => {
    const finance = { cookie: await signIn(app, 'finance') };
    const overview = async (unit: string) => {
      const { scopeName, rowsAre } = (await get(`/overview?unit=${unit}`, finance)).json<Overview>();
      return { scopeName, rowsAre };
    };
    expect(await overview(world.unitId.toUpperCase())).toEqual(await overview(world.unitId));
  });
});

describe('a query', () => {
  it.each(['/alerts?unit=abc', '/obligations?unit=abc'])(
    '%s is refused for its unit, by name',
    async (url) => {
      const answer = await get(url);
      expect(answer.statusCode).toBe(400);
      expect(Object.keys(answer.json<ErrorAnswer>().fields ?? {})).toEqual(['unit']);
    },
  );

  // RFC 3339 knows the second that is put in at the end of some years; the clock of JavaScript does not.
  const leap = '2016-12-31T23:59:60Z';
  it.each([`/overview/since?since=${leap}`, `/overview/rows?tile=sinceWorse&since=${leap}`])(
    '%s is refused for its instant, by name',
    async (url) => {
      const answer = await get(url);
      expect([answer.statusCode, Object.keys(answer.json<ErrorAnswer>().fields ?? {})]).toEqual([
        400,
        ['since'],
      ]);
    },
  );
});

describe('an address of the API that is written with signs', () => {
  it('counts against the rate of its sender, and its answer is kept by nobody', async () => {
    const strict = await world.start({ limits: { addressPerMinute: 5 } });
    const ask = () => strict.inject('/%61pi/sign-in-info');
    const first = await ask();
    expect([first.statusCode, first.headers['cache-control']]).toEqual([200, 'no-store']);
    const others = await Promise.all(Array.from({ length: 5 }, ask));
    expect(others.at(-1)?.statusCode).toBe(429);
  });
});

describe('asked in English', () => {
  const english = { 'accept-language': 'en' };
  const HAN = /\p{Script=Han}/u;

  it('a conflict of two entries says so in English', async () => {
    const url = `/indicators/${world.indicatorId}/entries`;
    const body = { period: '2023-04', value: '5' };
    expect((await post(url, body)).statusCode).toBe(201);
    const refused = await post(url, { ...body, value: '6' }, english);
    const { code, message } = refused.json<EntryConflict>();
    expect([refused.statusCode, code]).toEqual([409, 'entry_conflict']);
    expect(message).toContain('5');
    expect(message).not.toMatch(HAN);
    expect((await post(url, { ...body, value: '6' })).json<EntryConflict>().message).toMatch(HAN);
  });

  it('an address that is not there is so in English', async () => {
    const { message } = (await get('/nothing', english)).json<ErrorAnswer>();
    expect(message).not.toMatch(HAN);
  });
});

/** The demonstration's clock over HTTP: who may move it, whereto, and that there is none in a real county. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, signIn, TODAY } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const owner = openDatabase(database.urls.owner, { max: 1 });
afterAll(() => owner.destroy());
beforeAll(async () => {
  await owner
    .insertInto('ops.clock')
    .values({ mode: 'demo', demo_today: TODAY, demo_start: '2023-06-30' })
    .execute();
});
const app = await world.start();
const real = await world.start({ demo: false });

const as = async (username: string, server = app) => {
  const cookie = await signIn(server, username);
  return {
    look: () => server.inject({ url: '/api/demo/clock', headers: { cookie } }),
    move: (date: unknown) =>
      server.inject({ method: 'POST', url: '/api/demo/clock', headers: { cookie }, payload: { date } }),
    reset: () => server.inject({ method: 'POST', url: '/api/demo/reset', headers: { cookie } }),
  };
};
const moves = () => owner.selectFrom('ops.demo_moves').selectAll().orderBy('id').execute();
const nothingUnderWay = () => owner.deleteFrom('ops.demo_moves').execute();

describe('the demonstration’s clock', () => {
  it('is read by everybody who is signed in, administrators too, and by nobody else', async () => {
    for (const username of ['owner', 'owners-head', 'finance', 'sysadmin', 'auditor']) {
      const answer = await (await as(username)).look();
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({
        today: TODAY,
        start: '2023-06-30',
        last: '2024-01-31',
        nextWorkingDay: '2023-08-01',
        move: null,
      });
    }
    expect((await app.inject('/api/demo/clock')).statusCode).toBe(401);
  });

  it.each(['leader', 'business', 'finance', 'sysadmin'])('is moved by %s', async (username) => {
    const answer = await (await as(username)).move('2023-08-31');
    expect(answer.statusCode).toBe(202);
    const [move] = await moves();
    expect(answer.json()).toEqual({ id: move?.id });
    expect(move).toMatchObject({ kind: 'move', from_date: TODAY, to_date: '2023-08-31', state: 'waiting' });
    const look = await (await as('owner')).look();
    expect(look.json<{ move: object }>().move).toEqual({
      id: move?.id,
      kind: 'move',
      from: TODAY,
      to: '2023-08-31',
      reached: null,
      state: 'waiting',
    });
    await nothingUnderWay();
  });

  it.each(['owner', 'owners-head', 'secadmin', 'auditor'])(
    'is not moved nor reset by %s',
    async (username) => {
      const who = await as(username);
      for (const answer of [await who.move('2023-08-31'), await who.reset()]) {
        expect(answer.statusCode).toBe(403);
        expect(answer.json()).toMatchObject({ code: 'not_allowed' });
      }
      expect(await moves()).toEqual([]);
    },
  );

  it.each([
    ['today', TODAY],
    ['yesterday', '2023-07-30'],
    ['a day that is none', '2023-02-30'],
    ['beyond the invented year', '2024-02-01'],
    ['no day', 'soon'],
    ['nothing', undefined],
  ])('does not go to %s', async (_, date) => {
    const answer = await (await as('finance')).move(date);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ fields?: object }>().fields).toHaveProperty('date');
    expect(await moves()).toEqual([]);
  });

  it('is moved by one at a time, and is reset by the same people', async () => {
    const finance = await as('finance');
    const [one, other] = await Promise.all([finance.move('2023-08-31'), finance.move('2023-09-30')]);
    expect([one.statusCode, other.statusCode].sort()).toEqual([202, 409]);
    expect((await finance.reset()).json()).toMatchObject({ code: 'already_moving' });
    await nothingUnderWay();
    expect((await finance.reset()).statusCode).toBe(202);
    expect(await moves()).toMatchObject([{ kind: 'reload', to_date: null, state: 'waiting' }]);
    await nothingUnderWay();
  });
});

describe('a real county', () => {
  it('has no such clock', async () => {
    const finance = await as('finance', real);
    for (const answer of [await finance.look(), await finance.move('2023-08-31'), await finance.reset()]) {
      expect(answer.statusCode).toBe(404);
    }
    expect(await moves()).toEqual([]);
  });
});

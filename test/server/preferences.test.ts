/** How a person set up the pages is kept with the account: theirs alone, bounded, forgotten when asked. */
import { expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start({});

const read = async (username: string) => {
  const answer = await app.inject({
    method: 'GET',
    url: '/api/account/preferences',
    headers: { cookie: await signIn(app, username) },
  });
  return answer.json<{ preferences: Record<string, unknown> }>().preferences;
};
const save = async (username: string, name: string, payload: object) =>
  app.inject({
    method: 'PUT',
    url: `/api/account/preferences/${name}`,
    headers: { cookie: await signIn(app, username) },
    payload,
  });

it('keeps what a person chose, for that person alone', async () => {
  expect(await read('leader')).toEqual({});
  expect((await save('leader', 'overviewTiles', { value: ['money', 'lights'] })).statusCode).toBe(204);
  expect((await save('leader', 'theme', { value: 'dark' })).statusCode).toBe(204);
  expect((await save('leader', 'overviewTiles', { value: ['lights'] })).statusCode).toBe(204);
  expect(await read('leader')).toEqual({ overviewTiles: ['lights'], theme: 'dark' });
  expect(await read('finance')).toEqual({});
});

it('forgets what is set to null, and administrators have theirs too', async () => {
  expect((await save('sysadmin', 'theme', { value: 'dark' })).statusCode).toBe(204);
  expect((await save('sysadmin', 'theme', { value: null })).statusCode).toBe(204);
  expect(await read('sysadmin')).toEqual({});
});

it('refuses an unknown name, a body without value, and what is too large, in words', async () => {
  expect((await save('leader', 'anything', { value: 1 })).statusCode).toBe(400);
  expect((await save('leader', 'theme', {})).statusCode).toBe(400);
  const large = await save('leader', 'projectViews', { value: 'x'.repeat(8192) });
  expect(large.statusCode).toBe(413);
  expect(large.json<{ message: string }>().message).toContain('最多 8192 个字符');
  expect(await read('leader')).not.toHaveProperty('projectViews');
});

it('is nobody’s without a session', async () => {
  expect((await app.inject({ method: 'GET', url: '/api/account/preferences' })).statusCode).toBe(401);
});

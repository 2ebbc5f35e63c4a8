/** The ladder over HTTP: versions that are kept, and two savers who are told of each other. */
import { describe, expect, it } from 'vitest';
import type { LadderAnswer, LadderBody, LadderConflict } from '../../server/contract-alerts.ts';
import type { ErrorAnswer } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const database = await createTestDatabase();
const world = await createWorld(database);
const app = await world.start();

const cookies = new Map<string, string>();
async function call<T>(username: string, method: 'GET' | 'POST', payload?: object, key = newKey()) {
  const cookie = cookies.get(username) ?? (await signIn(app, username));
  cookies.set(username, cookie);
  const answer = await app.inject({
    method,
    url: '/api/ladder',
    headers: { cookie, ...(method === 'POST' && { 'idempotency-key': key }) },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<T>() };
}
const read = async () => (await call<LadderAnswer>('finance', 'GET')).body;
const save = <T = LadderAnswer>(ladder: LadderBody, basedOn?: number, key?: string) =>
  call<T>('finance', 'POST', { ...ladder, ...(basedOn !== undefined && { basedOn }) }, key);

/** The ladder with its last step on another working day. */
const withLast = ({ steps, repeatEveryWorkingDays }: LadderBody, workingDays: number): LadderBody => ({
  repeatEveryWorkingDays,
  steps: steps.map((step, index) => (index === steps.length - 1 ? { ...step, workingDays } : step)),
});

describe('two who change the ladder', () => {
  it('are told of each other: the second gets both versions and nothing is stored', async () => {
    const first = await read();
    expect([first.version, first.recordedAt]).toEqual([0, null]);
    const [theirs, mine] = [withLast(first.ladder, 12), withLast(first.ladder, 15)];
    expect((await save(theirs, 0)).status).toBe(201);

    const key = newKey();
    const refused = await save<LadderConflict>(mine, 0, key);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'ladder_changed',
      message: expect.stringContaining('第 1 版') as string,
      newer: { version: 1, ladder: theirs, recordedBy: '财政局绩效股' },
      yours: mine,
    });
    expect(refused.body.newer.recordedAt).not.toBeNull();
    expect((await read()).version).toBe(1);

    // Asked again with the version that was shown: now it is a decision. A refusal does not use its key up.
    const decided = await save(mine, 1, newKey());
    expect([decided.status, decided.body.version, decided.body.ladder]).toEqual([201, 2, mine]);
  });

  it('the same save sent twice is one version, also when another came after it', async () => {
    const before = await read();
    const key = newKey();
    const mine = withLast(before.ladder, 18);
    const saved = await save(mine, before.version, key);
    expect([saved.status, saved.body.ladder]).toEqual([201, mine]);
    expect((await save(withLast(before.ladder, 20), before.version + 1)).status).toBe(201);
    // The answer of then, and not the other's version.
    expect(await save(mine, before.version, key)).toEqual(saved);
    expect((await read()).version).toBe(before.version + 2);
  });

  it('at the same moment: one is stored', async () => {
    const before = await read();
    const answers = await Promise.all(
      [21, 22, 23].map((days) => save(withLast(before.ladder, days), before.version)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await read()).version).toBe(before.version + 1);
  });

  it('a caller that names no version still saves, and one that names nonsense is refused', async () => {
    const before = await read();
    expect((await save(withLast(before.ladder, 25))).status).toBe(201);
    const refused = await save<ErrorAnswer>(withLast(before.ladder, 26), -1);
    expect(refused.status).toBe(400);
    expect((await read()).version).toBe(before.version + 1);
  });
});

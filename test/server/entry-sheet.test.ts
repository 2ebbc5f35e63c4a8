/** What GET /entry-sheet takes for a month. */
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();
const cookie = await signIn(app, 'owner');
const sheetOf = (period: string) =>
  app.inject({ url: `/api/entry-sheet?period=${period}`, headers: { cookie } });

describe('the entry sheet', () => {
  it('of this month and of earlier ones is shown', async () => {
    for (const period of ['2023-07', '2023-01', '2000-01']) {
      const answer = await sheetOf(period);
      expect([answer.statusCode, answer.json().period]).toEqual([200, period]);
    }
  });

  it.each([
    ['after this month', '2023-08', '请选择本月'],
    ['after the years that are kept', '2101-01', '2100'],
    ['before the years that are kept', '1999-12', '2000'],
    ['of the year 0', '0000-01', '2000'],
  ])('of a month %s is refused at the period', async (_what, period, said) => {
    const answer = await sheetOf(period);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().message).toContain(said);
    expect(Object.keys(answer.json().fields)).toEqual(['period']);
  });
});

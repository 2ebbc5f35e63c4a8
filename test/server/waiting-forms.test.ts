/** The list of forms that wait for a post, over a real database: the gravest first, by the day of whoever reads it. 演示数据 */
import { expect, test } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import type { WaitingAnswer } from '../../server/contract-reviews.ts';
import { createTestDatabase } from '../postgres.ts';
import { REVIEW_DAY, reviewCalls, ROUND } from './review-world.ts';
import { createWorld } from './world.ts';

const world = await createWorld(await createTestDatabase());
const begun = reviewCalls(await world.start({ clock: fixedClock(REVIEW_DAY) }));
// Thursday the 17th of August.
const { get, post, fill, form } = reviewCalls(await world.start({ clock: fixedClock('2023-08-17') }));

const waiting = async (username: string): Promise<WaitingAnswer> =>
  (await get(username, '/api/review-forms')).json<WaitingAnswer>();
const listed = async (username: string) =>
  (await waiting(username)).items.map(({ roundId, turn }) => ({ roundId, ...turn }));

async function act(username: string, id: string, body: object): Promise<void> {
  const { revision } = (await form(username, id)).state;
  const answer = await post(username, `/api/review-forms/${id}/acts`, { revision, ...body });
  expect(answer.statusCode, answer.body).toBe(201);
}

test('what came back, then what is late, then what is due; each post by its own day', async () => {
  const open = (handler: string, leader: string) =>
    begun.open({
      ...ROUND,
      scope: { type: 'list', projectIds: [world.projectId] },
      deadlines: [
        { post: 'handler', dueOn: handler, origin: 'entered', isGuess: false },
        { post: 'leader', dueOn: leader, origin: 'entered', isGuess: false },
      ],
    });
  const later = await open('2023-08-31', '2023-09-11');
  const sooner = await open('2023-08-21', '2023-09-08');
  const late = await open('2023-08-14', '2023-08-25');
  const latest = await open('2023-08-11', '2023-08-24');
  const ids = new Map((await waiting('owner')).items.map(({ id, roundId }) => [roundId, id]));
  expect(await listed('owner')).toEqual([
    { roundId: latest, why: 'overdue', dueOn: '2023-08-11', workingDays: 4, isLate: true },
    { roundId: late, why: 'overdue', dueOn: '2023-08-14', workingDays: 3, isLate: true },
    { roundId: sooner, why: 'due', dueOn: '2023-08-21', workingDays: 2, isLate: false },
    { roundId: later, why: 'due', dueOn: '2023-08-31', workingDays: 10, isLate: false },
  ]);

  // Sent, and sent back by the head: on top, although it is due last.
  const returned = String(ids.get(later));
  await fill('owner', returned);
  await act('owner', returned, { act: 'submit' });
  await act('owners-head', returned, {
    act: 'return',
    to: 'draft',
    cells: [{ cell: 'money.total', reason: '与国库数不符，请核对' }],
  });
  expect((await listed('owner'))[0]).toEqual({
    roundId: later,
    why: 'returned',
    dueOn: '2023-08-31',
    workingDays: 10,
    isLate: false,
  });

  // With the leader it is due by the leader's day, and is not what came back.
  const sent = String(ids.get(latest));
  await fill('owner', sent);
  await act('owner', sent, { act: 'submit' });
  await act('owners-head', sent, { act: 'approve' });
  expect(await listed('leader')).toEqual([
    { roundId: latest, why: 'due', dueOn: '2023-08-24', workingDays: 5, isLate: false },
  ]);
  await act('leader', sent, { act: 'approve' });
  // No day is set for the finance sections.
  expect(await listed('business')).toEqual([
    { roundId: latest, why: 'no_day', dueOn: null, workingDays: 0, isLate: false },
  ]);
  await act('business', sent, {
    act: 'return',
    to: 'leader',
    cells: [{ cell: 'money.total', reason: '执行数与台账不符，请说明' }],
  });
  expect((await listed('leader'))[0]?.why).toBe('returned');
});

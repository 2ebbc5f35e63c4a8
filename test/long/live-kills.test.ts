/** Killed right after it said that a fact is kept: the fact is there once, for who entered it and for who looks on. */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { CUT, expectNoProblems } from '../browser/chromium.ts';
import { julyEntries } from '../browser/product.ts';
import { isLive, linesOf, shownLights, useTwoPeople } from '../browser/two-people.ts';

const { product, handler, leader, openOverview, takeAny, countedLights } = await useTwoPeople();

it('a SIGKILL right after the 201 loses nothing and doubles nothing, five times', async () => {
  const overview = await openOverview();
  for (let number = 0; number < 5; number += 1) {
    const { taken, value } = takeAny();
    const key = randomUUID();
    const first = await handler().enter(taken.indicatorId, { value }, key);
    // Server and supervisor in turn: a supervisor that is killed starts its server again later each time.
    if (number % 2 === 0) await Promise.all([expectStatus(first, 201), product.killServer('SIGKILL')]);
    else await Promise.all([expectStatus(first, 201), product.killAndStartAgain()]);

    const again = await handler().enter(taken.indicatorId, { value }, key);
    expect(again).toEqual(first);
    // Another fact for the same month meets the first one: it is there.
    const another = await handler().enter(taken.indicatorId, { value });
    expect([another.status, another.body.newer?.id]).toEqual([409, first.body.entry.id]);
    const entries = await julyEntries(leader(), taken.projectId, taken.indicatorId);
    expect(entries.map(({ id }) => id)).toEqual([first.body.entry.id]);
    await isLive(overview.page);
    const told = linesOf(overview.page, taken, value);
    await told.first().waitFor();
    expect(await told.count()).toBe(1);
    expect(await shownLights(overview.page)).toEqual(await countedLights());
  }
  expectNoProblems(overview, CUT);
});

async function expectStatus(answer: { status: number }, status: number): Promise<void> {
  expect(answer.status).toBe(status);
}

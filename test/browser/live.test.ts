/** What one person enters another person sees: at once, after a reload, a cut and a restart; each fact once. */
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { quantity } from '../../domain/quantity.ts';
import { CUT, expectNoProblems } from './chromium.ts';
import { useGate } from './product.ts';
import { feed, isLive, linesOf, shownLights, useTwoPeople, WORDS } from './two-people.ts';

const { product, handler, open, openOverview, takeAny, takeTurning, countedLights } = await useTwoPeople();
const gate = await useGate(product);

const box = (page: Page, id: string) => page.locator(`input[data-field="${id}"]`);
const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);

describe('two people', () => {
  it('a number entered by keyboard moves the leader’s overview and the open project, without a reload', async () => {
    const { taken, value, light } = await takeTurning();
    const shownValue = quantity(value, taken.judged.unit ?? '');
    const [overview, project, entry] = await Promise.all([
      openOverview(),
      open({ as: 'liuchuan-business', path: `/projects/${taken.projectId}` }),
      open({ as: 'liuchuan-handler', path: `/entry?indicator=${taken.indicatorId}` }),
    ]);
    await isLive(project.page);
    await Promise.all(
      [overview, project].map(({ page }) => page.evaluate('document.body.dataset.opened = "once"')),
    );
    const before = await shownLights(overview.page);
    expect(before).toEqual(await countedLights());

    // The page itself puts the reader into the field.
    await expect.poll(() => entry.page.locator(':focus').getAttribute('data-field')).toBe(taken.indicatorId);
    await entry.page.keyboard.type(value);
    const answered = entry.page
      .waitForResponse((response) => response.url().endsWith('/entries'))
      .then((response) => ({ status: response.status(), at: performance.now() }));
    const shown = feed(overview.page)
      .filter({ hasText: shownValue })
      .waitFor()
      .then(() => performance.now());
    await entry.page.keyboard.press('Enter');
    const { status, at } = await answered;
    expect(status).toBe(201);
    const delayMs = (await shown) - at;
    console.log(`from the 201 to the other person's screen: ${delayMs.toFixed(0)} ms`);
    // The aim is one second on an idle machine; the bench measures it.
    expect(delayMs).toBeLessThan(5_000);

    const after = await shownLights(overview.page);
    expect(after[WORDS[light]] ?? 0).toBe((before[WORDS[light]] ?? 0) - 1);
    expect(after['关注']).toBe((before['关注'] ?? 0) + 1);
    expect(after).toEqual(await countedLights());
    const line = feed(overview.page).first();
    expect(await line.innerText()).toContain(taken.project);
    expect(await feed(overview.page).filter({ hasText: shownValue }).count()).toBe(1);
    await project.page.locator('tr', { hasText: taken.name }).filter({ hasText: shownValue }).waitFor();
    for (const { page } of [overview, project]) {
      expect(await page.evaluate('document.body.dataset.opened')).toBe('once');
    }
    await row(entry.page, taken.indicatorId).filter({ hasText: '已报' }).waitFor();
    for (const visitor of [overview, project, entry]) expectNoProblems(visitor);
  });

  it('after a reload the value is in its field and the overview shows the same', async () => {
    const { taken, value } = takeAny();
    const [overview, entry] = await Promise.all([
      openOverview(),
      open({ as: 'liuchuan-handler', path: `/entry?indicator=${taken.indicatorId}` }),
    ]);
    await box(entry.page, taken.indicatorId).fill(value);
    await entry.page.keyboard.press('Enter');
    const line = feed(overview.page).filter({ hasText: taken.project }).first();
    await line.waitFor();
    await row(entry.page, taken.indicatorId).filter({ hasText: '已报' }).waitFor();
    const [lights, told] = [await shownLights(overview.page), await line.innerText()];

    await Promise.all([overview.page.reload(), entry.page.reload()]);
    await isLive(overview.page);
    await expect.poll(() => box(entry.page, taken.indicatorId).inputValue()).toBe(String(Number(value)));
    expect(await shownLights(overview.page)).toEqual(lights);
    expect(await line.innerText()).toBe(told);
    for (const visitor of [overview, entry]) expectNoProblems(visitor);
  });
});

describe('a cut', () => {
  it('brings all three entries that were made meanwhile, in their order, each once', async () => {
    const overview = await openOverview(gate);
    const { page } = overview;
    gate.cut();
    await page.locator('.live.stale').waitFor();
    const entered: string[] = [];
    for (let number = 0; number < 3; number += 1) {
      const { taken, value } = takeAny();
      expect((await handler().enter(taken.indicatorId, { value })).status).toBe(201);
      entered.unshift(taken.project);
    }
    for (const project of entered) expect(await feed(page).filter({ hasText: project }).count()).toBe(0);

    gate.mend();
    await isLive(page);
    await feed(page)
      .filter({ hasText: entered[0] ?? '' })
      .waitFor();
    // Rows that do not fit the panel's height are there, hidden.
    const told = (await feed(page).locator('.subject').allTextContents()).map((text) => text.trim());
    expect(told.slice(0, 3)).toEqual(entered);
    expect(told.filter((project) => entered.includes(project))).toHaveLength(3);
    expect(await shownLights(page)).toEqual(await countedLights());
    expectNoProblems(overview, CUT);
  });

  it('by a restart of the server is mended by the pages themselves', async () => {
    const { taken, value } = takeAny();
    const [overview, project] = await Promise.all([
      openOverview(),
      open({ as: 'liuchuan-leader', path: `/projects/${taken.projectId}` }),
    ]);
    await isLive(project.page);
    await product.restartServer();
    // The session lives in the database: nobody has to sign in again.
    expect((await handler().enter(taken.indicatorId, { value })).status).toBe(201);
    await Promise.all([isLive(overview.page), isLive(project.page)]);
    await project.page
      .locator('tr', { hasText: taken.name })
      .filter({ hasText: quantity(value, taken.judged.unit ?? '') })
      .first()
      .waitFor();
    const told = linesOf(overview.page, taken, value);
    await told.first().waitFor();
    expect(await told.count()).toBe(1);
    expect(await shownLights(overview.page)).toEqual(await countedLights());
    for (const visitor of [overview, project]) expectNoProblems(visitor, CUT);
  });
});

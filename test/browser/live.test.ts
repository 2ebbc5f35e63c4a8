/** What one person enters another person sees: at once, after a reload, a cut, a restart and a kill; each fact once. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { quantity } from '../../domain/quantity.ts';
import type { Light } from '../../domain/light.ts';
import type { Overview, ProjectDetail } from '../../server/contract.ts';
import { CUT, expectNoProblems, useChromium, visit, type Visitor, type VisitOptions } from './chromium.ts';
import {
  callAs,
  julyEntries,
  openNumberRows,
  useGate,
  useProduct,
  type Caller,
  type Gate,
  type Product,
  type SheetRow,
} from './product.ts';

const product = await useProduct();
const gate = await useGate(product);
const browser = await useChromium();
let handler: Caller;
let leader: Caller;
/** Rows that no test has filled yet; each test takes its own. */
let rows: SheetRow[];

beforeAll(async () => {
  handler = await callAs(product, 'liuchuan-handler');
  leader = await callAs(product, 'liuchuan-leader');
  // A project that the feed speaks of already could not be told from the test's own lines.
  const { recent } = await leader.get<Overview>('/overview');
  rows = openNumberRows(await handler.sheet()).filter(
    ({ projectId }) => !recent.some((change) => change.projectId === projectId),
  );
});

async function open(options: VisitOptions, through: Gate | Product = product): Promise<Visitor> {
  const visitor = await visit(browser, through, options);
  onTestFinished(() => visitor.context.close());
  // The charts come after the page; what a kill interrupts here is the live channel, not the loading.
  await visitor.page.waitForLoadState('networkidle');
  return visitor;
}

/** The leader's overview with its live channel standing. */
async function openOverview(through: Gate | Product = product): Promise<Visitor> {
  const visitor = await open({ as: 'liuchuan-leader' }, through);
  await isLive(visitor.page);
  return visitor;
}

const isLive = (page: Page) => page.locator('.live.connected').waitFor();
const feed = (page: Page) => page.locator('.feed li');
/** The feed's lines of this value: an older line of the project may come up when the overview is read anew. */
function linesOf(page: Page, taken: SheetRow, value: string) {
  const words = quantity(value, taken.judged.unit ?? '').replaceAll(' ', '\\s');
  // 7 人 is not the end of 17 人.
  return feed(page)
    .filter({ hasText: taken.project })
    .filter({ hasText: new RegExp(`[^\\d,.]${words}`) });
}
const box = (page: Page, id: string) => page.locator(`input[data-field="${id}"]`);
const row = (page: Page, id: string) => page.locator(`[data-row="${id}"]`);

function take(matches: (row: SheetRow) => boolean): SheetRow {
  const index = rows.findIndex(matches);
  const [taken] = index < 0 ? [] : rows.splice(index, 1);
  if (!taken) throw new Error('the demo has no such row left');
  return taken;
}

/** A row of a project of its own, with a value that is on course in July: nothing is refused and no note is wanted. */
function takeAny(): { taken: SheetRow; value: string } {
  const taken = take((row) => isByTwelfths(row) && row.light === 'normal' && reached(row) <= onCourse(row));
  // Two projects of a county may bear one name, and the feed shows names.
  rows = rows.filter(({ project }) => project !== taken.project);
  return { taken, value: String(onCourse(taken)) };
}

const isByTwelfths = ({ judged }: SheetRow): boolean =>
  judged.measure === 'cumulative' && judged.curve.type === 'even' && /^[元人]/.test(judged.unit ?? '');
/** What the target asks for by the end of July. */
const onCourse = ({ judged }: SheetRow): number => Math.ceil((Number(judged.value) * 7) / 12);
const reached = ({ previous }: SheetRow): number => Number(previous?.value ?? 0);

/** A row of a project in good order: with June's figure once more in July it falls to 关注, and the project with it. */
async function takeTurning(): Promise<{ taken: SheetRow; value: string; light: Light }> {
  for (const row of rows) {
    const ratio = reached(row) / onCourse(row);
    if (!isByTwelfths(row) || row.light !== 'normal' || ratio < 0.8 || ratio >= 0.9) continue;
    const { light } = await leader.get<ProjectDetail>(`/projects/${row.projectId}`);
    if (!['normal', 'ahead', 'not_due'].includes(light)) continue;
    rows = rows.filter(({ project }) => project !== row.project);
    return { taken: row, value: String(reached(row)), light };
  }
  throw new Error('no project of the demo is in good order');
}

/** What the page shows of the projects' lights, as `{ 滞后: 9, … }`. */
async function shownLights(page: Page): Promise<Record<string, number>> {
  const texts = await page.locator('.strip .lights li').allInnerTexts();
  return Object.fromEntries(
    texts.map((text) => [text.replace(/[\s\d]/g, ''), Number(text.replace(/\D/g, ''))]),
  );
}

const WORDS = {
  severe: '严重滞后',
  lagging: '滞后',
  attention: '关注',
  normal: '正常',
  ahead: '超前',
  unreported: '未报',
  not_due: '未到期',
  awaiting_event: '待触发',
  undeterminable: '无法判定',
} as const;

/** What the server counts now, in the page's words. */
async function countedLights(): Promise<Record<string, number>> {
  const { projects } = await leader.get<Overview>('/overview');
  const counts = projects.byLight as Record<string, number>;
  return Object.fromEntries(
    Object.entries(WORDS).flatMap(([light, word]) => (counts[light] ? [[word, counts[light]]] : [])),
  );
}

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
      expect((await handler.enter(taken.indicatorId, { value })).status).toBe(201);
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
    expect((await handler.enter(taken.indicatorId, { value })).status).toBe(201);
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

describe('SIGKILL right after the 201', () => {
  it('loses nothing and doubles nothing, five times, the server alone and everything with it', async () => {
    const overview = await openOverview();
    for (let number = 0; number < 5; number += 1) {
      const { taken, value } = takeAny();
      const key = randomUUID();
      const first = await handler.enter(taken.indicatorId, { value }, key);
      // Server and supervisor in turn: a supervisor that is killed starts its server again later each time.
      if (number % 2 === 0) await Promise.all([expectStatus(first, 201), product.killServer('SIGKILL')]);
      else await Promise.all([expectStatus(first, 201), product.killAndStartAgain()]);

      const again = await handler.enter(taken.indicatorId, { value }, key);
      expect(again).toEqual(first);
      // Another fact for the same month meets the first one: it is there.
      const another = await handler.enter(taken.indicatorId, { value });
      expect([another.status, another.body.newer?.id]).toEqual([409, first.body.entry.id]);
      const entries = await julyEntries(leader, taken.projectId, taken.indicatorId);
      expect(entries.map(({ id }) => id)).toEqual([first.body.entry.id]);
      await isLive(overview.page);
      const told = linesOf(overview.page, taken, value);
      await told.first().waitFor();
      expect(await told.count()).toBe(1);
      expect(await shownLights(overview.page)).toEqual(await countedLights());
    }
    expectNoProblems(overview, CUT);
  });
});

async function expectStatus(answer: { status: number }, status: number): Promise<void> {
  expect(answer.status).toBe(status);
}

/**
 * The open page of a project while facts of all kinds come in: no figure goes back on the way, a cut of the line loses nothing, and
 * once nothing more comes every word on the page is what a fresh load shows.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import type { ProjectDetail } from '../../server/contract.ts';
import { CUT, expectNoProblems, useChromium, visit, type Visitor } from '../browser/chromium.ts';
import { callAs, openNumberRows, useGate, useProduct, type SheetRow } from '../browser/product.ts';
import { isLive } from '../browser/two-people.ts';

const FACTS = 60;
/** The worker's scan after the last fact, and the readings that follow from it. */
const AT_REST_WITHIN_MS = 30_000;

const product = await useProduct();
const gate = await useGate(product);
const browser = await useChromium();

/** Always the same draw (Park and Miller). */
let state = 20_230_731;
const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const one = <T>(list: readonly T[]): T => {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
};

it('an open project shows whatever comes, in its order, and at rest what a fresh load shows', async () => {
  const handler = await callAs(product, 'liuchuan-handler');
  const rows = mostRows(openNumberRows(await handler.sheet()).filter(adds));
  const [watched] = rows;
  if (!watched) throw new Error('the demo has no project to fill');
  const path = `/projects/${watched.projectId}`;
  const open = async (as: string, language: 'zh-CN' | 'en' = 'zh-CN'): Promise<Visitor> => {
    const visitor = await visit(browser, gate, { as, path, language });
    onTestFinished(() => visitor.context.close());
    await visitor.page.waitForLoadState('networkidle');
    return visitor;
  };
  const visitors = [await open('liuchuan-leader'), await open('liuchuan-finance', 'en')];
  for (const { page } of visitors) {
    await isLive(page);
    await page.evaluate(NOTE_ACTUALS(watched.name));
  }

  const standing = new Map<string, string>();
  const entered = new Map<string, number>();
  for (let turn = 0; turn < FACTS; turn += 1) {
    if (turn === 25) gate.cut();
    if (turn === 35) gate.mend();
    const kind = random();
    if (kind < 0.15) await record(`${path}/ledger`, PAID);
    else if (kind < 0.25) await record(`${path}/ledger`, { ...PAID, event: 'allotted' });
    else {
      // The first has its turn more often, and its figures grow.
      const row = random() < 0.4 ? watched : one(rows);
      const june = row.previous?.period === '2023-06' ? row.previous : null;
      const isOfJune = random() < 0.2 && june !== null;
      const period = isOfJune ? '2023-06' : '2023-07';
      const key = `${row.indicatorId} ${period}`;
      const nth = (entered.get(row.indicatorId) ?? 0) + 1;
      entered.set(row.indicatorId, nth);
      const supersedes = standing.get(key) ?? (isOfJune ? june?.id : undefined);
      const { entry } = await record<{ entry: { id: string } }>(`/indicators/${row.indicatorId}/entries`, {
        period,
        basis: 'cumulative',
        value: String(valueOf(row, nth)),
        note: '按台账更正填报数',
        ...(supersedes !== undefined && { supersedes }),
      });
      standing.set(key, entry.id);
    }
    await sleep(random() < 0.5 ? 0 : random() * 600);
  }

  for (const { page } of visitors) await isLive(page);
  const fresh = [await open('liuchuan-leader'), await open('liuchuan-finance', 'en')];
  const deadline = performance.now() + AT_REST_WITHIN_MS;
  for (const [index, { page }] of visitors.entries()) {
    const other = fresh[index]?.page;
    if (!other) throw new Error('no page to compare with');
    let words = await wordsOf(page);
    let wanted = await wordsOf(other);
    while (words !== wanted && performance.now() < deadline) {
      await sleep(500);
      await other.reload();
      await other.waitForLoadState('networkidle');
      words = await wordsOf(page);
      wanted = await wordsOf(other);
    }
    expect(words.split('\n')).toEqual(wanted.split('\n'));
    const project = await handler.get<ProjectDetail>(path);
    expect(words).toContain(project.name);

    const shown = await page.evaluate<number[]>('actuals');
    expect(shown.length, 'figures seen').toBeGreaterThan(5);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  }
  for (const visitor of visitors) expectNoProblems(visitor, CUT);
  for (const visitor of fresh) expectNoProblems(visitor);

  async function record<T>(to: string, body: object): Promise<T> {
    const answer = await handler.post<T>(to, body);
    if (answer.status !== 201) throw new Error(`${to}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
});

const PAID = { event: 'paid', happenedOn: '2023-07-28', amount: '120.00' };

/** Whole things that add up over the year: their figures are told apart and grow, and no unit changes with them. */
const adds = ({ judged }: SheetRow): boolean =>
  judged.measure === 'cumulative' &&
  judged.direction === 'at_least' &&
  Number(judged.value) >= 200 &&
  !judged.unit?.includes('元');

/** Rows of the project that has most of them. */
function mostRows(rows: readonly SheetRow[]): SheetRow[] {
  const byProject = [...Map.groupBy(rows, ({ projectId }) => projectId).values()];
  return byProject.sort((a, b) => b.length - a.length)[0] ?? [];
}

/** From a quarter of the target to beyond it, so that lights turn; each larger than the one before. */
const valueOf = ({ judged, previous }: SheetRow, nth: number): number => {
  const goal = Number(judged.value);
  return Math.ceil(Math.max(Number(previous?.value ?? 0), goal * 0.25) + (nth * goal) / FACTS);
};

/** Every figure of the row from now on, as it is drawn. */
const NOTE_ACTUALS = (name: string): string => `
  window.actuals = [];
  const actual = () => {
    const row = [...document.querySelectorAll('main tbody tr')]
      .find((row) => row.querySelector('.actual') && row.querySelector('th')?.title === ${JSON.stringify(name)});
    return Number((row?.querySelector('.actual')?.textContent ?? '').replace(/[^0-9.]/g, ''));
  };
  new MutationObserver(() => {
    const now = actual();
    if (now > 0 && now !== window.actuals.at(-1)) window.actuals.push(now);
  }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
`;

const wordsOf = (page: Page): Promise<string> => page.locator('.page-body').innerText();

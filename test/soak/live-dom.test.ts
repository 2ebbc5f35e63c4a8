/**
 * Two hundred open pages and twenty entries a second for a minute: from the answer that says "recorded" to the moment when
 * the figure stands on a page. A hundred and ninety-odd of the clients take every change without a screen; the others are
 * real pages whose own observer says when the figure changed.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { EntryBody } from '../../server/contract.ts';
import { startChild } from '../bench/child.ts';
import { percentile } from '../bench/figures.ts';
import { useChromium, visit } from '../browser/chromium.ts';
import { actualText } from '../../web/understood.ts';
import { callAs, openNumberRows, useProduct, type SheetRow } from '../browser/product.ts';
import type { LiveCrowd } from './live-crowd.ts';

const CLIENTS = 200;
const PER_SECOND = 20;
const SECONDS = Number(process.env['SOAK_LIVE_SECONDS'] ?? '60');
const REQUIRED_MS = 1_000;
/** Until everything that was entered has had time to arrive. */
const AFTER_MS = 5_000;
/** The page of a project reads the rest of its story behind the figure, at most once a second. */
const REQUIRED_STORY_MS = 2_000;
/** A project's page is watched at one of its indicators, which has its turn less often than the unit's others together. */
const WATCHED_EVERY = 50;

const product = await useProduct();
const browser = await useChromium();

/** One entry: when it was sent and when the server had committed it (its answer was here), and its value as a page prints it. */
interface Entered {
  indicatorId: string;
  actual: string;
  shown: string;
  sentAt: number;
  committedAt: number;
}

it(`${CLIENTS} clients see ${PER_SECOND} entries a second within a second`, async () => {
  const handlers = await Promise.all([callAs(product, 'liuchuan-handler'), callAs(product, 'liuchuan-unit')]);
  const [handler] = handlers;
  const rows = openNumberRows(await handler.sheet()).filter(
    ({ judged }) => judged.measure === 'cumulative' && Number(judged.value) >= 1_000,
  );
  // Small enough to be printed to the unit: each value is another text.
  const [first, second] = rows
    .filter(({ judged }) => Number(judged.value) < 100_000 && !judged.unit?.includes('元'))
    .filter((row, index, all) => all.findIndex(({ projectId }) => projectId === row.projectId) === index);
  if (!first || !second || rows.length < 10) throw new Error('the demo has too few rows to fill');

  const overviews = await Promise.all(
    (['liuchuan-leader', 'liuchuan-finance'] as const).map((as) => openOverview(as)),
  );
  const projects = await Promise.all([first].map((row) => openProject(row)));
  // Each page stands for a computer of its own. Here they are drawn without a graphics card by the two cores that serve
  // as well: seven of them took nine tenths of both, and what was measured was their own waiting.
  const pages = overviews.length + projects.length;

  const crowd = startChild<LiveCrowd>('../soak/live-crowd.ts');
  try {
    await crowd.call('open', {
      url: `${product.url.replace('http', 'ws')}/api/live`,
      cookie: await cookieOf('liuchuan-leader'),
      count: CLIENTS - pages,
      topics: ['overview', 'alerts'],
    });
    const entered: Entered[] = [];
    const last = new Map<string, string>();
    const running: Promise<void>[] = [];
    const rounds = new Map<string, number>();
    const started = performance.now();
    for (let turn = 0; turn < PER_SECOND * SECONDS; turn += 1) {
      await sleep(Math.max(0, started + (turn * 1_000) / PER_SECOND - performance.now()));
      const row =
        turn % WATCHED_EVERY === 0 ? first : turn % WATCHED_EVERY === 25 ? second : rows[turn % rows.length];
      if (!row) throw new Error('no row');
      // Far behind and on course by turns: each entry turns a light, and each value is another one.
      const round = rounds.get(row.indicatorId) ?? 0;
      rounds.set(row.indicatorId, round + 1);
      const share = round % 2 === 0 ? 0.25 : 0.6;
      const actual = String(Math.round(Number(row.judged.value) * share) + round);
      running.push(enter(row, actual, turn));
    }
    await Promise.all(running);
    const seconds = (performance.now() - started) / 1_000;
    await sleep(AFTER_MS);

    /** Entries of one indicator follow one another; those of others do not wait. */
    async function enter(row: SheetRow, actual: string, turn: number): Promise<void> {
      const by = handlers[turn % handlers.length] ?? handler;
      const previous = chains.get(row.indicatorId) ?? Promise.resolve();
      const mine = previous.then(async () => {
        const supersedes = last.get(row.indicatorId);
        const sentAt = Date.now();
        const answer = await by.post<{ entry: { id: string } }>(
          `/indicators/${row.indicatorId}/entries`,
          {
            period: '2023-07',
            value: actual,
            note: '按台账更正填报数',
            ...(supersedes !== undefined && { supersedes }),
          } satisfies EntryBody,
          randomUUID(),
        );
        const committedAt = Date.now();
        if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
        last.set(row.indicatorId, answer.body.entry.id);
        entered.push({
          indicatorId: row.indicatorId,
          actual,
          shown: actualText(actual, row.judged, 2023),
          sentAt,
          committedAt,
        });
      });
      chains.set(row.indicatorId, mine);
      await mine;
    }

    const seen = [
      ...(await Promise.all(
        overviews.map(async ({ name, page }) => ({ name, ...(await seenInMatrix(page, entered)) })),
      )),
      ...(await Promise.all(
        projects.map(async ({ page, row }) => ({
          name: 'project',
          ...(await seenInRow(page, row, entered)),
        })),
      )),
    ];
    const told = seen.flatMap(({ waits }) => waits);
    const { received, open } = await crowd.call('counts', undefined);
    for (const { name, waits, arrivals, stories, expected } of seen) {
      console.log(
        `${name}: ${say(waits)} (${expected} entered); arrived ${say(arrivals)}; told ${say(stories)}`,
      );
    }
    console.log(
      `${CLIENTS} clients, ${pages} of them pages; ${entered.length} entries, ${(entered.length / seconds).toFixed(1)}/s; ` +
        `${open} sockets took ${received} messages; answer ${say(entered.map(({ sentAt, committedAt }) => committedAt - sentAt))}\n` +
        `commit → DOM on all pages: ${say(told)}`,
    );
    // The last second's may have come with an answer that was read again, after which nothing was drawn.
    for (const { name, waits, stories, expected } of seen) {
      expect(percentile(waits, 0.95), `ms, 95 of 100 on ${name}`).toBeLessThan(REQUIRED_MS);
      if (name === 'project') {
        expect(stories.length, 'told').toBeGreaterThanOrEqual(expected - 1);
        expect(percentile(stories, 0.95), 'ms, 95 of 100 told').toBeLessThan(REQUIRED_STORY_MS);
      }
      expect(waits.length, `figures seen on ${name}`).toBeGreaterThanOrEqual(
        expected - Math.max(PER_SECOND, expected * 0.05),
      );
    }
    expect(open).toBe(CLIENTS - pages);
    expect(entered.length / seconds).toBeGreaterThan(PER_SECOND * 0.95);
    // Every client heard of every entry; a light that turned says more than that.
    expect(received).toBeGreaterThanOrEqual(entered.length * open);
    expect(percentile(told, 0.95), 'ms, 95 of 100').toBeLessThan(REQUIRED_MS);
  } finally {
    await crowd.stop();
  }
});

const chains = new Map<string, Promise<void>>();

function say(waits: readonly number[]): string {
  if (waits.length === 0) return 'none';
  const at = (share: number) => percentile(waits, share).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, at most ${Math.max(...waits).toFixed(0)} ms of ${waits.length}`;
}

async function openPage(as: string, path: string): Promise<Page> {
  const { page } = await visit(browser, product, { as: null, path: '/sign-in' });
  const answer = await page.context().request.post('/api/session', {
    data: { username: as, password: product.password },
  });
  if (!answer.ok()) throw new Error(`${as} is not let in: ${answer.status()}`);
  await page.addInitScript(NOTE_MESSAGES);
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  return page;
}

/** Runs before the page's own scripts: when which change arrived, and when what a selector finds was changed. */
const NOTE_MESSAGES = `
  window.heard = [];
  window.drawn = [];
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...all) {
      super(...all);
      this.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === 'judged') window.heard.push([Date.now(), message.data.subjectId, message.data.actual]);
      });
    }
  };
  window.observe = (selector, read) => {
    const target = document.querySelector(selector);
    new MutationObserver(() => window.drawn.push([Date.now(), ...(read ? read() : [])])).observe(target, {
      subtree: true, childList: true, characterData: true,
    });
  };
`;

/** A matrix of lights counts each that turned. */
async function openOverview(as: string): Promise<{ name: string; page: Page }> {
  const page = await openPage(as, '/');
  await page.locator('.matrix tbody').waitFor();
  await page.evaluate(`window.observe('.matrix tbody')`);
  return { name: `overview of ${as}`, page };
}

async function openProject(row: SheetRow): Promise<{ page: Page; row: SheetRow }> {
  const page = await openPage('liuchuan-handler', `/projects/${row.projectId}`);
  // The row keeps its place in the page's own order only by chance: it is found by its name each time.
  // What happened is told in the panel of that name, with the figure in its sentence: it comes with the project read again.
  const name = JSON.stringify(row.name);
  await page.evaluate(
    `window.observe('main', () => [
      [...document.querySelectorAll('main tbody tr')]
        .find((row) => row.querySelector('.actual') && row.querySelector('th')?.title === ${name})
        ?.querySelector('.actual')?.textContent ?? '',
      [...document.querySelectorAll('main ol[aria-live] li')]
        .find((line) => line.textContent.includes(${name}))?.querySelector('.why')?.textContent ?? '',
    ])`,
  );
  return { page, row };
}

interface Seen {
  expected: number;
  /** From commit to DOM, ms. */
  waits: number[];
  /** From commit to the page's socket, ms; of a project not looked at. */
  arrivals: number[];
  /** From commit until what happened is told in words, ms; of a project alone. */
  stories: number[];
}

/**
 * For each entry: when its change had arrived, and when the page next counted. A page counts all that has arrived, so that is
 * when the entry stood on it. Two that make up for one another change no count: theirs is the next one's moment, later.
 */
async function seenInMatrix(page: Page, entered: readonly Entered[]): Promise<Seen> {
  const { heard, drawn } = await page.evaluate<{
    heard: [number, string, string][];
    drawn: [number, string][];
  }>('({ heard, drawn })');
  // A replay brings some twice: the first time counts.
  const arrived = new Map(
    heard.toReversed().map(([at, subjectId, actual]) => [`${subjectId} ${actual}`, at]),
  );
  const waits: number[] = [];
  const arrivals: number[] = [];
  // From the last to the first: a change that was in an answer read again never arrives by itself, but before the next one.
  let nextAt = Infinity;
  for (const { indicatorId, actual, committedAt } of entered.toSorted(
    (a, b) => b.committedAt - a.committedAt,
  )) {
    const arrivedAt = arrived.get(`${indicatorId} ${actual}`) ?? nextAt;
    nextAt = Math.min(nextAt, arrivedAt);
    const drawnAt = drawn.find(([when]) => when >= arrivedAt)?.[0];
    if (Number.isFinite(arrivedAt)) arrivals.push(Math.max(0, arrivedAt - committedAt));
    if (drawnAt !== undefined) waits.push(Math.max(0, drawnAt - committedAt));
  }
  return { expected: entered.length, waits, arrivals, stories: [] };
}

/** For each entry of the row's indicator: when its value, or that of a later one, stood in the row, and in what is told. */
async function seenInRow(page: Page, row: SheetRow, entered: readonly Entered[]): Promise<Seen> {
  const drawn = await page.evaluate<[number, string, string][]>('drawn');
  const mine = entered.filter(({ indicatorId }) => indicatorId === row.indicatorId);
  const plain = (text: string) => text.replaceAll(/\s/gu, '');
  const order = new Map(mine.map(({ shown }, index) => [plain(shown), index]));
  expect(order.size, 'values told apart').toBe(mine.length);
  /** `实际 302 人，应达 …`: the figure of its first clause. */
  const figureOf = (told: string) =>
    plain(told)
      .replace(/^\D*(?=\d)/u, '')
      .split('，')[0] ?? '';
  const waitsOf = (figure: (line: [number, string, string]) => string) => {
    const shownAt = drawn.map((line) => [line[0], order.get(figure(line)) ?? -1] as const);
    return mine.flatMap(({ committedAt }, index) => {
      const at = shownAt.find(([, shown]) => shown >= index)?.[0];
      return at === undefined ? [] : [Math.max(0, at - committedAt)];
    });
  };
  return {
    expected: mine.length,
    waits: waitsOf(([, actual]) => plain(actual)),
    arrivals: [],
    stories: waitsOf(([, , told]) => figureOf(told)),
  };
}

async function cookieOf(username: string): Promise<string> {
  const answer = await fetch(`${product.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: product.password }),
  });
  if (!answer.ok) throw new Error(`${username} is not let in: ${answer.status}`);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

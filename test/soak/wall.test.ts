/**
 * The wall alone in its room for two hours: an update a second, the line cut twenty times, the server restarted three
 * times. It is right again within ten seconds each time, misses nothing and does not grow.
 * SOAK_WALL_MINUTES (120) shortens it for a look; cuts and restarts stay as many.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { CDPSession, Page } from 'playwright-core';
import type { EntryBody, Overview } from '../../server/contract.ts';
import { useChromium, visit } from '../browser/chromium.ts';
import { callAs, openNumberRows, useGate, useProduct, type Caller } from '../browser/product.ts';
import { readWall, saidOf, type WallFigures } from './wall-figures.ts';

const MINUTES = Number(process.env['SOAK_WALL_MINUTES'] ?? '120');
const CUTS = 20;
const RESTARTS = 3;
/** Of the wall, after a line was mended or a server answers again. */
const RIGHT_WITHIN_MS = 10_000;
const GROWTH_BYTES = 20_000_000;
const UPDATE_EVERY_MS = 1_000;
/** Each fifth update is a payment of ten thousand yuan, and the next one takes it back. */
const PAYMENT_EVERY = 5;
const PAYMENT = '10000.00';

const product = await useProduct();
const gate = await useGate(product);
const browser = await useChromium();

it(
  'a wall on its own stays right and does not grow',
  async () => {
    const leader = await callAs(product, 'liuchuan-leader');
    const { page, problems } = await visit(browser, gate, {
      as: 'liuchuan-leader',
      path: '/wall',
      viewport: { width: 1920, height: 1080 },
    });
    await page.locator('.wall-ticker.connected').waitFor();
    const states = await watchStates(page);
    const memory = await page.context().newCDPSession(page);
    const writer = await startWriter();
    const step = (MINUTES * 60_000) / (CUTS + 1);
    const started = performance.now();
    const heaps: number[] = [];
    const returns: number[] = [];
    const planned: { from: number; until: number }[] = [];
    const wrong: Difference[] = [];
    const minutes = () => ((performance.now() - started) / 60_000).toFixed(1);
    let restarts = 0;

    for (let turn = 0; turn < CUTS; turn += 1) {
      await sleep(Math.max(0, started + step * (turn + 1) - performance.now()));
      // Everything has been drawn at least once by now: caches, compiled code.
      heaps.push(await heapBytes(memory));
      const from = Date.now();
      gate.cut();
      await page.locator('.wall-ticker.stale').waitFor({ timeout: RIGHT_WITHIN_MS });
      const isRestart = turn % Math.ceil(CUTS / RESTARTS) === 1;
      if (isRestart) {
        await product.killServer(turn < CUTS / 2 ? 'SIGTERM' : 'SIGKILL');
        restarts += 1;
      } else await sleep(500 + (turn % 5) * 2_000);
      gate.mend();
      const mendedAt = Date.now();
      await page.locator('.wall-ticker.connected').waitFor({ timeout: RIGHT_WITHIN_MS });
      const liveAfter = Date.now() - mendedAt;
      await writer.pause();
      wrong.push(...(await differences(page, leader, minutes())));
      writer.go();
      planned.push({ from, until: mendedAt + RIGHT_WITHIN_MS });
      returns.push(liveAfter);
      console.log(
        `${minutes()} min: ${isRestart ? 'server restarted' : 'line cut'}, ` +
          `live after ${liveAfter} ms, ${writer.counts.updates} updates, heap ${megabytes(heaps.at(-1) ?? 0)}`,
      );
    }
    await sleep(Math.max(0, started + MINUTES * 60_000 - performance.now()));
    await writer.stop();
    wrong.push(...(await differences(page, leader, minutes())));
    heaps.push(await heapBytes(memory));

    const seconds = (performance.now() - started) / 1_000;
    const growth = (heaps.at(-1) ?? 0) - (heaps[0] ?? 0);
    console.log(
      `wall: ${MINUTES} min, ${writer.counts.updates} updates (${((writer.counts.updates * 1_000) / (seconds * 1_000 - writer.counts.pausedMs)).toFixed(2)}/s, ` +
        `${writer.counts.payments} of them payments, ${writer.counts.refused} sent again), ${CUTS} cuts, ${RESTARTS} restarts; ` +
        `live again after at most ${Math.max(...returns)} ms; heap ${heaps.map(megabytes).join(' ')}, growth ${megabytes(growth)}`,
    );
    expect(wrong).toEqual([]);
    expect(growth, 'bytes of heap').toBeLessThan(GROWTH_BYTES);
    expect(Math.max(...returns)).toBeLessThan(RIGHT_WITHIN_MS);
    expect(restarts).toBe(RESTARTS);
    // Never stale but while the line was cut and the ten seconds after it.
    const lost = states().filter(
      ({ name, at }) => name !== 'connected' && !planned.some(({ from, until }) => at >= from && at <= until),
    );
    expect(lost).toEqual([]);
    // One a second, but while the checks held it and a server was away.
    const active = seconds - writer.counts.pausedMs / 1_000;
    expect(writer.counts.updates).toBeGreaterThan(active * 0.9 - RESTARTS * 10);
    expect(problems.filter((problem) => !/ERR_|WebSocket connection to/.test(problem))).toEqual([]);
  },
  (MINUTES + 30) * 60_000,
);

/** What the ticker's state became, and when, outside the page so that nothing in it grows. */
async function watchStates(page: Page): Promise<() => readonly { name: string; at: number }[]> {
  const seen: { name: string; at: number }[] = [];
  await page.exposeFunction('wallState', (name: string) => void seen.push({ name, at: Date.now() }));
  await page.evaluate(`(() => {
    const ticker = document.querySelector('.wall-ticker');
    const tell = () => {
      const name = ['connected', 'stale', 'connecting'].find((each) => ticker.classList.contains(each));
      void window.wallState(name ?? 'none');
    };
    new MutationObserver(tell).observe(ticker, { attributeFilter: ['class'] });
  })()`);
  return () => seen;
}

interface Difference {
  minute: string;
  shown: Partial<WallFigures>;
  said: Partial<WallFigures>;
}

/** Waits until the wall says what the server answers; what it does not come to in time is told in the end, all of it. */
async function differences(page: Page, leader: Caller, minute: string): Promise<Difference[]> {
  const deadline = performance.now() + RIGHT_WITHIN_MS;
  for (;;) {
    const said = saidOf(await leader.get<Overview>('/overview'));
    const shown = await readWall(page);
    const parts = (Object.keys(said) as (keyof WallFigures)[]).filter(
      (part) => JSON.stringify(shown[part]) !== JSON.stringify(said[part]),
    );
    if (parts.length === 0) return [];
    if (performance.now() > deadline) {
      const only = (figures: WallFigures) => Object.fromEntries(parts.map((part) => [part, figures[part]]));
      const difference = { minute, shown: only(shown), said: only(said) };
      console.log(`NOT RIGHT ${JSON.stringify(difference)}`);
      return [difference];
    }
    await sleep(250);
  }
}

async function heapBytes(memory: CDPSession): Promise<number> {
  for (let round = 0; round < 3; round += 1) await memory.send('HeapProfiler.collectGarbage');
  return (await memory.send('Runtime.getHeapUsage')).usedSize;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

interface Writer {
  readonly counts: { updates: number; payments: number; refused: number; pausedMs: number };
  /** Resolves once nothing is under way. */
  pause(): Promise<void>;
  go(): void;
  stop(): Promise<void>;
}

/** Somebody enters, corrects and pays, once a second, past the cut line; what a restart interrupts is sent again under its key. */
async function startWriter(): Promise<Writer> {
  const handler = await callAs(product, 'liuchuan-handler');
  const rows = openNumberRows(await handler.sheet()).filter(({ judged }) => Number(judged.value) > 20);
  if (rows.length < 5) throw new Error('the demo has too few rows to fill');
  const last = new Map<string, string>();
  const counts = { updates: 0, payments: 0, refused: 0, pausedMs: 0 };
  const paid: { projectId: string; eventId: string }[] = [];
  let isPaused = false;
  let pausedAt = 0;
  let isStopped = false;
  let busy: Promise<void> = Promise.resolve();

  async function enter(turn: number): Promise<void> {
    const row = rows[turn % rows.length];
    if (!row) throw new Error('no row');
    // From half of what is due to all of it, so that lights change now and then.
    const share = 0.25 + ((turn * 7) % 40) / 100;
    const supersedes = last.get(row.indicatorId);
    const answer = await sure<{ entry: { id: string } }>(`/indicators/${row.indicatorId}/entries`, {
      period: '2023-07',
      value: String(Math.round(Number(row.judged.value) * share)),
      note: '按台账更正填报数',
      ...(supersedes !== undefined && { supersedes }),
    } satisfies EntryBody);
    last.set(row.indicatorId, answer.entry.id);
  }

  async function pay(turn: number): Promise<void> {
    const back = paid.shift();
    const projectId = back?.projectId ?? rows[turn % rows.length]?.projectId ?? '';
    const answer = await sure<{ event: { id: string } }>(`/projects/${projectId}/ledger`, {
      event: 'paid',
      happenedOn: '2023-07-31',
      amount: PAYMENT,
      ...(back && { reverses: back.eventId }),
    });
    if (!back) paid.push({ projectId, eventId: answer.event.id });
    counts.payments += 1;
  }

  /** Posts until the server has said yes; a server that is being restarted refuses the connection. */
  async function sure<T>(path: string, body: unknown): Promise<T> {
    const key = randomUUID();
    for (;;) {
      const answer = await handler.post<T>(path, body, key).catch(() => null);
      if (answer?.status === 201) return answer.body;
      if (answer && answer.status < 500)
        throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      counts.refused += 1;
      await sleep(300);
    }
  }

  async function write(): Promise<void> {
    let next = performance.now();
    while (!isStopped) {
      next = Math.max(next + UPDATE_EVERY_MS, performance.now());
      await sleep(Math.max(0, next - performance.now()));
      if (isPaused || isStopped) continue;
      busy = counts.updates % PAYMENT_EVERY === 0 ? pay(counts.updates) : enter(counts.updates);
      await busy;
      counts.updates += 1;
    }
  }

  const running = write();
  // A refusal is told where the writer is next waited for.
  running.catch(() => {
    isStopped = true;
  });
  return {
    counts,
    async pause() {
      isPaused = true;
      pausedAt = performance.now();
      await Promise.race([busy, running]);
    },
    go() {
      isPaused = false;
      counts.pausedMs += performance.now() - pausedAt;
    },
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

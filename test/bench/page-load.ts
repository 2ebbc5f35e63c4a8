/** One load of a page in a real Chromium that has loaded nothing before: when it is useful, what it asked for, what blocked it. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Child } from './child.ts';
import type { ProductServer } from './product-server.ts';

const LOOK_EVERY_MS = 50;
/** A page that shows nothing by then is broken. */
const USELESS_MS = 60_000;
/** A page that asks for nothing and holds up nothing for so long is done. */
const QUIET_MS = 500;

export interface BenchPage {
  name: string;
  path: string;
  /** What is there once the first rows are. */
  rows: string;
  isSignedIn: boolean;
}

export interface Load {
  usefulMs: number;
  fcpMs: number;
  lcpMs: number;
  blockingMs: number;
  /** As transferred: compressed, with the messages of the live channel, without pages and scripts. */
  dataBytes: number;
  requests: number;
  statements: number;
}

interface Timings {
  useful: number;
  fcp: number;
  lcp: number;
  tasks: { start: number; duration: number }[];
}

export async function loadOnce(
  browser: Browser,
  server: Child<ProductServer>,
  {
    origin,
    account,
    page: wanted,
  }: { origin: string; account: { username: string; password: string }; page: BenchPage },
): Promise<Load> {
  // A new profile: nothing is in its cache.
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  try {
    if (wanted.isSignedIn) {
      const answer = await context.request.post('/api/session', { data: account });
      if (!answer.ok()) throw new Error(`${account.username} is not let in: ${answer.status()}`);
    }
    const page = await context.newPage();
    const data = await countData(page, origin);
    await page.addInitScript({ content: watchPage(wanted.rows) });
    const before = await server.call('statements', undefined);
    await page.goto(wanted.path);
    // Not waitForFunction: the pages' content policy lets no text be run in them, which it would do.
    const deadline = performance.now() + USELESS_MS;
    while ((await page.evaluate<number>('timings.useful')) === 0) {
      if (performance.now() > deadline) throw new Error(`${wanted.name} shows no ${wanted.rows}`);
      await page.waitForTimeout(LOOK_EVERY_MS);
    }
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(QUIET_MS);
    const timings = await page.evaluate<Timings>('timings');
    const statements = (await server.call('statements', undefined)) - before;
    return {
      usefulMs: timings.useful,
      fcpMs: timings.fcp,
      lcpMs: timings.lcp,
      blockingMs: timings.tasks
        .filter((task) => task.start >= timings.fcp)
        .reduce((sum, task) => sum + Math.max(0, task.duration - 50), 0),
      dataBytes: data.bytes,
      requests: data.requests,
      statements,
    };
  } finally {
    await context.close();
  }
}

/** Runs in the page before anything of it. Text, because the types of this side know no page. */
const watchPage = (rows: string) => `{
  const timings = { useful: 0, fcp: 0, lcp: 0, tasks: [] };
  globalThis.timings = timings;
  const look = () => {
    if (document.querySelector(${JSON.stringify(rows)}) === null) return void requestAnimationFrame(look);
    // The rows are in the next frame that is painted.
    requestAnimationFrame(() => (timings.useful = performance.now()));
  };
  requestAnimationFrame(look);
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') timings.fcp = entry.startTime;
  });
  observe('largest-contentful-paint', (entry) => (timings.lcp = entry.startTime));
  observe('longtask', (entry) => timings.tasks.push({ start: entry.startTime, duration: entry.duration }));
}`;

/** Bytes of the API's answers and of the live channel, as they come over the wire. */
async function countData(page: Page, origin: string): Promise<{ bytes: number; requests: number }> {
  const counted = { bytes: 0, requests: 0 };
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const ofApi = new Set<string>();
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.url.startsWith(`${origin}/api/`)) return;
    ofApi.add(requestId);
    counted.requests += 1;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (ofApi.has(requestId)) counted.bytes += encodedDataLength;
  });
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    counted.bytes += Buffer.byteLength(response.payloadData);
  });
  return counted;
}

export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

export function executable(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(existsSync);
  if (found !== undefined) return found;
  throw new Error('No Chromium found. As root: apt-get update && apt-get install -y chromium fonts-noto-cjk');
}

/**
 * Sign-in, overview and list of projects in a real Chromium, which has loaded nothing before, against the real server: on the
 * demonstration and on the county of 2,000 projects. Useful paint is the frame with the first rows in it; total blocking
 * time is what long tasks take beyond 50 ms each, from the first paint until the page is quiet.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { loadDemo } from '../../db/demo/load.ts';
import { hashPassword } from '../../db/passwords.ts';
import { buildPages } from '../../server/build-pages.ts';
import { readTextDocument } from '../../server/forms/read-document.ts';
import { startChild, type Child } from './child.ts';
import type { BenchDatabase, Cluster } from './cluster.ts';
import { PASSWORD, TODAY } from './county.ts';
import { median, milliseconds, type Figure, type Told } from './figures.ts';
import type { ProductServer } from './product-server.ts';

/** Loads of each page; the first warms the server and is not counted. */
const ROUNDS = 6;
const USEFUL_MS = 1_500;
const DATA_BYTES = 300_000;
const STATEMENTS = 30;
const LOOK_EVERY_MS = 50;
/** A page that shows nothing by then is broken. */
const USELESS_MS = 60_000;
/** A page that asks for nothing and holds up nothing for so long is done. */
const QUIET_MS = 500;

const PAGES = [
  { name: 'sign-in', path: '/sign-in', rows: 'main input, form input', isSignedIn: false },
  { name: 'overview', path: '/', rows: 'main table tbody tr a', isSignedIn: true },
  { name: 'list', path: '/projects', rows: 'main tbody .project a', isSignedIn: true },
] as const;

interface Load {
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

export async function benchPages(cluster: Cluster): Promise<Told> {
  await buildPages(console.log);
  const browser = await chromium.launch({
    executablePath: executable(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const demo = await loadsOf(
      browser,
      await demoDatabase(cluster),
      { username: 'liuchuan-finance', password: PASSWORD },
      true,
    );
    const county = await cluster.countyDatabase();
    const large = await loadsOf(
      browser,
      county,
      { username: county.county.finance, password: PASSWORD },
      false,
    );
    return {
      figures: [...figuresOf('demo', demo, false), ...figuresOf('2,000 projects', large, true)],
      notes: [...tableOf('demo', demo), ...tableOf('2,000 projects', large)],
    };
  } finally {
    await browser.close();
  }
}

async function demoDatabase(cluster: Cluster): Promise<BenchDatabase> {
  const database = await cluster.emptyDatabase();
  await loadDemo({
    ownerUrl: database.urls.owner,
    readDocument: (text, filename) => readTextDocument({ text, filename }),
    passwordHash: await hashPassword(PASSWORD),
    demoDate: TODAY,
  });
  return database;
}

async function loadsOf(
  browser: Browser,
  database: BenchDatabase,
  account: { username: string; password: string },
  demo: boolean,
): Promise<Map<string, Load[]>> {
  const server = startChild<ProductServer>('product-server.ts');
  const loads = new Map<string, Load[]>();
  try {
    const webRoot = join(import.meta.dirname, '../../web/dist');
    const { origin } = await server.call('start', { urls: database.urls, today: TODAY, webRoot, demo });
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const page of PAGES) {
        const load = await loadOnce(browser, server, { origin, account, page });
        if (round > 0) loads.set(page.name, [...(loads.get(page.name) ?? []), load]);
      }
    }
    return loads;
  } finally {
    await server.stop();
    await database.drop();
  }
}

async function loadOnce(
  browser: Browser,
  server: Child<ProductServer>,
  {
    origin,
    account,
    page: wanted,
  }: { origin: string; account: { username: string; password: string }; page: (typeof PAGES)[number] },
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

const middle = (loads: readonly Load[], key: keyof Load) => median(loads.map((load) => load[key]));
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

function figuresOf(world: string, loads: ReadonlyMap<string, Load[]>, isRequired: boolean): Figure[] {
  return [...loads].flatMap(([page, of]): Figure[] => {
    const required = isRequired && page !== 'sign-in';
    const figure = (
      name: string,
      key: keyof Load,
      limit: number,
      told: (value: number) => string,
    ): Figure => {
      const value = middle(of, key);
      return {
        name: `${page}, ${world}: ${name}`,
        ours: told(value),
        floor: '–',
        ratio: '–',
        required: required ? `< ${told(limit)}` : '',
        met: required ? value < limit : null,
      };
    };
    return [
      figure('useful paint', 'usefulMs', USEFUL_MS, milliseconds),
      figure('data', 'dataBytes', DATA_BYTES, kilobytes),
      figure('SQL statements', 'statements', STATEMENTS, String),
    ];
  });
}

/** All that was measured, medians of five loads. */
function tableOf(world: string, loads: ReadonlyMap<string, Load[]>): string[] {
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(26) : cell.padStart(12))).join('');
  return [
    line([world, 'FCP', 'LCP', 'useful', 'TBT', 'data', 'requests', 'statements']),
    ...[...loads].map(([page, of]) =>
      line([
        `  ${page}`,
        milliseconds(middle(of, 'fcpMs')),
        milliseconds(middle(of, 'lcpMs')),
        milliseconds(middle(of, 'usefulMs')),
        milliseconds(middle(of, 'blockingMs')),
        kilobytes(middle(of, 'dataBytes')),
        String(middle(of, 'requests')),
        String(middle(of, 'statements')),
      ]),
    ),
  ];
}

function executable(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(existsSync);
  if (found !== undefined) return found;
  throw new Error('No Chromium found. As root: apt-get update && apt-get install -y chromium fonts-noto-cjk');
}

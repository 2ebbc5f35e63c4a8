/**
 * Sign-in, overview and list of projects in a real Chromium, which has loaded nothing before, against the real server: on the
 * demonstration and on the county of 2,000 projects. Useful paint is the frame with the first rows in it; total blocking
 * time is what long tasks take beyond 50 ms each, from the first paint until the page is quiet.
 */
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { loadDemo } from '../../db/demo/load.ts';
import { hashPassword } from '../../db/passwords.ts';
import { buildPages } from '../../server/build-pages.ts';
import { readTextDocument } from '../../server/forms/read-document.ts';
import { startChild } from './child.ts';
import type { BenchDatabase, Cluster } from './cluster.ts';
import { PASSWORD, TODAY } from './county.ts';
import { median, milliseconds, type Figure, type Told } from './figures.ts';
import { executable, kilobytes, loadOnce, type BenchPage, type Load } from './page-load.ts';
import type { ProductServer } from './product-server.ts';

/** Loads of each page; the first warms the server and is not counted. */
const ROUNDS = 6;
const USEFUL_MS = 1_500;
const DATA_BYTES = 300_000;
const STATEMENTS = 30;

const PAGES: readonly BenchPage[] = [
  { name: 'sign-in', path: '/sign-in', rows: 'main input, form input', isSignedIn: false },
  { name: 'overview', path: '/', rows: 'main table tbody tr a', isSignedIn: true },
  { name: 'list', path: '/projects', rows: 'main tbody .project a', isSignedIn: true },
];

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

const middle = (loads: readonly Load[], key: keyof Load) => median(loads.map((load) => load[key]));

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

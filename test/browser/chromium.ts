/** A real Chromium for the tests: Debian's, driven by playwright-core. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Product } from './product.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
/** What a browser in a container needs, as root, without a graphics card and without calls home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Launches the browser with a new user-data-dir and closes it after the file's tests. */
export async function useChromium(): Promise<Browser> {
  const { afterAll } = await import('vitest');
  const browser = await chromium.launch({
    executablePath: executable(),
    args: FLAGS,
    headless: true,
    // On a machine without LANG it takes file names for ASCII, and a picture with a Chinese name is saved as "download".
    env: { ...(process.env as Record<string, string>), LC_ALL: 'C.UTF-8' },
  });
  afterAll(() => browser.close());
  return browser;
}

function executable(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (found !== undefined) return found;
  throw new Error(
    '没有找到 Chromium，浏览器测试无法运行。请以 root 执行：apt-get update && apt-get install -y chromium fonts-noto-cjk\n' +
      'No Chromium found. As root: apt-get update && apt-get install -y chromium fonts-noto-cjk',
  );
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console, uncaught exceptions, requests to another origin, violations of the content policy. */
  readonly problems: string[];
}

export interface VisitOptions {
  /** Signed in as; null: nobody. */
  as: string | null;
  path?: string;
  viewport?: { width: number; height: number };
  /** Dots of the screen for one of the page. */
  scale?: number;
  /** That this browser was last set to. */
  language?: 'zh-CN' | 'en';
  /** A phone: it is touched, and lays pages out as phones do. */
  touch?: boolean;
}

/** A person with a browser profile of their own, closed after the test (or the file, when opened in its set-up). */
export async function visit(
  browser: Browser,
  product: Pick<Product, 'url' | 'password'>,
  {
    as,
    path = '/',
    viewport = { width: 1440, height: 900 },
    scale = 1,
    language = 'zh-CN',
    touch = false,
  }: VisitOptions,
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: product.url,
    viewport,
    deviceScaleFactor: scale,
    hasTouch: touch,
    isMobile: touch,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  if (language !== 'zh-CN') {
    await context.addInitScript(`localStorage.setItem('mubiao-language', '${language}')`);
  }
  const page = await context.newPage();
  const problems = watch(page, product.url);
  if (as !== null) {
    const answer = await context.request.post('/api/session', {
      data: { username: as, password: product.password },
    });
    if (!answer.ok()) throw new Error(`${as} is not let in: ${answer.status()}`);
  }
  await page.goto(path);
  return { page, context, problems };
}

function watch(page: Page, origin: string): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      problems.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) {
      problems.push(`request to another origin: ${request.url()}`);
    }
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) problems.push(`socket to ${socket.url()}`);
  });
  return problems;
}

/** What a browser itself reports on its console when a test cuts the network or provokes a refusal. */
export const CUT = /ERR_(CONNECTION|INTERNET|NETWORK|EMPTY|SOCKET)|WebSocket connection to/;
/** What a chunk that is fetched ahead says when the line is cut meanwhile. */
export const CUT_AHEAD = /Unable to preload CSS|Failed to fetch dynamically imported module/;
export const refused = (status: number) => new RegExp(`the server responded with a status of ${status}`);

/** A page that is left while its live channel opens; whoever leaves is not disturbed. */
const LEFT_EARLY = /WebSocket is closed before the connection is established/;

/** Nothing but what the test provoked was reported. */
export function expectNoProblems(visitor: Visitor, ...provoked: RegExp[]): void {
  const expected = [LEFT_EARLY, ...provoked];
  const others = visitor.problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
  expect(others).toEqual([]);
}

/** The real product, as `npm start` runs it, in demo mode on a folder and a port of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDemoDatabase, DEMO_DATE, DEMO_PASSWORD } from '../demo-template.ts';
import { isAlive, readLock, type ProcessIdentity } from '../../db/process-lock.ts';
import type { Entry, EntryBody, EntrySheet, ProjectDetail } from '../../server/contract.ts';

const root = join(import.meta.dirname, '../..');
/** A first start with a build of the pages takes 10 s on an idle machine of two cores. */
const READY_WITHIN_MS = 90_000;
const ENDED_WITHIN_MS = 20_000;

export interface Product {
  readonly url: string;
  /** Of every demo account. */
  readonly password: string;
  /** For looking behind the pages and row-level security; the product never connects so. */
  readonly databaseUrl: string;
  serverPid(): number;
  /** Ends the server process in order; the supervisor starts it again. Resolves when it answers. */
  restartServer(): Promise<void>;
  /** Sends the signal to the server process and resolves when the supervisor's next one answers. */
  killServer(signal: NodeJS.Signals): Promise<void>;
  /** SIGKILL for everything but the database, as when the machine's memory runs out; then `npm start` again. */
  killAndStartAgain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the product on a fresh demo of 2023-07-31 and stops it after the file's tests. Its database is a copy on the
 * cluster of the tests; that the product brings its own is tested in test/start.test.ts.
 * @param variables besides those of the demo
 */
export async function useProduct(variables: NodeJS.ProcessEnv = {}): Promise<Product> {
  const { superuserUrl } = await createDemoDatabase();
  const product = await startProduct({ DATABASE_URL: superuserUrl, ...variables }, superuserUrl);
  const { afterAll } = await import('vitest');
  afterAll(() => product.stop());
  return product;
}

async function startProduct(variables: NodeJS.ProcessEnv, databaseUrl: string): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mubiao-browser-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let { child, output } = run(dataDir, port, variables);
  const serverIdentity = () => {
    const lock = readLock<{ children: ProcessIdentity[] }>(join(dataDir, 'running.lock'));
    const server = lock?.details.children.find(({ pid }) => commandOf(pid).includes('server/main.ts'));
    return server ?? null;
  };
  const answers = async () => {
    try {
      return (await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false; // refused or cut: not yet
    }
  };
  const ready = () =>
    until(READY_WITHIN_MS, async () => {
      if (child.exitCode !== null) throw new Error(`the product ended while starting:\n${output()}`);
      return output().includes('Ctrl-C') && serverIdentity() !== null && (await answers());
    }).catch((fault: unknown) => {
      throw new Error(`the product did not become ready:\n${output()}`, { cause: fault });
    });
  const endedBy = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await Promise.race([ended, sleep(ENDED_WITHIN_MS, undefined, { ref: false })]);
    }
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  };
  const stop = async () => {
    await endedBy('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  };
  const killServer = async (signal: NodeJS.Signals) => {
    const server = serverIdentity();
    if (server === null) throw new Error('there is no server to end');
    process.kill(server.pid, signal);
    await until(READY_WITHIN_MS, () => !isAlive(server));
    await until(READY_WITHIN_MS, async () => serverIdentity()?.pid !== server.pid && (await answers()));
  };

  await ready().catch(async (fault: unknown) => {
    await stop();
    throw fault;
  });
  return {
    url,
    password: DEMO_PASSWORD,
    databaseUrl,
    serverPid: () => serverIdentity()?.pid ?? 0,
    restartServer: () => killServer('SIGTERM'),
    killServer,
    async killAndStartAgain() {
      const server = serverIdentity();
      child.kill('SIGKILL');
      if (server !== null) process.kill(server.pid, 'SIGKILL');
      await until(ENDED_WITHIN_MS, () => child.signalCode !== null);
      ({ child, output } = run(dataDir, port, variables));
      await ready();
    },
    stop,
  };
}

function run(
  dataDir: string,
  port: number,
  variables: NodeJS.ProcessEnv,
): { child: ChildProcess; output: () => string } {
  // However the tests end (a file that cannot be loaded runs no hook), the product ends in order after them.
  const endWithTests = join(root, 'server/exit-with-parent.ts');
  const child = spawn(process.execPath, ['--import', endWithTests, join(root, 'server/start.ts')], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: dataDir,
      PORT: String(port),
      DEMO: '1',
      DEMO_DATE,
      DEMO_PASSWORD,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

export interface Gate {
  /** The product's address through this gate. */
  readonly url: string;
  readonly password: string;
  /** Breaks every connection and lets none in until `mend`: a pulled cable, for whoever came through this gate. */
  cut(): void;
  mend(): void;
}

/**
 * A line to the product that can be cut. Chromium's own "offline" leaves open websockets alone, so that only the silence of
 * half a minute would tell the page.
 */
export async function useGate(product: Product): Promise<Gate> {
  const target = Number(new URL(product.url).port);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      // Either end's fault ends both: that is what a cut is.
      socket.once('error', () => other.destroy());
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  const end = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  const port = await listen(server);
  const { afterAll } = await import('vitest');
  afterAll(() => {
    end();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    password: product.password,
    cut: end,
    mend: () => (isCut = false),
  };
}

/** A person at the product without a browser: for what happens elsewhere meanwhile, and for looking behind a page. */
export interface Caller {
  get<T>(path: string): Promise<T>;
  /** Posts with an Idempotency-Key, a new one unless given; answers whatever the status is. */
  post<T>(path: string, body: unknown, key?: string): Promise<{ status: number; body: T }>;
  sheet(): Promise<EntrySheet>;
  /** Records an entry for July 2023. */
  enter(indicatorId: string, body: Omit<EntryBody, 'period'>, key?: string): Promise<EntryReply>;
}

export interface EntryReply {
  status: number;
  body: { entry: Entry; judgement: { light: string }; newer?: Entry };
}

export async function callAs(product: Pick<Product, 'url' | 'password'>, username: string): Promise<Caller> {
  const signIn = await fetch(`${product.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: product.password }),
  });
  if (!signIn.ok) throw new Error(`${username} is not let in: ${signIn.status}`);
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const caller: Caller = {
    async get<T>(path: string) {
      const response = await fetch(`${product.url}/api${path}`, { headers: { cookie } });
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async post<T>(path: string, body: unknown, key: string = randomUUID()) {
      const response = await fetch(`${product.url}/api${path}`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as T };
    },
    sheet: () => caller.get<EntrySheet>('/entry-sheet'),
    enter: (indicatorId, body, key) =>
      caller.post<EntryReply['body']>(
        `/indicators/${indicatorId}/entries`,
        { period: '2023-07', ...body },
        key,
      ),
  };
  return caller;
}

export type SheetRow = EntrySheet['projects'][number]['rows'][number] & {
  projectId: string;
  project: string;
};

/** Rows of the month's sheet that take a number and are not filled yet, in the sheet's order. */
export function openNumberRows(sheet: EntrySheet): SheetRow[] {
  return sheet.projects.flatMap((project) =>
    project.rows
      .filter(
        (row) =>
          row.demanded &&
          row.current === null &&
          (row.judged.measure === 'cumulative' || row.judged.measure === 'level'),
      )
      .map((row) => ({ ...row, projectId: project.id, project: project.name })),
  );
}

/** The entries of an indicator in force for July 2023, as the project's page knows them. */
export async function julyEntries(caller: Caller, projectId: string, indicatorId: string): Promise<Entry[]> {
  const project = await caller.get<ProjectDetail>(`/projects/${projectId}`);
  const indicator = project.indicators.find(({ id }) => id === indicatorId);
  if (!indicator) throw new Error(`no indicator ${indicatorId} in the project`);
  return indicator.entries.filter(({ period }) => period === '2023-07');
}

export async function until(withinMs: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${isSo.toString()}`);
    await sleep(50);
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from './client.ts';
import {
  checkDataVersion,
  checkFreeSpace,
  ensureDataFolder,
  otherPostgres,
  writeWhole,
} from './data-folder.ts';
import { locateBinaries, runProgram, spawnAs } from './embedded-binaries.ts';
import { chooseHome, giveTo, type ClusterHome } from './embedded-home.ts';
import { identityOf, isAlive, isFault, underLock, type ProcessIdentity } from './process-lock.ts';
import { StartupError, asStartupError, diskFull } from './startup-error.ts';

export interface EmbeddedPostgres {
  /** Login of the cluster's superuser, database `postgres`. Creates roles and databases, nothing else. */
  superuserUrl: string;
  port: number;
  /** PostgreSQL's major version. */
  major: number;
  /** Process id of the server. */
  pid: number;
  /** True when a server was found running: another process of ours started it, or one that has died. */
  takenOver: boolean;
  /** Stops the server (fast shutdown), unless another living process of ours still uses it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** PostgreSQL settings over the product's own, for test clusters. */
  settings?: Readonly<Record<string, string>>;
  /** Told what an operator should know, one line each. */
  say?: (line: string) => void;
  /** Where a cluster goes that cannot lie in the data folder, see embedded-home.ts. */
  reachableRoot?: string;
}

/** Kept in the data folder as postgres.json, mode 0600. */
interface Kept {
  password: string;
  port: number;
  /** Relative to the data folder, absolute where it had to lie elsewhere. */
  clusterDir: string;
}

const superuser = 'mubiao_superuser';

const productSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Server and worker with BullMQ's pools want about 25 each; the rest is for more of them, backup and administrators.
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  wal_compression: 'on',
  // Clusters lie on SSDs or in the page cache.
  random_page_cost: '1.1',
  // Our statements take milliseconds; compiling them takes longer than running them.
  jit: 'off',
  timezone: 'Asia/Shanghai',
  log_timezone: 'Asia/Shanghai',
  log_line_prefix: '%m [%p] %q%u@%d ',
};

/** Creating or recovering a cluster on a slow disk; a second starter waits as long. */
const lockWaitMs = 120_000;
const recoveryWaitMs = 600_000;
const fastShutdownMs = 60_000;
const logLimitBytes = 10 * 1024 * 1024;

/**
 * Starts the embedded PostgreSQL of a data folder, creating its cluster the first time; takes over a server that still
 * runs there (its parent was killed) or that another process of ours uses.
 * @throws StartupError disk full, folder of another PostgreSQL or user, no permission
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  try {
    const binaries = locateBinaries(folder);
    checkDataVersion(folder, binaries.major);
    ensureDataFolder(folder);
    return await underLock(join(folder, 'postgres.lock'), lockWaitMs, async () => {
      const kept = readKept(folder);
      const home = await chooseHome({
        dataDir: folder,
        clusterDir: kept === null ? join(folder, 'postgres') : resolve(folder, kept.clusterDir),
        binaries,
        reachableRoot: options.reachableRoot ?? '/var/lib',
        say: options.say ?? (() => undefined),
      });
      const prepared = await prepareCluster(folder, home, kept);
      return await openCluster(folder, home, prepared, options.settings ?? {});
    });
  } catch (fault) {
    throw asStartupError(fault, folder);
  }
}

/** Whether a data folder holds a cluster already. */
export function holdsCluster(dataDir: string): boolean {
  return existsSync(join(dataDir, 'postgres.json'));
}

async function prepareCluster(dataDir: string, home: ClusterHome, kept: Kept | null): Promise<Kept> {
  const { clusterDir, binaries } = home;
  const inside = clusterDir.startsWith(`${dataDir}/`) ? clusterDir.slice(dataDir.length + 1) : clusterDir;
  if (existsSync(clusterDir)) {
    if (kept === null) {
      throw new StartupError(
        `${dataDir} 中有数据库但缺少 postgres.json（内含口令），未改动任何数据。请从备份找回该文件。`,
        `The cluster's postgres.json is missing; bring it back from a backup.`,
      );
    }
    const found = Number.parseInt(readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8'), 10);
    if (found !== binaries.major) throw otherPostgres(dataDir, found, binaries.major);
    if (isAbsolute(inside) && kept.clusterDir !== inside) writeKept(dataDir, { ...kept, clusterDir: inside });
    return { ...kept, clusterDir: inside };
  }
  checkFreeSpace(dataDir, 'first start');
  if (isAbsolute(inside)) checkFreeSpace(dirname(clusterDir), 'first start');
  const fresh: Kept = {
    password: kept?.password ?? randomBytes(24).toString('base64url'),
    port: kept?.port ?? (await freePort()),
    clusterDir: inside,
  };
  // Before the cluster appears: a crash in between must not leave a cluster whose password nobody knows.
  writeKept(dataDir, fresh);
  await initializeCluster(home, fresh.password);
  return fresh;
}

/** Creates the cluster beside its place and moves it there when complete: an interrupted first start leaves nothing behind. */
async function initializeCluster(home: ClusterHome, password: string): Promise<void> {
  const { clusterDir, runner, binaries } = home;
  const draft = `${clusterDir}.new`;
  const passwordFile = `${clusterDir}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    giveTo(runner, passwordFile);
    giveTo(runner, draft);
    const { code, output } = await runProgram(runner, join(binaries.native, 'bin', 'initdb'), [
      `--pgdata=${draft}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--auth=scram-sha-256',
    ]);
    if (code !== 0) throw failure(output, clusterDir);
    renameSync(draft, clusterDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

async function openCluster(
  dataDir: string,
  home: ClusterHome,
  kept: Kept,
  settings: Readonly<Record<string, string>>,
): Promise<EmbeddedPostgres> {
  const running = await findRunning(home.clusterDir);
  if (running === null) checkFreeSpace(home.clusterDir, 'later start');
  const server = running ?? (await startServer(dataDir, home, kept, settings));
  const superuserUrl = `postgres://${superuser}:${kept.password}@127.0.0.1:${server.port}/postgres`;
  await proveLogin(superuserUrl, dataDir);
  const leave = registerUser(dataDir);
  return {
    superuserUrl,
    port: server.port,
    major: home.binaries.major,
    pid: server.identity.pid,
    takenOver: running !== null,
    async stop() {
      await underLock(join(dataDir, 'postgres.lock'), lockWaitMs, async () => {
        leave();
        if (livingUsers(dataDir) === 0) await stopServer(server.identity);
      });
    },
  };
}

interface RunningServer {
  identity: ProcessIdentity;
  port: number;
}

/**
 * The server that runs on this cluster, once it takes connections; null when there is none.
 * Whether a pid of postmaster.pid is our server is asked of the kernel: after a power cut, and in a container after
 * every restart, the number may be another program's, even our own, and PostgreSQL would then refuse to start.
 */
async function findRunning(clusterDir: string): Promise<RunningServer | null> {
  const deadline = performance.now() + recoveryWaitMs;
  for (;;) {
    const found = readPostmaster(clusterDir);
    if (found === null) return null;
    const identity = identityOf(found.pid);
    // No such process: PostgreSQL clears its stale file by itself.
    if (identity === null) return null;
    if (!isServerOf(found.pid, clusterDir)) {
      rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
      return null;
    }
    if (found.status === 'ready' && found.port !== null) return { identity, port: found.port };
    if (performance.now() > deadline) throw new Error(`server ${found.pid} does not become ready`);
    await sleep(50);
  }
}

async function startServer(
  dataDir: string,
  home: ClusterHome,
  kept: Kept,
  settings: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  let port = kept.port;
  // Between the look at the port and PostgreSQL's own listening another program may take it.
  for (let attempt = 1; ; attempt += 1) {
    if (!(await isPortFree(port))) port = await freePort();
    if (port !== kept.port) writeKept(dataDir, { ...kept, port });
    const log = openLog(dataDir);
    const started = launch(home, { ...productSettings, ...settings, port: String(port) }, log.descriptor);
    closeSync(log.descriptor);
    const identity = await becomesReady(started, home.clusterDir);
    if (identity !== null) return { identity, port };
    const output = readFileSync(log.path).subarray(log.startsAt).toString();
    if (attempt === 3 || !output.includes('Address already in use')) throw failure(output, home.clusterDir);
  }
}

type Launched = ReturnType<typeof spawnAs>;

function launch(home: ClusterHome, settings: Readonly<Record<string, string>>, log: number): Launched {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawnAs(
    home.runner,
    join(home.binaries.native, 'bin', 'postgres'),
    ['-D', home.clusterDir, ...options],
    // Its own session: Ctrl-C in the terminal must reach us alone, we stop the database last.
    { detached: true, stdio: ['ignore', log, log] },
  );
  child.unref();
  return child;
}

/** The started server's identity once it takes connections; null when it ended before. */
async function becomesReady(child: Launched, clusterDir: string): Promise<ProcessIdentity | null> {
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  const deadline = performance.now() + recoveryWaitMs;
  while (!ended) {
    const found = readPostmaster(clusterDir);
    if (found?.pid === child.pid && found?.status === 'ready') return identityOf(found.pid);
    if (performance.now() > deadline) throw new Error(`server ${child.pid} does not become ready`);
    await sleep(20);
  }
  return null;
}

async function stopServer(server: ProcessIdentity): Promise<void> {
  const signals = ['SIGINT', 'SIGQUIT'] as const; // fast shutdown; immediate, after which the next start recovers
  for (const signal of signals) {
    if (!isAlive(server)) return;
    process.kill(server.pid, signal);
    const deadline = performance.now() + fastShutdownMs;
    while (isAlive(server) && performance.now() < deadline) await sleep(20);
  }
}

async function proveLogin(superuserUrl: string, dataDir: string): Promise<void> {
  try {
    await withClient(superuserUrl, (client) => client.query('select'));
  } catch (fault) {
    if (!isFault(fault, '28P01')) throw fault;
    throw new StartupError(
      `${dataDir}/postgres.json 中的口令与数据库不符，未改动任何数据。请从备份找回该文件。`,
      `The password in postgres.json does not open the database.`,
    );
  }
}

/** Marks this process as a user of the server; the last one to leave stops it. */
function registerUser(dataDir: string): () => void {
  const folder = join(dataDir, 'postgres-users');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entry = join(folder, `${process.pid}-${randomUUID()}`);
  writeWhole(entry, JSON.stringify(identityOf(process.pid)), 0o600);
  return () => rmSync(entry, { force: true });
}

function livingUsers(dataDir: string): number {
  const folder = join(dataDir, 'postgres-users');
  let living = 0;
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.new')) continue;
    const entry = join(folder, name);
    if (isAlive(JSON.parse(readFileSync(entry, 'utf8')) as ProcessIdentity)) living += 1;
    else rmSync(entry, { force: true });
  }
  return living;
}

/** postmaster.pid: line 1 the pid, line 4 the port, line 8 the state; written line by line while the server starts. */
function readPostmaster(
  clusterDir: string,
): { pid: number; port: number | null; status: string | null } | null {
  const path = join(clusterDir, 'postmaster.pid');
  if (!existsSync(path)) return null;
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
  } catch (fault) {
    if (isFault(fault, 'ENOENT')) return null;
    throw fault;
  }
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0)) return null;
  const port = Number.parseInt(lines[3] ?? '', 10);
  return { pid, port: Number.isNaN(port) ? null : port, status: lines[7]?.trim() ?? null };
}

function isServerOf(pid: number, clusterDir: string): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres' &&
      readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir)
    );
  } catch (fault) {
    if (isFault(fault, 'ENOENT') || isFault(fault, 'EACCES') || isFault(fault, 'EPERM')) return false;
    throw fault;
  }
}

function openLog(dataDir: string): { path: string; descriptor: number; startsAt: number } {
  const path = join(dataDir, 'postgres.log');
  const size = existsSync(path) ? statSync(path).size : 0;
  const full = size > logLimitBytes;
  if (full) renameSync(path, `${path}.1`);
  return { path, descriptor: openSync(path, 'a', 0o600), startsAt: full ? 0 : size };
}

function failure(output: string, clusterDir: string): Error {
  if (/No space left on device|Disk quota exceeded/.test(output)) return diskFull(clusterDir);
  return new Error(`PostgreSQL does not start:\n${output.trim().split('\n').slice(-20).join('\n')}`);
}

function readKept(dataDir: string): Kept | null {
  const path = join(dataDir, 'postgres.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Kept) : null;
}

function writeKept(dataDir: string, kept: Kept): void {
  writeWhole(join(dataDir, 'postgres.json'), JSON.stringify(kept), 0o600);
}

async function freePort(): Promise<number> {
  return (await listenBriefly(0)) ?? Promise.reject(new Error('no free port'));
}

async function isPortFree(port: number): Promise<boolean> {
  return (await listenBriefly(port)) !== null;
}

/** Listens on the port (0: any) of 127.0.0.1 and closes again; null when another program has it. */
async function listenBriefly(port: number): Promise<number | null> {
  const server = createServer();
  return await new Promise((resolvePort, reject) => {
    server.once('error', (fault) => (isFault(fault, 'EADDRINUSE') ? resolvePort(null) : reject(fault)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolvePort(taken));
    });
  });
}

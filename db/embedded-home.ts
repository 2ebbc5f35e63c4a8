import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, lchownSync, mkdirSync, readdirSync } from 'node:fs';
import { realpathSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canRun, copyBinaries, nobodyId, type Binaries, type Runner } from './embedded-binaries.ts';
import { StartupError } from './startup-error.ts';

/** Where the cluster lies and as whom its server runs. */
export interface ClusterHome {
  runner: Runner;
  binaries: Binaries;
  clusterDir: string;
}

export interface HomeOptions {
  dataDir: string;
  /** Where the cluster lies, or shall lie when there is none yet. */
  clusterDir: string;
  binaries: Binaries;
  /** A folder every user may enter, for the case that neither the data folder nor a user namespace will do. */
  reachableRoot: string;
  say: (line: string) => void;
}

/**
 * Chooses how PostgreSQL runs; it refuses to run as root.
 * - Started by an ordinary user: as that user.
 * - Started by root: in a user namespace in which root's files belong to nobody. Where the kernel or a container
 *   refuses that, as the user nobody, with cluster and binaries in a folder that nobody can reach.
 * - Started by root on a cluster that belongs to another user: as that user.
 * @throws StartupError when the folder belongs to someone else, or the programs do not run on this machine
 */
export async function chooseHome(options: HomeOptions): Promise<ClusterHome> {
  const { binaries, clusterDir } = options;
  const self = process.geteuid?.() ?? 0;
  const owner = existsSync(clusterDir) ? statSync(clusterDir) : null;
  if (self !== 0) {
    if (owner !== null && owner.uid !== self) {
      throw new StartupError(
        `数据目录 ${clusterDir} 属于另一个用户（uid ${owner.uid}）。请用该用户启动，或用 DATA_DIR=… 换一个目录。`,
        `Data folder belongs to uid ${owner.uid}; start as that user or set DATA_DIR.`,
      );
    }
    return await proven({ runner: { as: 'self' }, binaries, clusterDir });
  }
  if (owner !== null && owner.uid !== 0) {
    const runner: Runner = { as: 'user', uid: owner.uid, gid: owner.gid };
    return await proven({ runner, binaries: await reachableBinaries(runner, options), clusterDir });
  }
  if (await canRun({ as: 'mapped' }, binaries)) return { runner: { as: 'mapped' }, binaries, clusterDir };
  return await homeOfNobody(options);
}

/** Gives a folder and all in it to the user the server runs as. */
export function giveTo(runner: Runner, path: string): void {
  if (runner.as !== 'user') return;
  const { uid, gid } = runner;
  const give = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const inside = join(folder, entry.name);
      if (entry.isDirectory()) give(inside);
      else lchownSync(inside, uid, gid);
    }
    chownSync(folder, uid, gid);
  };
  if (statSync(path).isDirectory()) give(path);
  else chownSync(path, uid, gid);
}

async function homeOfNobody(options: HomeOptions): Promise<ClusterHome> {
  const { dataDir, say } = options;
  const runner: Runner = { as: 'user', uid: nobodyId, gid: nobodyId };
  let { clusterDir } = options;
  if (everyoneMayEnter(dirname(realpathSync(dataDir)))) {
    // Nothing has to move: the cluster stays in the data folder (in a container that is the volume that survives).
    chmodSync(dataDir, 0o711);
    if (existsSync(clusterDir)) giveTo(runner, clusterDir);
  } else {
    const isNew = !existsSync(clusterDir);
    const target = placeOutside(options);
    if (!isNew) copyCluster(clusterDir, target, runner);
    say(
      `系统不允许 root 使用用户命名空间，数据库改放在 ${target}，以 nobody 运行` +
        `${isNew ? '' : `；原来的 ${clusterDir} 不再使用，可以删除`}。` +
        ` / User namespaces refused: the database is kept in ${target} and runs as nobody.`,
    );
    clusterDir = target;
  }
  return await proven({ runner, binaries: await reachableBinaries(runner, options), clusterDir });
}

/** A new name each time: a data folder that was deleted and made again must not meet the old one's cluster. */
function placeOutside(options: HomeOptions): string {
  const { clusterDir, dataDir } = options;
  if (!clusterDir.startsWith(`${dataDir}/`)) return clusterDir;
  return join(foreignFolder(options), `postgres-${randomBytes(4).toString('hex')}`);
}

/** The old place stays as it is: until postgres.json names the new one, a crash must not lose the cluster. */
function copyCluster(from: string, to: string, runner: Runner): void {
  const draft = `${to}.new`;
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  // The copy's mode follows the umask; PostgreSQL opens no cluster that others may look into.
  chmodSync(draft, 0o700);
  giveTo(runner, draft);
  renameSync(draft, to);
}

async function reachableBinaries(runner: Runner, options: HomeOptions): Promise<Binaries> {
  if (await canRun(runner, options.binaries)) return options.binaries;
  return copyBinaries(options.binaries, foreignFolder(options));
}

/** One folder per data folder, outside it, that every user may enter. */
function foreignFolder({ dataDir, reachableRoot }: HomeOptions): string {
  const key = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 12);
  const folder = join(reachableRoot, `mubiao-${key}`);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}

function everyoneMayEnter(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || everyoneMayEnter(parent));
}

async function proven(home: ClusterHome): Promise<ClusterHome> {
  if (await canRun(home.runner, home.binaries)) return home;
  throw new StartupError(
    `内置数据库在这台机器上无法运行（需要 glibc 的 Linux，且目录允许执行程序）。请用 DATABASE_URL=postgres://… 指定一台 PostgreSQL（15 或更新）。`,
    `The embedded PostgreSQL does not run here (glibc, noexec mount?); set DATABASE_URL.`,
  );
}

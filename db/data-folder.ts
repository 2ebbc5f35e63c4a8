import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartupError, diskFull } from './startup-error.ts';

/** Which product wrote this data folder last, and with which PostgreSQL when the database lies in it. */
export interface DataVersion {
  product: string;
  postgres: number | null;
}

/** The product's version, from package.json. */
export const productVersion: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

const versionFile = (dataDir: string) => join(dataDir, 'VERSION');

/** A fresh cluster takes 40 MB, its write-ahead log and three demo counties some more; below this a start ends half-way. */
const firstStartBytes = 300 * 1024 * 1024;
/** PostgreSQL stops hard when a 16 MB segment of its log finds no room: refuse before that. */
const laterStartBytes = 64 * 1024 * 1024;

/** Makes the data folder (mode 0700) when there is none. */
export function ensureDataFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
}

export function isEmptyFolder(dataDir: string): boolean {
  return !existsSync(dataDir) || readdirSync(dataDir).length === 0;
}

/**
 * Refuses a data folder that a newer product or another PostgreSQL wrote, before anything in it is touched.
 * @throws StartupError
 */
export function checkDataVersion(dataDir: string, postgresMajor: number | null): void {
  const found = readDataVersion(dataDir);
  if (found !== null && isNewer(found.product, productVersion)) {
    throw new StartupError(
      `数据目录 ${dataDir} 由更新的版本 ${found.product} 写成，当前程序是 ${productVersion}，未改动任何数据。请升级程序，或用 DATA_DIR=… 换一个目录。`,
      `Data folder written by newer version ${found.product}; upgrade the program or set DATA_DIR.`,
    );
  }
  const cluster = found?.postgres ?? null;
  if (postgresMajor !== null && cluster !== null && cluster !== postgresMajor) {
    throw otherPostgres(dataDir, cluster, postgresMajor);
  }
}

export function otherPostgres(dataDir: string, found: number, expected: number): StartupError {
  return new StartupError(
    `数据目录 ${dataDir} 属于 PostgreSQL ${found}，当前内置的是 ${expected}，未改动任何数据。请用原版本的程序运行 npm run backup -- 文件，再用新版本在空目录运行 npm run restore -- 文件。`,
    `Data folder is of PostgreSQL ${found}, this program has ${expected}; back up with the old version, restore with the new.`,
  );
}

/** Writes down that this product (and this PostgreSQL) has opened the folder; called before its migrations run. */
export function stampDataVersion(dataDir: string, postgresMajor: number | null): void {
  const found = readDataVersion(dataDir);
  const next: DataVersion = { product: productVersion, postgres: postgresMajor ?? found?.postgres ?? null };
  if (found?.product === next.product && found.postgres === next.postgres) return;
  writeWhole(versionFile(dataDir), `${JSON.stringify(next)}\n`, 0o644);
}

/**
 * Refuses to start on a disk that is about to be full.
 * @throws StartupError
 */
export function checkFreeSpace(folder: string, occasion: 'first start' | 'later start'): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < (occasion === 'first start' ? firstStartBytes : laterStartBytes)) {
    throw diskFull(folder);
  }
}

/** Writes a small file so that it is there whole or not at all. */
export function writeWhole(path: string, content: string, mode: number): void {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, content, { mode, flush: true });
  renameSync(draft, path);
}

function readDataVersion(dataDir: string): DataVersion | null {
  const path = versionFile(dataDir);
  if (!existsSync(path)) return null;
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    found = null;
  }
  if (
    typeof found !== 'object' ||
    found === null ||
    !('product' in found && typeof found.product === 'string') ||
    !('postgres' in found && (typeof found.postgres === 'number' || found.postgres === null))
  ) {
    throw new StartupError(
      `${path} 无法读懂，未改动任何数据。请从备份恢复该文件，或用 DATA_DIR=… 换一个目录。`,
      `${path} is not readable as a version file.`,
    );
  }
  return { product: found.product, postgres: found.postgres };
}

function isNewer(found: string, own: string): boolean {
  const parts = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
  const ours = parts(own);
  const theirs = parts(found);
  for (let index = 0; index < 3; index += 1) {
    const difference = (theirs[index] ?? 0) - (ours[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

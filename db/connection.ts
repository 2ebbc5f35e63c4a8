import { resolve } from 'node:path';
import { withClient } from './client.ts';
import { checkDataVersion, ensureDataFolder, stampDataVersion } from './data-folder.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { MIGRATIONS, migrate } from './migrate.ts';
import { isFault } from './process-lock.ts';
import { connectionUrls, ensureEmbeddedDatabase, ensureRolesOf } from './roles.ts';
import type { ConnectionUrls, ServiceUrls } from './roles.ts';
import { holdDataFolder } from './running.ts';
import { StartupError, asStartupError } from './startup-error.ts';

export { connectionUrls, type ConnectionUrls, type DatabaseSource, type ServiceUrls } from './roles.ts';

/** Name of the product's database in the embedded cluster. */
const embeddedDatabase = 'mubiao';

/** Where the facts are kept. */
export interface StoreEnvironment {
  /** Absolute path of the data folder. */
  dataDir: string;
  /** null: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | null;
}

export interface Store {
  urls: ConnectionUrls;
  /** Major version of the embedded PostgreSQL; null with DATABASE_URL. */
  postgresMajor: number | null;
  /** Leaves the database: an embedded server is stopped when no other process of ours uses it. */
  stop(): Promise<void>;
}

/** Reads DATA_DIR (.data) and DATABASE_URL (none: embedded). */
export function readStoreEnvironment(variables: NodeJS.ProcessEnv): StoreEnvironment {
  return {
    dataDir: resolve(variables['DATA_DIR'] || '.data'),
    databaseUrl: variables['DATABASE_URL'] || null,
  };
}

/**
 * Checks REDIS_URL for server and worker; null: the queue is in PostgreSQL.
 * @throws StartupError when it is no address of a Redis
 */
export function readRedisUrl(text: string | null): string | null {
  if (text === null || /^rediss?:\/\/[^/]+/.test(text)) return text;
  throw new StartupError(
    'REDIS_URL 应写成 redis://主机:端口 或 rediss://主机:端口。',
    'REDIS_URL must be redis:// or rediss://host:port.',
  );
}

/**
 * A running database with its logins, at whatever schema it has: for backup and restore.
 * @throws StartupError what an operator can mend, one line
 */
export async function openUnmigrated(
  environment: StoreEnvironment,
  say: (line: string) => void = console.error,
): Promise<Store> {
  const { dataDir, databaseUrl } = environment;
  try {
    if (databaseUrl !== null) {
      checkDataVersion(dataDir, null);
      await ensureRolesOf(databaseUrl);
      return {
        urls: connectionUrls({ databaseUrl }),
        postgresMajor: null,
        stop: () => Promise.resolve(),
      };
    }
    const server = await startEmbeddedPostgres(dataDir, { say });
    try {
      await ensureEmbeddedDatabase(server.superuserUrl, embeddedDatabase);
    } catch (fault) {
      await server.stop();
      throw fault;
    }
    const urls = connectionUrls({ superuserUrl: server.superuserUrl, database: embeddedDatabase });
    return { urls, postgresMajor: server.major, stop: () => server.stop() };
  } catch (fault) {
    throw asStartupError(asUnreachable(fault), dataDir);
  }
}

/**
 * A running database at this version's schema: what server and worker start with. With the embedded PostgreSQL the
 * first process starts it, the others connect, and the last one to leave stops it.
 * @throws StartupError what an operator can mend, one line
 */
export async function openStore(
  environment: StoreEnvironment,
  say: (line: string) => void = console.error,
): Promise<Store> {
  const store = await openUnmigrated(environment, say);
  try {
    await refuseNewerSchema(store.urls.owner);
    ensureDataFolder(environment.dataDir);
    stampDataVersion(environment.dataDir, store.postgresMajor);
    await migrate(store.urls.owner);
    return store;
  } catch (fault) {
    await store.stop();
    throw asStartupError(fault, environment.dataDir);
  }
}

/** How `npm start` hands the logins to its server and worker: by environment, which `ps` does not show. */
const handedVariables = {
  app: 'MUBIAO_APP_URL',
  worker: 'MUBIAO_WORKER_URL',
  publisher: 'MUBIAO_PUBLISHER_URL',
  bullmq: 'MUBIAO_BULLMQ_URL',
} as const satisfies Record<keyof ServiceUrls, string>;

/** The variables from which `openServiceStore` of a child process takes its logins. */
export function handedTo(urls: ServiceUrls): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(handedVariables).map(([login, variable]) => [variable, urls[login as keyof ServiceUrls]]),
  );
}

/**
 * What server/main.ts and jobs/main.ts open at start: the logins that `npm start` handed over, else (`npm run serve`,
 * `npm run worker`) a store of their own.
 * @param listensAt the address of a server, which then is the one product of an embedded data folder; null for a worker
 * @throws StartupError what an operator can mend, one line
 */
export async function openServiceStore(
  variables: NodeJS.ProcessEnv,
  listensAt: string | null,
): Promise<{ urls: ServiceUrls; stop(): Promise<void> }> {
  const handed = Object.fromEntries(
    Object.entries(handedVariables).map(([login, variable]) => [login, variables[variable]]),
  ) as Record<keyof ServiceUrls, string | undefined>;
  if (isComplete(handed)) return { urls: handed, stop: () => Promise.resolve() };
  const environment = readStoreEnvironment(variables);
  // Several servers may share one DATABASE_URL, and then the data folder holds nothing they could disturb.
  const isShared = environment.databaseUrl !== null || listensAt === null;
  const hold = isShared ? null : await holdDataFolder(environment.dataDir, listensAt);
  try {
    const store = await openStore(environment);
    return {
      urls: store.urls,
      async stop() {
        await store.stop();
        hold?.release();
      },
    };
  } catch (fault) {
    hold?.release();
    throw fault;
  }
}

function isComplete(urls: Record<keyof ServiceUrls, string | undefined>): urls is ServiceUrls {
  return Object.values(urls).every((url) => url !== undefined);
}

/** Names of the migrations a database has had, oldest first; empty for a new database. */
export async function appliedMigrations(ownerUrl: string): Promise<string[]> {
  return await withClient(ownerUrl, async (client) => {
    const table = 'ops_migration.kysely_migration';
    const { rows: found } = await client.query<{ exists: boolean }>(
      'select to_regclass($1) is not null as exists',
      [table],
    );
    if (found[0]?.exists !== true) return [];
    const { rows } = await client.query<{ name: string }>(`select name from ${table} order by name`);
    return rows.map((row) => row.name);
  });
}

async function refuseNewerSchema(ownerUrl: string): Promise<void> {
  const unknown = (await appliedMigrations(ownerUrl)).filter((name) => !(name in MIGRATIONS));
  if (unknown.length === 0) return;
  throw new StartupError(
    `数据库由更新的版本写成（${unknown.join('、')}），未改动任何数据。请升级程序，或换一个数据库。`,
    `The database was written by a newer version (${unknown.join(', ')}); upgrade the program.`,
  );
}

function asUnreachable(fault: unknown): unknown {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', '28P01', '28000', '3D000'];
  const cause = fault instanceof AggregateError ? fault.errors[0] : fault;
  if (!codes.some((code) => isFault(cause, code))) return fault;
  return new StartupError(
    `无法连接数据库：${(cause as Error).message}。请检查 DATABASE_URL 的主机、端口、账号、口令和数据库名。`,
    `Cannot connect to the database; check DATABASE_URL.`,
  );
}

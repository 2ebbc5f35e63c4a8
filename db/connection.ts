import { resolve } from 'node:path';
import pg from 'pg';
import { checkDataVersion, ensureDataFolder, stampDataVersion } from './data-folder.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { MIGRATIONS, migrate } from './migrate.ts';
import { isFault } from './process-lock.ts';
import { connectionUrls, ensureEmbeddedDatabase, ensureRolesOf, type ConnectionUrls } from './roles.ts';
import { StartupError, asStartupError } from './startup-error.ts';

export { connectionUrls, type ConnectionUrls, type DatabaseSource } from './roles.ts';

/** Name of the product's database in the embedded cluster. */
export const embeddedDatabase = 'mubiao';

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

/** Names of the migrations a database has had, oldest first; empty for a new database. */
export async function appliedMigrations(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      'select name from ops_migration.kysely_migration order by name',
    );
    return rows.map((row) => row.name);
  } catch (fault) {
    // 3F000 no such schema, 42P01 no such table: nothing was migrated yet.
    if (isFault(fault, '3F000') || isFault(fault, '42P01')) return [];
    throw fault;
  } finally {
    await client.end();
  }
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

/**
 * Set-up of the tests that need a database (vitest `globalSetup`): one embedded cluster for the whole run in a
 * temporary folder, with a migrated template. `createTestDatabase` clones it for a test file.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../db/embedded.ts';
import { migrate } from '../db/migrate.ts';
import { connectionUrls, embeddedOwner, ensureEmbeddedDatabase, type ConnectionUrls } from '../db/roles.ts';

const template = 'mubiao_template';
/** How the address of the cluster reaches the test files: their processes inherit it. */
const variable = 'MUBIAO_TEST_SUPERUSER_URL';

export interface TestDatabase {
  urls: ConnectionUrls;
  /** For looking behind row-level security; the product never connects so. */
  superuserUrl: string;
  /** Called after the file's tests by itself. */
  drop(): Promise<void>;
}

/** Called by vitest once, before all test files; what it returns is called once after them. */
export async function setup(): Promise<() => Promise<void>> {
  // Several vitest projects name this file; one cluster does for all of them.
  if (process.env[variable] !== undefined) return () => Promise.resolve();
  const folder = await mkdtemp(join(tmpdir(), 'mubiao-test-'));
  const server = await startEmbeddedPostgres(join(folder, 'data'), {
    // What a test cluster loses in a power cut nobody misses.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  await ensureEmbeddedDatabase(server.superuserUrl, template);
  await migrate(connectionUrls({ superuserUrl: server.superuserUrl, database: template }).owner);
  process.env[variable] = server.superuserUrl;
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/**
 * A migrated database of its own for one test file, dropped after the file's tests.
 * Call it at the top of the file: `const database = await createTestDatabase()`.
 * @param from name of the database to copy, the empty migrated one unless given
 */
export async function createTestDatabase(from = template): Promise<TestDatabase> {
  const superuserUrl = superuserUrlOfTests();
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await makeDatabase(database, from);
  const drop = () => statement(superuserUrl, `drop database if exists ${database} with (force)`);
  // Vitest's hooks exist in test files only, not where the global set-up runs.
  const { afterAll } = await import('vitest');
  afterAll(drop);
  const inside = new URL(superuserUrl);
  inside.pathname = `/${database}`;
  return { urls: urlsOf(database), superuserUrl: inside.toString(), drop };
}

/** The address of the run's cluster. */
export function superuserUrlOfTests(): string {
  const superuserUrl = process.env[variable];
  if (superuserUrl === undefined) {
    throw new Error('test/postgres.ts is not in this vitest project’s globalSetup');
  }
  return superuserUrl;
}

export const urlsOf = (database: string): ConnectionUrls =>
  connectionUrls({ superuserUrl: superuserUrlOfTests(), database });

/** Copies a database nobody is connected to; the migrated one unless another is named. */
export async function makeDatabase(name: string, from = template): Promise<void> {
  await statement(superuserUrlOfTests(), `create database ${name} template ${from} owner ${embeddedOwner}`);
}

async function statement(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/**
 * The demonstration of 2023-07-31, loaded once for a run of the tests and copied for each file that wants it: a copy takes
 * a tenth of a second, a load several.
 */
import pg from 'pg';
import { loadDemo } from '../db/demo/load.ts';
import { hashPassword } from '../db/passwords.ts';
import { readTextDocument } from '../server/forms/read-document.ts';
import {
  createTestDatabase,
  makeDatabase,
  superuserUrlOfTests,
  urlsOf,
  type TestDatabase,
} from './postgres.ts';

const template = 'mubiao_demo_template';
/** One number for the advisory lock of its making; any will do. */
const LOCK = 20_230_731;

export const DEMO_DATE = '2023-07-31';
/** Of every demo account. */
export const DEMO_PASSWORD = 'demo-in-the-tests';

/** A copy for one test file, dropped after the file's tests. */
export async function createDemoDatabase(): Promise<TestDatabase> {
  const client = new pg.Client({ connectionString: superuserUrlOfTests() });
  await client.connect();
  try {
    // Test files run side by side: the first makes it, the others wait.
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(client);
  } finally {
    await client.end();
  }
  return await createTestDatabase(template);
}

async function makeTemplate(client: pg.Client): Promise<void> {
  // Under another name until it is whole.
  const unfinished = `${template}_unfinished`;
  await client.query(`drop database if exists ${unfinished}`);
  await makeDatabase(unfinished);
  await loadDemo({
    ownerUrl: urlsOf(unfinished).owner,
    readDocument: (text, filename) => readTextDocument({ text, filename }),
    passwordHash: await hashPassword(DEMO_PASSWORD),
    demoDate: DEMO_DATE,
  });
  await client.query(`alter database ${unfinished} rename to ${template}`);
}

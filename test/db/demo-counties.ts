/** The demonstration in a test database, as `npm start` loads it. */
import { loadDemo } from '../../db/demo/load.ts';
import { readTextDocument } from '../../server/forms/read-document.ts';
import type { TestDatabase } from '../postgres.ts';

/** @param passwordHash of every account, for tests in which somebody signs in */
export async function loadDemoCounties(
  database: TestDatabase,
  demoDate: string,
  passwordHash = 'not a hash: nobody signs in here',
): Promise<void> {
  const { loaded } = await loadDemo({
    ownerUrl: database.urls.owner,
    readDocument: (text, filename) => readTextDocument({ text, filename }),
    passwordHash,
    demoDate,
  });
  if (!loaded) throw new Error('the demonstration was there already');
}

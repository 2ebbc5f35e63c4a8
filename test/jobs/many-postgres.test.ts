import { describe } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { testMany } from './many-tests.ts';

const database = await createTestDatabase();

describe('two servers and two workers over PostgreSQL alone', async () => {
  await testMany(database, null);
});

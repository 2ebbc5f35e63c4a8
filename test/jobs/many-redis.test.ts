import { afterAll, describe } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { testMany } from './many-tests.ts';
import { startRedis } from './stores.ts';

const database = await createTestDatabase();
const redis = await startRedis();
afterAll(() => redis.stop());

describe('two servers and two workers over PostgreSQL and Redis', async () => {
  await testMany(database, redis.url);
});

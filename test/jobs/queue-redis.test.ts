import { afterAll, describe } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { testQueue } from './queue-tests.ts';
import { startRedis } from './stores.ts';

const database = await createTestDatabase();
const redis = await startRedis();
afterAll(() => redis.stop());

describe('the queue over Redis', () => {
  testQueue({ postgresUrl: database.urls.bullmq, redisUrl: redis.url });
});

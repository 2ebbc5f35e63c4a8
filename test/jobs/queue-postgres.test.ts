import { describe } from 'vitest';
import { createTestDatabase } from '../postgres.ts';
import { testQueue } from './queue-tests.ts';

const database = await createTestDatabase();

describe('the queue over PostgreSQL', () => {
  testQueue({ postgresUrl: database.urls.bullmq, redisUrl: null });
});

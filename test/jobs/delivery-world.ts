/** A database of its own for a file of delivery tests; what a test made is gone after it. */
import pg from 'pg';
import { afterAll, afterEach } from 'vitest';
import { openDatabase, type Db } from '../../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

export interface DeliveryWorld {
  database: TestDatabase;
  worker: Db;
  superuser: pg.Client;
  /** Closed after the test, the last one first. */
  closedLater(close: () => Promise<unknown>): void;
}

export async function openDeliveryWorld(): Promise<DeliveryWorld> {
  const database = await createTestDatabase();
  const worker = openDatabase(database.urls.worker, { max: 8 });
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close();
    await superuser.query(
      'truncate ops.messages, ops.message_notices, ops.message_attempts, app.notices, ops.job_runs',
    );
  });
  afterAll(async () => {
    await worker.destroy();
    await superuser.end();
  });
  return { database, worker, superuser, closedLater: (close) => void open.push(close) };
}

export const mailOf = (person: number) => `person-${person}@example.org`;

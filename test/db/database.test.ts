import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { openDatabase, withConnection } from '../../db/database.ts';
import { createTestDatabase } from '../postgres.ts';

const database = await createTestDatabase();
const db = openDatabase(database.urls.app, { max: 1 });
afterAll(() => db.destroy());

const setting = async (name: string) =>
  (await sql<{ value: string }>`select current_setting(${name}) as value`.execute(db)).rows[0]?.value;

const preparedLike = async (pattern: string) =>
  (await sql`select from pg_prepared_statements where statement like ${pattern}`.execute(db)).rows.length;

describe('a connection of the product', () => {
  it.each([
    ['statement_timeout', '1min'],
    ['idle_in_transaction_session_timeout', '1min'],
    ['TimeZone', 'Asia/Shanghai'],
  ])('has the server’s %s set to %s', async (name, value) => {
    expect(await setting(name)).toBe(value);
  });

  it('that the server ends in the middle of a transaction fails its work alone', async () => {
    const work = withConnection(db, async (connection) => {
      await connection.query('begin; set local idle_in_transaction_session_timeout = 50');
      await wait(400);
      await connection.query('select 1');
    });
    await expect(work).rejects.toThrow();
    expect(await setting('TimeZone')).toBe('Asia/Shanghai');
  });
});

describe('a statement with parameters', () => {
  it('is prepared by name', async () => {
    await sql`select ${'x'}::text as kept`.execute(db);
    expect(await preparedLike('select $1::text as kept')).toBe(1);
  });

  it.each([
    ['rows of values', sql`select 'rows' from (values (${1}::int), (${2}::int)) as v (n)`, `select 'rows'%`],
    ['a list of five', sql`select 'list' where 1 in (${sql.join([1, 2, 3, 4, 5])})`, `select 'list'%`],
    [
      'more than sixty parameters',
      sql`select 'many', array[${sql.join(Array.from({ length: 61 }, (_, n) => n))}]::int[]`,
      `select 'many'%`,
    ],
  ])('is not when it has %s', async (_, statement, pattern) => {
    await statement.execute(db);
    expect(await preparedLike(pattern)).toBe(0);
  });
});

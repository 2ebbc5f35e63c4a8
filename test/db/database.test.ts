import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { inContext, openDatabase, readTogether, withConnection, type Tx } from '../../db/database.ts';
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

describe('two readings at the same time', () => {
  const region = '00000000-0000-4000-8000-000000000001';
  const units = ['00000000-0000-4000-8000-000000000002'];
  const look = async (tx: Tx) =>
    (
      await sql<{ backend: number; snapshot: string; region: string; units: string; slept: string }>`
        select pg_backend_pid() as backend, pg_current_snapshot()::text as snapshot,
          current_setting('app.region') as region, current_setting('app.units') as units, pg_sleep(0.02)::text as slept`.execute(
        tx,
      )
    ).rows[0];

  it.each([1, 2, 4])('see one snapshot in one scope, and come to an end with %s connections', async (max) => {
    const pool = openDatabase(database.urls.app, { max });
    try {
      const all = await Promise.all(
        Array.from({ length: 20 }, () =>
          inContext(
            pool,
            { regionId: region, units },
            (tx) => readTogether(pool, tx, look, look),
            'snapshot',
          ),
        ),
      );
      for (const [one, two] of all) {
        expect({ ...two, backend: 0 }).toEqual({ ...one, backend: 0 });
        expect(one).toMatchObject({ region, units: `{${units.join(',')}}` });
      }
      const apart = all.filter(([one, two]) => one?.backend !== two?.backend).length;
      expect(apart > 0).toBe(max > 1);
    } finally {
      await pool.destroy();
    }
  });

  it('fail with the one that fails, and leave no connection behind in a transaction', async () => {
    const pool = openDatabase(database.urls.app, { max: 2 });
    const fails = (tx: Tx) => sql`select 1 / 0`.execute(tx);
    const together = (first: (tx: Tx) => Promise<unknown>, second: (tx: Tx) => Promise<unknown>) =>
      inContext(pool, { regionId: region, units }, (tx) => readTogether(pool, tx, first, second), 'snapshot');
    try {
      await expect(together(fails, look)).rejects.toThrow('division by zero');
      await expect(together(look, fails)).rejects.toThrow('division by zero');
      const { rows } = await sql`select from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`.execute(pool);
      expect(rows).toEqual([]);
    } finally {
      await pool.destroy();
    }
  });
});

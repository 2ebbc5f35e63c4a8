/**
 * The database handle and the regional context.
 * A statement outside `inContext` sees no regional row at all: row-level security asks for the context first.
 */
import pg from 'pg';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { Database } from './tables.ts';

export type Db = Kysely<Database>;
/** A handle inside a transaction with its context set. */
export type Tx = Kysely<Database> | Transaction<Database>;

/** Who looks: the region, and its units in scope (`'*'` = the whole region). */
export interface Context {
  regionId: string;
  units: '*' | readonly string[];
}

const DATE = 1082;
const TIMESTAMPTZ = 1184;
const typeParsers = new pg.TypeOverrides();
// A date is a plain day, never an instant in some zone.
typeParsers.setTypeParser(DATE, (text) => text);
// With TimeZone Asia/Shanghai PostgreSQL prints `2023-07-31 14:32:08.123+08`; make it ISO 8601.
typeParsers.setTypeParser(TIMESTAMPTZ, (text) => text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));

/**
 * Opens a pool for one login.
 * @param max connections; 20 entries a second need two, the default leaves room for slow readers.
 */
export function openDatabase(url: string, options: { max?: number; name?: string } = {}): Db {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: openPool(url, options) }) });
}

export function openPool(url: string, options: { max?: number; name?: string } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    application_name: options.name ?? 'mubiao',
    options: '-c TimeZone=Asia/Shanghai -c DateStyle=ISO',
    connectionTimeoutMillis: 10_000,
    // Longer than any honest statement of the product; an overview of 20,000 indicators takes 30 ms.
    query_timeout: 60_000,
    keepAlive: true,
    types: typeParsers,
  });
  // An idle connection that breaks is dropped by the pool and the next query opens another;
  // without a listener the process would die of it.
  pool.on('error', (error) => console.error(`database connection lost: ${error.message}`));
  return pool;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A row lock taken together with the context; `$1` in the text stands for the id. */
export interface Lock {
  text: string;
  id: string;
}

/**
 * `begin`, the context and the lock in one message: one round trip instead of three. Such a message takes no
 * parameters; everything written into it is an id and is checked to be one.
 */
function beginStatement(context: Context, mode: 'write' | 'snapshot', lock: Lock | null): string {
  const units = context.units === '*' ? '*' : `{${context.units.join(',')}}`;
  const ids = [context.regionId, ...(context.units === '*' ? [] : context.units), ...(lock ? [lock.id] : [])];
  for (const id of ids) if (!uuid.test(id)) throw new Error(`not an id in a context: ${id}`);
  return [
    mode === 'snapshot' ? 'begin isolation level repeatable read read only' : 'begin',
    `select set_config('app.region', '${context.regionId}', true), set_config('app.units', '${units}', true)`,
    ...(lock ? [lock.text.replace('$1', lock.id)] : []),
  ].join('; ');
}

/**
 * Runs `work` in one transaction that sees exactly the context's rows.
 * Commits when it returns, rolls back when it throws.
 * @param mode `snapshot`: read only, one consistent picture over several statements.
 */
export async function inContext<T>(
  db: Db,
  context: Context,
  work: (tx: Tx) => Promise<T>,
  mode: 'write' | 'snapshot' = 'write',
  lock: Lock | null = null,
): Promise<T> {
  return db.connection().execute(async (tx) => {
    try {
      await sql.raw(beginStatement(context, mode, lock)).execute(tx);
      const result = await work(tx);
      await sql.raw('commit').execute(tx);
      return result;
    } catch (error) {
      await rollBack(tx);
      throw error;
    }
  });
}

/** A connection that cannot even roll back is broken: the pool drops it, and the first error is the one to tell. */
async function rollBack(tx: Tx): Promise<void> {
  try {
    await sql.raw('rollback').execute(tx);
  } catch (error) {
    console.error(`rollback failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

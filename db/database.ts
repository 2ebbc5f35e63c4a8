/**
 * The database handle and the regional context.
 * A statement outside `inContext` sees no regional row at all: row-level security asks for the context first.
 */
import pg from 'pg';
import { Kysely, PostgresDialect, sql, type PostgresPool, type Transaction } from 'kysely';
import type { Database } from './tables.ts';
import type { Language } from '../domain/language.ts';

export type Db = Kysely<Database>;
/** A handle inside a transaction with its context set. */
export type Tx = Kysely<Database> | Transaction<Database>;

/** Who looks: the region, and its units in scope (`'*'` = the whole region). */
export interface Context {
  regionId: string;
  units: '*' | readonly string[];
  /** Of the sentences in what is read; left out: the office's. */
  language?: Language;
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
  const pool = openPool(url, options);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Db, pg.Pool>();

/** Statements kept prepared on each connection; the product has about a hundred. */
const MOST_PREPARED = 400;
/** Characters and parameters; beyond them a statement is a bulk insert. */
const LONGEST_PREPARED = 8_000;
const MOST_PARAMETERS = 60;
/** Rows after the first of `values`, or a list of five and more: such a text differs with the number of its rows. */
const GROWS_WITH_ROWS = /\), \(\$\d|\bin \((?:\$\d+, ){4}/;
const names = new Map<string, string>();

/** A name for the statement's text, the same on every connection; none when it is not worth keeping. */
function preparedName(text: string, parameters: number): string | undefined {
  if (parameters === 0 || parameters > MOST_PARAMETERS || text.length > LONGEST_PREPARED) return undefined;
  let name = names.get(text);
  if (name === undefined && names.size < MOST_PREPARED && !GROWS_WITH_ROWS.test(text)) {
    name = `m${names.size}`;
    names.set(text, name);
  }
  return name;
}

/** The pool with its parameterised statements prepared by name: planning took longer than most of them run. */
function preparing(pool: pg.Pool): PostgresPool {
  const prepared = new WeakSet<pg.PoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      if (!prepared.has(client)) {
        prepared.add(client);
        const query = client.query.bind(client) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
        const named = (text: string, values: unknown[] = []) => {
          const name = preparedName(text, values.length);
          return query({ text, values, ...(name !== undefined && { name }) });
        };
        Object.assign(client, { query: named });
      }
      return client;
    },
  };
}

/** A connection for messages of several statements, which carry no parameters: see `literals`. */
export interface Connection {
  /** One result for each statement of the text. */
  query<Row extends pg.QueryResultRow>(text: string): Promise<pg.QueryResult<Row>[]>;
}

/** Runs `work` on a connection of its own; a transaction it leaves open by an error is rolled back. */
export async function withConnection<T>(db: Db, work: (connection: Connection) => Promise<T>): Promise<T> {
  const pool = pools.get(db);
  if (!pool) throw new Error('not a handle of openDatabase');
  const client = await pool.connect();
  const connection: Connection = {
    query: async (text) => {
      const result: unknown = await client.query(text);
      return (Array.isArray(result) ? result : [result]) as never;
    },
  };
  let isBroken = false;
  try {
    return await work(connection);
  } catch (error) {
    // A connection that cannot even roll back is broken, and must not go back to the pool.
    await connection.query('rollback').catch(() => (isBroken = true));
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/** Values as SQL literals, comma between, escaped by the driver. */
export function literals(...values: readonly (string | null)[]): string {
  return values.map((value) => (value === null ? 'null' : literal(value))).join(', ');
}

const ESCAPED = /['\\]/;

/** The driver goes through a text character by character; of ten kilobytes of JSON hardly any holds one to escape. */
const literal = (value: string): string => (ESCAPED.test(value) ? pg.escapeLiteral(value) : `'${value}'`);

/** The context's units as the setting `app.units` takes them. */
export function unitsSetting(context: Context): string {
  return context.units === '*' ? '*' : `{${context.units.join(',')}}`;
}

/** Longer than any honest statement of the product, maintenance too; an overview of 20,000 indicators takes 30 ms. */
const LONGEST_STATEMENT_MS = 60_000;

export function openPool(url: string, options: { max?: number; name?: string } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    application_name: options.name ?? 'mubiao',
    // The server itself ends what takes too long, so that neither a statement nor a lock outlives who asked for it.
    options: [
      '-c TimeZone=Asia/Shanghai -c DateStyle=ISO',
      `-c statement_timeout=${LONGEST_STATEMENT_MS} -c idle_in_transaction_session_timeout=${LONGEST_STATEMENT_MS}`,
    ].join(' '),
    connectionTimeoutMillis: 10_000,
    // The driver only stops waiting, for a server that no longer answers: after the server had its time.
    query_timeout: LONGEST_STATEMENT_MS + 5_000,
    keepAlive: true,
    types: typeParsers,
  });
  // A connection that breaks is dropped and the next query opens another; without a listener, on the connection when
  // it breaks in use and on the pool when it breaks idle, the process would die of it.
  pool.on('connect', (client) => {
    client.on('error', (error) => console.error(`database connection lost: ${error.message}`));
  });
  pool.on('error', () => undefined);
  return pool;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * `begin` and the context in one message: one round trip instead of two. Such a message takes no parameters; everything
 * written into it is an id and is checked to be one.
 */
function beginStatement(context: Context, mode: 'write' | 'snapshot'): string {
  for (const id of [context.regionId, ...(context.units === '*' ? [] : context.units)]) {
    if (!uuid.test(id)) throw new Error(`not an id in a context: ${id}`);
  }
  return [
    mode === 'snapshot' ? 'begin isolation level repeatable read read only' : 'begin',
    `select set_config('app.region', '${context.regionId}', true),
      set_config('app.units', '${unitsSetting(context)}', true)`,
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
): Promise<T> {
  return db.connection().execute(async (tx) => {
    try {
      await sql.raw(beginStatement(context, mode)).execute(tx);
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

/**
 * At most this many pairs, and always fewer than there are connections: one at least is held by somebody who waits for no
 * second, and comes back, so that nobody waits for ever.
 */
const PAIRS_AT_MOST = 3;
const pairs = new WeakMap<Db, number>();

/**
 * Two readings at the same time in one snapshot: the second on another connection that sees exactly what `tx` sees. With
 * too many pairs open already, one after the other on `tx`.
 * @param tx of `inContext(…, 'snapshot')`, with its scope as it is to be
 */
export async function readTogether<A, B>(
  db: Db,
  tx: Tx,
  first: (tx: Tx) => Promise<A>,
  second: (tx: Tx) => Promise<B>,
): Promise<[A, B]> {
  const open = pairs.get(db) ?? 0;
  const most = Math.min(PAIRS_AT_MOST, (pools.get(db)?.options.max ?? 1) - 1);
  if (open >= most) return [await first(tx), await second(tx)];
  pairs.set(db, open + 1);
  try {
    const { rows } = await sql<{ snapshot: string; region: string; units: string }>`
      select pg_export_snapshot() as snapshot, current_setting('app.region') as region,
        current_setting('app.units') as units`.execute(tx);
    const [seen] = rows;
    if (!seen) throw new Error('no snapshot to share');
    const begin = [
      'begin isolation level repeatable read read only',
      `set transaction snapshot ${pg.escapeLiteral(seen.snapshot)}`,
      `select set_config('app.region', ${pg.escapeLiteral(seen.region)}, true),
        set_config('app.units', ${pg.escapeLiteral(seen.units)}, true)`,
    ].join('; ');
    const beside = db.connection().execute(async (other) => {
      try {
        await sql.raw(begin).execute(other);
        const result = await second(other);
        await sql.raw('commit').execute(other);
        return result;
      } catch (error) {
        await rollBack(other);
        throw error;
      }
    });
    // Both are waited for, also when one fails: the snapshot ends with `tx`.
    const [one, two] = await Promise.allSettled([first(tx), beside]);
    if (one.status === 'rejected') throw one.reason;
    if (two.status === 'rejected') throw two.reason;
    return [one.value, two.value];
  } finally {
    pairs.set(db, (pairs.get(db) ?? 1) - 1);
  }
}

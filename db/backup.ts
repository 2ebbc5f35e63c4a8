import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { sealOf, type BackupHeader, type BackupTable } from './backup-file.ts';
import { realClock } from './clock.ts';
import { appliedMigrations } from './connection.ts';
import { productVersion } from './data-folder.ts';
import { StartupError } from './startup-error.ts';

/** What is kept: facts, shared tables, accounts. The queue (schema bullmq) is not: jobs are made again from the facts. */
export const keptSchemas: readonly string[] = ['shared', 'app', 'ops'];
/** The folder of an installation's own layouts of forms (server/forms/layout-files.ts): without them its documents are not read. */
const LAYOUTS = 'layouts';

/** Whether a file of the data folder belongs to the content: no other is kept, and no other is taken from a backup. */
export const isKeptFile = (name: string): boolean =>
  name === 'demo-password' || /^layouts\/[^/\\]+\.json$/.test(name);

/** Files of the data folder without which the restored content could not be used, by their place in it. */
function keptFilesOf(dataDir: string): string[] {
  const folder = join(dataDir, LAYOUTS);
  const layouts = existsSync(folder) ? readdirSync(folder).sort() : [];
  return ['demo-password', ...layouts.map((name) => `${LAYOUTS}/${name}`)].filter(
    (name) => isKeptFile(name) && existsSync(join(dataDir, name)),
  );
}

/** Text of dates, times and numbers must not depend on the server's settings. */
export const plainTextSettings = `set datestyle = 'ISO, YMD'; set intervalstyle = postgres; set timezone = 'UTC';
  set extra_float_digits = 3; set client_encoding = 'UTF8'; set statement_timeout = 0; set lock_timeout = 0`;

/**
 * Writes the whole content into one file (mode 0600), as it was at one moment; the product may go on working meanwhile.
 * The file appears under its name when it is complete.
 * @throws StartupError nothing to back up, or the owner's policy is missing on a table (the file would lack rows)
 */
export async function writeBackup(ownerUrl: string, dataDir: string, file: string): Promise<BackupHeader> {
  const migration = (await appliedMigrations(ownerUrl)).at(-1);
  if (migration === undefined) {
    throw new StartupError(`数据库是空的，没有可备份的内容。`, `The database is empty.`);
  }
  const draft = `${file}.${process.pid}.part`;
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    // A large table may else be read from its middle on when another session reads it already.
    await client.query(`${plainTextSettings}; set synchronize_seqscans = off`);
    await client.query('begin isolation level repeatable read read only');
    await refuseHiddenRows(client);
    const header: BackupHeader = {
      format: 'mubiao-backup',
      formatVersion: 1,
      product: productVersion,
      migration,
      createdAt: realClock.now(),
      tables: await listTables(client),
      sequences: [],
      files: [],
      sha256: '',
    };
    await writeFile(draft, header, client, dataDir);
    await client.query('commit');
    await rename(draft, file);
    return header;
  } finally {
    await client.end();
    await rm(draft, { force: true });
  }
}

async function writeFile(draft: string, header: BackupHeader, client: pg.Client, dataDir: string) {
  const sequenceNames = await listSequences(client);
  const kept = keptFilesOf(dataDir);
  const names = [...header.tables.map((table) => table.name), ...sequenceNames, ...kept];
  // Counts and checksums are known at the end only, the header stands at the beginning: room for them is kept.
  const reserved =
    JSON.stringify(header).length +
    names.reduce((sum, name) => sum + Buffer.byteLength(name) * 2 + 200, 0) +
    200;
  const handle = await open(draft, 'w', 0o600);
  try {
    const hash = createHash('sha256');
    await pipeline(
      Readable.from(body(client, header, { dataDir, kept })),
      createGzip({ level: 6 }),
      async (zipped: AsyncIterable<Buffer>) => {
        let position = reserved;
        for await (const chunk of zipped) {
          hash.update(chunk);
          await handle.write(chunk, 0, chunk.length, position);
          position += chunk.length;
        }
      },
    );
    header.sha256 = sealOf(header, hash.digest('hex'));
    const line = Buffer.from(JSON.stringify(header));
    if (line.length >= reserved) throw new Error(`header of ${line.length} bytes, ${reserved} kept for it`);
    await handle.write(
      Buffer.concat([line, Buffer.alloc(reserved - line.length - 1, ' '), Buffer.from('\n')]),
      0,
      reserved,
      0,
    );
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** All bytes of the body in order; fills in the header's counts and checksums on the way. */
async function* body(
  client: pg.Client,
  header: BackupHeader,
  { dataDir, kept }: { dataDir: string; kept: readonly string[] },
): AsyncGenerator<Buffer> {
  for (const table of header.tables) {
    const hash = createHash('sha256');
    const rows = client.query(
      copyTo(`copy (select ${columnList(table)} from ${tableName(table)}) to stdout`),
    );
    for await (const chunk of rows as AsyncIterable<Buffer>) {
      hash.update(chunk);
      table.bytes += chunk.length;
      yield chunk;
    }
    table.rows = rows.rowCount;
    table.sha256 = hash.digest('hex');
  }
  // After the rows: a sequence stands outside the snapshot and must not lie behind them.
  header.sequences = await readSequences(client);
  for (const name of kept) {
    const content = readFileSync(join(dataDir, name));
    header.files.push({
      name,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    yield content;
  }
}

/** "schema"."table", quoted. */
export function tableName({ schema, name }: { schema: string; name: string }): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}

export function columnList({ columns }: { columns: readonly string[] }): string {
  return columns.map((column) => pg.escapeIdentifier(column)).join(', ');
}

/** Tables with their stored columns; a partitioned table once, a generated column never. */
async function listTables(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<{ schema: string; name: string; columns: string[] }>(
    `select n.nspname as schema, c.relname as name,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
     order by array_position($1, n.nspname::text), c.relname`,
    [keptSchemas],
  );
  return rows.map((row) => ({ ...row, rows: 0, bytes: 0, sha256: '' }));
}

async function listSequences(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select schemaname || sequencename as name from pg_sequences where schemaname = any($1)',
    [keptSchemas],
  );
  return rows.map((row) => row.name);
}

async function readSequences(client: pg.Client): Promise<BackupHeader['sequences']> {
  const { rows } = await client.query<BackupHeader['sequences'][number]>(
    `select schemaname as schema, sequencename as name, last_value::text as "lastValue" from pg_sequences
     where schemaname = any($1) and last_value is not null order by 1, 2`,
    [keptSchemas],
  );
  return rows;
}

/**
 * The owner is bound by row-level security too (FORCE): a table without a policy that shows it every row would be
 * backed up short, in silence.
 */
async function refuseHiddenRows(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_roles me
     where me.rolname = current_user and not me.rolsuper and not me.rolbypassrls
       and n.nspname = any($1) and c.relrowsecurity and c.relforcerowsecurity
       and (not exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive
              and p.polcmd in ('*', 'r') and me.oid = any(p.polroles)
              and pg_get_expr(p.polqual, p.polrelid) = 'true')
         or exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive
              and p.polcmd in ('*', 'r') and (me.oid = any(p.polroles) or 0 = any(p.polroles))))`,
    [keptSchemas],
  );
  if (rows.length === 0) return;
  const names = rows.map((row) => row.name).join('、');
  throw new StartupError(
    `备份会缺行，已中止：账号看不到 ${names} 的全部行（缺少策略 owner_maintenance）。请用建库时的账号备份。`,
    `The owner's policy is missing on ${names}; back up with the login that made the database.`,
  );
}

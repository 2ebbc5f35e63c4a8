import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { columnList, isKeptFile, keptSchemas, plainTextSettings, tableName } from './backup.ts';
import { readVerified, readWhole, withBody, type BackupHeader, type BodyReader } from './backup-file.ts';
import { withClient } from './client.ts';
import { openUnmigrated, type StoreEnvironment } from './connection.ts';
import { ensureDataFolder, isEmptyFolder, stampDataVersion, writeWhole } from './data-folder.ts';
import { MIGRATIONS, migrate } from './migrate.ts';
import { StartupError } from './startup-error.ts';

/**
 * Brings the content of a backup into an empty data folder, or the empty database of DATABASE_URL, and up to this
 * version's schema. All or nothing: after a failure the place is as empty as before.
 * @throws StartupError the file is damaged or newer, or the place is not empty; nothing is touched then
 */
export async function restoreBackup(environment: StoreEnvironment, file: string): Promise<BackupHeader> {
  const { header, bodyOffset } = await readVerified(file);
  if (!(header.migration in MIGRATIONS)) {
    throw new StartupError(
      `备份由更新的版本 ${header.product} 写成，当前程序不认识其数据结构，未改动任何数据。请升级程序后再恢复。`,
      `The backup was written by newer version ${header.product}; upgrade the program.`,
    );
  }
  await refuseContent(environment);
  const { dataDir } = environment;
  try {
    const store = await openUnmigrated(environment);
    try {
      await migrate(store.urls.owner, { target: header.migration });
      await withBody(file, bodyOffset, async (reader) => {
        await load(store.urls.owner, header, reader);
        ensureDataFolder(dataDir);
        for (const section of header.files) {
          if (!isKeptFile(section.name)) throw new Error(`${section.name} belongs into no data folder`);
          const path = join(dataDir, section.name);
          ensureDataFolder(dirname(path));
          writeWhole(path, (await readWhole(reader.take(section))).toString(), 0o600);
        }
      });
      await migrate(store.urls.owner);
      stampDataVersion(dataDir, store.postgresMajor);
    } catch (fault) {
      if (environment.databaseUrl !== null) await dropContent(environment.databaseUrl);
      throw fault;
    } finally {
      await store.stop();
    }
  } catch (fault) {
    if (environment.databaseUrl === null) emptyFolder(dataDir);
    throw fault;
  }
  return header;
}

async function refuseContent({ dataDir, databaseUrl }: StoreEnvironment): Promise<void> {
  if (databaseUrl === null) {
    if (isEmptyFolder(dataDir)) return;
    throw new StartupError(
      `数据目录 ${dataDir} 不是空的，未改动任何数据。请恢复到空目录：DATA_DIR=新目录 npm run restore -- 文件`,
      `The data folder is not empty; restore into an empty one with DATA_DIR=….`,
    );
  }
  await withClient(databaseUrl, async (client) => {
    const { rowCount } = await client.query(
      `select from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm') limit 1`,
    );
    if (rowCount === 0) return;
    throw new StartupError(
      `DATABASE_URL 的数据库不是空的，未改动任何数据。请新建一个空数据库再恢复。`,
      `The database of DATABASE_URL is not empty; make a new one.`,
    );
  });
}

/**
 * Replaces the rows of all tables in one transaction. Foreign keys are taken off and put back at the end, which checks
 * them over all rows and makes the tables' order (and references in circles) indifferent; row-level security would refuse
 * COPY; triggers would make rows that are in the file already.
 */
async function load(ownerUrl: string, header: BackupHeader, reader: BodyReader): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await client.query(plainTextSettings);
    await client.query('begin');
    const aside = await obstacles(client);
    for (const { takeOff } of aside) await client.query(takeOff);
    // What the migrations themselves have put in (rule sets, holidays) is in the file as well.
    const present = await client.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables where schemaname = any($1)`,
      [keptSchemas],
    );
    if (present.rows.length > 0) await client.query(`truncate ${present.rows.map(tableName).join(', ')}`);
    for (const table of header.tables) {
      const rows = client.query(copyFrom(`copy ${tableName(table)} (${columnList(table)}) from stdin`));
      await pipeline(Readable.from(reader.take(table)), rows);
      if (rows.rowCount !== table.rows) {
        throw new Error(`${tableName(table)}: ${rows.rowCount} rows loaded, ${table.rows} in the backup`);
      }
    }
    for (const sequence of header.sequences) {
      await client.query('select setval($1::regclass, $2::bigint)', [
        tableName(sequence),
        sequence.lastValue,
      ]);
    }
    for (const { putBack } of aside.reverse()) await client.query(putBack);
    await client.query('commit');
    await client.query('analyze');
  });
}

/** What stands in the way of loading, with the statements that take it off and put it back (in reverse order). */
async function obstacles(client: pg.Client): Promise<{ takeOff: string; putBack: string }[]> {
  const { rows } = await client.query<{ takeOff: string; putBack: string }>(
    `select format('alter table %s no force row level security', c.oid::regclass) as "takeOff",
       format('alter table %s force row level security', c.oid::regclass) as "putBack", 1 as step
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relforcerowsecurity
     union all
     select format('alter table %s disable trigger %I', t.tgrelid::regclass, t.tgname),
       format('alter table %s enable %s trigger %I', t.tgrelid::regclass,
         case t.tgenabled when 'A' then 'always' when 'R' then 'replica' else '' end, t.tgname), 2
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and not t.tgisinternal and t.tgenabled <> 'D' and t.tgparentid = 0
     union all
     select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname),
       format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)), 3
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and k.contype = 'f' and k.conparentid = 0
     order by step`,
    [keptSchemas],
  );
  return rows;
}

/** The database was empty before: what a failed restore has made may go. */
async function dropContent(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    for (const schema of [...keptSchemas, 'ops_migration']) {
      await client.query(`drop schema if exists ${schema} cascade`);
    }
  });
}

function emptyFolder(dataDir: string): void {
  if (isEmptyFolder(dataDir)) return;
  for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true, force: true });
}

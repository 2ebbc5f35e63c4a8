import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealOf, type BackupHeader } from '../../db/backup-file.ts';
import { isKeptFile, writeBackup } from '../../db/backup.ts';
import { withClient } from '../../db/client.ts';
import { openStore, openUnmigrated, type Store } from '../../db/connection.ts';
import { loadDemo } from '../../db/demo/load.ts';
import { readTextDocument } from '../../server/forms/read-document.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mubiao-backup-'));
const dataDir = join(folder, 'original');
const file = join(folder, 'content.backup');
const restored = join(folder, 'restored');
/** An installation's own way of printing forms (docs/decisions/0014). */
const LAYOUT = '{"name": "benxian", "titles": ["项目绩效目标表"]}\n';
let store: Store;
let made: Outcome;
let brought: Outcome;

beforeAll(async () => {
  store = await openStore({ dataDir, databaseUrl: null });
  await loadDemo({
    ownerUrl: store.urls.owner,
    readDocument: (text, filename) => readTextDocument({ text, filename }),
    passwordHash: 'not a hash: nobody signs in here',
    demoDate: '2023-07-31',
  });
  writeFileSync(join(dataDir, 'demo-password'), 'kept-with-the-content\n');
  mkdirSync(join(dataDir, 'layouts'));
  writeFileSync(join(dataDir, 'layouts', '本县.json'), LAYOUT);
  writeFileSync(join(dataDir, 'layouts', 'notes.txt'), 'no layout');
  made = await run('backup', file, { DATA_DIR: dataDir });
  brought = await run('restore', file, { DATA_DIR: restored });
});

afterAll(async () => {
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  code: number;
  output: string;
}

/** Runs `npm run backup` or `npm run restore`. */
async function run(command: 'backup' | 'restore', target: string, variables: NodeJS.ProcessEnv) {
  return await new Promise<Outcome>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(root, `db/commands/${command}.ts`), target],
      { env: { PATH: process.env['PATH'], ...variables } },
      (_fault, stdout, stderr) => resolve({ code: child.exitCode ?? 1, output: stdout + stderr }),
    );
  });
}

function headerOf(path: string): BackupHeader {
  return JSON.parse(readFileSync(path, 'utf8').split('\n')[0] as string) as BackupHeader;
}

/** The same backup with a changed header, sealed again as if it had been written so. */
function altered(name: string, change: (header: BackupHeader) => void): string {
  const content = readFileSync(file);
  const end = content.indexOf('\n');
  const header = headerOf(file);
  const body = content.subarray(end + 1);
  change(header);
  header.sha256 = sealOf(header, createHash('sha256').update(body).digest('hex'));
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]));
  return path;
}

describe('backup and restore', () => {
  it('bring the whole content of a running product into another data folder, equal in every table', async () => {
    expect(made.output).toContain('已备份到');
    expect(made.code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(brought.output).toContain('已恢复');
    expect(brought.code).toBe(0);
    expect(readFileSync(join(restored, 'demo-password'), 'utf8')).toBe('kept-with-the-content\n');

    // The product does not run there: the command starts the database and stops it again.
    const second = join(folder, 'second.backup');
    expect((await run('backup', second, { DATA_DIR: restored })).code).toBe(0);
    expect(existsSync(join(restored, 'postgres/postmaster.pid'))).toBe(false);
    const before = headerOf(file);
    const after = headerOf(second);
    expect(after.tables).toEqual(before.tables);
    expect(after.sequences).toEqual(before.sequences);
    const rows = (name: string) => before.tables.find((table) => table.name === name)?.rows ?? 0;
    expect(rows('projects')).toBeGreaterThan(10);
    expect(rows('entries')).toBeGreaterThan(100);
    expect(before.tables.map((table) => table.schema)).not.toContain('bullmq');
  });

  it('bring the installation’s own layouts of forms, and no other file of the folder', () => {
    expect(readdirSync(join(restored, 'layouts'))).toEqual(['本县.json']);
    expect(readFileSync(join(restored, 'layouts', '本县.json'), 'utf8')).toBe(LAYOUT);
    expect(headerOf(file).files.map(({ name }) => name)).toEqual(['demo-password', 'layouts/本县.json']);
  });

  it('restore writes no file that a backup names elsewhere', async () => {
    const elsewhere = [
      '../outside',
      '/outside',
      'layouts/../../outside.json',
      'layouts/../postgres.json',
      'postgres.json',
    ];
    expect(elsewhere.filter(isKeptFile)).toEqual([]);
    const wrong = altered('elsewhere.backup', (header) => {
      const [first] = header.files;
      if (first) first.name = '../outside';
    });
    const target = join(folder, 'elsewhere');
    expect((await run('restore', wrong, { DATA_DIR: target })).code).toBe(1);
    expect(readdirSync(target)).toEqual([]);
    expect(existsSync(join(folder, 'outside'))).toBe(false);
  });

  it('restore goes on counting where the original stood, with all keys and guards in place', async () => {
    const shape = `select
        (select array_agg(line order by line) from (select format('%s %s %s', conrelid::regclass, conname,
             pg_get_constraintdef(oid)) as line
           from pg_constraint where contype = 'f') k) as keys,
        (select array_agg(oid::regclass::text order by oid::regclass::text) from pg_class where relforcerowsecurity) as forced,
        (select array_agg(line order by line) from (select format('%s %s %s', tgrelid::regclass, tgname, tgenabled) as line
           from pg_trigger where not tgisinternal) t) as triggers,
        (select max(seq)::text from app.entries) as largest`;
    const look = (url: string) => withClient(url, async (client) => (await client.query(shape)).rows[0]);
    const copy = await openUnmigrated({ dataDir: restored, databaseUrl: null });
    try {
      expect(await look(copy.urls.owner)).toEqual(await look(store.urls.owner));
      const next = await withClient(copy.urls.owner, async (client) => {
        const { rows } = await client.query<{ isNew: boolean }>(
          `select nextval(pg_get_serial_sequence('app.entries', 'seq')) > (select max(seq) from app.entries) as "isNew"`,
        );
        return rows[0];
      });
      expect(next).toEqual({ isNew: true });
    } finally {
      await copy.stop();
    }
  });

  it('restore refuses a data folder that is not empty', async () => {
    const { code, output } = await run('restore', file, { DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(output).toMatch(/不是空的，未改动任何数据/);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  it('restore notices one changed bit, in the rows and in the header, before it touches anything', async () => {
    const content = readFileSync(file);
    for (const position of [content.length - 1000, content.indexOf('"rows":') + 7]) {
      const damaged = Buffer.from(content);
      damaged[position] = (damaged[position] as number) ^ 1;
      const path = join(folder, 'damaged.backup');
      writeFileSync(path, damaged);
      const { code, output } = await run('restore', path, { DATA_DIR: join(folder, 'untouched') });
      expect(code).toBe(1);
      expect(output).toMatch(/已损坏/);
      expect(existsSync(join(folder, 'untouched'))).toBe(false);
    }
  });

  it('restore refuses what is no backup, and one of a newer version', async () => {
    const dataOf = { DATA_DIR: join(folder, 'untouched') };
    const other = await run('restore', join(root, 'package.json'), dataOf);
    expect(other).toMatchObject({
      code: 1,
      output: expect.stringContaining('不是本产品的备份文件') as string,
    });
    const newer = altered('newer.backup', (header) => {
      header.migration = '9999_later';
      header.product = '9.0.0';
    });
    const { code, output } = await run('restore', newer, dataOf);
    expect(code).toBe(1);
    expect(output).toMatch(/更新的版本 9\.0\.0.*升级程序/);
    expect(existsSync(dataOf.DATA_DIR)).toBe(false);
  });

  it('a restore that fails on the way leaves the place empty', async () => {
    const wrong = altered('wrong.backup', (header) => {
      const last = header.tables.at(-1) as BackupHeader['tables'][number];
      last.rows += 1;
    });
    const target = join(folder, 'failed');
    const { code, output } = await run('restore', wrong, { DATA_DIR: target });
    expect(code).toBe(1);
    expect(output).toMatch(/rows loaded/);
    expect(readdirSync(target)).toEqual([]);
  });

  it('restore fills the empty database of DATABASE_URL, and refuses it when it is full', async () => {
    const superuserUrl = new URL(store.urls.owner);
    const kept = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { password: string };
    superuserUrl.username = 'mubiao_superuser';
    superuserUrl.password = kept.password;
    await withClient(superuserUrl.toString(), async (client) => {
      // The logins are the cluster's: with the same password as the embedded ones have, they stay right for both.
      await client.query(`create role county createrole login password '${kept.password}'`);
      await client.query('create database county owner county');
    });
    const databaseUrl = `postgres://county:${kept.password}@127.0.0.1:${superuserUrl.port}/county`;
    const variables = { DATABASE_URL: databaseUrl, DATA_DIR: join(folder, 'beside') };
    // A schema of the queue is made by the administrator where the roles exist already.
    await withClient(superuserUrl.toString().replace(/mubiao$/, 'county'), (client) =>
      client.query('create schema bullmq authorization mubiao_bullmq'),
    );
    const restore = await run('restore', file, variables);
    expect(restore.output).toContain('已恢复');
    const second = join(folder, 'county.backup');
    expect((await run('backup', second, variables)).code).toBe(0);
    expect(headerOf(second).tables).toEqual(headerOf(file).tables);
    const again = await run('restore', file, variables);
    expect(again).toMatchObject({ code: 1, output: expect.stringContaining('不是空的') as string });
  });

  it('backup refuses to leave out rows that the owner may not see', async () => {
    await withClient(store.urls.owner, (client) =>
      client.query(`create table app.hidden (region_id uuid primary key);
        alter table app.hidden enable row level security; alter table app.hidden force row level security`),
    );
    const path = join(folder, 'short.backup');
    await expect(writeBackup(store.urls.owner, dataDir, path)).rejects.toThrow(
      /app\.hidden.*owner_maintenance/,
    );
    expect(existsSync(path)).toBe(false);
    await withClient(store.urls.owner, (client) => client.query('drop table app.hidden'));
  });

  it('backup says when there is nothing to back up', async () => {
    const { code, output } = await run('backup', file, { DATA_DIR: join(folder, 'nothing') });
    expect(code).toBe(1);
    expect(output).toMatch(/没有数据.*DATA_DIR/);
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });
});

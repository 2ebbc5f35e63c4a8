import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../../db/client.ts';
import { openStore } from '../../db/connection.ts';
import { stampDataVersion } from '../../db/data-folder.ts';
import { canRun, copyBinaries, locateBinaries } from '../../db/embedded-binaries.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../db/embedded.ts';
import { identityOf, isAlive, tryLock } from '../../db/process-lock.ts';
import { connectionUrls, productRoles } from '../../db/roles.ts';

const root = join(import.meta.dirname, '../..');
const isRoot = process.geteuid?.() === 0;
const canMap =
  spawnSync('unshare', ['--user', '--map-user=65534', '--map-group=65534', '--', 'true']).status === 0;
/** A memory disk of its own, seen by the child alone. */
const canMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

/** mkdtemp gives mode 0700: nobody else can pass it. */
function closedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mubiao-embedded-'));
  folders.push(folder);
  return folder;
}

async function start(dataDir: string, options: Parameters<typeof startEmbeddedPostgres>[1] = {}) {
  const server = await startEmbeddedPostgres(dataDir, options);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) {
    endOrphan(folder);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A failed test must not leave a server behind. */
function endOrphan(folder: string): void {
  for (const cluster of ['postgres', 'data/postgres']) {
    const path = join(folder, cluster, 'postmaster.pid');
    const pid = existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : 0;
    if (pid > 0 && pid !== process.pid && identityOf(pid) !== null) process.kill(pid, 'SIGQUIT');
  }
}

async function answer(url: string, query: string): Promise<Record<string, unknown>> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(query);
    return rows[0] ?? {};
  });
}

/** Keeps a process of `inProcess` until SIGTERM, then stops its server. */
const untilTerminated = `const alive = setInterval(() => {}, 1000);
  process.once('SIGTERM', async () => { await server.stop(); clearInterval(alive); });`;

/** Runs a piece of code in a process of its own and gives its first printed line once it is there. */
function inProcess(code: string, via: string[] = [], environment: NodeJS.ProcessEnv = process.env) {
  const script = `const { startEmbeddedPostgres } = await import('${root}/db/embedded.ts');
    const { openStore } = await import('${root}/db/connection.ts');
    try { ${code} } catch (fault) { console.log(fault.name + ': ' + fault.message.split('\\n')[0]); }`;
  const [file, ...args] = [...via, process.execPath, '--input-type=module', '-e', script];
  const child = spawn(file as string, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const firstLine = new Promise<string>((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(output.split('\n')[0] as string);
    });
    child.once('exit', () => resolve(output));
  });
  return { child, firstLine, ended };
}

/** A folder with a cluster, stopped: for all tests that need no first start of their own. */
const sharedDir = mkdtempSync(join(tmpdir(), 'mubiao-embedded-'));

beforeAll(async () => {
  const server = await startEmbeddedPostgres(sharedDir);
  await answer(server.superuserUrl, 'create table kept as select 7 as value');
  await server.stop();
});

afterAll(() => rmSync(sharedDir, { recursive: true, force: true }));

describe('the embedded PostgreSQL', () => {
  it('starts in a closed folder with umask 077 and without LANG, as UTF8, on the loopback address only', async () => {
    const dataDir = join(closedFolder(), 'data');
    const { PATH } = process.env;
    const { firstLine, ended } = inProcess(
      `process.umask(0o077);
       const server = await startEmbeddedPostgres('${dataDir}');
       console.log(server.superuserUrl);
       ${untilTerminated}`,
      [],
      { PATH },
    );
    const url = await firstLine;
    const told = await answer(
      url,
      `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
         current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
         current_setting('max_connections') as connections, length('绩效')::int as length, upper('é') as upper`,
    );
    expect(told).toEqual({
      encoding: 'UTF8',
      fsync: 'on',
      addresses: '127.0.0.1',
      sockets: '',
      connections: '200',
      length: 2,
      upper: 'É',
    });
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    children[0]?.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  it('keeps its port and its content over a stop and a start', async () => {
    const dataDir = sharedDir;
    const first = await start(dataDir);
    await first.stop();
    const second = await start(dataDir);
    expect(second.port).toBe(first.port);
    expect(second.takenOver).toBe(false);
    expect(await answer(second.superuserUrl, 'select value from kept')).toEqual({ value: 7 });
  });

  it('takes another port when its own was taken meanwhile', async () => {
    const dataDir = sharedDir;
    const first = await start(dataDir);
    await first.stop();
    const intruder = createServer();
    await new Promise<void>((resolve) => intruder.listen(first.port, '127.0.0.1', resolve));
    const second = await start(dataDir);
    expect(second.port).not.toBe(first.port);
    expect(await answer(second.superuserUrl, 'select 1 as one')).toEqual({ one: 1 });
    await new Promise((resolve) => intruder.close(resolve));
  });

  it('takes over the server of a parent that was killed, and stops it', async () => {
    const dataDir = sharedDir;
    const { child, firstLine, ended } = inProcess(
      `const server = await startEmbeddedPostgres('${dataDir}');
       console.log(server.pid);
       setInterval(() => {}, 1000);`,
    );
    const pid = Number(await firstLine);
    child.kill('SIGKILL');
    await ended;
    expect(identityOf(pid)).not.toBeNull();
    const taken = await start(dataDir);
    expect(taken.pid).toBe(pid);
    expect(taken.takenOver).toBe(true);
    await taken.stop();
    expect(identityOf(pid)).toBeNull();
  });

  it('serves two processes and stops with the last of them', async () => {
    const dataDir = sharedDir;
    const { child, firstLine, ended } = inProcess(
      `const server = await startEmbeddedPostgres('${dataDir}');
       console.log(server.pid);
       ${untilTerminated}`,
    );
    const pid = Number(await firstLine);
    const second = await start(dataDir);
    expect(second.pid).toBe(pid);
    child.kill('SIGTERM');
    await ended;
    expect(await answer(second.superuserUrl, 'select 1 as one')).toEqual({ one: 1 });
    await second.stop();
    expect(identityOf(pid)).toBeNull();
  });

  it('is not misled by a stale postmaster.pid whose number another program has now', async () => {
    const dataDir = sharedDir;
    const first = await start(dataDir);
    await first.stop();
    const stale = [process.pid, join(dataDir, 'postgres'), 1, first.port, '', '127.0.0.1', '', 'ready', ''];
    writeFileSync(join(dataDir, 'postgres/postmaster.pid'), stale.join('\n'));
    const second = await start(dataDir);
    expect(second.takenOver).toBe(false);
    expect(await answer(second.superuserUrl, 'select 1 as one')).toEqual({ one: 1 });
  });

  it('leaves nothing of an interrupted first start in the way', async () => {
    const dataDir = closedFolder();
    mkdirSync(join(dataDir, 'postgres.new/base'), { recursive: true });
    const server = await start(dataDir);
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false);
    expect(await answer(server.superuserUrl, 'select 1 as one')).toEqual({ one: 1 });
  });

  it.runIf(isRoot)(
    'runs as nobody, out of the closed folder, where user namespaces are refused',
    async () => {
      const dataDir = join(closedFolder(), 'data');
      const reachableRoot = closedFolder();
      chmodSync(reachableRoot, 0o755);
      const said: string[] = [];
      const path = process.env['PATH'];
      // Without the program the namespace cannot be had, just as when the kernel says no.
      process.env['PATH'] = '/nonexistent';
      try {
        const server = await start(dataDir, { reachableRoot, say: (line) => said.push(line) });
        expect(said).toHaveLength(1);
        expect(said[0]).toContain(reachableRoot);
        expect(statSync(`/proc/${server.pid}`).uid).toBe(65534);
        expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
        await server.stop();
        const again = await start(dataDir, { reachableRoot, say: (line) => said.push(line) });
        expect(again.port).toBe(server.port);
        expect(said).toHaveLength(1);
        await again.stop();
      } finally {
        process.env['PATH'] = path;
      }
    },
  );

  it.runIf(isRoot && canMap)('moves a cluster of root’s when namespaces are refused later', async () => {
    const dataDir = join(closedFolder(), 'data');
    const reachableRoot = closedFolder();
    chmodSync(reachableRoot, 0o755);
    const before = await start(dataDir);
    await answer(before.superuserUrl, 'create table kept as select 7 as value');
    await before.stop();
    const path = process.env['PATH'];
    process.env['PATH'] = '/nonexistent';
    try {
      const after = await start(dataDir, { reachableRoot });
      expect(statSync(`/proc/${after.pid}`).uid).toBe(65534);
      expect(await answer(after.superuserUrl, 'select value from kept')).toEqual({ value: 7 });
      await after.stop();
    } finally {
      process.env['PATH'] = path;
    }
  });

  it.runIf(isRoot && canMap)('runs for an ordinary user', async () => {
    const dataDir = join(closedFolder(), 'data');
    const { firstLine, ended } = inProcess(
      `const server = await startEmbeddedPostgres('${dataDir}');
       console.log([process.geteuid(), server.takenOver].join());
       await server.stop();`,
      ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
    );
    expect(await firstLine).toBe('1000,false');
    expect(await ended).toBe(0);
  });

  it.runIf(canMount)('refuses a disk without room in one line and leaves it as it was', async () => {
    const folder = closedFolder();
    const { firstLine, ended } = inProcess(
      `const { readdirSync } = await import('node:fs');
       try { await startEmbeddedPostgres('${folder}'); }
       catch (fault) { console.log([fault.name, fault.message, readdirSync('${folder}')].join('|')); }`,
      ['unshare', '--mount', 'sh', '-c', `mount -t tmpfs -o size=100m tmpfs ${folder} && exec "$0" "$@"`],
    );
    const [name, message, left] = (await firstLine).split('|');
    await ended;
    expect(name).toBe('StartupError');
    expect(message).toContain('磁盘空间不足');
    expect(message).toContain('DATA_DIR');
    expect(left).toBe('');
  });

  it('restores the links that npm leaves out when it may run no scripts', async () => {
    const packaged = locateBinaries(closedFolder());
    const folder = closedFolder();
    const bare = join(folder, 'native');
    cpSync(packaged.native, bare, { recursive: true, verbatimSymlinks: true });
    const link = join(bare, 'lib/libicuuc.so.60');
    unlinkSync(link);
    expect(await canRun({ as: 'self' }, { ...packaged, native: bare })).toBe(false);
    const copy = copyBinaries({ ...packaged, native: bare }, join(folder, 'copy'));
    expect(lstatSync(join(copy.native, 'lib/libicuuc.so.60')).isSymbolicLink()).toBe(true);
    expect(await canRun({ as: 'self' }, copy)).toBe(true);
  });
});

describe('a data folder', () => {
  it('of a newer version is refused and not touched', async () => {
    const dataDir = closedFolder();
    writeFileSync(join(dataDir, 'VERSION'), '{"product":"99.0.0","postgres":18}\n');
    await expect(startEmbeddedPostgres(dataDir)).rejects.toThrow(/99\.0\.0.*未改动任何数据.*升级/);
    expect(statSync(dataDir).nlink).toBe(2);
    expect(existsSync(join(dataDir, 'postgres.lock'))).toBe(false);
  });

  it('of another PostgreSQL is refused with the way to move it', async () => {
    const dataDir = closedFolder();
    stampDataVersion(dataDir, 17);
    await expect(startEmbeddedPostgres(dataDir)).rejects.toThrow(
      /PostgreSQL 17.*npm run backup.*npm run restore/,
    );
  });

  it('whose cluster lost its password file is refused', async () => {
    const dataDir = closedFolder();
    mkdirSync(join(dataDir, 'postgres'));
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '18\n');
    await expect(startEmbeddedPostgres(dataDir)).rejects.toThrow(/postgres\.json/);
  });
});

describe('a lock', () => {
  it('tells who holds it, and is taken over from a process that has died', async () => {
    const path = join(closedFolder(), 'lock');
    const { child, firstLine, ended } = inProcess(
      `const { tryLock } = await import('${root}/db/process-lock.ts');
       tryLock('${path}', { url: 'http://127.0.0.1:3000' });
       console.log('held');
       setInterval(() => {}, 1000);`,
    );
    expect(await firstLine).toBe('held');
    expect(tryLock(path, { url: 'other' })).toMatchObject({
      holder: { pid: child.pid, details: { url: 'http://127.0.0.1:3000' } },
    });
    child.kill('SIGKILL');
    await ended;
    const attempt = tryLock(path, { url: 'other' });
    expect(attempt).toMatchObject({ left: { url: 'http://127.0.0.1:3000' } });
    if ('lock' in attempt) attempt.lock.release();
    expect(existsSync(path)).toBe(false);
  });

  it('is not held by another process that was given the same pid', () => {
    const path = join(closedFolder(), 'lock');
    const self = identityOf(process.pid);
    expect(self).not.toBeNull();
    const other = { ...self, pid: process.pid, startTicks: '1', bootId: self?.bootId ?? null };
    expect(isAlive(other)).toBe(false);
    writeFileSync(path, JSON.stringify({ ...other, details: null }));
    expect('lock' in tryLock(path, null)).toBe(true);
  });
});

describe('the store', () => {
  it('opens with its own logins, none of which is a superuser or passes row-level security', async () => {
    const dataDir = closedFolder();
    const store = await openStore({ dataDir, databaseUrl: null }, () => undefined);
    const roles = await withClient(store.urls.app, async (client) => {
      const { rows } = await client.query<{ rolname: string; unbound: boolean }>(
        `select rolname, rolsuper or rolbypassrls or rolcreaterole as unbound from pg_roles
         where rolname ~ '^mubiao_' and rolname <> 'mubiao_superuser' order by 1`,
      );
      return rows;
    });
    expect(roles.map((role) => role.rolname)).toEqual([
      'mubiao_app',
      'mubiao_bullmq',
      'mubiao_owner',
      'mubiao_publisher',
      'mubiao_worker',
    ]);
    expect(roles.filter((role) => role.unbound)).toEqual([]);
    expect(await answer(store.urls.bullmq, `create table bullmq.probe (id int)`)).toEqual({});
    await expect(answer(store.urls.app, 'select * from bullmq.probe')).rejects.toThrow(/permission denied/);
    expect(JSON.parse(readFileSync(join(dataDir, 'VERSION'), 'utf8'))).toMatchObject({ postgres: 18 });
    await store.stop();
  });

  it('uses the database of DATABASE_URL, and makes its logins with the same passwords everywhere', async () => {
    const server = await start(sharedDir);
    await answer(server.superuserUrl, `create role county login createrole password 'secret word'`);
    await answer(server.superuserUrl, `create database county owner county`);
    const databaseUrl = `postgres://county:secret%20word@127.0.0.1:${server.port}/county`;
    for (const machine of ['one', 'two']) {
      const store = await openStore({ dataDir: join(closedFolder(), machine), databaseUrl });
      expect(store.urls).toEqual(connectionUrls({ databaseUrl }));
      expect(await answer(store.urls.app, 'select count(*)::int as count from app.projects')).toEqual({
        count: 0,
      });
      await store.stop();
    }
    const owned = `select r.rolname as owner from pg_namespace n join pg_roles r on r.oid = n.nspowner where nspname = `;
    expect(await answer(databaseUrl, `${owned}'bullmq'`)).toEqual({ owner: productRoles.bullmq });
    expect(await answer(databaseUrl, `${owned}'app'`)).toEqual({ owner: 'county' });
  });

  it('says what an administrator must run when the login may not make roles, and works after that', async () => {
    const server = await start(closedFolder());
    await answer(server.superuserUrl, `create role bureau login password 'secret'`);
    await answer(server.superuserUrl, `create database bureau owner bureau`);
    const databaseUrl = `postgres://bureau:secret@127.0.0.1:${server.port}/bureau`;
    const environment = { dataDir: join(closedFolder(), 'data'), databaseUrl };
    const refusal = await openStore(environment).then(
      () => '',
      (fault: unknown) => (fault as Error).message,
    );
    expect(refusal).toContain('CREATEROLE');
    const statements = /create role .*authorization mubiao_bullmq;/.exec(refusal)?.[0] ?? '';
    expect(statements).not.toContain('secret');
    const inside = server.superuserUrl.replace(/postgres$/, 'bureau');
    await withClient(inside, (client) => client.query(statements));
    const store = await openStore(environment);
    expect(await answer(store.urls.worker, 'select current_user::text as login')).toEqual({
      login: 'mubiao_worker',
    });
    await store.stop();
  });

  it('says that a database cannot be reached', async () => {
    const databaseUrl = 'postgres://county:secret@127.0.0.1:9/county';
    await expect(openStore({ dataDir: closedFolder(), databaseUrl })).rejects.toThrow(/无法连接数据库/);
    await expect(
      openStore({ dataDir: closedFolder(), databaseUrl: 'postgres://127.0.0.1/county' }),
    ).rejects.toThrow(/DATABASE_URL 应写成/);
  });
});

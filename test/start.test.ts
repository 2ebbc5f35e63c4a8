import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { identityOf, isAlive, readLock, type ProcessIdentity } from '../db/process-lock.ts';
import { holdDataFolder } from '../db/running.ts';
import { pageUrl, readEnvironment } from '../server/environment.ts';
import { supervise, type Program, type Supervision } from '../server/supervise.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'mubiao-start-'));
const children: ChildProcess[] = [];
const supervisions: Supervision[] = [];

afterEach(async () => {
  for (const supervision of supervisions.splice(0)) await supervision.stop();
});

afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npm start`'s program. */
function start(variables: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [join(root, 'server/start.ts')], {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  );
  const says = async (pattern: RegExp, withinMs: number) => {
    await until(
      () => pattern.test(output) || child.exitCode !== null,
      withinMs,
      () => output,
    );
    expect(output).toMatch(pattern);
    return output;
  };
  return { child, ended, says };
}

async function until(condition: () => boolean, withinMs: number, tell = () => 'not in time'): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(tell());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

async function freePort(): Promise<number> {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('npm start', () => {
  it('brings up the product, tells its address and demo password, refuses a second one, survives kills, ends with 0', async () => {
    const dataDir = join(folder, 'product');
    const port = await freePort();
    const variables = { DATA_DIR: dataDir, PORT: String(port) };
    const first = start(variables);
    const output = await first.says(/按 Ctrl-C 停止/, 120_000);
    expect(output).toMatch(new RegExp(`已就绪（\\d+\\.\\d 秒）：http://127\\.0\\.0\\.1:${port}`));
    const password = readFileSync(join(dataDir, 'demo-password'), 'utf8').trim();
    expect(output).toContain(`口令都是：${password}`);
    expect(statSync(join(dataDir, 'demo-password')).mode & 0o777).toBe(0o600);
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
    // No login of the database may be read from the list of processes.
    expect(commandLines()).toContain('server/main.ts');
    expect(commandLines()).not.toMatch(/mubiao_\w+:/);

    const second = await start(variables).ended;
    expect(second.code).toBe(1);
    expect(second.output.trim().split('\n')).toHaveLength(1);
    expect(second.output).toContain(`已在运行：http://127.0.0.1:${port} (pid ${first.child.pid})`);

    // Killed without a word: server and worker end with it, the database is taken over, the password stays.
    const orphans = childrenOf(dataDir);
    expect(orphans).toHaveLength(2);
    first.child.kill('SIGKILL');
    await first.ended;
    const third = start(variables);
    const again = await third.says(/按 Ctrl-C 停止/, 60_000);
    expect(again).toContain(`口令都是：${password}`);
    expect(orphans.filter(isAlive)).toEqual([]);

    const running = childrenOf(dataDir);
    third.child.kill('SIGINT');
    const { code, output: last } = await third.ended;
    expect(code).toBe(0);
    expect(last).toContain('已停止');
    expect(running.filter(isAlive)).toEqual([]);
    expect(existsSync(join(dataDir, 'running.lock'))).toBe(false);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  }, 240_000);

  it('says in one line that the port is taken, and with what to start instead', async () => {
    const { server, port } = await listen();
    const dataDir = join(folder, 'port');
    const { code, output } = await start({ DATA_DIR: dataDir, PORT: String(port) }).ended;
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(1);
    expect(output).toContain(`端口 ${port} 已被别的程序占用`);
    expect(output).toContain(`PORT=${port + 1} npm start`);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  });

  it('refuses a data folder of a newer version in one line', async () => {
    const dataDir = mkdtempSync(join(folder, 'newer-'));
    writeFileSync(join(dataDir, 'VERSION'), '{"product":"99.0.0","postgres":18}\n');
    const { code, output } = await start({ DATA_DIR: dataDir, PORT: String(await freePort()) }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/更新的版本 99\.0\.0.*未改动任何数据/);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(dataDir, 'running.lock'))).toBe(false);
  });

  it('refuses to run a demo in production', async () => {
    const { code, output } = await start({ DATA_DIR: join(folder, 'none'), NODE_ENV: 'production' }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/不能运行演示.*npm run serve/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it.each([
    [/SMTP_URL 应写成 smtp:/, { SMTP_URL: 'mail.example.org:25' }],
    [/设了 SMTP_URL 还要设 MAIL_FROM/, { SMTP_URL: 'smtp://mail.example.org' }],
    [/PUBLIC_URL 应写成 https:/, { PUBLIC_URL: 'mubiao.example.org' }],
  ])('says %o on the terminal before anything is started', async (line, variables) => {
    const { code, output } = await start({ DATA_DIR: join(folder, 'none'), ...variables }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(line);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

/** What `ps` shows of every process. */
function commandLines(): string {
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`),
  );
  return spawnSync(
    'cat',
    pids.map((pid) => `/proc/${pid}/cmdline`),
  ).stdout.toString();
}

function childrenOf(dataDir: string): ProcessIdentity[] {
  return readLock<{ children: ProcessIdentity[] }>(join(dataDir, 'running.lock'))?.details.children ?? [];
}

describe('supervision', () => {
  /** A stand-in for server or worker. */
  function program(name: string, code: string): Program {
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, code);
    return { name, file, variables: process.env, log: join(folder, `${name}.log`) };
  }

  it('starts a program again that died, later each time, and says so', async () => {
    const said: string[] = [];
    const dying = program('dying', `console.log('here'); process.exit(3);`);
    const supervision = supervise([dying], {
      say: (line) => said.push(line),
      onRunning: () => undefined,
      firstPauseMs: 10,
      longestPauseMs: 20,
    });
    supervisions.push(supervision);
    await until(() => said.length === 3, 10_000);
    expect(said.map((line) => /代码 3.*，(.*) 秒后重启/.exec(line)?.[1])).toEqual(['0.01', '0.02', '0.02']);
    expect(readFileSync(dying.log, 'utf8')).toContain('here\nhere\n');
  });

  it('kills a program that does not end when asked', async () => {
    let running: ProcessIdentity[] = [];
    const stubborn = program('stubborn', `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`);
    const supervision = supervise([stubborn], {
      say: () => undefined,
      onRunning: (now) => (running = now),
      graceMs: 300,
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(running.filter(isAlive)).toHaveLength(1);
    await supervision.stop();
    expect(running.filter(isAlive)).toEqual([]);
  });
});

describe('a data folder', () => {
  it('is one product’s, and free again when that has ended', async () => {
    const dataDir = join(folder, 'held');
    const hold = await holdDataFolder(dataDir, 'http://127.0.0.1:3000');
    await expect(holdDataFolder(dataDir, 'http://127.0.0.1:3001')).rejects.toThrow(
      `已在运行：http://127.0.0.1:3000 (pid ${process.pid})`,
    );
    hold.release();
    (await holdDataFolder(dataDir, 'http://127.0.0.1:3001')).release();
  });

  it('of a product that was killed is taken over, and what that had started is ended', async () => {
    const dataDir = join(folder, 'killed');
    const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    children.push(orphan);
    const hold = await holdDataFolder(dataDir, 'http://127.0.0.1:3000');
    const identity = identityOf(orphan.pid ?? 0) as ProcessIdentity;
    hold.setChildren([identity]);
    // As it stands after a SIGKILL: the lock names a process that is no more.
    const path = join(dataDir, 'running.lock');
    const left = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...left, startTicks: '1' }));
    const next = await holdDataFolder(dataDir, 'http://127.0.0.1:3000');
    expect(isAlive(identity)).toBe(false);
    next.release();
  });
});

describe('the environment', () => {
  it('has the contract’s defaults', () => {
    expect(readEnvironment({})).toEqual({
      dataDir: join(process.cwd(), '.data'),
      databaseUrl: null,
      port: 3000,
      host: '127.0.0.1',
      redisUrl: null,
      demo: false,
      demoPassword: null,
      demoDate: '2023-07-31',
    });
  });

  it.each([
    [{ PORT: '70000' }, /PORT/],
    [{ PORT: 'http' }, /PORT/],
    [{ PORT: '4190' }, /浏览器不打开端口 4190.*PORT=3000/],
    [{ DEMO: 'yes' }, /DEMO/],
    [{ DEMO_DATE: '2023-02-30' }, /DEMO_DATE/],
    [{ DEMO_PASSWORD: 'short' }, /DEMO_PASSWORD/],
    [{ REDIS_URL: 'localhost' }, /REDIS_URL/],
    [{ DEMO: '1', NODE_ENV: 'production' }, /npm run serve/],
  ])('refuses %o', (variables, message) => {
    expect(() => readEnvironment(variables)).toThrow(message);
  });

  it('gives an address that can be opened on this machine', () => {
    expect(pageUrl({ host: '0.0.0.0', port: 3000 })).toBe('http://127.0.0.1:3000');
    expect(pageUrl({ host: '::', port: 3000 })).toBe('http://[::1]:3000');
    expect(pageUrl({ host: '10.0.0.8', port: 80 })).toBe('http://10.0.0.8:80');
  });
});

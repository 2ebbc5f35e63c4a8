/** The process itself: it starts on the logins it is handed, refuses in one line, and ends in order. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { handedTo } from '../../db/connection.ts';
import { createTestDatabase } from '../postgres.ts';
import { cookieOf, createWorld, PASSWORD } from './world.ts';

const database = await createTestDatabase();
await createWorld(database);
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function start(port: number, { urls } = database, variables: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../server/main.ts', import.meta.url))], {
    env: { ...handedTo(urls), PORT: String(port), PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, ended, output: () => output };
}

async function listening(port: number): Promise<void> {
  const deadline = performance.now() + 15_000;
  for (;;) {
    try {
      await (await fetch(`http://127.0.0.1:${port}/api/health`)).body?.cancel();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe('the server process', () => {
  it('tells open pages to come back when it is stopped, and ends at once', async () => {
    const port = await freePort();
    const { child, ended } = start(port);
    await listening(port);
    const signedIn = await fetch(`http://127.0.0.1:${port}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'leader', password: PASSWORD }),
    });
    const cookie = cookieOf({ headers: Object.fromEntries(signedIn.headers) });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers: { cookie } });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const begun = performance.now();
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(1001);
    expect(await ended).toEqual([0, null]);
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  it('tells where to make the first administrator, in one line that is not of the log', async () => {
    const { child, ended, output } = start(await freePort(), await createTestDatabase());
    await expect.poll(output, { timeout: 15_000 }).toContain('no system administrator yet');
    child.kill('SIGTERM');
    await ended;
    const lines = output().trim().split('\n');
    const told = lines.filter((line) => !line.startsWith('{'));
    expect(told).toHaveLength(1);
    const token = /^首次使用：.*\/first-administrator#([\w-]{43}) /.exec(told[0] ?? '')?.[1];
    expect(token).toBeDefined();
    expect(lines.filter((line) => line.includes(String(token)))).toEqual(told);
  });

  it('refuses DEMO=1 over real data, whose accounts it would show and whose facts it would mark as made up', async () => {
    const { ended, output } = start(await freePort(), database, { DEMO: '1' });
    expect((await ended)[0]).toBe(1);
    const lines = output()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('去掉 DEMO');
  });

  it('says in one line that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { ended, output } = start(port);
    expect((await ended)[0]).toBe(1);
    other.close();
    const lines = output()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`端口 ${port} 已被别的程序占用`);
  });
});

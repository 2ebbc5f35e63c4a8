/** Two hundred megabytes sent to the server process itself: refused in words, its memory flat, nothing of them left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { handedTo } from '../../db/connection.ts';
import { createTestDatabase } from '../postgres.ts';
import { cookieOf, createWorld, PASSWORD } from './world.ts';

const MEGABYTES = 200;
const MEGABYTE = Buffer.alloc(1_000_000, 'a');
/**
 * Over the loopback 200 MB come in a third of a second, in buffers that the collector frees when it gets round to it: about 100 MB
 * of them lie about then, never the upload itself. Bytes.
 */
const UNCOLLECTED = 160_000_000;
/** What further uploads may add to the highest: nothing of one is kept. Bytes. */
const MEMORY_MAY_GROW = 50_000_000;

const database = await createTestDatabase();
await createWorld(database);
const folder = mkdtempSync(join(tmpdir(), 'mubiao-large-upload-'));
const port = await freePort();
const server = spawn(process.execPath, [fileURLToPath(new URL('../../server/main.ts', import.meta.url))], {
  env: {
    ...handedTo(database.urls),
    PORT: String(port),
    DATA_DIR: folder,
    TMPDIR: folder,
    PATH: process.env['PATH'],
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const url = `http://127.0.0.1:${port}`;
afterAll(() => {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port: free } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return free;
}

async function signedIn(): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'finance', password: PASSWORD }),
  });
  return cookieOf({ headers: Object.fromEntries(answer.headers) });
}

/**
 * Sends it to its end and then reads the answer, as a browser does. By hand over a socket: Node's own client says no more
 * `drain` once an answer has come.
 */
async function send(cookie: string, isDeclared: boolean): Promise<{ status: number; answer: unknown }> {
  const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="book.docx"\r\n\r\n';
  const tail = '\r\n--b--\r\n';
  const length = head.length + MEGABYTES * MEGABYTE.length + tail.length;
  const socket = connect(port, '127.0.0.1');
  let answered = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (answered += chunk));
  const write = async (...pieces: (string | Buffer)[]) => {
    for (const piece of pieces) if (!socket.write(piece)) await once(socket, 'drain');
  };
  const part = (content: string | Buffer) =>
    isDeclared ? write(content) : write(`${content.length.toString(16)}\r\n`, content, '\r\n');
  await write(
    `POST /api/imports HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\nconnection: keep-alive\r\n`,
    `content-type: multipart/form-data; boundary=b\r\n`,
    isDeclared ? `content-length: ${length}\r\n\r\n` : 'transfer-encoding: chunked\r\n\r\n',
  );
  await part(head);
  for (let sent = 0; sent < MEGABYTES; sent += 1) await part(MEGABYTE);
  await part(tail);
  if (!isDeclared) await write('0\r\n\r\n');
  await expect.poll(() => answered, { timeout: 20_000 }).toMatch(/\r\n\r\n[^]*\}/);
  socket.destroy();
  const [, status, body = ''] = /^HTTP\/1\.1 (\d+)[^]*?(\{[^]*\})/.exec(answered) ?? [];
  return { status: Number(status), answer: JSON.parse(body) };
}

/** Resident memory of the server, now and at its highest since `forgetPeak`. Bytes. */
function memory(): { now: number; peak: number } {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}
const forgetPeak = () => writeFileSync(`/proc/${server.pid}/clear_refs`, '5');

const filesLeft = () => readdirSync(folder, { recursive: true }).sort();

async function rowsLeft(): Promise<unknown> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const { rows } = await client.query(
    'select (select count(*) from app.uploads) as uploads, (select count(*) from app.imports) as imports',
  );
  await client.end();
  return rows[0];
}

it(
  `an upload of ${MEGABYTES} MB is refused in words, and nothing of it stays`,
  { timeout: 60_000 },
  async () => {
    await expect
      .poll(async () => (await fetch(`${url}/api/health`).catch(() => null))?.ok, { timeout: 20_000 })
      .toBe(true);
    const cookie = await signedIn();
    const [files, rows] = [filesLeft(), await rowsLeft()];
    forgetPeak();
    const { now } = memory();
    let highest = 0;
    for (const isDeclared of [true, false, true]) {
      const began = performance.now();
      expect(await send(cookie, isDeclared), isDeclared ? 'declared' : 'in chunks').toEqual({
        status: 413,
        answer: { code: 'too_large', message: '文件太大，上限 20 MB，请拆分后再导入。' },
      });
      const { peak } = memory();
      console.log(
        `${MEGABYTES} MB ${isDeclared ? 'declared' : 'in chunks'}: refused after ${((performance.now() - began) / 1000).toFixed(1)} s, memory ${(now / 1e6).toFixed(0)} → at most ${(peak / 1e6).toFixed(0)} MB`,
      );
      expect(peak - now).toBeLessThan(UNCOLLECTED);
      if (highest > 0) expect(peak - highest).toBeLessThan(MEMORY_MAY_GROW);
      highest ||= peak;
    }
    expect(filesLeft()).toEqual(files);
    expect(await rowsLeft()).toEqual(rows);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  },
);

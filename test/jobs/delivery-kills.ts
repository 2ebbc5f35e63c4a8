/**
 * Workers that are killed by the mail server itself, at the moment when it sees a command: no hook in the product, and
 * the very point of the conversation. Used by test/long/delivery-kills.test.ts (a few) and test/soak/delivery-kills.test.ts (many).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { StoredMessage } from './notice-world.ts';
import type { TestDatabase } from '../postgres.ts';

/** Where in the delivery of a mail the worker dies. */
export const KILL_POINTS = ['EHLO', 'MAIL', 'RCPT', 'DATA', 'body', 'taken'] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

export interface KillingMailServer {
  url: string;
  /** Message-IDs to which it said 250, in order; or would have, at the point `taken`. */
  taken: string[];
  /** From now on it kills this process at that point, once. */
  arm(child: ChildProcess, point: KillPoint): void;
  stop(): Promise<void>;
}

/** A mail server in forty lines, because it must act between two commands. */
export async function startKillingMailServer(): Promise<KillingMailServer> {
  const taken: string[] = [];
  const sockets = new Set<Socket>();
  let armed: { child: ChildProcess; point: KillPoint } | null = null;
  const strike = (point: KillPoint): boolean => {
    if (armed?.point !== point) return false;
    const { child } = armed;
    armed = null;
    child.kill('SIGKILL');
    return true;
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const say = (words: string) => void socket.write(`${words}\r\n`);
    let body: string[] | null = null;
    const hear = (line: string) => {
      if (body === null) {
        const command = KILL_POINTS.find((point) => line.startsWith(point));
        if (command !== undefined && strike(command)) return;
        if (line.startsWith('DATA')) body = [];
        say(line.startsWith('DATA') ? '354 go on' : line.startsWith('QUIT') ? '221 bye' : '250 ok');
        return;
      }
      if (line !== '.') return void body.push(line);
      const id = body.map((one) => /^message-id:\s*(\S+)/i.exec(one)?.[1]).find((one) => one !== undefined);
      body = null;
      // The body is here, 250 has not been said: the mail is not taken.
      if (strike('body')) return;
      taken.push(id ?? '');
      say('250 taken');
      // The worker may read the 250 or not; it dies before it has written it down, or just after.
      strike('taken');
    };
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    say('220 ready');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken,
    arm: (child, point) => (armed = { child, point }),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

const main = fileURLToPath(new URL('../../jobs/main.ts', import.meta.url));

export interface WorkerPlace {
  start(): ChildProcess;
  remove(): Promise<void>;
}

/**
 * Where workers run that deliver to this mail server.
 * @param variables besides those of delivery
 */
export async function makeWorkerPlace(
  database: TestDatabase,
  smtpUrl: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<WorkerPlace> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mubiao-deliver-'));
  return {
    start: () =>
      spawn(process.execPath, [main], {
        env: {
          PATH: process.env['PATH'],
          DATA_DIR: dataDir,
          DATABASE_URL: database.superuserUrl,
          SMTP_URL: smtpUrl,
          MAIL_FROM: 'mubiao@example.org',
          PUBLIC_URL: 'https://mubiao.example.org',
          ...variables,
        },
        stdio: 'ignore',
      }),
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

export async function ended(child: ChildProcess, limitMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<true>((resolve) => child.once('exit', () => resolve(true)));
  const late = sleep(limitMs, false, { ref: false });
  if (!(await Promise.race([exit, late]))) throw new Error(`the worker still ran after ${limitMs} ms`);
}

/**
 * After kills: expects that every message arrived and was told as delivered once, and that it arrived more often only where
 * nobody could know that it had.
 * @param taken message ids of the mails to which the server said 250
 * @returns mails more than messages, and attempts whose outcome nobody could know
 */
export function mailsOf(
  messages: readonly StoredMessage[],
  taken: readonly string[],
): { extra: number; unknown: number } {
  const mails = Map.groupBy(taken, (id) => id);
  expect([...mails.keys()].toSorted()).toEqual(messages.map((one) => `<${one.id}@mubiao>`).toSorted());
  let extra = 0;
  let unknown = 0;
  for (const message of messages) {
    const own = mails.get(`<${message.id}@mubiao>`)?.length ?? 0;
    const unsure = message.outcomes.filter((outcome) => outcome === 'unknown').length;
    expect(own).toBeLessThanOrEqual(1 + unsure);
    expect(message.outcomes.filter((outcome) => outcome === 'delivered')).toHaveLength(1);
    extra += own - 1;
    unknown += unsure;
  }
  return { extra, unknown };
}

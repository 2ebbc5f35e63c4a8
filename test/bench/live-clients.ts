/** A thousand browsers' sockets in one process: when the last of them has received a message. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { offer } from './child.ts';

/** A message that takes longer is lost. */
const AT_MOST_MS = 20_000;

const sockets: WebSocket[] = [];
let left = 0;
let lastNs = 0;
let text = '';
let whole: (() => void) | null = null;

function receive(data: Buffer): void {
  left -= 1;
  if (left > 0) return;
  lastNs = Number(process.hrtime.bigint());
  text = data.toString('utf8');
  whole?.();
}

const offers = {
  /** Opens a socket for each cookie and says what it wants; resolves when every one has been answered. */
  async open({ url, cookies, say }: { url: string; cookies: string[]; say: string }): Promise<void> {
    const origin = new URL(url.replace('ws', 'http')).origin;
    for (const cookie of cookies) {
      const socket = new WebSocket(url, { headers: { cookie, origin }, perMessageDeflate: false });
      await once(socket, 'open');
      const answered = once(socket, 'message');
      socket.send(say);
      await answered;
      socket.on('message', receive);
      sockets.push(socket);
    }
  },
  async close(): Promise<void> {
    for (const socket of sockets.splice(0)) socket.terminate();
  },
  /** From now on one message to each socket is expected. */
  async expect(): Promise<void> {
    left = sockets.length;
  },
  /** @returns the monotonic clock at the last socket's message in nanoseconds, and the message */
  async received(): Promise<{ lastNs: number; text: string }> {
    if (left > 0) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${left} sockets have received nothing`)), AT_MOST_MS);
        whole = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
    whole = null;
    return { lastNs, text };
  },
};
export type LiveClients = typeof offers;

offer(offers);

/** A crowd of open pages without their screens, in a process of its own: sockets that take every change they are sent. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { offer } from '../bench/child.ts';

const sockets: WebSocket[] = [];
let received = 0;

const offers = {
  /** Opens `count` sockets that follow `topics`; resolves when every one has been answered. */
  async open({
    url,
    cookie,
    count,
    topics,
  }: {
    url: string;
    cookie: string;
    count: number;
    topics: string[];
  }): Promise<void> {
    const origin = new URL(url.replace('ws', 'http')).origin;
    for (let opened = 0; opened < count; opened += 1) {
      const socket = new WebSocket(url, { headers: { cookie, origin }, perMessageDeflate: false });
      await once(socket, 'open');
      const answered = once(socket, 'message');
      socket.send(JSON.stringify({ subscribe: topics }));
      await answered;
      socket.on('message', () => {
        received += 1;
      });
      sockets.push(socket);
    }
  },
  /** Messages received by all of them since the start, and how many are still open. */
  counts: async (): Promise<{ received: number; open: number }> => ({
    received,
    open: sockets.filter((socket) => socket.readyState === socket.OPEN).length,
  }),
};
export type LiveCrowd = typeof offers;

offer(offers, async () => {
  for (const socket of sockets) socket.terminate();
});

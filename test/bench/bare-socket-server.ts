/** The floor of a live update: a `ws` server that loops over its sockets. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { offer } from './child.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.once('message', () => socket.send('hello'));
});

const offers = {
  async start(): Promise<{ url: string }> {
    if (server.address() === null) await once(server, 'listening');
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` };
  },
  /** @returns the monotonic clock before the first send, in nanoseconds */
  async send({ text }: { text: string }): Promise<{ sendingNs: number }> {
    const sendingNs = Number(process.hrtime.bigint());
    for (const socket of server.clients) socket.send(text);
    return { sendingNs };
  },
};
export type BareSocketServer = typeof offers;

offer(offers);

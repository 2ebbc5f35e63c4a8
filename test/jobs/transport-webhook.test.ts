/** Webhooks against real receivers: what they answer, and what they do not, decides what becomes of a message. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../db/clock.ts';
import { openWebhook, signatureOf } from '../../jobs/transports/webhook/webhook.ts';
import { closedLater, kept, message, never, notice } from './outgoing-message.ts';

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

async function startReceiver(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return kept({
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(resolve));
    },
  });
}

describe('a webhook', () => {
  const secret = 'a secret shared with the receiver';
  const hook = openWebhook('https://mubiao.example.org', realClock, { connectMs: 300, answerMs: 300 });
  const to = (address: string) => message({ address, secret });

  it('is posted with a signature that its receiver can check', async () => {
    const receiver = await startReceiver((response) => response.end('好'));
    const one = to(receiver.url);
    expect(await hook.send(one, never())).toEqual({ outcome: 'delivered', detail: 'HTTP 200' });
    const [got] = receiver.received;
    if (!got) throw new Error('nothing came');
    expect(JSON.parse(got.body)).toEqual({
      id: one.id,
      subject: one.subject,
      text: one.text,
      notices: [
        {
          id: notice.id,
          alertId: notice.alertId,
          projectId: notice.projectId,
          title: notice.title,
          body: notice.body,
          todo: notice.todo,
          url: 'https://mubiao.example.org/alerts/1',
        },
      ],
    });
    const timestamp = got.headers['x-mubiao-timestamp'];
    expect(got.headers['x-mubiao-id']).toBe(one.id);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
    const expected = createHmac('sha256', secret)
      .update(`${one.id}.${String(timestamp)}.${got.body}`)
      .digest('hex');
    expect(got.headers['x-mubiao-signature']).toBe(`v1=${expected}`);
    expect(
      signatureOf({ id: one.id, timestamp: Number(timestamp), body: got.body, secret: 'another' }),
    ).not.toBe(`v1=${expected}`);
  });

  it.each([
    [204, 'delivered'],
    [500, 'passing_failure'],
    [503, 'passing_failure'],
    [429, 'passing_failure'],
    [408, 'passing_failure'],
    [400, 'permanent_failure'],
    [401, 'permanent_failure'],
    [404, 'permanent_failure'],
    [410, 'permanent_failure'],
  ])('answered with %i is a %s', async (status, outcome) => {
    const receiver = await startReceiver((response) => response.writeHead(status).end());
    expect(await hook.send(to(receiver.url), never())).toMatchObject({ outcome });
  });

  it('does not follow a redirect: what was signed for one address is not handed to another', async () => {
    const other = await startReceiver((response) => response.end());
    const receiver = await startReceiver((response) =>
      response.writeHead(307, { location: other.url }).end(),
    );
    expect(await hook.send(to(receiver.url), never())).toMatchObject({ outcome: 'permanent_failure' });
    expect(other.received).toEqual([]);
  });

  it('is tried again when nobody listens or the host is unknown', async () => {
    for (const address of ['http://127.0.0.1:1/', 'http://no-such-host.invalid/']) {
      expect(await hook.send(to(address), never())).toMatchObject({ outcome: 'passing_failure' });
    }
  });

  it('may have arrived when the answer fails to come or the connection breaks', async () => {
    const silent = await startReceiver(() => undefined);
    const cutting = await startReceiver((_response, request) => request.socket.destroy());
    for (const receiver of [silent, cutting]) {
      const begun = performance.now();
      expect(await hook.send(to(receiver.url), never())).toMatchObject({ outcome: 'unknown' });
      expect(performance.now() - begun).toBeLessThan(1_500);
      expect(receiver.received).toHaveLength(1);
    }
  });

  it('reads nothing of an answer but its status, however long or slow it is', async () => {
    const endless = await startReceiver((response) => {
      const timer = setInterval(() => response.write('x'.repeat(100_000)), 1);
      response.on('close', () => clearInterval(timer));
    });
    const dripping = await startReceiver((response) => {
      const timer = setInterval(() => response.write('滴'), 100);
      response.on('close', () => clearInterval(timer));
    });
    for (const receiver of [endless, dripping]) {
      const begun = performance.now();
      const result = await hook.send(to(receiver.url), never());
      expect(result.outcome).toBe('delivered');
      expect(result.detail).toBe('HTTP 200');
      expect(performance.now() - begun).toBeLessThan(1_000);
    }
  });

  it('over https to a server that does not speak it has not arrived', async () => {
    const server = createTcpServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('not TLS'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closedLater(() => new Promise((resolve) => void server.close(resolve)));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const result = await hook.send(to(`https://127.0.0.1:${address.port}/`), never());
    expect(result.outcome).toBe('passing_failure');
  });

  it('without an address, a secret or http has failed for good', async () => {
    for (const one of [
      message({ address: null, secret }),
      message({ address: 'http://a.example/' }),
      to('ftp://a.example/'),
    ]) {
      expect(await hook.send(one, never())).toMatchObject({ outcome: 'permanent_failure' });
    }
  });
});

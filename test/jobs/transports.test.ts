/** The channels against real servers: what they say, and what they do not say, decides what becomes of a message. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '../../db/clock.ts';
import { readDeliveryEnvironment } from '../../db/delivery-environment.ts';
import { openMail } from '../../jobs/transports/mail/mail.ts';
import type { OutgoingMessage, Transport } from '../../jobs/transports/transport.ts';
import { openWebhook, signatureOf } from '../../jobs/transports/webhook/webhook.ts';
import { refusal, startMailServer, startRawMailServer } from './mail-server.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});
const kept = <One extends { stop(): Promise<unknown> }>(one: One): One => {
  open.push(() => one.stop());
  return one;
};

const notice = {
  id: randomUUID(),
  alertId: randomUUID(),
  projectId: randomUUID(),
  unitId: randomUUID(),
  title: '2 月养老金未发放',
  body: '应于 02-28 发放 40000.00 元，已逾期 1 个工作日。',
  todo: '请登记发放情况。',
  path: '/alerts/1',
};
const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: randomUUID(),
  regionId: randomUUID(),
  accountId: randomUUID(),
  address: 'someone@example.org',
  secret: null,
  notices: [notice],
  subject: '目标哨：2 月养老金未发放',
  text: '应于 02-28 发放。\n请登记发放情况。',
  html: '<p>应于 02-28 发放。</p>',
  ...more,
});
const never = () => new AbortController().signal;

/** Short, so that silence is noticed within a test. */
const timeouts = { connectMs: 300, silenceMs: 300, idleMs: 200 };

function mail(url: string): Transport {
  const environment = readDeliveryEnvironment({
    SMTP_URL: url,
    MAIL_FROM: '目标哨 <mubiao@example.org>',
    PUBLIC_URL: 'https://mubiao.example.org',
  });
  const transport = openMail(environment, timeouts);
  open.push(() => transport.close());
  return transport;
}

describe('mail', () => {
  const polite = (line: string): string =>
    line === ''
      ? '220 ready'
      : line.startsWith('DATA')
        ? '354 go on'
        : line.startsWith('EHLO')
          ? '250 test'
          : '250 ok';

  it('is delivered with the Message-ID of its message, over one session for several', async () => {
    const server = kept(await startMailServer());
    const transport = mail(server.url);
    const [first, second] = [message(), message()];
    expect(await transport.send(first, never())).toMatchObject({ outcome: 'delivered' });
    expect(await transport.send(second, never())).toMatchObject({ outcome: 'delivered' });
    expect(server.taken.map((one) => one.messageId)).toEqual([
      `<${first.id}@mubiao>`,
      `<${second.id}@mubiao>`,
    ]);
    expect(server.taken[0]).toMatchObject({ to: 'someone@example.org' });
    expect(server.taken[0]?.raw).toMatch(/^auto-submitted: auto-generated/im);
    expect(server.connections()).toBe(1);
  });

  it('opens another session when the server closed the idle one, and counts that as one attempt', async () => {
    const port = Number(new URL(kept(await startMailServer()).url).port);
    await open.pop()?.();
    const before = await startMailServer({ port });
    const transport = mail(before.url);
    expect(await transport.send(message(), never())).toMatchObject({ outcome: 'delivered' });
    await before.stop();
    const after = kept(await startMailServer({ port }));
    expect(await transport.send(message(), never())).toMatchObject({ outcome: 'delivered' });
    expect(after.taken).toHaveLength(1);
  });

  it('gives an idle session back', async () => {
    let isBody = false;
    const server = kept(
      await startRawMailServer((line) => {
        if (line === '.') isBody = false;
        if (isBody) return null;
        isBody = line === 'DATA';
        return polite(line);
      }),
    );
    expect(await mail(server.url).send(message(), never())).toMatchObject({ outcome: 'delivered' });
    expect(server.lines).not.toContain('QUIT');
    await sleep(600);
    expect(server.lines).toContain('QUIT');
  });

  it.each([
    ['at the greeting', { onConnect: () => Promise.reject(refusal(421, 'too busy')) }, true],
    ['out of order altogether', { onConnect: () => Promise.reject(refusal(554, 'no service')) }, true],
    ['greylisting', { onRecipient: () => Promise.reject(refusal(451, 'try later')) }, undefined],
    ['full for the moment', { onBody: () => Promise.reject(refusal(452, 'no space')) }, undefined],
  ])('is tried again when the server refuses for now: %s', async (_case, manners, isChannelDown) => {
    const server = kept(await startMailServer(manners));
    const result = await mail(server.url).send(message(), never());
    expect(result.outcome).toBe('passing_failure');
    expect(result.isChannelDown).toBe(isChannelDown);
    expect(server.taken).toEqual([]);
  });

  it.each([
    ['sender', { onMail: () => Promise.reject(refusal(550, 'sender refused')) }],
    ['recipient', { onRecipient: () => Promise.reject(refusal(550, 'no such user')) }],
    ['content', { onBody: () => Promise.reject(refusal(554, 'looks like spam')) }],
  ])(
    'has failed for good when the server refuses its %s, and the session serves the next',
    async (_case, manners) => {
      const server = kept(await startMailServer(manners));
      const transport = mail(server.url);
      for (let nth = 0; nth < 2; nth += 1) {
        const result = await transport.send(message(), never());
        expect(result).toMatchObject({
          outcome: 'permanent_failure',
          detail: expect.stringMatching(/55[04]/) as string,
        });
        expect(result.isChannelDown).toBeUndefined();
      }
      expect(server.connections()).toBe(1);
    },
  );

  it('keeps the address out of what everybody may read of the refusal', async () => {
    const server = kept(
      await startMailServer({
        onRecipient: () => Promise.reject(refusal(550, '5.1.1 <someone@example.org>: unknown\tuser')),
      }),
    );
    const { detail } = await mail(server.url).send(message(), never());
    expect(detail).toContain('5.1.1 <（收件地址）>: unknown user');
    expect(detail).not.toContain('someone');
  });

  it('is tried again when nobody listens, and the channel counts as down', async () => {
    const transport = mail('smtp://127.0.0.1:1');
    expect(await transport.send(message(), never())).toMatchObject({
      outcome: 'passing_failure',
      isChannelDown: true,
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('is tried again when the login is refused: that is about the office, not about this mail', async () => {
    const server = kept(await startMailServer({ password: 'right' }));
    const url = (password: string) => server.url.replace('smtp://', `smtp://test:${password}@`);
    expect(await mail(url('wrong')).send(message(), never())).toMatchObject({
      outcome: 'passing_failure',
      isChannelDown: true,
      detail: expect.stringContaining('SMTP_URL') as string,
    });
    expect(await mail(url('right')).send(message(), never())).toMatchObject({ outcome: 'delivered' });
  });

  it.each(['', 'EHLO', 'MAIL', 'RCPT', 'DATA'])(
    'cannot have arrived when the server falls silent at "%s"',
    async (silentAt) => {
      const server = kept(
        await startRawMailServer((line) =>
          (silentAt === '' ? line === '' : line.startsWith(silentAt)) ? null : polite(line),
        ),
      );
      const begun = performance.now();
      expect(await mail(server.url).send(message(), never())).toMatchObject({
        outcome: 'passing_failure',
        isChannelDown: true,
      });
      expect(performance.now() - begun).toBeLessThan(2_000);
    },
  );

  it.each(['EHLO', 'MAIL', 'RCPT', 'DATA'])(
    'cannot have arrived when the connection is cut at "%s"',
    async (cutAt) => {
      const server = kept(
        await startRawMailServer((line) => (line.startsWith(cutAt) ? 'cut' : polite(line))),
      );
      expect(await mail(server.url).send(message(), never())).toMatchObject({ outcome: 'passing_failure' });
    },
  );

  it.each(['cut', null] as const)(
    'may have arrived when after the body comes %s, and goes again under its id',
    async (end) => {
      let hasBody = false;
      const server = kept(
        await startRawMailServer((line) => {
          if (line === '.') return end;
          if (hasBody) return null;
          hasBody = line === 'DATA';
          return polite(line);
        }),
      );
      const one = message();
      expect(await mail(server.url).send(one, never())).toMatchObject({ outcome: 'unknown' });
      hasBody = false;
      await mail(server.url).send(one, never());
      const ids = server.lines.filter((line) => /^message-id:/i.test(line));
      expect(ids).toEqual([`Message-ID: <${one.id}@mubiao>`, `Message-ID: <${one.id}@mubiao>`]);
    },
  );

  it('is delivered by a server that is slow but answers', async () => {
    const pause = () => sleep(200);
    const server = kept(await startMailServer({ onMail: pause, onRecipient: pause, onBody: pause }));
    expect(await mail(server.url).send(message(), never())).toMatchObject({ outcome: 'delivered' });
  });

  it('is given up within its time by a server that drips, before and after the body', async () => {
    const slow = kept(await startMailServer({ onRecipient: () => sleep(2_000) }));
    const late = kept(await startMailServer({ onBody: () => sleep(2_000) }));
    const patient = { connectMs: 5_000, silenceMs: 5_000, idleMs: 200 };
    const environment = { mailFrom: { name: '', address: 'a@example.org' } };
    for (const [server, outcome] of [
      [slow, 'passing_failure'],
      [late, 'unknown'],
    ] as const) {
      const { mailServer } = readDeliveryEnvironment({
        SMTP_URL: server.url,
        MAIL_FROM: 'a@example.org',
        PUBLIC_URL: 'https://a.example',
      });
      const transport = openMail({ ...environment, mailServer }, patient);
      open.push(() => transport.close());
      const begun = performance.now();
      expect(await transport.send(message(), AbortSignal.timeout(400))).toMatchObject({ outcome });
      expect(performance.now() - begun).toBeLessThan(1_500);
    }
  });

  it('waits for a mail server where none is set', async () => {
    const transport = openMail(readDeliveryEnvironment({}));
    expect(await transport.send(message(), never())).toMatchObject({
      outcome: 'passing_failure',
      isChannelDown: true,
    });
  });
});

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
    open.push(() => new Promise((resolve) => void server.close(resolve)));
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

describe('the environment of delivery', () => {
  const right = {
    SMTP_URL: 'smtp://u%40x:p%3Aw@mail.example.org',
    MAIL_FROM: 'a@example.org',
    PUBLIC_URL: 'https://m.example.org/',
  };

  it('is read, with the defaults of the protocols', () => {
    expect(readDeliveryEnvironment(right)).toEqual({
      mailServer: { host: 'mail.example.org', port: 587, isSecure: false, user: 'u@x', password: 'p:w' },
      mailFrom: { name: '目标哨', address: 'a@example.org' },
      publicUrl: 'https://m.example.org',
    });
    expect(
      readDeliveryEnvironment({ ...right, SMTP_URL: 'smtps://mail.example.org' }).mailServer,
    ).toMatchObject({
      port: 465,
      isSecure: true,
      user: null,
    });
    expect(readDeliveryEnvironment({ PORT: '3100' })).toEqual({
      mailServer: null,
      mailFrom: null,
      publicUrl: 'http://127.0.0.1:3100',
    });
  });

  it.each([
    ['SMTP_URL', { SMTP_URL: 'mail.example.org:25' }],
    ['SMTP_URL', { SMTP_URL: 'http://mail.example.org' }],
    ['SMTP_URL', { SMTP_URL: 'smtp://user:100%@mail.example.org' }],
    ['MAIL_FROM', { MAIL_FROM: 'nobody' }],
    ['MAIL_FROM', { MAIL_FROM: '' }],
    ['MAIL_FROM', { MAIL_FROM: 'a@example.org\r\nBcc: b@example.org' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'mubiao.example.org' }],
    ['PUBLIC_URL', { PUBLIC_URL: '' }],
  ])('refuses a wrong %s at start: %o', (name, wrong) => {
    expect(() => readDeliveryEnvironment({ ...right, ...wrong })).toThrow(name);
  });
});

/** Mail against real servers: what they say, and what they do not say, decides what becomes of a message. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readDeliveryEnvironment } from '../../db/delivery-environment.ts';
import { openMail } from '../../jobs/transports/mail/mail.ts';
import type { Transport } from '../../jobs/transports/transport.ts';
import { refusal, startMailServer, startRawMailServer } from './mail-server.ts';
import { closedLater, kept, message, never } from './outgoing-message.ts';

/** Short, so that silence is noticed within a test. */
const timeouts = { connectMs: 300, silenceMs: 300, idleMs: 200 };

function mail(url: string): Transport {
  const environment = readDeliveryEnvironment({
    SMTP_URL: url,
    MAIL_FROM: '目标哨 <mubiao@example.org>',
    PUBLIC_URL: 'https://mubiao.example.org',
  });
  const transport = openMail(environment, timeouts);
  closedLater(() => transport.close());
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
    const first = await startMailServer();
    const port = Number(new URL(first.url).port);
    await first.stop();
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
    [
      'its sender, which every mail has',
      { onMail: () => Promise.reject(refusal(550, 'sender refused')) },
      true,
    ],
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
      closedLater(() => transport.close());
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

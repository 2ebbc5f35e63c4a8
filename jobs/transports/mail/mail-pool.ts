/**
 * Open sessions with the mail server, used again for the next mail. nodemailer's own pool puts a mail back into its
 * queue by itself when a connection closes; here each attempt is one attempt, counted and written down.
 */
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailServer } from '../../../db/delivery-environment.ts';

export interface MailTimeouts {
  /** TCP and TLS, and the greeting after it: a server in the same province answers in a second, a loaded one in five. */
  connectMs: number;
  /** Silence after a command. RFC 5321 4.5.3.2 allows minutes; a worker has other mails to send. */
  silenceMs: number;
  /** A session without a mail is given back; servers close theirs after a minute or more. */
  idleMs: number;
}

export const MAIL_TIMEOUTS: MailTimeouts = { connectMs: 10_000, silenceMs: 20_000, idleMs: 15_000 };

/** Mails over one session; some servers refuse more than a hundred. */
const MOST_MAILS = 100;

export interface MailSession {
  readonly connection: SMTPConnection;
  /** Mails sent over it before; above 0 the server may have closed it in the meantime. */
  sent: number;
  isGone: boolean;
}

export interface MailPool {
  /** An idle session, else a new one. @throws SMTPError when the server cannot be reached or refuses the login */
  take(signal: AbortSignal): Promise<MailSession>;
  /** After a mail, or after the server refused it in words. */
  giveBack(session: MailSession): void;
  /** After anything that leaves it unclear where the session stands. */
  drop(session: MailSession): void;
  /** Closes the idle ones; those in use are closed when they are given back. */
  close(): void;
}

export function openMailPool(server: MailServer, timeouts: MailTimeouts): MailPool {
  const idle: { session: MailSession; timer: NodeJS.Timeout }[] = [];
  let isClosed = false;

  const drop = (session: MailSession) => {
    session.isGone = true;
    session.connection.close();
  };
  const quit = (session: MailSession) => {
    session.isGone = true;
    session.connection.quit();
  };
  return {
    async take(signal) {
      for (let waiting = idle.pop(); waiting; waiting = idle.pop()) {
        clearTimeout(waiting.timer);
        if (!waiting.session.isGone) return waiting.session;
      }
      return await openSession(server, timeouts, signal);
    },
    giveBack(session) {
      if (session.isGone) return;
      session.sent += 1;
      if (isClosed || session.sent >= MOST_MAILS) return quit(session);
      const timer = setTimeout(() => {
        idle.splice(
          idle.findIndex((one) => one.session === session),
          1,
        );
        quit(session);
      }, timeouts.idleMs);
      idle.push({ session, timer });
    },
    drop,
    close() {
      isClosed = true;
      for (const { session, timer } of idle.splice(0)) {
        clearTimeout(timer);
        quit(session);
      }
    },
  };
}

async function openSession(
  server: MailServer,
  timeouts: MailTimeouts,
  signal: AbortSignal,
): Promise<MailSession> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.isSecure,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    socketTimeout: timeouts.silenceMs,
  });
  const session: MailSession = { connection, sent: 0, isGone: false };
  connection.on('end', () => (session.isGone = true));
  await new Promise<void>((resolve, reject) => {
    // A session that the server closes while it is idle says so by 'error' too; without a listener that is a crash.
    connection.on('error', reject);
    // The callbacks say why, but after the end; this is for an end that none of them speaks of.
    connection.once('end', () =>
      setTimeout(() => reject(new Error('the server closed the connection')), 100),
    );
    const abort = () => {
      reject(asError(signal.reason));
      connection.close();
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    const done = (fault?: Error | null) => {
      signal.removeEventListener('abort', abort);
      if (fault) {
        connection.close();
        reject(fault);
      } else resolve();
    };
    connection.connect((fault) => {
      if (fault || server.user === null) return done(fault);
      connection.login({ credentials: { user: server.user, pass: server.password ?? '' } }, done);
    });
  });
  return session;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/**
 * Mail by SMTP. What happened is judged by how far the conversation came: before the body left, nothing can have been
 * delivered; after it, only the server's own answer says whether it was.
 */
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { DeliveryEnvironment } from '../../../db/delivery-environment.ts';
import { MAIL_NOT_SET_UP } from '../../../domain/contact-rules.ts';
import { shortDetail, type SendResult, type Transport } from '../transport.ts';
import { MAIL_TIMEOUTS, openMailPool, type MailPool, type MailSession } from './mail-pool.ts';

/** Names the message in every attempt, so that a mailbox can know one that came twice. */
export const messageIdOf = (id: string): string => `<${id}@mubiao>`;

export function openMail(
  environment: Pick<DeliveryEnvironment, 'mailServer' | 'mailFrom'>,
  timeouts = MAIL_TIMEOUTS,
): Transport {
  const { mailServer, mailFrom } = environment;
  if (mailServer === null || mailFrom === null) return withoutServer;
  const pool = openMailPool(mailServer, timeouts);
  return {
    async send(message, signal) {
      if (message.address === null) return noAddress;
      const body = await new MailComposer({
        from: mailFrom,
        to: { name: '', address: message.address },
        subject: message.subject,
        text: message.text,
        html: message.html,
        messageId: messageIdOf(message.id),
        // RFC 3834: an absent colleague's auto-reply must not answer it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
        .compile()
        .build();
      const mail = { from: mailFrom.address, to: message.address, body };
      const first = await attempt(pool, mail, signal);
      // A session that the server had closed while it was idle says nothing about the server.
      return first === 'stale_session' ? onceMore(await attempt(pool, mail, signal)) : first;
    },
    close() {
      pool.close();
      return Promise.resolve();
    },
  };
}

const noAddress: SendResult = { outcome: 'permanent_failure', detail: '没有收件地址' };

/** Waits rather than fails: the mail goes out once the server is set, within the day for which it is tried. */
const withoutServer: Transport = {
  send: () =>
    Promise.resolve({
      outcome: 'passing_failure',
      detail: MAIL_NOT_SET_UP,
      isChannelDown: true,
    }),
  close: () => Promise.resolve(),
};

interface Mail {
  from: string;
  to: string;
  body: Buffer;
}

/** nodemailer's errors, as far as they are read here. */
interface SmtpFault {
  message: string;
  code?: string | undefined;
  response?: string | undefined;
  responseCode?: number | undefined;
  command?: string | undefined;
}

async function attempt(
  pool: MailPool,
  mail: Mail,
  signal: AbortSignal,
): Promise<SendResult | 'stale_session'> {
  let session: MailSession;
  try {
    session = await pool.take(signal);
  } catch (fault) {
    // Also when it refuses the login or is out of order by 5xx: that is about the office's server, not about this mail.
    return { outcome: 'passing_failure', detail: inWords(fault as SmtpFault), isChannelDown: true };
  }
  const wasUsed = session.sent > 0;
  const { fault, response, hasBodyLeft } = await talk(session, mail, signal);
  if (fault === null) {
    pool.giveBack(session);
    return { outcome: 'delivered', detail: shortDetail(response) };
  }
  const code = fault.responseCode ?? 0;
  const isAnswer = code >= 400 && code < 600;
  if (isAnswer && code !== 421) {
    await startAfresh(pool, session, signal);
  } else pool.drop(session);

  const detail = inWords(fault);
  // Its sender it refuses in every mail: that too is about the office's settings (MAIL_FROM, a login that is missing), and mails must
  // not be lost by it.
  if (isAnswer && fault.command === 'MAIL FROM') {
    return { outcome: 'passing_failure', detail, isChannelDown: true };
  }
  if (isAnswer) return { outcome: code >= 500 ? 'permanent_failure' : 'passing_failure', detail };
  if (hasBodyLeft) return { outcome: 'unknown', detail: `信件已发出，没有等到答复：${detail}` };
  if (wasUsed && !signal.aborted) return 'stale_session';
  return { outcome: 'passing_failure', detail, isChannelDown: true };
}

const onceMore = (result: SendResult | 'stale_session'): SendResult =>
  result === 'stale_session'
    ? { outcome: 'passing_failure', detail: '邮件服务器关闭了连接', isChannelDown: true }
    : result;

interface Talk {
  fault: SmtpFault | null;
  response: string;
  /** The server had said 354, and the body, or a part of it, left. */
  hasBodyLeft: boolean;
}

function talk({ connection }: MailSession, mail: Mail, signal: AbortSignal): Promise<Talk> {
  return new Promise((resolve) => {
    let hasBodyLeft = false;
    // nodemailer reads from it only after the server's 354.
    const body = new Readable({
      read() {
        hasBodyLeft = true;
        this.push(mail.body);
        this.push(null);
      },
    });
    const end = (fault: SmtpFault | null, response = '') => {
      signal.removeEventListener('abort', abort);
      resolve({ fault, response, hasBodyLeft });
    };
    const abort = () => {
      end({ message: '超过了一次发送的最长时间', code: 'ETIMEDOUT' });
      connection.close();
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    connection.send({ from: mail.from, to: [mail.to] }, body, (fault, info) => end(fault, info?.response));
  });
}

/** After a refusal the session can serve the next mail, when the server agrees to start afresh. */
function startAfresh(pool: MailPool, session: MailSession, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (isFresh: boolean) => {
      signal.removeEventListener('abort', abort);
      session.connection.off('end', abort);
      if (isFresh) pool.giveBack(session);
      else pool.drop(session);
      resolve();
    };
    const abort = () => end(false);
    if (signal.aborted || session.isGone) return end(false);
    signal.addEventListener('abort', abort, { once: true });
    session.connection.once('end', abort);
    session.connection.reset((fault) => end(!fault));
  });
}

const REASONS: Record<string, string> = {
  ETIMEDOUT: '邮件服务器没有在时限内答复',
  ECONNECTION: '与邮件服务器的连接中断',
  ESOCKET: '连不上邮件服务器',
  EDNS: '找不到邮件服务器的主机名',
  ETLS: '与邮件服务器的加密连接失败（自签证书请设 NODE_EXTRA_CA_CERTS）',
  EAUTH: '邮件服务器不接受用户或口令（SMTP_URL）',
  EENVELOPE: '邮件服务器拒绝了发件人或收件人',
  EMESSAGE: '邮件服务器拒绝了邮件',
};

function inWords(fault: SmtpFault): string {
  const reason = REASONS[fault.code ?? ''] ?? '邮件没有发出';
  return shortDetail(`${reason}：${fault.response ?? fault.message}`);
}

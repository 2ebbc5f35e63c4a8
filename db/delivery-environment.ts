/**
 * What the channels that leave the house are told by the environment. The worker checks it at start, and `npm start`
 * before it: the worker's own refusal would only be in its log file.
 */
import { StartupError } from './startup-error.ts';

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte (smtps:); otherwise STARTTLS where the server offers it. */
  isSecure: boolean;
  user: string | null;
  password: string | null;
}

export interface DeliveryEnvironment {
  /** SMTP_URL; null: no mail leaves. */
  mailServer: MailServer | null;
  /** MAIL_FROM: the sender's address, with or without a name before it. */
  mailFrom: { name: string; address: string } | null;
  /** PUBLIC_URL: where people open the product, no slash at the end; links in messages begin with it. */
  publicUrl: string;
}

const SMTP_PORT = 587;
const SMTPS_PORT = 465;

/**
 * @throws StartupError naming the variable and what it may be. SMTP_URL asks for MAIL_FROM and PUBLIC_URL: a mail
 *   without a sender is refused everywhere, and one whose link leads to 127.0.0.1 helps nobody.
 */
export function readDeliveryEnvironment(variables: NodeJS.ProcessEnv): DeliveryEnvironment {
  const mailServer = readMailServer(variables['SMTP_URL'] || null);
  const mailFrom = readMailFrom(variables['MAIL_FROM'] || null);
  const publicUrl = readPublicUrl(variables['PUBLIC_URL'] || null);
  if (mailServer !== null && mailFrom === null) {
    throw new StartupError(
      '设了 SMTP_URL 还要设 MAIL_FROM，即通知邮件的发件人，例如 MAIL_FROM="目标哨 <mubiao@example.gov.cn>"。',
      'SMTP_URL needs MAIL_FROM, the sender of the mails.',
    );
  }
  if (mailServer !== null && publicUrl === null) {
    throw new StartupError(
      '设了 SMTP_URL 还要设 PUBLIC_URL，即大家打开本系统的地址，邮件里的链接用它，例如 PUBLIC_URL=https://mubiao.example.gov.cn。',
      'SMTP_URL needs PUBLIC_URL, the address under which people open the product.',
    );
  }
  return { mailServer, mailFrom, publicUrl: publicUrl ?? ownAddress(variables) };
}

/** Without mail only the webhooks carry links; on a single machine this one is right. */
function ownAddress(variables: NodeJS.ProcessEnv): string {
  return `http://127.0.0.1:${variables['PORT'] || '3000'}`;
}

function readMailServer(text: string | null): MailServer | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isRight = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && url.port !== '0';
  if (!isRight) {
    throw new StartupError(
      'SMTP_URL 应写成 smtp://用户:口令@主机:端口（有 STARTTLS 时自动加密）或 smtps://…；用户和口令可以没有，其中的 @ : / 要写成 %40 %3A %2F。',
      'SMTP_URL must be smtp://user:password@host:port or smtps://…',
    );
  }
  const isSecure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? SMTPS_PORT : SMTP_PORT) : Number(url.port),
    isSecure,
    user: decoded(url.username),
    password: decoded(url.password),
  };
}

function decoded(text: string): string | null {
  if (text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new StartupError(
      'SMTP_URL 的用户或口令里有单独的 %，请写成 %25。',
      'A lone % in the user or password of SMTP_URL must be %25.',
    );
  }
}

function readMailFrom(text: string | null): DeliveryEnvironment['mailFrom'] {
  if (text === null) return null;
  const match = /^\s*(?:"?([^"<>\r\n]*?)"?\s*<([^<>\s]+)>|([^<>\s]+))\s*$/.exec(text);
  const address = match?.[2] ?? match?.[3];
  if (address === undefined || !MAIL_ADDRESS.test(address)) {
    throw new StartupError(
      `MAIL_FROM 应是邮箱地址，或“名称 <邮箱地址>”，现在是“${text}”。`,
      'MAIL_FROM must be an address, or Name <address>.',
    );
  }
  return { name: match?.[1] || '目标哨', address };
}

/** As strict as needed to catch a slip: a local part, one @, a host. */
const MAIL_ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

function readPublicUrl(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    throw new StartupError(
      `PUBLIC_URL 应写成 https://主机 或 http://主机:端口，现在是“${text}”。`,
      'PUBLIC_URL must be http:// or https://host.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * A signed POST to an address that the person named: another system of the office, a robot, a form of SMS gateway.
 *
 * Private addresses are allowed on purpose: the offices' own systems stand in the county's internal network, and that
 * is what this channel is for. What an address can learn by it is bounded: only an account's holder sets it, redirects
 * are not followed, and nothing of the answer but its status is read.
 */
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../../../db/clock.ts';
import { shortDetail, type OutgoingMessage, type SendResult, type Transport } from '../transport.ts';

export interface WebhookTimeouts {
  /** Until the connection stands, TLS included. */
  connectMs: number;
  /** From the request to the status line: who has more to do than note it down answers first. */
  answerMs: number;
}

const WEBHOOK_TIMEOUTS: WebhookTimeouts = { connectMs: 5_000, answerMs: 15_000 };

export interface WebhookSignature {
  id: string;
  /** Seconds since 1970. */
  timestamp: number;
  body: string;
  secret: string;
}

/**
 * `v1=` and the hex HMAC-SHA256 of `id.timestamp.body`. With id and time signed too, who overhears one request
 * can neither send it later nor pass it off as another.
 */
export function signatureOf({ id, timestamp, body, secret }: WebhookSignature): string {
  return `v1=${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('hex')}`;
}

/** @param wallClock its time is signed with the message */
export function openWebhook(publicUrl: string, wallClock: Clock, timeouts = WEBHOOK_TIMEOUTS): Transport {
  return {
    async send(message, signal) {
      const { address, secret } = message;
      if (address === null || secret === null || !URL.canParse(address)) {
        return { outcome: 'permanent_failure', detail: '没有接收地址' };
      }
      const url = new URL(address);
      if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        return { outcome: 'permanent_failure', detail: '接收地址不是 http 或 https' };
      }
      const body = JSON.stringify(bodyOf(message, publicUrl));
      const timestamp = Math.floor(Date.parse(wallClock.now()) / 1000);
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'mubiao',
        'x-mubiao-id': message.id,
        'x-mubiao-timestamp': String(timestamp),
        'x-mubiao-signature': signatureOf({ id: message.id, timestamp, body, secret }),
      };
      return await post(url, { headers, body, timeouts, signal });
    },
    close: () => Promise.resolve(),
  };
}

function bodyOf(message: OutgoingMessage, publicUrl: string) {
  return {
    id: message.id,
    subject: message.subject,
    text: message.text,
    notices: message.notices.map(({ id, alertId, projectId, title, body, todo, path }) => ({
      id,
      alertId,
      projectId,
      title,
      body,
      todo,
      url: `${publicUrl}${path}`,
    })),
  };
}

interface Post {
  headers: Record<string, string | number>;
  body: string;
  timeouts: WebhookTimeouts;
  signal: AbortSignal;
}

function post(url: URL, { headers, body, timeouts, signal }: Post): Promise<SendResult> {
  return new Promise((resolve) => {
    /** Before it stands nothing can have arrived; after it everything may have. */
    let isConnected = false;
    let timer: NodeJS.Timeout | undefined;
    const isSecure = url.protocol === 'https:';
    // No agent: each has another host, and a kept connection that died says nothing about the request on it.
    const options = { method: 'POST', headers, agent: false } as const;
    const request = isSecure ? httpsRequest(url, options) : httpRequest(url, options);

    const end = (result: SendResult) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve({ ...result, detail: shortDetail(result.detail) });
      request.destroy();
    };
    const fail = (reason: string) => {
      end(
        isConnected
          ? { outcome: 'unknown', detail: `请求已发出，没有等到答复：${reason}` }
          : { outcome: 'passing_failure', detail: `连不上接收地址：${reason}` },
      );
    };
    const abort = () => fail('超过了一次发送的最长时间');
    const wait = (limitMs: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => fail(`${limitMs / 1000} 秒内没有答复`), limitMs);
    };

    request.on('error', (fault: NodeJS.ErrnoException) => fail(fault.code ?? fault.message));
    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
        wait(timeouts.answerMs);
      });
    });
    request.on('response', ({ statusCode = 0 }) => {
      end({ outcome: outcomeOf(statusCode), detail: `HTTP ${statusCode}` });
    });
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    wait(timeouts.connectMs);
    request.end(body);
  });
}

/** The status alone decides; who answers 2xx has taken it. */
function outcomeOf(status: number): SendResult['outcome'] {
  if (status >= 200 && status < 300) return 'delivered';
  // 408 timeout, 425 too early, 429 too many, and whatever is wrong on its side.
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'passing_failure';
  // Redirects too: what was signed for one address is not handed to another.
  return 'permanent_failure';
}

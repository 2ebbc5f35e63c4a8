/** What a channel is to the delivery: one function, four outcomes. Each channel has a folder beside this file. */

export interface OutgoingMessage {
  /** The id of its row: the same in every attempt, so that a receiver can know a message that comes twice. */
  id: string;
  regionId: string;
  accountId: string;
  /** Mail address or URL; null in the product itself. */
  address: string | null;
  /** Signs a webhook's body; null elsewhere. */
  secret: string | null;
  /** What the message tells, in the order in which it was noticed. */
  notices: readonly OutgoingNotice[];
  subject: string;
  text: string;
  html: string;
}

export interface OutgoingNotice {
  id: string;
  alertId: string;
  projectId: string;
  unitId: string;
  title: string;
  body: string;
  todo: string;
  /** Where in the product it is dealt with: a path from the root, /alerts/… */
  path: string;
}

/**
 * - `delivered`: the other side said yes.
 * - `passing_failure`: it did not take the message, and may take it later.
 * - `permanent_failure`: it will never take this message.
 * - `unknown`: the message had left when the connection broke; it may have arrived. It is sent again under the same id.
 */
export type Outcome = 'delivered' | 'passing_failure' | 'permanent_failure' | 'unknown';

export interface SendResult {
  outcome: Outcome;
  /** In Chinese, for the page "who was told what": what the other side said, at most `MOST_DETAIL` characters. */
  detail: string;
  /** The whole channel does not work, not this message: the others of this run need not be tried now. */
  isChannelDown?: boolean;
}

export interface Transport {
  /**
   * Sends once. Never throws for what happens outside the house; a thrown error is a fault of ours, after which the
   * outcome is unknown.
   * @param signal aborted when the attempt has used up its time
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendResult>;
  /** Gives its connections back. */
  close(): Promise<void>;
}

/** Characters of an attempt's detail that are kept. */
const MOST_DETAIL = 300;

/** What a server may print of a mail address: a person's name, more often than not. */
const MAIL_ADDRESS = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;

/**
 * One line without control characters and mail addresses: what a foreign server says is shown to everybody who may read
 * the notice, and they know each other by posts, not by names.
 */
export function shortDetail(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').replace(MAIL_ADDRESS, '（收件地址）');
  return line.trim().slice(0, MOST_DETAIL);
}

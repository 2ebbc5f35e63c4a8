/**
 * One of the ways in which a mail server fails, in a process of its own, as a mail server is no part of the product: in the
 * test's process its work would be taken for the product's. Started with the fault's name, it prints its address and serves
 * until it is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { refusal, startMailServer, startRawMailServer } from '../jobs/mail-server.ts';

/** Polite up to the body, whose lines it does not answer, and gone in the middle of it. */
function cutInBody(line: string): string | null | 'cut' {
  if (/^message-id/i.test(line)) return 'cut';
  if (line === '') return '220 ready';
  if (line.startsWith('DATA')) return '354 go on';
  return /^(EHLO|MAIL|RCPT|RSET|QUIT)/.test(line) ? '250 ok' : null;
}

interface Fault {
  /** What the first attempt of a mail comes to. */
  outcome: 'passing_failure' | 'permanent_failure' | 'delivered' | 'unknown';
  start(): Promise<{ url: string }>;
}

export const FAULTS = {
  refused: {
    outcome: 'passing_failure',
    start: () => Promise.resolve({ url: 'smtp://127.0.0.1:1' }),
  },
  silent: { outcome: 'passing_failure', start: () => startRawMailServer(() => null) },
  slow: {
    outcome: 'delivered',
    start: () => startMailServer({ onMail: () => sleep(300), onBody: () => sleep(500) }),
  },
  '4xx': {
    outcome: 'passing_failure',
    start: () => startMailServer({ onRecipient: () => Promise.reject(refusal(451, 'later')) }),
  },
  '5xx': {
    outcome: 'permanent_failure',
    start: () => startMailServer({ onRecipient: () => Promise.reject(refusal(550, 'no such user')) }),
  },
  'cut after DATA': { outcome: 'unknown', start: () => startRawMailServer(cutInBody) },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const name = FAULT_NAMES.find((one) => one === process.argv[2]);
  if (name === undefined) throw new Error(`say one of ${FAULT_NAMES.join(', ')}`);
  console.log((await FAULTS[name].start()).url);
  // `refused` has nothing that keeps it running.
  setInterval(() => undefined, 60_000);
}

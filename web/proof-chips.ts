/** The proofs of a step of the ladder as short sentences. Pure. */
import type { TimelineEntry } from '../server/contract-alerts.ts';
import { clockTime } from './format.ts';
import { alertsWords as words } from './words/alerts.ts';

export interface ProofChip {
  text: string;
  isFailed: boolean;
}

/** Sent, failed and read, in this order per person and channel; the same for several people is said once. */
export function proofChips({ proofs, posts }: Pick<TimelineEntry, 'proofs' | 'posts'>): ProofChip[] {
  const isOfSeveral = posts.length > 1;
  const chips = new Map<string, { isFailed: boolean; count: number }>();
  const add = (text: string, isFailed: boolean) => {
    const known = chips.get(text);
    chips.set(text, { isFailed, count: (known?.count ?? 0) + 1 });
  };
  const failedBefore = new Set<string>();
  for (const { channel, post, state, at, readAt, detail } of proofs) {
    const name = words.proofs.channels[channel] ?? channel;
    const who = isOfSeveral ? post : '';
    const isFailed = state === 'failed';
    if (isFailed) failedBefore.add(`${post} ${channel}`);
    const isRetry = state === 'waiting' && failedBefore.has(`${post} ${channel}`);
    const outcome = isRetry ? words.proofs.retry : words.proofs.states[state];
    const text = words.proofs.chip(who, name, at === null ? '' : clockTime(at, true), outcome);
    add(isFailed ? words.proofs.failed(text, detail ?? '') : text, isFailed);
    if (readAt !== null) add(words.proofs.read(post, clockTime(readAt)), false);
  }
  return [...chips].map(([text, { isFailed, count }]) => ({
    text: count > 1 ? words.proofs.many(text, count) : text,
    isFailed,
  }));
}

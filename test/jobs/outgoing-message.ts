/** What the tests of the channels share: one message, and what is closed after each test. */
import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import type { OutgoingMessage } from '../../jobs/transports/transport.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

/** Closed after the test, the last one first. */
export function closedLater(close: () => Promise<unknown>): void {
  open.push(close);
}

export const kept = <One extends { stop(): Promise<unknown> }>(one: One): One => {
  closedLater(() => one.stop());
  return one;
};

export const notice = {
  id: randomUUID(),
  alertId: randomUUID(),
  projectId: randomUUID(),
  unitId: randomUUID(),
  title: '2 月养老金未发放',
  body: '应于 02-28 发放 40000.00 元，已逾期 1 个工作日。',
  todo: '请登记发放情况。',
  path: '/alerts/1',
};
export const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
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
export const never = () => new AbortController().signal;

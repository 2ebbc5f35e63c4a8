/** How a person is told: the form's texts ↔ what is stored, what is wrong with them, and how a test came out. */
import { contactProblems, MAIL_NOT_SET_UP } from '../domain/contact-rules.ts';
import { MOST_DAILY_CAP } from '../domain/notice-time.ts';
import type { Contact, ContactBody, TestMessage } from '../server/contract-notices.ts';
import { clockTime, dayAndTime, dayOf } from './format.ts';
import { accountWords } from './words/account.ts';

/** As typed. */
export interface ContactForm {
  mail: string;
  webhookUrl: string;
  quietFrom: string;
  quietUntil: string;
  dailyCap: string;
}

export type ContactFields = Omit<ContactBody, 'renewSecret'>;

export function formOf({ mail, webhookUrl, quietFrom, quietUntil, dailyCap }: ContactFields): ContactForm {
  return {
    mail: mail ?? '',
    webhookUrl: webhookUrl ?? '',
    quietFrom: quietFrom ?? '',
    quietUntil: quietUntil ?? '',
    dailyCap: String(dailyCap),
  };
}

/** An empty field is none. A Chinese colon and `8:00` are what people type, and mean what they mean. */
export function bodyOf(form: ContactForm): ContactFields {
  return {
    mail: form.mail.trim() || null,
    webhookUrl: form.webhookUrl.trim() || null,
    quietFrom: timeOf(form.quietFrom),
    quietUntil: timeOf(form.quietUntil),
    dailyCap: /^\d{1,4}$/.test(form.dailyCap.trim()) ? Number(form.dailyCap) : NaN,
  };
}

function timeOf(typed: string): string | null {
  const text = typed.trim().replace(/：/, ':');
  return (/^\d:\d{2}$/.test(text) ? `0${text}` : text) || null;
}

/** What is wrong, by field and in words; empty: nothing. The server holds to the same rules. */
export function problemsOf(form: ContactForm): Record<string, string> {
  const body = bodyOf(form);
  const { dailyCap } = body;
  const isCap = Number.isInteger(dailyCap) && dailyCap >= 1 && dailyCap <= MOST_DAILY_CAP;
  return {
    ...contactProblems(body),
    ...(isCap ? {} : { dailyCap: accountWords.how.capWrong(MOST_DAILY_CAP) }),
  };
}

/** Whether saving the form would change nothing. */
export function isSaved(form: ContactForm, saved: Contact): boolean {
  const body = bodyOf(form);
  return (Object.keys(body) as (keyof ContactFields)[]).every((field) => body[field] === saved[field]);
}

/** What the page begins with: where and when not. */
export function contactSentence({ mail, webhookUrl, quietFrom, quietUntil }: ContactFields): string {
  const words = accountWords.sentence;
  const channels = [...(mail === null ? [] : [words.mail]), ...(webhookUrl === null ? [] : [words.webhook])];
  if (channels.length === 0) return words.product;
  const isQuiet = quietFrom !== null && quietUntil !== null && quietFrom !== quietUntil;
  return words.also(channels.join(words.and)) + (isQuiet ? words.quiet(quietFrom, quietUntil) : '');
}

export interface TestLine {
  text: string;
  tone: 'good' | 'bad' | 'waiting';
  /** Nothing more comes of it. */
  isOver: boolean;
}

/** How a test came out so far. @param today day of the wall, whose times are told without it */
export function testLine(test: TestMessage, today: string): TestLine {
  const words = accountWords.test;
  const told = (instant: string | null) => {
    if (instant === null) return '';
    return dayOf(instant) === today ? clockTime(instant) : dayAndTime(instant);
  };
  const last = test.attempts.filter(({ finishedAt }) => finishedAt !== null).at(-1);
  if (!last) return { text: words.sending, tone: 'waiting', isOver: false };
  const at = told(last.finishedAt);
  const detail = (last.detail || words.noReason).replace(/[。.]+$/, '');
  switch (test.state) {
    case 'sent': {
      const sent = test.channel === 'mail' ? words.mailSent : words.webhookSent;
      return { text: sent(told(test.sentAt), detail), tone: 'good', isOver: true };
    }
    case 'failed':
      return { text: words.failed(at, detail), tone: 'bad', isOver: true };
    case 'unknown':
      return { text: words.unknown(at, detail, told(test.nextTryAt)), tone: 'bad', isOver: false };
    case 'sending':
      return { text: words.sending, tone: 'waiting', isOver: false };
    case 'waiting': {
      const isNotSetUp = detail === MAIL_NOT_SET_UP;
      const text = isNotSetUp ? words.mailNotSetUp(at) : words.again(at, detail, told(test.nextTryAt));
      return { text, tone: 'bad', isOver: false };
    }
  }
}

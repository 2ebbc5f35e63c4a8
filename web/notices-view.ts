/** Who was told what when, as the page and its print say it. Pure. */
import { isPlainDate } from '../domain/calendar.ts';
import { POSTS, type Post } from '../domain/post.ts';
import type { Notice } from '../server/contract-notices.ts';
import { clockTime, dayOf } from './format.ts';
import { alertsWords } from './words/alerts.ts';
import { commonWords } from './words/common.ts';
import { noticesWords as words } from './words/notices.ts';

export interface NoticesFilter {
  from: string | undefined;
  until: string | undefined;
  projectId: string | undefined;
  post: Post | undefined;
  mine: true | undefined;
}

/** The filter of a URL's query; what is not well formed is left out. */
export function noticesFilterOf(query: Readonly<Record<string, unknown>>): NoticesFilter {
  const { from, until, project, post, mine } = query;
  const day = (text: unknown) => (typeof text === 'string' && isPlainDate(text) ? text : undefined);
  return {
    from: day(from),
    until: day(until),
    projectId: typeof project === 'string' && /^[0-9a-f-]{36}$/u.test(project) ? project : undefined,
    post: POSTS.find((each) => each === post),
    mine: mine === '1' ? true : undefined,
  };
}

export const isFiltered = (filter: NoticesFilter): boolean =>
  Object.values(filter).some((value) => value !== undefined);

/** `07-18 至 07-31，共告知 38 次，其中 1 次没有送到`. `isAll`: no older ones are left to read. */
export function noticesTitle(filter: NoticesFilter, items: readonly Notice[], isAll: boolean): string {
  const { from, until } = filter;
  const range =
    from && until
      ? words.range.both(from, until)
      : from
        ? words.range.from(from)
        : until
          ? words.range.until(until)
          : words.range.none;
  const failed = items.filter(({ state }) => state === 'failed').length;
  return words.title(range, words.count(items.length, isAll), items.length === 0 ? '' : words.failed(failed));
}

/** `第 2 级 上报`, `到期提醒`, `第 4 级 复催 第 2 次`. */
export function stepWords({ event, level, round }: Pick<Notice, 'event' | 'level' | 'round'>): string {
  if (event === 'raised' && level === 0) return words.remind;
  if (event === 'resolved' || event === 'withdrawn') return words.events[event];
  const parts = [words.level(level), words.events[event]];
  if (round > 0) parts.push(words.round(round));
  return parts.join(' ');
}

export const channelName = (channel: string): string => alertsWords.proofs.channels[channel] ?? channel;

export interface Outcome {
  text: string;
  isFailed: boolean;
}

/** How it went, oldest first: what failed, how it stands, when it was read. Instants are those of the sending. */
export function outcomesOf(notice: Notice): Outcome[] {
  const { state, attempts, sentAt, readAt, notBefore } = notice;
  const failures = attempts.filter(
    ({ outcome }) => outcome === 'passing_failure' || outcome === 'permanent_failure',
  );
  const last = failures.at(-1);
  const outcomes: Outcome[] = [];
  if (last) {
    const when = clockTime(last.finishedAt ?? last.startedAt, true);
    const parts = [words.at(when, words.states.failed)];
    if (failures.length > 1) parts.push(words.tries(failures.length));
    if (last.detail) parts.push(words.reason(last.detail));
    outcomes.push({ text: commonWords.clauses(parts), isFailed: true });
  } else if (state === 'failed') outcomes.push({ text: words.states.failed, isFailed: true });
  if (state === 'sent') {
    const text = sentAt === null ? words.states.sent : words.at(clockTime(sentAt, true), words.states.sent);
    outcomes.push({ text, isFailed: false });
  } else if (state !== 'failed') {
    const text = words.states[state];
    const isLater = notBefore !== null && state !== 'sending';
    outcomes.push({
      text: isLater ? commonWords.clauses([text, words.notBefore(clockTime(notBefore))]) : text,
      isFailed: false,
    });
  }
  if (readAt !== null) outcomes.push({ text: words.read(clockTime(readAt)), isFailed: false });
  return outcomes;
}

/** The day on which it was noticed, first in its group of a day. */
export function dayOfNotice({ noticedOn, noticedAt }: Pick<Notice, 'noticedOn' | 'noticedAt'>): string {
  return `${noticedOn} ${dayOf(noticedAt) === noticedOn ? clockTime(noticedAt) : ''}`.trim();
}

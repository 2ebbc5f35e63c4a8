/**
 * The words of a notice and of the message that carries several: what is late, since when, by how much, what to do and
 * where (pages/guide.md §3).
 */
import type { AlertKind } from './alerts.ts';
import { lateDays, shortDay, tellingOf, type AlertSubject, type Today } from './notice-telling.ts';
import { isOfUnit, POST_NAMES, type Post } from './post.ts';

export interface NoticeSubject extends AlertSubject {
  alertId: string;
  unitName: string;
}

/** raised: a level is told for the first time. withdrawn: what opened today was taken back today. */
export type NoticeEvent = 'raised' | 'repeated' | 'resolved' | 'withdrawn';

export interface NoticeWords {
  /** One line, no full stop. */
  title: string;
  /** Sentences. */
  body: string;
  /** The one thing to do, a sentence. */
  todo: string;
  /** Where it is dealt with, from the root of the product. */
  path: string;
  /** The higher the worse; a message begins with the worst. 0: nothing is to be done any more. */
  gravity: number;
}

interface At extends Today {
  /** Who reads it: those above the unit are asked to see to it, not to enter figures. */
  post?: Post | null;
  /** The post that nobody holds, in whose place the reader is told. */
  standsInFor?: Post | null;
}

/** What weighs most when one message holds several. */
const GRAVITY: Readonly<Record<AlertKind, number>> = {
  overdue: 8,
  deadline_missed: 7,
  over_budget: 6,
  due_soon: 5,
  money_behind: 4,
  indicator_lagging: 3,
  unreported: 2,
  undeterminable: 1,
};
const MOST_DAYS_WEIGHED = 999;

/** @param level which step of the ladder it is, from 0; from 1 on the words say so. */
export function noticeWords(subject: NoticeSubject, event: NoticeEvent, level: number, at: At): NoticeWords {
  const path = pathOf(subject);
  const told = tellingOf(subject, at);
  const where = subjectLine(subject);
  switch (event) {
    case 'raised':
    case 'repeated': {
      const isUp = level > 0;
      const climbed = isUp
        ? [`${event === 'repeated' ? '这是再次提醒，此前' : ''}已上报到第 ${String(level)} 级`]
        : [];
      return {
        title: oneLine(event === 'repeated' ? `再次提醒：${told.title}` : told.title),
        body: sentences([where, ...told.facts, ...climbed, ...standingIn(at)]),
        todo: sentences([todoFor(subject, told.todo, at.post ?? null)]),
        path,
        gravity: gravityOf(subject, level, at),
      };
    }
    case 'resolved':
      return {
        title: oneLine(`已解除：${told.over}`),
        body: sentences([
          where,
          `这条提醒自 ${shortDay(subject.openedOn, at)} 起，到 ${shortDay(at.today, at)} 解除`,
        ]),
        todo: sentences([NOTHING_TO_DO]),
        path,
        gravity: 0,
      };
    case 'withdrawn':
      return {
        title: oneLine(`已撤回：${told.title}`),
        body: sentences([where, `${shortDay(at.today, at)} 登记的情况更正以后，这条提醒不再成立`]),
        todo: sentences([NOTHING_TO_DO]),
        path,
        gravity: 0,
      };
  }
}

/** A form is dealt with where it is filled in and signed; everything else by way of the alert. */
function pathOf({ alertId, form }: NoticeSubject): string {
  return form == null ? `/alerts/${encodeURIComponent(alertId)}` : FORMS + encodeURIComponent(form.id);
}
const FORMS = '/review-forms/';

const NOTHING_TO_DO = '不需要再处理';

/** Project, subject and unit: 财政对机关事业养老保险的补助 · 第 7 期 · 社保中心 */
function subjectLine({ projectName, subjectName, unitName }: NoticeSubject): string {
  const names = [projectName, subjectName, unitName].filter((name) => name !== '');
  return [...new Set(names)].join(' · ');
}

function standingIn({ standsInFor }: At): string[] {
  return standsInFor == null ? [] : [`${POST_NAMES[standsInFor]}岗位暂时空缺，由您代收`];
}

/** Whoever is above those whose turn it is sees to it that they do it. */
function todoFor({ unitName, form }: NoticeSubject, todo: string, post: Post | null): string {
  const turnOf = form?.post ?? null;
  if (post === null || post === turnOf || (turnOf === null && isOfUnit(post))) return todo;
  return `请与${turnOf === null ? unitName : POST_NAMES[turnOf]}联系：${todo}`;
}

/** First the kind, then how far it climbed, then how late it is. */
function gravityOf(subject: NoticeSubject, level: number, at: At): number {
  const late = Math.min(lateDays(subject, at), MOST_DAYS_WEIGHED);
  return (GRAVITY[subject.kind] * 10 + Math.min(level, 9)) * (MOST_DAYS_WEIGHED + 1) + late;
}

/** More are told by number; all of them are in the product. */
const MOST_LISTED = 50;
/** Characters of a subject: what a phone shows, and far below what a mail header may hold. */
const LONGEST_SUBJECT = 90;

export interface MessageAt {
  /** Begins the links, without a slash at its end: https://mubiao.example.gov.cn */
  origin: string;
  /** Why one gets it. */
  posts: readonly Post[];
  /** Of the demo: figures are invented, and the message must not pass for a real one. */
  isInvented?: boolean;
}

/**
 * One message of several notices, the worst first. The text holds the same as the HTML, in which everything is escaped:
 * names are printed by others.
 * @param notices at least one
 */
export function messageWords(
  notices: readonly NoticeWords[],
  at: MessageAt,
): { subject: string; text: string; html: string } {
  const sorted = notices.toSorted((a, b) => b.gravity - a.gravity);
  const listed = sorted.slice(0, MOST_LISTED);
  const rest = sorted.length - listed.length;
  const count = countLine(sorted);
  const more = rest === 0 ? null : `还有 ${String(rest)} 项没有列出，登录后在“提醒”里查看。`;
  const invented = at.isInvented ? '以下为演示数据，不是真实的资金和进度。' : null;
  const ending = endingOf(at.posts);
  const first = sorted[0]?.title ?? '';
  const title = sorted.length > 1 ? `${count}：${first}` : first;
  return {
    subject: shortened(`【目标哨】${at.isInvented ? '【演示数据】' : ''}${oneLine(title)}`),
    text: [
      invented,
      `${count}。`,
      ...listed.map((notice, n) => noticeText(notice, n + 1, at.origin)),
      more,
      ending,
    ]
      .filter((part) => part !== null)
      .join('\n\n'),
    html: [
      '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head>',
      `<body style="${BODY_STYLE}">`,
      invented === null ? '' : `<p>${escaped(invented)}</p>`,
      `<p style="${COUNT_STYLE}">${escaped(count)}。</p>`,
      '<ol>',
      ...listed.map((notice) => noticeHtml(notice, at.origin)),
      '</ol>',
      more === null ? '' : `<p>${escaped(more)}</p>`,
      `<p style="${ENDING_STYLE}">${escaped(ending)}</p></body></html>`,
    ].join('\n'),
  };
}

/**
 * What a person sends to the own address to see whether it works. Nobody shall take it for a reminder.
 * @param origin begins the link, without a slash at its end
 */
export function testMessageWords(origin: string): { subject: string; text: string; html: string } {
  const what = '这是一条测试消息，不是提醒，不需要处理。';
  const why = '有人在目标哨“我的账号”里填了这个地址并点了“发一条测试消息”。收到它，说明提醒能送到这里。';
  const link = `${origin}/account`;
  return {
    subject: '【目标哨】测试消息，不需要处理',
    text: [what, why, link].join('\n\n'),
    html: [
      '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head>',
      `<body style="${BODY_STYLE}">`,
      `<p style="${COUNT_STYLE}">${what}</p>`,
      `<p>${why}</p>`,
      `<p><a href="${escaped(link)}" style="${LINK_STYLE}">打开“我的账号”</a></p></body></html>`,
    ].join('\n'),
  };
}

// Mail programs drop style sheets; colours and sizes of pages/guide.md §1.
const BODY_STYLE = 'font:13px/20px sans-serif;color:#1F2329';
const COUNT_STYLE = 'font-size:16px;line-height:24px';
const QUIET_STYLE = 'color:#4A5361';
const LINK_STYLE = 'color:#1B4F9C';
const ENDING_STYLE =
  'font-size:12px;line-height:18px;color:#606A79;border-top:1px solid #E3E6EB;padding-top:12px';

function countLine(notices: readonly NoticeWords[]): string {
  const toDo = notices.filter(({ gravity }) => gravity > 0).length;
  const over = notices.length - toDo;
  if (over === 0) return `${String(toDo)} 项需要处理`;
  const overLine = `${String(over)} 项已解除或撤回`;
  return toDo === 0 ? overLine : `${String(toDo)} 项需要处理，${overLine}`;
}

function noticeText(notice: NoticeWords, number: number, origin: string): string {
  const { title, body, todo, path } = notice;
  return [
    `${String(number)}. ${oneLine(title)}`,
    oneLine(body),
    `怎么处理：${oneLine(todo)}`,
    origin + path,
  ].join('\n');
}

function noticeHtml({ title, body, todo, path }: NoticeWords, origin: string): string {
  const link = `<a href="${escaped(origin + path)}" style="${LINK_STYLE}">${path.startsWith(FORMS) ? '打开这份表' : '打开这条提醒'}</a>`;
  return (
    `<li><strong>${escaped(oneLine(title))}</strong><br><span style="${QUIET_STYLE}">${escaped(oneLine(body))}</span>` +
    `<br>怎么处理：${escaped(oneLine(todo))}<br>${link}</li>`
  );
}

function endingOf(posts: readonly Post[]): string {
  const names = [...new Set(posts)].map((post) => POST_NAMES[post]).join('、');
  const why = names === '' ? '' : `您的岗位是${names}，`;
  return `${why}所以收到这条消息；提醒按岗位和工作日逐级发送。请勿直接回复，回复没有人看，请点开链接处理。`;
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_SUBJECT
    ? text
    : `${characters.slice(0, LONGEST_SUBJECT - 1).join('')}…`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function sentences(parts: readonly string[]): string {
  return parts.map((part) => `${oneLine(part)}。`).join('');
}

/** Names are printed by others: a line break in one would begin a new header of a mail. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

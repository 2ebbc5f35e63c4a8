/** Schemas of notices and of where a person wants them. As server/contract.ts, which it continues. */
import { Type, type Static } from 'typebox';
import { DEFAULT_DAILY_CAP, MOST_DAILY_CAP } from '../domain/notice-time.ts';
import { POSTS } from '../domain/post.ts';
import { Instant, literals, Nullable, PlainDateText, strict, Uuid } from './contract-basics.ts';

export const NOTICE_CHANNELS = ['product', 'mail', 'webhook'] as const;
export const NOTICE_EVENTS = ['raised', 'repeated', 'resolved', 'withdrawn'] as const;

/* ---------- who was told what when ---------- */
export const NoticesQuery = Type.Object(
  {
    /** true: only what the asker was told. */
    mine: Type.Optional(Type.Boolean()),
    alertId: Type.Optional(Uuid),
    projectId: Type.Optional(Uuid),
    /** Only what this post was told. */
    post: Type.Optional(literals(POSTS)),
    /** Days on which it was noticed, both included. */
    from: Type.Optional(PlainDateText),
    until: Type.Optional(PlainDateText),
    cursor: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
);

export const NoticeAttempt = Type.Object({
  startedAt: Instant,
  finishedAt: Nullable(Instant),
  /** null: under way. */
  outcome: Nullable(literals(['delivered', 'passing_failure', 'permanent_failure', 'unknown'] as const)),
  /** What the other side said. */
  detail: Nullable(Type.String()),
});

export const Notice = Type.Object({
  id: Uuid,
  alertId: Uuid,
  projectId: Uuid,
  projectName: Nullable(Type.String()),
  unitId: Uuid,
  unitName: Nullable(Type.String()),
  event: literals(NOTICE_EVENTS),
  level: Type.Integer(),
  round: Type.Integer(),
  /** Who was told: a post, never a person. */
  post: literals(POSTS),
  postName: Type.String(),
  channel: literals(NOTICE_CHANNELS),
  title: Type.String(),
  body: Type.String(),
  todo: Type.String(),
  path: Type.String(),
  noticedOn: PlainDateText,
  noticedAt: Instant,
  isMine: Type.Boolean(),
  /**
   * gathering: in no message yet. waiting: for its time or the next try. unknown: may have arrived, is sent again.
   * Instants of the wall, also in the demo.
   */
  state: literals(['gathering', 'waiting', 'sending', 'sent', 'failed', 'unknown'] as const),
  messageId: Nullable(Uuid),
  /** When it is sent at the earliest, while it waits. */
  notBefore: Nullable(Instant),
  sentAt: Nullable(Instant),
  /** When the person opened it in the product. */
  readAt: Nullable(Instant),
  attempts: Type.Array(NoticeAttempt),
});
export type Notice = Static<typeof Notice>;

export const NoticePage = Type.Object({
  items: Type.Array(Notice),
  nextCursor: Nullable(Type.String()),
  /** Messages in the product that the asker has not opened yet, whatever the filters. */
  unread: Type.Integer(),
});
export type NoticePage = Static<typeof NoticePage>;

export const ReadNoticesBody = Type.Object(
  {
    /** Left out: all of them. Notices of one message are opened together. */
    noticeIds: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 200 })),
  },
  strict,
);
export const ReadNoticesAnswer = Type.Object({ unread: Type.Integer() });

/* ---------- where a person wants to be told, besides in the product ---------- */
const wishes = {
  /** null: no mail. */
  mail: Nullable(Type.String({ maxLength: 254 })),
  /** http or https; null: no webhook. */
  webhookUrl: Nullable(Type.String({ maxLength: 500 })),
  /** HH:MM in Beijing, both or neither: nothing leaves from one to the other. */
  quietFrom: Nullable(Type.String({ maxLength: 5 })),
  quietUntil: Nullable(Type.String({ maxLength: 5 })),
  /** Messages a day and channel; what is more goes with the first of the next day. */
  dailyCap: Type.Integer({ minimum: 1, maximum: MOST_DAILY_CAP, default: DEFAULT_DAILY_CAP }),
};

export const ContactBody = Type.Object(
  {
    ...wishes,
    /** Makes another secret for the same address; a new address gets one anyhow. */
    renewSecret: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type ContactBody = Static<typeof ContactBody>;

export const Contact = Type.Object({
  ...wishes,
  /** Nothing was set yet: these are the defaults. */
  isDefault: Type.Boolean(),
});
export type Contact = Static<typeof Contact>;

export const ContactSaved = Type.Object({
  ...Contact.properties,
  /** Signs the webhook. Told this once, when it was made; null when it stayed. */
  webhookSecret: Nullable(Type.String()),
});
export type ContactSaved = Static<typeof ContactSaved>;

/* ---------- a message that proves that an address works ---------- */
/** In the product itself there is nothing to prove. */
export const TEST_CHANNELS = ['mail', 'webhook'] as const;
export type TestChannel = (typeof TEST_CHANNELS)[number];

export const TestMessageBody = Type.Object({ channel: literals(TEST_CHANNELS) }, strict);
export const TestMessageAccepted = Type.Object({
  /** Of the message that will be made; until a worker has taken it up it is in no list. */
  id: Uuid,
});
export type TestMessageAccepted = Static<typeof TestMessageAccepted>;

export const TestMessage = Type.Object({
  id: Uuid,
  channel: literals(TEST_CHANNELS),
  requestedAt: Instant,
  state: literals(['waiting', 'sending', 'sent', 'failed', 'unknown'] as const),
  /** After an attempt that failed in passing, or of which nobody knows; instant of the wall. */
  nextTryAt: Nullable(Instant),
  sentAt: Nullable(Instant),
  attempts: Type.Array(NoticeAttempt),
});
export type TestMessage = Static<typeof TestMessage>;

export const TestMessages = Type.Object({
  /** The last one of each channel to the address that is set now: what became of another's says nothing of it. */
  items: Type.Array(TestMessage),
});
export type TestMessages = Static<typeof TestMessages>;

/**
 * Schemas of alerts and what is done about them. As server/contract.ts, which it continues; the duties and ladders that
 * alerts follow from come with it.
 */
import { Type, type Static } from 'typebox';
import { ALERT_KINDS, ALERT_STATES, type AlertKind } from '../domain/alerts.ts';
import {
  AmountYuan,
  Instant,
  LightName,
  LiveCursor,
  literals,
  MonthText,
  Nullable,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';
import { Obligation, RegisteredEvent } from './contract-duties.ts';
import { PostName } from './contract-ladder.ts';

export * from './contract-duties.ts';
export * from './contract-ladder.ts';

export const AlertKindName = literals(ALERT_KINDS);
export const AlertStateName = literals(ALERT_STATES);
export const ACTS = ['acknowledged', 'silenced', 'reopened', 'replied'] as const;

/* ---------- alerts ---------- */
export const AlertItem = Type.Object({
  id: Uuid,
  kind: AlertKindName,
  state: AlertStateName,
  projectId: Uuid,
  projectName: Type.String(),
  unitId: Uuid,
  unitName: Type.String(),
  fiscalYear: Type.Integer(),
  /** Name of the indicator or title of the duty; empty for the project and its money. */
  subjectName: Type.String(),
  subjectId: Uuid,
  /** One line: what, how late, how much. */
  title: Type.String(),
  /** Chinese sentences with the numbers. */
  why: Type.String(),
  /** The one thing to do. */
  todo: Type.String(),
  light: Nullable(LightName),
  openedOn: PlainDateText,
  resolvedOn: Nullable(PlainDateText),
  dueOn: Nullable(PlainDateText),
  /** Yuan still to be paid, for duties with an amount. */
  outstanding: Nullable(AmountYuan),
  /** Working days since the due day or since it opened. */
  workingDays: Type.Integer(),
  /** How far the ladder was climbed, null when nobody was told yet. */
  level: Nullable(Type.Integer()),
  /** Steps that the ladder has in all, numbered from 0. */
  levels: Type.Integer(),
  nextStepAt: Nullable(PlainDateText),
  /** Who will be told at the next step. */
  nextPosts: Type.Array(PostName),
  suppressedBy: Nullable(Uuid),
  /** Until when it is acknowledged or silenced. */
  until: Nullable(PlainDateText),
});
export type AlertItem = Static<typeof AlertItem>;
/**
 * todo: open or acknowledged and late or off track, what is suppressed last; soon: duties that fall due; the others as
 * the states.
 */
export const ALERT_VIEWS = ['todo', 'soon', 'silenced', 'resolved'] as const;
export type AlertView = (typeof ALERT_VIEWS)[number];
export const AlertsQuery = Type.Object(
  {
    view: Type.Optional(literals(ALERT_VIEWS)),
    state: Type.Optional(AlertStateName),
    kind: Type.Optional(AlertKindName),
    asOf: Type.Optional(PlainDateText),
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
    unit: Type.Optional(Uuid),
    project: Type.Optional(Uuid),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
);
export const AlertPage = Type.Object({
  asOf: PlainDateText,
  today: PlainDateText,
  total: Type.Integer(),
  /** Of the year in scope, whatever is asked for. */
  counts: Type.Object(
    Object.fromEntries(ALERT_STATES.map((state) => [state, Type.Integer()])) as Record<
      (typeof ALERT_STATES)[number],
      ReturnType<typeof Type.Integer>
    >,
  ),
  /** As `counts`, by the tabs of the page; what is suppressed is counted in none. */
  views: Type.Object({
    todo: Type.Integer(),
    soon: Type.Integer(),
    silenced: Type.Integer(),
    resolved: Type.Integer(),
  }),
  fiscalYear: Type.Integer(),
  /** Where the live channel continues. */
  cursor: LiveCursor,
  items: Type.Array(AlertItem),
  nextCursor: Nullable(Type.String()),
});
export type AlertPage = Static<typeof AlertPage>;

/** The overview's panel: what is late and what comes due. */
export const OverviewDuties = Type.Object({
  /** Payments and allotments that are late, and what of them is still to be paid, as far as amounts are known. */
  overdue: Type.Integer(),
  overdueAmount: AmountYuan,
  /** Work whose day has passed. */
  missed: Type.Integer(),
  dueSoon: Type.Integer(),
  dueSoonAmount: AmountYuan,
  /** Alerts of any kind that nobody has acknowledged, silenced or explained by another. */
  openAlerts: Type.Integer(),
  /** Of those late the longest first. */
  late: Type.Array(AlertItem),
  soon: Type.Array(AlertItem),
});
export type OverviewDuties = Static<typeof OverviewDuties>;

/** One thing that happened to an alert or will happen. */
export const TimelineEntry = Type.Object({
  on: PlainDateText,
  at: Nullable(Instant),
  what: literals([
    'event',
    'due',
    'opened',
    'told',
    'act',
    'today',
    'step',
    'resolved',
    'withdrawn',
  ] as const),
  level: Nullable(Type.Integer()),
  title: Type.String(),
  text: Nullable(Type.String()),
  /** Of a step to come: working days from today until then; null for the others. */
  workingDaysAhead: Nullable(Type.Integer()),
  posts: Type.Array(PostName),
  /** Proof of each message of this step: channel, outcome, instant; what failed before it arrived stays listed. */
  proofs: Type.Array(
    Type.Object({
      channel: Type.String(),
      post: Type.String(),
      state: literals(['waiting', 'sending', 'sent', 'failed', 'unknown'] as const),
      at: Nullable(Instant),
      readAt: Nullable(Instant),
      detail: Nullable(Type.String()),
    }),
  ),
});
export type TimelineEntry = Static<typeof TimelineEntry>;
export const AlertAct = Type.Object({
  id: Uuid,
  act: literals(ACTS),
  until: Nullable(PlainDateText),
  reason: Nullable(Type.String()),
  by: Type.String(),
  recordedOn: PlainDateText,
  recordedAt: Instant,
});
export type AlertAct = Static<typeof AlertAct>;
export const RulerDay = Type.Object({
  day: PlainDateText,
  isWorkingDay: Type.Boolean(),
  /** Name of the holiday or of the make-up day. */
  name: Nullable(Type.String()),
});
export const AlertDetail = Type.Object({
  alert: AlertItem,
  /** The day at whose close it is looked at; today unless asked for. */
  asOf: PlainDateText,
  today: PlainDateText,
  obligation: Nullable(Obligation),
  event: Nullable(RegisteredEvent),
  /** Other duties of the same source in this year: how they went. */
  siblings: Type.Array(
    Type.Object({ period: Nullable(MonthText), state: Type.String(), workingDaysLate: Type.Integer() }),
  ),
  timeline: Type.Array(TimelineEntry),
  acts: Type.Array(AlertAct),
  ruler: Type.Array(RulerDay),
  /** Light of the whole project. */
  projectLight: Nullable(LightName),
  /** The alert that explains this one; null when none does. */
  cause: Nullable(Type.Object({ id: Uuid, title: Type.String() })),
  /** The latest day until which it may be silenced. */
  silenceAtMost: PlainDateText,
  mayAct: Type.Boolean(),
  maySilence: Type.Boolean(),
  mayPay: Type.Boolean(),
  mayEnter: Type.Boolean(),
});
export type AlertDetail = Static<typeof AlertDetail>;
export const AcknowledgeBody = Type.Object(
  { until: Type.Optional(PlainDateText), reason: Type.Optional(Type.String({ maxLength: 300 })) },
  strict,
);
export type AcknowledgeBody = Static<typeof AcknowledgeBody>;
export const SilenceBody = Type.Object(
  { until: PlainDateText, reason: Type.String({ minLength: 2, maxLength: 300 }) },
  strict,
);
export type SilenceBody = Static<typeof SilenceBody>;
export const ReplyBody = Type.Object({ reason: Type.String({ minLength: 2, maxLength: 300 }) }, strict);
export const ReopenBody = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 300 })) }, strict);
export const ActAnswer = Type.Object({ act: AlertAct, alert: AlertItem });
export type ActAnswer = Static<typeof ActAnswer>;
/** The real dates if it were silenced until then. */
export type SilencePreview = Static<typeof SilencePreview>;
export const SilencePreview = Type.Object({
  /** Working days after today up to and with the last day of the silence. */
  workingDays: Type.Integer(),
  steps: Type.Array(
    Type.Object({
      on: PlainDateText,
      level: Type.Integer(),
      posts: Type.Array(PostName),
      isMoved: Type.Boolean(),
    }),
  ),
});

/* ---------- live ---------- */
/** `alert`: one opened, was resolved, taken back, climbed a step, or somebody did something about it. */
export interface LiveAlert {
  change: 'opened' | 'resolved' | 'withdrawn' | 'climbed' | 'acted';
  alertId: string;
  kind: AlertKind;
  projectId: string;
  projectName: string;
  unitId: string;
  fiscalYear: number;
  subjectId: string;
  openedOn: string;
  resolvedOn: string | null;
  dueOn: string | null;
  isSuppressed: boolean;
  at: string;
}

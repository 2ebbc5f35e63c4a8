/** Schemas of duties, the events they are counted from and the agreements about them. Part of server/contract-alerts.ts. */
import { Type, type Static } from 'typebox';
import {
  AmountYuan,
  Instant,
  literals,
  MonthText,
  Nullable,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';

export const DutyKindName = literals(['payment', 'allotment', 'work'] as const);
export const AnchorName = literals(['document_issued', 'quota_formed', 'other'] as const);
const Span = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: 365 }),
    unit: literals(['day', 'working_day', 'month'] as const),
  },
  strict,
);
export const DutyRuleBody = Type.Union([
  Type.Object(
    {
      type: Type.Literal('monthly'),
      from: MonthText,
      to: MonthText,
      day: Type.Union([Type.Integer({ minimum: 1, maximum: 31 }), Type.Literal('last_working_day')]),
    },
    strict,
  ),
  Type.Object({ type: Type.Literal('on'), dueOn: PlainDateText }, strict),
  Type.Object({ type: Type.Literal('after'), anchor: AnchorName, span: Span }, strict),
]);
export const Obligation = Type.Object({
  id: Uuid,
  projectId: Uuid,
  projectName: Type.String(),
  unitId: Uuid,
  unitName: Type.String(),
  indicatorId: Nullable(Uuid),
  planId: Nullable(Uuid),
  /** The form of a round that is to be sent in. */
  formId: Nullable(Uuid),
  kind: DutyKindName,
  title: Type.String(),
  period: Nullable(MonthText),
  /** The target as printed, null for a duty by hand. */
  printed: Nullable(Type.String()),
  /** What was understood, as one Chinese phrase. */
  rule: Type.String(),
  assumed: Type.Array(Type.String()),
  dueOn: Nullable(PlainDateText),
  amount: Nullable(AmountYuan),
  paid: AmountYuan,
  metOn: Nullable(PlainDateText),
  state: literals(['awaiting_event', 'not_due', 'overdue', 'met', 'met_late'] as const),
  /** Working days past the due day (until it was met, or until today); 0 when not late. */
  workingDaysLate: Type.Integer({ minimum: 0 }),
  /** Calendar days late; null when it is not late now. */
  ageing: Nullable(literals(['1-30', '31-60', '60+'] as const)),
});
export type Obligation = Static<typeof Obligation>;
export const ObligationsQuery = Type.Object(
  {
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
    unit: Type.Optional(Uuid),
    project: Type.Optional(Uuid),
    state: Type.Optional(literals(['awaiting_event', 'not_due', 'overdue', 'met', 'met_late'] as const)),
    dueUntil: Type.Optional(PlainDateText),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
);
export const ObligationPage = Type.Object({
  today: PlainDateText,
  total: Type.Integer(),
  items: Type.Array(Obligation),
  nextCursor: Nullable(Type.String()),
});
export type ObligationPage = Static<typeof ObligationPage>;

/** 文件下达, 指标形成: the day from which a span is counted. */
export const EventBody = Type.Object(
  {
    anchor: AnchorName,
    happenedOn: PlainDateText,
    document: Type.Optional(Type.String({ maxLength: 100 })),
    note: Type.Optional(Type.String({ maxLength: 300 })),
    supersedes: Type.Optional(Uuid),
  },
  strict,
);
export type EventBody = Static<typeof EventBody>;
export const RegisteredEvent = Type.Object({
  id: Uuid,
  anchor: AnchorName,
  happenedOn: PlainDateText,
  document: Nullable(Type.String()),
  note: Nullable(Type.String()),
  recordedOn: PlainDateText,
  recordedAt: Instant,
  recordedBy: Type.String(),
  invented: Type.Boolean(),
});
export type RegisteredEvent = Static<typeof RegisteredEvent>;

/** A duty by hand or from a plan; with `indicatorId`, in place of what that indicator's target says. */
export const DutyPlanBody = Type.Object(
  {
    kind: DutyKindName,
    title: Type.String({ minLength: 1, maxLength: 100 }),
    rule: DutyRuleBody,
    indicatorId: Type.Optional(Uuid),
    /** Yuan, by month (`2023-02`) or under `once`. */
    amounts: Type.Optional(
      Type.Record(Type.String({ pattern: '^(once|\\d{4}-(0[1-9]|1[0-2]))$' }), AmountYuan),
    ),
    graceWorkingDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    note: Type.Optional(Type.String({ maxLength: 300 })),
    supersedes: Type.Optional(Uuid),
    withdrawn: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type DutyPlanBody = Static<typeof DutyPlanBody>;
export const DutyPlan = Type.Object({
  id: Uuid,
  kind: DutyKindName,
  title: Type.String(),
  rule: DutyRuleBody,
  indicatorId: Nullable(Uuid),
  amounts: Nullable(Type.Record(Type.String(), Type.String())),
  graceWorkingDays: Type.Integer(),
  note: Nullable(Type.String()),
  isWithdrawn: Type.Boolean(),
  recordedAt: Instant,
  recordedBy: Type.String(),
});
export type DutyPlan = Static<typeof DutyPlan>;
export const ProjectDuties = Type.Object({
  today: PlainDateText,
  obligations: Type.Array(Obligation),
  events: Type.Array(RegisteredEvent),
  plans: Type.Array(DutyPlan),
  /** Whether the reader may register events, agree on duties and set curves. */
  mayPlan: Type.Boolean(),
});
export type ProjectDuties = Static<typeof ProjectDuties>;

/** Schemas of rectifications and dispositions. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import type { BudgetSource } from '../domain/adjustment.ts';
import { DISPOSITION_KINDS, type DispositionKind } from '../domain/disposition.ts';
import {
  RECTIFICATION_SOURCES,
  type RectificationCondition,
  type RectificationFacts,
  type RectificationStage,
  type RectificationWish,
} from '../domain/rectification.ts';
import {
  AmountYuan,
  FUND_SOURCES,
  LightName,
  LiveCursor,
  literals,
  Nullable,
  pageQuery,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';
import type { ConditionSubject, DispositionItem, RectificationItem } from './contract-review-shapes.ts';
import type { ToldRectification } from './contract-review-told.ts';

/** What open pages are told when a rectification moved. Topics `reviews`, `project:ID`. */
export interface LiveRectification {
  rectificationId: string;
  projectId: string;
  stage: RectificationStage;
  at: string;
}
/** Finance decided about a project's money: what its page shows of payments may be another. Topic `project:ID`. */
export interface LiveDisposition {
  projectId: string;
  kind: DispositionItem['kind'];
  at: string;
}

const Words = Type.String({ maxLength: 2000 });
const DocumentNumber = Type.String({ maxLength: 100 });
const stored = <T>(description: string) =>
  Type.Unsafe<T>({ type: 'object', additionalProperties: true, description });
const storedList = <T>(description: string) =>
  Type.Unsafe<T[]>({ type: 'array', items: { type: 'object', additionalProperties: true }, description });

const Condition = Type.Unsafe<RectificationCondition>(
  Type.Union([
    Type.Object(
      {
        type: Type.Literal('light'),
        subjectId: Uuid,
        noneOf: Type.Array(LightName, { minItems: 1, maxItems: 9 }),
      },
      strict,
    ),
    Type.Object({ type: Type.Literal('overdue'), obligationId: Uuid }, strict),
    Type.Object({ type: Type.Literal('stated') }, strict),
  ]),
);
export const NoticeBody = Type.Object(
  {
    projectId: Uuid,
    formId: Type.Optional(Nullable(Uuid)),
    source: literals(RECTIFICATION_SOURCES),
    documentNumber: DocumentNumber,
    demands: Type.Array(Type.Object({ words: Words, condition: Condition }, strict), {
      minItems: 1,
      maxItems: 50,
    }),
    dueOn: PlainDateText,
  },
  strict,
);
export type NoticeBody = Static<typeof NoticeBody>;

const revision = Type.Integer({ minimum: 1 });
export const RectificationBody = Type.Union([
  Type.Object(
    {
      act: Type.Literal('reply'),
      revision,
      items: Type.Array(
        Type.Object(
          { demandId: Uuid, measures: Words, evidence: Type.Array(Uuid, { maxItems: 20 }) },
          strict,
        ),
        { minItems: 1, maxItems: 50 },
      ),
    },
    strict,
  ),
  Type.Object({ act: Type.Literal('verify'), revision, words: Words }, strict),
  Type.Object(
    {
      act: Type.Literal('close'),
      revision,
      words: Words,
      exceptions: Type.Array(
        Type.Object({ demandId: Uuid, document: DocumentNumber, reason: Words }, strict),
        { maxItems: 50 },
      ),
    },
    strict,
  ),
  Type.Object({ act: Type.Literal('reopen'), revision, words: Words, dueOn: PlainDateText }, strict),
]);
export type RectificationBody = Static<typeof RectificationBody>;

export const RectificationsQuery = Type.Object({ project: Type.Optional(Uuid), ...pageQuery(2_000) }, strict);
export const RectificationsAnswer = Type.Object({
  today: PlainDateText,
  cursor: LiveCursor,
  mayNotify: Type.Boolean(),
  /** Of all pages. */
  total: Type.Integer({ minimum: 0 }),
  items: storedList<RectificationItem>('the open ones first, by due day'),
  nextCursor: Nullable(Type.String()),
});
export type RectificationsAnswer = Static<typeof RectificationsAnswer>;

/** `acts`: what the reader may do now. `facts`: what the conditions are held against at this moment. */
export const RectificationAnswer = Type.Object({
  today: PlainDateText,
  cursor: LiveCursor,
  rectification: stored<ToldRectification>(
    'domain/rectification.ts: RectificationState without its accounts',
  ),
  facts: stored<RectificationFacts>('domain/rectification.ts: RectificationFacts'),
  /** What the conditions are about. */
  subjects: storedList<ConditionSubject>('in words'),
  acts: Type.Array(Type.Unsafe<RectificationWish['act']>(Type.String())),
  lateWorkingDays: Type.Integer(),
});
export type RectificationAnswer = Static<typeof RectificationAnswer>;
export const StoredRectificationAnswer = stored<ToldRectification>(
  'domain/rectification.ts: RectificationState without its accounts',
);

export const DispositionBody = Type.Object(
  {
    kind: Type.Unsafe<DispositionKind>(literals(DISPOSITION_KINDS)),
    documentNumber: DocumentNumber,
    decidedOn: PlainDateText,
    reason: Words,
    amountYuan: Type.Optional(Nullable(AmountYuan)),
    source: Type.Optional(Type.Unsafe<BudgetSource>(Nullable(literals(FUND_SOURCES)))),
    targets: Type.Optional(
      Type.Array(Type.Object({ indicatorId: Uuid, rawTarget: Words }, strict), { maxItems: 400 }),
    ),
    validFrom: Type.Optional(PlainDateText),
    rectificationId: Type.Optional(Nullable(Uuid)),
    formId: Type.Optional(Nullable(Uuid)),
  },
  strict,
);
export type DispositionBody = Static<typeof DispositionBody>;
export const LiftBody = Type.Object(
  { documentNumber: DocumentNumber, decidedOn: PlainDateText, reason: Words },
  strict,
);
export type LiftBody = Static<typeof LiftBody>;
export const DispositionAnswer = stored<DispositionItem>('what finance decided, and what it did');
export const DispositionsQuery = Type.Object(pageQuery(500), strict);
export const DispositionsAnswer = Type.Object({
  mayDispose: Type.Boolean(),
  items: storedList<DispositionItem>('newest first'),
  nextCursor: Nullable(Type.String()),
});
export type DispositionsAnswer = Static<typeof DispositionsAnswer>;

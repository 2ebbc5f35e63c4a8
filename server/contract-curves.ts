/** Schemas of curves set by hand. As server/contract.ts, which it continues. */
import { Type, type Static } from 'typebox';
import type { Curve } from '../domain/pace.ts';
import { Instant, MonthText, Nullable, PlainDateText, strict, Uuid } from './contract-basics.ts';
import { Adjustment } from './contract-adjustments.ts';
import { CurveShape, Judged, JudgementAnswer } from './contract-judgements.ts';

/** The curves of domain/pace.ts; what they may say is checked by `curveFault`. */
const CurveUnion = Type.Union([
  Type.Object({ type: Type.Literal('even') }, strict),
  Type.Object(
    { type: Type.Literal('monthly'), from: Type.Optional(MonthText), to: Type.Optional(MonthText) },
    strict,
  ),
  Type.Object({ type: Type.Literal('date'), on: PlainDateText }, strict),
  Type.Object({ type: Type.Literal('year_end') }, strict),
  Type.Object(
    { type: Type.Literal('seasonal'), months: Type.Array(Type.Integer(), { minItems: 1, maxItems: 12 }) },
    strict,
  ),
  Type.Object(
    { type: Type.Literal('plan'), percent: Type.Array(Type.Number(), { minItems: 12, maxItems: 12 }) },
    strict,
  ),
]);
export const CurveBody = Type.Object(
  { curve: Type.Unsafe<Curve>(CurveUnion), note: Type.Optional(Type.String({ maxLength: 300 })) },
  strict,
);
export type CurveBody = Static<typeof CurveBody>;
export const CurveAnswer = Type.Object({ judgement: JudgementAnswer });
export type CurveAnswer = Static<typeof CurveAnswer>;

/** One act that changed what a project is judged by. */
export const TargetVersion = Type.Object({
  /** From 2 on; 1 is the declaration. */
  version: Type.Integer({ minimum: 2 }),
  validFrom: PlainDateText,
  recordedAt: Instant,
  note: Nullable(Type.String()),
  /** Null: the project's money. */
  indicatorId: Nullable(Uuid),
  name: Nullable(Type.String()),
  before: Nullable(Judged),
  after: Nullable(Judged),
  /** Null for an adjustment. */
  curveBefore: Nullable(CurveShape),
  curveAfter: Nullable(CurveShape),
  /** Of an adjustment everything that it changed stands in here; null: only a curve was set. */
  adjustment: Nullable(Adjustment),
  /** Post of who recorded it, where it is known. */
  recordedBy: Nullable(Type.String()),
});
export type TargetVersion = Static<typeof TargetVersion>;
export const TargetVersions = Type.Object({
  declared: Type.Object({
    validFrom: PlainDateText,
    recordedAt: Instant,
    indicators: Type.Integer({ minimum: 0 }),
  }),
  /** Newest first. */
  items: Type.Array(TargetVersion),
});
export type TargetVersions = Static<typeof TargetVersions>;

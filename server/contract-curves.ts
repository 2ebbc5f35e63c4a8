/** Schemas of curves set by hand. As server/contract.ts, which it continues. */
import { Type, type Static } from 'typebox';
import type { Curve } from '../domain/pace.ts';
import { MonthText, PlainDateText, strict } from './contract-basics.ts';
import { JudgementAnswer } from './contract.ts';

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

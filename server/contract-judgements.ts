/** Schemas of what was understood of a target, of its judgement and of what judging needs. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { LightName, Nullable, PlainDateText } from './contract-basics.ts';

export const Parsed = Type.Unsafe<import('../domain/target-text.ts').ParsedTarget>({
  type: 'object',
  additionalProperties: true,
});
export const Judged = Type.Unsafe<import('../domain/target.ts').JudgedTarget>({
  type: 'object',
  additionalProperties: true,
});
export const CurveShape = Type.Unsafe<import('../domain/target.ts').Curve>({
  type: 'object',
  additionalProperties: true,
});

export const JudgementAnswer = Type.Object({
  light: LightName,
  actual: Nullable(Type.String()),
  actualThrough: Nullable(PlainDateText),
  expected: Nullable(Type.String()),
  ratio: Nullable(Type.Number()),
  /** One Chinese sentence with the numbers. */
  why: Type.String(),
  /** What would change the light, or null. */
  hint: Nullable(Type.String()),
  since: Nullable(PlainDateText),
});
export type JudgementAnswer = Static<typeof JudgementAnswer>;

/** Everything the browser needs to judge while typing with the same domain code. */
export const JudgingContext = Type.Object({
  today: PlainDateText,
  fiscalYear: Type.Integer(),
  rules: Type.Unsafe<import('../domain/light.ts').RuleSet>({ type: 'object', additionalProperties: true }),
  calendar: Type.Object({
    days: Type.Array(Type.Object({ day: PlainDateText, isWorkingDay: Type.Boolean() })),
    confirmedYears: Type.Array(Type.Integer()),
  }),
});
export type JudgingContext = Static<typeof JudgingContext>;

/** Schemas of self-evaluations: the scheme that a round is scored by, and a form's answer. Part of server/contract.ts. */
import { Type } from 'typebox';
import type { ReviewActName } from '../domain/review.ts';
import { SCORE_GROUPS, type ScoreScheme } from '../domain/score-scheme.ts';
import { type LiveCursor, strict } from './contract-basics.ts';
import type { ToldEvaluation } from './contract-review-told.ts';

const Points = Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,4})?$' });
const Origin = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' });
const sourced = <T extends Parameters<typeof Type.Object>[0][string]>(value: T) =>
  Type.Object({ value, origin: Origin }, strict);
const Band = Type.Object({ from: Points, to: Points }, strict);

/** domain/score-scheme.ts: ScoreScheme; what its numbers may be is checked by `schemeDefects`, which says so in words. */
export const ScoreSchemeBody = Type.Unsafe<ScoreScheme>(
  Type.Object(
    {
      id: Type.String({ minLength: 1, maxLength: 100 }),
      title: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
      weights: Type.Array(
        sourced(Type.Object(Object.fromEntries(SCORE_GROUPS.map((group) => [group, Points])), strict)),
        { minItems: 1, maxItems: 40 },
      ),
      grades: sourced(Type.Object({ excellent: Points, good: Points, fair: Points }, strict)),
      qualitative: sourced(Type.Object({ achieved: Band, partly: Band, not_achieved: Band }, strict)),
      overTargetFrom: sourced(Points),
      overTargetDeductAtMost: sourced(Points),
      lateShare: sourced(Points),
      decimals: sourced(Type.Integer({ minimum: 0, maximum: 4 })),
    },
    strict,
  ),
);

/** As `ReviewFormAnswer`, of a form of a self-evaluation. */
export interface EvaluationFormAnswer {
  today: string;
  /** Where topic `reviews` continues. */
  cursor: LiveCursor;
  form: ToldEvaluation;
  /** What the reader may do now. */
  acts: ReviewActName[];
  mayEdit: boolean;
  mayCorrect: boolean;
}

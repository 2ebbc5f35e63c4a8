/** Schemas of the mid-year review: rounds, forms, acts. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import type { EvaluationCheck } from '../domain/evaluation-check.ts';
import type { FormCheck } from '../domain/monitoring-check.ts';
import { REVIEW_ACTS, STAGES, type ReviewActName } from '../domain/review.ts';
import type { Round, RoundScope, Selection } from '../domain/round.ts';
import type { CockpitRound, RoundSummary, WaitingItem } from './contract-review-shapes.ts';
import type {
  ToldAnyForm,
  ToldComment,
  ToldConflict,
  ToldForm,
  ToldState,
  ToldValue,
} from './contract-review-told.ts';
import { ScoreSchemeBody } from './contract-evaluations.ts';
import {
  Instant,
  literals,
  LiveCursor,
  Nullable,
  pageQuery,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';

export const StageName = literals(STAGES);

/** A document of the domain as it is stored; its shape is the domain's type, checked where it was made. */
const stored = <T>(description: string) =>
  Type.Unsafe<T>({ type: 'object', additionalProperties: true, description });
const storedList = <T>(description: string) =>
  Type.Unsafe<T[]>({ type: 'array', items: { type: 'object', additionalProperties: true }, description });

const Year = Type.Integer({ minimum: 2000, maximum: 2100 });
export const CellText = Type.String({ minLength: 1, maxLength: 200 });
const Words = Type.String({ maxLength: 2000 });
const Revision = Type.Integer({ minimum: 0 });

/** What open pages are told when a form moved, was entered or commented: which to read again. Topics `reviews`, `project:ID`. */
export const LiveReview = Type.Object({
  formId: Uuid,
  roundId: Uuid,
  projectId: Uuid,
  stage: StageName,
  revision: Type.Integer(),
  at: Instant,
});
export type LiveReview = Static<typeof LiveReview>;

/** A round was opened with forms of the reader's units. Topic `reviews`. */
export const LiveRound = Type.Object({ roundId: Uuid, at: Instant });
export type LiveRound = Static<typeof LiveRound>;

export const RoundsQuery = Type.Object({ year: Type.Optional(Year), ...pageQuery(200) }, strict);
/** `variants`: what each configured variant would open in `year`, its days counted with the working-day calendar. */
export const RoundsAnswer = Type.Object({
  today: PlainDateText,
  year: Year,
  /** Where topic `reviews` continues. */
  cursor: LiveCursor,
  mayOpen: Type.Boolean(),
  items: storedList<RoundSummary>('RoundSummary'),
  nextCursor: Nullable(Type.String()),
  variants: storedList<{ id: string; title: string; rounds: Round[] }>('domain/round.ts: roundsOf'),
  /** The same, of self-evaluations: of `year` and of the year before it, where there are projects. */
  evaluations: storedList<{ id: string; title: string; rounds: Round[] }>('domain/round.ts: roundsOf'),
});
export type RoundsAnswer = Static<typeof RoundsAnswer>;

export const ScopeBody = Type.Object(
  {
    fiscalYear: Year,
    /** The window's last month: what was executed later does not count. Left out: the year's. */
    toMonth: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
    cutOffOn: PlainDateText,
    scope: stored<RoundScope>('domain/round.ts: RoundScope'),
  },
  strict,
);
export const ScopeAnswer = Type.Object({
  chosen: Type.Array(Uuid),
  undecided: storedList<Selection['undecided'][number]>('not chosen because the budget is not known'),
  projects: storedList<{
    id: string;
    name: string;
    unitName: string;
    budgetYuan: string | null;
    executedYuan: string;
  }>('every project of the year as known at the cut-off'),
});
export type ScopeAnswer = Static<typeof ScopeAnswer>;

/**
 * domain/round.ts, Round: checked by `checkRound`, which says what is wrong in words. Without a purpose it is one of monitoring;
 * `scheme` by which a self-evaluation is scored, the default unless given.
 */
export const RoundBody = Type.Object(
  {
    round: stored<Round>('domain/round.ts: Round'),
    purpose: Type.Optional(literals(['monitoring', 'self_evaluation'] as const)),
    scheme: Type.Optional(ScoreSchemeBody),
  },
  strict,
);
export const RoundOpened = Type.Object({
  id: Uuid,
  forms: Type.Integer(),
  undecided: storedList<Selection['undecided'][number]>(
    'projects without a budget that the rule could not decide',
  ),
});
export type RoundOpened = Static<typeof RoundOpened>;

export const RoundAnswer = Type.Object({
  today: PlainDateText,
  /** Where topic `reviews` continues. */
  cursor: LiveCursor,
  round: stored<CockpitRound>('CockpitRound'),
});
export type RoundAnswer = Static<typeof RoundAnswer>;

export const WaitingQuery = Type.Object(pageQuery(5_000), strict);
/** What waits for the reader's post, over all rounds. */
export const WaitingAnswer = Type.Object({
  today: PlainDateText,
  stage: Nullable(StageName),
  /** Where topic `reviews` continues. */
  cursor: LiveCursor,
  /** Of all pages. */
  total: Type.Integer({ minimum: 0 }),
  /** The gravest first. */
  items: storedList<WaitingItem>('FormItem with its turn'),
  nextCursor: Nullable(Type.String()),
});
export type WaitingAnswer = Static<typeof WaitingAnswer>;

export const ReviewFormAnswer = Type.Object({
  today: PlainDateText,
  cursor: LiveCursor,
  form: stored<ToldAnyForm>('StoredForm or, of a self-evaluation, StoredEvaluation'),
  acts: Type.Array(literals(REVIEW_ACTS)),
  mayEdit: Type.Boolean(),
  mayCorrect: Type.Boolean(),
});
export interface ReviewFormAnswer {
  today: string;
  /** Where topic `reviews` continues. */
  cursor: LiveCursor;
  form: ToldForm;
  /** What the reader may do now. */
  acts: ReviewActName[];
  mayEdit: boolean;
  mayCorrect: boolean;
}

const CellValue = Type.Union([
  Words,
  Type.Array(Type.String({ maxLength: 20 }), { maxItems: 5 }),
  Type.Null(),
]);
export const CellsBody = Type.Object(
  {
    changes: Type.Array(
      Type.Object({ cell: CellText, value: CellValue, supersedes: Nullable(Uuid) }, strict),
      { minItems: 1, maxItems: 400 },
    ),
  },
  strict,
);
export type CellsBody = Static<typeof CellsBody>;
export const CellsAnswer = Type.Object({
  values: storedList<ToldValue>('EnteredValue'),
  check: stored<FormCheck | EvaluationCheck>(
    'domain/monitoring-check.ts: FormCheck, or domain/evaluation-check.ts: EvaluationCheck',
  ),
});
export type CellsAnswer = Static<typeof CellsAnswer>;
export const CellsConflict = Type.Object({
  code: Type.Literal('cells_conflict'),
  message: Type.String(),
  conflicts: storedList<ToldConflict>('CellConflict'),
});
export type CellsConflict = Static<typeof CellsConflict>;

const Cells = Type.Array(Type.Object({ cell: CellText, reason: Words }, strict), {
  minItems: 1,
  maxItems: 400,
});
export const ActBody = Type.Union([
  Type.Object(
    {
      act: literals(['submit', 'open', 'approve', 'withdraw'] as const),
      revision: Revision,
      words: Type.Optional(Nullable(Words)),
    },
    strict,
  ),
  Type.Object(
    {
      act: Type.Literal('return'),
      revision: Revision,
      to: StageName,
      cells: Cells,
      words: Type.Optional(Nullable(Words)),
    },
    strict,
  ),
]);
export type ActBody = Static<typeof ActBody>;
export const ActAnswer = Type.Object({
  formId: Uuid,
  state: stored<ToldState>('domain/review.ts: ReviewState without its accounts'),
});
export type ActAnswer = Static<typeof ActAnswer>;

export const CorrectionBody = Type.Object({ reason: Words }, strict);
export const CommentBody = Type.Object({ cell: CellText, words: Words }, strict);
export const CommentAnswer = stored<ToldComment>('ReviewComment');

export const BatchBody = Type.Object(
  {
    forms: Type.Array(Type.Object({ formId: Uuid, revision: Revision }, strict), {
      minItems: 1,
      maxItems: 200,
    }),
    words: Type.Optional(Nullable(Words)),
  },
  strict,
);
export type BatchBody = Static<typeof BatchBody>;
export const BatchAnswer = Type.Object({
  approved: Type.Array(Uuid),
  exceptions: Type.Array(Type.Object({ formId: Uuid, why: Type.String() })),
});
export type BatchAnswer = Static<typeof BatchAnswer>;

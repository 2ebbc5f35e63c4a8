/**
 * What leaves the house of a form or a rectification, as types alone: as contract-review-shapes has it, with each account's id
 * replaced by who that is. Part of server/contract.ts.
 */
import type { RectificationAct, RectificationState } from '../domain/rectification.ts';
import type { ReviewAct, ReviewRole, ReviewState } from '../domain/review.ts';
import type {
  AnyForm,
  EnteredValue,
  ReviewComment,
  StoredEvaluation,
  StoredForm,
  StoredRectification,
} from './contract-review-shapes.ts';

/** Who did something: the post, its unit or department (null: the finance bureau) and the account's shown name, itself a post by rule. */
export interface Doer {
  post: string;
  unit: string | null;
  name: string | null;
}

type By = { by: Doer & { role: ReviewRole } };
export type ToldValue = Omit<EnteredValue, 'accountId'> & Doer;
export type ToldComment = Omit<ReviewComment, 'accountId'> & Doer;
export type ToldAct = Omit<ReviewAct, 'by'> & By;
export interface ToldConflict {
  cell: string;
  newer: ToldValue;
}

/** Who may act follows from the accounts inside; it is said by the answer's `acts`. */
export type ToldState = Omit<ReviewState, 'openedBy' | 'sentBy' | 'passedBy' | 'correction' | 'history'> & {
  correction: (Omit<NonNullable<ReviewState['correction']>, 'by'> & By) | null;
  history: ToldAct[];
};

type ToldOf<Form extends AnyForm> = Omit<Form, 'state' | 'values' | 'comments' | 'earlier'> & {
  state: ToldState;
  values: ToldValue[];
  comments: ToldComment[];
  earlier: (Omit<AnyForm['earlier'][number], 'by'> & By)[];
};
export type ToldForm = ToldOf<StoredForm>;
export type ToldEvaluation = ToldOf<StoredEvaluation>;
export type ToldAnyForm = ToldForm | ToldEvaluation;

export type ToldRectificationAct = Omit<RectificationAct, 'by'> & By;
export type ToldRectification = Omit<StoredRectification, 'state'> & {
  state: Omit<RectificationState, 'repliedBy' | 'verifiedBy' | 'history'> & {
    history: ToldRectificationAct[];
  };
};

/** What the review's answers carry, as types alone: written by db, read by the pages. Part of server/contract.ts. */
import type { DispositionKind } from '../domain/disposition.ts';
import type { EvaluationCheck } from '../domain/evaluation-check.ts';
import type { EnteredEvaluation } from '../domain/evaluation-form.ts';
import type { Light } from '../domain/light.ts';
import type { FormCheck } from '../domain/monitoring-check.ts';
import type { EnteredForm, PrefilledForm } from '../domain/monitoring-form.ts';
import type { RectificationStage, RectificationState } from '../domain/rectification.ts';
import type { ReviewAct, ReviewState, Stage } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';
import type { Turn } from '../domain/waiting-forms.ts';

export type RoundPurpose = 'monitoring' | 'self_evaluation';

/** What lists show of a form without reading it whole; frozen with it. */
export interface FormSummary {
  projectName: string;
  budgetYuan: string | null;
  executedYuan: string;
  /** 执行率 */
  rate: number | null;
  light: Light;
  /** 执行率 ÷ 应有进度; null: the money has no pace. */
  moneyPace: number | null;
  performancePace: number | null;
  indicators: number;
  /** Indicators whose forecast says that the year's target cannot be met. */
  impossible: number;
}

export interface RoundSummary {
  id: string;
  purpose: RoundPurpose;
  round: Round;
  openedOn: string;
  openedBy: string;
  invented: boolean;
  /** Forms in the reader's scope by stage. */
  byStage: Partial<Record<string, number>>;
  forms: number;
}

/** One value as somebody entered it. */
export interface EnteredValue {
  id: string;
  cell: string;
  value: unknown;
  supersedes: string | null;
  version: number;
  /** The form's revision at which it was entered: below that of an act, it was there before the act. */
  revision: number;
  post: string;
  accountId: string;
  at: string;
}

export interface ReviewComment {
  id: string;
  cell: string;
  words: string;
  post: string;
  accountId: string;
  at: string;
}

/** What forms of both purposes have. */
interface FormFrame {
  id: string;
  roundId: string;
  round: Round;
  projectId: string;
  unitId: string;
  dueOn: string;
  invented: boolean;
  prefilled: PrefilledForm;
  state: ReviewState;
  stageSince: string;
  /** Newest first. */
  values: EnteredValue[];
  comments: ReviewComment[];
  /** Acts about the versions before this one, oldest first. */
  earlier: (Omit<ReviewAct, 'act'> & { act: ReviewAct['act'] | 'correct'; version: number })[];
}

export interface StoredForm extends FormFrame {
  purpose: 'monitoring';
  entered: EnteredForm;
  check: FormCheck;
}

/** A self-evaluation whole; `scheme` is its round's. */
export interface StoredEvaluation extends FormFrame {
  purpose: 'self_evaluation';
  scheme: ScoreScheme;
  entered: EnteredEvaluation;
  check: EvaluationCheck;
}

export type AnyForm = StoredForm | StoredEvaluation;

export interface CellConflict {
  cell: string;
  newer: EnteredValue;
}

export interface FormItem {
  id: string;
  roundId: string;
  roundTitle: string;
  purpose: RoundPurpose;
  projectId: string;
  unitId: string;
  unitName: string;
  departmentId: string;
  departmentName: string;
  summary: FormSummary;
  dueOn: string;
  stage: Stage;
  stageSince: string;
  version: number;
  revision: number;
  /** Cells that the last return still asks for. */
  returned: number;
  refusals: number;
  unanswered: number;
  invented: boolean;
}

/** A form in the list of the post that it waits for: why it stands there, and by when. */
export type WaitingItem = FormItem & { turn: Turn };

export interface CockpitRound {
  id: string;
  purpose: RoundPurpose;
  round: Round;
  openedOn: string;
  invented: boolean;
  forms: FormItem[];
  /** Of all returns so far, newest first: which cell, and why. */
  returns: { formId: string; projectName: string; cell: string; reason: string; post: string; on: string }[];
}

/** A rectification whole. */
export interface StoredRectification {
  id: string;
  projectId: string;
  projectName: string;
  unitId: string;
  unitName: string;
  formId: string | null;
  documentNumber: string;
  stage: RectificationStage;
  stageSince: string;
  dueOn: string;
  noticedOn: string;
  invented: boolean;
  state: RectificationState;
}

/** As a list shows it. `firstWords`: of the first of its demands. */
export type RectificationItem = Omit<StoredRectification, 'state'> & {
  demands: number;
  firstWords: string;
  revision: number;
  repliedOn: string | null;
  /** Working days that the reply is late, or was. */
  lateWorkingDays: number;
};

/** What a demand's condition is about, in words: an indicator, the project, its money, a duty. */
export interface ConditionSubject {
  id: string;
  kind: 'indicator' | 'project' | 'money' | 'duty';
  /** Of an indicator or a duty, as printed. */
  name: string | null;
}

/** What finance decided about a project, and what it did in the same transaction. */
export interface DispositionItem {
  id: string;
  projectId: string;
  rectificationId: string | null;
  formId: string | null;
  kind: DispositionKind | 'lift';
  documentNumber: string;
  decidedOn: string;
  reason: string;
  amountYuan: string | null;
  ledgerEventId: string | null;
  adjustmentId: string | null;
  lifts: string | null;
  /** Of a hold or stop: when it was lifted; null: it holds still. */
  liftedAt: string | null;
  recordedAt: string;
  post: string;
  invented: boolean;
}

export type PaperKind =
  'monitoring_form' | 'summary' | 'report' | 'rectification_notice' | 'self_evaluation' | 'all_forms';

/** An export as it is listed; its bytes come by its id. */
export interface PaperItem {
  id: string;
  kind: PaperKind;
  format: 'docx' | 'xlsx' | 'pdf' | 'zip';
  isDisclosure: boolean;
  filename: string;
  sha256: string;
  sizeBytes: number;
  roundId: string | null;
  formId: string | null;
  rectificationId: string | null;
  /** Of the bureau's own template that was filled; null: our own layout. */
  templateSha256: string | null;
  recordedAt: string;
  post: string;
  invented: boolean;
}

/** Messages of the live channel. Part of server/contract.ts. */
import { Type } from 'typebox';
import type { IndicatorGroup } from '../domain/indicator-group.ts';
import { strict } from './contract-basics.ts';

export const LiveSubscribe = Type.Object(
  {
    subscribe: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 }),
    since: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  strict,
);
/** `judged`: a fact arrived or a day passed and a subject's judgement or facts changed. */
export interface LiveJudged {
  projectId: string;
  projectName: string;
  unitId: string;
  fiscalYear: number;
  subjectId: string;
  kind: 'indicator' | 'money';
  group: IndicatorGroup | null;
  subjectName: string;
  light: { from: import('../domain/light.ts').Light | null; to: import('../domain/light.ts').Light };
  projectLight: { from: import('../domain/light.ts').Light | null; to: import('../domain/light.ts').Light };
  /** Since which day the subject and its project have these lights; absent from what was recorded before it was said. */
  since?: { subject: string; project: string };
  /** New totals and the change of the project's money; null for an indicator. */
  money: { budget: string; executed: string; budgetBefore: string; executedBefore: string } | null;
  actual: string | null;
  why: string;
  at: string;
  /** Post of who caused it, null when time did. */
  by: string | null;
}
/**
 * `recorded`: a fact of a project arrived and neither a light nor a total follows from it (a corrected month before the last, an
 * allotment). Whoever lists the project's facts reads them again.
 */
export interface LiveRecorded {
  projectId: string;
  unitId: string;
  fiscalYear: number;
  at: string;
  /** Post of who recorded it. */
  by: string | null;
}
/** `imported`: new projects are there; counters change in ways only a fresh overview tells. */
export interface LiveImported {
  importId: string;
  projects: number;
  indicators: number;
  at: string;
}
/** `upload`: a document is read, as far as `progress`; `preview`: it is there to be fetched. */
export interface LiveUpload {
  importId: string;
  status: 'reading' | 'preview' | 'failed';
  progress: { formsRead: number; formsFound: number } | null;
  /** Why it failed and what to do. */
  message: string | null;
  at: string;
}
export type LiveMessage =
  | { seq: number; id: string; topic: string; type: 'judged'; data: LiveJudged }
  | { seq: number; id: string; topic: string; type: 'recorded'; data: LiveRecorded }
  | { seq: number; id: string; topic: string; type: 'imported'; data: LiveImported }
  | { seq: number; id: string; topic: string; type: 'upload'; data: LiveUpload }
  | {
      seq: number;
      id: string;
      topic: string;
      type: 'adjusted';
      data: import('./contract-adjustments.ts').LiveAdjusted;
    }
  | { seq: number; id: string; topic: string; type: 'alert'; data: import('./contract-alerts.ts').LiveAlert }
  | { seq: number; id: string; topic: string; type: 'clock'; data: import('./contract-demo.ts').LiveClock }
  | {
      seq: number;
      id: string;
      topic: string;
      type: 'form_entered' | 'form_commented' | 'form_moved';
      data: import('./contract-reviews.ts').LiveReview;
    }
  | {
      seq: number;
      id: string;
      topic: string;
      type: 'round_opened';
      data: import('./contract-reviews.ts').LiveRound;
    }
  | {
      seq: number;
      id: string;
      topic: string;
      type: 'rectification_moved';
      data: import('./contract-rectifications.ts').LiveRectification;
    }
  | {
      seq: number;
      id: string;
      topic: string;
      type: 'disposed';
      data: import('./contract-rectifications.ts').LiveDisposition;
    }
  | {
      seq: number;
      id: string;
      topic: string;
      type: 'papers_progress';
      data: import('./contract-papers.ts').LivePapers;
    }
  /** What was missed is too old to replay, or the subscription begins: read again over HTTP. */
  | { type: 'refetch' }
  | { type: 'subscribed'; topics: string[]; refused: string[]; seq: number }
  | { type: 'error'; code: string; message: string };

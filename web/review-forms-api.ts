/** The calls of the monitoring form. As web/api.ts. */
import type { Static } from 'typebox';
import type { EvaluationFormAnswer } from '../server/contract-evaluations.ts';
import type {
  ActAnswer,
  ActBody,
  BatchAnswer,
  BatchBody,
  CellsAnswer,
  CellsBody,
  ReviewFormAnswer,
  WaitingAnswer,
} from '../server/contract-reviews.ts';
import type { EvidenceAnswer, EvidenceItem, EvidenceLinkBody } from '../server/contract-evidence.ts';
import type { ToldComment } from '../server/contract-review-told.ts';
import { recordFact, signedInCall } from './api-call.ts';
import { everyPage } from './every-page.ts';

const ofForm = (id: string, path = ''): string => `/review-forms/${encodeURIComponent(id)}${path}`;

export const reviewFormsApi = {
  /** All that waits for the reader's post, the gravest first. */
  waiting: (signal?: AbortSignal) =>
    everyPage((cursor) => signedInCall<WaitingAnswer>('/review-forms', { query: { cursor }, signal })),
  /** How many that are. */
  waitingCount: async () =>
    (await signedInCall<WaitingAnswer>('/review-forms', { query: { limit: 1 } })).total,
  form: (id: string, signal?: AbortSignal) =>
    signedInCall<ReviewFormAnswer | EvaluationFormAnswer>(ofForm(id), { signal }),
  /** 409 with `conflicts` when somebody changed one of the cells since. */
  saveCells: (id: string, body: CellsBody, key?: string) =>
    recordFact<CellsAnswer>(ofForm(id, '/cells'), body, key),
  act: (id: string, body: ActBody, key?: string) => recordFact<ActAnswer>(ofForm(id, '/acts'), body, key),
  comment: (id: string, body: { cell: string; words: string }, key?: string) =>
    recordFact<ToldComment>(ofForm(id, '/comments'), body, key),
  correct: (id: string, reason: string, key?: string) =>
    recordFact<Static<typeof ActAnswer>>(ofForm(id, '/correction'), { reason }, key),
  /** At its cells. */
  evidence: (id: string, signal?: AbortSignal) =>
    signedInCall<EvidenceAnswer>(ofForm(id, '/evidence'), { signal }),
  linkEvidence: (id: string, body: EvidenceLinkBody, key?: string) =>
    recordFact<EvidenceItem>(ofForm(id, '/evidence'), body, key),
  approveBatch: (body: BatchBody, key?: string) =>
    recordFact<BatchAnswer>('/review-forms/batch-approval', body, key),
};

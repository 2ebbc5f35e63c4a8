/** The calls of rectifications, dispositions and evidence. As web/api.ts. */
import type { EvidenceAnswer, EvidenceItem } from '../server/contract-evidence.ts';
import type {
  DispositionBody,
  DispositionsAnswer,
  LiftBody,
  NoticeBody,
  RectificationAnswer,
  RectificationBody,
  RectificationsAnswer,
} from '../server/contract-rectifications.ts';
import type { DispositionItem } from '../server/contract-review-shapes.ts';
import type { ToldRectification } from '../server/contract-review-told.ts';
import { apiPath, recordFact, signedInCall } from './api-call.ts';
import { everyPage } from './every-page.ts';

const at = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

export const rectificationsApi = {
  /** All in scope, the open ones first by due day: the board counts its columns. */
  list: (project?: string, signal?: AbortSignal) =>
    everyPage((cursor) =>
      signedInCall<RectificationsAnswer>('/rectifications', { query: { project, cursor }, signal }),
    ),
  one: (id: string, signal?: AbortSignal) =>
    signedInCall<RectificationAnswer>(at('rectifications', id), { signal }),
  serve: (body: NoticeBody, key: string) => recordFact<ToldRectification>('/rectifications', body, key),
  /** 409 when somebody else acted since. */
  act: (id: string, body: RectificationBody, key: string) =>
    recordFact<ToldRectification>(at('rectifications', id, 'acts'), body, key),

  /** All, newest first: a stop may be older than what was decided since. */
  dispositions: (projectId: string, signal?: AbortSignal) =>
    everyPage((cursor) =>
      signedInCall<DispositionsAnswer>(at('projects', projectId, 'dispositions'), {
        query: { cursor },
        signal,
      }),
    ),
  dispose: (projectId: string, body: DispositionBody, key: string) =>
    recordFact<DispositionItem>(at('projects', projectId, 'dispositions'), body, key),
  lift: (id: string, body: LiftBody, key: string) =>
    recordFact<DispositionItem>(at('dispositions', id, 'lift'), body, key),

  evidence: (projectId: string, signal?: AbortSignal) =>
    signedInCall<EvidenceAnswer>(at('projects', projectId, 'evidence'), { signal }),
  addEvidence: (projectId: string, file: File, key: string) => {
    const form = new FormData();
    form.append('file', file, file.name);
    return recordFact<EvidenceItem>(at('projects', projectId, 'evidence'), form, key);
  },
};

/** Where a browser opens or saves a piece of evidence. */
export const evidencePath = (id: string): string => apiPath(at('evidence', id));

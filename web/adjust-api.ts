/** The calls that adjust targets, write projects down and copy a year. As web/api.ts. */
import type {
  AdjustmentAnswer,
  AdjustmentBody,
  CopyBody,
  ProjectBody,
  TargetsAnswer,
} from '../server/contract-adjustments.ts';
import type { ImportAnswer } from '../server/contract.ts';
import { recordFact, signedInCall } from './api-call.ts';

const ofProject = (id: string, path: string): string => `/projects/${encodeURIComponent(id)}/${path}`;

export const adjustApi = {
  /** What can be adjusted, as it stands. */
  targets: (id: string, signal?: AbortSignal) =>
    signedInCall<TargetsAnswer>(ofProject(id, 'targets'), { signal }),
  adjust: (id: string, body: AdjustmentBody, key?: string) =>
    recordFact<AdjustmentAnswer>(ofProject(id, 'adjustments'), body, key),
  /** Becomes a preview, nothing else. */
  writeProject: (body: ProjectBody) => signedInCall<ImportAnswer>('/projects', { method: 'POST', body }),
  copyProjects: (body: CopyBody) => signedInCall<ImportAnswer>('/projects/copy', { method: 'POST', body }),
};

/** The calls that link indicators which are one target. As web/api.ts. */
import type {
  SameTargetAnswer,
  SameTargetBody,
  SameTargetRecorded,
} from '../server/contract-same-targets.ts';
import { recordFact, signedInCall } from './api-call.ts';

const pathOf = (indicatorId: string): string => `/indicators/${encodeURIComponent(indicatorId)}/same-target`;

export const sameTargetApi = {
  read: (indicatorId: string, signal?: AbortSignal) =>
    signedInCall<SameTargetAnswer>(pathOf(indicatorId), { signal }),
  /** A null `sameAs` takes the indicator out of its group. */
  record: (indicatorId: string, body: SameTargetBody, key?: string) =>
    recordFact<SameTargetRecorded>(pathOf(indicatorId), body, key),
};

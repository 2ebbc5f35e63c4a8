/** Schemas of the mid-year review: rounds, forms, acts. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { STAGES } from '../domain/review.ts';
import { Instant, literals, Uuid } from './contract-basics.ts';

export const StageName = literals(STAGES);

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

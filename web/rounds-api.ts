/** The calls of the finance bureau's rounds. As web/api.ts. */
import type { Round } from '../domain/round.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';
import type {
  RoundAnswer,
  RoundOpened,
  RoundsAnswer,
  ScopeAnswer,
  ScopeBody,
} from '../server/contract-reviews.ts';
import type { Static } from 'typebox';
import { recordFact, signedInCall } from './api-call.ts';
import { everyPage } from './every-page.ts';

export const roundsApi = {
  /** All of a fiscal year, the current one unless given; newest first. */
  list: (year: number | undefined, signal?: AbortSignal) =>
    everyPage((cursor) => signedInCall<RoundsAnswer>('/review-rounds', { query: { year, cursor }, signal })),
  round: (id: string, signal?: AbortSignal) =>
    signedInCall<RoundAnswer>(`/review-rounds/${encodeURIComponent(id)}`, { signal }),
  /** Which projects a scope chooses; opens nothing. */
  preview: (body: Static<typeof ScopeBody>, signal?: AbortSignal) =>
    signedInCall<ScopeAnswer>('/review-rounds/preview', { method: 'POST', body, signal }),
  /** @param scheme by which a self-evaluation is scored; null: a round of monitoring */
  open: (round: Round, scheme: ScoreScheme | null, key?: string) =>
    recordFact<Static<typeof RoundOpened>>(
      '/review-rounds',
      scheme === null ? { round } : { round, purpose: 'self_evaluation', scheme },
      key,
    ),
};

/** What every reader of a printed target gives, and how it is made. */
import type { ParsedTarget, TargetKind } from './target-text.ts';

/** A target as read from the text alone. */
export type Reading = Omit<ParsedTarget, 'raw' | 'assumed'>;

/** @param confidence 0..1 */
export const reading = (kind: TargetKind, confidence: number, rest: Partial<Reading> = {}): Reading => ({
  kind,
  comparator: null,
  value: null,
  unit: null,
  notes: [],
  ...rest,
  confidence: Math.round(confidence * 100) / 100,
});

/** With something odd said about it, and no surer than `confidence`. */
export const noted = (base: Reading, confidence: number, note: string): Reading => ({
  ...base,
  confidence: Math.min(base.confidence, confidence),
  notes: [...base.notes, note],
});

/** Rows of a preview that are marked as one target, as they are sent with its commit. Pure. */
import type { AuditFinding } from '../domain/audit.ts';
import type { Finding } from '../domain/form.ts';
import type { ImportSameTarget } from '../server/contract-same-targets.ts';
import type { FormView } from './import-forms.ts';

const INDICATOR = /^\/(\d+)\/indicators\/\d+/;
const indicatorOf = (cell: string): string | null => INDICATOR.exec(cell)?.[0] ?? null;
const formOf = (pointer: string): number => Number(INDICATOR.exec(pointer)?.[1] ?? -1);

/** The two rows that a finding says are one target; null for any other finding. */
export function pairOf(finding: Finding | AuditFinding): ImportSameTarget | null {
  if (!('sameAs' in finding) || finding.sameAs === undefined) return null;
  const [indicator, sameAs] = [indicatorOf(finding.cell), indicatorOf(finding.sameAs)];
  return indicator === null || sameAs === null ? null : { indicator, sameAs };
}

const isSamePair = (a: ImportSameTarget, b: ImportSameTarget): boolean =>
  a.indicator === b.indicator && a.sameAs === b.sameAs;

export const withPair = (pairs: readonly ImportSameTarget[], pair: ImportSameTarget): ImportSameTarget[] => [
  ...withoutPair(pairs, pair),
  pair,
];
export const withoutPair = (pairs: readonly ImportSameTarget[], pair: ImportSameTarget): ImportSameTarget[] =>
  pairs.filter((other) => !isSamePair(other, pair));

/** Whether both rows become indicators in this commit. */
function comesIn({ indicator, sameAs }: ImportSameTarget, views: readonly FormView[]): boolean {
  return [indicator, sameAs].every((pointer) => {
    const view = views.find(({ index }) => index === formOf(pointer));
    return view !== undefined && !view.skipped && view.effect === 'new';
  });
}

export type PairState = 'open' | 'marked' | null;

/** Whether a finding offers to mark two rows as one target, or they are marked; null: neither. */
export function pairState(
  finding: Finding | AuditFinding,
  marked: readonly ImportSameTarget[],
  views: readonly FormView[],
): PairState {
  const pair = pairOf(finding);
  if (pair === null) return null;
  if (marked.some((other) => isSamePair(other, pair))) return 'marked';
  return comesIn(pair, views) ? 'open' : null;
}

/** What is sent: marked, still found and coming in. */
export function standingPairs(
  marked: readonly ImportSameTarget[],
  views: readonly FormView[],
): ImportSameTarget[] {
  const found = views.flatMap(({ findings }) => findings.flatMap((finding) => pairOf(finding) ?? []));
  return marked.filter((pair) => comesIn(pair, views) && found.some((other) => isSamePair(other, pair)));
}

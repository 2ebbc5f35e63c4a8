/** Pairs the annual with the period row of one indicator. */
import type { DeclaredIndicator } from './form-declaration.ts';

type Test = (annual: DeclaredIndicator, period: DeclaredIndicator) => boolean;

const sameName: Test = (a, p) => a.name === p.name;
/** A narrow column cuts a name off at its end. */
const cutOff: Test = (a, p) =>
  a.name !== '' && p.name !== '' && (a.name.startsWith(p.name) || p.name.startsWith(a.name));
const sameRow: Test = (a, p) => a.place.line === p.place.line && a.place.page === p.place.page;

/** Strongest evidence first; each row is paired at most once, in order. */
const TESTS: readonly Test[] = [
  (a, p) => sameRow(a, p) && sameName(a, p),
  (a, p) => sameRow(a, p) && cutOff(a, p),
  sameName,
  cutOff,
  (a, p) => sameRow(a, p) && a.rawTarget !== null && a.rawTarget === p.rawTarget,
];

/**
 * Sets `pairedWith` and `fullName` on rows of the same level 2 and name; nearest in order when names repeat.
 * Period rows come first, then annual ones, each in the order of print.
 */
export function pairIndicators(rows: readonly DeclaredIndicator[]): DeclaredIndicator[] {
  const period = rows.filter((row) => row.scope === 'period');
  const annual = rows.filter((row) => row.scope === 'annual');
  const ordered = [...period, ...annual];
  const index = new Map(ordered.map((row, position) => [row, position]));
  for (const test of TESTS) {
    for (const row of annual) {
      if (row.pairedWith !== null) continue;
      const pair = period.find(
        (other) => other.pairedWith === null && other.level2 === row.level2 && test(row, other),
      );
      if (!pair) continue;
      row.pairedWith = index.get(pair) ?? null;
      pair.pairedWith = index.get(row) ?? null;
      const longer = pair.name.length > row.name.length ? pair.name : row.name;
      row.fullName = pair.fullName = cutOff(row, pair) ? longer : row.name;
    }
  }
  return ordered;
}

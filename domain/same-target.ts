/**
 * The same target under several funds: which indicators are one target, and what is written so that they are, or no longer
 * are. A group is kept flat: each member but the first (the smallest id) is counted as the first. Pure.
 */

/** An indicator that is counted as another one. */
export interface SameTarget {
  indicatorId: string;
  /** The first of its group. */
  sameAs: string;
}

/** What is written about an indicator: as which it is counted from now on; null: by itself. */
export interface SameTargetRow {
  indicatorId: string;
  sameAs: string | null;
}

/** The group of an indicator, the first before the others; of one that is linked to nothing itself alone. */
export function groupOf(links: readonly SameTarget[], indicatorId: string): string[] {
  const first = links.find((link) => link.indicatorId === indicatorId)?.sameAs ?? indicatorId;
  return [first, ...links.flatMap((link) => (link.sameAs === first ? [link.indicatorId] : []))].sort();
}

/** Every linked indicator, each once, with the first of its group: the first counts as a member too. */
export function membersOf(links: readonly SameTarget[]): { indicatorId: string; first: string }[] {
  const firsts = new Map(links.map(({ indicatorId, sameAs }) => [indicatorId, sameAs]));
  for (const { sameAs } of links) firsts.set(sameAs, sameAs);
  return [...firsts].map(([indicatorId, first]) => ({ indicatorId, first }));
}

/**
 * What makes one group of the groups of two indicators; nothing when they are one already.
 * @param links as they stand
 */
export function rowsToLink(links: readonly SameTarget[], a: string, b: string): SameTargetRow[] {
  const [first = a, ...others] = [...new Set([...groupOf(links, a), ...groupOf(links, b)])].sort();
  const standing = new Map(links.map(({ indicatorId, sameAs }) => [indicatorId, sameAs]));
  return others.flatMap((indicatorId) =>
    standing.get(indicatorId) === first ? [] : [{ indicatorId, sameAs: first }],
  );
}

/**
 * What takes one indicator out of its group; the others stay one. Nothing when it is linked to nothing.
 * @param links as they stand
 */
export function rowsToUnlink(links: readonly SameTarget[], indicatorId: string): SameTargetRow[] {
  const group = groupOf(links, indicatorId);
  if (group.length === 1) return [];
  if (group[0] !== indicatorId) return [{ indicatorId, sameAs: null }];
  const [next = indicatorId, ...others] = group.slice(1);
  return [
    { indicatorId: next, sameAs: null },
    ...others.map((other) => ({ indicatorId: other, sameAs: next })),
  ];
}

/** The links as they stand once the rows are written. */
export function linksAfter(links: readonly SameTarget[], rows: readonly SameTargetRow[]): SameTarget[] {
  const after = new Map(links.map(({ indicatorId, sameAs }) => [indicatorId, sameAs]));
  for (const { indicatorId, sameAs } of rows) {
    if (sameAs === null) after.delete(indicatorId);
    else after.set(indicatorId, sameAs);
  }
  return [...after].map(([indicatorId, sameAs]) => ({ indicatorId, sameAs }));
}

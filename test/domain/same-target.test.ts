/** Groups of indicators that are one target, by what is written when they are linked and taken apart. */
import { describe, expect, it } from 'vitest';
import {
  groupOf,
  linksAfter,
  membersOf,
  rowsToLink,
  rowsToUnlink,
  type SameTarget,
} from '../../domain/same-target.ts';

const link = (links: readonly SameTarget[], a: string, b: string) =>
  linksAfter(links, rowsToLink(links, a, b));
const unlink = (links: readonly SameTarget[], id: string) => linksAfter(links, rowsToUnlink(links, id));

describe('indicators that are one target', () => {
  it('are counted as the smallest of them, whichever was named first', () => {
    expect(rowsToLink([], 'b', 'a')).toEqual([{ indicatorId: 'b', sameAs: 'a' }]);
    expect(rowsToLink([], 'a', 'b')).toEqual([{ indicatorId: 'b', sameAs: 'a' }]);
  });

  it('become one group with those they are linked to already, without a chain', () => {
    const two = link(link([], 'c', 'd'), 'e', 'c');
    expect(groupOf(two, 'd')).toEqual(['c', 'd', 'e']);
    // The new first is smaller: everybody is counted as it from now on.
    const all = link(two, 'd', 'a');
    expect(all.map(({ sameAs }) => sameAs)).toEqual(['a', 'a', 'a']);
    expect(groupOf(all, 'e')).toEqual(['a', 'c', 'd', 'e']);
    expect(rowsToLink(all, 'e', 'c')).toEqual([]);
  });

  it('of two groups become one', () => {
    const both = link(link(link([], 'a', 'd'), 'b', 'c'), 'c', 'd');
    expect(groupOf(both, 'b')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are never linked to themselves', () => {
    expect(rowsToLink([], 'a', 'a')).toEqual([]);
    expect(rowsToUnlink([], 'a')).toEqual([]);
  });

  it('leave their group alone, and the others stay one, under a new first when the first goes', () => {
    const three = link(link([], 'a', 'b'), 'a', 'c');
    expect(rowsToUnlink(three, 'c')).toEqual([{ indicatorId: 'c', sameAs: null }]);
    const without = unlink(three, 'a');
    expect(groupOf(without, 'c')).toEqual(['b', 'c']);
    expect(groupOf(without, 'a')).toEqual(['a']);
    expect(unlink(link([], 'a', 'b'), 'a')).toEqual([]);
  });

  it('stay flat and without cycles through 2,000 random acts', () => {
    let seed = 20;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const ids = Array.from({ length: 9 }, (_, n) => `i${n}`);
    const any = () => ids[next(ids.length)] ?? 'i0';
    let links: SameTarget[] = [];
    for (let act = 0; act < 2_000; act += 1) {
      const [a, b] = [any(), any()];
      const isLinking = next(3) > 0;
      const before = isLinking ? new Set([...groupOf(links, a), ...groupOf(links, b)]) : new Set<string>();
      links = isLinking ? link(links, a, b) : unlink(links, a);
      if (isLinking) expect(new Set(groupOf(links, a))).toEqual(before);
      else expect(groupOf(links, a)).toEqual([a]);
      const linked = new Set(links.map(({ indicatorId }) => indicatorId));
      for (const { indicatorId, sameAs } of links) {
        expect(sameAs < indicatorId).toBe(true);
        expect(linked.has(sameAs)).toBe(false);
      }
      expect(membersOf(links).length).toBe(linked.size + new Set(links.map(({ sameAs }) => sameAs)).size);
    }
  });
});

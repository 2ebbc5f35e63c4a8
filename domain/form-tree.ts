/** Which of a layout's trees of indicators a form prints: 成本 on level two as in 2015, or on level one as in 2021. */
import type { Row } from './form-declaration.ts';
import { keysOf, labelKey } from './form-label.ts';
import type { IndicatorTree, Layout } from './layouts.ts';

/** Labels that a tree has and the usual one has not. */
function ownLabels(tree: IndicatorTree, usual: IndicatorTree): ReadonlySet<string> {
  const known = keysOf(usual.levels);
  return new Set(
    [...keysOf(tree.levels)].flatMap(([key, { sure }]) => (sure && !known.has(key) ? [key] : [])),
  );
}

interface Variant {
  labels: ReadonlySet<string>;
  /** Of the longest label, with a code before it. Characters. */
  longest: number;
  layout: Layout;
}

/** Printed before a label by systems that have codes. */
const CODE = '11-';
/** Narrow columns print a label with blanks in it. */
const BLANKS_AT_MOST = 4;
/** No label of level 2 is so short; most cells of a form are. Characters. */
const SHORTEST = 3;

const variantsOf = new WeakMap<Layout, readonly Variant[]>();

/** The same layout with another of its trees first; made once, so that forms of one kind have one layout. */
function variants(layout: Layout): readonly Variant[] {
  let known = variantsOf.get(layout);
  if (!known) {
    const [usual, ...others] = layout.trees;
    known = others.map((tree) => {
      const labels = usual ? ownLabels(tree, usual) : new Set<string>();
      return {
        labels,
        longest: Math.max(0, ...[...labels].map(({ length }) => length)) + CODE.length + BLANKS_AT_MOST,
        layout: { ...layout, trees: [tree, ...layout.trees.filter((other) => other !== tree)] },
      };
    });
    variantsOf.set(layout, known);
  }
  return known;
}

/** The layout with the tree first that these rows print; as it was when they say nothing. */
export function withPrintedTree(layout: Layout, rows: readonly Row[], aligned: boolean): Layout {
  if (layout.trees.length < 2) return layout;
  for (const { labels, longest, layout: variant } of variants(layout)) {
    for (const { cells } of rows) {
      const words = aligned ? cells : cells.flatMap((cell) => cell.split(/\s+/));
      if (
        words.some(
          (word) =>
            word.length > SHORTEST &&
            word.length <= longest &&
            labels.has(labelKey(word).replace(/^\d{2}-/, '')),
        )
      ) {
        return variant;
      }
    }
  }
  return layout;
}

/** A list that a page counts and orders itself is read to its end. */

/**
 * Page after page, what stands in two of them once: rows may move while they are read. What the answer says beside its rows is the
 * first page's, so that a live page continues from before all of them.
 * @param ask the page after the one that gave `cursor`; undefined: the first
 */
export async function everyPage<
  Item extends { id: string },
  Page extends { items: Item[]; nextCursor: string | null },
>(ask: (cursor: string | undefined) => Promise<Page & { items: Item[] }>): Promise<Page> {
  const first = await ask(undefined);
  const byId = new Map(first.items.map((item) => [item.id, item]));
  let { nextCursor } = first;
  while (nextCursor !== null) {
    const page = await ask(nextCursor);
    for (const item of page.items) byId.set(item.id, item);
    ({ nextCursor } = page);
  }
  return { ...first, items: [...byId.values()], nextCursor: null };
}

/** Pages by the number of the last row: of facts, newest first, so that what comes in meanwhile moves nothing. */

/**
 * A page of rows that were read with `limit + 1`: the one too many tells that there are others. A row's number is its cursor and is
 * told as nothing else.
 */
export function pageBySeq<Row extends { seq: string }>(
  rows: readonly Row[],
  limit: number,
): { items: Omit<Row, 'seq'>[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(({ seq: _seq, ...item }) => item),
    nextCursor: rows.length > limit ? (shown.at(-1)?.seq ?? null) : null,
  };
}

/** Which page is asked for. */
export interface SeqPage {
  /** One that `isLedgerCursor` of db/ledger.ts accepts; undefined: the first. */
  cursor?: string | undefined;
  limit: number;
}

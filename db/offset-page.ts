/** Pages by how many rows stand before them: of lists that are read in one snapshot and ordered by what changes. */

/** Rows of a page when nobody asks for another number. */
export const USUAL_PAGE = 50;

/** Whether it is a cursor as `nextOffset` gives them; at most 7 digits. */
export const isOffsetCursor = (text: string): boolean => /^\d{1,7}$/.test(text);

/** The cursor of the page after one of `shown` rows that follow on `offset` others; null at the end of `total`. */
export const nextOffset = (offset: number, shown: number, total: number): string | null =>
  offset + shown < total ? String(offset + shown) : null;

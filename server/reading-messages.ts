/** What a reading process is told and says. A module of its own, which loads nothing: the process must be quick to start. */
import type { Layout } from '../domain/layouts.ts';
import type { DocumentInput } from './forms/read-document.ts';

/** How far a reading has come. */
export interface ReadingProgress {
  formsRead: number;
  formsFound: number;
}

/** What the process that reads documents is told: its layouts come with the document, it reads no files. */
export interface ReadingInput {
  document: DocumentInput;
  layouts: readonly Layout[];
}

/**
 * What a reading process says: that it has the document (one that waited for it), how far it is, then its one answer. `page`: the page of a PDF that it begins to read, 0 for what
 * comes before the first, null after the last; each of them must be done in time.
 */
export type ReadingMessage<Document> =
  | { begun: true }
  | { progress: ReadingProgress }
  | { page: number | null }
  | { document: Document }
  | { refused: string };

/** A reading process that is told so makes itself quick while it waits for its document. */
export const READ_AHEAD = 'ahead';

/** A process that reads one document and ends. What it is fed comes from outside: it has no database and no secrets. */
import { readDocument, UnreadableDocument, type DocumentInput } from './forms/read-document.ts';

// Whoever asked is gone.
process.once('disconnect', () => process.exit(0));

process.once('message', (input: DocumentInput) => {
  process.send?.(answerTo(input), () => process.exit(0));
});

function answerTo(input: DocumentInput) {
  try {
    return { document: readDocument(input) };
  } catch (error) {
    if (error instanceof UnreadableDocument) return { refused: error.message };
    throw error;
  }
}

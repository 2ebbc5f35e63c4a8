/** A thread that reads documents one after the other and can be given up, as the product gives up its reading process. */
import { parentPort } from 'node:worker_threads';
import { readDocument, UnreadableDocument } from '../../server/forms/read-document.ts';

/** What came of one document; `fault`: neither a document nor a refusal. */
export type Answer = { forms: number } | { refused: string } | { fault: string };

// Each refusal is logged with its cause.
console.error = () => undefined;

parentPort?.on('message', (document: { filename: string; bytes: Uint8Array }) => {
  readDocument(document).then(
    ({ forms }) => parentPort?.postMessage({ forms: forms.length } satisfies Answer),
    (error: unknown) =>
      parentPort?.postMessage(
        (error instanceof UnreadableDocument
          ? { refused: error.message }
          : {
              fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
            }) satisfies Answer,
      ),
  );
});

/** A process that reads one document and ends. What it is fed comes from outside: it has no database and no secrets. */
import { Worker } from 'node:worker_threads';
import type { ReadingInput, ReadingMessage } from './document-reading.ts';
import { readDocument, UnreadableDocument, type ReadDocument } from './forms/read-document.ts';

/** Between two messages about how far it is. */
const TELL_EVERY_MS = 250;
/** Reading holds this thread: another one looks whether who asked still lives, else a killed server would leave a core busy. */
const PARENT_LOOKED_AT_MS = 1_000;

// Whoever asked is gone.
process.once('disconnect', () => process.exit(0));
new Worker(
  `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), ${PARENT_LOOKED_AT_MS})`,
  { eval: true },
).unref();

process.once('message', (input: ReadingInput) => {
  void answerTo(input).then((answer) => say(answer, () => process.exit(0)));
});

function say(message: ReadingMessage<ReadDocument>, said: () => void = () => undefined): void {
  process.send?.(message, said);
}

async function answerTo({ document, layouts }: ReadingInput): Promise<ReadingMessage<ReadDocument>> {
  let toldAt = -Infinity;
  const heard = (formsRead: number, formsFound: number) => {
    if (formsRead < formsFound && performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    say({ progress: { formsRead, formsFound } });
  };
  try {
    const turned = (page: number | null) => say({ page });
    return { document: await readDocument(document, { heard, turned, layouts }) };
  } catch (error) {
    if (error instanceof UnreadableDocument) return { refused: error.message };
    throw error;
  }
}

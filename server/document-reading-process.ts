/** A process that reads one document and ends. What it is fed comes from outside: it has no database and no secrets. */
import { readFileSync } from 'node:fs';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  readDocument,
  readTextDocument,
  UnreadableDocument,
  type ReadDocument,
} from './forms/read-document.ts';
import { READ_AHEAD, type ReadingInput, type ReadingMessage } from './reading-messages.ts';

/** Between two messages about how far it is. */
const TELL_EVERY_MS = 250;
/** Reading holds this thread: another one looks whether who asked still lives, else a killed server would leave a core busy. */
const PARENT_LOOKED_AT_MS = 1_000;

/** Published and invented ones, of all the product's layouts, with budget tables. */
const SAMPLES = ['lishi.txt', 'pingluo.txt', 'invented-pinghe-health.txt'];
/** After so many it gets hardly quicker. */
const SAMPLE_ROUNDS = 6;

// Whoever asked is gone.
process.once('disconnect', () => process.exit(0));
new Worker(
  `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), ${PARENT_LOOKED_AT_MS})`,
  { eval: true },
).unref();

let isAsked = false;
process.once('message', (input: ReadingInput) => {
  isAsked = true;
  say({ begun: true });
  void answerTo(input).then((answer) => say(answer, () => process.exit(0)));
});

if (process.argv.includes(READ_AHEAD)) await readSamples();

/** Code that has run is two to three times as quick. */
async function readSamples(): Promise<void> {
  for (let round = 0; round < SAMPLE_ROUNDS; round += 1) {
    for (const filename of SAMPLES) {
      const bytes = readFileSync(new URL(`../db/demo/declarations/${filename}`, import.meta.url));
      readTextDocument({ filename, bytes });
      await othersTurn();
      if (isAsked) return;
    }
  }
}

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

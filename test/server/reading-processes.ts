/** Reading processes that behave as no reader should; `argument` says how. */
import { writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadingMessage } from '../../server/reading-messages.ts';

const deeds: Record<string, () => string> = {
  'runs for ever': () => {
    for (;;) if (Math.random() > 1) return '';
  },
  'never ends a page': () => {
    for (const page of [0, 1, 2]) process.send?.({ page } satisfies ReadingMessage<string>);
    for (;;) if (Math.random() > 1) return '';
  },
  'takes its time with each of many pages': () => {
    for (let page = 1; page <= 6; page += 1) {
      process.send?.({ page } satisfies ReadingMessage<string>);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
    process.send?.({ page: null } satisfies ReadingMessage<string>);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    return 'read';
  },
  'takes all memory': () => {
    const taken: string[][] = [];
    for (;;) taken.push(Array.from({ length: 100_000 }, (_, at) => `${taken.length} ${at}`));
  },
  'writes a file': () => {
    writeFileSync(join(tmpdir(), `mubiao-left-behind-${process.pid}`), 'x');
    return 'written';
  },
  'starts a process': () => String(spawnSync('true').status),
  'says its environment': () => Object.keys(process.env).join(),
};

process.once('message', ({ deed }: { deed: string }) => {
  let said: string;
  try {
    said = deeds[deed]?.() ?? 'unknown';
  } catch (error) {
    said = (error as NodeJS.ErrnoException).code ?? String(error);
  }
  process.send?.({ document: said } satisfies ReadingMessage<string>, () => process.exit(0));
});

/** One document, or a million targets, read in a process of its own, with what that took; the floors beside them. */
import { readFileSync } from 'node:fs';
import { parseTarget } from '../../domain/target-text.ts';
import { openArchive } from '../../server/forms/archive.ts';
import { readDocument, UnreadableDocument } from '../../server/forms/read-document.ts';
import { offer } from './child.ts';

export interface Reading {
  ms: number;
  /** Forms, bytes or targets, as the call says. */
  count: number;
  /** Peak of the whole process, and by how much the reading raised it. Bytes. */
  peak: number;
  added: number;
}

/** Of this program; what getrusage says begins with the peak of the process that started it. Bytes. */
const peak = (): number =>
  Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) * 1024;

async function measured(work: () => Promise<number>): Promise<Reading> {
  const before = peak();
  const started = performance.now();
  const count = await work();
  return { ms: performance.now() - started, count, peak: peak(), added: peak() - before };
}

const targets = (
  JSON.parse(readFileSync(new URL('../fixtures/seeds/targets.truth.json', import.meta.url), 'utf8')) as {
    raw: string;
  }[]
).map(({ raw }) => raw);

async function eachTarget(count: number, isRead: (raw: string) => boolean): Promise<number> {
  let read = 0;
  for (let at = 0; at < count; at += 1) if (isRead(targets[at % targets.length] ?? '')) read += 1;
  return read;
}

const offers = {
  /** @returns how many forms; 0: refused */
  read: async ({ path }: { path: string }): Promise<Reading> => {
    const bytes = readFileSync(path);
    return measured(async () => {
      try {
        return (await readDocument({ filename: '书.xlsx', bytes })).forms.length;
      } catch (error) {
        if (error instanceof UnreadableDocument) return 0;
        throw error;
      }
    });
  },
  /** The same archive taken out, part by part, and decoded. */
  inflate: async ({ path }: { path: string }): Promise<Reading> => {
    const bytes = readFileSync(path);
    return measured(async () => {
      const archive = await openArchive(bytes);
      let characters = 0;
      for (const name of archive.names)
        characters += (await archive.part(name))?.toString('utf8').length ?? 0;
      return characters;
    });
  },
  targets: async ({ count }: { count: number }): Promise<Reading> =>
    measured(() =>
      eachTarget(
        count,
        (raw) => parseTarget(raw, { level2: '数量指标', name: '人数' }).kind !== 'unreadable',
      ),
    ),
  /** One regular expression on each: a sign, digits, the rest. */
  split: async ({ count }: { count: number }): Promise<Reading> =>
    measured(() => eachTarget(count, (raw) => /^\D*(\d+(?:\.\d+)?)(.*)$/.test(raw))),
};
export type FormsOnce = typeof offers;

offer(offers);

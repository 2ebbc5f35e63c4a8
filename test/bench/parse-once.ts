/** Reads the 柳林 text for the first time in a fresh process, then again; the floor beside it. */
import { readFileSync } from 'node:fs';
import { readTextDocument } from '../../server/forms/read-document.ts';
import { offer } from './child.ts';

const bytes = readFileSync(new URL('../../db/demo/declarations/liulin.txt', import.meta.url));

export interface Reading {
  ms: number;
  count: number;
}

function timedNow(work: () => number): Reading {
  const started = performance.now();
  const count = work();
  return { ms: performance.now() - started, count };
}

const offers = {
  /** Bytes → text → lines → cells. */
  split: async (): Promise<Reading> =>
    timedNow(() => {
      const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split(/\r?\n/);
      return lines.map((line) => line.split('\t')).length;
    }),
  read: async (): Promise<Reading> =>
    timedNow(() => readTextDocument({ filename: 'liulin.txt', bytes }, { year: 2023 }).forms.length),
};
export type ParseOnce = typeof offers;

offer(offers);

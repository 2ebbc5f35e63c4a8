/**
 * Reading the 柳林 text: in a fresh process, again when the code is warm, and as an upload is read: handed to a process that waits
 * and handed back. The floor splits it into cells.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReadyReader } from '../../server/document-reading.ts';
import { startChild } from './child.ts';
import { byTurns, median, milliseconds, times, type Figure, type Told } from './figures.ts';
import type { ParseOnce } from './parse-once.ts';

const FRESH_ROUNDS = 9;
const WARM_ROUNDS = 30;
/** A process that waits has made itself quick by then. ms */
const READY_AFTER_MS = 2_500;
const REQUIRED_MS = 150;

export async function benchParse(): Promise<Told> {
  const inFreshProcess = async (what: 'split' | 'read'): Promise<number> => {
    const child = startChild<ParseOnce>('parse-once.ts');
    try {
      return (await child.call(what, undefined)).ms;
    } finally {
      await child.stop();
    }
  };
  const cold = await byTurns(
    FRESH_ROUNDS,
    () => inFreshProcess('split'),
    () => inFreshProcess('read'),
  );
  const upload = await uploaded(() => inFreshProcess('split'));
  const child = startChild<ParseOnce>('parse-once.ts');
  try {
    const { count } = await child.call('read', undefined);
    const warm = await byTurns(
      WARM_ROUNDS,
      async () => (await child.call('split', undefined)).ms,
      async () => (await child.call('read', undefined)).ms,
    );
    return {
      figures: [
        figure('柳林 text, upload', upload),
        figure('柳林 text, warm', warm),
        { ...figure('柳林 text, first reading of a process', cold), required: '–', met: null },
      ],
      notes: [
        `${count} forms; an upload goes to a process that waits, which has read other counties' texts, and back`,
        'a first reading (loading the code is not counted) is met when nobody was at work before: told, it wanders about 150 ms with the machine',
      ],
    };
  } finally {
    await child.stop();
  }
}

async function uploaded(floor: () => Promise<number>): Promise<{ ours: number[]; floor: number[] }> {
  const bytes = readFileSync(new URL('../../db/demo/declarations/liulin.txt', import.meta.url));
  const ready = openReadyReader(60_000);
  ready.stayReady();
  try {
    return await byTurns(FRESH_ROUNDS, floor, async () => {
      await sleep(READY_AFTER_MS);
      const started = performance.now();
      await ready.read({ filename: 'liulin.txt', bytes });
      return performance.now() - started;
    });
  } finally {
    ready.close();
  }
}

function figure(name: string, measured: { ours: number[]; floor: number[] }): Figure {
  const ours = median(measured.ours);
  const floor = median(measured.floor);
  return {
    name,
    ours: milliseconds(ours),
    floor: milliseconds(floor),
    ratio: times(ours / floor),
    required: `< ${REQUIRED_MS} ms`,
    met: ours < REQUIRED_MS,
  };
}

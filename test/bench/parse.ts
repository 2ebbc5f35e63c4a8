/** Reading the 柳林 text: in a fresh process, and again when the code is warm. The floor splits it into cells. */
import { startChild } from './child.ts';
import { byTurns, median, milliseconds, times, type Figure, type Told } from './figures.ts';
import type { ParseOnce } from './parse-once.ts';

const FRESH_ROUNDS = 5;
const WARM_ROUNDS = 30;
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
  const child = startChild<ParseOnce>('parse-once.ts');
  try {
    const { count } = await child.call('read', undefined);
    const warm = await byTurns(
      WARM_ROUNDS,
      async () => (await child.call('split', undefined)).ms,
      async () => (await child.call('read', undefined)).ms,
    );
    return {
      figures: [figure('柳林 text, first reading of a process', cold), figure('柳林 text, warm', warm)],
      notes: [`${count} forms; loading the code is not counted`],
    };
  } finally {
    await child.stop();
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

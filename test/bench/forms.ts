/** Reading forms at their limits: a workbook of 500, a zip bomb, a million targets. Each in a fresh process, as the product reads. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../server/forms/archive.ts';
import { MAX_CELL } from '../../server/forms/text.ts';
import { readWorkbook } from '../../server/forms/xlsx.ts';
import { dataOf, workbookOf } from '../forms/office-files.ts';
import { bomb } from '../forms/payment-fixtures.ts';
import { startChild } from './child.ts';
import { byTurns, median, megabytes, milliseconds, times, type Figure, type Told } from './figures.ts';
import type { FormsOnce, Reading } from './forms-once.ts';

const FORMS = 500;
const TARGETS = 1_000_000;
const ROUNDS = 3;
const BOMB_MB = 400;

export async function benchForms(): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'mubiao-bench-'));
  const keep = (name: string, bytes: Uint8Array): { path: string } => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return { path };
  };
  try {
    const forms = await printedForms();
    const apart = keep(
      'sheets.xlsx',
      await workbookOf(forms.map((rows, at) => ({ name: `表${at + 1}`, data: dataOf(rows) }))),
    );
    const together = keep('one.xlsx', await workbookOf([{ name: '汇总', data: dataOf(forms.flat()) }]));
    const deadly = keep('bomb.xlsx', await bomb(BOMB_MB));
    const figures: Figure[] = [];
    for (const [name, file] of [
      ['on sheets of their own', apart],
      ['on one sheet', together],
    ] as const) {
      const { floor, ours } = await byTurns(
        ROUNDS,
        () => fresh('inflate', file),
        () => fresh('read', file),
      );
      const found = new Set(ours.map(({ count }) => count));
      if (found.size !== 1 || !found.has(FORMS))
        throw new Error(`${[...found].join()} forms were read, not ${FORMS}`);
      figures.push(
        inTime(`workbook of ${FORMS} forms ${name}`, ours, floor, 5_000),
        inMemory(
          `the same, peak of the process`,
          ours.map(({ peak }) => peak),
          300,
        ),
      );
    }
    const refused: Reading[] = [];
    for (let round = 0; round < ROUNDS; round += 1) refused.push(await fresh('read', deadly));
    if (refused.some(({ count }) => count > 0)) throw new Error('the bomb was read');
    figures.push(
      inTime(`zip bomb of ${BOMB_MB} MB refused`, refused, null, 100),
      inMemory(
        'the same, added to the process',
        refused.map(({ added }) => added),
        60,
      ),
    );
    const { floor, ours } = await byTurns(
      ROUNDS,
      () => fresh('split', { count: TARGETS }),
      () => fresh('targets', { count: TARGETS }),
    );
    figures.push(inTime('1,000,000 targets', ours, floor, 10_000));
    return {
      figures,
      notes: ['each figure in a fresh process; loading the code is counted in its memory, not in its time'],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A county's real forms again and again, each time under other project names. */
async function printedForms(): Promise<(readonly string[])[][]> {
  const bytes = readFileSync(new URL('../fixtures/seeds/liulin.xlsx', import.meta.url));
  const { sheets } = await readWorkbook(await openArchive(bytes), { longestCell: MAX_CELL, as: 'printed' });
  const rows = sheets.flatMap((sheet) => sheet.rows.map(({ cells }) => cells));
  const isTitle = (cells: readonly string[]) => cells.some((cell) => /项目支出绩效目标申报表$/.test(cell));
  const starts = rows.flatMap((cells, at) => (isTitle(cells) ? [at] : []));
  const printed = starts.map((from, at) => rows.slice(from, starts[at + 1]));
  return Array.from({ length: FORMS }, (_, at) =>
    (printed[at % printed.length] ?? []).map((cells) =>
      cells[0] === '项目名称'
        ? cells.map((cell, column) => (column > 0 && cell ? `第${at + 1}批${cell}` : cell))
        : cells,
    ),
  );
}

async function fresh<Name extends keyof FormsOnce>(
  name: Name,
  argument: Parameters<FormsOnce[Name]>[0],
): Promise<Reading> {
  const child = startChild<FormsOnce>('forms-once.ts');
  try {
    return await child.call(name, argument);
  } finally {
    await child.stop();
  }
}

function inTime(
  name: string,
  ours: readonly Reading[],
  floor: readonly Reading[] | null,
  limitMs: number,
): Figure {
  const took = median(ours.map(({ ms }) => ms));
  const least = floor && median(floor.map(({ ms }) => ms));
  return {
    name,
    ours: milliseconds(took),
    floor: least === null ? '–' : milliseconds(least),
    ratio: least === null ? '' : times(took / least),
    required: `< ${milliseconds(limitMs)}`,
    met: took < limitMs,
  };
}

function inMemory(name: string, bytes: readonly number[], limitMb: number): Figure {
  const most = Math.max(...bytes);
  return {
    name,
    ours: megabytes(most),
    floor: '–',
    ratio: '',
    required: `< ${limitMb} MB`,
    met: most < limitMb * 1_000_000,
  };
}

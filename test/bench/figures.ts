/** Figures beside their floors: measured by turns in one run, told as a table, enforced nowhere. */

export interface Figure {
  name: string;
  ours: string;
  /** What the same machine does at the same time without the product; '–' where the requirement is absolute. */
  floor: string;
  /** Ours ÷ floor. */
  ratio: string;
  required: string;
  /** null: told without a requirement. */
  met: boolean | null;
}

/** What a benchmark says: figures, and what a reader must know to believe them. */
export interface Told {
  figures: Figure[];
  notes: string[];
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0–1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

/**
 * Measures `ours` and `floor` by turns, so that a machine that is busy for a while is busy for both.
 * @param rounds of each, at least 3
 */
export async function byTurns<Ours, Floor>(
  rounds: number,
  floor: () => Promise<Floor>,
  ours: () => Promise<Ours>,
): Promise<{ floor: Floor[]; ours: Ours[] }> {
  const measured: { floor: Floor[]; ours: Ours[] } = { floor: [], ours: [] };
  for (let round = 0; round < rounds; round += 1) {
    measured.floor.push(await floor());
    measured.ours.push(await ours());
  }
  return measured;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export const milliseconds = (value: number): string =>
  `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;

export const perSecond = (value: number): string => `${value.toFixed(0)}/s`;

export const times = (value: number): string => `${value.toFixed(2)} ×`;

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;

const HEADINGS = ['', 'ours', 'floor', 'ratio', 'required', 'met'] as const;

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    figure.ours,
    figure.floor,
    figure.ratio,
    figure.required,
    figure.met === null ? '' : figure.met ? 'yes' : 'NOT MET',
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(HEADINGS), ...rows.map(line)].join('\n');
}

/** What the overview says about its figures: plain functions from the answer to sentences, tones and orders. */
import { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
import { DEFAULT_RULE_SET, type Light } from '../domain/light.ts';
import type { Overview, WorstProject } from '../server/contract.ts';
import { exact } from '../domain/money.ts';
import { percent, pointsSize, wanYuan } from './format.ts';
import { BEHIND, byLight, countOf } from './lights.ts';
import type { SentenceFacts } from './words/overview.ts';

/** Below half of the last printed digit a difference is none. */
const NO_DIFFERENCE = 0.0005;
/** More units than this are listed from slow to fast instead of in the server's order, and scroll. */
export const UNITS_IN_VIEW = 6;

/** How far execution is ahead (positive) or behind (negative) of elapsed time, as a ratio difference. */
export function gapToTime(rate: number | null, timeProgress: number): number | null {
  return rate === null ? null : rate - timeProgress;
}

export function sentenceFacts(overview: Overview): SentenceFacts {
  const gap = gapToTime(overview.executionRate, overview.timeProgress) ?? 0;
  return {
    projects: overview.projects.total,
    behind: countOf(overview.projects, BEHIND),
    severe: byLight(overview.projects).severe,
    unreported: byLight(overview.projects).unreported,
    overdue: overview.duties.overdue,
    overdueAmount: knownSum(overview.duties.overdueAmount),
    missed: overview.duties.missed,
    rate: overview.executionRate === null ? null : percent(overview.executionRate),
    gap: pointsSize(gap),
    direction: Math.abs(gap) < NO_DIFFERENCE ? 'level' : gap < 0 ? 'slower' : 'faster',
  };
}

/** A sum in 万元 for a sentence, '' where no amount is known. */
export function knownSum(amountYuan: string): string {
  return exact(amountYuan).isZero() ? '' : wanYuan(amountYuan);
}

/** Working days of what is late the longest, 0 when nothing is. */
export function longestLate({ late }: Overview['duties']): number {
  return Math.max(0, ...late.map(({ workingDays }) => workingDays));
}

/** The first day on which somebody will be told of what is late, null when nobody will. */
export function nextStepOn({ late }: Overview['duties']): string | null {
  return late.flatMap(({ nextStepAt }) => nextStepAt ?? []).sort()[0] ?? null;
}

/** The light's colour that a share of execution earns against elapsed time, null where nothing is to be said. */
export function paceTone(rate: number | null, timeProgress: number): Light | null {
  if (rate === null || timeProgress === 0) return null;
  const ratio = rate / timeProgress;
  if (ratio < DEFAULT_RULE_SET.severeBelow) return 'severe';
  if (ratio < DEFAULT_RULE_SET.laggingBelow) return 'lagging';
  if (ratio < DEFAULT_RULE_SET.attentionBelow) return 'attention';
  return ratio > 1 ? 'normal' : null;
}

type Unit = Overview['units'][number];

/** The unit with the lowest execution rate, null when none has a budget. */
export function slowestUnit(units: readonly Unit[]): Unit | null {
  let slowest: Unit | null = null;
  for (const unit of units) {
    if (unit.executionRate === null) continue;
    if (slowest === null || unit.executionRate < (slowest.executionRate ?? 1)) slowest = unit;
  }
  return slowest;
}

/** A few units as the server orders them (largest budget first); many from slow to fast, those without budget last. */
export function unitsInOrder(units: readonly Unit[]): readonly Unit[] {
  if (units.length <= UNITS_IN_VIEW) return units;
  return [...units].sort((a, b) => (a.executionRate ?? Infinity) - (b.executionRate ?? Infinity));
}

export interface MatrixFacts {
  behind: number;
  /** Groups that hold most of the lagging indicators, at most two, most first. */
  groups: IndicatorGroup[];
  inGroups: number;
  /** The last row: every unit together. */
  totals: Overview['matrix'][number]['cells'];
}

export function matrixFacts(overview: Overview): MatrixFacts {
  const totals = INDICATOR_GROUPS.map((group) => {
    const cells = overview.matrix.flatMap((row) => row.cells.filter((cell) => cell.group === group));
    const lights: Record<string, number> = {};
    for (const cell of cells) {
      for (const [light, count] of Object.entries(byLight(cell)))
        lights[light] = (lights[light] ?? 0) + count;
    }
    return { group, total: cells.reduce((sum, cell) => sum + cell.total, 0), byLight: lights };
  });
  const behind = countOf(overview.indicators, BEHIND);
  const ranked = totals
    .map((cell) => ({ group: cell.group, count: countOf(cell, BEHIND) }))
    .filter((cell) => cell.count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 2);
  // The second group is named only where it adds a real part of them.
  const named = ranked.filter((cell, index) => index === 0 || cell.count * 3 >= (ranked[0]?.count ?? 0));
  return {
    behind,
    groups: named.map((cell) => cell.group),
    inGroups: named.reduce((sum, cell) => sum + cell.count, 0),
    totals,
  };
}

/**
 * Rows that stay where they are while the reader is among them: known rows get their new figures, rows that left keep
 * their last, new ones wait. `waiting` counts what a re-sort would change.
 */
export function settledRows(
  shown: readonly WorstProject[],
  next: readonly WorstProject[],
): { rows: WorstProject[]; waiting: number } {
  const byId = new Map(next.map((row) => [row.projectId, row]));
  const rows = shown.map((row) => byId.get(row.projectId) ?? row);
  const stays = new Set(shown.map((row) => row.projectId));
  const entered = next.filter((row) => !stays.has(row.projectId)).length;
  const left = shown.filter((row) => !byId.has(row.projectId)).length;
  const kept = next.filter((row) => stays.has(row.projectId)).map((row) => row.projectId);
  const order = shown.filter((row) => byId.has(row.projectId)).map((row) => row.projectId);
  const reordered = order.filter((id, index) => kept[index] !== id).length;
  return { rows, waiting: Math.max(entered, left, reordered > 0 ? 1 : 0) };
}

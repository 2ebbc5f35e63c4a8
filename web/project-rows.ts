/**
 * The list of projects as it is loaded, in parts, and what a live change does to it. Pure. Each part was read at its own
 * moment, so each knows which changes it already contains. What a change does not tell is counted, never guessed.
 */
import { executionRate, negated, sumAmounts } from '../domain/money.ts';
import type { LiveJudged, ProjectPage, ProjectRow } from '../server/contract.ts';
import { dayOf } from './format.ts';
import type { Cursor, LiveEvent } from './live-channel.ts';
import { byLight } from './lights.ts';
import { type ProjectsFilter, isFiltered, orderOf } from './projects-query.ts';

/** Rows read at a time. */
export const PART_SIZE = 100;

export interface ListPart {
  items: readonly ProjectRow[];
  cursor: Cursor;
}

export interface ProjectList {
  asOf: string;
  today: string;
  fiscalYear: number;
  total: number;
  totals: ProjectPage['totals'];
  about: NonNullable<ProjectPage['about']>;
  /** By their number: part 3 begins with row 300. */
  parts: ReadonlyMap<number, ListPart>;
}

/** The list with its first page; the parts of an earlier answer are of another state and go. */
export function listOf(page: ProjectPage, before: ProjectList | null): ProjectList | null {
  const about = page.about ?? before?.about;
  if (!about) return null;
  const { asOf, today, fiscalYear, total, totals } = page;
  return { asOf, today, fiscalYear, total, totals, about, parts: new Map([[0, partOf(page)]]) };
}

export const partOf = ({ items, cursor }: ProjectPage): ListPart => ({ items, cursor });

export const rowAt = (list: ProjectList, index: number): ProjectRow | null =>
  list.parts.get(Math.floor(index / PART_SIZE))?.items[index % PART_SIZE] ?? null;

/** Numbers of the parts that hold rows `first` to `last` (not included) and are not there yet. */
export function missingParts(list: ProjectList, first: number, last: number): number[] {
  const missing: number[] = [];
  for (let part = Math.floor(first / PART_SIZE); part * PART_SIZE < Math.min(last, list.total); part += 1) {
    if (!list.parts.has(part)) missing.push(part);
  }
  return missing;
}

export interface AppliedToList {
  list: ProjectList;
  /** Projects whose row changed, for the tint. */
  touched: string[];
  /** Projects that may now stand elsewhere in the list, or no longer in it. */
  moved: string[];
  /** New projects or another day: only a fresh list tells. */
  needsReload: boolean;
}

/** All changes of a sweep, in order. */
export function applyToList(
  list: ProjectList,
  filter: ProjectsFilter,
  events: readonly LiveEvent[],
): AppliedToList {
  const result: AppliedToList = { list, touched: [], moved: [], needsReload: false };
  for (const event of events) {
    if (event.type === 'imported' || event.type === 'adjusted') result.needsReload = true;
    if (event.type === 'alert' && filter.overdue && event.data.fiscalYear === list.fiscalYear) {
      result.needsReload = true;
    }
    if (event.type !== 'judged' || event.data.fiscalYear !== list.fiscalYear) continue;
    if (dayOf(event.data.at) > list.asOf) {
      result.needsReload = true;
      continue;
    }
    applyJudged(result, filter, event.data, event);
  }
  return result;
}

function applyJudged(
  result: AppliedToList,
  filter: ProjectsFilter,
  delta: LiveJudged,
  event: { seq: number; id: string },
): void {
  const found = findRow(result.list, delta.projectId);
  if (!found) {
    // In a part that was not read, or not among what is shown: its row is read as it then is.
    if (!isFiltered(filter)) result.list = { ...result.list, totals: totalsAfter(result.list.totals, delta) };
    result.moved.push(delta.projectId);
    return;
  }
  const { number, at, part } = found;
  const before = part.items[at] as ProjectRow;
  // The sums are the first part's; a later part may have been read with this change in it.
  const totals = totalsAfter(result.list.totals, delta);
  result.list = { ...result.list, totals };
  if (event.seq <= part.cursor.seq || part.cursor.pending.includes(event.id)) return;
  const items = part.items.map((row, index) => (index === at ? rowAfter(before, delta) : row));
  result.list = {
    ...result.list,
    parts: new Map([...result.list.parts, [number, { ...part, items }]]),
  };
  result.touched.push(delta.projectId);
  if (mayMove(filter, delta)) result.moved.push(delta.projectId);
}

function findRow(list: ProjectList, projectId: string) {
  for (const [number, part] of list.parts) {
    const at = part.items.findIndex((row) => row.projectId === projectId);
    if (at >= 0) return { number, at, part };
  }
  return null;
}

function rowAfter(row: ProjectRow, delta: LiveJudged): ProjectRow {
  const { light, money, kind } = delta;
  const counts = { ...byLight(row) };
  if (kind === 'indicator') {
    counts[light.to] += 1;
    if (light.from) counts[light.from] = Math.max(0, counts[light.from] - 1);
  }
  return {
    ...row,
    light: delta.projectLight.to,
    since: delta.projectLight.to === row.light ? row.since : dayOf(delta.at),
    byLight: counts,
    indicators: Object.values(counts).reduce((sum, count) => sum + count, 0),
    ...(money && {
      budget: money.budget,
      executed: money.executed,
      executionRate: executionRate(money.executed, money.budget),
    }),
  };
}

function totalsAfter(totals: ProjectPage['totals'], delta: LiveJudged): ProjectPage['totals'] {
  const { projectLight, money } = delta;
  const counts = { ...byLight(totals) };
  if (projectLight.from !== projectLight.to) {
    counts[projectLight.to] += 1;
    if (projectLight.from) counts[projectLight.from] = Math.max(0, counts[projectLight.from] - 1);
  }
  if (!money) return { ...totals, byLight: counts };
  const budget = sumAmounts([totals.budget, money.budget, negated(money.budgetBefore)]);
  const executed = sumAmounts([totals.executed, money.executed, negated(money.executedBefore)]);
  return { ...totals, byLight: counts, budget, executed, executionRate: executionRate(executed, budget) };
}

/** Whether the change may take the row to another place of the list, or out of it. */
function mayMove(filter: ProjectsFilter, { light, projectLight, money }: LiveJudged): boolean {
  const { sort } = orderOf(filter);
  const isOther = projectLight.from !== projectLight.to;
  const isOtherWithin = light.from !== light.to;
  if (isOther && (filter.lights.length > 0 || sort === 'light' || sort === 'since')) return true;
  if (isOtherWithin && (filter.group !== undefined || filter.unreported || sort === 'indicators'))
    return true;
  return money !== null && (sort === 'budget' || sort === 'executionRate');
}

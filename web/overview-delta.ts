/**
 * A live change applied to the loaded overview, as the server would count it. Pure: the page hands in what it shows
 * and gets what it shall show. What a change does not tell is marked by `needsReload`, never guessed.
 */
import { executionRate, sumAmounts } from '../domain/money.ts';
import { LIGHTS } from '../domain/light.ts';
import type { LiveJudged, Overview, WorstProject } from '../server/contract.ts';
import { dayOf } from './format.ts';
import { isSameSubject, withSubject } from './reasons.ts';
import { BEHIND, TROUBLE, byLight, countOf } from './lights.ts';
import type { LiveEvent } from './live-channel.ts';

const WORST_LIMIT = 10;
const RECENT_LIMIT = 8;

export interface Applied {
  overview: Overview;
  /** Projects whose row changed, for the tint. */
  touched: string[];
  /** Something on the page can only be read from the server again. */
  needsReload: boolean;
}

type Counts = Overview['projects'];

/** All of a sweep's events in order; `imported`, `adjusted` and `alert` need a reload, a type of a newer server changes nothing. */
export function applyEvents(overview: Overview, events: readonly LiveEvent[]): Applied {
  const result: Applied = { overview, touched: [], needsReload: false };
  for (const event of events) {
    if (event.type === 'imported' || event.type === 'adjusted' || isAlertHere(overview, event)) {
      result.needsReload = true;
      continue;
    }
    if (event.type !== 'judged') continue;
    const applied = applyJudged(result.overview, event.data, event.id);
    result.overview = applied.overview;
    result.touched.push(...applied.touched);
    result.needsReload ||= applied.needsReload;
  }
  return result;
}

/** Whether an alert of the shown year and units changed: the lists of what is late and due are read again. */
function isAlertHere({ fiscalYear, units }: Overview, event: LiveEvent): boolean {
  return (
    event.type === 'alert' && event.data.fiscalYear === fiscalYear && rowOf(units, event.data.unitId) !== null
  );
}

/**
 * The overview after one judgement. A change of another fiscal year or outside the shown units leaves it as it is;
 * one of a later day than the overview's cannot be applied, because elapsed time moves every figure.
 */
export function applyJudged(overview: Overview, delta: LiveJudged, eventId: string): Applied {
  const untouched: Applied = { overview, touched: [], needsReload: false };
  if (delta.fiscalYear !== overview.fiscalYear) return untouched;
  if (dayOf(delta.at) > overview.asOf) return { ...untouched, needsReload: true };
  const row = rowOf(overview.units, delta.unitId);
  if (row === null) return untouched;

  // Counted with others as one target, in the worst light of them: only a fresh answer tells which that is.
  const isLinked = overview.linkedIndicators.includes(delta.subjectId);
  const isIndicator = delta.kind === 'indicator' && !isLinked;
  const projects = moved(overview.projects, delta.projectLight);
  const next: Overview = {
    ...overview,
    projects,
    indicators: isIndicator ? moved(overview.indicators, delta.light) : overview.indicators,
    matrix: isIndicator ? movedCell(overview.matrix, row, delta) : overview.matrix,
    units: overview.units,
    recent: withRecent(overview.recent, delta, eventId),
  };
  if (projects.total !== overview.projects.total) next.units = unitWithProject(next.units, row);
  if (delta.money) applyMoney(next, row, delta.money);
  if (overview.change) {
    next.change = {
      ...overview.change,
      behindProjects:
        overview.change.behindProjects + countOf(projects, BEHIND) - countOf(overview.projects, BEHIND),
      unreportedProjects:
        overview.change.unreportedProjects +
        byLight(projects).unreported -
        byLight(overview.projects).unreported,
      executionRate: rateChange(overview, next),
    };
  }
  const worst = rankWorst(next, delta);
  next.worst = worst.rows;
  const disagrees =
    !contains(overview.projects, delta.projectLight) ||
    (isIndicator && !contains(overview.indicators, delta.light));
  const isListed = next.worst.some((row) => row.projectId === delta.projectId);
  return {
    overview: next,
    touched: isListed ? [delta.projectId] : [],
    needsReload: worst.isUncertain || disagrees || (isLinked && delta.light.from !== delta.light.to),
  };
}

/** The row that counts a unit: its own, or its department's; null for a unit that is not shown. */
function rowOf(rows: Overview['units'], unitId: string): string | null {
  return rows.find(({ members }) => members.includes(unitId))?.unitId ?? null;
}

/** Whether the counters hold the subject that moves: if not, the page was read from another state. */
function contains(counts: Counts, light: LiveJudged['light']): boolean {
  return light.from === null || byLight(counts)[light.from] > 0;
}

/** Counters after one subject went from one light to another; a subject without an earlier light is new. */
function moved<C extends Counts>(counts: C, light: LiveJudged['light']): C {
  if (light.from === light.to) return counts;
  const lights = { ...byLight(counts) };
  lights[light.to] += 1;
  if (light.from) lights[light.from] = Math.max(0, lights[light.from] - 1);
  return { ...counts, total: counts.total + (light.from ? 0 : 1), byLight: lights };
}

function movedCell(matrix: Overview['matrix'], rowId: string, delta: LiveJudged): Overview['matrix'] {
  return matrix.map((row) => {
    if (row.unitId !== rowId) return row;
    const cells = row.cells.map((cell) => (cell.group === delta.group ? moved(cell, delta.light) : cell));
    return { ...row, cells, total: cells.reduce((sum, cell) => sum + cell.total, 0) };
  });
}

function unitWithProject(units: Overview['units'], unitId: string): Overview['units'] {
  return units.map((unit) => (unit.unitId === unitId ? { ...unit, projects: unit.projects + 1 } : unit));
}

/** Totals and the unit's money after the project's money changed. Writes into `next`, which is ours alone. */
function applyMoney(next: Overview, unitId: string, money: NonNullable<LiveJudged['money']>): void {
  const changed = (total: string, after: string, before: string) =>
    sumAmounts([total, after, before.startsWith('-') ? before.slice(1) : `-${before}`]);
  const budgetOf = (total: string) => changed(total, money.budget, money.budgetBefore);
  const executedOf = (total: string) => changed(total, money.executed, money.executedBefore);
  next.units = next.units.map((unit) => {
    if (unit.unitId !== unitId) return unit;
    const budget = budgetOf(unit.budget);
    const executed = executedOf(unit.executed);
    return { ...unit, budget, executed, executionRate: executionRate(executed, budget) };
  });
  next.budget = budgetOf(next.budget);
  next.executed = executedOf(next.executed);
  next.executionRate = executionRate(next.executed, next.budget);
  // A payment booked late belongs to an earlier month too; the sum to date is right, the months follow on a reload.
  next.trend = next.trend.map((point, index) =>
    index === next.trend.length - 1 ? { ...point, executed: next.executed } : point,
  );
}

function rateChange(before: Overview, after: Overview): number | null {
  const change = before.change?.executionRate ?? null;
  if (change === null || before.executionRate === null || after.executionRate === null) return null;
  return change + after.executionRate - before.executionRate;
}

function withRecent(recent: Overview['recent'], delta: LiveJudged, eventId: string): Overview['recent'] {
  if (recent.some((change) => change.eventId === eventId)) return recent;
  const line = {
    eventId,
    at: delta.at,
    projectId: delta.projectId,
    projectName: delta.projectName,
    subjectName: delta.subjectName,
    text: delta.why,
    from: delta.light.from,
    to: delta.light.to,
  };
  return [line, ...recent].slice(0, Math.max(RECENT_LIMIT, recent.length));
}

/** Worst first: by light, then by budget, then by name, as the server orders. */
export function compareWorst(a: WorstProject, b: WorstProject): number {
  const byLight = LIGHTS.indexOf(b.light) - LIGHTS.indexOf(a.light);
  if (byLight !== 0) return byLight;
  if (a.budget !== b.budget) {
    if (a.budget === null) return 1;
    if (b.budget === null) return -1;
    const byBudget = Number(sumAmounts([b.budget, `-${a.budget}`]));
    if (byBudget !== 0) return byBudget;
  }
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/**
 * The worst ten from what is known. `isUncertain`: a project left the list and the one that moves up is unknown, a row
 * was built from the change alone, or the reason may now be another subject's.
 */
function rankWorst(next: Overview, delta: LiveJudged): { rows: WorstProject[]; isUncertain: boolean } {
  const known = next.worst.find((row) => row.projectId === delta.projectId);
  const others = next.worst.filter((row) => row.projectId !== delta.projectId);
  const troubled = countOf(next.projects, TROUBLE);
  const isTrouble = TROUBLE.includes(delta.projectLight.to);
  if (!isTrouble) return { rows: others, isUncertain: others.length < Math.min(WORST_LIMIT, troubled) };

  const row = known ? updatedRow(known, next, delta) : builtRow(next, delta);
  const rows = [...others, row].sort(compareWorst).slice(0, WORST_LIMIT);
  if (!rows.includes(row)) {
    // Ranked last of its light because its budget is not on the page: it may be larger than a listed one's.
    const { from, to } = delta.projectLight;
    const isBudgetUnknown = row.budget === null && delta.money === null;
    return { rows, isUncertain: isBudgetUnknown && from !== to && rows.at(-1)?.light === to };
  }
  const isBuilt = known === undefined;
  // A listed project that fell to the last place may have to give way to one that is not on the page.
  const mayGiveWay =
    known !== undefined && rows.at(-1) === row && compareWorst(known, row) < 0 && troubled > rows.length;
  return { rows, isUncertain: isBuilt || mayGiveWay || !isReasonKnown(known, delta) };
}

function updatedRow(known: WorstProject, overview: Overview, delta: LiveJudged): WorstProject {
  const isNewLight = delta.projectLight.to !== known.light;
  const row: WorstProject = {
    ...known,
    light: delta.projectLight.to,
    since: isNewLight ? overview.today : known.since,
  };
  if (delta.light.to === row.light && (isNewLight || isReason(known, delta))) {
    row.why = withSubject(delta.why, delta.subjectName);
  }
  if (delta.money) {
    row.budget = delta.money.budget;
    row.executed = delta.money.executed;
    row.executionRate = executionRate(row.executed, row.budget);
  }
  return row;
}

/** Whether the row's sentence speaks of the subject that changed. */
function isReason(known: WorstProject, delta: LiveJudged): boolean {
  return isSameSubject(known.why, delta.why, delta.subjectName);
}

/** Whether the row's sentence certainly speaks of the subject that makes the project's light. */
function isReasonKnown(known: WorstProject, delta: LiveJudged): boolean {
  const after = delta.projectLight.to;
  if (after === known.light) {
    if (isReason(known, delta)) return delta.light.to === after;
    // A second subject that comes to this light may stand before the one that the row speaks of.
    return delta.light.to !== after || delta.light.from === after;
  }
  // It worsened: only this subject moved, so it is the reason. It improved: another subject may hold it back.
  return LIGHTS.indexOf(after) > LIGHTS.indexOf(known.light) && delta.light.to === after;
}

function builtRow(overview: Overview, delta: LiveJudged): WorstProject {
  const budget = delta.money?.budget ?? null;
  const executed = delta.money?.executed ?? '0.00';
  return {
    projectId: delta.projectId,
    name: delta.projectName,
    unitId: delta.unitId,
    unitName: overview.places.find((place) => place.unitId === delta.unitId)?.name ?? '',
    light: delta.projectLight.to,
    budget,
    executed,
    executionRate: executionRate(executed, budget),
    why: withSubject(delta.why, delta.subjectName),
    since: overview.today,
  };
}

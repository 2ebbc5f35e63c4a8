/**
 * The overview's numbers. Today is read from the state of the subjects, a past day from their intervals
 * (what was known at the close of that day); both give rows of one shape, so everything after is one path.
 */
import { sql } from 'kysely';
import { loadOverviewDuties } from './overview-duties.ts';
import { correctedCounts } from './counted-indicators.ts';
import { inContext, readTogether, type Context, type Db, type Tx } from './database.ts';
import { judgingFor } from './judging.ts';
import { readCursor } from './live-cursor.ts';
import { readRecent } from './recent.ts';
import { openPlace, type At, type Place } from './overview-place.ts';
import { spentUntil } from './spent.ts';
import { indicatorsAsOf, projectsAsOf } from './subjects-as-of.ts';
import { loadWorst } from './worst.ts';
import { compareAmounts, exact, executionRate, negated, sumAmounts } from '../domain/money.ts';
import { LIGHTS, type Light } from '../domain/light.ts';
import { addDays, firstDayOf, lastDayOf, monthNumber, monthOf } from '../domain/calendar.ts';
import { timeProgress } from '../domain/pace.ts';
import { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
import { membersOf, type SameTarget } from '../domain/same-target.ts';
import type { Overview } from '../server/contract.ts';

export interface GroupedRow {
  unit_id: string;
  kind: 'indicator' | 'project';
  grp: IndicatorGroup | null;
  light: Light;
  /** Below zero where indicators that are one target are taken back to be counted once. */
  subjects: number;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
}

type ByLight = Record<Light, number>;
const noLights = (): ByLight => Object.fromEntries(LIGHTS.map((light) => [light, 0])) as ByLight;

/**
 * The subjects grouped, and the projects as they stood at the close of `before` (none without it), in one statement.
 * Compared are the projects alone: the indicators' intervals are nine tenths of a past day's rows.
 */
async function readGroups(
  tx: Tx,
  at: At,
  before: string | null,
  links: readonly SameTarget[],
): Promise<{ rows: GroupedRow[]; earlier: GroupedRow[] }> {
  const projects = (of: At, when: string) => sql`
    select ${sql.lit(when)} as at, unit_id, kind, null as grp, light, count(*)::int as subjects, sum(budget) as budget,
      sum(initial_budget) as initial_budget, sum(executed) as executed
    from ${projectsAsOf(of)} group by unit_id, kind, light`;
  // A project's row carries its money's amounts; an indicator has none to add up.
  const indicators = sql`
    select 'now' as at, unit_id, kind, grp, light, count(*)::int, null::numeric, null::numeric, null::numeric
    from ${indicatorsAsOf(at)} group by unit_id, kind, grp, light`;
  const parts = [projects(at, 'now'), indicators];
  if (links.length > 0) {
    parts.push(sql`
      select 'now', c.unit_id, 'indicator', c.grp, c.light, c.subjects, null::numeric, null::numeric, null::numeric
      from ${correctedCounts(at, links)}`);
  }
  if (before !== null) parts.push(projects({ ...at, asOf: before }, 'before'));
  const { rows } = await sql<
    GroupedRow & { at: 'now' | 'before' }
  >`${sql.join(parts, sql` union all `)}`.execute(tx);
  return {
    rows: rows.filter((row) => row.at === 'now'),
    earlier: rows.filter((row) => row.at === 'before'),
  };
}

/** The last day of the month before `asOf`'s, null in January of the fiscal year. */
export function monthEndBefore(asOf: string, year: number): string | null {
  const day = addDays(firstDayOf(monthOf(asOf)), -1);
  return day.startsWith(String(year)) ? day : null;
}

/**
 * Figures, lights, units, matrix, trend and the worst projects of a fiscal year in the context's scope.
 * @param options.unit only this unit and those below it
 * @param options.asOf a day not after today; what was known at its close. Default today.
 * @param options.now the instant of reading, by the clock that says today; default the day's beginning
 * @throws UnknownUnit
 */
export async function loadOverview(
  db: Db,
  context: Context,
  options: { year?: number; asOf?: string; unit?: string; today: string; now?: string },
): Promise<Overview> {
  const judging = await judgingFor(db, context);
  return inContext(
    db,
    context,
    async (tx) => {
      const place = await openPlace(tx, context, options);
      const { at: where } = place;
      const { year, asOf } = where;
      const before = monthEndBefore(asOf, year);
      const [{ rows, earlier, cursor }, shown] = await readTogether(
        db,
        tx,
        async (one) => ({
          ...(await readGroups(one, where, before, place.links)),
          cursor: await readCursor(one),
        }),
        async (other) => ({
          trend: await readTrend(other, where),
          duties: await loadOverviewDuties(other, { ...where, judging }),
          worst: await loadWorst(other, { ...where, limit: 10, judging }),
          recent: await readRecent(other, { ...where, judging, limit: 8 }),
        }),
      );
      const byRow = Map.groupBy(rows, (row) => place.rowOf(row.unit_id));
      const units = unitsOf(byRow, place);
      const totals = sumMoney(rows);
      const lights = countLights(rows);
      return {
        asOf,
        today: options.today,
        fiscalYear: year,
        years: place.years,
        scopeName: place.scopeName,
        invented: place.invented,
        readAt: options.now ?? `${options.today}T00:00:00+08:00`,
        places: place.places,
        rowsAre: place.rowsAre,
        cursor,
        ...totals,
        executionRate: executionRate(totals.executed, totals.budget),
        timeProgress: timeProgress(year, asOf),
        ...lights,
        change:
          before && earlier.length > 0 ? compare(before, standOf(earlier), { ...lights, ...totals }) : null,
        units,
        matrix: matrixOf(units, byRow),
        linkedIndicators: membersOf(place.links).map(({ indicatorId }) => indicatorId),
        ...shown,
      };
    },
    'snapshot',
  );
}

function sumMoney(rows: readonly GroupedRow[]) {
  // A project's row carries its money's amounts.
  const money = rows.filter((row) => row.kind === 'project');
  return {
    budget: sumAmounts(money.map((row) => row.budget ?? '0')),
    initialBudget: sumAmounts(money.map((row) => row.initial_budget ?? '0')),
    executed: sumAmounts(money.map((row) => row.executed ?? '0')),
  };
}

function countLights(rows: readonly GroupedRow[]) {
  const projects = { total: 0, byLight: noLights() };
  const indicators = { total: 0, byLight: noLights() };
  for (const row of rows) {
    const count = row.kind === 'project' ? projects : row.kind === 'indicator' ? indicators : null;
    if (!count) continue;
    count.total += row.subjects;
    count.byLight[row.light] += row.subjects;
  }
  return { projects, indicators };
}

/** Sums and lights of a day. */
export interface Stand {
  projects: { byLight: ByLight };
  budget: string;
  executed: string;
}

export const standOf = (rows: readonly GroupedRow[]): Stand => ({ ...countLights(rows), ...sumMoney(rows) });

/** How far `now` is from the stand at the close of `since`. */
export function compare(since: string, then: Stand, now: Stand): Overview['change'] {
  const behind = ({ projects: { byLight } }: Stand) => byLight.lagging + byLight.severe;
  const rateThen = executionRate(then.executed, then.budget);
  const rateNow = executionRate(now.executed, now.budget);
  return {
    since,
    behindProjects: behind(now) - behind(then),
    unreportedProjects: now.projects.byLight.unreported - then.projects.byLight.unreported,
    executionRate:
      rateNow === null || rateThen === null
        ? null
        : exact(rateNow).minus(rateThen).toDecimalPlaces(6).toNumber(),
  };
}

type GroupedByRow = ReadonlyMap<string, GroupedRow[]>;

function unitsOf(byRow: GroupedByRow, place: Place): Overview['units'] {
  return [...byRow]
    .map(([rowId, own]) => {
      const money = sumMoney(own);
      return {
        unitId: rowId,
        name: place.nameOf(rowId),
        members: place.membersOf(rowId),
        projects: countLights(own).projects.total,
        budget: money.budget,
        executed: money.executed,
        executionRate: executionRate(money.executed, money.budget),
      };
    })
    .sort((a, b) => compareAmounts(b.budget, a.budget));
}

function matrixOf(units: Overview['units'], byRow: GroupedByRow): Overview['matrix'] {
  return units.map(({ unitId, name }) => {
    const cells = INDICATOR_GROUPS.map((group) => ({ group, total: 0, byLight: noLights() }));
    let total = 0;
    for (const row of byRow.get(unitId) ?? []) {
      const cell = row.kind === 'indicator' ? cells.find(({ group }) => group === row.grp) : undefined;
      if (!cell) continue;
      cell.byLight[row.light] += row.subjects;
      cell.total += row.subjects;
      total += row.subjects;
    }
    return { unitId, name, total, cells };
  });
}

/** Cumulative executed at each month's end up to asOf, of what was recorded by asOf. */
async function readTrend(
  tx: Tx,
  options: { regionId: string; year: number; asOf: string },
): Promise<Overview['trend']> {
  // By day, because taking the month out of each row's date costs more than adding up 250 days here.
  const { rows } = await sql<{ happened_on: string; paid: string | null; returned: string | null }>`
    select happened_on, sum(amount) filter (where event = 'paid') as paid,
      sum(amount) filter (where event = 'returned') as returned
    from ${spentUntil({ ...options, until: options.asOf })} group by happened_on`.execute(tx);
  const byMonth = new Map<number, string[]>();
  for (const { happened_on, paid, returned } of rows) {
    const month = monthNumber(happened_on);
    byMonth.set(month, [...(byMonth.get(month) ?? []), paid ?? '0', negated(returned ?? '0')]);
  }
  const points: Overview['trend'] = [];
  let executed = '0.00';
  const lastMonth = options.asOf.startsWith(String(options.year)) ? Number(options.asOf.slice(5, 7)) : 12;
  for (let month = 1; month <= lastMonth; month += 1) {
    executed = sumAmounts([executed, ...(byMonth.get(month) ?? [])]);
    const end = lastDayOf(`${options.year}-${String(month).padStart(2, '0')}`);
    points.push({ day: end < options.asOf ? end : options.asOf, executed });
  }
  return points;
}

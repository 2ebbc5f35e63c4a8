/**
 * The overview's numbers. Today is read from the state of the subjects, a past day from their intervals
 * (what was known at the close of that day); both give rows of one shape, so everything after is one path.
 */
import { sql } from 'kysely';
import { narrowToUnit } from './chosen-unit.ts';
import { defaultYear } from './fiscal-years.ts';
import { loadOverviewDuties } from './overview-duties.ts';
import { inContext, readTogether, type Context, type Db, type Tx } from './database.ts';
import { loadJudging } from './judging.ts';
import { readCursor } from './live-cursor.ts';
import { readRecent } from './recent.ts';
import { subjectsAsOf } from './subjects-as-of.ts';
import { loadWorst } from './worst.ts';
import { compareAmounts, exact, executionRate, negated, sumAmounts } from '../domain/money.ts';
import { LIGHTS, type Light } from '../domain/light.ts';
import { addDays, firstDayOf, lastDayOf, monthNumber, monthOf } from '../domain/calendar.ts';
import { timeProgress } from '../domain/pace.ts';
import { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
import type { Overview } from '../server/contract.ts';

export interface GroupedRow {
  unit_id: string;
  kind: 'indicator' | 'project';
  grp: IndicatorGroup | null;
  light: Light;
  subjects: number;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
}

type ByLight = Record<Light, number>;
const noLights = (): ByLight => Object.fromEntries(LIGHTS.map((light) => [light, 0])) as ByLight;

interface At {
  regionId: string;
  year: number;
  asOf: string;
  today: string;
}

/**
 * The subjects grouped, and the projects as they stood at the close of `before` (none without it), in one statement.
 * Compared are the projects alone: the indicators' intervals are nine tenths of a past day's rows.
 */
async function readGroups(
  tx: Tx,
  at: At,
  before: string | null,
): Promise<{ rows: GroupedRow[]; earlier: GroupedRow[] }> {
  const projects = (of: At, when: string) => sql`
    select ${sql.lit(when)} as at, unit_id, kind, null as grp, light, count(*)::int as subjects, sum(budget) as budget,
      sum(initial_budget) as initial_budget, sum(executed) as executed
    from ${subjectsAsOf(of)} where kind = 'project' group by unit_id, kind, light`;
  // A project's row carries its money's amounts; an indicator has none to add up.
  const indicators = sql`
    select 'now' as at, unit_id, kind, grp, light, count(*)::int, null::numeric, null::numeric, null::numeric
    from ${subjectsAsOf(at)} where kind = 'indicator' group by unit_id, kind, grp, light`;
  const parts = [projects(at, 'now'), indicators];
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
function monthEndBefore(asOf: string, year: number): string | null {
  const day = addDays(firstDayOf(monthOf(asOf)), -1);
  return day.startsWith(String(year)) ? day : null;
}

/**
 * Figures, lights, units, matrix, trend and the worst projects of a fiscal year in the context's scope.
 * @param options.unit only this unit and those below it
 * @param options.asOf a day not after today; what was known at its close. Default today.
 * @throws UnknownUnit
 */
export async function loadOverview(
  db: Db,
  context: Context,
  options: { year?: number; asOf?: string; unit?: string; today: string },
): Promise<Overview> {
  const judging = await loadJudging(db);
  return inContext(
    db,
    context,
    async (tx) => {
      const place = await readPlace(tx, context, options.unit ?? null);
      await narrowToUnit(tx, context, options.unit);
      const year = options.year ?? defaultYear(place.years, options.today);
      const asOf = options.asOf && options.asOf < options.today ? options.asOf : options.today;
      const where: At = { regionId: context.regionId, year, asOf, today: options.today };
      const before = monthEndBefore(asOf, year);
      const [{ rows, earlier, cursor }, shown] = await readTogether(
        db,
        tx,
        async (one) => ({ ...(await readGroups(one, where, before)), cursor: await readCursor(one) }),
        async (other) => ({
          trend: await readTrend(other, where),
          duties: await loadOverviewDuties(other, { ...where, judging }),
          worst: await loadWorst(other, { ...where, limit: 10, judging }),
          recent: await readRecent(other, { ...where, judging, limit: 8 }),
        }),
      );
      const byUnit = Map.groupBy(rows, (row) => row.unit_id);
      const units = unitsOf(byUnit, place.units);
      const totals = sumMoney(rows);
      const lights = countLights(rows);
      return {
        asOf,
        today: options.today,
        fiscalYear: year,
        years: place.years,
        scopeName: place.scopeName,
        invented: place.invented,
        cursor,
        ...totals,
        executionRate: executionRate(totals.executed, totals.budget),
        timeProgress: timeProgress(year, asOf),
        ...lights,
        change:
          before && earlier.length > 0 ? compare(before, standOf(earlier), { ...lights, ...totals }) : null,
        units,
        matrix: matrixOf(units, byUnit),
        ...shown,
      };
    },
    'snapshot',
  );
}

interface Place {
  years: number[];
  scopeName: string;
  invented: boolean;
  units: Map<string, string>;
}

async function readPlace(tx: Tx, context: Context, unit: string | null): Promise<Place> {
  const { rows } = await sql<{
    region: string;
    invented: boolean;
    years: number[];
    units: { id: string; name: string; kind: string; full: string; parent: string | null }[];
  }>`select r.name as region, r.invented,
      coalesce((select jsonb_agg(distinct p.fiscal_year order by p.fiscal_year) from app.projects p
        where p.region_id = r.id), '[]') as years,
      coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.short_name, 'kind', u.kind,
        'full', u.name, 'parent', u.parent_id)) from app.units u where u.region_id = r.id), '[]') as units
    from shared.regions r where r.id = ${context.regionId}`.execute(tx);
  const place = rows[0];
  if (!place) throw new Error('the context names a region that is not there');
  const inScope = context.units === '*' ? null : new Set(context.units);
  const chosen = unit ? place.units.find((candidate) => candidate.id === unit) : undefined;
  const top = place.units.find(
    (candidate) => inScope?.has(candidate.id) && (!candidate.parent || !inScope.has(candidate.parent)),
  );
  return {
    years: place.years,
    scopeName: chosen?.full ?? top?.full ?? place.region,
    invented: place.invented,
    units: new Map(place.units.map((candidate) => [candidate.id, candidate.name])),
  };
}

export function sumMoney(rows: readonly GroupedRow[]) {
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

type RowsByUnit = ReadonlyMap<string, GroupedRow[]>;

function unitsOf(byUnit: RowsByUnit, names: ReadonlyMap<string, string>): Overview['units'] {
  return [...byUnit]
    .map(([unitId, own]) => {
      const money = sumMoney(own);
      return {
        unitId,
        name: names.get(unitId) ?? '',
        projects: countLights(own).projects.total,
        budget: money.budget,
        executed: money.executed,
        executionRate: executionRate(money.executed, money.budget),
      };
    })
    .sort((a, b) => compareAmounts(b.budget, a.budget));
}

function matrixOf(units: Overview['units'], byUnit: RowsByUnit): Overview['matrix'] {
  return units.map(({ unitId, name }) => {
    const cells = INDICATOR_GROUPS.map((group) => ({ group, total: 0, byLight: noLights() }));
    let total = 0;
    for (const row of byUnit.get(unitId) ?? []) {
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
    from app.ledger_events
    where region_id = ${options.regionId} and fiscal_year = ${options.year}
      and happened_on <= ${options.asOf}::date and recorded_on <= ${options.asOf}::date
    group by happened_on`.execute(tx);
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

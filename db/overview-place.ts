/** Where an overview stands: the region, its units, the year and day, and the rows in which its units are shown. */
import { sql } from 'kysely';
import { narrowToUnit } from './chosen-unit.ts';
import type { Context, Tx } from './database.ts';
import { defaultYear } from './fiscal-years.ts';
import { linksKnown } from './same-targets.ts';
import type { SameTarget } from '../domain/same-target.ts';
import type { Overview } from '../server/contract.ts';

/** A fiscal year of a region at the close of a day. */
export interface At {
  regionId: string;
  year: number;
  asOf: string;
  today: string;
}

interface PlacedUnit {
  id: string;
  name: string;
  kind: 'department' | 'unit';
  full: string;
  parent: string | null;
}

export interface Place {
  at: At;
  /** Indicators that are one target with another one, as known at the close of the day. */
  links: SameTarget[];
  years: number[];
  scopeName: string;
  invented: boolean;
  /** What a row of the bullets and of the matrix is. */
  rowsAre: 'department' | 'unit';
  /** Every unit in scope that has projects in the year, and the departments above them, departments first by name. */
  places: Overview['places'];
  /** Id of the row in which a unit is counted. */
  rowOf: (unitId: string) => string;
  nameOf: (unitId: string) => string;
  /** Units counted in a row; none for a row that is not there. */
  membersOf: (rowId: string) => string[];
}

/**
 * Reads the place and narrows the transaction's scope to the chosen unit, as `narrowToUnit` does.
 * @param options.asOf a day not after today; default today
 * @throws UnknownUnit
 */
export async function openPlace(
  tx: Tx,
  context: Context,
  options: { year?: number; asOf?: string; unit?: string; today: string },
): Promise<Place> {
  const asOf = options.asOf && options.asOf < options.today ? options.asOf : options.today;
  const { rows } = await sql<{
    region: string;
    invented: boolean;
    declared: { year: number; unit: string }[];
    units: PlacedUnit[];
    links: SameTarget[];
  }>`select r.name as region, r.invented,
      coalesce((select jsonb_agg(jsonb_build_object('year', p.fiscal_year, 'unit', p.unit_id))
        from (select fiscal_year, unit_id from app.projects where region_id = r.id group by fiscal_year, unit_id) p),
        '[]') as declared,
      coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.short_name, 'kind', u.kind,
        'full', u.name, 'parent', u.parent_id)) from app.units u where u.region_id = r.id), '[]') as units,
      coalesce((select jsonb_agg(jsonb_build_object('indicatorId', l.indicator_id, 'sameAs', l.same_as))
        from ${linksKnown(context.regionId, asOf)} l), '[]') as links
    from shared.regions r where r.id = ${context.regionId}`.execute(tx);
  const found = rows[0];
  if (!found) throw new Error('the context names a region that is not there');
  // As the database prints it: it is looked up among the units' ids.
  const unit = options.unit?.toLowerCase();
  await narrowToUnit(tx, context, unit);
  const years = [...new Set(found.declared.map(({ year }) => year))].sort((a, b) => a - b);
  const year = options.year ?? defaultYear(years, options.today);
  const declaring = new Set(found.declared.filter((row) => row.year === year).map(({ unit }) => unit));
  const byId = new Map(found.units.map((unit) => [unit.id, unit]));
  const tree = rowsOf(byId, declaring, unit);
  return {
    at: { regionId: context.regionId, year, asOf, today: options.today },
    links: found.links,
    years,
    scopeName: scopeName(found.region, found.units, context, unit),
    invented: found.invented,
    nameOf: (id) => byId.get(id)?.name ?? '',
    ...tree,
  };
}

/** A county of several departments is shown by department, everything else by unit. */
function rowsOf(byId: ReadonlyMap<string, PlacedUnit>, declaring: ReadonlySet<string>, chosen?: string) {
  const departmentOf = (id: string) => byId.get(id)?.parent ?? id;
  const departments = new Set([...declaring].map(departmentOf));
  const rowsAre: Place['rowsAre'] = chosen === undefined && departments.size > 1 ? 'department' : 'unit';
  const rowOf = (id: string) => (rowsAre === 'department' ? departmentOf(id) : id);
  const inMenu = [...byId.values()].filter(({ id }) => declaring.has(id) || departments.has(id));
  const places = inMenu
    .map(({ id, name, kind, parent }) => ({ unitId: id, name, kind, parentId: parent }))
    .sort((a, b) =>
      a.kind !== b.kind ? (a.kind === 'department' ? -1 : 1) : a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
  const membersOf = (row: string) => [...byId.keys()].filter((id) => rowOf(id) === row);
  return { rowsAre, rowOf, places, membersOf };
}

function scopeName(
  region: string,
  units: readonly PlacedUnit[],
  context: Context,
  chosenId: string | undefined,
): string {
  const inScope = context.units === '*' ? null : new Set(context.units);
  const chosen = chosenId === undefined ? undefined : units.find(({ id }) => id === chosenId);
  const top = units.find(({ id, parent }) => inScope?.has(id) && (!parent || !inScope.has(parent)));
  return chosen?.full ?? top?.full ?? region;
}

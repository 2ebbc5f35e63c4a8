/** The tree region → department → implementing units, grown from what declarations print. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Tx } from './database.ts';
import { usualName } from '../domain/department-name.ts';
import type { Declaration } from '../domain/form.ts';

export interface PlacedUnits {
  /** Unit of each form, by index; null where the actor's scope does not reach. */
  unitIds: (string | null)[];
}

interface UnitRow {
  id: string;
  parent_id: string | null;
  kind: 'department' | 'unit';
  name: string;
}

/** Sections of the finance bureau stand in as 主管部门 of transfers (`904-社会保障股`); they implement nothing. */
const FINANCE_SECTION = /[股科处室]$/;

/** A name of a unit without what printers add: `柳川县人社局[部门]` → `柳川县人社局`. */
export const plainName = (printed: string): string => printed.replace(/\[[^\]]*\]|［[^］]*］/g, '').trim();

/**
 * The department that the forms belong to: the printed department that most of them name, finance sections left out;
 * where none is printed, the implementing unit that is a bureau or committee; else the first unit.
 */
export function departmentName(forms: readonly Declaration[]): string | null {
  const counts = new Map<string, number>();
  const count = (name: string | null) => {
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const form of forms) {
    const name = form.department ? plainName(form.department) : null;
    if (name && !FINANCE_SECTION.test(name)) count(name);
  }
  if (counts.size === 0) {
    for (const form of forms)
      if (/[局委会办]$/.test(form.implementingUnit ?? '')) count(form.implementingUnit);
  }
  const first = [...counts].sort((a, b) => b[1] - a[1])[0];
  return first?.[0] ?? forms.find((form) => form.implementingUnit)?.implementingUnit ?? null;
}

/** `柳川县社会保险服务中心` → `社会保险服务中心`; the department's own office is `民政局机关`: a county has several. */
export function shortUnitName(name: string, region: string, department: string): string {
  if (name === department) return `${usualName(withoutRegion(name, region))}机关`;
  return withoutRegion(name, region);
}

function withoutRegion(name: string, region: string): string {
  const at = name.indexOf(region);
  return at >= 0 && at + region.length < name.length ? name.slice(at + region.length) : name;
}

/**
 * Finds or makes the department and the units of the forms, and lets the transaction see the new ones when their
 * department is in the actor's scope.
 * @returns null when a form prints a department that is not the actor's own, unless the whole region is in scope
 */
export async function placeUnits(
  tx: Tx,
  actor: Actor,
  forms: readonly Declaration[],
): Promise<PlacedUnits | null> {
  const { regionId } = actor.context;
  const region = await tx
    .selectFrom('shared.regions')
    .select('name')
    .where('id', '=', regionId)
    .executeTakeFirstOrThrow();
  // One import at a time grows the tree of a region.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`units:${regionId}`}, 0))`.execute(tx);
  const units: UnitRow[] = await tx
    .selectFrom('app.units')
    .select(['id', 'parent_id', 'kind', 'name'])
    .where('region_id', '=', regionId)
    .execute();
  const scope = new Set(actor.context.units === '*' ? units.map((unit) => unit.id) : actor.context.units);
  const all = actor.context.units === '*';
  const name = departmentName(forms);
  if (!name) return { unitIds: forms.map(() => null) };

  const make = async (kind: UnitRow['kind'], unitName: string, parent: UnitRow | null): Promise<UnitRow> => {
    const unit: UnitRow = { id: uuidv7(), parent_id: parent?.id ?? null, kind, name: unitName };
    await tx
      .insertInto('app.units')
      .values({
        ...unit,
        region_id: regionId,
        slug: `${kind === 'department' ? 'd' : 'u'}${units.length + 1}`,
        short_name:
          kind === 'department'
            ? usualName(withoutRegion(unitName, region.name))
            : shortUnitName(unitName, region.name, parent?.name ?? name),
      })
      .execute();
    units.push(unit);
    scope.add(unit.id);
    return unit;
  };

  const isDepartment = (unit: UnitRow) => unit.kind === 'department';
  let department: UnitRow;
  if (all) {
    const known = units.find((unit) => isDepartment(unit) && unit.name === name);
    department = known ?? (await make('department', name, null));
  } else {
    // A unit's or department's own people import what is their own department's, and nothing else.
    const own = units.find((unit) => isDepartment(unit) && isAbove(unit, scope, units));
    if (!own || !forms.every((form) => isOf(form, own))) return null;
    department = own;
  }
  const mayGrow = all || scope.has(department.id);
  const unitIds: (string | null)[] = [];
  for (const form of forms) {
    const unitName = form.implementingUnit ? plainName(form.implementingUnit) : department.name;
    let unit = units.find(
      (candidate) =>
        candidate.kind === 'unit' && candidate.name === unitName && candidate.parent_id === department.id,
    );
    if (!unit && mayGrow) unit = await make('unit', unitName, department);
    unitIds.push(unit && (all || scope.has(unit.id)) ? unit.id : null);
  }
  if (!all) await sql`select set_config('app.units', ${`{${[...scope].join(',')}}`}, true)`.execute(tx);
  return { unitIds };
}

/**
 * What prints no department, or a section of the finance bureau in its place, is the importing department's own. So is
 * a part of its name: columns of printed forms cut names off (`柳林县人力资源和社会保障`).
 */
function isOf(form: Declaration, department: UnitRow): boolean {
  const printed = form.department ? plainName(form.department) : '';
  return FINANCE_SECTION.test(printed) || department.name.includes(printed);
}

function isAbove(department: UnitRow, scope: ReadonlySet<string>, units: readonly UnitRow[]): boolean {
  return (
    scope.has(department.id) || units.some((unit) => unit.parent_id === department.id && scope.has(unit.id))
  );
}

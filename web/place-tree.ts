/** Departments and units to choose from, in the order of a county's tree. */
import type { Overview } from '../server/contract.ts';

type Place = Overview['places'][number];

export interface PlaceChoice extends Place {
  /** A unit that stands below its department. */
  isUnder: boolean;
}

/**
 * A county's departments, each with its units under it; units alone where there is one department.
 * @param chosen a department that is chosen is listed, also where it is the only one
 */
export function placeTree(places: readonly Place[], chosen?: string): PlaceChoice[] {
  const departments = places.filter(({ kind }) => kind === 'department');
  const units = places.filter(({ kind }) => kind === 'unit');
  const isTree = departments.length > 1 || departments.some(({ unitId }) => unitId === chosen);
  if (!isTree) return units.map((unit) => ({ ...unit, isUnder: false }));
  return departments.flatMap((department) => [
    { ...department, isUnder: false },
    ...units
      .filter(({ parentId }) => parentId === department.unitId)
      .map((unit) => ({ ...unit, isUnder: true })),
  ]);
}

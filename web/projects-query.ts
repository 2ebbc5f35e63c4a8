/** The list of projects as the URL holds it: names and values are those of the contract's ProjectsQuery. Pure. */
import type { Light } from '../domain/light.ts';
import { LIGHTS } from '../domain/light.ts';
import { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
import { type Standpoint, standpointOf } from './as-of.ts';

export const SORTS = ['light', 'name', 'budget', 'executionRate'] as const;
export type Sort = (typeof SORTS)[number];

export interface ProjectsFilter extends Standpoint {
  light: Light | undefined;
  group: IndicatorGroup | undefined;
  q: string | undefined;
  sort: Sort | undefined;
}

/** Longest search text of the contract. */
const MAX_SEARCH = 100;

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((known) => known === value);

/** Reads a URL's query; what the contract does not know is left out. */
export function filterOf(query: Readonly<Record<string, unknown>>): ProjectsFilter {
  const text = typeof query['q'] === 'string' ? query['q'].trim().slice(0, MAX_SEARCH) : '';
  return {
    ...standpointOf(query),
    light: oneOf(LIGHTS, query['light']),
    group: oneOf(INDICATOR_GROUPS, query['group']),
    q: text === '' ? undefined : text,
    sort: oneOf(SORTS, query['sort']),
  };
}

/** Something narrows the list. Place in time and order do not. */
export function isFiltered({ unit, light, group, q }: ProjectsFilter): boolean {
  return [unit, light, group, q].some((value) => value !== undefined);
}

/** A query with some values changed; undefined or empty takes one out. */
export function withQuery(
  query: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const next: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...query, ...change })) {
    if (typeof value === 'string' && value !== '') next[key] = value;
  }
  return next;
}

/** The list of projects as the URL holds it: names and values are those of the contract's ProjectsQuery. Pure. */
import type { Light } from '../domain/light.ts';
import { LIGHTS } from '../domain/light.ts';
import { INDICATOR_GROUPS, type IndicatorGroup } from '../domain/indicator-group.ts';
import type { FundSource, ProjectSort } from '../server/contract.ts';
import { type Standpoint, standpointOf } from './as-of.ts';

/** Columns of the list, each with the order that it begins with. */
const NATURAL_ORDER: Readonly<Record<ProjectSort, 'asc' | 'desc'>> = {
  light: 'desc',
  name: 'asc',
  unit: 'asc',
  indicators: 'desc',
  budget: 'desc',
  executionRate: 'asc',
  since: 'asc',
};
export const SORTS = Object.keys(NATURAL_ORDER) as ProjectSort[];
export const SOURCES: readonly FundSource[] = [
  'central',
  'provincial',
  'local',
  'self_raised',
  'other',
  'fiscal',
];

export interface ProjectsFilter extends Standpoint {
  /** In any of these; none: in any at all. */
  lights: readonly Light[];
  group: IndicatorGroup | undefined;
  overdue: boolean;
  unreported: boolean;
  source: FundSource | undefined;
  q: string | undefined;
  sort: ProjectSort | undefined;
  /** Undefined: the column's natural order. */
  order: 'asc' | 'desc' | undefined;
}

/** Longest search text of the contract. */
const MAX_SEARCH = 100;

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((known) => known === value);

/** Reads a URL's query; what the contract does not know is left out. */
export function filterOf(query: Readonly<Record<string, unknown>>): ProjectsFilter {
  const text = typeof query['q'] === 'string' ? query['q'].trim().slice(0, MAX_SEARCH) : '';
  const asked = typeof query['light'] === 'string' ? query['light'].split(',') : [];
  return {
    ...standpointOf(query),
    lights: LIGHTS.filter((light) => asked.includes(light)),
    group: oneOf(INDICATOR_GROUPS, query['group']),
    overdue: query['overdue'] === 'true',
    unreported: query['unreported'] === 'true',
    source: oneOf(SOURCES, query['source']),
    q: text === '' ? undefined : text,
    sort: oneOf(SORTS, query['sort']),
    order: oneOf(['asc', 'desc'] as const, query['order']),
  };
}

/** The filter as the API takes it. */
export function apiQuery(filter: ProjectsFilter) {
  const { lights, overdue, unreported, ...same } = filter;
  return {
    ...same,
    light: lights.length === 0 ? undefined : lights.join(','),
    overdue: overdue || undefined,
    unreported: unreported || undefined,
  };
}

/** Something narrows the list. Place in time and order do not. */
export function isFiltered({ unit, lights, group, overdue, unreported, source, q }: ProjectsFilter): boolean {
  return (
    lights.length > 0 ||
    overdue ||
    unreported ||
    [unit, group, source, q].some((value) => value !== undefined)
  );
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

/** What takes every filter out of the URL; order and place in time stay. */
export const NO_FILTER = {
  unit: undefined,
  light: undefined,
  group: undefined,
  overdue: undefined,
  unreported: undefined,
  source: undefined,
  q: undefined,
} as const;

/** The light switched on or off among those that are chosen, as the URL writes it. */
export function toggledLight(lights: readonly Light[], light: Light): string | undefined {
  const next = LIGHTS.filter((each) => (each === light ? !lights.includes(each) : lights.includes(each)));
  return next.length === 0 ? undefined : next.join(',');
}

/** By which column and in which order the list stands. */
export function orderOf({ sort, order }: Pick<ProjectsFilter, 'sort' | 'order'>): {
  sort: ProjectSort;
  order: 'asc' | 'desc';
} {
  const by = sort ?? 'light';
  return { sort: by, order: order ?? NATURAL_ORDER[by] };
}

/** A click on a column's head: another column begins in its natural order, the same one turns round. */
export function turned(
  filter: ProjectsFilter,
  column: ProjectSort,
): Record<'sort' | 'order', string | undefined> {
  const now = orderOf(filter);
  const order = now.sort !== column ? NATURAL_ORDER[column] : now.order === 'asc' ? 'desc' : 'asc';
  return {
    sort: column === 'light' ? undefined : column,
    order: order === NATURAL_ORDER[column] ? undefined : order,
  };
}

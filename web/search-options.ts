/** What the search in the top bar offers, as a flat list for the keyboard, in groups for the eye. Pure. */
import type { Light } from '../domain/light.ts';
import type { SearchAnswer } from '../server/contract-search.ts';
import { searchWords as words } from './words/search.ts';

export interface SearchOption {
  key: string;
  light: Light | null;
  text: string;
  /** Which one: the unit of a project, the project of an indicator. */
  beside: string;
  to: { path: string; query: Record<string, string> };
}
export interface SearchGroup {
  name: string;
  options: readonly SearchOption[];
}

/**
 * @param typed as the answer was asked with
 * @param place query of the page's place in time, which the reader keeps
 */
export function searchGroups(
  answer: SearchAnswer,
  typed: string,
  place: Readonly<Record<string, string>>,
): SearchGroup[] {
  const query = { ...place };
  const groups: SearchGroup[] = [
    {
      name: words.counted(words.groups.projects, answer.projects.total),
      options: answer.projects.items.map((row) => ({
        key: `project-${row.projectId}`,
        light: row.light,
        text: row.name,
        beside: row.unitName,
        to: { path: `/projects/${row.projectId}`, query },
      })),
    },
    {
      name: words.counted(words.groups.indicators, answer.indicators.total),
      options: answer.indicators.items.map((row) => ({
        key: `indicator-${row.indicatorId}`,
        light: row.light,
        text: row.name,
        beside: row.projectName,
        to: { path: `/projects/${row.projectId}`, query: { ...query, indicator: row.indicatorId } },
      })),
    },
    {
      name: words.counted(words.groups.units, answer.units.total),
      options: answer.units.items.map((row) => ({
        key: `unit-${row.unitId}`,
        light: row.light,
        text: row.name,
        beside: words.unitProjects(row.projects),
        to: { path: '/projects', query: { ...query, unit: row.unitId } },
      })),
    },
  ];
  const found = groups.filter(({ options }) => options.length > 0);
  if (answer.projects.total > answer.projects.items.length) {
    found.push({
      name: '',
      options: [
        {
          key: 'list',
          light: null,
          text: words.inList(answer.projects.total, typed),
          beside: '',
          to: { path: '/projects', query: { ...query, q: typed } },
        },
      ],
    });
  }
  return found;
}

/** The option that an arrow leads to; from the last one to the first, from none to either end. */
export function nextOption(now: number, count: number, step: 1 | -1): number {
  if (count === 0) return -1;
  if (now < 0) return step === 1 ? 0 : count - 1;
  return (now + step + count) % count;
}

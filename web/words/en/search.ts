import type { searchWords } from '../search.ts';
import { some } from './terms.ts';

export const search: typeof searchWords = {
  placeholder: 'Project, indicator, unit',
  label: 'Search projects, indicators and units; pinyin and initials will do',
  open: 'Search',
  close: 'Close the search',
  groups: { projects: 'Projects', indicators: 'Indicators', units: 'Units' },
  counted: (group, total) => `${group} ${total}`,
  unitProjects: (count) => some(count, 'project'),
  inList: (total, text) => `See ${some(total, 'project')} for “${text}” in the list`,
  none: (text) => `“${text}” was not found`,
  noneWhy: 'Type part of a name, its pinyin (yanglao) or its initials (ylbx), with a space between words.',
  hint: 'Type a name, its pinyin (yanglao) or its initials (ylbx)',
  found: (projects, indicators, units) =>
    `${some(projects, 'project')}, ${some(indicators, 'indicator')}, ${some(units, 'unit')} found; choose with the arrow keys`,
  past: (day) => `as of ${day}`,
};

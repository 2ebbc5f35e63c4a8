import type { projectsWords } from '../projects.ts';
import { lower, some } from './terms.ts';

export const projects: typeof projectsWords = {
  documentTitle: 'Projects · Mubiao',
  title: (total, parts) =>
    parts.length === 0
      ? some(total, 'project')
      : `${some(total, 'project')}: ${parts.map(({ count, light }) => `${count} ${lower(light)}`).join(', ')}`,
  titleFiltered: (total) => `${some(total, 'project')} found`,
  titleLight: (total, light) => `${some(total, 'project')} ${lower(light)}`,
  titleGroup: (total, group, light) =>
    `${some(total, 'project')} with ${light ? `${lower(light)} ` : ''}${lower(group)} indicators`,
  shown: (count) => `${count} shown`,
  search: 'Search project, indicator, unit',
  unit: 'Unit',
  allUnits: 'All units',
  light: 'Light',
  allLights: 'All',
  group: 'Kind of indicator',
  allGroups: 'All kinds',
  sort: 'Order',
  sorts: {
    light: 'By urgency',
    name: 'By name',
    budget: 'By budget',
    executionRate: 'By execution rate',
  },
  clear: 'Clear filters',
  more: (count) => `Show ${count} more`,
  loadingMore: 'Reading',
  caption: 'List of projects',
  heads: {
    light: 'Light',
    name: 'Project',
    unit: 'Unit',
    indicators: 'Indicators',
    budget: 'Budget',
    rate: 'Rate %',
    since: 'Since',
  },
  beside: { budget: 'Budget', rate: 'executed', percent: '%', indicators: 'indicators' },
  none: 'No project matches',
  noneWhy: 'Widen the filters, or clear them all.',
  empty: 'No projects yet',
  emptyWhy: 'Once a target form is imported, its projects are listed here.',
};

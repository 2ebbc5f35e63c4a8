/** Pages of the list of projects for tests. */
import type { ProjectPage, ProjectRow } from '../../server/contract.ts';
import { CENTRE, lights } from './sample-overview.ts';

export const projectRow = (index: number, changes: Partial<ProjectRow> = {}): ProjectRow => ({
  projectId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  name: `项目${index}`,
  unitId: CENTRE,
  unitName: '社保中心',
  light: 'normal',
  indicators: 1,
  byLight: lights({ normal: 1 }),
  budget: '100.00',
  executed: '50.00',
  executionRate: 0.5,
  since: '2023-05-31',
  ...changes,
});

/** The totals are those of two rows, one of 关注 and one of 正常. */
export const projectPage = (items: ProjectRow[], changes: Partial<ProjectPage> = {}): ProjectPage => ({
  asOf: '2023-07-31',
  today: '2023-07-31',
  fiscalYear: 2023,
  total: items.length,
  totals: {
    indicators: 5,
    byLight: lights({ attention: 1, normal: 1 }),
    budget: '200.00',
    executed: '100.00',
    executionRate: 0.5,
  },
  items,
  nextCursor: null,
  cursor: { seq: 40, pending: [] },
  about: { scopeName: '测试县', invented: true, years: [2023], places: [], sources: [] },
  ...changes,
});

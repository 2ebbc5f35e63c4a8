/** A small overview whose figures add up: two units, four projects, six indicators. */
import { INDICATOR_GROUPS, type IndicatorGroup } from '../../domain/indicator-group.ts';
import { LIGHTS, type Light } from '../../domain/light.ts';
import type { LiveJudged, Overview, WorstProject } from '../../server/contract.ts';

export const CENTRE = '00000000-0000-4000-8000-000000000001';
export const BUREAU = '00000000-0000-4000-8000-000000000002';
export const TRAINING = '00000000-0000-4000-8000-000000000101';
export const OFFICE = '00000000-0000-4000-8000-000000000102';
export const PENSION = '00000000-0000-4000-8000-000000000103';
export const HEATING = '00000000-0000-4000-8000-000000000104';

export function lights(counts: Partial<Record<Light, number>>): Record<Light, number> {
  return Object.fromEntries(LIGHTS.map((light) => [light, counts[light] ?? 0])) as Record<Light, number>;
}

function cells(counts: Partial<Record<IndicatorGroup, Partial<Record<Light, number>>>>) {
  return INDICATOR_GROUPS.map((group) => {
    const byLight = lights(counts[group] ?? {});
    return { group, total: Object.values(byLight).reduce((sum, count) => sum + count, 0), byLight };
  });
}

export function worstRow(changes: Partial<WorstProject> & { projectId: string }): WorstProject {
  return {
    name: '技能提升培训奖励金',
    unitId: BUREAU,
    unitName: '局机关',
    light: 'lagging',
    budget: '550000.00',
    executed: '330000.00',
    executionRate: 0.6,
    why: '取证人数 402 人，应达 583 人，只到 69%',
    since: '2023-06-23',
    ...changes,
  };
}

export function sampleOverview(changes: Partial<Overview> = {}): Overview {
  return {
    asOf: '2023-07-31',
    today: '2023-07-31',
    fiscalYear: 2023,
    years: [2023],
    scopeName: '柳川县人力资源和社会保障局',
    invented: true,
    readAt: '2023-07-31T14:30:00+08:00',
    places: [
      { unitId: BUREAU, name: '局机关', kind: 'unit', parentId: null },
      { unitId: CENTRE, name: '社保中心', kind: 'unit', parentId: null },
    ],
    rowsAre: 'unit',
    cursor: { seq: 40, pending: [] },
    budget: '2000000.00',
    initialBudget: '2000000.00',
    executed: '1000000.00',
    executionRate: 0.5,
    timeProgress: 7 / 12,
    projects: { total: 4, byLight: lights({ lagging: 1, attention: 1, normal: 2 }) },
    indicators: { total: 6, byLight: lights({ lagging: 1, attention: 1, normal: 4 }) },
    change: { since: '2023-06-30', behindProjects: 1, unreportedProjects: 0, executionRate: 0.08 },
    units: [
      {
        unitId: CENTRE,
        name: '社保中心',
        members: [CENTRE],
        projects: 2,
        budget: '1400000.00',
        executed: '660000.00',
        executionRate: 0.471428,
      },
      {
        unitId: BUREAU,
        name: '局机关',
        members: [BUREAU],
        projects: 2,
        budget: '600000.00',
        executed: '340000.00',
        executionRate: 0.566666,
      },
    ],
    matrix: [
      {
        unitId: CENTRE,
        name: '社保中心',
        total: 3,
        cells: cells({ quantity: { normal: 2 }, timeliness: { normal: 1 } }),
      },
      {
        unitId: BUREAU,
        name: '局机关',
        total: 3,
        cells: cells({ quantity: { lagging: 1, normal: 1 }, timeliness: { attention: 1 } }),
      },
    ],
    linkedIndicators: [],
    trend: [
      { day: '2023-06-30', executed: '800000.00' },
      { day: '2023-07-31', executed: '1000000.00' },
    ],
    worst: [
      worstRow({ projectId: TRAINING }),
      worstRow({
        projectId: OFFICE,
        name: '办公用品',
        light: 'attention',
        budget: '50000.00',
        executed: '10000.00',
        executionRate: 0.2,
        why: '及时发放率 92%，应达 100%',
        since: '2023-07-26',
      }),
    ],
    duties: {
      overdue: 0,
      overdueAmount: '0.00',
      missed: 0,
      dueSoon: 0,
      dueSoonAmount: '0.00',
      openAlerts: 0,
      late: [],
      soon: [],
    },
    recent: [],
    ...changes,
  };
}

/** An indicator of the training project gets worse, unless told otherwise. */
export function judged(changes: Partial<LiveJudged> = {}): LiveJudged {
  return {
    projectId: TRAINING,
    projectName: '技能提升培训奖励金',
    unitId: BUREAU,
    fiscalYear: 2023,
    subjectId: '00000000-0000-4000-8000-000000000901',
    kind: 'indicator',
    group: 'quantity',
    subjectName: '取证人数',
    light: { from: 'lagging', to: 'severe' },
    projectLight: { from: 'lagging', to: 'severe' },
    money: null,
    actual: '302',
    why: '取证人数 302 人，应达 583 人，只到 52%',
    at: '2023-07-31T14:32:08+08:00',
    by: '经办人',
    ...changes,
  };
}

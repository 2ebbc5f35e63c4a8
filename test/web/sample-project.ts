/** One project as the server sends it, for the tests of what keeps its page alive. */
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import type { ProjectDetail, ProjectIndicator } from '../../server/contract.ts';
import { row } from './entry-sheet-fixture.ts';
import { BUREAU, TRAINING } from './sample-overview.ts';

export const PROJECT = TRAINING;
export const INDICATORS = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000090${n}`);
export const MONEY = '00000000-0000-4000-8000-000000000911';

const judgement = (): ProjectIndicator['judgement'] => ({
  light: 'normal',
  actual: '27',
  actualThrough: '2023-06-30',
  expected: '38.0000',
  ratio: 0.710526,
  why: '实际 27 台，6 月末应达 38 台，完成比 71%',
  hint: null,
  since: '2023-05-31',
});

export function sampleIndicator(
  id: string,
  changes: Partial<ProjectIndicator['judgement']> = {},
): ProjectIndicator {
  return {
    id,
    level1: '产出指标',
    level2: '数量指标',
    group: 'quantity',
    name: `购置${id.slice(-1)}`,
    rawTarget: '≥76台',
    periodRawTarget: null,
    target: {
      raw: '≥76台',
      kind: 'count',
      comparator: '>=',
      value: 76,
      unit: '台',
      confidence: 1,
      notes: [],
      assumed: [],
    },
    judged: row(id).judged,
    judgement: { ...judgement(), ...changes },
    months: [],
    entries: [],
    sameTarget: null,
  };
}

export function sampleProject(changes: Partial<ProjectDetail> = {}): ProjectDetail {
  return {
    asOf: '2023-07-31',
    today: '2023-07-31',
    invented: true,
    cursor: { seq: 40, pending: [] },
    id: PROJECT,
    name: '技能提升培训奖励金',
    fiscalYear: 2023,
    unitId: BUREAU,
    unitName: '就业局',
    department: null,
    departmentCode: null,
    attribute: null,
    duration: null,
    goalAnnual: null,
    goalPeriod: null,
    funding: { annual: null, period: null },
    light: 'normal',
    since: '2023-05-31',
    why: '购置 27 台；已执行 33.00 万元。',
    money: {
      initialBudget: '800000.00',
      budget: '800000.00',
      issued: '800000.00',
      allotted: '400000.00',
      executed: '330000.00',
      executionRate: 0.4125,
      timeProgress: 0.58,
      curve: { type: 'even' },
      judgement: judgement(),
      months: [],
      bySource: [],
    },
    months: [],
    judging: {
      today: '2023-07-31',
      fiscalYear: 2023,
      rules: DEFAULT_RULE_SET,
      calendar: { days: [], confirmedYears: [2023] },
    },
    indicators: INDICATORS.map((id) => sampleIndicator(id)),
    ledger: [],
    alerts: [],
    history: [],
    mayEnter: false,
    mayPay: false,
    ...changes,
  };
}

/** A self-evaluation as its page shows it: offered points, names and values of cells, the scheme that is chosen. */
import { expect, it } from 'vitest';
import { checkEvaluation } from '../../domain/evaluation-check.ts';
import {
  blankEvaluation,
  enterEvaluationCell,
  type EnteredEvaluation,
} from '../../domain/evaluation-form.ts';
import { exact } from '../../domain/money.ts';
import type { PrefilledForm, PrefilledIndicator } from '../../domain/monitoring-form.ts';
import { DEFAULT_SCORE_SCHEME, schemeDefects } from '../../domain/score-scheme.ts';
import {
  bandText,
  evaluationLabel,
  evaluationValueWords,
  groupLines,
  offeredPoints,
  scoredRows,
} from '../../web/evaluation-view.ts';
import { GRADE_CHOICES, schemeWith, WEIGHT_CHOICES, weightsText } from '../../web/scheme-choice.ts';
import { target } from '../domain/cases.ts';

const indicator = (id: string, level1: string, change: Partial<PrefilledIndicator> = {}) => ({
  id,
  level1,
  level2: '数量指标',
  name: `指标 ${id}`,
  rawTarget: '≥100人',
  target: target({ value: '100', unit: '人' }),
  actual: '100',
  actualThrough: '2023-12-31',
  ratio: 1,
  light: 'normal' as const,
  forecast: null,
  ...change,
});
const form: PrefilledForm = {
  projectId: 'project',
  head: {
    formName: '项目支出绩效自评表',
    fiscalYear: 2023,
    toMonth: 12,
    cutOffOn: '2023-12-31',
    projectName: '就业补助',
    department: null,
    departmentCode: null,
    implementingUnit: '就业服务中心',
    annualGoal: null,
  },
  money: {
    rows: {
      total: { initialYuan: '100.00', adjustedYuan: '100.00', executedYuan: '90.00', rate: 0.9 },
      fiscal: null,
      carry_over: null,
      other: null,
    },
    light: 'normal',
    forecast: null,
  },
  indicators: [
    indicator('a', '产出指标'),
    indicator('b', '产出指标'),
    indicator('c', '产出指标', {
      target: target({ measure: 'date', value: '2023-11-30', unit: null }),
      actual: null,
    }),
    indicator('d', '效益指标', {
      target: target({ measure: 'grade', value: null, unit: null }),
      actual: 'partly',
    }),
    indicator('e', '满意度指标'),
  ],
};
const scheme = DEFAULT_SCORE_SCHEME;
const enter = (cells: Record<string, string>): EnteredEvaluation =>
  Object.entries(cells).reduce<EnteredEvaluation>(
    (entered, [cell, value]) => enterEvaluationCell(entered, cell, value) ?? entered,
    blankEvaluation(form),
  );
const offered = (cells: Record<string, string>) => {
  const entered = enter(cells);
  return offeredPoints(form, entered, scheme, checkEvaluation(form, entered, scheme));
};

it('offers points of the groups that nobody has begun, summing exactly to each', () => {
  const all = offered({});
  expect(all.map(({ points }) => points)).toEqual(['16.67', '16.67', '16.66', '30', '10']);
  const entered = enter(Object.fromEntries(all.map(({ cell, points }) => [cell, points])));
  const lines = groupLines(checkEvaluation(form, entered, scheme));
  expect(lines.map(({ group, points, given }) => [group, points, given])).toEqual([
    ['execution', '10', '10'],
    ['output', '50', '50'],
    ['benefit', '30', '30'],
    ['satisfaction', '10', '10'],
  ]);
  // A group that somebody began is theirs to finish.
  expect(offered({ 'indicator.a.points': '20' }).map(({ cell }) => cell)).toEqual([
    'indicator.d.points',
    'indicator.e.points',
  ]);
});

it('shows a grade of the year as it was given, and asks nothing the system knows', () => {
  const entered = blankEvaluation(form);
  const rows = scoredRows(form, entered, checkEvaluation(form, entered, scheme));
  expect(rows.map(({ level1Span }) => level1Span)).toEqual([3, 0, 0, 1, 1]);
  expect(rows[3]).toMatchObject({ grade: 'partly' });
  expect(rows[3]?.asked).not.toContain('grade');
  expect(rows[0]?.asked).not.toContain('actual');
  expect(rows[2]?.asked).toContain('actual');
  expect(bandText(scheme, 'partly')).toBe('60%–80%（不含上限）');
});

it('names cells and says values as a reader reads them', () => {
  expect(evaluationLabel(form, 'indicator.a.reason', 'zh-CN')).toBe('指标 a · 偏差原因及措施');
  expect(evaluationLabel(form, 'weights.output', 'zh-CN')).toBe('产出指标 · 分值');
  expect(evaluationLabel(form, 'indicator.a.target', 'zh-CN')).toBe('指标 a · 年度指标值');
  expect(evaluationValueWords(form, 'indicator.c.actual', 'not_done')).toBe('没有完成');
  expect(evaluationValueWords(form, 'indicator.a.actual', '100')).toBe('100 人');
  expect(evaluationValueWords(form, 'indicator.d.actual', 'partly')).toBe('部分达成');
  expect(evaluationValueWords(form, 'indicator.d.share', '70')).toBe('70%');
  expect(evaluationValueWords(form, 'indicator.a.tooLow', 'yes')).toBe('是，定低了');
  expect(evaluationValueWords(form, 'achieved', null)).toBeNull();
});

it('every choice of readings is a scheme that may be used, and says its points in full', () => {
  for (const weights of WEIGHT_CHOICES.keys()) {
    for (const grades of GRADE_CHOICES.keys()) {
      const chosen = schemeWith(weights, grades);
      expect(schemeDefects(chosen)).toEqual([]);
      expect(chosen.weights).toContain(WEIGHT_CHOICES[weights]);
      expect(chosen.grades).toBe(GRADE_CHOICES[grades]);
      expect(chosen.weights).toHaveLength(scheme.weights.length);
    }
  }
  expect(WEIGHT_CHOICES.map(({ value }) => weightsText(value, 'zh-CN'))).toEqual([
    '预算执行率 10、产出指标 50、效益指标 40',
    '预算执行率 10、产出指标 60、效益指标 30',
  ]);
  const sums = WEIGHT_CHOICES.map(({ value }) =>
    Object.values(value).reduce((sum, each) => sum.plus(each), exact(0)),
  );
  expect(sums.map((sum) => sum.toNumber())).toEqual([100, 100]);
});

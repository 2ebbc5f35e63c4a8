/** A form of three indicators at the end of July, as the tests need it. */
import { forecastTarget } from '../../domain/forecast-target.ts';
import type { Reported } from '../../domain/judge.ts';
import {
  blankForm,
  type EnteredForm,
  type EnteredIndicator,
  type PrefilledForm,
  type PrefilledIndicator,
} from '../../domain/monitoring-form.ts';
import type { JudgedTarget } from '../../domain/target.ts';

export function targetOf(change: Partial<JudgedTarget> = {}): JudgedTarget {
  return {
    measure: 'cumulative',
    direction: 'at_least',
    value: '400',
    unit: '人',
    curve: { type: 'even' },
    reportEvery: 'month',
    reason: null,
    assumed: [],
    ...change,
  };
}

/** Reports of January on, each of the month alone (or as levels). */
export const reportsOf = (values: readonly number[], basis: Reported['basis'] = 'month'): Reported[] =>
  values.map((value, n) => ({
    period: `2023-0${String(n + 1)}`,
    basis,
    value: String(value),
    date: null,
    grade: null,
  }));

export const indicatorOf = (change: Partial<PrefilledIndicator> = {}): PrefilledIndicator => ({
  id: 'a',
  level1: '产出指标',
  level2: '数量指标',
  name: '见习补贴人数',
  rawTarget: '≥400人',
  target: targetOf(),
  actual: '240',
  actualThrough: '2023-07-31',
  ratio: 1.028571,
  light: 'normal',
  forecast: null,
  ...change,
});

/** 96 of 400 by July: 14 a month, forecast 170. */
export const lateIndicator = indicatorOf({
  id: 'late',
  name: '灵活就业补贴人数',
  actual: '96',
  ratio: 0.411428,
  light: 'severe',
  forecast: forecastTarget({
    target: targetOf(),
    fiscalYear: 2023,
    entries: reportsOf([10, 14, 16, 12, 15, 14, 15]),
    toMonth: 7,
    asOf: '2023-07-31',
  }),
});

export const formOf = (
  indicators: PrefilledIndicator[] = [indicatorOf()],
  change: Partial<PrefilledForm> = {},
): PrefilledForm => ({
  projectId: 'project',
  head: {
    formName: '项目支出绩效目标执行监控表',
    fiscalYear: 2023,
    toMonth: 7,
    cutOffOn: '2023-08-07',
    projectName: '中央就业专项补助资金',
    department: '人力资源和社会保障局',
    departmentCode: '051',
    implementingUnit: '就业中心',
    annualGoal: '按时足额发放补贴',
  },
  money: {
    rows: {
      total: {
        initialYuan: '1032200.00',
        adjustedYuan: '1032200.00',
        executedYuan: '600000.00',
        rate: 0.581282,
      },
      fiscal: null,
      carry_over: null,
      other: null,
    },
    light: 'normal',
    forecast: null,
  },
  indicators,
  ...change,
});

/** Everything that a unit has to say of a form without deviations; `change` by indicator id. */
export function filled(
  form: PrefilledForm,
  change: Record<string, Partial<EnteredIndicator>> = {},
): EnteredForm {
  const entered = blankForm(form);
  entered.money.total = '1032200.00';
  for (const { id } of form.indicators) {
    const blank = entered.indicators[id];
    if (blank) entered.indicators[id] = { ...blank, expected: '410', likelihood: 'certain', ...change[id] };
  }
  return entered;
}

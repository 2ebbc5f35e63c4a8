/** Invented forms (演示数据) that the tests of papers print: long texts, blanks, figures with many decimals, every kind of value. */
import {
  blankForm,
  type EnteredForm,
  type PrefilledForm,
  type PrefilledIndicator,
} from '../../domain/monitoring-form.ts';
import type { PaperPeople } from '../../domain/paper-monitoring.ts';
import type { SelfEvaluationPaperCase } from '../../domain/paper-self-evaluation.ts';
import { DEFAULT_SCORE_SCHEME } from '../../domain/score-scheme.ts';
import { selfEvaluation, type EvaluatedIndicator } from '../../domain/self-evaluation.ts';
import type { JudgedTarget } from '../../domain/target.ts';

const target = (more: Partial<JudgedTarget>): JudgedTarget => ({
  measure: 'cumulative',
  direction: 'at_least',
  value: null,
  unit: null,
  curve: { type: 'even' },
  reportEvery: 'month',
  reason: null,
  assumed: [],
  ...more,
});

const indicator = (
  id: string,
  [level1, level2, name]: [string, string, string],
  more: Partial<PrefilledIndicator>,
): PrefilledIndicator => ({
  id,
  level1,
  level2,
  name,
  rawTarget: null,
  target: target({}),
  actual: null,
  actualThrough: '2023-07-31',
  ratio: null,
  light: 'normal',
  forecast: null,
  ...more,
});

export const INDICATORS: PrefilledIndicator[] = [
  indicator('i1', ['产出指标', '数量指标', '城乡居民基本养老保险发放人数'], {
    rawTarget: '≥34520人',
    target: target({ value: '34520', unit: '人', measure: 'level' }),
    actual: '34108',
  }),
  indicator('i2', ['产出指标', '数量指标', '公益性岗位补贴人数'], {
    rawTarget: '583人',
    target: target({ value: '583', unit: '人' }),
    actual: '302',
    ratio: 0.888,
    light: 'attention',
  }),
  indicator('i3', ['产出指标', '质量指标', '补贴发放准确率'], {
    rawTarget: '≥98%',
    target: target({ value: '98', unit: '%', measure: 'level' }),
    actual: '99.35',
  }),
  indicator('i4', ['产出指标', '时效指标', '县级配套资金到位时间'], {
    rawTarget: '2023年6月30日前',
    target: target({ value: '2023-06-30', measure: 'date' }),
    actual: '2023-07-11',
    light: 'lagging',
  }),
  indicator('i5', ['产出指标', '成本指标', '人均补助标准'], {
    rawTarget: '≤1880元/人月',
    target: target({ value: '1880', unit: '元/人月', measure: 'level', direction: 'at_most' }),
    actual: '1876.5',
  }),
  indicator('i6', ['效益指标', '社会效益指标', '保障参保居民老年基本生活'], {
    rawTarget: '有效保障',
    target: target({ measure: 'grade', direction: 'equal' }),
    actual: 'achieved',
  }),
  indicator('i7', ['效益指标', '可持续影响指标', '制度可持续运行情况'], {
    rawTarget: '良好',
    target: target({ measure: 'none', direction: 'equal', reason: '没有判定标准' }),
    actual: null,
    light: 'undeterminable',
  }),
  indicator('i8', ['满意度指标', '服务对象满意度指标', '参保居民满意度'], {
    rawTarget: '≥90%',
    target: target({ value: '90', unit: '%', measure: 'level' }),
    actual: null,
    light: 'unreported',
  }),
];

export const FORM: PrefilledForm = {
  projectId: 'p1',
  head: {
    formName: '项目支出绩效目标执行监控表',
    fiscalYear: 2023,
    toMonth: 7,
    cutOffOn: '2023-07-31',
    projectName: '城乡居民基本养老保险县级配套补助资金（演示数据）',
    department: '柳川县人力资源和社会保障局',
    departmentCode: '051',
    implementingUnit: '柳川县社会保险中心',
    annualGoal:
      '按月足额发放城乡居民基本养老金，县级配套资金及时到位，确保参保居民应保尽保、待遇应发尽发，全年发放不少于34520人，发放准确率不低于98%，参保居民满意度达到90%以上。',
  },
  money: {
    rows: {
      total: {
        initialYuan: '104100000.00',
        adjustedYuan: '104107416.35',
        executedYuan: '56421900.00',
        rate: 0.541958,
      },
      fiscal: {
        initialYuan: '104100000.00',
        adjustedYuan: '104100000.00',
        executedYuan: '56421900.00',
        rate: 0.541997,
      },
      carry_over: { initialYuan: '0.00', adjustedYuan: '7416.35', executedYuan: '0.00', rate: 0 },
      other: null,
    },
    light: 'attention',
    forecast: null,
  },
  indicators: INDICATORS,
};

export const ENTERED: EnteredForm = (() => {
  const entered = blankForm(FORM);
  const set = (id: string, said: Partial<EnteredForm['indicators'][string]>): void => {
    const own = entered.indicators[id];
    if (own) Object.assign(own, said);
  };
  entered.money = { total: null, fiscal: '101850000.00', carry_over: '7416.35', other: null };
  set('i1', { expected: '34520', likelihood: 'certain' });
  set('i2', {
    expected: '540',
    reasons: ['funding', 'staff'],
    reasonText: '上半年县级资金到位较晚，部分乡镇岗位招录推迟到六月份，三个岗位至今无人报名。',
    likelihood: 'possible',
    remark: '全年预计少招录四十三人。',
    measures: '八月底前会同乡镇再次公告招录，九月起按月补发。联系人00000000000。',
  });
  set('i3', { expected: '99.4', likelihood: 'certain' });
  set('i4', {
    expected: '2023-07-11',
    reasons: ['funding', 'institution', 'other'],
    reasonText: '库款调度紧张，配套资金比规定时间晚十一天拨付。',
    likelihood: 'impossible',
    remark: '期限已过，资金已于七月十一日全部到位。',
    measures: '明年起列入年初用款计划。',
  });
  set('i5', { expected: '1880', likelihood: 'certain' });
  set('i6', { expected: 'achieved', likelihood: 'certain' });
  return entered;
})();

export const PEOPLE: PaperPeople = {
  unitHead: '甲负责人',
  handler: '乙经办人',
  phone: '00000000000',
  filledOn: '2023-08-07',
  opinions: [
    { post: 'unit_head', words: '情况属实，同意报送', signer: '甲负责人', on: '2023-08-08' },
    { post: 'leader', words: null, signer: '丙领导', on: '2023-08-10' },
  ],
};

const POINTS: Readonly<Record<string, string>> = {
  i1: '10',
  i2: '10',
  i3: '10',
  i4: '10',
  i5: '10',
  i6: '15',
  i7: '15',
  i8: '10',
};

/** Judged in words where the target is in words; satisfaction is still missing, so there is no total. */
const EVALUATED: EvaluatedIndicator[] = INDICATORS.map(({ id, level1, target, actual }) => ({
  id,
  level1,
  points: POINTS[id] ?? null,
  target,
  actual: target.measure === 'grade' ? null : actual,
  judged:
    id === 'i6'
      ? { grade: 'achieved', share: '0.95' }
      : id === 'i7'
        ? { grade: 'partly', share: '0.7' }
        : null,
  overTarget: null,
}));

export const SELF_EVALUATION: SelfEvaluationPaperCase = {
  formName: '项目支出绩效自评表',
  fiscalYear: 2023,
  projectName: FORM.head.projectName,
  department: FORM.head.department,
  departmentCode: FORM.head.departmentCode,
  implementingUnit: FORM.head.implementingUnit,
  money: {
    total: { initialYuan: '104100000.00', adjustedYuan: '104107416.35', executedYuan: '101850000.00' },
    fiscal: { initialYuan: '104100000.00', adjustedYuan: '104100000.00', executedYuan: '101850000.00' },
    carry_over: { initialYuan: '0.00', adjustedYuan: '7416.35', executedYuan: '0.00' },
    other: null,
  },
  goal: FORM.head.annualGoal,
  achieved: '全年发放34108人，配套资金于七月十一日全部到位。',
  printed: INDICATORS,
  indicators: EVALUATED,
  evaluation: selfEvaluation(
    { indicators: EVALUATED, budgetYuan: '104107416.35', executedYuan: '101850000.00', weights: null },
    DEFAULT_SCORE_SCHEME,
  ),
  reasons: { i2: '岗位招录推迟，明年提前公告。', i4: '库款调度紧张，明年列入年初用款计划。' },
  showsArithmetic: true,
  people: { unitHead: null, handler: '乙经办人', phone: '00000000000', filledOn: '2024-01-15' },
};

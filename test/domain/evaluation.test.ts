/** A self-evaluation cell by cell: what is asked, refused, explained, and when its total stands. */
import { describe, expect, it } from 'vitest';
import {
  checkBlankEvaluation,
  checkEvaluation,
  evaluationCase,
  type EvaluationCheck,
} from '../../domain/evaluation-check.ts';
import {
  askedColumns,
  blankEvaluation,
  enterEvaluationCell,
  evaluationCells,
  evaluationCellValue,
  isPutIn,
  NOT_DONE,
  readEvaluationCell,
  type EnteredEvaluation,
} from '../../domain/evaluation-form.ts';
import { EVALUATION_REFUSALS } from '../../domain/evaluation-words.ts';
import type { PrefilledForm, PrefilledIndicator } from '../../domain/monitoring-form.ts';
import { DEFAULT_SCORE_SCHEME } from '../../domain/score-scheme.ts';
import { target } from './cases.ts';

const indicator = (id: string, change: Partial<PrefilledIndicator> = {}): PrefilledIndicator => ({
  id,
  level1: '产出指标',
  level2: '数量指标',
  name: `指标 ${id}`,
  rawTarget: '≥100人',
  target: target({ value: '100', unit: '人' }),
  actual: '100',
  actualThrough: '2023-12-31',
  ratio: 1,
  light: 'normal',
  forecast: null,
  ...change,
});

const form = (
  indicators: PrefilledIndicator[],
  money: { adjustedYuan: string | null; executedYuan: string } = {
    adjustedYuan: '1000000.00',
    executedYuan: '900000.00',
  },
): PrefilledForm => ({
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
    annualGoal: '稳定就业',
  },
  money: {
    rows: {
      total: { initialYuan: money.adjustedYuan, ...money, rate: 0.9 },
      fiscal: null,
      carry_over: null,
      other: null,
    },
    light: 'normal',
    forecast: null,
  },
  indicators,
});

/** Output met, output missed by half, a benefit in words, satisfaction far exceeded. */
const whole = form([
  indicator('met'),
  indicator('half', { actual: '50' }),
  indicator('words', {
    level1: '效益指标',
    rawTarget: '有所提升',
    target: target({ measure: 'grade', value: null, unit: null }),
    actual: null,
  }),
  indicator('over', { level1: '满意度指标', actual: '150' }),
]);

function enter(
  prefilled: PrefilledForm,
  cells: Record<string, string>,
  from = blankEvaluation(prefilled),
): EnteredEvaluation {
  return Object.entries(cells).reduce((entered, [cell, value]) => {
    expect(readEvaluationCell(prefilled, cell, value), cell).toBeNull();
    const next = enterEvaluationCell(entered, cell, value);
    if (next === null) throw new Error(`no cell ${cell}`);
    return next;
  }, from);
}

const COMPLETE = {
  achieved: '全年稳定就业，完成了大部分任务',
  'indicator.met.points': '25',
  'indicator.half.points': '25',
  'indicator.half.reason': '下半年生源不足，明年提前摸底',
  'indicator.words.grade': 'achieved',
  'indicator.words.share': '95',
  'indicator.words.points': '30',
  'indicator.words.reason': '仍有个别乡镇没有覆盖，明年补上',
  'indicator.over.points': '10',
  'indicator.over.tooLow': 'yes',
  'indicator.over.reason': '申报时按上年一半测算，明年调高',
};
const said = ({ refusals }: Pick<EvaluationCheck, 'refusals'>) =>
  refusals.map(({ cell, code }) => `${cell} ${code}`);
const check = (prefilled: PrefilledForm, cells: Record<string, string>) =>
  checkEvaluation(prefilled, enter(prefilled, cells), DEFAULT_SCORE_SCHEME);

describe('a blank self-evaluation', () => {
  it('has nothing in any cell of the unit, and each that is asked is refused', () => {
    const blank = blankEvaluation(whole);
    for (const cell of evaluationCells(whole)) {
      if (!isPutIn(whole, cell)) expect(evaluationCellValue(whole, blank, cell), cell).toBeNull();
    }
    const { refusals, evaluation, unanswered } = checkBlankEvaluation(whole, DEFAULT_SCORE_SCHEME);
    expect(said({ refusals })).toEqual([
      'achieved achieved_missing',
      'indicator.met.points points_missing',
      'indicator.half.points points_missing',
      'indicator.half.reason reason_missing',
      'indicator.words.grade grade_missing',
      'indicator.words.share share_missing',
      'indicator.words.points points_missing',
      'indicator.over.points points_missing',
      'indicator.over.reason over_reason_missing',
      'indicator.over.tooLow too_low_missing',
    ]);
    expect([evaluation.total, evaluation.grade, unanswered]).toEqual([null, null, 0]);
  });

  it('asks for the actual value only where the system has none', () => {
    const silent = indicator('silent', { actual: null });
    expect(askedColumns(silent)).toContain('actual');
    expect(askedColumns(indicator('known'))).not.toContain('actual');
    expect(readEvaluationCell(whole, 'indicator.met.actual', '99')?.['zh-CN']).toContain('系统');
    expect(readEvaluationCell(whole, 'indicator.nobody.points', '9')?.['zh-CN']).toBe('表上没有这一格');
    for (const cell of [
      'answer.x',
      'answer.met:same_in_form:0123456789abcdef',
      'answer.goal:money_missing:0123456789abcdef',
    ])
      expect(readEvaluationCell(whole, cell, '情况属实')?.['zh-CN'], cell).toBe('表上没有这一格');
    expect(
      readEvaluationCell(whole, 'answer.goal:returned_unchanged:0123456789abcdef', '情况属实'),
    ).toBeNull();
    const one = form([silent]);
    expect(said(check(one, { 'indicator.silent.actual': '约一半' }))).toContain(
      'indicator.silent.actual actual_not_number',
    );
    expect(evaluationCase(one, enter(one, { 'indicator.silent.actual': '80' })).indicators[0]?.actual).toBe(
      '80',
    );
  });
});

describe('a complete self-evaluation', () => {
  it('is scored with its arithmetic, and its total stands', () => {
    const { refusals, evaluation, deviations } = check(whole, COMPLETE);
    expect(said({ refusals })).toEqual([]);
    expect(evaluation.execution).toMatchObject({
      score: '9.00',
      arithmetic: '10 × 900000 ÷ 1000000 = 9.00',
    });
    expect(evaluation.rows.map(({ result }) => 'arithmetic' in result && result.arithmetic)).toEqual([
      '25 = 25.00',
      '25 × 50 ÷ 100 = 12.50',
      '30 × 95% = 28.50',
      '10 × (1 − 0.2) = 8.00',
    ]);
    expect([evaluation.total, evaluation.grade]).toEqual(['83.00', 'good']);
    expect(deviations).toEqual([
      { indicatorId: 'half', why: ['points_lost'] },
      { indicatorId: 'words', why: ['points_lost'] },
      { indicatorId: 'over', why: ['far_over'] },
    ]);
  });

  it.each(Object.keys(COMPLETE))('without %s it has no total', (cell) => {
    const { [cell as keyof typeof COMPLETE]: _left, ...rest } = COMPLETE;
    const { refusals, evaluation } = check(whole, rest);
    expect(refusals.map((each) => each.cell)).toContain(cell);
    expect([evaluation.total, evaluation.grade]).toEqual([null, null]);
  });

  it.each([
    ['points that do not sum', { 'indicator.met.points': '20' }, 'indicator.half.points points_sum'],
    ['no points', { 'indicator.met.points': '0' }, 'indicator.met.points points_malformed'],
    [
      'a share outside its band',
      { 'indicator.words.share': '79.99' },
      'indicator.words.share share_outside_band',
    ],
    ['a share above all', { 'indicator.words.share': '101' }, 'indicator.words.share share_malformed'],
    ['words that say nothing', { 'indicator.half.reason': '无' }, 'indicator.half.reason reason_missing'],
    [
      'a reason where nothing is lost',
      { 'indicator.met.reason': '完成得很好' },
      'indicator.met.reason reason_unneeded',
    ],
    ['half of own weights', { 'weights.output': '60' }, 'weights.execution weights_missing'],
  ])('refuses %s', (_what, change, expected) => {
    const { refusals, evaluation } = check(whole, { ...COMPLETE, ...change });
    expect(said({ refusals })).toContain(expected);
    expect(evaluation.total).toBeNull();
  });

  it('asks about one explanation pasted twice, and about a returned cell that did not change', () => {
    const same = { ...COMPLETE, 'indicator.words.reason': COMPLETE['indicator.half.reason'] };
    const first = check(whole, same);
    expect(first.questions.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
      'indicator.words.reason same_in_form',
    ]);
    const answered = enterEvaluationCell(
      enter(whole, same),
      `answer.${first.questions[0]?.key}`,
      '两项是同一个原因造成的',
    );
    if (answered === null) throw new Error('no answer cell');
    expect(checkEvaluation(whole, answered, DEFAULT_SCORE_SCHEME).unanswered).toBe(0);
    const entered = enter(whole, COMPLETE);
    const cell = 'indicator.half.reason';
    const returned = { cells: [{ cell, reason: '请写明具体数' }], entered };
    expect(checkEvaluation(whole, entered, DEFAULT_SCORE_SCHEME, { returned }).unanswered).toBe(1);
    const changed = enter(whole, { [cell]: '下半年少开两期班，明年提前摸底' }, entered);
    expect(checkEvaluation(whole, changed, DEFAULT_SCORE_SCHEME, { returned }).unanswered).toBe(0);
  });
});

describe('special cases', () => {
  it('weights of its own where the scheme has none for its groups, with a reason', () => {
    const outputs = form([indicator('only')]);
    const cells = { achieved: '全年任务已经完成', 'indicator.only.points': '90' };
    expect(said(check(outputs, cells))).toEqual([
      'weights.execution weights_missing',
      'weights.output weights_missing',
      'weightsReason weights_reason_missing',
    ]);
    const own = {
      ...cells,
      'weights.execution': '10',
      'weights.output': '90',
      weightsReason: '本项目只有产出指标',
    };
    const { refusals, evaluation } = check(outputs, own);
    expect(said({ refusals })).toEqual([]);
    expect(evaluation.weights?.origin).toBe('本项目只有产出指标');
    expect(evaluation.total).toBe('99.00');
    expect(said(check(outputs, { ...own, 'weights.output': '80', 'indicator.only.points': '80' }))).toEqual([
      'weightsReason weights_sum',
    ]);
  });

  it('no points for an execution rate that nobody can compute', () => {
    const unfunded = form([indicator('only')], { adjustedYuan: null, executedYuan: '0.00' });
    const cells = {
      achieved: '全年任务已经完成',
      'indicator.only.points': '100',
      'weights.execution': '10',
      'weights.output': '90',
      weightsReason: '本项目没有安排资金',
    };
    expect(said(check(unfunded, cells))).toContain('weights.execution weights_no_budget');
    const free = { ...cells, 'weights.execution': '0', 'weights.output': '100' };
    expect(check(unfunded, free).evaluation.total).toBe('100.00');
  });

  it('what was to be done by a day and is not done has none of the points', () => {
    const dated = indicator('day', {
      target: target({ measure: 'date', value: '2023-11-30', unit: null }),
      actual: null,
    });
    const one = form([
      dated,
      indicator('b', { level1: '效益指标' }),
      indicator('s', { level1: '满意度指标' }),
    ]);
    const cells = {
      achieved: '大部分任务已经完成',
      'indicator.day.points': '50',
      'indicator.day.actual': NOT_DONE,
      'indicator.day.reason': '招标流标两次，改到明年一季度',
      'indicator.b.points': '30',
      'indicator.s.points': '10',
    };
    const { refusals, evaluation } = check(one, cells);
    expect(said({ refusals })).toEqual([]);
    expect([evaluation.total, evaluation.grade]).toEqual(['49.00', 'poor']);
    expect(check(one, { ...cells, 'indicator.day.actual': '2023-11-30' }).deviations).toEqual([]);
    expect(said(check(one, { ...cells, 'indicator.day.actual': '年底' }))).toContain(
      'indicator.day.actual actual_not_day',
    );
  });

  it('a level 1 of no group is put into one by the unit', () => {
    const odd = form([
      indicator('odd', { level1: '其他' }),
      indicator('b', { level1: '效益指标' }),
      indicator('s', { level1: '满意度指标' }),
    ]);
    const cells = {
      achieved: '全年任务已经完成',
      'indicator.odd.points': '50',
      'indicator.b.points': '30',
      'indicator.s.points': '10',
    };
    expect(said(check(odd, cells))).toContain('indicator.odd.group group_missing');
    expect(check(odd, { ...cells, 'indicator.odd.group': 'output' }).evaluation.total).toBe('99.00');
  });
});

it('every refusal is said in both languages', () => {
  for (const texts of Object.values(EVALUATION_REFUSALS)) {
    expect(texts['zh-CN']).toMatch(/\p{Script=Han}/u);
    expect(texts.en).not.toMatch(/\p{Script=Han}/u);
  }
});

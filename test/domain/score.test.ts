import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact } from '../../domain/money.ts';
import {
  DEFAULT_SCORE_SCHEME,
  gradeOf,
  GRADES_OF_PRACTICE,
  schemeDefects,
  SCORE_GRADE_NAMES,
  scoreGroupOf,
  weightsFor,
  WEIGHTS_WITHOUT_SATISFACTION_QINGSHEN,
  type ScoreGroup,
  type ScoreScheme,
} from '../../domain/score-scheme.ts';
import { scoreOrigin } from '../../domain/score-origins.ts';
import { scoreExecution, scoreIndicator, spreadPoints, type ScoredIndicator } from '../../domain/score.ts';
import {
  proposePoints,
  selfEvaluation,
  type EvaluatedIndicator,
  type SelfEvaluationCase,
} from '../../domain/self-evaluation.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import { target } from './cases.ts';

const scheme = DEFAULT_SCORE_SCHEME;
const indicator = (
  what: Partial<JudgedTarget>,
  actual: string | null,
  change: Partial<ScoredIndicator> = {},
): ScoredIndicator => ({
  id: 'a',
  points: '10',
  target: target(what),
  actual,
  judged: null,
  overTarget: null,
  ...change,
});
const told = (
  what: Partial<JudgedTarget>,
  actual: string | null,
  change: Partial<ScoredIndicator> = {},
  by: ScoreScheme = scheme,
) => {
  const result = scoreIndicator(indicator(what, actual, change), by);
  return 'missing' in result ? result.missing : result.arithmetic;
};

describe('the score of a quantity', () => {
  it.each([
    ['≥583 at 302', { value: '583' }, '302', '10 × 302 ÷ 583 = 5.18'],
    ['≥583 at 583', { value: '583' }, '583', '10 = 10.00'],
    ['≥583 at 700, below 130 %', { value: '583' }, '700', '10 = 10.00'],
    ['≥95 % at 93.4 %', { measure: 'level', value: '95', unit: '%' }, '93.4', '10 × 93.4 ÷ 95 = 9.83'],
    ['=472 at 470', { direction: 'equal', value: '472' }, '470', '10 × 470 ÷ 472 = 9.96'],
    ['=0 at 0', { direction: 'equal', value: '0' }, '0', '10 = 10.00'],
    ['=0 at 1', { direction: 'equal', value: '0' }, '1', '10 × 0 = 0.00'],
    ['=0 below 0', { direction: 'equal', value: '0' }, '-1', '10 = 10.00'],
    ['negative counts as nothing', { value: '583' }, '-3', '10 × 0 ÷ 583 = 0.00'],
    ['≤100 at 100', { direction: 'at_most', value: '100' }, '100', '10 = 10.00'],
    ['≤100 at 130', { direction: 'at_most', value: '100' }, '130', '10 × (1 − (130 − 100) ÷ 100) = 7.00'],
    [
      '≤100 at 199.99',
      { direction: 'at_most', value: '100' },
      '199.99',
      '10 × (1 − (199.99 − 100) ÷ 100) = 0.00',
    ],
    ['≤100 at 200', { direction: 'at_most', value: '100' }, '200', '10 × 0 = 0.00'],
    ['≤0 at 1', { direction: 'at_most', value: '0' }, '1', '10 × 0 = 0.00'],
    ['nothing reported', { value: '583' }, null, 'actual_missing'],
    ['no figure', { value: '583' }, '约300', 'actual_malformed'],
    ['no target', { value: null }, '3', 'target_missing'],
  ] as const)('%s', (_, what, actual, arithmetic) => {
    expect(told(what, actual)).toBe(arithmetic);
  });
  it('is rounded half up once, at the end, to the scheme’s decimals', () => {
    // 10 × 1 ÷ 32 = 0.3125
    const digits = (value: number) =>
      told({ value: '32' }, '1', {}, { ...scheme, decimals: { value, origin: 'test' } });
    expect([3, 2, 1, 0].map(digits).map((each) => each.split('= ')[1])).toEqual([
      '0.313',
      '0.31',
      '0.3',
      '0',
    ]);
  });
  it('from 130 % of the target on wants an explanation, to the digit', () => {
    expect(told({ value: '100' }, '129.99')).toBe('10 = 10.00');
    expect(told({ value: '100' }, '130')).toBe('over_target_unexplained');
    expect(told({ value: '100' }, '130', { overTarget: { words: '无', isTargetTooLow: false } })).toBe(
      'over_target_unexplained',
    );
  });
  it('is deducted by the excess where the target was too low, at most by the scheme’s share', () => {
    const tooLow = { overTarget: { words: '定目标时少算了两个乡镇', isTargetTooLow: true } };
    expect(told({ value: '100' }, '145', tooLow)).toBe('10 × (1 − (145 ÷ 100 − 1.3)) = 8.50');
    expect(told({ value: '100' }, '300', tooLow)).toBe('10 × (1 − 0.2) = 8.00');
    const policy = { overTarget: { words: '政策扩面，年中追加', isTargetTooLow: false } };
    expect(told({ value: '100' }, '300', policy)).toBe('10 = 10.00');
  });
  it('never leaves 0 to all points, and a better actual never scores less below 130 %', () => {
    const value = fc.integer({ min: 0, max: 1000 });
    const scoreOf = (direction: JudgedTarget['direction'], whole: number, actual: number): number => {
      const result = scoreIndicator(indicator({ direction, value: String(whole) }, String(actual)), scheme);
      return 'missing' in result ? -1 : Number(result.score);
    };
    fc.assert(
      fc.property(
        value,
        value,
        value,
        fc.constantFrom('at_least' as const, 'at_most' as const),
        (whole, a, b, direction) => {
          const [lower, higher] = [Math.min(a, b), Math.max(a, b)].map((actual) =>
            scoreOf(direction, whole, actual),
          ) as [number, number];
          for (const score of [lower, higher]) expect(score <= 10 && score >= -1).toBe(true);
          if (lower < 0 || higher < 0) return;
          expect(direction === 'at_least' ? lower <= higher : lower >= higher).toBe(true);
        },
      ),
    );
  });
});

describe('the score of words and days', () => {
  const grade = { measure: 'grade' as const, value: null, unit: null };
  const judged = (name: 'achieved' | 'partly' | 'not_achieved', share: string) =>
    told(grade, null, { judged: { grade: name, share } });
  it('lies in the band of its grade: [80, 100], [60, 80), [0, 60) %', () => {
    expect(['1', '0.8'].map((share) => judged('achieved', share))).toEqual([
      '10 × 100% = 10.00',
      '10 × 80% = 8.00',
    ]);
    expect(['0.79', '0.6'].map((share) => judged('partly', share))).toEqual([
      '10 × 79% = 7.90',
      '10 × 60% = 6.00',
    ]);
    expect(['0.5999', '0'].map((share) => judged('not_achieved', share))).toEqual([
      '10 × 59.99% = 6.00',
      '10 × 0% = 0.00',
    ]);
  });
  it.each([
    ['achieved', '0.79'],
    ['achieved', '1.01'],
    ['partly', '0.8'],
    ['partly', '0.59'],
    ['not_achieved', '0.6'],
    ['not_achieved', 'x'],
  ] as const)('and %s with %s is refused', (name, share) => {
    expect(judged(name, share)).toBe('share_outside_band');
  });
  it('is missing as long as nobody has judged, also for a target that says nothing', () => {
    expect(told(grade, null)).toBe('judgement_missing');
    expect(told({ ...grade, measure: 'none' }, '做完了')).toBe('judgement_missing');
  });
  it('of a day is all or the scheme’s share for what came late', () => {
    const day = { measure: 'date' as const, direction: 'at_most' as const, value: '2023-10-31' };
    expect(told(day, '2023-10-31')).toBe('10 × 1 = 10.00');
    expect(told(day, '2023-11-01')).toBe('10 × 0 = 0.00');
    expect(told(day, '2023-11-01', {}, { ...scheme, lateShare: { value: '0.6', origin: 'test' } })).toBe(
      '10 × 0.6 = 6.00',
    );
    expect(told(day, '十月')).toBe('actual_malformed');
  });
});

describe('the execution rate', () => {
  const execution = (budgetYuan: string | null, executedYuan: string) => {
    const result = scoreExecution({ points: '10', budgetYuan, executedYuan }, scheme);
    return 'missing' in result ? result.missing : result.arithmetic;
  };
  it('is scored on the adjusted budget, at most all points', () => {
    expect(execution('1032200.00', '961340.50')).toBe('10 × 961340.5 ÷ 1032200 = 9.31');
    expect(execution('100.00', '120.00')).toBe('10 = 10.00');
    expect(execution('100.00', '-5.00')).toBe('10 × 0 ÷ 100 = 0.00');
  });
  it('is missing without a budget, and not nought', () => {
    expect([execution(null, '5.00'), execution('0.00', '5.00')]).toEqual([
      'budget_missing',
      'budget_missing',
    ]);
  });
});

describe('points', () => {
  it('of three parts of ten sum exactly to ten', () => {
    expect(spreadPoints('10', [1, 1, 1])).toEqual(['3.34', '3.33', '3.33']);
    expect(spreadPoints('50', [1, 1, 1, 1, 1, 1, 1], 0)).toEqual(['8', '7', '7', '7', '7', '7', '7']);
    expect(spreadPoints('1', [1, 2], 0)).toEqual(['0', '1']);
    expect(spreadPoints('30', [2, 1], 2)).toEqual(['20.00', '10.00']);
  });
  it('sum to the whole for any shares, each within one step of what is fair', () => {
    const shares = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        shares,
        fc.integer({ min: 0, max: 3 }),
        (cents, parts, decimals) => {
          const total = exact(cents).dividedBy(exact(10).pow(decimals)).toFixed(decimals);
          const spread = spreadPoints(total, parts, decimals);
          expect(spread.reduce((sum, part) => sum.plus(part), exact(0)).toFixed(decimals)).toBe(total);
          const all = parts.reduce((sum, part) => sum + part, 0);
          for (const [n, part] of spread.entries()) {
            const fair = exact(total)
              .times(parts[n] ?? 0)
              .dividedBy(all);
            expect(exact(part).minus(fair).abs().lt(exact(10).pow(-decimals))).toBe(true);
            expect(exact(part).gte(0)).toBe(true);
          }
        },
      ),
    );
  });
  it.each([
    ['10', []],
    ['10', [0]],
    ['10', [-1, 2]],
    ['10', [NaN]],
    ['10.005', [1]],
    ['-1', [1]],
  ])('of %s to %j are a fault', (total, shares) => {
    expect(() => spreadPoints(total, shares)).toThrow(RangeError);
  });
});

describe('the scheme', () => {
  it('says each origin of its own in English too', () => {
    const { weights, grades, qualitative, overTargetFrom, overTargetDeductAtMost, lateShare, decimals } =
      scheme;
    const own = [
      ...weights,
      grades,
      qualitative,
      overTargetFrom,
      overTargetDeductAtMost,
      lateShare,
      decimals,
    ];
    for (const { origin } of [...own, GRADES_OF_PRACTICE, WEIGHTS_WITHOUT_SATISFACTION_QINGSHEN]) {
      expect(scoreOrigin(origin, 'zh-CN')).toBe(origin);
      expect(scoreOrigin(origin, 'en')).not.toMatch(/\p{Script=Han}/u);
    }
    expect(scoreOrigin('本县办法', 'en')).toBe('本县办法');
  });
  it('is in order, with an origin of each number, and so are the other readings', () => {
    expect(schemeDefects(scheme)).toEqual([]);
    const other = { ...scheme, grades: GRADES_OF_PRACTICE, weights: [WEIGHTS_WITHOUT_SATISFACTION_QINGSHEN] };
    expect(schemeDefects(other)).toEqual([]);
  });
  it('gives grades by its own bounds, which are in conflict between the sources', () => {
    const names = (totals: readonly string[], by: ScoreScheme) =>
      totals.map((total) => SCORE_GRADE_NAMES['zh-CN'][gradeOf(total, by)]);
    const totals = ['90', '89.99', '80', '79.99', '70', '60', '59.99'];
    expect(names(totals, scheme)).toEqual(['优', '良', '良', '中', '中', '中', '差']);
    expect(names(totals, { ...scheme, grades: GRADES_OF_PRACTICE })).toEqual([
      '优',
      '优',
      '优',
      '良',
      '良',
      '中',
      '差',
    ]);
  });
  it('has weights by what the project has', () => {
    const weights = (...groups: ScoreGroup[]) => {
      const found = weightsFor(scheme, new Set(groups))?.value;
      return found
        ? `${found.execution}/${found.cost}/${found.output}/${found.benefit}/${found.satisfaction}`
        : null;
    };
    expect(weights('output', 'benefit', 'satisfaction')).toBe('10/0/50/30/10');
    expect(weights('output', 'benefit')).toBe('10/0/50/40/0');
    expect(weights('cost', 'output', 'benefit', 'satisfaction')).toBe('10/20/40/20/10');
    expect(weights('cost', 'output', 'benefit')).toBe('10/20/40/30/0');
    expect(weights('output')).toBeNull();
  });
  it('tells an edited one what is wrong with it', () => {
    const [first] = scheme.weights as [(typeof scheme.weights)[0]];
    const edited: ScoreScheme = {
      ...scheme,
      weights: [{ value: { ...first.value, output: '55' }, origin: 'x' }],
      grades: { value: { excellent: '80', good: '80', fair: '60' }, origin: 'x' },
      overTargetFrom: { value: '1', origin: '' },
      lateShare: { value: '1.5', origin: 'x' },
      decimals: { value: 9, origin: 'x' },
    };
    expect(schemeDefects(edited)).toHaveLength(6);
    expect(schemeDefects(edited, 'en').join()).not.toMatch(/\p{Script=Han}/u);
  });
  it('knows the level-1 groups as printed', () => {
    expect(['产出指标', '效益指标', '满意度指标', '成本指标', '其他'].map(scoreGroupOf)).toEqual([
      'output',
      'benefit',
      'satisfaction',
      'cost',
      null,
    ]);
  });
});

describe('a self-evaluation', () => {
  const row = (id: string, level1: string, actual: string, points: string | null): EvaluatedIndicator => ({
    ...indicator({ value: '100' }, actual),
    id,
    level1,
    points,
  });
  const whole: SelfEvaluationCase = {
    budgetYuan: '1000.00',
    executedYuan: '900.00',
    weights: null,
    indicators: [
      row('a', '产出指标', '100', '30'),
      row('b', '产出指标', '50', '20'),
      row('c', '效益指标', '100', '30'),
      row('d', '满意度指标', '95', '10'),
    ],
  };
  it('sums rounded scores to a total with its grade: 9 + 30 + 10 + 30 + 9.5', () => {
    const result = selfEvaluation(whole, scheme);
    expect(result).toMatchObject({ total: '88.50', grade: 'good', defects: [] });
    expect(result.groups).toEqual([
      { group: 'execution', points: '10', score: '9.00' },
      { group: 'output', points: '50', score: '40.00' },
      { group: 'benefit', points: '30', score: '30.00' },
      { group: 'satisfaction', points: '10', score: '9.50' },
    ]);
  });
  it('has no total while anything is missing: nothing counts as nought or as full', () => {
    const indicators = whole.indicators.map((each) => (each.id === 'b' ? { ...each, actual: null } : each));
    const result = selfEvaluation({ ...whole, indicators }, scheme);
    expect(result).toMatchObject({ total: null, grade: null, defects: ['还没有填实际完成值'] });
    expect(result.groups[1]).toMatchObject({ group: 'output', score: null });
    expect(selfEvaluation({ ...whole, budgetYuan: null }, scheme).total).toBeNull();
  });
  it('is refused where points do not sum to their group', () => {
    const indicators = whole.indicators.map((each) =>
      each.id === 'b' ? { ...each, points: '19.99' } : each,
    );
    expect(selfEvaluation({ ...whole, indicators }, scheme)).toMatchObject({
      total: null,
      defects: ['产出指标的分值合计 49.99，应为 50'],
    });
    const unset = whole.indicators.map((each) => ({ ...each, points: null }));
    expect(selfEvaluation({ ...whole, indicators: unset }, scheme)).toMatchObject({
      total: null,
      defects: ['分值不是数'],
    });
  });
  it('takes weights that a person sets for the project, and asks for them where the scheme has none', () => {
    const indicators = whole.indicators.filter(({ level1 }) => level1 === '产出指标');
    expect(selfEvaluation({ ...whole, indicators }, scheme).defects).toEqual([
      '指标的一级分类与评分方案不符，请为本项目单独设定分值并写明理由',
    ]);
    const weights = {
      value: { execution: '50', cost: '0', output: '50', benefit: '0', satisfaction: '0' },
      origin: '本项目只有产出',
    };
    expect(selfEvaluation({ ...whole, indicators, weights }, scheme)).toMatchObject({
      total: '85.00',
      defects: [],
    });
    const short = { ...weights, value: { ...weights.value, execution: '40' } };
    expect(selfEvaluation({ ...whole, indicators, weights: short }, scheme).defects).toEqual([
      '分值合计 90，应为 100',
    ]);
  });
  it('names indicators that belong to no group', () => {
    const indicators = [...whole.indicators, row('e', '其他', '100', '5')];
    expect(selfEvaluation({ ...whole, indicators }, scheme)).toMatchObject({ total: null });
  });
  it('proposes equal points that sum exactly to each group', () => {
    const proposed = proposePoints([...whole.indicators, row('e', '产出指标', '1', null)], scheme);
    expect(proposed).toEqual({ a: '16.67', b: '16.67', e: '16.66', c: '30.00', d: '10.00' });
    expect(proposePoints([row('x', '产出指标', '1', null)], scheme)).toEqual({});
  });
});

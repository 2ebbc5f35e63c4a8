import { describe, expect, it } from 'vitest';
import type { Light } from '../../domain/light.ts';
import { QUESTION_WORDS, REFUSAL_WORDS } from '../../domain/monitoring-check-words.ts';
import { checkForm, misses, submissionOf, type FormContext } from '../../domain/monitoring-check.ts';
import {
  blankForm,
  type EnteredForm,
  type EnteredIndicator,
  type PrefilledForm,
} from '../../domain/monitoring-form.ts';
import { saysSomething } from '../../domain/sourced.ts';
import { filled, formOf, indicatorOf, lateIndicator, targetOf } from './monitoring-cases.ts';

const refused = (form: PrefilledForm, entered: EnteredForm, context?: FormContext) =>
  checkForm(form, entered, context).refusals.map(({ cell, code }) => `${cell} ${code}`);
const asked = (form: PrefilledForm, entered: EnteredForm, context?: FormContext) =>
  checkForm(form, entered, context).questions.map(({ cell, code }) => `${cell} ${code}`);

const lateForm = formOf([lateIndicator]);
/** All that a late indicator needs. */
const explained: Partial<EnteredIndicator> = {
  expected: '175',
  reasons: ['funding', 'staff'],
  reasonText: '中央资金六月才到位，经办人员不足',
  likelihood: 'impossible',
  remark: '申请人数少于预计，年内完不成',
  measures: '下半年进企业集中受理',
};

describe('blank stays blank', () => {
  it('and is refused, cell by cell', () => {
    expect(
      refused(formOf([indicatorOf(), lateIndicator]), blankForm(formOf([indicatorOf(), lateIndicator]))),
    ).toEqual([
      'money.total money_missing',
      'indicator.a.expected expected_missing',
      'indicator.a.likelihood likelihood_missing',
      'indicator.late.expected expected_missing',
      'indicator.late.reasons reasons_missing',
      'indicator.late.reasonText reason_text_missing',
      'indicator.late.likelihood likelihood_missing',
    ]);
  });
  it('also where an indicator is left out altogether, or one is there that the form does not have', () => {
    const form = formOf();
    expect(refused(form, { ...filled(form), indicators: {} })).toContain(
      'indicator.a.expected expected_missing',
    );
    const more = filled(form);
    more.indicators['z'] = { ...more.indicators['a']! };
    expect(refused(form, more)).toEqual(['indicator.z.expected unknown_indicator']);
  });
  it('but nothing is refused of a complete form', () => {
    const form = formOf();
    expect(checkForm(form, filled(form))).toEqual({
      refusals: [],
      questions: [],
      unanswered: 0,
      deviations: [],
    });
    expect(refused(lateForm, filled(lateForm, { late: explained }))).toEqual([]);
  });
});

describe('reasons are demanded exactly where there is a deviation', () => {
  it.each([
    ['normal', false],
    ['ahead', false],
    ['not_due', false],
    ['awaiting_event', false],
    ['undeterminable', false],
    ['attention', true],
    ['lagging', true],
    ['unreported', true],
    ['severe', true],
  ] as const)('by the light %s: %s', (light: Light, demanded) => {
    const form = formOf([indicatorOf({ light })]);
    expect(refused(form, filled(form))).toEqual(
      demanded ? ['indicator.a.reasons reasons_missing', 'indicator.a.reasonText reason_text_missing'] : [],
    );
    const withReasons = filled(form, { a: { reasons: ['other'], reasonText: '企业停产，申请减少' } });
    expect(refused(form, withReasons)).toEqual(
      demanded ? [] : ['indicator.a.reasons reasons_unneeded', 'indicator.a.reasonText reasons_unneeded'],
    );
  });
  it('by the unit’s own words: it expects less, or says that it is impossible', () => {
    const form = formOf();
    const short = [
      'reasons reasons_missing',
      'reasonText reason_text_missing',
      'remark remark_missing',
      'measures measures_missing',
    ].map((each) => `indicator.a.${each}`);
    expect(refused(form, filled(form, { a: { expected: '399' } }))).toEqual(short);
    expect(refused(form, filled(form, { a: { likelihood: 'impossible' } }))).toEqual(short);
    expect(refused(form, filled(form, { a: { expected: '400', likelihood: 'possible' } }))).toEqual([]);
  });
  it('where the target is exceeded by 130 %, and not below', () => {
    const over = (actual: string) => formOf([indicatorOf({ actual, light: 'ahead' })]);
    const deviations = (form: PrefilledForm) =>
      checkForm(form, filled(form, { a: { expected: '519' } })).deviations;
    expect(deviations(over('519'))).toEqual([]);
    expect(deviations(over('520'))).toEqual([{ indicatorId: 'a', why: ['far_over'] }]);
  });
  it.each(['无', '/', '-', '无偏差', '同上', '正常。', '。。。。。', '哈哈哈哈', '', '   '])(
    'and %j is no reason',
    (words) => {
      const form = formOf([indicatorOf({ light: 'severe' })]);
      const entered = filled(form, { a: { reasons: ['other'], reasonText: words, likelihood: 'possible' } });
      expect(refused(form, entered)).toEqual(['indicator.a.reasonText reason_text_missing']);
    },
  );
  it('and ticks are known ones, each once', () => {
    const form = formOf([indicatorOf({ light: 'severe' })]);
    for (const reasons of [['funding', 'funding'], ['weather']]) {
      const entered = filled(form, { a: { reasons: reasons as never, reasonText: '企业停产，申请减少' } });
      expect(refused(form, entered)).toEqual(['indicator.a.reasons reasons_malformed']);
    }
  });
});

describe('the expected year', () => {
  const kinds = {
    cumulative: targetOf(),
    date: targetOf({
      measure: 'date',
      direction: 'at_most',
      value: '2023-10-31',
      curve: { type: 'date', on: '2023-10-31' },
    }),
    grade: targetOf({ measure: 'grade', value: null, unit: null }),
    none: targetOf({ measure: 'none', value: null, unit: null }),
    ceiling: targetOf({ measure: 'level', direction: 'at_most', value: '3', unit: '%' }),
  };
  it.each([
    ['cumulative', '约400', 'expected_not_number'],
    ['cumulative', '1234567890123456', 'expected_not_number'],
    ['date', '10月底', 'expected_not_day'],
    ['date', '2023-10-32', 'expected_not_day'],
    ['grade', '较好', 'expected_not_grade'],
    ['none', '无', 'expected_missing'],
    ['none', '', 'expected_missing'],
  ] as const)('of %s is not %s', (kind, expected, code) => {
    const form = formOf([indicatorOf({ target: kinds[kind] })]);
    expect(refused(form, filled(form, { a: { expected } }))).toEqual([`indicator.a.expected ${code}`]);
  });
  it.each([
    ['cumulative', '400', false],
    ['cumulative', '399.99', true],
    ['date', '2023-10-31', false],
    ['date', '2023-11-01', true],
    ['grade', 'achieved', false],
    ['grade', 'partly', true],
    ['ceiling', '3.0', false],
    ['ceiling', '3.01', true],
    ['none', '年底前建成', null],
    ['cumulative', 'x', null],
    ['cumulative', null, null],
  ] as const)('of %s that is %s misses: %s', (kind, expected, missed) => {
    expect(misses(kinds[kind], expected)).toBe(missed);
  });
});

describe('contradictions are asked about', () => {
  it('确定能 beside a forecast of half the target, and the sentence has the figures', () => {
    const entered = filled(lateForm, { late: { ...explained, expected: '400', likelihood: 'certain' } });
    const [question] = checkForm(lateForm, entered).questions;
    expect(question).toMatchObject({
      cell: 'indicator.late.likelihood',
      code: 'certain_against_forecast',
      message: '系统预判全年 169 人，是目标的 42.3%，却选“确定能”，请说明根据',
      answer: null,
    });
  });
  it('确定能 beside a red light without a forecast', () => {
    const form = formOf([indicatorOf({ light: 'severe' })]);
    const entered = filled(form, { a: { reasons: ['staff'], reasonText: '经办人员不足' } });
    expect(asked(form, entered)).toEqual(['indicator.a.likelihood certain_beside_red']);
  });
  it.each([
    [
      '确定能 beside less than the target',
      { ...explained, likelihood: 'certain' },
      'late.likelihood certain_below_target',
    ],
    [
      '完全不可能 beside a target met',
      { ...explained, expected: '400' },
      'late.likelihood impossible_but_met',
    ],
    ['less than there is', { ...explained, expected: '90' }, 'late.expected expected_below_actual'],
    ['far from the forecast', { ...explained, expected: '300' }, 'late.expected expected_outside_forecast'],
    ['far above the target', { ...explained, expected: '520' }, 'late.expected expected_far_over'],
  ] as const)('%s', (_, said, question) => {
    expect(asked(lateForm, filled(lateForm, { late: said as Partial<EnteredIndicator> }))).toContain(
      `indicator.${question}`,
    );
  });
  it('完全不可能 beside a forecast that meets the target for certain', () => {
    const met = indicatorOf({
      forecast: {
        expected: '430.00',
        low: '420.00',
        high: '440.00',
        method: 'recent_mean',
        likelihood: 'certain',
        points: 7,
      },
    });
    const form = formOf([met]);
    const entered = filled(form, { a: { ...explained, expected: '430' } });
    expect(asked(form, entered)).toEqual([
      'indicator.a.likelihood impossible_but_met',
      'indicator.a.likelihood impossible_against_forecast',
    ]);
  });
  it('words of the round before, whatever their punctuation, and words pasted to a second indicator', () => {
    const form = formOf([lateIndicator, { ...lateIndicator, id: 'b', name: '公益性岗位人数' }]);
    const entered = filled(form, { late: explained, b: explained });
    const before = filled(form, {
      late: {
        ...explained,
        reasonText: '中央资金六月才到位 经办人员不足。',
        remark: '别的话，今年不同',
        measures: null,
      },
    });
    expect(asked(form, entered, { lastPeriod: before })).toEqual([
      'indicator.late.reasonText same_as_before',
      'indicator.b.reasonText same_in_form',
    ]);
  });
  it('more money than the budget, less than is spent, or other than its pace', () => {
    const form = formOf();
    const say = (total: string, change?: PrefilledForm) => {
      const entered = filled(form);
      entered.money.total = total;
      return asked(change ?? form, entered);
    };
    expect(say('1032200.01')).toEqual(['money.total money_over_budget']);
    expect(say('599999.99')).toEqual(['money.total money_below_executed']);
    const forecast = {
      expected: '700000.00',
      low: '650000.00',
      high: '750000.00',
      method: 'recent_mean',
      basis: { perMonth: '0', months: 3, spreadMonths: 7, coverage: 0.8 },
    } as const;
    const paced = formOf(undefined, { money: { ...form.money, forecast } });
    expect(say('1000000.00', paced)).toEqual(['money.total money_outside_forecast']);
    expect(say('750000.00', paced)).toEqual([]);
  });
  it('a cell that was returned and says the same', () => {
    const cells = [{ cell: 'indicator.late.expected', reason: '预计数没有根据' }];
    const then = filled(lateForm, { late: explained });
    const again = checkForm(lateForm, then, { returned: { cells, entered: then } });
    expect(again.questions.map(({ code, message }) => [code, message])).toEqual([
      ['returned_unchanged', '这一格退回过（预计数没有根据），没有改动，请说明为什么不改'],
    ]);
    const changed = filled(lateForm, { late: { ...explained, expected: '170' } });
    expect(asked(lateForm, changed, { returned: { cells, entered: then } })).toEqual([]);
  });
});

describe('a question', () => {
  const entered = filled(lateForm, { late: { ...explained, expected: '172', likelihood: 'certain' } });
  const { questions } = checkForm(lateForm, entered);
  const answers = questions.map(({ key }) => ({ key, words: '九月起另有两批集中受理' }));
  it('keeps the form from being submitted until it is answered in words', () => {
    expect(submissionOf(checkForm(lateForm, entered))).toEqual({ refusals: 0, unanswered: 2 });
    expect(submissionOf(checkForm(lateForm, { ...entered, answers }))).toEqual({
      refusals: 0,
      unanswered: 0,
    });
    const empty = answers.map((answer) => ({ ...answer, words: '无' }));
    expect(checkForm(lateForm, { ...entered, answers: empty }).unanswered).toBe(2);
  });
  it('is another one when its values change: an old answer does not stand', () => {
    const other = filled(lateForm, { late: { ...explained, expected: '173', likelihood: 'certain' } });
    expect(checkForm(lateForm, { ...other, answers }).questions.map(({ answer }) => answer !== null)).toEqual(
      [false, true],
    );
  });
});

describe('words', () => {
  it('stand in both languages, English without Chinese', () => {
    const all = [
      ...Object.values(REFUSAL_WORDS),
      ...Object.values(QUESTION_WORDS).map((make) => make(['5', '10', '20'], targetOf())),
    ];
    for (const { 'zh-CN': chinese, en } of all) {
      expect(chinese).not.toBe('');
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
  });
  it('explain something or do not', () => {
    expect(['资金未到位', 'no staff yet'].every(saysSomething)).toBe(true);
    expect([null, 'N/A', '其他原因', '11111'].some(saysSomething)).toBe(false);
  });
});

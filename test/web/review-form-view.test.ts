/** What the page of a monitoring form shows at each cell, and the sentence over the list of them. */
import { describe, expect, it } from 'vitest';
import { checkForm } from '../../domain/monitoring-check.ts';
import { blankForm } from '../../domain/monitoring-form.ts';
import type { ToldAct } from '../../server/contract-review-told.ts';
import type { Turn } from '../../domain/waiting-forms.ts';
import { listSentence, missingText, turnText } from '../../web/my-forms-view.ts';
import {
  cellLabel,
  checkTyped,
  factsByCell,
  indicatorRows,
  isMissing,
  returnTargets,
  stepsOf,
  storedValue,
  valueWords,
} from '../../web/review-form-view.ts';
import { filled, formOf, indicatorOf, lateIndicator, targetOf } from '../domain/monitoring-cases.ts';
import { storedForm, valueOf } from './review-form-samples.ts';

const form = formOf([
  indicatorOf(),
  lateIndicator,
  indicatorOf({ id: 'c', level2: '质量指标', name: '合格率' }),
]);

describe('the rows of the form', () => {
  it('join equal neighbours of a level and ask for reasons where the light says so', () => {
    const rows = indicatorRows(form, blankForm(form), checkForm(form, blankForm(form)));
    expect(rows.map(({ level1Span, level2Span }) => [level1Span, level2Span])).toEqual([
      [3, 2],
      [0, 0],
      [0, 1],
    ]);
    expect(rows.map(({ why }) => why)).toEqual([[], ['light'], []]);
  });
  it('demand measures where the unit itself expects to miss the target', () => {
    const entered = filled(form, { a: { expected: '300' } });
    const [first] = indicatorRows(form, entered, checkForm(form, entered));
    expect(first).toMatchObject({ why: ['expected_short'], wantsMeasures: true });
  });
});

it('what is said is gathered by cell: refusals, questions, the last return', () => {
  const entered = filled(form, { a: { expected: '许多' } });
  const facts = factsByCell(checkForm(form, entered), [{ cell: 'goal', reason: '目标写错了' }]);
  expect(facts.get('indicator.a.expected')?.refusals).toMatchObject([{ code: 'expected_not_number' }]);
  expect(facts.get('goal')).toEqual({ refusals: [], questions: [], returned: '目标写错了' });
  expect(facts.has('indicator.c.expected')).toBe(false);
  expect([isMissing('expected_missing'), isMissing('expected_not_number')]).toEqual([true, false]);
});

describe('the check while typing', () => {
  const act = (change: Partial<ToldAct>): ToldAct => ({
    revision: 1,
    act: 'return',
    by: { role: 'unit_head', post: '单位负责人', unit: '社会保险中心', name: '社保中心负责岗' },
    at: '2023-08-09T01:00:00.000Z',
    from: 'unit_head',
    to: 'draft',
    words: null,
    cells: [],
    ...change,
  });
  it('asks about a returned cell until it says something else', () => {
    const returned = [{ cell: 'money.total', reason: '与用款计划不符' }];
    const entered = filled(form);
    const stored = storedForm(form, {
      entered,
      state: { returned, history: [act({ cells: returned })] },
      // Before the return by the form's count, though a demonstration's clock says later.
      values: [valueOf({ value: entered.money.total, at: '2023-08-09T23:59:00.000Z' })],
    });
    const codes = (total: string) =>
      checkTyped(stored, { ...entered, money: { ...entered.money, total } }, new Map(), 'zh-CN')
        .questions.filter(({ cell }) => cell === 'money.total')
        .map(({ code }) => code);
    expect(codes('1032200.00')).toEqual(['returned_unchanged']);
    expect(codes('1000000.00')).toEqual([]);
  });
  it('keeps what only the server can ask for cells that were not changed since', () => {
    const stored = storedForm(form, { entered: filled(form) });
    const cell = 'indicator.late.remark' as const;
    stored.check.questions.push({
      cell,
      code: 'same_as_before',
      key: 'k',
      message: '与上一轮一字不差',
      answer: null,
    });
    const asked = (changed: Map<string, unknown>, answers: { key: string; words: string }[] = []) =>
      checkTyped(stored, { ...stored.entered, answers }, changed, 'zh-CN').questions.filter(
        ({ code }) => code === 'same_as_before',
      );
    expect(asked(new Map())).toHaveLength(1);
    expect(asked(new Map([[cell, '另写']]))).toEqual([]);
    expect(asked(new Map(), [{ key: 'k', words: '情况没有变化' }])).toMatchObject([
      { answer: '情况没有变化' },
    ]);
  });
});

it('a value reads as on the form: amounts in 万元, figures with their unit, ticks and choices by name', () => {
  const graded = formOf([
    indicatorOf({ id: 'g', target: targetOf({ measure: 'grade', value: null, unit: null }) }),
  ]);
  expect(valueWords(form, 'money.total', '1032200.00')).toBe('103.22 万元');
  expect(valueWords(form, 'indicator.a.expected', '410')).toBe('410 人');
  expect(valueWords(form, 'indicator.a.reasons', ['staff', 'funding'])).toBe('经费保障、人员保障');
  expect(valueWords(form, 'indicator.a.likelihood', 'impossible')).toBe('完全不可能');
  expect(valueWords(graded, 'indicator.g.expected', 'partly')).toBe('部分达成');
  expect(valueWords(form, 'indicator.a.remark', null)).toBeNull();
  expect(storedValue(filled(form), 'indicator.a.expected')).toBe('410');
  expect(storedValue({ ...filled(form), answers: [{ key: 'k', words: '属实' }] }, 'answer.k')).toBe('属实');
  expect(cellLabel(form, 'indicator.late.reasonText', 'zh-CN')).toBe('灵活就业补贴人数 · 原因说明');
});

it('the way shows who passed it in this pass alone', () => {
  const at = (act: ToldAct['act'], from: ToldAct['from'], to: ToldAct['to'], hour: number): ToldAct => ({
    revision: hour,
    act,
    by: { role: 'handler', post: '经办人', unit: '社会保险中心', name: '社保中心经办岗' },
    at: `2023-08-09T0${hour}:00:00.000Z`,
    from,
    to,
    words: null,
    cells: [],
  });
  const history = [
    at('submit', 'draft', 'unit_head', 1),
    at('return', 'unit_head', 'draft', 2),
    at('submit', 'draft', 'unit_head', 3),
  ];
  const steps = stepsOf({ stage: 'unit_head', history });
  expect(steps.map((step) => step.at)).toEqual(['done', 'now', 'later', 'later', 'later']);
  expect(steps[0]?.passed?.revision).toBe(3);
  expect(returnTargets('leader')).toEqual(['unit_head', 'draft']);
});

describe('the list', () => {
  const today = '2023-08-10';
  const turn = (change: Partial<Turn>): Turn => ({
    why: 'due',
    dueOn: '2023-08-14',
    workingDays: 0,
    isLate: false,
    ...change,
  });
  const text = (list: Parameters<typeof listSentence>[0]) =>
    listSentence(list)
      .map((piece) => (typeof piece === 'string' ? piece : piece.text))
      .join('');
  it('begins with its sentence', () => {
    const items = [
      {
        turn: turn({ why: 'overdue', dueOn: '2023-08-09', workingDays: 1, isLate: true }),
        stageSince: '2023-08-08',
      },
      { turn: turn({ dueOn: '2023-08-14', workingDays: 2 }), stageSince: '2023-08-07' },
    ];
    expect(text({ today, stage: 'draft', items })).toBe(
      '有 2 份监控表等您填写，最早 08-09 到期，其中 1 份已过期',
    );
    expect(text({ today, stage: 'leader', items })).toBe(
      '有 2 份监控表等您审核，等得最久的从 08-07 起，其中 1 份已过期',
    );
    const open = [{ turn: turn({ why: 'no_day', dueOn: null }), stageSince: '2023-08-07' }];
    expect(text({ today, stage: 'draft', items: open })).toBe('有 1 份监控表等您填写');
    expect(text({ today, stage: 'draft', items: [] })).toBe('没有等您填写的监控表');
  });
  it('says in each row why it stands there', () => {
    const said = (change: Partial<Turn>) => turnText({ turn: turn(change) }, today);
    expect(said({ why: 'returned', dueOn: '2023-08-14', workingDays: 2 })).toBe('退回待改');
    expect(said({ why: 'returned', dueOn: '2023-08-07', workingDays: 3, isLate: true })).toBe(
      '退回待改，逾期 3 个工作日',
    );
    expect(said({ why: 'overdue', dueOn: '2023-08-07', workingDays: 3, isLate: true })).toBe(
      '逾期 3 个工作日',
    );
    // Days off alone have passed.
    expect(said({ why: 'overdue', dueOn: '2023-08-09', workingDays: 0, isLate: true })).toBe('刚过期限');
    expect(said({ dueOn: '2023-08-14', workingDays: 2 })).toBe('还有 2 个工作日');
    expect(said({ dueOn: '2023-08-24', workingDays: 10 })).toBe('还有 10 个工作日');
    expect(said({ dueOn: '2023-08-25', workingDays: 11 })).toBeNull();
    expect(said({ dueOn: today, workingDays: 0 })).toBe('今天到期');
    expect(said({ dueOn: '2023-08-12', workingDays: 0 })).toBe('到期前最后一个工作日');
    expect(said({ why: 'no_day', dueOn: null })).toBeNull();
  });
  it('says in each row what is missing', () => {
    const row = { stage: 'draft' as const, returned: 0, refusals: 0, unanswered: 0 };
    expect(missingText({ ...row, returned: 1, refusals: 3, unanswered: 2 })).toBe(
      '退回 1 格、3 格未填、2 处待核对',
    );
    expect(missingText(row)).toBe('已填好，可以送审');
    expect(missingText({ ...row, stage: 'leader' })).toBe('待审核');
  });
});

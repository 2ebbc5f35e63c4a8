/** What the domain says in English: the same facts, no Chinese but names. */
import { describe, expect, it } from 'vitest';
import { workingCalendar } from '../../domain/calendar.ts';
import { changeHintMoney } from '../../domain/change-hint.ts';
import { checkEntry } from '../../domain/entry-check.ts';
import { explainMoney } from '../../domain/explain.ts';
import { checkLadder } from '../../domain/ladder-check.ts';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import { judgeMoney } from '../../domain/judge.ts';
import { tellingOf, type AlertSubject } from '../../domain/notice-telling.ts';
import { dutyRuleWords, ruleWaitsFor } from '../../domain/obligation-words.ts';
import { curveFault } from '../../domain/pace.ts';
import { recordedPost } from '../../domain/post.ts';
import { dayWords, difference, monthEndWords, quantity } from '../../domain/quantity.ts';

const HAN = /\p{Script=Han}|[，。；：]/u;
const calendar = workingCalendar([], [2023]);
const at = { today: '2023-07-31', calendar, language: 'en' } as const;

describe('quantities', () => {
  it('count one and many, keep 万元 as wan yuan and a unit that is not known as printed', () => {
    expect(quantity('302', '人', 'en')).toBe('302 people');
    expect(quantity('1', '人', 'en')).toBe('1 person');
    expect(quantity('330000', '元', 'en')).toBe('33.00 wan yuan');
    expect(quantity('6', '月', 'en')).toBe('6 months');
    expect(quantity('93.4', '%', 'en')).toBe('93.4%');
    expect(quantity('3', '标段', 'en')).toBe('3 标段');
    expect(difference('3', '%', 'en')).toBe('3 points');
    expect(dayWords('2022-12-30', 2023, 'en')).toBe('30 Dec 2022');
    expect(monthEndWords('2023-07-31', 'en')).toBe('the end of Jul');
  });
});

describe('the money’s light', () => {
  it('says what was executed, what was expected and the cut', () => {
    const judgement = judgeMoney({
      budget: '12000000.00',
      executed: '3000000.00',
      lastLedgerOn: '2023-06-30',
      curve: { type: 'even' },
      fiscalYear: 2023,
      today: '2023-07-31',
      rules: DEFAULT_RULE_SET,
    });
    const said = explainMoney(
      judgement,
      { budget: '12000000.00', executed: '3000000.00' },
      { fiscalYear: 2023, rules: DEFAULT_RULE_SET, language: 'en' },
    );
    expect(said).toMatch(
      /^executed 300\.00 wan yuan, expected .* wan yuan by 30 Jun, achievement \d+%, below 60%$/,
    );
    expect(changeHintMoney(judgement, DEFAULT_RULE_SET, 'en')).toMatch(
      /^[\d.,]+ wan yuan more executed and it is lagging again$/,
    );
  });
});

describe('an alert', () => {
  const subject: AlertSubject = {
    kind: 'overdue',
    projectName: 'P',
    subjectName: 'D',
    duty: 'allotment',
    dueOn: '2023-07-21',
    openedOn: '2023-07-22',
    amount: '8340000.00',
    paid: '0.00',
  };
  it('says how late it is, of what and what to do', () => {
    expect(tellingOf(subject, at)).toEqual({
      title: '6 working days overdue: allotment of 834.00 wan yuan due 07-21, not allotted yet',
      facts: [
        '834.00 wan yuan to be allotted, 0.00 wan yuan allotted, 834.00 wan yuan missing',
        'to be allotted by 2023-07-21 (Fri), 6 working days overdue',
      ],
      todo: expect.stringContaining('make the allotment in full') as string,
      over: 'allotment of 834.00 wan yuan due 07-21, no longer overdue',
    });
  });

  it.each([
    'due_soon',
    'deadline_missed',
    'indicator_lagging',
    'money_behind',
    'over_budget',
    'unreported',
    'undeterminable',
  ] as const)('of the kind %s has no Chinese in it', (kind) => {
    for (const duty of ['payment', 'allotment', 'work', 'report'] as const) {
      const { title, facts, todo, over } = tellingOf({ ...subject, kind, duty, counts: 2 }, at);
      for (const text of [title, ...facts, todo, over]) expect(text).not.toMatch(HAN);
    }
  });
});

describe('rules and findings', () => {
  it('name deadlines, and the event that they wait for in either language', () => {
    const rule = { type: 'after', anchor: 'quota_formed', span: { count: 10, unit: 'working_day' } } as const;
    expect(dutyRuleWords(rule, 'en')).toBe('within 10 working days after the quota is formed');
    for (const language of ['zh-CN', 'en'] as const) {
      expect(ruleWaitsFor(dutyRuleWords(rule, language), 'quota_formed')).toBe(true);
      expect(ruleWaitsFor(dutyRuleWords(rule, language), 'document_issued')).toBe(false);
    }
    expect(
      dutyRuleWords({ type: 'monthly', from: '2023-01', to: '2023-12', day: 'last_working_day' }, 'en'),
    ).toBe('every month by the last working day');
  });

  it('refuse an entry, a curve and a ladder in English', () => {
    const { problems } = checkEntry({
      target: {
        measure: 'level',
        direction: 'at_least',
        value: '100',
        unit: '人',
        curve: { type: 'even' },
        assumed: [],
        reason: null,
        reportEvery: 'month',
      } as never,
      fiscalYear: 2023,
      period: '2023-07',
      basis: 'level',
      value: '1.5',
      grade: null,
      date: null,
      note: null,
      today: '2023-07-31',
      previous: null,
      language: 'en',
    });
    expect(problems.map(({ message }) => message)).toEqual(['Enter a whole number']);
    expect(curveFault({ type: 'seasonal', months: [] }, 'en')).toBe('Choose at least one month');
    for (const defect of checkLadder({ steps: [{ level: 1, workingDays: 'x', posts: [] }] }, 'en')) {
      expect(defect).not.toMatch(HAN);
    }
  });

  it('name the post that recorded a fact, and leave what is none of ours', () => {
    expect(recordedPost('财政局绩效股', 'en')).toBe('finance performance section');
    expect(recordedPost('演示导入', 'en')).toBe('演示导入');
    expect(recordedPost('财政局绩效股', 'zh-CN')).toBe('财政局绩效股');
  });
});

/** A round on the finance bureau's page: where forms are, departments by what is missing, the scatter, the returns. */
import { describe, expect, it } from 'vitest';
import type { FormItem, RoundSummary } from '../../server/contract-review-shapes.ts';
import type { Round } from '../../domain/round.ts';
import {
  beyondEdge,
  monitoringOption,
  monitoringTable,
  monitoringTitle,
} from '../../web/charts/double-monitoring.ts';
import {
  chosenRound,
  columnOfCell,
  departmentRows,
  monitoringOf,
  placeOf,
  returnGroups,
  tallyOf,
  tallySum,
} from '../../web/cockpit-view.ts';
import { PALETTES } from '../../web/palette.ts';
import { reviewsWords } from '../../web/words/reviews.ts';

const TODAY = '2023-07-18';
const ROUND: Round = {
  title: '1—6 月绩效运行监控',
  fiscalYear: 2023,
  kind: 'self',
  toMonth: 6,
  cutOffOn: '2023-07-07',
  scope: { type: 'all' },
  formName: '项目支出绩效目标执行监控表',
  deadlines: [
    { post: 'handler', dueOn: '2023-07-14', origin: 'entered', isGuess: false },
    { post: 'leader', dueOn: '2023-07-21', origin: 'entered', isGuess: false },
  ],
  variantId: null,
  origins: {},
};

type Change = Partial<Omit<FormItem, 'summary'>> & { summary?: Partial<FormItem['summary']> };
let made = 0;
function form({ summary, ...change }: Change = {}): FormItem {
  made += 1;
  return {
    id: `form-${made}`,
    roundId: 'round',
    roundTitle: '1—6 月绩效运行监控',
    purpose: 'monitoring',
    projectId: `project-${made}`,
    unitId: 'unit',
    unitName: '培训中心',
    departmentId: 'labour',
    departmentName: '人社局',
    dueOn: '2023-07-14',
    stage: 'draft',
    stageSince: '2023-07-10',
    version: 1,
    revision: 0,
    returned: 0,
    refusals: 0,
    unanswered: 0,
    invented: true,
    ...change,
    summary: {
      projectName: `项目 ${made}`,
      budgetYuan: '1000000.00',
      executedYuan: '500000.00',
      rate: 0.5,
      light: 'normal',
      moneyPace: 1,
      performancePace: 1,
      indicators: 4,
      impossible: 0,
      ...summary,
    },
  };
}

describe('where a form is', () => {
  it('is “not filled” while a cell or an answer is missing, then at the unit until its head let it pass', () => {
    expect(placeOf({ stage: 'draft', refusals: 2, unanswered: 0 })).toBe('empty');
    expect(placeOf({ stage: 'draft', refusals: 0, unanswered: 1 })).toBe('empty');
    expect(placeOf({ stage: 'draft', refusals: 0, unanswered: 0 })).toBe('unit');
    expect(placeOf({ stage: 'unit_head', refusals: 0, unanswered: 0 })).toBe('unit');
    expect(placeOf({ stage: 'leader', refusals: 0, unanswered: 0 })).toBe('department');
    expect(placeOf({ stage: 'finance_business', refusals: 0, unanswered: 0 })).toBe('finance');
    expect(placeOf({ stage: 'finance_performance', refusals: 0, unanswered: 0 })).toBe('finance');
    expect(placeOf({ stage: 'closed', refusals: 0, unanswered: 0 })).toBe('closed');
  });

  it('is counted once, and the places add up to the forms', () => {
    const forms = [
      form({ refusals: 3 }),
      form({ stage: 'leader' }),
      form({ stage: 'closed', returned: 1 }),
      form({ returned: 2 }),
    ];
    const tally = tallyOf(forms, ROUND, TODAY);
    expect(tally).toEqual({
      byPlace: { empty: 1, unit: 1, department: 1, finance: 0, closed: 1 },
      forms: 4,
      overdue: 2,
      returned: 1,
    });
    expect(tallySum([tally, tally])).toMatchObject({
      forms: 8,
      overdue: 4,
      byPlace: { empty: 2, closed: 2 },
    });
  });
});

describe('departments', () => {
  const of = (departmentId: string, departmentName: string, change: Change = {}) =>
    form({ departmentId, departmentName, ...change });

  it('stand with the most overdue first, then the most that is not filled; with their first due day', () => {
    const rows = departmentRows(
      [
        of('a', '水利局', { stage: 'leader' }),
        of('b', '教科局', { refusals: 1 }),
        of('c', '住建局', { stage: 'closed' }),
        of('b', '教科局', { stage: 'leader' }),
        of('d', '民政局', { stage: 'leader' }),
        of('d', '民政局', { stage: 'leader' }),
      ],
      ROUND,
      TODAY,
    );
    expect(rows.map(({ name }) => name)).toEqual(['教科局', '民政局', '水利局', '住建局']);
    expect(rows.map(({ overdue }) => overdue)).toEqual([1, 0, 0, 0]);
    expect(rows.map(({ dueOn }) => dueOn)).toEqual(['2023-07-14', '2023-07-21', '2023-07-21', null]);
  });
});

describe('the double monitoring', () => {
  const forms = [
    form({ summary: { moneyPace: 1.1, performancePace: 0.5, light: 'severe', budgetYuan: '9000000.00' } }),
    form({ summary: { moneyPace: 0.6, performancePace: 0.7, light: 'lagging' } }),
    form({ summary: { moneyPace: 2.5, performancePace: 1 } }),
    form({ summary: { moneyPace: null, performancePace: 1 } }),
  ];
  const found = monitoringOf(forms);

  it('says the worst with its number', () => {
    expect(monitoringTitle(found)).toBe('双监控：1 个项目钱花得快、事办得慢');
    expect(monitoringTitle(monitoringOf(forms.slice(1)))).toBe('双监控：1 个项目钱慢、事也慢');
    expect(monitoringTitle(monitoringOf(forms.slice(2)))).toBe('双监控：没有钱快事慢的项目');
    expect(monitoringTitle(monitoringOf(forms.slice(3)))).toBe('双监控：还没有项目能比钱和事的进度');
  });

  it('has every project in its table, those that no quadrant takes with the reason', () => {
    const { rows } = monitoringTable(found);
    expect(rows.map((row) => row[3])).toEqual(['钱快事慢', '双慢', '基本正常', '资金没有进度可比']);
    expect(rows[3]?.[1]).toBe('—');
    expect(rows[0]?.slice(1, 3)).toEqual(['110%', '50%'].map((text) => text.replace('%', '.0%')));
  });

  it('draws a point each in the shape of its light, the larger budget larger, what is far ahead at the edge', () => {
    const option = monitoringOption(found, {
      title: '',
      palette: PALETTES.light,
      current: forms[0]?.id ?? null,
    });
    const series = option.series as {
      id: string;
      symbol?: string;
      data: { value: number[]; symbolSize: number }[];
    }[];
    const pointsOf = (id: string) => series.find((each) => each.id === id)?.data ?? [];
    expect(series.filter(({ id }) => id !== 'ground').flatMap(({ data }) => data)).toHaveLength(3);
    expect(pointsOf('severe')).toMatchObject([
      { value: [expect.closeTo(110), 50], itemStyle: { borderWidth: 2 } },
    ]);
    expect(pointsOf('normal')).toMatchObject([{ value: [200, 100] }]);
    expect(pointsOf('severe')[0]?.symbolSize).toBeGreaterThan(pointsOf('lagging')[0]?.symbolSize ?? Infinity);
    expect(series.find(({ id }) => id === 'severe')?.symbol).toBe('rect');
    expect(beyondEdge(found)).toBe(1);
  });
});

describe('returns', () => {
  const returned = (cell: string, reason: string) => ({
    formId: 'f',
    projectName: '项目',
    cell,
    reason,
    post: '单位负责人',
    on: '2023-07-12',
  });

  it('gather by the column of the cell, the commonest first, its wordings counted', () => {
    const groups = returnGroups([
      returned('money.total', '与国库不符'),
      returned('indicator.x.reasons', '没有写原因'),
      returned('indicator.y.reasons', '没有写原因'),
      returned('indicator.y.reasons', '只写了“无”'),
    ]);
    expect(groups).toEqual([
      {
        column: 'reasons',
        count: 3,
        reasons: [
          { words: '没有写原因', count: 2 },
          { words: '只写了“无”', count: 1 },
        ],
      },
      { column: 'money', count: 1, reasons: [{ words: '与国库不符', count: 1 }] },
    ]);
  });

  it('know the columns of the form, and of a cell that is none say so', () => {
    expect(columnOfCell('goal')).toBe('goal');
    expect(columnOfCell('answer.certain_but_low:indicator.x.likelihood')).toBe('answer');
    expect(columnOfCell('indicator.x.actual')).toBe('actual');
    expect(columnOfCell('something')).toBeNull();
  });
});

describe('the page', () => {
  const summary = (id: string, closed: number): RoundSummary => ({
    id,
    purpose: 'monitoring',
    round: ROUND,
    openedOn: '2023-07-10',
    openedBy: '财政局绩效股',
    invented: true,
    byStage: { closed, draft: 2 - closed },
    forms: 2,
  });

  it('shows the round of the address, else the newest with something to do, else the newest', () => {
    const rounds = [summary('new', 2), summary('open', 1), summary('old', 2)];
    expect(chosenRound(rounds, 'old')?.id).toBe('old');
    expect(chosenRound(rounds, 'gone')?.id).toBe('open');
    expect(chosenRound([rounds[0]!, rounds[2]!], undefined)?.id).toBe('new');
    expect(chosenRound([], undefined)).toBeNull();
  });

  it('opens with what is missing, late and waiting, and says so when all is closed', () => {
    const text = (facts: Parameters<typeof reviewsWords.sentence>[0]) =>
      reviewsWords
        .sentence(facts)
        .map((piece) => (typeof piece === 'string' ? piece : piece.text))
        .join('');
    const facts = {
      empty: 74,
      departments: 7,
      overdue: 3,
      finance: 71,
      closed: 246,
      forms: 412,
      moneyAhead: 18,
      isEvaluation: false,
    };
    expect(text(facts)).toBe(
      '还差 7 个部门 74 张没填，3 张逾期，71 张等财政审；18 个项目钱快事慢，建议先审。',
    );
    expect(text({ ...facts, empty: 0, overdue: 0, moneyAhead: 0 })).toBe('都填好了，71 张等财政审。');
    expect(text({ ...facts, closed: 412 })).toBe('412 张监控表全部办结。');
    expect(text({ ...facts, forms: 0, closed: 0 })).toBe('这一轮没有您管的监控表。');
    expect(text({ ...facts, closed: 412, isEvaluation: true })).toBe('412 张自评表全部办结。');
  });
});

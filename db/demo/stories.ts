/**
 * What a visitor is to find in the year: one project for each thing that goes well or wrong, chosen by its name. All of it
 * is invented; names and amounts of the projects are those of the declarations.
 */
import { DEPARTMENT_STORIES } from './department-stories.ts';
import type { Pace } from './fate.ts';
import type { PlainDate } from '../../domain/calendar.ts';
import type { Anchor, DutyKind, DutyRule } from '../../domain/obligation-rule.ts';

export const STORY_KINDS = [
  'on_time',
  'lagging',
  'far_ahead',
  'over_budget',
  'never_reported',
  'stopped_reporting',
  'money_fast_work_slow',
  'work_done_unpaid',
  'missed_pension',
  'pension_on_time',
  'late_month',
  'heating_subsidy',
  'late_return',
  'document_overdue',
  'quota_in_time',
] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

/** A movement of money that a story tells; every other payment follows from the pace. */
export interface ToldMove {
  on: PlainDate;
  /** Working day on which it is recorded; the day itself unless told. */
  recordedOn?: PlainDate;
  event: 'issued' | 'allotted' | 'paid' | 'returned' | 'adjusted';
  /** Part of the declared budget, or yuan. */
  share?: number;
  amount?: string;
  /** For which duty: the plan of that key, or the one read from a target; with the month of a monthly one. */
  pays?: { plan: string } | { target: DutyKind };
}

export interface ToldPlan {
  key: string;
  kind: DutyKind;
  title: string;
  rule: DutyRule;
  /** Part of the declared budget that is due in all; of a monthly rule in equal parts to the cent. */
  share: number;
  /** It gives the monthly payment that a target prints its amounts, instead of standing alone. */
  ofTarget?: boolean;
  recordedOn: PlainDate;
  note: string;
}

export interface ToldEvent {
  anchor: Anchor;
  on: PlainDate;
  recordedOn: PlainDate;
  document: string;
}

export interface Story {
  kind: StoryKind;
  county: string;
  project: string;
  /** Of several projects of that name the how manieth; 0 unless told. */
  nth?: number;
  pace: Pace;
  /** The last month that is reported, 0 to 12; 12 unless told. */
  lastReport?: number;
  /**
   * paced: monthly by the pace. twelfths: a plan's months, each in full on its due month's payment day, but for `late`.
   * told: what `moves` say and nothing else.
   */
  money: 'paced' | 'twelfths' | 'told';
  late?: Readonly<Record<string, PlainDate>>;
  moves?: readonly ToldMove[];
  plans?: readonly ToldPlan[];
  events?: readonly ToldEvent[];
}

const EVEN: Pace = { work: 1, money: 1 };
const MONTHLY: DutyRule = { type: 'monthly', from: '2023-01', to: '2023-12', day: 'last_working_day' };

const monthlyPension = (title: string): ToldPlan => ({
  key: 'monthly',
  kind: 'payment',
  title,
  rule: MONTHLY,
  share: 1,
  ofTarget: true,
  recordedOn: '2023-01-05',
  note: '演示数据：按年初预算分月安排',
});

const PUBLISHED_STORIES: readonly Story[] = [
  {
    kind: 'on_time',
    county: 'liuchuan',
    project: '23年公益性岗位补贴',
    pace: { work: 1.02, money: 1 },
    money: 'paced',
  },
  {
    kind: 'lagging',
    county: 'liuchuan',
    project: '就业创业服务补助—支持零工市场建设',
    pace: { work: 0.68, money: 0.72 },
    money: 'paced',
  },
  {
    kind: 'far_ahead',
    county: 'pinghe',
    project: '就业困难人员社会保险补贴',
    pace: { work: 1.34, money: 1.05 },
    money: 'paced',
  },
  {
    // Repairs cost more than the budget until it is adjusted in September.
    kind: 'over_budget',
    county: 'liuchuan',
    project: '维护费',
    pace: EVEN,
    money: 'told',
    moves: [
      { on: '2023-02-22', event: 'paid', share: 0.24 },
      { on: '2023-04-20', event: 'paid', share: 0.31 },
      { on: '2023-06-21', event: 'paid', share: 0.28 },
      { on: '2023-07-18', event: 'paid', share: 0.265 },
      { on: '2023-09-12', event: 'adjusted', share: 0.2 },
      { on: '2023-11-21', event: 'paid', share: 0.08 },
    ],
  },
  {
    kind: 'never_reported',
    county: 'liuchuan',
    project: '“公益性零工市场县全覆盖”省级财政专项资金',
    pace: { work: 0.9, money: 0.9 },
    lastReport: 0,
    money: 'paced',
  },
  {
    // July is not reported any more: nobody hears of it until the eighth of August.
    kind: 'stopped_reporting',
    county: 'pinghe',
    project: '“三支一扶”人员县级配套资金',
    pace: EVEN,
    lastReport: 6,
    money: 'paced',
  },
  {
    kind: 'money_fast_work_slow',
    county: 'liuchuan',
    project: '2021年度全民技能提升奖励资金',
    pace: { work: 0.55, money: 1.3 },
    money: 'paced',
  },
  {
    kind: 'work_done_unpaid',
    county: 'liuchuan',
    project: '个案辅助器具更换费用',
    pace: { work: 1.1, money: 0 },
    money: 'told',
    moves: [{ on: '2023-12-14', event: 'paid', share: 1 }],
  },
  {
    // The February pension is paid in the middle of March: the ladder climbs to its last step.
    kind: 'missed_pension',
    county: 'pinghe',
    project: '行政事业单位退休人员养老金支出差额财政兜底资金(直达)',
    pace: EVEN,
    money: 'twelfths',
    late: { '2023-02': '2023-03-15' },
    plans: [monthlyPension('发放机关事业单位退休人员养老金')],
  },
  {
    kind: 'pension_on_time',
    county: 'pinghe',
    project: '城乡居民参加养老保险县配资金',
    pace: EVEN,
    money: 'twelfths',
    plans: [monthlyPension('发放城乡居民养老金')],
  },
  {
    // July's subsidy comes nine days late, November's five.
    kind: 'late_month',
    county: 'pinghe',
    project: '2022 年村干部参加养老保险个人缴纳部分补助',
    pace: { work: 0.92, money: 1 },
    money: 'twelfths',
    late: { '2023-07': '2023-08-09', '2023-11': '2023-12-05' },
    plans: [monthlyPension('发放村干部参保补助')],
  },
  {
    // Two heating seasons: what is left of one in January, the next in November.
    kind: 'heating_subsidy',
    county: 'liuchuan',
    project: '企业退休职工取暖费',
    pace: EVEN,
    money: 'told',
    plans: [
      {
        key: 'last-winter',
        kind: 'payment',
        title: '发放 2022—2023 采暖季取暖费',
        rule: { type: 'on', dueOn: '2023-03-15' },
        share: 0.7,
        recordedOn: '2023-01-06',
        note: '演示数据：本采暖季结束前发放到人',
      },
      {
        key: 'winter',
        kind: 'payment',
        title: '发放 2023—2024 采暖季取暖费',
        rule: { type: 'on', dueOn: '2023-11-15' },
        share: 0.3,
        recordedOn: '2023-01-06',
        note: '演示数据：采暖季开始前发放到人',
      },
    ],
    moves: [
      { on: '2023-01-13', event: 'paid', share: 0.28, pays: { plan: 'last-winter' } },
      { on: '2023-02-15', event: 'paid', share: 0.26, pays: { plan: 'last-winter' } },
      { on: '2023-03-15', event: 'paid', share: 0.16, pays: { plan: 'last-winter' } },
      { on: '2023-11-10', event: 'paid', share: 0.3, pays: { plan: 'winter' } },
    ],
  },
  {
    kind: 'heating_subsidy',
    county: 'liuchuan',
    project: '拨付部分企业退休职工取暖费',
    pace: EVEN,
    money: 'told',
    moves: [{ on: '2023-03-24', event: 'paid', share: 1, pays: { target: 'payment' } }],
  },
  {
    // Closed bank accounts: part of what was paid in August comes back in September and is paid again in October.
    kind: 'late_return',
    county: 'liuchuan',
    project: '企业退休人员2023年生活困难补助',
    pace: EVEN,
    money: 'told',
    plans: [
      {
        key: 'spring',
        kind: 'payment',
        title: '发放生活困难补助（上半年）',
        rule: { type: 'on', dueOn: '2023-05-31' },
        share: 0.58,
        recordedOn: '2023-01-09',
        note: '演示数据：分上、下半年两批发放',
      },
      {
        key: 'summer',
        kind: 'payment',
        title: '发放生活困难补助（下半年）',
        rule: { type: 'on', dueOn: '2023-08-31' },
        share: 0.42,
        recordedOn: '2023-01-09',
        note: '演示数据：分上、下半年两批发放',
      },
    ],
    moves: [
      { on: '2023-02-17', event: 'paid', share: 0.2, pays: { plan: 'spring' } },
      { on: '2023-05-19', event: 'paid', share: 0.38, pays: { plan: 'spring' } },
      { on: '2023-08-25', event: 'paid', share: 0.42, pays: { plan: 'summer' } },
      { on: '2023-09-20', event: 'returned', amount: '186400.00', pays: { plan: 'summer' } },
      { on: '2023-10-19', event: 'paid', amount: '186400.00', pays: { plan: 'summer' } },
    ],
  },
  {
    // The document comes in May and the month ends on 端午; the money is passed on in August.
    kind: 'document_overdue',
    county: 'liuchuan',
    project: '城乡居民补充养老保险省级补助',
    pace: EVEN,
    money: 'told',
    plans: [
      {
        key: 'allotment',
        kind: 'allotment',
        title: '拨付省级补助资金',
        rule: { type: 'after', anchor: 'document_issued', span: { count: 1, unit: 'month' } },
        share: 0.5,
        recordedOn: '2023-01-10',
        note: '演示数据：文件下达后 1 个月内拨付',
      },
    ],
    events: [
      {
        anchor: 'document_issued',
        on: '2023-05-22',
        recordedOn: '2023-05-23',
        document: '演示〔2023〕社保 37 号',
      },
    ],
    moves: [
      { on: '2023-03-10', event: 'paid', share: 0.24 },
      { on: '2023-05-22', recordedOn: '2023-05-23', event: 'issued', share: 0.5 },
      { on: '2023-06-20', event: 'paid', share: 0.24 },
      { on: '2023-08-10', event: 'allotted', share: 0.5, pays: { plan: 'allotment' } },
      { on: '2023-08-16', event: 'paid', share: 0.24 },
      { on: '2023-11-16', event: 'paid', share: 0.26 },
    ],
  },
  {
    kind: 'quota_in_time',
    county: 'liuchuan',
    project: '财政对机关事业单位养老保险的补助',
    nth: 1,
    pace: EVEN,
    money: 'paced',
    events: [
      {
        anchor: 'quota_formed',
        on: '2023-03-15',
        recordedOn: '2023-03-16',
        document: '演示〔2023〕预 12 号',
      },
    ],
    moves: [{ on: '2023-03-27', event: 'allotted', share: 0.6, pays: { target: 'allotment' } }],
  },
  {
    // Ten working days that run over 中秋 and 国庆. Until the quota is formed nothing is due.
    kind: 'quota_in_time',
    county: 'liuchuan',
    project: '财政对机关事业单位养老保险的补助',
    nth: 0,
    pace: EVEN,
    money: 'paced',
    events: [
      {
        anchor: 'quota_formed',
        on: '2023-09-20',
        recordedOn: '2023-09-21',
        document: '演示〔2023〕预 41 号',
      },
    ],
    moves: [{ on: '2023-10-10', event: 'allotted', share: 0.5, pays: { target: 'allotment' } }],
  },
];

export const STORIES: readonly Story[] = [...PUBLISHED_STORIES, ...DEPARTMENT_STORIES];

/** @param nth the how manieth project of that name in the county, in the order of the declarations */
export function storyOf(county: string, project: string, nth: number): Story | null {
  return (
    STORIES.find(
      (story) => story.county === county && story.project === project && (story.nth ?? 0) === nth,
    ) ?? null
  );
}

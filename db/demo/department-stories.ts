/**
 * What happens in the invented departments: each fares in its own way, so that a county's view is not all alike. 柳川's
 * civil affairs pay nearly everything on time while its schools lag; 平河's hospital is ahead of its bills; 离山's housing
 * lags and its roads are paid for faster than they are built. What is not told here follows from the names (fate.ts).
 */
import { byMonths, EVEN, passedOn, type Story } from './story.ts';

const CIVIL_AFFAIRS: readonly Story[] = [
  {
    kind: 'pension_on_time',
    county: 'liuchuan',
    project: '城乡居民最低生活保障金',
    pace: EVEN,
    money: 'twelfths',
    plans: [byMonths('发放城乡低保金')],
  },
  {
    // April's money comes a week and a half late, September's too.
    kind: 'late_month',
    county: 'liuchuan',
    project: '特困人员救助供养资金',
    pace: { work: 0.98, money: 1 },
    money: 'twelfths',
    late: { '2023-04': '2023-05-12', '2023-09': '2023-10-12' },
    plans: [byMonths('发放特困人员供养金')],
  },
  {
    // A hard winter, then a summer's floods: the year's money is gone in July, more is added in August.
    kind: 'over_budget',
    county: 'liuchuan',
    project: '临时救助备用金',
    pace: { work: 1.12, money: 1 },
    money: 'told',
    moves: [
      { on: '2023-01-17', event: 'paid', share: 0.22 },
      { on: '2023-03-22', event: 'paid', share: 0.2 },
      { on: '2023-05-23', event: 'paid', share: 0.21 },
      { on: '2023-06-27', event: 'paid', share: 0.2 },
      { on: '2023-07-25', event: 'paid', share: 0.23 },
      { on: '2023-08-23', event: 'adjusted', share: 0.3 },
      { on: '2023-10-24', event: 'paid', share: 0.12 },
      { on: '2023-12-19', event: 'paid', share: 0.1 },
    ],
  },
];

const EDUCATION: readonly Story[] = [
  {
    kind: 'lagging',
    county: 'liuchuan',
    project: '县城第三小学扩建工程',
    pace: { work: 0.52, money: 0.6 },
    money: 'paced',
  },
  {
    // Paid while there is school: nothing in August.
    kind: 'on_time',
    county: 'liuchuan',
    project: '农村义务教育学生营养改善计划',
    pace: { work: 1.01, money: 1 },
    money: 'told',
    plans: [
      {
        key: 'spring',
        kind: 'payment',
        title: '支付春季学期膳食补助',
        rule: { type: 'on', dueOn: '2023-06-30' },
        share: 0.56,
        recordedOn: '2023-01-06',
        note: '演示数据：分春、秋两个学期安排',
      },
      {
        key: 'autumn',
        kind: 'payment',
        title: '支付秋季学期膳食补助',
        rule: { type: 'on', dueOn: '2023-12-20' },
        share: 0.44,
        recordedOn: '2023-01-06',
        note: '演示数据：分春、秋两个学期安排',
      },
    ],
    moves: [
      { on: '2023-01-12', event: 'paid', share: 0.09, pays: { plan: 'spring' } },
      { on: '2023-02-24', event: 'paid', share: 0.08, pays: { plan: 'spring' } },
      { on: '2023-03-24', event: 'paid', share: 0.09, pays: { plan: 'spring' } },
      { on: '2023-04-25', event: 'paid', share: 0.1, pays: { plan: 'spring' } },
      { on: '2023-05-24', event: 'paid', share: 0.1, pays: { plan: 'spring' } },
      { on: '2023-06-21', event: 'paid', share: 0.1, pays: { plan: 'spring' } },
      { on: '2023-09-22', event: 'paid', share: 0.14, pays: { plan: 'autumn' } },
      { on: '2023-10-24', event: 'paid', share: 0.11, pays: { plan: 'autumn' } },
      { on: '2023-11-23', event: 'paid', share: 0.1, pays: { plan: 'autumn' } },
      { on: '2023-12-14', event: 'paid', share: 0.09, pays: { plan: 'autumn' } },
    ],
  },
  {
    kind: 'never_reported',
    county: 'liuchuan',
    project: '中小学教师全员培训',
    pace: { work: 0.9, money: 0.86 },
    lastReport: 0,
    money: 'paced',
  },
  {
    // Paid ahead; the summer's repairs are not done when school begins.
    kind: 'money_fast_work_slow',
    county: 'liuchuan',
    project: '校舍安全维修长效机制',
    pace: { work: 0.56, money: 1.28 },
    money: 'paced',
  },
  {
    kind: 'work_done_unpaid',
    county: 'liuchuan',
    project: '普通高中教学设备购置',
    pace: { work: 1.1, money: 0 },
    money: 'told',
    moves: [{ on: '2023-12-20', event: 'paid', share: 0.97 }],
  },
];

const AGRICULTURE: readonly Story[] = [
  {
    // The document comes in April; the money is passed on two weeks after its month.
    kind: 'document_overdue',
    county: 'pinghe',
    project: '高标准农田建设',
    pace: { work: 0.82, money: 1 },
    money: 'told',
    plans: [passedOn('拨付高标准农田建设资金', 0.6)],
    events: [
      {
        anchor: 'document_issued',
        on: '2023-04-10',
        recordedOn: '2023-04-11',
        document: '演示〔2023〕农 18 号',
      },
    ],
    moves: [
      { on: '2023-03-21', event: 'paid', share: 0.12 },
      { on: '2023-04-10', recordedOn: '2023-04-11', event: 'issued', share: 0.6 },
      { on: '2023-05-24', event: 'allotted', share: 0.6, pays: { plan: 'allotment' } },
      { on: '2023-05-30', event: 'paid', share: 0.2 },
      { on: '2023-07-20', event: 'paid', share: 0.17 },
      { on: '2023-08-22', event: 'paid', share: 0.14 },
      { on: '2023-10-24', event: 'paid', share: 0.2 },
      { on: '2023-12-15', event: 'paid', share: 0.12 },
    ],
  },
  {
    kind: 'far_ahead',
    county: 'pinghe',
    project: '高素质农民培育',
    pace: { work: 1.34, money: 1.05 },
    money: 'paced',
  },
  {
    kind: 'stopped_reporting',
    county: 'pinghe',
    project: '农村人居环境整治奖补',
    pace: EVEN,
    lastReport: 5,
    money: 'paced',
  },
];

const HEALTH: readonly Story[] = [
  {
    kind: 'on_time',
    county: 'pinghe',
    project: '基本公共卫生服务补助',
    pace: { work: 1.02, money: 1 },
    money: 'paced',
  },
  {
    // The ward is nearly built and the builder not paid before October.
    kind: 'work_done_unpaid',
    county: 'pinghe',
    project: '县人民医院传染病区改造',
    pace: { work: 1.12, money: 0 },
    money: 'told',
    moves: [
      { on: '2023-10-25', event: 'paid', share: 0.6 },
      { on: '2023-12-13', event: 'paid', share: 0.36 },
    ],
  },
];

const HOUSING: readonly Story[] = [
  {
    kind: 'lagging',
    county: 'lishan',
    project: '城镇老旧小区改造',
    pace: { work: 0.5, money: 0.54 },
    money: 'paced',
  },
  {
    // Pipes burst in spring: paid beyond the budget in June, which is adjusted in September.
    kind: 'over_budget',
    county: 'lishan',
    project: '城区路灯和排水管网维护',
    pace: { work: 1.04, money: 1 },
    money: 'told',
    moves: [
      { on: '2023-02-21', event: 'paid', share: 0.18 },
      { on: '2023-03-23', event: 'paid', share: 0.26 },
      { on: '2023-05-18', event: 'paid', share: 0.34 },
      { on: '2023-06-27', event: 'paid', share: 0.27 },
      { on: '2023-09-14', event: 'adjusted', share: 0.25 },
      { on: '2023-11-16', event: 'paid', share: 0.14 },
    ],
  },
  {
    kind: 'late_month',
    county: 'lishan',
    project: '城区污水处理服务费',
    pace: { work: 1.01, money: 1 },
    money: 'twelfths',
    late: { '2023-03': '2023-04-14', '2023-07': '2023-08-11' },
    plans: [byMonths('支付污水处理服务费')],
  },
];

const TRANSPORT: readonly Story[] = [
  {
    kind: 'money_fast_work_slow',
    county: 'lishan',
    project: '四好农村路建设',
    pace: { work: 0.62, money: 1.24 },
    money: 'paced',
  },
  {
    kind: 'never_reported',
    county: 'lishan',
    project: '桥梁隧道安全检测',
    pace: { work: 0.9, money: 0.9 },
    lastReport: 0,
    money: 'paced',
  },
];

export const DEPARTMENT_STORIES: readonly Story[] = [
  ...CIVIL_AFFAIRS,
  ...EDUCATION,
  ...AGRICULTURE,
  ...HEALTH,
  ...HOUSING,
  ...TRANSPORT,
];

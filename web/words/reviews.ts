import type { Unplaced } from '../../domain/double-monitoring.ts';
import type { QueueReason } from '../../domain/review-queue.ts';
import type { Stage } from '../../domain/review.ts';
import type { RoundKind } from '../../domain/round.ts';
import type { Place, ReturnColumn } from '../cockpit-view.ts';
import { type Dictionary, type Piece, words } from './words.ts';

/** What the page's sentence says of the round that is shown. */
export interface CockpitFacts {
  empty: number;
  /** Departments with forms that are not filled. */
  departments: number;
  overdue: number;
  finance: number;
  closed: number;
  forms: number;
  moneyAhead: number;
  isEvaluation: boolean;
}

function sentence(facts: CockpitFacts): Piece[] {
  const { empty, departments, overdue, finance, closed, forms, moneyAhead, isEvaluation } = facts;
  const form = isEvaluation ? '自评表' : '监控表';
  if (forms === 0) return [`这一轮没有您管的${form}。`];
  if (closed === forms) return [{ text: `${forms} 张`, tone: 'strong' }, `${form}全部办结。`];
  const said: Piece[] =
    empty > 0
      ? ['还差 ', { text: `${departments} 个部门 ${empty} 张`, tone: 'lagging' }, '没填']
      : ['都填好了'];
  if (overdue > 0) said.push('，', { text: `${overdue} 张逾期`, tone: 'severe' });
  if (finance > 0) said.push('，', { text: `${finance} 张`, tone: 'strong' }, '等财政审');
  if (moneyAhead > 0) {
    // Before the bureau has anything to review it can only be looked at.
    const advice = finance > 0 ? '，建议先审' : '，建议先看';
    said.push('；', { text: `${moneyAhead} 个项目钱快事慢`, tone: 'severe' }, advice);
  }
  return [...said, '。'];
}

const zhCN = {
  title: '绩效监控 · 目标哨',
  crumb: '绩效监控',
  sentence,
  empty: {
    title: (year: number) => `${year} 年度还没有开监控任务`,
    mayOpen: '开一轮以后，选中的每个项目生成一张监控表，按截止日所知预填，单位就能填报。',
    wait: '财政局绩效股开了监控任务，各单位的监控表会出现在这里。',
  },
  open: '开监控或自评任务',
  year: (year: number) => `${year} 年度`,
  kinds: { self: '部门自行监控', key: '财政重点监控' } satisfies Record<RoundKind, string>,
  places: {
    empty: '未填',
    unit: '在单位',
    department: '在主管部门',
    finance: '在财政',
    closed: '已办结',
  } satisfies Record<Place, string>,
  stages: {
    draft: '填报',
    unit_head: '单位负责人',
    leader: '主管部门',
    finance_business: '财政业务股',
    finance_performance: '财政绩效股',
    closed: '办结',
  } satisfies Record<Stage, string>,
  rounds: {
    label: '监控任务',
    window: (month: number) => (month === 1 ? '1 月' : `1—${month} 月`),
    cutOff: (day: string) => `数据截至 ${day}`,
    due: (day: string) => `${day} 前报送`,
    closed: (closed: number, forms: number) => `${closed} / ${forms} 已办结`,
    counts: '各环节的张数',
    budget: (wan: string) => `预算 ${wan} 万元`,
    returned: (count: number) => `退回待改 ${count}`,
    overdue: (count: number) => `逾期 ${count}`,
    deadline: (post: string, day: string, isPast: boolean) => `${post} ${day}${isPast ? '（已过）' : ''}`,
    deadlines: '期限',
  },
  departments: {
    title: (late: number) => (late === 0 ? '各部门都没有逾期' : `${late} 个部门有逾期`),
    one: '还差什么',
    note: '逾期多的在前，再看没填的',
    caption: '各部门的监控表在哪一环节，逾期多的在前',
    heads: {
      department: '部门',
      bar: '办结 · 财政 · 部门 · 单位 · 未填',
      empty: '未填',
      overdue: '逾期',
      due: '期限',
      forms: '应报',
    },
    total: '合计',
    choose: (name: string) => `只看${name}`,
    spoken: (closed: number, finance: number, department: number, unit: number, empty: number) =>
      `办结 ${closed}，在财政 ${finance}，在主管部门 ${department}，在单位 ${unit}，未填 ${empty}`,
  },
  scope: {
    label: '看哪个部门',
    all: '全县',
    clear: '看全县',
  },
  monitoring: {
    name: '双监控',
    title: {
      none: '双监控：还没有项目能比钱和事的进度',
      moneyAhead: (count: number) => `双监控：${count} 个项目钱花得快、事办得慢`,
      bothBehind: (count: number) => `双监控：${count} 个项目钱慢、事也慢`,
      fine: '双监控：没有钱快事慢的项目',
    },
    note: (placed: number) => `${placed} 个项目，一点一个，大小为预算，形状为灯`,
    moneyAxis: '资金：执行率 ÷ 应有进度，%',
    performanceAxis: '绩效：完成 ÷ 应有进度，%',
    quadrant: (name: string, count: number) => `${name} ${count}`,
    quadrants: '四个象限',
    project: (project: string, unit: string) => `${project}（${unit}）`,
    heads: { project: '项目', money: '资金进度', performance: '绩效进度', quadrant: '象限' },
    unplaced: {
      no_money_pace: '资金没有进度可比',
      no_performance_pace: '绩效没有进度可比',
      neither_pace: '资金、绩效都没有进度可比',
    } satisfies Record<Unplaced, string>,
    unplacedName: '未能归类',
    beyond: (count: number) => `${count} 个超过 200%，画在边上`,
    paces: (money: string, performance: string) => `钱 ${money} · 事 ${performance}`,
    more: (count: number) => `再看 ${count} 个`,
    noneHere: '这一格里没有项目',
    hide: '收起名单',
  },
  returns: {
    title: (forms: number, cells: number, column: string) =>
      `退回 ${forms} 张共 ${cells} 处，最多的是${column}`,
    none: '还没有退回过',
    noneWhy: '退回时写在格子上的理由，会按表上的栏目归在这里。',
    note: '按退回的格子所在的栏目',
    times: (words: string, count: number) => (count === 1 ? words : `${words} × ${count}`),
    others: (count: number) => `另有 ${count} 种说法`,
    columns: {
      goal: '年度总体目标',
      money: '全年预计执行数',
      target: '年度指标值',
      actual: '完成情况',
      expected: '全年预计完成',
      reasons: '偏差原因',
      reasonText: '偏差原因说明',
      likelihood: '完成可能性',
      remark: '备注',
      measures: '整改措施',
      answer: '存疑的说明',
      achieved: '实际完成情况',
      weights: '另定的分值',
      points: '分值',
      grade: '达成情况',
      share: '得分比例',
      reason: '偏差原因及措施',
      tooLow: '目标是否定低了',
      group: '归类',
    } satisfies Record<ReturnColumn, string>,
    otherColumn: '其他',
  },
  queue: {
    title: (count: number) => (count === 0 ? '没有要看的监控表' : `先看这些：${count} 张按风险排`),
    note: '严重滞后、双慢在前，再是逾期，再是等得最久的',
    filter: '在哪一环节',
    all: '全部',
    why: {
      severe: '严重滞后',
      both_behind: '双慢',
      overdue: '逾期',
      waiting: '',
    } satisfies Record<QueueReason, string>,
    overdueBy: (day: string) => `${day} 到期，已逾期`,
    since: (day: string) => `${day} 起`,
    empty: (cells: number) => `${cells} 格未填`,
    unanswered: (count: number) => `${count} 处待核对`,
    returned: (cells: number) => `退回 ${cells} 格`,
    ready: '已填好，未送审',
    waitsFor: (stage: string) => `待${stage}审`,
    more: (count: number) => `再看 ${count} 张`,
    nothing: '这一环节没有监控表',
    keys: { label: '快捷键', move: '上一张、下一张', open: '打开' },
  },
  drawer: {
    title: '开监控或自评任务',
    lead: '选一个样式，改成本县的；选中的每个项目生成一张表，按截止日所知预填并冻结。',
    variant: '样式',
    variantOf: (title: string, kind: string) => `${title} · ${kind}`,
    noVariants: '没有配置好的样式',
    name: '任务名称',
    window: '监控期',
    months: (month: number) => (month === 1 ? '1 月' : `1—${month} 月`),
    cutOff: '数据截止日',
    scope: '范围',
    scopes: { all: '全部项目', rule: '按条件选重点项目', list: '手工选择' },
    budget: '预算不少于（万元）',
    rate: '执行率低于（%）',
    lights: '只要这些灯',
    formName: '用表',
    deadlines: '期限',
    chase: { lead: '到期没有报出单位的，自动催办：', step: (day: string, does: string) => `${day} ${does}` },
    noDeadline: '不设',
    origin: (origin: string) => `出处：${origin}`,
    entered: '本次手工填写',
    guess: '放假安排未确认，日子可能变动',
    search: '搜项目、单位',
    chosenOf: (chosen: number, all: number) => `已选 ${chosen} / ${all}`,
    choose: (project: string, unit: string) => `${project}，${unit}`,
    chooseFound: (count: number) => `选中搜到的 ${count} 个`,
    dropAll: '都不选',
    found: (shown: number, all: number) => `列出 ${shown} 个，共 ${all} 个；请用搜索缩小范围`,
    previewTitle: '会选中哪些项目',
    reading: '正在按截止日所知挑选',
    chosen: (count: number) => `选中 ${count} 个`,
    undecided: (count: number) => `${count} 个没有预算，条件判断不了，不会选中，请自行决定`,
    undecidedMore: (count: number) => `另有 ${count} 个`,
    show: '看名单',
    hide: '收起名单',
    moreChosen: (count: number) => `另有 ${count} 个`,
    consequence: (forms: number, month: number, day: number) =>
      `将生成 ${forms} 张监控表，冻结 ${month} 月 ${day} 日所知`,
    nothing: '还没有选中项目',
    confirm: (forms: number) => `生成 ${forms} 张监控表`,
    confirmNone: '生成监控表',
    busy: '正在生成',
    cancel: '不开了',
    opened: (title: string, forms: number) => `已开“${title}”，生成 ${forms} 张监控表`,
    problems: {
      amount: '请填金额，单位万元，如 200',
      rate: '请填 0 到 100 之间的数，如 60',
      noProjects: '请至少选一个项目',
      ahead: (today: string) => `截止日还没有过完（今天 ${today}），过了那天再开，或提前截止日`,
    },
  },
} satisfies Dictionary;

export const reviewsWords = words('reviews', zhCN);

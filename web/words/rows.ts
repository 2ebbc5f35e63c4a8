/** Words of the drawer with the rows behind a number of the overview, of the last look, and of the choice of panels. */
import { type Dictionary, words } from './words.ts';

const counted = (light: string, count: number, what: string) =>
  light === '' ? `${count} 个${what}` : `${light} ${count} 个${what}`;

const zhCN = {
  opens: (what: string) => `${what}，打开明细`,
  asOf: (day: string, scope: string) => `截至 ${day}，${scope}`,
  row: (scope: string, row: string) => `${scope} · ${row}`,
  close: '关闭明细',
  all: '全部',
  lightNames: { behind: '滞后', trouble: '非正常' },
  title: {
    projects: (light: string, count: number) => counted(light, count, '项目'),
    budget: (amount: string, count: number) => `年度预算 ${amount} 万元，${count} 个项目`,
    rate: (rate: string, executed: string, budget: string) =>
      `执行率 ${rate}：已执行 ${executed} 万元，预算 ${budget} 万元`,
    left: (amount: string, count: number) => `未执行 ${amount} 万元，${count} 个项目`,
    executed: (amount: string, count: number) => `已执行 ${amount} 万元，${count} 笔`,
    executedUntil: (day: string, amount: string, count: number) =>
      `到 ${day} 已执行 ${amount} 万元，${count} 笔`,
    indicators: (light: string, group: string, count: number) => counted(light, count, `${group}指标`),
    overdue: (count: number, amount: string) =>
      amount === '' ? `${count} 笔拨付逾期` : `${count} 笔拨付逾期，还差 ${amount} 万元`,
    missed: (count: number) => `${count} 项到期未办`,
    dueSoon: (count: number, amount: string) =>
      amount === '' ? `${count} 笔将到期` : `${count} 笔将到期，还差 ${amount} 万元`,
    openAlerts: (count: number) => `${count} 条提醒还没有人处理`,
    changedBehind: (day: string, net: string, entered: number, left: number) =>
      `比 ${day}，滞后项目 ${net}：新增 ${entered} 个，脱离 ${left} 个`,
    changedUnreported: (day: string, net: string, entered: number, left: number) =>
      `比 ${day}，未报项目 ${net}：新增 ${entered} 个，补报 ${left} 个`,
    changedRate: (day: string, points: string, then: string, now: string) =>
      `比 ${day}，执行率 ${points} 点：${then} → ${now}`,
    today: (day: string, count: number) => `${day} 有 ${count} 条变化`,
    sinceWorse: (since: string, count: number) => `${since}以来 ${count} 个项目变差`,
    sinceBetter: (since: string, count: number) => `${since}以来 ${count} 个项目好转`,
    sincePaid: (since: string, count: number, amount: string) =>
      `${since}以来 ${count} 笔支付，共 ${amount} 万元`,
  },
  column: {
    light: '灯',
    project: '项目',
    indicator: '指标',
    budget: '预算',
    executed: '已执行',
    left: '未执行',
    rate: '执行率%',
    before: '当时',
    now: '现在',
    difference: '增加',
    due: '到期',
    duty: '事项',
    amount: '金额',
    outstanding: '还差',
    late: '工作日',
    day: '日期',
    document: '凭证',
    group: '类别',
    change: '变化',
    what: '什么变了',
  },
  then: (light: string) => `当时${light}`,
  alsoUnder: (projects: string) => `同一目标，只计一次：也在 ${projects}`,
  notThere: '当时没有',
  gone: '已撤销',
  returned: '退回',
  total: (count: number) => `合计 ${count} 行`,
  shown: (shown: number, total: number) => `已列 ${shown} 行，共 ${total} 行`,
  more: (count: number) => `再列 ${count} 行`,
  empty: '没有这样的行',
  emptyWhy: '这个数字现在是 0。',
  toProjects: '打开项目清单',
  toAlerts: '打开提醒',
  look: {
    since: (when: string) => `上次查看（${when}）以来：`,
    sinceShort: (when: string) => `上次查看（${when}）`,
    sinceDay: (day: string) => `上次查看是 ${day}，与那天收盘相比：`,
    sinceDayShort: (day: string) => `${day} 收盘`,
    worse: (count: number) => `${count} 个变差`,
    better: (count: number) => `${count} 个好转`,
    paid: (count: number) => `${count} 笔支付`,
    none: '没有变化',
    and: '、',
  },
  panels: {
    choose: '选择面板',
    title: '显示哪些面板',
    hint: '可以用箭头换同一行里的位置；选择只对您自己有效。',
    reset: '恢复默认',
    earlier: (name: string) => `${name}往前`,
    later: (name: string) => `${name}往后`,
    upperRow: '上一行',
    lowerRow: '下一行',
    names: {
      units: '各单位执行',
      matrix: '指标的灯',
      trend: '全年走势',
      worst: '最需要过问的',
      duties: '逾期与将到期',
      recent: '刚刚发生',
    },
  },
} satisfies Dictionary;

export const rowsWords = words('rows', zhCN);

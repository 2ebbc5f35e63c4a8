/**
 * What the monitoring form prints of itself: labels, columns, boxes, notes. Data with an origin, because every county's 办法 prints
 * its own (domain.md 1).
 */
import { printedWindow } from './paper.ts';
import type { Post } from './post.ts';
import type { Sourced } from './sourced.ts';

const MONEY_COLUMNS = ['initial', 'adjusted', 'executed', 'rate', 'expected'] as const;
export type MoneyColumn = (typeof MONEY_COLUMNS)[number];

/** What the form prints of itself. `{窗口}` in a text stands for the months of the round: 1—7月. */
export interface MonitoringWording {
  projectName: string;
  department: string;
  implementingUnit: string;
  money: string;
  /** Which money columns there are, from left to right, and what they are called. */
  moneyColumns: { column: MoneyColumn; label: string }[];
  goal: string;
  level1: string;
  level2: string;
  name: string;
  target: string;
  actual: string;
  expected: string;
  reasons: string;
  reasonText: string;
  likelihood: string;
  remark: string;
  /** Opinion boxes with room for a seal; `posts` whose opinions stand in them. One to four. */
  opinions: { title: string; posts: Post[] }[];
  /** Below the grid, one paragraph each. */
  notes: string[];
}

export const DEFAULT_MONITORING_WORDING: Sourced<MonitoringWording> = {
  value: {
    projectName: '项目名称',
    department: '主管部门及代码',
    implementingUnit: '实施单位',
    money: '项目资金\n（万元）',
    moneyColumns: [
      { column: 'initial', label: '年初预算数' },
      { column: 'adjusted', label: '调整后预算数' },
      { column: 'executed', label: '{窗口}执行数' },
      { column: 'rate', label: '{窗口}执行率' },
      { column: 'expected', label: '全年预计执行数' },
    ],
    goal: '年度总体目标',
    level1: '一级指标',
    level2: '二级指标',
    name: '三级指标',
    target: '年度指标值',
    actual: '{窗口}\n执行情况',
    expected: '全年预计\n完成情况',
    reasons: '偏差原因分析',
    reasonText: '原因说明',
    likelihood: '完成目标可能性',
    remark: '备注',
    opinions: [
      { title: '实施单位意见', posts: ['unit_head'] },
      { title: '主管部门审核意见', posts: ['leader'] },
      { title: '财政部门审核意见', posts: ['finance_business', 'finance_performance'] },
    ],
    notes: [
      '注：1.偏差原因分析：针对与预期目标产生偏差的指标值，分别从经费保障、制度保障、人员保障、硬件条件保障等方面进行判断和分析，在相应栏打“√”，并说明原因。',
      '2.完成目标可能性：分确定能、有可能、完全不可能三级综合判断，在相应栏打“√”。',
      '3.备注：说明预计到年底不能完成目标的原因及拟采取的措施。',
      '4.执行率＝执行数÷调整后预算数。',
    ],
  },
  origin:
    'domain.md 1.1: form of 财预〔2019〕136号 [memory]; 调整后预算数 beside 年初预算数: domain.md 2 (keep both, show both); opinion boxes: domain.md 5, flow [advice]',
};

/** The wording with the round's months in it. */
export function inWindow(wording: MonitoringWording, toMonth: number): MonitoringWording {
  const put = (text: string): string => text.replaceAll('{窗口}', printedWindow(toMonth));
  const plain = Object.fromEntries(
    Object.entries(wording).map(([name, text]) => [name, typeof text === 'string' ? put(text) : text]),
  ) as unknown as MonitoringWording;
  return {
    ...plain,
    moneyColumns: wording.moneyColumns.map((each) => ({ ...each, label: put(each.label) })),
    opinions: wording.opinions.map((each) => ({ ...each, title: put(each.title) })),
    notes: wording.notes.map(put),
  };
}

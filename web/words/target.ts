import type { Basis, Grade } from '../../domain/judge.ts';
import type { Measure } from '../../domain/target.ts';
import { type Dictionary, words } from './words.ts';

/** How a target is read and reported: words that the entry, project and import pages share. */
const zhCN = {
  before: (day: string) => `${day} 前`,
  graded: '按达成程度评定',
  notUnderstood: (reason: string) => `没看懂：${reason}`,
  separator: ' · ',
  measures: {
    cumulative: '累计',
    level: '与全年值比',
    date: '完成日期',
    grade: '分三档',
    none: '不能判定',
  } satisfies Record<Measure, string>,
  atMost: '不得超过',
  curves: {
    even: '按月均匀',
    monthly: '每月一份',
    months: (from: number, to: number) => `${from} 月到 ${to} 月，每月一份`,
    date: (day: string) => `到 ${day} 一次做完`,
    yearEnd: '年底一次做完',
    seasonal: (months: readonly number[]) => `只在 ${months.join('、')} 月，每月一份`,
    plan: '按用款计划',
  },
  reportEvery: {
    month: '每月报',
    half_year: '6 月、12 月报',
    year: '12 月报',
  },
  basis: {
    month: '当月',
    cumulative: '累计',
    level: '期末',
  } satisfies Record<Basis, string>,
  grades: {
    achieved: '达成',
    partly: '部分达成',
    not_achieved: '未达成',
  } satisfies Record<Grade, string>,
  pace: {
    none: (name: string) => `${name}：还没有报数`,
    behind: (name: string, actual: string, expected: string, gap: string) =>
      `${name} ${actual}，应达 ${expected}，差 ${gap}`,
    ahead: (name: string, actual: string, expected: string) => `${name} ${actual}，应达 ${expected}，已达到`,
    nothingDue: (name: string, actual: string) => `${name} ${actual}，还没有应达数`,
    ceiling: (name: string, actual: string, ceiling: string) => `${name} ${actual}，上限 ${ceiling}`,
    level: (name: string, actual: string, goal: string) => `${name} ${actual}，目标 ${goal}`,
    target: (value: string) => `目标 ${value}`,
    limit: (value: string) => `上限 ${value}`,
    budget: (value: string) => `预算 ${value}`,
    expected: (value: string) => `应达 ${value}`,
    actual: (value: string) => `实际 ${value}`,
    gap: (value: string) => `差 ${value}`,
    outlook: (value: string, range: string | null) =>
      range === null ? `预计 ${value}` : `预计 ${value}（${range}）`,
    month: '月末',
    expectedHead: '应达',
    actualHead: '实际',
  },
} satisfies Dictionary;

export const targetWords = words('target', zhCN);

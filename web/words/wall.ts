import type { IndicatorGroup } from '../../domain/indicator-group.ts';
import { type Dictionary, words } from './words.ts';

/** A piece of the sentence across the wall, coloured like a light's word. */
export type WallPiece =
  string | { readonly text: string; readonly tone: 'strong' | 'lagging' | 'severe' | 'attention' | 'normal' };

/** What the sentence says; figures are already formatted. */
export interface WallFacts {
  projects: number;
  behind: number;
  overdue: number;
  /** 万元 of what is late, '' where no sum is known. */
  overdueAmount: string;
  missed: number;
  rate: string | null;
  /** Size of the lead or lag against elapsed time in points, without sign. */
  gap: string;
  gapTone: 'strong' | 'lagging' | 'severe' | 'attention' | 'normal';
  direction: 'slower' | 'faster' | 'level';
}

function sentence(facts: WallFacts): WallPiece[] {
  const pieces: WallPiece[] = [`${facts.projects} 个项目，`];
  if (facts.behind > 0) pieces.push({ text: `${facts.behind} 个滞后`, tone: 'lagging' });
  else pieces.push('没有滞后的');
  if (facts.overdue > 0) {
    pieces.push('，', { text: `${facts.overdue} 笔逾期`, tone: 'severe' });
    if (facts.overdueAmount !== '') pieces.push(` ${facts.overdueAmount} 万元`);
  } else if (facts.missed > 0) pieces.push('，', { text: `${facts.missed} 项到期未办`, tone: 'severe' });
  if (facts.rate === null) return [...pieces, '；还没有录入预算'];
  pieces.push('；执行 ', { text: facts.rate, tone: 'strong' });
  if (facts.direction === 'level') return [...pieces, '，与时间一致'];
  pieces.push(`，比时间${facts.direction === 'slower' ? '慢' : '快'} `);
  return [...pieces, { text: facts.gap, tone: facts.gapTone }, ' 点'];
}

/** The wall: few words, large. */
const zhCN = {
  menu: '大屏',
  documentTitle: (scope: string) => `大屏 · ${scope} · 目标哨`,
  subtitle: (year: number) => `${year} 年度绩效目标运行监控`,
  forLargeScreens: '这一页给 1920×1080 的大屏看，不用操作。',
  toOverview: '打开总览',
  sentence,
  units: {
    title: (name: string, rate: string, gap: string, slower: boolean) =>
      `${name}最慢：${rate}，比时间${slower ? '慢' : '快'} ${gap} 点`,
    time: (share: string) => `时间 ${share}`,
  },
  matrix: {
    title: (groups: string) => `滞后集中在${groups}`,
    allIn: (groups: string) => `滞后都在${groups}`,
    /** Above a narrow column; the whole name is in the tooltip. */
    head: (name: string, _group: IndicatorGroup) => name,
  },
  leaf: (shown: number, of: number) => `${shown} / ${of}`,
  late: {
    title: (overdue: number) => `逾期拨付 ${overdue} 笔`,
    missed: (missed: number) => `到期未办 ${missed} 项`,
    both: (overdue: number, missed: number) => `逾期 ${overdue} 笔，到期未办 ${missed} 项`,
    none: '没有逾期的',
    more: (count: number) => `另有 ${count} 笔逾期`,
    soon: (count: number, amount: string) =>
      amount === '' ? `3 个工作日内有 ${count} 笔到期` : `3 个工作日内有 ${count} 笔到期，${amount}`,
    noneSoon: '3 个工作日内没有到期的',
    due: (day: string) => `${day} 到期`,
    dueToday: '今天到期',
  },
  worst: {
    title: (count: number) => `先过问这${count === 5 ? '五' : ` ${count} `}个`,
    none: '没有要过问的项目',
  },
  ticker: {
    live: '实时',
    connecting: '正在连接',
    asOf: (time: string) => `数据截至 ${time}`,
    stale: (time: string) => `连接中断，数据截至 ${time}`,
    staleFor: (time: string, minutes: number) => `连接中断 ${minutes} 分钟，数据截至 ${time}`,
    becomes: '变为',
    none: '今天还没有变化',
    scanStopped: '自动检查已停止，提醒可能漏发，请告诉系统管理员',
    databaseGone: '数据库没有应答，请告诉系统管理员',
    failed: (reason: string) => `${reason}，正在自动重试`,
  },
} satisfies Dictionary;

export const wallWords = words('wall', zhCN);

/**
 * Double monitoring (双监控, domain.md 1, definition): the pace of a project's money × the pace of its performance, each actual ÷
 * what is due by now, in four named quadrants. Names and cuts as on the cockpit (pages/06): money at 90 %, performance at 80 %,
 * which are the cuts of 关注 and 滞后 of the rule set; both are [advice] and data.
 */
import type { Language } from './language.ts';
import type { Light } from './light.ts';
import { compareAmounts } from './money.ts';
import type { Sourced } from './sourced.ts';

export const QUADRANTS = ['both_fine', 'money_behind', 'both_behind', 'money_ahead'] as const;
/** money_behind: 钱慢事快. money_ahead: 钱快事慢, money goes out while little is done. */
export type Quadrant = (typeof QUADRANTS)[number];

export const QUADRANT_NAMES: Readonly<Record<Language, Readonly<Record<Quadrant, string>>>> = {
  'zh-CN': {
    both_fine: '基本正常',
    money_behind: '钱慢事快',
    both_behind: '双慢',
    money_ahead: '钱快事慢',
  },
  en: {
    both_fine: 'on course',
    money_behind: 'money slow, work on course',
    both_behind: 'both slow',
    money_ahead: 'money on course, work slow',
  },
};

export interface QuadrantCuts {
  /** Money is slow below this share of what is due. */
  money: Sourced<number>;
  /** Performance is slow below this share of what is due. */
  performance: Sourced<number>;
}

export const DEFAULT_CUTS: QuadrantCuts = {
  money: { value: 0.9, origin: 'pages/06 and guide.md 5 [advice]: the cut of 关注 in the default rule set' },
  performance: {
    value: 0.8,
    origin: 'pages/06 and guide.md 5 [advice]: the cut of 滞后 in the default rule set',
  },
};

/**
 * The pace that a light stands for where a subject has no ratio of its own (grades, days, ceilings with nothing counted): the
 * middle of its band, [advice]. Lights that say nothing about pace have none.
 */
const PACE_OF_LIGHT: Readonly<Partial<Record<Light, number>>> = {
  ahead: 1.2,
  normal: 1,
  attention: 0.85,
  lagging: 0.7,
  severe: 0.5,
};

/** A judged indicator, as far as its pace goes. */
export interface PacedIndicator {
  light: Light;
  ratio: number | null;
}

/** Lights under which a subject has no pace to show. */
const WITHOUT_PACE: readonly Light[] = ['not_due', 'awaiting_event', 'unreported', 'undeterminable'];

/**
 * The pace of a project's performance: that of its slowest indicator, as a project takes the worst light of its indicators.
 * An unreported indicator keeps the ratio of its last report out: what is unknown is not good.
 * @returns null when none has a pace.
 */
export function performancePace(indicators: readonly PacedIndicator[]): number | null {
  let slowest: number | null = null;
  for (const { light, ratio } of indicators) {
    const pace = WITHOUT_PACE.includes(light) ? null : (ratio ?? PACE_OF_LIGHT[light] ?? null);
    if (pace !== null && (slowest === null || pace < slowest)) slowest = pace;
  }
  return slowest;
}

export interface MonitoredProject {
  id: string;
  departmentId: string;
  /** The project's light: the point's shape. */
  light: Light;
  /** Adjusted budget in yuan, the point's size; null: none. */
  budgetYuan: string | null;
  /** 执行率 ÷ 应有进度 (`Judgement.ratio` of the money). */
  moneyPace: number | null;
  /** `performancePace` */
  performancePace: number | null;
}

/** Why a project stands in no quadrant. */
export type Unplaced = 'no_money_pace' | 'no_performance_pace' | 'neither_pace';

export interface DoubleMonitoring<Project extends MonitoredProject = MonitoredProject> {
  /** The worst first: by performance pace ascending, then the greater budget. */
  quadrants: Record<Quadrant, Project[]>;
  counts: Record<Quadrant, number>;
  /** Counted apart, never among the normal. */
  unplaced: { project: Project; why: Unplaced }[];
}

export function quadrantOf(moneyPace: number, pace: number, cuts: QuadrantCuts = DEFAULT_CUTS): Quadrant {
  const moneySlow = moneyPace < cuts.money.value;
  if (pace < cuts.performance.value) return moneySlow ? 'both_behind' : 'money_ahead';
  return moneySlow ? 'money_behind' : 'both_fine';
}

export function doubleMonitoring<Project extends MonitoredProject>(
  projects: readonly Project[],
  cuts: QuadrantCuts = DEFAULT_CUTS,
): DoubleMonitoring<Project> {
  const quadrants: Record<Quadrant, Project[]> = {
    both_fine: [],
    money_behind: [],
    both_behind: [],
    money_ahead: [],
  };
  const unplaced: DoubleMonitoring<Project>['unplaced'] = [];
  for (const project of projects) {
    const { moneyPace, performancePace: pace } = project;
    if (moneyPace !== null && pace !== null) quadrants[quadrantOf(moneyPace, pace, cuts)].push(project);
    else unplaced.push({ project, why: whyUnplaced(project) });
  }
  for (const quadrant of QUADRANTS) quadrants[quadrant].sort(worstFirst);
  const counts = {
    both_fine: quadrants.both_fine.length,
    money_behind: quadrants.money_behind.length,
    both_behind: quadrants.both_behind.length,
    money_ahead: quadrants.money_ahead.length,
  };
  return { quadrants, counts, unplaced };
}

function whyUnplaced({ moneyPace, performancePace: pace }: MonitoredProject): Unplaced {
  if (moneyPace === null) return pace === null ? 'neither_pace' : 'no_money_pace';
  return 'no_performance_pace';
}

function worstFirst(a: MonitoredProject, b: MonitoredProject): number {
  const byPace = (a.performancePace ?? 0) - (b.performancePace ?? 0);
  return byPace !== 0 ? byPace : compareAmounts(b.budgetYuan ?? '0', a.budgetYuan ?? '0');
}

import { type Dictionary, type Piece, words } from './words.ts';

/** What the first sentence says; figures are already formatted. */
export interface SentenceFacts {
  projects: number;
  behind: number;
  severe: number;
  unreported: number;
  /** Payments and allotments that are late; what is owed of them in 万元, '' where no sum is known. */
  overdue: number;
  overdueAmount: string;
  /** Work whose day has passed. */
  missed: number;
  rate: string | null;
  /** Size of the lead or lag against elapsed time in points, without sign. */
  gap: string;
  direction: 'slower' | 'faster' | 'level';
}

function sentence(facts: SentenceFacts): Piece[] {
  const pieces: Piece[] = [{ text: `${facts.projects} 个项目`, tone: 'plain', opens: 'projects' }];
  if (facts.behind > 0) {
    pieces.push('中 ', { text: `${facts.behind} 个滞后`, tone: 'lagging', opens: 'behind' });
    if (facts.severe === facts.behind) pieces.push('（都是严重滞后）');
    else if (facts.severe > 0) {
      pieces.push('（', { text: `${facts.severe} 个严重`, tone: 'plain', opens: 'severe' }, '）');
    }
  } else {
    pieces.push('没有滞后的');
  }
  if (facts.unreported > 0) {
    pieces.push('，', { text: `${facts.unreported} 个未报`, tone: 'strong', opens: 'unreported' });
  }
  if (facts.overdue > 0) {
    pieces.push('，', { text: `${facts.overdue} 笔拨付逾期`, tone: 'severe', opens: 'overdue' });
    if (facts.overdueAmount !== '') {
      pieces.push({ text: `共 ${facts.overdueAmount} 万元`, tone: 'plain', opens: 'overdue' });
    }
  }
  if (facts.missed > 0)
    pieces.push('，', { text: `${facts.missed} 项到期未办`, tone: 'severe', opens: 'missed' });
  pieces.push('；');
  if (facts.rate === null) return [...pieces, '还没有录入预算。'];
  pieces.push('执行 ', { text: facts.rate, tone: 'strong', opens: 'rate' });
  if (facts.direction === 'level') pieces.push('，与时间进度一致。');
  else {
    pieces.push(`，比时间进度${facts.direction === 'slower' ? '慢' : '快'} `);
    pieces.push({ text: facts.gap, tone: 'strong', opens: 'rate' }, ' 个百分点。');
  }
  return pieces;
}

/** What the light beside a sentence says already: the ratio with its cut, the band of a grade, the cut alone. */
const SAID_BY_THE_LIGHT =
  /，完成比 [^，；]+，低于 [^，；]+$|，在 60%[^，；]+档，为[^，；]+$|，低于 \d[\d.]*%$/;

const zhCN = {
  documentTitle: (scope: string) => `总览 · ${scope} · 目标哨`,
  asOf: (date: string, scope: string) => `截至 ${date}，${scope}`,
  sentence,
  change: {
    since: (month: number) => `比 ${month} 月底`,
    behind: '滞后',
    unreported: '未报',
    rate: '执行率',
    points: (difference: string) => `${difference} 点`,
  },
  place: {
    allUnits: '全部单位',
    unit: (chosen: string) => `${chosen}，选择单位`,
    year: (chosen: string) => `${chosen}，选择年度`,
  },
  figures: {
    title: '资金执行',
    budget: '年度预算',
    executed: '已执行',
    rate: '执行率',
    gap: '比时间进度',
    left: '未执行',
    wan: '万元',
    point: '点',
    time: (share: string) => `时间 ${share}`,
    initial: (amount: string) => `年初预算 ${amount}`,
    bullet: (rate: string, time: string) => `执行 ${rate}，时间进度 ${time}`,
    ofBudget: (executed: string, budget: string) => `${executed} / ${budget} 万元`,
  },
  lights: {
    title: (projects: number) => `${projects} 个项目的灯`,
    filter: (light: string, count: number) => `${light} ${count} 个项目，打开明细`,
  },
  duties: {
    strip: '逾期拨付',
    countUnit: '笔',
    longest: (days: number) => `最长 ${days} 个工作日`,
    soonAlso: (count: number) => `3 个工作日内另有 ${count} 笔到期`,
    soonOnly: (count: number) => `3 个工作日内有 ${count} 笔到期`,
    noneSoon: '3 个工作日内没有到期的',
    missed: (count: number) => `另有 ${count} 项到期未办`,
    openLate: (count: number) => `逾期 ${count} 笔，打开明细`,
    openSoon: (count: number) => `将到期 ${count} 笔，打开明细`,
    title: (overdue: number, missed: number) =>
      overdue > 0 && missed > 0
        ? `${overdue} 笔逾期，${missed} 项到期未办`
        : overdue > 0
          ? `${overdue} 笔逾期`
          : `${missed} 项到期未办`,
    none: '没有逾期的',
    noneSoonWhy: '近几天也没有到期的；到期前 3 个工作日会列在这里。',
    next: (day: string) => `没有逾期，最近一笔 ${day} 到期`,
    nextStep: (title: string, day: string) => `${title}，最近一次上报在 ${day}`,
    soon: '将到期',
    soonSum: (count: number, amount: string) => (amount === '' ? `${count} 笔` : `${count} 笔 ${amount}`),
    today: '今天',
    more: (count: number) => `再看 ${count} 笔`,
    all: '全部提醒',
    unit: '万元',
  },
  units: {
    title: (name: string, rate: string, gap: string, slower: boolean) =>
      `${name}最慢：${rate}，比时间${slower ? '慢' : '快'} ${gap} 点`,
    single: (rate: string) => `本单位执行 ${rate}`,
    none: '还没有单位录入预算',
    sorted: '按慢到快',
    gapHead: '比时间（点）',
    time: (share: string) => `时间进度 ${share}`,
    bullet: (name: string, rate: string, time: string) => `${name}执行 ${rate}，时间进度 ${time}`,
    caption: '各单位的预算执行',
    open: (name: string) => `只看${name}`,
  },
  matrix: {
    title: (behind: number, inGroups: number, groups: string) =>
      inGroups === behind
        ? `${behind} 个滞后指标，都在${groups}`
        : `${behind} 个滞后指标，${inGroups} 个在${groups}`,
    none: '没有滞后的指标',
    and: '和',
    note: (indicators: number) => `${indicators} 个指标，单元格只写有问题的`,
    caption: '各单位、各类指标的灯',
    unit: '单位',
    count: (count: number) => `${count} 个`,
    total: '合计',
    cell: (unit: string, group: string, light: string, count: number) =>
      `${unit}，${group}指标，${light} ${count} 个，打开明细`,
  },
  trend: {
    forecast: (share: string, missing: string) => `照现在的速度，年底约 ${share}，缺 ${missing} 万元`,
    complete: '照现在的速度，年底能执行完',
    early: (share: string) => `已执行 ${share}，满两个月后给出年底预计`,
    closed: (share: string, left: string) => `全年执行 ${share}，未执行 ${left} 万元`,
    none: '还没有录入预算，不能比较',
    actual: (share: string) => `实际 ${share}`,
    planned: '时间进度',
    expected: (share: string) => `预计 ${share}`,
    needed: (points: string) => `余下每月要 ${points} 点`,
    recent: (months: number, points: string) =>
      months === 1 ? `上月 ${points} 点` : `近${'零一二三'[months] ?? ''}月平均 ${points} 点`,
    month: '月末',
    executed: '累计执行（万元）',
    share: '执行率',
    time: '时间进度',
    yearEnd: '年底预计',
    yearLow: '年底低值',
    yearHigh: '年底高值',
    caption: '逐月累计执行',
  },
  worst: {
    title: (count: number) => (count === 10 ? '最需要过问的十个项目' : `最需要过问的 ${count} 个项目`),
    short: '最需要过问的',
    none: '没有要过问的项目',
    noneWhy: '没有关注、滞后、未报或严重滞后的项目。',
    note: (troubled: number) => `先按灯、再按金额排 · 共 ${troubled} 个非正常`,
    all: (troubled: number) => `看全部 ${troubled} 个`,
    light: '灯',
    project: '项目',
    unit: '单位',
    budget: '预算',
    rate: '执行率%',
    why: '一句话原因',
    since: '持续',
    days: (days: number) => `${days} 天`,
    /** `取证 302 人，应达 583 人，完成比 52%，低于 60%` → `取证 302 人，应达 583 人`. */
    brief: (why: string) => why.replace(SAID_BY_THE_LIGHT, ''),
    sinceDay: (day: string) => `从 ${day} 起`,
    today: '今天',
    justNow: '刚刚',
    updates: (count: number) => `有 ${count} 条更新`,
  },
  recent: {
    title: '刚刚发生',
    ofDay: '当天全部 ›',
    none: '今天还没有变化',
    noneWhy: '有人填报、付款，或日子走到期限时，这里会多一行。',
    to: '变为',
  },
  empty: {
    title: (scope: string, year: number) => `${scope} ${year} 年度还没有项目`,
    why: '导入绩效目标申报表以后，这里显示资金执行、每个项目的灯和最需要过问的项目。',
    action: '去导入申报表',
    askUnit: '请经办人或财政部门导入申报表。',
  },
} satisfies Dictionary;

export const overviewWords = words('overview', zhCN);

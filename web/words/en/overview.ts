import type { SentenceFacts, overviewWords } from '../overview.ts';
import type { Piece } from '../words.ts';
import { lower, monthName, some, workingDays } from './terms.ts';

function sentence(facts: SentenceFacts): Piece[] {
  const pieces: Piece[] = [{ text: some(facts.projects, 'project'), tone: 'plain', opens: 'projects' }, ', '];
  if (facts.behind > 0) {
    pieces.push({ text: `${facts.behind} lagging`, tone: 'lagging', opens: 'behind' });
    if (facts.severe === facts.behind) pieces.push(' (all severe)');
    else if (facts.severe > 0) {
      pieces.push(' (', { text: `${facts.severe} severely`, tone: 'plain', opens: 'severe' }, ')');
    }
  } else {
    pieces.push('none lagging');
  }
  if (facts.unreported > 0) {
    pieces.push(', ', { text: `${facts.unreported} unreported`, tone: 'strong', opens: 'unreported' });
  }
  if (facts.overdue > 0) {
    pieces.push(', ', {
      text: `${some(facts.overdue, 'disbursement')} overdue`,
      tone: 'severe',
      opens: 'overdue',
    });
    if (facts.overdueAmount !== '') {
      pieces.push(' (', { text: `${facts.overdueAmount} wan yuan`, tone: 'plain', opens: 'overdue' }, ')');
    }
  }
  if (facts.missed > 0) {
    pieces.push(', ', {
      text: `${some(facts.missed, 'deadline')} missed`,
      tone: 'severe',
      opens: 'missed',
    });
  }
  pieces.push('; ');
  if (facts.rate === null) return [...pieces, 'no budget recorded yet.'];
  pieces.push({ text: facts.rate, tone: 'strong', opens: 'rate' }, ' executed');
  if (facts.direction === 'level') pieces.push(', level with time.');
  else {
    pieces.push(', ', { text: facts.gap, tone: 'strong', opens: 'rate' });
    pieces.push(` points ${facts.direction === 'slower' ? 'behind' : 'ahead of'} time.`);
  }
  return pieces;
}

const sided = (gap: string, slower: boolean): string =>
  `${gap} points ${slower ? 'behind' : 'ahead of'} time`;

const SAID_BY_THE_LIGHT =
  /, achievement [^,;]+, below [^,;]+$|, in the band [^,;]+, [^,;]+$|, below \d[\d.]*%$/;

export const overview: typeof overviewWords = {
  documentTitle: (scope) => `Overview · ${scope} · Mubiao`,
  asOf: (date, scope) => `As of ${date}, ${scope}`,
  sentence,
  change: {
    since: (month) => `Since end of ${monthName(month)}`,
    behind: 'Lagging',
    unreported: 'Unreported',
    rate: 'Execution',
    points: (difference) => `${difference} points`,
  },
  place: {
    allUnits: 'All units',
    unit: (chosen) => `${chosen}, choose unit`,
    year: (chosen) => `${chosen}, choose year`,
  },
  figures: {
    title: 'Budget execution',
    budget: 'Budget',
    executed: 'Executed',
    rate: 'Rate',
    gap: 'vs time',
    left: 'Left',
    wan: 'wan yuan',
    point: 'points',
    time: (share) => `time ${share}`,
    initial: (amount) => `initial ${amount}`,
    bullet: (rate, time) => `Executed ${rate}, elapsed time ${time}`,
    ofBudget: (executed, budget) => `${executed} / ${budget} wan yuan`,
  },
  lights: {
    title: (projects) => `Lights of ${some(projects, 'project')}`,
    filter: (light, count) => `${light}: ${some(count, 'project')}, open the rows`,
  },
  duties: {
    strip: 'Overdue',
    countUnit: 'overdue,',
    longest: (days) => `longest ${workingDays(days)}`,
    soonAlso: (count) => `${count} more due within 3 working days`,
    soonOnly: (count) => `${count} due within 3 working days`,
    noneSoon: 'none due within 3 working days',
    missed: (count) => `${some(count, 'deadline')} missed too`,
    openLate: (count) => `${count} overdue, open the rows`,
    openSoon: (count) => `${count} due soon, open the rows`,
    title: (overdue, missed) =>
      overdue > 0 && missed > 0
        ? `${overdue} overdue, ${some(missed, 'deadline')} missed`
        : overdue > 0
          ? `${some(overdue, 'disbursement')} overdue`
          : `${some(missed, 'deadline')} missed`,
    none: 'Nothing overdue',
    noneSoonWhy: 'Nothing is due in the next days; what is will stand here 3 working days before.',
    next: (day) => `Nothing overdue, next due ${day}`,
    nextStep: (title, day) => `${title}, next escalation ${day}`,
    soon: 'Due soon',
    soonSum: (count, amount) => (amount === '' ? `${count}` : `${count}, ${amount}`),
    today: 'today',
    more: (count) => `Show ${count} more`,
    all: 'All alerts',
    unit: 'wan yuan',
  },
  units: {
    title: (name, rate, gap, slower) => `${name} slowest: ${rate} executed, ${sided(gap, slower)}`,
    single: (rate) => `This unit has executed ${rate}`,
    none: 'No unit has a budget recorded yet',
    sorted: 'slowest first',
    gapHead: 'vs time (points)',
    time: (share) => `elapsed time ${share}`,
    bullet: (name, rate, time) => `${name} executed ${rate}, elapsed time ${time}`,
    caption: 'Budget execution by unit',
    open: (name) => `Only ${name}`,
  },
  matrix: {
    title: (behind, inGroups, groups) =>
      inGroups === behind
        ? `${some(behind, 'lagging indicator')}, all in ${groups.toLowerCase()}`
        : `${some(behind, 'lagging indicator')}, ${inGroups} in ${groups.toLowerCase()}`,
    none: 'No lagging indicators',
    and: ' and ',
    note: (indicators) => `${some(indicators, 'indicator')}; cells show problems only`,
    caption: 'Lights by unit and kind of indicator',
    unit: 'Unit',
    count: (count) => `${count}`,
    total: 'Total',
    cell: (unit, group, light, count) =>
      `${unit}, ${lower(group)} indicators, ${lower(light)} ${count}, open the rows`,
  },
  trend: {
    forecast: (share, missing) => `At this pace about ${share} by year end, ${missing} wan yuan short`,
    complete: 'At this pace all is executed by year end',
    early: (share) => `${share} executed; a forecast follows after two full months`,
    closed: (share, left) => `${share} executed in the year, ${left} wan yuan left`,
    none: 'No budget recorded yet, nothing to compare',
    actual: (share) => `actual ${share}`,
    planned: 'time',
    expected: (share) => `est. ${share}`,
    needed: (points) => `${points} points a month needed`,
    recent: (months, points) =>
      months === 1 ? `${points} points last month` : `${points} points a month in the last ${months}`,
    month: 'Month end',
    executed: 'Executed in total (wan yuan)',
    share: 'Execution rate',
    time: 'Elapsed time',
    yearEnd: 'Year end, forecast',
    yearLow: 'Year end, low',
    yearHigh: 'Year end, high',
    caption: 'Execution in total by month',
  },
  worst: {
    title: (count) => `The ${count === 1 ? 'project' : `${count} projects`} to ask about first`,
    short: 'To ask about first',
    none: 'No project to ask about',
    noneWhy: 'No project is on watch, lagging, unreported or severely lagging.',
    note: (troubled) => `by light, then by amount · ${troubled} not normal`,
    all: (troubled) => `Show all ${troubled}`,
    light: 'Light',
    project: 'Project',
    unit: 'Unit',
    budget: 'Budget',
    rate: 'Rate %',
    why: 'Why',
    since: 'For',
    days: (days) => `${days} d`,
    brief: (why) => why.replace(SAID_BY_THE_LIGHT, ''),
    sinceDay: (day) => `since ${day}`,
    today: 'today',
    justNow: 'just now',
    updates: (count) => some(count, 'update'),
  },
  recent: {
    title: 'Just now',
    ofDay: 'All of the day ›',
    none: 'No change today yet',
    noneWhy: 'A line appears here when somebody reports or pays, or a deadline comes.',
    to: 'now',
  },
  empty: {
    title: (scope, year) => `${scope} has no projects for ${year} yet`,
    why: 'Once target forms are imported, this page shows budget execution, the light of each project and what to ask about first.',
    action: 'Import target forms',
    askUnit: 'Ask the handler or the finance bureau to import target forms.',
  },
};

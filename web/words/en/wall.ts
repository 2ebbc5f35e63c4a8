import type { IndicatorGroup } from '../../../domain/indicator-group.ts';
import type { WallFacts, WallPiece, wallWords } from '../wall.ts';
import { some } from './terms.ts';

function sentence(facts: WallFacts): WallPiece[] {
  const pieces: WallPiece[] = [`${some(facts.projects, 'project')}, `];
  if (facts.behind > 0) pieces.push({ text: `${facts.behind} lagging`, tone: 'lagging' });
  else pieces.push('none lagging');
  if (facts.overdue > 0) {
    pieces.push(', ', { text: `${facts.overdue} overdue`, tone: 'severe' });
    if (facts.overdueAmount !== '') pieces.push(` (${facts.overdueAmount} wan yuan)`);
  } else if (facts.missed > 0) {
    pieces.push(', ', { text: `${some(facts.missed, 'deadline')} missed`, tone: 'severe' });
  }
  if (facts.rate === null) return [...pieces, '; no budget recorded yet'];
  pieces.push('; ', { text: facts.rate, tone: 'strong' }, ' executed');
  if (facts.direction === 'level') return [...pieces, ', level with time'];
  pieces.push(', ', { text: facts.gap, tone: facts.gapTone });
  return [...pieces, ` points ${facts.direction === 'slower' ? 'behind' : 'ahead of'} time`];
}

/** At 20 px a column holds eight letters. */
const SHORT_HEADS: Partial<Record<IndicatorGroup, string>> = {
  quantity: 'Qty',
  timeliness: 'Time',
  satisfaction: 'Satisf.',
};

export const wall: typeof wallWords = {
  menu: 'Wall',
  documentTitle: (scope) => `Wall · ${scope} · Mubiao`,
  subtitle: (year) => `Performance targets of ${year}, monitored`,
  forLargeScreens: 'This page is for a screen of 1920×1080 and needs no handling.',
  toOverview: 'Open the overview',
  sentence,
  units: {
    title: (name, rate, gap, slower) =>
      `${name} slowest: ${rate}, ${gap} points ${slower ? 'behind' : 'ahead of'} time`,
    time: (share) => `time ${share}`,
  },
  matrix: {
    title: (groups) => `Most lags in ${groups.toLowerCase()}`,
    allIn: (groups) => `All lags in ${groups.toLowerCase()}`,
    head: (name, group) => SHORT_HEADS[group] ?? name,
  },
  leaf: (shown, of) => `${shown} / ${of}`,
  late: {
    title: (overdue) => `${some(overdue, 'disbursement')} overdue`,
    missed: (missed) => `${some(missed, 'deadline')} missed`,
    both: (overdue, missed) => `${overdue} overdue, ${some(missed, 'deadline')} missed`,
    none: 'Nothing overdue',
    more: (count) => `${count} more overdue`,
    soon: (count, amount) =>
      amount === '' ? `${count} due within 3 working days` : `${count} due within 3 working days, ${amount}`,
    noneSoon: 'Nothing due within 3 working days',
    due: (day) => `due ${day}`,
    dueToday: 'due today',
  },
  worst: {
    title: (count) => `${count} to ask about first`,
    none: 'No project to ask about',
  },
  ticker: {
    live: 'Live',
    connecting: 'Connecting',
    asOf: (time) => `Data as of ${time}`,
    stale: (time) => `Connection lost, data as of ${time}`,
    staleFor: (time, minutes) => `Connection lost for ${some(minutes, 'minute')}, data as of ${time}`,
    becomes: 'now',
    none: 'No change today yet',
    scanStopped: 'The automatic check has stopped, alerts may be missed; tell the system administrator',
    databaseGone: 'The database does not answer; tell the system administrator',
    failed: (reason) => `${reason}; trying again`,
  },
};

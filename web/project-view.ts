/** What the project page shows of its answer. Pure. */
import type { Reported } from '../domain/judge.ts';
import type { Light } from '../domain/light.ts';
import type { PaceSource } from './charts/pace.ts';
import type { Entry, ProjectDetail, ProjectIndicator } from '../server/contract.ts';
import { commonWords } from './words/common.ts';

/** Worst first as a reader acts on it: what cannot be judged asks for a decision, so it stands before what is well. */
const GRAVITY: readonly Light[] = [
  'severe',
  'unreported',
  'lagging',
  'attention',
  'undeterminable',
  'awaiting_event',
  'not_due',
  'ahead',
  'normal',
];

/** The parts of the page: how it stands, what is due, the money. */
export const PROJECT_TABS = ['standing', 'duties', 'money'] as const;
export type ProjectTab = (typeof PROJECT_TABS)[number];

/** The part that the URL asks for; a link that pays a duty opens the money. */
export function tabOf(query: Readonly<Record<string, unknown>>): ProjectTab {
  if (typeof query['pay'] === 'string') return 'money';
  return PROJECT_TABS.find((tab) => tab === query['tab']) ?? 'standing';
}

/** Worst first; equal lights as the form prints them. */
export function byGravity(indicators: readonly ProjectIndicator[]): ProjectIndicator[] {
  const gravity = ({ judgement }: ProjectIndicator) => GRAVITY.indexOf(judgement.light);
  return [...indicators].sort((a, b) => gravity(a) - gravity(b));
}

/** As they stood when `order` was made, one that it does not know after them: lights turn at once, rows move with the sweep. */
export function inOrder(
  indicators: readonly ProjectIndicator[],
  order: readonly string[],
): ProjectIndicator[] {
  const place = ({ id }: ProjectIndicator) => {
    const found = order.indexOf(id);
    return found < 0 ? order.length : found;
  };
  return byGravity(indicators).sort((a, b) => place(a) - place(b));
}

/** Lights that occur, worst first, with their counts. */
export function countByLight(
  indicators: readonly Pick<ProjectIndicator, 'judgement'>[],
): { light: Light; count: number }[] {
  return GRAVITY.map((light) => ({
    light,
    count: indicators.filter(({ judgement }) => judgement.light === light).length,
  })).filter(({ count }) => count > 0);
}

/** Lights that a title names: what asks for somebody's attention. */
export const TO_NAME: readonly Light[] = ['severe', 'unreported', 'lagging', 'attention', 'undeterminable'];

/** The indicator of the URL, else the worst with reported numbers, else the worst that is a number, else the worst: by `order`. */
export function chosenIndicator(
  indicators: readonly ProjectIndicator[],
  asked: unknown,
  order: readonly string[] = [],
): ProjectIndicator | null {
  const ordered = inOrder(indicators, order);
  const hasPace = ({ judged }: ProjectIndicator) =>
    judged.measure === 'cumulative' || judged.measure === 'level';
  return (
    ordered.find(({ id }) => id === asked) ??
    ordered.find((indicator) => hasPace(indicator) && indicator.judgement.actual !== null) ??
    ordered.find(hasPace) ??
    ordered[0] ??
    null
  );
}

/** The sentence without what the row shows already: the name before a colon, or the first clause with the actual. */
export function reasonBesideActual({ name, judged, judgement }: ProjectIndicator): string {
  const { why, actual } = judgement;
  const title = commonWords.labelled(name, '');
  if (why.startsWith(title)) return why.slice(title.length);
  const isNumber = judged.measure === 'cumulative' || judged.measure === 'level';
  const clause = why.indexOf(commonWords.clause);
  return isNumber && actual !== null && clause > 0 ? why.slice(clause + commonWords.clause.length) : why;
}

/** Entries in force as the judge takes them. */
export function reportedOf(indicator: Pick<ProjectIndicator, 'judged' | 'entries'>): Reported[] {
  const isDate = indicator.judged.measure === 'date';
  return indicator.entries.map((entry: Entry) => ({
    period: entry.period,
    basis: entry.basis,
    value: isDate ? null : entry.value,
    date: isDate ? entry.value : null,
    grade: entry.grade,
  }));
}

/** What gives the project its light: the worst indicator that has it, else the money; '' where neither does. */
export function causeOf({ light, indicators, money }: ProjectDetail): 'money' | ProjectIndicator | null {
  const worst = indicators.find(({ judgement }) => judgement.light === light);
  if (!TO_NAME.includes(light)) return null;
  return worst ?? (money.judgement.light === light ? 'money' : null);
}

/**
 * Whether money or work runs ahead of the other: one in pace by the rule set's normal cut, the other below its lagging cut,
 * as in the quadrants of double monitoring. Work is the slowest indicator with a pace. Null when neither does.
 */
export function aheadOf({ money, indicators, judging }: ProjectDetail): 'money' | 'work' | null {
  const ratios = indicators.flatMap(({ judged, judgement }) =>
    judged.measure === 'cumulative' && judged.direction !== 'at_most' && judgement.ratio !== null
      ? [judgement.ratio]
      : [],
  );
  const paid = money.judgement.ratio;
  if (ratios.length === 0 || paid === null) return null;
  const done = Math.min(...ratios);
  const { attentionBelow: inPace, laggingBelow: behind } = judging.rules;
  if (paid >= inPace && done < behind) return 'money';
  return done >= inPace && paid < behind ? 'work' : null;
}

/** The indicator as the pace chart reads it, as it stands at the project's day. */
export function paceSourceOf(
  { fiscalYear, asOf }: Pick<ProjectDetail, 'fiscalYear' | 'asOf'>,
  indicator: ProjectIndicator,
): PaceSource {
  const { judged, name, judgement } = indicator;
  return {
    judged,
    name,
    fiscalYear,
    entries: reportedOf(indicator),
    asOf,
    // Neither is drawn.
    judgement: { ...judgement, ruleVersion: 0, nextCheckOn: null },
  };
}

/** Ids of the indicators whose judgement or entries differ between two readings of the project. */
export function changedIndicators(before: ProjectDetail, after: ProjectDetail): string[] {
  const known = new Map(before.indicators.map((indicator) => [indicator.id, indicator]));
  return after.indicators
    .filter((indicator) => {
      const old = known.get(indicator.id);
      return (
        old?.judgement.light !== indicator.judgement.light ||
        old.judgement.actual !== indicator.judgement.actual ||
        old.judgement.why !== indicator.judgement.why
      );
    })
    .map(({ id }) => id);
}

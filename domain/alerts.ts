/**
 * Alerts as episodes of a condition: from `openedOn` until the day before `resolvedOn`. Functions of facts, dates,
 * holidays and rules alone, so that a rebuild finds the same episodes and what people did about them stays attached.
 */
import { addDays, addWorkingDays, type PlainDate, type WorkingCalendar } from './calendar.ts';
import type { Light, RuleSet } from './light.ts';

export const ALERT_KINDS = [
  'indicator_lagging',
  'unreported',
  'money_behind',
  'over_budget',
  'due_soon',
  'overdue',
  'deadline_missed',
  'undeterminable',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** As in the contract's enum. Where several would fit, the first of: resolved, suppressed, silenced, acknowledged, open. */
export const ALERT_STATES = ['open', 'acknowledged', 'silenced', 'suppressed', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export interface Episode {
  openedOn: PlainDate;
  /** The first day on which it is over; null: it is not. */
  resolvedOn: PlainDate | null;
}

/** From a day on a subject stood so, until the next step. Given in ascending order; of one day the last counts. */
export interface PaceStep {
  fromDay: PlainDate;
  light: Light;
  ratio: number | null;
}

/** A condition is believed when it held at the close of so many business days one after the other (design.md). */
const CLOSES_NEEDED = 2;
/** An alert that opened below a cut is resolved only this far above it, or a value at the cut would come and go. */
const DEAD_BAND = 0.05;
/** Ratios are rounded down to six decimals; 0.8 + 0.05 is not 0.85 in binary. */
const RATIO_GRID = 1_000_000;

/** What the close of a business day says: behind, recovered, or nothing either way. */
type Close = 'behind' | 'recovered' | 'neither';

interface PaceCase {
  /**
   * Must reach back to the business day before `from` (15 calendar days before always hold one): whether its close
   * counts towards the first change is read from it. Without such a step nothing was known then.
   */
  steps: readonly PaceStep[];
  from: PlainDate;
  /** Today, still open: its close does not count yet. */
  to: PlainDate;
  /** When the episode opened that is open at `from` (openedOn ≤ from < resolvedOn); null: none is. */
  openSince: PlainDate | null;
  calendar: WorkingCalendar;
  rules: RuleSet;
}

/**
 * The episodes of a pace (indicator_lagging, money_behind) that are open at `from` or open later, in order.
 *
 * Opens on the day after the second of two consecutive business days at whose close the light was lagging or severe;
 * is resolved on the day after the second of two at whose close the ratio was at least `laggingBelow` + 0.05 (without a
 * ratio: the light was normal, ahead or attention). 未报, 未到期, 待触发 and 无法判定 say neither and break both rows:
 * a unit that stops reporting never turns green by vanishing.
 *
 * @returns `nextCheckOn`: the first day after `to` on which an episode opens or is resolved if no step follows.
 */
export function paceEpisodes(c: PaceCase): { episodes: Episode[]; nextCheckOn: PlainDate | null } {
  const { from, to } = c;
  const calendar = asKnown(c.calendar, to);
  const spans = spansOf(c.steps);
  const walk = new PaceWalk(c.openSince);
  // What the close before `from` added up to follows from it and from what stands: a second one would have changed that.
  const before = addWorkingDays(calendar, from, -1);
  const last = spans.find((span) => isIn(span, before));
  if (last) walk.remember(closeOf(last.step, c.rules));

  let nextCheckOn: PlainDate | null = null;
  for (const { step, fromDay, toDay } of spans) {
    if (toDay !== null && toDay <= from) continue;
    const close = closeOf(step, c.rules);
    // Two closes alike settle it: the rest of the span adds nothing.
    let day = onOrAfter(calendar, fromDay > from ? fromDay : from);
    for (let n = 0; n < CLOSES_NEEDED && (toDay === null || day < toDay); n += 1) {
      if (walk.wouldChange(close)) {
        const on = addDays(day, 1);
        if (day >= to) {
          nextCheckOn = on;
          break;
        }
        walk.change(on);
      } else walk.remember(close);
      day = addWorkingDays(calendar, day, 1);
    }
    if (nextCheckOn !== null) break;
  }
  return { episodes: walk.episodes, nextCheckOn };
}

/** Where a walk over the closes stands: the episodes so far and how many closes in a row spoke for a change. */
class PaceWalk {
  readonly episodes: Episode[] = [];
  private inRow = 0;

  constructor(openSince: PlainDate | null) {
    if (openSince !== null) this.episodes.push({ openedOn: openSince, resolvedOn: null });
  }

  wouldChange(close: Close): boolean {
    return this.isForChange(close) && this.inRow + 1 === CLOSES_NEEDED;
  }

  remember(close: Close): void {
    this.inRow = this.isForChange(close) ? this.inRow + 1 : 0;
  }

  change(on: PlainDate): void {
    const open = this.open();
    if (open) open.resolvedOn = on;
    else this.episodes.push({ openedOn: on, resolvedOn: null });
    this.inRow = 0;
  }

  private isForChange(close: Close): boolean {
    return close === (this.open() ? 'recovered' : 'behind');
  }

  private open(): Episode | undefined {
    const last = this.episodes.at(-1);
    return last?.resolvedOn === null ? last : undefined;
  }
}

function closeOf({ light, ratio }: PaceStep, rules: RuleSet): Close {
  switch (light) {
    case 'lagging':
    case 'severe':
      return 'behind';
    case 'not_due':
    case 'awaiting_event':
    case 'unreported':
    case 'undeterminable':
      return 'neither';
    case 'normal':
    case 'ahead':
    case 'attention':
      if (ratio === null || ratio >= resolvedFrom(rules)) return 'recovered';
      // Less than one piece away (judge.ts): normal in spite of the ratio, which may never come nearer.
      return light === 'normal' && ratio < rules.attentionBelow ? 'recovered' : 'neither';
  }
}

/** The ratio from which an alert is resolved; never more than the whole expectation, which a rate cannot pass. */
function resolvedFrom(rules: RuleSet): number {
  return Math.min(Math.round((rules.laggingBelow + DEAD_BAND) * RATIO_GRID) / RATIO_GRID, 1);
}

/**
 * The episodes of a condition that counts at once (a missed payment, a missed report), open at `from` or opened later.
 * Opens on the day the condition begins and is resolved on the day it ends, today (`to`) included; one that is taken
 * back on its first day never was.
 * @param steps ascending, of one day the last counts; before the first the condition does not hold.
 * @param openSince as for `paceEpisodes`.
 */
export function onceEpisodes(c: {
  steps: readonly { fromDay: PlainDate; holds: boolean }[];
  from: PlainDate;
  to: PlainDate;
  openSince: PlainDate | null;
}): Episode[] {
  const episodes: Episode[] = [];
  let openedOn = c.openSince;
  const turn = (holds: boolean, on: PlainDate) => {
    if (holds) openedOn ??= on;
    else if (openedOn !== null) {
      if (openedOn < on) episodes.push({ openedOn, resolvedOn: on });
      openedOn = null;
    }
  };
  const spans = spansOf(c.steps);
  if ((spans[0]?.fromDay ?? '9999') > c.from) turn(false, c.from);
  for (const { step, fromDay, toDay } of spans) {
    if (fromDay > c.to) break;
    if (toDay === null || toDay > c.from) turn(step.holds, fromDay > c.from ? fromDay : c.from);
  }
  if (openedOn !== null) episodes.push({ openedOn, resolvedOn: null });
  return episodes;
}

/** Whether a day was a business day is asked of the calendar known at its close, or of today's for days to come. */
function asKnown(calendar: WorkingCalendar, today: PlainDate): WorkingCalendar {
  return {
    ...calendar,
    isWorkingDay: (day) => calendar.knownOn(day < today ? day : today).isWorkingDay(day),
  };
}

interface StepSpan<Step> {
  step: Step;
  fromDay: PlainDate;
  toDay: PlainDate | null;
}

function spansOf<Step extends { fromDay: PlainDate }>(steps: readonly Step[]): StepSpan<Step>[] {
  const spans: StepSpan<Step>[] = [];
  steps.forEach((step, n) => {
    const toDay = steps[n + 1]?.fromDay ?? null;
    if (toDay !== step.fromDay) spans.push({ step, fromDay: step.fromDay, toDay });
  });
  return spans;
}

function isIn({ fromDay, toDay }: StepSpan<unknown>, day: PlainDate): boolean {
  return fromDay <= day && (toDay === null || day < toDay);
}

function onOrAfter(calendar: WorkingCalendar, day: PlainDate): PlainDate {
  return calendar.isWorkingDay(day) ? day : addWorkingDays(calendar, day, 1);
}

/** As it is needed to find a cause; `others` are those of the same project. */
export interface CausedAlert {
  id: string;
  kind: AlertKind;
  resolvedOn: PlainDate | null;
}

/**
 * The alert that explains this one, so that nobody is told twice of one thing: an open `unreported` explains that an
 * indicator whose light is 未报 lags, an open `overdue` that the money is behind. Of several the least id.
 * @returns the id of the cause; null when there is none or the alert is resolved.
 */
export function suppressionOf(
  alert: CausedAlert & { isUnreported: boolean },
  others: readonly CausedAlert[],
): string | null {
  if (alert.resolvedOn !== null) return null;
  const cause = causeOf(alert);
  if (cause === null) return null;
  let least: string | null = null;
  for (const { id, kind, resolvedOn } of others) {
    if (kind === cause && resolvedOn === null && (least === null || id < least)) least = id;
  }
  return least;
}

function causeOf({ kind, isUnreported }: { kind: AlertKind; isUnreported: boolean }): AlertKind | null {
  if (kind === 'indicator_lagging') return isUnreported ? 'unreported' : null;
  return kind === 'money_behind' ? 'overdue' : null;
}

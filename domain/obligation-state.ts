/**
 * Whether an obligation is met, on every day of a span, as it was known at the close of each: a fact counts from the day it
 * was recorded on (or, dated ahead, from its day). 按时 = by the due day and its grace, 足额 = to the cent; both are needed
 * (domain.md 4.1). Days are not walked: only those on which a fact begins to count or the state changes by itself.
 */
import { monthOf, type Month, type PlainDate, type WorkingCalendar } from './calendar.ts';
import { obligationOf, sourceOn, type AnchorEvent, type Duty } from './obligation.ts';
import {
  earliest,
  knownOn,
  moneyMoved,
  moneyOf,
  workDone,
  type Money,
  type ProgressFacts,
  type RecordedPayment,
} from './obligation-progress.ts';
import { hasKey, keysOf, type DutySource } from './obligation-rule.ts';
import type { RecordedEntry } from './timeline.ts';

export type ObligationState = 'awaiting_event' | 'not_due' | 'overdue' | 'met' | 'met_late';

/** `[fromDay, toDay)`; toDay null: still so at the end of the span. */
export interface ObligationStep {
  fromDay: PlainDate;
  toDay: PlainDate | null;
  state: ObligationState;
  source: DutySource;
  title: string;
  dueOn: PlainDate | null;
  lateFrom: PlainDate | null;
  amount: string | null;
  /** Yuan that count for it, two decimals. */
  paid: string;
  /** The day since which it is paid in full or done. */
  metOn: PlainDate | null;
  /** Stable names of the rules by which facts that do not name it were counted. */
  assumed: string[];
  /** First day after the step's last judged day on which the state can change without a new fact. */
  nextCheckOn: PlainDate | null;
}

/** On these days it has no due day, because the year's holidays are not known. */
export interface UndatedStep {
  fromDay: PlainDate;
  toDay: PlainDate | null;
  unconfirmedYear: number;
  nextCheckOn: PlainDate | null;
}

export interface ObligationTimeline {
  dutyId: string;
  key: string;
  id: string;
  period: Month | null;
  /** In order; days on which no version of the duty held are in none of them. */
  steps: (ObligationStep | UndatedStep)[];
}

export interface ObligationFacts extends Pick<ProgressFacts, 'duties' | 'fiscalYear' | 'entries'> {
  payments: readonly RecordedPayment[];
  events: readonly AnchorEvent[];
  calendar: WorkingCalendar;
  /** The id that payments name: the caller's, made of duty and key. */
  idOf: (dutyId: string, key: string) => string;
}

/** Every obligation of the project that held on a day of [from, to], with its states. */
export function obligationTimelines(
  facts: ObligationFacts,
  span: { from: PlainDate; to: PlainDate },
): ObligationTimeline[] {
  const money = moneyOf(facts.payments);
  return facts.duties.flatMap((duty) => {
    const keys = new Set(duty.versions.flatMap(({ rule }) => keysOf(rule)));
    return [...keys].sort().flatMap((key): ObligationTimeline[] => {
      const id = facts.idOf(duty.id, key);
      const steps = walk(caseOf(facts, duty, key, id, money), span);
      return steps.length === 0
        ? []
        : [{ dutyId: duty.id, key, id, period: key === 'once' ? null : key, steps }];
    });
  });
}

interface Case extends ObligationFacts, ProgressFacts {
  duty: Duty;
  key: string;
  id: string;
  /** Reports of the indicator, for work. */
  reports: readonly RecordedEntry[];
  /** Days on which its target says something else. */
  targetDays: readonly PlainDate[];
}

function caseOf(facts: ObligationFacts, duty: Duty, key: string, id: string, money: Money): Case {
  const indicatorId = duty.versions.find(({ kind }) => kind === 'work')?.indicatorId ?? null;
  return {
    ...facts,
    duty,
    key,
    id,
    money,
    linked: money.linked.get(id) ?? [],
    unlinked: money.unlinked.filter(
      ({ event, happenedOn }) => event !== 'allotted' && (key === 'once' || monthOf(happenedOn) === key),
    ),
    reports: indicatorId === null ? [] : (facts.entries[indicatorId]?.entries ?? []),
    targetDays:
      (indicatorId === null ? null : facts.entries[indicatorId]?.later)?.map(({ from }) => from) ?? [],
  };
}

function walk(c: Case, { from, to }: { from: PlainDate; to: PlainDate }): (ObligationStep | UndatedStep)[] {
  const days = factDays(c).filter((day) => day > from && day <= to);
  const steps: (ObligationStep | UndatedStep)[] = [];
  let next = 0;
  for (let day: PlainDate | null = from <= to ? from : null; day !== null;) {
    const today: PlainDate = day;
    const step = stepOn(c, today);
    const last = steps.at(-1);
    const open = last?.toDay === null ? last : undefined;
    if (open !== undefined && step !== null && isSame(open, step)) {
      open.nextCheckOn = step.nextCheckOn;
    } else {
      if (open !== undefined) open.toDay = today;
      if (step !== null) steps.push(step);
    }
    while ((days[next] ?? '9999') <= today) next += 1;
    const fact = days[next] ?? null;
    const check = step === null ? null : step.nextCheckOn;
    day = check !== null && check <= to && (fact === null || check < fact) ? check : fact;
  }
  return steps;
}

/** The days on which something that may matter begins to count, in order, each once. */
function factDays(c: Case): PlainDate[] {
  const days = new Set<PlainDate>();
  // Another duty that comes or goes decides whether payments that name none count here.
  for (const duty of c.duties) {
    for (const { recordedOn, withdrawnOn } of duty.versions) {
      days.add(recordedOn);
      if (withdrawnOn !== null) days.add(withdrawnOn);
    }
  }
  for (const day of c.calendar.changedOn) days.add(day);
  // A correction takes the event away at once, and gives another when that has happened.
  for (const event of c.events) days.add(event.recordedOn).add(knownOn(event));
  for (const payment of c.linked) addKnown(days, payment, c.money);
  for (const payment of c.unlinked) addKnown(days, payment, c.money);
  for (const entry of c.reports) days.add(entry.recordedOn).add(entryKnownOn(entry));
  for (const day of c.targetDays) days.add(day);
  return [...days].sort();
}

/** A reversal may lie in another month than what it takes away. */
function addKnown(days: Set<PlainDate>, payment: RecordedPayment, { reversals }: Money): void {
  const reversal = reversals.get(payment.id);
  days.add(knownOn(payment));
  if (reversal !== undefined) days.add(knownOn(reversal));
}

function stepOn(c: Case, day: PlainDate): ObligationStep | UndatedStep | null {
  const source = sourceOn(c.duty, day);
  if (source === null || !hasKey(source.rule, c.key)) return null;
  const obligation = obligationOf(source, c.key, c.events, c.fiscalYear, day, c.calendar);
  if ('unconfirmedYear' in obligation) {
    const { unconfirmedYear } = obligation;
    return { fromDay: day, toDay: null, unconfirmedYear, nextCheckOn: nextFactOn(c, day) };
  }
  const progress = source.kind === 'work' ? workDone(c, obligation, day) : moneyMoved(c, obligation, day);
  const { dueOn, lateFrom, amount, title } = obligation;
  const state = stateOf(lateFrom, progress.metOn, day);
  return {
    fromDay: day,
    toDay: null,
    state,
    source,
    title,
    dueOn,
    lateFrom,
    amount,
    ...progress,
    nextCheckOn: earliest([state === 'not_due' ? lateFrom : null, nextFactOn(c, day)]),
  };
}

function stateOf(lateFrom: PlainDate | null, metOn: PlainDate | null, day: PlainDate): ObligationState {
  if (metOn !== null) return lateFrom !== null && metOn >= lateFrom ? 'met_late' : 'met';
  if (lateFrom === null) return 'awaiting_event';
  return day >= lateFrom ? 'overdue' : 'not_due';
}

/** A fact recorded by now and dated ahead begins to count on its day. */
function nextFactOn(c: Case, day: PlainDate): PlainDate | null {
  let next: PlainDate | null = null;
  const look = (recordedOn: PlainDate, on: PlainDate): void => {
    if (recordedOn <= day && on > day && (next === null || on < next)) next = on;
  };
  for (const { recordedOn, happenedOn } of c.events) look(recordedOn, happenedOn);
  for (const payments of [c.linked, c.unlinked]) {
    for (const payment of payments) {
      look(payment.recordedOn, payment.happenedOn);
      const reversal = c.money.reversals.get(payment.id);
      if (reversal !== undefined) look(reversal.recordedOn, reversal.happenedOn);
    }
  }
  for (const entry of c.reports) look(entry.recordedOn, entryKnownOn(entry));
  for (const on of c.targetDays) look(day, on);
  return next;
}

/** A day that is reported ahead, or a month that has not begun, is known from then on. */
function entryKnownOn({ recordedOn, period, date }: RecordedEntry): PlainDate {
  const begins = `${period}-01`;
  const happened = date !== null && date > begins ? date : begins;
  return happened > recordedOn ? happened : recordedOn;
}

/** All that a reader sees of it. */
function isSame(a: ObligationStep | UndatedStep, b: ObligationStep | UndatedStep): boolean {
  if ('unconfirmedYear' in a || 'unconfirmedYear' in b) {
    return 'unconfirmedYear' in a && 'unconfirmedYear' in b && a.unconfirmedYear === b.unconfirmedYear;
  }
  return (
    a.state === b.state &&
    a.source === b.source &&
    a.dueOn === b.dueOn &&
    a.paid === b.paid &&
    a.metOn === b.metOn &&
    a.assumed.join() === b.assumed.join()
  );
}

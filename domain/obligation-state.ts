/**
 * Whether an obligation is met, on every day of a span, as it was known at the close of each: a fact counts from the day it
 * was recorded on (or, dated ahead, from its day). 按时 = by the due day and its grace, 足额 = to the cent; both are needed
 * (domain.md 4.1). Days are not walked: only those on which a fact begins to count or the state changes by itself.
 */
import type { Decimal } from 'decimal.js';
import {
  lastDayOf,
  monthOf,
  monthsBetween,
  type Month,
  type PlainDate,
  type WorkingCalendar,
} from './calendar.ts';
import { runningActual } from './judge.ts';
import { exact } from './money.ts';
import { obligationOf, sourceOn, type AnchorEvent, type Duty, type Obligation } from './obligation.ts';
import { hasKey, keysOf, type DutySource } from './obligation-rule.ts';
import type { JudgedTarget } from './target.ts';
import { entriesInForce, type RecordedEntry } from './timeline.ts';

export type ObligationState = 'awaiting_event' | 'not_due' | 'overdue' | 'met' | 'met_late';

/** A movement of the ledger, in the order they were recorded. A reversal's amount is negative. */
export interface RecordedPayment {
  id: string;
  obligationId: string | null;
  event: 'budgeted' | 'adjusted' | 'issued' | 'allotted' | 'paid' | 'returned';
  happenedOn: PlainDate;
  recordedOn: PlainDate;
  /** Yuan. */
  amount: string;
  reverses: string | null;
}

/** What was reported on the indicator that a duty of work comes from. */
export interface DutyEntries {
  target: JudgedTarget;
  /** What the target says from a day on, in the order it was recorded: of those that hold the last counts. */
  later?: readonly { from: PlainDate; target: JudgedTarget }[];
  entries: readonly RecordedEntry[];
}

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

export interface ObligationFacts {
  duties: readonly Duty[];
  fiscalYear: number;
  payments: readonly RecordedPayment[];
  events: readonly AnchorEvent[];
  /** By indicator id. */
  entries: Readonly<Record<string, DutyEntries>>;
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

/** What is known of the ledger, found by what it names. */
interface Money {
  linked: ReadonlyMap<string, readonly RecordedPayment[]>;
  unlinked: readonly RecordedPayment[];
  reversals: ReadonlyMap<string, RecordedPayment>;
  ids: ReadonlySet<string>;
}

function moneyOf(payments: readonly RecordedPayment[]): Money {
  const linked = new Map<string, RecordedPayment[]>();
  const unlinked: RecordedPayment[] = [];
  const reversals = new Map<string, RecordedPayment>();
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  for (const payment of payments) {
    if (payment.reverses !== null) reversals.set(payment.reverses, payment);
    if (payment.event !== 'allotted' && payment.event !== 'paid' && payment.event !== 'returned') continue;
    // A reversal belongs to what it reverses, whatever it names itself.
    const named = byId.get(payment.reverses ?? '') ?? payment;
    if (named.obligationId === null) unlinked.push(payment);
    else linked.set(named.obligationId, [...(linked.get(named.obligationId) ?? []), payment]);
  }
  return { linked, unlinked, reversals, ids: new Set(byId.keys()) };
}

interface Case extends ObligationFacts {
  duty: Duty;
  key: string;
  id: string;
  money: Money;
  /** Movements that name the obligation, and those that name none and may count for it. */
  linked: readonly RecordedPayment[];
  unlinked: readonly RecordedPayment[];
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

interface Progress {
  paid: string;
  metOn: PlainDate | null;
  assumed: string[];
}

/**
 * The sum of what names the obligation. What names none counts for the project's only duty of payment: of a month in that
 * month, of one sum in the whole year (`isOnlyPayment`).
 */
function moneyMoved(c: Case, obligation: Obligation, day: PlainDate): Progress {
  const linked = inForce(c.linked, c.money, day);
  const unlinked = isOnlyPayment(c, obligation, day) ? inForce(c.unlinked, c.money, day) : [];
  const moves = [
    ...linked.map((move) => ({ ...move, isLinked: true })),
    ...unlinked.map((move) => ({ ...move, isLinked: false })),
  ].sort((a, b) => (a.happenedOn < b.happenedOn ? -1 : a.happenedOn > b.happenedOn ? 1 : 0));
  const { paid, metOn } = metBy(moves, obligation);
  const rule = obligation.period === null ? 'unlinked-of-the-year' : 'unlinked-in-the-month';
  return { paid, metOn, assumed: unlinked.length > 0 ? [rule] : [] };
}

/** Known at the close of the day. A reversal takes away what it reverses as if it had never been; alone it subtracts. */
function inForce(payments: readonly RecordedPayment[], money: Money, day: PlainDate): RecordedPayment[] {
  return payments.filter((payment) => {
    if (knownOn(payment) > day) return false;
    if (payment.reverses !== null) return !money.ids.has(payment.reverses);
    const reversal = money.reversals.get(payment.id);
    return reversal === undefined || knownOn(reversal) > day;
  });
}

/**
 * Whether payments that name no obligation can only be for this one: no other duty of payment holds that could take them.
 * A duty of one sum takes them only when its amount is known, else the smallest payment would meet it.
 */
function isOnlyPayment(c: Case, { source, period, amount }: Obligation, day: PlainDate): boolean {
  if (source.kind !== 'payment' || (period === null && amount === null)) return false;
  return c.duties.every((other) => {
    if (other.id === source.id) return true;
    const rival = sourceOn(other, day);
    if (rival?.kind !== 'payment') return true;
    return period !== null && rival.rule.type === 'monthly' && !hasKey(rival.rule, period);
  });
}

interface Move extends RecordedPayment {
  isLinked: boolean;
}

/**
 * Paid: paid − returned. Allotted: allotted − returned, or paid where money went straight to those it is for. Met since the
 * day from which the sum stays at the amount. Without an amount any sum will do; what came back after it (退回, of what
 * names the obligation) must be paid again, for then it is known that it was not paid in full.
 */
function metBy(
  moves: readonly Move[],
  { source, amount }: Obligation,
): { paid: string; metOn: PlainDate | null } {
  const sums = { allotted: exact(0), paid: exact(0), returned: exact(0) };
  const net = (): Decimal => {
    const allotted = source.kind === 'allotment' && sums.allotted.gt(sums.paid);
    return (allotted ? sums.allotted : sums.paid).minus(sums.returned);
  };
  let needed = exact(amount ?? 0);
  let metOn: PlainDate | null = null;
  for (let at = 0; at < moves.length;) {
    const day = moves[at]?.happenedOn ?? '';
    const ofDay: Move[] = [];
    for (; moves[at]?.happenedOn === day; at += 1) ofDay.push(moves[at] as Move);
    // What was paid on a day came before what was returned on it.
    for (const { event, amount: moved } of ofDay) {
      if (event === 'allotted' || event === 'paid') sums[event] = sums[event].plus(moved);
    }
    const returns = ofDay.filter(({ event }) => event === 'returned');
    if (amount === null && returns.some(({ isLinked }) => isLinked) && net().gt(needed)) needed = net();
    for (const { amount: moved } of returns) sums.returned = sums.returned.plus(moved);
    const isMet = net().gt(0) && net().gte(needed);
    metOn = isMet ? (metOn ?? day) : null;
  }
  return { paid: net().toFixed(2), metOn };
}

/**
 * Done by the reported day for a target that is a date; for months of running (1月—12月) by the month whose report says
 * that as many months are done; for any other sum by the month that reaches it. A month is done when it ends, or on the day
 * of a report before that.
 */
function workDone(c: Case, { source, key }: Obligation, day: PlainDate): Progress {
  const none: Progress = { paid: '0.00', metOn: null, assumed: [] };
  const reported = source.indicatorId === null ? undefined : c.entries[source.indicatorId];
  if (reported === undefined) return none;
  const target = reported.later?.findLast(({ from }) => from <= day)?.target ?? reported.target;
  const entries = entriesInForce(reported.entries, day);
  if (target.measure === 'date') {
    const done = runningActual(target, entries, day, c.fiscalYear)?.actual ?? null;
    return { ...none, metOn: done };
  }
  if (target.measure !== 'cumulative' || target.direction === 'at_most' || target.value === null) return none;
  const { rule } = source;
  const isMonths = rule.type === 'monthly' && target.unit === '月';
  const needed = isMonths ? exact(monthsBetween(rule.from, key) + 1) : exact(target.value);
  const periods = [...new Set(entries.map(({ period }) => period))].sort();
  for (const period of periods) {
    const until = entries.filter((entry) => entry.period <= period);
    const running = runningActual(target, until, day, c.fiscalYear);
    if (running?.through !== period || exact(running.actual).lt(needed)) continue;
    const recorded = until.filter((entry) => entry.period === period).map(({ recordedOn }) => recordedOn);
    return { ...none, metOn: earliest([lastDayOf(period), ...recorded.slice(-1)]) };
  }
  return none;
}

function knownOn({ happenedOn, recordedOn }: { happenedOn: PlainDate; recordedOn: PlainDate }): PlainDate {
  return happenedOn > recordedOn ? happenedOn : recordedOn;
}

/** A day that is reported ahead, or a month that has not begun, is known from then on. */
function entryKnownOn({ recordedOn, period, date }: RecordedEntry): PlainDate {
  const begins = `${period}-01`;
  const happened = date !== null && date > begins ? date : begins;
  return happened > recordedOn ? happened : recordedOn;
}

function earliest(days: readonly (PlainDate | null)[]): PlainDate | null {
  let first: PlainDate | null = null;
  for (const day of days) if (day !== null && (first === null || day < first)) first = day;
  return first;
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

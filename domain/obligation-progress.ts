/**
 * How much of an obligation is met at the close of a day: the money that was moved for it, or the work that was reported. A
 * fact counts from the day it was recorded on (or, dated ahead, from its day).
 */
import type { Decimal } from 'decimal.js';
import { lastDayOf, monthsBetween, type PlainDate } from './calendar.ts';
import { runningActual } from './judge.ts';
import { exact } from './money.ts';
import { sourceOn, type Duty, type Obligation } from './obligation.ts';
import { hasKey } from './obligation-rule.ts';
import type { JudgedTarget } from './target.ts';
import { entriesInForce, type RecordedEntry } from './timeline.ts';

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

/** What is known of the ledger, found by what it names. */
export interface Money {
  linked: ReadonlyMap<string, readonly RecordedPayment[]>;
  unlinked: readonly RecordedPayment[];
  reversals: ReadonlyMap<string, RecordedPayment>;
  ids: ReadonlySet<string>;
}

export function moneyOf(payments: readonly RecordedPayment[]): Money {
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

/** What one obligation's progress is counted from. */
export interface ProgressFacts {
  duties: readonly Duty[];
  fiscalYear: number;
  /** By indicator id. */
  entries: Readonly<Record<string, DutyEntries>>;
  money: Money;
  /** Movements that name the obligation, and those that name none and may count for it. */
  linked: readonly RecordedPayment[];
  unlinked: readonly RecordedPayment[];
}

export interface Progress {
  paid: string;
  metOn: PlainDate | null;
  assumed: string[];
}

/**
 * The sum of what names the obligation. What names none counts for the project's only duty of payment: of a month in that
 * month, of one sum in the whole year (`isOnlyPayment`).
 */
export function moneyMoved(c: ProgressFacts, obligation: Obligation, day: PlainDate): Progress {
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
function isOnlyPayment(c: ProgressFacts, { source, period, amount }: Obligation, day: PlainDate): boolean {
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
export function workDone(c: ProgressFacts, { source, key }: Obligation, day: PlainDate): Progress {
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

/** The day from which a fact counts. */
export function knownOn({
  happenedOn,
  recordedOn,
}: {
  happenedOn: PlainDate;
  recordedOn: PlainDate;
}): PlainDate {
  return happenedOn > recordedOn ? happenedOn : recordedOn;
}

/** null: none of them is a day. */
export function earliest(days: readonly (PlainDate | null)[]): PlainDate | null {
  let first: PlainDate | null = null;
  for (const day of days) if (day !== null && (first === null || day < first)) first = day;
  return first;
}

/**
 * The judgement on every day of a span, as it was known at the close of each day: a fact counts from the day it was
 * recorded on. Days are not walked; only those on which a fact begins to count or the light can change by itself
 * (`nextCheckOn`) are judged.
 */
import type { Decimal } from 'decimal.js';
import type { PlainDate, WorkingCalendar } from './calendar.ts';
import { judgeIndicator, judgeMoney, type Judgement, type Reported } from './judge.ts';
import type { RuleSet } from './light.ts';
import { exact } from './money.ts';
import type { Curve } from './pace.ts';
import type { JudgedTarget } from './target.ts';

/** `[fromDay, toDay)`; toDay null: still so at the end of the span. */
export interface Interval {
  fromDay: PlainDate;
  toDay: PlainDate | null;
  judgement: Judgement;
}

/** A reported fact with when it became known and which one it corrects. Given in the order they were recorded. */
export interface RecordedEntry extends Reported {
  id: string;
  recordedOn: PlainDate;
  /** The id of the entry that this one corrects. */
  supersedes: string | null;
}

/** A movement of a project's money, given in the order they were recorded. Amounts in yuan; a reversal is negative. */
export interface RecordedMoney {
  recordedOn: PlainDate;
  happenedOn: PlainDate;
  /** What it adds to the budget; null: nothing to do with the budget. */
  budgetChange: string | null;
  /** What it adds to the executed amount; `"0"` for an import that found nothing new; null: no movement of the ledger. */
  executedChange: string | null;
}

interface Span {
  from: PlainDate;
  to: PlainDate;
}

/** Intervals over [from, to] in order, without gaps; empty when `to` is before `from`. */
export function indicatorTimeline(
  input: Span & {
    target: JudgedTarget;
    fiscalYear: number;
    entries: readonly RecordedEntry[];
    calendar: WorkingCalendar;
    rules: RuleSet;
  },
): Interval[] {
  const { target, fiscalYear, entries, calendar, rules } = input;
  return walk(
    input,
    // A year's days off that are confirmed are a fact too.
    [...entries.map((entry) => entry.recordedOn), ...calendar.changedOn],
    (today) =>
      judgeIndicator({
        target,
        fiscalYear,
        entries: entriesInForce(entries, today),
        today,
        calendar: calendar.knownOn(today),
        rules,
      }),
  );
}

/** As `indicatorTimeline`, for money. A movement dated ahead counts from its day. */
export function moneyTimeline(
  input: Span & { facts: readonly RecordedMoney[]; curve: Curve; fiscalYear: number; rules: RuleSet },
): Interval[] {
  const { facts, curve, fiscalYear, rules } = input;
  return walk(input, facts.map(knownOn), (today) =>
    judgeMoney({ ...moneyKnown(facts, today), curve, fiscalYear, today, rules }),
  );
}

/** What was known of the entries at the close of `day`: recorded by then and not corrected by one recorded by then. */
export function entriesInForce<Entry extends RecordedEntry>(
  entries: readonly Entry[],
  day: PlainDate,
): Entry[] {
  const known = entries.filter((entry) => entry.recordedOn <= day);
  const corrected = new Set<string>();
  for (const { supersedes } of known) if (supersedes !== null) corrected.add(supersedes);
  return corrected.size === 0 ? known : known.filter((entry) => !corrected.has(entry.id));
}

/** Budget, executed sum and last day of the ledger as known at the close of `day`. */
export function moneyKnown(
  facts: readonly RecordedMoney[],
  day: PlainDate,
): { budget: string | null; executed: string; lastLedgerOn: PlainDate | null } {
  let budget: Decimal | null = null;
  let executed = exact(0);
  let lastLedgerOn: PlainDate | null = null;
  for (const fact of facts) {
    if (knownOn(fact) > day) continue;
    if (fact.budgetChange !== null) budget = exact(fact.budgetChange).plus(budget ?? 0);
    if (fact.executedChange === null) continue;
    executed = executed.plus(fact.executedChange);
    if (lastLedgerOn === null || fact.happenedOn > lastLedgerOn) lastLedgerOn = fact.happenedOn;
  }
  return { budget: budget === null ? null : budget.toFixed(2), executed: executed.toFixed(2), lastLedgerOn };
}

function knownOn(fact: RecordedMoney): PlainDate {
  return fact.happenedOn > fact.recordedOn ? fact.happenedOn : fact.recordedOn;
}

function walk(
  { from, to }: Span,
  factDays: readonly PlainDate[],
  judge: (day: PlainDate) => Judgement,
): Interval[] {
  const days = [...new Set(factDays)].filter((day) => day > from && day <= to).sort();
  const intervals: Interval[] = [];
  let next = 0;
  for (let day: PlainDate | null = from <= to ? from : null; day !== null;) {
    const today: PlainDate = day;
    const judgement = judge(today);
    const last = intervals.at(-1);
    if (last !== undefined && isSame(last.judgement, judgement)) last.judgement = judgement;
    else {
      if (last !== undefined) last.toDay = today;
      intervals.push({ fromDay: today, toDay: null, judgement });
    }
    while ((days[next] ?? '9999') <= today) next += 1;
    const fact = days[next] ?? null;
    const check = judgement.nextCheckOn;
    day = check !== null && check <= to && (fact === null || check < fact) ? check : fact;
  }
  return intervals;
}

/** All that a reader sees of it; when it is looked at next follows from these and the day. */
function isSame(a: Judgement, b: Judgement): boolean {
  return (
    a.light === b.light &&
    a.actual === b.actual &&
    a.actualThrough === b.actualThrough &&
    a.expected === b.expected &&
    a.ratio === b.ratio &&
    a.ruleVersion === b.ruleVersion
  );
}

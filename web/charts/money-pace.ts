/**
 * The pace of a project's money: what its curve expects of the budget, what was paid, day by day, and the gap. Facts as
 * those of an indicator, so that the same chart draws them. Pure. Amounts in yuan.
 */
import { monthOf, type PlainDate } from '../../domain/calendar.ts';
import type { Judgement } from '../../domain/judge.ts';
import { MONEY_UNIT } from '../../domain/quantity.ts';
import { exact, negated, sumAmounts } from '../../domain/money.ts';
import type { Curve } from '../../domain/pace.ts';
import type { LedgerEvent } from '../../server/contract.ts';
import { difference, quantity } from '../quantity.ts';
import { commonWords } from '../words/common.ts';
import { targetWords } from '../words/target.ts';
import type { ChartTable } from './base.ts';
import { expectationOf, monthsAt, type PaceFacts } from './pace.ts';

export interface MoneyPace {
  /** Yuan, adjusted; null or zero has no pace. */
  budget: string | null;
  ledger: readonly Pick<LedgerEvent, 'event' | 'happenedOn' | 'amount'>[];
  curve: Curve;
  fiscalYear: number;
  asOf: PlainDate;
  judgement: Pick<Judgement, 'light' | 'expected' | 'actualThrough' | 'ratio'>;
}

/** Null without a budget. */
export function moneyFacts(pace: MoneyPace): PaceFacts | null {
  const { budget, curve, fiscalYear, judgement } = pace;
  if (budget === null || !exact(budget).gt(0)) return null;
  const actual = executedSteps(pace);
  const { actualThrough, expected } = judgement;
  // Compared at the day of the last movement of any kind, which may be later than the last payment.
  const comparedAt = actualThrough === null ? null : monthsAt(actualThrough, fiscalYear);
  const last = actual.at(-1);
  if (actualThrough !== null && comparedAt !== null && (last === undefined || last.months < comparedAt)) {
    actual.push({ month: monthOf(actualThrough), months: comparedAt, value: last?.value ?? '0.00' });
  }
  return {
    actual,
    ...expectationOf(curve, budget, fiscalYear),
    target: budget,
    isCeiling: false,
    isBudget: true,
    unit: MONEY_UNIT,
    asOf: { day: pace.asOf, months: monthsAt(pace.asOf, fiscalYear) },
    light: judgement.light,
    due: comparedAt === null || expected === null ? null : { months: comparedAt, value: expected },
  };
}

/** What was executed at the close of each day on which that changed. */
export function executedSteps({
  ledger,
  fiscalYear,
}: Pick<MoneyPace, 'ledger' | 'fiscalYear'>): PaceFacts['actual'] {
  const byDay = new Map<string, string[]>();
  for (const { event, happenedOn, amount } of ledger) {
    if (event !== 'paid' && event !== 'returned') continue;
    const change = event === 'paid' ? amount : negated(amount);
    byDay.set(happenedOn, [...(byDay.get(happenedOn) ?? []), change]);
  }
  const steps: PaceFacts['actual'] = [];
  let sum = '0.00';
  for (const day of [...byDay.keys()].sort()) {
    sum = sumAmounts([sum, ...(byDay.get(day) ?? [])]);
    steps.push({ month: monthOf(day), months: monthsAt(day, fiscalYear), value: sum });
  }
  return steps;
}

/** 已执行 33.00 万元，应达 45.83 万元，差 12.83 万元. */
export function moneyTitle(
  name: string,
  facts: PaceFacts,
  { judgement }: Pick<MoneyPace, 'judgement'>,
): string {
  const { pace } = targetWords;
  const actual = quantity(facts.actual.at(-1)?.value ?? '0', facts.unit);
  if (facts.due === null || judgement.ratio === null) return pace.nothingDue(name, actual);
  const expected = quantity(facts.due.value, facts.unit);
  const missing = exact(facts.due.value).minus(facts.actual.at(-1)?.value ?? '0');
  if (!missing.gt(0)) return pace.ahead(name, actual, expected);
  return pace.behind(name, actual, expected, difference(missing.toFixed(2), facts.unit));
}

/** Month end, expected, executed at that day: of the months that have ended, or begun. */
export function moneyTable(facts: PaceFacts): ChartTable {
  const { month, expectedHead, actualHead } = targetWords.pace;
  const rows = (facts.expected ?? []).slice(1).map(({ months, value }) => {
    const paid = facts.actual.filter((step) => step.months <= months).at(-1);
    const isToCome = months - 1 >= facts.asOf.months;
    return [
      commonWords.month(months),
      quantity(value, facts.unit),
      isToCome ? commonWords.unknown : quantity(paid?.value ?? '0', facts.unit),
    ];
  });
  return { heads: [month, expectedHead, actualHead], rows };
}

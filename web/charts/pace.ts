/**
 * The pace of one indicator: what is expected by the curve, what is there, the gap. Facts → what the chart says and the
 * same rows as a table; pace-option.ts draws them. Pure; every number comes from the judge's own functions.
 */
import { lastDayOf, monthNumber, monthOfYear, type Month, type PlainDate } from '../../domain/calendar.ts';
import { runningActual, type Judgement, type Reported } from '../../domain/judge.ts';
import type { Light } from '../../domain/light.ts';
import { exact } from '../../domain/money.ts';
import { expectedOn, oneDueDay, timeProgress, type Curve } from '../../domain/pace.ts';
import { isYuan } from '../../domain/quantity.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import { difference, quantity } from '../quantity.ts';
import { commonWords } from '../words/common.ts';
import { targetWords } from '../words/target.ts';
import type { ChartTable } from './base.ts';

export interface PaceSource {
  judged: JudgedTarget;
  name: string;
  fiscalYear: number;
  /** In force, with what is being typed. */
  entries: readonly Reported[];
  asOf: PlainDate;
  judgement: Judgement;
}

export interface PaceFacts {
  /** The actual after each reported month; `months` are months passed at its end. */
  actual: { month: Month; months: number; value: string }[];
  /** At the end of each month, 0 to 12; null where the whole target holds at any time. */
  expected: { months: number; value: string }[] | null;
  /** Where a curve with one day expects the whole, in months passed; null for the others. */
  jump: number | null;
  /** What another curve expected, drawn faintly beside a preview. */
  before?: Pick<PaceFacts, 'expected' | 'jump' | 'isByDay'>;
  /** The expectation comes in by days and is drawn as a line, not as a step at each month's end. */
  isByDay: boolean;
  target: string;
  isCeiling: boolean;
  /** The whole is a budget, not a target. */
  isBudget?: true;
  unit: string | null;
  asOf: { day: PlainDate; months: number };
  /** Where it goes at the recent pace: from now to the year's end, with an interval where one can be told. */
  outlook?: {
    from: { months: number; value: string };
    expected: string;
    low: string | null;
    high: string | null;
  };
  light: Light;
  /** What is due at the end of the last reported month; null where nothing is compared. */
  due: { months: number; value: string } | null;
}

/** The facts of a target that is a number; null for days, grades and what cannot be judged: they have no pace. */
export function paceFacts(source: PaceSource): PaceFacts | null {
  const { judged, fiscalYear, judgement } = source;
  const { measure, value, curve } = judged;
  if ((measure !== 'cumulative' && measure !== 'level') || value === null) return null;
  const isCeiling = judged.direction === 'at_most';
  const actual = actualsOf(source);
  const last = actual.at(-1);
  const isCompared = measure === 'cumulative' && !isCeiling;
  return {
    actual,
    ...(isCompared ? expectationOf(curve, value, fiscalYear) : NOTHING_EXPECTED),
    target: value,
    isCeiling,
    unit: judged.unit,
    asOf: { day: source.asOf, months: monthsAt(source.asOf, fiscalYear) },
    light: judgement.light,
    due:
      isCompared && last && judgement.expected !== null
        ? { months: last.months, value: judgement.expected }
        : null,
  };
}

const NOTHING_EXPECTED = { expected: null, jump: null, isByDay: false } as const;

/** What a curve expects of the whole through the year. */
export function expectationOf(
  curve: Curve,
  whole: string,
  fiscalYear: number,
): Pick<PaceFacts, 'expected' | 'jump' | 'isByDay'> {
  const due = oneDueDay(curve, fiscalYear);
  return {
    expected: Array.from({ length: 13 }, (_, months) => ({
      months,
      value:
        months === 0
          ? '0'
          : expectedOn(curve, whole, fiscalYear, lastDayOf(monthOfYear(fiscalYear, months))).toFixed(),
    })),
    jump: due === null ? null : monthsAt(due, fiscalYear),
    isByDay: curve.type === 'even' || curve.type === 'plan',
  };
}

/** The running actual as it stood after each month that was reported. */
function actualsOf({ judged, fiscalYear, entries, asOf }: PaceSource): PaceFacts['actual'] {
  const periods = [...new Set(entries.map((entry) => entry.period))].sort();
  const actual: PaceFacts['actual'] = [];
  for (const period of periods) {
    const until = entries.filter((entry) => entry.period <= period);
    const running = runningActual(judged, until, asOf, fiscalYear);
    if (running?.through === period) {
      actual.push({ month: period, months: monthNumber(period), value: running.actual });
    }
  }
  return actual;
}

/** Months of the fiscal year passed at the close of a day, 0 to 12. */
export function monthsAt(day: PlainDate, fiscalYear: number): number {
  return timeProgress(fiscalYear, day) * 12;
}

/** The message with its numbers: 取证人数 302 人，应达 583 人，差 281 人. */
export function paceTitle(facts: PaceFacts, source: PaceSource): string {
  const { pace } = targetWords;
  const last = facts.actual.at(-1);
  if (!last) return pace.none(source.name);
  const actual = quantity(last.value, facts.unit);
  if (facts.isCeiling) return pace.ceiling(source.name, actual, quantity(facts.target, facts.unit));
  if (facts.expected === null) return pace.level(source.name, actual, quantity(facts.target, facts.unit));
  if (facts.due === null || source.judgement.ratio === null) return pace.nothingDue(source.name, actual);
  const expected = dueText(facts.due.value, facts.unit);
  const missing = exact(facts.due.value).minus(last.value);
  if (!missing.gt(0)) return pace.ahead(source.name, actual, expected);
  return pace.behind(source.name, actual, expected, gapText(missing.toFixed(), facts.unit));
}

/** What is due of pieces is whole from ten on, one decimal below, as the sentences of the judge say it. */
function dueText(value: string, unit: string | null): string {
  const decimals = unit === '%' ? 1 : exact(value).gte(10) ? 0 : 1;
  return quantity(isYuan(unit) ? value : exact(value).toDecimalPlaces(decimals).toFixed(), unit);
}

/** Month end, expected, actual. */
export function paceTable(facts: PaceFacts): ChartTable {
  const { month, expectedHead, actualHead } = targetWords.pace;
  const rows: string[][] = [];
  for (let months = 1; months <= 12; months += 1) {
    const expected = facts.expected?.[months]?.value ?? facts.target;
    const actual = facts.actual.find((point) => point.months === months);
    rows.push([
      commonWords.month(months),
      dueText(expected, facts.unit),
      actual ? quantity(actual.value, facts.unit) : commonWords.unknown,
    ]);
  }
  return { heads: [month, expectedHead, actualHead], rows };
}

/** The gap as it is said: of pieces whole from ten on, one decimal below. */
export function gapText(missing: string, unit: string | null): string {
  const value = exact(missing);
  const said = isYuan(unit) ? value : value.toDecimalPlaces(value.gte(10) ? 0 : 1);
  return difference(said.toFixed(), unit);
}

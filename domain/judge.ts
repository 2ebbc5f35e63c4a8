/**
 * The judgement of one indicator or of a project's money: a plain function of facts, date and rules, the same in the
 * browser while typing, in the server and in jobs.
 *
 * When a month counts (design.md): an actual through the last reported period is compared with the curve at that period's
 * end. June's value is judged at the end of June, also on 31 July. Rates, levels and ceilings are compared with the whole
 * target, never pro rata (domain.md 1.3). Facts of the future do not exist.
 */
import type { Decimal } from 'decimal.js';
import {
  addDays,
  addMonths,
  firstDayOf,
  lastDayOf,
  monthOf,
  yearOf,
  type Month,
  type PlainDate,
  type WorkingCalendar,
} from './calendar.ts';
import { isPercentUnit, isWholeUnit } from './indicator-words.ts';
import type { Light, RuleSet } from './light.ts';
import { exact, ratioDown } from './money.ts';
import { dayExceeding, oneDueDay, shareOn, type Curve } from './pace.ts';
import { missingReport, unreportedFrom } from './report-due.ts';
import type { JudgedTarget } from './target.ts';

export type Grade = 'achieved' | 'partly' | 'not_achieved';
/** month: of the month alone. cumulative: since 1 January. level: a rate or a stock at the period's end. */
export type Basis = 'month' | 'cumulative' | 'level';

/** What was reported for a period; of those in force there is one per period (the last given wins). */
export interface Reported {
  period: Month;
  basis: Basis;
  value: string | null;
  /** Done on, for a target that is a date. */
  date: PlainDate | null;
  grade: Grade | null;
}

export interface Judgement {
  light: Light;
  /** Decimal text, for a date the day it was done, for a grade the grade; null when nothing is reported. */
  actual: string | null;
  /** End of the last reported period; for a date the day it was done; for money the day it is compared at. */
  actualThrough: PlainDate | null;
  /** At `actualThrough`, to four decimals (money: two); the whole target for levels and ceilings; the due day for a date. */
  expected: string | null;
  /** Actual ÷ expected (for a ceiling expected ÷ actual), rounded down to six decimals so that it agrees with the cuts. */
  ratio: number | null;
  ruleVersion: number;
  /** First day after today on which the light can change without a new fact; null when none can come. */
  nextCheckOn: PlainDate | null;
}

export interface IndicatorCase {
  target: JudgedTarget;
  fiscalYear: number;
  /** Those in force. Entries of other years (see `lastYearOf`) and of months that have not begun are ignored. */
  entries: readonly Reported[];
  today: PlainDate;
  calendar: WorkingCalendar;
  rules: RuleSet;
}

export interface MoneyCase {
  /** Yuan, adjusted budget; null or zero cannot be judged. */
  budget: string | null;
  /** Yuan paid so far. */
  executed: string;
  /** Day of the last ledger import or entry, null when there is none. */
  lastLedgerOn: PlainDate | null;
  curve: Curve;
  fiscalYear: number;
  today: PlainDate;
  rules: RuleSet;
}

/** What the facts in force add up to. */
export interface Running {
  actual: string;
  through: Month;
}

export function judgeIndicator(c: IndicatorCase): Judgement {
  switch (c.target.measure) {
    case 'none':
      return judgement(c.rules, 'undeterminable');
    case 'date':
      return judgeDate(c);
    case 'cumulative':
    case 'level':
    case 'grade':
      return judgeReported(c);
  }
}

/**
 * The actual through the last reported period: a month adds, a cumulative figure or a level sets; for levels and grades
 * the last one counts whatever its basis. Null when nothing usable is reported by `today`.
 */
export function runningActual(
  target: JudgedTarget,
  entries: readonly Reported[],
  today: PlainDate,
  fiscalYear: number,
): Running | null {
  const known = knownEntries(target, entries, today, fiscalYear);
  const last = known.at(-1);
  if (last === undefined) return null;
  const through = last.period;
  if (target.measure === 'grade') return { actual: last.grade ?? '', through };
  if (target.measure === 'date') return { actual: last.date ?? '', through };
  const start =
    target.measure === 'level' ? known.length - 1 : known.findLastIndex((e) => e.basis !== 'month');
  let sum: Decimal | null = null;
  for (let n = Math.max(start, 0); n < known.length; n += 1) {
    const value = known[n]?.value ?? '0';
    if (n === known.length - 1 && sum === null) return { actual: value, through };
    sum = sum === null ? exact(value) : sum.plus(value);
  }
  return { actual: (sum ?? exact(0)).toFixed(), through };
}

/** Entries that say something for this measure, of its months begun by today, one per period, ascending. */
function knownEntries(
  target: JudgedTarget,
  entries: readonly Reported[],
  today: PlainDate,
  fiscalYear: number,
): Reported[] {
  const thisMonth = monthOf(today);
  const known: Reported[] = [];
  for (const entry of entries) {
    if (entry.period > thisMonth || !isOfYears(entry.period, target, fiscalYear)) continue;
    if (!says(target, entry, today)) continue;
    // Given in ascending order as a rule; an insertion keeps the last given of a period.
    let at = known.length;
    while (at > 0 && (known[at - 1]?.period ?? '') > entry.period) at -= 1;
    if (at > 0 && known[at - 1]?.period === entry.period) known[at - 1] = entry;
    else known.splice(at, 0, entry);
  }
  return known;
}

/**
 * The last year whose months speak of the target: the fiscal year, or for a day due after it (2年) the year of that day,
 * since it can be done until then.
 */
export function lastYearOf({ measure, value }: JudgedTarget, fiscalYear: number): number {
  return measure === 'date' && value !== null ? Math.max(fiscalYear, yearOf(value)) : fiscalYear;
}

/** Whether the month lies in the years that speak of the target. */
function isOfYears(period: Month, target: JudgedTarget, fiscalYear: number): boolean {
  return yearOf(period) >= fiscalYear && yearOf(period) <= lastYearOf(target, fiscalYear);
}

function says({ measure }: JudgedTarget, entry: Reported, today: PlainDate): boolean {
  if (measure === 'grade') return entry.grade !== null;
  if (measure === 'date') return entry.date !== null && entry.date <= today;
  return entry.value !== null;
}

function judgeReported(c: IndicatorCase): Judgement {
  const running = runningActual(c.target, c.entries, c.today, c.fiscalYear);
  const lastReported = running?.through ?? null;
  const reports = { ...c, lastReported };
  const compared = running === null ? null : compare(c, running);
  const missing = missingReport(reports) !== null;
  return {
    light: missing ? 'unreported' : (compared?.light ?? 'not_due'),
    actual: running?.actual ?? null,
    actualThrough: running === null ? null : lastDayOf(running.through),
    expected: compared?.expected ?? null,
    ratio: compared?.ratio ?? null,
    ruleVersion: c.rules.version,
    nextCheckOn: earlier(missing ? null : unreportedFrom(reports), nextFactOn(c)),
  };
}

interface Compared {
  light: Light;
  expected: string | null;
  ratio: number | null;
}

function compare(
  { target, fiscalYear, rules }: { target: JudgedTarget; fiscalYear: number; rules: RuleSet },
  running: Running,
): Compared {
  if (target.measure === 'grade')
    return { light: lightOfGrade(running.actual as Grade), expected: null, ratio: null };
  const actual = exact(running.actual);
  const whole = exact(target.value ?? '0');
  if (target.direction === 'at_most') return compareCeiling(actual, whole, rules);
  if (target.measure === 'level') {
    return compareWithShare(actual, whole, 1, 1, rules, isPercentUnit(target.unit) ? 'bounded' : 'open');
  }
  const { numerator, denominator } = shareOn(target.curve, fiscalYear, lastDayOf(running.through));
  if (numerator === 0 && oneDueDay(target.curve, fiscalYear) !== null) {
    // Before its day nothing is due; all of it done early is simply done.
    return { light: actual.gte(whole) ? 'normal' : 'not_due', expected: '0', ratio: null };
  }
  const kind = isInPieces(target) ? 'pieces' : 'open';
  return compareWithShare(actual, whole, numerator, denominator, rules, kind);
}

/** Whether what adds up comes in whole pieces (人 台 次), of which a part cannot be there. */
export function isInPieces({ measure, unit, value }: JudgedTarget): boolean {
  return measure === 'cumulative' && isWholeUnit(unit) && exact(value ?? '0').gte(1);
}

/** The light that an actual would have if it were the last one reported, through that month. */
export function lightAt(
  target: JudgedTarget,
  running: Running,
  context: { fiscalYear: number; rules: RuleSet },
): Light {
  return compare({ target, ...context }, running).light;
}

/**
 * Actual against whole × numerator ÷ denominator, multiplied out so that the cuts are met exactly.
 * bounded: a rate cannot be ahead. pieces: less than one piece away from the expectation is neither late nor ahead, since
 * 1.5 devices cannot be there; where nothing is there and less than one is expected (1 台 before December), nothing is due.
 */
function compareWithShare(
  actual: Decimal,
  whole: Decimal,
  numerator: number,
  denominator: number,
  rules: RuleSet,
  kind: 'open' | 'bounded' | 'pieces',
): Compared {
  const left = actual.times(denominator);
  const right = whole.times(numerator);
  const expected = right.dividedBy(denominator).toDecimalPlaces(4).toFixed();
  if (right.isZero()) return { light: actual.gt(0) ? 'normal' : 'not_due', expected, ratio: null };
  const ratio = ratioDown(left, right);
  if (kind === 'pieces' && left.minus(right).abs().lt(denominator)) {
    return { light: actual.isZero() ? 'not_due' : 'normal', expected, ratio };
  }
  const light = lightOfRatio(ratio, rules);
  return { light: light === 'ahead' && kind === 'bounded' ? 'normal' : light, expected, ratio };
}

/** A ceiling is judged whole: kept is normal; passed is never normal, and at the cuts of ceiling ÷ actual. */
function compareCeiling(actual: Decimal, ceiling: Decimal, rules: RuleSet): Compared {
  const expected = ceiling.toFixed();
  const ratio = actual.isZero() ? null : ratioDown(ceiling, actual);
  if (ratio === null || actual.lte(ceiling)) return { light: 'normal', expected, ratio };
  const light = lightOfRatio(ratio, rules);
  return { light: light === 'normal' || light === 'ahead' ? 'attention' : light, expected, ratio };
}

/** The ratio is rounded down at a finer grid than the cuts lie on, so this compares like the exact quotient. */
export function lightOfRatio(ratio: number, rules: RuleSet): Light {
  if (ratio < rules.severeBelow) return 'severe';
  if (ratio < rules.laggingBelow) return 'lagging';
  if (ratio < rules.attentionBelow) return 'attention';
  return ratio >= rules.aheadFrom ? 'ahead' : 'normal';
}

/** 达成 / 部分达成 (80–60 %) / 未达成 (below 60 %) of 财预〔2020〕10号, put where their bands fall among the cuts. */
function lightOfGrade(grade: Grade): Light {
  switch (grade) {
    case 'achieved':
      return 'normal';
    case 'partly':
      return 'lagging';
    case 'not_achieved':
      return 'severe';
  }
}

/**
 * A due day. Done by it: normal. Done later: lagging for good, since it cannot be undone and is no longer open. Not done:
 * not_due through the due day, severe from the day after, whatever was reported about the months.
 */
function judgeDate(c: IndicatorCase): Judgement {
  const due = c.target.value ?? '';
  const done = runningActual(c.target, c.entries, c.today, c.fiscalYear)?.actual ?? null;
  const light: Light =
    done === null ? (c.today <= due ? 'not_due' : 'severe') : done <= due ? 'normal' : 'lagging';
  return {
    light,
    actual: done,
    actualThrough: done,
    expected: due,
    ratio: null,
    ruleVersion: c.rules.version,
    nextCheckOn: earlier(light === 'not_due' ? addDays(due, 1) : null, nextFactOn(c)),
  };
}

/** A fact dated ahead begins to exist on its day: the light may change then. */
function nextFactOn({ target, entries, today, fiscalYear }: IndicatorCase): PlainDate | null {
  const thisMonth = monthOf(today);
  let next: PlainDate | null = null;
  for (const { period, date } of entries) {
    if (!isOfYears(period, target, fiscalYear)) continue;
    if (period > thisMonth) next = earlier(next, firstDayOf(period));
    if (target.measure === 'date' && date !== null && date > today) next = earlier(next, date);
  }
  return next;
}

/**
 * Money against its curve at the day of the last ledger import or entry (design.md). Without any ledger movement it is
 * compared at the end of the last month that is over: something due and nothing paid is severe, and in January, or before
 * the curve expects anything, nothing is due. An exceeded budget keeps the light of its pace (the alert over_budget tells).
 */
export function judgeMoney(c: MoneyCase): Judgement {
  const budget = exact(c.budget ?? '0');
  if (!budget.gt(0)) return { ...judgement(c.rules, 'undeterminable'), actual: c.executed };
  const through = c.lastLedgerOn === null ? lastDayOf(addMonths(monthOf(c.today), -1)) : c.lastLedgerOn;
  const { numerator, denominator } = shareOn(c.curve, c.fiscalYear, through);
  const executed = exact(c.executed);
  const compared = compareWithShare(executed, budget, numerator, denominator, c.rules, 'open');
  return {
    light: compared.light,
    actual: c.executed,
    // Without a ledger what it is compared with moves on by itself: only the light is kept.
    actualThrough: c.lastLedgerOn,
    expected: c.lastLedgerOn === null ? null : budget.times(numerator).dividedBy(denominator).toFixed(2),
    ratio: c.lastLedgerOn === null ? null : compared.ratio,
    ruleVersion: c.rules.version,
    nextCheckOn: c.lastLedgerOn === null ? nextMoneyCheck(c, budget, compared) : null,
  };
}

/** Without a ledger the comparison moves on with each month that ends: the first one whose end makes another light. */
function nextMoneyCheck(c: MoneyCase, budget: Decimal, { light, ratio }: Compared): PlainDate | null {
  const changesOn =
    ratio === null
      ? dayExceeding(c.curve, c.fiscalYear, exact(0), budget)
      : worseFrom(light, { actual: exact(c.executed), whole: budget, curve: c.curve }, c.fiscalYear, c.rules);
  return changesOn === null ? null : firstDayOf(addMonths(monthOf(changesOn), 1));
}

/**
 * The curve inverted at the cut under `light`: the first day on which the expectation has grown so far that the same
 * actual gives a worse light. Null when it never does in the curve's year or there is no cut below.
 */
function worseFrom(
  light: Light,
  progress: { actual: Decimal; whole: Decimal; curve: Curve },
  fiscalYear: number,
  rules: RuleSet,
): PlainDate | null {
  const cut = cutUnder(light, rules);
  if (cut === null) return null;
  return dayExceeding(progress.curve, fiscalYear, progress.actual, progress.whole.times(cut));
}

/** The ratio from which a light of pace gets better, up to normal. */
export function cutOver(light: Light, rules: RuleSet): number | null {
  if (light === 'severe') return rules.severeBelow;
  if (light === 'lagging') return rules.laggingBelow;
  return light === 'attention' ? rules.attentionBelow : null;
}

/** The ratio below which a light of pace gets worse. */
function cutUnder(light: Light, rules: RuleSet): number | null {
  if (light === 'ahead') return rules.aheadFrom;
  if (light === 'normal') return rules.attentionBelow;
  if (light === 'attention') return rules.laggingBelow;
  return light === 'lagging' ? rules.severeBelow : null;
}

function judgement(rules: RuleSet, light: Light): Judgement {
  return {
    light,
    actual: null,
    actualThrough: null,
    expected: null,
    ratio: null,
    ruleVersion: rules.version,
    nextCheckOn: null,
  };
}

function earlier(a: PlainDate | null, b: PlainDate | null): PlainDate | null {
  return a === null || (b !== null && b < a) ? b : a;
}

/** Facts as read → the domain's timelines → steps to store: from which day on a subject stood how. */
import type { Judging } from './judging.ts';
import type { EntryFact, IntervalRow, LedgerFact, ProjectFacts, StoredInputs } from './subjects.ts';
import { addDays, type PlainDate } from '../domain/calendar.ts';
import type { Judgement } from '../domain/judge.ts';
import type { Light } from '../domain/light.ts';
import { negated, sumAmounts } from '../domain/money.ts';
import type { Curve } from '../domain/target.ts';
import {
  indicatorTimeline,
  moneyKnown,
  moneyTimeline,
  type RecordedEntry,
  type RecordedMoney,
} from '../domain/timeline.ts';

export interface Step {
  fromDay: PlainDate;
  light: Light;
  inputs: StoredInputs;
  /** As judged last, with the day of the next check; null for a roll-up or a stored step. */
  judgement: Judgement | null;
  budget: string | null;
  initialBudget: string | null;
  executed: string | null;
}

interface Span {
  from: PlainDate;
  to: PlainDate;
  judging: Judging;
}

export function recordedEntry(entry: EntryFact): RecordedEntry {
  return {
    id: entry.id,
    period: entry.period,
    basis: entry.basis,
    value: entry.value,
    date: entry.done_on,
    grade: entry.grade,
    recordedOn: entry.recorded_on,
    supersedes: entry.supersedes,
  };
}

/** Executed is what was paid less what came back; 下达 and 拨付 are not yet spent (domain.md 4: three events, three rates). */
export function recordedMoney(event: LedgerFact): RecordedMoney {
  const changes = {
    budgeted: [event.amount, null],
    adjusted: [event.amount, null],
    issued: [null, null],
    allotted: [null, null],
    paid: [null, event.amount],
    returned: [null, negated(event.amount)],
  } as const;
  const [budgetChange, executedChange] = changes[event.event];
  return { recordedOn: event.recorded_on, happenedOn: event.happened_on, budgetChange, executedChange };
}

type Indicator = ProjectFacts['indicators'][number];

/**
 * The days on which an indicator is judged: from `from` until the day before `until`; null: until further notice.
 * One of the declaration from the day on which the project was recorded, one that an adjustment added from its day on.
 */
export function lifeOf(
  indicator: Pick<Indicator, 'is_added' | 'targets'>,
  declaredOn: PlainDate,
): { from: PlainDate; until: PlainDate | null } {
  const [first] = indicator.targets;
  const from = indicator.is_added && first ? begins(first) : declaredOn;
  const end = targetSpans(indicator.targets, from, LAST_DAY).find(({ ended }) => ended);
  return { from, until: end?.first ?? null };
}

/** The version that holds on the day. */
export function targetOn(targets: TargetVersions, day: PlainDate): TargetVersions[number] | undefined {
  return targets.findLast((version, index) => index === 0 || begins(version) <= day);
}

/** The steps of an indicator over [from, to], days of its life. Each day is judged by the target version valid and known then. */
export function indicatorSteps(
  indicator: Indicator,
  fiscalYear: number,
  { from, to, judging }: Span,
): Step[] {
  const entries = indicator.entries.map(recordedEntry);
  const steps: Step[] = [];
  for (const { target, first, last } of targetSpans(indicator.targets, from, to)) {
    const intervals = indicatorTimeline({
      target,
      fiscalYear,
      entries,
      from: first,
      to: last,
      calendar: judging.calendar,
      rules: judging.rules,
    });
    for (const { fromDay, judgement } of intervals) {
      addStep(steps, {
        fromDay,
        light: judgement.light,
        inputs: inputsOf(judgement),
        judgement,
        budget: null,
        initialBudget: null,
        executed: null,
      });
    }
  }
  const last = steps.at(-1);
  if (last?.judgement) {
    const nextCheckOn = earlierOf(last.judgement.nextCheckOn, nextVersionOn(indicator.targets, to));
    last.judgement = { ...last.judgement, nextCheckOn };
  }
  return steps;
}

type TargetVersions = Indicator['targets'];

/** After every day that a version may hold from. */
const LAST_DAY = '9999-12-31';

const begins = (version: TargetVersions[number]): PlainDate =>
  laterOf(version.valid_from, version.recorded_on);

/** A version dated ahead begins to hold on its day: the light may change then. */
function nextVersionOn(versions: TargetVersions, day: PlainDate): PlainDate | null {
  return (
    versions
      .slice(1)
      .map(begins)
      .filter((begin) => begin > day)
      .sort()[0] ?? null
  );
}

/** Each day with the version that holds then: the last recorded of those that hold already. Spans in order, none empty. */
function targetSpans(versions: TargetVersions, from: PlainDate, to: PlainDate) {
  const spans = versions.flatMap((version, index) => {
    // The first version holds from the beginning: before it there was nothing to judge by.
    const first = index === 0 ? from : laterOf(begins(version), from);
    const next = versions
      .slice(index + 1)
      .map(begins)
      .sort()[0];
    const last = next !== undefined && next <= to ? dayBefore(next) : to;
    return first <= last ? [{ target: version.judged, ended: version.ended, first, last }] : [];
  });
  return spans.sort((a, b) => (a.first < b.first ? -1 : 1));
}

const earlierOf = (a: PlainDate | null, b: PlainDate | null) =>
  a === null ? b : b === null || a < b ? a : b;
const laterOf = (a: PlainDate, b: PlainDate) => (a > b ? a : b);
const dayBefore = (day: PlainDate): PlainDate => addDays(day, -1);

/** The steps of a project's money over [from, to]: its judgement and its amounts. */
export function moneySteps(
  ledger: readonly LedgerFact[],
  project: Pick<ProjectFacts, 'fiscal_year' | 'money_curve' | 'money_curves'>,
  { from, to, judging }: Span,
): Step[] {
  const facts = ledger.map(recordedMoney);
  const fiscalYear = project.fiscal_year;
  const intervals = curveSpans(project, from, to).flatMap(({ curve, first, last }) =>
    moneyTimeline({ facts, curve, fiscalYear, from: first, to: last, rules: judging.rules }),
  );
  const days = new Set(intervals.map((interval) => interval.fromDay));
  for (const fact of facts) {
    const day = laterOf(fact.recordedOn, fact.happenedOn);
    if (day > from && day <= to) days.add(day);
  }
  const steps: Step[] = [];
  for (const day of [...days].sort()) {
    const judgement = intervals.findLast((interval) => interval.fromDay <= day)?.judgement;
    if (!judgement) continue;
    const known = moneyKnown(facts, day);
    addStep(steps, {
      fromDay: day,
      light: judgement.light,
      inputs: inputsOf(judgement),
      judgement,
      budget: known.budget,
      initialBudget: initialBudget(ledger, day),
      executed: known.executed,
    });
  }
  return steps;
}

/** Each day with the curve that was known then. */
function curveSpans(
  { money_curve, money_curves }: Pick<ProjectFacts, 'money_curve' | 'money_curves'>,
  from: PlainDate,
  to: PlainDate,
): { curve: Curve; first: PlainDate; last: PlainDate }[] {
  const versions = [{ curve: money_curve, recorded_on: from }, ...money_curves];
  return versions.flatMap(({ curve, recorded_on }, index) => {
    const next = versions[index + 1];
    const first = laterOf(recorded_on, from);
    const last = next === undefined || next.recorded_on > to ? to : dayBefore(next.recorded_on);
    return first <= last ? [{ curve, first, last }] : [];
  });
}

function initialBudget(ledger: readonly LedgerFact[], day: PlainDate): string | null {
  const amounts = ledger
    .filter((event) => event.event === 'budgeted' && event.recorded_on <= day)
    .map((event) => event.amount);
  return amounts.length > 0 ? sumAmounts(amounts) : null;
}

/** Consecutive equal states are one step; the later judgement knows the next check. */
function addStep(steps: Step[], step: Step): void {
  const last = steps.at(-1);
  if (last && sameState(last, step)) last.judgement = step.judgement;
  else steps.push(step);
}

function inputsOf({ nextCheckOn: _, ...inputs }: Judgement): StoredInputs {
  return inputs;
}

type State = Pick<Step, 'light' | 'inputs' | 'budget' | 'executed'> & { initialBudget: string | null };

/** Whether a reader sees the same: light, inputs and amounts. Takes a step or a stored interval. */
export function sameState(a: State | IntervalRow, b: State | IntervalRow): boolean {
  const initial = (state: State | IntervalRow) =>
    'initialBudget' in state ? state.initialBudget : state.initial_budget;
  return (
    a.light === b.light &&
    a.budget === b.budget &&
    a.executed === b.executed &&
    initial(a) === initial(b) &&
    sameInputs(a.inputs, b.inputs)
  );
}

function sameInputs(a: StoredInputs, b: StoredInputs): boolean {
  if (!('actual' in a) || !('actual' in b)) return !('actual' in a) && !('actual' in b);
  return (
    a.actual === b.actual &&
    a.actualThrough === b.actualThrough &&
    a.expected === b.expected &&
    a.ratio === b.ratio &&
    a.ruleVersion === b.ruleVersion
  );
}

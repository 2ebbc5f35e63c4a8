/**
 * What must be paid or done by when. A duty is a rule with its versions (a target, and plans that replace it or stand alone);
 * an obligation is one due thing of it: the month's pension, the one subsidy. Both follow from facts, dates and calendar.
 */
import {
  addDays,
  addMonths,
  addWorkingDays,
  daysBetween,
  daysInMonth,
  firstDayOf,
  lastDayOf,
  monthNumber,
  monthOf,
  workingDaysBetween,
  yearOf,
  type Month,
  type PlainDate,
  type WorkingCalendar,
} from './calendar.ts';
import { dutyOfTarget, keysOf, type Anchor, type DutyIndicator, type DutySource } from './obligation-rule.ts';
import type { RuleSet } from './light.ts';

export { dutyAssumptionWords, dutyRuleWords } from './obligation-words.ts';
export type { Anchor, DutyIndicator, DutyKind, DutyRule, DutySource } from './obligation-rule.ts';

/** A row of app.duty_plans, in the order they were recorded. With an indicator it replaces what its target says. */
export interface DutyPlan extends Pick<
  DutySource,
  'indicatorId' | 'kind' | 'title' | 'rule' | 'amounts' | 'graceWorkingDays' | 'recordedOn'
> {
  id: string;
  /** From its day on neither this plan nor the one it supersedes holds; a target behind it holds again. */
  isWithdrawn: boolean;
  supersedes: string | null;
}

/** One duty through its versions: on any day at most one holds (`recordedOn` ≤ day < `withdrawnOn`), in order. */
export interface Duty {
  id: string;
  versions: DutySource[];
}

/** A registered event, in the order they were recorded. */
export interface AnchorEvent {
  id: string;
  anchor: Anchor;
  happenedOn: PlainDate;
  recordedOn: PlainDate;
  supersedes: string | null;
}

export interface Obligation {
  dutyId: string;
  /** 'YYYY-MM' or 'once': with `dutyId` what its id is made of. */
  key: string;
  source: DutySource;
  period: Month | null;
  title: string;
  /** The last day in time; null until the event it is counted from is known. */
  dueOn: PlainDate | null;
  /** The first day on which it is late: after the due day and the days of grace. */
  lateFrom: PlainDate | null;
  /** Yuan; null: any sum. */
  amount: string | null;
}

/** No due day, because the holidays of that year are not known: the caller raises the alarm. */
export interface Undated {
  dutyId: string;
  key: string;
  source: DutySource;
  unconfirmedYear: number;
}

/**
 * The duties of a project. `targets`: every version of every subject indicator's target, `recordedOn` being the day from
 * which it holds (the later of recorded and valid from), in that order within an indicator.
 */
export function dutiesOf(
  targets: readonly DutyIndicator[],
  plans: readonly DutyPlan[],
  fiscalYear: number,
  rules?: RuleSet,
): Duty[] {
  const roots = rootsOf(plans);
  const ids = new Set<string>(targets.map(({ id }) => id));
  const plansByDuty = new Map<string, DutyPlan[]>();
  for (const plan of plans) {
    const root = roots.get(plan.id) ?? plan;
    const id = root.indicatorId ?? root.id;
    ids.add(id);
    plansByDuty.set(id, [...(plansByDuty.get(id) ?? []), plan]);
  }
  const duties: Duty[] = [];
  for (const id of ids) {
    const ofDuty = targets
      .filter((target) => target.id === id)
      .map((target) => ({ recordedOn: target.recordedOn, source: dutyOfTarget(target, fiscalYear, rules) }));
    const versions = versionsOf(id, ofDuty, plansByDuty.get(id) ?? [], roots);
    if (versions.length > 0) duties.push({ id, versions });
  }
  return duties;
}

/** The first plan of each chain of corrections. */
function rootsOf(plans: readonly DutyPlan[]): Map<string, DutyPlan> {
  const roots = new Map<string, DutyPlan>();
  for (const plan of plans) {
    const before = plan.supersedes === null ? undefined : roots.get(plan.supersedes);
    roots.set(plan.id, before ?? plan);
  }
  return roots;
}

function versionsOf(
  id: string,
  targets: readonly { recordedOn: PlainDate; source: DutySource | null }[],
  plans: readonly DutyPlan[],
  roots: ReadonlyMap<string, DutyPlan>,
): DutySource[] {
  const days = [...new Set([...targets, ...plans].map(({ recordedOn }) => recordedOn))].sort();
  const versions: DutySource[] = [];
  let last: DutySource | null = null;
  for (const day of days) {
    const plan = planInForce(plans, day, roots);
    const target = targets.filter(({ recordedOn }) => recordedOn <= day).at(-1)?.source ?? null;
    const source = plan === null ? target : sourceOfPlan(id, plan, target);
    if (isSame(source, last)) continue;
    const open = versions.at(-1);
    if (open !== undefined) open.withdrawnOn ??= day;
    last = source;
    if (source !== null) versions.push({ ...source, recordedOn: day });
  }
  return versions;
}

/** The newest plan not withdrawn, of those known on the day; of several for one indicator the last recorded. */
function planInForce(
  plans: readonly DutyPlan[],
  day: PlainDate,
  roots: ReadonlyMap<string, DutyPlan>,
): DutyPlan | null {
  const newest = new Map<string, DutyPlan>();
  for (const plan of plans) {
    if (plan.recordedOn > day) continue;
    const root = roots.get(plan.id)?.id ?? plan.id;
    newest.delete(root);
    newest.set(root, plan);
  }
  return [...newest.values()].filter(({ isWithdrawn }) => !isWithdrawn).at(-1) ?? null;
}

function sourceOfPlan(id: string, plan: DutyPlan, target: DutySource | null): DutySource {
  const { indicatorId, kind, title, rule, amounts, graceWorkingDays, recordedOn } = plan;
  return {
    id,
    from: 'plan',
    indicatorId,
    planId: plan.id,
    kind,
    title,
    rule,
    amounts,
    graceWorkingDays,
    printed: target?.printed ?? null,
    assumed: [],
    recordedOn,
    withdrawnOn: null,
  };
}

function isSame(a: DutySource | null, b: DutySource | null): boolean {
  return JSON.stringify({ ...a, recordedOn: '' }) === JSON.stringify({ ...b, recordedOn: '' });
}

/** The version that holds at the close of `day`. */
export function sourceOn(duty: Duty, day: PlainDate): DutySource | null {
  const found = duty.versions.filter(({ recordedOn }) => recordedOn <= day).at(-1);
  return found === undefined || (found.withdrawnOn !== null && found.withdrawnOn <= day) ? null : found;
}

/** The source's obligations with their due days as known at the close of `day`. */
export function obligationsOf(
  source: DutySource,
  events: readonly AnchorEvent[],
  fiscalYear: number,
  day: PlainDate,
  calendar: WorkingCalendar,
): (Obligation | Undated)[] {
  return keysOf(source.rule).map((key) => obligationOf(source, key, events, fiscalYear, day, calendar));
}

/** As `obligationsOf`, for one of the source's keys. */
export function obligationOf(
  source: DutySource,
  key: string,
  events: readonly AnchorEvent[],
  fiscalYear: number,
  day: PlainDate,
  calendar: WorkingCalendar,
): Obligation | Undated {
  const known = confirmed(calendar.knownOn(day));
  const dueOn = dueDay(source, key, events, day, known);
  const lateFrom = dueOn === null ? null : addDays(known.addWorkingDays(dueOn, source.graceWorkingDays), 1);
  const unconfirmedYear = known.unconfirmedYear();
  if (unconfirmedYear !== null) return { dutyId: source.id, key, source, unconfirmedYear };
  const period = key === 'once' ? null : key;
  return {
    dutyId: source.id,
    key,
    source,
    period,
    title: period === null ? source.title : `${source.title}（${periodWords(source, period, fiscalYear)}）`,
    dueOn,
    lateFrom,
    amount: source.amounts?.[key] ?? null,
  };
}

/** 7 月, 第 3 季度, 上半年; with the year when it is not the fiscal year. */
function periodWords({ rule }: DutySource, period: Month, fiscalYear: number): string {
  const number = monthNumber(period);
  const every = rule.type === 'monthly' ? rule.everyMonths : undefined;
  const words =
    every === 3 && number % 3 === 0
      ? `第 ${String(number / 3)} 季度`
      : every === 6 && number % 6 === 0
        ? number === 6
          ? '上半年'
          : '下半年'
        : `${String(number)} 月`;
  return yearOf(period) === fiscalYear ? words : `${String(yearOf(period))} 年 ${words}`;
}

function dueDay(
  { rule }: DutySource,
  key: string,
  events: readonly AnchorEvent[],
  day: PlainDate,
  known: ConfirmedDays,
): PlainDate | null {
  switch (rule.type) {
    case 'on':
      return rule.dueOn;
    case 'monthly':
      return rule.day === 'last_working_day'
        ? known.addWorkingDays(firstDayOf(addMonths(key, 1)), -1)
        : dayOfMonth(key, rule.day);
    case 'after': {
      const event = eventOn(events, rule.anchor, day);
      if (event === null) return null;
      const { count, unit } = rule.span;
      if (unit === 'working_day') return known.addWorkingDays(event.happenedOn, count);
      if (unit === 'day') return addDays(event.happenedOn, count);
      return dayOfMonth(addMonths(monthOf(event.happenedOn), count), Number(event.happenedOn.slice(8)));
    }
  }
}

/** That day of the month, or the month's last one where it has none (1 个月 after 31 January: 28 February). */
function dayOfMonth(month: Month, day: number): PlainDate {
  return day >= daysInMonth(month) ? lastDayOf(month) : addDays(firstDayOf(month), day - 1);
}

/** The event that counts at the close of `day`: the last recorded that is known, has happened and is not corrected. */
export function eventOn(events: readonly AnchorEvent[], anchor: Anchor, day: PlainDate): AnchorEvent | null {
  const known = events.filter((event) => event.anchor === anchor && event.recordedOn <= day);
  const corrected = new Set(known.map(({ supersedes }) => supersedes));
  return known.filter(({ id, happenedOn }) => !corrected.has(id) && happenedOn <= day).at(-1) ?? null;
}

interface ConfirmedDays {
  addWorkingDays(day: PlainDate, n: number): PlainDate;
  /** The first year that a count of working days ran through without its holidays being known. */
  unconfirmedYear(): number | null;
}

/** Working days that remember which years they were counted in. A count of 0 asks no calendar. */
function confirmed(calendar: WorkingCalendar): ConfirmedDays {
  let missing: number | null = null;
  return {
    addWorkingDays(day, n) {
      if (n === 0) return day;
      const end = addWorkingDays(calendar, day, n);
      // The first day of the count is not counted, so its year need not be known.
      const [from, to] = n > 0 ? [addDays(day, 1), end] : [end, addDays(day, -1)];
      for (let year = yearOf(from); year <= yearOf(to); year += 1) {
        if (!calendar.isConfirmed(year)) missing ??= year;
      }
      return end;
    },
    unconfirmedYear: () => missing,
  };
}

/** How long it has been late, in calendar days counting the first late one; null: not late. domain.md 4.1, issue 3. */
export function ageing(lateFrom: PlainDate, today: PlainDate): '1-30' | '31-60' | '60+' | null {
  const days = daysBetween(lateFrom, today) + 1;
  if (days < 1) return null;
  return days <= 30 ? '1-30' : days <= 60 ? '31-60' : '60+';
}

/** Working days late at `today`, 0 before it is; null when the holidays of a year between are not known. */
export function workingDaysLate(
  calendar: WorkingCalendar,
  lateFrom: PlainDate,
  today: PlainDate,
): number | null {
  if (today < lateFrom) return 0;
  for (let year = yearOf(lateFrom); year <= yearOf(today); year += 1) {
    if (!calendar.isConfirmed(year)) return null;
  }
  return workingDaysBetween(calendar, addDays(lateFrom, -1), today);
}

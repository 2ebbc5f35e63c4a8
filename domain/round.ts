/**
 * A monitoring round (监控任务): which months, known on which day, of which projects, answered by when. What differs from county
 * to county is configuration with its origin (domain.md 1, timing: [memory], [practice] and public notices), read by
 * `checkRoundVariant`; a round is a variant put into a year, and what the bureau then changes by hand is read by `checkRound`.
 */
import {
  addDays,
  addWorkingDays,
  daysInMonth,
  lastDayOf,
  monthOfYear,
  unconfirmedYears,
  type PlainDate,
  type WorkingCalendar,
} from './calendar.ts';
import type { ClimbingAlert } from './ladder.ts';
import type { Light } from './light.ts';
import { compareAmounts, executionRate } from './money.ts';
import { POSTS, type Post } from './post.ts';
import type { Sourced } from './sourced.ts';

/** self: 部门自行监控. key: 财政重点监控 (domain.md 1, mode: NM-reg art 19, task types of practice). */
export const ROUND_KINDS = ['self', 'key'] as const;
export type RoundKind = (typeof ROUND_KINDS)[number];

/**
 * all: every project with money or targets of the year, carry-over included (domain.md 1, scope: nc).
 * rule: those for which every condition that is given holds; null conditions are not asked.
 * list: by hand.
 */
export type RoundScope =
  | { type: 'all' }
  | {
      type: 'rule';
      /** Adjusted budget at least this, yuan. */
      budgetAtLeastYuan: string | null;
      /** Execution rate below this share, 0–1; exact at the cut. */
      executionRateBelow: number | null;
      /** Light of the project is one of these. */
      lights: Light[] | null;
    }
  | { type: 'list'; projectIds: string[] };

/**
 * after_window: so many days (working days) after the window's last day, that day not counted (民法典 art. 201).
 * after_cut_off: the same from the cut-off day. on: a day of the calendar; day 31 means the month's last.
 */
export type DayRule =
  | { type: 'after_window' | 'after_cut_off'; count: number; unit: 'day' | 'working_day' }
  | { type: 'on'; month: number; day: number; yearsLater?: 0 | 1 };

/** What becomes of a deadline on a day off: next or previous working day, or the day as it is. */
export const DAY_OFF_RULES = ['next_working_day', 'previous_working_day', 'as_it_is'] as const;
export type DayOffRule = (typeof DAY_OFF_RULES)[number];

export interface DeadlineRule {
  /** Who has to be done by then: handler (the unit sends its form), leader (the department), either finance section. */
  post: Post;
  due: Sourced<DayRule>;
}

export interface RoundPlan {
  kind: RoundKind;
  scope: Sourced<RoundScope>;
  formName: Sourced<string>;
  /** One of each post at most, at least the handler's. */
  deadlines: DeadlineRule[];
}

/** One county's way of monitoring, as configuration. */
export interface RoundVariant {
  /** Lower-case letters, digits and hyphens. */
  id: string;
  title: string;
  /** Always from January: figures are cumulative (domain.md 1: 1~1月 … 1~12月 [practice]). */
  toMonth: Sourced<number>;
  /** The day at whose close the form's figures stand; null: the window's last day. */
  cutOff: Sourced<DayRule> | null;
  dayOff: Sourced<DayOffRule>;
  /** One or two, of different kinds. */
  plans: RoundPlan[];
}

export interface RoundDeadline {
  post: Post;
  dueOn: PlainDate;
  /** Of the rule, or 'entered' for a day that a person set. */
  origin: string;
  /** It was counted through a year whose days off are not confirmed: it may move. */
  isGuess: boolean;
}

/** A round as it is opened. */
export interface Round {
  title: string;
  fiscalYear: number;
  kind: RoundKind;
  /** Months 1 to this one. */
  toMonth: number;
  cutOffOn: PlainDate;
  scope: RoundScope;
  formName: string;
  /** In the order of the posts. */
  deadlines: RoundDeadline[];
  /** The variant it came from; null: entered by hand. */
  variantId: string | null;
  /** By field: where the number comes from. */
  origins: Record<string, string>;
}

export function windowEnd(fiscalYear: number, toMonth: number): PlainDate {
  return lastDayOf(monthOfYear(fiscalYear, toMonth));
}

/** The rounds that a variant makes in a year, one of each of its plans. Deadlines ascend with the posts as configured. */
export function roundsOf(variant: RoundVariant, fiscalYear: number, calendar: WorkingCalendar): Round[] {
  const toMonth = variant.toMonth.value;
  const end = windowEnd(fiscalYear, toMonth);
  const cutOffOn =
    variant.cutOff === null ? end : dayOf(variant.cutOff.value, { fiscalYear, end, cutOffOn: end }, calendar);
  return variant.plans.map((plan) => ({
    title: variant.title,
    fiscalYear,
    kind: plan.kind,
    toMonth,
    cutOffOn,
    scope: plan.scope.value,
    formName: plan.formName.value,
    deadlines: POSTS.flatMap((post): RoundDeadline[] => {
      const rule = plan.deadlines.find((each) => each.post === post);
      if (rule === undefined) return [];
      const planned = dayOf(rule.due.value, { fiscalYear, end, cutOffOn }, calendar);
      const dueOn = onWorkingDay(planned, variant.dayOff.value, calendar);
      return [{ post, dueOn, origin: rule.due.origin, isGuess: isGuess(calendar, end, dueOn) }];
    }),
    variantId: variant.id,
    origins: {
      toMonth: variant.toMonth.origin,
      cutOffOn: variant.cutOff?.origin ?? variant.toMonth.origin,
      scope: plan.scope.origin,
      formName: plan.formName.origin,
      dayOff: variant.dayOff.origin,
    },
  }));
}

function isGuess(calendar: WorkingCalendar, from: PlainDate, to: PlainDate): boolean {
  return unconfirmedYears(calendar, from, to).length > 0;
}

function dayOf(
  rule: DayRule,
  at: { fiscalYear: number; end: PlainDate; cutOffOn: PlainDate },
  calendar: WorkingCalendar,
): PlainDate {
  if (rule.type === 'on') {
    const month = monthOfYear(at.fiscalYear + (rule.yearsLater ?? 0), rule.month);
    return addDays(`${month}-01`, Math.min(rule.day, daysInMonth(month)) - 1);
  }
  const from = rule.type === 'after_window' ? at.end : at.cutOffOn;
  return rule.unit === 'day' ? addDays(from, rule.count) : addWorkingDays(calendar, from, rule.count);
}

function onWorkingDay(day: PlainDate, rule: DayOffRule, calendar: WorkingCalendar): PlainDate {
  if (rule === 'as_it_is' || calendar.isWorkingDay(day)) return day;
  return addWorkingDays(calendar, day, rule === 'next_working_day' ? 1 : -1);
}

/** What the scope asks of a project, as known at the close of the cut-off day. */
export interface SelectableProject {
  id: string;
  /** Adjusted budget in yuan; null: none. */
  budgetYuan: string | null;
  executedYuan: string;
  light: Light;
}

export interface Selection {
  /** In the order given. */
  chosen: string[];
  /** Not chosen because the rule asks for what is not known of them: the bureau looks at these itself. */
  undecided: { id: string; missing: 'budget' }[];
  /** Named in the list and not there. */
  unknown: string[];
}

/** Which projects a round is about. A project without a budget is never silently left out by a rule about money. */
export function selectProjects(scope: RoundScope, projects: readonly SelectableProject[]): Selection {
  switch (scope.type) {
    case 'all':
      return { chosen: projects.map(({ id }) => id), undecided: [], unknown: [] };
    case 'list': {
      const listed = new Set(scope.projectIds);
      const chosen = projects.filter(({ id }) => listed.has(id)).map(({ id }) => id);
      const there = new Set(chosen);
      return { chosen, undecided: [], unknown: [...listed].filter((id) => !there.has(id)) };
    }
    case 'rule': {
      const chosen: string[] = [];
      const undecided: Selection['undecided'] = [];
      for (const project of projects) {
        const holds = ruleHolds(scope, project);
        if (holds === true) chosen.push(project.id);
        else if (holds === null) undecided.push({ id: project.id, missing: 'budget' });
      }
      return { chosen, undecided, unknown: [] };
    }
  }
}

/** null: what is known of it does not say. A condition that fails for certain decides without the others. */
function ruleHolds(scope: Extract<RoundScope, { type: 'rule' }>, project: SelectableProject): boolean | null {
  const { budgetYuan, executedYuan, light } = project;
  if (scope.lights !== null && !scope.lights.includes(light)) return false;
  const asksMoney = scope.budgetAtLeastYuan !== null || scope.executionRateBelow !== null;
  if (!asksMoney) return true;
  if (budgetYuan === null) return null;
  if (scope.budgetAtLeastYuan !== null && compareAmounts(budgetYuan, scope.budgetAtLeastYuan) < 0)
    return false;
  if (scope.executionRateBelow === null) return true;
  const rate = executionRate(executedYuan, budgetYuan);
  return rate === null ? null : rate < scope.executionRateBelow;
}

/**
 * A late or coming answer as the ladder takes it (`ladderDates`, `nextStep`): before the due day a reminder, after it an
 * escalation. `openedOn`: the day from which it is one.
 */
export function chaseOf(dueOn: PlainDate, openedOn: PlainDate, today: PlainDate): ClimbingAlert {
  return {
    kind: today > dueOn ? 'deadline_missed' : 'due_soon',
    openedOn: today > dueOn ? addDays(dueOn, 1) : openedOn,
    dueOn,
  };
}

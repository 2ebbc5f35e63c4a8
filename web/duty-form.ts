/** The forms of the duties: the day from which a span is counted, and what is agreed by hand. Pure. Amounts in yuan. */
import { isPlainDate, monthNumber, monthOfYear } from '../domain/calendar.ts';
import { exact, sumAmounts } from '../domain/money.ts';
import { keysOf } from '../domain/obligation-rule.ts';
import type { DutyPlan, DutyPlanBody, EventBody, RegisteredEvent } from '../server/contract-alerts.ts';
import { plainTyping, typedDate, typedNumber } from './entry-input.ts';
import { dutyWords } from './words/duties.ts';

export type Problems = Record<string, string>;
type Read<Body> = { body: Body } | { problems: Problems };

export interface EventForm {
  anchor: EventBody['anchor'];
  day: string;
  document: string;
  note: string;
}

/** For a first event of an anchor, or with what was registered to correct it. */
export const eventForm = (anchor: EventBody['anchor'], known: RegisteredEvent | null): EventForm => ({
  anchor,
  day: known?.happenedOn ?? '',
  document: known?.document ?? '',
  note: known?.note ?? '',
});

/** The body to send, or what is wrong field by field. @param supersedes id of the event that it corrects */
export function eventBody(
  form: EventForm,
  at: { today: string; fiscalYear: number },
  supersedes: string | null,
): Read<EventBody> {
  const words = dutyWords.events.problems;
  const day = typedDate(form.day, at.fiscalYear);
  if (day === null) return { problems: { happenedOn: words.dayMissing } };
  if (!isPlainDate(day)) return { problems: { happenedOn: words.dayMalformed } };
  if (day > at.today) return { problems: { happenedOn: words.dayFuture } };
  const [document, note] = [form.document.trim(), form.note.trim()];
  return {
    body: {
      anchor: form.anchor,
      happenedOn: day,
      ...(document === '' ? {} : { document }),
      ...(note === '' ? {} : { note }),
      ...(supersedes === null ? {} : { supersedes }),
    },
  };
}

export interface PlanForm {
  /** The indicator whose target it replaces, '' for a duty of its own. */
  indicatorId: string;
  kind: DutyPlanBody['kind'];
  title: string;
  type: DutyPlanBody['rule']['type'];
  /** Months 1–12 of the fiscal year. */
  from: number;
  to: number;
  day: number | 'last_working_day';
  dueOn: string;
  anchor: EventBody['anchor'];
  count: string;
  unit: 'day' | 'working_day' | 'month';
  /** One sum for each month, or the only one. */
  amount: string;
  /** Each month has a sum of its own, in `amounts` from January on. */
  isEachMonth: boolean;
  amounts: string[];
  grace: string;
  note: string;
}

/** From the running month on: what was due before was not agreed then. */
export const emptyPlanForm = (at: { today: string; fiscalYear: number }): PlanForm => ({
  indicatorId: '',
  kind: 'payment',
  title: '',
  type: 'monthly',
  from: at.today.startsWith(`${at.fiscalYear}-`) ? monthNumber(at.today) : 1,
  to: 12,
  day: 'last_working_day',
  dueOn: '',
  anchor: 'document_issued',
  count: '',
  unit: 'month',
  amount: '',
  isEachMonth: false,
  amounts: Array.from({ length: 12 }, () => ''),
  grace: '',
  note: '',
});

/** A plan as the form that would have made it, to correct it. */
export function planForm(plan: DutyPlan, at: { today: string; fiscalYear: number }): PlanForm {
  const form = emptyPlanForm(at);
  const { rule, amounts } = plan;
  Object.assign(form, {
    indicatorId: plan.indicatorId ?? '',
    kind: plan.kind,
    title: plan.title,
    type: rule.type,
    grace: plan.graceWorkingDays === 0 ? '' : String(plan.graceWorkingDays),
    note: plan.note ?? '',
    amount: amounts?.['once'] ?? '',
  });
  if (rule.type === 'on') form.dueOn = rule.dueOn;
  if (rule.type === 'after') {
    Object.assign(form, { anchor: rule.anchor, count: String(rule.span.count), unit: rule.span.unit });
  }
  if (rule.type === 'monthly') {
    Object.assign(form, { from: monthNumber(rule.from), to: monthNumber(rule.to), day: rule.day });
    const months = Object.entries(amounts ?? {});
    for (const [month, amount] of months) form.amounts[monthNumber(month) - 1] = amount;
    const isOne = new Set(months.map(([, amount]) => amount)).size === 1;
    form.isEachMonth = months.length > 0 && !(isOne && months.length === keysOf(rule).length);
    if (!form.isEachMonth) form.amount = months[0]?.[1] ?? '';
  }
  return form;
}

/** The rule as typed, or what is wrong with it. */
function ruleOf(form: PlanForm, fiscalYear: number): { rule: DutyPlanBody['rule'] } | { problems: Problems } {
  const words = dutyWords.plans.problems;
  switch (form.type) {
    case 'monthly':
      if (form.to < form.from) return { problems: { to: words.monthsReversed } };
      return {
        rule: {
          type: 'monthly',
          from: monthOfYear(fiscalYear, form.from),
          to: monthOfYear(fiscalYear, form.to),
          day: form.day,
        },
      };
    case 'on': {
      const dueOn = typedDate(form.dueOn, fiscalYear);
      if (dueOn === null) return { problems: { dueOn: words.dayMissing } };
      return isPlainDate(dueOn)
        ? { rule: { type: 'on', dueOn } }
        : { problems: { dueOn: words.dayMalformed } };
    }
    case 'after': {
      const count = plainTyping(form.count);
      const number = Number(count);
      if (!/^\d{1,3}$/.test(count) || number < 1 || number > 365) {
        return { problems: { count: words.countMalformed } };
      }
      return { rule: { type: 'after', anchor: form.anchor, span: { count: number, unit: form.unit } } };
    }
  }
}

const AMOUNT = /^\d{1,16}(\.\d{1,2})?$/;

/** Sums by month or under `once`; what is not filled in is not agreed. */
function amountsOf(
  form: PlanForm,
  rule: DutyPlanBody['rule'],
): Record<string, string> | { problems: Problems } {
  const keys = keysOf(rule);
  const isByMonth = rule.type === 'monthly' && form.isEachMonth;
  const amounts: Record<string, string> = {};
  for (const key of keys) {
    const text = isByMonth ? (form.amounts[monthNumber(key) - 1] ?? '') : form.amount;
    const amount = typedNumber(text, null);
    if (amount === null) continue;
    if (!AMOUNT.test(amount) || !exact(amount).gt(0)) {
      return { problems: { amounts: dutyWords.plans.problems.amountMalformed } };
    }
    amounts[key] = amount;
  }
  return amounts;
}

/** The body to send, or what is wrong field by field. @param supersedes id of the plan that it corrects */
export function planBody(form: PlanForm, fiscalYear: number, supersedes: string | null): Read<DutyPlanBody> {
  const words = dutyWords.plans.problems;
  const problems: Problems = {};
  const title = form.title.trim();
  if (title === '') problems['title'] = words.titleMissing;
  if (form.kind === 'work' && form.indicatorId === '') problems['indicatorId'] = words.indicatorMissing;
  const grace = plainTyping(form.grace);
  if (grace !== '' && (!/^\d{1,2}$/.test(grace) || Number(grace) > 20))
    problems['grace'] = words.graceMalformed;
  const read = ruleOf(form, fiscalYear);
  if ('problems' in read) return { problems: { ...problems, ...read.problems } };
  const amounts = form.kind === 'work' ? {} : amountsOf(form, read.rule);
  if (hasProblems(amounts)) return { problems: { ...problems, ...amounts.problems } };
  if (Object.keys(problems).length > 0) return { problems };
  const note = form.note.trim();
  return {
    body: {
      kind: form.kind,
      title,
      rule: read.rule,
      ...(form.indicatorId === '' ? {} : { indicatorId: form.indicatorId }),
      ...(Object.keys(amounts).length === 0 ? {} : { amounts }),
      ...(grace === '' || grace === '0' ? {} : { graceWorkingDays: Number(grace) }),
      ...(note === '' ? {} : { note }),
      ...(supersedes === null ? {} : { supersedes }),
    },
  };
}

function hasProblems(read: Record<string, string> | { problems: Problems }): read is { problems: Problems } {
  return 'problems' in read && typeof read['problems'] === 'object';
}

/** The same plan, withdrawn. */
export const withdrawal = (plan: DutyPlan): DutyPlanBody => ({
  kind: plan.kind,
  title: plan.title,
  rule: plan.rule,
  ...(plan.indicatorId === null ? {} : { indicatorId: plan.indicatorId }),
  ...(plan.amounts === null ? {} : { amounts: plan.amounts }),
  ...(plan.graceWorkingDays === 0 ? {} : { graceWorkingDays: plan.graceWorkingDays }),
  supersedes: plan.id,
  withdrawn: true,
});

/** How many duties a plan makes and what they sum up to, null without a sum. */
export function planEffect(body: Pick<DutyPlanBody, 'rule' | 'amounts'>): {
  count: number;
  sum: string | null;
} {
  const amounts = Object.values(body.amounts ?? {});
  return {
    count: keysOf(body.rule).length,
    sum: amounts.length === 0 ? null : sumAmounts(amounts),
  };
}

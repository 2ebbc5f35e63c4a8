/** A project's duties as rows: what is late, what comes, and twelve months of one duty as one row. Pure. Amounts in yuan. */
import { monthNumber } from '../domain/calendar.ts';
import type { Light } from '../domain/light.ts';
import { exact, sumAmounts } from '../domain/money.ts';
import { ruleWaitsFor } from '../domain/obligation-words.ts';
import type { Anchor } from '../domain/obligation-rule.ts';
import type { Obligation } from '../server/contract-alerts.ts';
import { dutyAssumptionWords } from './quantity.ts';
import { dutyWords } from './words/duties.ts';

/** One duty, or the months of one as a row of its own. */
export interface DutyGroup {
  key: string;
  title: string;
  /** In the order of their months; one alone is no series. */
  duties: readonly Obligation[];
  /** The duty that speaks for the group: the first late one, else the next, else the last that was done. */
  lead: Obligation;
}

const LIGHTS: Readonly<Record<Obligation['state'], Light>> = {
  overdue: 'severe',
  met_late: 'lagging',
  met: 'normal',
  not_due: 'not_due',
  awaiting_event: 'awaiting_event',
};

/** Done late stays a blemish; late and not done is the gravest. */
export const lightOfDuty = ({ state }: Pick<Obligation, 'state'>): Light => LIGHTS[state];

export function stateText(duty: Pick<Obligation, 'state' | 'workingDaysLate'>): string {
  const { states } = dutyWords;
  switch (duty.state) {
    case 'overdue':
      return states.overdue(duty.workingDaysLate);
    case 'met_late':
      return states.metLate(duty.workingDaysLate);
    case 'met':
      return states.met;
    case 'not_due':
      return states.notDue;
    case 'awaiting_event':
      return states.awaiting;
  }
}

/** What of it is still to be paid, null where no sum is agreed; never below 0. */
export function outstandingOf({ amount, paid }: Pick<Obligation, 'amount' | 'paid'>): string | null {
  if (amount === null) return null;
  const rest = exact(amount).minus(paid);
  return (rest.gt(0) ? rest : exact(0)).toFixed(2);
}

export const isMoney = ({ kind }: Pick<Obligation, 'kind'>): boolean => kind !== 'work';
export const isDone = ({ state }: Pick<Obligation, 'state'>): boolean =>
  state === 'met' || state === 'met_late';

/** What was assumed beside the rule, as far as a reader of duties need see it. */
export const assumptionsOf = ({ assumed }: Pick<Obligation, 'assumed'>): string[] =>
  assumed.flatMap((rule) => dutyAssumptionWords(rule) ?? []);

/** The title without its month: 养老金（7 月） → 养老金. */
const baseTitle = ({ title, period }: Pick<Obligation, 'title' | 'period'>): string =>
  period === null ? title : title.replace(/（[^（）]*）$/, '');

/** The month alone, as the title says it: 养老金（7 月） → 7 月, 第 3 季度. */
export const periodOf = (duty: Pick<Obligation, 'title' | 'period'>): string =>
  /（([^（）]*)）$/.exec(duty.title)?.[1] ?? duty.title;

/**
 * Months of the same duty in one group: those of an indicator, or by hand those of one title. What is late stands first,
 * the longest late above; then by the next due day; then what waits for an event; what is done last.
 */
export function dutyGroups(obligations: readonly Obligation[]): DutyGroup[] {
  const groups = new Map<string, Obligation[]>();
  for (const duty of obligations) {
    const source = duty.indicatorId ?? `${duty.kind} ${baseTitle(duty)}`;
    const key = duty.period === null ? duty.id : source;
    groups.set(key, [...(groups.get(key) ?? []), duty]);
  }
  return [...groups]
    .map(([key, duties]): DutyGroup => {
      const inOrder = [...duties].sort((a, b) => order(a.period ?? '', b.period ?? ''));
      const lead =
        inOrder.find(({ state }) => state === 'overdue') ??
        inOrder.find((duty) => !isDone(duty)) ??
        inOrder.at(-1);
      if (!lead) throw new Error('a group of duties without one');
      return { key, title: inOrder.length > 1 ? baseTitle(lead) : lead.title, duties: inOrder, lead };
    })
    .sort(
      (a, b) =>
        RANKS.indexOf(a.lead.state) - RANKS.indexOf(b.lead.state) ||
        order(a.lead.dueOn ?? '9999', b.lead.dueOn ?? '9999') ||
        order(a.title, b.title),
    );
}

const RANKS: readonly Obligation['state'][] = ['overdue', 'not_due', 'awaiting_event', 'met_late', 'met'];
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The twelve months of a group; null where it asks nothing of a month. */
export function monthsOf(duties: readonly Obligation[]): (Obligation | null)[] {
  return Array.from(
    { length: 12 },
    (_, index) => duties.find(({ period }) => period !== null && monthNumber(period) === index + 1) ?? null,
  );
}

/** 已办 6，逾期 1，未到期 5: how the months of a group went. */
export function monthsText(duties: readonly Obligation[]): string {
  const { table } = dutyWords;
  const count = (state: Obligation['state']) => duties.filter((duty) => duty.state === state).length;
  const parts = [
    [count('overdue'), table.monthsLate],
    [count('met_late'), table.monthsMetLate],
    [count('met'), table.monthsDone],
    [count('not_due'), table.monthsOpen],
    [count('awaiting_event'), table.monthsAwaiting],
  ] as const;
  return parts.flatMap(([number, said]) => (number > 0 ? [said(number)] : [])).join(' · ');
}

export interface DutiesSummary {
  total: number;
  overdue: number;
  /** Yuan still to be paid of what is late, as far as sums are agreed. */
  overdueAmount: string;
  /** The next day on which something falls due, null when nothing does. */
  nextDueOn: string | null;
  awaiting: number;
  done: number;
}

export function dutiesSummary(obligations: readonly Obligation[]): DutiesSummary {
  const late = obligations.filter(({ state }) => state === 'overdue');
  const next = obligations
    .flatMap(({ state, dueOn }) => (state === 'not_due' && dueOn !== null ? [dueOn] : []))
    .sort();
  return {
    total: obligations.length,
    overdue: late.length,
    overdueAmount: sumAmounts(late.flatMap((duty) => outstandingOf(duty) ?? [])),
    nextDueOn: next[0] ?? null,
    awaiting: obligations.filter(({ state }) => state === 'awaiting_event').length,
    done: obligations.filter(isDone).length,
  };
}

/** What a short list shows: all that is late, then the next of each duty, no more than `most`; nothing that is done. */
export function mostUrgent(obligations: readonly Obligation[], most: number): Obligation[] {
  const leads = dutyGroups(obligations).map(({ lead }) => lead);
  const shown = obligations.filter((duty) => duty.state === 'overdue' || leads.includes(duty));
  return openDuties(shown).slice(0, most);
}

function openDuties(obligations: readonly Obligation[]): Obligation[] {
  return obligations
    .filter((duty) => !isDone(duty))
    .sort(
      (a, b) =>
        RANKS.indexOf(a.state) - RANKS.indexOf(b.state) || order(a.dueOn ?? '9999', b.dueOn ?? '9999'),
    );
}

/** Duties that a payment can be registered for, the most urgent first. */
export function payableDuties(obligations: readonly Obligation[]): Obligation[] {
  return openDuties(obligations.filter(isMoney));
}

/** Which events duties wait for, with how many wait. */
export function awaitedAnchors(obligations: readonly Obligation[]): { anchor: Anchor; count: number }[] {
  const waiting = obligations.filter(({ state }) => state === 'awaiting_event');
  return (Object.keys(dutyWords.anchors) as Anchor[])
    .map((anchor) => ({
      anchor,
      count: waiting.filter(({ rule }) => ruleWaitsFor(rule, anchor)).length,
    }))
    .filter(({ count }) => count > 0);
}

/** Paid so far of several duties, and what was agreed; null where none has a sum. */
export function sumsOf(duties: readonly Obligation[]): { amount: string | null; paid: string } {
  const agreed = duties.flatMap(({ amount }) => amount ?? []);
  return {
    amount: agreed.length === 0 ? null : sumAmounts(agreed),
    paid: sumAmounts(duties.map(({ paid }) => paid)),
  };
}

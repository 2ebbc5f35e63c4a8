/** A round as the finance bureau's page shows it: where its forms are, by department, and what was returned. Pure. */
import {
  doubleMonitoring,
  type DoubleMonitoring,
  type MonitoredProject,
} from '../domain/double-monitoring.ts';
import { ENTERED_COLUMNS } from '../domain/monitoring-form.ts';
import type { Stage } from '../domain/review.ts';
import { dueAtStage, isOverdueAt } from '../domain/review-queue.ts';
import type { Round } from '../domain/round.ts';
import type { CockpitRound, FormItem, RoundSummary } from '../server/contract-review-shapes.ts';

/**
 * Where a form is. empty: a draft with cells that are not filled or questions without an answer. unit: filled and not sent, or
 * before the unit's head. Then the department, either finance section, and closed.
 */
export const PLACES = ['empty', 'unit', 'department', 'finance', 'closed'] as const;
export type Place = (typeof PLACES)[number];

export function placeOf({
  stage,
  refusals,
  unanswered,
}: Pick<FormItem, 'stage' | 'refusals' | 'unanswered'>): Place {
  switch (stage) {
    case 'draft':
      return refusals + unanswered > 0 ? 'empty' : 'unit';
    case 'unit_head':
      return 'unit';
    case 'leader':
      return 'department';
    case 'finance_business':
    case 'finance_performance':
      return 'finance';
    case 'closed':
      return 'closed';
  }
}

export interface Tally {
  byPlace: Record<Place, number>;
  forms: number;
  /** Not closed and past the day of the post that holds it. */
  overdue: number;
  /** Asked for again by a return. */
  returned: number;
}

export function tallyOf(forms: readonly FormItem[], round: Round, today: string): Tally {
  const byPlace: Tally['byPlace'] = { empty: 0, unit: 0, department: 0, finance: 0, closed: 0 };
  let overdue = 0;
  let returned = 0;
  for (const form of forms) {
    byPlace[placeOf(form)] += 1;
    if (isOverdueAt(round.deadlines, form.stage, today)) overdue += 1;
    if (form.returned > 0 && form.stage !== 'closed') returned += 1;
  }
  return { byPlace, forms: forms.length, overdue, returned };
}

/** Of several departments together. */
export function tallySum(tallies: readonly Tally[]): Tally {
  const sum: Tally = {
    byPlace: { empty: 0, unit: 0, department: 0, finance: 0, closed: 0 },
    forms: 0,
    overdue: 0,
    returned: 0,
  };
  for (const tally of tallies) {
    for (const place of PLACES) sum.byPlace[place] += tally.byPlace[place];
    sum.forms += tally.forms;
    sum.overdue += tally.overdue;
    sum.returned += tally.returned;
  }
  return sum;
}

export interface DepartmentRow extends Tally {
  id: string;
  name: string;
  /** The earliest day by which something of it is due or was; null: all is closed, or nobody is given a day. */
  dueOn: string | null;
}

/** Departments by what is missing: the overdue ones first, then most that is not filled, then most that is not closed. */
export function departmentRows(forms: readonly FormItem[], round: Round, today: string): DepartmentRow[] {
  const byDepartment = new Map<string, FormItem[]>();
  for (const form of forms) {
    const own = byDepartment.get(form.departmentId);
    if (own === undefined) byDepartment.set(form.departmentId, [form]);
    else own.push(form);
  }
  const left = ({ forms: all, byPlace }: Tally) => all - byPlace.closed;
  return [...byDepartment]
    .map(([id, own]) => {
      const days = own.flatMap(({ stage }) => dueAtStage(round.deadlines, stage) ?? []).sort();
      return {
        id,
        name: own[0]?.departmentName ?? '',
        dueOn: days[0] ?? null,
        ...tallyOf(own, round, today),
      };
    })
    .sort(
      (a, b) =>
        b.overdue - a.overdue ||
        b.byPlace.empty - a.byPlace.empty ||
        left(b) - left(a) ||
        a.name.localeCompare(b.name, 'zh-CN'),
    );
}

/** A form as a point of the double monitoring. */
export type MonitoredForm = MonitoredProject & { form: FormItem };

export function monitoringOf(forms: readonly FormItem[]): DoubleMonitoring<MonitoredForm> {
  return doubleMonitoring(
    forms.map((form): MonitoredForm => {
      const { light, budgetYuan, moneyPace, performancePace } = form.summary;
      return {
        id: form.id,
        departmentId: form.departmentId,
        light,
        budgetYuan,
        moneyPace,
        performancePace,
        form,
      };
    }),
  );
}

/** What a returned cell is about: a column of the form, the money block, the goal, or the answer to a question. */
const RETURN_COLUMNS = [
  'goal',
  'money',
  'target',
  'actual',
  ...ENTERED_COLUMNS,
  'answer',
  // Of a self-evaluation.
  'achieved',
  'weights',
  'points',
  'grade',
  'share',
  'reason',
  'tooLow',
  'group',
] as const;
export type ReturnColumn = (typeof RETURN_COLUMNS)[number];

export function columnOfCell(cell: string): ReturnColumn | null {
  if (cell.startsWith('answer.')) return 'answer';
  if (cell.startsWith('money.')) return 'money';
  if (cell.startsWith('weights')) return 'weights';
  const column = cell.slice(cell.lastIndexOf('.') + 1);
  return RETURN_COLUMNS.find((each) => each === column) ?? null;
}

export interface ReturnGroup {
  column: ReturnColumn | null;
  count: number;
  /** The words of its reasons, the commonest first. */
  reasons: { words: string; count: number }[];
}

/** Returns by the column of their cells, the commonest first; each with its reasons. */
export function returnGroups(returns: CockpitRound['returns']): ReturnGroup[] {
  const groups = new Map<ReturnColumn | null, Map<string, number>>();
  for (const { cell, reason } of returns) {
    const column = columnOfCell(cell);
    const words = groups.get(column) ?? new Map<string, number>();
    words.set(reason, (words.get(reason) ?? 0) + 1);
    groups.set(column, words);
  }
  return [...groups]
    .map(([column, words]) => {
      const reasons = [...words]
        .map(([text, count]) => ({ words: text, count }))
        .sort((a, b) => b.count - a.count);
      return { column, count: reasons.reduce((sum, { count }) => sum + count, 0), reasons };
    })
    .sort((a, b) => b.count - a.count);
}

export const closedOf = ({ byStage }: Pick<RoundSummary, 'byStage'>): number =>
  byStage['closed' satisfies Stage] ?? 0;

/** The round that the page shows: the one asked for, else the newest with something left to do, else the newest. */
export function chosenRound(rounds: readonly RoundSummary[], asked: string | undefined): RoundSummary | null {
  return (
    rounds.find(({ id }) => id === asked) ??
    rounds.find((round) => closedOf(round) < round.forms) ??
    rounds[0] ??
    null
  );
}

/** How a project's money moves over the year, with the duties that a movement pays. */
import { v5 as uuidv5 } from 'uuid';
import type { Insertable } from 'kysely';
import { chance, wallTime } from './fate.ts';
import { planId, planSource } from './agreements.ts';
import type { DemoProject } from './project.ts';
import { DEMO_NAMESPACE, paymentDay } from './reports.ts';
import type { ToldMove } from './story.ts';
import type { Database } from '../tables.ts';
import { obligationId } from '../watch-duties.ts';
import {
  monthOf,
  monthOfYear,
  type Month,
  type PlainDate,
  type WorkingCalendar,
} from '../../domain/calendar.ts';
import { exact } from '../../domain/money.ts';
import { hasKey } from '../../domain/obligation-rule.ts';

export type LedgerInsert = Insertable<Database['app.ledger_events']> & { id: string };

/** One movement before it becomes a row. */
interface Move {
  /** Of the project's moves no other has it: the row's id is made of it. */
  key: string;
  on: PlainDate;
  recordedOn: PlainDate;
  event: ToldMove['event'];
  amount: string;
  obligation: string | null;
}

/** All movements of the year; none for a project without a budget. */
export function paymentsOf(project: DemoProject, calendar: WorkingCalendar): LedgerInsert[] {
  const { budget, story } = project;
  if (budget === null || exact(budget).lte(0)) return [];
  const moves = [
    ...(story?.money === 'twelfths' ? twelfths(project, calendar) : []),
    ...(story && story.money !== 'paced' ? [] : paced(project, calendar)),
    ...(story?.moves ?? []).map((move, index) => told(project, budget, move, index)),
  ];
  return moves.map((move) => rowOf(project, move));
}

function rowOf(project: DemoProject, move: Move): LedgerInsert {
  const number = 1 + Math.floor(chance('document', project.name, move.key) * 960);
  const time = wallTime(chance('paid', project.name, move.key));
  return {
    region_id: project.regionId,
    id: uuidv5(`${project.id} ${move.key}`, DEMO_NAMESPACE),
    project_id: project.id,
    unit_id: project.unitId,
    fiscal_year: project.fiscalYear,
    event: move.event,
    happened_on: move.on,
    amount: move.amount,
    source: project.source,
    payees: null,
    document: `演示〔${project.fiscalYear}〕${number}号`,
    obligation_id: move.obligation,
    reverses: null,
    invented: true,
    recorded_post: '经办人',
    recorded_on: move.recordedOn,
    recorded_at: `${move.recordedOn}T${time}:00+08:00`,
    recorded_by: null,
  };
}

const monthsOf = (fiscalYear: number): Month[] =>
  Array.from({ length: 12 }, (_, index) => monthOfYear(fiscalYear, index + 1));

/** Month by month towards the budget, by the project's pace and the office's: one sends its papers sooner than another. */
function paced(project: DemoProject, calendar: WorkingCalendar): Move[] {
  const own = chance('money', project.name, project.unitName);
  const office = 0.93 + chance('unit', project.unitName) * 0.14;
  const pace = project.pace.money * (0.97 + own * 0.06) * office;
  const moves: Move[] = [];
  let paid = exact(0);
  for (const [index, period] of monthsOf(project.fiscalYear).entries()) {
    const on = paymentDay(calendar, period, own);
    const sum = exact(project.budget ?? 0)
      .times(Math.min(((index + 1) / 12) * pace, 1))
      .toDecimalPlaces(2);
    const amount = sum.minus(paid);
    if (amount.lte(0)) continue;
    paid = sum;
    moves.push({
      key: `paid ${period}`,
      on,
      recordedOn: on,
      event: 'paid',
      amount: amount.toFixed(2),
      obligation: dutyPaidIn(project, period),
    });
  }
  return moves;
}

/** The payment that a target asks for in a month; of one for the whole year the last payment. */
function dutyPaidIn({ duties: { payment } }: DemoProject, period: Month): string | null {
  if (!payment) return null;
  const { rule } = payment;
  if (rule.type === 'monthly') return hasKey(rule, period) ? obligationId(payment.id, period) : null;
  return rule.type === 'on' && monthOf(rule.dueOn) === period ? obligationId(payment.id, 'once') : null;
}

function twelfths(project: DemoProject, calendar: WorkingCalendar): Move[] {
  const own = chance('money', project.name, project.unitName);
  return (project.story?.plans ?? []).flatMap((plan) => {
    const source = planSource(project, plan);
    return Object.entries(source.amounts ?? {}).map(([period, amount]): Move => {
      const on = project.story?.late?.[period] ?? paymentDay(calendar, period, own);
      return {
        key: `paid ${period}`,
        on,
        recordedOn: on,
        event: 'paid',
        amount,
        obligation: obligationId(source.dutyId, period),
      };
    });
  });
}

function told(project: DemoProject, budget: string, move: ToldMove, index: number): Move {
  const amount =
    move.amount ??
    exact(budget)
      .times(move.share ?? 0)
      .toDecimalPlaces(2)
      .toFixed(2);
  return {
    key: `told ${index}`,
    on: move.on,
    recordedOn: move.recordedOn ?? move.on,
    event: move.event,
    amount,
    obligation: move.pays ? dutyNamed(project, move.pays) : null,
  };
}

/** @throws when the declaration has no such duty: a story that does not fit its project is found at the first load */
function dutyNamed(project: DemoProject, pays: NonNullable<ToldMove['pays']>): string {
  if ('plan' in pays) return obligationId(planId(project, pays.plan), 'once');
  const duty = project.duties[pays.target];
  if (!duty) throw new Error(`${project.name} has no duty of ${pays.target} to be paid`);
  return obligationId(duty.id, 'once');
}

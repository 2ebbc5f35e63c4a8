/** A project's duties from its facts: what each is today and how it stood on the days before. */
import { v5 as uuidv5 } from 'uuid';
import type { Judging } from './judging.ts';
import { recordedEntry } from './steps.ts';
import type { StoredObligation, WatchFacts } from './watch-facts.ts';
import type { PlainDate } from '../domain/calendar.ts';
import { dutiesOf as domainDuties, type DutyPlan } from '../domain/obligation.ts';
import type { DutyKind } from '../domain/obligation-rule.ts';
import type { DutyEntries } from '../domain/obligation-progress.ts';
import {
  obligationTimelines,
  type ObligationStep,
  type ObligationTimeline,
} from '../domain/obligation-state.ts';

const OBLIGATION_NAMESPACE = '8e0b2a0f-3d55-5f62-9c1e-0d7d7f6b7a11';

/** The same on every machine and after every rebuild: payments name it. */
export const obligationId = (dutyId: string, key: string): string =>
  uuidv5(`${dutyId} ${key}`, OBLIGATION_NAMESPACE);

/** What alerts follow from. */
export type DutyStep = Pick<ObligationStep, 'fromDay' | 'toDay' | 'state' | 'dueOn'> & {
  /** false: it falls due without a reminder. */
  isReminded?: boolean;
};

export interface ProjectDuty {
  id: string;
  kind: DutyKind;
  indicatorId: string | null;
  dueOn: PlainDate | null;
  /** From the first day on, with days on which no version of the duty held left out. */
  steps: readonly DutyStep[];
  nextCheckOn: PlainDate | null;
  /** As it stands today; null when no version of the duty holds today. */
  row: StoredObligation | null;
}

export interface ProjectDuties {
  duties: ProjectDuty[];
  /** Years whose holidays are not known and are needed for a due day. */
  unconfirmedYears: number[];
  /** When a duty without a due day is to be looked at again. */
  undatedCheckOn: PlainDate | null;
}

/** All duties that held on a day of [from, today]. */
export function readDuties(
  facts: WatchFacts,
  judging: Judging,
  { from, today }: { from: PlainDate; today: PlainDate },
): ProjectDuties {
  const targets = facts.targets.map((target) => ({
    id: target.id,
    level1: target.level1,
    level2: target.level2,
    name: target.name,
    rawTarget: target.raw_target,
    recordedOn: target.recorded_on,
    projectName: facts.name,
  }));
  const plans = facts.plans.map((plan): DutyPlan => ({
    id: plan.id,
    indicatorId: plan.indicator_id,
    kind: plan.kind,
    title: plan.title,
    rule: plan.rule,
    amounts: plan.amounts,
    graceWorkingDays: plan.grace_working_days,
    isWithdrawn: plan.is_withdrawn,
    supersedes: plan.supersedes,
    recordedOn: plan.recorded_on,
  }));
  const timelines = obligationTimelines(
    {
      duties: domainDuties(targets, plans, facts.fiscal_year, judging.rules),
      fiscalYear: facts.fiscal_year,
      payments: facts.ledger.map((event) => ({
        id: event.id,
        obligationId: event.obligation_id,
        event: event.event,
        happenedOn: event.happened_on,
        recordedOn: event.recorded_on,
        amount: event.amount,
        reverses: event.reverses,
      })),
      events: facts.events.map((event) => ({
        id: event.id,
        anchor: event.anchor,
        happenedOn: event.happened_on,
        recordedOn: event.recorded_on,
        supersedes: event.supersedes,
      })),
      entries: entriesByIndicator(facts),
      calendar: judging.calendar,
      idOf: obligationId,
    },
    { from, to: today },
  );
  const unconfirmed = new Set<number>();
  let undatedCheckOn: PlainDate | null = null;
  for (const { steps } of timelines) {
    const last = steps.at(-1);
    if (last === undefined || !('unconfirmedYear' in last) || last.toDay !== null) continue;
    unconfirmed.add(last.unconfirmedYear);
    const check = last.nextCheckOn;
    if (check !== null && (undatedCheckOn === null || check < undatedCheckOn)) undatedCheckOn = check;
  }
  return {
    duties: timelines.flatMap((timeline) => projectDuty(timeline)),
    unconfirmedYears: [...unconfirmed].sort(),
    undatedCheckOn,
  };
}

function entriesByIndicator(facts: WatchFacts): Record<string, DutyEntries> {
  const entries = Map.groupBy(facts.entries, (entry) => entry.indicator_id);
  const found: Record<string, DutyEntries> = {};
  for (const [id, [first, ...later]] of Map.groupBy(facts.targets, (target) => target.id)) {
    if (!first) continue;
    found[id] = {
      target: first.judged,
      later: later.map(({ recorded_on: from, judged: target }) => ({ from, target })),
      entries: (entries.get(id) ?? []).map(recordedEntry),
    };
  }
  return found;
}

function projectDuty(timeline: ObligationTimeline): ProjectDuty[] {
  const steps = timeline.steps.filter((step): step is ObligationStep => 'state' in step);
  const last = steps.at(-1);
  if (!last) return [];
  const isNow = timeline.steps.at(-1) === last && last.toDay === null;
  // Days may pass without the state's changing: it stands so since the first of the steps alike.
  const since = steps.findLast((step, index) => steps[index - 1]?.state !== step.state) ?? last;
  return [
    {
      id: timeline.id,
      kind: last.source.kind,
      indicatorId: last.source.indicatorId,
      dueOn: last.dueOn,
      steps,
      nextCheckOn: isNow ? last.nextCheckOn : null,
      row: isNow
        ? {
            id: timeline.id,
            kind: last.source.kind,
            indicator_id: last.source.indicatorId,
            plan_id: last.source.planId,
            form_id: null,
            period: timeline.period,
            title: last.title,
            basis: {
              from: last.source.from,
              printed: last.source.printed,
              rule: last.source.rule,
              assumed: [...last.source.assumed, ...last.assumed],
            },
            due_on: last.dueOn,
            late_from: last.lateFrom,
            amount: last.amount,
            paid: last.paid,
            met_on: last.metOn,
            state: last.state,
            state_since: since.fromDay,
          }
        : null,
    },
  ];
}

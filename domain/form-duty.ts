/**
 * The unit's part of a round's form as a duty: the form has left the unit, signed by its head, by the round's day
 * (domain/round.ts: the handler's deadline, "the unit sends its form"). Follows from the acts alone, each day as it stood at
 * its close. What sent it back from outside the unit asks for it anew: by the round's day, or by the day of the return when
 * that has passed. The unit's own moves (its head's return, a withdrawal) put nothing off.
 */
import { addDays, type PlainDate } from './calendar.ts';
import type { ReviewActName, Stage } from './review.ts';

export interface FormAct {
  on: PlainDate;
  act: ReviewActName | 'correct';
  from: Stage;
  to: Stage;
}

export interface AskedForm {
  openedOn: PlainDate;
  /** Of the round, for the unit. */
  dueOn: PlainDate;
  /** In the order in which they were done. */
  acts: readonly FormAct[];
}

/** `[fromDay, toDay)`; toDay null: still so. */
export interface FormStep {
  fromDay: PlainDate;
  toDay: PlainDate | null;
  /** draft: with the handler. unit_head: sent to the head, not signed. left: no longer with the unit. */
  at: FormPlace;
  state: 'not_due' | 'overdue' | 'met' | 'met_late';
  /** The last day in time. Nobody is late before being asked: never before the round was opened. */
  dueOn: PlainDate;
  /** The day on which it left the unit; null: it is there. */
  metOn: PlainDate | null;
}

export type FormPlace = 'draft' | 'unit_head' | 'left';

export function placeOf(stage: Stage): FormPlace {
  return stage === 'draft' || stage === 'unit_head' ? stage : 'left';
}

/** How the form stood on each day from its opening to `today`, and the day on which that changes without an act. */
export function formSteps(
  form: AskedForm,
  today: PlainDate,
): { steps: FormStep[]; nextCheckOn: PlainDate | null } {
  const closes = closesOf(form).filter(({ fromDay }) => fromDay <= today);
  const steps: FormStep[] = [];
  closes.forEach((close, index) => {
    const toDay = closes[index + 1]?.fromDay ?? null;
    for (const step of stepsOf(close, toDay, today)) add(steps, step);
  });
  const last = steps.at(-1);
  const waits = last?.state === 'not_due' && last.toDay === null;
  return { steps, nextCheckOn: waits ? addDays(last.dueOn, 1) : null };
}

type Close = Pick<FormStep, 'fromDay' | 'at' | 'dueOn' | 'metOn'>;

/** As the last act of each day left it. */
function closesOf({ openedOn, dueOn, acts }: AskedForm): Close[] {
  const closes: Close[] = [{ fromDay: openedOn, at: 'draft', dueOn: later(dueOn, openedOn), metOn: null }];
  for (const { on, act, from, to } of acts) {
    const before = closes.at(-1) as Close;
    const at = placeOf(to);
    const cameBack = at !== 'left' && placeOf(from) === 'left';
    const metOn = at === 'left' ? (before.metOn ?? on) : null;
    const asked = cameBack && act !== 'withdraw' ? later(before.dueOn, on) : before.dueOn;
    const close = { fromDay: later(before.fromDay, on), at, dueOn: asked, metOn };
    if (close.fromDay === before.fromDay) closes.pop();
    closes.push(close);
  }
  return closes;
}

/** A close until the next one: with the unit it turns late by itself. */
function stepsOf(close: Close, toDay: PlainDate | null, today: PlainDate): FormStep[] {
  const { fromDay, dueOn, metOn } = close;
  if (metOn !== null) return [{ ...close, toDay, state: metOn > dueOn ? 'met_late' : 'met' }];
  const lateFrom = addDays(dueOn, 1);
  if (fromDay >= lateFrom) return [{ ...close, toDay, state: 'overdue' }];
  const turns = toDay === null ? lateFrom <= today : lateFrom < toDay;
  return turns
    ? [
        { ...close, toDay: lateFrom, state: 'not_due' },
        { ...close, fromDay: lateFrom, toDay, state: 'overdue' },
      ]
    : [{ ...close, toDay, state: 'not_due' }];
}

/** Steps that say the same are one. */
function add(steps: FormStep[], step: FormStep): void {
  const last = steps.at(-1);
  const isSame =
    last !== undefined &&
    last.at === step.at &&
    last.state === step.state &&
    last.dueOn === step.dueOn &&
    last.metOn === step.metOn;
  if (isSame) last.toDay = step.toDay;
  else steps.push({ ...step });
}

const later = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);

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
  return datedSteps(closesOf(form), today);
}

type Close = Pick<FormStep, 'fromDay' | 'at' | 'dueOn' | 'metOn'>;

/** How something that is due stood at the closes of days, from `fromDay` until the next one; `dueOn` null: it was not asked for. */
export interface DatedClose {
  fromDay: PlainDate;
  dueOn: PlainDate | null;
  metOn: PlainDate | null;
}
export type DatedStep<Of extends DatedClose> = Of & Pick<FormStep, 'toDay' | 'state' | 'dueOn'>;

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

/** The days of the closes until `today`, each with its state; and the day on which that changes without another. */
export function datedSteps<Of extends DatedClose>(
  closes: readonly Of[],
  today: PlainDate,
): { steps: DatedStep<Of>[]; nextCheckOn: PlainDate | null } {
  const known = closes.filter(({ fromDay }) => fromDay <= today);
  const steps: DatedStep<Of>[] = [];
  known.forEach((close, index) => {
    const toDay = known[index + 1]?.fromDay ?? null;
    for (const step of stepsOf(close, toDay, today)) add(steps, step);
  });
  const last = steps.at(-1);
  const waits = last?.state === 'not_due' && last.toDay === null;
  return { steps, nextCheckOn: waits ? addDays(last.dueOn, 1) : null };
}

/** A close until the next one: what is asked for turns late by itself. */
function stepsOf<Of extends DatedClose>(
  close: Of,
  toDay: PlainDate | null,
  today: PlainDate,
): DatedStep<Of>[] {
  const { fromDay, dueOn, metOn } = close;
  if (dueOn === null) return [];
  const asked = { ...close, dueOn, toDay };
  if (metOn !== null) return [{ ...asked, state: metOn > dueOn ? 'met_late' : 'met' }];
  const lateFrom = addDays(dueOn, 1);
  if (fromDay >= lateFrom) return [{ ...asked, state: 'overdue' }];
  const turns = toDay === null ? lateFrom <= today : lateFrom < toDay;
  return turns
    ? [
        { ...asked, toDay: lateFrom, state: 'not_due' },
        { ...asked, fromDay: lateFrom, state: 'overdue' },
      ]
    : [{ ...asked, state: 'not_due' }];
}

/** Steps that follow each other and say the same are one. */
function add<Step extends DatedStep<DatedClose>>(steps: Step[], step: Step): void {
  const last = steps.at(-1);
  const { fromDay, toDay, ...said } = step;
  const isSame =
    last?.toDay === fromDay &&
    (Object.keys(said) as (keyof typeof said)[]).every((name) => last[name] === said[name]);
  if (isSame) last.toDay = toDay;
  else steps.push({ ...step });
}

/** The later of two days. */
export const later = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);

/**
 * In which order a post sees the forms that wait for it, and the word that says why one stands where it does. The order is [advice]:
 * what came back first, then what is late, the latest before, then what is due soonest. The clock is in working days.
 */
import { workingDaysBetween, type PlainDate, type WorkingCalendar } from './calendar.ts';
import { dueAtStage } from './review-queue.ts';
import type { Stage } from './review.ts';
import type { RoundDeadline } from './round.ts';

export const WAITING_REASONS = ['returned', 'overdue', 'due', 'no_day'] as const;
/** returned: sent back to this post. due: its day is to come, or today. no_day: the round sets none for this post. */
export type WaitingReason = (typeof WAITING_REASONS)[number];

/** What the order asks of a form. */
export interface WaitingForm {
  id: string;
  stage: Stage;
  /** Since when it stands there. */
  stageSince: PlainDate;
  /** The unit's own day, as the form keeps it. */
  dueOn: PlainDate;
  /** Of its round, for the other posts. */
  deadlines: readonly Pick<RoundDeadline, 'post' | 'dueOn'>[];
  /** Whereto the return that still asks for something went; null: none does. */
  returnedTo: Stage | null;
}

export interface Turn {
  why: WaitingReason;
  /** By when the post that holds it has to be done. */
  dueOn: PlainDate | null;
  /** Working days since that day when it has passed, until it otherwise; 0 today and without a day. */
  workingDays: number;
  isLate: boolean;
}

/**
 * The due day itself is in time.
 * @param daysBetween working days, see domain/calendar.ts
 */
function turnOf(
  form: WaitingForm,
  today: PlainDate,
  daysBetween: (from: PlainDate, to: PlainDate) => number,
): Turn {
  const dueOn = form.stage === 'draft' ? form.dueOn : dueAtStage(form.deadlines, form.stage);
  const isReturned = form.returnedTo === form.stage;
  if (dueOn === null) {
    return { why: isReturned ? 'returned' : 'no_day', dueOn, workingDays: 0, isLate: false };
  }
  const isLate = dueOn < today;
  const workingDays = isLate ? daysBetween(dueOn, today) : daysBetween(today, dueOn);
  return { why: isReturned ? 'returned' : isLate ? 'overdue' : 'due', dueOn, workingDays, isLate };
}

/**
 * The forms with their turn, the gravest first. Of one reason by the due day, which is by working days too, then who has waited
 * longest; forms that are alike by their id, so that a reload moves nothing.
 */
export function byGravity<Form extends WaitingForm>(
  forms: readonly Form[],
  today: PlainDate,
  calendar: WorkingCalendar,
): { form: Form; turn: Turn }[] {
  // Thousands of forms have a handful of due days.
  const counted = new Map<string, number>();
  const daysBetween = (from: PlainDate, to: PlainDate): number => {
    const known = counted.get(`${from} ${to}`) ?? workingDaysBetween(calendar, from, to);
    counted.set(`${from} ${to}`, known);
    return known;
  };
  return forms
    .map((form) => ({ form, turn: turnOf(form, today, daysBetween) }))
    .sort(
      (a, b) =>
        WAITING_REASONS.indexOf(a.turn.why) - WAITING_REASONS.indexOf(b.turn.why) ||
        compareTexts(a.turn.dueOn ?? LAST_DAY, b.turn.dueOn ?? LAST_DAY) ||
        compareTexts(a.form.stageSince, b.form.stageSince) ||
        compareTexts(a.form.id, b.form.id),
    );
}

/** After every due day. */
const LAST_DAY: PlainDate = '9999-12-31';

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

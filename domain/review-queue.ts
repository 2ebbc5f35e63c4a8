/**
 * In which order the finance bureau looks at the forms of a round, and by when each has to be done where it stands. The order is
 * [advice], from the cockpit's picture (pages/06): trouble first, then what is late, then who has waited longest.
 */
import type { PlainDate } from './calendar.ts';
import { quadrantOf } from './double-monitoring.ts';
import type { Light } from './light.ts';
import type { Stage } from './review.ts';
import type { RoundDeadline } from './round.ts';

/** What the order asks of a form. */
export interface QueuedForm {
  id: string;
  stage: Stage;
  /** Since when it stands there. */
  stageSince: PlainDate;
  summary: { light: Light; moneyPace: number | null; performancePace: number | null };
}

/** Why a form stands where it does: the first that holds. waiting: none of the others. */
const QUEUE_REASONS = ['severe', 'both_behind', 'overdue', 'waiting'] as const;
export type QueueReason = (typeof QUEUE_REASONS)[number];

type Deadlines = readonly Pick<RoundDeadline, 'post' | 'dueOn'>[];

/**
 * The day by which a form has to leave its stage: that of the post which holds it; a post without a day of its own has the next
 * one of the same house (the unit's form is due with the handler's day, either finance section with the other's).
 * @returns null when it is closed, and when the round sets no day for those who hold it.
 */
export function dueAtStage(deadlines: Deadlines, stage: Stage): PlainDate | null {
  const of = (post: RoundDeadline['post']) => deadlines.find((each) => each.post === post)?.dueOn ?? null;
  switch (stage) {
    case 'draft':
      return of('handler');
    case 'unit_head':
      return of('unit_head') ?? of('handler');
    case 'leader':
      return of('leader');
    case 'finance_business':
      return of('finance_business') ?? of('finance_performance');
    case 'finance_performance':
      return of('finance_performance') ?? of('finance_business');
    case 'closed':
      return null;
  }
}

/** Late at its stage: the day has passed and it is still there. The due day itself is in time. */
export function isOverdueAt(deadlines: Deadlines, stage: Stage, today: PlainDate): boolean {
  const due = dueAtStage(deadlines, stage);
  return due !== null && due < today;
}

export function queueReason(form: QueuedForm, deadlines: Deadlines, today: PlainDate): QueueReason {
  const { light, moneyPace, performancePace } = form.summary;
  if (light === 'severe') return 'severe';
  const isPlaced = moneyPace !== null && performancePace !== null;
  if (isPlaced && quadrantOf(moneyPace, performancePace) === 'both_behind') return 'both_behind';
  return isOverdueAt(deadlines, form.stage, today) ? 'overdue' : 'waiting';
}

/**
 * Forms that are not closed, by risk: 严重滞后 or 双慢 first, of these and of the rest the late ones first, then the longest
 * waiting; of one day the severe before the slow, and forms that are alike by their id, so that a reload moves nothing.
 */
export function reviewQueue<Form extends QueuedForm>(
  forms: readonly Form[],
  deadlines: Deadlines,
  today: PlainDate,
): Form[] {
  return forms
    .filter(({ stage }) => stage !== 'closed')
    .map((form) => {
      const reason = queueReason(form, deadlines, today);
      const atRisk = reason === 'severe' || reason === 'both_behind';
      const late = isOverdueAt(deadlines, form.stage, today);
      return { form, atRisk, late, rank: QUEUE_REASONS.indexOf(reason) };
    })
    .sort(
      (a, b) =>
        Number(b.atRisk) - Number(a.atRisk) ||
        Number(b.late) - Number(a.late) ||
        compareTexts(a.form.stageSince, b.form.stageSince) ||
        a.rank - b.rank ||
        compareTexts(a.form.id, b.form.id),
    )
    .map(({ form }) => form);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

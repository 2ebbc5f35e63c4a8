/**
 * The part of an office in a round's form as a duty: the department's leader and the finance sections, each as long as the form lies
 * with them (domain.md 5, flow). It is due by the round's day for the post (domain/review-queue.ts), or by the day on which it came
 * when that has passed: nobody is late before being asked. It follows from the acts alone, each day as it stood at its close.
 * A return passes it on as an approval does. What is taken back from below is no longer asked for; the office's own withdrawal puts nothing off.
 */
import type { PlainDate } from './calendar.ts';
import { datedSteps, later, type DatedClose, type DatedStep, type FormAct } from './form-duty.ts';

export const TURN_POSTS = ['leader', 'finance_business', 'finance_performance'] as const;
/** Who may be asked for a form above its unit. */
export type TurnPost = (typeof TURN_POSTS)[number];

export interface AskedTurn {
  post: TurnPost;
  /** Of the round, for this post. */
  dueOn: PlainDate;
  /** In the order in which they were done. */
  acts: readonly FormAct[];
}

/** `metOn`: the day on which the office passed it on. */
export type TurnStep = DatedStep<DatedClose>;

/** How the office stood on each day from the form's first coming to `today`, days on which nothing was asked of it left out. */
export function turnSteps(
  turn: AskedTurn,
  today: PlainDate,
): { steps: TurnStep[]; nextCheckOn: PlainDate | null } {
  return datedSteps(closesOf(turn), today);
}

/** As the last act of each day left it. */
function closesOf({ post, dueOn, acts }: AskedTurn): DatedClose[] {
  const closes: DatedClose[] = [];
  for (const { on, act, from, to } of acts) {
    const before = closes.at(-1);
    const comes = to === post && from !== post;
    const goes = from === post && to !== post;
    if (!comes && !goes) continue;
    const fromDay = before === undefined ? on : later(before.fromDay, on);
    const asked = before?.dueOn ?? later(dueOn, on);
    const close: DatedClose = comes
      ? { fromDay, dueOn: act === 'withdraw' ? asked : later(dueOn, on), metOn: null }
      : { fromDay, dueOn: act === 'withdraw' ? null : asked, metOn: act === 'withdraw' ? null : on };
    if (before?.fromDay === fromDay) closes.pop();
    closes.push(close);
  }
  return closes;
}

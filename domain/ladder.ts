/**
 * The ladder: who is told how many working days before or after a day, until the thing is done. Data of a region with
 * versions; this says which step falls on which day. No step is ever taken on a day off.
 */
import type { Pause } from './alert-state.ts';
import type { AlertKind } from './alerts.ts';
import { addDays, addWorkingDays, yearOf, type PlainDate, type WorkingCalendar } from './calendar.ts';
import { POSTS, type Post } from './post.ts';

export interface LadderLevel {
  /** 0, 1, 2 … in order. Level 0 reminds before the due day, the others tell that it has passed. */
  level: number;
  /** Working days from the due day, −20 to 60; from the day the alert opened when nothing is due. */
  workingDays: number;
  posts: Post[];
}

export interface Ladder {
  steps: LadderLevel[];
  /**
   * After the last step its posts are told again every so many working days (1 to 30) of what is late, missing or over the
   * budget; null: once is enough.
   */
  repeatEveryWorkingDays: number | null;
}

/**
 * T−3 工作日 to the handler, T+1 to handler and unit head, T+5 to the department, T+10 to the finance bureau's performance
 * section, and again every 5: our advice (domain.md 4.1); no regulation sets these days. Each region may set its own.
 */
export const DEFAULT_LADDER: Ladder = {
  steps: [
    { level: 0, workingDays: -3, posts: ['handler'] },
    { level: 1, workingDays: 1, posts: ['handler', 'unit_head'] },
    { level: 2, workingDays: 5, posts: ['leader'] },
    { level: 3, workingDays: 10, posts: ['finance_performance'] },
  ],
  repeatEveryWorkingDays: 5,
};

/** What of an alert decides its steps. */
export interface ClimbingAlert {
  kind: AlertKind;
  openedOn: PlainDate;
  /** Of a duty; null for every other alert. */
  dueOn: PlainDate | null;
  /** Whose turn it is, where it is an office's above the unit: told instead of the posts below it. */
  turnOf?: Post | null;
}

export interface LadderDate {
  level: number;
  /** Which repetition of the last level; 0: the first time. */
  round: number;
  /** A working day. */
  on: PlainDate;
  posts: Post[];
  /** The days off of a year on the way are not confirmed: the day may still move. */
  isGuess: boolean;
}

const PREVIEWED_REPEATS = 2;

/**
 * The days on which the steps of an alert are taken as long as it stays open, with the next repetitions. Steps that a
 * silence or a late start brings to one day are one: the highest, told to the posts of all.
 * @param options pauses: silences, see `pausesOf`; without them it is the plain plan.
 */
export function ladderDates(
  ladder: Ladder,
  alert: ClimbingAlert,
  calendar: WorkingCalendar,
  options: { repeats?: number; pauses?: readonly Pause[] } = {},
): LadderDate[] {
  const { repeats = PREVIEWED_REPEATS, pauses = [] } = options;
  const anchor = anchorOf(alert);
  const dates: LadderDate[] = [];
  for (const { level, round, on: planned, posts } of rungsOf(ladder, alert, calendar)) {
    if (round > repeats) break;
    const on = freeDay(calendar, pauses, planned < alert.openedOn ? alert.openedOn : planned);
    const together = dates.at(-1)?.on === on ? dates.pop() : undefined;
    dates.push({
      level,
      round,
      on,
      posts: inOrder([...(together?.posts ?? []), ...posts]),
      isGuess: !calendar.isConfirmed(yearOf(anchor)) || !calendar.isConfirmed(yearOf(on)),
    });
  }
  return dates;
}

export interface LadderStep {
  level: number;
  round: number;
  /** Of this level and of those skipped. */
  posts: Post[];
  /** Lower levels whose days passed without anybody being told (an outage, a silence). */
  skipped: number[];
  /** repeated: this level was told before. */
  event: 'raised' | 'repeated';
}

/**
 * Which step is to be taken today and the next day to look. Of several that have come only the highest is taken, and those
 * passed over are told with it; of missed repetitions only the last. Nothing on a day off or in a silence: what comes due
 * then is taken on the first working day after.
 * @param done what was taken, in any order.
 * @param calendar as known today. Where a year is not confirmed it goes by Monday to Friday: nobody is left untold.
 */
export function nextStep(
  ladder: Ladder,
  alert: ClimbingAlert,
  done: readonly { level: number; round: number }[],
  pauses: readonly Pause[],
  today: PlainDate,
  calendar: WorkingCalendar,
): { take: LadderStep | null; nextOn: PlainDate | null } {
  const reached = reachedOf(done, ladder);
  const missed: Rung[] = [];
  let next: Rung | null = null;
  for (const rung of rungsOf(ladder, alert, calendar)) {
    if (reached !== null && !isAbove(rung, reached)) continue;
    if (rung.on > today) {
      next = rung;
      break;
    }
    missed.push(rung);
  }
  const due = missed.at(-1);
  const free = freeDay(calendar, pauses, today);
  if (due && free !== today) return { take: null, nextOn: free };
  const nextOn = next === null ? null : freeDay(calendar, pauses, next.on);
  if (!due) return { take: null, nextOn };
  const lower = missed.filter(({ level }) => level < due.level);
  return {
    take: {
      level: due.level,
      round: due.round,
      posts: inOrder([...lower, due].flatMap(({ posts }) => posts)),
      skipped: lower.map(({ level }) => level),
      event: reached?.level === due.level ? 'repeated' : 'raised',
    },
    nextOn,
  };
}

/** The first day of the ladder's reminder: from then on a duty that is due on `dueOn` is due soon. A working day. */
export function dueSoonFrom(ladder: Ladder, dueOn: PlainDate, calendar: WorkingCalendar): PlainDate {
  const [first] = rungsOf(ladder, { kind: 'due_soon', openedOn: dueOn, dueOn }, calendar);
  return first?.on ?? dueOn;
}

/** A step with its planned day, before silences. */
interface Rung {
  level: number;
  round: number;
  on: PlainDate;
  posts: Post[];
}

/** Without end where the last step repeats, days strictly ascending: whoever reads it stops. */
function* rungsOf(ladder: Ladder, alert: ClimbingAlert, calendar: WorkingCalendar): Generator<Rung> {
  let last: Rung | null = null;
  for (const { level, workingDays, posts } of stepsFor(ladder, alert.kind)) {
    const told = inOrder(posts.map((post) => raised(post, alert.turnOf ?? null)));
    last = { level, round: 0, on: plannedDay(calendar, alert, level, workingDays), posts: told };
    yield last;
  }
  const every = ladder.repeatEveryWorkingDays;
  if (last === null || every === null || !isRepeated(alert.kind)) return;
  for (;;) {
    last = { ...last, round: last.round + 1, on: addWorkingDays(calendar, last.on, every) };
    yield last;
  }
}

/** Whoever stands below the post whose turn it is can do nothing about it: that post is told. */
function raised(post: Post, turnOf: Post | null): Post {
  return turnOf !== null && POSTS.indexOf(post) < POSTS.indexOf(turnOf) ? turnOf : post;
}

function stepsFor({ steps }: Ladder, kind: AlertKind): LadderLevel[] {
  if (isReminderOnly(kind)) return steps.filter(({ level }) => level === 0);
  // Its level 0 was the alert due_soon.
  return isLateDuty(kind) ? steps.filter(({ level }) => level > 0) : steps;
}

function isReminderOnly(kind: AlertKind): boolean {
  return kind === 'due_soon' || kind === 'undeterminable';
}

/** What is behind its pace changes by the month: told again each week it would be noise, and be read by nobody. */
function isRepeated(kind: AlertKind): boolean {
  return !isReminderOnly(kind) && kind !== 'indicator_lagging' && kind !== 'money_behind';
}

function isLateDuty(kind: AlertKind): boolean {
  return kind === 'overdue' || kind === 'deadline_missed';
}

/** The day from which steps are counted; it does not count itself (民法典 art. 201). */
function anchorOf({ kind, openedOn, dueOn }: ClimbingAlert): PlainDate {
  return (kind === 'due_soon' || isLateDuty(kind)) && dueOn !== null ? dueOn : openedOn;
}

function plannedDay(
  calendar: WorkingCalendar,
  alert: ClimbingAlert,
  level: number,
  workingDays: number,
): PlainDate {
  const anchor = anchorOf(alert);
  if (alert.kind === 'due_soon' || isLateDuty(alert.kind)) {
    if (workingDays !== 0) return addWorkingDays(calendar, anchor, workingDays);
    // A reminder after the day would be late.
    return calendar.isWorkingDay(anchor) ? anchor : addWorkingDays(calendar, anchor, -1);
  }
  // Nothing is due: level 0 is the first working day of the alert and the others count from there. Counted from a Saturday,
  // "1 working day" would be that same Monday, and the unit head be told together with the handler.
  const first = calendar.isWorkingDay(anchor) ? anchor : addWorkingDays(calendar, anchor, 1);
  return level === 0 ? first : addWorkingDays(calendar, first, workingDays);
}

/** The first working day from `day` on that lies in no silence. */
function freeDay(calendar: WorkingCalendar, pauses: readonly Pause[], day: PlainDate): PlainDate {
  let free = day;
  for (;;) {
    const pause = pauses.find(({ from, until }) => from <= free && free <= until);
    if (pause) free = addDays(pause.until, 1);
    else if (calendar.isWorkingDay(free)) return free;
    else free = addWorkingDays(calendar, free, 1);
  }
}

interface Reached {
  level: number;
  round: number;
}

function isAbove(a: Reached, b: Reached): boolean {
  return a.level > b.level || (a.level === b.level && a.round > b.round);
}

/** The highest step taken; what was taken of levels that the ladder no longer has counts as its last one. */
function reachedOf(done: readonly Reached[], ladder: Ladder): Reached | null {
  let reached: Reached | null = null;
  for (const step of done) if (reached === null || isAbove(step, reached)) reached = step;
  const top = ladder.steps.at(-1)?.level ?? 0;
  return reached !== null && reached.level > top ? { level: top, round: reached.round } : reached;
}

function inOrder(posts: readonly Post[]): Post[] {
  return POSTS.filter((post) => posts.includes(post));
}

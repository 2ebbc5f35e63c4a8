/** What was judged beside what is stored: the intervals that are new, other or gone, and the project that follows from them. */
import type { Judging } from './judging.ts';
import { sameState, type Step } from './steps.ts';
import type {
  Difference,
  IntervalRow,
  JudgementRow,
  ProjectFacts,
  SubjectRow,
  SubjectState,
} from './subjects.ts';
import type { PlainDate } from '../domain/calendar.ts';
import { rollUpLights } from '../domain/roll-up.ts';

/** A subject's steps as judged now. */
export interface JudgedSteps {
  id: string;
  kind: 'indicator' | 'money';
  /** The stored interval judging restarted from; null for a new subject. */
  base: IntervalRow | null;
  stored: readonly IntervalRow[];
  steps: readonly Step[];
  /** The first day on which it is judged no longer, when that is not after today. */
  endedOn: PlainDate | null;
}

/**
 * The open interval, or the one before it when the open one began today: its day is not over, and a second fact of
 * the day may take it back.
 */
export function restartFrom(stored: readonly IntervalRow[], today: string): IntervalRow | null {
  const open = stored.find((interval) => interval.to_day === null);
  if (!open) return null;
  if (open.from_day < today) return open;
  return stored.find((interval) => interval.to_day === open.from_day) ?? open;
}

/** How a subject or the project stands from `base` on. */
export interface Stand {
  id: string;
  kind: JudgementRow['kind'];
  grp: string | null;
  base: IntervalRow | null;
  stored: readonly IntervalRow[];
  steps: readonly Step[];
  /** The first day on which it is no longer. */
  endedOn: string | null;
  nextCheckOn: string | null;
}

/** Puts what differs from the stored intervals into the difference; returns the interval that is open now, null: none. */
export function storeStand(
  difference: Difference,
  facts: ProjectFacts,
  judging: Judging,
  regionId: string,
  stand: Stand,
  before: SubjectState | null,
): JudgementRow | null {
  let hasOpenChanged = false;
  let since = stand.base?.light_since ?? stand.steps[0]?.fromDay ?? facts.recorded_on;
  let light = stand.base?.light ?? stand.steps[0]?.light;
  let open: JudgementRow | undefined;
  stand.steps.forEach((step, index) => {
    if (step.light !== light) since = step.fromDay;
    light = step.light;
    open = {
      region_id: regionId,
      subject_id: stand.id,
      from_day: step.fromDay,
      to_day: stand.steps[index + 1]?.fromDay ?? stand.endedOn,
      kind: stand.kind,
      project_id: facts.id,
      unit_id: facts.unit_id,
      fiscal_year: facts.fiscal_year,
      grp: stand.grp,
      light: step.light,
      light_since: since,
      inputs: step.inputs,
      budget: step.budget,
      initial_budget: step.initialBudget,
      executed: step.executed,
      rule_version: judging.rules.version,
    };
    const there = stand.stored.find((interval) => interval.from_day === step.fromDay);
    hasOpenChanged = !there || there.to_day !== open.to_day || !sameState(there, step);
    if (!there) difference.addedJudgements.push(open);
    else if (hasOpenChanged) difference.changedJudgements.push(open);
  });
  for (const interval of stand.stored) {
    if (!stand.base || interval.from_day < stand.base.from_day) continue;
    if (!stand.steps.some((step) => step.fromDay === interval.from_day)) {
      difference.removedJudgements.push({
        region_id: regionId,
        subject_id: stand.id,
        from_day: interval.from_day,
      });
    }
  }
  if (stand.endedOn !== null) {
    if (before) difference.removedSubjects.push({ region_id: regionId, subject_id: stand.id });
    return null;
  }
  if (!open) throw new Error('a subject was judged on no day');
  const row = { ...open, next_check_on: stand.nextCheckOn };
  if (!before) difference.addedSubjects.push(row);
  else if (hasOpenChanged || !standsAs(before, row)) difference.changedSubjects.push(row);
  return open;
}

/** Whether the stored subject says what the row says. Its inputs are those of the open interval. */
function standsAs(before: SubjectState, row: SubjectRow): boolean {
  return (
    before.light === row.light &&
    before.light_since === row.light_since &&
    before.next_check_on === row.next_check_on &&
    before.budget === row.budget &&
    before.initial_budget === row.initial_budget &&
    before.executed === row.executed
  );
}

/** Rolls the project up from the first day on which a subject differs from what is stored; returns how it stands, null: nothing differs. */
export function storeProject(
  facts: ProjectFacts,
  judged: readonly JudgedSteps[],
  { today, nextCheckOn }: { today: string; nextCheckOn: string | null },
  store: (stand: Stand) => JudgementRow | null,
): JudgementRow | null {
  const stored = facts.intervals.filter((interval) => interval.subject_id === facts.id);
  const open = stored.find((interval) => interval.to_day === null) ?? null;
  const from = open ? firstDifference(judged) : facts.recorded_on;
  const stand = { id: facts.id, kind: 'project', grp: null, stored, endedOn: null, nextCheckOn } as const;
  if (!from) {
    const before = facts.subjects.find((subject) => subject.id === facts.id);
    const isSame = !open || !before || before.next_check_on === nextCheckOn;
    return isSame ? null : store({ ...stand, base: open, steps: [stepOf(open)] });
  }
  const base = open && open.from_day >= from ? restartFrom(stored, today) : open;
  const kept = base && base.from_day < from ? [stepOf(base)] : [];
  const steps = joinSteps([...kept, ...rollUp(facts, judged, from)]);
  return store({ ...stand, base, steps });
}

function firstDifference(judged: readonly JudgedSteps[]): string | null {
  let first: string | null = null;
  const see = (day: string | undefined) => {
    if (day !== undefined && (first === null || day < first)) first = day;
  };
  for (const { base, stored, steps, endedOn } of judged) {
    const old = stored.filter((interval) => !base || interval.from_day >= base.from_day);
    const last = Math.max(old.length, steps.length);
    let index = 0;
    for (; index < last; index += 1) {
      const was = old[index];
      const is = steps[index];
      if (was && is && was.from_day === is.fromDay && sameState(was, is)) continue;
      see([was?.from_day, is?.fromDay].filter((candidate) => candidate !== undefined).sort()[0]);
      break;
    }
    if (index === last && endedOn !== null && old.at(-1)?.to_day === null) see(endedOn);
  }
  return first;
}

const stepOf = (interval: IntervalRow): Step => ({
  fromDay: interval.from_day,
  light: interval.light,
  inputs: interval.inputs,
  judgement: null,
  budget: interval.budget,
  initialBudget: interval.initial_budget,
  executed: interval.executed,
});

/** The project's light is the worst of its subjects', its amounts are its money's. */
function rollUp(facts: ProjectFacts, judged: readonly JudgedSteps[], from: string): Step[] {
  const now = new Set(judged.map((subject) => subject.id));
  const standing = facts.subjects.filter((subject) => subject.kind !== 'project' && !now.has(subject.id));
  const lights = rollUpLights(
    [
      ...facts.standing_lights.map((light) => [{ fromDay: from, light }]),
      ...standing.map((subject) => [{ fromDay: from, light: subject.light }]),
      ...judged.map(({ steps, endedOn }) => [
        ...steps,
        ...(endedOn === null ? [] : [{ fromDay: endedOn, light: null }]),
      ]),
    ],
    from,
  );
  const money: readonly Pick<Step, 'fromDay' | 'budget' | 'initialBudget' | 'executed'>[] =
    judged.find((subject) => subject.kind === 'money')?.steps ??
    standing
      .filter((subject) => subject.kind === 'money')
      .map((subject) => ({
        fromDay: from,
        budget: subject.budget,
        initialBudget: subject.initial_budget,
        executed: subject.executed,
      }));
  const days = new Set([...lights, ...money].map((step) => (step.fromDay < from ? from : step.fromDay)));
  return [...days].sort().flatMap((day): Step[] => {
    const light = lights.findLast((step) => step.fromDay <= day)?.light;
    const amounts = money.findLast((step) => step.fromDay <= day);
    if (!light) return [];
    return [
      {
        fromDay: day,
        light,
        inputs: { light },
        judgement: null,
        budget: amounts?.budget ?? null,
        initialBudget: amounts?.initialBudget ?? null,
        executed: amounts?.executed ?? null,
      },
    ];
  });
}

/** Consecutive equal states are one step. */
function joinSteps(steps: readonly Step[]): Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const last = joined.at(-1);
    if (!last || !sameState(last, step)) joined.push(step);
  }
  return joined;
}

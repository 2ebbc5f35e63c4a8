/**
 * From a project's facts to the difference in what is stored: pure but for the ids of new events.
 *
 * Invariant: within a project every subject is judged up to the same day, or has no reason to change before its
 * next check. So a subject that is not judged now stood still since the first difference found now.
 */
import { v7 as uuidv7 } from 'uuid';
import { explainSubject } from './explanation.ts';
import type { Judging } from './judging.ts';
import { restartFrom, storeProject, storeStand, type JudgedSteps, type Stand } from './stored-stand.ts';
import { indicatorSteps, lifeOf, moneySteps, targetOn, type Step } from './steps.ts';
import {
  moneySubjectId,
  noDifference,
  type Difference,
  type JudgementRow,
  type LiveEventRow,
  type ProjectFacts,
  type SubjectState,
} from './subjects.ts';
import { addDays, type PlainDate } from '../domain/calendar.ts';
import type { IndicatorGroup } from '../domain/indicator-group.ts';
import type { Judgement } from '../domain/judge.ts';
import type { Light } from '../domain/light.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { LiveAdjusted } from '../server/contract-adjustments.ts';
import type { LiveJudged, LiveRecorded } from '../server/contract.ts';

/** Who or what caused the judgement, for the announcement. */
export interface Cause {
  /** Post of the person, null when time did it. */
  by: string | null;
  /** Instant of the handed-in clock. */
  at: string;
  /** Import and rebuild announce their result as a whole, not subject by subject. */
  quiet?: boolean;
}

export interface Reassessed {
  projectId: string;
  projectLight: Light;
  subjects: {
    id: string;
    light: Light;
    lightSince: string;
    inputs: Judgement;
    budget: string | null;
    executed: string | null;
  }[];
  /** How many subjects' light or facts changed. */
  changed: number;
}

interface Options {
  regionId: string;
  today: string;
  cause: Cause;
}

interface Judged extends JudgedSteps {
  kind: 'indicator' | 'money';
  grp: string | null;
  name: string;
  target: JudgedTarget | null;
  /** Of today; null: it is judged no longer. */
  judgement: Judgement | null;
}

/** A subject that stands today. */
type Standing = Judged & { judgement: Judgement };
const isStanding = (subject: Judged): subject is Standing => subject.judgement !== null;

/**
 * The day on which a project stands: today by the clock, or the latest day already recorded or judged when the clock
 * is behind it (a second server, or a demo clock that has not yet heard of its step). Nothing stored is taken back.
 */
export function standingDay(facts: ProjectFacts, today: string): string {
  let day = today;
  const see = (seen: string) => {
    if (seen > day) day = seen;
  };
  for (const { entries } of facts.indicators) for (const entry of entries) see(entry.recorded_on);
  for (const event of facts.ledger ?? []) see(event.recorded_on);
  for (const interval of facts.intervals) see(interval.from_day);
  for (const subject of facts.subjects) see(subject.light_since);
  if (facts.stood_since) see(facts.stood_since);
  return day;
}

export function judgeProject(
  facts: ProjectFacts,
  judging: Judging,
  options: Options,
): { difference: Difference; result: Reassessed } {
  const { judged, nextBeginsOn } = judgeSubjects(facts, judging, options.today);
  const difference = noDifference();
  const before = new Map(facts.subjects.map((subject) => [subject.id, subject]));
  const store = (stand: Stand) =>
    storeStand(difference, facts, judging, options.regionId, stand, before.get(stand.id) ?? null);
  const rows = judged.map((subject) =>
    store({ ...subject, nextCheckOn: subject.judgement?.nextCheckOn ?? null }),
  );
  const project =
    storeProject(facts, judged, { today: options.today, nextCheckOn: nextBeginsOn }, store) ??
    before.get(facts.id);
  if (!project) throw new Error('a project was judged on no day');
  const projectLight = project.light;

  let changed = 0;
  const projectBefore = before.get(facts.id)?.light ?? null;
  judged.forEach((subject, index) => {
    const row = rows[index];
    const was = before.get(subject.id) ?? null;
    if (!isStanding(subject)) {
      if (was) changed += 1;
      return;
    }
    if (!row || !isChanged(was, row, subject.judgement)) return;
    changed += 1;
    if (options.cause.quiet) return;
    difference.events.push(
      announcement(facts, subject, row, was, { before: projectBefore, now: project }, judging, options),
    );
  });
  // What begins or ends changes counters in ways that no single light tells.
  const isOther = judged.some(({ id, judgement }) => before.has(id) !== (judgement !== null));
  if (isOther && before.has(facts.id) && !options.cause.quiet) {
    difference.events.push(
      adjustedEvent(facts, options.regionId, { at: options.cause.at, by: options.cause.by }),
    );
  }
  return {
    difference,
    result: {
      projectId: facts.id,
      projectLight,
      changed,
      subjects: judged.flatMap((subject, index) =>
        isStanding(subject)
          ? [
              {
                id: subject.id,
                light: subject.judgement.light,
                lightSince: rows[index]?.light_since ?? options.today,
                inputs: subject.judgement,
                budget: rows[index]?.budget ?? null,
                executed: rows[index]?.executed ?? null,
              },
            ]
          : [],
      ),
    },
  };
}

/** The project's indicators, targets or amounts are other ones: open pages read it again. */
export function adjustedEvent(
  { id, unit_id, fiscal_year }: Pick<ProjectFacts, 'id' | 'unit_id' | 'fiscal_year'>,
  regionId: string,
  { at, by }: Pick<LiveAdjusted, 'at' | 'by'>,
): LiveEventRow {
  const data: LiveAdjusted = { projectId: id, unitId: unit_id, fiscalYear: fiscal_year, at, by };
  return {
    region_id: regionId,
    id: uuidv7(),
    unit_id,
    topics: ['overview', `project:${id}`],
    type: 'adjusted',
    data,
    recorded_at: at,
  };
}

/** A fact of the project arrived that no judgement tells of: open pages of the project, and only they, list it. */
export function recordedEvent(
  { id, unit_id, fiscal_year }: Pick<ProjectFacts, 'id' | 'unit_id' | 'fiscal_year'>,
  regionId: string,
  { at, by }: Pick<LiveRecorded, 'at' | 'by'>,
): LiveEventRow {
  const data: LiveRecorded = { projectId: id, unitId: unit_id, fiscalYear: fiscal_year, at, by };
  return {
    region_id: regionId,
    id: uuidv7(),
    unit_id,
    topics: [`project:${id}`],
    type: 'recorded',
    data,
    recorded_at: at,
  };
}

/** @returns `nextBeginsOn`: the next day on which an indicator begins that no subject stands for yet */
function judgeSubjects(
  facts: ProjectFacts,
  judging: Judging,
  today: string,
): { judged: Judged[]; nextBeginsOn: PlainDate | null } {
  const judged: Judged[] = [];
  let nextBeginsOn: PlainDate | null = null;
  const judge = (
    subject: Pick<Judged, 'id' | 'kind' | 'grp' | 'name' | 'target'>,
    life: { from: PlainDate; until: PlainDate | null },
    stepsOver: (from: PlainDate, to: PlainDate) => Step[],
  ): void => {
    const stored = facts.intervals.filter((interval) => interval.subject_id === subject.id);
    const base = restartFrom(stored, today);
    const endedOn = life.until !== null && life.until <= today ? life.until : null;
    const from = base?.from_day ?? life.from;
    const steps = stepsOver(from, endedOn === null ? today : addDays(endedOn, -1));
    const judgement = endedOn === null ? steps.at(-1)?.judgement : null;
    if (judgement === undefined) throw new Error('a subject was judged on no day');
    judged.push({ ...subject, stored, base, steps, endedOn, judgement: judgement ?? null });
  };
  // After a rebuild threw it away, nothing stands: what ended is judged again as far as it went.
  const isAnew = !facts.subjects.some((subject) => subject.kind === 'project');
  const standing = new Set(facts.subjects.map((subject) => subject.id));
  for (const indicator of facts.indicators) {
    const life = lifeOf(indicator, facts.recorded_on);
    const isOver = life.until !== null && life.until <= today;
    if (life.from > today) {
      const comes = life.until === null || life.until > life.from;
      if (comes && (nextBeginsOn === null || life.from < nextBeginsOn)) nextBeginsOn = life.from;
      continue;
    }
    const wasClosed = isOver && !isAnew && !standing.has(indicator.id);
    const neverWas = isAnew && life.until !== null && life.until <= life.from;
    if (wasClosed || neverWas) continue;
    judge(
      {
        id: indicator.id,
        kind: 'indicator',
        grp: indicator.grp,
        name: indicator.name,
        target: targetOn(indicator.targets, today)?.judged ?? null,
      },
      life,
      (from, to) => indicatorSteps(indicator, facts.fiscal_year, { from, to, judging }),
    );
  }
  const { ledger } = facts;
  if (ledger) {
    judge(
      { id: moneySubjectId(facts.id), kind: 'money', grp: null, name: '', target: null },
      { from: facts.recorded_on, until: null },
      (from, to) => moneySteps(ledger, facts, { from, to, judging }),
    );
  }
  return { judged, nextBeginsOn };
}

function isChanged(was: SubjectState | null, row: JudgementRow, judgement: Judgement): boolean {
  return (
    !was ||
    was.light !== row.light ||
    was.actual !== judgement.actual ||
    was.actual_through !== judgement.actualThrough ||
    was.budget !== row.budget ||
    was.executed !== row.executed
  );
}

function announcement(
  facts: ProjectFacts,
  subject: Standing,
  row: JudgementRow,
  was: SubjectState | null,
  project: { before: Light | null; now: { light: Light; light_since: string } },
  judging: Judging,
  options: Options,
): LiveEventRow {
  const data: LiveJudged = {
    projectId: facts.id,
    projectName: facts.name,
    unitId: facts.unit_id,
    fiscalYear: facts.fiscal_year,
    subjectId: subject.id,
    kind: subject.kind,
    group: subject.grp as IndicatorGroup | null,
    subjectName: subject.name,
    light: { from: was?.light ?? null, to: row.light },
    projectLight: { from: project.before, to: project.now.light },
    since: { subject: row.light_since, project: project.now.light_since },
    money:
      subject.kind === 'money'
        ? {
            budget: row.budget ?? '0.00',
            executed: row.executed ?? '0.00',
            budgetBefore: was?.budget ?? '0.00',
            executedBefore: was?.executed ?? '0.00',
          }
        : null,
    actual: subject.judgement.actual,
    why: explainSubject(
      {
        kind: subject.kind,
        light: row.light,
        inputs: subject.judgement,
        name: subject.name,
        judged: subject.target,
        budget: row.budget,
        executed: row.executed,
      },
      { today: options.today, fiscalYear: facts.fiscal_year, judging, named: false },
    ),
    at: options.cause.at,
    by: options.cause.by,
  };
  return {
    region_id: options.regionId,
    id: uuidv7(),
    unit_id: facts.unit_id,
    topics: ['overview', `project:${facts.id}`],
    type: 'judged',
    data,
    recorded_at: options.cause.at,
  };
}

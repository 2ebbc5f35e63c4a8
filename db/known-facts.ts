/**
 * Projects whose facts this process has read, so that the next fact is judged from memory. Nothing here is trusted: each is
 * kept with the revision it was read or written under, and is written from only while the database still has that
 * revision (`app.write_known_fact`), whoever else writes.
 */
import type { Context } from './database.ts';
import type {
  Difference,
  EntryFact,
  IntervalRow,
  JudgementRow,
  LedgerFact,
  ProjectFacts,
  SubjectRow,
  SubjectState,
} from './subjects.ts';

export interface KnownProject {
  regionId: string;
  /** As `loadFacts` gives them for all subjects. */
  facts: ProjectFacts;
  revision: string;
  /** About as many bytes as they take. */
  size: number;
}

/** A county of 2,000 projects with ten indicators each, in the middle of its year. */
const MOST_BYTES = 96 * 1024 * 1024;
/** A project that takes more is read as far as each fact needs: its facts would push out those of fifty others. */
const LARGEST_BYTES = 2 * 1024 * 1024;
/** Ids of such projects' subjects; forgotten when there are more. */
const MOST_LARGE = 10_000;

export interface KnownProjects {
  /** The project of a subject, for one caller at a time; null when it is not known, in use or out of scope. */
  take(context: Context, subjectId: string): KnownProject | null;
  /** Puts it back with what was written; null: it holds no longer. */
  putBack(known: KnownProject, now: { facts: ProjectFacts; revision: string } | null): void;
  /** Remembers a project that was read or written under `revision`; the latest one holds. */
  keep(regionId: string, facts: ProjectFacts, revision: string): void;
  /** Whether reading all facts of the subject's project is worth it: not when it was too large the last time. */
  isWorthReading(subjectId: string): boolean;
  readonly counts: { projects: number; bytes: number; taken: number; missed: number };
}

export function openKnownProjects(mostBytes = MOST_BYTES, largestBytes = LARGEST_BYTES): KnownProjects {
  // In the order of their last use.
  const projects = new Map<string, KnownProject>();
  const bySubject = new Map<string, KnownProject>();
  const inUse = new Set<KnownProject>();
  const large = new Set<string>();
  const counts = { projects: 0, bytes: 0, taken: 0, missed: 0 };

  const subjectsOf = (facts: ProjectFacts) => [
    facts.id,
    ...facts.indicators.map((indicator) => indicator.id),
  ];

  function forget(known: KnownProject): void {
    if (projects.get(known.facts.id) !== known) return;
    projects.delete(known.facts.id);
    for (const id of subjectsOf(known.facts)) bySubject.delete(id);
    counts.bytes -= known.size;
    counts.projects = projects.size;
  }

  function keep(regionId: string, facts: ProjectFacts, revision: string): void {
    const before = projects.get(facts.id);
    if (before) forget(before);
    const size = sizeOf(facts);
    const ids = subjectsOf(facts);
    if (size > largestBytes) {
      if (large.size > MOST_LARGE) large.clear();
      for (const id of ids) large.add(id);
      return;
    }
    const known: KnownProject = { regionId, facts, revision, size };
    projects.set(facts.id, known);
    for (const id of ids) bySubject.set(id, known);
    counts.bytes += size;
    for (const oldest of projects.values()) {
      if (counts.bytes <= mostBytes) break;
      forget(oldest);
    }
    counts.projects = projects.size;
  }

  return {
    counts,
    keep,
    isWorthReading: (subjectId) => !large.has(subjectId),
    take({ regionId, units }, subjectId) {
      const known = bySubject.get(subjectId);
      const isOurs =
        known?.regionId === regionId &&
        (units === '*' || units.includes(known.facts.unit_id)) &&
        !inUse.has(known);
      if (!known || !isOurs) {
        counts.missed += 1;
        return null;
      }
      counts.taken += 1;
      inUse.add(known);
      return known;
    },
    putBack(known, now) {
      inUse.delete(known);
      if (projects.get(known.facts.id) !== known) return;
      if (now) keep(known.regionId, now.facts, now.revision);
      else forget(known);
    },
  };
}

/** Bytes, from what a county's facts were measured to take: within a third of it. */
function sizeOf(facts: ProjectFacts): number {
  let size =
    1_000 + 350 * facts.subjects.length + 450 * facts.intervals.length + 300 * (facts.ledger?.length ?? 0);
  for (const curve of facts.money_curves) size += 2 * JSON.stringify(curve).length;
  for (const { targets, entries } of facts.indicators) {
    size += 400 + 250 * entries.length;
    for (const { judged } of targets) size += 400 + 2 * JSON.stringify(judged).length;
  }
  return size;
}

/** Notes and who typed it when are for answers, not for judging: a project is half as large without them. */
const forJudging = (entry: EntryFact, indicatorId: string): EntryFact => ({
  ...entry,
  indicator_id: indicatorId,
  note: null,
  recorded_at: entry.recorded_on,
  recorded_post: '',
});

const ledgerForJudging = (event: LedgerFact): LedgerFact => ({
  id: event.id,
  source: event.source,
  reverses: event.reverses,
  event: event.event,
  happened_on: event.happened_on,
  amount: event.amount,
  recorded_on: event.recorded_on,
});

/** The facts as they are kept. */
export function factsToKeep(facts: ProjectFacts): ProjectFacts {
  return {
    ...facts,
    indicators: facts.indicators.map((indicator) => ({
      ...indicator,
      entries: indicator.entries.map((entry) => forJudging(entry, indicator.id)),
    })),
  };
}

/**
 * Of all facts of a project those that `loadFacts` gives for one subject and what is due by `today`. Lists to which
 * a new fact is added are copies.
 */
export function factsToJudge(all: ProjectFacts, subjectId: string, today: string): ProjectFacts {
  const isJudged = (subject: SubjectState) =>
    subject.id === subjectId || (subject.next_check_on !== null && subject.next_check_on <= today);
  const judged = all.subjects.filter(isJudged);
  const standing = all.subjects.filter((subject) => subject.kind === 'indicator' && !isJudged(subject));
  const ids = new Set([subjectId, ...judged.map((subject) => subject.id)]);
  const standingIds = new Set(all.subjects.map((subject) => subject.id));
  const isMoneyJudged = judged.some((subject) => subject.kind === 'money');
  return {
    ...all,
    subjects: all.subjects.filter((subject) => subject.kind !== 'indicator' || isJudged(subject)),
    standing_lights: standing.map((subject) => subject.light),
    stood_since: standing.reduce<string | null>(
      (latest, { light_since }) => (latest === null || light_since > latest ? light_since : latest),
      null,
    ),
    indicators: all.indicators
      .filter(({ id, is_added }) => ids.has(id) || (is_added && !standingIds.has(id)))
      .map((indicator) => ({ ...indicator, entries: [...indicator.entries] })),
    ledger: isMoneyJudged && all.ledger ? [...all.ledger] : null,
    money_curves: isMoneyJudged ? all.money_curves : [],
    intervals: all.intervals.filter(
      (interval) => ids.has(interval.subject_id) || interval.subject_id === all.id,
    ),
  };
}

/**
 * All facts of the project as they stand once the difference is stored.
 * @param judged what `factsToJudge` gave of `all`, with the new fact in it
 * @returns null when memory does not hold what is left: an interval was taken back, and the one before it may be older
 *   than the last two
 */
export function factsAfter(
  all: ProjectFacts,
  judged: ProjectFacts,
  difference: Difference,
): ProjectFacts | null {
  if (difference.removedJudgements.length > 0 || difference.removedSubjects.length > 0) return null;
  const indicators = new Map(judged.indicators.map((indicator) => [indicator.id, indicator]));
  const subjects = new Map(all.subjects.map((subject) => [subject.id, subject]));
  for (const row of [...difference.changedSubjects, ...difference.addedSubjects])
    subjects.set(row.subject_id, subjectOf(row));
  return {
    ...all,
    indicators: all.indicators.map((indicator) => {
      const now = indicators.get(indicator.id);
      if (!now || now.entries.length === indicator.entries.length) return indicator;
      return { ...now, entries: now.entries.map((entry) => forJudging(entry, now.id)) };
    }),
    ledger: judged.ledger?.map(ledgerForJudging) ?? all.ledger,
    subjects: [...subjects.values()],
    intervals: intervalsAfter(all.intervals, [
      ...difference.changedJudgements,
      ...difference.addedJudgements,
    ]),
  };
}

/** The last two of each subject, by subject and day. */
function intervalsAfter(before: readonly IntervalRow[], changed: readonly JudgementRow[]): IntervalRow[] {
  if (changed.length === 0) return [...before];
  const touched = Map.groupBy(changed, (row) => row.subject_id);
  const kept = before.filter((interval) => !touched.has(interval.subject_id));
  for (const [subjectId, rows] of touched) {
    const days = new Map(
      before
        .filter((interval) => interval.subject_id === subjectId)
        .map((interval) => [interval.from_day, interval]),
    );
    for (const row of rows) days.set(row.from_day, intervalOf(row));
    const inOrder = [...days.values()].sort((a, b) => (a.from_day < b.from_day ? -1 : 1));
    kept.push(...inOrder.slice(-2));
  }
  return kept;
}

const intervalOf = (row: JudgementRow): IntervalRow => ({
  subject_id: row.subject_id,
  from_day: row.from_day,
  to_day: row.to_day,
  light: row.light,
  light_since: row.light_since,
  inputs: row.inputs,
  budget: row.budget,
  initial_budget: row.initial_budget,
  executed: row.executed,
});

const subjectOf = (row: SubjectRow): SubjectState => ({
  id: row.subject_id,
  project_id: row.project_id,
  kind: row.kind as SubjectState['kind'],
  light: row.light,
  light_since: row.light_since,
  next_check_on: row.next_check_on,
  actual: 'actual' in row.inputs ? (row.inputs.actual ?? null) : null,
  actual_through: 'actualThrough' in row.inputs ? (row.inputs.actualThrough ?? null) : null,
  budget: row.budget,
  initial_budget: row.initial_budget,
  executed: row.executed,
});

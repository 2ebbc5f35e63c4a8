/**
 * Facts of the subjects to judge, read in one statement, and the judged difference, written in one.
 * A subject is an indicator, a project's money, or the project itself (the roll-up). Its project is its lock.
 */
import { sql } from 'kysely';
import { v5 as uuidv5 } from 'uuid';
import type { Tx } from './database.ts';
import type { Light } from '../domain/light.ts';
import type { Curve, JudgedTarget } from '../domain/target.ts';
import type { Judgement } from '../domain/judge.ts';

const MONEY_NAMESPACE = 'c1a7f0a2-5b0e-5c9a-9a51-6a0d3a6f7e11';

/** The id of a project's money as a subject: the same on every machine and after every rebuild. */
export const moneySubjectId = (projectId: string): string => uuidv5(projectId, MONEY_NAMESPACE);

export interface SubjectState {
  id: string;
  project_id: string;
  kind: 'indicator' | 'money' | 'project';
  light: Light;
  light_since: string;
  next_check_on: string | null;
  actual: string | null;
  actual_through: string | null;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
}

export interface IntervalRow {
  subject_id: string;
  from_day: string;
  to_day: string | null;
  light: Light;
  light_since: string;
  inputs: StoredInputs;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
}

/**
 * A judgement as stored: without the day of the next check, which says when to look again and depends on when was
 * looked; a rebuild gives the same inputs. For a roll-up the light alone.
 */
export type StoredInputs = Omit<Judgement, 'nextCheckOn'> | { light: Light };

export interface ProjectFacts {
  id: string;
  unit_id: string;
  fiscal_year: number;
  name: string;
  recorded_on: string;
  /** What the money is compared with until one of `money_curves` holds. */
  money_curve: Curve;
  /** Set later, in the order they were recorded; each holds from its day on. Empty when the money is not judged. */
  money_curves: { curve: Curve; recorded_on: string }[];
  /** The subjects to judge, the money and the project as they stand now. */
  subjects: SubjectState[];
  /** Lights of the other indicators: they stand still, and count for the project's light only. */
  standing_lights: Light[];
  /** The latest day on which one of those lights changed. */
  stood_since: string | null;
  /** The indicators to judge, and all those added that no subject stands for yet. */
  indicators: {
    id: string;
    grp: string;
    name: string;
    recorded_on: string;
    /** By an adjustment: not in the declaration. */
    is_added: boolean;
    /** In the order of their versions. `ended`: from its day on the indicator is judged no longer. */
    targets: { judged: JudgedTarget; valid_from: string; recorded_on: string; ended: boolean }[];
    entries: EntryFact[];
  }[];
  /** Ledger when the money is to be judged, else null. */
  ledger: LedgerFact[] | null;
  /** The last two intervals of each subject to judge and of the project. */
  intervals: IntervalRow[];
}

export interface EntryFact {
  id: string;
  indicator_id: string;
  period: string;
  basis: 'month' | 'cumulative' | 'level';
  value: string | null;
  done_on: string | null;
  grade: 'achieved' | 'partly' | 'not_achieved' | null;
  note: string | null;
  supersedes: string | null;
  recorded_on: string;
  recorded_at: string;
  recorded_post: string;
  invented: boolean;
}

export interface LedgerFact {
  id: string;
  source: 'central' | 'provincial' | 'local' | 'self_raised' | 'other' | 'fiscal' | null;
  reverses: string | null;
  event: 'budgeted' | 'adjusted' | 'issued' | 'allotted' | 'paid' | 'returned';
  happened_on: string;
  amount: string;
  recorded_on: string;
}

/** The project that a fact is recorded for; undefined when it is not in scope. */
export const findProject = (tx: Tx, regionId: string, projectId: string) =>
  tx
    .selectFrom('app.projects')
    .select(['id', 'unit_id', 'fiscal_year', 'invented'])
    .where('region_id', '=', regionId)
    .where('id', '=', projectId)
    .executeTakeFirst();

/** Locks the projects, in one order everywhere so that two transactions never wait for each other. */
export async function lockProjects(tx: Tx, regionId: string, projectIds: readonly string[]): Promise<void> {
  await sql`select id from app.projects where region_id = ${regionId}
    and id = any (${[...projectIds]}::uuid[]) order by id for update`.execute(tx);
}

/**
 * What a server remembers of these projects holds no longer (db/known-facts.ts). For whoever changes what `loadFacts` reads;
 * call with the projects locked.
 */
export async function touchProjects(tx: Tx, regionId: string, projectIds: readonly string[]): Promise<void> {
  await sql`select app.touch_projects(${regionId}::uuid, ${[...projectIds]}::uuid[])`.execute(tx);
}

/**
 * Reads what is needed to judge. Call with the projects locked, in a statement of its own after the lock:
 * a statement that itself waited for the lock would read the other tables as they were before.
 * @param subjectIds judged besides those that are due; null: every subject of the projects.
 */
export async function loadFacts(
  tx: Tx,
  options: {
    regionId: string;
    projectIds: readonly string[];
    subjectIds: readonly string[] | null;
    today: string;
    intervals: boolean;
  },
): Promise<ProjectFacts[]> {
  const { rows } = await sql<{ facts: ProjectFacts }>`
    select app.load_facts(
      ${options.regionId}::uuid, ${[...options.projectIds]}::uuid[],
      ${options.subjectIds ? [...options.subjectIds] : null}::uuid[],
      ${options.today}::date, ${options.intervals}
    ) as facts`.execute(tx);
  return rows.map((row) => row.facts);
}

export interface JudgementRow {
  region_id: string;
  subject_id: string;
  from_day: string;
  to_day: string | null;
  kind: string;
  project_id: string;
  unit_id: string;
  fiscal_year: number;
  grp: string | null;
  light: Light;
  light_since: string;
  inputs: StoredInputs;
  budget: string | null;
  initial_budget: string | null;
  executed: string | null;
  rule_version: number;
}

export interface LiveEventRow {
  region_id: string;
  id: string;
  unit_id: string;
  topics: string[];
  type: string;
  data: object;
  recorded_at: string;
}

export interface SubjectRow extends JudgementRow {
  next_check_on: string | null;
}

/** What is to be stored. What stands the same already is in none of the lists. */
export interface Difference {
  /** Intervals that no longer are. */
  removedJudgements: { region_id: string; subject_id: string; from_day: string }[];
  /** Intervals that stand already, from the same day, and now end or say otherwise. */
  changedJudgements: JudgementRow[];
  addedJudgements: JudgementRow[];
  /** Subjects that are judged no longer. */
  removedSubjects: { region_id: string; subject_id: string }[];
  /** Subjects whose state or next check changed: the open interval, with the day of the next check. */
  changedSubjects: SubjectRow[];
  addedSubjects: SubjectRow[];
  events: LiveEventRow[];
}

export const noDifference = (): Difference => ({
  removedJudgements: [],
  changedJudgements: [],
  addedJudgements: [],
  removedSubjects: [],
  changedSubjects: [],
  addedSubjects: [],
  events: [],
});

export function mergeDifferences(differences: readonly Difference[]): Difference {
  const all = noDifference();
  for (const difference of differences) {
    for (const key of Object.keys(all) as (keyof Difference)[]) {
      // Lists of the same name have rows of the same kind.
      (all[key] as unknown[]).push(...difference[key]);
    }
  }
  return all;
}

/** As `app.put_difference` takes it: by the names above, without the empty lists. */
export function differenceRows(difference: Difference): Partial<Difference> {
  return Object.fromEntries(
    Object.entries(difference).filter(([, rows]: [string, unknown[]]) => rows.length > 0),
  );
}

const differenceText = (difference: Difference): string => JSON.stringify(differenceRows(difference));

/** Writes the difference in one statement; `app.store_difference` keeps its plans between calls. */
export async function storeDifference(tx: Tx, difference: Difference): Promise<void> {
  await sql`select app.store_difference(${differenceText(difference)}::jsonb)`.execute(tx);
}

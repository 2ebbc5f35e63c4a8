/**
 * A fact arrives over HTTP: one path for entries and ledger events.
 * In two round trips to the database: begin, context, lock and facts · fact, judgement, announcement, key and commit.
 * In one, when the project's facts are known here (db/known-facts.ts) and nobody else has changed them: whatever comes of
 * that but a written fact is decided again by the first way.
 */
import pg from 'pg';
import { v4 as uuidv4 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { literals, unitsSetting, withConnection, type Connection, type Db } from './database.ts';
import type { ExplainableSubject } from './explanation.ts';
import { judgeIdempotent } from './idempotency.ts';
import { judgeProject, recordedEvent, standingDay } from './judge-project.ts';
import { loadJudging, spokenTo, type Judging } from './judging.ts';
import {
  factsAfter,
  factsToJudge,
  factsToKeep,
  openKnownProjects,
  type KnownProjects,
} from './known-facts.ts';
import { differenceRows, moneySubjectId, type Difference, type ProjectFacts } from './subjects.ts';
import { writeTogether } from './write-together.ts';
import type { Light } from '../domain/light.ts';

export interface Refused {
  message: string;
  fields: Record<string, string>;
}

/** Not recorded, and why in words; `fields`: what is wrong with each. */
export const refuse = (message: string, fields: Record<string, string> = {}): { refused: Refused } => ({
  refused: { message, fields },
});

/** What came of a request to record a fact. `null`: the subject is not in the actor's scope. */
export type Recorded<Answer> =
  | { answer: Answer }
  | { refused: Refused }
  | { replayed: { status: number; answer: unknown } }
  | { keyReused: true }
  | null;

export interface FactRequest {
  idempotency: Idempotency | null;
}

/** The judgement of the subject that the fact speaks of, for its answer. */
export interface JudgedFact {
  subject: Pick<ExplainableSubject, 'light' | 'inputs' | 'budget' | 'executed'>;
  when: { today: string; judging: Judging; since: string | null };
  projectLight: Light;
}

/**
 * What a kind of fact adds to the path. `prepare` checks the request against the facts and adds the new one to them;
 * `stop` ends without recording.
 */
export interface FactKind<Answer, Stop> {
  subject: { kind: 'indicator' | 'project'; id: string };
  prepare(
    facts: ProjectFacts,
    at: { today: string; now: string },
  ):
    | null
    | { stop: Stop | { refused: Refused } }
    | {
        table: 'entry' | 'ledger';
        /** The row, by its columns. */
        fact: object;
        subjectId: string;
        answer: (judged: JudgedFact) => Answer;
        /** No judgement may change, yet duties do: the project is watched again from that day on. */
        watch?: { regionId: string; projectId: string; unitId: string; from: string };
      };
}

export function recordFact<Answer extends object, Stop = never>(
  db: Db,
  actor: Actor,
  request: FactRequest,
  clock: Clock,
  kind: FactKind<Answer, Stop>,
): Promise<Recorded<Answer> | Stop> {
  return retryLostRace(async () => {
    const judging = await loadJudging(db);
    const known = await recordKnown(db, actor, request, clock, kind, judging);
    return known ?? recordRead(db, actor, request, clock, kind, judging);
  });
}

const knownProjects = new WeakMap<Db, KnownProjects>();

/** The projects that this handle knows. */
export function knownProjectsOf(db: Db): KnownProjects {
  const known = knownProjects.get(db) ?? openKnownProjects();
  knownProjects.set(db, known);
  return known;
}

/** The subject that is judged. */
const judgedId = ({ kind, id }: FactKind<never, never>['subject']): string =>
  kind === 'project' ? moneySubjectId(id) : id;

/** Records from memory; null: nothing was recorded, and what comes of the request is yet to be decided. */
async function recordKnown<Answer extends object, Stop>(
  db: Db,
  actor: Actor,
  request: FactRequest,
  clock: Clock,
  kind: FactKind<Answer, Stop>,
  judging: Judging,
): Promise<{ answer: Answer } | null> {
  const projects = knownProjectsOf(db);
  const project = projects.take(actor.context, kind.subject.id);
  if (!project) return null;
  let after: { facts: ProjectFacts; revision: string } | null = project;
  try {
    const today = clock.today();
    const facts = factsToJudge(project.facts, judgedId(kind.subject), today);
    const at = recordingTime(standingDay(facts, today), clock.now(), clock.mode);
    const decided = decide(facts, null, actor, request, kind, judging, at);
    if (!('write' in decided) || decided.write.watch) return null;
    const { table, fact, difference } = decided.write;
    after = null;
    const revision = await writeTogether(db, {
      actor,
      projectId: project.facts.id,
      unitId: project.facts.unit_id,
      known: project.revision,
      table,
      fact,
      difference,
      idempotency: request.idempotency,
      answer: decided.answer,
      now: at.now,
    });
    if (revision === null) return null;
    const factsNow = factsAfter(project.facts, facts, difference);
    after = factsNow && { facts: factsNow, revision };
    return { answer: decided.answer };
  } catch (error) {
    // The transaction is undone, perhaps for another's fact: alone this one may go through, or says why not.
    if (error instanceof pg.DatabaseError && error.severity === 'ERROR') return null;
    throw error;
  } finally {
    projects.putBack(project, after);
  }
}

/** Records what is read under the project's lock. */
function recordRead<Answer extends object, Stop>(
  db: Db,
  actor: Actor,
  request: FactRequest,
  clock: Clock,
  kind: FactKind<Answer, Stop>,
  judging: Judging,
): Promise<Recorded<Answer> | Stop> {
  const projects = knownProjectsOf(db);
  const isWhole = projects.isWorthReading(kind.subject.id);
  const next = uuidv4();
  return withConnection(db, async (connection) => {
    const [today, now] = [clock.today(), clock.now()];
    const opened = await openFact(connection, actor, kind.subject, request.idempotency, {
      today,
      isWhole,
      next,
    });
    const all = isWhole ? opened.facts : null;
    const facts = all ? factsToJudge(all, judgedId(kind.subject), today) : opened.facts;
    const at = recordingTime(facts ? standingDay(facts, today) : today, now, clock.mode);
    const decided = decide(facts, opened.stored, actor, request, kind, judging, at);
    if (!('write' in decided)) {
      await connection.query('rollback');
      return decided.result;
    }
    await writeFact(connection, decided.write, decided.answer, request.idempotency, at.now);
    const after = all && facts && factsAfter(factsToKeep(all), facts, decided.write.difference);
    if (after) projects.keep(actor.context.regionId, after, next);
    return decided.result;
  });
}

/** The day to record on and the instant: the clock's, but on no day before `day`. */
function recordingTime(day: string, now: string, mode: Clock['mode']): { today: string; now: string } {
  if (now.slice(0, 10) >= day) return { today: day, now };
  // A real clock lags over midnight: the day has just begun. A demo clock has the time of day right, not the date.
  return { today: day, now: mode === 'demo' ? `${day}${now.slice(10)}` : `${day}T00:00:00.000+08:00` };
}

interface Write {
  table: 'entry' | 'ledger';
  fact: object;
  watch: { regionId: string; projectId: string; unitId: string; from: string } | null;
  difference: Difference;
}

/** What comes of the request, from the facts alone. */
function decide<Answer extends object, Stop>(
  facts: ProjectFacts | null,
  stored: StoredKey | null,
  actor: Actor,
  { idempotency }: FactRequest,
  kind: FactKind<Answer, Stop>,
  judging: Judging,
  at: { today: string; now: string },
): { result: Recorded<Answer> | Stop } | { result: Recorded<Answer>; write: Write; answer: Answer } {
  if (idempotency) {
    const found = judgeIdempotent(stored, idempotency);
    if (found.kind === 'reused') return { result: { keyReused: true } };
    if (found.kind === 'replayed') {
      return { result: { replayed: { status: found.status, answer: found.answer } } };
    }
  }
  const prepared = facts && kind.prepare(facts, at);
  if (!prepared) return { result: null };
  if ('stop' in prepared) return { result: prepared.stop };
  const { regionId } = actor.context;
  const cause = { by: actor.post, at: at.now };
  const { difference, result } = judgeProject(facts, judging, { regionId, today: at.today, cause });
  if (difference.events.length === 0) difference.events.push(recordedEvent(facts, regionId, cause));
  const judged = result.subjects.find((subject) => subject.id === prepared.subjectId);
  if (!judged) throw new Error('the subject of the fact was not judged');
  const answer = prepared.answer({
    subject: judged,
    when: { today: at.today, judging: spokenTo(judging, actor.context), since: judged.lightSince },
    projectLight: result.projectLight,
  });
  return {
    result: { answer },
    answer,
    write: { table: prepared.table, fact: prepared.fact, watch: prepared.watch ?? null, difference },
  };
}

interface StoredKey {
  body_hash: string;
  status: number;
  answer: unknown;
}

interface Opened {
  facts: ProjectFacts | null;
  stored: StoredKey | null;
}

/** Begins the transaction, sets its context, locks the project and reads its facts: one message. */
async function openFact(
  connection: Connection,
  actor: Actor,
  subject: FactKind<never, never>['subject'],
  idempotency: Idempotency | null,
  { today, isWhole, next }: { today: string; isWhole: boolean; next: string },
): Promise<Opened> {
  const { regionId } = actor.context;
  const [, opened] = await connection.query<{ opened: Opened }>(
    `begin; select app.open_fact(${literals(
      regionId,
      unitsSetting(actor.context),
      subject.kind,
      subject.id,
      judgedId(subject),
      today,
      idempotency?.accountId ?? null,
      idempotency?.key ?? null,
      isWhole ? 'true' : 'false',
      next,
    )}) as opened`,
  );
  return opened?.rows[0]?.opened ?? { facts: null, stored: null };
}

/** Writes fact, judgement, announcement and key, and commits: one message; when the first part raises, no commit is reached. */
async function writeFact(
  connection: Connection,
  { table, fact, watch, difference }: Write,
  answer: object,
  idempotency: Idempotency | null,
  now: string,
): Promise<void> {
  try {
    await connection.query(
      `select app.write_fact(${literals(
        table,
        JSON.stringify(fact),
        JSON.stringify(differenceRows(difference)),
        idempotency?.accountId ?? null,
        idempotency?.key ?? null,
        idempotency?.bodyHash ?? null,
        JSON.stringify(answer),
        now,
      )}); ${watch === null ? '' : watchStatement(watch)} commit`,
    );
  } catch (error) {
    if (isLostRace(error)) throw new LostRace(error);
    throw error;
  }
}

/** As `watchAgain`, within the one message. */
const watchStatement = ({ regionId, projectId, unitId, from }: NonNullable<Write['watch']>): string => `
  insert into app.project_watch (region_id, project_id, unit_id, check_on)
  values (${literals(regionId, projectId, unitId, from)})
  on conflict (region_id, project_id) do update set check_on = least(project_watch.check_on, excluded.check_on);`;

/** Another request stored the same key, or an entry in the same place, at the same moment: run again, it will be found. */
class LostRace extends Error {
  constructor(cause: Error) {
    super('a concurrent request was first', { cause });
    this.name = 'LostRace';
  }
}

const PLACES_OF_AN_ENTRY = ['entries_one_root', 'entries_one_successor'];

/** MB001: raised by `app.write_fact` about the key; 23505: unique_violation. */
function isLostRace(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (error.code === 'MB001') return true;
  return (
    error.code === '23505' && 'constraint' in error && PLACES_OF_AN_ENTRY.includes(String(error.constraint))
  );
}

/** Runs `work` again, once, when another request was first. */
async function retryLostRace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LostRace) return work();
    throw error;
  }
}

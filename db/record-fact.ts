/**
 * A fact arrives over HTTP: one path for entries and ledger events, in four round trips to the database:
 * begin with context and lock · read facts and key · write fact, judgement, announcement and key · commit.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Db, type Lock, type Tx } from './database.ts';
import type { ExplainableSubject } from './explanation.ts';
import { IdempotencyRace, judgeIdempotent, retryIdempotencyRace } from './idempotency.ts';
import { judgeProject } from './judge-project.ts';
import { loadJudging, type Judging } from './judging.ts';
import { moneySubjectId, type Difference, type ProjectFacts } from './subjects.ts';
import type { Light } from '../domain/light.ts';

export interface Refused {
  message: string;
  fields: Record<string, string>;
}

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
    | { insert: RawBuilder<unknown>; subjectId: string; answer: (judged: JudgedFact) => Answer };
}

export function recordFact<Answer extends object, Stop = never>(
  db: Db,
  actor: Actor,
  request: FactRequest,
  clock: Clock,
  kind: FactKind<Answer, Stop>,
): Promise<Recorded<Answer> | Stop> {
  return retryIdempotencyRace(async () => {
    const judging = await loadJudging(db);
    return inContext(
      db,
      actor.context,
      (tx) => recordLocked(tx, actor, request, clock, kind, judging),
      'write',
      lockOf(kind.subject),
    );
  });
}

/** The project is the lock of all its subjects; taken in the message that opens the transaction. */
function lockOf(subject: FactKind<never, never>['subject']): Lock {
  const ofRegion = 'p.region_id = (select app.current_region())';
  return {
    id: subject.id,
    text:
      subject.kind === 'project'
        ? `select p.id from app.projects p where ${ofRegion} and p.id = '$1' for update`
        : `select p.id from app.projects p where ${ofRegion} and p.id = (select i.project_id from app.indicators i
             where i.region_id = (select app.current_region()) and i.id = '$1') for update`,
  };
}

async function recordLocked<Answer extends object, Stop>(
  tx: Tx,
  actor: Actor,
  { idempotency }: FactRequest,
  clock: Clock,
  kind: FactKind<Answer, Stop>,
  judging: Judging,
): Promise<Recorded<Answer> | Stop> {
  const at = { today: clock.today(), now: clock.now() };
  const { regionId } = actor.context;
  const { facts, stored } = await readFacts(tx, regionId, kind.subject, idempotency, at.today);
  if (idempotency) {
    const found = judgeIdempotent(stored, idempotency);
    if (found.kind === 'reused') return { keyReused: true };
    if (found.kind === 'replayed') return { replayed: { status: found.status, answer: found.answer } };
  }
  if (!facts) return null;
  const prepared = kind.prepare(facts, at);
  if (!prepared) return null;
  if ('stop' in prepared) return prepared.stop;
  const { difference, result } = judgeProject(facts, judging, {
    regionId,
    today: at.today,
    cause: { by: actor.post, at: at.now },
  });
  const judged = result.subjects.find((subject) => subject.id === prepared.subjectId);
  const row = difference.subjects.find((subject) => subject.subject_id === prepared.subjectId);
  if (!judged || !row) throw new Error('the subject of the fact was not judged');
  const answer = prepared.answer({
    subject: { light: judged.light, inputs: row.inputs, budget: row.budget, executed: row.executed },
    when: { today: at.today, judging, since: judged.lightSince },
    projectLight: result.projectLight,
  });
  await writeFact(tx, prepared.insert, difference, idempotency, answer, at.now);
  return { answer };
}

interface StoredKey {
  body_hash: string;
  status: number;
  answer: unknown;
}

async function readFacts(
  tx: Tx,
  regionId: string,
  subject: FactKind<never, never>['subject'],
  idempotency: Idempotency | null,
  today: string,
): Promise<{ facts: ProjectFacts | null; stored: StoredKey | null }> {
  const projects =
    subject.kind === 'project'
      ? sql`array[${subject.id}::uuid]`
      : sql`array(select project_id from app.indicators where region_id = ${regionId} and id = ${subject.id})`;
  const judgedId = subject.kind === 'project' ? moneySubjectId(subject.id) : subject.id;
  const { rows } = await sql<{ facts: ProjectFacts | null; stored: StoredKey | null }>`
    select f.facts, (
      select jsonb_build_object('body_hash', k.body_hash, 'status', k.status, 'answer', k.answer)
      from ops.idempotency_keys k
      where k.account_id = ${idempotency?.accountId ?? null}::uuid and k.key = ${idempotency?.key ?? null}) as stored
    from (select) one
    left join lateral app.load_facts(${regionId}::uuid, ${projects}, array[${judgedId}::uuid], ${today}::date, true)
      as f(facts) on true`.execute(tx);
  return { facts: rows[0]?.facts ?? null, stored: rows[0]?.stored ?? null };
}

async function writeFact(
  tx: Tx,
  insert: RawBuilder<unknown>,
  difference: Difference,
  idempotency: Idempotency | null,
  answer: object,
  now: string,
): Promise<void> {
  const key = idempotency
    ? sql`, key as (insert into ops.idempotency_keys (account_id, key, body_hash, status, answer, created_at)
        values (${idempotency.accountId}, ${idempotency.key}, ${idempotency.bodyHash}, 201,
          ${JSON.stringify(answer)}, ${now})
        on conflict do nothing returning 1)`
    : sql``;
  const { rows } = await sql<{ keys: number }>`
    with fact as (${insert})${key}
    select app.store_difference(${JSON.stringify(difference.judgements)}::jsonb,
        ${JSON.stringify(difference.removed)}::jsonb, ${JSON.stringify(difference.subjects)}::jsonb,
        ${JSON.stringify(difference.events)}::jsonb),
      ${idempotency ? sql`(select count(*)::int from key)` : sql`1`} as keys`.execute(tx);
  if (rows[0]?.keys !== 1) throw new IdempotencyRace();
}

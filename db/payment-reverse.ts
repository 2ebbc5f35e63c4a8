/** A committed payment file is taken back: each of its events that still stands gets a reversal, all in one transaction. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Db, type Tx } from './database.ts';
import { findIdempotent, retryIdempotencyRace, storeIdempotent } from './idempotency.ts';
import { loadJudging, type Judging } from './judging.ts';
import { judgeMoney } from './payment-commit.ts';
import { standingEvents } from './payment-context.ts';
import type { Recorded } from './record-fact.ts';
import { lockProjects } from './subjects.ts';
import type { PaymentReverseAnswer } from '../server/contract-payments.ts';

interface ReverseRequest {
  fileId: string;
  idempotency: Idempotency | null;
}

/** @returns null when the file is not in scope */
export function reversePaymentFile(
  db: Db,
  actor: Actor,
  request: ReverseRequest,
  clock: Clock,
): Promise<Recorded<PaymentReverseAnswer>> {
  return retryIdempotencyRace(async () => {
    const judging = await loadJudging(db);
    return inContext(db, actor.context, (tx) => reverseInside(tx, actor, request, clock, judging));
  });
}

async function reverseInside(
  tx: Tx,
  actor: Actor,
  { fileId, idempotency }: ReverseRequest,
  clock: Clock,
  judging: Judging,
): Promise<Recorded<PaymentReverseAnswer>> {
  const { regionId } = actor.context;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payments:${regionId}`}, 0))`.execute(tx);
  if (idempotency) {
    const found = await findIdempotent(tx, idempotency);
    if (found.kind === 'reused') return { keyReused: true };
    if (found.kind === 'replayed') return { replayed: { status: found.status, answer: found.answer } };
  }
  const file = await tx
    .selectFrom('app.payment_files')
    .select('id')
    .where('region_id', '=', regionId)
    .where('id', '=', fileId)
    .executeTakeFirst();
  if (!file) return null;
  const before = await standingProjects(tx, regionId, fileId);
  await lockProjects(
    tx,
    regionId,
    before.map((project) => project.project_id),
  );
  // After the lock: what was reversed by hand meanwhile no longer stands.
  const projects = await standingProjects(tx, regionId, fileId);
  if (projects.length === 0)
    return { refused: { message: '这份文件没有还在账上的行，不用冲销。', fields: {} } };
  const short = projects.filter((project) => project.is_short);
  if (short.length > 0) {
    const names = short.map((project) => `“${project.name}”`).join('、');
    return { refused: { message: `${names}另有退回，冲销后已执行会小于 0。请先冲销那些退回。`, fields: {} } };
  }
  const [today, now] = [clock.today(), clock.now()];
  const events = await insertReversals(tx, actor, fileId, { today, now });
  await judgeMoney(tx, judging, {
    actor,
    projectIds: projects.map((project) => project.project_id),
    unitIds: new Map(projects.map((project) => [project.project_id, project.unit_id])),
    today,
    now,
  });
  const answer: PaymentReverseAnswer = { events, projects: projects.length };
  if (idempotency) await storeIdempotent(tx, idempotency, 200, answer, now);
  return { answer };
}

interface StandingProject {
  project_id: string;
  unit_id: string;
  name: string;
  /** Without the file more would have been returned than paid. */
  is_short: boolean;
}

async function standingProjects(tx: Tx, regionId: string, fileId: string): Promise<StandingProject[]> {
  const { rows } = await sql<StandingProject>`
    with signed as (
      select project_id, sum(case event when 'paid' then amount when 'returned' then -amount else 0 end) as net
      from (${standingEvents(regionId, fileId)}) s group by project_id
    )
    select p.id as project_id, p.unit_id, p.name, f.net > 0 and (
        select sum(case event when 'paid' then amount when 'returned' then -amount else 0 end)
        from app.ledger_events e where e.region_id = p.region_id and e.project_id = p.id
      ) < f.net as is_short
    from signed f join app.projects p on p.region_id = ${regionId} and p.id = f.project_id
    order by p.id`.execute(tx);
  return rows;
}

/** On the day of what they take back, so that no month keeps a payment that never was; known from today on. */
async function insertReversals(
  tx: Tx,
  actor: Actor,
  fileId: string,
  at: { today: string; now: string },
): Promise<number> {
  const { regionId } = actor.context;
  const { rows } = await sql<{
    id: string;
  }>`select id from (${standingEvents(regionId, fileId)}) s order by seq`.execute(tx);
  // Ids that grow with time are made here: PostgreSQL has them from 18 on only.
  const pairs = rows.map((row) => ({ id: uuidv7(), reverses: row.id }));
  await sql`
    insert into app.ledger_events (region_id, id, project_id, unit_id, fiscal_year, event, happened_on, amount, source,
      payees, document, reverses, invented, recorded_post, recorded_on, recorded_at, recorded_by)
    select e.region_id, r.id, e.project_id, e.unit_id, e.fiscal_year, e.event, e.happened_on, -e.amount, e.source,
      e.payees, e.document, e.id, ${actor.invented}::boolean, ${actor.post}::text, ${at.today}::date,
      ${at.now}::timestamptz, ${actor.accountId}::uuid
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as r(id uuid, reverses uuid)
    join app.ledger_events e on e.region_id = ${regionId} and e.id = r.reverses`.execute(tx);
  return pairs.length;
}

/** A payment file goes into the ledger: all its rows in one transaction with the judgements that follow. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Db, type Tx } from './database.ts';
import { findIdempotent, retryIdempotencyRace, storeIdempotent } from './idempotency.ts';
import { loadJudging, type Judging } from './judging.ts';
import { defectsOf, headersOf, placeFile, yearsOf } from './payment-answer.ts';
import { keptMapping, readPaymentFile, type StoredPaymentFile } from './payment-files.ts';
import { readPaymentProjects, type StoredContext } from './payment-context.ts';
import { reassessProjects } from './reassess.ts';
import { refuse, type Recorded } from './record-fact.ts';
import { lockProjects, moneySubjectId } from './subjects.ts';
import { yuanOfCents } from '../domain/payment-cells.ts';
import type { PaymentOutcome, PlacedRow } from '../domain/payment-file.ts';
import { headerSignature, isSameMapping } from '../domain/payment-mapping.ts';
import { readPaymentRows, type ReadPayments } from '../domain/payment-rows.ts';
import type { PaymentCommitAnswer } from '../server/contract-payments.ts';

interface CommitRequest {
  fileId: string;
  include: readonly number[];
  choices: Readonly<Record<string, string>>;
  idempotency: Idempotency | null;
}

/** Records what the preview showed, computed again beside the ledger as it stands then. */
export function commitPaymentFile(
  db: Db,
  actor: Actor,
  request: CommitRequest,
  clock: Clock,
): Promise<Recorded<PaymentCommitAnswer>> {
  return retryIdempotencyRace(async () => {
    const judging = await loadJudging(db);
    return inContext(db, actor.context, (tx) => commitInside(tx, actor, request, clock, judging));
  });
}

async function commitInside(
  tx: Tx,
  actor: Actor,
  request: CommitRequest,
  clock: Clock,
  judging: Judging,
): Promise<Recorded<PaymentCommitAnswer>> {
  const { regionId } = actor.context;
  // One at a time in a region: a second click, and the same file in other hands, find what the first one did.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payments:${regionId}`}, 0))`.execute(tx);
  if (request.idempotency) {
    const found = await findIdempotent(tx, request.idempotency);
    if (found.kind === 'reused') return { keyReused: true };
    if (found.kind === 'replayed') return { replayed: { status: found.status, answer: found.answer } };
  }
  const file = await readPaymentFile(tx, regionId, request.fileId);
  if (!file) return null;
  if (file.committed) return refuse('这份文件已经入账。同一份文件再上传一次，已入账的行不会重复。');
  const defects = defectsOf(file);
  if (Object.keys(defects).length > 0) return refuse('列的对应还不完整，请先补全。', defects);
  const [today, now] = [clock.today(), clock.now()];
  const read = readPaymentRows(file.rows, file.mapping);
  await lockProjectsOf(tx, regionId, read);
  const { context, outcome } = await placeFile(
    tx,
    regionId,
    { file, read },
    {
      today,
      include: new Set(request.include),
      choices: new Map(Object.entries(request.choices).map(([row, id]) => [Number(row), id.toLowerCase()])),
    },
  );
  const chosen = new Set(Object.keys(request.choices).map(Number));
  const wrong = outcome.findings.filter(
    (finding) => finding.field === 'projectName' && finding.row !== null && chosen.has(finding.row),
  );
  if (wrong.length > 0) {
    return refuse(
      '有的行选错了项目，请重新选择。',
      Object.fromEntries(wrong.map((one) => [`choices.${one.row}`, one.message])),
    );
  }
  await insertEvents(tx, actor, { fileId: file.id, rows: outcome.ready, context, today, now });
  const projectIds = [...new Set(outcome.ready.map((row) => row.projectId))];
  await judgeMoney(tx, judging, { actor, projectIds, unitIds: context.unitIds, today, now });
  await keepMapping(tx, actor, file, today, now);
  const answer = answerOf(outcome);
  await tx
    .insertInto('app.payment_commits')
    .values({
      region_id: regionId,
      id: uuidv7(),
      payment_file_id: file.id,
      unit_id: file.unitId,
      answer: JSON.stringify(answer),
      recorded_on: today,
      recorded_at: now,
      recorded_by: actor.accountId,
    })
    .execute();
  if (request.idempotency) await storeIdempotent(tx, request.idempotency, 200, answer, now);
  return { answer };
}

/**
 * All projects of the file's years, before the ledger is read: an entry by hand waits, and is then among what is there
 * already, or comes after.
 */
async function lockProjectsOf(tx: Tx, regionId: string, read: ReadPayments): Promise<void> {
  const projects = await readPaymentProjects(tx, regionId, yearsOf(read));
  await lockProjects(
    tx,
    regionId,
    projects.map((project) => project.id),
  );
}

function answerOf(outcome: PaymentOutcome): PaymentCommitAnswer {
  return {
    events: outcome.ready.length,
    projects: outcome.reconciliation.projects.length,
    left: {
      duplicates: outcome.duplicates.filter((duplicate) => !duplicate.included).length,
      unplaced: outcome.groups.reduce((sum, group) => sum + group.rows.length, 0),
      refused: outcome.refused.length,
      written: outcome.written.length,
    },
    reconciliation: outcome.reconciliation,
  };
}

/** One JSON parameter for so many rows: about 2 MB. */
const ROWS_PER_INSERT = 5_000;

interface Writing {
  rows: readonly PlacedRow[];
  context: StoredContext;
  today: string;
  now: string;
}

async function insertEvents(tx: Tx, actor: Actor, writing: Writing & { fileId: string }): Promise<void> {
  const { rows, context, fileId } = writing;
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const events = rows.slice(start, start + ROWS_PER_INSERT).map((row) => ({
      id: uuidv7(),
      project_id: row.projectId,
      unit_id: context.unitIds.get(row.projectId),
      fiscal_year: Number(row.date.slice(0, 4)),
      event: row.event,
      happened_on: row.date,
      amount: yuanOfCents(row.cents),
      source: row.source,
      payees: row.payees,
      document: row.document,
      file_row: row.row,
    }));
    await sql`
      insert into app.ledger_events (region_id, id, project_id, unit_id, fiscal_year, event, happened_on, amount, source,
        payees, document, file_row, payment_file_id, invented, recorded_post, recorded_on, recorded_at, recorded_by)
      select ${actor.context.regionId}::uuid, r.*, ${fileId}::uuid, ${actor.invented}::boolean, ${actor.post}::text,
        ${writing.today}::date, ${writing.now}::timestamptz, ${actor.accountId}::uuid
      from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as r(id uuid, project_id uuid, unit_id uuid,
        fiscal_year integer, event text, happened_on date, amount numeric, source text, payees integer, document text,
        file_row integer)`.execute(tx);
  }
}

const PROJECTS_PER_STATEMENT = 200;

/** Judges the money of the projects and has the watch look at their duties and alerts today. */
export async function judgeMoney(
  tx: Tx,
  judging: Judging,
  options: {
    actor: Actor;
    projectIds: readonly string[];
    unitIds: ReadonlyMap<string, string>;
    today: string;
    now: string;
  },
): Promise<void> {
  const { actor, projectIds, unitIds, today, now } = options;
  const { regionId } = actor.context;
  for (let start = 0; start < projectIds.length; start += PROJECTS_PER_STATEMENT) {
    const some = projectIds.slice(start, start + PROJECTS_PER_STATEMENT);
    await reassessProjects(tx, judging, {
      regionId,
      projectIds: some,
      subjectIds: some.map(moneySubjectId),
      today,
      cause: { by: actor.post, at: now },
    });
    await sql`
      insert into app.project_watch (region_id, project_id, unit_id, check_on)
      select ${regionId}::uuid, r.project_id, r.unit_id, ${today}::date
      from unnest(${some}::uuid[], ${some.map((id) => unitIds.get(id))}::uuid[]) as r(project_id, unit_id)
      on conflict (region_id, project_id) do update set check_on = excluded.check_on`.execute(tx);
  }
}

/** The county's next file with these column names is read as this one was. */
async function keepMapping(
  tx: Tx,
  actor: Actor,
  file: StoredPaymentFile,
  today: string,
  now: string,
): Promise<void> {
  const { regionId } = actor.context;
  const headers = headersOf(file.rows, file.headerRow);
  const kept = await keptMapping(tx, regionId, headers);
  const mapping = { ...file.mapping, headerRow: file.headerRow };
  if (kept && isSameMapping(kept, mapping)) return;
  await tx
    .insertInto('app.payment_mappings')
    .values({
      region_id: regionId,
      id: uuidv7(),
      name: file.filename.slice(0, 100),
      mapping: JSON.stringify({ signature: headerSignature(headers), mapping }),
      recorded_post: actor.post,
      recorded_on: today,
      recorded_at: now,
      recorded_by: actor.accountId,
    })
    .execute();
}

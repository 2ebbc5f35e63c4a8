/** Declarations come in: kept as sent, shown, then committed in one transaction. */
import { createHash } from 'node:crypto';
import type { Operation } from 'fast-json-patch';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { declaredRows, fingerprintOf, type DeclaredRows } from './declared-project.ts';
import { adjustAll, RefusedCommit } from './import-adjust.ts';
import { effectOf } from './import-effect.ts';
import { linkMarked } from './import-same-targets.ts';
import { refuse, type Recorded } from './record-fact.ts';
import { findIdempotent, retryIdempotencyRace, storeIdempotent } from './idempotency.ts';
import { applyEdits } from './import-edits.ts';
import { checkWaivers } from './import-waivers.ts';
import { loadJudging, type Judging } from './judging.ts';
import { reassessProjects } from './reassess.ts';
import { addSearchNames } from './search-names.ts';
import { placeUnits } from './units.ts';
import { announce, watchAgain } from './watch.ts';
import type { Waiver } from '../domain/audit.ts';
import type { BudgetTable } from '../domain/budget-table.ts';
import type { Declaration, Finding } from '../domain/form.ts';
import type { ImportAdjustment } from '../server/contract-adjustments.ts';
import type { ImportSameTarget } from '../server/contract-same-targets.ts';
import type { CommitAnswer, ImportAnswer, LiveImported } from '../server/contract.ts';

/** What a reader of formats made of a document. */
export interface ReadDocumentResult {
  forms: Declaration[];
  budgetTables: BudgetTable[];
  findings: Finding[];
  lines: string[];
}

type StoredAnswer = Pick<ImportAnswer, 'forms' | 'budgetTables' | 'findings' | 'lines'>;

/** Keeps the document as sent and what was understood of it. Nothing else changes. */
export async function saveImport(
  db: Db,
  actor: Actor,
  request: { unitId: string | null; filename: string; bytes: Buffer; document: ReadDocumentResult },
  clock: Clock,
): Promise<ImportAnswer> {
  const id = uuidv7();
  const { regionId } = actor.context;
  return inContext(db, actor.context, async (tx) => {
    const recordedAt = clock.now();
    const recorded = { on: clock.today(), at: recordedAt, by: actor.accountId };
    const stored = await insertImport(tx, { id, regionId, ...request, recorded });
    const effects = await effectsOf(tx, regionId, stored.forms);
    return { id, filename: request.filename, status: 'preview', ...stored, ...effects, recordedAt };
  });
}

/** The row of an import, in the caller's transaction. */
export async function insertImport(
  tx: Tx,
  row: {
    id: string;
    regionId: string;
    unitId: string | null;
    filename: string;
    bytes: Buffer;
    document: ReadDocumentResult;
    recorded: { on: string; at: string; by: string | null };
  },
): Promise<StoredAnswer> {
  const { document } = row;
  const stored: StoredAnswer = {
    forms: document.forms,
    budgetTables: document.budgetTables,
    findings: document.findings,
    lines: document.lines,
  };
  await tx
    .insertInto('app.imports')
    .values({
      region_id: row.regionId,
      id: row.id,
      unit_id: row.unitId,
      filename: row.filename,
      source: row.bytes,
      sha256: createHash('sha256').update(row.bytes).digest('hex'),
      answer: JSON.stringify(stored),
      recorded_on: row.recorded.on,
      recorded_at: row.recorded.at,
      recorded_by: row.recorded.by,
    })
    .execute();
  return stored;
}

/** The import with what a commit would do now; null when it is not in scope. */
export function findImport(db: Db, context: Context, importId: string): Promise<ImportAnswer | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const row = await readImport(tx, context.regionId, importId);
      if (!row) return null;
      return {
        id: importId,
        filename: row.filename,
        status: row.committed ? 'committed' : 'preview',
        ...row.answer,
        ...(await effectsOf(tx, context.regionId, row.answer.forms)),
        recordedAt: row.recorded_at,
        ...(row.committed && { commit: commitOf(row) }),
      };
    },
    'snapshot',
  );
}

async function readImport(tx: Tx, regionId: string, importId: string) {
  const row = await tx
    .selectFrom('app.imports as i')
    .leftJoin('app.import_commits as c', (join) =>
      join.onRef('c.region_id', '=', 'i.region_id').onRef('c.import_id', '=', 'i.id'),
    )
    .select([
      'i.filename',
      'i.answer',
      'i.recorded_at',
      'i.unit_id',
      'c.id as committed',
      'c.edits',
      'c.answer as outcome',
      'c.recorded_at as committed_at',
    ])
    .where('i.region_id', '=', regionId)
    .where('i.id', '=', importId)
    .executeTakeFirst();
  return row && { ...row, answer: row.answer as unknown as StoredAnswer };
}

type Commit = NonNullable<ImportAnswer['commit']>;

/** How it went in. An import of before the audit has no waivers. */
const commitOf = ({
  edits,
  outcome,
  committed_at,
}: {
  edits: unknown;
  outcome: unknown;
  committed_at: string | null;
}): Commit => ({
  edits: edits as Commit['edits'],
  waivers: (outcome as CommitAnswer).waivers ?? [],
  sameTargets: (outcome as CommitAnswer).sameTargets ?? [],
  recordedAt: committed_at ?? '',
});

/** What a commit would do now, form by form, and what stands beside those that changed. */
async function effectsOf(
  tx: Tx,
  regionId: string,
  forms: readonly Declaration[],
): Promise<Pick<ImportAnswer, 'effect' | 'standing'>> {
  const effects = await effectOf(tx, regionId, forms);
  return { effect: effects.map(({ effect }) => effect), standing: effects.map(({ standing }) => standing) };
}

export interface CommitRequest {
  importId: string;
  edits: Operation[];
  /** Changed forms that shall adjust their projects; a changed form without one is left as it stands. */
  adjustments?: readonly ImportAdjustment[];
  /** Findings of the audit that are all right here, with the reason. */
  waivers?: readonly Waiver[];
  /** Rows that are one target: roll-ups count them once. */
  sameTargets?: readonly ImportSameTarget[];
  idempotency: Idempotency | null;
}

/** Puts the edited forms into the year and adjusts what is asked for: all of it or nothing. */
export function commitImport(
  db: Db,
  actor: Actor,
  request: CommitRequest,
  clock: Clock,
): Promise<Recorded<CommitAnswer>> {
  return retryIdempotencyRace(async () => {
    const judging = await loadJudging(db);
    try {
      return await inContext(db, actor.context, (tx) => commitInside(tx, actor, request, clock, judging));
    } catch (error) {
      if (error instanceof RefusedCommit) return { refused: error.refused };
      throw error;
    }
  });
}

async function commitInside(
  tx: Tx,
  actor: Actor,
  request: CommitRequest,
  clock: Clock,
  judging: Judging,
): Promise<Recorded<CommitAnswer>> {
  const { regionId } = actor.context;
  // A second click waits here and finds what the first one did.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`import:${request.importId}`}, 0))`.execute(tx);
  if (request.idempotency) {
    const found = await findIdempotent(tx, request.idempotency);
    if (found.kind === 'reused') return { keyReused: true };
    if (found.kind === 'replayed') return { replayed: { status: found.status, answer: found.answer } };
  }
  const stored = await readImport(tx, regionId, request.importId);
  if (!stored) return null;
  if (stored.committed) return refuse('这份文件已经导入过了。要更正请重新上传。');
  const edited = applyEdits(stored.answer.forms, request.edits);
  if ('refused' in edited) return edited;
  const { forms } = edited;
  const waived = checkWaivers(stored.answer.forms, edited.going, request.waivers ?? []);
  if ('refused' in waived) return waived;
  const placed = await placeUnits(tx, actor, forms);
  if (!placed) return refuse('这份文件不属于本单位的主管部门，请由主管部门或财政局导入。');
  const effects = await effectOf(tx, regionId, forms);
  const today = clock.today();
  const now = clock.now();
  const rows: DeclaredRows[] = [];
  const rowsOf = new Map<Declaration, DeclaredRows>();
  const changed: number[] = [];
  for (const [index, form] of forms.entries()) {
    const { effect } = effects[index] ?? { effect: 'new' };
    if (effect === 'changed') changed.push(index);
    if (effect !== 'new') continue;
    const unitId = placed.unitIds[index];
    if (!unitId) {
      return refuse(
        `“${form.projectName}”的实施单位“${form.implementingUnit ?? '未填'}”不归您管，请由主管部门导入。`,
        {
          [`/${index}/implementingUnit`]: '不在您的管理范围内',
        },
      );
    }
    const declared = declaredRows(form, {
      actor,
      unitId,
      fiscalYear: Number(form.fiscalYear),
      name: String(form.projectName),
      fingerprint: fingerprintOf(form),
      ordinal: index,
      importId: request.importId,
      today,
      now,
    });
    rows.push(declared);
    rowsOf.set(form, declared);
  }
  const asked = request.adjustments ?? [];
  const adjusted = await adjustAll(
    tx,
    judging,
    actor,
    { ...request, adjustments: asked, forms, effects },
    { today, now },
  );
  if ('refused' in adjusted) throw new RefusedCommit(adjusted.refused);
  await insertRows(tx, rows);
  const marked = request.sameTargets ?? [];
  const linked = await linkMarked(
    tx,
    actor,
    { marked, importId: request.importId, filename: stored.filename, going: edited.going, rows: rowsOf },
    { today, now },
  );
  if ('refused' in linked) throw new RefusedCommit(linked.refused);
  await addSearchNames(tx, regionId);
  await reassessAll(tx, judging, {
    regionId,
    projectIds: rows.map((row) => String(row.project.id)),
    today,
    cause: { by: actor.post, at: now, quiet: true },
  });
  await watchAgain(tx, { regionId, projectIds: rows.map((row) => String(row.project.id)), today });
  const answer: CommitAnswer = {
    projects: rows.length,
    indicators: rows.reduce((sum, row) => sum + row.targets.length, 0),
    unchanged: effects.filter(({ effect }) => effect === 'unchanged').length,
    changed: changed
      .filter((index) => !asked.some(({ form }) => form === index))
      .map((index) => String(forms[index]?.projectName)),
    ...(asked.length > 0 && { adjusted: asked.map(({ form }) => String(forms[form]?.projectName)) }),
    ...(waived.waivers.length > 0 && { waivers: waived.waivers }),
    ...(marked.length > 0 && { sameTargets: [...marked] }),
  };
  await tx
    .insertInto('app.import_commits')
    .values({
      region_id: regionId,
      id: uuidv7(),
      import_id: request.importId,
      unit_id: stored.unit_id,
      edits: JSON.stringify(request.edits),
      answer: JSON.stringify(answer),
      recorded_on: today,
      recorded_at: now,
      recorded_by: actor.accountId,
    })
    .execute();
  await announceImport(tx, regionId, request.importId, rows, now);
  if (request.idempotency) await storeIdempotent(tx, request.idempotency, 200, answer, now);
  return { answer };
}

/** PostgreSQL takes 65,535 parameters in a statement; the widest row has 20 columns. */
const ROWS_PER_INSERT = 2000;

async function insertRows(tx: Tx, rows: readonly DeclaredRows[]): Promise<void> {
  const chunks = <T>(list: readonly T[]) =>
    Array.from({ length: Math.ceil(list.length / ROWS_PER_INSERT) }, (_, n) =>
      list.slice(n * ROWS_PER_INSERT, (n + 1) * ROWS_PER_INSERT),
    );
  for (const chunk of chunks(rows.map((row) => row.project))) {
    await tx.insertInto('app.projects').values(chunk).execute();
  }
  for (const chunk of chunks(rows.flatMap((row) => row.indicators))) {
    await tx.insertInto('app.indicators').values(chunk).execute();
  }
  for (const chunk of chunks(rows.flatMap((row) => row.targets))) {
    await tx.insertInto('app.target_versions').values(chunk).execute();
  }
  for (const chunk of chunks(rows.flatMap((row) => row.ledger))) {
    await tx.insertInto('app.ledger_events').values(chunk).execute();
  }
}

const PROJECTS_PER_STATEMENT = 200;

async function reassessAll(
  tx: Tx,
  judging: Judging,
  options: {
    regionId: string;
    projectIds: readonly string[];
    today: string;
    cause: { by: string | null; at: string; quiet: boolean };
  },
): Promise<void> {
  for (let start = 0; start < options.projectIds.length; start += PROJECTS_PER_STATEMENT) {
    await reassessProjects(tx, judging, {
      ...options,
      projectIds: options.projectIds.slice(start, start + PROJECTS_PER_STATEMENT),
      subjectIds: null,
    });
  }
}

/** One event for each unit that got projects: a unit's people hear of their own only. */
async function announceImport(
  tx: Tx,
  regionId: string,
  importId: string,
  rows: readonly DeclaredRows[],
  now: string,
): Promise<void> {
  const byUnit = Map.groupBy(rows, (row) => row.project.unit_id);
  await announce(
    tx,
    [...byUnit].map(([unitId, own]) => {
      const data: LiveImported = {
        importId,
        projects: own.length,
        indicators: own.reduce((sum, row) => sum + row.targets.length, 0),
        at: now,
      };
      return {
        region_id: regionId,
        id: uuidv7(),
        unit_id: unitId,
        topics: ['overview', `import:${importId}`],
        type: 'imported',
        data,
        recorded_at: now,
      };
    }),
  );
}

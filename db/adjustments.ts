/**
 * Adjustments of approved targets (目标调整): the act with its document, new versions of targets, indicators that begin or
 * end, amounts by the ledger, all of it judged, announced and written into the audit log in one transaction. What was
 * approved stays, and every day that is over stays as it was judged.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import { adjustmentOf, readAdjustments } from './adjustment-list.ts';
import { recordAudit } from './audit.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { adjustedEvent } from './judge-project.ts';
import { loadJudging, type Judging } from './judging.ts';
import { reassessProject } from './reassess.ts';
import { recordAct } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { addSearchNames } from './search-names.ts';
import { readStanding, type Standing } from './standing-project.ts';
import { lockProjects, moneySubjectId } from './subjects.ts';
import { announce, watchAgain } from './watch.ts';
import {
  adjustmentFaults,
  changesBeside,
  noChanges,
  readTarget,
  type AdjustmentDocument,
  type AskedChanges,
  type RecordedChanges,
} from '../domain/adjustment.ts';
import { indicatorGroup } from '../domain/indicator-group.ts';
import { OFFICE_LANGUAGE, type Language } from '../domain/language.ts';
import type { Light } from '../domain/light.ts';
import { exact } from '../domain/money.ts';
import type {
  AdjustmentAnswer,
  AdjustmentBody,
  AdjustmentConflict,
  TargetsAnswer,
} from '../server/contract-adjustments.ts';

export interface AdjustmentRequest extends AdjustmentDocument {
  projectId: string;
  /** Of the project as whoever asks for it saw it. */
  revision: string;
  /** As asked for, or what follows from the project as it stands (a changed file). */
  changes: AskedChanges | ((standing: Standing['project']) => AskedChanges);
  /** The changed file that it follows from. */
  importId: string | null;
}

export type Adjusted =
  | { answer: AdjustmentAnswer }
  | { refused: { message: string; fields: Record<string, string> } }
  /** Another came first: the project as it stands now. */
  | { conflict: Standing['project'] }
  /** Not in the actor's scope. */
  | null;

/**
 * Adjusts a project in the caller's transaction: locks it, checks, records, judges, announces. For a caller that has more to
 * record with it (a disposition, an import's commit); nothing is written unless the outcome is an answer.
 */
export async function adjustProject(
  tx: Tx,
  judging: Judging,
  actor: Actor,
  request: AdjustmentRequest,
  at: { today: string; now: string },
): Promise<Adjusted> {
  const { regionId } = actor.context;
  const { projectId } = request;
  await lockProjects(tx, regionId, [projectId]);
  const standing = await readStanding(tx, regionId, projectId);
  if (!standing) return null;
  if (standing.project.revision !== request.revision) return { conflict: standing.project };
  const asked = typeof request.changes === 'function' ? request.changes(standing.project) : request.changes;
  const language = actor.context.language ?? OFFICE_LANGUAGE;
  const fields = adjustmentFaults(standing.project, request, asked, { today: at.today, language });
  const [first] = Object.values(fields);
  if (first !== undefined) return { refused: { message: first, fields } };

  const found = changesBeside(standing.project, asked);
  const changes: RecordedChanges = {
    ...found,
    added: found.added.map((row) => ({ ...row, indicatorId: uuidv7() })),
  };
  const writing: Writing = { tx, actor, standing, request, changes, id: uuidv7(), at };
  await insertAct(writing);
  await insertVersions(writing);
  await insertAdded(writing);
  await insertAmounts(writing);
  if (changes.added.length > 0) await addSearchNames(tx, regionId);
  const judged = await reassessProject(tx, judging, {
    regionId,
    projectId,
    subjectIds: [
      ...[...changes.targets, ...changes.ended].map(({ indicatorId }) => indicatorId),
      ...(changes.amounts.length > 0 ? [moneySubjectId(projectId)] : []),
    ],
    cause: { by: actor.post, at: at.now },
    today: at.today,
  });
  await watchAgain(tx, { regionId, projectIds: [projectId], today: at.today });
  await tellAll(writing);
  return { answer: await answerOf(writing, judged.projectLight) };
}

/** As `adjustProject`, for a request of its own: with its key, in one transaction. */
export async function recordAdjustment(
  db: Db,
  actor: Actor,
  request: AdjustmentRequest & { idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<AdjustmentAnswer> | { conflict: Standing['project'] }> {
  const judging = await loadJudging(db);
  let newer: Standing['project'] | null = null;
  const recorded = await recordAct<AdjustmentAnswer>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockProjects(tx, actor.context.regionId, [request.projectId]),
    record: async (tx, at) => {
      newer = null;
      const adjusted = await adjustProject(tx, judging, actor, request, at);
      if (!adjusted || !('conflict' in adjusted)) return adjusted;
      newer = adjusted.conflict;
      return { refused: { message: '', fields: {} } };
    },
  });
  return newer === null ? recorded : { conflict: newer };
}

/** The request of a body. */
export const requestOf = (
  projectId: string,
  { revision, changes, reachesBack, ...document }: AdjustmentBody,
): AdjustmentRequest => ({
  projectId,
  revision,
  ...document,
  reachesBack: reachesBack ?? false,
  changes: { ...noChanges(), ...changes },
  importId: null,
});

interface Writing {
  tx: Tx;
  actor: Actor;
  standing: Standing;
  request: AdjustmentRequest;
  changes: RecordedChanges;
  /** Of the adjustment. */
  id: string;
  at: { today: string; now: string };
}

const recordedBy = ({ actor, at }: Writing) => ({
  recorded_on: at.today,
  recorded_at: at.now,
  recorded_by: actor.accountId,
});

async function insertAct(writing: Writing): Promise<void> {
  const { tx, actor, standing, request, changes, id } = writing;
  await tx
    .insertInto('app.adjustments')
    .values({
      region_id: actor.context.regionId,
      id,
      project_id: standing.project.id,
      unit_id: standing.unitId,
      reason: request.reason.trim(),
      document_number: request.documentNumber.trim(),
      document_on: request.documentOn,
      valid_from: request.validFrom,
      reaches_back: request.reachesBack,
      changes: JSON.stringify(changes),
      import_id: request.importId,
      invented: actor.invented,
      recorded_post: actor.post,
      ...recordedBy(writing),
    })
    .execute();
}

/** The next version of each target that changes or ends; what an ended one said is kept in it. */
async function insertVersions(writing: Writing): Promise<void> {
  const { tx, actor, standing, request, changes, id } = writing;
  const { fiscalYear, indicators } = standing.project;
  const rows = [...changes.targets, ...changes.ended.map((end) => ({ ...end, after: null }))].map(
    ({ indicatorId, after }) => {
      const own = indicators.find((indicator) => indicator.id === indicatorId);
      const before = standing.versions.get(indicatorId);
      if (!own || !before) throw new Error(`indicator ${indicatorId} does not stand`);
      const next =
        after === null
          ? { raw_target: own.rawTarget, parsed: null, judged: own.judged, ended: true }
          : { raw_target: after, ...readTarget(own, after, fiscalYear), ended: false };
      return {
        region_id: actor.context.regionId,
        id: uuidv7(),
        indicator_id: indicatorId,
        unit_id: standing.unitId,
        version: before.version + 1,
        raw_target: next.raw_target,
        parsed: JSON.stringify(next.parsed ?? readTarget(own, own.rawTarget ?? '', fiscalYear).parsed),
        judged: JSON.stringify(next.judged),
        valid_from: request.validFrom,
        supersedes: before.id,
        adjustment_id: id,
        ended: next.ended,
        ...recordedBy(writing),
      };
    },
  );
  if (rows.length > 0) await tx.insertInto('app.target_versions').values(rows).execute();
}

/** Indicators that are judged from the adjustment's day on, after those that are there. */
async function insertAdded(writing: Writing): Promise<void> {
  const { tx, actor, standing, request, changes, id } = writing;
  if (changes.added.length === 0) return;
  const { fiscalYear } = standing.project;
  const region_id = actor.context.regionId;
  const { rows } = await sql<{ next: number }>`select coalesce(max(ordinal), -1)::int + 1 as next
    from app.indicators where region_id = ${region_id} and project_id = ${standing.project.id}`.execute(tx);
  const next = rows[0]?.next ?? 0;
  const own = changes.added.map((row, index) => ({
    ...row,
    id: String(row.indicatorId),
    ordinal: next + index,
  }));
  await tx
    .insertInto('app.indicators')
    .values(
      own.map(({ id: indicatorId, ordinal, level1, level2, name, rawTarget }) => ({
        region_id,
        id: indicatorId,
        project_id: standing.project.id,
        unit_id: standing.unitId,
        ordinal,
        scope: 'annual' as const,
        level1,
        level2,
        level2_code: null,
        grp: indicatorGroup(level1, level2),
        name,
        raw_target: rawTarget,
        pairs_with: null,
        is_subject: true,
        place: JSON.stringify({ line: 0 }),
        adjustment_id: id,
        ...recordedBy(writing),
      })),
    )
    .execute();
  await tx
    .insertInto('app.target_versions')
    .values(
      own.map((row) => {
        const { parsed, judged } = readTarget(row, row.rawTarget, fiscalYear);
        return {
          region_id,
          id: uuidv7(),
          indicator_id: row.id,
          unit_id: standing.unitId,
          version: 1,
          raw_target: row.rawTarget,
          parsed: JSON.stringify(parsed),
          judged: JSON.stringify(judged),
          valid_from: request.validFrom,
          supersedes: null,
          adjustment_id: id,
          ...recordedBy(writing),
        };
      }),
    )
    .execute();
}

/**
 * The budget moves on the day of the document, as the ledger keeps it: a project's money is compared with the adjusted budget
 * as soon as that is known, whenever the targets begin to hold.
 */
async function insertAmounts(writing: Writing): Promise<void> {
  const { tx, actor, standing, request, changes, at } = writing;
  if (changes.amounts.length === 0) return;
  const { id, fiscalYear } = standing.project;
  const days = [request.documentOn, at.today, `${fiscalYear}-12-31`].sort();
  const [earliest = at.today] = days;
  const happenedOn = earliest < `${fiscalYear}-01-01` ? `${fiscalYear}-01-01` : earliest;
  await tx
    .insertInto('app.ledger_events')
    .values(
      changes.amounts.map(({ source, before, after }) => ({
        region_id: actor.context.regionId,
        id: uuidv7(),
        project_id: id,
        unit_id: standing.unitId,
        fiscal_year: fiscalYear,
        event: 'adjusted' as const,
        happened_on: happenedOn,
        amount: exact(after).minus(before).toFixed(2),
        source,
        payees: null,
        document: request.documentNumber.trim(),
        obligation_id: null,
        reverses: null,
        invented: actor.invented,
        recorded_post: actor.post,
        ...recordedBy(writing),
      })),
    )
    .execute();
}

/** The announcement to open pages, and the row of the audit log, late: whoever writes next waits for its end. */
async function tellAll({ tx, actor, standing, request, changes, id, at }: Writing): Promise<void> {
  const { regionId } = actor.context;
  const { project, unitId } = standing;
  await announce(tx, [
    adjustedEvent({ id: project.id, unit_id: unitId, fiscal_year: project.fiscalYear }, regionId, {
      at: at.now,
      by: actor.post,
    }),
  ]);
  const { documentNumber, documentOn, validFrom, reachesBack } = request;
  await recordAudit(tx, {
    at: at.now,
    accountId: actor.accountId,
    regionId,
    deed: 'target_adjusted',
    detail: {
      adjustmentId: id,
      projectId: project.id,
      documentNumber,
      documentOn,
      validFrom,
      reachesBack,
      changes,
    },
  });
}

async function answerOf(writing: Writing, projectLight: Light): Promise<AdjustmentAnswer> {
  const { tx, actor, standing, id } = writing;
  const { regionId } = actor.context;
  const [row] = await readAdjustments(tx, regionId, { id });
  const now = await readStanding(tx, regionId, standing.project.id);
  if (!row || !now) throw new Error(`the adjustment ${id} was not recorded`);
  return { adjustment: adjustmentOf(row), projectLight, standing: now.project };
}

/** What can be adjusted, as it stands; null when the project is not in scope. */
export async function loadTargets(
  db: Db,
  context: Context,
  options: { projectId: string; today: string; mayAdjust: boolean },
): Promise<TargetsAnswer | null> {
  const { projectId, today, mayAdjust } = options;
  const standing = await inContext(
    db,
    context,
    (tx) => readStanding(tx, context.regionId, projectId),
    'snapshot',
  );
  return standing && { today, mayAdjust, standing: standing.project };
}

const ADJUSTMENT_CONFLICT: Readonly<Record<Language, string>> = {
  'zh-CN': '这个项目的目标或预算刚被另一次改动改过，请比较后再定。',
  en: 'The targets or the budget of this project have just been changed by somebody else. Please compare and decide.',
};

export const conflictAnswer = (
  newer: Standing['project'],
  yours: unknown,
  language: Language,
): AdjustmentConflict => ({
  code: 'adjustment_conflict',
  message: ADJUSTMENT_CONFLICT[language],
  newer,
  yours,
});

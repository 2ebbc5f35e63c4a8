/** Adjustments that were recorded: one, a page of a project's, or all that its history shows. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { findProject } from './subjects.ts';
import type { RecordedChanges } from '../domain/adjustment.ts';
import type { Adjustment, AdjustmentPage } from '../server/contract-adjustments.ts';

interface AdjustmentRow {
  id: string;
  seq: string;
  project_id: string;
  reason: string;
  document_number: string;
  document_on: string;
  valid_from: string;
  reaches_back: boolean;
  changes: RecordedChanges;
  import_id: string | null;
  invented: boolean;
  recorded_post: string;
  recorded_on: string;
  recorded_at: string;
}

/** Shown at once in a project's history; older ones are listed by page. */
const MOST_ADJUSTMENTS = 500;

/** Newest first. */
export async function readAdjustments(
  tx: Tx,
  regionId: string,
  which: { id: string } | { projectId: string; before: string | null; limit: number; asOf: string },
): Promise<AdjustmentRow[]> {
  const where =
    'id' in which
      ? sql`id = ${which.id}`
      : sql`project_id = ${which.projectId} and recorded_on <= ${which.asOf}
        and (${which.before}::bigint is null or seq < ${which.before}::bigint)`;
  const { rows } = await sql<AdjustmentRow>`
    select id, seq, project_id, reason, document_number, document_on, valid_from, reaches_back, changes, import_id,
      invented, recorded_post, recorded_on, recorded_at
    from app.adjustments where region_id = ${regionId} and ${where}
    order by seq desc limit ${'id' in which ? 1 : which.limit}`.execute(tx);
  return rows;
}

export const adjustmentOf = (row: AdjustmentRow): Adjustment => ({
  id: row.id,
  projectId: row.project_id,
  reason: row.reason,
  documentNumber: row.document_number,
  documentOn: row.document_on,
  validFrom: row.valid_from,
  reachesBack: row.reaches_back,
  changes: row.changes,
  importId: row.import_id,
  recordedOn: row.recorded_on,
  recordedAt: row.recorded_at,
  recordedBy: row.recorded_post,
  invented: row.invented,
});

/** A page of a project's adjustments, newest first; null when the project is not in scope. */
export function listAdjustments(
  db: Db,
  context: Context,
  options: { projectId: string; asOf: string; cursor?: string | undefined; limit: number },
): Promise<AdjustmentPage | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const { regionId } = context;
      if (!(await findProject(tx, regionId, options.projectId))) return null;
      const { projectId, asOf, limit } = options;
      const rows = await readAdjustments(tx, regionId, {
        projectId,
        asOf,
        before: options.cursor ?? null,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit);
      return {
        items: items.map(adjustmentOf),
        nextCursor: rows.length > limit ? (items.at(-1)?.seq ?? null) : null,
      };
    },
    'snapshot',
  );
}

/** Every adjustment of a project that was recorded by `asOf`, by id. A project has a handful. */
export async function adjustmentsOf(
  tx: Tx,
  regionId: string,
  { projectId, asOf }: { projectId: string; asOf: string },
): Promise<Map<string, Adjustment>> {
  const rows = await readAdjustments(tx, regionId, {
    projectId,
    asOf,
    before: null,
    limit: MOST_ADJUSTMENTS,
  });
  return new Map(rows.map((row) => [row.id, adjustmentOf(row)]));
}

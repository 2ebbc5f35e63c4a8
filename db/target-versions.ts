/** What a project is judged by, version after version: the declaration, then each act that changed a target or a curve. */
import { sql } from 'kysely';
import type { Curve } from '../domain/pace.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { TargetVersion, TargetVersions } from '../server/contract-curves.ts';
import { adjustmentsOf } from './adjustment-list.ts';
import { type Db, type Tx, inContext, type Context } from './database.ts';

interface ChangeRow {
  indicator_id: string | null;
  name: string | null;
  before: JudgedTarget | null;
  after: JudgedTarget | null;
  curve_before: Curve | null;
  curve_after: Curve | null;
  recorded_post: string | null;
  adjustment_id: string | null;
  note: string | null;
  valid_from: string;
  recorded_at: Date | string;
}

/** Newest first, as known at the close of `asOf`; null when the project is not in scope. */
export async function loadTargetVersions(
  db: Db,
  context: Context,
  { projectId, asOf }: { projectId: string; asOf: string },
): Promise<TargetVersions | null> {
  const { regionId } = context;
  return inContext(db, context, async (tx) => {
    const declared = await readDeclaration(tx, regionId, projectId);
    if (!declared) return null;
    const changes = await readChanges(tx, regionId, projectId, asOf);
    const adjustments = await adjustmentsOf(tx, regionId, { projectId, asOf });
    const later = changes.map((row, index): TargetVersion => ({
      version: index + 2,
      validFrom: row.valid_from,
      recordedAt: new Date(row.recorded_at).toISOString(),
      note: row.note,
      indicatorId: row.indicator_id,
      name: row.name,
      before: row.before,
      after: row.after,
      curveBefore: row.curve_before,
      curveAfter: row.curve_after,
      adjustment: adjustments.get(row.adjustment_id ?? '') ?? null,
      recordedBy: row.recorded_post,
    }));
    return {
      declared: {
        validFrom: declared.valid_from,
        recordedAt: new Date(declared.recorded_at).toISOString(),
        indicators: declared.indicators,
      },
      items: later.reverse(),
    };
  });
}

async function readDeclaration(tx: Tx, regionId: string, projectId: string) {
  const { rows } = await sql<{ valid_from: string; recorded_at: Date | string; indicators: number }>`
    select p.recorded_on as valid_from, p.recorded_at,
      (select count(*)::int from app.indicators i
       where i.region_id = p.region_id and i.project_id = p.id and i.is_subject
         and i.adjustment_id is null) as indicators
    from app.projects p where p.region_id = ${regionId} and p.id = ${projectId}`.execute(tx);
  return rows[0];
}

/** Oldest first. */
async function readChanges(tx: Tx, regionId: string, projectId: string, asOf: string): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select t.id, i.id as indicator_id, i.name, b.judged as before, t.judged as after,
      b.judged -> 'curve' as curve_before, t.judged -> 'curve' as curve_after,
      null as note, t.valid_from, t.recorded_at, null as recorded_post, null::uuid as adjustment_id
    from app.indicators i
    join app.target_versions t on t.region_id = i.region_id and t.indicator_id = i.id
    join app.target_versions b on b.region_id = t.region_id and b.id = t.supersedes
    where i.region_id = ${regionId} and i.project_id = ${projectId} and i.is_subject
      and t.recorded_on <= ${asOf} and t.adjustment_id is null
    union all
    select c.id, null, null, null, null,
      coalesce(lag(c.curve) over (order by c.seq), p.money_curve), c.curve, c.note, c.valid_from, c.recorded_at,
      c.recorded_post, null
    from app.money_curves c
    join app.projects p on p.region_id = c.region_id and p.id = c.project_id
    where c.region_id = ${regionId} and c.project_id = ${projectId} and c.recorded_on <= ${asOf}
    union all
    select a.id, null, null, null, null, null, null, a.reason, a.valid_from, a.recorded_at, a.recorded_post, a.id
    from app.adjustments a
    where a.region_id = ${regionId} and a.project_id = ${projectId} and a.recorded_on <= ${asOf}
    -- Ids grow with time: they part what was recorded in one millisecond.
    order by recorded_at, id`.execute(tx);
  return rows;
}

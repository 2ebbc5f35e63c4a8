/** Whether a form or a rectification that an act of finance names is of the project that it is about. */
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** By field, what is of another project or not there; null: all are the project's own. */
export async function foreignOrigin(
  tx: Tx,
  regionId: string,
  projectId: string,
  { formId, rectificationId }: { formId: string | null; rectificationId: string | null },
): Promise<Record<string, string> | null> {
  const { rows } = await sql<{ form: boolean; rectification: boolean }>`
    select ${formId}::uuid is null or exists (select from app.review_forms
        where region_id = ${regionId} and id = ${formId} and project_id = ${projectId}) as form,
      ${rectificationId}::uuid is null or exists (select from app.rectifications
        where region_id = ${regionId} and id = ${rectificationId} and project_id = ${projectId}) as rectification`.execute(
    tx,
  );
  if (rows[0]?.form !== true) return { formId: '这张监控表不是这个项目的，请刷新后重选。' };
  return rows[0].rectification ? null : { rectificationId: '这件整改不是这个项目的，请刷新后重选。' };
}

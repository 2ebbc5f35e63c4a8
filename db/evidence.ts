/**
 * Evidence (佐证) of what a unit says: files of a project, their bytes kept once by content, linked to cells of a review's form and
 * to demands of a rectification. Facts: a link is taken away by a later row, and stays when the value beside it changes.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { returnableCells } from './evaluation-forms.ts';
import { recordAct, refusedFact, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { announceReview } from './review-live.ts';
import { lockForm, readForm } from './review-forms.ts';
import { signed } from './rounds.ts';
import { findProject, lockProjects } from './subjects.ts';
import type { EvidenceItem } from '../server/contract-evidence.ts';

/** Of a project: its forms and rectifications of a year take a few dozen; the store is not an archive. */
export const EVIDENCE_FILES_AT_MOST = 200;
/** What the table takes as a name; longer ones lose their beginning, so that the ending stays. Characters. */
const FILENAME_LENGTH = 200;

export interface EvidenceFile {
  projectId: string;
  filename: string;
  /** By content (server/evidence-type.ts). */
  mediaType: string;
  bytes: Buffer;
}

/**
 * Keeps a file of a project. The same content under the same name is the file that is there already; the same content under
 * another name, or in another project, is a file of its own over the same bytes.
 */
export function storeEvidence(
  db: Db,
  actor: Actor,
  file: EvidenceFile & { idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<EvidenceItem>> {
  const { regionId } = actor.context;
  const { projectId, bytes } = file;
  const filename = file.filename.trim().slice(-FILENAME_LENGTH);
  return recordAct<EvidenceItem>(db, actor, file.idempotency, clock, {
    lock: (tx) => lockProjects(tx, regionId, [projectId]),
    record: async (tx, at) => {
      const project = await findProject(tx, regionId, projectId);
      if (project === undefined) return null;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const kept = await readItems(tx, regionId, { projectId });
      const same = kept.find((each) => each.sha256 === sha256 && each.filename === filename);
      if (same !== undefined) return { answer: same };
      if (kept.length >= EVIDENCE_FILES_AT_MOST) {
        return refusedFact({
          file: `一个项目最多保存 ${EVIDENCE_FILES_AT_MOST} 份佐证材料，请把几份合成一份 PDF 再上传。`,
        });
      }
      await tx
        .insertInto('app.evidence_contents')
        .values({ region_id: regionId, sha256, media_type: file.mediaType, bytes })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const id = uuidv7();
      await tx
        .insertInto('app.evidence')
        .values({
          region_id: regionId,
          id,
          project_id: projectId,
          unit_id: project.unit_id,
          sha256,
          filename,
          size_bytes: bytes.length,
          ...signed(actor, at),
          invented: project.invented || actor.invented,
        })
        .execute();
      const [answer] = await readItems(tx, regionId, { evidenceId: id });
      if (answer === undefined) throw new Error(`evidence ${id} was not recorded`);
      return { answer };
    },
  });
}

/** Links a file of the form's project to one of its cells, or takes the link away; only while the form is being filled in. */
export function linkEvidence(
  db: Db,
  actor: Actor,
  request: {
    formId: string;
    evidenceId: string;
    cell: string;
    isWithdrawn: boolean;
    idempotency: Idempotency | null;
  },
  clock: Clock,
): Promise<Recorded<EvidenceItem>> {
  const { regionId } = actor.context;
  const { formId, evidenceId, cell, isWithdrawn } = request;
  return recordAct<EvidenceItem>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockForm(tx, regionId, formId),
    record: async (tx, at) => {
      const form = await readForm(tx, actor.context, formId);
      if (form === null) return null;
      if (form.state.stage !== 'draft') {
        return refusedFact({ cell: '这份表已送审，佐证材料不能再改；请先撤回，或等退回后再补。' });
      }
      if (!returnableCells(form).includes(cell)) {
        return refusedFact({ cell: '表上没有这一格，请刷新后再试。' });
      }
      const [item] = await readItems(tx, regionId, { evidenceId, projectId: form.projectId });
      if (item === undefined) return refusedFact({ evidenceId: '佐证材料不在这个项目下，请重新上传。' });
      const isLinked = item.links.some((link) => link.formId === formId && link.cell === cell);
      // Twice the same wish is one fact.
      if (isLinked !== isWithdrawn) return { answer: item };
      await insertLink(tx, actor, at, {
        evidenceId,
        unitId: form.unitId,
        formId,
        rectificationId: null,
        cell,
        isWithdrawn,
        invented: form.invented,
      });
      await announceReview(tx, regionId, { form, type: 'form_entered', at });
      const [answer] = await readItems(tx, regionId, { evidenceId });
      if (answer === undefined) throw new Error(`evidence ${evidenceId} went away under its lock`);
      return { answer };
    },
  });
}

/** A row of where a file stands, in the caller's transaction. */
export async function insertLink(
  tx: Tx,
  actor: Actor,
  at: Moment,
  link: {
    evidenceId: string;
    unitId: string;
    formId: string | null;
    rectificationId: string | null;
    /** Of a form its cell; of a rectification the demand's id. */
    cell: string;
    isWithdrawn: boolean;
    invented: boolean;
  },
): Promise<void> {
  await tx
    .insertInto('app.evidence_links')
    .values({
      region_id: actor.context.regionId,
      id: uuidv7(),
      evidence_id: link.evidenceId,
      unit_id: link.unitId,
      form_id: link.formId,
      rectification_id: link.rectificationId,
      cell: link.cell,
      is_withdrawn: link.isWithdrawn,
      ...signed(actor, at),
      invented: link.invented || actor.invented,
    })
    .execute();
}

/** Files of a project, newest first; null when the project is not in scope. */
export function listProjectEvidence(
  db: Db,
  context: Context,
  projectId: string,
): Promise<EvidenceItem[] | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const project = await findProject(tx, context.regionId, projectId);
      return project === undefined ? null : readItems(tx, context.regionId, { projectId });
    },
    'snapshot',
  );
}

/** Files that stand at cells of a form now, newest first; null when the form is not in scope. */
export function listFormEvidence(db: Db, context: Context, formId: string): Promise<EvidenceItem[] | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const form = await tx
        .selectFrom('app.review_forms')
        .select('project_id')
        .where('region_id', '=', context.regionId)
        .where('id', '=', formId)
        .executeTakeFirst();
      if (form === undefined) return null;
      const all = await readItems(tx, context.regionId, { projectId: form.project_id });
      return all.filter(({ links }) => links.some((link) => link.formId === formId));
    },
    'snapshot',
  );
}

/** A file as it was handed in; null when it is not in scope. */
export function loadEvidence(
  db: Db,
  context: Context,
  evidenceId: string,
): Promise<{ filename: string; mediaType: string; sha256: string; bytes: Buffer } | null> {
  return inContext(db, context, async (tx) => {
    // By way of the file: the bytes alone belong to the whole region.
    const row = await tx
      .selectFrom('app.evidence as e')
      .innerJoin('app.evidence_contents as c', (join) =>
        join.onRef('c.region_id', '=', 'e.region_id').onRef('c.sha256', '=', 'e.sha256'),
      )
      .select(['e.filename', 'c.media_type', 'c.sha256', 'c.bytes'])
      .where('e.region_id', '=', context.regionId)
      .where('e.id', '=', evidenceId)
      .executeTakeFirst();
    return row
      ? { filename: row.filename, mediaType: row.media_type, sha256: row.sha256, bytes: row.bytes }
      : null;
  });
}

async function readItems(
  tx: Tx,
  regionId: string,
  which: { projectId?: string; evidenceId?: string },
): Promise<EvidenceItem[]> {
  const { projectId = null, evidenceId = null } = which;
  const { rows } = await sql<EvidenceItem>`
    select e.id, e.project_id as "projectId", e.filename, c.media_type as "mediaType", e.size_bytes as "sizeBytes", e.sha256,
      e.recorded_post as post, e.recorded_at as "recordedAt", e.invented, coalesce(l.links, '[]'::jsonb) as links
    from app.evidence e
    join app.evidence_contents c on c.region_id = e.region_id and c.sha256 = e.sha256
    left join lateral (
      -- Of each place the last word.
      select jsonb_agg(jsonb_build_object('formId', s.form_id, 'rectificationId', s.rectification_id, 'cell', s.cell)
        order by s.seq) filter (where not s.is_withdrawn) as links
      from (select distinct on (x.form_id, x.rectification_id, x.cell) x.form_id, x.rectification_id, x.cell, x.seq, x.is_withdrawn
        from app.evidence_links x where x.region_id = e.region_id and x.evidence_id = e.id
        order by x.form_id, x.rectification_id, x.cell, x.seq desc) s
    ) l on true
    where e.region_id = ${regionId} and (${projectId}::uuid is null or e.project_id = ${projectId})
      and (${evidenceId}::uuid is null or e.id = ${evidenceId})
    order by e.seq desc limit ${EVIDENCE_FILES_AT_MOST}`.execute(tx);
  return rows;
}

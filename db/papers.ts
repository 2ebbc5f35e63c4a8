/**
 * What leaves the house: each export is kept with its bytes and hash, so that it comes out the same later, whatever is entered
 * after it. The bureau's own templates stand here too; the newest of a kind is filled instead of our layout.
 */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { sql } from 'kysely';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db } from './database.ts';
import { findKept, recordAct } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { signed } from './rounds.ts';
import { pageBySeq, type SeqPage } from './seq-page.ts';
import type { PaperItem, PaperKind } from '../server/contract-review-shapes.ts';

export interface NewPaper {
  unitId: string | null;
  roundId: string | null;
  formId: string | null;
  rectificationId: string | null;
  kind: PaperKind;
  format: PaperItem['format'];
  isDisclosure: boolean;
  filename: string;
  bytes: Buffer;
  templateId: string | null;
  /** Of the demonstration. */
  invented: boolean;
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Keeps an export. The same content exported again is a paper of its own: who took it out when is part of it. Sent again under
 * its key it is the one that was kept.
 * @param paper.id where it is known before (an export that takes its time)
 */
export async function storePaper(
  db: Db,
  actor: Actor,
  paper: NewPaper & { idempotency: Idempotency | null; id?: string },
  clock: Clock,
): Promise<Recorded<PaperItem>> {
  const { regionId } = actor.context;
  return recordAct<PaperItem>(db, actor, paper.idempotency, clock, {
    // A new row of nobody's: the twin of a request is told by its key.
    lock: () => Promise.resolve(),
    record: async (tx, at) => {
      const id = paper.id ?? uuidv7();
      await tx
        .insertInto('app.papers')
        .values({
          region_id: regionId,
          id,
          unit_id: paper.unitId,
          round_id: paper.roundId,
          form_id: paper.formId,
          rectification_id: paper.rectificationId,
          kind: paper.kind,
          format: paper.format,
          is_disclosure: paper.isDisclosure,
          filename: paper.filename,
          sha256: sha256Of(paper.bytes),
          bytes: paper.bytes,
          template_id: paper.templateId,
          ...signed(actor, at),
          invented: paper.invented || actor.invented,
        })
        .execute();
      const [item] = pageBySeq(await readPapers(tx, regionId, { id, limit: 1 }), 1).items;
      if (item === undefined) throw new Error(`paper ${id} was not stored`);
      return { answer: item };
    },
  });
}

/** The paper that was kept under a key; null: none yet. 'reused': the key belongs to another request. */
export async function findKeptPaper(
  db: Db,
  actor: Actor,
  idempotency: Idempotency,
): Promise<PaperItem | 'reused' | null> {
  const kept = await findKept<PaperItem>(db, actor, idempotency);
  return kept === null || kept === 'reused' ? kept : kept.answer;
}

/** What a list of exports is of; all in scope without one of these. */
interface PapersOf {
  roundId?: string;
  formId?: string;
  rectificationId?: string;
}

async function readPapers(
  tx: Db,
  regionId: string,
  of: PapersOf & { id?: string; before?: string; limit: number },
): Promise<(PaperItem & { seq: string })[]> {
  const { rows } = await sql<PaperItem & { seq: string }>`
    select seq, id, kind, format, is_disclosure as "isDisclosure", filename, sha256, length(bytes) as "sizeBytes",
      round_id as "roundId", form_id as "formId", rectification_id as "rectificationId", recorded_at as "recordedAt",
      recorded_post as post, invented,
      (select t.sha256 from app.paper_templates t where t.region_id = p.region_id and t.id = p.template_id)
        as "templateSha256"
    from app.papers p
    where region_id = ${regionId} and (${of.id ?? null}::uuid is null or id = ${of.id ?? null})
      and (${of.roundId ?? null}::uuid is null or round_id = ${of.roundId ?? null})
      and (${of.formId ?? null}::uuid is null or form_id = ${of.formId ?? null})
      and (${of.rectificationId ?? null}::uuid is null or rectification_id = ${of.rectificationId ?? null})
      and (${of.before ?? null}::bigint is null or seq < ${of.before ?? null}::bigint)
    order by seq desc limit ${of.limit}`.execute(tx);
  return rows;
}

/** A page of the exports in scope of a round, a form or a rectification, newest first. */
export function listPapers(
  db: Db,
  context: Context,
  of: PapersOf,
  { cursor, limit }: SeqPage,
): Promise<{ items: PaperItem[]; nextCursor: string | null }> {
  return inContext(
    db,
    context,
    async (tx) =>
      pageBySeq(
        await readPapers(tx, context.regionId, {
          ...of,
          ...(cursor !== undefined && { before: cursor }),
          limit: limit + 1,
        }),
        limit,
      ),
    'snapshot',
  );
}

/** The bytes as they went out; null when it is not in scope. */
export function findPaper(
  db: Db,
  context: Context,
  id: string,
): Promise<{ filename: string; format: PaperItem['format']; bytes: Buffer } | null> {
  return inContext(
    db,
    context,
    async (tx) =>
      (await tx
        .selectFrom('app.papers')
        .select(['filename', 'format', 'bytes'])
        .where('region_id', '=', context.regionId)
        .where('id', '=', id)
        .executeTakeFirst()) ?? null,
    'snapshot',
  );
}

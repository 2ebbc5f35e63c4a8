/**
 * A bureau's own Word forms. Each upload is a fact and stays, the newest of a kind stands; what is withdrawn is withdrawn by a row
 * of its own, and our layout is printed again.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { sha256Of } from './papers.ts';
import { recordAct, refusedFact } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { signed } from './rounds.ts';
import { pageBySeq, type SeqPage } from './seq-page.ts';
import type { TemplateKind } from '../domain/paper-template-kinds.ts';
import type { TemplateItem } from '../server/contract-papers.ts';

/** Makes a twin wait: which row is the newest is asked and answered in one. */
const lockTemplates = (tx: Tx, regionId: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended('paper_templates ' || ${regionId}, 0))`.execute(tx);

/** Which one stands is asked of all: the newest of its kind may be older than a hundred of another. */
async function readTemplates(
  tx: Tx,
  regionId: string,
  of: { id?: string; before?: string; limit: number },
): Promise<(TemplateItem & { seq: string })[]> {
  const { rows } = await sql<TemplateItem & { seq: string }>`
    select * from (select seq, id, kind, filename, sha256, octet_length(bytes) as "sizeBytes", is_withdrawn as "isWithdrawn",
      not is_withdrawn and row_number() over (partition by kind order by seq desc) = 1 as "isStanding",
      recorded_at as "recordedAt", recorded_post as post, invented
    from app.paper_templates
    where region_id = ${regionId}) told
    where (${of.id ?? null}::uuid is null or id = ${of.id ?? null})
      and (${of.before ?? null}::bigint is null or seq < ${of.before ?? null}::bigint)
    order by seq desc limit ${of.limit}`.execute(tx);
  return rows;
}

async function readTemplate(tx: Tx, regionId: string, id: string): Promise<TemplateItem | undefined> {
  return pageBySeq(await readTemplates(tx, regionId, { id, limit: 1 }), 1).items[0];
}

/** A page of uploads and withdrawals, newest first. */
export function listTemplates(
  db: Db,
  context: Context,
  { cursor, limit }: SeqPage,
): Promise<{ items: TemplateItem[]; nextCursor: string | null }> {
  return inContext(
    db,
    context,
    async (tx) =>
      pageBySeq(
        await readTemplates(tx, context.regionId, {
          ...(cursor !== undefined && { before: cursor }),
          limit: limit + 1,
        }),
        limit,
      ),
    'snapshot',
  );
}

/** As it was uploaded; null when there is none, or the row only says that one was withdrawn. */
export function findTemplate(
  db: Db,
  context: Context,
  id: string,
): Promise<{ filename: string; bytes: Buffer } | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const row = await tx
        .selectFrom('app.paper_templates')
        .select(['filename', 'bytes'])
        .where('region_id', '=', context.regionId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined || row.bytes === null ? null : { filename: row.filename, bytes: row.bytes };
    },
    'snapshot',
  );
}

/** The one that is filled now; null: our own layout is printed. */
export function standingTemplate(
  db: Db,
  context: Context,
  kind: TemplateKind,
): Promise<{ id: string; kind: TemplateKind; bytes: Buffer } | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const row = await tx
        .selectFrom('app.paper_templates')
        .select(['id', 'bytes'])
        .where('region_id', '=', context.regionId)
        .where('kind', '=', kind)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined || row.bytes === null ? null : { id: row.id, kind, bytes: row.bytes };
    },
    'snapshot',
  );
}

/** Keeps a template that was looked at; from then on it is the one that is filled. */
export function storeTemplate(
  db: Db,
  actor: Actor,
  template: { kind: TemplateKind; filename: string; bytes: Buffer; idempotency: Idempotency },
  clock: Clock,
): Promise<Recorded<TemplateItem>> {
  const { kind, filename, bytes, idempotency } = template;
  return recordAct<TemplateItem>(db, actor, idempotency, clock, {
    lock: (tx) => lockTemplates(tx, actor.context.regionId),
    record: (tx, at) =>
      writeRow(tx, actor, { ...signed(actor, at), kind, filename, sha256: sha256Of(bytes), bytes }),
  });
}

/** Gives our own layout back. Refused when another stands meanwhile; null: no such template. */
export function withdrawTemplate(
  db: Db,
  actor: Actor,
  { id, idempotency }: { id: string; idempotency: Idempotency },
  clock: Clock,
): Promise<Recorded<TemplateItem>> {
  return recordAct<TemplateItem>(db, actor, idempotency, clock, {
    lock: (tx) => lockTemplates(tx, actor.context.regionId),
    record: async (tx, at) => {
      const found = await readTemplate(tx, actor.context.regionId, id);
      if (found === undefined) return null;
      if (!found.isStanding) {
        return refusedFact({ id: '这份模板已经不在使用，不用再撤下。请刷新后再看。' });
      }
      const { kind, filename, sha256 } = found;
      return await writeRow(tx, actor, { ...signed(actor, at), kind, filename, sha256, bytes: null });
    },
  });
}

async function writeRow(
  tx: Tx,
  actor: Actor,
  row: ReturnType<typeof signed> & {
    kind: TemplateKind;
    filename: string;
    sha256: string;
    bytes: Buffer | null;
  },
): Promise<{ answer: TemplateItem }> {
  const { regionId } = actor.context;
  const id = uuidv7();
  await tx
    .insertInto('app.paper_templates')
    .values({ region_id: regionId, id, is_withdrawn: row.bytes === null, ...row, invented: actor.invented })
    .execute();
  const stored = await readTemplate(tx, regionId, id);
  if (stored === undefined) throw new Error(`template ${id} was not stored`);
  return { answer: stored };
}

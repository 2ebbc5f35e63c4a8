/**
 * How many papers one account takes out. Each is kept with its bytes for good, so a script in a loop would fill the disk; a person
 * exporting every form of a county by hand meets none of these.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import { inContext, type Db } from './database.ts';
import type { PaperKind } from '../server/contract-review-shapes.ts';

/** Templates that one account uploads in an hour, each up to 5 MB: nobody mends a form every three minutes. */
export const TEMPLATES_IN_AN_HOUR = 20;

/** Of one account. */
export const PAPER_LIMITS = {
  /** A form every twelve seconds, for an hour. */
  inAnHour: 300,
  /** Archives of all forms, each of some 30 MB. */
  archivesInAnHour: 10,
  /** Of one round: three formats and a disclosure copy of 500 forms. */
  ofARound: 2_000,
  /** Of one round, bytes: forty archives of 2,000 forms. */
  bytesOfARound: 1_500_000_000,
} as const;

const HOUR_MS = 3_600_000;

export type PaperLimit = 'hour' | 'archives' | 'round' | 'bytes';

/**
 * Which limit another export would pass; null: none. Looked at before a paper is made, so that a loop costs no writing.
 * @param of.nowMs wall time: the product's day may stand still
 */
export function findPaperLimit(
  db: Db,
  actor: Actor,
  of: { roundId: string | null; kind: PaperKind; nowMs: number },
): Promise<PaperLimit | null> {
  const { regionId } = actor.context;
  return inContext(
    db,
    actor.context,
    async (tx) => {
      const oldest = firstIdOf(of.nowMs - HOUR_MS);
      const { rows } = await sql<{ papers: number; archives: number; of_round: number; bytes: string }>`
        select count(*) filter (where id >= ${oldest}::uuid)::int as papers,
          count(*) filter (where id >= ${oldest}::uuid and kind = 'all_forms')::int as archives,
          count(*) filter (where round_id = ${of.roundId})::int as of_round,
          coalesce(sum(octet_length(bytes)) filter (where round_id = ${of.roundId}), 0) as bytes
        from app.papers
        where region_id = ${regionId} and recorded_by = ${actor.accountId}
          and (id >= ${oldest}::uuid or round_id = ${of.roundId})`.execute(tx);
      const { papers = 0, archives = 0, of_round = 0, bytes = '0' } = rows[0] ?? {};
      if (papers >= PAPER_LIMITS.inAnHour) return 'hour';
      if (of.kind === 'all_forms' && archives >= PAPER_LIMITS.archivesInAnHour) return 'archives';
      if (of_round >= PAPER_LIMITS.ofARound) return 'round';
      return Number(bytes) >= PAPER_LIMITS.bytesOfARound ? 'bytes' : null;
    },
    'snapshot',
  );
}

/** Whether another template may be uploaded. @param nowMs wall time */
export function mayUploadTemplate(db: Db, actor: Actor, nowMs: number): Promise<boolean> {
  return inContext(
    db,
    actor.context,
    async (tx) => {
      const { rows } = await sql<{ templates: number }>`
        select count(*)::int as templates from app.paper_templates
        where region_id = ${actor.context.regionId} and recorded_by = ${actor.accountId}
          and id >= ${firstIdOf(nowMs - HOUR_MS)}::uuid`.execute(tx);
      return (rows[0]?.templates ?? 0) < TEMPLATES_IN_AN_HOUR;
    },
    'snapshot',
  );
}

/** Ids are of version 7: in the order of wall time, by which the index finds the last hour. */
const firstIdOf = (msecs: number): string => uuidv7({ msecs, random: new Uint8Array(16), seq: 0 });

/** A region's ladder: who is told after how many working days. Versions are facts; the newest that holds counts. */
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Tx } from './database.ts';
import { DEFAULT_LADDER, type Ladder } from '../domain/ladder.ts';
import type { PlainDate } from '../domain/calendar.ts';

export interface LadderVersion {
  ladder: Ladder;
  /** 0: the default, which nobody of the region has changed. */
  version: number;
  validFrom: PlainDate | null;
  recordedBy: string | null;
  recordedAt: string | null;
}

export async function findLadder(tx: Tx, regionId: string, day: PlainDate): Promise<LadderVersion> {
  const row = await tx
    .selectFrom('app.ladders')
    .select(['ladder', 'version', 'valid_from', 'recorded_post', 'recorded_at'])
    .where('region_id', '=', regionId)
    .where('valid_from', '<=', day)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row)
    return { ladder: DEFAULT_LADDER, version: 0, validFrom: null, recordedBy: null, recordedAt: null };
  return {
    // Stored by `addLadder` alone, which is given a checked one.
    ladder: row.ladder as Ladder,
    version: row.version,
    validFrom: row.valid_from,
    recordedBy: row.recorded_post,
    recordedAt: row.recorded_at,
  };
}

export async function ladderOf(tx: Tx, regionId: string, day: PlainDate): Promise<Ladder> {
  return (await findLadder(tx, regionId, day)).ladder;
}

/**
 * Adds a version that holds from `at.today` on; every open alert is looked at again at the next scan.
 * @param ladder one in which `checkLadder` found no defects
 */
export async function addLadder(
  tx: Tx,
  actor: Actor,
  ladder: Ladder,
  at: { today: PlainDate; now: string },
): Promise<void> {
  const { regionId } = actor.context;
  const last = await tx
    .selectFrom('app.ladders')
    .select('version')
    .where('region_id', '=', regionId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  await tx
    .insertInto('app.ladders')
    .values({
      region_id: regionId,
      id: uuidv7(),
      // Two at once: the second is refused by the unique key.
      version: (last?.version ?? 0) + 1,
      ladder: JSON.stringify(ladder),
      valid_from: at.today,
      recorded_post: actor.post,
      recorded_on: at.today,
      recorded_at: at.now,
      recorded_by: actor.accountId,
    })
    .execute();
  await tx
    .updateTable('app.alerts')
    .set({ next_step_on: at.today })
    .where('region_id', '=', regionId)
    .where('resolved_on', 'is', null)
    .execute();
}

/**
 * A project's money is compared with its own curve from the day it was set: the facts to judge hold its versions.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';
import { readFacts } from './0004_faster_facts.ts';

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(readFacts(MONEY_CURVES)).execute(db);
}

/** Read with the ledger, when the money is judged. */
const MONEY_CURVES = `,
    case when of_subjects is null or s.is_money_judged then coalesce((
      select json_agg(r) from (select c.curve, c.recorded_on
        from app.money_curves c where c.region_id = of_region and c.project_id = p.id order by c.seq) r), '[]')
      else '[]' end as money_curves`;

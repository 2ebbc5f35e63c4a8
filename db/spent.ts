import { sql } from 'kysely';

/**
 * `from` clause of what was spent of a fiscal year, under the alias `l`: payments and what came back of them, that
 * happened by `until` and were known at the close of `asOf`. Their signed sum is what is executed.
 */
export function spentUntil(options: { regionId: string; year: number; asOf: string; until: string }) {
  return sql`(select * from app.ledger_events
    where region_id = ${options.regionId} and fiscal_year = ${options.year} and event in ('paid', 'returned')
      and happened_on <= ${options.until}::date and recorded_on <= ${options.asOf}::date) l`;
}

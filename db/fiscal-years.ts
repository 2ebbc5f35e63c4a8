/** The fiscal years a region has projects of, and which of them a page opens in. */
import type { Tx } from './database.ts';

/**
 * The year of `today` when it has projects, else the latest before it, else the first after it: next year's declarations
 * come in while this year still runs.
 * @param years ascending
 */
export function defaultYear(years: readonly number[], today: string): number {
  const now = Number(today.slice(0, 4));
  return years.findLast((year) => year <= now) ?? years[0] ?? now;
}

export async function yearsOf(tx: Tx, regionId: string): Promise<number[]> {
  const rows = await tx
    .selectFrom('app.projects')
    .select('fiscal_year')
    .distinct()
    .where('region_id', '=', regionId)
    .orderBy('fiscal_year')
    .execute();
  return rows.map((row) => row.fiscal_year);
}

import { sql } from 'kysely';

/**
 * `from` clause of a fiscal year's subjects as they stood at the close of `asOf`, one row a subject, under the alias
 * `s`. Today is read from their state, a past day from their intervals: two tables, one shape.
 */
export function subjectsAsOf(options: { regionId: string; year: number; asOf: string; today: string }) {
  return options.asOf >= options.today
    ? sql`(select *, id as subject_id from app.subjects
        where region_id = ${options.regionId} and fiscal_year = ${options.year}) s`
    : // Two parts, because an index finds a later end and no end, but not one or the other.
      sql`(select * from app.judgements
          where region_id = ${options.regionId} and fiscal_year = ${options.year}
            and from_day <= ${options.asOf} and to_day > ${options.asOf}
        union all
        select * from app.judgements
          where region_id = ${options.regionId} and fiscal_year = ${options.year}
            and from_day <= ${options.asOf} and to_day is null) s`;
}

/** As `subjectsAsOf`, the projects alone: each carries its money's amounts. */
export const projectsAsOf = (options: Parameters<typeof subjectsAsOf>[0]) =>
  sql`(select * from ${subjectsAsOf(options)} where kind = 'project') s`;

/** As `subjectsAsOf`, the indicators alone. */
export const indicatorsAsOf = (options: Parameters<typeof subjectsAsOf>[0]) =>
  sql`(select * from ${subjectsAsOf(options)} where kind = 'indicator') s`;

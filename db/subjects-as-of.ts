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

/** What rolls up of an indicator, one row each, under the alias `s`. */
export const COUNTED_COLUMNS = sql`s.region_id, s.subject_id, s.kind, s.project_id, s.unit_id, s.fiscal_year, s.grp, s.light,
  s.light_since, s.inputs, s.budget, s.executed`;

/**
 * As `indicatorsAsOf`, those of a list alone, each with its place in the list (`place`, from 1). One look-up by key for
 * each: the list is short, the year is not.
 */
export const subjectsOf = (options: Parameters<typeof subjectsAsOf>[0], ids: readonly string[]) => sql`(
  select m.place, ${COUNTED_COLUMNS}
  from unnest(${[...ids]}::uuid[]) with ordinality as m(id, place) cross join lateral (${
    options.asOf >= options.today
      ? sql`select x.*, x.id as subject_id from app.subjects x
          where x.region_id = ${options.regionId} and x.id = m.id and x.fiscal_year = ${options.year}`
      : sql`select x.* from app.judgements x
          where x.region_id = ${options.regionId} and x.subject_id = m.id and x.fiscal_year = ${options.year}
            and x.from_day <= ${options.asOf} and (x.to_day is null or x.to_day > ${options.asOf})`
  }) s where s.kind = 'indicator') s`;

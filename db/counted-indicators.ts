/**
 * Indicators as a roll-up counts them: those that are one target once, as the first of them, in the worst of their lights.
 * The worst, because the target is one: what one of its funds has not reported or has fallen behind with is not mended by
 * what is entered under the other, and must not hide behind it (decision 0019).
 *
 * Links are few and indicators are many: what counts all of them stays one scan of an index, and what is linked is put
 * right beside it (`correctedCounts`). Without a link every statement is the one without links.
 */
import { sql, type RawBuilder } from 'kysely';
import { COUNTED_COLUMNS, indicatorsAsOf, subjectsOf } from './subjects-as-of.ts';
import { GRAVITY } from './worst.ts';
import { membersOf, type SameTarget } from '../domain/same-target.ts';

type Options = Parameters<typeof indicatorsAsOf>[0];

/** The linked indicators that stand, under the alias `s`, with the first of their group as `first`. */
function linkedIndicators(options: Options, links: readonly SameTarget[]): RawBuilder<unknown> {
  const members = membersOf(links);
  const ids = members.map(({ indicatorId }) => indicatorId);
  const firsts = members.map(({ first }) => first);
  return sql`(select s.*, (${firsts}::uuid[])[s.place] as first from ${subjectsOf(options, ids)}) s`;
}

/**
 * Each group as one row, under the alias `s`: the identity of its first standing member, the judgement of its worst, whose id
 * is `judged_as`.
 */
const groupsAsOne = (options: Options, links: readonly SameTarget[]) => sql`(
  select distinct on (s.first) s.region_id, first_value(s.subject_id) over w as subject_id, s.kind,
    first_value(s.project_id) over w as project_id, s.unit_id, s.fiscal_year, s.grp, s.light, s.light_since, s.inputs,
    s.budget, s.executed, s.subject_id as judged_as
  from ${linkedIndicators(options, links)}
  window w as (partition by s.first order by s.subject_id)
  order by s.first, ${GRAVITY} desc, s.subject_id) s`;

/** `from` clause of what a roll-up counts, one row each, under the alias `s`. */
export const countedIndicators = (options: Options, links: readonly SameTarget[]) =>
  links.length === 0
    ? sql`(select ${COUNTED_COLUMNS}, s.subject_id as judged_as from ${indicatorsAsOf(options)}) s`
    : sql`(
        select ${COUNTED_COLUMNS}, s.subject_id as judged_as from ${indicatorsAsOf(options)}
        where s.subject_id <> all (${membersOf(links).map(({ indicatorId }) => indicatorId)}::uuid[])
        union all
        select ${COUNTED_COLUMNS}, s.judged_as from ${groupsAsOne(options, links)}) s`;

/**
 * What is to be added to a count of `indicatorsAsOf` by unit, group and light: (unit_id, grp, light, subjects), less for each
 * linked indicator, one more for each group.
 */
export const correctedCounts = (options: Options, links: readonly SameTarget[]) => sql`(
  select s.unit_id, s.grp, s.light, -count(*)::int as subjects
  from ${linkedIndicators(options, links)} group by s.unit_id, s.grp, s.light
  union all
  select s.unit_id, s.grp, s.light, count(*)::int
  from ${groupsAsOne(options, links)} group by s.unit_id, s.grp, s.light) c`;

/** How many indicators of these projects are counted with another one of them: what their sum is less. */
export const countedTwice = (
  options: Options,
  links: readonly SameTarget[],
  projectIds: RawBuilder<unknown>,
) => sql`(
  select coalesce(sum(n - 1), 0)::int from (
    select count(*) as n from ${linkedIndicators(options, links)} where s.project_id in (${projectIds}) group by s.first) g)`;

/** Projects, indicators and units by what was typed: Chinese, pinyin or initials, each in the light of a day. */
import { sql, type RawBuilder } from 'kysely';
import { inContext, type Context, type Db } from './database.ts';
import { defaultYear, yearsOf } from './fiscal-years.ts';
import { foundNames } from './found-names.ts';
import { subjectsAsOf } from './subjects-as-of.ts';
import { BY_GRAVITY } from './worst.ts';
import type { Light } from '../domain/light.ts';
import type { SearchAnswer } from '../server/contract-search.ts';

export interface SearchRequest {
  q: string;
  year?: number;
  asOf?: string;
  /** Rows of each group. */
  limit: number;
  today: string;
}

interface Group<Row> {
  total: number;
  items: Row[];
}

const NOTHING = { total: 0, items: [] };

/**
 * Every word must be found. A project is found by its name, with words of its unit's name too; an indicator by its name,
 * with words of its project's; a unit by its names. Best first: as printed before as it sounds, at the beginning before
 * inside; among equals the worst light first.
 */
export async function search(db: Db, context: Context, request: SearchRequest): Promise<SearchAnswer> {
  const { regionId } = context;
  return inContext(
    db,
    context,
    async (tx) => {
      const year = request.year ?? defaultYear(await yearsOf(tx, regionId), request.today);
      const asOf = request.asOf && request.asOf < request.today ? request.asOf : request.today;
      const found = foundNames(regionId, request.q);
      const answer = { asOf, fiscalYear: year };
      if (!found) return { ...answer, projects: NOTHING, indicators: NOTHING, units: NOTHING };
      const gravity = sql`array_position(${sql.lit(`{${BY_GRAVITY.join(',')}}`)}::text[], light)`;
      const best = (rows: RawBuilder<unknown>) => sql`(
        select jsonb_build_object('total', (select count(*) from (${rows}) c), 'items', coalesce(jsonb_agg(w), '[]'))
        from (select * from (${rows}) r order by rank, ${gravity} desc nulls last, name, id limit ${request.limit}) w)`;
      const all = sql`${found.all}::int`;
      const { rows } = await sql<{
        projects: Group<{ id: string; name: string; unit_name: string; light: Light }>;
        indicators: Group<{
          id: string;
          name: string;
          raw_target: string | null;
          project_id: string;
          project_name: string;
          light: Light;
        }>;
        units: Group<{ id: string; name: string; light: Light | null; projects: number }>;
      }>`
      with named as materialized ${found.rows},
      unit_bits as (select unit_id, bit_or(bits) as bits, min(rank) as rank from named where kind = 'unit' group by unit_id),
      s as materialized (
        select s.kind, s.project_id, s.unit_id, s.light from ${subjectsAsOf({ regionId, year, asOf, today: request.today })}
        where s.kind = 'project'),
      projects as materialized (
        select p.id, p.name, u.short_name as unit_name, s.light, coalesce(n.bits, 0) as bits, n.rank,
          coalesce(n.bits, 0) | coalesce(ub.bits, 0) as all_bits
        from s
        join app.projects p on p.region_id = ${regionId} and p.id = s.project_id
        join app.units u on u.region_id = ${regionId} and u.id = s.unit_id
        left join named n on n.kind = 'project' and n.unit_id = p.unit_id and n.name = p.name
        left join unit_bits ub on ub.unit_id = p.unit_id),
      named_indicators as materialized (
        select i.id, i.name, i.raw_target, i.project_id, n.bits, n.rank
        from named n
        join app.indicators i on i.region_id = ${regionId} and i.unit_id = n.unit_id and i.name = n.name
        where n.kind = 'indicator' and i.is_subject),
      found_indicators as materialized (
        select i.id, i.name, i.raw_target, p.id as project_id, p.name as project_name, i.rank
        from named_indicators i join projects p on p.id = i.project_id
        where i.bits | p.all_bits = ${all}),
      lit_indicators as materialized (
        select i.*, s.light from found_indicators i
        join ${subjectsAsOf({ regionId, year, asOf, today: request.today })} on s.subject_id = i.id
        where s.kind = 'indicator'),
      units as materialized (
        select u.id, u.short_name as name, ub.rank, c.light, coalesce(c.projects, 0) as projects
        from unit_bits ub
        join app.units u on u.region_id = ${regionId} and u.id = ub.unit_id
        left join (select unit_id, count(*)::int as projects,
            (array_agg(light order by ${gravity} desc))[1] as light from s group by unit_id) c on c.unit_id = u.id
        where ub.bits = ${all} and (u.kind = 'unit' or c.projects > 0))
      select ${best(sql`select * from projects where bits > 0 and all_bits = ${all}`)} as projects,
        ${best(sql`select * from lit_indicators`)} as indicators,
        ${best(sql`select * from units`)} as units`.execute(tx);
      const [groups] = rows;
      if (!groups) throw new Error('an aggregate without a row');
      return { ...answer, ...answersOf(groups) };
    },
    'snapshot',
  );
}

function answersOf(groups: {
  projects: Group<{ id: string; name: string; unit_name: string; light: Light }>;
  indicators: Group<{
    id: string;
    name: string;
    raw_target: string | null;
    project_id: string;
    project_name: string;
    light: Light;
  }>;
  units: Group<{ id: string; name: string; light: Light | null; projects: number }>;
}) {
  return {
    projects: {
      total: groups.projects.total,
      items: groups.projects.items.map((row) => ({
        projectId: row.id,
        name: row.name,
        unitName: row.unit_name,
        light: row.light,
      })),
    },
    indicators: {
      total: groups.indicators.total,
      items: groups.indicators.items.map((row) => ({
        indicatorId: row.id,
        name: row.name,
        rawTarget: row.raw_target,
        projectId: row.project_id,
        projectName: row.project_name,
        light: row.light,
      })),
    },
    units: {
      total: groups.units.total,
      items: groups.units.items.map((row) => ({
        unitId: row.id,
        name: row.name,
        light: row.light,
        projects: row.projects,
      })),
    },
  };
}

/**
 * The calendar as facts: a year's days off are confirmed in versions, each known from a day on. Judgements of earlier days
 * go by what was known then, so that a rebuild gives the same rows whenever it is run.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...TABLES, ...FUNCTIONS, ...GRANTS]) await sql.raw(statement).execute(db);
}

const TABLES = [
  // Nobody could change them before this version: seed-shared.ts fills them again, with the days off at weekends.
  `delete from shared.calendar_days`,
  `delete from shared.calendar_years`,
  `alter table shared.calendar_years
     add column version integer not null default 1 check (version >= 1),
     -- The day of the product's clock from which it counts.
     add column known_from date not null default '2000-01-01',
     -- Wall time and account of who confirmed it; null: came with the product.
     add column recorded_at timestamptz,
     add column recorded_by uuid,
     drop constraint calendar_years_pkey,
     add primary key (year, version)`,
  `alter table shared.calendar_days
     add column year integer not null,
     add column version integer not null default 1,
     drop constraint calendar_days_pkey,
     add primary key (year, version, day),
     add foreign key (year, version) references shared.calendar_years (year, version),
     add check (extract(year from day) = year)`,
];

const FUNCTIONS = [
  // The calendar is one for all regions, row security is not. Locks in the order of everybody else (db/subjects.ts).
  `create function ops.watch_all_again(on_day date) returns integer
     language plpgsql volatile security definer set search_path = pg_catalog
     as $$
     declare
       projects integer;
     begin
       perform from app.projects order by region_id, id for no key update;
       insert into app.project_watch as w (region_id, project_id, unit_id, checked_through, check_on)
         select p.region_id, p.id, p.unit_id, null, on_day from app.projects p
         on conflict (region_id, project_id) do update set check_on = least(w.check_on, on_day);
       get diagnostics projects = row_count;
       update app.subjects set next_check_on = on_day
         where kind = 'indicator' and (next_check_on is null or next_check_on > on_day);
       -- Steps are counted in working days too.
       update app.alerts set next_step_on = on_day where resolved_on is null;
       return projects;
     end
     $$`,
  `create function ops.projects_by_year() returns table (fiscal_year integer, projects integer)
     language sql stable security definer set search_path = pg_catalog
     as $$
       select p.fiscal_year, count(*)::int from app.projects p group by p.fiscal_year
     $$`,
];

const GRANTS = [
  // What was confirmed stands; a correction is the next version.
  `revoke update, delete on shared.calendar_years, shared.calendar_days from mubiao_app`,
  `grant select, insert on shared.calendar_years, shared.calendar_days to mubiao_app`,
  `revoke execute on function ops.watch_all_again(date) from public`,
  `grant execute on function ops.watch_all_again(date) to mubiao_app, mubiao_worker`,
  `revoke execute on function ops.projects_by_year() from public`,
  `grant execute on function ops.projects_by_year() to mubiao_app, mubiao_worker`,
];

/**
 * Names under which projects, indicators and units are found: as printed, in pinyin and by initials. Derived from the
 * facts by db/search-names.ts, since pinyin is made in code and not in SQL; one row for a name that a unit has many times.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...TABLES, FORGET_DEMO, ...GRANTS]) await sql.raw(statement).execute(db);
}

// As 0001: no unit, no rows but for those who see the whole region.
const UNIT_RULE = `region_id = (select app.current_region())
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any ((select app.current_units())::uuid[]), true)`;

const TABLES = [
  `create table app.search_names (
     region_id uuid not null,
     unit_id uuid not null,
     kind text not null check (kind in ('project', 'indicator', 'unit')),
     -- Of the name: a printed one may be longer than an index takes.
     name_hash text not null,
     name text not null,
     -- The name in one form of letters: full-width as half-width, capitals as small ones.
     folded text not null,
     -- Each letter with its readings: ;,养,yang;,老,lao
     sounds text not null,
     primary key (region_id, unit_id, kind, name_hash),
     foreign key (region_id, unit_id) references app.units (region_id, id)
   )`,
  `alter table app.search_names enable row level security`,
  `alter table app.search_names force row level security`,
  `create policy regional on app.search_names to mubiao_app, mubiao_worker using (${UNIT_RULE}) with check (${UNIT_RULE})`,
  `create policy owner_maintenance on app.search_names to current_user using (true) with check (true)`,
];

/** Regional tables whose rows go; what depends on another stands before it. Units, regions and accounts stay. */
const FORGOTTEN = [
  'app.search_names',
  'app.alert_acts',
  'app.notices',
  'app.alerts',
  'app.obligations',
  'app.project_watch',
  'app.registered_events',
  'app.duty_plans',
  'app.money_curves',
  'app.ladders',
  'app.payment_commits',
  'app.payment_files',
  'app.payment_mappings',
  'app.uploads',
  'app.judgements',
  'app.subjects',
  'app.live_events',
  'app.ledger_events',
  'app.entries',
  'app.target_versions',
  'app.indicators',
  'app.projects',
  'app.import_commits',
];

// As 0010, with the names: the commit that follows makes them anew.
const FORGET_DEMO = `create or replace function ops.forget_demo() returns date
     language plpgsql volatile security definer set search_path = pg_catalog
     as $$
     declare
       first_day date;
       region_ids uuid[];
     begin
       select coalesce(c.demo_start, c.demo_today) into first_day from ops.clock c where c.mode = 'demo' for update;
       if first_day is null then
         raise exception 'not a demonstration';
       end if;
       select array_agg(r.id) into region_ids from shared.regions r where r.invented;
       ${FORGOTTEN.map((table) => `delete from ${table} where region_id = any (region_ids);`).join('\n       ')}
       delete from app.imports where region_id = any (region_ids) and recorded_by is not null;
       delete from ops.message_notices where region_id = any (region_ids);
       delete from ops.messages where region_id = any (region_ids);
       update ops.clock set demo_today = first_day, loads = loads + 1;
       return first_day;
     end
     $$`;

const GRANTS = [
  `grant select, insert on app.search_names to mubiao_app`,
  // It loads the demonstration anew, and rebuilds what is derived.
  `grant select, insert, delete on app.search_names to mubiao_worker`,
];

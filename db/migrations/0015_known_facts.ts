/**
 * Facts written without being read again. A server that has read a project's facts may judge the next one from memory:
 * the row of `app.project_revisions` tells whether anybody else has changed the project since, and is looked at under the
 * project's lock. Whoever changes what `app.read_facts` reads leaves another revision (`app.open_fact`,
 * `app.touch_projects`, `app.write_known_facts`).
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  const statements = [
    ...TABLES,
    TOUCH_PROJECTS,
    ...OPEN_FACT,
    PUT_FACT,
    WRITE_FACT,
    WRITE_KNOWN_FACT,
    WRITE_KNOWN_FACTS,
  ];
  for (const statement of [...statements, WATCH_ALL_AGAIN, ...GRANTS]) await sql.raw(statement).execute(db);
}

const SETTINGS = `set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_hashjoin = off
  set enable_mergejoin = off`;

// As 0001 for what is read, as 0004 for what is written: a row to be written is one.
const READ_RULE = `region_id = (select app.current_region())
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any ((select app.current_units())::uuid[]), true)`;
const WRITTEN_RULE = `region_id = app.current_region()
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any (app.current_units()), true)`;

const TABLES = [
  // Beside the project and not in it: its row is wide, and this one is written with every fact. Room on each page, so that
  // a new version lies beside the old one and no index is touched. Goes with its project (ops.forget_demo).
  `create table app.project_revisions (
     region_id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     -- Never the same twice, not even after a restore.
     revision uuid not null,
     primary key (region_id, project_id),
     foreign key (region_id, project_id) references app.projects (region_id, id) on delete cascade
   ) with (fillfactor = 50)`,
  `alter table app.project_revisions enable row level security`,
  `alter table app.project_revisions force row level security`,
  `create policy regional on app.project_revisions to mubiao_app, mubiao_worker using (${READ_RULE}) with check (${WRITTEN_RULE})`,
  `create policy owner_maintenance on app.project_revisions to current_user using (true) with check (true)`,
];

// Called with the projects locked.
const TOUCH_PROJECTS = `
create function app.touch_projects(of_region uuid, of_projects uuid[])
returns void language sql volatile as $$
  insert into app.project_revisions (region_id, project_id, unit_id, revision)
  select p.region_id, p.id, p.unit_id, gen_random_uuid() from app.projects p
  where p.region_id = of_region and p.id = any (of_projects) order by p.id
  on conflict (region_id, project_id) do update set revision = excluded.revision
$$`;

// Volatile on purpose: each statement inside has its own snapshot, so the facts are read after the lock was had.
// is_whole: all the project's facts, to be remembered under the revision; else what the judged subject asks for.
const OPEN_FACT = [
  `drop function app.open_fact(uuid, text, text, uuid, uuid, date, uuid, text)`,
  `create function app.open_fact(of_region uuid, of_units text, of_kind text, of_id uuid, judged uuid, today date,
  of_account uuid, of_key text, is_whole boolean, next uuid)
returns json language plpgsql volatile ${SETTINGS} as $$
declare
  locked uuid;
  opened json;
begin
  perform set_config('app.region', of_region::text, true), set_config('app.units', of_units, true);
  if of_kind = 'project' then
    select p.id into locked from app.projects p where p.region_id = of_region and p.id = of_id for update;
  else
    select p.id into locked from app.projects p where p.region_id = of_region
      and p.id = (select i.project_id from app.indicators i where i.region_id = of_region and i.id = of_id) for update;
  end if;
  insert into app.project_revisions (region_id, project_id, unit_id, revision)
    select p.region_id, p.id, p.unit_id, next from app.projects p where p.region_id = of_region and p.id = locked
    on conflict (region_id, project_id) do update set revision = excluded.revision;
  select json_build_object(
    'facts', (select f from app.read_facts(of_region, array[locked], case when is_whole then null else array[judged] end,
      today, true) f),
    'stored', (select json_build_object('body_hash', k.body_hash, 'status', k.status, 'answer', k.answer)
      from ops.idempotency_keys k where k.account_id = of_account and k.key = of_key)) into opened;
  return opened;
end $$`,
];

const PUT_FACT = `
create function app.put_fact(of_kind text, fact jsonb)
returns void language plpgsql as $$
begin
  if of_kind = 'entry' then
    insert into app.entries (region_id, id, indicator_id, project_id, unit_id, period, basis, value, done_on, grade, note,
      supersedes, invented, recorded_post, recorded_on, recorded_at, recorded_by)
    select r.region_id, r.id, r.indicator_id, r.project_id, r.unit_id, r.period, r.basis, r.value, r.done_on, r.grade,
      r.note, r.supersedes, r.invented, r.recorded_post, r.recorded_on, r.recorded_at, r.recorded_by
    from jsonb_to_record(fact) as r(region_id uuid, id uuid, indicator_id uuid, project_id uuid, unit_id uuid,
      period text, basis text, value numeric, done_on date, grade text, note text, supersedes uuid, invented boolean,
      recorded_post text, recorded_on date, recorded_at timestamptz, recorded_by uuid);
  else
    insert into app.ledger_events (region_id, id, project_id, unit_id, fiscal_year, event, happened_on, amount, source,
      payees, document, obligation_id, reverses, invented, recorded_post, recorded_on, recorded_at, recorded_by)
    select r.region_id, r.id, r.project_id, r.unit_id, r.fiscal_year, r.event, r.happened_on, r.amount, r.source, r.payees,
      r.document, r.obligation_id, r.reverses, r.invented, r.recorded_post, r.recorded_on, r.recorded_at, r.recorded_by
    from jsonb_to_record(fact) as r(region_id uuid, id uuid, project_id uuid, unit_id uuid, fiscal_year integer,
      event text, happened_on date, amount numeric, source text, payees integer, document text, obligation_id uuid,
      reverses uuid, invented boolean, recorded_post text, recorded_on date, recorded_at timestamptz, recorded_by uuid);
  end if;
end $$`;

// MB001: the key was stored by a twin that ran at the same moment; the caller runs again and finds it.
const WRITE_FACT = `
create or replace function app.write_fact(of_kind text, fact jsonb, difference jsonb, of_account uuid, of_key text, of_hash text,
  answer jsonb, at timestamptz)
returns void language plpgsql ${SETTINGS} as $$
begin
  perform app.put_fact(of_kind, fact);
  if of_key is not null then
    insert into ops.idempotency_keys (account_id, key, body_hash, status, answer, created_at)
    values (of_account, of_key, of_hash, 201, answer, at) on conflict do nothing;
    if not found then
      raise exception 'the idempotency key was stored by a concurrent request' using errcode = 'MB001';
    end if;
  end if;
  perform app.put_difference(difference);
end $$`;

// False: nothing was written, since the project is locked, out of scope or changed, or the key is there already. Whoever
// locks it may take long, and others' facts are written in the same transaction: nobody is waited for.
const WRITE_KNOWN_FACT = `
create function app.write_known_fact(of_region uuid, of_units text, of_project uuid, known uuid, next uuid, of_kind text,
  fact jsonb, difference jsonb, of_account uuid, of_key text, of_hash text, answer jsonb, at timestamptz)
returns boolean language plpgsql as $$
begin
  perform set_config('app.region', of_region::text, true), set_config('app.units', of_units, true);
  perform from app.projects p where p.region_id = of_region and p.id = of_project for no key update skip locked;
  if not found then return false; end if;
  -- A statement of its own: it sees what was committed before the lock was had.
  update app.project_revisions r set revision = next
  where r.region_id = of_region and r.project_id = of_project and r.revision = known;
  if not found then return false; end if;
  if of_key is not null then
    insert into ops.idempotency_keys (account_id, key, body_hash, status, answer, created_at)
    values (of_account, of_key, of_hash, 201, answer, at) on conflict do nothing;
    if not found then return false; end if;
  end if;
  perform app.put_fact(of_kind, fact);
  perform app.put_difference(difference);
  return true;
end $$`;

// In the order given: the caller's, by region and project as everybody locks them.
const WRITE_KNOWN_FACTS = `
create function app.write_known_facts(batch jsonb)
returns boolean[] language plpgsql ${SETTINGS} as $$
declare
  f record;
  written boolean[] := '{}';
begin
  for f in select * from jsonb_to_recordset(batch) as r(region_id uuid, units text, project_id uuid, known uuid, next uuid,
    kind text, fact jsonb, difference jsonb, account_id uuid, key text, body_hash text, answer jsonb, at timestamptz)
  loop
    written := written || app.write_known_fact(f.region_id, f.units, f.project_id, f.known, f.next, f.kind, f.fact,
      f.difference, f.account_id, f.key, f.body_hash, f.answer, f.at);
  end loop;
  return written;
end $$`;

// As 0008, and what is remembered of any project holds no longer.
const WATCH_ALL_AGAIN = `create or replace function ops.watch_all_again(on_day date) returns integer
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
       update app.project_revisions set revision = gen_random_uuid();
       -- Steps are counted in working days too.
       update app.alerts set next_step_on = on_day where resolved_on is null;
       return projects;
     end
     $$`;

const GRANTS = [`grant select, insert, update on app.project_revisions to mubiao_app, mubiao_worker`];

/**
 * Reading facts and writing the judged difference as functions: one round trip each, and PostgreSQL keeps their
 * plans: planning the large read anew took two thirds of an entry's time in the database, and left to itself PostgreSQL
 * kept choosing to. A kept plan that was made while a table was empty would read the whole of it for ever after, so
 * sequential scans are off in here: every access goes by a key. They run as the caller: row security holds.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(LOAD_FACTS).execute(db);
  await sql.raw(STORE_DIFFERENCE).execute(db);
  await sql.raw(OPEN_FACT).execute(db);
  await sql.raw(WRITE_FACT).execute(db);
}

// Rows as JSON, not jsonb: jsonb is built sorted and printed again, and that took half of the reading.
const LOAD_FACTS = `
create function app.load_facts(of_region uuid, of_projects uuid[], of_subjects uuid[], today date, with_intervals boolean)
returns setof json language plpgsql stable set search_path = pg_catalog set plan_cache_mode = 'force_generic_plan'
  set enable_seqscan = off as $$
begin
  return query
  select row_to_json(f) from (select p.id, p.unit_id, p.fiscal_year, p.name, p.recorded_on, p.money_curve,
    coalesce((select json_agg(r) from (
      select s.id, s.project_id, s.kind, s.light, s.light_since, s.next_check_on, s.inputs -> 'actual' as actual,
        s.inputs -> 'actualThrough' as actual_through,
        s.budget::text, s.initial_budget::text, s.executed::text
      from app.subjects s where s.region_id = of_region and s.project_id = p.id) r), '[]') as subjects,
    coalesce((select json_agg(r) from (
      select i.id, i.grp, i.name, i.recorded_on,
        (select json_agg(r order by r.version) from (
          select t.judged, t.valid_from, t.recorded_on, t.version
          from app.target_versions t where t.region_id = of_region and t.indicator_id = i.id) r) as targets,
        coalesce((select json_agg(r) from (
          select e.id, i.id as indicator_id, e.period, e.basis, trim_scale(e.value)::text as value, e.done_on, e.grade, e.note,
            e.supersedes, e.recorded_on, e.recorded_at, e.recorded_post, e.invented
          from app.entries e where e.region_id = of_region and e.indicator_id = i.id order by e.seq) r), '[]') as entries
      from app.indicators i
      where i.region_id = of_region and i.project_id = p.id and i.is_subject
        and (of_subjects is null or i.id = any (of_subjects) or i.id = any (x.due))) r), '[]') as indicators,
    case when of_subjects is null or exists (
          select from app.subjects d where d.region_id = of_region and d.project_id = p.id and d.kind = 'money'
            and (d.id = any (of_subjects) or d.next_check_on <= today))
      then coalesce((
        select json_agg(r) from (select l.id, l.source, l.reverses, l.event, l.happened_on, l.amount::text, l.recorded_on
        from app.ledger_events l where l.region_id = of_region and l.project_id = p.id order by l.seq) r), '[]') end as ledger,
    case when with_intervals then coalesce((
      select json_agg(r) from (select j.subject_id, j.from_day, j.to_day, j.light, j.light_since, j.inputs, j.budget::text,
        j.initial_budget::text, j.executed::text
      from app.subjects s
      cross join lateral (
        select * from app.judgements x where x.region_id = of_region and x.subject_id = s.id
        order by x.from_day desc limit 2) j
      where s.region_id = of_region and s.project_id = p.id
        and (of_subjects is null or s.id = any (of_subjects) or s.kind = 'project' or s.next_check_on <= today)
      order by j.subject_id, j.from_day) r), '[]') else '[]' end as intervals
    from app.projects p
    cross join lateral (select array(select d.id from app.subjects d
      where d.region_id = of_region and d.project_id = p.id and d.next_check_on <= today) as due) x
    where p.region_id = of_region and p.id = any (of_projects) order by p.id) f;
end $$`;

const STORE_DIFFERENCE = `
create function app.store_difference(judged jsonb, removed jsonb, stands jsonb, events jsonb)
returns void language plpgsql set search_path = pg_catalog set plan_cache_mode = 'force_generic_plan'
  set enable_seqscan = off
as $$
begin
  if jsonb_array_length(removed) > 0 then
    delete from app.judgements j using jsonb_to_recordset(removed) as r(region_id uuid, subject_id uuid, from_day date)
    where j.region_id = r.region_id and j.subject_id = r.subject_id and j.from_day = r.from_day;
  end if;
  -- In the order of days: the open interval closes before the next one opens (judgements_one_open).
  insert into app.judgements (region_id, subject_id, from_day, to_day, kind, project_id, unit_id, fiscal_year, grp,
    light, light_since, inputs, budget, initial_budget, executed, rule_version)
  select r.region_id, r.subject_id, r.from_day, r.to_day, r.kind, r.project_id, r.unit_id, r.fiscal_year, r.grp,
    r.light, r.light_since, r.inputs, r.budget, r.initial_budget, r.executed, r.rule_version
  from jsonb_to_recordset(judged) as r(region_id uuid, subject_id uuid, from_day date, to_day date, kind text,
    project_id uuid, unit_id uuid, fiscal_year integer, grp text, light text, light_since date, inputs jsonb,
    budget numeric, initial_budget numeric, executed numeric, rule_version integer)
  order by r.subject_id, r.from_day
  on conflict (region_id, subject_id, from_day) do update set
    to_day = excluded.to_day, light = excluded.light, light_since = excluded.light_since, inputs = excluded.inputs,
    budget = excluded.budget, initial_budget = excluded.initial_budget, executed = excluded.executed,
    rule_version = excluded.rule_version;
  insert into app.subjects (region_id, id, kind, project_id, unit_id, fiscal_year, grp, light, light_since, inputs,
    budget, initial_budget, executed, next_check_on)
  select r.region_id, r.subject_id, r.kind, r.project_id, r.unit_id, r.fiscal_year, r.grp, r.light, r.light_since,
    r.inputs, r.budget, r.initial_budget, r.executed, r.next_check_on
  from jsonb_to_recordset(stands) as r(region_id uuid, subject_id uuid, kind text, project_id uuid, unit_id uuid,
    fiscal_year integer, grp text, light text, light_since date, inputs jsonb, budget numeric,
    initial_budget numeric, executed numeric, next_check_on date)
  on conflict (region_id, id) do update set
    light = excluded.light, light_since = excluded.light_since, inputs = excluded.inputs, budget = excluded.budget,
    initial_budget = excluded.initial_budget, executed = excluded.executed, next_check_on = excluded.next_check_on;
  insert into app.live_events (region_id, id, unit_id, topics, type, data, recorded_at)
  select r.region_id, r.id, r.unit_id, r.topics, r.type, r.data, r.recorded_at
  from jsonb_to_recordset(events) as r(region_id uuid, id uuid, unit_id uuid, topics text[], type text, data jsonb,
    recorded_at timestamptz);
end $$`;

// Volatile on purpose: each statement inside has its own snapshot, so the facts are read after the lock was had.
const OPEN_FACT = `
create function app.open_fact(of_region uuid, of_units text, of_kind text, of_id uuid, judged uuid, today date,
  of_account uuid, of_key text)
returns table (facts json, stored jsonb)
language plpgsql volatile set search_path = pg_catalog set plan_cache_mode = 'force_generic_plan'
  set enable_seqscan = off as $$
declare locked uuid;
begin
  perform set_config('app.region', of_region::text, true), set_config('app.units', of_units, true);
  if of_kind = 'project' then
    select p.id into locked from app.projects p where p.region_id = of_region and p.id = of_id for update;
  else
    select p.id into locked from app.projects p where p.region_id = of_region
      and p.id = (select i.project_id from app.indicators i where i.region_id = of_region and i.id = of_id) for update;
  end if;
  return query select
    (select f from app.load_facts(of_region, array[locked], array[judged], today, true) f),
    (select jsonb_build_object('body_hash', k.body_hash, 'status', k.status, 'answer', k.answer)
      from ops.idempotency_keys k where k.account_id = of_account and k.key = of_key);
end $$`;

// MB001: the key was stored by a twin that ran at the same moment; the caller runs again and finds it.
const WRITE_FACT = `
create function app.write_fact(of_kind text, fact jsonb, judged jsonb, removed jsonb, stands jsonb, events jsonb,
  of_account uuid, of_key text, of_hash text, answer jsonb, at timestamptz)
returns void language plpgsql set search_path = pg_catalog set plan_cache_mode = 'force_generic_plan'
  set enable_seqscan = off as $$
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
  if of_key is not null then
    insert into ops.idempotency_keys (account_id, key, body_hash, status, answer, created_at)
    values (of_account, of_key, of_hash, 201, answer, at) on conflict do nothing;
    if not found then
      raise exception 'the idempotency key was stored by a concurrent request' using errcode = 'MB001';
    end if;
  end if;
  perform app.store_difference(judged, removed, stands, events);
end $$`;

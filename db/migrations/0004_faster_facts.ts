/**
 * Facts read and written with less work: most of an entry's time in the database went into setting up statements, so
 * each table is named once, an update is an update and not an insert that fails, and what was not changed is not written.
 *
 * Inner functions carry no settings (each costs as much as a small read); the outer ones, which the product calls, set
 * them once: kept plans for good, and every access by a key, for a plan made while a table was empty would otherwise
 * read the whole of it for ever after. They run as the caller: row security holds.
 *
 * To add a kind of fact: a subselect in `app.read_facts`, a block in `app.put_difference`, a member in db/subjects.ts.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  const statements = [
    ...CHECKS,
    ...INDEXES,
    ...OLD,
    readFacts(''),
    LOAD_FACTS,
    PUT_DIFFERENCE,
    STORE_DIFFERENCE,
  ];
  for (const statement of [...statements, OPEN_FACT, WRITE_FACT]) await sql.raw(statement).execute(db);
}

/**
 * The same rule as for reading, but without subselects. Those pay when many rows are read: their value is found once.
 * A row to be written is one, and setting two subselects up costs more than looking at the context twice.
 */
const WRITTEN_RULE = `region_id = app.current_region()
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any (app.current_units()), true)`;

const CHECKS = ['entries', 'ledger_events', 'subjects', 'judgements', 'live_events'].map(
  (table) => `alter policy regional on app.${table} with check (${WRITTEN_RULE})`,
);

const INDEXES = [
  // Nobody asks for the entries of a project; they are found by indicator.
  `drop index app.entries_by_project`,
];

const OLD = [
  `drop function app.open_fact(uuid, text, text, uuid, uuid, date, uuid, text)`,
  `drop function app.write_fact(text, jsonb, jsonb, jsonb, jsonb, jsonb, uuid, text, text, jsonb, timestamptz)`,
  `drop function app.load_facts(uuid, uuid[], uuid[], date, boolean)`,
  `drop function app.store_difference(jsonb, jsonb, jsonb, jsonb)`,
];

const SETTINGS = `set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_hashjoin = off
  set enable_mergejoin = off`;

/**
 * Rows as JSON, not jsonb: jsonb is built sorted and printed again, and that took half of the reading.
 * @param more further columns of a project's facts (p: the project, s: its subjects), each with a comma before it
 */
export const readFacts = (more: string): string => `
create or replace function app.read_facts(of_region uuid, of_projects uuid[], of_subjects uuid[], today date, with_intervals boolean)
returns setof json language plpgsql stable as $$
begin
  return query
  select row_to_json(f) from (select p.id, p.unit_id, p.fiscal_year, p.name, p.recorded_on, p.money_curve,
    coalesce(s.subjects, '[]') as subjects, coalesce(s.standing_lights, '{}') as standing_lights, s.stood_since,
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
        and (of_subjects is null or i.id = any (of_subjects) or i.id = any (s.judged))) r), '[]') as indicators,
    case when of_subjects is null or s.is_money_judged then coalesce((
      select json_agg(r) from (select l.id, l.source, l.reverses, l.event, l.happened_on, l.amount::text, l.recorded_on
        from app.ledger_events l where l.region_id = of_region and l.project_id = p.id order by l.seq) r), '[]') end as ledger,
    case when with_intervals then coalesce((
      select json_agg(r) from (
        select j.subject_id, j.from_day, j.to_day, j.light, j.light_since, j.inputs, j.budget::text,
          j.initial_budget::text, j.executed::text
        from unnest(s.judged) d (id) cross join lateral (
          select * from app.judgements x where x.region_id = of_region and x.subject_id = d.id
          order by x.from_day desc limit 2) j
        order by j.subject_id, j.from_day) r), '[]') else '[]' end as intervals${more}
    from app.projects p
    cross join lateral (
      select json_agg(json_build_object('id', n.id, 'project_id', n.project_id, 'kind', n.kind, 'light', n.light,
            'light_since', n.light_since, 'next_check_on', n.next_check_on, 'actual', n.inputs -> 'actual',
            'actual_through', n.inputs -> 'actualThrough', 'budget', n.budget::text,
            'initial_budget', n.initial_budget::text, 'executed', n.executed::text))
          filter (where n.is_judged or n.kind <> 'indicator') as subjects,
        array_agg(n.light) filter (where not n.is_judged and n.kind = 'indicator') as standing_lights,
        max(n.light_since) filter (where not n.is_judged and n.kind = 'indicator') as stood_since,
        array_agg(n.id) filter (where n.is_judged or n.kind = 'project') as judged,
        bool_or(n.is_judged and n.kind = 'money') as is_money_judged
      from (select *, of_subjects is null or m.id = any (of_subjects) or coalesce(m.next_check_on <= today, false) as is_judged
        from app.subjects m where m.region_id = of_region and m.project_id = p.id) n) s
    where p.region_id = of_region and p.id = any (of_projects) order by p.id) f;
end $$`;

const LOAD_FACTS = `
create function app.load_facts(of_region uuid, of_projects uuid[], of_subjects uuid[], today date, with_intervals boolean)
returns setof json language plpgsql stable ${SETTINGS} as $$
begin
  return query select f from app.read_facts(of_region, of_projects, of_subjects, today, with_intervals) f;
end $$`;

// Members without rows are left out. An interval closes before the next one opens (judgements_one_open): first what goes,
// then what changes, then what is new.
const JUDGEMENT = `region_id uuid, subject_id uuid, from_day date, to_day date, kind text, project_id uuid, unit_id uuid,
  fiscal_year integer, grp text, light text, light_since date, inputs jsonb, budget numeric, initial_budget numeric,
  executed numeric, rule_version integer`;
const PUT_DIFFERENCE = `
create function app.put_difference(difference jsonb)
returns void language plpgsql as $$
begin
  if difference ? 'removedJudgements' then
    delete from app.judgements j
    using jsonb_to_recordset(difference -> 'removedJudgements') as r(region_id uuid, subject_id uuid, from_day date)
    where j.region_id = r.region_id and j.subject_id = r.subject_id and j.from_day = r.from_day;
  end if;
  if difference ? 'changedJudgements' then
    update app.judgements j set to_day = r.to_day, light = r.light, light_since = r.light_since, inputs = r.inputs,
      budget = r.budget, initial_budget = r.initial_budget, executed = r.executed, rule_version = r.rule_version
    from jsonb_to_recordset(difference -> 'changedJudgements') as r(region_id uuid, subject_id uuid, from_day date, to_day date,
      light text, light_since date, inputs jsonb, budget numeric, initial_budget numeric, executed numeric, rule_version integer)
    where j.region_id = r.region_id and j.subject_id = r.subject_id and j.from_day = r.from_day;
  end if;
  if difference ? 'addedJudgements' then
    insert into app.judgements (region_id, subject_id, from_day, to_day, kind, project_id, unit_id, fiscal_year, grp,
      light, light_since, inputs, budget, initial_budget, executed, rule_version)
    select r.region_id, r.subject_id, r.from_day, r.to_day, r.kind, r.project_id, r.unit_id, r.fiscal_year, r.grp,
      r.light, r.light_since, r.inputs, r.budget, r.initial_budget, r.executed, r.rule_version
    from jsonb_to_recordset(difference -> 'addedJudgements') as r(${JUDGEMENT});
  end if;
  if difference ? 'changedSubjects' then
    update app.subjects s set light = r.light, light_since = r.light_since, inputs = r.inputs, budget = r.budget,
      initial_budget = r.initial_budget, executed = r.executed, next_check_on = r.next_check_on
    from jsonb_to_recordset(difference -> 'changedSubjects') as r(region_id uuid, subject_id uuid, light text,
      light_since date, inputs jsonb, budget numeric, initial_budget numeric, executed numeric, next_check_on date)
    where s.region_id = r.region_id and s.id = r.subject_id;
  end if;
  if difference ? 'addedSubjects' then
    insert into app.subjects (region_id, id, kind, project_id, unit_id, fiscal_year, grp, light, light_since, inputs,
      budget, initial_budget, executed, next_check_on)
    select r.region_id, r.subject_id, r.kind, r.project_id, r.unit_id, r.fiscal_year, r.grp, r.light, r.light_since,
      r.inputs, r.budget, r.initial_budget, r.executed, r.next_check_on
    from jsonb_to_recordset(difference -> 'addedSubjects') as r(${JUDGEMENT}, next_check_on date);
  end if;
  if difference ? 'events' then
    insert into app.live_events (region_id, id, unit_id, topics, type, data, recorded_at)
    select r.region_id, r.id, r.unit_id, r.topics, r.type, r.data, r.recorded_at
    from jsonb_to_recordset(difference -> 'events') as r(region_id uuid, id uuid, unit_id uuid, topics text[], type text,
      data jsonb, recorded_at timestamptz);
  end if;
end $$`;

const STORE_DIFFERENCE = `
create function app.store_difference(difference jsonb)
returns void language plpgsql ${SETTINGS} as $$
begin
  perform app.put_difference(difference);
end $$`;

// Volatile on purpose: each statement inside has its own snapshot, so the facts are read after the lock was had.
const OPEN_FACT = `
create function app.open_fact(of_region uuid, of_units text, of_kind text, of_id uuid, judged uuid, today date,
  of_account uuid, of_key text)
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
  select json_build_object(
    'facts', (select f from app.read_facts(of_region, array[locked], array[judged], today, true) f),
    'stored', (select json_build_object('body_hash', k.body_hash, 'status', k.status, 'answer', k.answer)
      from ops.idempotency_keys k where k.account_id = of_account and k.key = of_key)) into opened;
  return opened;
end $$`;

// MB001: the key was stored by a twin that ran at the same moment; the caller runs again and finds it.
const WRITE_FACT = `
create function app.write_fact(of_kind text, fact jsonb, difference jsonb, of_account uuid, of_key text, of_hash text,
  answer jsonb, at timestamptz)
returns void language plpgsql ${SETTINGS} as $$
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
  perform app.put_difference(difference);
end $$`;

/**
 * Adjustments of approved targets (目标调整): the act with its document, the versions of targets that follow from it,
 * indicators that begin later or end before the year does. What was approved stays; nothing is changed or deleted.
 * A target that says something else than the version before it needs an adjustment: the database itself refuses it else.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  const statements = [
    ...TABLES,
    ...POLICIES,
    KEEP_APPROVED,
    ...TRIGGER,
    READ_FACTS,
    PUT_DIFFERENCE,
    FORGET_DEMO,
  ];
  for (const statement of [...statements, ...GRANTS]) await sql.raw(statement).execute(db);
}

// As 0001: a row without a unit is seen by those who see the whole region.
const UNIT_RULE = `region_id = (select app.current_region())
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any ((select app.current_units())::uuid[]), true)`;

/** Department and finance adjust; a handler or a unit's head does not change what is measured by (domain.md 5). */
const POSTS = `('主管部门领导', '财政局业务股', '财政局绩效股')`;

const TABLES = [
  `create table app.adjustments (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     reason text not null check (reason ~ '\\S'),
     document_number text not null check (document_number ~ '\\S'),
     document_on date not null,
     -- The first day that is judged by the new targets.
     valid_from date not null,
     -- It lies in or before a month that was reported already, and whoever adjusted said so.
     reaches_back boolean not null,
     -- What was changed, before and after (domain/adjustment.ts, RecordedChanges).
     changes jsonb not null,
     -- The changed file that it follows from.
     import_id uuid,
     invented boolean not null,
     recorded_post text not null check (recorded_post in ${POSTS}),
     recorded_on date not null,
     recorded_at timestamptz not null,
     recorded_by uuid,
     primary key (region_id, id),
     foreign key (region_id, project_id) references app.projects (region_id, id),
     foreign key (region_id, import_id) references app.imports (region_id, id)
   )`,
  `create index adjustments_by_project on app.adjustments (region_id, project_id, seq)`,
  `alter table app.indicators add column adjustment_id uuid,
     add foreign key (region_id, adjustment_id) references app.adjustments (region_id, id)`,
  // An ended one: from its day on the indicator is judged no longer; what it says is the version before.
  `alter table app.target_versions add column adjustment_id uuid, add column ended boolean not null default false,
     add foreign key (region_id, adjustment_id) references app.adjustments (region_id, id)`,
];

const POLICIES = [
  `alter table app.adjustments enable row level security`,
  `alter table app.adjustments force row level security`,
  `create policy regional on app.adjustments to mubiao_app, mubiao_worker using (${UNIT_RULE}) with check (${UNIT_RULE})`,
  `create policy owner_maintenance on app.adjustments to current_user using (true) with check (true)`,
];

// A curve may be set without an adjustment: it says how the year's whole is spread, not how much it is. Maintenance (a
// restore puts rows in any order) is not bound.
const KEEP_APPROVED = `
create function app.keep_approved_target() returns trigger language plpgsql as $$
declare
  was app.target_versions;
begin
  select t.* into was from app.target_versions t where t.region_id = new.region_id and t.id = new.supersedes;
  if was.indicator_id is distinct from new.indicator_id or was.version is distinct from new.version - 1 then
    raise exception 'a target version supersedes the one before it' using errcode = 'MB002';
  end if;
  if new.adjustment_id is null and (new.ended or was.ended
      or new.raw_target is distinct from was.raw_target
      or (new.judged - 'curve' - 'assumed') is distinct from (was.judged - 'curve' - 'assumed')) then
    raise exception 'an approved target changes by an adjustment only' using errcode = 'MB003';
  end if;
  return new;
end $$`;

const TRIGGER = [
  `create trigger keep_approved_target before insert on app.target_versions
     for each row when (new.version > 1 and current_user in ('mubiao_app', 'mubiao_worker')) execute function app.keep_approved_target()`,
];

// As 0004 with 0007, and: which indicators were added by an adjustment, and which versions end one. Those added that no
// subject stands for yet are always there: the project's own next check is the day on which the next of them begins.
const READ_FACTS = `
create or replace function app.read_facts(of_region uuid, of_projects uuid[], of_subjects uuid[], today date, with_intervals boolean)
returns setof json language plpgsql stable as $$
begin
  return query
  select row_to_json(f) from (select p.id, p.unit_id, p.fiscal_year, p.name, p.recorded_on, p.money_curve,
    coalesce(s.subjects, '[]') as subjects, coalesce(s.standing_lights, '{}') as standing_lights, s.stood_since,
    coalesce((select json_agg(r) from (
      select i.id, i.grp, i.name, i.recorded_on, i.adjustment_id is not null as is_added,
        (select json_agg(r order by r.version) from (
          select t.judged, t.valid_from, t.recorded_on, t.version, t.ended
          from app.target_versions t where t.region_id = of_region and t.indicator_id = i.id) r) as targets,
        coalesce((select json_agg(r) from (
          select e.id, i.id as indicator_id, e.period, e.basis, trim_scale(e.value)::text as value, e.done_on, e.grade, e.note,
            e.supersedes, e.recorded_on, e.recorded_at, e.recorded_post, e.invented
          from app.entries e where e.region_id = of_region and e.indicator_id = i.id order by e.seq) r), '[]') as entries
      from app.indicators i
      where i.region_id = of_region and i.project_id = p.id and i.is_subject
        and (of_subjects is null or i.id = any (of_subjects) or i.id = any (s.judged)
          or (i.adjustment_id is not null and not exists (
            select from app.subjects x where x.region_id = of_region and x.id = i.id)))) r), '[]') as indicators,
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
        order by j.subject_id, j.from_day) r), '[]') else '[]' end as intervals,
    case when of_subjects is null or s.is_money_judged then coalesce((
      select json_agg(r) from (select c.curve, c.recorded_on
        from app.money_curves c where c.region_id = of_region and c.project_id = p.id order by c.seq) r), '[]')
      else '[]' end as money_curves
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

// As 0004, and subjects that are no longer.
const JUDGEMENT = `region_id uuid, subject_id uuid, from_day date, to_day date, kind text, project_id uuid, unit_id uuid,
  fiscal_year integer, grp text, light text, light_since date, inputs jsonb, budget numeric, initial_budget numeric,
  executed numeric, rule_version integer`;
const PUT_DIFFERENCE = `
create or replace function app.put_difference(difference jsonb)
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
  if difference ? 'removedSubjects' then
    delete from app.subjects s
    using jsonb_to_recordset(difference -> 'removedSubjects') as r(region_id uuid, subject_id uuid)
    where s.region_id = r.region_id and s.id = r.subject_id;
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

/** As 0013, with adjustments: after the indicators and versions that name them. */
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
  'app.adjustments',
  'app.projects',
  'app.import_commits',
];

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

const GRANTS = [`grant select, insert on app.adjustments to mubiao_app, mubiao_worker`];

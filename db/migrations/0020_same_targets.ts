/**
 * The same target under several funds (同一目标): indicators of one unit, year and group that promise the same are linked, so that
 * a roll-up counts them once. A link is a fact: who, when, why, and its end is another row; each day is counted by the links
 * that were known at its close. What is written is always "counted as the first of its group": no chains, no cycles, kept by
 * the database itself.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...TABLE, ...POLICIES, KEEP_SAME_TARGET, ...TRIGGER, FORGET_DEMO, ...GRANTS]) {
    await sql.raw(statement).execute(db);
  }
}

// As 0001.
const UNIT_RULE = `region_id = (select app.current_region())
  and coalesce(unit_id = any ((select app.current_units())::uuid[]), true)`;

const TABLE = [
  `create table app.same_targets (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     unit_id uuid not null,
     indicator_id uuid not null,
     -- The first of its group: the smallest id, so that nothing is linked to itself and no cycle can be written.
     -- Null: from here on the indicator is counted by itself again.
     same_as uuid check (same_as < indicator_id),
     reason text not null check (reason ~ '\\S'),
     -- With which it came in, when it was marked there.
     import_id uuid,
     invented boolean not null,
     recorded_post text not null,
     recorded_on date not null,
     recorded_at timestamptz not null,
     recorded_by uuid,
     primary key (region_id, id),
     foreign key (region_id, indicator_id) references app.indicators (region_id, id),
     foreign key (region_id, same_as) references app.indicators (region_id, id),
     foreign key (region_id, import_id) references app.imports (region_id, id)
   )`,
  // The newest row of an indicator says how it stands.
  `create index same_targets_by_indicator on app.same_targets (region_id, indicator_id, seq desc)`,
  `create index same_targets_by_first on app.same_targets (region_id, same_as) where same_as is not null`,
];

const POLICIES = [
  `alter table app.same_targets enable row level security`,
  `alter table app.same_targets force row level security`,
  `create policy regional on app.same_targets to mubiao_app, mubiao_worker using (${UNIT_RULE}) with check (${UNIT_RULE})`,
  `create policy owner_maintenance on app.same_targets to current_user using (true) with check (true)`,
];

// After the statement: a group that is written anew is looked at as a whole. One writer at a time in a unit: whoever waits
// here reads what the other wrote.
const KEEP_SAME_TARGET = `
create function app.keep_same_target() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('same-target:' || new.unit_id::text, 0));
  if not exists (select from app.indicators i
      where i.region_id = new.region_id and i.id = new.indicator_id and i.unit_id = new.unit_id and i.is_subject) then
    raise exception 'a judged indicator of the unit is linked' using errcode = 'MB040';
  end if;
  if new.same_as is null then
    return new;
  end if;
  if not exists (
      select from app.indicators i
      join app.projects p on p.region_id = i.region_id and p.id = i.project_id
      join app.indicators f on f.region_id = i.region_id and f.id = new.same_as
      join app.projects q on q.region_id = f.region_id and q.id = f.project_id
      where i.region_id = new.region_id and i.id = new.indicator_id and f.is_subject and f.unit_id = i.unit_id
        and f.grp = i.grp and q.fiscal_year = p.fiscal_year and f.project_id <> i.project_id) then
    raise exception 'linked are indicators of one unit, year and group in different projects' using errcode = 'MB040';
  end if;
  if (select s.same_as from app.same_targets s where s.region_id = new.region_id and s.indicator_id = new.same_as
        order by s.seq desc limit 1) is not null then
    raise exception 'the first of a group is linked to nothing' using errcode = 'MB041';
  end if;
  if exists (
      select from app.same_targets s
      where s.region_id = new.region_id and s.same_as = new.indicator_id
        and s.seq = (select max(l.seq) from app.same_targets l
          where l.region_id = s.region_id and l.indicator_id = s.indicator_id)) then
    raise exception 'an indicator that others are counted as is the first of its group' using errcode = 'MB041';
  end if;
  return new;
end $$`;

const TRIGGER = [
  `create trigger keep_same_target after insert on app.same_targets for each row
     when (current_user in ('mubiao_app', 'mubiao_worker')) execute function app.keep_same_target()`,
];

/** As 0018, with the links before the indicators that they name. */
const FORGOTTEN = [
  'app.papers',
  'app.paper_templates',
  'app.dispositions',
  'app.evidence_links',
  'app.evidence',
  'app.evidence_contents',
  'app.rectification_states',
  'app.rectification_acts',
  'app.rectifications',
  'app.review_states',
  'app.review_acts',
  'app.review_comments',
  'app.review_values',
  'app.review_forms',
  'app.review_rounds',
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
  'app.same_targets',
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

const GRANTS = [`grant select, insert on app.same_targets to mubiao_app, mubiao_worker`];

/**
 * The mid-year review (财政中期绩效运行监控) and the self-evaluation: rounds, forms frozen at the cut-off, what the units enter cell
 * by cell, the acts of the offices, evidence, rectifications, dispositions, exported papers and a bureau's own templates.
 * All are facts; `review_states` and `rectification_states` are derived from their acts. The way through the offices is kept by
 * the database itself: an act out of turn, on one's own submission, out of date or after closing does not get in, and nothing
 * is entered into a form that is under review.
 * Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...ROUNDS, ...FORMS, ...EVIDENCE, ...CONSEQUENCES, ...PAPERS]) {
    await sql.raw(statement).execute(db);
  }
  for (const table of OF_A_UNIT) await sql.raw(policies(table, UNIT_RULE)).execute(db);
  for (const table of OF_A_REGION) await sql.raw(policies(table, REGION_RULE)).execute(db);
  for (const statement of [...CHECKS, FORGET_DEMO, ...GRANTS]) await sql.raw(statement).execute(db);
}

const OF_A_UNIT = [
  'review_forms',
  'review_values',
  'review_comments',
  'review_acts',
  'review_states',
  'evidence',
  'evidence_links',
  'rectifications',
  'rectification_acts',
  'rectification_states',
  'dispositions',
  'papers',
];
/** Read by everybody of the region. */
const OF_A_REGION = ['review_rounds', 'evidence_contents', 'paper_templates'];

const REGION_RULE = `region_id = (select app.current_region())`;
// As 0001: a row without a unit is seen by those who see the whole region.
const UNIT_RULE = `${REGION_RULE}
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any ((select app.current_units())::uuid[]), true)`;

const policies = (table: string, rule: string) => `
  alter table app.${table} enable row level security;
  alter table app.${table} force row level security;
  create policy regional on app.${table} to mubiao_app, mubiao_worker using (${rule}) with check (${rule});
  create policy owner_maintenance on app.${table} to current_user using (true) with check (true);`;

const RECORDED = `invented boolean not null,
     recorded_post text not null,
     recorded_on date not null,
     recorded_at timestamptz not null,
     recorded_by uuid not null`;

const OF_PROJECT = `foreign key (region_id, project_id) references app.projects (region_id, id)`;
const OF_FORM = `foreign key (region_id, form_id) references app.review_forms (region_id, id)`;
const OF_RECTIFICATION = `foreign key (region_id, rectification_id) references app.rectifications (region_id, id)`;
const STAGES = `('draft', 'unit_head', 'leader', 'finance_business', 'finance_performance', 'closed')`;
const RECTIFICATION_STAGES = `('noticed', 'replied', 'department_verified', 'closed', 'reopened')`;

const ROUNDS = [
  `create table app.review_rounds (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     purpose text not null check (purpose in ('monitoring', 'self_evaluation')),
     title text not null check (title ~ '\\S'),
     fiscal_year integer not null,
     kind text not null check (kind in ('self', 'key')),
     to_month integer not null check (to_month between 1 and 12),
     cut_off_on date not null,
     form_name text not null check (form_name ~ '\\S'),
     -- domain/round.ts: Round, as it was opened, with the origin of each number.
     round jsonb not null,
     -- Of a self-evaluation: the scheme by which it is scored (domain/score-scheme.ts).
     scheme jsonb,
     ${RECORDED},
     primary key (region_id, id)
   )`,
  `create index review_rounds_by_year on app.review_rounds (region_id, fiscal_year, seq)`,
];

const FORMS = [
  // Frozen when the round opens: what was known at the close of the cut-off day.
  `create table app.review_forms (
     region_id uuid not null,
     id uuid not null,
     round_id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     prefilled jsonb not null,
     -- Of what is frozen, what lists and the cockpit show of 2,000 forms at once (db/review-prefill.ts: FormSummary).
     summary jsonb not null,
     -- The unit's own deadline (of the round's handler).
     due_on date not null,
     ${RECORDED},
     primary key (region_id, id),
     unique (region_id, round_id, project_id),
     foreign key (region_id, round_id) references app.review_rounds (region_id, id),
     ${OF_PROJECT}
   )`,
  `create index review_forms_by_project on app.review_forms (region_id, project_id)`,
  // One cell as it was entered, over the one it supersedes; null is a cell that was emptied again.
  `create table app.review_values (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     form_id uuid not null,
     unit_id uuid not null,
     version integer not null,
     cell text not null check (length(cell) between 1 and 200),
     value jsonb not null,
     supersedes uuid,
     ${RECORDED},
     primary key (region_id, id),
     ${OF_FORM},
     foreign key (region_id, supersedes) references app.review_values (region_id, id)
   )`,
  `create index review_values_by_form on app.review_values (region_id, form_id, seq)`,
  // Of two savers at one cell exactly one wins.
  `create unique index review_values_one_root on app.review_values (region_id, form_id, version, cell) where supersedes is null`,
  `create unique index review_values_one_successor on app.review_values (region_id, supersedes) where supersedes is not null`,
  `create table app.review_comments (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     form_id uuid not null,
     unit_id uuid not null,
     cell text not null check (length(cell) between 1 and 200),
     words text not null check (words ~ '\\S' and length(words) <= 2000),
     ${RECORDED},
     primary key (region_id, id),
     ${OF_FORM}
   )`,
  `create index review_comments_by_form on app.review_comments (region_id, form_id, seq)`,
  `create table app.review_acts (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     form_id uuid not null,
     unit_id uuid not null,
     version integer not null check (version >= 1),
     revision integer not null check (revision >= 0),
     act text not null check (act in ('submit', 'open', 'approve', 'return', 'withdraw', 'correct')),
     role text not null,
     from_stage text not null check (from_stage in ${STAGES}),
     to_stage text not null check (to_stage in ${STAGES}),
     words text,
     cells jsonb not null,
     ${RECORDED},
     primary key (region_id, id),
     -- Of two acts at once exactly one wins.
     unique (region_id, form_id, version, revision),
     ${OF_FORM}
   )`,
  // Derived from the acts and values: what lists and the next act read.
  `create table app.review_states (
     region_id uuid not null,
     form_id uuid not null,
     unit_id uuid not null,
     version integer not null,
     revision integer not null,
     stage text not null check (stage in ${STAGES}),
     -- Since when it waits there.
     stage_since date not null,
     state jsonb not null,
     -- domain/monitoring-check.ts on what is entered: refused cells, questions without an answer.
     refusals integer not null,
     unanswered integer not null,
     primary key (region_id, form_id),
     ${OF_FORM}
   )`,
];

const EVIDENCE = [
  `create table app.evidence_contents (
     region_id uuid not null,
     sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
     media_type text not null,
     bytes bytea not null,
     primary key (region_id, sha256)
   )`,
  // A file as somebody handed it in.
  `create table app.evidence (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     sha256 text not null,
     filename text not null check (length(filename) between 1 and 200),
     size_bytes integer not null check (size_bytes between 1 and 20971520),
     ${RECORDED},
     primary key (region_id, id),
     foreign key (region_id, sha256) references app.evidence_contents (region_id, sha256),
     ${OF_PROJECT}
   )`,
  `create index evidence_by_project on app.evidence (region_id, project_id)`,
  // Where it stands: a cell of a form, or a demand of a rectification. Taken away is a later row.
  `create table app.evidence_links (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     evidence_id uuid not null,
     unit_id uuid not null,
     form_id uuid,
     rectification_id uuid,
     cell text not null check (length(cell) between 1 and 200),
     is_withdrawn boolean not null,
     ${RECORDED},
     primary key (region_id, id),
     check (num_nonnulls(form_id, rectification_id) = 1),
     foreign key (region_id, evidence_id) references app.evidence (region_id, id),
     ${OF_FORM}
   )`,
  `create index evidence_links_by_form on app.evidence_links (region_id, form_id) where form_id is not null`,
  `create index evidence_links_by_rectification on app.evidence_links (region_id, rectification_id)
     where rectification_id is not null`,
];

const CONSEQUENCES = [
  `create table app.rectifications (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     -- The form from which it came; none when it was found otherwise.
     form_id uuid,
     source text not null check (source in
       ('monitoring', 'self_evaluation', 'department_evaluation', 'finance_evaluation', 'other')),
     -- 文号 of the notice.
     document_number text not null check (document_number ~ '\\S'),
     -- domain/rectification.ts: RectificationDemand[].
     demands jsonb not null,
     ${RECORDED},
     primary key (region_id, id),
     ${OF_PROJECT},
     ${OF_FORM}
   )`,
  `create index rectifications_by_project on app.rectifications (region_id, project_id)`,
  `alter table app.evidence_links add ${OF_RECTIFICATION}`,
  `create table app.rectification_acts (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     rectification_id uuid not null,
     unit_id uuid not null,
     revision integer not null check (revision >= 1),
     act text not null check (act in ('notice', 'reply', 'verify', 'close', 'reopen')),
     role text not null,
     from_stage text check (from_stage in ${RECTIFICATION_STAGES}),
     to_stage text not null check (to_stage in ${RECTIFICATION_STAGES}),
     words text,
     reply jsonb not null,
     exceptions jsonb not null,
     -- The due day from then on.
     due_on date not null,
     ${RECORDED},
     primary key (region_id, id),
     unique (region_id, rectification_id, revision),
     ${OF_RECTIFICATION}
   )`,
  `create table app.rectification_states (
     region_id uuid not null,
     rectification_id uuid not null,
     unit_id uuid not null,
     revision integer not null,
     stage text not null check (stage in ${RECTIFICATION_STAGES}),
     stage_since date not null,
     due_on date not null,
     state jsonb not null,
     primary key (region_id, rectification_id),
     ${OF_RECTIFICATION}
   )`,
  `create table app.dispositions (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     rectification_id uuid,
     form_id uuid,
     kind text not null check (kind in ('budget_cut', 'hold', 'stop', 'recover', 'target_adjustment', 'lift')),
     document_number text not null check (document_number ~ '\\S'),
     decided_on date not null,
     reason text not null check (reason ~ '\\S'),
     -- Yuan.
     amount numeric(18, 2) check (amount > 0),
     -- What it did in the same transaction.
     ledger_event_id uuid,
     adjustment_id uuid,
     -- Of a lift: the hold or stop that it ends.
     lifts uuid,
     ${RECORDED},
     primary key (region_id, id),
     check ((kind in ('budget_cut', 'recover')) = (amount is not null)),
     check ((kind = 'lift') = (lifts is not null)),
     ${OF_PROJECT},
     ${OF_FORM},
     ${OF_RECTIFICATION},
     foreign key (region_id, ledger_event_id) references app.ledger_events (region_id, id),
     foreign key (region_id, adjustment_id) references app.adjustments (region_id, id),
     foreign key (region_id, lifts) references app.dispositions (region_id, id)
   )`,
  `create index dispositions_by_project on app.dispositions (region_id, project_id)`,
  `create unique index dispositions_lifted_once on app.dispositions (region_id, lifts) where lifts is not null`,
];

const PAPERS = [
  // What left the house: the bytes themselves, so that it comes out the same later.
  `create table app.papers (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     unit_id uuid,
     round_id uuid,
     form_id uuid,
     rectification_id uuid,
     kind text not null check (kind in
       ('monitoring_form', 'summary', 'report', 'rectification_notice', 'self_evaluation', 'all_forms')),
     format text not null check (format in ('docx', 'xlsx', 'pdf', 'zip')),
     is_disclosure boolean not null,
     filename text not null,
     sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
     bytes bytea not null,
     -- The template that was filled, if any.
     template_id uuid,
     ${RECORDED},
     primary key (region_id, id),
     foreign key (region_id, round_id) references app.review_rounds (region_id, id),
     ${OF_FORM},
     ${OF_RECTIFICATION}
   )`,
  `create index papers_by_round on app.papers (region_id, round_id, seq)`,
  `create index papers_by_form on app.papers (region_id, form_id, seq)`,
  // The newest of a kind is filled instead of our own layout; a withdrawn one gives our own back.
  `create table app.paper_templates (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     kind text not null check (kind in ('monitoring_form', 'summary', 'report', 'rectification_notice', 'self_evaluation')),
     filename text not null,
     sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
     bytes bytea,
     is_withdrawn boolean not null,
     ${RECORDED},
     primary key (region_id, id),
     check (is_withdrawn = (bytes is null))
   )`,
  `create index paper_templates_by_kind on app.paper_templates (region_id, kind, seq)`,
];

/*
 * After the insert, so that row security has spoken first. Maintenance (a restore puts rows in any order) is not bound by the checks below; the product's logins are. The role is the
 * account's own, not what the caller says it is.
 */
const BOUND = `when (current_user in ('mubiao_app', 'mubiao_worker'))`;

const CHECKS = [
  `create function app.role_of(account uuid) returns text
     language sql stable security definer set search_path = pg_catalog
     as $$ select a.role from ops.accounts a where a.id = account and not a.disabled $$`,
  `revoke execute on function app.role_of(uuid) from public`,
  `grant execute on function app.role_of(uuid) to mubiao_app, mubiao_worker`,
  `create function app.stage_number(stage text) returns integer language sql immutable as $$
     select array_position(array['draft', 'unit_head', 'leader', 'finance_business', 'finance_performance', 'closed'], stage)
   $$`,
  // domain/review.ts in the words of the database.
  `create function app.keep_review_order() returns trigger language plpgsql as $$
   declare
     was app.review_acts;
     holder text;
     sender uuid;
   begin
     perform 1 from app.review_states s where s.region_id = new.region_id and s.form_id = new.form_id for update;
     if new.role is distinct from app.role_of(new.recorded_by) then
       raise exception 'a review act in a role that is not the account''s' using errcode = 'MB010';
     end if;
     select a.* into was from app.review_acts a where a.region_id = new.region_id and a.form_id = new.form_id
       and a.id <> new.id order by a.version desc, a.revision desc limit 1;
     if new.act = 'correct' then
       if was.to_stage is distinct from 'closed' or new.version <> was.version + 1 or new.revision <> 0
          or new.from_stage <> 'closed' or new.to_stage <> 'draft' or new.role <> 'finance_performance'
          or coalesce(new.words, '') !~ '\\S' then
         raise exception 'a closed form is corrected by a new version, opened by finance with a reason' using errcode = 'MB011';
       end if;
       return new;
     end if;
     if was.to_stage = 'closed' then
       raise exception 'the form is closed' using errcode = 'MB012';
     end if;
     if new.version <> coalesce(was.version, 1) or new.revision <> coalesce(was.revision, 0) + 1
        or new.from_stage <> coalesce(was.to_stage, 'draft') then
       raise exception 'the form has moved on' using errcode = 'MB013';
     end if;
     if new.act = 'withdraw' then
       -- Taken back by who sent it, until it is opened: the last act is the sending itself.
       if was.act not in ('submit', 'approve') or was.recorded_by <> new.recorded_by or new.role <> was.role
          or new.to_stage <> was.from_stage then
         raise exception 'only who sent it takes it back, until it is opened' using errcode = 'MB014';
       end if;
       return new;
     end if;
     holder := case new.from_stage when 'draft' then 'handler' else new.from_stage end;
     if new.role <> holder or (new.act = 'submit') <> (new.from_stage = 'draft') then
       raise exception 'it is not the turn of this post' using errcode = 'MB015';
     end if;
     if new.act in ('submit', 'approve') then
       if app.stage_number(new.to_stage) <> app.stage_number(new.from_stage) + 1 then
         raise exception 'no stage is skipped' using errcode = 'MB016';
       end if;
     elsif new.act = 'return' then
       if app.stage_number(new.to_stage) >= app.stage_number(new.from_stage) or jsonb_array_length(new.cells) = 0 then
         raise exception 'a return goes down and names a cell' using errcode = 'MB016';
       end if;
     elsif new.to_stage <> new.from_stage then
       raise exception 'opening moves nothing' using errcode = 'MB016';
     end if;
     if new.act <> 'submit' then
       -- Who let it pass last at each stage below is no reviewer of it.
       select p.recorded_by into sender from (
         select distinct on (a.from_stage) a.from_stage, a.recorded_by from app.review_acts a
         where a.region_id = new.region_id and a.form_id = new.form_id and a.version = new.version
           and a.act in ('submit', 'approve') and app.stage_number(a.from_stage) < app.stage_number(new.from_stage)
         order by a.from_stage, a.revision desc) p
       where p.recorded_by = new.recorded_by;
       if found then
         raise exception 'nobody reviews the own submission' using errcode = 'MB017';
       end if;
     end if;
     return new;
   end $$`,
  `create trigger keep_review_order after insert on app.review_acts for each row ${BOUND}
     execute function app.keep_review_order()`,
  // Under review the form is frozen for those below.
  `create function app.keep_form_frozen() returns trigger language plpgsql as $$
   declare
     was app.review_acts;
   begin
     perform 1 from app.review_states s where s.region_id = new.region_id and s.form_id = new.form_id for update;
     select a.* into was from app.review_acts a where a.region_id = new.region_id and a.form_id = new.form_id
       order by a.version desc, a.revision desc limit 1;
     if coalesce(was.to_stage, 'draft') <> 'draft' or new.version <> coalesce(was.version, 1) then
       raise exception 'the form is under review or closed' using errcode = 'MB018';
     end if;
     if app.role_of(new.recorded_by) is distinct from 'handler'
        -- What a correction carries over is the word of whoever entered it then, who may have left the post.
        and not exists (select from app.review_values v where v.region_id = new.region_id and v.form_id = new.form_id
          and v.version = new.version - 1 and v.cell = new.cell and v.value = new.value
          and v.recorded_by = new.recorded_by and v.recorded_at = new.recorded_at) then
       raise exception 'the form is filled in by the handler' using errcode = 'MB015';
     end if;
     return new;
   end $$`,
  `create trigger keep_form_frozen after insert on app.review_values for each row ${BOUND}
     execute function app.keep_form_frozen()`,
  // What stands behind a cell is as frozen as the cell.
  `create function app.keep_evidence_frozen() returns trigger language plpgsql as $$
   declare
     was app.review_acts;
   begin
     select a.* into was from app.review_acts a where a.region_id = new.region_id and a.form_id = new.form_id
       order by a.version desc, a.revision desc limit 1;
     if coalesce(was.to_stage, 'draft') <> 'draft' then
       raise exception 'the form is under review or closed' using errcode = 'MB018';
     end if;
     return new;
   end $$`,
  `create trigger keep_evidence_frozen after insert on app.evidence_links for each row
     when (current_user in ('mubiao_app', 'mubiao_worker') and new.form_id is not null)
     execute function app.keep_evidence_frozen()`,
  // domain/rectification.ts in the words of the database.
  `create function app.keep_rectification_order() returns trigger language plpgsql as $$
   declare
     was app.rectification_acts;
     fits boolean;
   begin
     perform 1 from app.rectification_states s
       where s.region_id = new.region_id and s.rectification_id = new.rectification_id for update;
     if new.role is distinct from app.role_of(new.recorded_by) then
       raise exception 'an act in a role that is not the account''s' using errcode = 'MB010';
     end if;
     select a.* into was from app.rectification_acts a
       where a.region_id = new.region_id and a.rectification_id = new.rectification_id and a.id <> new.id
       order by a.revision desc limit 1;
     if was.to_stage = 'closed' then
       raise exception 'the rectification is closed' using errcode = 'MB012';
     end if;
     if new.revision <> coalesce(was.revision, 0) + 1 or new.from_stage is distinct from was.to_stage then
       raise exception 'the rectification has moved on' using errcode = 'MB013';
     end if;
     fits := case new.act
       when 'notice' then was.id is null and new.role = 'finance_performance' and new.to_stage = 'noticed'
       when 'reply' then was.to_stage in ('noticed', 'reopened') and new.role in ('handler', 'unit_head') and new.to_stage = 'replied'
       when 'verify' then was.to_stage = 'replied' and new.role = 'leader' and new.to_stage = 'department_verified'
       when 'close' then was.to_stage = 'department_verified' and new.role = 'finance_performance' and new.to_stage = 'closed'
       when 'reopen' then ((was.to_stage = 'replied' and new.role = 'leader')
         or (was.to_stage = 'department_verified' and new.role = 'finance_performance')) and new.to_stage = 'reopened'
     end;
     if fits is not true then
       raise exception 'it is not the turn of this post' using errcode = 'MB015';
     end if;
     if new.act in ('verify', 'close', 'reopen') and exists (
         select from app.rectification_acts a where a.region_id = new.region_id and a.rectification_id = new.rectification_id
           and a.id <> new.id and a.recorded_by = new.recorded_by and a.act in ('reply', 'verify')
           and a.revision > coalesce((select max(b.revision) from app.rectification_acts b where b.region_id = new.region_id
             and b.rectification_id = new.rectification_id and b.act = 'reopen'), 0)) then
       raise exception 'nobody verifies the own reply' using errcode = 'MB017';
     end if;
     return new;
   end $$`,
  `create trigger keep_rectification_order after insert on app.rectification_acts for each row ${BOUND}
     execute function app.keep_rectification_order()`,
  // From the minute of a hold or stop on, nothing is allotted or paid, however it comes in, until it is lifted.
  `create function app.keep_payments_stopped() returns trigger language plpgsql as $$
   declare
     stopped_by text;
   begin
     select d.document_number into stopped_by from app.dispositions d
       where d.region_id = new.region_id and d.project_id = new.project_id and d.kind in ('hold', 'stop')
         and not exists (select from app.dispositions l where l.region_id = d.region_id and l.lifts = d.id)
       order by d.seq limit 1;
     if stopped_by is not null then
       raise exception 'payments of the project are stopped' using errcode = 'MB020', detail = stopped_by;
     end if;
     return new;
   end $$`,
  // A reversal takes a payment back: it stays possible.
  `create trigger keep_payments_stopped after insert on app.ledger_events for each row
     when (current_user in ('mubiao_app', 'mubiao_worker') and new.event in ('allotted', 'paid') and new.reverses is null)
     execute function app.keep_payments_stopped()`,
  `create function app.keep_disposition_right() returns trigger language plpgsql as $$
   begin
     if coalesce(app.role_of(new.recorded_by), '') not in ('finance_business', 'finance_performance') then
       raise exception 'finance disposes' using errcode = 'MB015';
     end if;
     -- A payment that is being recorded holds the project's row: it is before the stop, or after it and refused.
     perform 1 from app.projects p where p.region_id = new.region_id and p.id = new.project_id for no key update;
     return new;
   end $$`,
  `create trigger keep_disposition_right after insert on app.dispositions for each row ${BOUND}
     execute function app.keep_disposition_right()`,
];

/** As 0017, with the reviews before what they speak of. */
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

const GRANTS = [
  `grant select, insert on app.review_rounds, app.review_forms, app.review_values, app.review_comments, app.review_acts,
     app.evidence_contents, app.evidence, app.evidence_links, app.rectifications, app.rectification_acts, app.dispositions,
     app.papers, app.paper_templates to mubiao_app, mubiao_worker`,
  `grant select, insert, update, delete on app.review_states, app.rectification_states to mubiao_app, mubiao_worker`,
];

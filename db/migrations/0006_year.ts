/**
 * The year: duties, alerts, ladders, notices and their delivery, payment files, the audit chain.
 * Facts are append-only for the product's logins; what is derived (obligations, alerts, project_watch) can be thrown away
 * and made again. Frozen: never edit a migration that has landed; add the next one.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...FACTS, ...DERIVED, ...OPS]) await sql.raw(statement).execute(db);
  for (const table of OF_A_UNIT) await sql.raw(policies(table, UNIT_RULE)).execute(db);
  for (const table of OF_A_REGION) await sql.raw(policies(table, REGION_RULE)).execute(db);
  for (const statement of GRANTS) await sql.raw(statement).execute(db);
}

/** A row without a unit was made by the finance bureau and is seen by those who see the whole region. */
const OF_A_UNIT = [
  'registered_events',
  'duty_plans',
  'money_curves',
  'alert_acts',
  'notices',
  'payment_files',
  'payment_commits',
  'obligations',
  'alerts',
  'project_watch',
];
/** Read by everybody of the region. */
const OF_A_REGION = ['ladders', 'payment_mappings'];

const REGION_RULE = `region_id = (select app.current_region())`;
// Two initial plans, evaluated once: see 0001. A row without a unit must not pass by a null.
const UNIT_RULE = `${REGION_RULE}
  and coalesce(coalesce(unit_id, '00000000-0000-0000-0000-000000000000') = any ((select app.current_units())::uuid[]), true)`;

const policies = (table: string, rule: string) => `
  alter table app.${table} enable row level security;
  alter table app.${table} force row level security;
  create policy regional on app.${table} to mubiao_app, mubiao_worker using (${rule}) with check (${rule});
  create policy owner_maintenance on app.${table} to current_user using (true) with check (true);`;

const RECORDED = `recorded_on date not null,
     recorded_at timestamptz not null,
     recorded_by uuid`;

const OF_PROJECT = `foreign key (region_id, project_id) references app.projects (region_id, id)`;

const FACTS = [
  // 文件下达, 指标形成 …: the day from which a span is counted.
  `create table app.registered_events (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     anchor text not null check (anchor in ('document_issued', 'quota_formed', 'other')),
     happened_on date not null,
     document text,
     note text,
     supersedes uuid,
     invented boolean not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     ${OF_PROJECT},
     foreign key (region_id, supersedes) references app.registered_events (region_id, id)
   )`,
  `create unique index registered_events_one_root on app.registered_events (region_id, project_id, anchor)
     where supersedes is null`,
  `create unique index registered_events_one_successor on app.registered_events (region_id, supersedes)
     where supersedes is not null`,
  // A duty by hand or from a plan, or (with indicator_id) what replaces the rule read from that indicator's target.
  `create table app.duty_plans (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     indicator_id uuid,
     kind text not null check (kind in ('payment', 'allotment', 'work')),
     title text not null,
     rule jsonb not null,
     amounts jsonb,
     grace_working_days integer not null default 0 check (grace_working_days between 0 and 20),
     is_withdrawn boolean not null default false,
     note text,
     supersedes uuid,
     invented boolean not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     ${OF_PROJECT},
     foreign key (region_id, indicator_id) references app.indicators (region_id, id),
     foreign key (region_id, supersedes) references app.duty_plans (region_id, id)
   )`,
  `create index duty_plans_by_project on app.duty_plans (region_id, project_id)`,
  `create unique index duty_plans_one_successor on app.duty_plans (region_id, supersedes) where supersedes is not null`,
  // The curve a project's money is compared with, from a day on; before the first row app.projects.money_curve holds.
  `create table app.money_curves (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     project_id uuid not null,
     unit_id uuid not null,
     curve jsonb not null,
     valid_from date not null,
     note text,
     invented boolean not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     ${OF_PROJECT}
   )`,
  `create index money_curves_by_project on app.money_curves (region_id, project_id)`,
  // What people do about an alert. No foreign key: an alert is derived and may be rebuilt, its id stays the same.
  `create table app.alert_acts (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     alert_id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     act text not null check (act in ('acknowledged', 'silenced', 'reopened', 'replied')),
     until date,
     reason text,
     invented boolean not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     ${OF_PROJECT},
     check (act <> 'silenced' or (until is not null and reason is not null))
   )`,
  `create index alert_acts_by_alert on app.alert_acts (region_id, alert_id)`,
  // Who must be told what: written with the step of the ladder, delivered through ops.messages.
  `create table app.notices (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     alert_id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     event text not null check (event in ('raised', 'repeated', 'resolved', 'withdrawn')),
     level integer not null check (level between 0 and 9),
     -- Which repetition of the last level; 0 for every other.
     round integer not null default 0,
     account_id uuid not null,
     post text not null,
     channel text not null,
     words jsonb not null,
     recorded_on date not null,
     recorded_at timestamptz not null,
     primary key (region_id, id),
     unique (region_id, alert_id, event, level, round, account_id, channel)
   )`,
  `create index notices_by_account on app.notices (region_id, account_id, seq)`,
  `create index notices_by_day on app.notices (region_id, recorded_on, seq)`,
  `create table app.ladders (
     region_id uuid not null,
     id uuid not null,
     version integer not null,
     ladder jsonb not null,
     valid_from date not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     unique (region_id, version),
     foreign key (region_id) references shared.regions (id)
   )`,
  `create table app.payment_mappings (
     region_id uuid not null,
     id uuid not null,
     seq bigint generated always as identity,
     name text not null,
     mapping jsonb not null,
     recorded_post text not null,
     ${RECORDED},
     primary key (region_id, id),
     foreign key (region_id) references shared.regions (id)
   )`,
  `create table app.payment_files (
     region_id uuid not null,
     id uuid not null,
     unit_id uuid,
     filename text not null,
     source bytea not null,
     sha256 text not null,
     mapping jsonb not null,
     answer jsonb not null,
     ${RECORDED},
     primary key (region_id, id),
     foreign key (region_id, unit_id) references app.units (region_id, id)
   )`,
  `create table app.payment_commits (
     region_id uuid not null,
     id uuid not null,
     payment_file_id uuid not null,
     unit_id uuid,
     answer jsonb not null,
     ${RECORDED},
     primary key (region_id, id),
     unique (region_id, payment_file_id),
     foreign key (region_id, payment_file_id) references app.payment_files (region_id, id)
   )`,
  // Where a row of the ledger was printed; the same row of the same file is never written twice.
  `alter table app.ledger_events add column payment_file_id uuid, add column file_row integer`,
  `create unique index ledger_by_file_row on app.ledger_events (region_id, payment_file_id, file_row)
     where payment_file_id is not null`,
];

const DERIVED = [
  // What must be paid or done by when, as it stands now (domain/obligation.ts).
  `create table app.obligations (
     region_id uuid not null,
     id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     fiscal_year integer not null,
     kind text not null check (kind in ('payment', 'allotment', 'work')),
     indicator_id uuid,
     plan_id uuid,
     period text,
     title text not null,
     basis jsonb not null,
     due_on date,
     late_from date,
     amount numeric(18, 2),
     paid numeric(18, 2) not null,
     met_on date,
     state text not null check (state in ('awaiting_event', 'not_due', 'overdue', 'met', 'met_late')),
     state_since date not null,
     primary key (region_id, id)
   )`,
  `create index obligations_by_project on app.obligations (region_id, project_id)`,
  `create index obligations_by_due on app.obligations (region_id, fiscal_year, state, due_on)`,
  // Episodes of a condition (domain/alerts.ts): from opened_on until the day before resolved_on.
  `create table app.alerts (
     region_id uuid not null,
     id uuid not null,
     kind text not null check (kind in ('indicator_lagging', 'unreported', 'money_behind', 'over_budget', 'due_soon',
       'overdue', 'deadline_missed', 'undeterminable')),
     project_id uuid not null,
     unit_id uuid not null,
     fiscal_year integer not null,
     -- The indicator, the money, the project or the obligation that it speaks of.
     subject_id uuid not null,
     opened_on date not null,
     resolved_on date,
     -- The last day on which it could be done in time, for duties.
     due_on date,
     suppressed_by uuid,
     -- How far the ladder was climbed and when the next step is due. Follows from the notices; null: no step to come.
     level integer,
     next_step_on date,
     primary key (region_id, id),
     check (resolved_on > opened_on)
   )`,
  `create index alerts_by_project on app.alerts (region_id, project_id)`,
  `create index alerts_by_day on app.alerts (region_id, fiscal_year, opened_on, resolved_on)`,
  `create index alerts_to_climb on app.alerts (next_step_on, region_id, project_id) where next_step_on is not null`,
  // When a project's duties and alerts are to be looked at again without a new fact.
  `create table app.project_watch (
     region_id uuid not null,
     project_id uuid not null,
     unit_id uuid not null,
     checked_through date,
     check_on date,
     primary key (region_id, project_id)
   )`,
  `create index project_watch_due on app.project_watch (check_on, region_id, project_id) where check_on is not null`,
];

const OPS = [
  // Where a person wants to be told, besides in the product itself.
  `create table ops.contact_points (
     account_id uuid not null references ops.accounts (id) on delete cascade,
     channel text not null check (channel in ('mail', 'webhook')),
     address text not null,
     -- Signs the body of a webhook; null for mail.
     secret text,
     primary key (account_id, channel)
   )`,
  `create table ops.notice_wishes (
     account_id uuid primary key references ops.accounts (id) on delete cascade,
     -- Nothing leaves the house between these times of day (HH:MM, Beijing); null: at any time.
     quiet_from text check (quiet_from ~ '^[0-2][0-9]:[0-5][0-9]$'),
     quiet_until text check (quiet_until ~ '^[0-2][0-9]:[0-5][0-9]$'),
     daily_cap integer not null check (daily_cap between 1 and 200)
   )`,
  // One message for a person, a channel and a run; the notices in it are told together.
  `create table ops.messages (
     id uuid primary key,
     region_id uuid not null,
     account_id uuid not null,
     channel text not null,
     address text,
     state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'unknown')),
     -- Instants of the wall clock: delivery goes on while the demo's date stands still.
     created_at timestamptz not null,
     not_before timestamptz not null,
     attempts integer not null default 0,
     claimed_until timestamptz,
     sent_at timestamptz,
     read_at timestamptz,
     -- Day of the product's clock on which it was made, for the daily cap.
     made_on date not null
   )`,
  `create index messages_to_send on ops.messages (not_before) where state in ('waiting', 'sending', 'unknown')`,
  `create index messages_by_account on ops.messages (account_id, made_on)`,
  `create table ops.message_notices (
     region_id uuid not null,
     notice_id uuid not null,
     message_id uuid not null references ops.messages (id) on delete cascade,
     primary key (region_id, notice_id)
   )`,
  `create index message_notices_by_message on ops.message_notices (message_id)`,
  `create table ops.message_attempts (
     message_id uuid not null references ops.messages (id) on delete cascade,
     attempt integer not null,
     started_at timestamptz not null,
     finished_at timestamptz,
     -- null while it is under way; a process that died there leaves it unknown.
     outcome text check (outcome in ('delivered', 'passing_failure', 'permanent_failure', 'unknown')),
     detail text,
     primary key (message_id, attempt)
   )`,
  // The last live event whose project's alerts were looked at: what changes is learnt from the outbox.
  `create table ops.watch_cursor (
     one boolean primary key default true check (one),
     seq bigint not null
   )`,
  `insert into ops.watch_cursor (seq) values (0)`,
  // Append-only, each row sealed with the one before: npm run verify names the first that was changed.
  `create table ops.audit (
     seq bigint primary key,
     at timestamptz not null,
     account_id uuid,
     region_id uuid,
     deed text not null,
     detail jsonb not null,
     previous_seal text not null,
     seal text not null
   )`,
  // The scan crosses regions, row security does not: it learns ids only, then works inside each region's context.
  `create function ops.watched_projects(on_day date, at_most integer)
     returns table (region_id uuid, project_id uuid)
     language sql stable security definer set search_path = pg_catalog
     as $$
       select w.region_id, w.project_id from app.project_watch w
       where w.check_on <= on_day order by w.check_on, w.region_id, w.project_id limit at_most
     $$`,
  `create function ops.changed_projects(since bigint, at_most integer)
     returns table (seq bigint, region_id uuid, project_id uuid)
     language sql stable security definer set search_path = pg_catalog
     as $$
       (select e.seq, e.region_id, (e.data ->> 'projectId')::uuid from app.live_events e
        where e.seq > since and e.type = 'judged' order by e.seq limit at_most)
       union all
       -- Not numbered yet: looked at now, and once more when they are.
       (select null, e.region_id, (e.data ->> 'projectId')::uuid from app.live_events e
        where e.seq is null and e.type = 'judged' order by e.recorded_at limit at_most)
     $$`,
  `create function ops.alerts_to_climb(on_day date, at_most integer)
     returns table (region_id uuid, alert_id uuid)
     language sql stable security definer set search_path = pg_catalog
     as $$
       select a.region_id, a.id from app.alerts a
       where a.next_step_on <= on_day order by a.next_step_on, a.region_id, a.project_id limit at_most
     $$`,
  // Notices for which no message was made yet.
  `create function ops.untold_notices(at_most integer)
     returns table (region_id uuid, notice_id uuid, account_id uuid, channel text)
     language sql stable security definer set search_path = pg_catalog
     as $$
       select n.region_id, n.id, n.account_id, n.channel from app.notices n
       where not exists (select from ops.message_notices m where m.region_id = n.region_id and m.notice_id = n.id)
       order by n.seq limit at_most
     $$`,
];

const FUNCTIONS = [
  'ops.watched_projects(date, integer)',
  'ops.changed_projects(bigint, integer)',
  'ops.alerts_to_climb(date, integer)',
  'ops.untold_notices(integer)',
];

const GRANTS = [
  `grant select, insert on app.registered_events, app.duty_plans, app.money_curves, app.alert_acts, app.notices,
     app.ladders, app.payment_mappings, app.payment_files, app.payment_commits to mubiao_app, mubiao_worker`,
  `grant select, insert, update, delete on app.obligations, app.alerts, app.project_watch to mubiao_app, mubiao_worker`,
  `grant select, insert, update, delete on ops.contact_points, ops.notice_wishes to mubiao_app`,
  `grant select on ops.contact_points, ops.notice_wishes to mubiao_worker`,
  `grant select (id, role, region_id, unit_id, disabled) on ops.accounts to mubiao_worker`,
  `grant select, update (read_at) on ops.messages to mubiao_app`,
  `grant select on ops.message_notices, ops.message_attempts to mubiao_app`,
  `grant select, insert, update, delete on ops.messages, ops.message_notices, ops.message_attempts to mubiao_worker`,
  `grant select, update on ops.watch_cursor to mubiao_worker`,
  `grant select, insert on ops.audit to mubiao_app, mubiao_worker`,
  ...FUNCTIONS.flatMap((name) => [
    `revoke execute on function ${name} from public`,
    `grant execute on function ${name} to mubiao_worker`,
  ]),
];
